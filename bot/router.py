"""Which words and buttons lead to which deed or view, each declared once."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from board.people import Permission
from board.places import PlaceKind
from bot.asked import Ask
from bot.turn import Reply, Turn
from cards.payloads import Payload
from cards.views import View

ANYWHERE = frozenset(PlaceKind)
IN_PRIVATE = frozenset({PlaceKind.PERSONAL})
IN_CHANNELS = frozenset({PlaceKind.CHANNEL})
NEAREST = 3
"""Commands that are suggested for words that were not understood."""
_TYPED_COMPARED = 80

Handler = Callable[..., Reply]
"""A deed `(turn, payload, unit)` or a view `(turn, payload, snapshot)`."""
Again = Callable[[Turn, str, Any], Reply]
"""Renders the answer of a deed done before, from the reference it was remembered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A declared deed or view, and who may reach it where."""

    name: str
    handler: Handler
    is_deed: bool
    needs: Permission | None = None
    places: frozenset[PlaceKind] = ANYWHERE
    payload: type[Payload] | None = None
    again: Again | None = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Words that can be said, what they do in a sentence, what may follow, and their topic."""

    words: str
    says: str
    takes: str
    route: Route
    make: Callable[[str], object]
    topic: str = ""


Loader = Callable[..., View | None]
"""Renders a notice afresh: `(snapshot, about, now, office)` -> a view, or None to cancel it."""
Noter = Callable[..., None]
"""Notes a delivery: `(unit, about, to, now, office=...)`, in the unit that ends it as sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRoute:
    """How an intent of one kind is turned into a message just before it is sent.

    With `thing`, the prefix of `about` (`form:...`), it is remembered where it was posted, and
    an update of that thing edits it there by the same loader. `sent` is called once it has
    gone out, with the board time of the send; updates and what is in doubt do not call it.
    With `in_hours` it waits for working hours, unless its view says `at_any_hour`.
    """

    kind: str
    load: Loader
    thing: str = ""
    sent: Noter | None = None
    in_hours: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What followed the words of a command."""

    words: str


@dataclass(slots=True)
class Router:
    """Collects the declarations of one room; `include` joins rooms and refuses doubles.

    `topic` is under which help lists the room's commands.
    """

    topic: str = ""
    routes: dict[str, Route] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    notices: dict[str, NoticeRoute] = field(default_factory=dict)

    def deed(
        self,
        payload: type[Payload],
        *,
        needs: Permission | None = None,
        places: frozenset[PlaceKind] = ANYWHERE,
        again: Again | None = None,
        ask: Ask | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare the deed of a button: run whole inside one write transaction."""
        return self._button(payload, is_deed=True, needs=needs, places=places, again=again, ask=ask)

    def view(
        self,
        payload: type[Payload],
        *,
        needs: Permission | None = None,
        places: frozenset[PlaceKind] = ANYWHERE,
        ask: Ask | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare the view of a button: read in a snapshot, its access recorded."""
        return self._button(payload, is_deed=False, needs=needs, places=places, ask=ask)

    def command(
        self,
        words: str,
        *,
        says: str,
        takes: str = "",
        is_deed: bool = False,
        needs: Permission | None = None,
        places: frozenset[PlaceKind] = ANYWHERE,
        make: Callable[[str], object] = Said,
        ask: Ask | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare words that can be typed; `make` turns what follows into the payload."""

        def declare(handler: Handler) -> Handler:
            route = Route(
                name=words, handler=handler, is_deed=is_deed, needs=needs, places=places, ask=ask
            )
            command = Command(
                words=words, says=says, takes=takes, route=route, make=make, topic=self.topic
            )
            self._add_command(command)
            return handler

        return declare

    def notice(
        self, kind: str, *, thing: str = "", sent: Noter | None = None, in_hours: bool = False
    ) -> Callable[[Loader], Loader]:
        """Declare what an intent of this kind says when its time has come."""

        def declare(loader: Loader) -> Loader:
            route = NoticeRoute(kind=kind, load=loader, thing=thing, sent=sent, in_hours=in_hours)
            self._add_notice(route)
            return loader

        return declare

    def thing(self, prefix: str) -> NoticeRoute | None:
        """How a posted thing of this kind is drawn when it is edited."""
        return next((each for each in self.notices.values() if each.thing == prefix), None)

    def include(self, other: "Router") -> None:
        """Take over another room's declarations. Raises ValueError on a double."""
        for route in other.routes.values():
            self._add_route(route)
        for command in other.commands.values():
            self._add_command(command)
        for notice in other.notices.values():
            self._add_notice(notice)

    def find_command(self, text: str) -> tuple[Command, object] | None:
        """The command somebody typed, the longest that fits, and its payload."""
        said = " ".join(text.split())
        folded = said.casefold().strip(".!?")
        for words in sorted(self.commands, key=len, reverse=True):
            command = self.commands[words]
            if folded == words:
                return command, command.make("")
            if command.takes and folded.startswith(words + " "):
                return command, command.make(said[len(words) + 1 :].strip())
        return None

    def nearest(self, text: str, offered: Iterable[Command]) -> tuple[Command, ...]:
        """The three commands whose words are most like what was typed, the nearest first.

        What may follow the words of a command does not count.
        """
        typed = " ".join(text.casefold().split())[:_TYPED_COMPARED]

        def likeness(command: Command) -> float:
            words = command.words.count(" ") + 1
            start = " ".join(typed.split()[:words]) if command.takes else typed
            return difflib.SequenceMatcher(None, start, command.words).ratio()

        return tuple(sorted(offered, key=likeness, reverse=True)[:NEAREST])

    def _button(
        self,
        payload: type[Payload],
        **declared: Any,  # noqa: ANN401 - what a route has beside
    ) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            route = Route(name=payload.verb, handler=handler, payload=payload, **declared)
            self._add_route(route)
            return handler

        return declare

    def _add_route(self, route: Route) -> None:
        if route.name in self.routes:
            doubled = f"the verb {route.name} has two handlers"
            raise ValueError(doubled)
        self.routes[route.name] = route

    def _add_command(self, command: Command) -> None:
        if command.words in self.commands:
            doubled = f"the words {command.words!r} are declared twice"
            raise ValueError(doubled)
        self.commands[command.words] = command

    def _add_notice(self, notice: NoticeRoute) -> None:
        if notice.kind in self.notices:
            doubled = f"the notice {notice.kind} is declared twice"
            raise ValueError(doubled)
        self.notices[notice.kind] = notice
