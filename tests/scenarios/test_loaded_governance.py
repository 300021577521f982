"""The sample's focus reports, register, terms, agreement and bilaterals, loaded."""

import json
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from board.demand import DemandStatus, DemandType
from board.focus import FocusReport, ReportStatus
from board.governance import VersionState, in_force, sign, unsigned
from board.people import IsaStatus, Person
from bot.board_file import SAMPLE, LoadError, read_board
from bot.loading import apply_board
from bot.signatories import settle_signatories
from storage.cipher import Keys
from storage.database import Database
from storage.unit import Unit
from tests.scenarios.bot import HERE
from tests.scenarios.test_loaded_tracker import AT, CALENDAR, load
from tests.scenarios.test_loaded_tracker import database as database  # noqa: PLC0414 - a fixture

GIVEN: dict[str, Any] = json.loads(SAMPLE.read_bytes())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "board.json"


def test_the_agreement_is_in_force_and_one_signature_is_missing(database: Database):
    versions = database.read_now(lambda s: s.governance.agreements())
    agencies = database.read_now(lambda s: s.people.agencies())

    [agreement] = versions
    assert (agreement.version, agreement.state) == ("3.1", VersionState.AGREED)
    assert (agreement.review_due, agreement.dpia) == (date(2027, 1, 8), "DPIA-TEST-01")
    assert [each.code for each in agreement.purposes] == ["P1", "P2", "P3", "P4", "P5"]
    assert [each.key for each in unsigned(agreement, agencies)] == ["AG-12"]
    stands = {each.key: (str(each.isa_status), each.isa_signed_on) for each in agencies}
    assert stands == {
        each["id"]: (
            each["isa_status"],
            date.fromisoformat(each["isa_signed_on"]) if each["isa_signed_on"] else None,
        )
        for each in GIVEN["agencies"]
    }


def test_the_terms_say_what_the_file_says(database: Database):
    [terms] = database.read_now(lambda s: s.governance.terms())

    assert (terms.version, terms.agreed_at, terms.state) == ("4.0", "BRD-033", VersionState.AGREED)
    assert terms.sections["frequency"] == "The board every 42 days; subgroups every 7 days"
    assert "5 working days before" in terms.sections["agenda"]
    assert "half of core agencies" in terms.sections["quorum"]


def test_the_reports_and_the_register_come_back(database: Database):
    reports = database.read_now(lambda s: s.focus_reports.latest())
    entries = database.read_now(lambda s: s.demand.all())

    acute = reports["AG-07"]
    assert isinstance(acute, FocusReport)
    assert (acute.meeting, acute.status) == ("BRD-036", ReportStatus.SUBMITTED)
    assert [(each.name, each.value) for each in acute.figures][1] == (
        "Waits over 12 hours per week",
        "21",
    )
    assert [each.text for each in acute.asks] == ["Agreed handover time with police"]
    assert len(entries) == 10
    housing = next(each for each in entries if each.ref == "DEM-005")
    assert (housing.risk, housing.since) == ("RSK-003", date(2026, 10, 14))
    assert {each.status for each in entries if each.type is DemandType.ENABLER} == {
        DemandStatus.IN_USE
    }
    assert database.write_now(lambda u: u.demand.next_ref(), origin=HERE) == "DEM-011"


def test_the_bilaterals_know_the_actions_their_concerns_became(database: Database):
    meetings = {each.ref: each for each in database.read_now(lambda s: s.bilaterals.all())}

    assert list(meetings) == ["BIL-003", "BIL-002", "BIL-001"]
    assert [each.became for each in meetings["BIL-003"].concerns] == ["ACT-2026-0034", ""]


def test_an_agency_that_has_signed_since_still_stands_so_after_the_file_is_loaded_again(
    database: Database,
):
    """The signatures are the truth, not what the file once said of the agency."""

    def signs(unit: Unit) -> None:
        agency = unit.people.agency("AG-12")
        person = unit.people.person_by_key("MEM-26", AT)
        live = in_force(unit.governance.agreements())
        assert agency is not None
        assert isinstance(person, Person)
        assert live is not None
        signed, _ = sign(live, agency, by=person, now=AT)
        unit.governance.save(signed)
        settle_signatories(unit, by="test", now=AT)

    database.write_now(signs, origin=HERE)
    done = load(database)

    agency = database.read_now(lambda s: s.people.agency("AG-12"))
    assert agency is not None
    assert agency.isa_status is IsaStatus.SIGNED
    assert done.changed["agencies"] == 0


def test_a_file_that_contradicts_itself_is_refused(file: Path):
    given = json.loads(SAMPLE.read_bytes())
    given["agencies"][11]["isa_status"] = "signed"
    given["information_sharing_agreement"]["signatories"].append("AG-99")
    given["demand_entries"][0]["status"] = "in_use"
    given["demand_entries"][1]["agency_id"] = "AG-98"
    given["bilaterals"][0]["attendees"][0] = "MEM-97"
    given["focus_reports"][0]["agency_id"] = "AG-96"
    file.write_text(json.dumps(given), encoding="utf-8")

    with pytest.raises(LoadError) as refused:
        read_board(file)

    told = "\n".join(refused.value.faults)
    for words in ("AG-12: isa_status signed is not what", "AG-99 is no agency",
                  "DEM-001: in_use is no status of a blocker", "DEM-002: AG-98",
                  "BIL-001: MEM-97", "FOC-033: AG-96"):  # fmt: skip
        assert words in told, words


def test_a_file_without_an_agreement_leaves_the_registers_own_word(tmp_path: Path, file: Path):
    """A board that has not put its agreement down goes on as it was."""
    given = json.loads(SAMPLE.read_bytes())
    del given["information_sharing_agreement"], given["terms_of_reference"]
    file.write_text(json.dumps(given), encoding="utf-8")
    board = replace(read_board(file), left_out={})
    keys = Keys.make(tmp_path / "other-keys")
    opened = Database.open(f"sqlite:///{tmp_path / 'o.db'}", keys, machine_now=lambda: AT)
    opened.migrate()
    opened.write_now(partial(_apply, board=board), origin=HERE)

    agency = opened.read_now(lambda s: s.people.agency("AG-01"))

    assert agency is not None
    assert agency.is_in_agreement
    opened.close_now()


def _apply(unit: Unit, *, board: Any) -> None:
    apply_board(board, unit, at=AT, calendar=CALENDAR)
