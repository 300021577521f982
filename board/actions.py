"""Actions that the board has agreed: what they are, how they stand, who may do what."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from board.calendar import LONDON, Calendar
from board.people import Permission, Person

TITLE_LONGEST = 100
DETAIL_LONGEST = 500
MEASURE_LONGEST = 200
TEXT_LONGEST = 500
EXTENSIONS = 2
"""Times a due date may be moved before a co-chair has to agree. Source: domain 2.8."""
AMBER_WITHIN = 5
QUIET_FOR = 10
"""Working days: due so soon, and no update for so long, is amber. Source: domain 2.8."""


class ActionState(StrEnum):
    """Where an action stands."""

    PROPOSED = "proposed"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    COMPLETED = "completed"
    VERIFIED = "verified"
    DECLINED = "declined"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How fast an unanswered action goes up the ladder."""

    STANDARD = "standard"
    URGENT = "urgent"
    CRITICAL = "critical"


class ActionType(StrEnum):
    """Kinds of action."""

    GENERAL = "general"
    INFORMATION_REQUEST = "information_request"
    INVESTIGATION_PROGRESS = "investigation_progress"
    HEALTH_REFERRAL = "health_referral"
    LIAISON_DIVERSION = "liaison_diversion"
    APPROPRIATE_ADULT = "appropriate_adult"
    ACCOMMODATION = "accommodation"
    ORDER_APPLICATION = "order_application"
    POLICY = "policy"
    TRAINING = "training"
    COMMS = "comms"
    ADVICE = "advice"


class Brag(StrEnum):
    """How an action stands at a glance; never shown as a colour alone."""

    BLUE = "Blue"
    RED = "Red"
    AMBER = "Amber"
    GREEN = "Green"
    NONE = "n/a"


class Deed(StrEnum):
    """What somebody can do with an action."""

    ACCEPT = "accept"
    DECLINE = "decline"
    PROGRESS = "progress"
    AT_RISK = "at_risk"
    BLOCK = "block"
    COMPLETE = "complete"
    EXTEND = "extend"
    CANCEL = "cancel"
    SNOOZE = "snooze"
    ASSIGN = "assign"
    VERIFY = "verify"
    REOPEN = "reopen"
    AGREE = "agree"
    REFUSE = "refuse"


ASKED_DATE, ASKED_END, DIRECTED = "asked_date", "asked_end", "directed"
"""Lines of a history that are no step of their own: asked for, or decided by a chair."""


class Asked(StrEnum):
    """What waits for somebody's agreement."""

    DATE = "date"
    OWNER = "owner"
    CANCEL = "cancel"


S = ActionState
LIVE = frozenset({S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS, S.BLOCKED, S.REOPENED})
"""States in which an owner is expected to get it done."""
OPEN = LIVE | {S.PROPOSED}
ENDED = frozenset({S.VERIFIED, S.CANCELLED})
LEADS_TO: dict[S, frozenset[S]] = {
    S.PROPOSED: frozenset({S.ASSIGNED, S.CANCELLED}),
    S.ASSIGNED: frozenset({S.ASSIGNED, S.ACCEPTED, S.DECLINED, S.CANCELLED}),
    S.ACCEPTED: frozenset({S.IN_PROGRESS, S.BLOCKED, S.ASSIGNED, S.CANCELLED}),
    S.IN_PROGRESS: frozenset({S.COMPLETED, S.BLOCKED, S.ASSIGNED, S.CANCELLED}),
    S.BLOCKED: frozenset({S.ACCEPTED, S.IN_PROGRESS, S.ASSIGNED, S.CANCELLED}),
    S.COMPLETED: frozenset({S.VERIFIED, S.REOPENED}),
    S.REOPENED: frozenset({S.IN_PROGRESS, S.ASSIGNED, S.CANCELLED}),
    S.DECLINED: frozenset({S.ASSIGNED, S.CANCELLED}),
}
"""Which state may follow which. Source: domain 2.8."""
_BY_OWNER = {
    S.ASSIGNED: frozenset({Deed.ACCEPT, Deed.DECLINE}),
}
_WHILE_LIVE = frozenset(
    {Deed.PROGRESS, Deed.AT_RISK, Deed.BLOCK, Deed.COMPLETE, Deed.EXTEND, Deed.CANCEL, Deed.SNOOZE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One line of an action's history, by a member's key; board-safe.

    `kind` is the deed, or empty for an update that was loaded.
    """

    on: date
    by: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an owner wants and somebody has to agree: another date or owner, or an end."""

    what: Asked
    by: str
    on: date
    reason: str
    due: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action, known by its reference (`ACT-2026-0012`). Board-safe, T0.

    `due_asked_at` is when its owner was asked on the due day: the ladder counts from there.
    """

    ref: str
    version: int = 1
    title: str
    detail: str = ""
    source: str
    source_agency: str = ""
    risk: str | None = None
    owner: str
    owner_agency: str
    supporting: tuple[str, ...] = ()
    raised_on: date
    raised_by: str = ""
    assigned_on: date | None = None
    original_due: date
    due: date
    extensions: int = 0
    priority: Priority = Priority.STANDARD
    state: ActionState
    type: str = ActionType.GENERAL
    success_measure: str
    completed_on: date | None = None
    completed_by: str | None = None
    closed_on: date | None = None
    verified_by: str | None = None
    evidence: str = ""
    blocker: str = ""
    needed: str = ""
    needed_from: str = ""
    is_at_risk: bool = False
    reason: str = ""
    snoozed_until: date | None = None
    request: Request | None = None
    due_asked_at: datetime | None = None
    updates: tuple[Update, ...] = ()

    @property
    def is_open(self) -> bool:
        """Somebody still has something to do."""
        return self.state in OPEN

    @property
    def is_live(self) -> bool:
        """It has an owner who is expected to get it done."""
        return self.state in LIVE

    @property
    def last_update(self) -> date | None:
        """The day of the latest line."""
        return max((each.on for each in self.updates), default=None)


def is_overdue(action: Action, today: date) -> bool:
    """An open action is past its due day; computed, never stored."""
    return action.is_open and today > action.due


def overdue_days(action: Action, today: date, calendar: Calendar) -> int:
    """Working days since the due day, zero where it is not overdue."""
    return working_days(action.due, today, calendar) if is_overdue(action, today) else 0


def working_days(since: date, until: date, calendar: Calendar) -> int:
    """Working days after `since`, up to and with `until`; zero where that is earlier."""
    step = timedelta(days=1)
    span = (since + step * number for number in range(1, (until - since).days + 1))
    return sum(calendar.is_working_day(day) for day in span)


def brag(action: Action, today: date, calendar: Calendar) -> Brag:
    """Blue, red, amber or green. Source: domain 2.8."""
    if action.state is S.VERIFIED:
        return Brag.BLUE
    if action.state in {S.CANCELLED, S.DECLINED}:
        return Brag.NONE
    if is_overdue(action, today) or (action.state is S.BLOCKED and not _has_plan(action)):
        return Brag.RED
    if action.is_open and (
        action.is_at_risk or action.extensions or _is_quiet(action, today, calendar)
    ):
        return Brag.AMBER
    return Brag.GREEN


def may(action: Action, person: Person) -> frozenset[Deed]:
    """The steps that are open to this person as the action stands."""
    deeds: set[Deed] = set()
    runs = person.may(Permission.ACTION_RUN)
    if action.is_live and (answers_for(action, person) or runs):
        deeds |= _WHILE_LIVE | _BY_OWNER.get(action.state, frozenset())
    if runs and action.state not in ENDED | {S.COMPLETED}:
        deeds |= {Deed.ASSIGN, Deed.CANCEL}
    is_own = key_of(person) in {action.owner, action.completed_by}
    if action.state is S.COMPLETED and may_verify(action, person) and not is_own:
        deeds |= {Deed.VERIFY, Deed.REOPEN}
    if action.request is not None and may_agree(action, person):
        deeds |= {Deed.AGREE, Deed.REFUSE}
    return frozenset(deeds)


def key_of(person: Person) -> str:
    """What stands in the tracker for somebody: the member's key."""
    return person.member.key if person.member else person.id


def answers_for(action: Action, person: Person) -> bool:
    """The owner, or who represents the owner's agency."""
    key = key_of(person)
    agency = person.agency
    if key == action.owner:
        return True
    speaks = agency is not None and agency.key == action.owner_agency
    return speaks and agency is not None and key in {agency.representative, agency.deputy}


def may_verify(action: Action, person: Person) -> bool:
    """Whether this person's role confirms that things are done; nobody's own, though (V16)."""
    return person.may(Permission.ACTION_VERIFY) or _speaks_for_source(action, person)


def may_agree(action: Action, person: Person) -> bool:
    """Whether this person may agree to what is asked; nobody agrees to their own request."""
    asked = action.request
    if asked is None or key_of(person) in {asked.by, action.owner}:
        return False
    if asked.what is Asked.CANCEL:
        return person.may(Permission.ACTION_CANCEL)
    if asked.what is Asked.DATE and action.extensions >= EXTENSIONS:
        return person.may(Permission.ACTION_CHAIR)
    runs = person.may(Permission.ACTION_RUN) or person.may(Permission.ACTION_CHAIR)
    return (runs or _speaks_for_source(action, person)) and key_of(person) != action.owner


def asks_chairs(action: Action) -> bool:
    """What is asked waits for a chair: an end, or a third date."""
    asked = action.request
    if asked is None:
        return False
    return asked.what is Asked.CANCEL or (
        asked.what is Asked.DATE and action.extensions >= EXTENSIONS
    )


def _speaks_for_source(action: Action, person: Person) -> bool:
    """The representative or deputy of the agency that asked, where that is another."""
    agency = person.agency
    if agency is None or agency.key != action.source_agency or agency.key == action.owner_agency:
        return False
    return key_of(person) in {agency.representative, agency.deputy}


def today_of(now: datetime) -> date:
    """The day in London."""
    return now.astimezone(LONDON).date()


def _has_plan(action: Action) -> bool:
    return bool(action.needed or action.needed_from)


def _is_quiet(action: Action, today: date, calendar: Calendar) -> bool:
    """Due soon, and nobody has said anything for long."""
    if action.due > calendar.add_working_days(today, AMBER_WITHIN):
        return False
    last = action.last_update
    return last is None or last < calendar.add_working_days(today, -QUIET_FOR)
