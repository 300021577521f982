"""The focus rota: who was in focus, who is, and who would be next."""

from board.cycle import to_plan
from board.facts import Result
from board.focus_rota import forecast
from board.forums import BOARD
from board.people import Permission
from board.rotas import FocusSlot, focus_agencies
from board.tiers import Tier
from board.turns import Turns, ahead, opening_of
from bot.cycle_knows import latest_reports
from bot.router import Router
from bot.turn import Reply, Turn
from bot.turning import rota_of, turns_of
from cards.cycle_payloads import ShowRota
from cards.cycle_views import FocusRota, RotaLine
from storage.unit import Snapshot

router = Router()

_PAST, _NEXT = 8, 4


@router.command(
    "focus", says="See the focus rota: who was, who is, who is next", needs=Permission.MEETING_VIEW
)
@router.view(ShowRota, needs=Permission.MEETING_VIEW)
def rota(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """The rota as it stands, and the next four as it would choose them."""
    turns = turns_of(snapshot, turn.now)
    names = {each.key: each.name for each in snapshot.people.agencies()}
    reports = {names.get(key, key): told for key, told in latest_reports(snapshot).items()}

    def line(slot: FocusSlot, *, is_sure: bool = True) -> RotaLine:
        status = str(slot.status) if is_sure else ""
        name = names.get(slot.agency, slot.agency)
        return RotaLine(meeting=slot.meeting, on=slot.on, agency=name, status=status)

    to_come = {each.ref for each in ahead(snapshot.meetings.of_forum(BOARD.code), turn.now)}
    held = sorted((each for each in turns.focus if each.is_held), key=lambda each: each.on)
    past = [each for each in held if each.meeting not in to_come]
    view = FocusRota(
        past=tuple(line(each) for each in past[: -_PAST - 1 : -1]),
        ahead=tuple(line(each) for each in held if each.meeting in to_come),
        forecast=tuple(line(each, is_sure=False) for each in _forecast(turn, turns, snapshot)),
        reports=tuple(reports.items()),
        at=turn.now,
    )
    return Reply(view=view, fact=turn.fact("RotaViewed", "focus", Tier.T0, Result.VIEWED))


def _forecast(turn: Turn, turns: Turns, snapshot: Snapshot) -> tuple[FocusSlot, ...]:
    """The next turns that nobody has yet, at the boards to come and those after them."""
    calendar, now = turn.office.calendar, turn.now
    known = snapshot.meetings.of_forum(BOARD.code)
    there = len(ahead(known, now))
    later = to_plan(BOARD, known, now, calendar, ahead=there + _NEXT)
    rota = rota_of(snapshot, now, calendar)
    policy = rota.policy
    takers = focus_agencies(rota.agencies, with_associates=policy.with_associates)
    run = (*known, *later)
    openings = [opening_of(each, run, turns, rota.co_chairs) for each in later]
    return forecast(openings, turns.focus, takers, now, seats=policy.seats)[:_NEXT]
