"""The register of demand: what weighs on agencies, and what helps them. Board-safe, T0."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from board.actions import today_of
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.focus import ENTRY_LONGEST, FocusReport, filled_action
from board.forums import may_run
from board.people import Person
from board.refs import demand_ref
from board.risks import Risk
from board.tiers import Tier

_RISK_TITLE_LONGEST = 100
"""Source: domain 2.10."""


class DemandType(StrEnum):
    """What an entry of the register is."""

    DEMAND = "demand"
    PRESSURE = "pressure"
    BLOCKER = "blocker"
    ENABLER = "enabler"


class DemandStatus(StrEnum):
    """Where an entry stands; enablers are in use, everything else is worked on.

    `withdrawn` is what a report that was sent again no longer says; nobody chooses it.
    """

    OPEN = "open"
    MITIGATING = "mitigating"
    RESOLVED = "resolved"
    IN_USE = "in_use"
    WITHDRAWN = "withdrawn"


_WORKED_ON = (DemandStatus.OPEN, DemandStatus.MITIGATING, DemandStatus.RESOLVED)
UNSETTLED = frozenset({DemandStatus.OPEN, DemandStatus.MITIGATING})
WEIGHS = frozenset({DemandType.DEMAND, DemandType.PRESSURE, DemandType.BLOCKER})


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandEntry:
    """A demand, pressure, blocker or enabler of an agency; `ref` like `DEM-001`."""

    ref: str
    version: int = 1
    agency: str
    type: DemandType
    text: str
    since: date
    status: DemandStatus
    meeting: str = ""
    affects: tuple[str, ...] = ()
    risk: str = ""
    action: str = ""
    settled_on: date | None = None
    """When it was resolved or withdrawn."""

    @property
    def is_unsettled(self) -> bool:
        """It still weighs on the agency."""
        return self.type in WEIGHS and self.status in UNSETTLED

    def weighed_on(self, day: date) -> bool:
        """Whether it weighed on the agency on that day."""
        is_over = self.settled_on is not None and self.settled_on <= day
        return self.type in WEIGHS and self.since <= day and not is_over


@dataclass(frozen=True, slots=True)
class Trend:
    """How many weigh on an agency now, and how many did at an earlier day."""

    now: int
    before: int

    @property
    def word(self) -> str:
        """Up, down or level."""
        if self.now == self.before:
            return "level"
        return "up" if self.now > self.before else "down"


Changed = tuple[DemandEntry, Fact]


def statuses_of(kind: DemandType) -> tuple[DemandStatus, ...]:
    """The statuses that people can give an entry of a kind."""
    return (DemandStatus.IN_USE,) if kind is DemandType.ENABLER else _WORKED_ON


def entries_of(report: FocusReport, *, first: int, now: datetime) -> Iterator[DemandEntry]:
    """What a report adds to the register, numbered from `first`.

    Demand and pressures are one entry each, cut where they are longer than an entry may be: the
    report has all of it.
    """
    for number, (kind, text) in enumerate(_texts_of(report), first):
        yield DemandEntry(
            ref=demand_ref(number),
            agency=report.agency,
            type=kind,
            text=text,
            since=today_of(now),
            status=statuses_of(kind)[0],
            meeting=report.meeting,
        )


def reported_again(
    known: Sequence[DemandEntry], report: FocusReport, *, now: datetime
) -> tuple[tuple[DemandEntry, ...], tuple[DemandEntry, ...]]:
    """The register after a report was sent: entries to be numbered, and entries that changed.

    What it still says stays as it is worked on; what it no longer says is withdrawn, unless it
    has become an action or a risk.
    """
    told = {(each.type, each.text): each for each in entries_of(report, first=1, now=now)}
    there = {(each.type, each.text): each for each in known if each.meeting == report.meeting}
    added = tuple(each for key, each in told.items() if key not in there)
    changed = []
    for key, entry in there.items():
        is_gone = entry.status is DemandStatus.WITHDRAWN
        if key in told and is_gone:
            back = statuses_of(entry.type)[0]
            changed.append(replace(entry, status=back, settled_on=None))
        elif key not in told and not (is_gone or entry.action or entry.risk):
            gone = replace(entry, status=DemandStatus.WITHDRAWN, settled_on=today_of(now))
            changed.append(gone)
    return added, tuple(changed)


def checked(entry: DemandEntry) -> DemandEntry:
    """The entry, its words trimmed. Raises BoardError for its text or a status that cannot be."""
    text = entry.text.strip()
    if not text or len(text) > ENTRY_LONGEST:
        raise BoardError("entry_empty")
    able = statuses_of(entry.type)
    if entry.status not in able:
        raise BoardError(
            "entry_status", statuses=", ".join(each.replace("_", " ") for each in able)
        )
    return replace(entry, text=text)


def may_change(entry: DemandEntry, by: Person) -> bool:
    """Whether this person says where an entry stands: of its agency, or one who runs meetings."""
    is_own = by.agency is not None and by.agency.key == entry.agency
    return entry.status is not DemandStatus.WITHDRAWN and (is_own or may_run(by))


def change_status(
    entry: DemandEntry, status: DemandStatus, *, by: Person, now: datetime
) -> Changed:
    """Say where an entry stands.

    Raises Forbidden for another agency's people, BoardError for a status that cannot be.
    """
    if not may_change(entry, by):
        raise Forbidden
    settled = today_of(now) if status is DemandStatus.RESOLVED else None
    changed = checked(replace(entry, status=status, settled_on=settled))
    return changed, _fact("DemandStatusChanged", entry, by, now, status=str(status))


def action_of_entry(entry: DemandEntry) -> Mapping[str, str]:
    """The form of a new action, filled from an entry that has none yet."""
    _demand_open(entry, entry.action)
    return filled_action(entry.text, entry.ref, entry.agency)


def entry_became_action(entry: DemandEntry, action: str, *, by: Person, now: datetime) -> Changed:
    """Note which action an entry has become; once only. It is worked on from now on."""
    _demand_open(entry, entry.action)
    became = replace(entry, action=action, status=_worked_on(entry))
    return became, _fact("DemandBecameAction", entry, by, now, action=action)


def risk_of_entry(
    entry: DemandEntry, ref: str, *, by: Person, now: datetime
) -> tuple[DemandEntry, Risk, Fact]:
    """Propose an entry as a risk of its agency, under this reference; once only."""
    _demand_open(entry, entry.risk)
    risk = Risk(
        ref=ref,
        title=_cut(entry.text, _RISK_TITLE_LONGEST),
        source=entry.ref,
        reason=entry.text,
        owner_agency=entry.agency,
        raised_on=today_of(now),
        raised_by=by.member.key if by.member else by.id,
    )
    became = replace(entry, risk=ref)
    return became, risk, _fact("DemandBecameRisk", entry, by, now, risk=ref)


def trend_of(entries: Iterable[DemandEntry], earlier: date) -> Trend:
    """How many weigh now, beside an earlier day."""
    listed = list(entries)
    return Trend(
        now=sum(each.is_unsettled for each in listed),
        before=sum(each.weighed_on(earlier) for each in listed),
    )


def _demand_open(entry: DemandEntry, became: str) -> None:
    if became:
        raise BoardError("entry_became", ref=became)
    if not entry.is_unsettled:
        raise BoardError("entry_settled", status=str(entry.status).replace("_", " "))


def _worked_on(entry: DemandEntry) -> DemandStatus:
    is_open = entry.status is DemandStatus.OPEN
    return DemandStatus.MITIGATING if is_open else entry.status


def _texts_of(report: FocusReport) -> list[tuple[DemandType, str]]:
    kinds = (
        (DemandType.DEMAND, (report.demand,)),
        (DemandType.PRESSURE, (report.pressures,)),
        (DemandType.BLOCKER, report.blockers),
        (DemandType.ENABLER, report.enablers),
    )
    return [
        (kind, _cut(" ".join(text.split()), ENTRY_LONGEST))
        for kind, texts in kinds
        for text in texts
        if text.strip()
    ]


def _cut(text: str, most: int) -> str:
    """The text, or as many of its words as there is room for."""
    if len(text) <= most:
        return text
    room = most - len("...")
    return f"{text[:room].rsplit(' ', 1)[0]}..."


def _fact(name: str, entry: DemandEntry, by: Person, now: datetime, **details: str) -> Fact:
    told = {"agency": entry.agency, **details}
    return Fact(name=name, about=entry.ref, by=by.id, at=now, tier=Tier.T0, details=told)
