"""Focus reports, demand, versions and bilaterals come back as they were, on both databases."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from board.bilaterals import Bilateral, Concern, ConcernStatus
from board.demand import DemandEntry, DemandStatus, DemandType
from board.errors import BoardError, Forbidden, Stale
from board.focus import Figure, FocusAsk, FocusReport, ReportStatus, ask_became_action
from board.governance import (
    InformationSharingAgreement,
    Purpose,
    SignOff,
    TermsOfReference,
    VersionState,
)
from board.people import IsaStatus
from storage.database import Database
from storage.disposal import dispose_drafts
from storage.focus_reports import KEPT
from storage.tables.focus import FOCUS_DRAFTS
from storage.unit import Snapshot, Unit
from tests.board.builders import TRIAGER, referral
from tests.storage.builders import HERE, NOON, TRUST

ODD = 'A "text"\nwith \x00, half \ud83d and \U0001f600'
KEPT_ODD = 'A "text"\nwith \N{REPLACEMENT CHARACTER}, half ? and \U0001f600'
REPORT = FocusReport(
    meeting="BRD-036",
    agency="AG-07",
    status=ReportStatus.SUBMITTED,
    demand="Up",
    pressures="Long waits",
    figures=(Figure("Beds", "97"),),
    blockers=("Space",),
    enablers=("Liaison",),
    asks=(FocusAsk("Agree a time", "ACT-2026-0001", 0), FocusAsk("Share the rota", number=4)),
    good_practice="Quiet room",
    submitted_by="MEM-19",
    submitted_at=NOON,
)
ENTRY = DemandEntry(
    ref="DEM-007",
    agency="AG-07",
    type=DemandType.BLOCKER,
    text="Space",
    since=date(2026, 11, 13),
    status=DemandStatus.RESOLVED,
    meeting="BRD-036",
    affects=("AG-01",),
    risk="RSK-014",
    action="ACT-2026-0001",
    settled_on=date(2026, 11, 20),
)
SIGNATURES = (
    SignOff(agency="AG-01", by="MEM-01", on=date(2026, 1, 9)),
    SignOff(agency="AG-02", by="MEM-09", on=date(2026, 1, 9), withdrawn_on=date(2026, 5, 1)),
)
TERMS = TermsOfReference(
    version="4.0",
    state=VersionState.AGREED,
    effective_from=date(2026, 7, 22),
    review_due=date(2027, 7, 22),
    agreed_at="BRD-033",
    signatures=SIGNATURES,
    sections={"quorum": "Half"},
)
AGREEMENT = InformationSharingAgreement(
    version="3.1",
    wording=3,
    signatures=SIGNATURES,
    purposes=(Purpose("P1", "Violence", "Public task"),),
    categories=("Contact",),
    dpia="DPIA-1",
    policy_document="APD-1",
)
MET = Bilateral(
    ref="BIL-20261110",
    on=date(2026, 11, 10),
    attendees=("MEM-02", "MEM-10"),
    concerns=(Concern("Keys", "Oak Ward", ConcernStatus.ESCALATED, "BRD-037"), Concern("Leave")),
    next_on=date(2026, 12, 8),
)


def write(database: Database, work: Callable[[Unit], object]) -> object:
    return database.write_now(work, origin=HERE)


def read(database: Database, work: Callable[[Snapshot], object]) -> object:
    return database.read_now(work)


def test_everything_comes_back_as_it_was(database: Database):
    def keep(unit: Unit) -> None:
        unit.focus_reports.put(REPORT)
        unit.demand.insert(ENTRY)
        unit.governance.put(TERMS)
        unit.governance.put(AGREEMENT)
        unit.bilaterals.put(MET)

    write(database, keep)

    assert read(database, lambda s: s.focus_reports.get("BRD-036", "AG-07")) == REPORT
    assert read(database, lambda s: s.demand.get("DEM-007")) == ENTRY
    assert read(database, lambda s: s.governance.terms()) == (TERMS,)
    assert read(database, lambda s: s.governance.get_agreement("3.1")) == AGREEMENT
    assert read(database, lambda s: s.bilaterals.all()) == (MET,)


def test_what_a_database_cannot_hold_is_replaced(database: Database):
    def keep(unit: Unit) -> None:
        report = replace(
            REPORT, demand=ODD, figures=(Figure(ODD, ODD),), blockers=(ODD,), asks=(FocusAsk(ODD),)
        )
        unit.focus_reports.put(report)
        unit.demand.insert(replace(ENTRY, text=ODD, affects=(ODD,)))
        unit.governance.put(replace(TERMS, sections={"quorum": ODD}))
        unit.governance.put(replace(AGREEMENT, purposes=(Purpose("P1", ODD, ODD),), dpia=ODD))
        unit.bilaterals.put(replace(MET, concerns=(Concern(ODD, ODD),)))
        unit.focus_reports.keep_draft(report, "somebody", {"demand": ODD}, NOON)

    write(database, keep)

    report = read(database, lambda s: s.focus_reports.latest_of("AG-07"))
    assert isinstance(report, FocusReport)
    assert {report.demand, report.figures[0].value, *report.blockers, report.asks[0].text} == {
        KEPT_ODD
    }
    assert read(database, lambda s: s.demand.all()[0].text) == KEPT_ODD
    assert read(database, lambda s: s.governance.terms()[0].sections["quorum"]) == KEPT_ODD
    assert read(database, lambda s: s.bilaterals.all()[0].concerns[0].unit) == KEPT_ODD
    assert read(database, lambda s: s.focus_reports.draft(report, "somebody")) == {"demand": ODD}


def test_the_later_of_two_who_save_is_refused(database: Database):
    """Each has a version of its own (V30)."""

    def keep(unit: Unit) -> None:
        unit.focus_reports.put(REPORT)
        unit.demand.insert(ENTRY)
        unit.governance.put(TERMS)
        unit.bilaterals.put(MET)

    write(database, keep)
    saves: tuple[Callable[[Unit], object], ...] = (
        lambda unit: unit.focus_reports.save(REPORT).version,
        lambda unit: unit.demand.save(ENTRY).version,
        lambda unit: unit.governance.save(TERMS).edition,
        lambda unit: unit.bilaterals.save(MET).version,
    )
    for save in saves:
        assert write(database, save) == 2
        with pytest.raises(Stale):
            write(database, save)


async def test_an_ask_becomes_one_action_though_many_press_at_once(database: Database):
    """Whoever comes later waits for the row, and finds what was made."""
    write(database, lambda unit: unit.focus_reports.put(REPORT))

    def link(unit: Unit, ref: str) -> str:
        report = unit.focus_reports.get("BRD-036", "AG-07", for_change=True)
        linked, _ = ask_became_action(report, 4, ref, by=TRIAGER, now=NOON)
        unit.focus_reports.save(linked)
        return ref

    refs = [f"ACT-2026-{number:04d}" for number in range(6)]
    done = await asyncio.gather(
        *(database.write(partial(link, ref=ref), origin=HERE) for ref in refs),
        return_exceptions=True,
    )

    [made] = [each for each in done if isinstance(each, str)]
    refused = [each for each in done if not isinstance(each, str)]
    assert all(isinstance(each, BoardError) and each.code == "ask_is_action" for each in refused)
    report = read(database, lambda s: s.focus_reports.get("BRD-036", "AG-07"))
    assert isinstance(report, FocusReport)
    assert [each.action for each in report.asks] == ["ACT-2026-0001", made]


def test_what_is_there_is_not_put_again(database: Database):
    def keep(unit: Unit) -> tuple[bool, ...]:
        return (
            unit.focus_reports.put(REPORT),
            unit.governance.put(TERMS),
            unit.bilaterals.put(MET),
        )

    assert write(database, keep) == (True, True, True)
    assert write(database, keep) == (False, False, False)


def test_what_is_not_there_is_forbidden(database: Database):
    for get in (
        lambda s: s.focus_reports.get("BRD-036", "AG-07"),
        lambda s: s.demand.get("DEM-007"),
        lambda s: s.governance.get_terms("4.0"),
        lambda s: s.governance.get_agreement("3.1"),
        lambda s: s.bilaterals.get("BIL-20261110"),
    ):
        with pytest.raises(Forbidden):
            read(database, get)


def test_the_latest_report_is_that_of_the_latest_meeting(database: Database):
    """By the number of the board; one that was only asked for is none."""

    def keep(unit: Unit) -> None:
        statuses = {
            "BRD-1000": ReportStatus.SUBMITTED,
            "BRD-999": ReportStatus.PRESENTED,
            "BRD-1001": ReportStatus.REQUESTED,
        }
        for ref, status in statuses.items():
            unit.focus_reports.put(replace(REPORT, meeting=ref, status=status))
        unit.focus_reports.put(replace(REPORT, meeting="BRD-999", agency="AG-01"))

    write(database, keep)

    latest = read(database, lambda s: s.focus_reports.latest_of("AG-07"))
    assert isinstance(latest, FocusReport)
    assert latest.meeting == "BRD-1000"
    by_agency = read(database, lambda s: s.focus_reports.latest())
    assert {key: each.meeting for key, each in by_agency.items()} == {  # type: ignore[attr-defined]
        "AG-01": "BRD-999", "AG-07": "BRD-1000"
    }  # fmt: skip
    of_meeting = read(database, lambda s: s.focus_reports.of_meeting("BRD-999"))
    assert [each.agency for each in of_meeting] == ["AG-01", "AG-07"]  # type: ignore[attr-defined]
    assert read(database, lambda s: s.focus_reports.latest_of("AG-02")) is None


def test_the_register_goes_on_above_what_was_loaded(database: Database):
    write(database, lambda unit: unit.demand.insert(ENTRY))

    assert write(database, lambda unit: unit.demand.next_ref()) == "DEM-008"


def test_two_meetings_of_a_day_have_two_references(database: Database):
    def add(unit: Unit) -> str:
        ref = unit.bilaterals.next_ref(MET.on)
        unit.bilaterals.put(replace(MET, ref=ref))
        return ref

    assert [write(database, add) for _ in range(3)] == [
        "BIL-20261110", "BIL-20261110-2", "BIL-20261110-3"
    ]  # fmt: skip


def test_concerns_on_the_agenda_of_a_board_are_found(database: Database):
    write(database, lambda unit: unit.bilaterals.put(MET))

    found = read(database, lambda s: s.bilaterals.escalated_to("BRD-037"))
    assert found == ((MET.ref, MET.concerns[0]),)
    assert read(database, lambda s: s.bilaterals.escalated_to("BRD-036")) == ()


def test_a_draft_is_sealed_one_persons_own_and_kept_until_the_next_board(database: Database):
    """What was typed has not passed the guard: it stands nowhere in the open."""
    typed = {"demand": "About Wendelin Quagmirez"}
    write(database, lambda unit: unit.focus_reports.keep_draft(REPORT, "one", typed, NOON))
    write(database, lambda unit: unit.focus_reports.keep_draft(REPORT, "one", typed, NOON))

    assert read(database, lambda s: s.focus_reports.draft(REPORT, "one")) == typed
    assert read(database, lambda s: s.focus_reports.draft(REPORT, "two")) is None
    rows = read(
        database, lambda s: [tuple(each) for each in s._connection.execute(FOCUS_DRAFTS.select())]
    )
    assert len(rows) == 1  # type: ignore[arg-type]
    assert "Quagmirez" not in str(rows)
    before, after = NOON + KEPT - timedelta(seconds=1), NOON + KEPT
    assert write(database, lambda unit: dispose_drafts(unit, before)) == 0
    assert write(database, lambda unit: dispose_drafts(unit, after)) == 1
    assert read(database, lambda s: s.focus_reports.draft(REPORT, "one")) is None


def test_a_hold_keeps_drafts_too(database: Database):
    def keep(unit: Unit) -> None:
        unit.focus_reports.keep_draft(REPORT, "one", {"demand": "Up"}, NOON)
        unit.settings.set_hold(on=True)

    write(database, keep)

    assert write(database, lambda unit: dispose_drafts(unit, NOON + 2 * KEPT)) == 0


def test_a_referral_stands_in_the_agreement_as_its_agency_does_now(database: Database):
    """Whatever it was when it was sent, on every way it is read; without an agency, as it was."""
    sent = referral(agency=TRUST.key, is_in_agreement=True)
    stranger = replace(sent, ref="REF-2026-0099", agency=None, is_in_agreement=False)

    def keep(unit: Unit) -> None:
        unit.referrals.insert(sent)
        unit.referrals.insert(stranger)

    def stands() -> object:
        return read(
            database,
            lambda s: [
                s.referrals.get(sent.ref).is_in_agreement,
                s.referrals.get(stranger.ref).is_in_agreement,
                *(each.is_in_agreement for each in s.referrals.of_refs([sent.ref])),
                *(each.is_in_agreement for each in s.referrals.of_refs([stranger.ref])),
            ],
        )

    def put(status: IsaStatus, *, active: bool = True) -> None:
        agency = replace(TRUST, isa_status=status, active=active)
        write(database, lambda unit: unit.people.put_agency(agency))

    write(database, keep)
    assert stands() == [True, False, True, False]
    put(IsaStatus.WITHDRAWN)
    assert stands() == [False, False, False, False]
    put(IsaStatus.SIGNED)
    assert stands() == [True, False, True, False]
    put(IsaStatus.SIGNED, active=False)
    assert stands() == [False, False, False, False]
    locked = write(database, lambda u: u.referrals.get(sent.ref, for_change=True).is_in_agreement)
    assert locked is False
