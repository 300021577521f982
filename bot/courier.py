"""The courier: takes intents from the outbox, renders them as things stand now, and sends.

Never lost, recorded once, and sent twice only where a crash falls between Teams' answer and
our commit. An intent that is taken waits for its pace, then for those before it to the same
recipient, then for a free hand; nothing is sent whose lease might not outlast the send.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

import structlog

from bot.clock import BoardClock
from bot.pace import Gate, pause
from bot.packing import Packer
from bot.router import Router
from bot.sending import LONGEST_SEND, ORIGIN, Postman
from bot.teams.adapter import places
from bot.teams.connector import Connector
from bot.turn import Office
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import TEAMS, Intent, IntentState
from storage.unit import Unit

log = structlog.get_logger()

_LEASE = timedelta(seconds=28)
_HELD = 16
_AT_ONCE = 2
_POLL = timedelta(seconds=1)
_LONGEST_HOLD = timedelta(seconds=8)
_GROWN_PAUSE = timedelta(minutes=2)


def _nobody_counts(_state: IntentState) -> None:
    """Who does not want to know what became of intents."""


class Courier:
    """Delivers the Teams lane, a little at once and at Teams' pace."""

    def __init__(
        self,
        *,
        database: Database,
        connector: Connector,
        router: Router,
        office: Office,
        clock: BoardClock,
        machine_now: Callable[[], datetime],
        ended: Callable[[IntentState], None] = _nobody_counts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._machine_now = machine_now
        self._postman = Postman(
            database=database,
            connector=connector,
            packer=Packer(router, office, clock),
            clock=clock,
            machine_now=machine_now,
            ended=ended,
        )
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._planned = Gate()
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hands = asyncio.Semaphore(_AT_ONCE)
        self._held: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something has been committed, or the clock has moved."""
        self._wake.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Deliver until told to stop; what is being sent is finished, the rest given back."""
        self._stopping = stopping
        async with asyncio.TaskGroup() as errands:
            while not stopping.is_set():
                self._wake.clear()
                if not await self._round(errands):
                    await pause(_POLL, stopping, self._wake)

    async def _round(self, errands: asyncio.TaskGroup) -> bool:
        """Take what is due, as much as can be held; whether there may be more at once."""
        free = _HELD - len(self._held)
        if not free:
            return False
        try:
            await self._postman.settle()
            now = self._machine_now()
            intents = await self._database.write(
                partial(self._take, free, now), origin=ORIGIN, name="claim"
            )
            await self._give_back([each for each in intents if not self._begin(errands, each, now)])
        except DatabaseUnavailable:
            return False
        except Exception as error:  # noqa: BLE001 - the next round must come
            fault = type(error).__name__
            log.error("courier failed", error=fault, at=places(error))  # noqa: TRY400
            return False
        return len(intents) == free

    def _take(self, free: int, now: datetime, unit: Unit) -> tuple[Intent, ...]:
        return unit.outbox.claim(
            free, lane=TEAMS, now=self._clock.now(), machine_now=now, lease=_LEASE
        )

    def _begin(self, errands: asyncio.TaskGroup, intent: Intent, now: datetime) -> bool:
        """Hold the intent until its turn to be sent; False where that is too far off."""
        wait = self._planned.delay(intent.recipient, now)
        if wait > _LONGEST_HOLD:
            return False
        self._planned.take(intent.recipient, now)
        task = errands.create_task(self._deliver(intent, wait, now + _LEASE))
        self._held.add(task)
        task.add_done_callback(self._let_go)
        return True

    def _let_go(self, task: asyncio.Task[None]) -> None:
        if len(self._held) == _HELD:
            self._wake.set()
        self._held.discard(task)

    async def _give_back(self, intents: list[Intent]) -> None:
        """Leave those whose turn is far off for later: the longer they wait, the less often."""
        if not intents:
            return
        now = self._machine_now()
        delay = self._planned.delay
        waits = [max(delay(each.recipient, now), (now - each.created_at) / 8) for each in intents]

        def put_off(unit: Unit) -> None:
            for each, wait in zip(intents, waits, strict=True):
                unit.outbox.postpone(each, now + min(wait, _GROWN_PAUSE), error="pace")

        await self._database.write(put_off, origin=ORIGIN, name="postpone")

    async def _deliver(self, intent: Intent, wait: timedelta, until: datetime) -> None:
        """Send one in its turn; a fault of ours leaves it to its lease, which ends then."""
        try:
            await pause(wait, self._stopping)
            async with self._queue_of(intent.recipient), self._hands:
                if self._stopping.is_set() or self._machine_now() + LONGEST_SEND > until:
                    await self._postman.put_off(intent, timedelta(), "given_back")
                else:
                    await self._postman.deliver(intent)
        except DatabaseUnavailable:
            log.warning("intent left to its lease", kind=intent.kind)
        except Exception as error:  # noqa: BLE001 - one bad intent must not stop the others
            name, at = type(error).__name__, places(error)
            log.error("intent failed", kind=intent.kind, error=name, at=at)  # noqa: TRY400

    def _queue_of(self, recipient: str) -> asyncio.Lock:
        """One at a time to each: edits arrive in order, and a slow one holds up no other.

        The posts of one thing wait for one another: one of them may be meant by both names.
        """
        is_post = recipient.startswith("post:")
        queue = recipient.partition("@")[0] if is_post else recipient
        return self._queues.setdefault(queue, asyncio.Lock())
