"""Whether somebody's name stands in a text: by its shape, its neighbours and lists of names.

Nobody's record is looked at. So a person the board knows is found like any other, and the
answer tells nothing about who is known.
"""

from collections.abc import Iterator

from board.context import (
    BEFORE_PLACES,
    HEADS,
    PARTICLES,
)
from board.known_names import KnownNames, length_of, phrases_of
from board.name_groups import Group
from board.reading import Word, words_of
from board.words import (
    GIVEN_NAMES,
    ONLY_NAMES,
    ORDINARY,
    PHRASE_LINES,
    SURNAMES,
    Likeness,
    folded,
)

_SMALL_TITLES = frozenset({"mr", "mrs"})
_SHORTEST_SMALL = 4  # of a name in small letters that is sure without a surname
_PHRASES = phrases_of([folded(each) for each in line.split()] for line in PHRASE_LINES)


def holds_name(text: str, known: KnownNames) -> bool:
    """Whether a plain text has what is likely a person's name and none of `known`."""
    words = words_of(text.title() if text.isupper() else text)
    _excuse(words, known)
    return any(_is_small_name(words, at, known) for at in _small_names(words)) or any(
        Group(words, first, last).is_name(known) for first, last in _groups(words)
    )


def _excuse(words: list[Word], known: KnownNames) -> None:
    """Agencies, places and what is called after somebody are no persons."""
    small = [each.small for each in words]
    beginnings = known.beginnings
    for at, each in enumerate(words):
        if each.likeness and known.is_word(each.small):
            each.likeness = Likeness.WORD
        if small[at] not in _PHRASES and small[at] not in beginnings:
            continue
        for length in (length_of(_PHRASES, small, at), known.length_at(small, at)):
            for excused in words[at : at + length]:
                excused.likeness, excused.small = Likeness.WORD, ""


def _small_names(words: list[Word]) -> Iterator[int]:
    for at, each in enumerate(words):
        small = each.small
        if small in ORDINARY and not (at and words[at - 1].text in _SMALL_TITLES):
            continue
        if not each.is_capital and _may_be_small_name(words, at):
            yield at


def _may_be_small_name(words: list[Word], at: int) -> bool:
    small = words[at].small
    if small in ONLY_NAMES or ("-" in small and not ONLY_NAMES.isdisjoint(small.split("-"))):
        return True
    return words[at].is_joined and words[at - 1].text in _SMALL_TITLES


def _is_small_name(words: list[Word], at: int, known: KnownNames) -> bool:
    """A name in small letters: one that is no other word, or a short one with a surname."""
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) and words[at + 1].is_joined else None
    before = words[at - 1] if word.is_joined else None
    if known.allows([word.small]):
        return False
    if after and after.small in HEADS and before and before.small in BEFORE_PLACES:
        return False
    if len(word.small) >= _SHORTEST_SMALL or (before and before.text in _SMALL_TITLES):
        return True
    return after is not None and word.small in GIVEN_NAMES and after.small in SURNAMES


def _groups(words: list[Word]) -> Iterator[tuple[int, int]]:
    """First and last place of each row of words that look like names."""
    first: int | None = None
    last = 0
    for at, each in enumerate(words):
        if each.likeness:  # more than an ordinary word
            if first is not None and not _goes_on(words, last, at):
                yield first, last
                first = None
            first, last = at if first is None else first, at
    if first is not None:
        yield first, last


def _goes_on(words: list[Word], last: int, at: int) -> bool:
    """Whether only spaces, particles (van, de, al) or initials stand between two names."""
    between = words[last + 1 : at]
    return all(each.is_joined for each in words[last + 1 : at + 1]) and all(
        each.small in PARTICLES or each.is_initial for each in between
    )
