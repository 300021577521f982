"""The courier: takes intents from the outbox, renders them as things stand now, and sends.

Never lost, recorded once, and sent twice only where a crash falls between Teams' answer and
our commit. An intent that is taken waits for its pace, then for those before it to the same
recipient, then for a free hand; nothing is sent whose lease might not outlast the send.
"""

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

import structlog

from board.disclosure import Audience, Means
from board.errors import BoardError, Forbidden
from board.places import Place, PlaceKind
from bot.clock import BoardClock
from bot.outgoing import draw
from bot.pace import Pace, pause
from bot.router import NoticeRoute, Router
from bot.teams.adapter import places
from bot.teams.connector import Connector, Outgoing, Sent
from bot.teams.faults import FaultKind, SendFault
from bot.teams.references import Reference
from bot.turn import Office
from cards.render import Card
from cards.views import Surface
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import TEAMS, UPDATE, Intent, IntentState
from storage.posts import Post
from storage.unit import Origin, Snapshot, Unit

log = structlog.get_logger()

_LEASE = timedelta(seconds=28)
_LONGEST_SEND = timedelta(seconds=15)
_HELD = 16
_AT_ONCE = 2
_POLL = timedelta(seconds=1)
_LONGEST_HOLD = timedelta(seconds=8)
_LONGEST_PAUSE = timedelta(minutes=5)
_SHORTEST_PAUSE = timedelta(seconds=2)
_GROWN_PAUSE = timedelta(minutes=2)
_NO_POST_YET = timedelta(seconds=2)
_ORIGIN = Origin(place="courier", trace="")
_NOT_BOUND = "channel_not_bound"
_NO_REFERENCE = "not_installed"
_UNREACHED = frozenset({_NOT_BOUND, _NO_REFERENCE})
_STOPS = {
    FaultKind.NOT_INSTALLED: IntentState.WAITING,
    FaultKind.UNCLEAR: IntentState.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What is to be sent where: a new message, or an edit of `post`."""

    card: Card
    reference: Reference
    place_key: str
    thing: str
    post: Post | None


@dataclass(frozen=True, slots=True)
class _Undeliverable:
    """Why nothing can be sent now."""

    state: IntentState
    error: str
    retry_after: timedelta | None = None


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
    ) -> None:
        self._database = database
        self._connector = connector
        self._router = router
        self._office = office
        self._clock = clock
        self._machine_now = machine_now
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._to_one = Pace(burst=4, every=timedelta(seconds=1))
        self._to_all = Pace(burst=10, every=timedelta(milliseconds=100))
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hands = asyncio.Semaphore(_AT_ONCE)
        self._held: set[asyncio.Task[None]] = set()
        self._owed: list[Callable[[Unit], object]] = []

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
        now, owed = self._machine_now(), tuple(self._owed)
        try:
            intents = await self._database.write(
                partial(self._take, owed, free, now), origin=_ORIGIN, name="claim"
            )
            del self._owed[: len(owed)]
            await self._give_back([each for each in intents if not self._begin(errands, each, now)])
        except DatabaseUnavailable:
            return False
        except Exception as error:  # noqa: BLE001 - the next round must come
            self._owed.clear()
            fault = type(error).__name__
            log.error("courier failed", error=fault, at=places(error))  # noqa: TRY400
            return False
        return len(intents) == free

    def _take(
        self, owed: Iterable[Callable[[Unit], object]], free: int, now: datetime, unit: Unit
    ) -> tuple[Intent, ...]:
        """Claim, after what an outage kept us from writing: what was sent is not sent again."""
        for write in owed:
            write(unit)
        return unit.outbox.claim(
            free, lane=TEAMS, now=self._clock.now(), machine_now=now, lease=_LEASE
        )

    def _begin(self, errands: asyncio.TaskGroup, intent: Intent, now: datetime) -> bool:
        """Hold the intent until its turn to be sent; False where that is too far off."""
        wait = self._wait(intent, now)
        if wait > _LONGEST_HOLD:
            return False
        self._to_one.take(intent.recipient, now)
        self._to_all.take("", now)
        task = errands.create_task(self._deliver(intent, wait, now + _LEASE))
        self._held.add(task)
        task.add_done_callback(self._let_go)
        return True

    def _let_go(self, task: asyncio.Task[None]) -> None:
        if len(self._held) == _HELD:
            self._wake.set()
        self._held.discard(task)

    def _wait(self, intent: Intent, now: datetime) -> timedelta:
        return max(self._to_one.delay(intent.recipient, now), self._to_all.delay("", now))

    async def _give_back(self, intents: list[Intent]) -> None:
        """Leave those whose turn is far off for later: the longer they wait, the less often."""
        if not intents:
            return
        now = self._machine_now()
        waits = [max(self._wait(each, now), (now - each.created_at) / 8) for each in intents]

        def put_off(unit: Unit) -> None:
            for each, wait in zip(intents, waits, strict=True):
                unit.outbox.postpone(each, now + min(wait, _GROWN_PAUSE), error="pace")

        await self._database.write(put_off, origin=_ORIGIN, name="postpone")

    async def _deliver(self, intent: Intent, wait: timedelta, until: datetime) -> None:
        """Send one in its turn; a fault of ours leaves it to its lease, which ends then."""
        try:
            await pause(wait, self._stopping)
            async with self._queue_of(intent.recipient), self._hands:
                if self._stopping.is_set() or self._machine_now() + _LONGEST_SEND > until:
                    await self._postpone(intent, timedelta(), "given_back")
                else:
                    await self._look_and_send(intent)
        except DatabaseUnavailable:
            log.warning("intent left to its lease", kind=intent.kind)
        except Exception as error:  # noqa: BLE001 - one bad intent must not stop the others
            name, at = type(error).__name__, places(error)
            log.error("intent failed", kind=intent.kind, error=name, at=at)  # noqa: TRY400

    def _queue_of(self, recipient: str) -> asyncio.Lock:
        """One at a time to each: edits arrive in order, and a slow one holds up no other."""
        return self._queues.setdefault(recipient, asyncio.Lock())

    async def _look_and_send(self, intent: Intent) -> None:
        parcel = await self._database.read(partial(self._pack, intent), name="pack")
        if isinstance(parcel, _Undeliverable):
            await self._end(intent, parcel.state, parcel.error, parcel.retry_after)
        else:
            await self._send(intent, parcel)

    def _pack(self, intent: Intent, snapshot: Snapshot) -> _Parcel | _Undeliverable:
        route = self._route_of(intent)
        if route is None:
            return _Undeliverable(IntentState.DEAD, "unknown_kind")
        now = self._clock.now()
        view = None
        try:
            view = route.load(snapshot, intent.about, now, self._office)
        except BoardError as refusal:
            return _Undeliverable(IntentState.CANCELLED, refusal.code)
        if view is None:
            return _Undeliverable(IntentState.CANCELLED, "no_longer_true")
        found = self._addressed(intent, snapshot)
        if isinstance(found, _Undeliverable):
            return found
        place, reference, post = found
        audience = self._audience(snapshot, place, now)
        surface = Surface.PERSONAL if place.is_private else Surface.CHANNEL
        try:
            card = draw(view, audience, surface, rehearsal=self._office.rehearsal)
        except BoardError as refusal:
            is_denied = isinstance(refusal, Forbidden)
            state = IntentState.CANCELLED if is_denied else IntentState.DEAD
            return _Undeliverable(state, refusal.code)
        thing = intent.about if route.thing else ""
        return _Parcel(card, reference, place.key, thing, post)

    def _route_of(self, intent: Intent) -> NoticeRoute | None:
        if intent.kind == UPDATE:
            return self._router.thing(intent.about.partition(":")[0])
        return self._router.notices.get(intent.kind)

    def _addressed(
        self, intent: Intent, snapshot: Snapshot
    ) -> tuple[Place, Reference, Post | None] | _Undeliverable:
        """Where the intent's recipient can be reached now."""
        how, _, who = intent.recipient.partition(":")
        post = None
        if how == "post":
            posts = snapshot.posts.of(who)
            if not posts:
                return _no_post(intent)
            post = posts[0]
            place = self._place(snapshot, post.place)
        elif how == "forum":
            binding = snapshot.places.binding_of_forum(who)
            if binding is None:
                return _Undeliverable(IntentState.WAITING, _NOT_BOUND)
            place = self._place(snapshot, f"channel:{binding.channel}")
        else:
            place = self._place(snapshot, intent.recipient)
        kept = snapshot.places.reference(place.key)
        if kept is None:
            return _Undeliverable(IntentState.WAITING, _NO_REFERENCE)
        return place, Reference.from_json(kept), post

    def _place(self, snapshot: Snapshot, key: str) -> Place:
        kind, _, what = key.partition(":")
        if kind == "person":
            return Place(kind=PlaceKind.PERSONAL, key=key)
        binding = snapshot.places.binding_of_channel(what)
        forum = binding.forum if binding else None
        team = binding.team if binding else None
        return Place(kind=PlaceKind.CHANNEL, key=key, team=team, channel=what, forum=forum)

    def _audience(self, snapshot: Snapshot, place: Place, now: datetime) -> Audience:
        if not place.is_private:
            return Audience(None, place, Means.POST, now)
        account = place.key.partition(":")[2]
        person = snapshot.people.person(account, name="", now=now)
        return Audience(person, place, Means.POST, now)

    async def _send(self, intent: Intent, parcel: _Parcel) -> None:
        outgoing = Outgoing(card=parcel.card.content, summary=parcel.card.summary)
        try:
            async with asyncio.timeout(_LONGEST_SEND.total_seconds()):
                if parcel.post is None:
                    sent = await self._connector.send(parcel.reference, outgoing)
                else:
                    sent = await self._edit(parcel.reference, parcel.post, outgoing)
        except SendFault as fault:
            await self._failed(intent, parcel, fault)
        except TimeoutError:
            await self._failed(intent, parcel, SendFault(FaultKind.UNCLEAR, code="too_slow"))
        else:
            await self._write(partial(self._note_sent, intent, parcel, sent), "sent")

    async def _edit(self, reference: Reference, post: Post, outgoing: Outgoing) -> Sent:
        """Edit what was posted; where it is gone, post afresh."""
        try:
            await self._connector.update(reference, post.conversation, post.activity, outgoing)
        except SendFault as fault:
            if fault.kind is not FaultKind.GONE:
                raise
            return await self._connector.send(reference, outgoing)
        return Sent(post.conversation, post.activity)

    def _note_sent(self, intent: Intent, parcel: _Parcel, sent: Sent, unit: Unit) -> None:
        if not unit.outbox.finish(intent, IntentState.SENT, machine_now=self._machine_now()):
            log.warning("intent sent after its lease", kind=intent.kind)
        if parcel.thing and sent.activity:
            version = parcel.post.version + 1 if parcel.post else 1
            unit.posts.put(
                Post(
                    thing=parcel.thing,
                    place=parcel.place_key,
                    conversation=sent.conversation,
                    activity=sent.activity,
                    version=version,
                )
            )

    async def _failed(self, intent: Intent, parcel: _Parcel, fault: SendFault) -> None:
        """What a refusal of Teams means for the intent."""
        code = fault.code or str(fault.kind)
        log.warning("not sent", kind=intent.kind, fault=fault.kind, status=fault.status, code=code)
        again_after = _pause_after(intent, fault, self._machine_now())
        if fault.kind in {FaultKind.RATE_LIMITED, FaultKind.UNREACHABLE}:
            await self._postpone(intent, again_after, code)
            return
        if fault.kind is FaultKind.UNCLEAR and parcel.post is not None:
            # An edit is the same however often it arrives; a new message is not.
            await self._end(intent, IntentState.PENDING, code, again_after)
            return
        if fault.kind is FaultKind.BLOCKED:
            await self._write(lambda unit: unit.places.drop_reference(parcel.place_key), "blocked")
        if fault.kind is FaultKind.DISABLED:
            log.error("the bot is disabled by an administrator of the tenant")
        await self._end(intent, _STOPS.get(fault.kind, IntentState.DEAD), code)

    async def _postpone(self, intent: Intent, wait: timedelta, error: str) -> None:
        until = self._machine_now() + wait
        await self._write(lambda unit: unit.outbox.postpone(intent, until, error=error), "postpone")

    async def _end(
        self,
        intent: Intent,
        state: IntentState,
        error: str,
        retry_after: timedelta | None = None,
    ) -> None:
        now = self._machine_now()

        def end(unit: Unit) -> None:
            ends = state
            if error in _UNREACHED and not isinstance(
                self._addressed(intent, unit), _Undeliverable
            ):
                ends = IntentState.PENDING  # what it waits for has come while we looked
            unit.outbox.finish(
                intent,
                ends,
                machine_now=now,
                error=error,
                retry_at=now + retry_after if retry_after else None,
            )

        await self._write(end, "end")

    async def _write(self, work: Callable[[Unit], object], name: str) -> None:
        """Write what became of an intent; after an outage it is the first thing written."""
        try:
            await self._database.write(work, origin=_ORIGIN, name=name)
        except DatabaseUnavailable:
            self._owed.append(work)
            log.warning("database unavailable", during=name)


def _no_post(intent: Intent) -> _Undeliverable:
    """The message to edit may still be on its way; after a few looks there is none."""
    if intent.attempts < 4:  # noqa: PLR2004 - looks, two seconds apart
        return _Undeliverable(IntentState.PENDING, "no_post_yet", _NO_POST_YET)
    return _Undeliverable(IntentState.CANCELLED, "no_post")


def _pause_after(intent: Intent, fault: SendFault, now: datetime) -> timedelta:
    """Retry-After where Teams names it, else longer with its age; with jitter, never too long."""
    growing = min(max((now - intent.created_at) / 2, _SHORTEST_PAUSE), _GROWN_PAUSE)
    pause = min(fault.retry_after or growing, _LONGEST_PAUSE)
    return pause * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, not a secret
