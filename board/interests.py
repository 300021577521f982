"""What declared interests withhold from whom: the one spot that every view and extract asks."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from board.agenda import Agenda, AgendaItem
from board.cycle import fact_of
from board.errors import BoardError, Forbidden, message
from board.facts import Fact
from board.meeting_record import Handling, Interest, MeetingRecord
from board.meeting_steps import may_lead
from board.meetings import Meeting
from board.people import Person

REFERENCE = re.compile(r"(?:ACT|RSK|MHR|PLN|REF|ESC|CHL)-[0-9A-Z]+(?:-[0-9A-Z]+)*")
"""What an interest can be declared in beside an item of the agenda."""
_JOINED = "[\\s\u2010-\u2015-]*"
_STRICT = (Handling.STAY, Handling.STAY_NO_DECISION, Handling.LEAVE_FOR_ITEM)


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

    def is_named_in(self, *words: str) -> bool:
        """Whether words name a reference that is withheld, in whichever spelling."""
        return bool(self.refs) and any(_naming(self.refs).search(each) for each in words)

    def hides(self, ref: str, *words: str) -> bool:
        """Whether a thing is withheld: it itself, or what its words name."""
        return ref in self.refs or self.is_named_in(*words)

    def demand(self, ref: str) -> None:
        """Raise Forbidden (V31) for a reference that is withheld."""
        if ref in self.refs:
            raise Forbidden


def declare(
    declared: Interest, known: Collection[Interest], meeting: Meeting, *, by: Person, now: datetime
) -> tuple[Interest, Fact]:
    """Put down an interest, one's own or as the lead of a meeting hears it from somebody.

    What somebody has declared they may make stricter. That they stay for it after all is for
    somebody else to agree who leads the meeting.
    """
    own = by.member is not None and by.member.key == declared.member
    if not (own or may_lead(meeting, by)):
        raise Forbidden
    same = (declared.member, declared.item)
    before = next((each for each in known if (each.member, each.item) == same), None)
    is_lighter = before is not None and _STRICT.index(declared.handling) < _STRICT.index(
        before.handling
    )
    if own and is_lighter:
        raise BoardError("interest_lighter")
    kept = replace(declared, declared_at=now)
    is_reference = REFERENCE.fullmatch(declared.item) is not None
    about = declared.item if is_reference else meeting.ref
    fact = fact_of("InterestDeclared", meeting, by, now, about=about, handling=declared.handling)
    return kept, fact


def demand_part(record: MeetingRecord, item: str, member: str) -> None:
    """Refuse that somebody decides an item in which they have declared an interest."""
    for each in record.interests:
        if (each.member, each.item) != (member, item):
            continue
        if each.handling is Handling.LEAVE_FOR_ITEM:
            raise Forbidden
        if each.handling is Handling.STAY_NO_DECISION:
            raise BoardError("no_part_in_decision")


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
            replace(each, summary=said, points=())
            if hides(each.key)
            else replace(
                each,
                summary=open_words(each.summary, withheld),
                points=_lines(each.points, withheld),
            )
            for each in record.items
        ),
        decisions=tuple(
            each
            for each in record.decisions
            if not hides(each.item)
            and not withheld.hides(each.ref, each.text, each.rationale, each.dissent)
        ),
        actions=tuple(
            (item, ref)
            for item, ref in record.actions
            if not hides(item) and ref not in withheld.refs
        ),
    )


def open_words(text: str, withheld: Withheld) -> str:
    """Words as they are, or that they are withheld: what one line names, all of them may tell."""
    return message("withheld_here") if withheld.is_named_in(text) else text


def _item(meeting: str, item: AgendaItem, withheld: Withheld) -> AgendaItem:
    if withheld.hides_item(meeting, item.key):
        return replace(item, points=(message("withheld"),), papers=(), outcome="")
    return replace(item, points=_lines(item.points, withheld))


def _lines(points: tuple[str, ...], withheld: Withheld) -> tuple[str, ...]:
    """Lines of an item, each that names a withheld reference left out."""
    said = message("withheld")
    return tuple(said if withheld.is_named_in(line) else line for line in points)


@lru_cache(maxsize=64)
def _naming(refs: frozenset[str]) -> re.Pattern[str]:
    """What finds these references as people write them: 'rsk 4' is RSK-004."""
    each = "|".join(_JOINED.join(map(_part, ref.split("-"))) for ref in sorted(refs))
    return re.compile(rf"(?<![0-9A-Z])(?:{each})(?![0-9A-Z])", re.IGNORECASE)


def _part(part: str) -> str:
    return f"0*{part.lstrip('0') or '0'}" if part.isdigit() else re.escape(part)
