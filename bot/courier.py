"""The courier: takes intents from the outbox, renders them as things stand now, and sends.

Never lost, recorded once, and sent twice only where a crash falls between Teams' answer and
our commit.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from board.disclosure import Audience, Means
from board.errors import BoardError
from board.places import Place, PlaceKind
from bot.clock import BoardClock
from bot.outgoing import draw
from bot.pace import Pace
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
_AT_ONCE = 2
_POLL = 1.0
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
        self._in_place = Pace(burst=4, every=timedelta(seconds=1))
        self._in_all = Pace(burst=10, every=timedelta(milliseconds=100))
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something has been committed, or the clock has moved."""
        self._wake.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Deliver until told to stop; what is under way is finished first."""
        while not stopping.is_set():
            self._wake.clear()
            if not await self._round():
                await self._pause(stopping)
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _round(self) -> bool:
        """Take what is due into free hands; whether there may be more at once."""
        free = _AT_ONCE - len(self._under_way)
        if free <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return True
        try:
            intents = await self._database.write(
                lambda unit: unit.outbox.claim(
                    free,
                    lane=TEAMS,
                    now=self._clock.now(),
                    machine_now=self._machine_now(),
                    lease=_LEASE,
                ),
                origin=_ORIGIN,
                name="claim",
            )
        except DatabaseUnavailable:
            return False
        for intent in intents:
            task = asyncio.get_running_loop().create_task(self._deliver(intent))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(intents) == free

    async def _pause(self, stopping: asyncio.Event) -> None:
        waiters = [
            asyncio.ensure_future(self._wake.wait()),
            asyncio.ensure_future(stopping.wait()),
            *self._under_way,
        ]
        await asyncio.wait(waiters, timeout=_POLL, return_when=asyncio.FIRST_COMPLETED)
        for waiter in waiters[:2]:
            waiter.cancel()

    async def _deliver(self, intent: Intent) -> None:
        """Look again, send, and end the intent; a fault of ours leaves it to its lease."""
        try:
            parcel = await self._database.read(partial(self._pack, intent))
            if isinstance(parcel, _Undeliverable):
                await self._end(intent, parcel.state, parcel.error, parcel.retry_after)
                return
            if not await self._keep_pace(intent, parcel):
                return
            await self._send(intent, parcel)
        except DatabaseUnavailable:
            log.warning("intent left to its lease", kind=intent.kind)
        except Exception as error:  # noqa: BLE001 - one bad intent must not stop the others
            name, at = type(error).__name__, places(error)
            log.error("intent failed", kind=intent.kind, error=name, at=at)  # noqa: TRY400

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
            return _Undeliverable(IntentState.DEAD, refusal.code)
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

    async def _keep_pace(self, intent: Intent, parcel: _Parcel) -> bool:
        """Wait for a turn to send, or give the intent back where that would take long."""
        now = self._machine_now()
        wait = max(self._in_place.delay(parcel.place_key, now), self._in_all.delay("", now))
        if wait > _LONGEST_HOLD:
            await self._postpone(intent, wait, "pace")
            return False
        self._in_place.take(parcel.place_key, now)
        self._in_all.take("", now)
        if wait:
            await asyncio.sleep(wait.total_seconds())
        return True

    async def _send(self, intent: Intent, parcel: _Parcel) -> None:
        outgoing = Outgoing(card=parcel.card.content, summary=parcel.card.summary)
        try:
            if parcel.post is None:
                sent = await self._connector.send(parcel.reference, outgoing)
            else:
                sent = await self._edit(parcel.reference, parcel.post, outgoing)
        except SendFault as fault:
            await self._failed(intent, parcel, fault)
        else:
            await self._database.write(
                partial(self._note_sent, intent, parcel, sent), origin=_ORIGIN, name="sent"
            )

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
        is_edit = parcel.post is not None
        if fault.kind in {FaultKind.RATE_LIMITED, FaultKind.UNREACHABLE} or (
            is_edit and fault.kind is FaultKind.UNCLEAR
        ):
            # An edit is the same however often it arrives; a new message is not.
            await self._postpone(intent, _pause_after(intent, fault, self._machine_now()), code)
            return
        if fault.kind is FaultKind.BLOCKED:
            await self._database.write(
                lambda unit: unit.places.drop_reference(parcel.place_key),
                origin=_ORIGIN,
                name="blocked",
            )
        if fault.kind is FaultKind.DISABLED:
            log.error("the bot is disabled by an administrator of the tenant")
        await self._end(intent, _STOPS.get(fault.kind, IntentState.DEAD), code)

    async def _postpone(self, intent: Intent, wait: timedelta, error: str) -> None:
        until = self._machine_now() + wait
        await self._database.write(
            lambda unit: unit.outbox.postpone(intent, until, error=error),
            origin=_ORIGIN,
            name="postpone",
        )

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

        await self._database.write(end, origin=_ORIGIN, name="end")


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
