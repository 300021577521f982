"""The tables come about by migrations alone, whoever runs them and however often."""

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from board.action_counts import horizon_of
from board.action_filter import ActionFilter
from board.actions import ActionState, Brag
from board.calendar import Calendar
from storage.cipher import Keys
from storage.database import Database
from storage.errors import DatabaseTooNew
from storage.migrate import config, head
from tests.storage.builders import HERE, NOON
from tests.storage.conftest import Opener


def test_the_tables_migrated_to_are_those_of_the_models(url: str, opener: Opener):
    with opener(url)._engine.connect() as connection:
        command.check(config(connection))


async def test_a_database_is_ready_only_once_it_is_migrated(empty_url: str, opener: Opener):
    database = opener(empty_url)

    before = await database.ready()
    database.migrate()

    assert not before
    assert await database.ready()


def test_migrating_twice_changes_nothing(empty_url: str, opener: Opener):
    database = opener(empty_url)

    database.migrate()
    database.migrate()

    with database._engine.connect() as connection:
        command.check(config(connection))


def test_the_actions_there_were_are_fit_for_the_tracker(empty_url: str, opener: Opener):
    """From the tables before the tracker: what follows from each action is put down with it."""
    database = opener(empty_url)
    with database._engine.begin() as connection:
        command.upgrade(config(connection), "0002")
        for number, state, extensions, updates in (
            (7, "in_progress", 1, '[{"on": "2026-11-12", "by": "M", "text": "On its way"}]'),
            (45, "blocked", 0, "[]"),
            (9, "verified", 2, '[{"on": "2026-11-19", "by": "M", "text": "Done"}]'),
        ):
            connection.execute(
                text(
                    "INSERT INTO actions (ref, version, title, source, owner, owner_agency, "
                    "supporting, raised_on, original_due, due, extensions, priority, state, type, "
                    "success_measure, evidence, blocker, reason, updates) VALUES (:ref, 1, 'Do', "
                    "'BRD-035', 'M', 'A', '[]', '2026-10-14', '2026-12-18', '2026-12-18', "
                    ":extensions, 'standard', :state, 'policy', 'Done', '', '', '', :updates)"
                ),
                {
                    "ref": f"ACT-2026-{number:04d}",
                    "state": state,
                    "extensions": extensions,
                    "updates": updates,
                },
            )

    database.migrate()

    every = ActionFilter(states=frozenset(ActionState))
    horizon = horizon_of(date(2026, 11, 20), Calendar(frozenset()))
    counts = database.read_now(lambda s: s.actions.counts(every, horizon))
    found = {each: number for each, number in counts.brag.items() if number}
    assert found == {Brag.AMBER: 1, Brag.RED: 1, Brag.BLUE: 1}
    assert len(database.read_now(lambda s: s.actions.all())) == 3
    assert database.write_now(lambda u: u.actions.next_ref(NOON), origin=HERE) == "ACT-2026-0046"
    with database._engine.connect() as connection:
        last = connection.execute(text("SELECT last_update FROM actions ORDER BY ref")).scalars()
        assert [str(each) for each in last] == ["2026-11-12", "2026-11-19", "None"]


def test_a_database_of_a_newer_program_is_refused(url: str, keys: Keys):
    database = Database.open(url, keys, machine_now=lambda: NOON)
    with database._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew, match=f"9999.*{head()}"):
        database.migrate()

    database.close_now()


def test_no_migration_promises_a_way_back():
    """Going back would throw records away: the way is forward, or a restored backup."""
    versions = Path(__file__).parents[2] / "storage" / "migrations" / "versions"

    assert not [each.name for each in versions.glob("*.py") if "def downgrade" in each.read_text()]
