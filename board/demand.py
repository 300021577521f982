"""The register of demand: what weighs on agencies, and what helps them. Board-safe, T0."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from board.actions import today_of
from board.errors import BoardError
from board.focus import ENTRY_LONGEST, FocusReport


class DemandType(StrEnum):
    """What an entry of the register is."""

    DEMAND = "demand"
    PRESSURE = "pressure"
    BLOCKER = "blocker"
    ENABLER = "enabler"


class DemandStatus(StrEnum):
    """Where an entry stands; enablers are in use, everything else is worked on."""

    OPEN = "open"
    MITIGATING = "mitigating"
    RESOLVED = "resolved"
    IN_USE = "in_use"


_WORKED_ON = (DemandStatus.OPEN, DemandStatus.MITIGATING, DemandStatus.RESOLVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandEntry:
    """A demand, pressure, blocker or enabler of an agency; `ref` like `DEM-001`."""

    ref: str
    agency: str
    type: DemandType
    text: str
    since: date
    status: DemandStatus
    meeting: str = ""
    affects: tuple[str, ...] = ()
    risk: str = ""
    action: str = ""


def statuses_of(kind: DemandType) -> tuple[DemandStatus, ...]:
    """The statuses that an entry of a kind can have."""
    return (DemandStatus.IN_USE,) if kind is DemandType.ENABLER else _WORKED_ON


def entries_of(report: FocusReport, *, first: int, now: datetime) -> Iterator[DemandEntry]:
    """What a report adds to the register: its blockers and enablers, numbered from `first`."""
    kinds = {DemandType.BLOCKER: report.blockers, DemandType.ENABLER: report.enablers}
    texts = [(kind, text) for kind, lines in kinds.items() for text in lines]
    for number, (kind, text) in enumerate(texts, first):
        yield DemandEntry(
            ref=f"DEM-{number:03d}",
            agency=report.agency,
            type=kind,
            text=text,
            since=today_of(now),
            status=statuses_of(kind)[0],
            meeting=report.meeting,
        )


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
