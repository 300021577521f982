"""What the cards of focus reports and demand are made from. All board-safe (T0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from board.demand import DemandEntry, Trend
from board.focus import FocusReport
from board.referral_form import Answers, Fault
from board.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusReportShown:
    """A report as it stands, and what whoever looks can do with it."""

    report: FocusReport
    agency: str
    may_write: bool = False
    has_draft: bool = False
    may_present: bool = False
    may_add: bool = False
    page: int = 1
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusReportForm:
    """One page of a report's form, with what was typed on all of them."""

    form: str
    report: FocusReport
    agency: str
    page: Literal["now", "partners", "asks"] = "now"
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRow:
    """One agency: its latest report, how much weighs on it, and how that has moved."""

    key: str
    name: str
    report: FocusReport | None
    trend: Trend
    blockers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandList:
    """The register across agencies, those with most open blockers first."""

    rows: tuple[DemandRow, ...]
    trend: Trend
    page: int = 1
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandOfAgency:
    """What weighs on one agency and what helps it; what has ended is counted."""

    row: DemandRow
    entries: tuple[DemandEntry, ...]
    ended: int = 0
    moved: tuple[tuple[str, str, str], ...] = ()
    """Figures of the latest report that stood in the one before: name, value, value before."""
    may_add: bool = False
    may_change: bool = False
    page: int = 1
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0
