"""Documents in the channel's files, and the check: what is well, and how to put right the rest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from board.calendar import LONDON, in_words, short_words
from board.documents import Document, DocumentState
from cards.buttons import rows
from cards.elements import (
    Action,
    ActionOpenUrl,
    Container,
    Element,
    RichTextBlock,
    TextBlock,
    TextRun,
)
from cards.filing_views import CheckLine, CheckResult, DocumentList, DocumentShown
from cards.pieces import heading, small, strong, words
from cards.typed import fit
from cards.views import Surface

FOLDER: Final = "channel-files"
CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "locked": "it is open in Word or Excel",
        "folder_missing": "the channel has no files folder yet",
        "conflict": "something else has its name",
        "changed": "somebody changed it meanwhile",
        "throttled": "Microsoft 365 asks us to wait",
        "forbidden": "Microsoft 365 does not let the app in",
        "full": "the team's site is full",
        "unavailable": "Microsoft 365 does not answer",
        "unclear": "the connection broke",
        "session_gone": "the upload was interrupted",
        "too_large": "it is too large",
        "not_configured": "Microsoft 365 is not set up for this channel",
        "unauthorised": "Microsoft 365 does not accept the app",
        "gone": "it is no longer there",
        "refused": "Microsoft 365 does not take it",
    }
)
"""Why a document is not filed, by the kind of refusal."""
_RESULTS: Final[Mapping[bool | None, str]] = MappingProxyType(
    {True: "Well", False: "To be put right", None: "Not looked at"}
)
_MOST = 30


def document_card(view: DocumentShown, _surface: Surface) -> list[Element]:
    """Where a document is; or why it is not there yet, what to do, and when it is tried again."""
    document = view.document
    if document.is_filed:
        return [
            heading(headline(document)),
            *_name(document),
            *_local(document),
            *rows(_open(document)),
        ]
    return [
        heading(headline(document)),
        *_name(document),
        words(document.said),
        strong(f"{_again(document, view.at)} Nothing is lost."),
    ]


def headline(document: Document) -> str:
    """What has become of a document, in a sentence."""
    title = document.title
    if document.is_filed:
        return f"{title} has been filed"
    return f"{title} is not filed yet: {CAUSES.get(document.fault, 'it was refused')}"


def documents_card(view: DocumentList, _surface: Surface) -> list[Element]:
    """Everything of a meeting: what is filed with its link, and what waits."""
    if not view.documents:
        return [heading(f"Documents of {view.meeting}"), words("Nothing is filed yet.")]
    shown = view.documents[:_MOST]
    more = len(view.documents) - len(shown)
    return [
        heading(f"Documents of {view.meeting}"),
        *(_row(each, view.at) for each in shown),
        *([small(f"And {more} more in the channel's files.")] if more else []),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def found_card(view: CheckResult, _surface: Surface) -> list[Element]:
    """Each thing that was looked at; what is wrong stands first, with its fix."""
    wrong = sum(each.passed is False for each in view.lines)
    said = f"{wrong} of {len(view.lines)} to be put right" if wrong else "Everything is well"
    return [
        heading(f"Check: {said}"),
        *check_lines(view.lines),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def check_lines(lines: Sequence[CheckLine]) -> list[Element]:
    """What is wrong first."""
    return [_line(each) for each in sorted(lines, key=lambda each: each.passed is not False)]


def next_try_in_words(next_try: datetime, now: datetime) -> str:
    """When it is tried again: the time, and the day where that is another."""
    here, today = next_try.astimezone(LONDON), now.astimezone(LONDON)
    return f"{here:%H:%M}" if here.date() == today.date() else short_words(next_try)


def _again(document: Document, now: datetime) -> str:
    if document.next_try is None or document.next_try <= now:
        return "I try again now."
    return f"I try again at {next_try_in_words(document.next_try, now)}."


def _name(document: Document) -> list[Element]:
    """What somebody called it: typed words are a text run, which knows no Markdown."""
    if document.title == document.stem:
        return []
    return [RichTextBlock(inlines=[TextRun(text=fit(document.stem), weight="bolder")])]


def _open(document: Document) -> list[Action]:
    """The link, where it is one that every client opens."""
    if not document.web_url.startswith("https://"):
        return []
    return [ActionOpenUrl(title="Open", url=document.web_url, tooltip=f"Open: {document.title}")]


def _local(document: Document) -> list[Element]:
    """Without Microsoft 365: where it is on this machine."""
    if document.web_url.startswith("https://"):
        return []
    path = TextRun(text=fit(f"{FOLDER}/{document.item_id}"))
    return [RichTextBlock(inlines=[TextRun(text="On this machine: ", weight="bolder"), path])]


def _row(document: Document, now: datetime) -> Element:
    title = RichTextBlock(inlines=[TextRun(text=fit(document.stem), weight="bolder")])
    if document.is_filed and document.filed_at is not None:
        state = f"Filed {short_words(document.filed_at)}."
    elif document.state is DocumentState.DROPPED:
        state = "It is not to be filed."
    elif document.fault:
        cause = CAUSES.get(document.fault, "it was refused")
        state = f"Not filed yet: {cause}. {_again(document, now)}"
    else:
        state = "Being filed."
    return Container(
        separator=True,
        items=[
            title,
            TextBlock(text=state, wrap=True, spacing="none"),
            *(_local(document) if document.is_filed else []),
            *rows(_open(document) if document.is_filed else [], spacing="small"),
        ],
    )


def _line(line: CheckLine) -> Element:
    style = "warning" if line.passed is False else None
    name = TextRun(text=f"{line.name.capitalize()}: ", weight="bolder")
    return Container(
        separator=True,
        style=style,
        items=[
            RichTextBlock(inlines=[name, TextRun(text=_RESULTS[line.passed])]),
            TextBlock(text=line.said, wrap=True, spacing="none"),
        ],
    )
