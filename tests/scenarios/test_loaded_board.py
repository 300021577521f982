"""The sample's hearings, plans, risks and figures, loaded, come to what was computed for them."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from board.calendar import at_london
from board.cycle import next_meeting
from board.escalation import MOVES_AT
from board.forums import BOARD
from board.meetings import Meeting
from board.people import AgencyType
from board.subgroup_counts import counts_of
from bot.board_file import SAMPLE
from bot.pack_values import agenda_of, agenda_paper, pack_paper
from bot.registers import risk_sheet
from bot.subgroups import subgroups_at, update_of
from graph.documents.make import Kind, make
from storage.database import Database
from storage.unit import Unit
from tests.graph.documents.reading import excel, texts
from tests.scenarios.bot import HERE
from tests.scenarios.test_loaded_tracker import CALENDAR, database

__all__ = ["database"]

AT = at_london(date(2026, 11, 20), MOVES_AT)
GIVEN: dict[str, Any] = json.loads(SAMPLE.read_bytes())
EXPECTED = GIVEN["expected_metrics"]
PERSONAL = ("full_name", "concern", "triggers", "control_room_summary", "what_helps", "commitment")


@pytest.fixture
def board(database: Database) -> tuple[Database, Meeting]:
    """The sample with the board after it, on 6 January 2027."""

    def plan(unit: Unit) -> Meeting:
        meeting = next_meeting(BOARD, unit.meetings.of_forum("BOARD"), CALENDAR)
        unit.meetings.put(meeting)
        return meeting

    return database, database.write_now(plan, origin=HERE)


def test_the_samples_update_says_what_its_hearings_come_to(database: Database) -> None:
    """Counted afresh over its own period, by the rule that drafts every update."""
    given = GIVEN["subgroup_updates"][0]
    since, until = (date.fromisoformat(given[f"period_{end}"]) for end in ("from", "to"))
    kept = database.read_now(lambda s: s.subgroup_updates.find("BRD-036", "SUBGROUP-A"))
    assert kept is not None

    counts = database.read_now(
        lambda s: counts_of(
            since,
            until,
            hearings=s.oversight.hearings_of("SUBGROUP-A", since, until),
            meetings=s.meetings.of_forum("SUBGROUP-A"),
            received=s.referrals.count_received(
                at_london(since, MOVES_AT.min), at_london(date(2026, 11, 18), MOVES_AT.min)
            ),
            plans=s.oversight.plans(),
            today=AT.date(),
        )
    )

    assert (counts.meetings, counts.cases) == (given["meetings_held"], 13)
    assert (counts.new, counts.reviews) == (given["new"], given["reviews"])
    assert counts.new + counts.reviews == given["hearings"] == sum(counts.outcomes.values())
    assert counts.referrals == given["referrals_received_in_period"]
    engaged = {
        key: {"invited": each.attended.of, "attended": each.attended.met}
        for key, each in counts.engagement.items()
    }
    assert engaged == given["engagement"]
    assert counts.plans_active == EXPECTED["plans_by_state"]["active"]
    assert list(counts.plans_overdue) == EXPECTED["plans_overdue_review"]
    assert (kept.counts.cases, kept.counts.engagement) == (counts.cases, counts.engagement)


def test_the_next_update_begins_where_the_last_one_ended(
    board: tuple[Database, Meeting],
) -> None:
    database, meeting = board

    def draft(snapshot: Any) -> Any:
        [subgroup] = subgroups_at(snapshot, AT)
        return update_of(meeting, subgroup, snapshot, AT, CALENDAR)

    update = database.read_now(draft)

    assert (update.since, update.until) == (date(2026, 11, 18), date(2026, 11, 20))
    assert (update.chair, update.counts.meetings, update.counts.reviews) == ("MEM-02", 1, 4)


def test_plans_and_risks_come_to_the_expected_figures(database: Database) -> None:
    plans, risks = database.read_now(lambda s: (s.oversight.plans(), s.risks.all()))

    assert Counter(str(each.state) for each in plans) == EXPECTED["plans_by_state"]
    overdue = [each.ref for each in plans if each.is_overdue(AT.date())]
    assert overdue == EXPECTED["plans_overdue_review"]
    banded = Counter(each.net.band for each in risks if each.is_open and each.net)
    assert banded == EXPECTED["risks_by_net_band"]
    nets = {each["id"]: [one["net_score"] for one in each["history"]] for each in GIVEN["risks"]}
    for each in risks:
        before, now = nets[each.ref][-2:]
        assert each.trend == ("same" if now == before else "up" if now > before else "down")


def test_the_agenda_of_the_sample_says_what_is_true(board: tuple[Database, Meeting]) -> None:
    database, meeting = board

    agenda = database.read_now(lambda s: agenda_of(meeting, AT, s))

    points = {each.key: each.points for each in agenda.items}
    assert [each.partition(":")[0] for each in points["actions"][:6]] == sorted(
        EXPECTED["actions_overdue"],
        key=lambda ref: next(a["due"] for a in GIVEN["actions"] if a["ref"] == ref),
    )
    assert points["plans"][0] == "PLN-2026-004: review due"
    assert points["risks"][0] == "RSK-004 (20, extreme): review due"
    assert [each.partition(",")[0] for each in points["scrutiny"]] == [
        "Section 135 backlog", "Bed availability", "Firearms backlog"
    ]  # fmt: skip
    assert "ABOVE the threshold of 30" in points["scrutiny"][2]
    assert len([each for each in points["performance"] if each.startswith("Breach")]) == 3
    assert points["minutes"] == ("Minutes of BRD-036: not written yet",)
    assert any("missing persons for November 2026: due" in each for each in points["learning"])
    assert sum(each.minutes for each in agenda.items) == 120


def test_nothing_said_of_a_person_is_in_any_paper(board: tuple[Database, Meeting]) -> None:
    """Not a case reference either: the board sees counts, and plans by their own reference."""
    database, meeting = board

    def papers(snapshot: Any) -> Any:
        values = [
            build(each, AT, snapshot, CALENDAR)
            for each in (meeting, snapshot.meetings.get("BRD-036"))
            for build in (agenda_paper, pack_paper)
        ]
        return [*values, risk_sheet(meeting, AT, snapshot, CALENDAR)]

    said = str(database.read_now(papers))

    assert "PLN-2026-004" in said
    for each in GIVEN["subjects"]:
        assert each["full_name"] not in said
        assert each["case_ref"] not in said
    for each in (*GIVEN["tactical_plans"], *GIVEN["referrals"]):
        for name in PERSONAL:
            for words in _words(each.get(name)):
                assert words not in said
    assert "REF-2026" not in said


def test_the_pack_of_the_sample_opens_with_its_parts(board: tuple[Database, Meeting]) -> None:
    database, meeting = board

    pack, register = database.read_now(
        lambda s: (pack_paper(meeting, AT, s, CALENDAR), risk_sheet(meeting, AT, s, CALENDAR))
    )

    found = texts(make(Kind.PACK, pack))
    for words in (
        "The minutes of BRD-036 are not in this pack.",
        "The update of Subgroup A has not been approved by its chair.",
        "6 plans open, 1 with a review overdue.",
        "Risk register.xlsx",
    ):
        assert words in found, words
    assert len(list(excel(make(Kind.RISKS, register))["Risks"].iter_rows(min_row=3))) == 18


def test_an_update_that_was_approved_is_in_the_pack_of_its_board(database: Database) -> None:
    def paper(snapshot: Any) -> Any:
        return pack_paper(snapshot.meetings.get("BRD-036"), AT, snapshot, CALENDAR)

    pack = database.read_now(paper)

    [report] = [each for each in pack.reports if each.title == "Update of Subgroup A"]
    parts = dict(report.parts)
    assert "Cases heard: 13 (2 new, 16 reviews)" in parts["Since the last update"]
    assert parts["Themes"][0] == "Discharge planning"
    police = next(each["name"] for each in GIVEN["agencies"]
                  if each["type"] == AgencyType.POLICE)  # fmt: skip
    assert f"{police}: attended 5 of 5" in parts["How agencies took part"]


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if len(value) > 3 else []
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
