"""A new key: everything is sealed under it, beside the turns, and nothing is lost or doubled."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic, perf_counter, sleep

import pytest
from sqlalchemy import LargeBinary, func, select, update

from board.referrals import traits_of
from storage.blind_index import written_tokens
from storage.cipher import KeyMissing, Keys
from storage.database import Database
from storage.key_file import add_key, retire_keys
from storage.rotation import Progress, reseal_all
from storage.sealed import SEALED
from storage.tables import METADATA
from storage.tables.ledger import AUDIT_CHECKPOINTS, AUDIT_LINES
from storage.tables.referrals import BLIND_TOKENS, REFERRALS
from storage.unit import Unit
from tests.storage import worker
from tests.storage.builders import HERE, NOON, send
from tests.storage.sealed_board import all_opened, sealed_board


@pytest.fixture
def key_path(tmp_path: Path, key_file: Path) -> Path:
    """A key file of this test's own, with the key that the databases begin with."""
    path = tmp_path / "own-keys"
    path.write_bytes(key_file.read_bytes())
    return path


@pytest.fixture
def seconds() -> list[float]:
    """How long each turn took, with all its waiting."""
    return []


@pytest.fixture
def running(url: str, key_path: Path) -> Iterator[Database]:
    """The bot's own database, which was opened before anything is done to its keys."""
    database = Database.open(url, Keys.load(key_path), machine_now=lambda: NOON)
    yield database
    database.close_now()


def writing(key_path: Path) -> str:
    return Keys.load(key_path).writing_id


def rotate(database: Database, key_path: Path) -> list[Progress]:
    """Add a key and bring everything under it."""
    add_key(key_path, after=bytes.fromhex(writing(key_path)))
    return list(reseal_all(database, lambda: None))


def under(database: Database) -> set[str]:
    """The keys that anything is sealed under."""
    return set(database.read_now(lambda snapshot: snapshot.sealed_values.key_ids()))


def test_no_sealed_column_is_forgotten():
    """A new sealed column has to be told to `storage.sealed`: a rotation would lose it."""
    plain = {AUDIT_LINES.c.mac, AUDIT_CHECKPOINTS.c.mac, AUDIT_CHECKPOINTS.c.signature}
    plain |= {BLIND_TOKENS.c.digest}
    binary = {
        column
        for table in METADATA.tables.values()
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }

    assert {each.table.c[each.column] for each in SEALED} == binary - plain


def test_with_the_old_key_gone_all_is_there_as_it_was(url: str, running: Database, key_path: Path):
    running.write_now(sealed_board, origin=HERE)
    before = running.read_now(all_opened)

    rotate(running, key_path)
    chained = running.read_now(lambda snapshot: snapshot.audit.key_ids())
    retire_keys(
        key_path,
        besides=bytes.fromhex(writing(key_path)),
        verifying=[bytes.fromhex(each) for each in chained],
    )

    fresh = Database.open(url, Keys.load(key_path), machine_now=lambda: NOON)
    after = fresh.read_now(all_opened)
    fresh.close_now()
    assert under(running) == {writing(key_path)}
    assert after == before
    assert all(len(each) == 1 for each in after["alike"].values())
    assert after["audit"]


def test_without_the_rotation_the_same_would_be_lost(url: str, running: Database, key_path: Path):
    """What the test above stands on: a key taken out too early opens nothing."""
    running.write_now(sealed_board, origin=HERE)
    add_key(key_path, after=bytes.fromhex(writing(key_path)))
    retire_keys(key_path, besides=bytes.fromhex(writing(key_path)), verifying=[])

    fresh = Database.open(url, Keys.load(key_path), machine_now=lambda: NOON)
    with pytest.raises(KeyMissing):
        fresh.read_now(all_opened)
    fresh.close_now()


def test_no_version_and_no_number_of_rows_changes(running: Database, key_path: Path):
    running.write_now(sealed_board, origin=HERE)
    counts = {table: _count(running, table) for table in METADATA.tables}
    versions = select(REFERRALS.c.ref, REFERRALS.c.version).order_by(REFERRALS.c.ref)
    before = running.read_now(lambda s: s._connection.execute(versions).all())

    rotate(running, key_path)

    assert {table: _count(running, table) for table in METADATA.tables} == counts
    assert running.read_now(lambda s: s._connection.execute(versions).all()) == before


def test_a_second_time_round_finds_nothing_to_do(running: Database, key_path: Path):
    running.write_now(sealed_board, origin=HERE)
    first = rotate(running, key_path)

    again = list(reseal_all(running, lambda: None))

    assert sum(each.resealed for each in first) == 14  # two referrals, a document of two parts
    assert sum(each.resealed for each in again) == 0
    assert {each.table: each.looked_at for each in again} == {
        each.table: each.looked_at for each in first
    }


def test_windows_follow_one_another_to_the_last_row(
    running: Database, key_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("storage.rotation.ROWS_LOOKED_AT", 3)
    running.write_now(partial(sealed_board, referrals=7), origin=HERE)

    told = [each for each in rotate(running, key_path) if each.table == "referrals"]

    assert [each.looked_at for each in told] == [3, 6, 7]
    assert under(running) == {writing(key_path)}


def test_what_no_key_opens_is_left_as_it_was_and_named(running: Database, key_path: Path):
    running.write_now(partial(sealed_board, referrals=5), origin=HERE)
    spoilt = b"\x01" + bytes.fromhex(writing(key_path)) + b"spoilt" * 9
    spoil = update(REFERRALS).where(REFERRALS.c.ref == "REF-2026-0002").values(sealed_t4=spoilt)
    running.write_now(lambda unit: unit._connection.execute(spoil), origin=HERE)

    told = rotate(running, key_path)

    kept = select(REFERRALS.c.sealed_t4).where(REFERRALS.c.ref == "REF-2026-0002")
    assert [key for each in told for key in each.broken] == [("REF-2026-0002",)]
    assert bytes(running.read_now(lambda s: s._connection.execute(kept).scalar() or b"")) == spoilt
    assert running.read_now(lambda s: s.referrals.get("REF-2026-0005")).identity


def test_killed_in_the_middle_beside_the_turns_it_goes_on_and_ends(
    running: Database, url: str, key_path: Path, seconds: list[float], tmp_path: Path
):
    """`kill -9` while others write; the running bot seals and reads with both keys throughout."""
    for start in range(0, 300, 10):
        running.write_now(partial(send_some, start=start), origin=HERE)
    old = writing(key_path)
    add_key(key_path, after=bytes.fromhex(old))
    said = tmp_path / "said"
    refs: list[str] = []
    process = worker.start(worker.reseal, url, key_path, said)

    until = monotonic() + 30
    while said.read_text().count("\n") < 10 and monotonic() < until:
        refs.append(sent(running, f"g-{len(refs)}", seconds))
    process.kill()
    process.join(20)
    between = running.read_now(lambda snapshot: snapshot.sealed_values.key_ids())
    opened = running.read_now(lambda snapshot: snapshot.referrals.get(refs[-1]))
    again = worker.start(worker.reseal, url, key_path, tmp_path / "again")
    while again.is_alive():
        refs.append(sent(running, f"g-{len(refs)}", seconds))
    again.join()

    kept = running.read_now(lambda s: [s.referrals.get(f"REF-2026-{n:04d}") for n in range(1, 301)])
    assert set(between) == {old, writing(key_path)}
    assert opened.identity
    assert again.exitcode == 0
    assert under(running) == {writing(key_path)}
    assert all(each.identity for each in kept)
    assert _count(running, "referrals") == 300 + len(refs) == 300 + len(set(refs))
    tokens = select(func.count()).select_from(BLIND_TOKENS).group_by(BLIND_TOKENS.c.referral)
    found = running.read_now(lambda s: s._connection.execute(tokens).scalars().all())
    assert len(found) == 300 + len(refs)
    assert len(set(found)) == 1
    assert median(seconds) < 0.1


def test_what_a_turn_changes_meanwhile_is_not_undone(running: Database, key_path: Path):
    """The turn has written and not committed yet when the row comes to be sealed anew."""
    running.write_now(sealed_board, origin=HERE)
    add_key(key_path, after=bytes.fromhex(writing(key_path)))
    has_written, may_commit = Event(), Event()

    def correct(unit: Unit) -> None:
        referral = unit.referrals.get("REF-2026-0001", for_change=True)
        identity = {**(referral.identity or {}), "subject_name": "Somebody Else-Entirely"}
        unit.referrals.save(replace(referral, identity=identity))
        has_written.set()
        may_commit.wait(10)

    def reseal() -> None:
        running.write_now(
            lambda unit: unit.sealed_values.reseal("referrals", [("REF-2026-0001",)]), origin=HERE
        )

    turn = Thread(target=lambda: running.write_now(correct, origin=HERE))
    turn.start()
    assert has_written.wait(10)
    resealing = Thread(target=reseal)
    resealing.start()
    sleep(0.3)
    may_commit.set()
    turn.join()
    resealing.join()

    kept = running.read_now(lambda snapshot: snapshot.referrals.get("REF-2026-0001"))
    assert (kept.identity or {})["subject_name"] == "Somebody Else-Entirely"
    wanted = select(BLIND_TOKENS.c.digest).where(BLIND_TOKENS.c.referral == "REF-2026-0001")
    digests = running.read_now(lambda s: s._connection.execute(wanted).scalars().all())
    of_kept = written_tokens(Keys.load(key_path), traits_of(kept))
    assert {bytes(each) for each in digests} == {digest for _, digest in of_kept}


def send_some(unit: Unit, start: int) -> None:
    for each in range(start, start + 10):
        send(unit, f"f-{each}")


def sent(database: Database, form: str, seconds: list[float]) -> str:
    """A referral as a turn sends it; how long that took is noted."""
    start = perf_counter()
    ref = database.write_now(lambda unit: send(unit, form), origin=HERE)
    seconds.append(perf_counter() - start)
    sleep(0.005)
    return ref


def _count(database: Database, table: str) -> int:
    counted = select(func.count()).select_from(METADATA.tables[table])
    return database.read_now(lambda snapshot: snapshot._connection.execute(counted).scalar_one())
