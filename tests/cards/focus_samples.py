"""Samples of the cards of focus reports and of the register of demand."""

from dataclasses import replace
from datetime import UTC, date, datetime

from board.demand import DemandEntry, DemandStatus, DemandType, Trend
from board.focus import Figure, FocusAsk, FocusReport, ReportStatus, written
from board.referral_form import Fault
from cards.focus_views import (
    DemandList,
    DemandOfAgency,
    DemandRow,
    FocusReportForm,
    FocusReportShown,
)
from cards.views import Surface, View
from tests.cards.action_samples import SAFE
from tests.cards.referral_samples import FORM

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
ACUTE = "Acute Hospitals NHS Trust"
REQUESTED = FocusReport(meeting="BRD-036", agency="AG-07")
REPORT = FocusReport(
    meeting="BRD-036",
    agency="AG-07",
    version=3,
    status=ReportStatus.SUBMITTED,
    demand=f"Attendances are up on last autumn. {SAFE}",
    pressures="Cubicles are used for long waits.",
    figures=(
        Figure("Mental health attendances per week", "187"),
        Figure("Waits over 12 hours", "21"),
    ),
    blockers=("No health-based place of safety space on peak nights",),
    enablers=("Psychiatric liaison on site all hours",),
    asks=(
        FocusAsk("Agree a handover time with the police", number=0),
        FocusAsk("Share the winter rota", "ACT-2026-0112", number=1),
    ),
    good_practice="Quiet room",
    submitted_by="MEM-19",
    submitted_at=datetime(2026, 11, 13, 12, tzinfo=UTC),
)
LONGEST = replace(
    REPORT,
    demand="d" * 500,
    pressures="p" * 500,
    figures=tuple(Figure("n" * 80, "9" * 40) for _ in range(6)),
    blockers=tuple(f"{number} ".ljust(300, "b") for number in range(10)),
    enablers=tuple(f"{number} ".ljust(300, "e") for number in range(10)),
    asks=tuple(FocusAsk(f"{number} ".ljust(300, "a"), number=number) for number in range(10)),
    good_practice="g" * 500,
)


def entry(number: int, **changes: object) -> DemandEntry:
    """An entry of the register."""
    base = DemandEntry(
        ref=f"DEM-{number:03d}",
        agency="AG-02",
        type=DemandType.BLOCKER,
        text=f"Housing for discharge {SAFE}",
        since=date(2026, 10, 14),
        status=DemandStatus.OPEN,
        meeting="BRD-035",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


ENTRIES = (
    entry(5),
    entry(6, status=DemandStatus.MITIGATING, action="ACT-2026-0016", risk="RSK-001"),
    entry(7, type=DemandType.PRESSURE, text="Delayed transfers"),
    entry(8, type=DemandType.ENABLER, status=DemandStatus.IN_USE, text="Twice-daily bed call"),
)
ROW = DemandRow(
    key="AG-02", name="Mental Health NHS Trust", report=REPORT, trend=Trend(3, 1), blockers=2
)
ROWS = (
    ROW,
    DemandRow(key="AG-07", name=ACUTE, report=REPORT, trend=Trend(1, 1), blockers=1),
    DemandRow(key="AG-12", name="Voluntary Sector", report=None, trend=Trend(0, 2), blockers=0),
)
_ANYWHERE = (Surface.PERSONAL, Surface.CHANNEL)
_IN_PRIVATE = (Surface.PERSONAL, Surface.DIALOG)
OF_FOCUS: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "focus_report": (
        FocusReportShown(
            report=REPORT,
            agency=ACUTE,
            may_write=True,
            may_present=True,
            may_add=True,
            note="Sent. The board can read it now. You can change it until it is presented.",
            at=AT,
        ),
        _ANYWHERE,
    ),
    "focus_report_none": (
        FocusReportShown(report=REQUESTED, agency=ACUTE, may_write=True, has_draft=True, at=AT),
        _ANYWHERE,
    ),
    "focus_report_presented": (
        FocusReportShown(
            report=replace(REPORT, status=ReportStatus.PRESENTED, submitted_at=None),
            agency=ACUTE,
            at=AT,
        ),
        _ANYWHERE,
    ),
    "focus_form": (
        FocusReportForm(form=FORM, report=REQUESTED, agency=ACUTE),
        _IN_PRIVATE,
    ),
    "focus_form_partners": (
        FocusReportForm(
            form=FORM,
            report=REPORT,
            agency=ACUTE,
            page="partners",
            inputs=dict(written(REPORT)),
            faults={"asks": Fault("lines_most", 10), "blockers": Fault("V23", kind="a name")},
            note="Someone else changed this",
        ),
        _IN_PRIVATE,
    ),
    "focus_form_asks": (
        FocusReportForm(form=FORM, report=REPORT, agency=ACUTE, page="asks"),
        _IN_PRIVATE,
    ),
    "demand": (DemandList(rows=ROWS, trend=Trend(4, 4), at=AT), _ANYWHERE),
    "demand_none": (DemandList(rows=(), trend=Trend(0, 0), at=AT), _ANYWHERE),
    "demand_agency": (
        DemandOfAgency(
            row=ROW,
            entries=ENTRIES,
            ended=2,
            moved=(("Bed occupancy %", "97", "95"),),
            may_add=True,
            may_change=True,
            note="Kept.",
            at=AT,
        ),
        _ANYWHERE,
    ),
    "demand_agency_bare": (
        DemandOfAgency(row=ROWS[2], entries=(), at=AT),
        _ANYWHERE,
    ),
}
