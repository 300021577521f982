"""One process of the bot on a walk: its ticker and its courier's hands, by a clock of its own.

Board time and machine time are the same here, and both stand still until the walk moves them:
a message takes a second, a tick that found something is followed by the next a minute later.
So nothing is waited for, neither the pace of Teams nor a lease.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from prometheus_client import CollectorRegistry
from sqlalchemy import func, select

from board.calendar import Calendar
from bot.clock import BoardClock
from bot.dispatch import Dispatcher
from bot.fetching import Fetcher
from bot.holidays import bank_holidays
from bot.metrics import HouseMetrics
from bot.packing import Packer
from bot.sending import Postman
from bot.teams.answers import CardAnswer
from bot.teams.connector import Connector
from bot.teams.hosts import ServiceHosts
from bot.teams.incoming import read
from bot.ticker import Ticker
from bot.turn import Office
from bot.wiring import all_rooms
from storage.cipher import Keys
from storage.database import Database
from storage.outbox import TEAMS, Intent, IntentState
from storage.tables.ledger import INTENTS
from storage.unit import Origin, Snapshot, Unit
from tests.fakes.channel import Json

HERE = Origin(place="test", trace="")
CALENDAR = Calendar(bank_holidays())
OFFICE = Office(calendar=CALENDAR, duty_number="01632 960999", rehearsal=True)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_LEASE = timedelta(seconds=28)
_WAITS = timedelta(minutes=5)
_MOST_TICKS = 30
_PENDING = (INTENTS.c.lane == TEAMS, INTENTS.c.state == IntentState.PENDING)


class WalkClock(BoardClock):
    """Board time and machine time in one, moved by hand."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        """Where the walk is."""
        return self.at

    def reach(self, at: datetime) -> None:
        """Go on to an instant, never back."""
        self.at = max(self.at, at)

    def next_minute(self) -> None:
        """Go on to where the ticker ticks next."""
        self.at = self.at.replace(second=0, microsecond=0) + MINUTE


@dataclass
class Label:
    """The token that the bot shows: here it says which intent is being sent, and when.

    So the far end knows of each message what it was, also where its sender died over it.
    """

    clock: WalkClock
    intent: Intent | None = None

    async def token(self) -> str | None:
        """What is being sent."""
        sent = self.intent
        told = {"at": self.clock.at.isoformat()}
        if sent is not None:
            told |= {"kind": sent.kind, "about": sent.about, "to": sent.recipient}
        return orjson.dumps(told).decode()

    def forget(self) -> None:
        """It stays what it is."""


@dataclass
class Walker:
    """A process: what it stands on, and what it can do."""

    database: Database
    clock: WalkClock
    postman: Postman
    label: Label
    dispatcher: Dispatcher
    ticker: Ticker
    metrics: HouseMetrics
    ended: list[IntentState] = field(default_factory=list)

    async def tick(self) -> int:
        """What the ticker does each minute, but for disposal; how much was new."""
        return await self.ticker.remind(self.clock.now())

    async def deliver(self, at_most: int = 16) -> int:
        """Take what is due and send it, one after the other; how many were taken."""
        claim = partial(self._claim, limit=at_most)
        taken = await self.database.write(claim, origin=HERE, name="claim")
        for each in taken:
            self.label.intent = each
            await self.postman.deliver(each)
            self.label.intent = None
            self.clock.reach(self.clock.at + SECOND)
        return len(taken)

    async def hour(self, at: datetime) -> int:
        """All that happens from this instant on until nothing is left to do; messages sent."""
        self.clock.reach(at)
        sent = 0
        for _ in range(_MOST_TICKS):
            new = await self.tick()
            taken = 0
            while some := await self._delivered_or_waited():
                taken += some
            sent += taken
            if not new and not taken:
                return sent
            self.clock.next_minute()
        raise AssertionError(f"it does not come to an end: {at}")

    async def close_the_day(self) -> None:
        """One whole tick with its disposal, and the seal on the audit."""
        await self.ticker.tick()
        await self.ticker.seal()

    async def pending(self) -> int:
        """How many intents are due and not sent."""
        count = select(func.count()).where(*_PENDING, INTENTS.c.not_before <= self.clock.at)
        return int(await self.database.read(lambda each: _scalar(each, count)))

    async def press(self, verb: str, data: Json, activity: Any) -> CardAnswer:
        """Somebody presses a button; `activity` makes it (the far end's `execute`)."""
        answer = await self.dispatcher.hear(read(activity(verb, data)))
        assert isinstance(answer, CardAnswer), answer
        return answer

    async def _delivered_or_waited(self) -> int:
        """Deliver what can go now, or else what is put off for some minutes only."""
        retry_at = select(INTENTS.c.retry_at).where(
            *_PENDING, INTENTS.c.not_before <= self.clock.at
        )
        waits = await self.database.read(lambda each: each._connection.scalars(retry_at).all())
        until = min((each or self.clock.at for each in waits), default=None)
        if until is None or until > self.clock.at + _WAITS:
            return 0
        self.clock.reach(until)
        return await self.deliver()

    def _claim(self, unit: Unit, *, limit: int) -> tuple[Intent, ...]:
        now = self.clock.now()
        return unit.outbox.claim(limit, lane=TEAMS, now=now, machine_now=now, lease=_LEASE)


@asynccontextmanager
async def walking(url: str, key_file: Path, at: datetime) -> AsyncIterator[Walker]:
    """A process on this database, wired as the house is but for its clocks."""
    clock = WalkClock(at)
    label = Label(clock)
    database = Database.open(url, Keys.load(key_file), machine_now=clock.now)
    router = all_rooms()
    ended: list[IntentState] = []
    metrics = HouseMetrics(CollectorRegistry())
    async with aiohttp.ClientSession() as session:
        hosts = ServiceHosts.of(("127.0.0.1",))
        connector = Connector(session, label, hosts, clock.now)
        postman = Postman(
            database=database,
            connector=connector,
            packer=Packer(router, OFFICE, clock),
            clock=clock,
            machine_now=clock.now,
            ended=ended.append,
        )
        dispatcher = Dispatcher(
            database=database,
            router=router,
            connector=connector,
            office=OFFICE,
            clock=clock,
            fetcher=Fetcher(database, session, hosts, clock),
        )
        ticker = Ticker(
            database=database,
            clock=clock,
            calendar=CALENDAR,
            metrics=metrics,
            machine_now=clock.now,
        )
        try:
            yield Walker(database, clock, postman, label, dispatcher, ticker, metrics, ended)
        finally:
            await database.close()


async def walk(walker: Walker, hours: Iterable[datetime]) -> None:
    """Go through these hours; at the end of each day everything has been sent."""
    day = None
    for at in hours:
        if day is not None and at.date() != day:
            assert await walker.pending() == 0, f"not sent on {day}"
            await walker.close_the_day()
        day = at.date()
        await walker.hour(at)
    await walker.close_the_day()
    assert await walker.pending() == 0
    ticked = walker.metrics.last_tick._value.get()
    assert datetime.fromtimestamp(ticked, UTC) == walker.clock.at, "a tick has failed"


def _scalar(snapshot: Snapshot, statement: Any) -> Any:
    return snapshot._connection.execute(statement).scalar()
