"""The minutes in the sample can be read item by item, with what was decided."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from board.disclosure import demand_board_safe
from board.minutes import MinutesState
from board.minutes_content import Content
from bot.board_file import SAMPLE, read_board
from bot.loading import apply_board
from bot.minute_values import content_of
from storage.cipher import Keys
from storage.database import Database
from storage.unit import Snapshot
from tests.scenarios.bot import HERE
from tests.scenarios.test_loaded_tracker import AT, CALENDAR, load

REF = "BRD-035"
GIVEN: dict[str, Any] = next(
    each for each in json.loads(SAMPLE.read_bytes())["board_meetings"] if each["id"] == REF
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("sample")
    keys = Keys.make(folder / "keys")
    opened = Database.open(f"sqlite:///{folder / 'b.db'}", keys, machine_now=lambda: AT)
    opened.migrate()
    load(opened)
    yield opened
    opened.close_now()


def _content(snapshot: Snapshot) -> Content:
    meeting, minutes = snapshot.meetings.get(REF), snapshot.minutes.find(REF)
    assert meeting is not None
    assert minutes is not None
    return content_of(meeting, minutes, snapshot)


def test_all_seventeen_items_stand_with_what_was_said(database: Database) -> None:
    content = database.read_now(_content)

    assert [each.title for each in content.items][::16] == ["Welcome and apologies", "Next meeting"]
    assert [each.key for each in content.items][::8] == ["welcome", "focus", "next"]
    assert len(content.items) == 17
    said = " ".join(each.summary for each in content.items)
    assert "Bed occupancy was 97 per cent over the summer" in said
    assert "Decision DEC-" not in said
    assert "OFFICIAL" not in said
    assert len(content.attendance) == 12


def test_every_decision_and_every_action_of_the_meeting_stands_once(database: Database) -> None:
    content = database.read_now(_content)
    decided = {each.key: [one.ref for one in each.decisions] for each in content.items}
    raised = [each.ref for each in content.actions]
    known = json.loads(SAMPLE.read_bytes())["actions"]

    texts = {each.text: each.dissent for each in content.decisions}
    assert texts == {one["text"]: one["dissent"] or "" for one in GIVEN["decisions"]}
    assert decided["risks"] == ["BRD-035/D01"]
    assert decided["escalations"] == ["BRD-035/D02"]
    assert decided["focus"] == ["BRD-035/D04"]
    assert sorted(raised) == sorted(x["ref"] for x in known if x["source_ref"] == REF)
    focus = next(each for each in content.items if each.key == "focus")
    assert {"ACT-2026-0016", "ACT-2026-0020", "ACT-2026-0022"} <= {x.ref for x in focus.actions}


def test_nothing_in_them_is_held_back_by_the_guard(database: Database) -> None:
    content = database.read_now(_content)
    names = database.read_now(lambda snapshot: snapshot.people.known_names())
    texts = {each.key: f"{each.summary}\n{each.unresolved}" for each in content.items}
    texts |= {
        each.ref: f"{each.text} {each.rationale} {each.dissent}" for each in content.decisions
    }

    demand_board_safe(texts, known_names=names)


def test_they_are_a_draft_with_the_members_and_loading_again_changes_nothing(
    database: Database,
) -> None:
    board = read_board(SAMPLE)

    again = database.write_now(
        lambda unit: apply_board(board, unit, at=AT, calendar=CALENDAR), origin=HERE
    )

    minutes = database.read_now(lambda snapshot: snapshot.minutes.find(REF))
    assert minutes is not None
    assert minutes.state is MinutesState.WITH_MEMBERS
    assert minutes.with_members_at is not None
    assert minutes.with_members_at.date() == date(2026, 10, 28)
    assert again.changed["board_meetings_minutes"] == 0
    assert again.total["board_meetings_minutes"] == 1


def test_a_file_with_a_decision_of_no_reference_is_refused_whole(tmp_path: Path) -> None:
    raw = json.loads(SAMPLE.read_bytes())
    meeting = next(each for each in raw["board_meetings"] if each["id"] == REF)
    meeting["decisions"][0]["id"] = "DEC"
    path = tmp_path / "board.json"
    path.write_text(json.dumps(raw), encoding="utf-8")

    with pytest.raises(Exception, match="1 faults") as refusal:
        read_board(path)

    assert "decisions.0.id" in refusal.value.faults[0]  # type: ignore[attr-defined]
