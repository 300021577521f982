"""A meeting in session: which item is the current one, how much time it took, what is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from board.agenda import CLOSING, OPENING, Agenda
from board.errors import BoardError
from board.meeting_record import ItemRecord, MeetingRecord

_FORMALITIES = {*OPENING, CLOSING}
_DONE_AT_START = {
    "confidentiality": "The statement was read out or shown.",
    "interests": "Interests were asked for.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A meeting that has begun; all of it is kept, so that a restart changes nothing. T0."""

    meeting: str
    started_at: datetime | None = None
    """None where only Teams has told that people are there."""
    current: str = ""
    """The key of the item that is being discussed."""
    current_since: datetime | None = None
    ended_at: datetime | None = None
    online: str = ""
    """Teams' id of the online meeting, where Teams has told that it began."""
    online_from: datetime | None = None
    online_to: datetime | None = None

    def used(self, item: ItemRecord, now: datetime) -> timedelta:
        """How long an item has been the current one, all its times together."""
        if item.key != self.current or self.current_since is None or self.ended_at is not None:
            return item.spent
        return item.spent + max(now - self.current_since, timedelta())


def items_of(agenda: Agenda) -> tuple[ItemRecord, ...]:
    """The items of an agenda, as they stand when the meeting begins: see the guards of `start`."""
    return tuple(
        ItemRecord(
            key=each.key,
            title=each.title,
            minutes=each.minutes,
            presenter=each.presenter,
            points=each.points,
            summary=_DONE_AT_START.get(each.key, ""),
        )
        for each in agenda.items
    )


Moved = tuple[Sitting, tuple[ItemRecord, ...]]
"""How it stands now, and the items whose times have changed."""


def opened(known: Sitting, items: Sequence[ItemRecord], now: datetime) -> Moved:
    """Begin with the first item; one that was adjourned begins afresh, with what it had."""
    afresh = replace(known, started_at=now, ended_at=None, current="", current_since=None)
    return moved(afresh, items, items[0].key, now) if items else (afresh, ())


def moved(sitting: Sitting, items: Sequence[ItemRecord], to: str, now: datetime) -> Moved:
    """Leave the current item and take another; raises BoardError where it is not on the agenda."""
    if to == sitting.current:
        return sitting, ()
    entered = _item(items, to)
    left, changed = _left(sitting, items, now)
    begun = replace(entered, started_at=entered.started_at or now, ended_at=None)
    return replace(left, current=to, current_since=now), (*changed, begun)


def finished(sitting: Sitting, items: Sequence[ItemRecord], now: datetime) -> Moved:
    """Leave the current item: the meeting is over."""
    left, changed = _left(sitting, items, now)
    return replace(left, current_since=None, ended_at=now), changed


def following(items: Sequence[ItemRecord], key: str) -> str:
    """The item after this one in the order of the agenda; "" after the last."""
    keys = [each.key for each in items]
    at = keys.index(key) + 1 if key in keys else 0
    return keys[at] if at < len(keys) else ""


def not_reached(record: MeetingRecord) -> tuple[ItemRecord, ...]:
    """Items that were never the current one and have nothing under them: they are carried.

    What opens and closes every meeting is not.
    """
    has = {each.item for each in record.decisions} | {item for item, _ in record.actions}
    passed = has | _FORMALITIES
    return tuple(each for each in record.items if not each.is_reached and each.key not in passed)


def find_item(items: Iterable[ItemRecord], key: str) -> ItemRecord | None:
    """An item by its key."""
    return next((each for each in items if each.key == key), None)


def _left(sitting: Sitting, items: Sequence[ItemRecord], now: datetime) -> Moved:
    current = find_item(items, sitting.current)
    if current is None:
        return sitting, ()
    return sitting, (replace(current, spent=sitting.used(current, now), ended_at=now),)


def _item(items: Sequence[ItemRecord], key: str) -> ItemRecord:
    found = find_item(items, key)
    if found is None:
        raise BoardError("agenda_item")
    return found
