"""What the ticker does, by itself and beside another replica's, on real databases."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from board.referrals import ReferralState
from bot.clock import BoardClock
from bot.metrics import HouseMetrics
from bot.ticker import Ticker
from storage.cipher import Keys
from storage.database import Database
from storage.disposal import AUDIT_KEPT, CONTENT_KEPT
from storage.tables.ledger import AUDIT_LINES
from storage.unit import Snapshot, Unit
from tests.storage.builders import CALENDAR, HERE, a_draft, a_fact, a_referral, people

NOW = datetime.now(UTC)  # noqa: TID251
DAY = timedelta(days=1)
REFERRALS = 12


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys.make(tmp_path / "keys")


@asynccontextmanager
async def opened(
    url: str, keys: Keys, machine_now: Callable[[], datetime] = lambda: NOW
) -> AsyncIterator[Database]:
    database = Database.open(url, keys, machine_now=machine_now)
    database.migrate()
    try:
        yield database
    finally:
        await database.close()


def ticker_on(database: Any, metrics: HouseMetrics | None = None) -> Ticker:
    return Ticker(
        database=database,
        clock=BoardClock(),
        calendar=CALENDAR,
        metrics=metrics or HouseMetrics(CollectorRegistry()),
        machine_now=lambda: NOW,
    )


def long_ago(unit: Unit) -> None:
    """Referrals that ended more than a year ago, and a draft that nobody has touched."""
    people(unit)
    ended = NOW - CONTENT_KEPT - DAY
    for _ in range(REFERRALS):
        referral = a_referral(unit, at=ended)
        gone = replace(referral, state=ReferralState.WITHDRAWN, withdrawn_at=ended)
        unit.referrals.save(gone)
    unit.drafts.insert(a_draft("form-of-long-ago", at=NOW - 30 * DAY))


async def lines(database: Database, name: str) -> list[str]:
    """What the audit's lines of this name are about."""
    wanted = select(AUDIT_LINES.c.about).where(AUDIT_LINES.c.name == name)

    def look(snapshot: Snapshot) -> list[str]:
        return list(snapshot._connection.execute(wanted).scalars())

    return await database.read(look)


async def test_two_replicas_dispose_and_seal_at_once_and_the_chain_stays_whole(
    postgres_url: str, keys: Keys
):
    before = NOW - AUDIT_KEPT - DAY
    async with opened(postgres_url, keys, lambda: before) as old:
        await old.write(long_ago, origin=HERE)
        for number in range(20):
            await old.write(lambda unit, n=number: unit.record(a_fact(f"old-{n}")), origin=HERE)
        await old.write(lambda unit: unit.audit.seal(), origin=HERE)
    async with opened(postgres_url, keys) as one, opened(postgres_url, keys) as other:
        replicas = [ticker_on(one), ticker_on(other)]
        with structlog.testing.capture_logs() as logs:
            for _ in range(4):
                work = [each() for ticker in replicas for each in (ticker.tick, ticker.seal)]
                await asyncio.gather(*work)

        verdict = await one.read(lambda snapshot: snapshot.audit.verify())
        disposed = await lines(one, "ReferralContentDisposed")
        drafts = await lines(one, "DraftsDisposed")
        cut = await lines(one, "AuditDisposed")
    assert not [each for each in logs if each["log_level"] == "error"]
    assert verdict.is_whole
    assert verdict.unsealed == 0
    assert len(disposed) == len(set(disposed)) == REFERRALS
    assert (len(drafts), len(cut)) == (1, 1)


async def test_where_one_part_fails_the_others_are_still_done(tmp_path: Path, keys: Keys):
    registry = CollectorRegistry()
    async with opened(f"sqlite:///{tmp_path / 'mhrmb.db'}", keys) as database:
        await database.write(long_ago, origin=HERE)
        broken = ticker_on(Broken(database), HouseMetrics(registry))
        with structlog.testing.capture_logs() as logs:
            await broken.tick()

        assert len(await lines(database, "ReferralContentDisposed")) == REFERRALS
    assert registry.get_sample_value("mhrmb_last_tick_timestamp_seconds") == 0
    (failed,) = [each for each in logs if each["log_level"] == "error"]
    assert (failed["event"], failed["error"]) == ("tick failed", "ZeroDivisionError")


async def test_a_clock_that_moves_wakes_it_and_a_stop_ends_it(tmp_path: Path, keys: Keys):
    async with opened(f"sqlite:///{tmp_path / 'mhrmb.db'}", keys) as database:
        ticker, ticks, stopping = ticker_on(database), asyncio.Queue[int](), asyncio.Event()

        async def tick() -> None:
            ticks.put_nowait(1)

        ticker.tick = tick  # type: ignore[method-assign]
        running = asyncio.ensure_future(ticker.run(stopping))
        async with asyncio.timeout(5):
            await ticks.get()
            ticker.wake()
            await ticks.get()
            stopping.set()
            await running


class Broken:
    """A database that cannot tell what is due."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.write, self.scrub = database.write, database.scrub

    async def read(self, work: Any, *, name: str = "") -> Any:
        if name == "look for what is due":
            raise ZeroDivisionError
        return await self.database.read(work, name=name)
