"""Meetings: one with what can be done, and the list of them."""

from board.calendar import in_words, short_words
from board.meeting_deeds import TurnDeed
from board.meetings import Meeting
from cards.action_payloads import AddAction
from cards.action_pieces import pages_in_words, said, strongly, turning
from cards.action_words import count
from cards.agenda_payloads import ShowAgenda
from cards.buttons import alone, button, rows
from cards.cycle_payloads import MEETING_STEPS, TURN_STEPS, ShowRota
from cards.cycle_words import BUTTONS, STATES, TURNS
from cards.elements import (
    Action,
    ActionOpenUrl,
    ActionToggleVisibility,
    Container,
    Element,
    Fact,
    FactSet,
)
from cards.focus_payloads import ShowFocusReport
from cards.meeting_payloads import ShowMeeting, ShowMeetings
from cards.meeting_views import MeetingList, MeetingRow, MeetingShown, TurnShown
from cards.pieces import heading, noted, section, small, strong, words
from cards.typed import fit
from cards.views import Surface

_REASON_LONGEST = 500
_BUTTON_LONGEST = 28


def meeting_card(view: MeetingShown, surface: Surface) -> list[Element]:
    """One meeting: how it stands, whose turn it is, what is due before it, what can be done."""
    meeting = view.row.meeting
    return [
        heading(f"Meeting {meeting.ref}"),
        *noted(view.note),
        *about(view.row, view=view),
        *_before(view),
        *([words(f"Filed: {', '.join(title for title, _ in view.papers)}.")] * bool(view.papers)),
        *rows(
            [
                *_turn_steps(view, surface, own=True),
                *_ways(view, surface),
                *_offers(view, surface),
            ]
        ),
        *_changes(view, surface),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def _focus_report(view: MeetingShown, surface: Surface) -> list[Action]:
    """The way to the report of an agency in focus."""
    if not view.report_of:
        return []
    shown = ShowFocusReport(meeting=view.row.meeting.ref, agency=view.report_of)
    return [button("Focus report", shown, surface)]


def meeting_list_card(view: MeetingList, surface: Surface) -> list[Element]:
    """Meetings of every forum the reader may see, the ones to come first."""
    turns = turning(
        view.page,
        view.pages,
        (ShowMeetings(page=max(view.page - 1, 1)), ShowMeetings(page=view.page + 1)),
        surface,
    )
    counted = pages_in_words(count(view.total, "meeting"), view.page, view.pages)
    return [
        heading("Meetings"),
        words(counted if view.rows else "No meeting is known yet."),
        *(
            Container(
                separator=True,
                items=[
                    said(strongly(each.meeting.ref), f", {STATES[each.meeting.state].lower()}"),
                    *about(each, is_short=True),
                    *rows([_opens(each.meeting, surface)], spacing="small"),
                ],
            )
            for each in view.rows
        ),
        *rows([*turns, button("Next meeting", ShowMeeting(), surface)]),
    ]


def about(
    row: MeetingRow, *, is_short: bool = False, view: MeetingShown | None = None
) -> list[Element]:
    """When and where it is, how it stands, and whose turn it is."""
    meeting = row.meeting
    lines = [("When", in_words(meeting.starts_at))]
    if row.forum:
        lines.insert(0, ("Forum", row.forum))
    if not is_short:
        lines += [("Where", meeting.place), ("State", STATES[meeting.state])]
    if meeting.reason and not is_short:
        lines.append(("Why", meeting.reason[:_REASON_LONGEST]))
    if row.is_board:
        lines += [
            ("Led by", row.lead or "not named yet"),
            ("Focus on", row.focus or "not named yet"),
        ]
    if row.facilitator and not is_short:
        lines.append(("Facilitator", row.facilitator))
    shown = [said(strongly(f"{title}: "), fit(value)) for title, value in lines]
    return [*shown, *(_turn_lines(view) if view else [])]


def _turn_lines(view: MeetingShown) -> list[Element]:
    """What each agency has said to its turn."""
    focus = [said(f"In focus: {each.name}, {TURNS[each.status]}") for each in view.focus]
    return [*focus, *(said(f"Lead: {each.name}, {_lead_words(each)}") for each in view.lead)]


def _lead_words(turn: TurnShown) -> str:
    if turn.as_co_chair:
        return "as co-chair"
    is_offer = turn.volunteered and turn.status == "offered"
    return "has offered to" if is_offer else TURNS[turn.status]


def _before(view: MeetingShown) -> list[Element]:
    if not view.row.is_board:
        return []
    clocks = view.clocks
    due = (
        ("Lead settled by", clocks.lead_accepted_by),
        ("Focus report due", clocks.focus_report_due),
        ("Updates asked for", clocks.updates_requested),
        ("Papers due", clocks.papers_due),
        ("Pack goes out", clocks.pack),
        ("Other business by", clocks.aob_due),
    )
    in_turn = sorted(due, key=lambda each: each[1])
    ahead = [Fact(title=title, value=short_words(at)) for title, at in in_turn if at > view.at]
    held = [strong("The pack is held back.")] if view.row.meeting.pack_held else []
    return [*held, *([section("Before it"), FactSet(facts=ahead)] if ahead else [])]


def _turn_steps(view: MeetingShown, surface: Surface, *, own: bool) -> list[Action]:
    """What the reader may say to turns: their own agency's, or what others have said to theirs."""
    meeting, steps = view.row.meeting, list[Action]()
    for turn in (each for each in (*view.focus, *view.lead) if each.is_own is own):
        for deed in turn.deeds:
            press = TURN_STEPS[deed](ref=meeting.ref, version=meeting.version, agency=turn.agency)
            title = BUTTONS[deed] if own else f"{BUTTONS[deed]}: {turn.name}"[:_BUTTON_LONGEST]
            steps.append(button(title, press, surface))
    return steps


def _offers(view: MeetingShown, surface: Surface) -> list[Action]:
    if not view.volunteer:
        return []
    meeting = view.row.meeting
    offers = TURN_STEPS[TurnDeed.VOLUNTEER](
        ref=meeting.ref, version=meeting.version, agency=view.volunteer
    )
    return [button(BUTTONS[TurnDeed.VOLUNTEER], offers, surface)]


def _ways(view: MeetingShown, surface: Surface) -> list[Action]:
    steps = _focus_report(view, surface)
    steps += [button("Agenda", ShowAgenda(ref=view.row.meeting.ref), surface)]
    steps += [ActionOpenUrl(title=title, url=url) for title, url in view.papers if url]
    adds = AddAction(source=view.row.meeting.ref)
    steps += [button("Add action", adds, surface)] if view.may_add else []
    steps += [button("Focus rota", ShowRota(), surface)] * view.row.is_board
    return [*steps, button("All meetings", ShowMeetings(), surface)]


def _changes(view: MeetingShown, surface: Surface) -> list[Element]:
    """What few do, hidden until it is asked for."""
    said_by_others = _turn_steps(view, surface, own=False)
    if not (view.deeds or said_by_others):
        return []
    meeting = view.row.meeting
    steps = [
        button(
            BUTTONS[deed], MEETING_STEPS[deed](ref=meeting.ref, version=meeting.version), surface
        )
        for deed in view.deeds
    ]
    show = ActionToggleVisibility(title="Change this meeting", target_elements=["changes"])
    return [
        alone(show),
        Container(id="changes", is_visible=False, items=rows([*steps, *said_by_others])),
    ]


def _opens(meeting: Meeting, surface: Surface) -> Action:
    shown = ShowMeeting(ref=meeting.ref)
    return button("Open", shown, surface, tooltip=f"Open {meeting.ref}")
