"""What an intent says now, and where to: looked up and drawn just before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from board.disclosure import Audience, Means
from board.errors import BoardError, Forbidden
from board.places import Place, PlaceKind
from bot.clock import BoardClock
from bot.outgoing import draw
from bot.router import Noter, NoticeRoute, Router
from bot.shielding import shielded
from bot.teams.faults import BLOCKED_CODES
from bot.teams.references import Reference
from bot.turn import Office
from cards.render import Card
from cards.views import Surface, View
from storage.outbox import UPDATE, Intent, IntentState
from storage.posts import Post
from storage.unit import Snapshot

NOT_BOUND = "channel_not_bound"
NOT_INSTALLED = "not_installed"
BLOCKED = "blocked"
LEFT = "left_team"
UNREACHED = frozenset({NOT_BOUND, NOT_INSTALLED, BLOCKED, LEFT})
_OF_THE_BOARD = ("action", "escalation")
"""How kinds begin that stop for whoever has left the board's team; what concerns their own
referral still reaches them."""
_NO_POST_YET = timedelta(seconds=2)
_LOOKS = 4
_LOOK_AGAIN = timedelta(minutes=1)
_LOOK_AGAIN_IN_REHEARSAL = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent where: a new message, or an edit of `post`.

    Where `to_open` is named, it is a member whose chat has to be opened first, and `reference`
    is that of a channel through which Teams can be asked for it.
    """

    card: Card
    reference: Reference
    place_key: str
    looked_at: datetime
    thing: str = ""
    sent: Noter | None = None
    post: Post | None = None
    to_open: str = ""


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Why nothing can be sent now."""

    state: IntentState
    error: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """It is to be sent within working hours, and these have ended."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Spread:
    """The thing stands in several places: each is to be redrawn by an intent of its own."""

    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Address:
    place: Place
    reference: Reference
    post: Post | None = None
    to_open: str = ""


class Packer:
    """Turns intents into parcels, by what a snapshot says."""

    def __init__(self, router: Router, office: Office, clock: BoardClock) -> None:
        self._router = router
        self._office = office
        self._clock = clock

    def pack(self, intent: Intent, snapshot: Snapshot) -> Parcel | Undeliverable | Spread | Later:
        """The card as things stand, checked again: who may see it, and whether it is still true."""
        route = self._route_of(intent)
        if route is None:
            return Undeliverable(IntentState.DEAD, "unknown_kind")
        now = self._clock.now()
        view = self._loaded(route, intent, snapshot, now)
        if isinstance(view, Undeliverable):
            return view
        if intent.kind != UPDATE and (later := self._later(route, view, now)):
            return later
        found = self._address(intent, snapshot)
        if not isinstance(found, _Address):
            return found
        view = shielded(view, found.place, snapshot, now)
        card = self._draw(view, found.place, snapshot, now)
        if isinstance(card, Undeliverable):
            return card
        return Parcel(
            card=card,
            reference=found.reference,
            place_key=found.place.key,
            looked_at=now,
            thing=intent.about if route.thing else "",
            sent=self._noter(intent, route),
            post=found.post,
            to_open=found.to_open,
        )

    def _loaded(
        self, route: NoticeRoute, intent: Intent, snapshot: Snapshot, now: datetime
    ) -> View | Undeliverable:
        """What is to be said, if it is still true."""
        try:
            view = route.load(snapshot, intent.about, now, self._office)
        except BoardError as refusal:
            return Undeliverable(IntentState.CANCELLED, refusal.code)
        return view or Undeliverable(IntentState.CANCELLED, "no_longer_true")

    def _noter(self, intent: Intent, route: NoticeRoute) -> Noter | None:
        if intent.kind == UPDATE or route.sent is None:
            return None
        return partial(route.sent, office=self._office)

    def _later(self, route: NoticeRoute, view: View, now: datetime) -> Later | None:
        """Out of hours nobody is written to; a rehearsal's clock may be moved on at any time."""
        if not route.in_hours or getattr(view, "at_any_hour", False):
            return None
        calendar = self._office.calendar
        if calendar.is_open(now):
            return None
        longest = _LOOK_AGAIN_IN_REHEARSAL if self._office.rehearsal else _LOOK_AGAIN
        return Later(min(calendar.next_opening(now) - now, longest))

    def is_reachable(self, intent: Intent, snapshot: Snapshot) -> bool:
        """Whether there is a way to the intent's recipient that did not have to be asked for."""
        found = self._address(intent, snapshot)
        if isinstance(found, _Address):
            return not found.to_open
        return isinstance(found, Spread)

    def _route_of(self, intent: Intent) -> NoticeRoute | None:
        if intent.kind == UPDATE:
            return self._router.thing(intent.about.partition(":")[0])
        return self._router.notices.get(intent.kind)

    def _address(self, intent: Intent, snapshot: Snapshot) -> _Address | Undeliverable | Spread:
        """Where the intent's recipient can be reached now."""
        how, _, who = intent.recipient.partition(":")
        if how == "post":
            return self._address_of_posts(intent, who, snapshot)
        if how == "forum":
            binding = snapshot.places.binding_of_forum(who)
            if binding is None:
                return Undeliverable(IntentState.WAITING, NOT_BOUND)
            return self._reached(snapshot, f"channel:{binding.channel}")
        is_of_the_board = how == "person" and intent.kind.startswith(_OF_THE_BOARD)
        if is_of_the_board and who in snapshot.settings.left:
            return Undeliverable(IntentState.WAITING, LEFT)
        return self._reached(snapshot, intent.recipient)

    def _address_of_posts(
        self, intent: Intent, who: str, snapshot: Snapshot
    ) -> _Address | Undeliverable | Spread:
        """`thing` stands for all its posts, `thing@place` for one."""
        thing, _, place = who.partition("@")
        posts = snapshot.posts.of(thing)
        if place:
            posts = tuple(each for each in posts if each.place == place)
        if not posts:
            return _no_post(intent)
        if len(posts) > 1:
            return Spread(tuple(f"post:{thing}@{each.place}" for each in posts))
        return self._reached(snapshot, posts[0].place, posts[0])

    def _reached(
        self, snapshot: Snapshot, key: str, post: Post | None = None
    ) -> _Address | Undeliverable:
        place = _place(snapshot, key)
        kept = snapshot.places.reference(key)
        if kept is not None:
            return _Address(place, Reference.from_json(kept), post)
        if snapshot.outbox.has_stopped_by(*BLOCKED_CODES, recipient=key):
            return Undeliverable(IntentState.WAITING, BLOCKED)
        through = self._way_to_open(snapshot, key) if post is None else None
        if through is None:
            return Undeliverable(IntentState.WAITING, NOT_INSTALLED)
        return _Address(place, through, to_open=key.partition(":")[2])

    def _way_to_open(self, snapshot: Snapshot, key: str) -> Reference | None:
        """A channel of ours through which the chat of a member of the register can be opened."""
        kind, _, account = key.partition(":")
        if kind != "person" or self._office.rehearsal:
            return None
        if not snapshot.people.person(account, name="", now=self._clock.now()).is_known:
            return None
        return next((each for each in _channels(snapshot) if each.tenant), None)

    def _draw(
        self, view: View, place: Place, snapshot: Snapshot, now: datetime
    ) -> Card | Undeliverable:
        surface = Surface.PERSONAL if place.is_private else Surface.CHANNEL
        audience = _audience(snapshot, place, now)
        try:
            return draw(view, audience, surface, rehearsal=self._office.rehearsal)
        except BoardError as refusal:
            is_denied = isinstance(refusal, Forbidden)
            state = IntentState.CANCELLED if is_denied else IntentState.DEAD
            return Undeliverable(state, refusal.code)


def _place(snapshot: Snapshot, key: str) -> Place:
    kind, _, what = key.partition(":")
    if kind == "person":
        return Place(kind=PlaceKind.PERSONAL, key=key)
    binding = snapshot.places.binding_of_channel(what)
    forum = binding.forum if binding else None
    team = binding.team if binding else None
    return Place(kind=PlaceKind.CHANNEL, key=key, team=team, channel=what, forum=forum)


def _audience(snapshot: Snapshot, place: Place, now: datetime) -> Audience:
    if not place.is_private:
        return Audience(None, place, Means.POST, now)
    account = place.key.partition(":")[2]
    person = snapshot.people.person(account, name="", now=now)
    return Audience(person, place, Means.POST, now)


def _channels(snapshot: Snapshot) -> Iterable[Reference]:
    for binding in snapshot.places.bindings():
        kept = snapshot.places.reference(f"channel:{binding.channel}")
        if kept is not None:
            yield Reference.from_json(kept)


def _no_post(intent: Intent) -> Undeliverable:
    """The message to edit may still be on its way; after a few looks there is none."""
    if intent.attempts < _LOOKS:
        return Undeliverable(IntentState.PENDING, "no_post_yet", _NO_POST_YET)
    return Undeliverable(IntentState.CANCELLED, "no_post")
