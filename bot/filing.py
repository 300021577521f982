"""The filer: takes what is for Microsoft 365 from the outbox, beside the courier.

Never lost, never twice, never written over: a document stays until it is in the channel's
files, however long that takes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from bot.clock import BoardClock
from bot.lease import LEASE, ORIGIN, LeaseLost, Leases
from bot.pace import pause
from bot.teams.adapter import places
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import GRAPH, Intent, IntentState
from storage.unit import Unit

log = structlog.get_logger()

Work = Callable[[Intent], Awaitable[None]]
AT_ONCE: Final = 3
POLL: Final = timedelta(seconds=2)
FINISH_WITHIN: Final = 8.0
"""Seconds that what is under way has once the bot is told to stop; then it goes on later."""


async def nothing_to_warm() -> None:
    """Where there is no Microsoft 365."""


class Filer:
    """Does the work of the lane of Microsoft 365, each kind by whoever knows it."""

    def __init__(
        self,
        *,
        database: Database,
        works: Mapping[str, Work],
        clock: BoardClock,
        leases: Leases,
        warm: Callable[[], Awaitable[None]] = nothing_to_warm,
    ) -> None:
        self._database = database
        self._works = works
        self._clock = clock
        self._warm = warm
        self._leases = leases
        self._wake = asyncio.Event()
        self._held: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something has been committed, or the clock has moved."""
        self._wake.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until told to stop; an upload that is cut off then goes on from there later."""
        warming = asyncio.ensure_future(self._warmed())
        try:
            while not stopping.is_set():
                self._wake.clear()
                if not await self._round():
                    await pause(POLL, stopping, self._wake)
        finally:
            warming.cancel()
            if self._held:
                await asyncio.wait(self._held, timeout=FINISH_WITHIN)
            for task in self._held:
                task.cancel()
            await asyncio.gather(warming, *self._held, return_exceptions=True)

    async def _warmed(self) -> None:
        """Load what takes a second beside the start; whoever files says what is wrong with it."""
        with suppress(Exception):
            await self._warm()

    async def _round(self) -> bool:
        """Take what is due, as much as there are hands; whether there may be more at once."""
        free = AT_ONCE - len(self._held)
        if not free:
            return False
        try:
            intents = await self._database.write(
                partial(self._take, free), origin=ORIGIN, name="claim"
            )
        except DatabaseUnavailable:
            return False
        except Exception as error:  # noqa: BLE001 - the next round must come
            log.error("filer failed", error=type(error).__name__, at=places(error))  # noqa: TRY400
            return False
        for intent in intents:
            task = asyncio.get_running_loop().create_task(self._do(intent))
            self._held.add(task)
            task.add_done_callback(self._let_go)
        return len(intents) == free

    def _take(self, free: int, unit: Unit) -> tuple[Intent, ...]:
        return unit.outbox.claim(
            free,
            lane=GRAPH,
            now=self._clock.now(),
            machine_now=self._leases.machine_now(),
            lease=LEASE,
        )

    def _let_go(self, task: asyncio.Task[None]) -> None:
        self._held.discard(task)
        self._wake.set()

    async def _do(self, intent: Intent) -> None:
        """Do one; a fault of ours leaves it to its lease, which ends then."""
        work = self._works.get(intent.kind)
        try:
            if work is None:
                await self._leases.end(intent, IntentState.DEAD, "unknown_kind")
            else:
                await work(intent)
        except asyncio.CancelledError:
            await self._leases.put_off(intent, timedelta(), "given_back")
            raise
        except (DatabaseUnavailable, LeaseLost):
            log.warning("intent left to its lease", kind=intent.kind)
        except Exception as error:  # noqa: BLE001 - one bad intent must not stop the others
            name, at = type(error).__name__, places(error)
            log.error("intent failed", kind=intent.kind, error=name, at=at)  # noqa: TRY400
