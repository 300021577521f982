"""One intent at a time: sends it, and writes down what became of it."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from board.facts import Notice
from bot.clock import BoardClock
from bot.pace import Gate
from bot.packing import NOT_INSTALLED, UNREACHED, Later, Packer, Parcel, Spread, Undeliverable
from bot.teams.adapter import places
from bot.teams.connector import Connector, Outgoing, Sent
from bot.teams.faults import FaultKind, SendFault
from bot.teams.references import Reference
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import UPDATE, Intent, IntentState
from storage.posts import Post
from storage.undelivered import OUT_OF_HOURS
from storage.unit import Origin, Unit

log = structlog.get_logger()

Work = Callable[[Unit], object]
ORIGIN = Origin(place="courier", trace="")
LONGEST_SEND = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(milliseconds=300)
_LONGEST_PAUSE = timedelta(minutes=5)
_SHORTEST_PAUSE = timedelta(seconds=2)
_GROWN_PAUSE = timedelta(minutes=2)
_LONGEST_TURN = timedelta(seconds=10)
_STOPS = {
    FaultKind.NOT_INSTALLED: IntentState.WAITING,
    FaultKind.UNCLEAR: IntentState.UNKNOWN,
}
_FORGETS = frozenset({FaultKind.BLOCKED, FaultKind.NOT_INSTALLED, FaultKind.GONE})
"""What tells that the way to somebody's chat is of no use any more."""


class Postman:
    """Looks at an intent once more, sends it, and ends it."""

    def __init__(
        self,
        *,
        database: Database,
        connector: Connector,
        packer: Packer,
        clock: BoardClock,
        machine_now: Callable[[], datetime],
        ended: Callable[[IntentState], None],
    ) -> None:
        self._database = database
        self._connector = connector
        self._packer = packer
        self._clock = clock
        self._machine_now = machine_now
        self._ended = ended
        self._gate = Gate()
        self._owed: list[tuple[str, tuple[Work, ...]]] = []

    async def deliver(self, intent: Intent) -> None:
        """Send it as things stand, at Teams' pace, or write down why not."""
        found = await self._database.read(partial(self._packer.pack, intent), name="pack")
        if isinstance(found, Undeliverable):
            await self._end(intent, found.state, found.error, found.retry_after)
        elif isinstance(found, Later):
            await self.put_off(intent, found.wait, OUT_OF_HOURS)
        elif isinstance(found, Spread):
            await self._write("spread", partial(self._spread, intent, found, self._clock.now()))
        elif await self._may_go(intent, found):
            await self._send(intent, found)

    async def put_off(self, intent: Intent, wait: timedelta, error: str) -> None:
        """Leave it for later; that is not an attempt."""
        until = self._machine_now() + wait
        await self._write("postpone", lambda unit: unit.outbox.postpone(intent, until, error=error))

    async def settle(self) -> None:
        """Write what an outage kept us from writing, before anything is taken again.

        Raises DatabaseUnavailable.
        """
        while self._owed:
            name, works = self._owed[0]
            try:
                await self._first_of(name, works)
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - the others are owed too
                _log_failed(name, error)
            del self._owed[0]

    async def _may_go(self, intent: Intent, parcel: Parcel) -> bool:
        """Take its place in the conversation, after a short wait if need be, or put it off."""
        now = self._machine_now()
        wait = self._gate.delay(parcel.place_key, now)
        if wait > _LONGEST_WAIT:
            await self.put_off(intent, wait, "pace")
            return False
        self._gate.take(parcel.place_key, now)
        await asyncio.sleep(wait.total_seconds())
        return True

    async def _send(self, intent: Intent, parcel: Parcel) -> None:
        outgoing = Outgoing(card=parcel.card.content, summary=parcel.card.summary)
        sent = None
        try:
            async with asyncio.timeout(LONGEST_SEND.total_seconds()):
                if parcel.to_open:
                    parcel = await self._open(parcel)
                if parcel.post is not None:
                    sent = await self._edit(parcel, parcel.post, outgoing)
                if sent is None:
                    # From here on it is a new message: what is in doubt is not repeated.
                    parcel = replace(parcel, post=None)
                    sent = await self._connector.send(parcel.reference, outgoing)
        except SendFault as fault:
            await self._failed(intent, parcel, fault)
        except TimeoutError:
            await self._failed(intent, parcel, SendFault(FaultKind.UNCLEAR, code="too_slow"))
        else:
            note = partial(self._note_sent, intent, parcel, sent)
            noted = partial(self._note_delivered, intent, parcel, sent, self._clock.now())
            await self._write("sent", noted, note)
            self._ended(IntentState.SENT)

    async def _open(self, parcel: Parcel) -> Parcel:
        """Open a member's own chat with the bot, and keep the way to it."""
        through = parcel.reference
        reference = await self._connector.open_personal(
            through, parcel.to_open, through.tenant or ""
        )
        keep = partial(_keep_reference, parcel.place_key, reference, self._machine_now())
        await self._write("opened", keep)
        return replace(parcel, reference=reference, to_open="")

    async def _edit(self, parcel: Parcel, post: Post, outgoing: Outgoing) -> Sent | None:
        """Edit what was posted; None where it is gone."""
        reference = parcel.reference
        try:
            await self._connector.update(reference, post.conversation, post.activity, outgoing)
        except SendFault as fault:
            if fault.kind is not FaultKind.GONE:
                raise
            return None
        return Sent(post.conversation, post.activity)

    def _note_delivered(
        self, intent: Intent, parcel: Parcel, sent: Sent, now: datetime, unit: Unit
    ) -> None:
        """Note that it was sent, and let whoever declared the notice note it too."""
        if self._note_sent(intent, parcel, sent, unit) and parcel.sent is not None:
            parcel.sent(unit, intent.about, intent.recipient, now)

    def _note_sent(self, intent: Intent, parcel: Parcel, sent: Sent, unit: Unit) -> bool:
        is_ours = unit.outbox.finish(intent, IntentState.SENT, machine_now=self._machine_now())
        if not is_ours:
            log.warning("intent sent after its lease", kind=intent.kind)
        if parcel.thing and sent.activity:
            before = unit.posts.get(parcel.thing, parcel.place_key)
            post = Post(
                thing=parcel.thing,
                place=parcel.place_key,
                conversation=sent.conversation,
                activity=sent.activity,
                version=before.version + 1 if before else 1,
            )
            unit.posts.put(post)
            self._catch_up(post, parcel, unit)
        return is_ours

    def _catch_up(self, post: Post, parcel: Parcel, unit: Unit) -> None:
        """Redraw what changed while it was on its way: that redraw could not find it yet."""
        since = parcel.looked_at - _LONGEST_TURN
        if parcel.post is None and unit.outbox.was_redrawn(post.thing, since):
            again = Notice(UPDATE, f"post:{post.thing}@{post.place}", post.thing)
            unit.tell([again], parcel.looked_at)

    def _spread(self, intent: Intent, found: Spread, now: datetime, unit: Unit) -> None:
        unit.tell([Notice(UPDATE, each, intent.about) for each in found.recipients], now)
        machine_now = self._machine_now()
        unit.outbox.finish(intent, IntentState.CANCELLED, machine_now=machine_now, error="spread")

    async def _failed(self, intent: Intent, parcel: Parcel, fault: SendFault) -> None:
        """What a refusal of Teams means for the intent."""
        code = fault.code or str(fault.kind)
        log.warning("not sent", kind=intent.kind, fault=fault.kind, status=fault.status, code=code)
        now = self._machine_now()
        wait = _pause_after(intent, fault, now)
        if fault.kind is FaultKind.RATE_LIMITED:
            self._gate.close(parcel.place_key, now + wait)
        if fault.kind in {FaultKind.RATE_LIMITED, FaultKind.UNREACHABLE}:
            await self.put_off(intent, wait, code)
        elif fault.kind is FaultKind.UNCLEAR and (parcel.to_open or parcel.post is not None):
            # A chat is opened once and an edit is the same, however often; a new message is not.
            await self._end(intent, IntentState.PENDING, code, wait)
        else:
            await self._stop(intent, parcel, fault.kind, code)

    async def _stop(self, intent: Intent, parcel: Parcel, kind: FaultKind, code: str) -> None:
        """It has not gone, and the same again would change nothing."""
        if kind is FaultKind.DISABLED:
            log.error("the bot is disabled by an administrator of the tenant")
        is_private = parcel.place_key.startswith("person:")
        if parcel.to_open and kind is not FaultKind.DISABLED:
            await self._end(intent, IntentState.WAITING, NOT_INSTALLED)
            return
        if is_private and kind in _FORGETS:
            await self._write("forget", lambda unit: unit.places.drop_reference(parcel.place_key))
        if is_private and kind is FaultKind.GONE:
            # Somebody who removes the chat's history gets another one when it is opened again.
            await self._end(intent, IntentState.PENDING, code, _SHORTEST_PAUSE)
            return
        await self._end(intent, _STOPS.get(kind, IntentState.DEAD), code)

    async def _end(
        self,
        intent: Intent,
        state: IntentState,
        error: str,
        retry_after: timedelta | None = None,
    ) -> None:
        now = self._machine_now()
        retry_at = now + retry_after if retry_after else None

        def end(unit: Unit) -> None:
            ends = state
            if error in UNREACHED and self._packer.is_reachable(intent, unit):
                ends = IntentState.PENDING  # what it waits for has come while we looked
            unit.outbox.finish(intent, ends, machine_now=now, error=error, retry_at=retry_at)

        await self._write("end", end)
        self._ended(state)

    async def _write(self, name: str, *works: Work) -> None:
        """Write the first of these that can be; after an outage it is the first thing written."""
        try:
            await self._first_of(name, works)
        except DatabaseUnavailable:
            self._owed.append((name, works))
            log.warning("database unavailable", during=name)

    async def _first_of(self, name: str, works: tuple[Work, ...]) -> None:
        """What was sent has to be noted, even where somebody's note of it fails."""
        for work in works[:-1]:
            try:
                await self._database.write(work, origin=ORIGIN, name=name)
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - the next one is tried
                _log_failed(name, error)
            else:
                return
        await self._database.write(works[-1], origin=ORIGIN, name=name)


def _keep_reference(key: str, reference: Reference, at: datetime, unit: Unit) -> None:
    unit.places.keep_reference(key, reference.to_json(), at)
    unit.outbox.release(key)


def _log_failed(name: str, error: Exception) -> None:
    log.error("note failed", during=name, error=type(error).__name__, at=places(error))


def _pause_after(intent: Intent, fault: SendFault, now: datetime) -> timedelta:
    """Retry-After where Teams names it, else longer with its age; with jitter, never too long."""
    growing = min(max((now - intent.created_at) / 2, _SHORTEST_PAUSE), _GROWN_PAUSE)
    pause = min(fault.retry_after or growing, _LONGEST_PAUSE)
    return pause * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, not a secret
