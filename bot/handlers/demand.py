"""The register of demand: across agencies, of one agency, and what becomes of its entries."""

from datetime import timedelta
from typing import Any

from board.actions import today_of
from board.demand import (
    DemandEntry,
    DemandStatus,
    DemandType,
    change_status,
    risk_of_entry,
    trend_of,
)
from board.errors import BoardError, Forbidden, Stale
from board.facts import Fact, Result
from board.focus import FocusReport
from board.forums import may_run
from board.people import Agency, Permission
from board.tiers import Tier
from bot.handlers.focus_reports import agency_named
from bot.router import Router
from bot.turn import Reply, Turn
from cards.focus_payloads import ChangeDemand, MakeRisk, ShowDemand
from cards.focus_views import DemandList, DemandOfAgency, DemandRow
from storage.unit import Snapshot, Unit

router = Router()

VIEW = Permission.MEETING_VIEW
_BEFORE = timedelta(days=42)
"""A trend looks back to about the last board."""
_OVER = frozenset({DemandStatus.RESOLVED, DemandStatus.WITHDRAWN})


@router.command(
    "demand",
    says="See what weighs on each agency, and what helps; say an agency for all of it",
    takes="(AGENCY)",
    needs=VIEW,
)
@router.view(ShowDemand, needs=VIEW)
def demand(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """Every agency with its latest report and open blockers; or one agency's register."""
    if isinstance(asked, ShowDemand):
        if not asked.agency:
            return _all(turn, asked.page, snapshot)
        agency = snapshot.people.agency(asked.agency)
        if agency is None:
            raise Forbidden
        return _one(turn, agency, snapshot, page=asked.page)
    if not asked.words:
        return _all(turn, 1, snapshot)
    return _one(turn, agency_named(asked.words, snapshot, "demand_agency"), snapshot)


@router.deed(ChangeDemand, needs=VIEW)
def change_demand(turn: Turn, pressed: ChangeDemand, unit: Unit) -> Reply:
    """Say where an entry stands, by its agency or by who runs meetings."""
    entry = unit.demand.get(pressed.ref, for_change=True)
    changed, fact = change_status(entry, pressed.status, by=turn.person, now=turn.now)
    if entry.status is pressed.status:
        return _of_entry(turn, entry, unit)
    if pressed.version != entry.version:
        return _of_entry(turn, entry, unit, note=Stale().sentence)
    unit.demand.save(changed)
    unit.record(fact)
    return _of_entry(turn, changed, unit, note="Kept.")


@router.deed(MakeRisk, needs=Permission.ACTION_ADD)
def make_risk(turn: Turn, pressed: MakeRisk, unit: Unit) -> Reply:
    """Propose an entry as a risk, in one step and once."""
    entry = unit.demand.get(pressed.ref, for_change=True)
    try:
        ref = "" if entry.risk else unit.risks.next_ref()
        linked, risk, fact = risk_of_entry(entry, ref, by=turn.person, now=turn.now)
    except BoardError as refusal:
        return _of_entry(turn, entry, unit, note=refusal.sentence)
    unit.risks.insert(risk)
    unit.demand.save(linked)
    unit.record(fact)
    unit.record(turn.fact("RiskProposed", risk.ref, Tier.T0, source=entry.ref))
    return _of_entry(turn, linked, unit, note=f"Proposed as {risk.ref}.")


def _of_entry(turn: Turn, entry: DemandEntry, unit: Unit, *, note: str = "") -> Reply:
    agency = unit.people.agency(entry.agency)
    if agency is None:
        raise Forbidden
    return _one(turn, agency, unit, note=note)


def _all(turn: Turn, page: int, snapshot: Snapshot) -> Reply:
    entries, latest = snapshot.demand.all(), snapshot.focus_reports.latest()
    told = {each.agency for each in entries} | latest.keys()
    by_agency = {key: [each for each in entries if each.agency == key] for key in told}
    found = [
        _row(turn, each, by_agency[each.key], latest.get(each.key))
        for each in snapshot.people.agencies()
        if each.key in told
    ]
    ordered = sorted(found, key=lambda each: (-each.blockers, -each.trend.now, each.name))
    view = DemandList(
        rows=tuple(ordered),
        trend=trend_of(entries, today_of(turn.now) - _BEFORE),
        page=page,
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, "demand"))


def _one(turn: Turn, agency: Agency, snapshot: Snapshot, *, page: int = 1, note: str = "") -> Reply:
    entries = snapshot.demand.of_agency(agency.key)
    reports = snapshot.focus_reports.of_agency(agency.key)
    latest = reports[-1] if reports else None
    shown = tuple(each for each in entries if each.status not in _OVER)
    own = turn.person.agency
    view = DemandOfAgency(
        row=_row(turn, agency, entries, latest),
        entries=shown,
        ended=len(entries) - len(shown),
        moved=_moved(reports),
        may_add=turn.person.may(Permission.ACTION_ADD),
        may_change=may_run(turn.person) or (own is not None and own.key == agency.key),
        page=page,
        note=note,
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, agency.key))


def _row(
    turn: Turn,
    agency: Agency,
    entries: list[DemandEntry] | tuple[DemandEntry, ...],
    latest: FocusReport | None,
) -> DemandRow:
    blockers = [each for each in entries if each.type is DemandType.BLOCKER and each.is_unsettled]
    return DemandRow(
        key=agency.key,
        name=agency.name,
        report=latest,
        trend=trend_of(entries, today_of(turn.now) - _BEFORE),
        blockers=len(blockers),
    )


def _moved(reports: tuple[FocusReport, ...]) -> tuple[tuple[str, str, str], ...]:
    """Figures of the latest report that the one before had too."""
    if len(reports) < 2:  # noqa: PLR2004 - the latest and the one before
        return ()
    before = {each.name.casefold(): each.value for each in reports[-2].figures}
    return tuple(
        (each.name, each.value, before[each.name.casefold()])
        for each in reports[-1].figures
        if each.name.casefold() in before
    )


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("DemandViewed", about, Tier.T0, Result.VIEWED)
