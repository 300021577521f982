"""What the cards of actions and escalations are made from. All board-safe (T0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from board.actions import Action, Brag, Deed
from board.dissemination import Delivery
from board.escalation import Answer, Asking, Ladder
from board.meetings import Meeting
from board.referral_form import Answers, Fault
from board.tiers import Tier

Names = Mapping[str, str]
"""Display names by a member's key, and short names by an agency's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One action in a list, with what is computed of it."""

    action: Action
    brag: Brag
    overdue: int = 0
    rung: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionList:
    """One page of the tracker; `again` is what the page's buttons carry of the filter.

    `brags` and `ageing` (working days overdue, in buckets) count everything the filter finds.
    """

    title: str
    rows: tuple[ActionRow, ...]
    total: int
    overdue: int
    page: int
    pages: int
    again: str
    brags: Mapping[Brag, int] = field(default_factory=dict)
    ageing: Mapping[str, int] = field(default_factory=dict)
    names: Names
    at: datetime
    may_add: bool = False
    withheld: tuple[str, ...] = ()
    """References of what the reader is asked about and may not see."""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionShown:
    """One action with its history, and the steps that are open to whoever looks."""

    row: ActionRow
    deeds: frozenset[Deed]
    names: Names
    representative: str = ""
    deputy: str = ""
    ladder: Ladder | None = None
    may_jump: bool = False
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionForm:
    """The form of a new action; `owners` are (key, name and agency).

    `origin` is what is to become the action: an ask, an entry of the register, a concern.
    `item` is the item of a meeting in session under which it is raised.
    """

    form: str
    source: str
    item: str = ""
    owners: tuple[tuple[str, str], ...]
    origin: str = ""
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    is_proposal: bool = False
    may_override: bool = False
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStepForm:
    """The boxes of one step of one action, with what was typed and what is wrong with it.

    `needs_agreement` where another date will have to be agreed; `may_override` for a co-chair
    whose words were held back by the guard.
    """

    action: Action
    deed: Deed
    owners: tuple[tuple[str, str], ...] = ()
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    needs_agreement: bool = False
    may_override: bool = False
    note: str = ""
    names: Names
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReminder:
    """So many working days before the due day (0: today), for the owner or a stand-in."""

    row: ActionRow
    days: int
    for_owner: str = ""
    names: Names
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionNotice:
    """Something happened to an action, for somebody it concerns.

    `happened` is assigned, proposed, declined, completed, verified, reopened, asked, agreed,
    refused, cancelled or extended. `mentions` are (account, name) of whom it waits for.
    """

    row: ActionRow
    happened: str
    names: Names
    at: datetime
    mentions: tuple[tuple[str, str], ...] = ()
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionWithheld:
    """A message about an action that its reader, or somebody in the channel, may not see.

    `happened` is that of a notice, `due`, `rung`, `chairs` or `senior`; `ladder` the reference
    of the escalation that waits for whoever is mentioned.
    """

    ref: str
    happened: str
    ladder: str = ""
    is_for_all: bool = False
    mentions: tuple[tuple[str, str], ...] = ()
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyActions:
    """Every open action of an agency (or of one owner) before a meeting, to be answered inline.

    `what` is request, list or own_list; `instead_of` names who is away; `done` are the
    references answered with this press, `late` those whose answer is wanted most.
    """

    meeting: Meeting
    what: str
    agency: str
    member: str
    rows: tuple[ActionRow, ...]
    page: int = 1
    pages: int = 1
    total: int = 0
    instead_of: str = ""
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    names: Names
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationAsk:
    """A rung's question to one person; `is_copy` for those who are only told of it.

    `choices` are empty where it has been answered or moved on; `note` says so. `days` are what
    the rung has to answer by the board's policy, 0 for the usual ones.
    """

    ladder: Ladder
    row: ActionRow
    rung: int
    asking: Asking | None
    choices: tuple[Answer, ...] = ()
    is_copy: bool = False
    names: Names
    note: str = ""
    at: datetime
    days: int = 0
    at_any_hour: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPost:
    """Rungs 4 and 5 in a channel, redrawn as they are answered; `mentions` are (account, name)."""

    ladder: Ladder
    row: ActionRow
    rung: int
    names: Names
    mentions: tuple[tuple[str, str], ...]
    at: datetime
    note: str = ""
    days: int = 0
    at_any_hour: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationForm:
    """The boxes of one answer to a rung, or of a jump (`answer` None), with what was typed."""

    ladder: Ladder
    action: Action
    rung: int
    answer: Answer | None
    owners: tuple[tuple[str, str], ...] = ()
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    may_override: bool = False
    names: Names
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRow:
    """One ladder in a list."""

    ladder: Ladder
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationList:
    """Running ladders by rung and by pair of agencies, and how long answers take.

    `pairs` is ((owner agency, source agency), count); `answered_in` working days by rung,
    (median, answered, timed out).
    """

    rows: tuple[EscalationRow, ...]
    total: int
    page: int
    pages: int
    by_rung: Mapping[int, int]
    pairs: tuple[tuple[tuple[str, str], int], ...]
    answered_in: Mapping[int, tuple[float, int, int]]
    names: Names
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySummary:
    """What the reminders of a day came to, so that one that did not come can be trusted.

    `unanswered` offers wait to be accepted, `to_confirm` actions to be confirmed, `to_assign`
    (proposed or declined) to be given to somebody, `asked` requests for a date or an end.
    """

    on: date
    checked: int
    sent: int
    waiting: int
    stopped: int
    running: int
    unanswered: int
    stuck: int = 0
    to_confirm: int = 0
    to_assign: int = 0
    asked: int = 0
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One thing that will be sent if nothing changes."""

    at: datetime
    ref: str
    what: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueList:
    """What will be sent to whom in the next days; nothing of it is sent by looking."""

    lines: tuple[DueLine, ...]
    until: date
    page: int = 1
    pages: int = 1
    total: int = 0
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DisseminationLog:
    """Who was sent the actions before a meeting: delivered, opened, answered."""

    meeting: Meeting
    rows: tuple[Delivery, ...]
    names: Names
    page: int = 1
    pages: int = 1
    total: int = 0
    at: datetime
    tier: Tier = Tier.T0
