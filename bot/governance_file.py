"""Governance as a file has it: focus reports, demand, terms, agreement, bilaterals."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from board.bilaterals import Bilateral, Concern, ConcernStatus
from board.demand import DemandEntry, DemandStatus, DemandType, statuses_of
from board.focus import Figure, FocusAsk, FocusReport, ReportStatus
from board.governance import (
    SECTIONS,
    InformationSharingAgreement,
    Purpose,
    SignOff,
    TermsOfReference,
    VersionState,
)
from board.people import IsaStatus
from board.refs import BILATERAL, BOARD_MEETING, DEMAND
from bot.records import Key, Line, Record, Text

Day = date
Short = Annotated[str, StringConstraints(min_length=1, max_length=300)]
BoardRef = Annotated[str, StringConstraints(pattern=rf"^{BOARD_MEETING.pattern}$")]


class FigureRecord(Record):
    """A figure, as a number or in words."""

    name: Line
    value: str | int | float


class FocusReportRecord(Record):
    """The report of an agency for a meeting."""

    id: Key
    meeting: BoardRef
    agency_id: Key
    status: ReportStatus
    demand: Text = ""
    pressures: Text = ""
    figures: Annotated[tuple[FigureRecord, ...], Field(max_length=6)] = ()
    blockers: tuple[Short, ...] = ()
    enablers: tuple[Short, ...] = ()
    asks: tuple[Short, ...] = ()
    good_practice: Text = ""


class DemandRecord(Record):
    """An entry of the register of demand; without `since` it is as old as its meeting."""

    id: Annotated[str, StringConstraints(pattern=rf"^{DEMAND.pattern}$")]
    agency_id: Key
    meeting: BoardRef
    type: DemandType
    text: Short
    status: DemandStatus
    since: date | None = None
    linked_risk: Key | None = None
    linked_action: Key | None = None


class TermsRecord(Record):
    """The terms of reference."""

    version: Key
    status: VersionState
    agreed_at: Key | None = None
    effective_from: date | None = None
    review_due: date | None = None
    sections: Mapping[Literal[tuple(SECTIONS)], Text] = {}  # type: ignore[valid-type]
    signatories: tuple[Key, ...] = ()
    cadence_days: int | None = None
    subgroup_cadence_days: int | None = None
    pack_working_days: int | None = None
    quorum: Mapping[str, Text] = {}


class PurposeRecord(Record):
    """What information is shared for."""

    code: Key
    text: Line
    basis: Text = ""


class AgreementRecord(Record):
    """The information sharing agreement that is in force."""

    version: Key
    purposes: tuple[PurposeRecord, ...]
    signatories: tuple[Key, ...] = ()
    pending: tuple[Key, ...] = ()
    categories: tuple[Line, ...] = ()
    effective_from: date | None = None
    review_due: date | None = None
    dpia_ref: Text = ""
    policy_document: Text = ""


class ConcernRecord(Record):
    """A concern and what became of it."""

    text: Short
    unit: Text = ""
    status: ConcernStatus = ConcernStatus.OPEN
    action_ref: Key | None = None
    escalation_ref: Key | None = None


class BilateralRecord(Record):
    """A bilateral meeting."""

    id: Annotated[str, StringConstraints(pattern=rf"^{BILATERAL.pattern}$")]
    date: Day
    attendees: Annotated[tuple[Key, ...], Field(min_length=2)]
    concerns: tuple[ConcernRecord, ...] = ()
    next_date: Day | None = None


KINDS: dict[str, type[Record]] = {
    "focus_reports": FocusReportRecord,
    "demand_entries": DemandRecord,
    "bilaterals": BilateralRecord,
}
"""Kinds that are lists."""
SINGLE: dict[str, type[Record]] = {
    "terms_of_reference": TermsRecord,
    "information_sharing_agreement": AgreementRecord,
}
"""Kinds of which a file has one."""


def loose_governance(
    records: Mapping[str, tuple[Any, ...]], people: set[str], agencies: set[str]
) -> Iterator[str]:
    """What names nobody or nothing of this file, and what contradicts it."""
    for kind in ("focus_reports", "demand_entries"):
        for each in records[kind]:
            if each.agency_id not in agencies:
                yield f"{kind} {each.id}: {each.agency_id} is no agency of this file"
    for each in records["demand_entries"]:
        if each.status not in statuses_of(each.type):
            yield f"demand_entries {each.id}: {each.status} is no status of a {each.type}"
    for each in records["bilaterals"]:
        for name in sorted(set(each.attendees) - people):
            yield f"bilaterals {each.id}: {name} is no person of this file"
    for each in records["information_sharing_agreement"]:
        yield from _loose_signatures(each, records["agencies"])


def _loose_signatures(agreement: AgreementRecord, agencies: Iterable[Any]) -> Iterator[str]:
    """Who is no agency, and whose standing is not what the signatures say."""
    known = {each.id: each for each in agencies}
    for name in sorted({*agreement.signatories, *agreement.pending} - known.keys()):
        yield f"information_sharing_agreement: {name} is no agency of this file"
    for key, agency in known.items():
        says = agency.isa_status is IsaStatus.SIGNED
        if says != (key in agreement.signatories):
            yield (
                f"agencies {key}: isa_status {agency.isa_status} is not what the signatories of "
                "the agreement say"
            )


def report_of(each: FocusReportRecord) -> FocusReport:
    """A focus report."""
    return FocusReport(
        meeting=each.meeting,
        agency=each.agency_id,
        status=each.status,
        demand=each.demand,
        pressures=each.pressures,
        figures=tuple(Figure(one.name, str(one.value)) for one in each.figures),
        blockers=each.blockers,
        enablers=each.enablers,
        asks=tuple(FocusAsk(text, number=number) for number, text in enumerate(each.asks)),
        good_practice=each.good_practice,
    )


def entry_of(each: DemandRecord, days: Mapping[str, date], at: date) -> DemandEntry:
    """An entry of the register; `days` are those of the meetings, `at` where none is known."""
    return DemandEntry(
        ref=each.id,
        agency=each.agency_id,
        type=each.type,
        text=each.text,
        since=min(each.since or days.get(each.meeting, at), at),
        status=each.status,
        meeting=each.meeting,
        risk=each.linked_risk or "",
        action=each.linked_action or "",
        settled_on=at if each.status is DemandStatus.RESOLVED else None,
    )


def terms_of(each: TermsRecord) -> TermsOfReference:
    """The terms of reference: what stands in fields of its own is worded as a section."""
    days = each.cadence_days, each.subgroup_cadence_days
    worded = {
        "frequency": "; ".join(
            f"{who} every {number} days"
            for who, number in zip(("the board", "subgroups"), days, strict=True)
            if number
        ).capitalize(),
        "quorum": "; ".join(f"{who}: {rule}" for who, rule in each.quorum.items()).capitalize(),
        "agenda": f"The pack goes out {each.pack_working_days} working days before the meeting"
        if each.pack_working_days
        else "",
    }
    said = {key: text for key, text in worded.items() if text}
    return TermsOfReference(
        version=each.version,
        state=each.status,
        effective_from=each.effective_from,
        review_due=each.review_due,
        agreed_at=each.agreed_at or "",
        sections={**said, **each.sections},
    )


def agreement_of(
    each: AgreementRecord, agencies: Mapping[str, Any], at: date
) -> InformationSharingAgreement:
    """The agreement in force, signed by each signatory on the day its agency says."""
    signed = {key: agencies[key] for key in each.signatories}
    days = [one.isa_signed_on for one in signed.values() if one.isa_signed_on]
    return InformationSharingAgreement(
        version=each.version,
        state=VersionState.AGREED,
        effective_from=each.effective_from or min(days, default=at),
        review_due=each.review_due,
        signatures=tuple(
            SignOff(agency=key, by=one.representative_id or "", on=one.isa_signed_on or at)
            for key, one in signed.items()
        ),
        purposes=tuple(Purpose(one.code, one.text, one.basis) for one in each.purposes),
        categories=each.categories,
        dpia=each.dpia_ref,
        policy_document=each.policy_document,
    )


def bilateral_of(each: BilateralRecord) -> Bilateral:
    """A bilateral meeting."""
    return Bilateral(
        ref=each.id,
        on=each.date,
        attendees=each.attendees,
        next_on=each.next_date,
        concerns=tuple(
            Concern(
                text=one.text,
                unit=one.unit,
                status=one.status,
                became=one.action_ref or one.escalation_ref or "",
            )
            for one in each.concerns
        ),
    )
