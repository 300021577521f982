"""The audit is chained behind the writers, and a check names the first line that is wrong."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage.audit import Broken, Head, Verdict
from storage.cipher import Keys
from storage.database import Database
from storage.disposal import AUDIT_KEPT, dispose_audit
from storage.unit import Unit
from tests.storage.builders import HERE, NOON, a_fact
from tests.storage.conftest import Clock, Opener


def written(database: Database, number: int, start: int = 1) -> None:
    for each in range(start, start + number):
        database.write_now(lambda u, n=each: u.record(a_fact(f"REF-2026-{n:04d}")), origin=HERE)


def sealed(database: Database) -> int:
    return database.write_now(lambda unit: unit.audit.seal(), origin=HERE)


def verified(database: Database, known: dict[int, str] | None = None) -> Verdict:
    return database.read_now(lambda s: s.audit.verify(known))


def damage(database: Database, statement: str) -> None:
    with database._engine.begin() as connection:
        connection.execute(text(statement))


def test_a_line_says_who_did_what_where_and_when_by_both_clocks(database: Database, clock: Clock):
    clock.forward(timedelta(minutes=3))

    written(database, 1)

    (line,) = database.read_now(lambda s: s.audit.lines_about("REF-2026-0001"))
    assert {key: line[key] for key in ("name", "by", "tier", "result", "place", "trace")} == {
        "name": "ReferralOpened",
        "by": "account-triager",
        "tier": 4,
        "result": "done",
        "place": "personal",
        "trace": "trace-1",
    }
    assert (line["at"], line["recorded_at"]) == (NOON, NOON + timedelta(minutes=3))
    assert line["number"] is None


def test_a_chain_that_nobody_touched_is_whole(database: Database):
    written(database, 5)
    first = sealed(database)
    written(database, 2, start=6)

    verdict = verified(database)

    head = database.read_now(lambda s: s.audit.head())
    assert first == 5
    assert verdict == Verdict(checked=5, unsealed=2, head=head)
    assert verdict.is_whole
    assert head is not None
    assert head.number == 5


def test_an_empty_audit_is_whole(database: Database):
    assert sealed(database) == 0
    assert verified(database) == Verdict(checked=0, unsealed=0, head=None)


DAMAGE = {
    "changed": ("UPDATE audit_lines SET about = 'REF-2026-0099' WHERE number = 3", "changed", 3),
    "whoever": ('UPDATE audit_lines SET "by" = \'nobody\' WHERE number = 1', "changed", 1),
    "later": ("UPDATE audit_lines SET recorded_at = 1 WHERE number = 2", "changed", 2),
    "deleted": ("DELETE FROM audit_lines WHERE number = 3", "missing", 3),
    "first": ("DELETE FROM audit_lines WHERE number = 1", "missing", 1),
    "unsealed": (
        "UPDATE audit_lines SET number = NULL, mac = NULL WHERE number = 4", "missing", 4
    ),
    "unknown key": ("UPDATE audit_lines SET key_id = 'ff' WHERE number = 2", "key", 2),
}  # fmt: skip


@pytest.mark.parametrize("how", DAMAGE)
def test_the_first_broken_line_is_named(database: Database, how: str):
    statement, broken, at = DAMAGE[how]
    written(database, 5)
    sealed(database)

    damage(database, statement)

    verdict = verified(database)
    assert (verdict.broken, verdict.at) == (Broken(broken), at)


def test_lines_in_another_order_break_the_chain(database: Database):
    written(database, 5)
    sealed(database)

    for number, to in ((2, 100), (3, 2), (100, 3)):
        moved = f"UPDATE audit_lines SET number = {to} WHERE number = {number}"  # noqa: S608
        damage(database, moved)

    assert (verified(database).broken, verified(database).at) == (Broken.CHANGED, 2)


def test_lines_cut_from_the_end_are_missed_by_a_head_noted_elsewhere(database: Database):
    written(database, 5)
    sealed(database)
    head = database.read_now(lambda s: s.audit.head())
    assert head is not None

    damage(database, "DELETE FROM audit_lines WHERE number > 3")

    verdict = verified(database, {head.number: head.mac})
    assert verified(database).is_whole
    assert (verdict.broken, verdict.at) == (Broken.MISSING, 4)


def test_a_chain_written_anew_is_found_by_a_head_noted_elsewhere(database: Database):
    written(database, 3)
    sealed(database)

    assert verified(database, {3: "00" * 32}).broken is Broken.HEAD


def test_the_chain_goes_on_under_a_new_key(url: str, opener: Opener):
    old, new = b"o" * 32, b"n" * 32
    verdicts = []
    for secrets, start in (([old], 1), ([old, new], 3)):
        database = Database.open(url, Keys(secrets), machine_now=lambda: NOON)
        written(database, 2, start=start)
        sealed(database)
        verdicts.append(verified(database))
        database.close_now()

    stranger = verified(opener(url))
    assert [(each.checked, each.broken) for each in verdicts] == [(2, None), (4, None)]
    assert (stranger.broken, stranger.at) == (Broken.KEY, 1)


async def test_several_sealers_number_each_line_once(url: str, opener: Opener):
    databases = [opener(url), opener(url)]
    facts = [replace(a_fact(), about=f"R-{number}") for number in range(60)]

    async def write() -> None:
        for fact in facts:
            await databases[0].write(lambda u, f=fact: u.record(f), origin=HERE)

    async def seal(database: Database) -> None:
        for _ in range(15):
            await database.write(lambda unit: unit.audit.seal(7), origin=HERE)

    await asyncio.gather(write(), *(seal(each) for each in databases))
    while await databases[0].write(lambda unit: unit.audit.seal(7), origin=HERE):
        pass

    verdict = await databases[0].read(lambda s: s.audit.verify())
    assert (verdict.checked, verdict.unsealed, verdict.broken) == (60, 0, None)


def test_old_lines_leave_with_a_signed_checkpoint(database: Database, clock: Clock):
    written(database, 3)
    sealed(database)
    clock.forward(AUDIT_KEPT + timedelta(days=1))
    written(database, 2, start=4)
    sealed(database)

    disposed = database.write_now(dispose(clock), origin=HERE)
    again = database.write_now(dispose(clock), origin=HERE)
    sealed(database)

    verdict = verified(database)
    assert (disposed, again) == (3, 0)
    assert (verdict.checked, verdict.broken) == (3, None)
    damage(database, "UPDATE audit_checkpoints SET mac = signature")
    assert verified(database).broken is Broken.CHECKPOINT


def test_the_chain_goes_on_where_every_line_has_left(database: Database, clock: Clock):
    written(database, 3)
    sealed(database)
    clock.forward(AUDIT_KEPT + timedelta(days=1))

    disposed = database.write_now(dispose(clock), origin=HERE)
    sealed(database)

    head = database.read_now(lambda s: s.audit.head())
    assert disposed == 3
    assert isinstance(head, Head)
    assert head.number == 4
    assert verified(database).is_whole


def dispose(clock: Clock) -> Callable[[Unit], int]:
    return lambda unit: dispose_audit(unit, clock(), clock())
