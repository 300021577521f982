"""What the documents are made from: plain values that anybody can make and any process can take.

Whoever makes them has looked already at what may be shown: nothing is left out here, and the
tier only chooses the marking.
"""

from dataclasses import dataclass
from datetime import date, datetime

from board.minutes_content import Content
from board.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of an agenda; `papers` are titles with links, used where they are of https."""

    number: int
    title: str
    kind: str = ""
    presenter: str = ""
    minutes: int = 0
    papers: tuple[tuple[str, str], ...] = ()
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
class FigureLine:
    """One figure of standing scrutiny; `mark` says which side of its threshold it is on."""

    title: str
    month: str = ""
    figure: str
    before: str = ""
    mark: str = ""
    more: str = ""
    is_passed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One tactical plan by its reference, and how many contributions are still to come."""

    ref: str
    agency: str = ""
    state: str
    review: date | None = None
    outstanding: int = 0
    is_overdue: bool = False


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
    plans: tuple[PlanLine, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    performance: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """Minutes at a stage (`draft 2`, `final`); `approved` and `sha256` are those of final ones."""

    content: Content
    stage: str
    approved: str = ""
    sha256: str = ""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPaper:
    """What came of a meeting: decisions, actions, what is unresolved; with `agency`, for one."""

    content: Content
    agency: str = ""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSheet:
    """Who was at a meeting."""

    content: Content
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumPaper:
    """What was added to final minutes."""

    ref: str
    forum: str
    number: int
    by: str
    at: datetime
    text: str
    tier: Tier = Tier.T0
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One risk of the register; scores are from 1 to 25, None where nobody has given one."""

    ref: str
    title: str
    owner: str = ""
    agency: str = ""
    state: str
    gross: int | None = None
    net: int | None = None
    band: str = ""
    trend: str = ""
    target: int | None = None
    target_by: date | None = None
    review: date | None = None
    treatment: str = ""
    proximity: str = ""
    category: str = ""
    raised_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSheet:
    """The whole risk register, as it stood for a meeting."""

    name: str
    rows: tuple[RegisterRow, ...] = ()
    tier: Tier = Tier.T0
    made_at: datetime
