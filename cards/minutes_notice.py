"""What is told of minutes and recordings; the log of decisions; where recordings are."""

from collections.abc import Mapping
from types import MappingProxyType

from board.calendar import LONDON
from board.meeting_record import Decision
from board.minutes_words import DECIDED
from board.recordings import RecordingKind
from cards.action_pieces import (
    as_at,
    left_out,
    pages_in_words,
    said,
    strongly,
    taken,
    turning,
    within,
)
from cards.action_words import count, short_day
from cards.buttons import button, main_button, rows
from cards.elements import Action, ActionOpenUrl, Container, Element
from cards.minutes_pages import hash_in_groups
from cards.minutes_payloads import (
    FileAgain,
    RecordingDeleted,
    ShowComments,
    ShowDecisions,
    ShowMinutes,
    ShowMinutesList,
    ShowRecording,
)
from cards.minutes_views import DecisionList, MinutesNotice, RecordingShown
from cards.pieces import heading, noted, small, words
from cards.typed import named
from cards.views import Surface

_LIST_ROOM = 16_500
TOLD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "begun": ("The minutes can be written up", "A draft has been begun from what was said."),
        "with_chair": (
            "Draft minutes wait for you",
            "Read them, change what is wrong, and send them to the members.",
        ),
        "chair_reminded": (
            "Draft minutes still wait for you",
            "Read them, change what is wrong, and send them to the members.",
        ),
        "with_members": (
            "Draft minutes can be read",
            "Comment on an item where something is wrong. The chairs approve them then.",
        ),
        "to_approve": ("Minutes wait for your approval", "Both co-chairs approve them."),
        "approve_again": (
            "Minutes wait for your approval again",
            "What they say has changed since you approved them, so that this does not count now.",
        ),
        "approval_reminded": (
            "Minutes still wait for your approval",
            "Both co-chairs approve them.",
        ),
        "commented": ("A comment on draft minutes", "Say what becomes of it."),
        "final": ("Minutes are final", "From now on only an addendum can be made."),
        "changed": (
            "A file of final minutes was changed",
            "It was changed outside the bot. What was approved can be filed again beside it.",
        ),
        "gone": (
            "A file of final minutes is gone",
            "It was moved or deleted. What was approved can be filed again.",
        ),
        "recording_due": (
            "A recording is to be deleted",
            "Delete it where it is, and say so here.",
        ),
    }
)
"""The headline of each, and what it means."""


def minutes_notice_card(view: MinutesNotice, surface: Surface) -> list[Element]:
    """What has happened, by reference, and the way on."""
    title, means = TOLD[view.happened]
    file = f"Minutes {view.meeting} {view.stage}".strip()
    return [
        heading(f"{title}: {view.meeting}"),
        words(means),
        *([named("File", file)] if view.stage else []),
        *([words(f"{count(view.count, 'comment')} to be dealt with.")] if view.count else []),
        *([named("By", short_day(view.on))] if view.on else []),
        *([named("sha256 of the text", hash_in_groups(view.sha256))] if view.sha256 else []),
        *rows(_on_notice(view, surface)),
        as_at(view.at),
    ]


def decision_list_card(view: DecisionList, surface: Surface) -> list[Element]:
    """What was decided, the latest first."""
    again = view.again
    shown = (
        ShowDecisions(words=again, page=max(view.page - 1, 1)),
        ShowDecisions(words=again, page=view.page + 1),
    )
    counted = pages_in_words(count(view.total, "decision"), view.page, view.pages)
    more = [small("There are more. Say another word to find fewer.")] if view.is_cut else []
    asked = [said("Found for: ", strongly(view.words[:80]))] if view.words else []
    end = [
        *more,
        *rows(
            [
                *turning(view.page, view.pages, shown, surface),
                button("Minutes", ShowMinutesList(), surface),
            ]
        ),
        as_at(view.at),
    ]
    top = [
        heading("Decisions"),
        *asked,
        words(counted if view.total else "No decision was found."),
    ]
    blocks = ([_decision(each)] for each in view.decisions)
    listed, left = within(blocks, _LIST_ROOM - taken([*top, *end]))
    return [*top, *listed, *left_out(left, "decisions"), *end]


def recording_card(view: RecordingShown, surface: Surface) -> list[Element]:
    """Where the recordings are and when they go, for those entitled."""
    kinds = {RecordingKind.RECORDING: "Recording", RecordingKind.TRANSCRIPT: "Transcript"}
    found = [
        named(kinds[each.kind], f"found {short_day(each.found_at.astimezone(LONDON).date())}")
        for each in view.recordings
    ]
    when = short_day(view.delete_on) if view.delete_on else "20 working days after approval"
    given = [each for each in view.recordings if each.url][:3]
    links: list[Action] = [
        ActionOpenUrl(title=f"Open the {kinds[each.kind].lower()}", url=each.url) for each in given
    ]
    is_there = bool(view.in_teams) and len(given) < len(view.recordings)
    links += [ActionOpenUrl(title="In Teams", url=view.in_teams)] if view.in_teams else []
    gone = RecordingDeleted(ref=view.meeting)
    is_due = view.delete_on is not None and bool(view.recordings)
    return [
        heading(f"Recording of {view.meeting}"),
        *noted(view.note),
        *(found or [words("Nothing is known of a recording of this meeting.")]),
        *([named("To be deleted", when)] if view.recordings else []),
        *([words("Open the meeting in Teams: it is in its chat, and under Recap.")] * is_there),
        words("The minutes are the record. Do not pass the link on."),
        *rows([*links, *([button("It is deleted", gone, surface)] if is_due else [])]),
        as_at(view.at),
    ]


def _on_notice(view: MinutesNotice, surface: Surface) -> list[Action]:
    read = ShowMinutes(ref=view.meeting)
    if view.happened in {"changed", "gone"}:
        again = FileAgain(ref=view.meeting, stage=view.stage)
        return [
            button("File it again", again, surface),
            button("Read the minutes", read, surface),
        ]
    if view.happened == "commented":
        return [
            main_button("Comments", ShowComments(ref=view.meeting), surface),
            button("Read the minutes", read, surface),
        ]
    if view.happened == "recording_due":
        return [button("Recording", ShowRecording(ref=view.meeting), surface)]
    return [main_button("Read the minutes", read, surface)]


def _decision(decision: Decision) -> Container:
    kind = DECIDED[decision.kind]
    day = short_day(decision.at.astimezone(LONDON).date())
    items: list[Element] = [
        said(strongly(f"{decision.ref}, {day}: {kind.lower()}")),
        said(decision.text),
    ]
    items += [said("Reasons: ", decision.rationale)] if decision.rationale else []
    items += [said("Dissent: ", decision.dissent)] if decision.dissent else []
    return Container(separator=True, items=items)
