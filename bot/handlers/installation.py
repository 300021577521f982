"""The app is added to a chat or a team, or taken away; channels and teams come to an end."""

from dataclasses import dataclass, replace

from board.tiers import Tier
from bot.clock import machine_now
from bot.handlers.home import home_of
from bot.teams.references import Reference
from bot.turn import Reply, Turn
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Installation:
    """What Teams told (`add`, `remove`, `channelDeleted`, ...), and how to reach where it did."""

    action: str
    reference: Reference


def installation(turn: Turn, told: Installation, unit: Unit) -> Reply:
    """Greet where the app was added; forget how to speak where it was removed.

    A team tells it in its first channel, for all of its channels.
    """
    bound = [each for each in unit.places.bindings() if each.team == turn.place.team]
    if told.action.startswith("remove"):
        for key in (turn.place.key, *(f"channel:{each.channel}" for each in bound)):
            unit.places.drop_reference(key)
        unit.record(turn.fact("AppRemoved", str(turn.place.kind), Tier.T0))
        return Reply()
    _keep(unit, turn.place.key, told.reference)
    for each in bound:
        there = replace(told.reference, conversation=each.channel, channel=each.channel)
        _keep(unit, f"channel:{each.channel}", there)
    unit.record(turn.fact("AppInstalled", str(turn.place.kind), Tier.T0))
    is_new = told.action == "add"
    return Reply(view=home_of(turn) if is_new else None)


def lost_channel(turn: Turn, told: Installation, unit: Unit) -> Reply:
    """A bound channel, or its whole team, was deleted: its forum may have another one."""
    is_team = told.action == "teamDeleted"
    for each in unit.places.bindings():
        if each.channel == turn.place.channel or (is_team and each.team == turn.place.team):
            unit.places.unbind(each.channel)
            unit.places.drop_reference(f"channel:{each.channel}")
            unit.record(turn.fact("ChannelUnbound", each.forum.key, Tier.T0, why="deleted"))
    return Reply()


def release(unit: Unit, key: str) -> None:
    """Let go what waited for this place, by its own name or by its forum's."""
    unit.outbox.release(key)
    kind, _, channel = key.partition(":")
    if kind == "channel" and (binding := unit.places.binding_of_channel(channel)):
        unit.outbox.release(f"forum:{binding.forum.key}")


def _keep(unit: Unit, key: str, reference: Reference) -> None:
    unit.places.keep_reference(key, reference.to_json(), machine_now())
    release(unit, key)
