"""What is told about a meeting without being asked: what is due, and what has happened."""

from collections.abc import Mapping
from types import MappingProxyType

from board import cycle_due as due
from board.calendar import in_words
from board.meeting_deeds import MeetingDeed, TurnDeed
from board.meetings import MeetingState
from cards.action_payloads import ShowActions
from cards.action_pieces import said, strongly
from cards.agenda_payloads import ShowAgenda
from cards.buttons import button, main_button, rows
from cards.cycle_payloads import MEETING_STEPS, TURN_STEPS, AgreeSwap, RefuseSwap, ShowRota
from cards.cycle_views import MeetingNotice
from cards.cycle_words import BUTTONS, HAPPENED
from cards.elements import Action, Element
from cards.focus_payloads import ShowFocusReport
from cards.meeting_payloads import ShowMeeting, ShowMeetings
from cards.pieces import heading, words
from cards.sitting_payloads import AskClose
from cards.typed import named
from cards.views import Surface

_REASON_LONGEST = 500
_LINES = 12
_LINE_LONGEST = 160
_TOLD: Mapping[str, str] = MappingProxyType(
    {
        due.FOCUS_TOLD: (
            "Tell the board what your agency's demands and pressures are, and what you ask of "
            "others, in a report that goes out with the pack."
        ),
        due.FOCUS_REPORT_DUE: "The board has not had it yet. The pack goes out without it.",
        due.LEAD_ASKED: "Please answer by the time below. Without an answer a co-chair leads.",
        due.LEAD_FALLS: "Nobody has accepted in time.",
        due.PAPERS_DUE: "Send what is to be in the pack by the time below.",
        due.AOB_ASKED: "Tell the facilitator of any other business by the time below.",
        due.PACK_DUE: "Agenda, pack and action tracker are in the Files tab of this channel.",
        due.PACK_HELD: "It was due by now and goes out once it is released.",
        "pack_stuck": "It goes out by itself as soon as this is put right.",
        "focus_report_in": "It can still be changed until it is presented.",
        due.ACTION_LIST: "Each owner has their own list too.",
        due.MINUTES_TO_CHAIR: "They have not been sent yet.",
        due.MINUTES_TO_MEMBERS: "They have not been sent yet.",
        due.OUTCOMES_DUE: "Each referrer is to hear what the subgroup decided.",
        due.SUBGROUP_MISSED: "It meets every week. Plan an extra one, or start it late.",
        "swap_agreed": "The turns have been exchanged.",
        "swap_refused": "Both agencies keep their turns.",
    }
)
_TURN: Mapping[str, tuple[TurnDeed, ...]] = MappingProxyType(
    {
        due.FOCUS_TOLD: (TurnDeed.ACCEPT_FOCUS, TurnDeed.SWAP, TurnDeed.DEFER),
        due.LEAD_ASKED: (TurnDeed.ACCEPT_LEAD, TurnDeed.DECLINE_LEAD),
    }
)
_WITH_REPORT = frozenset({due.FOCUS_TOLD, due.FOCUS_REPORT_DUE})
_WITH_AGENDA = frozenset({due.PAPERS_DUE, due.AOB_ASKED, due.PACK_DUE})
_OF_MINUTES = frozenset({due.MINUTES_TO_CHAIR, due.MINUTES_TO_MEMBERS})
_ADJOURNED = "It was adjourned. Close it, so that they can be drafted, or plan it again."


def meeting_notice_card(view: MeetingNotice, surface: Surface) -> list[Element]:
    """What is due or has happened, of which meeting, by when, and the next step."""
    meeting = view.row.meeting
    told = _ADJOURNED if _is_adjourned(view) else _TOLD.get(view.happened, "")
    return [
        heading(f"{HAPPENED[view.happened]}: {meeting.ref}"),
        *([words(f"{view.refusal}.")] if view.refusal else []),
        *([words(told)] if told else []),
        *_swap(view),
        *_when(view),
        *([_pair("Agency", view.agency_name)] if view.agency_name and not view.swap else []),
        *([_pair(_by(view), in_words(view.due))] if view.due else []),
        *_reason(view),
        *_lines(view),
        *rows(_steps(view, surface)),
    ]


def _is_adjourned(view: MeetingNotice) -> bool:
    """Its minutes are due and have not been begun, since nobody has closed it."""
    is_adjourned = view.row.meeting.state is MeetingState.ADJOURNED_INQUORATE
    return is_adjourned and view.happened in _OF_MINUTES


def _by(view: MeetingNotice) -> str:
    return "Report due" if view.happened in _WITH_REPORT else "By"


def _when(view: MeetingNotice) -> list[Element]:
    held = in_words(view.row.meeting.starts_at)
    if view.before is None:
        return [_pair("When", held)]
    if view.happened in {"postponed", "cancelled"}:
        return [_pair("It was to be on", in_words(view.before))]
    return [_pair("From", in_words(view.before)), _pair("To", held)]


def _swap(view: MeetingNotice) -> list[Element]:
    if not view.swap:
        return []
    asks = f"{view.other_name} would give up its turn at {view.other_meeting}"
    gets = f" and take that of {view.agency_name} at {view.row.meeting.ref}."
    return [said(asks, gets, spacing="small")]


def _reason(view: MeetingNotice) -> list[Element]:
    reason = view.row.meeting.reason
    tells = view.happened in {"moved", "postponed", "cancelled", due.PACK_HELD}
    return [named("Why", reason, _REASON_LONGEST)] if tells and reason else []


def _lines(view: MeetingNotice) -> list[Element]:
    shown = [said(f"- {each[:_LINE_LONGEST]}") for each in view.lines[:_LINES]]
    left = len(view.lines) - len(shown)
    return [*shown, *([words(f"and {left} more")] if left > 0 else [])]


def _steps(view: MeetingNotice, surface: Surface) -> list[Action]:
    """What is most likely done next, then the way to the meeting."""
    ref = view.row.meeting.ref
    steps = [*_turn_steps(view, surface), *_asked(view, surface)]
    if view.happened in _WITH_AGENDA:
        steps.append(button("Agenda", ShowAgenda(ref=ref), surface))
    steps.append(button("Open meeting", ShowMeeting(ref=ref), surface))
    if view.happened == due.SUBGROUP_MISSED:
        steps.append(button("All meetings", ShowMeetings(), surface))
    if view.happened.startswith(("swap", "focus")):
        steps.append(button("Focus rota", ShowRota(), surface))
    return steps


def _turn_steps(view: MeetingNotice, surface: Surface) -> list[Action]:
    """What an agency does with its turn, the first as the main step."""
    ref, steps = view.row.meeting.ref, list[Action]()
    for deed in _TURN.get(view.happened, ()):
        press = TURN_STEPS[deed](ref=ref, agency=view.agency)
        make = button if steps else main_button
        steps.append(make(BUTTONS[deed], press, surface))
    if view.happened in _WITH_REPORT and view.agency:
        writes = ShowFocusReport(meeting=ref, agency=view.agency)
        make = button if steps else main_button
        steps.insert(1, make("Write the report", writes, surface))
    return steps


def _asked(view: MeetingNotice, surface: Surface) -> list[Action]:
    """What this happening asks for."""
    ref, happened = view.row.meeting.ref, view.happened
    if happened == "focus_report_in":
        reads = ShowFocusReport(meeting=ref, agency=view.agency)
        return [main_button("Read the report", reads, surface)]
    if happened == "swap_asked":
        agrees, refuses = AgreeSwap(ref=view.swap), RefuseSwap(ref=view.swap)
        return [main_button("Agree", agrees, surface), button("Refuse", refuses, surface)]
    if happened == due.PACK_HELD:
        release = MEETING_STEPS[MeetingDeed.RELEASE](ref=ref)
        return [button(BUTTONS[MeetingDeed.RELEASE], release, surface)]
    if happened == due.ACTION_LIST:
        return [button("Open the actions", ShowActions(words=f"from {ref}"), surface)]
    if _is_adjourned(view):
        return [button("Close and write up", AskClose(ref=ref), surface)]
    return []


def _pair(name: str, value: str) -> Element:
    return said(strongly(f"{name}: "), value)
