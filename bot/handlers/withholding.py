"""What is withheld from whoever asks: every list and every single view passes here."""

from board.actions import key_of
from board.errors import BoardError
from board.interests import Withheld
from bot.turn import Turn
from storage.unit import Snapshot


def withheld_of(turn: Turn, snapshot: Snapshot) -> Withheld:
    """What is withheld from whoever reads the answer: the person, or all in a channel.

    Where all may read, what is withheld from anybody is withheld.
    """
    if turn.is_for_all:
        return snapshot.sittings.withheld_from_anybody()
    return withheld_from_asker(turn, snapshot)


def withheld_from_asker(turn: Turn, snapshot: Snapshot) -> Withheld:
    """What is withheld from the person who asks, wherever that is."""
    member = turn.person.member
    return snapshot.sittings.withheld_from(member.key) if member else Withheld()


def hidden_actions(turn: Turn, snapshot: Snapshot) -> frozenset[str]:
    """Actions that are left out of lists and searches.

    Somebody's own are not: who has to do a thing knows of it.
    """
    hidden = withheld_of(turn, snapshot).refs
    if not hidden or turn.is_for_all:
        return hidden
    own = snapshot.actions.open_of_owner(key_of(turn.person))
    return hidden - {each.ref for each in own}


def demand_shown(turn: Turn, ref: str, owner: str, snapshot: Snapshot) -> None:
    """Raise Forbidden (V31) for a thing that is withheld from whoever asks, unless it is theirs.

    Where all may read the answer, what is withheld from somebody else is shown in private only.
    """
    demand_not_withheld(turn, ref, owner, snapshot)
    if turn.is_for_all and ref in snapshot.sittings.withheld_from_anybody().refs:
        raise BoardError("private_only")


def demand_not_withheld(turn: Turn, ref: str, owner: str, snapshot: Snapshot) -> None:
    """Raise Forbidden (V31) for a thing that is withheld from whoever asks, unless it is theirs."""
    if owner != key_of(turn.person):
        withheld_from_asker(turn, snapshot).demand(ref)
