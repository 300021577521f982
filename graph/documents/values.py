"""What the documents are made from: plain values that anybody can make and any process can take.

Whoever makes them has looked already at what may be shown: nothing is left out here, and the
tier only chooses the marking.
"""

from dataclasses import dataclass
from datetime import date, datetime

from board.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of an agenda; `link` is used where it is an https address."""

    number: int
    title: str
    kind: str = ""
    presenter: str = ""
    minutes: int = 0
    paper: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPaper:
    """The agenda of one meeting, its items in their order."""

    ref: str
    forum: str
    starts_at: datetime
    ends_at: datetime
    place: str
    lead: str = ""
    focus: str = ""
    chairs: tuple[str, ...] = ()
    facilitator: str = ""
    items: tuple[Item, ...] = ()
    tier: Tier = Tier.T0
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One open action; `brag` is the colour's word, `overdue` working days."""

    ref: str
    title: str
    owner: str = ""
    agency: str = ""
    due: date
    brag: str
    state: str
    overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationLine:
    """One action that was taken further, and whose answer is waited for."""

    ref: str
    title: str = ""
    rung: str
    asked: str = ""
    respond_by: date | None = None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """The heading of one risk; `band` is the word for its score."""

    ref: str
    title: str
    owner: str = ""
    score: int
    band: str
    review: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody wrote for the pack: headings, each with its lines."""

    title: str
    by: str = ""
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPaper:
    """The cover of a meeting's pack: what is missing, what is there, and what is open."""

    agenda: AgendaPaper
    missing: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    escalations: tuple[EscalationLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    tier: Tier = Tier.T0
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerRow:
    """One action of the tracker; `brag` and `state` are words, as on the day it is made."""

    ref: str
    title: str
    owner: str
    agency: str
    due: date
    brag: str
    state: str
    is_open: bool
    escalated_to: str = ""
    priority: str = ""
    measure: str = ""
    updated_on: date | None = None
    update: str = ""
    source: str = ""
    raised_on: date | None = None
    original_due: date | None = None
    extensions: int = 0
    risk: str = ""
    supporting: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerSheet:
    """The whole tracker, for a meeting or as a register; `holidays` for counting working days."""

    name: str
    rows: tuple[TrackerRow, ...] = ()
    holidays: tuple[date, ...] = ()
    tier: Tier = Tier.T0
    made_at: datetime
