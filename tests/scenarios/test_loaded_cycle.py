"""The sample's rotas, senior board and groups, loaded, go on as its file expects."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from board.calendar import Calendar, at_london
from board.escalation import MOVES_AT
from board.rotas import RotaPolicy, SlotStatus
from bot.board_file import SAMPLE, LoadError, read_board
from bot.due_cycle import do_what_the_cycle_owes
from bot.holidays import bank_holidays
from bot.loading import Loaded, apply_board
from storage.cipher import Keys
from storage.database import Database
from tests.scenarios.bot import HERE

CALENDAR = Calendar(bank_holidays())
AT = at_london(date(2026, 11, 20), MOVES_AT)
GIVEN: dict[str, Any] = json.loads(SAMPLE.read_bytes())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    keys = Keys.make(tmp_path / "keys")
    opened = Database.open(f"sqlite:///{tmp_path / 'b.db'}", keys, machine_now=lambda: AT)
    opened.migrate()
    load(opened)
    yield opened
    opened.close_now()


def load(database: Database, path: Path = SAMPLE) -> Loaded:
    file = read_board(path)
    return database.write_now(
        lambda unit: apply_board(file, unit, at=AT, calendar=CALENDAR), origin=HERE
    )


async def test_the_next_boards_have_the_focus_and_the_lead_that_the_file_expects(
    database: Database,
) -> None:
    """Its rota counts an associate agency: it was let in by the history."""
    assert database.read_now(lambda s: s.settings.rota) == RotaPolicy(with_associates=True)
    await do_what_the_cycle_owes(database, AT, CALENDAR)
    later = at_london(date(2026, 11, 26), MOVES_AT)
    await do_what_the_cycle_owes(database, later, CALENDAR)

    turns = database.read_now(lambda s: s.rotas.turns())
    boards = {
        each.day: each.ref for each in database.read_now(lambda s: s.meetings.of_forum("BOARD"))
    }
    for each in GIVEN["focus_rota"]["next"]:
        ref = boards[date.fromisoformat(each["meeting_date"])]
        assert [s.agency for s in turns.focus_at(ref)] == [each["agency_id"]]
    [lead] = GIVEN["chair_rota"]["next"]
    asked = turns.lead_at(boards[date.fromisoformat(lead["meeting_date"])])
    assert asked is not None
    assert (asked.agency, asked.status) == (lead["lead"], SlotStatus.OFFERED)


def test_the_history_of_the_turns_is_that_of_the_file(database: Database) -> None:
    turns = database.read_now(lambda s: s.rotas.turns())

    told = [
        (f"BRD-{each['board_number']:03d}", each["agency_id"])
        for each in GIVEN["focus_rota"]["history"]
    ]
    assert [(s.meeting, s.agency) for s in turns.focus] == told
    assert {s.cycle for s in turns.focus} == {GIVEN["focus_rota"]["cycle"]}
    assert turns.focus[0].on == date(2025, 8, 20)
    assert [(s.meeting, s.agency) for s in turns.lead] == [
        (each["meeting"], each["lead"]) for each in GIVEN["chair_rota"]["history"]
    ]
    assert [s.status for s in turns.lead] == [SlotStatus.DONE] * 3 + [SlotStatus.ACCEPTED]
    assert [s.as_co_chair for s in turns.lead] == [True, False, True, False]


def test_the_senior_board_and_the_group_are_forums(database: Database) -> None:
    senior, group = (
        database.read_now(lambda s, code=code: s.forums.get(code))
        for code in ("SENIOR", "TASK_FINISH-001")
    )
    meeting = database.read_now(lambda s: s.meetings.get("SEN-20261203"))

    assert senior.chairs == ("MEM-07",)
    assert senior.members == ("MEM-07", "MEM-11", "MEM-12")
    assert meeting is not None
    assert (meeting.day, meeting.chair) == (date(2026, 12, 3), "MEM-07")
    assert (group.until, group.cadence_days) == (date(2027, 4, 30), None)
    assert [each.is_done for each in group.milestones] == [True, False]


def test_loading_twice_changes_nothing(database: Database) -> None:
    before = database.read_now(lambda s: s.rotas.turns())

    again = load(database)

    assert sum(again.changed.values()) == 0
    assert database.read_now(lambda s: s.rotas.turns()) == before


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda b: b["focus_rota"]["history"][0].update(agency_id="AG-99"), "AG-99 is no agency"),
        (lambda b: b["chair_rota"]["history"][0].update(lead="AG-98"), "AG-98 is no agency"),
        (lambda b: b["senior_board"].update(chair_id="MEM-99"), "MEM-99 is no person"),
        (lambda b: b["task_finish_groups"][0].update(lead="MEM-98"), "MEM-98 is no person"),
        (lambda b: b["senior_board"].update(date="soon"), "senior_board: date"),
        (lambda b: b["task_finish_groups"][0].update(id="GROUP"), "task_finish_groups GROUP: id"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, spoil: Any, fault: str) -> None:
    given = deepcopy(GIVEN)
    spoil(given)
    path = tmp_path / "board.json"
    path.write_text(json.dumps(given))

    with pytest.raises(LoadError) as refused:
        read_board(path)

    assert any(fault in each for each in refused.value.faults)
