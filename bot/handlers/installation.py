"""The app is added to a chat or a team, or taken away; channels and teams come to an end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from board.facts import Notice
from board.places import Binding, PlaceKind
from board.tiers import Tier
from bot.clock import machine_now
from bot.handlers.home import home_of
from bot.papers import CHECK, welcome_of
from bot.router import Router
from bot.teams.references import Reference
from bot.turn import Office, Reply, Turn
from cards.views import Sentence, View
from storage.outbox import GRAPH
from storage.unit import Snapshot, Unit

router = Router()

CHANNEL_LOST = "channel_lost"


@dataclass(frozen=True, slots=True)
class Installation:
    """What Teams told (`add`, `remove`, `channelDeleted`, ...), and how to reach where it did.

    `accounts` and `users` are whom it is about: object ids, and the ids Teams has for them.
    """

    action: str
    reference: Reference
    accounts: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


def installation(turn: Turn, told: Installation, unit: Unit) -> Reply:
    """Greet where the app was added; forget how to speak where it was removed.

    A team tells it in its first channel, for all of its channels. Whoever installs it becomes
    nothing by that.
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
    if told.action != "add":
        return Reply()
    if turn.place.kind is PlaceKind.CHANNEL:
        _welcome(turn, unit)
        return Reply()
    return Reply(view=home_of(turn, unit))


def _welcome(turn: Turn, unit: Unit) -> None:
    """A check, whose end has the welcome posted: what is drawn afresh later undoes a form in it."""
    about = welcome_of(turn.place.channel or "")
    key = f"{CHECK}:{about}:{turn.delivery}"
    unit.tell([Notice(CHECK, turn.place.key, about, key)], turn.now, lane=GRAPH)


def lost_channel(turn: Turn, told: Installation, unit: Unit) -> Reply:
    """A bound channel, or its whole team, was deleted: its forum may have another one."""
    is_team = told.action == "teamDeleted"
    for each in unit.places.bindings():
        if each.channel == turn.place.channel or (is_team and each.team == turn.place.team):
            unit.places.unbind(each.channel)
            unit.places.drop_reference(f"channel:{each.channel}")
            fact = turn.fact("ChannelUnbound", each.forum.key, Tier.T0, why="deleted")
            unit.record(fact, tell=_told(each, turn))
    return Reply()


def _told(lost: Binding, turn: Turn) -> Iterable[Notice]:
    """The administrators, in their own chats: they can give the forum another channel."""
    about = f"{lost.forum.key}"
    key = f"{CHANNEL_LOST}:{lost.channel}:{turn.delivery}"
    return [
        Notice(CHANNEL_LOST, f"person:{each}", about, f"{key}:{each}")
        for each in sorted(turn.office.administrators)
    ]


@router.notice(CHANNEL_LOST)
def channel_lost(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
    """Which forum has no channel any more; nothing where it has one again."""
    kind, _, name = about.partition(":")
    if snapshot.places.binding_of_forum(about) is not None:
        return None
    forum = f"subgroup {name.upper()}" if name else kind.replace("_", " ")
    return Sentence(
        f"The channel of the {forum} was deleted. What belongs there waits. Say "
        f"'use this channel for {forum}' in the channel it shall have from now on."
    )


def release(unit: Unit, key: str) -> None:
    """Let go what waited for this place, by its own name or by its forum's."""
    unit.outbox.release(key)
    kind, _, channel = key.partition(":")
    if kind == "channel" and (binding := unit.places.binding_of_channel(channel)):
        unit.outbox.release(f"forum:{binding.forum.key}")


def _keep(unit: Unit, key: str, reference: Reference) -> None:
    unit.places.keep_reference(key, reference.to_json(), machine_now())
    release(unit, key)
