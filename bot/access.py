"""Whether a person may have a route in a place, asked once before every deed and view."""

from collections.abc import Mapping

from board.errors import BoardError, Forbidden
from board.people import Role
from board.places import PlaceKind
from bot.router import Command, Route
from bot.turn import Turn
from storage.unit import Snapshot


def demand_access(route: Route, turn: Turn, snapshot: Snapshot) -> None:
    """Raise BoardError where this person may not have this route in this place.

    Before there are co-chairs only administrators are served, and whoever refers: what needs
    no role is the way of a referral.
    """
    if route.needs is not None and not turn.person.may(route.needs):
        raise Forbidden
    if route.needs is not None and not is_served(turn, snapshot):
        raise BoardError("not_set_up")
    if turn.place.kind not in route.places:
        private = PlaceKind.PERSONAL in route.places
        raise BoardError("not_here", where="your own chat with me" if private else "a channel")


def is_served(turn: Turn, snapshot: Snapshot) -> bool:
    """Whether the board works for this person: it has co-chairs, or they are setting it up."""
    is_administrator = Role.ADMINISTRATOR in turn.person.roles
    return is_administrator or snapshot.people.had_co_chairs(turn.now)


def offered_to(
    commands: Mapping[str, Command], turn: Turn, snapshot: Snapshot
) -> tuple[Command, ...]:
    """The commands that this person may use in this place."""
    return tuple(each for each in commands.values() if _may(each.route, turn, snapshot))


def _may(route: Route, turn: Turn, snapshot: Snapshot) -> bool:
    try:
        demand_access(route, turn, snapshot)
    except BoardError:
        return False
    return True
