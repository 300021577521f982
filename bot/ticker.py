"""The ticker: on every replica, every minute, does what is due and notes that it did."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from board.calendar import LONDON, Calendar
from bot.clock import BoardClock
from bot.due import do_what_is_due
from bot.due_actions import do_what_the_tracker_owes
from bot.due_cycle import do_what_the_cycle_owes
from bot.due_governance import do_what_governance_owes
from bot.due_updates import do_what_updates_owe
from bot.holidays import DaysOff
from bot.metrics import HouseMetrics
from bot.minutes_due import do_what_minutes_owe
from bot.pace import pause
from bot.teams.adapter import places
from storage.database import Database
from storage.disposal import dispose_audit, dispose_content, dispose_drafts, dispose_replays
from storage.errors import DatabaseUnavailable
from storage.unit import Origin, Unit

log = structlog.get_logger()

_EVERY = timedelta(seconds=60)
_SEALED_EVERY = timedelta(seconds=2)
_MEASURED_EVERY = timedelta(seconds=5)
_ORIGIN = Origin(place="ticker", trace="")


class Ticker:
    """Disposal on each tick; behind it the sealing of the audit and the gauges."""

    def __init__(
        self,
        *,
        database: Database,
        clock: BoardClock,
        calendar: Calendar,
        metrics: HouseMetrics,
        machine_now: Callable[[], datetime],
        days_off: DaysOff | None = None,
        prepare: Callable[[datetime], Awaitable[object]] | None = None,
    ) -> None:
        self._papers = prepare
        self._days_off = days_off
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._metrics = metrics
        self._machine_now = machine_now
        self._wake = asyncio.Event()
        self._head_noted: date | None = None

    def wake(self) -> None:
        """The clock has moved: look at once."""
        self._wake.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Tick until told to stop."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._repeat(self.tick, _EVERY, stopping, self._wake))
            tasks.create_task(self._repeat(self.seal, _SEALED_EVERY, stopping))
            tasks.create_task(self._repeat(self.measure, _MEASURED_EVERY, stopping))

    async def tick(self) -> None:
        """Everything that is due now; where one part fails, the others are still done."""
        now = self._clock.now()
        parts = (self._learn, self.remind, self._prepare, self._dispose, self._note_head)
        managed = [await self._manage(partial(part, now), part.__name__) for part in parts]
        if all(managed) and await self._manage(self._note_tick, "note_tick"):
            self._metrics.last_tick.set(self._machine_now().timestamp())

    async def _note_tick(self) -> None:
        """For `doctor`, which stands beside the bot and may not ask it."""
        now = self._machine_now()
        await self._database.write(
            lambda unit: unit.settings.note_tick(now), origin=_ORIGIN, name="note_tick"
        )

    async def _learn(self, _now: datetime) -> None:
        """Take over the days off, which another replica may have changed."""
        if self._days_off is not None:
            read = await self._database.read(lambda snapshot: snapshot.settings.day_changes)
            self._days_off.change(read)

    async def remind(self, now: datetime) -> int:
        """Have all said and begun that is due, each thing once; how much was new."""
        database, calendar = self._database, self._calendar
        return sum(
            [
                await do_what_is_due(database, now, calendar),
                await do_what_the_tracker_owes(database, now, calendar),
                await do_what_governance_owes(database, now, calendar),
                await do_what_minutes_owe(database, now, calendar),
                await do_what_the_cycle_owes(database, now, calendar),
                await do_what_updates_owe(database, now, calendar),
            ]
        )

    async def _prepare(self, now: datetime) -> None:
        """Make the papers that are due, which takes a process beside the bot."""
        if self._papers is not None:
            await self._papers(now)

    async def _dispose(self, now: datetime) -> None:
        disposed = 0
        for dispose in (dispose_drafts, dispose_replays, dispose_content):
            disposed += await self._database.write(
                partial(dispose, now=now), origin=_ORIGIN, name=dispose.__name__
            )
        disposed += await self._database.write(
            lambda unit: dispose_audit(unit, now, self._machine_now()),
            origin=_ORIGIN,
            name="dispose_audit",
        )
        if disposed:
            await self._database.scrub()
            log.info("disposed", count=disposed)

    async def seal(self) -> None:
        """Number and chain the audit lines that wait."""
        while await self._database.write(_seal, origin=_ORIGIN, name="seal"):
            pass

    async def measure(self) -> None:
        """Bring the gauges of the outbox up to date."""
        now = self._clock.now()
        counts, oldest = await self._database.read(
            lambda snapshot: (snapshot.outbox.counts(), snapshot.outbox.oldest_due(now)),
            name="measure",
        )
        self._metrics.show_outbox(counts, (now - oldest) if oldest else timedelta())

    async def _note_head(self, now: datetime) -> None:
        """Log the audit's head once a day, so that it stands somewhere else too."""
        today = now.astimezone(LONDON).date()
        if today == self._head_noted:
            return
        head = await self._database.read(lambda snapshot: snapshot.audit.head(), name="head")
        self._head_noted = today
        if head is not None:
            log.info("audit head", number=head.number, mac=head.mac)

    async def _repeat(
        self,
        what: Callable[[], Awaitable[None]],
        every: timedelta,
        stopping: asyncio.Event,
        wake: asyncio.Event | None = None,
    ) -> None:
        while not stopping.is_set():
            if wake is not None:
                wake.clear()
            await self._manage(what, getattr(what, "__name__", ""))
            await pause(every, *((stopping,) if wake is None else (stopping, wake)))

    async def _manage(self, what: Callable[[], Awaitable[object]], name: str) -> bool:
        """Whether it went well; whatever it was, the next round comes."""
        try:
            await what()
        except DatabaseUnavailable:
            log.warning("database unavailable", during=name)
        except Exception as error:  # noqa: BLE001 - the next round must come
            fault = type(error).__name__
            log.error("tick failed", during=name, error=fault, at=places(error))  # noqa: TRY400
        else:
            return True
        return False


def _seal(unit: Unit) -> int:
    return unit.audit.seal()
