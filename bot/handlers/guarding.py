"""The guard before board-safe texts are kept: what it finds is told at its field, and audited."""

from collections.abc import Mapping
from datetime import time

from board.actions import Update, key_of, today_of
from board.calendar import at_london
from board.disclosure import (
    KnownNames,
    Override,
    PersonalText,
    demand_board_safe,
    warnings_of,
)
from board.errors import BoardError, Forbidden
from board.facts import Result
from board.referral_form import Fault
from board.tiers import Tier
from bot.turn import Turn
from storage.unit import Snapshot, Unit

TRIES = 30
"""Texts held back for one person on one day; after that the guard only says to ask the team."""
_REFUSED = "PersonalTextRefused"


def guarded(
    turn: Turn,
    texts: Mapping[str, str],
    inputs: Mapping[str, str],
    unit: Unit,
    *,
    of: str = "",
) -> dict[str, Fault]:
    """What is wrong with these texts for a place where all may read them; empty for nothing.

    A co-chair's `override` reason lets them pass, which is audited, as each refusal is; the
    reason itself stands in the history of the thing `of` which they are.
    """
    said = {name: text for name, text in texts.items() if text.strip()}
    return _held_back(turn, said, inputs, unit, of) if said else {}


def _held_back(
    turn: Turn, said: Mapping[str, str], inputs: Mapping[str, str], unit: Unit, of: str
) -> dict[str, Fault]:
    about = f"guard:{turn.person.id}"
    reason = inputs.get("override", "").strip()
    override = Override(by=turn.person, reason=reason) if reason else None
    names = known_names(unit)
    try:
        demand_board_safe({"override": reason}, known_names=names)
        is_overridden = demand_board_safe(said, known_names=names, override=override)
    except PersonalText as found:
        start = at_london(today_of(turn.now), time())
        if unit.audit.count(_REFUSED, about, since=start) >= TRIES:
            return {found.field: Fault("guard_tired")}
        unit.record(turn.fact(_REFUSED, about, Tier.T0, Result.DENIED, kind=found.kind))
        return {found.field: Fault("V23", kind=found.kind)}
    except Forbidden:
        return {"override": Fault("V31")}
    except BoardError as refusal:
        return {"override": Fault(refusal.code)}
    if is_overridden:
        fields = ",".join(sorted(said))
        unit.record(turn.fact("GuardOverridden", of or about, Tier.T0, fields=fields))
    return {}


def known_names(snapshot: Snapshot) -> KnownNames:
    """The names that may stand in board-safe texts: members' and agencies' own."""
    return snapshot.people.known_names()


def caution(texts: Mapping[str, str]) -> str:
    """A sentence about words that may tell who somebody is together with others; "" for none."""
    kinds = dict.fromkeys(kind for text in texts.values() for kind in warnings_of(text))
    if not kinds:
        return ""
    return f"Check that nobody can be recognised by it: it has {', '.join(kinds)}."


def overridden(turn: Turn, inputs: Mapping[str, str]) -> tuple[Update, ...]:
    """The line of a history that says why a co-chair let words pass; empty for none."""
    reason = inputs.get("override", "").strip()
    if not reason:
        return ()
    text = f"Kept on a co-chair's word: {reason}"
    return (Update(on=today_of(turn.now), by=key_of(turn.person), text=text, kind="override"),)
