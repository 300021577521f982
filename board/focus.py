"""What an agency in focus reports, and what it asks of its partners. Board-safe, T0."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from board.actions import TITLE_LONGEST
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.people import Permission, Person
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
    """What the agency asks of partners, the action it became, and its number in the report.

    The number stays with these words however often the report is sent again.
    """

    text: str
    action: str = ""
    number: int = 0


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

    def ask(self, number: int) -> FocusAsk | None:
        """An ask by its number."""
        return next((each for each in self.asks if each.number == number), None)


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
    sent = replace(
        report,
        status=ReportStatus.SUBMITTED,
        demand=said.demand.strip(),
        pressures=said.pressures.strip(),
        figures=tuple(Figure(each.name.strip(), each.value.strip()) for each in said.figures),
        blockers=_lines(said.blockers),
        enablers=_lines(said.enablers),
        asks=_asks(report.asks, _lines(said.asks)),
        good_practice=said.good_practice.strip(),
        submitted_by=by.member.key if by.member else by.id,
        submitted_at=now,
    )
    return sent, _fact("FocusReportSubmitted", report, by, now)


def present(report: FocusReport, *, by: Person, now: datetime) -> Reported:
    """The report was given at the meeting. Raises Forbidden unless they lead or run it."""
    if not by.may(Permission.MEETING_LEAD):
        raise Forbidden
    if report.status is not ReportStatus.SUBMITTED:
        raise BoardError("report_state", state=str(report.status))
    presented = replace(report, status=ReportStatus.PRESENTED)
    return presented, _fact("FocusReportPresented", report, by, now)


def action_of_ask(report: FocusReport, number: int) -> Mapping[str, str]:
    """The form of a new action, filled from an ask by its number: where from, and its words.

    An ask begins with a verb: where it fits into the title it is not said twice.
    """
    ask = _open_ask(report, number)
    filled = filled_action(ask.text, report.meeting, report.agency)
    return {**filled, "detail": ""} if filled["title"] else filled


def ask_became_action(
    report: FocusReport, number: int, action: str, *, by: Person, now: datetime
) -> Reported:
    """Note which action an ask has become; once only."""
    ask = _open_ask(report, number)
    became = replace(
        report,
        asks=tuple(replace(ask, action=action) if each == ask else each for each in report.asks),
    )
    return became, _fact("FocusAskBecameAction", report, by, now, action=action)


def filled_action(text: str, source: str, agency: str) -> Mapping[str, str]:
    """The form of a new action filled with words of a report, a register or a log.

    What is too long for a title is left to be worded; the detail has all of it.
    """
    title = text if len(text) <= TITLE_LONGEST else ""
    return {"title": title, "detail": text, "source": source, "source_agency": agency}


def read_said(inputs: Mapping[str, str]) -> Said:
    """The answers of a form of texts: lists and figures have one on each line, `name: value`."""
    return Said(
        demand=inputs.get("demand", ""),
        pressures=inputs.get("pressures", ""),
        figures=tuple(
            _figure(each) for each in inputs.get("figures", "").splitlines() if each.strip()
        ),
        blockers=tuple(inputs.get("blockers", "").splitlines()),
        enablers=tuple(inputs.get("enablers", "").splitlines()),
        asks=tuple(inputs.get("asks", "").splitlines()),
        good_practice=inputs.get("good_practice", ""),
    )


def written(report: FocusReport) -> Mapping[str, str]:
    """A report as its form is filled in; asks that are actions already are not asked again."""
    return {
        "demand": report.demand,
        "pressures": report.pressures,
        "figures": "\n".join(f"{each.name}: {each.value}" for each in report.figures),
        "blockers": "\n".join(report.blockers),
        "enablers": "\n".join(report.enablers),
        "asks": "\n".join(each.text for each in report.asks if not each.action),
        "good_practice": report.good_practice,
    }


def may_write(report: FocusReport, by: Person) -> bool:
    """Whether this person can still fill in or change this report."""
    try:
        demand_speaker(by, report.agency)
    except Forbidden:
        return False
    return report.status is not ReportStatus.PRESENTED


def _figure(line: str) -> Figure:
    """A name and its value: what stands after the last colon."""
    name, _, value = line.rpartition(":")
    return Figure(" ".join(name.split()), " ".join(value.split()))


def _asks(known: tuple[FocusAsk, ...], texts: tuple[str, ...]) -> tuple[FocusAsk, ...]:
    """Asks that are actions stay; of the others those that are said still, and the new ones."""
    stay = tuple(each for each in known if each.action or each.text in texts)
    told = {each.text for each in stay}
    first = max((each.number for each in known), default=-1) + 1
    new = enumerate((each for each in texts if each not in told), first)
    return stay + tuple(FocusAsk(text, number=number) for number, text in new)


def _are_figures_sound(figures: tuple[Figure, ...]) -> bool:
    return len(figures) <= FIGURES and all(
        0 < len(each.name.strip()) <= NAME_LONGEST and 0 < len(each.value.strip()) <= VALUE_LONGEST
        for each in figures
    )


def _open_ask(report: FocusReport, number: int) -> FocusAsk:
    ask = report.ask(number)
    if not report.is_in or ask is None:
        raise BoardError("ask_gone")
    if ask.action:
        raise BoardError("ask_is_action", ref=ask.action)
    return ask


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in lines if each.strip()))


def _fact(name: str, report: FocusReport, by: Person, now: datetime, **details: str) -> Fact:
    told = {"agency": report.agency, **details}
    return Fact(name=name, about=report.meeting, by=by.id, at=now, tier=Tier.T0, details=told)
