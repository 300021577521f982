"""Units are kept whole or not at all, and answered after the commit."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, text
from structlog.testing import capture_logs

from board.errors import Forbidden, Stale
from board.facts import Notice
from storage.cipher import Keys
from storage.database import Database
from storage.errors import DatabaseUnavailable, Repeated, WrongMode
from storage.settings import Mode
from storage.unit import Snapshot, Unit
from tests.postgres import Postgres
from tests.storage.builders import HERE, NOON, a_draft, a_fact, a_referral, send
from tests.storage.conftest import Opener


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Keep the writers busy, so that what is put meanwhile waits together."""
    go = threading.Event()

    def wait(_: Unit) -> None:
        go.wait(10)

    loop = asyncio.get_running_loop()
    crew = database._writers
    waiting = [loop.create_task(database.write(wait, origin=HERE)) for _ in crew._threads]
    loop.call_later(0.05, go.set)
    yield
    del waiting


async def test_a_unit_that_fails_spares_those_committed_with_it(database: Database):
    def fail(unit: Unit) -> None:
        unit.drafts.insert(a_draft("lost"))
        raise Forbidden

    with held(database):
        results = await asyncio.gather(
            database.write(lambda unit: unit.drafts.insert(a_draft("one")), origin=HERE),
            database.write(fail, origin=HERE),
            database.write(lambda unit: unit.drafts.insert(a_draft("two")), origin=HERE),
            return_exceptions=True,
        )

    kept = [await database.read(lambda s, f=form: s.drafts.get(f)) for form in ("one", "two")]
    assert [type(each) for each in results] == [type(None), Forbidden, type(None)]
    assert kept == [a_draft("one"), a_draft("two")]
    assert await database.read(lambda s: s.drafts.get("lost")) is None


async def test_an_error_of_the_database_in_one_unit_spares_the_others(database: Database):
    await database.write(lambda unit: unit.drafts.insert(a_draft("twice")), origin=HERE)

    with held(database):
        results = await asyncio.gather(
            *(
                database.write(lambda u, f=form: u.drafts.insert(a_draft(f)), origin=HERE)
                for form in ("before", "twice", "after")
            ),
            return_exceptions=True,
        )

    assert [isinstance(each, Exception) for each in results] == [False, True, False]
    assert await database.read(lambda s: s.drafts.get("after")) == a_draft("after")


async def test_a_unit_sees_what_it_wrote_itself(database: Database):
    def write_and_read(unit: Unit) -> bool:
        unit.drafts.insert(a_draft())
        return unit.drafts.get("form-1") == a_draft()

    assert await database.write(write_and_read, origin=HERE)


async def test_a_reply_comes_after_the_commit(url: str, opener: Opener):
    """A second process can read whatever has been answered."""
    database, other = opener(url), opener(url)

    for number in range(20):
        form = f"form-{number}"
        await database.write(lambda u, f=form: u.drafts.insert(a_draft(f)), origin=HERE)
        assert await other.read(lambda s, f=form: s.drafts.get(f)) is not None


def test_when_the_group_commit_fails_every_unit_of_it_fails(sqlite_url: str, opener: Opener):
    database = opener(sqlite_url)
    engine = database._engine

    @event.listens_for(engine, "commit")
    def refuse(_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(sqlite3.OperationalError):
        database.write_now(lambda unit: unit.drafts.insert(a_draft()), origin=HERE)
    event.remove(engine, "commit", refuse)

    assert database.read_now(lambda s: s.drafts.get("form-1")) is None
    database.write_now(lambda unit: unit.drafts.insert(a_draft()), origin=HERE)
    assert database.read_now(lambda s: s.drafts.get("form-1")) == a_draft()


def test_when_a_unit_loses_the_transaction_its_group_fails(sqlite_url: str, opener: Opener):
    """As SQLite does by itself when the disk is full: nothing goes on outside a transaction."""
    database = opener(sqlite_url)

    def lose(unit: Unit) -> None:
        unit.drafts.insert(a_draft())
        unit._connection.exec_driver_sql("ROLLBACK")

    with pytest.raises(sqlite3.OperationalError):
        database.write_now(lose, origin=HERE)

    assert database.read_now(lambda s: s.drafts.get("form-1")) is None


async def test_a_unit_of_postgresql_that_swallows_an_error_is_refused(
    board_on_postgres: str, opener: Opener
):
    """PostgreSQL would answer its commit with a silent rollback."""
    database = opener(board_on_postgres)

    def swallow(unit: Unit) -> str:
        unit.drafts.insert(a_draft())
        try:
            unit.drafts.insert(a_draft())
        except Exception:  # noqa: BLE001
            return "done"
        return ""

    with pytest.raises(RuntimeError, match="went on"):
        await database.write(swallow, origin=HERE)


def test_a_snapshot_refuses_to_write(database: Database):
    with pytest.raises(Exception, match=r"readonly|read-only"):
        database.read_now(lambda s: s.drafts.insert(a_draft()))


def test_a_snapshot_stays_at_one_moment(url: str, opener: Opener):
    database, other = opener(url), opener(url)

    def look_twice(snapshot: Snapshot) -> tuple[object, object]:
        before = snapshot.drafts.get("form-1")
        other.write_now(lambda unit: unit.drafts.insert(a_draft()), origin=HERE)
        return before, snapshot.drafts.get("form-1")

    assert database.read_now(look_twice) == (None, None)
    assert database.read_now(lambda s: s.drafts.get("form-1")) == a_draft()


async def test_a_listener_is_called_on_the_loop_once_intents_are_kept(database: Database):
    heard = asyncio.Event()
    threads: list[int] = []

    def listen() -> None:
        threads.append(threading.get_ident())
        heard.set()

    database.on_commit(listen)

    await database.write(lambda unit: unit.record(a_fact()), origin=HERE)
    await asyncio.sleep(0.02)
    silent = not heard.is_set()
    notice = Notice("new_referral", "forum:team", "REF-2026-0001")
    await database.write(lambda unit: unit.record(a_fact(), tell=[notice]), origin=HERE)
    await asyncio.wait_for(heard.wait(), 2)

    assert silent
    assert threads == [threading.get_ident()]


async def test_a_unit_that_meets_its_twin_is_run_again(database: Database):
    refs = await asyncio.gather(
        *(database.write(lambda unit: send(unit, "form-1"), origin=HERE) for _ in range(8))
    )

    sent = await database.read(lambda s: s.referrals.of_referrer("account-nurse"))
    assert set(refs) == {"REF-2026-0001"}
    assert [each.ref for each in sent] == ["REF-2026-0001"]


async def test_a_unit_is_run_again_three_times_at_most(postgres_url: str, opener: Opener):
    runs = []

    def never(_: Unit) -> None:
        runs.append(1)
        raise Repeated

    with pytest.raises(DatabaseUnavailable):
        await opener(postgres_url).write(never, origin=HERE)

    assert len(runs) == 4


async def test_units_that_deadlock_are_run_again(url: str, opener: Opener):
    database = opener(url)
    refs = [database.write_now(lambda unit: a_referral(unit).ref, origin=HERE) for _ in "ab"]

    both_hold_one = threading.Barrier(2)

    def touch(unit: Unit, order: list[str]) -> None:
        for ref in order:
            unit.referrals.save(unit.referrals.get(ref, for_change=True))
            if url.startswith("postgresql") and not both_hold_one.broken:
                with suppress(threading.BrokenBarrierError):
                    both_hold_one.wait(0.2)
                both_hold_one.abort()

    await asyncio.gather(
        *(
            database.write(lambda u, o=order: touch(u, o), origin=HERE)
            for order in (refs, refs[::-1])
        )
    )

    versions = [await database.read(lambda s, r=ref: s.referrals.get(r).version) for ref in refs]
    assert versions == [3, 3]


async def test_what_waits_is_finished_before_closing(url: str, opener: Opener):
    database = opener(url)

    writes = [
        asyncio.ensure_future(
            database.write(lambda u, f=f"form-{n}": u.drafts.insert(a_draft(f)), origin=HERE)
        )
        for n in range(30)
    ]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*writes)

    with pytest.raises(DatabaseUnavailable):
        await database.write(lambda _: None, origin=HERE)
    assert await opener(url).read(lambda s: s.drafts.get("form-29")) is not None


async def test_a_hundred_users_at_once_lose_nothing(database: Database):
    forms = [f"form-{number}" for number in range(100)]

    refs = await asyncio.gather(
        *(database.write(lambda u, f=form: send(u, f), origin=HERE) for form in forms)
    )

    assert sorted(refs) == [f"REF-2026-{number:04d}" for number in range(1, 101)]


async def test_units_are_measured_and_slow_ones_named(url: str, keys: Keys):
    seen: list[tuple[str, float]] = []
    ticks = iter(range(1000))
    database = Database.open(
        url,
        keys,
        machine_now=lambda: NOON,
        observe_unit=lambda kind, seconds: seen.append((kind, seconds)),
        stopwatch=lambda: float(next(ticks)),
    )

    def loiter(unit: Unit) -> None:
        unit.drafts.get("personal-words")

    with capture_logs() as logs:
        await database.write(loiter, origin=HERE)
        await database.read(lambda s: s.drafts.get("form-1"), name="look")
    await database.close()

    assert [kind for kind, _ in seen] == ["write", "read"]
    assert logs[0]["work"].endswith("loiter")
    assert logs[1]["work"] == "look"
    assert "personal-words" not in str(logs)


async def test_an_outage_of_postgresql_recovers_by_itself(
    postgres: Postgres, board_on_postgres: str, opener: Opener
):
    database = opener(board_on_postgres)
    name = board_on_postgres.partition("@/")[2].partition("?")[0]
    await asyncio.gather(*(database.write(lambda _: None, origin=HERE) for _ in range(20)))

    postgres.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    postgres.execute(ended.format(name))
    with pytest.raises(DatabaseUnavailable):
        await database.write(lambda unit: unit.drafts.get("x"), origin=HERE)
    assert not await database.ready()

    postgres.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await database.write(lambda unit: unit.drafts.insert(a_draft()), origin=HERE)
    assert await database.ready()


async def test_connections_that_died_meanwhile_are_not_noticed(
    postgres: Postgres, board_on_postgres: str, opener: Opener
):
    database = opener(board_on_postgres)
    name = board_on_postgres.partition("@/")[2].partition("?")[0]
    work = [database.write(lambda u: u.drafts.get("x"), origin=HERE) for _ in range(30)]
    await asyncio.gather(*work)

    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    postgres.execute(ended.format(name))

    again = [database.write(lambda u: u.drafts.get("x"), origin=HERE) for _ in range(30)]
    assert await asyncio.gather(*again) == [None] * 30


def test_a_database_keeps_the_mode_it_was_born_in(database: Database):
    database.claim_mode(Mode.REHEARSAL)
    database.claim_mode(Mode.REHEARSAL)

    with pytest.raises(WrongMode):
        database.claim_mode(Mode.PRODUCTION)


def test_a_record_that_somebody_else_saved_first_is_stale(database: Database):
    referral = database.write_now(a_referral, origin=HERE)
    database.write_now(lambda unit: unit.referrals.save(referral), origin=HERE)

    with pytest.raises(Stale):
        database.write_now(
            lambda unit: unit.referrals.save(replace(referral, case="MHR-1")), origin=HERE
        )


def test_what_absent_records_say_never_tells_that_they_are_absent(database: Database):
    with pytest.raises(Forbidden):
        database.read_now(lambda s: s.referrals.get("REF-2026-0999"))
    with pytest.raises(Forbidden):
        database.read_now(lambda s: s.actions.get("ACT-2026-0999"))


def test_an_error_message_holds_no_value(database: Database):
    secret = replace(a_draft(), form="form-1", place="Zephyrine was here")
    database.write_now(lambda unit: unit.drafts.insert(secret), origin=HERE)

    with pytest.raises(Exception, match="drafts") as clash:
        database.write_now(lambda unit: unit.drafts.insert(secret), origin=HERE)

    assert "Zephyrine" not in str(clash.value)


def test_the_file_of_sqlite_is_its_owners_alone(tmp_path: Path, keys: Keys):
    fresh = tmp_path / "folder" / "fresh.db"

    database = Database.open(f"sqlite:///{fresh}", keys, machine_now=lambda: NOON)
    database.migrate()

    modes = {path.name: path.stat().st_mode & 0o777 for path in fresh.parent.iterdir()}
    database.close_now()
    assert set(modes.values()) == {0o600}


def test_sqlite_is_set_to_keep_what_it_said_it_kept(sqlite_url: str, opener: Opener):
    database = opener(sqlite_url)

    def ask(unit: Unit) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        connection = unit._connection
        return {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in names}

    assert database.write_now(ask, origin=HERE) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


async def test_whatever_a_unit_or_a_listener_raises_the_next_unit_is_served(database: Database):
    def stop(_: Unit) -> None:
        raise StopIteration

    database._listeners.append((lambda: 1 / 0, None))  # type: ignore[arg-type]
    notice = Notice("new_referral", "forum:team", "REF-2026-0001")

    with pytest.raises(RuntimeError):
        await database.write(stop, origin=HERE)
    await database.write(lambda unit: unit.record(a_fact(), tell=[notice]), origin=HERE)

    assert await database.write(lambda _: "served", origin=HERE) == "served"
