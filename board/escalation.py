"""The ladder of an action that is not progressed: rungs, answers, and how long each has."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from board.actions import Action, ActionState, Priority, today_of
from board.calendar import LONDON, Calendar
from board.errors import BoardError, Forbidden
from board.standing import Ask, Standing

MOVES_AT = time(9)
"""London time at which ladders move and reminders go. Source: domain 2.9."""
FIRST, BOTH_AGENCIES, HEADS, CHAIRS, SENIOR = 1, 2, 3, 4, 5
BOARD_CHANNEL = "forum:board"
SENIOR_CHANNEL = "forum:senior_board"


class LadderState(StrEnum):
    """Where a ladder stands; `accepted` rests on a new date, and goes on if that is missed."""

    OPEN = "open"
    RESPONDED = "responded"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Result(StrEnum):
    """What became of one rung."""

    AWAITING = "awaiting"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    JUMPED = "jumped"
    PASSED_OVER = "passed_over"  # nobody of this rung could be asked
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What somebody who was asked can say."""

    DONE = "done"
    PLAN = "plan"
    REASSIGN = "reassign"
    CANNOT = "cannot"
    RESOLUTION = "resolution"
    DIRECTION = "direction"
    ACCEPT_RISK = "accept_risk"
    ESCALATE = "escalate"


CHOICES: dict[int, tuple[Answer, ...]] = {
    1: (Answer.DONE, Answer.PLAN, Answer.REASSIGN, Answer.CANNOT),
    2: (Answer.DONE, Answer.PLAN, Answer.REASSIGN, Answer.CANNOT),
    3: (Answer.DONE, Answer.RESOLUTION, Answer.CANNOT),
    4: (Answer.DIRECTION, Answer.ACCEPT_RISK, Answer.ESCALATE),
    5: (Answer.DIRECTION, Answer.ACCEPT_RISK),
}
"""Which answers each rung has. Source: domain 2.9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Working days that each rung has, from 0 to 5; critical actions take the urgent ones."""

    standard: tuple[int, ...] = (0, 2, 5, 5, 5, 10)
    urgent: tuple[int, ...] = (0, 1, 1, 2, 2, 3)

    def days(self, priority: Priority, rung: int) -> int:
        """How long the rung has to answer."""
        return (self.standard if priority is Priority.STANDARD else self.urgent)[rung]


USUAL = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One message of a rung: to whom, by way of whom, and when it arrived."""

    ask: Ask
    delivered_at: datetime | None = None
    passed_to: str = ""
    attempt: int = 0
    """In which round it was addressed: whoever is asked again has a message of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer; board-safe."""

    kind: Answer | None
    by: str
    at: datetime
    text: str = ""
    due: date | None = None
    owner: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung of one ladder; its time runs from the delivery of its last message."""

    rung: int
    opened_at: datetime
    asks: tuple[Asking, ...] = ()
    respond_by: date | None = None
    result: Result = Result.AWAITING
    ended_on: date | None = None
    said: Said | None = None
    note: str = ""
    jump_reason: str = ""
    rounds: int = 0
    acknowledged: tuple[tuple[str, datetime], ...] = ()

    @property
    def sent_at(self) -> datetime | None:
        """When everybody had been asked; None while somebody has not."""
        times = [each.delivered_at for each in self.asks]
        found = [each for each in times if each is not None]
        return max(found) if found and len(found) == len(times) else None

    @property
    def recipients(self) -> frozenset[str]:
        """Members and forums that its messages go to."""
        return frozenset(each.ask.recipient for each in self.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """An escalation, known by its reference (`ESC-2026-003`). Board-safe, T0.

    `due` is the due day it began with, or rests on.
    """

    ref: str
    version: int = 1
    action: str
    priority: Priority
    owner_agency: str
    source_agency: str
    due: date
    opened_at: datetime
    state: LadderState = LadderState.OPEN
    steps: tuple[Step, ...] = ()
    board_item: str = ""

    @property
    def is_running(self) -> bool:
        """Somebody has been asked and it is not settled."""
        return self.state in {LadderState.OPEN, LadderState.RESPONDED}

    @property
    def is_active(self) -> bool:
        """It may still move."""
        return self.state is not LadderState.WITHDRAWN

    @property
    def last(self) -> Step:
        """The rung it stands on."""
        return self.steps[-1]

    @property
    def rung(self) -> int:
        """The number of the rung it stands on."""
        return self.steps[-1].rung if self.steps else 0


def begin(ref: str, action: Action, now: datetime) -> Ladder:
    """A ladder without a rung yet."""
    return Ladder(
        ref=ref,
        action=action.ref,
        priority=action.priority,
        owner_agency=action.owner_agency,
        source_agency=action.source_agency,
        due=action.due,
        opened_at=now,
    )


def is_moving_time(now: datetime, priority: Priority, calendar: Calendar) -> bool:
    """From 09:00 within working hours; for a critical action on any day."""
    here = now.astimezone(LONDON).time()
    if priority is Priority.CRITICAL:
        return here >= MOVES_AT
    return calendar.is_open(now) and here >= MOVES_AT


def wants_ladder(action: Action, standing: Standing, now: datetime, calendar: Calendar) -> bool:
    """Past its due day, its owner asked on an earlier day, and time to move.

    Where nobody can be asked for the owner, the due day itself counts as the asking.
    """
    today = today_of(now)
    if (
        not action.is_live
        or today <= action.due
        or not is_moving_time(now, action.priority, calendar)
    ):
        return False
    if action.due_asked_at is not None:
        return today > action.due_asked_at.astimezone(LONDON).date()
    return standing.for_owner(action.owner, action.owner_agency) is None


def next_move(
    action: Action,
    ladder: Ladder,
    standing: Standing,
    now: datetime,
    calendar: Calendar,
    policy: Policy = USUAL,
) -> Ladder | None:
    """The ladder after the one move that is due now, or None: one rung at a time."""
    if not (ladder.is_active and action.is_live):
        return withdrawn(ladder, today_of(now)) if ladder.is_active else None
    if ladder.state is LadderState.ACCEPTED or not ladder.steps:
        goes_on = wants_ladder(action, standing, now, calendar)
        return _gone_on(action, ladder, standing, now) if goes_on else None
    if not is_moving_time(now, ladder.priority, calendar):
        return None
    if ladder.state is LadderState.RESPONDED:
        return _lapsed(action, ladder, today_of(now))
    if _is_to_readdress(ladder, now, calendar):
        return _readdressed(action, ladder, standing, now, policy, calendar)
    ended = _answered_or_timed_out(ladder, today_of(now))
    again = _tried_again(action, ladder, standing, now)
    return again if ended is None else _climb(ended, action, standing, now)


def _lapsed(action: Action, ladder: Ladder, today: date) -> Ladder | None:
    """Nobody agreed to the date that was offered until it had passed: it is not accepted."""
    offered = action.request.due if action.request else ladder.last.said and ladder.last.said.due
    return not_agreed(ladder, today) if offered and today > offered else None


def _gone_on(action: Action, ladder: Ladder, standing: Standing, now: datetime) -> Ladder:
    """Begun, or one rung higher after an agreed date was missed; at the top it is asked again."""
    higher = min(ladder.rung + 1, SENIOR)
    return _climb(replace(ladder, due=action.due), action, standing, now, to=higher)


def _tried_again(
    action: Action, ladder: Ladder, standing: Standing, now: datetime
) -> Ladder | None:
    """Where nobody was left to ask somebody may have been appointed since."""
    if ladder.last.result is not Result.PASSED_OVER:
        return None
    asked = [each for each in ladder.steps if each.result is not Result.PASSED_OVER]
    reached = len(asked) and ladder.steps.index(asked[-1]) + 1
    again = _climb(replace(ladder, steps=ladder.steps[:reached]), action, standing, now)
    return again if again.steps and again.last.result is Result.AWAITING else None


def _answered_or_timed_out(ladder: Ladder, today: date) -> Ladder | None:
    """The ladder whose last rung has come to its end, which is followed by the next."""
    last = ladder.last
    if last.result is Result.REJECTED and last.ended_on is not None and today > last.ended_on:
        return ladder
    if last.result is Result.AWAITING and last.respond_by is not None and today > last.respond_by:
        return _ended(ladder, Result.TIMED_OUT, today)
    return None


def jump(
    action: Action, ladder: Ladder, rung: int, reason: str, standing: Standing, now: datetime
) -> Ladder:
    """Straight up to a rung, at once (risk to life). Raises BoardError where that is not up."""
    if not action.is_live or not ladder.is_active:
        raise BoardError("action_ended", state=str(action.state).replace("_", " "))
    if not ladder.rung < rung <= SENIOR:
        raise BoardError("not_upward")
    today = today_of(now)
    if ladder.steps and ladder.last.result is Result.AWAITING:
        ladder = _ended(ladder, Result.JUMPED, today)
    up = _climb(ladder, action, standing, now, to=rung)
    if up.last.result is not Result.AWAITING:
        raise BoardError("nobody_there")
    return replace(up, steps=(*up.steps[:-1], replace(up.last, jump_reason=reason)))


def delivered(
    ladder: Ladder,
    rung: int,
    recipient: str,
    at: datetime,
    *,
    policy: Policy,
    calendar: Calendar,
    senior_meeting: date | None = None,
) -> Ladder:
    """Note that a rung's message has arrived; with the last of them its time begins to run."""
    steps = tuple(
        _arrived(step, recipient, at)
        if step.rung == rung and step.result is Result.AWAITING
        else step
        for step in ladder.steps
    )
    return _timed(replace(ladder, steps=steps), policy, calendar, senior_meeting)


def _arrived(step: Step, recipient: str, at: datetime) -> Step:
    asks = tuple(
        replace(each, delivered_at=at)
        if each.ask.recipient == recipient and each.delivered_at is None
        else each
        for each in step.asks
    )
    return replace(step, asks=asks)


def _timed(
    ladder: Ladder, policy: Policy, calendar: Calendar, senior_meeting: date | None = None
) -> Ladder:
    """Its last rung's time runs once everybody has been asked; rung 5 has until its meeting."""
    last = ladder.last
    if last.sent_at is None or last.respond_by is not None:
        return ladder
    by = respond_by(ladder.priority, last.rung, today_of(last.sent_at), policy, calendar)
    if senior_meeting is not None and last.rung == SENIOR:
        by = max(by, senior_meeting)
    timed = replace(last, respond_by=by)
    return replace(ladder, steps=(*ladder.steps[:-1], timed))


def respond_by(
    priority: Priority, rung: int, sent: date, policy: Policy, calendar: Calendar
) -> date:
    """The last day to answer; for a critical action every day counts."""
    days = policy.days(priority, rung)
    if priority is Priority.CRITICAL:
        return sent + timedelta(days=days)
    return calendar.add_working_days(sent, days)


def answer(ladder: Ladder, rung: int, said: Said) -> Ladder:
    """Put down an answer to a rung; one that comes late counts too, its time-out stays.

    Raises BoardError where the rung was answered already or has no such answer.
    """
    found = next((each for each in reversed(ladder.steps) if each.rung == rung), None)
    if found is None or said.kind not in CHOICES[rung]:
        raise Forbidden
    if not ladder.is_running or found.said is not None:
        raise BoardError("answered_already")
    is_late = found is not ladder.last or found.result is not Result.AWAITING
    step = replace(found, said=replace(said, is_late=is_late))
    refuses = said.kind in {Answer.CANNOT, Answer.ESCALATE}
    if not is_late:
        ended = today_of(said.at) if refuses else None
        result = Result.REJECTED if refuses else Result.ANSWERED
        step = replace(step, result=result, ended_on=ended)
    state = ladder.state if refuses else LadderState.RESPONDED
    steps = tuple(step if each is found else each for each in ladder.steps)
    return replace(ladder, steps=steps, state=state)


def settled(ladder: Ladder, due: date, today: date) -> Ladder:
    """A new date has been agreed: the ladder rests on it."""
    if not ladder.is_active:
        return ladder
    ended = _ended(ladder, Result.ACCEPTED, today) if _waits(ladder) else ladder
    return replace(ended, state=LadderState.ACCEPTED, due=due)


def not_agreed(ladder: Ladder, today: date) -> Ladder:
    """What was offered is not accepted: the next rung follows on the next working day."""
    if ladder.state is not LadderState.RESPONDED:
        return ladder
    steps = ladder.steps
    if ladder.last.result is Result.ANSWERED:
        steps = (*steps[:-1], replace(ladder.last, result=Result.REJECTED, ended_on=today))
    return replace(ladder, steps=steps, state=LadderState.OPEN)


def withdrawn(ladder: Ladder, today: date) -> Ladder:
    """The action is done, or ended: nobody is asked any more."""
    ended = _ended(ladder, Result.WITHDRAWN, today) if _waits(ladder) else ladder
    return replace(ended, state=LadderState.WITHDRAWN)


def resumed(ladder: Ladder, due: date) -> Ladder:
    """What was said to be done is not: missed again, the ladder goes on one rung higher."""
    return replace(ladder, state=LadderState.ACCEPTED, due=due)


def follow(ladder: Ladder, before: Action, after: Action, today: date) -> Ladder:
    """What a step of the action means for its ladder; the same ladder where nothing."""
    if after.state is ActionState.REOPENED and before.state is not ActionState.REOPENED:
        return resumed(ladder, after.due)
    if not (ladder.is_active and after.is_live):
        return withdrawn(ladder, today) if ladder.is_active else ladder
    if after.owner_agency != ladder.owner_agency:
        ladder = replace(ladder, owner_agency=after.owner_agency)
    if after.due != before.due:
        rests = settled(ladder, after.due, today) if ladder.is_running else ladder
        return replace(rests, due=after.due)
    if before.request is not None and after.request is None:
        return not_agreed(ladder, today)
    return ladder


def acknowledged(ladder: Ladder, by: str, at: datetime) -> Ladder:
    """Somebody has read it; the time runs on."""
    last = ladder.last
    if any(who == by for who, _ in last.acknowledged):
        return ladder
    noted = replace(last, acknowledged=(*last.acknowledged, (by, at)))
    return replace(ladder, steps=(*ladder.steps[:-1], noted))


def passed_to(ladder: Ladder, rung: int, recipient: str, whom: str) -> Ladder:
    """A representative has passed the question on to whoever holds the rung's mailbox."""

    def noted(step: Step) -> Step:
        asks = tuple(
            replace(each, passed_to=whom) if each.ask.recipient == recipient else each
            for each in step.asks
        )
        return replace(step, asks=asks)

    steps = tuple(noted(each) if each.rung == rung else each for each in ladder.steps)
    return replace(ladder, steps=steps)


def _waits(ladder: Ladder) -> bool:
    return bool(ladder.steps) and ladder.last.result in {Result.AWAITING, Result.ANSWERED}


def _ended(ladder: Ladder, result: Result, today: date) -> Ladder:
    last = replace(ladder.last, result=result, ended_on=today)
    return replace(ladder, steps=(*ladder.steps[:-1], last))


def _climb(
    ladder: Ladder, action: Action, standing: Standing, now: datetime, *, to: int = 0
) -> Ladder:
    """Up to the next rung where somebody can be asked; the ones without are written down."""
    steps = list(ladder.steps)
    for rung in range(to or ladder.rung + 1, SENIOR + 1):
        asks = tuple(Asking(ask=each) for each in asks_of(rung, action, ladder, standing))
        step = Step(rung=rung, opened_at=now, asks=asks)
        if asks:
            return replace(ladder, steps=(*steps, step), state=LadderState.OPEN)
        steps.append(replace(step, result=Result.PASSED_OVER, ended_on=today_of(now)))
    return replace(ladder, steps=tuple(steps), state=LadderState.OPEN)


def asks_of(rung: int, action: Action, ladder: Ladder, standing: Standing) -> tuple[Ask, ...]:
    """Who is asked at a rung as things stand; empty for nobody."""
    if rung == CHAIRS:
        chairs = standing.co_chairs_for(action.owner)
        return (Ask(to=chairs, recipient=BOARD_CHANNEL),) if chairs else ()
    if rung == SENIOR:
        return tuple(_of_senior_board(action, standing))
    asked = {who for step in ladder.steps for each in step.asks for who in each.ask.to}
    found = _of_agencies(rung, action, standing, asked)
    return found or _of_agencies(rung, action, standing, set())


def _of_agencies(rung: int, action: Action, standing: Standing, asked: set[str]) -> tuple[Ask, ...]:
    agencies = [action.owner_agency]
    if rung >= BOTH_AGENCIES and action.source_agency not in {"", action.owner_agency}:
        agencies.append(action.source_agency)
    found: dict[str, Ask] = {}
    for agency in agencies:
        ask = standing.holder(agency, rung, owner=action.owner, asked=asked)
        if ask is not None:
            found.setdefault(ask.recipient, ask)
    return tuple(found.values())


def _of_senior_board(action: Action, standing: Standing) -> Iterator[Ask]:
    senior = standing.senior_for(action.owner)
    if not senior:
        return
    yield Ask(to=senior, recipient=BOARD_CHANNEL)
    if standing.has_senior_channel:
        yield Ask(to=senior, recipient=SENIOR_CHANNEL)


def _is_to_readdress(ladder: Ladder, now: datetime, calendar: Calendar) -> bool:
    """Some message of an agency's rung has not arrived within a working day."""
    last = ladder.last
    if last.result is not Result.AWAITING or last.rung >= CHAIRS or last.respond_by is not None:
        return False
    return today_of(now) >= calendar.add_working_days(today_of(last.opened_at), 1)


def _readdressed(
    action: Action,
    ladder: Ladder,
    standing: Standing,
    now: datetime,
    policy: Policy,
    calendar: Calendar,
) -> Ladder | None:
    """The same rung to whoever can be reached now; None where that changes nothing."""
    last = ladder.last
    before = replace(ladder, steps=ladder.steps[:-1])
    fresh = {each.recipient: each for each in asks_of(last.rung, action, before, standing)}
    kept = [each for each in last.asks if each.delivered_at or each.ask.recipient in fresh]
    reached = {each.ask.recipient for each in kept}
    rounds = last.rounds + 1
    added = [
        Asking(ask=each, attempt=rounds) for name, each in fresh.items() if name not in reached
    ]
    if len(kept) == len(last.asks) and not added:
        return None
    if not (kept or added):
        return _climb(_ended(ladder, Result.PASSED_OVER, today_of(now)), action, standing, now)
    step = replace(last, asks=(*kept, *added), rounds=rounds)
    return _timed(replace(ladder, steps=(*ladder.steps[:-1], step)), policy, calendar)
