"""Records of what a board oversees: hearings, plans, risks, figures, learning, policies, updates.

What a file says of a person in them (checks, triggers, control-room summaries, commitments) is
not read at all.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from board.hearings import HearingKind
from board.plans import PlanState
from board.refs import RISK
from board.risks import RiskState
from bot.records import Key, Line, Record, Text

_Count = Annotated[int, Field(ge=0)]
_Fifth = Annotated[int, Field(ge=1, le=5)]


def _first_day(given: object) -> object:
    return f"{given}-01" if isinstance(given, str) and len(given) == len("2026-10") else given


MonthDay = Annotated[date, BeforeValidator(_first_day)]
"""A month ('2026-10') as its first day."""


class HearingRecord(Record):
    """A hearing."""

    id: Key
    case_ref: Key
    meeting_id: Key | None = None
    date: date
    kind: HearingKind
    status: Literal["scheduled", "held", "adjourned", "withdrawn", "cancelled"]
    decision: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,40}$")] | None = None


class ContributionRecord(Record):
    """What a partner was asked for, without what it said."""

    agency_id: Key
    status: Literal["requested", "received", "declined"]


class PlanRecord(Record):
    """A tactical plan by reference."""

    ref: Annotated[str, StringConstraints(pattern=r"^PLN-\d{4}-\d{3,}$")]
    case_ref: Key
    state: PlanState
    lead_agency: Key
    review_due: date | None = None
    contributions: tuple[ContributionRecord, ...] = ()


class ScoreRecord(Record):
    """A likelihood and an impact; the target of a risk has a day."""

    likelihood: _Fifth
    impact: _Fifth
    by: date | None = None


class NetRecord(Record):
    """A net score of the past."""

    on: date
    net_score: Annotated[int, Field(ge=1, le=25)]


class RiskRecord(Record):
    """A risk of the register."""

    id: Annotated[str, StringConstraints(pattern=rf"^{RISK.pattern}$")]
    title: Line
    category: Key
    owner_agency: Key
    owner_id: Key | None = None
    raised_on: date
    raised_at: Key | None = None
    gross: ScoreRecord
    net: ScoreRecord
    target: ScoreRecord | None = None
    proximity: Key = ""
    treatment: Key = ""
    status: RiskState
    next_review: date | None = None
    history: tuple[NetRecord, ...] = ()


class TimesRecord(Record):
    """How often an agency was asked to come, and came."""

    invited: _Count
    attended: _Count


class SubgroupUpdateRecord(Record):
    """A subgroup chair's update."""

    id: Key
    board: Key
    forum: Key = "SUBGROUP-A"
    period_from: date
    period_to: date
    meetings_held: _Count
    cases_heard_distinct: _Count
    new: _Count
    reviews: _Count
    referrals_received_in_period: _Count
    engagement: Mapping[Key, TimesRecord] = {}
    results: tuple[Text, ...] = ()
    themes: tuple[Text, ...] = ()
    blockers: Text = ""
    plans: Mapping[PlanState, _Count] = {}
    plans_review_overdue: tuple[Key, ...] = ()
    approved_by: Key
    approved_on: date | None = None


_FIGURES = (
    "volume",
    "volume_prev_year",
    "mean_hours",
    "mean_hours_prev_year",
    "over_24h",
    "extended_to_36h",
    "police_station_used",
)
"""What an agenda says of detentions; ages, ethnicity and outcomes stay in the file."""


class MonthRecord(Record):
    """A month of detentions, and of what every board looks at."""

    month: MonthDay
    volume: _Count | None = None
    volume_prev_year: _Count | None = None
    mean_hours: float | None = None
    mean_hours_prev_year: float | None = None
    over_24h: _Count | None = None
    extended_to_36h: _Count | None = None
    police_station_used: _Count | None = None
    standing: Mapping[Key, Annotated[float, Field(ge=0)]] = {}

    @property
    def figures(self) -> dict[str, float]:
        """Every figure there is, by its name."""
        own = {name: getattr(self, name) for name in _FIGURES}
        return {name: value for name, value in own.items() if value is not None} | dict(
            self.standing
        )


class LatestRecord(Record):
    """The latest month of a service level."""

    month: MonthDay
    met: _Count
    measured: _Count
    breach_reason: Text = ""


class LevelRecord(Record):
    """A service level."""

    id: Key
    name: Line
    parties: tuple[Key, ...] = ()
    measure: Line
    target_pct: Annotated[float, Field(ge=0, le=100)]
    latest: LatestRecord | None = None


class LearningRecord(Record):
    """A learning item by its title."""

    id: Key
    title: Line
    strand: Key
    state: Key
    published_on: date | None = None


def _strand(given: str) -> str:
    if not given.replace("_", "").isalpha():
        raise ValueError("is no strand")
    return given


class CommunicationRecord(Record):
    """Whether a month's communication has gone out."""

    month: MonthDay
    strand: Annotated[Key, AfterValidator(_strand)]
    status: Literal["published", "due", "missed"]


class PolicyRecord(Record):
    """A policy and its review."""

    id: Key
    title: Line
    owner_agency: Key
    status: Key
    version: Key = ""
    review_due: date | None = None


class ThresholdRecord(Record):
    """From when each figure of standing scrutiny is one to talk about."""

    s135: Annotated[float, Field(ge=0)]
    beds: Annotated[float, Field(ge=0)]
    firearms: Annotated[float, Field(ge=0)]


OVERSIGHT: dict[str, type[Record]] = {
    "hearings": HearingRecord,
    "tactical_plans": PlanRecord,
    "risks": RiskRecord,
    "subgroup_updates": SubgroupUpdateRecord,
    "s136_monthly": MonthRecord,
    "sla": LevelRecord,
    "learning_items": LearningRecord,
    "communications": CommunicationRecord,
    "policies": PolicyRecord,
}
"""The kinds of a board's file that are read here."""


def loose_oversight(
    records: Mapping[str, tuple[Any, ...]], people: set[str], agencies: set[str]
) -> Iterator[str]:
    """What names a meeting, an agency or a person that the file does not have."""
    subgroups = {each.id for each in records["subgroup_meetings"]}
    for each in records["hearings"]:
        if each.meeting_id is not None and each.meeting_id not in subgroups:
            yield f"hearings {each.id}: {each.meeting_id} is no subgroup of this file"
    for each in records["tactical_plans"]:
        if each.lead_agency not in agencies:
            yield f"tactical_plans {each.ref}: {each.lead_agency} is no agency of this file"
    for kind in ("risks", "policies"):
        for each in records[kind]:
            if each.owner_agency not in agencies:
                yield f"{kind} {each.id}: {each.owner_agency} is no agency of this file"
    yield from _loose_updates(records, people, agencies)


def _loose_updates(
    records: Mapping[str, tuple[Any, ...]], people: set[str], agencies: set[str]
) -> Iterator[str]:
    boards = {each.id for each in records["board_meetings"]}
    for each in records["subgroup_updates"]:
        where = f"subgroup_updates {each.id}"
        if each.board not in boards:
            yield f"{where}: {each.board} is no board of this file"
        if each.approved_by not in people:
            yield f"{where}: {each.approved_by} is no person of this file"
        for key in sorted(set(each.engagement) - agencies):
            yield f"{where}: {key} is no agency of this file"
