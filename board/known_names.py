"""The names that may stand in a board text: members', agencies', and of the places around."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from board.words import ONLY_NAMES, ORDINARY, folded

Phrases = dict[str, tuple[tuple[str, ...], ...]]
_BREAKS = str.maketrans(dict.fromkeys("-,./&()", " "))


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What the guard lets pass. It is never told who is a person of concern.

    `beginnings` are the names of agencies and places by their first word.
    """

    beginnings: Phrases = field(default_factory=dict)
    _people: dict[str, frozenset[int]] = field(default_factory=dict)
    _words: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        people: Iterable[str] = (),
        organisations: Iterable[str] = (),
        places: Iterable[str] = (),
    ) -> "KnownNames":
        """Of members' full names, agencies' names, and districts and other places."""
        wanted = [_words(each) for each in chain(organisations, places)]
        alone = {each for words in wanted for each in words if each not in ONLY_NAMES}
        alone |= {words[0] for words in map(_words, places) if len(words) == 1}
        return cls(phrases_of(wanted), _by_word(people), frozenset(alone - ORDINARY))

    def allows(self, words: Iterable[str], initials: Iterable[str] = ()) -> bool:
        """Whether these folded words are all of one member's name, initials included."""
        holders = [self._people.get(each, frozenset()) for each in words]
        if not holders or not (common := frozenset.intersection(*holders)):
            return False
        return all(
            any(name.startswith(initial) and common & held for name, held in self._people.items())
            for initial in initials
        )

    def is_word(self, word: str) -> bool:
        """Whether this folded word belongs to an agency or a place."""
        return word in self._words

    def length_at(self, words: Sequence[str], at: int) -> int:
        """How many words from `at` on are the name of an agency or a place; none is 0."""
        return length_of(self.beginnings, words, at)


def phrases_of(names: Iterable[Sequence[str]]) -> Phrases:
    """Names of several words, by the first one."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in names:
        if words:
            found.setdefault(words[0], []).append(tuple(words))
    return {first: tuple(each) for first, each in found.items()}


def length_of(phrases: Phrases, words: Sequence[str], at: int) -> int:
    """How many words from `at` on make the longest of the phrases; none is 0."""
    known = phrases.get(words[at])
    if known is None:
        return 0
    return max(
        (len(each) for each in known if tuple(words[at : at + len(each)]) == each), default=0
    )


def _words(name: str) -> list[str]:
    return [folded(each) for each in name.translate(_BREAKS).split()]


def _by_word(people: Iterable[str]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, name in enumerate(people):
        for each in {*_words(name), *map(folded, name.split())}:
            found.setdefault(each, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}
