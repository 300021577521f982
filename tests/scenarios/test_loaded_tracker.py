"""The sample's actions and escalations, loaded, come to the figures that were computed for them."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from board.action_counts import horizon_of
from board.action_filter import ActionFilter
from board.action_reminders import reminder_due
from board.actions import ActionState, Asked, Deed, brag, is_overdue, may, overdue_days, today_of
from board.calendar import Calendar, at_london
from board.escalation import (
    BOARD_CHANNEL,
    MOVES_AT,
    Answer,
    LadderState,
    Policy,
    Result,
    next_move,
    wants_ladder,
)
from bot.board_file import SAMPLE, LoadError, read_board
from bot.holidays import bank_holidays
from bot.loading import Loaded, apply_board
from storage.cipher import Keys
from storage.database import Database
from storage.standing import standing_of
from tests.scenarios.bot import HERE

CALENDAR = Calendar(bank_holidays())
AT = at_london(date(2026, 11, 20), MOVES_AT)
TODAY = today_of(AT)
EVERY = ActionFilter(states=frozenset(ActionState))
EXPECTED: dict[str, Any] = json.loads(SAMPLE.read_bytes())["expected_metrics"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    keys = Keys.make(tmp_path / "keys")
    opened = Database.open(f"sqlite:///{tmp_path / 'b.db'}", keys, machine_now=lambda: AT)
    opened.migrate()
    load(opened)
    yield opened
    opened.close_now()


def load(database: Database, path: Path = SAMPLE, at: datetime = AT) -> Loaded:
    board = read_board(path)
    return database.write_now(
        lambda unit: apply_board(board, unit, at=at, calendar=CALENDAR), origin=HERE
    )


def test_the_actions_come_to_the_expected_figures(database: Database):
    actions = database.read_now(lambda s: s.actions.all())

    overdue = {
        each.ref: overdue_days(each, TODAY, CALENDAR) for each in actions if is_overdue(each, TODAY)
    }
    assert len(actions) == EXPECTED["actions_total"]
    assert Counter(each.state for each in actions) == EXPECTED["actions_by_state"]
    assert Counter(brag(each, TODAY, CALENDAR) for each in actions) == EXPECTED["actions_by_brag"]
    assert sorted(overdue) == EXPECTED["actions_overdue"]
    assert overdue == EXPECTED["overdue_ageing_wd"]


def test_the_tracker_comes_to_the_expected_figures(database: Database):
    counts = database.read_now(lambda s: s.actions.counts(EVERY, horizon_of(TODAY, CALENDAR)))
    page = database.read_now(lambda s: s.actions.page(ActionFilter(is_overdue=True), today=TODAY))

    assert counts.brag == EXPECTED["actions_by_brag"]
    assert counts.ageing == {"1-5": 3, "6-10": 2, "11-20": 0, "over 20": 1}
    assert sorted(page.refs) == EXPECTED["actions_overdue"]


def test_the_ladders_come_to_the_expected_figures(database: Database):
    running = database.read_now(lambda s: s.escalations.running())

    by_rung = Counter(str(each.rung) for each in running)
    assert by_rung == EXPECTED["open_escalations_by_rung"]


def test_the_steps_count_as_delivered_when_they_were_sent(database: Database):
    ladders = database.read_now(lambda s: s.escalations.all())

    given = json.loads(SAMPLE.read_bytes())["escalations"]
    assert [each.ref for each in ladders] == [each["id"] for each in given]
    for ladder, record in zip(ladders, given, strict=True):
        for step, kept in zip(ladder.steps, record["steps"], strict=True):
            assert step.sent_at == at_london(date.fromisoformat(kept["sent_on"]), MOVES_AT)
            assert str(step.respond_by) == kept["respond_by"]
            assert sorted(who for each in step.asks for who in each.ask.to) == sorted(kept["to"])
            assert (step.rung >= 4) == (step.recipients == {BOARD_CHANNEL})
            if step.result in {Result.AWAITING, Result.ANSWERED}:
                assert step.ended_on is None
            else:
                assert step.ended_on is not None


def test_what_became_of_a_rung_is_read_from_its_words(database: Database):
    ladders = {each.ref[-1]: each for each in database.read_now(lambda s: s.escalations.all())}

    results = {key: [step.result.value for step in each.steps] for key, each in ladders.items()}
    assert results == {
        "1": ["awaiting"],
        "2": ["timed_out", "answered"],
        "3": ["rejected", "timed_out", "timed_out", "awaiting"],
        "4": ["accepted", "accepted", "awaiting"],
        "5": ["timed_out", "rejected", "timed_out", "rejected", "awaiting"],
        "6": ["rejected", "timed_out", "awaiting"],
        "7": ["accepted"],
    }
    said = ladders["4"].steps[1].said
    assert said is not None
    assert (said.kind, said.due) == (Answer.PLAN, date(2026, 11, 13))
    assert ladders["4"].last.jump_reason.startswith("Partner cannot receive")
    assert ladders["3"].steps[0].note == "rejected: no date offered"
    assert ladders["3"].board_item == "BRD-036"
    assert ladders["7"].state is LadderState.ACCEPTED


def test_a_mailbox_was_read_by_the_representative_or_by_the_deputy_of_an_owner(database: Database):
    ladders = {each.ref[-1]: each for each in database.read_now(lambda s: s.escalations.all())}

    (asked, copied) = ladders["3"].steps[1].asks
    assert asked.ask.to == ("mailbox:rung2@AG-05",)
    assert asked.ask.instead == "mailbox"
    assert copied.ask.to == (copied.ask.recipient,) == ("MEM-02",)


def test_a_date_that_was_offered_waits_to_be_agreed(database: Database):
    action = database.read_now(lambda s: s.actions.get("ACT-2026-0015"))
    team = database.read_now(lambda s: s.people.person_by_key("MEM-04", AT))

    assert action.request is not None
    assert action.request.what is Asked.DATE
    assert action.request.due == date(2026, 11, 27)
    assert action.request.by == "MEM-12"
    assert team is not None
    assert Deed.AGREE in may(action, team)
    others = database.read_now(lambda s: s.actions.all())
    assert [each.ref for each in others if each.request] == ["ACT-2026-0015"]


def test_nobody_is_asked_again_and_no_ladder_is_begun_twice(database: Database):
    """On the morning of the sample's day nothing moves that was answered or still has time."""
    standing = database.read_now(lambda s: standing_of(s, AT))
    overdue = [
        each for each in database.read_now(lambda s: s.actions.all()) if is_overdue(each, TODAY)
    ]

    ladders = {each.action: each for each in database.read_now(lambda s: s.escalations.active())}
    for each in overdue:
        assert each.due_asked_at == at_london(each.due, MOVES_AT)
        assert reminder_due(each, standing, AT, CALENDAR) == (None, ())
        assert wants_ladder(each, standing, AT, CALENDAR)  # but it has one already:
        policy = database.read_now(lambda s: s.settings.policy)
        assert next_move(each, ladders[each.ref], standing, AT, CALENDAR, policy) is None


def test_actions_are_asked_for_by_the_mental_health_teams_agency(database: Database):
    actions = database.read_now(lambda s: s.actions.all())

    assert {each.source_agency for each in actions} == {"AG-01"}
    assert {each.completed_by == each.owner for each in actions if each.completed_on} == {True}


def test_numbers_go_on_above_the_samples(database: Database):
    given = database.write_now(
        lambda u: (u.actions.next_ref(AT), u.escalations.next_ref(AT), u.risks.next_ref()),
        origin=HERE,
    )

    assert given == ("ACT-2026-0046", "ESC-2026-008", "RSK-019")


def test_loading_twice_changes_nothing_even_after_an_answer(database: Database):
    def answer(unit: Any) -> None:
        ladder = unit.escalations.get("ESC-2026-002", for_change=True)
        unit.escalations.save(replace(ladder, state=LadderState.OPEN))
        action = unit.actions.get("ACT-2026-0015", for_change=True)
        unit.actions.save(replace(action, request=None))
        unit.settings.set_policy(Policy(standard=(0, 9, 9, 9, 9, 9)))

    database.write_now(answer, origin=HERE)
    before = database.read_now(lambda s: (s.actions.all(), s.escalations.all(), s.settings.policy))

    again = load(database)

    assert not any(again.changed.values())
    after = database.read_now(lambda s: (s.actions.all(), s.escalations.all(), s.settings.policy))
    assert after == before


def test_a_rung_whose_time_ran_out_last_goes_on_from_there(tmp_path: Path, database: Database):
    """A file that ends with a time-out is no dead end: the next move is the next rung's."""
    given = _board()
    step = given["escalations"][0]["steps"][0]
    step |= {"result": "timed_out", "respond_by": "2026-11-19"}
    given["escalations"] = [given["escalations"][0] | {"id": "ESC-2026-090"}]

    load(database, _written(tmp_path, given))

    ladder = database.read_now(lambda s: s.escalations.get("ESC-2026-090"))
    action = database.read_now(lambda s: s.actions.get(ladder.action))
    standing = database.read_now(lambda s: standing_of(s, AT))
    moved = next_move(action, ladder, standing, AT, CALENDAR)
    assert moved is not None
    assert moved.steps[0].result is Result.TIMED_OUT
    assert moved.rung > ladder.rung


def test_the_ladders_times_come_with_the_board(database: Database):
    assert database.read_now(lambda s: s.settings.has_policy)
    assert database.read_now(lambda s: s.settings.policy) == Policy()


@pytest.mark.parametrize("result", ["new date offered 2026-13-01", "maybe", "done", ""])
def test_a_result_that_cannot_be_read_is_a_fault(tmp_path: Path, result: str):
    given = _board()
    given["escalations"][0]["steps"][0]["result"] = result

    with pytest.raises(LoadError) as refusal:
        read_board(_written(tmp_path, given))

    assert refusal.value.faults[0].startswith("escalations ESC-2026-001: steps.0.result")


def _board() -> dict[str, Any]:
    given: dict[str, Any] = json.loads(SAMPLE.read_bytes())
    return given


def _written(folder: Path, given: dict[str, Any]) -> Path:
    path = folder / "given.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return path
