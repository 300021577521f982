"""Challenging a decision: five steps, each decided by somebody who decided nothing before."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from board.calendar import LONDON, Calendar
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.lifecycle import STATE_CHALLENGED, move
from board.people import Permission, Person, Role
from board.referrals import Change, Referral, Urgency, triage_due
from board.referrals import ReferralState as State
from board.tiers import Tier
from board.triage_file import TriageFile

WITHIN_DAYS = 20
"""Working days in which a decision can be challenged. Source: right of challenge, 3.6."""
NO_DETRIMENT = (
    "Challenge is a normal part of safe partnership work. "
    "It will not count against you or your agency."
)


class Step(IntEnum):
    """Who decides: from a conversation up to the senior board."""

    CONVERSATION = 1
    MANAGERS = 2
    SUBGROUP = 3
    CO_CHAIRS = 4
    SENIOR_BOARD = 5


_DAYS = {
    Step.CONVERSATION: (2, 1),
    Step.MANAGERS: (5, 1),
    Step.SUBGROUP: (5, 5),
    Step.CO_CHAIRS: (5, 5),
    Step.SENIOR_BOARD: (10, 10),
}
"""Working days for each step, standard and urgent. Source: challenge ladder, domain 2.9."""
DECIDERS = {
    Step.CONVERSATION: frozenset({Role.MH_TEAM_SUPERVISOR}),
    Step.MANAGERS: frozenset({Role.MH_TEAM_SUPERVISOR}),
    Step.SUBGROUP: frozenset({Role.SUBGROUP_CHAIR}),
    Step.CO_CHAIRS: frozenset({Role.CO_CHAIR}),
    Step.SENIOR_BOARD: frozenset({Role.SENIOR_BOARD}),
}


class ChallengeKind(StrEnum):
    """What is challenged."""

    TRIAGE_OUTCOME = "triage_outcome"
    CLOSURE = "closure"
    ROUTE_DELAY = "route_delay"


class Finding(StrEnum):
    """How a step ends."""

    UPHELD = "upheld"
    CHANGED = "changed"
    PARTLY_CHANGED = "partly_changed"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one step decided, by whom and why."""

    step: Step
    finding: Finding
    by: str
    by_name: str
    at: datetime
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A challenge; what was typed of the person referred is T3.

    `barred` are all who decided or checked before it was opened; a step that has ruled
    waits for the challenger (accept, or the next step) until it is closed.
    """

    ref: str
    version: int = 1
    subject: str
    kind: ChallengeKind
    urgency: Urgency
    challenger: str
    challenger_name: str | None = field(metadata={"tier": Tier.T1})
    agency_name: str | None = field(metadata={"tier": Tier.T1})
    opened_at: datetime
    step: Step
    due: datetime
    reason: str | None = field(metadata={"tier": Tier.T3})
    wanted: str | None = field(metadata={"tier": Tier.T3})
    barred: tuple[str, ...] = ()
    rulings: tuple[Ruling, ...] | None = field(default=(), metadata={"tier": Tier.T3})
    finding: Finding | None = None
    is_ruled: bool = False
    closed_at: datetime | None = None

    def tier_for(self, person: Person, now: datetime) -> Tier | None:
        """The challenger and the team see all, whoever decides this step what it is about."""
        del now
        if person.id == self.challenger or person.may(Permission.REFERRAL_TRIAGE):
            return Tier.T4
        return Tier.T3 if may_rule(self, person) else None

    @property
    def tier_unaddressed(self) -> Tier | None:
        """To a place as a whole, its reference and step."""
        return Tier.T1

    @property
    def is_open(self) -> bool:
        """Not closed yet."""
        return self.closed_at is None

    def is_overdue(self, now: datetime) -> bool:
        """Its step should have been decided by now."""
        return self.is_open and not self.is_ruled and now > self.due


def demand_challengeable(
    referral: Referral, by: Person, now: datetime, calendar: Calendar, *, risk_changed: bool
) -> datetime:
    """When the decision was made that this person may challenge. Raises BoardError."""
    if by.id != referral.referrer:
        raise Forbidden
    decision = referral.triage.decision if referral.triage else None
    if decision is None or referral.state in {State.AWAITING_CHECK, State.CHALLENGED}:
        raise BoardError("not_decided")
    decided_at = decision.checked_at or decision.at
    last_day = calendar.add_working_days(decided_at.astimezone(LONDON).date(), WITHIN_DAYS)
    if now > calendar.end_of_working_day(last_day) and not risk_changed:
        raise BoardError("challenge_late")
    return decided_at


def open_challenge(
    referral: Referral,
    ref: str,
    *,
    reason: str,
    wanted: str,
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> tuple[Challenge, Referral, Fact]:
    """Open a challenge at the first step; it suspends the outcome, never a safety action."""
    file = referral.triage or TriageFile()
    challenge = Challenge(
        ref=ref,
        subject=referral.ref,
        kind=_kind_of(referral),
        urgency=referral.urgency,
        challenger=by.id,
        challenger_name=by.name,
        agency_name=by.agency_name,
        opened_at=now,
        step=Step.CONVERSATION,
        due=_due(Step.CONVERSATION, referral.urgency, now, calendar),
        reason=reason.strip(),
        wanted=wanted.strip(),
        barred=tuple(sorted(file.deciders)),
    )
    if referral.state in STATE_CHALLENGED:
        file = replace(file, challenged_from=str(referral.state))
        referral = replace(move(referral, State.CHALLENGED), triage=file)
    referral = replace(referral, change=Change(by.name, now, "challenged"))
    return challenge, referral, _fact("ChallengeOpened", challenge, by, now)


def may_rule(challenge: Challenge, person: Person) -> bool:
    """Whether this person's role decides the present step."""
    return bool(person.roles & DECIDERS[challenge.step])


def rule(
    challenge: Challenge,
    referral: Referral,
    finding: Finding,
    reasons: str,
    *,
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> tuple[Challenge, Referral, Fact]:
    """Decide a step. Raises V26 for anybody who decided before, Forbidden without the role."""
    if not may_rule(challenge, by):
        raise Forbidden
    if not challenge.is_open:
        raise BoardError("challenge_closed")
    if challenge.is_ruled:
        raise BoardError("challenge_closed")
    earlier = {each.by for each in challenge.rulings or ()}
    if by.id in {*challenge.barred, *earlier, challenge.challenger}:
        raise BoardError("V26")
    ruling = Ruling(challenge.step, finding, by.id, by.name, now, reasons.strip())
    ruled = replace(
        challenge,
        rulings=(*(challenge.rulings or ()), ruling),
        finding=finding,
        is_ruled=True,
    )
    if finding is not Finding.UPHELD or challenge.step is Step.SENIOR_BOARD:
        ruled = replace(ruled, closed_at=now)
    if finding is not Finding.UPHELD:
        referral = _back_to_triage(referral, by, now, calendar)
    elif not ruled.is_open:
        referral = _back_where_it_was(referral, by, now)
    fact = _fact("ChallengeRuled", ruled, by, now, finding=finding, step=str(int(ruled.step)))
    return ruled, referral, fact


def take_further(
    challenge: Challenge, *, by: Person, now: datetime, calendar: Calendar
) -> tuple[Challenge, Fact]:
    """The challenger asks the next step: after a ruling, or where a step is overdue."""
    _demand_challenger(challenge, by)
    if not challenge.is_ruled and not challenge.is_overdue(now):
        raise BoardError("challenge_wait")
    if challenge.step is Step.SENIOR_BOARD:
        raise BoardError("challenge_top")
    step = Step(challenge.step + 1)
    due = _due(step, challenge.urgency, now, calendar)
    further = replace(challenge, step=step, due=due, is_ruled=False, finding=None)
    return further, _fact("ChallengeTakenFurther", further, by, now, step=str(int(step)))


def accept_ruling(
    challenge: Challenge, referral: Referral, *, by: Person, now: datetime
) -> tuple[Challenge, Referral, Fact]:
    """The challenger accepts what was decided, or takes the challenge back."""
    _demand_challenger(challenge, by)
    closed = replace(challenge, closed_at=now)
    referral = _back_where_it_was(referral, by, now)
    return closed, referral, _fact("ChallengeClosed", closed, by, now)


def days_open(challenge: Challenge, now: datetime) -> int:
    """Calendar days since it was opened, up to its end."""
    return ((challenge.closed_at or now) - challenge.opened_at) // timedelta(days=1)


def _demand_challenger(challenge: Challenge, by: Person) -> None:
    if by.id != challenge.challenger:
        raise Forbidden
    if not challenge.is_open:
        raise BoardError("challenge_closed")


def _back_to_triage(referral: Referral, by: Person, now: datetime, calendar: Calendar) -> Referral:
    """Changed: triage and its clock begin again; what went on its way goes on, and is told."""
    if referral.state is State.CHALLENGED:
        file = replace(referral.triage or TriageFile(), challenged_from="", gates={}, draft={})
        referral = replace(move(referral, State.IN_TRIAGE), triage=file)
        due = triage_due(now, referral.urgency, calendar)
        referral = replace(referral, triage_due=due, answer_due=None, closed_on=None)
        referral = replace(referral, holder=None, holder_name=None)
    return replace(referral, change=Change(by.name, now, "challenge_changed"))


def _back_where_it_was(referral: Referral, by: Person, now: datetime) -> Referral:
    file = referral.triage or TriageFile()
    if referral.state is State.CHALLENGED and file.challenged_from:
        referral = move(referral, State(file.challenged_from))
        referral = replace(referral, triage=replace(file, challenged_from=""))
    return replace(referral, change=Change(by.name, now, "challenge_upheld"))


def _kind_of(referral: Referral) -> ChallengeKind:
    if referral.state is State.CLOSED:
        return ChallengeKind.CLOSURE
    return ChallengeKind.TRIAGE_OUTCOME


def _due(step: Step, urgency: Urgency, now: datetime, calendar: Calendar) -> datetime:
    days = _DAYS[step][urgency is Urgency.URGENT]
    return calendar.end_of_working_day(
        calendar.add_working_days(now.astimezone(LONDON).date(), days)
    )


def _fact(name: str, challenge: Challenge, by: Person, now: datetime, **details: str) -> Fact:
    told = {"subject": challenge.subject} | {key: str(value) for key, value in details.items()}
    return Fact(name=name, about=challenge.ref, by=by.id, at=now, tier=Tier.T3, details=told)
