"""Minutes page by page, what waits for whoever reads, and the extract of an agency."""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from board.calendar import LONDON, in_words
from board.minutes import MinutesState
from board.minutes_content import Content, ContentItem, Taken
from board.minutes_words import HANDLED, THERE, approved_in_words, quorum_in_words
from cards.action_pieces import Block, as_at, said, strongly, turning
from cards.action_words import short_day
from cards.buttons import button, main_button, rows, step
from cards.elements import Action, ActionOpenUrl, Container, Element
from cards.minutes_pages import hash_in_groups, item_pieces, pages_of
from cards.minutes_payloads import (
    AddAddendum,
    AgreeMinutes,
    ApproveMinutes,
    ChangeMinutes,
    CommentMinutes,
    SendToChair,
    SendToMembers,
    ShowComments,
    ShowDecisions,
    ShowExtract,
    ShowMinutes,
    ShowMinutesList,
    ShowRecording,
)
from cards.minutes_views import ExtractShown, MinutesLine, MinutesList, MinutesShown, Step
from cards.pieces import heading, noted, section, small, words
from cards.sitting_payloads import AskDecision, ShowAttendance
from cards.typed import NAME_LONGEST, named
from cards.views import Surface

STATES: Mapping[MinutesState, str] = MappingProxyType(
    {
        MinutesState.DRAFT: "Draft",
        MinutesState.WITH_CHAIR: "Draft, with the chair",
        MinutesState.WITH_MEMBERS: "Draft, with the members",
        MinutesState.FINAL: "Final",
    }
)
_LIST_LONGEST = 500
_INTERESTS = 8


def minutes_card(view: MinutesShown, surface: Surface) -> list[Element]:
    """One page of the minutes; the first says where they stand, and who was there."""
    pages = pages_of(_pieces(view, surface), _head(view))
    page = min(max(view.page, 1), len(pages))
    ref = view.content.meeting
    shown = (ShowMinutes(ref=ref, page=page - 1), ShowMinutes(ref=ref, page=page + 1))
    turns = turning(page, len(pages), shown, surface)
    back, on = (turns[:1], turns[1:]) if page > 1 else ([], turns)
    return [
        heading(f"Minutes of {ref}"),
        words(f"{STATES[view.state]}. Page {page} of {len(pages)}."),
        *noted(view.note),
        *pages[page - 1],
        *rows([*on, *_steps(view, surface), *back], spacing="large"),
        *(_files(view) if page == 1 else []),
        as_at(view.at),
    ]


def minutes_list_card(view: MinutesList, surface: Surface) -> list[Element]:
    """What waits for whoever asks comes first; then the latest minutes."""
    waits = [section("Waiting for you")] if view.waiting else []
    return [
        heading("Minutes"),
        *waits,
        *(_line(each, surface) for each in view.waiting),
        *([section("The latest")] if view.waiting and view.latest else []),
        *(_line(each, surface) for each in view.latest),
        *([] if view.waiting or view.latest else [words("There are no minutes to read yet.")]),
        *rows([button("Decisions", ShowDecisions(), surface)]),
        as_at(view.at),
    ]


def extract_card(view: ExtractShown, surface: Surface) -> list[Element]:
    """Decisions and actions that concern one agency."""
    content = view.content
    pieces = [piece for item in content.items for piece in item_pieces(item, ())]
    pages = pages_of(pieces)
    page = min(max(view.page, 1), len(pages))
    ref = content.meeting
    shown = (ShowExtract(ref=ref, page=page - 1), ShowExtract(ref=ref, page=page + 1))
    turns = list(reversed(turning(page, len(pages), shown, surface)))
    if view.file:
        turns.append(ActionOpenUrl(title="Open in Word", url=view.file))
    status = "From the final minutes." if view.is_final else "From a draft: it may still change."
    return [
        heading(f"Extract of {ref}"),
        said(strongly("For "), view.agency),
        words(f"{in_words(content.starts_at)}. {status}"),
        *pages[page - 1],
        *rows([*turns, button("All minutes", ShowMinutesList(), surface)]),
        as_at(view.at),
    ]


def _pieces(view: MinutesShown, surface: Surface) -> Iterator[tuple[Block, bool]]:
    for item in view.content.items:
        buttons = rows(_on_item(view, item, surface), spacing="small")
        yield from item_pieces(item, buttons, partial(_corrects, view, item, surface))
    yield from ((block, False) for block in _addenda(view))


def _on_item(view: MinutesShown, item: ContentItem, surface: Surface) -> list[Action]:
    """What can be done with one item."""
    if item.is_withheld:
        return []
    ref, found = view.content.meeting, []
    if Step.CHANGE in view.steps:
        change = ChangeMinutes(ref=ref, item=item.key, version=item.version, page=view.page)
        found.append(button("Change", change, surface, tooltip=f"Change item {item.number}"))
    if Step.COMMENT in view.steps:
        comment = CommentMinutes(ref=ref, item=item.key)
        found.append(button("Comment", comment, surface, tooltip=f"Comment on item {item.number}"))
    return found


def _corrects(
    view: MinutesShown, item: ContentItem, surface: Surface, taken: Taken
) -> list[Element]:
    """A decision can be put right, until the minutes are final; one that is struck cannot."""
    ref, number = view.content.meeting, taken.ref.removeprefix(f"{view.content.meeting}/")
    if Step.CORRECT not in view.steps or taken.is_struck or number == taken.ref:
        return []
    corrects = AskDecision(ref=ref, item=item.key, replaces=taken.ref)
    return rows([step(f"Correct {number}", corrects, surface)], spacing="small")


def _steps(view: MinutesShown, surface: Surface) -> list[Action]:
    """What can be done with all of them, the most likely first."""
    ref, at = view.content.meeting, {"ref": view.content.meeting, "version": view.version}
    count = f" ({view.open_comments})" * bool(view.open_comments)
    every = {
        Step.TO_CHAIR: ("Send to the chair", SendToChair(**at)),
        Step.TO_MEMBERS: ("Send to members", SendToMembers(**at)),
        Step.APPROVE: ("Approve", ApproveMinutes(**at, digest=view.digest)),
        Step.AGREE: (f"Agreed at {view.in_session}", AgreeMinutes(**at, digest=view.digest)),
        Step.ATTENDANCE: ("Attendance", ShowAttendance(ref=ref)),
        Step.COMMENTS: (f"Comments{count}", ShowComments(ref=ref)),
        Step.ADDENDUM: ("Add an addendum", AddAddendum(ref=ref)),
        Step.EXTRACT: ("My agency", ShowExtract(ref=ref)),
        Step.RECORDING: ("Recording", ShowRecording(ref=ref)),
    }
    offered = [every[each] for each in every if each in view.steps]
    goes_on = {Step.TO_CHAIR, Step.TO_MEMBERS, Step.APPROVE} & view.steps
    return [
        (main_button if goes_on and number == 0 else button)(title, payload, surface)
        for number, (title, payload) in enumerate(offered)
    ]


def _head(view: MinutesShown) -> list[Element]:
    content = view.content
    facts = (
        ("When", in_words(content.starts_at)),
        ("Where", content.place),
        ("Chair", content.chair),
        ("Led by", content.lead),
        ("Focus on", content.focus),
        ("Quorum", quorum_in_words(content.is_quorate)),
        ("Next meeting", _following(content)),
    )
    return [
        *(named(name, value, spacing="none") for name, value in facts if value),
        *_approval(view),
        *_attendance(content),
        *_interests(content),
        *_told_of_addenda(view),
    ]


def _approval(view: MinutesShown) -> list[Element]:
    if view.final_at is not None:
        how = approved_in_words(view.approved_by)
        day = short_day(view.final_at.astimezone(LONDON).date())
        return [
            named("Approved", f"{how}, {day}", spacing="none"),
            named("sha256 of the text", hash_in_groups(view.sha256), spacing="none"),
        ]
    found: list[Element] = []
    if view.approved:
        found.append(named("Approved by", ", ".join(view.approved), spacing="none"))
    if view.awaited:
        found.append(named("Waits for", ", ".join(view.awaited), spacing="none"))
    return found


def _told_of_addenda(view: MinutesShown) -> list[Element]:
    if not view.addenda:
        return []
    many = len(view.addenda)
    return [words("An addendum stands at the end." if many == 1 else f"{many} addenda at the end.")]


def _following(content: Content) -> str:
    if not content.following or content.following_at is None:
        return ""
    return f"{content.following}, {in_words(content.following_at)}"


def _attendance(content: Content) -> list[Element]:
    """Agencies by how they were there, with who came."""
    by_how: dict[str, list[str]] = {}
    for each in content.attendance:
        how = "Observers" if each.is_observer else THERE.get(each.status, each.status)
        who = each.agency_name + (f" ({each.name})" if each.name else "")
        sent = ", information sent" * each.information_sent
        by_how.setdefault(how, []).append(f"{who}{sent}"[:NAME_LONGEST])
    lines = (named(how, "; ".join(who), _LIST_LONGEST) for how, who in by_how.items())
    return [section("Attendance"), *lines] if by_how else []


def _interests(content: Content) -> list[Element]:
    if not content.interests:
        return []
    shown = content.interests[:_INTERESTS]
    left = len(content.interests) - len(shown)
    return [
        section("Declarations of interest"),
        *(
            named(each.name or "Somebody", f"{each.about}. {HANDLED.get(each.handling, '')}")
            for each in shown
        ),
        *([small(f"And {left} more, in the file.")] if left else []),
    ]


def _addenda(view: MinutesShown) -> Iterator[Block]:
    """What was added to final minutes stands at their end."""
    for each in view.addenda:
        by = view.names.get(each.by, "")[:NAME_LONGEST]
        day = short_day(each.at.astimezone(LONDON).date())
        title = strongly(f"Addendum {each.number}, {by}, {day}: ")
        yield [Container(separator=True, items=[said(title, each.text)])]


def _files(view: MinutesShown) -> list[Element]:
    links: list[Action] = [ActionOpenUrl(title=title, url=url) for title, url in view.files if url]
    return [section("Files"), *rows(links)] if links else []


def _line(line: MinutesLine, surface: Surface) -> Container:
    read = button("Read", ShowMinutes(ref=line.meeting), surface, tooltip=f"Read {line.meeting}")
    says = line.waits or f"{STATES[line.state]}."
    return Container(
        separator=True,
        items=[
            said(strongly(line.meeting), f", {short_day(line.day)}"),
            words(says),
            *rows([read], spacing="small"),
        ],
    )
