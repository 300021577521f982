"""Giving a channel to a forum, and taking it back."""

from board.errors import BoardError
from board.facts import Notice
from board.people import Permission
from board.places import Forum, bind, demand_binder, read_forum
from board.tiers import Tier
from bot.router import IN_CHANNELS, Router, Said
from bot.turn import Reply, Turn
from cards.views import Sentence, View
from storage.unit import Snapshot, Unit

router = Router(topic="Looking after it")

BOUND = "channel_bound"
_USES = {
    "board": "agendas, actions and escalations, never anything about a person.",
    "senior_board": "escalations and decisions, never anything about a person.",
    "subgroup": "references, headings and decisions. Details are read in private only.",
    "mental_health_team": "each new referral by its reference. Details are read in private only.",
}


@router.command(
    "use this channel for",
    says="Use this channel for a forum: board, subgroup NAME, mental health team, senior board",
    takes="FORUM",
    is_deed=True,
    needs=Permission.CHANNEL_BIND,
    places=IN_CHANNELS,
)
def use_channel(turn: Turn, said: Said, unit: Unit) -> Reply:
    """Bind this channel to a forum and announce it here."""
    give(turn, read_forum(said.words), unit)
    return Reply()


def give(turn: Turn, forum: Forum, unit: Unit) -> None:
    """Bind the turn's channel to a forum, and let what waited for it go. Raises BoardError."""
    binding = bind(
        turn.place,
        forum,
        unit.places.bindings(),
        by=turn.person,
        rehearsal=turn.office.rehearsal,
    )
    unit.places.bind(binding)
    unit.outbox.release(f"forum:{forum.key}")
    unit.outbox.release(f"files:{forum.key}")
    key = f"{BOUND}:{forum.key}:{turn.delivery}"
    unit.record(
        turn.fact("ChannelBound", forum.key, Tier.T0),
        tell=[Notice(BOUND, f"forum:{forum.key}", forum.key, key)],
    )


@router.command(
    "unbind",
    says="Stop using this channel for its forum",
    is_deed=True,
    needs=Permission.CHANNEL_BIND,
    places=IN_CHANNELS,
)
def unbind(turn: Turn, _said: Said, unit: Unit) -> Reply:
    """Take the channel back from its forum."""
    forum = turn.place.forum
    if forum is None or turn.place.channel is None:
        raise BoardError("not_bound")
    demand_binder(forum, turn.person)
    unit.places.unbind(turn.place.channel)
    unit.record(turn.fact("ChannelUnbound", forum.key, Tier.T0))
    return Reply(view=Sentence(f"This channel is no longer used for {forum.title}."))


@router.notice(BOUND)
def announce(snapshot: Snapshot, about: str, _now: object, _office: object) -> View | None:
    """What the channel is used for from now on."""
    kind = about.partition(":")[0]
    binding = snapshot.places.binding_of_forum(about)
    if binding is None:
        return None
    title = binding.forum.title
    return Sentence(f"This channel is now used for {title}. Here I post {_USES[kind]}")
