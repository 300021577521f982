"""A referral: what it holds at each tier, its states, and what its referrer may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from board.calendar import LONDON, Calendar
from board.drafts import Draft
from board.errors import BoardError, Forbidden, Stale
from board.facts import Fact
from board.matching import Traits, joined_words, name_tokens, number_tokens, years_within
from board.people import Permission, Person
from board.referral_form import BY_ID, Answer, Answers, Born, age_of, read_born
from board.tiers import Tier
from board.triage_file import TriageFile
from board.vocabulary import HowSoon

READ_BACK = timedelta(days=30)
"""How long a referrer may read back what they sent. Source: disclosure by role, 4.2."""
URGENT_WITHIN = timedelta(hours=4)
"""Working time in which an urgent referral is triaged. Source: triage clocks, 3.4."""
STANDARD_WITHIN = 2
"""Working days in which any other referral is triaged. Source: triage clocks, 3.4."""
STRANGER_A_DAY = 10
"""Referrals that somebody unknown here may send in a day."""


class ReferralState(StrEnum):
    """Where a referral stands."""

    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    IN_TRIAGE = "in_triage"
    AWAITING_CHECK = "awaiting_check"
    INFO_REQUESTED = "info_requested"
    ACCEPTED_SUBGROUP = "accepted_subgroup"
    SCHEDULED = "scheduled"
    HEARD = "heard"
    PLAN_ACTIVE = "plan_active"
    MONITORING = "monitoring"
    ROUTE_MAPPA = "route_mappa"
    ROUTE_PDP = "route_pdp"
    ROUTE_ACCEPTED = "route_accepted"
    ROUTE_DECLINED = "route_declined"
    SIGNPOSTED = "signposted"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    CHALLENGED = "challenged"
    REOPENED = "reopened"
    CLOSED = "closed"


IN_QUEUE = frozenset(
    {
        ReferralState.SUBMITTED,
        ReferralState.ACKNOWLEDGED,
        ReferralState.IN_TRIAGE,
        ReferralState.AWAITING_CHECK,
        ReferralState.INFO_REQUESTED,
        ReferralState.ROUTE_MAPPA,
        ReferralState.ROUTE_PDP,
        ReferralState.ROUTE_DECLINED,
        ReferralState.REOPENED,
    }
)
"""States in which a referral waits for the mental health team."""
ASKED = frozenset(
    {ReferralState.INFO_REQUESTED, ReferralState.ROUTE_MAPPA, ReferralState.ROUTE_PDP}
)
"""States in which somebody outside the team is to answer."""
WITHDRAWABLE = frozenset(
    {
        ReferralState.SUBMITTED,
        ReferralState.ACKNOWLEDGED,
        ReferralState.IN_TRIAGE,
        ReferralState.INFO_REQUESTED,
    }
)
ENDED = frozenset({ReferralState.CLOSED, ReferralState.WITHDRAWN, ReferralState.MERGED})


class Urgency(StrEnum):
    """How fast a referral is triaged."""

    STANDARD = "standard"
    URGENT = "urgent"


class Source(StrEnum):
    """The way a referral came in."""

    INTERNAL = "teams_internal"
    EXTERNAL = "teams_external"
    KEYED = "keyed_by_team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Information added after sending."""

    at: datetime
    by: str
    by_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a referral last, when, and by which deed."""

    by: str
    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A referral. Fields above T1 are grouped as they are sealed: one group for each tier.

    `concern` (T2), `identity` (T3) and `health` (T4) hold answers by input id, as typed;
    None where they are not shown to this audience, or have been disposed of. `holder` has
    taken it for triage; `answer_due` is the clock of whoever is asked (referrer, colleague,
    receiving body); `change` is the last one, shown to whoever was editing meanwhile.
    """

    ref: str
    version: int = 1
    state: ReferralState
    urgency: Urgency
    source: Source
    submitted_at: datetime
    acknowledged_at: datetime | None
    triage_due: datetime
    referrer: str = field(metadata={"tier": Tier.T1})
    referrer_name: str | None = field(metadata={"tier": Tier.T1})
    agency: str | None = field(metadata={"tier": Tier.T1})
    agency_name: str | None = field(metadata={"tier": Tier.T1})
    job: str | None = field(metadata={"tier": Tier.T1})
    phone: str | None = field(default=None, metadata={"tier": Tier.T1})
    is_confirmed: bool = True
    is_in_agreement: bool = True
    concern: Mapping[str, Answer] | None = field(metadata={"tier": Tier.T2})
    identity: Mapping[str, Answer] | None = field(metadata={"tier": Tier.T3})
    health: Mapping[str, Answer] | None = field(metadata={"tier": Tier.T4})
    additions: tuple[Addition, ...] | None = field(default=(), metadata={"tier": Tier.T3})
    withdrawn_at: datetime | None = None
    closed_on: date | None = None
    case: str | None = None
    holder: str | None = field(default=None, metadata={"tier": Tier.T1})
    holder_name: str | None = field(default=None, metadata={"tier": Tier.T1})
    answer_due: datetime | None = None
    meeting: str | None = None
    merged_into: str | None = None
    is_repeat: bool = False
    is_ethnicity_known: bool = False
    change: Change | None = field(default=None, metadata={"tier": Tier.T1})
    triage: TriageFile | None = field(default=None, metadata={"tier": Tier.T4})

    def tier_for(self, person: Person, now: datetime) -> Tier | None:
        """The team sees all, a checker what waits for a check, the referrer their own.

        The referrer's own is whole for 30 days, then its state only.
        """
        waits_for_check = self.state is ReferralState.AWAITING_CHECK
        if person.may(Permission.REFERRAL_TRIAGE):
            return Tier.T4
        if waits_for_check and person.may(Permission.REFERRAL_CHECK):
            return Tier.T4
        if person.id != self.referrer:
            return None
        return Tier.T4 if now < self.submitted_at + READ_BACK else Tier.T1

    @property
    def tier_unaddressed(self) -> Tier | None:
        """To a place as a whole a referral is contact data, T1."""
        return Tier.T1

    @property
    def is_open(self) -> bool:
        """Neither closed, withdrawn nor merged."""
        return self.state not in ENDED

    @property
    def clock(self) -> datetime:
        """The due time that runs now: of whoever is asked, otherwise of triage."""
        is_asked = self.state in ASKED and self.answer_due is not None
        return self.answer_due if is_asked and self.answer_due else self.triage_due

    def is_overdue(self, now: datetime) -> bool:
        """It waits past the due time that runs now."""
        return self.state in IN_QUEUE and now > self.clock


def urgency_of(answers: Answers, *, danger: bool = False) -> Urgency:
    """Harm feared within days, or danger reported, is urgent; whatever is not known is not."""
    is_urgent = danger or answers.get("how_soon") == HowSoon.DAYS
    return Urgency.URGENT if is_urgent else Urgency.STANDARD


def triage_due(submitted_at: datetime, urgency: Urgency, calendar: Calendar) -> datetime:
    """When triage is due: four working hours on, or the end of the second working day."""
    if urgency is Urgency.URGENT:
        return calendar.add_working_hours(submitted_at, URGENT_WITHIN)
    day = submitted_at.astimezone(LONDON).date()
    return calendar.end_of_working_day(calendar.add_working_days(day, STANDARD_WITHIN))


def submit(draft: Draft, ref: str, *, by: Person, now: datetime, calendar: Calendar) -> Referral:
    """The referral that a complete draft becomes; its receipt is the acknowledgement."""
    urgency = urgency_of(draft.answers, danger=draft.danger)
    told = {key: str(draft.answers.get(key, "")).strip() for key in ("agency", "job", "phone")}
    return Referral(
        ref=ref,
        state=ReferralState.ACKNOWLEDGED,
        urgency=urgency,
        source=Source.EXTERNAL if _is_external(by) else Source.INTERNAL,
        submitted_at=now,
        acknowledged_at=now,
        triage_due=triage_due(now, urgency, calendar),
        referrer=by.id,
        referrer_name=by.name,
        agency=by.agency.key if by.agency else None,
        agency_name=by.agency_name if by.is_known else told["agency"],
        job=by.job if by.is_known else told["job"],
        phone=told["phone"] or None,
        is_confirmed=by.is_known,
        is_in_agreement=by.is_in_agreement,
        concern=answers_of(draft.answers, Tier.T2) | ({"danger": "true"} if draft.danger else {}),
        identity=answers_of(draft.answers, Tier.T3),
        health=answers_of(draft.answers, Tier.T4),
    )


def submitted(referral: Referral) -> Fact:
    """The fact that it was sent."""
    return Fact(
        name="ReferralSubmitted",
        about=referral.ref,
        by=referral.referrer,
        at=referral.submitted_at,
        tier=Tier.T4,
        details={"urgency": referral.urgency, "source": referral.source},
    )


def withdraw(referral: Referral, *, by: Person, now: datetime) -> tuple[Referral, Fact]:
    """The referrer takes it back; the team may still act where risk remains."""
    if by.id != referral.referrer:
        raise Forbidden
    if referral.state not in WITHDRAWABLE:
        raise BoardError("closed_already", state=state_in_words(referral.state))
    gone = replace(referral, state=ReferralState.WITHDRAWN, withdrawn_at=now)
    return gone, _fact("ReferralWithdrawn", gone, by, now)


def add_information(
    referral: Referral, text: str, *, by: Person, now: datetime
) -> tuple[Referral, Fact]:
    """Something more the referrer knows, kept beside what they sent."""
    _demand_own_open(referral, by)
    added = Addition(at=now, by=by.id, by_name=by.name, text=text.strip())
    more = replace(referral, additions=(*(referral.additions or ()), added))
    return more, _fact("ReferralInformationAdded", more, by, now)


def complete(
    referral: Referral, answers: Answers, *, by: Person, now: datetime
) -> tuple[Referral, Fact]:
    """The optional questions, answered after sending; one left empty takes an answer back."""
    demand_completable(referral, by=by, now=now)
    more = replace(
        referral,
        identity=_laid_over(referral.identity or {}, answers, Tier.T3),
        health=_laid_over(referral.health or {}, answers, Tier.T4),
    )
    return more, _fact("ReferralCompleted", more, by, now)


def demand_completable(referral: Referral, *, by: Person, now: datetime) -> None:
    """Raise Forbidden or BoardError unless this person may change the optional answers.

    They are changed on a page that shows them, so only as long as they may be read back.
    """
    _demand_own_open(referral, by)
    if now >= referral.submitted_at + READ_BACK:
        raise BoardError("read_back_over")


def _laid_over(sent: Answers, answers: Answers, tier: Tier) -> dict[str, Answer]:
    kept = {key: value for key, value in sent.items() if key not in answers}
    return kept | answers_of(answers, tier)


def demand_version(referral: Referral, version: int) -> None:
    """Raise Stale where the card pressed shows an older state."""
    if referral.version != version:
        raise Stale


def traits_of(referral: Referral) -> Traits:
    """What the person referred can be recognised by."""
    identity = referral.identity or {}
    today = referral.submitted_at.astimezone(LONDON).date()
    names = name_tokens(str(identity.get("subject_name", "")))
    born = read_born(str(identity.get("subject_born", "")), today) or Born()
    return Traits(
        names=names,
        joined=joined_words(names),
        born=born.on,
        aged=None if born.age is None else today.year - born.age,
        within=years_within(age_of(born, today)),
        numbers=number_tokens(str(identity.get("reference_numbers", ""))),
    )


def answers_of(answers: Answers, tier: Tier) -> dict[str, Answer]:
    """The answers given at exactly this tier, trimmed, without the empty ones."""
    chosen = {
        key: value.strip() if isinstance(value, str) else value
        for key, value in answers.items()
        if key in BY_ID and BY_ID[key].tier is tier
    }
    return {key: value for key, value in chosen.items() if value and value != "false"}


def state_in_words(state: ReferralState) -> str:
    """A state as people say it."""
    return _WORDS[state]


_WORDS = {
    ReferralState.SUBMITTED: "sent",
    ReferralState.ACKNOWLEDGED: "received",
    ReferralState.IN_TRIAGE: "being looked at",
    ReferralState.AWAITING_CHECK: "being looked at",
    ReferralState.INFO_REQUESTED: "waiting for information",
    ReferralState.ACCEPTED_SUBGROUP: "accepted",
    ReferralState.SCHEDULED: "listed for a meeting",
    ReferralState.HEARD: "discussed",
    ReferralState.PLAN_ACTIVE: "discussed, with a plan",
    ReferralState.MONITORING: "discussed, being monitored",
    ReferralState.ROUTE_MAPPA: "sent to another service",
    ReferralState.ROUTE_PDP: "sent to another service",
    ReferralState.ROUTE_ACCEPTED: "accepted by another service",
    ReferralState.ROUTE_DECLINED: "being looked at again",
    ReferralState.SIGNPOSTED: "signposted to another service",
    ReferralState.MERGED: "joined with another referral",
    ReferralState.WITHDRAWN: "withdrawn",
    ReferralState.CHALLENGED: "being challenged",
    ReferralState.REOPENED: "reopened",
    ReferralState.CLOSED: "closed",
}


def _is_external(person: Person) -> bool:
    return person.member.external if person.member else True


def _demand_own_open(referral: Referral, by: Person) -> None:
    if by.id != referral.referrer:
        raise Forbidden
    if not referral.is_open:
        raise BoardError("closed_already", state=state_in_words(referral.state))


def _fact(name: str, referral: Referral, by: Person, now: datetime) -> Fact:
    return Fact(name=name, about=referral.ref, by=by.id, at=now, tier=Tier.T3)
