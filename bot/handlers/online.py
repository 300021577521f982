"""Teams tells that an online meeting began or ended: noted where it comes, and never needed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote

from board.actions import today_of
from board.facts import Notice
from board.forums import record_of
from board.meetings import Meeting, MeetingState
from board.places import MH_TEAM
from board.sittings import Sitting
from board.tiers import Tier
from bot.handlers.closing import CLOSABLE
from bot.handlers.sitting_pages import thing_of
from bot.handlers.sittings import STARTS, forum_of
from bot.handlers.tracker_views import account_of
from bot.router import Router
from bot.turn import Office, Reply, Turn
from cards.sitting_views import MeetingOffer
from cards.views import View
from storage.outbox import redraw
from storage.unit import Snapshot, Unit

router = Router()

OFFER = "meeting_offer"
STARTED = "application/vnd.microsoft.meetingStart"
ENDED = "application/vnd.microsoft.meetingEnd"
EVENTS = frozenset({STARTED, ENDED})
_AROUND = timedelta(hours=12)
"""A meeting that begins or began within this time of the event is the one it may be about."""


@dataclass(frozen=True, slots=True)
class OnlineTold:
    """What Teams told: that a meeting began or ended, its id, and the chat it is held in."""

    event: str
    online: str
    conversation: str


def told_online(turn: Turn, told: OnlineTold, unit: Unit) -> Reply:
    """Stamp the times on the meeting, and offer its facilitator the next step.

    A meeting that is none of ours is let be.
    """
    meeting = _meeting_of(turn, told, unit)
    if meeting is None or not told.online:
        return Reply()
    known = unit.sittings.get(meeting.ref) or Sitting(meeting=meeting.ref)
    if told.event == STARTED:
        before = known.online_from
        is_same = before is not None and turn.now - before < _AROUND
        begun = before if is_same else turn.now
        stamped = replace(known, online=told.online, online_from=begun, online_to=None)
    else:
        stamped = replace(known, online=told.online, online_to=turn.now)
    if stamped == known:
        return Reply()
    unit.sittings.save(stamped)
    name = "OnlineMeetingBegan" if told.event == STARTED else "OnlineMeetingEnded"
    unit.record(turn.fact(name, meeting.ref, Tier.T0), tell=_offers(turn, meeting, told, unit))
    return Reply()


def _offers(turn: Turn, meeting: Meeting, told: OnlineTold, unit: Unit) -> list[Notice]:
    is_over = told.event == ENDED
    wanted = meeting.state in (CLOSABLE if is_over else STARTS)
    redrawn = [redraw(thing_of(meeting.ref))] if meeting.state is MeetingState.IN_SESSION else []
    if not wanted:
        return redrawn
    who = meeting.facilitator
    to = f"person:{account_of(unit, who)}" if who else f"forum:{MH_TEAM}"
    about = f"{meeting.ref}:{'over' if is_over else 'begun'}"
    key = f"{OFFER}:{about}:{today_of(turn.now)}"
    return [*redrawn, Notice(OFFER, to, about, key)]


def _meeting_of(turn: Turn, told: OnlineTold, unit: Unit) -> Meeting | None:
    """The meeting that is known by Teams' id, or held in this channel or chat, at this time.

    A series keeps its id: one of another day is never meant, and the nearest comes first.
    """
    near = unit.meetings.starting(turn.now - _AROUND, turn.now + _AROUND)
    near = tuple(sorted(near, key=lambda each: abs(each.starts_at - turn.now)))
    around = [each for each in near if each.state in STARTS | CLOSABLE]
    by_id, code = unit.sittings.of_online(told.online), forum_of(turn.place)
    found = next((each for each in near if each.ref in by_id), None)
    if found is None:
        found = next((x for x in around if code and record_of(x.forum).code == code), None)
    if found is None and told.conversation:
        joins = {each.ref: unit.bookings.of(each.ref).join_url for each in around}
        held = (each for each in around if _is_held_in(told.conversation, joins[each.ref]))
        found = next(held, None)
    return unit.meetings.get(found.ref, for_change=True) if found else None


def _is_held_in(conversation: str, join_url: str) -> bool:
    return bool(join_url) and conversation in unquote(join_url)


@router.notice(OFFER)
def _offered(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
    """While it has not been started, or closed, here."""
    ref, _, what = about.partition(":")
    meeting = snapshot.meetings.get(ref)
    if meeting is None:
        return None
    is_over = what == "over"
    if meeting.state not in (CLOSABLE if is_over else STARTS):
        return None
    return MeetingOffer(meeting=meeting, is_over=is_over, tier=record_of(meeting.forum).ceiling)
