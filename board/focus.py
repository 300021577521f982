"""What an agency in focus reports, and what it asks of its partners. Board-safe, T0."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from board.actions import TITLE_LONGEST
from board.errors import BoardError
from board.facts import Fact
from board.people import Person
from board.referral_form import Fault
from board.rotas import demand_speaker
from board.tiers import Tier

TEXT_LONGEST = 500
ENTRY_LONGEST = 300
NAME_LONGEST = 80
VALUE_LONGEST = 40
FIGURES = 6
LINES = 10
"""Most blockers, enablers or asks in one report."""


class ReportStatus(StrEnum):
    """Where a focus report stands."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    PRESENTED = "presented"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of capacity, beds or workforce, as the agency gives it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FocusAsk:
    """What the agency asks of partners, and the action it became."""

    text: str
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The answers of a report's form."""

    demand: str = ""
    pressures: str = ""
    figures: tuple[Figure, ...] = ()
    blockers: tuple[str, ...] = ()
    enablers: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    good_practice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusReport:
    """The report of one agency for one meeting."""

    meeting: str
    agency: str
    version: int = 1
    status: ReportStatus = ReportStatus.REQUESTED
    demand: str = ""
    pressures: str = ""
    figures: tuple[Figure, ...] = ()
    blockers: tuple[str, ...] = ()
    enablers: tuple[str, ...] = ()
    asks: tuple[FocusAsk, ...] = ()
    good_practice: str = ""
    submitted_by: str = ""
    submitted_at: datetime | None = None

    @property
    def is_in(self) -> bool:
        """It has been sent."""
        return self.status is not ReportStatus.REQUESTED


Reported = tuple[FocusReport, Fact]


def check_report(said: Said) -> dict[str, Fault]:
    """What is wrong with the form of a report, by field; whether it is board-safe is not asked."""
    faults: dict[str, Fault] = {}
    if not said.demand.strip():
        faults["demand"] = Fault("report_empty")
    texts = {
        "demand": said.demand,
        "pressures": said.pressures,
        "good_practice": said.good_practice,
    }
    for name, text in texts.items():
        if len(text.strip()) > TEXT_LONGEST:
            faults[name] = Fault("V38", n=TEXT_LONGEST)
    lists = {"blockers": said.blockers, "enablers": said.enablers, "asks": said.asks}
    for name, lines in lists.items():
        if any(len(each.strip()) > ENTRY_LONGEST for each in lines):
            faults[name] = Fault("V38", n=ENTRY_LONGEST)
        elif len(_lines(lines)) > LINES:
            faults[name] = Fault("lines_most", n=LINES)
    if not _are_figures_sound(said.figures):
        faults["figures"] = Fault("report_figures")
    return faults


def submit(report: FocusReport, said: Said, *, by: Person, now: datetime) -> Reported:
    """Send the report, or send it again until it is presented; asks that are actions stay.

    Raises BoardError for a form with faults (the first one), or once it was presented.
    """
    demand_speaker(by, report.agency)
    if report.status is ReportStatus.PRESENTED:
        raise BoardError("report_state", state=str(report.status))
    for fault in check_report(said).values():
        raise BoardError(fault.code, n=fault.n)
    kept = tuple(each for each in report.asks if each.action)
    texts = {each.text for each in kept}
    new = tuple(FocusAsk(each) for each in _lines(said.asks) if each not in texts)
    sent = replace(
        report,
        status=ReportStatus.SUBMITTED,
        demand=said.demand.strip(),
        pressures=said.pressures.strip(),
        figures=tuple(Figure(each.name.strip(), each.value.strip()) for each in said.figures),
        blockers=_lines(said.blockers),
        enablers=_lines(said.enablers),
        asks=kept + new,
        good_practice=said.good_practice.strip(),
        submitted_by=by.member.key if by.member else by.id,
        submitted_at=now,
    )
    return sent, _fact("FocusReportSubmitted", report, by, now)


def present(report: FocusReport, *, by: Person, now: datetime) -> Reported:
    """The report was given at the meeting."""
    if report.status is not ReportStatus.SUBMITTED:
        raise BoardError("report_state", state=str(report.status))
    presented = replace(report, status=ReportStatus.PRESENTED)
    return presented, _fact("FocusReportPresented", report, by, now)


def action_of_ask(report: FocusReport, number: int) -> Mapping[str, str]:
    """The form of a new action, filled from an ask (from 0): where it came from, and its words."""
    ask = _open_ask(report, number)
    title = ask.text if len(ask.text) <= TITLE_LONGEST else ""
    return {
        "title": title,
        "detail": ask.text,
        "source": report.meeting,
        "source_agency": report.agency,
    }


def ask_became_action(
    report: FocusReport, number: int, action: str, *, by: Person, now: datetime
) -> Reported:
    """Note which action an ask has become; once only."""
    ask = _open_ask(report, number)
    asks = list(report.asks)
    asks[number] = replace(ask, action=action)
    became = replace(report, asks=tuple(asks))
    return became, _fact("FocusAskBecameAction", report, by, now, action=action)


def _are_figures_sound(figures: tuple[Figure, ...]) -> bool:
    return len(figures) <= FIGURES and all(
        0 < len(each.name.strip()) <= NAME_LONGEST and 0 < len(each.value.strip()) <= VALUE_LONGEST
        for each in figures
    )


def _open_ask(report: FocusReport, number: int) -> FocusAsk:
    if not report.is_in or not 0 <= number < len(report.asks):
        raise BoardError("ask_gone")
    ask = report.asks[number]
    if ask.action:
        raise BoardError("ask_is_action", ref=ask.action)
    return ask


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in lines if each.strip()))


def _fact(name: str, report: FocusReport, by: Person, now: datetime, **details: str) -> Fact:
    told = {"agency": report.agency, **details}
    return Fact(name=name, about=report.meeting, by=by.id, at=now, tier=Tier.T0, details=told)
