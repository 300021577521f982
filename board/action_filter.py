"""Which actions of the tracker somebody wants to see, and how people say it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from board.action_form import read_day
from board.actions import OPEN, ActionState
from board.errors import BoardError
from board.people import Agency, Member

T = TypeVar("T")
_STATES: Mapping[str, frozenset[ActionState]] = {
    "all": frozenset(ActionState),
    "open": OPEN,
    "closed": frozenset(ActionState) - OPEN,
    "done": frozenset({ActionState.COMPLETED, ActionState.VERIFIED}),
    **{each.replace("_", " "): frozenset({each}) for each in ActionState},
    **{str(each): frozenset({each}) for each in ActionState},
}
_SOURCE = re.compile(r"([a-z]{3})[\s-]?(\d[\d-]*)", re.IGNORECASE)
_QUOTES = str.maketrans("", "", '"\u201c\u201d\u201e')
_LONGEST_NAME = 10
"""Words that the name of an agency, a person or a state has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFilter:
    """What the tracker shows; open actions unless other states are asked for.

    `agency` and `owner` are keys, `due_before` leaves that day out, `text` stands anywhere in
    title, reference or detail.
    """

    agency: str = ""
    owner: str = ""
    is_overdue: bool = False
    due_before: date | None = None
    states: frozenset[ActionState] = OPEN
    source: str = ""
    text: str = ""
    without: frozenset[str] = frozenset()
    """References that are withheld from whoever asks."""

    @property
    def is_usual(self) -> bool:
        """Nothing was asked for: every open action."""
        return self == ActionFilter()


def read_filter(
    words: str, *, agencies: Iterable[Agency], members: Iterable[Member]
) -> ActionFilter:
    """The filter that somebody typed after `actions`; what is no clause is the text.

    Clauses: `overdue`, `agency NAME`, `owner NAME`, `due before DATE`, `state STATE`,
    `from REFERENCE`. Raises BoardError where a clause names nobody and nothing; never with the
    words themselves, which would stand in a notification.
    """
    return _Reading(words, agencies, members).whole()


class _Reading:
    """The words that are left, taken from the front."""

    def __init__(self, words: str, agencies: Iterable[Agency], members: Iterable[Member]) -> None:
        self._left = words.translate(_QUOTES).split()
        self._agencies = _names(
            (each.key, (each.key, each.short_name, each.name)) for each in agencies
        )
        self._members = _names((each.key, (each.key, each.name)) for each in members)
        self._filter = ActionFilter()
        self._text: list[str] = []

    def whole(self) -> ActionFilter:
        """All the words read."""
        clauses: dict[str, Callable[[], None]] = {
            "agency": self._agency,
            "owner": self._owner,
            "state": self._state,
            "from": self._source,
            "source": self._source,
            "due": self._due,
            "overdue": self._overdue,
        }
        while self._left:
            word = self._left.pop(0)
            clause = clauses.get(_plain(word))
            if clause is None:
                self._text.append(word)
            else:
                clause()
        return replace(self._filter, text=" ".join(self._text))

    def _agency(self) -> None:
        self._set(agency=self._one_of(self._agencies, "filter_agency"))

    def _owner(self) -> None:
        found = self._longest(self._members)
        if found is None:
            found = self._part_of_a_name()
        self._set(owner=found)

    def _state(self) -> None:
        self._set(states=self._one_of(_STATES, "filter_state"))

    def _overdue(self) -> None:
        self._set(is_overdue=True)

    def _due(self) -> None:
        if not self._left or _plain(self._left[0]) != "before":
            self._text.append("due")
            return
        self._left.pop(0)
        word = self._left.pop(0) if self._left else ""
        day = read_day(word.rstrip(",;"))
        if day is None:
            raise BoardError("filter_date")
        self._set(due_before=day)

    def _source(self) -> None:
        for length in (2, 1):
            found = _SOURCE.fullmatch(" ".join(self._left[:length]).rstrip(",;"))
            if found and len(self._left) >= length:
                del self._left[:length]
                self._set(source=_reference(found[1], found[2]))
                return
        raise BoardError("filter_source")

    def _one_of(self, known: Mapping[str, T], code: str) -> T:
        found = self._longest(known)
        if found is None:
            raise BoardError(code)
        return found

    def _longest(self, known: Mapping[str, T]) -> T | None:
        """What the longest run of the next words is the name of; they are taken."""
        for length in range(min(_LONGEST_NAME, len(self._left)), 0, -1):
            found = known.get(_plain(" ".join(self._left[:length])))
            if found is not None:
                del self._left[:length]
                return found
        return None

    def _part_of_a_name(self) -> str:
        """The one member of whose name the next word is a part."""
        word = self._left[0] if self._left else ""
        wanted = _plain(word)
        keys = {key for name, key in self._members.items() if wanted in name.split()}
        if len(keys) != 1:
            raise BoardError("filter_owner")
        self._left.pop(0)
        return keys.pop()

    def _set(self, **changes: object) -> None:
        self._filter = replace(self._filter, **changes)  # type: ignore[arg-type]


def _names(named: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    return {_plain(name): key for key, names in named for name in names if name}


def _plain(words: str) -> str:
    return words.strip(" ,;:").casefold()


def _reference(kind: str, number: str) -> str:
    """As references are written: three digits at least for a meeting of the board or a risk."""
    return f"{kind.upper()}-{number if len(number) >= len('000') else number.zfill(3)}"
