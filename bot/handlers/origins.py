"""What can become an action in one step, and once: an ask, an entry of the register, a concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from board.bilaterals import (
    ConcernStatus,
    action_of_concern,
    concern_of,
    demand_taking_part,
    settle_concern,
)
from board.demand import action_of_entry, entry_became_action
from board.errors import BoardError, Forbidden
from board.focus import action_of_ask, ask_became_action
from bot.turn import Turn
from storage.unit import Snapshot, Unit


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an action comes from, by the words of a button; nothing of it is trusted."""

    kind: str
    parts: tuple[str, ...]


class _Way(Protocol):
    """How one kind of origin is read and linked."""

    def became(self, parts: tuple[str, ...], unit: Snapshot, *, for_change: bool) -> str:
        """The action it has become, or nothing; locked with `for_change`."""

    def filled(self, turn: Turn, parts: tuple[str, ...], unit: Snapshot) -> Mapping[str, str]:
        """The form of a new action with its words. Raises BoardError, or Forbidden."""

    def link(self, turn: Turn, parts: tuple[str, ...], action: str, unit: Unit) -> None:
        """Note the action, and write the fact of it."""


def read_origin(text: str) -> Origin | None:
    """The origin that a button names, or None where it names none."""
    kind, *parts = text.split(":")
    return Origin(kind, tuple(parts)) if kind in _WAYS else None


def became(origin: Origin, snapshot: Snapshot, *, for_change: bool = False) -> str:
    """The action that something has become already; "" for none.

    Raises Forbidden where there is no such thing. `for_change` keeps others from making one.
    """
    return _way(origin).became(origin.parts, snapshot, for_change=for_change)


def filled(turn: Turn, origin: Origin, snapshot: Snapshot) -> Mapping[str, str]:
    """The form of a new action: `title`, `detail`, `source` and `source_agency`."""
    return _way(origin).filled(turn, origin.parts, snapshot)


def link(turn: Turn, origin: Origin, action: str, unit: Unit) -> None:
    """Note which action it has become, in the unit that makes the action."""
    _way(origin).link(turn, origin.parts, action, unit)


def _way(origin: Origin) -> _Way:
    way = _WAYS[origin.kind]
    if len(origin.parts) != _PARTS[origin.kind]:
        raise Forbidden
    return way


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Forbidden
    return int(text)


class _Ask:
    """An ask of a focus report: meeting, agency, number."""

    def became(self, parts: tuple[str, ...], unit: Snapshot, *, for_change: bool) -> str:
        meeting, agency, number = parts
        report = unit.focus_reports.get(meeting, agency, for_change=for_change)
        ask = report.ask(_number(number))
        return ask.action if ask else ""

    def filled(self, turn: Turn, parts: tuple[str, ...], unit: Snapshot) -> Mapping[str, str]:
        del turn
        meeting, agency, number = parts
        return action_of_ask(unit.focus_reports.get(meeting, agency), _number(number))

    def link(self, turn: Turn, parts: tuple[str, ...], action: str, unit: Unit) -> None:
        meeting, agency, number = parts
        report = unit.focus_reports.get(meeting, agency, for_change=True)
        linked, fact = ask_became_action(
            report, _number(number), action, by=turn.person, now=turn.now
        )
        unit.focus_reports.save(linked)
        unit.record(fact)


class _Entry:
    """An entry of the register of demand."""

    def became(self, parts: tuple[str, ...], unit: Snapshot, *, for_change: bool) -> str:
        return unit.demand.get(parts[0], for_change=for_change).action

    def filled(self, turn: Turn, parts: tuple[str, ...], unit: Snapshot) -> Mapping[str, str]:
        del turn
        return action_of_entry(unit.demand.get(parts[0]))

    def link(self, turn: Turn, parts: tuple[str, ...], action: str, unit: Unit) -> None:
        entry = unit.demand.get(parts[0], for_change=True)
        linked, fact = entry_became_action(entry, action, by=turn.person, now=turn.now)
        unit.demand.save(linked)
        unit.record(fact)


class _Concern:
    """A concern of a bilateral meeting: its reference and number."""

    def became(self, parts: tuple[str, ...], unit: Snapshot, *, for_change: bool) -> str:
        meeting = unit.bilaterals.get(parts[0], for_change=for_change)
        concern = concern_of(meeting, _number(parts[1]))
        return concern.became if concern.status is ConcernStatus.ACTION else ""

    def filled(self, turn: Turn, parts: tuple[str, ...], unit: Snapshot) -> Mapping[str, str]:
        meeting = unit.bilaterals.get(parts[0])
        demand_taking_part(meeting, turn.person)
        agency = turn.person.agency.key if turn.person.agency else ""
        return action_of_concern(meeting, _number(parts[1]), agency)

    def link(self, turn: Turn, parts: tuple[str, ...], action: str, unit: Unit) -> None:
        meeting = unit.bilaterals.get(parts[0], for_change=True)
        linked, fact = settle_concern(
            meeting,
            _number(parts[1]),
            ConcernStatus.ACTION,
            action,
            by=turn.person,
            now=turn.now,
        )
        unit.bilaterals.save(linked)
        unit.record(fact)


_WAYS: Mapping[str, _Way] = {"ask": _Ask(), "demand": _Entry(), "concern": _Concern()}
_PARTS = {"ask": 3, "demand": 1, "concern": 2}


def already(ref: str) -> str:
    """The sentence for a second press on something that is an action."""
    return BoardError("entry_became", ref=ref).sentence
