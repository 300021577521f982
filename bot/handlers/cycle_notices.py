"""What the cycle sends by itself, and what is told of a meeting that was changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from board import cycle_due as due
from board.action_filter import ActionFilter
from board.actions import ActionState, today_of
from board.clocks import MeetingClocks, clocks_of
from board.errors import message
from board.meetings import Meeting, MeetingState
from board.rotas import AHEAD, SlotStatus
from board.swaps import SwapState
from board.turns import OPEN_TO_TURNS, Turns, adopted
from bot.handlers.meeting_changes import CHANGED
from bot.handlers.meeting_views import row_of_meeting
from bot.handlers.turns import SWAP_AGREED, SWAP_ASKED, SWAP_REFUSED
from bot.router import Loader, Router
from bot.turn import Office
from bot.turning import BOARD
from cards.action_words import short_day
from cards.cycle_views import MeetingNotice
from cards.views import View
from storage.unit import Snapshot

router = Router()

PACK_STUCK, REPORT_IN = "pack_stuck", "focus_report_in"
M = MeetingState
_STILL_SAID = timedelta(days=21)
"""How long after a meeting its reminders are still worth reading."""
_SOON = timedelta(hours=24)
_LISTED = 12
_OFF = {"postponed": M.POSTPONED, "cancelled": M.CANCELLED}

Holds = Callable[[Meeting, Turns, str], bool]
"""Whether what a notice says of a meeting (and an agency) is still so."""
By = Callable[[MeetingClocks], datetime]


def _is_to_come(meeting: Meeting, _turns: Turns, _agency: str) -> bool:
    return meeting.state in OPEN_TO_TURNS


def _is_in_focus(meeting: Meeting, turns: Turns, agency: str) -> bool:
    held = turns.focus_at(meeting.ref)
    is_theirs = any(each.agency == agency and each.status in AHEAD for each in held)
    return meeting.state in OPEN_TO_TURNS and is_theirs


def _is_asked_to_lead(meeting: Meeting, turns: Turns, agency: str) -> bool:
    lead = turns.lead_at(meeting.ref)
    is_theirs = lead is not None and lead.agency == agency and lead.status is SlotStatus.OFFERED
    return meeting.state in OPEN_TO_TURNS and is_theirs


def _is_led_by_chair(meeting: Meeting, turns: Turns, _agency: str) -> bool:
    lead = turns.lead_at(meeting.ref)
    return meeting.state in OPEN_TO_TURNS and lead is not None and lead.as_co_chair


def _was_held(meeting: Meeting, _turns: Turns, _agency: str) -> bool:
    return meeting.state in due.HELD


def _has_no_minutes(meeting: Meeting, _turns: Turns, _agency: str) -> bool:
    return meeting.state in due.NOT_WRITTEN_UP


_KINDS: dict[str, tuple[Holds, By | None]] = {
    due.FOCUS_TOLD: (_is_in_focus, lambda clocks: clocks.focus_report_due),
    due.FOCUS_REPORT_DUE: (_is_in_focus, lambda clocks: clocks.focus_report_due),
    due.LEAD_ASKED: (_is_asked_to_lead, lambda clocks: clocks.lead_accepted_by),
    due.LEAD_FALLS: (_is_led_by_chair, None),
    due.PAPERS_DUE: (_is_to_come, lambda clocks: clocks.papers_due),
    due.AOB_ASKED: (
        lambda meeting, *_: meeting.state in {*OPEN_TO_TURNS, M.PACK_ISSUED},
        lambda clocks: clocks.aob_due,
    ),
    due.PACK_DUE: (lambda meeting, *_: meeting.state is M.PACK_ISSUED, None),
    due.PACK_HELD: (lambda meeting, *_: meeting.pack_held, lambda clocks: clocks.pack),
    PACK_STUCK: (_is_to_come, lambda clocks: clocks.pack),
    REPORT_IN: (lambda meeting, *_: meeting.state in {*OPEN_TO_TURNS, M.PACK_ISSUED}, None),
    due.ACTION_LIST: (_was_held, None),
    due.MINUTES_TO_CHAIR: (_has_no_minutes, lambda clocks: clocks.minutes_to_chair),
    due.MINUTES_TO_MEMBERS: (_has_no_minutes, lambda clocks: clocks.minutes_to_members),
    due.OUTCOMES_DUE: (_was_held, lambda clocks: clocks.outcome_notices),
    due.SUBGROUP_MISSED: (lambda meeting, *_: meeting.state not in due.HELD, None),
}
"""When each is still true, and by when what it asks for is due."""
_BEFORE = frozenset(
    {due.FOCUS_TOLD, due.FOCUS_REPORT_DUE, due.LEAD_ASKED, due.LEAD_FALLS, due.PAPERS_DUE,
     due.AOB_ASKED, due.PACK_DUE, due.PACK_HELD, PACK_STUCK, REPORT_IN}
)  # fmt: skip
"""What nobody needs to hear once the meeting has begun."""


def _load(kind: str, holds: Holds, by: By | None) -> Loader:
    def load(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
        ref, _, more = about.partition(":")
        meeting = snapshot.meetings.get(ref)
        if meeting is None or not _is_in_time(kind, meeting, now):
            return None
        turns = adopted(snapshot.rotas.turns(), snapshot.meetings.of_forum(BOARD), now)
        if not holds(meeting, turns, more):
            return None
        clocks = clocks_of(meeting, snapshot.settings.clocks, office.calendar)
        view = MeetingNotice(
            happened=kind,
            row=row_of_meeting(meeting, snapshot),
            due=by(clocks) if by else None,
        )
        return _with_more(view, more, turns, snapshot, now)

    return load


def _is_in_time(kind: str, meeting: Meeting, now: datetime) -> bool:
    return now < (meeting.starts_at if kind in _BEFORE else meeting.ends_at + _STILL_SAID)


def _with_more(
    view: MeetingNotice, more: str, turns: Turns, snapshot: Snapshot, now: datetime
) -> MeetingNotice:
    """What this kind says beside: the agency it is about, the rule, or the actions."""
    meeting = view.row.meeting
    if view.happened == PACK_STUCK:
        return replace(view, refusal=message(more, items="", state=meeting.state))
    if view.happened == due.ACTION_LIST:
        return replace(view, lines=_actions(meeting, snapshot, now))
    lead = turns.lead_at(meeting.ref) if view.happened == due.LEAD_FALLS else None
    agency = snapshot.people.agency(lead.agency if lead else more)
    if agency is None:
        return view
    return replace(view, agency=agency.key, agency_name=agency.name)


def _actions(meeting: Meeting, snapshot: Snapshot, now: datetime) -> tuple[str, ...]:
    """The actions a meeting has agreed, with owner and due day: what the board reads anyway.

    Those that somebody must not see are counted and not named.
    """
    hidden = snapshot.sittings.withheld_from_anybody().refs
    wanted = ActionFilter(states=frozenset(ActionState), source=meeting.ref)
    found = snapshot.actions.page(wanted, page=1, size=_LISTED, today=today_of(now))
    names = {each.key: each.name for each in snapshot.people.members()}
    lines = [
        f"{each.ref}: {names.get(each.owner, 'no owner yet')}, due {short_day(each.due)}"
        for each in found.actions
        if each.ref not in hidden
    ]
    left = found.total - len(lines)
    return (*lines, *([f"and {left} more"] if left > 0 else []))


for _kind, (_holds, _by) in _KINDS.items():
    router.notice(_kind, in_hours=True)(_load(_kind, _holds, _by))


@router.notice(CHANGED, in_hours=True)
def changed(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """A meeting was moved, called off or planned again; nothing once that is no longer so.

    What is to be held within a day is told at any hour.
    """
    del office
    ref, how, instant = about.split("|", 2)
    meeting, before = snapshot.meetings.get(ref), datetime.fromisoformat(instant)
    if meeting is None:
        return None
    is_so = meeting.state is _OFF[how] if how in _OFF else meeting.state not in _OFF.values()
    if not is_so or (how not in _OFF and now >= meeting.starts_at):
        return None
    first = min(before, meeting.starts_at)
    return MeetingNotice(
        happened=how,
        row=row_of_meeting(meeting, snapshot),
        before=before,
        at_any_hour=now < first <= now + _SOON,
    )


def _of_swap(kind: str, state: SwapState) -> Loader:
    def load(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
        """The question to one agency, or the answer to the other."""
        del now, office
        asked = snapshot.rotas.swap(about)
        meeting = snapshot.meetings.get(asked.second_meeting)
        if asked.state is not state or meeting is None or meeting.state not in OPEN_TO_TURNS:
            return None
        names = {each.key: each.name for each in snapshot.people.agencies()}
        return MeetingNotice(
            happened=kind,
            row=row_of_meeting(meeting, snapshot),
            agency=asked.second_agency,
            agency_name=names.get(asked.second_agency, ""),
            swap=asked.ref,
            other_name=names.get(asked.first_agency, ""),
            other_meeting=asked.first_meeting,
        )

    return load


router.notice(SWAP_ASKED, in_hours=True)(_of_swap(SWAP_ASKED, SwapState.ASKED))
router.notice(SWAP_AGREED, in_hours=True)(_of_swap(SWAP_AGREED, SwapState.AGREED))
router.notice(SWAP_REFUSED, in_hours=True)(_of_swap(SWAP_REFUSED, SwapState.REFUSED))
