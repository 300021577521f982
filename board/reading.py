"""The words of a text, each with how it stands to the one before."""

import re
from dataclasses import dataclass

from board.context import ABBREVIATED_RANKS, ANY_SURNAME_AFTER, OFFICES, TITLES
from board.words import ORDINARY, PLACES, Likeness, folded, is_foreign, likeness

# What stands before a word, and the word. Possessive, and it fits at the end: it never goes back.
_WORD = re.compile(r"([\W\d_]*+)([^\W\d_]++(?:['-][^\W\d_]++)*+|$)")
_BREAK = frozenset(".!?:;\n\r\t*\N{BULLET}")
_ABBREVIATED = TITLES | ABBREVIATED_RANKS


@dataclass(slots=True)
class Word:
    """A word, how much it looks like a name, and how it stands to the one before."""

    text: str
    small: str
    likeness: Likeness
    is_joined: bool  # to the word before, by a space
    is_first: bool  # of a sentence, line or list entry
    gap: str

    @property
    def is_capital(self) -> bool:
        """Begins with a capital."""
        return self.text[0].isupper()

    @property
    def is_initial(self) -> bool:
        """J as in J. Smith."""
        return len(self.text) == 1 and self.text.isupper()

    @property
    def is_owner(self) -> bool:
        """Ends in 's."""
        return self.text.endswith("'s")


def words_of(text: str) -> list[Word]:
    """The words of a plain text in their order."""
    words: list[Word] = []
    ordinary = Likeness.WORD
    for gap, raw in _WORD.findall(text):
        is_joined, is_first = gap == " " and bool(words), False
        if not is_joined:
            is_joined = _is_abbreviated(words, gap)
            is_first = not words or (not is_joined and not _BREAK.isdisjoint(gap))
        if raw in ORDINARY or (raw.islower() and raw.isascii() and raw.isalpha()):
            words.append(Word(raw, raw, ordinary, is_joined, is_first, gap))
        elif raw:
            before = words[-1].small if is_joined else ""
            small = folded(raw)
            words.append(Word(raw, small, _likeness(raw, small, before), is_joined, is_first, gap))
    return words


def _likeness(raw: str, small: str, before: str) -> Likeness:
    if not raw.isascii() and is_foreign(raw):
        return Likeness.NAME
    if not raw[0].isupper():
        return Likeness.WORD
    like = likeness(raw, small)
    if like is Likeness.WORD and before in TITLES:
        return _after_title(small, before)
    return like


def _is_abbreviated(words: list[Word], gap: str) -> bool:
    """J. Smith, J.R. Smith, Dr. Smith: a full stop that ends no sentence."""
    if not words or gap.strip(" ") not in {"", "."} or not gap:
        return False
    last = words[-1]
    return gap.isspace() or last.is_initial or last.small in _ABBREVIATED


def _after_title(small: str, title: str) -> Likeness:
    """Of an ordinary word: Mr Kettle is somebody, Mr Chair and Dr Practice are not."""
    may_be = small in PLACES or (title in ANY_SURNAME_AFTER and small not in OFFICES)
    return Likeness.EITHER if may_be else Likeness.WORD
