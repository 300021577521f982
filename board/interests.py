"""What declared interests withhold from whom: the one spot that every view and extract asks."""

import re
from dataclasses import dataclass, field, replace

from board.agenda import Agenda, AgendaItem
from board.errors import Forbidden, message
from board.meeting_record import MeetingRecord

REFERENCE = re.compile(r"(?:ACT|RSK|MHR|PLN|REF|ESC|CHL)-[0-9A-Z]+(?:-[0-9A-Z]+)*")
"""What an interest can be declared in beside an item of the agenda."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What somebody may not see: agenda items by meeting and key, and references.

    `refs` holds what hangs on them too: the decisions and actions of an item that is withheld,
    and the actions that come from a reference that is.
    """

    items: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    refs: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.items or self.refs)

    def hides_item(self, meeting: str, key: str) -> bool:
        """Whether an agenda item is withheld."""
        return (meeting, key) in self.items

    def demand(self, ref: str) -> None:
        """Raise Forbidden (V31) for a reference that is withheld."""
        if ref in self.refs:
            raise Forbidden


def agenda_for(agenda: Agenda, withheld: Withheld) -> Agenda:
    """The agenda without the detail of withheld items, and without withheld references."""
    if not withheld:
        return agenda
    return replace(agenda, items=tuple(_item(agenda.meeting, x, withheld) for x in agenda.items))


def record_for(record: MeetingRecord, withheld: Withheld) -> MeetingRecord:
    """What a meeting leaves behind without what is withheld; its items keep their titles."""
    if not withheld:
        return record

    def hides(key: str) -> bool:
        return withheld.hides_item(record.meeting, key)

    said = message("withheld")
    return replace(
        record,
        items=tuple(
            replace(each, summary=said) if hides(each.key) else each for each in record.items
        ),
        decisions=tuple(
            each
            for each in record.decisions
            if not hides(each.item) and each.ref not in withheld.refs
        ),
        actions=tuple(
            (item, ref)
            for item, ref in record.actions
            if not hides(item) and ref not in withheld.refs
        ),
    )


def _item(meeting: str, item: AgendaItem, withheld: Withheld) -> AgendaItem:
    if withheld.hides_item(meeting, item.key):
        return replace(item, points=(message("withheld"),), papers=(), outcome="")
    points = tuple(
        message("withheld") if withheld.refs & set(REFERENCE.findall(line)) else line
        for line in item.points
    )
    return replace(item, points=points)
