"""What will be sent in the next days, what was sent today, and who is away."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from board.action_form import read_day
from board.action_lists import listed_at, lists_due, requested_at
from board.action_reminders import LOOK_AHEAD, moments
from board.actions import Action, key_of, today_of
from board.calendar import LONDON, Calendar, at_london
from board.errors import BoardError, Forbidden
from board.escalation import MOVES_AT, SENIOR, Ladder, LadderState, Result, asks_of, begin
from board.facts import Result as Outcome
from board.meetings import is_board
from board.people import Permission
from board.places import Forum, ForumKind
from board.standing import MAILBOX, Ask, Standing
from board.tiers import Tier
from bot.cycle_knows import to_come
from bot.handlers.tracker_views import names_of
from bot.handlers.withholding import hidden_actions
from bot.router import Router, Said
from bot.turn import Office, Reply, Turn
from cards.action_payloads import ShowDue
from cards.action_views import DailySummary, DueLine, DueList, Names
from cards.cycle_words import TO_COME
from cards.views import Sentence, View
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router(topic="Actions")

SUMMARY = "actions_today"
AHEAD = 5
"""Working days that `due` looks ahead."""
ROWS = 12
KINDS = (
    "action_reminder",
    "action_reminders",
    "actions_request",
    "actions_list",
    "actions_own_list",
    "escalation_ask",
    "escalation_post",
)
"""What counts as a reminder in the daily summary."""
_WORDS = {5: "Due in 5 working days", 1: "Due tomorrow", 0: "Due today"}


@router.command(
    "due", says="See what will be sent to whom in the next days", needs=Permission.ACTION_RUN
)
@router.view(ShowDue, needs=Permission.ACTION_RUN)
def due(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """Reminders, lists, rungs and the clocks of meetings in the next days, as things stand."""
    page = asked.page if isinstance(asked, ShowDue) else 1
    calendar = turn.office.calendar
    until = calendar.add_working_days(today_of(turn.now), AHEAD)
    hidden = hidden_actions(turn, snapshot)
    lines = [x for x in due_lines(snapshot, turn.now, calendar) if x.ref not in hidden]
    pages = max(1, -(-len(lines) // ROWS))
    page = min(max(1, page), pages)
    view = DueList(
        lines=tuple(lines[(page - 1) * ROWS : page * ROWS]),
        until=until,
        page=page,
        pages=pages,
        total=len(lines),
        at=turn.now,
    )
    return Reply(view=view, fact=turn.fact("DueViewed", "due", Tier.T0, Outcome.VIEWED))


def due_lines(snapshot: Snapshot, now: datetime, calendar: Calendar) -> list[DueLine]:
    """What will be sent until so many working days ahead if nothing changes, in order."""
    end = calendar.end_of_working_day(calendar.add_working_days(today_of(now), AHEAD))
    standing, names = standing_of(snapshot, now), names_of(snapshot)
    actions = snapshot.actions.due_until(today_of(now) + LOOK_AHEAD)
    lines = [
        *(line for each in actions for line in _reminders(each, standing, names, calendar)),
        *_rungs(snapshot, standing, names, now, calendar),
        *_lists(snapshot, standing, names, now, calendar),
        *_of_cycle(snapshot, standing, now, end, calendar),
    ]
    return sorted(
        (each for each in lines if now < each.at <= end), key=lambda each: (each.at, each.ref)
    )


def _reminders(
    action: Action, standing: Standing, names: Names, calendar: Calendar
) -> Iterator[DueLine]:
    ask = standing.for_owner(action.owner, action.owner_agency)
    to = ask.recipient if ask else action.owner
    for days, at in moments(action, calendar):
        quiet = days and (action.snoozed_until or date.min) > at.astimezone(LONDON).date()
        if not quiet:
            yield DueLine(at=at, ref=action.ref, what=_WORDS[days], to=names.get(to, to))


def _first_rungs(
    snapshot: Snapshot, standing: Standing, names: Names, now: datetime, calendar: Calendar
) -> Iterator[DueLine]:
    """Rung 1 of what is past its due day, or comes to it, and has no ladder yet."""
    today = today_of(now)
    running = {each.action for each in snapshot.escalations.active()}
    for action in snapshot.actions.due_until(calendar.add_working_days(today, AHEAD)):
        asked = max(action.due, today_of(action.due_asked_at) if action.due_asked_at else today)
        at = at_london(calendar.add_working_days(asked, 1), MOVES_AT)
        if action.ref in running or not action.is_live:
            continue
        asks = asks_of(1, action, begin("", action, now), standing)
        to = _whom(asks, names)
        what = "Rung 1, if its owner does not answer"
        yield DueLine(at=at, ref=action.ref, what=what, to=to or "the next rung above")


def _rungs(
    snapshot: Snapshot, standing: Standing, names: Names, now: datetime, calendar: Calendar
) -> Iterator[DueLine]:
    """The next rung of each ladder if nobody answers the present one, and where one begins."""
    yield from _first_rungs(snapshot, standing, names, now, calendar)
    ladders = [each for each in snapshot.escalations.active() if each.steps]
    actions = {each.ref: each for each in snapshot.actions.of_refs([x.action for x in ladders])}
    for ladder in ladders:
        action, at = actions.get(ladder.action), _moves_at(ladder, calendar)
        if action is None or at is None or ladder.rung >= SENIOR:
            continue
        asks = asks_of(ladder.rung + 1, action, ladder, standing)
        to = _whom(asks, names)
        what = f"Rung {ladder.rung + 1}, if rung {ladder.rung} is not answered"
        yield DueLine(at=at, ref=action.ref, what=what, to=to or "the next rung above")


def _whom(asks: Iterable[Ask], names: Names) -> str:
    """Who reads it: those who decide at the top rungs, else whoever the message goes to."""
    said = []
    for each in asks:
        if each.recipient.startswith("forum:"):
            said += [names.get(who, who) for who in each.to]
        else:
            by_way = " (for a role mailbox)" * each.to[0].startswith(MAILBOX)
            said.append(f"{names.get(each.recipient, each.recipient)}{by_way}")
    return ", ".join(dict.fromkeys(said))


def _moves_at(ladder: Ladder, calendar: Calendar) -> datetime | None:
    last = ladder.last
    if ladder.state is not LadderState.OPEN:
        return None
    if last.result is Result.REJECTED and last.ended_on is not None:
        return at_london(calendar.add_working_days(last.ended_on, 1), MOVES_AT)
    if last.result is Result.AWAITING and last.respond_by is not None:
        return at_london(calendar.add_working_days(last.respond_by, 1), MOVES_AT)
    return None


def _lists(
    snapshot: Snapshot,
    standing: Standing,
    names: Names,
    now: datetime,
    calendar: Calendar,
) -> Iterator[DueLine]:
    owners, clocks = snapshot.actions.live_owners(), snapshot.settings.clocks
    meetings = snapshot.meetings.starting(now, now + LOOK_AHEAD)
    for meeting in (each for each in meetings if is_board(each)):
        asked, listed = (each(meeting, calendar, clocks) for each in (requested_at, listed_at))
        for at in (asked, listed):
            found, _ = lists_due(meeting, owners, standing, at, calendar, clocks)
            for each in found:
                what = "List of open actions" if each.what != "request" else "Updates asked for"
                to = names.get(each.ask.recipient, each.ask.recipient)
                yield DueLine(at=at, ref=meeting.ref, what=what, to=to)


def _of_cycle(
    snapshot: Snapshot, standing: Standing, now: datetime, end: datetime, calendar: Calendar
) -> Iterator[DueLine]:
    """What the clocks of meetings say, to a channel or to whoever speaks for an agency."""
    accounts = {each.account: each.name for each in standing.members.values()}
    for at, notice in to_come(snapshot, standing, now, end, calendar):
        where, _, key = notice.to.partition(":")
        kind, _, name = key.partition(":")
        to = Forum(ForumKind(kind), name.upper()).title if where == "forum" else accounts[key]
        ref = notice.about.partition(":")[0]
        yield DueLine(at=at, ref=ref, what=TO_COME[notice.kind], to=to)


@router.command(
    "away", says="Say until when you are away: your deputy is asked", takes="DATE", is_deed=True,
    needs=Permission.ACTION_VIEW,
)  # fmt: skip
def away(turn: Turn, said: Said, unit: Unit) -> Reply:
    """Whoever is away is not asked; the deputy is, and is told for whom."""
    if turn.person.member is None:
        raise Forbidden
    today = today_of(turn.now)
    until = read_day(said.words.casefold().removeprefix("until ").strip())
    if until is None or until < today:
        raise BoardError("away_until")
    unit.absences.set(turn.person.member.key, until, today)
    unit.record(turn.fact("AbsenceNoted", key_of(turn.person), Tier.T0, until=until.isoformat()))
    return Reply(view=Sentence(f"You are away until {until.day} {until:%B %Y}. Say 'back' before."))


@router.command("back", says="Say that you are back", is_deed=True, needs=Permission.ACTION_VIEW)
def back(turn: Turn, _said: Said, unit: Unit) -> Reply:
    """From now on this person is asked again."""
    if turn.person.member is None:
        raise Forbidden
    unit.absences.end(turn.person.member.key)
    unit.record(turn.fact("AbsenceEnded", key_of(turn.person), Tier.T0))
    return Reply(view=Sentence("Welcome back. You are asked yourself again."))


@router.notice(SUMMARY, in_hours=True)
def summary(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """What the reminders of this morning came to."""
    on = date.fromisoformat(about)
    if on != today_of(now):
        return None
    start = at_london(on, MOVES_AT)
    counts = snapshot.outbox.tally(KINDS, start, start + timedelta(days=1))
    running, waits = snapshot.escalations.running(), snapshot.actions.waiting()
    return DailySummary(
        on=on,
        checked=snapshot.actions.open_count(),
        sent=counts.get("sent", 0),
        waiting=counts.get("pending", 0),
        stopped=snapshot.outbox.stopped_of(KINDS),
        running=len(running),
        unanswered=sum(each.state is LadderState.RESPONDED for each in running),
        stuck=sum(_is_stuck(each, now, office.calendar) for each in running),
        to_confirm=waits["to_confirm"],
        to_assign=waits["to_assign"],
        asked=waits["asked"],
    )


def _is_stuck(ladder: Ladder, now: datetime, calendar: Calendar) -> bool:
    """Nobody is left to ask, or a question has not arrived in a working day."""
    if not ladder.steps or ladder.last.result in {Result.TIMED_OUT, Result.PASSED_OVER}:
        return True
    waits = ladder.last.result is Result.AWAITING and ladder.last.respond_by is None
    return waits and today_of(now) > calendar.add_working_days(today_of(ladder.last.opened_at), 1)
