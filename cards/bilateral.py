"""Bilateral meetings: concerns that are carried, what became of each, and their forms."""

from collections.abc import Sequence

from board.bilaterals import CONCERN_LONGEST, UNIT_LONGEST, Bilateral, Concern, ConcernStatus
from cards.action_payloads import AddAction
from cards.action_pieces import as_at, joined, open_action, said, strongly, taken, turning, who
from cards.action_views import Names
from cards.action_words import count, short_day
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Action, Choice, Element, InputChoiceSet
from cards.governance_payloads import (
    AddConcern,
    EscalateConcern,
    LogBilateral,
    ResolveConcern,
    ShowBilateral,
    ShowBilaterals,
)
from cards.governance_views import (
    BilateralForm,
    BilateralList,
    BilateralShown,
    ConcernForm,
    OpenConcern,
)
from cards.paging import Block, page_of
from cards.payloads import Payload
from cards.pieces import heading, noted, problems, section, small, words
from cards.questions import wrong
from cards.size import size
from cards.typed import fit
from cards.views import Surface

ROOM = 17_000
_PEOPLE_ROOM = 9_000
_NAME = 60
_SAFE = "Everyone on the board can read this. Write about services and units, never about people."
_STATES = {
    ConcernStatus.OPEN: "Open",
    ConcernStatus.RESOLVED_EARLY: "Resolved early",
    ConcernStatus.ACTION: "Became an action",
    ConcernStatus.ESCALATED: "Escalated",
}
_HELD = Box("on", "Day of the meeting", is_date=True)
_CONCERNS = Box(
    "concerns",
    "Concerns (optional)",
    "One on each line, up to 10. Put the unit in brackets at the end: "
    "Late notice of leave (Larch Ward)",
    is_area=True,
)
_NEXT = Box("next_on", "Next meeting (optional)", is_date=True)
_CONCERN = (
    Box("concern", "What is the concern?", "Up to 300 characters.", is_area=True),
    Box("unit", "Unit (optional)", "A ward, station or team. Up to 80 characters."),
)


def bilateral_list_card(view: BilateralList, surface: Surface) -> list[Element]:
    """Open concerns first, then the meetings."""
    steps: list[Action] = []
    if view.may_log:
        steps.append(main_button("Log a meeting", LogBilateral(), surface))
    top = [
        heading("Bilateral meetings"),
        *noted(view.note),
        words(f"{count(len(view.waiting), 'open concern')}."),
        *([small(f"Next meeting: {short_day(view.next_on)}.")] if view.next_on else []),
        *rows(steps),
    ]
    end = [as_at(view.at)]
    waits = [_waiting(number, each, view, surface) for number, each in enumerate(view.waiting)]
    meetings = [
        _meeting(number, each, view.names, surface) for number, each in enumerate(view.meetings)
    ]
    blocks = [*waits, *meetings] or [[words("No meeting has been put down yet.")]]
    shown, page, pages = page_of(blocks, view.page, ROOM - taken([*top, *end]))
    turns = turning(
        page,
        pages,
        (ShowBilaterals(page=max(page - 1, 1)), ShowBilaterals(page=page + 1)),
        surface,
    )
    return [*top, *shown, *rows(turns), *end]


def bilateral_card(view: BilateralShown, surface: Surface) -> list[Element]:
    """One meeting: who was there, and what became of each concern."""
    meeting = view.meeting
    people = joined(who(each, view.names) for each in meeting.attendees[:20])
    follows = f"Next meeting: {short_day(meeting.next_on)}." if meeting.next_on else ""
    top = [
        heading(f"Bilateral meeting {meeting.ref}"),
        *noted(view.note),
        said(f"{short_day(meeting.on)}, {people}."),
        *([small(follows, spacing="none")] if follows else []),
    ]
    steps: list[Action] = []
    if view.may_settle:
        steps.append(button("Add a concern", AddConcern(ref=meeting.ref), surface))
    steps.append(button("All meetings", ShowBilaterals(), surface))
    end = [*rows(steps, spacing="large"), as_at(view.at)]
    blocks: list[Block] = [
        _concern(meeting.ref, number, each, surface, (view.may_settle, view.may_add))
        for number, each in enumerate(meeting.concerns)
    ] or [[words("No concern was raised.")]]
    shown, page, pages = page_of(blocks, view.page, ROOM - taken([*top, *end]))
    turns = turning(
        page,
        pages,
        (
            ShowBilateral(ref=meeting.ref, page=max(page - 1, 1)),
            ShowBilateral(ref=meeting.ref, page=page + 1),
        ),
        surface,
    )
    return [*top, *shown, *rows(turns), *end]


def _waiting(number: int, each: OpenConcern, view: BilateralList, surface: Surface) -> Block:
    first: list[Element] = [section("Open concerns")] if not number else []
    may = (each.may_settle, view.may_add)
    told = _concern(each.ref, each.number, each.concern, surface, may, on=short_day(each.on))
    return [*first, *told]


def _concern(
    ref: str,
    number: int,
    concern: Concern,
    surface: Surface,
    may: tuple[bool, bool],
    *,
    on: str = "",
) -> Block:
    unit = f"{concern.unit[:UNIT_LONGEST]}. " if concern.unit else ""
    raised = f" Raised {on}." if on else ""
    became = f" ({concern.became})" if concern.became else ""
    return [
        said(strongly(concern.text[:CONCERN_LONGEST]), spacing="medium"),
        said(f"{unit}{_STATES[concern.status]}{became}.{raised}"),
        *rows(_steps(ref, number, concern, surface, may), spacing="small"),
    ]


def _steps(
    ref: str, number: int, concern: Concern, surface: Surface, may: tuple[bool, bool]
) -> list[Action]:
    may_settle, may_add = may
    steps: list[Action] = []
    if concern.became.startswith("ACT-"):
        steps.append(open_action(concern.became, surface))
    if not may_settle:
        return steps
    is_open = concern.status is ConcernStatus.OPEN
    if is_open:
        steps.append(button("Resolved early", ResolveConcern(ref=ref, number=number), surface))
        if may_add:
            makes = AddAction(source=ref, origin=f"concern:{ref}:{number}")
            steps.append(button("Make action", makes, surface))
    if is_open or concern.status is ConcernStatus.ACTION:
        steps.append(button("Escalate", EscalateConcern(ref=ref, number=number), surface))
    return steps


def _meeting(number: int, meeting: Bilateral, names: Names, surface: Surface) -> Block:
    first: list[Element] = [section("Meetings")] if not number else []
    people = joined(who(each, names) for each in meeting.attendees[:20])
    opens = ShowBilateral(ref=meeting.ref)
    return [
        *first,
        said(
            strongly(short_day(meeting.on)),
            f", {people}. {count(len(meeting.concerns), 'concern')}.",
            spacing="medium",
        ),
        *rows(
            [button("Open", opens, surface, tooltip=f"Open {meeting.ref}")],
            spacing="small",
        ),
    ]


def bilateral_form_card(view: BilateralForm, surface: Surface) -> list[Element]:
    """The form of a meeting."""
    keep = LogBilateral(form=view.form, sent=True)
    inputs, faults = view.inputs, view.faults
    people = _people(view)
    room = max(2_000, ROOM - taken(people) - 3_500)
    return [
        heading("Log a bilateral meeting"),
        *noted(view.note),
        *problems(faults),
        small(_SAFE),
        *ask_boxes([_HELD], inputs, faults),
        *people,
        *ask_boxes([_CONCERNS], inputs, faults, room=room),
        *ask_boxes([_NEXT], inputs, faults),
        *rows(
            [
                main_button("Keep it", keep, surface),
                button("Go back", ShowBilaterals(), surface),
            ],
            spacing="large",
        ),
    ]


def _people(view: BilateralForm) -> list[Element]:
    """Who was there, out of those that such meetings are of."""
    chosen = str(view.inputs.get("attendees", ""))
    offered = _fitting(view.people, chosen.split(","))
    known = {each.render()["value"] for each in offered}
    kept = [each for each in chosen.split(",") if each in known]
    fault = view.faults.get("attendees")
    asked = InputChoiceSet(
        id="attendees",
        label="Who was there?\nTick everybody, yourself too.",
        style="compact",
        is_multi_select=True,
        wrap=True,
        choices=offered,
        value=",".join(kept) or None,
        spacing="small" if fault else "large",
    )
    return [*wrong("attendees", fault), asked]


def _fitting(people: Sequence[tuple[str, str]], chosen: Sequence[str]) -> list[Choice]:
    """As many as there is room for, those who were ticked first."""
    ordered = sorted(people, key=lambda each: each[0] not in chosen)
    shown: set[str] = set()
    left = _PEOPLE_ROOM
    for key, name in ordered:
        left -= size({"title": fit(name[:_NAME]), "value": key}) + 1
        if left < 0:
            break
        shown.add(key)
    return [
        Choice(title=fit(name[:_NAME]) or "No name", value=key)
        for key, name in people
        if key in shown
    ]


def concern_form_card(view: ConcernForm, surface: Surface) -> list[Element]:
    """A further concern; or where one is to be escalated to."""
    back = button("Go back", ShowBilateral(ref=view.ref), surface)
    title, sends, boxes, sent = _what(view)
    return [
        heading(title),
        small(view.ref, spacing="none"),
        *noted(view.note),
        *problems(view.faults),
        *([said(strongly(view.concern.text[:CONCERN_LONGEST]))] if view.concern else []),
        *([small(_SAFE)] if view.number is None else []),
        *ask_boxes(boxes, view.inputs, view.faults),
        *rows([main_button(sends, sent, surface), back], spacing="large"),
    ]


def _what(view: ConcernForm) -> tuple[str, str, list[Box], Payload]:
    """The title, the button, the boxes and what they send."""
    if view.number is None:
        adds = AddConcern(ref=view.ref, form=view.form, sent=True)
        return "Add a concern", "Keep it", list(_CONCERN), adds
    where = f"the agenda of {view.board}" if view.board else "the agenda of the next board"
    box = Box(
        "escalation",
        "Reference of the escalation (optional)",
        f"For example ESC-2026-003. Leave it blank to put it on {where}.",
    )
    escalates = EscalateConcern(ref=view.ref, number=view.number, sent=True)
    return "Escalate a concern", "Escalate", [box], escalates
