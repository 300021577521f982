"""Samples of the cards of the cycle: turns, forms, the rota, and what is told by itself."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from board import cycle_due as due
from board.calendar import at_london
from board.errors import message
from board.meeting_deeds import MeetingDeed, TurnDeed
from board.meetings import MeetingState
from board.referral_form import Fault
from cards.cycle_views import FocusRota, MeetingNotice, MeetingStepForm, RotaLine
from cards.meeting_views import MeetingList, MeetingRow, MeetingShown, TurnShown
from cards.views import Surface, View
from tests.cards.meeting_samples import AT, BARE, BOARD, CLOCKS, ROW

REASON = "Two agencies are at a hearing that week"
FORUM = "Mental Health Risk Management Board"
NAMED = replace(ROW, forum=FORUM)
SUBGROUP = MeetingRow(
    meeting=replace(
        BOARD,
        ref="SUB-20261126",
        forum="SUBGROUP-A",
        starts_at=at_london(date(2026, 11, 26), time(14)),
        lead_agency=None,
        focus_agency=None,
    ),
    forum="Subgroup A",
    is_board=False,
)
_MOVED = replace(
    NAMED,
    meeting=replace(BOARD, starts_at=at_london(date(2027, 1, 13), time(10)), reason=REASON),
)
_ADJOURNED = replace(NAMED, meeting=replace(BOARD, state=MeetingState.ADJOURNED_INQUORATE))
_FOCUS = TurnShown(
    agency="AG-12",
    name="Voluntary Sector",
    status="offered",
    deeds=(TurnDeed.ACCEPT_FOCUS, TurnDeed.SWAP, TurnDeed.DEFER),
    is_own=True,
)
_LEAD = TurnShown(
    agency="AG-02",
    name="MH Trust",
    status="offered",
    deeds=(TurnDeed.ACCEPT_LEAD, TurnDeed.DECLINE_LEAD),
)
_SHOWN = MeetingShown(row=NAMED, clocks=CLOCKS, at=AT, may_add=True)
_TYPED = {"date": "2027-01-13", "time": "ten", "reason": REASON, "rest_follows": "true"}


def _form(deed: MeetingDeed | TurnDeed, **more: object) -> MeetingStepForm:
    return MeetingStepForm(row=NAMED, deed=deed, **more)  # type: ignore[arg-type]


def _turn(deed: TurnDeed, **more: object) -> MeetingStepForm:
    name = "Voluntary Sector Crisis Alliance"
    return _form(deed, agency="AG-12", agency_name=name, **more)


def _notice(kind: str, row: MeetingRow = NAMED, **more: Any) -> MeetingNotice:
    return MeetingNotice(happened=kind, row=row, **more)


_FOR_AGENCY: dict[str, Any] = {"agency": "AG-12", "agency_name": "Voluntary Sector Crisis Alliance"}
_SWAP: dict[str, Any] = {
    "swap": "SWP-0001",
    "agency": "AG-01",
    "agency_name": "Essex Police",
    "other_name": "Voluntary Sector Crisis Alliance",
    "other_meeting": "BRD-037",
}
_NOTICES: dict[str, View] = {
    due.FOCUS_TOLD: _notice(due.FOCUS_TOLD, due=CLOCKS.focus_report_due, **_FOR_AGENCY),
    due.FOCUS_REPORT_DUE: _notice(due.FOCUS_REPORT_DUE, due=CLOCKS.focus_report_due, **_FOR_AGENCY),
    due.LEAD_ASKED: _notice(due.LEAD_ASKED, due=CLOCKS.lead_accepted_by, **_FOR_AGENCY),
    due.LEAD_FALLS: _notice(due.LEAD_FALLS, agency="AG-01", agency_name="Essex Police"),
    due.PAPERS_DUE: _notice(due.PAPERS_DUE, due=CLOCKS.papers_due),
    due.AOB_ASKED: _notice(due.AOB_ASKED, due=CLOCKS.aob_due),
    due.PACK_DUE: _notice(due.PACK_DUE),
    due.PACK_HELD: _notice(
        due.PACK_HELD,
        replace(NAMED, meeting=replace(BOARD, pack_held=True, reason=REASON)),
        due=CLOCKS.pack,
    ),
    "pack_stuck": _notice("pack_stuck", refusal=message("pack_focus"), due=CLOCKS.pack),
    "focus_report_in": _notice("focus_report_in", **_FOR_AGENCY),
    due.ACTION_LIST: _notice(
        due.ACTION_LIST,
        lines=tuple(f"ACT-2027-{n:04d}: Faye Facilitator, due Wed 27 Jan 2027" for n in range(14)),
    ),
    due.MINUTES_TO_CHAIR: _notice(due.MINUTES_TO_CHAIR, due=CLOCKS.minutes_to_chair),
    "minutes_of_adjourned": _notice(due.MINUTES_TO_CHAIR, _ADJOURNED, due=CLOCKS.minutes_to_chair),
    due.MINUTES_TO_MEMBERS: _notice(due.MINUTES_TO_MEMBERS, due=CLOCKS.minutes_to_members),
    due.OUTCOMES_DUE: _notice(due.OUTCOMES_DUE, SUBGROUP, due=CLOCKS.outcome_notices),
    due.SUBGROUP_MISSED: _notice(due.SUBGROUP_MISSED, SUBGROUP),
    "moved": _notice("moved", _MOVED, before=BOARD.starts_at),
    "postponed": _notice("postponed", _MOVED, before=BOARD.starts_at),
    "cancelled": _notice("cancelled", _MOVED, before=BOARD.starts_at),
    "planned": _notice("planned", _MOVED, before=BOARD.starts_at),
    "swap_asked": _notice("swap_asked", **_SWAP),
    "swap_agreed": _notice("swap_agreed", **_SWAP),
    "swap_refused": _notice("swap_refused", **_SWAP),
}
_VIEWS: dict[str, View] = {
    "meeting_turns": replace(
        _SHOWN,
        focus=(_FOCUS,),
        lead=(_LEAD,),
        deeds=(MeetingDeed.MOVE, MeetingDeed.HOLD, MeetingDeed.POSTPONE, MeetingDeed.CANCEL),
        note="Accepted. This agency leads the meeting.",
    ),
    "meeting_held_pack": replace(
        _SHOWN,
        row=replace(NAMED, meeting=replace(BOARD, pack_held=True, reason=REASON)),
        lead=(
            replace(_LEAD, as_co_chair=True, status="accepted", deeds=()),
            replace(_LEAD, volunteered=True, deeds=(TurnDeed.DECLINE_LEAD,)),
        ),
        volunteer="AG-03",
        deeds=(MeetingDeed.RELEASE,),
    ),
    "meeting_postponed": replace(
        _SHOWN,
        row=replace(BARE, meeting=replace(BARE.meeting, state=MeetingState.POSTPONED)),
        deeds=(MeetingDeed.REPLAN, MeetingDeed.CANCEL),
    ),
    "meeting_of_a_subgroup": replace(_SHOWN, row=SUBGROUP),
    "meetings_paged": MeetingList(rows=(NAMED, SUBGROUP), page=2, pages=3, total=12, at=AT),
    "focus_rota": FocusRota(
        past=(
            RotaLine(
                meeting="BRD-036",
                on=date(2026, 11, 25),
                agency="Acute Trust",
                status="done",
                report="submitted",
            ),
        ),
        ahead=(
            RotaLine(meeting="BRD-037", on=BOARD.day, agency="Voluntary Sector", status="accepted"),
        ),
        forecast=(RotaLine(meeting="BRD-038", on=date(2027, 2, 17), agency="Police"),),
        reports=(("Acute Trust", "BRD-036, submitted"),),
        at=AT,
    ),
    "focus_rota_none": FocusRota(
        past=(), ahead=(), forecast=(), at=datetime(2026, 12, 30, 10, tzinfo=AT.tzinfo)
    ),
    "step_move": _form(MeetingDeed.MOVE, inputs={"date": "2027-01-06", "time": "10:00"}),
    "step_move_wrong": _form(
        MeetingDeed.MOVE,
        inputs=_TYPED,
        faults={"date": Fault("V44"), "time": Fault("meeting_time"), "reason": Fault("V57")},
        note=message("V30"),
    ),
    "step_hold": _form(MeetingDeed.HOLD),
    "step_release": _form(MeetingDeed.RELEASE),
    "step_postpone": _form(MeetingDeed.POSTPONE),
    "step_cancel": _form(MeetingDeed.CANCEL),
    "step_replan": _form(MeetingDeed.REPLAN),
    "turn_swap": _turn(
        TurnDeed.SWAP,
        turns=(("BRD-038:AG-01", "Essex Police, BRD-038, Wed 17 Feb 2027"),),
        faults={"turn": Fault("V41")},
    ),
    "turn_swap_nobody": _turn(TurnDeed.SWAP),
    "turn_defer": _turn(TurnDeed.DEFER),
    "turn_decline": _turn(TurnDeed.DECLINE_LEAD),
    "turn_volunteer": _turn(TurnDeed.VOLUNTEER),
}
_WHERE = (Surface.PERSONAL, Surface.CHANNEL)
OF_CYCLE: dict[str, tuple[View, tuple[Surface, ...]]] = {
    **{name: (view, _WHERE) for name, view in _VIEWS.items()},
    **{f"told_{name}": (view, _WHERE) for name, view in _NOTICES.items()},
}
