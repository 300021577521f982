"""Work that outlasts a lease: the intent is held on to meanwhile, ended once, or given back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

import structlog

from graph.errors import FaultKind, FilingFault
from storage.database import Database
from storage.outbox import Intent, IntentState
from storage.unit import Origin, Unit

log = structlog.get_logger()
Done = TypeVar("Done")

ORIGIN: Final = Origin(place="filing", trace="")
LEASE: Final = timedelta(seconds=28)
RENEWED: Final = timedelta(seconds=8)
QUICK: Final = (timedelta(seconds=4), timedelta(seconds=10))
"""Pauses before the second and third try: all three within half a minute."""
_FIRST_LONG: Final = timedelta(seconds=30)
_SLOW: Final = timedelta(minutes=2)
_LONGEST: Final = timedelta(minutes=30)
_LONGEST_TOLD: Final = timedelta(hours=1)
_MOST_TRIES: Final = 10
_NOT_BY_ITSELF: Final = {
    FaultKind.FORBIDDEN,
    FaultKind.FULL,
    FaultKind.NOT_CONFIGURED,
    FaultKind.UNAUTHORISED,
}
"""What an administrator has to put right: that takes its time."""


class LeaseLost(Exception):
    """Somebody else has the intent by now."""


class Leases:
    """Holds intents of the lane of Microsoft 365, and ends them."""

    def __init__(
        self,
        database: Database,
        machine_now: Callable[[], datetime],
        ended: Callable[[IntentState], None],
    ) -> None:
        self._database = database
        self.machine_now = machine_now
        self.ended = ended

    async def end(self, intent: Intent, state: IntentState, error: str = "") -> None:
        """End an intent."""
        now = self.machine_now()
        await self._database.write(
            lambda unit: unit.outbox.finish(intent, state, machine_now=now, error=error or None),
            origin=ORIGIN,
            name="end",
        )
        self.ended(state)

    async def put_off(self, intent: Intent, pause: timedelta, error: str) -> None:
        """Give an intent back for so long; that is not an attempt."""
        until = self.machine_now() + pause
        await self._database.write(
            lambda unit: unit.outbox.postpone(intent, until, error=error),
            origin=ORIGIN,
            name="postpone",
        )

    async def held(self, intent: Intent, work: Awaitable[Done]) -> Done:
        """Do what takes long, and hold on to the intent meanwhile.

        Raises LeaseLost where that did not succeed: then nothing more is done.
        """
        doing = asyncio.ensure_future(work)
        beat = asyncio.ensure_future(self._beat(intent))
        try:
            await asyncio.wait({doing, beat}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                raise LeaseLost
            return await doing
        finally:
            doing.cancel()
            beat.cancel()
            await asyncio.gather(doing, beat, return_exceptions=True)

    async def _beat(self, intent: Intent) -> None:
        """Renew the lease until it is somebody else's; one renewal that fails is made up for."""
        until = self.machine_now() + LEASE
        while self.machine_now() < until:
            await asyncio.sleep(RENEWED.total_seconds())
            now = self.machine_now()
            renew = partial(_renew, intent, now + LEASE)
            try:
                is_ours = await self._database.write(renew, origin=ORIGIN, name="renew")
            except Exception as error:  # noqa: BLE001 - the database may come back in time
                log.warning("lease not renewed", error=type(error).__name__)
                continue
            if not is_ours:
                return
            until = now + LEASE


def pause_after(tries: int, fault: FilingFault) -> timedelta:
    """How long until the next try: soon at first, then growing; what was told is honoured."""
    if fault.kind in _NOT_BY_ITSELF:
        pause: timedelta = min(_SLOW * 3 ** min(tries, _MOST_TRIES), _LONGEST)
    elif tries < len(QUICK):
        pause = QUICK[tries]
    else:
        pause = min(_FIRST_LONG * 2 ** min(tries - len(QUICK), _MOST_TRIES), _LONGEST)
    told: timedelta = min(fault.retry_after or timedelta(), _LONGEST_TOLD)
    return max(pause, told)


def _renew(intent: Intent, until: datetime, unit: Unit) -> bool:
    return unit.outbox.renew(intent, until)
