"""Whether two records may be of one person: normal forms, near misses, and what they count for.

A record is kept only as keyed digests of its traits, each once and as they are. Allowance for
errors is made on the asking side: whoever looks for a name also looks for every name one letter
apart, and for a date also those one slip apart. So the index holds, and gives away, no more than
exact matching needs.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

MOST_SHOWN = 8
NAMESAKES_SHOWN = 3
"""More people of one name with other dates of birth than this say nothing: none is shown."""
MOST_WORDS = 8
"""Of a name with aliases, so many words are compared."""

_SHORTEST_WORD = 2
_SHORTEST_MISTYPED = 3
_LONGEST_MISTYPED = 24
_FEWEST_DIGITS = 5
_FEWEST_OF_SHORT = 3
_BETWEEN = re.compile(r"[^\w]+|_")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ħ": "h",
    }
    | dict.fromkeys("'`\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}", "")
)
_NOT_NAMES = frozenset(
    {"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "rev", "sir", "aka", "also", "known", "as"}
    | {"alias", "nee", "formerly", "previously", "called", "goes", "by", "and", "or", "name"}
    | {"named", "surname", "not", "unknown", "unsure", "unidentified", "anonymous", "anon", "nk"}
    | {"unk", "tbc", "patient", "person", "male", "female", "man", "woman", "boy", "girl"}
)
"""Titles, and words that stand between names or instead of one."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a record can be recognised by, in normal form; kept only as keyed digests.

    `joined` are neighbouring words of the name. `aged` is the year around which somebody was
    born whose age alone is known; `within` is how far an estimate of their age is trusted.
    """

    names: tuple[str, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    born: date | None = None
    aged: int | None = None
    within: int = 0
    numbers: tuple[str, ...] = ()

    @property
    def middle_year(self) -> int | None:
        """The year of birth, or the one around which it must be."""
        return self.born.year if self.born else self.aged


def name_tokens(name: str) -> tuple[str, ...]:
    """The distinct words of a name: case, accents, apostrophes, hyphens and titles put aside."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    words = (each for each in _BETWEEN.split(plain) if len(each) >= _SHORTEST_WORD)
    return tuple(dict.fromkeys(each for each in words if each not in _NOT_NAMES))[:MOST_WORDS]


def joined_words(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Neighbours that somebody else may write as one word: Mary Ann, Smith-Jones, De Souza.

    A name of two words has none: nobody writes first and last name as one.
    """
    return tuple(pairwise(names)) if len(names) > 2 else ()  # noqa: PLR2004


def number_tokens(text: str) -> tuple[str, ...]:
    """Reference numbers in a line of text, however they were spaced.

    Digits are what counts: those of a run of groups (943 476 5919), and those of each part
    between commas (42LZ/12345/26, 42 LZ 12345 26). One of three or four is kept with its
    letters.
    """
    found: list[str] = []
    for part in re.split(r"[,;&\n]|\band\b", text.casefold()):
        runs = re.findall(r"\d+(?:[\s./-]*\d+)*", part)
        digits = [re.sub(r"\D", "", each) for each in (*runs, part)]
        found += [each for each in digits if len(each) >= _FEWEST_DIGITS]
        whole = re.sub(r"[^a-z0-9]", "", part)
        if _FEWEST_OF_SHORT <= len(digits[-1]) < _FEWEST_DIGITS <= len(whole):
            found.append(whole)
    return tuple(dict.fromkeys(found))


def years_within(age: int) -> int:
    """How far an estimated age is trusted: an eighth of it, two years at least."""
    return max(2, age // 8)


def mistyped(word: str) -> frozenset[str]:
    """Every word one slip away: a letter too many, too few, another, or two changed about.

    Words of three letters only gain one, or everybody would be like everybody.
    """
    if not _SHORTEST_MISTYPED <= len(word) <= _LONGEST_MISTYPED:
        return frozenset()
    cut = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {before + letter + after for before, after in cut for letter in _LETTERS}
    if len(word) > _SHORTEST_MISTYPED:
        near |= {before + letter + after[1:] for before, after in cut[:-1] for letter in _LETTERS}
        near |= {before + after[1:] for before, after in cut[:-1]}
        near |= {before + after[1] + after[0] + after[2:] for before, after in cut[:-2]}
    return frozenset(near - {word})


def misdated(born: date) -> frozenset[date]:
    """Dates one slip away: day and month changed about, one digit wrong or two, a year off."""
    typed = f"{born:%Y%m%d}" if born.year > 999 else f"{born.year:04}{born:%m%d}"  # noqa: PLR2004
    swapped = typed[:4] + typed[6:] + typed[4:6]
    near = {swapped, f"{born.year - 1:04}{typed[4:]}", f"{born.year + 1:04}{typed[4:]}"}
    for at in range(len(typed)):
        near |= {typed[:at] + digit + typed[at + 1 :] for digit in "0123456789"}
        near.add(typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :])
    century = {typed[:2], "19", "20"}
    read = (_date(each) for each in near if each[:2] in century)
    return frozenset(each for each in read if each and each != born)


def _date(typed: str) -> date | None:
    try:
        return date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
    except ValueError:
        return None


class BornFit(StrEnum):
    """How two dates of birth, or ages, go together."""

    SAME = "same"
    CLOSE = "close"
    AGE = "age"
    UNKNOWN = "unknown"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two records have in common: words of the name, how born they fit, and numbers.

    `words` and `kept_words` are how many each side has; `same` are found as they are, `similar`
    only by their sound or one letter apart.
    """

    words: int = 0
    kept_words: int = 0
    same: int = 0
    similar: int = 0
    born: BornFit = BornFit.UNKNOWN
    numbers: int = 0


class Why(StrEnum):
    """A reason for which two records may be of one person, or a doubt, as cards tell it."""

    SAME_NUMBER = "same_number"
    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    PART_OF_NAME = "part_of_name"
    SAME_BORN = "same_born"
    SIMILAR_BORN = "similar_born"
    AGE_FITS = "age_fits"
    DIFFERENT_BORN = "different_born"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How strongly two records are alike, and why; a namesake has another date of birth."""

    points: int
    why: tuple[Why, ...]

    @property
    def is_namesake(self) -> bool:
        """Nothing but the name speaks for it, and the date of birth against it."""
        return Why.DIFFERENT_BORN in self.why and Why.SAME_NUMBER not in self.why


_ENOUGH = 5
_NUMBER = 8
_SAME_WORD, _SIMILAR_WORD, _FURTHER_WORD = 3, 2, 1
_FULL = 2
_BORN = {
    BornFit.SAME: 5,
    BornFit.CLOSE: 2,
    BornFit.AGE: 1,
    BornFit.UNKNOWN: 0,
    BornFit.APART: -2,
}
_BORN_WHY = {
    BornFit.SAME: Why.SAME_BORN,
    BornFit.CLOSE: Why.SIMILAR_BORN,
    BornFit.AGE: Why.AGE_FITS,
    BornFit.APART: Why.DIFFERENT_BORN,
}


def likeness(evidence: Evidence) -> Likeness | None:
    """What the evidence amounts to; None where it is too little to ask a human about.

    A number is enough by itself. So are two words of the name where one is exact and nothing
    speaks against them, two similar words with an age that fits, one similar word with the date
    of birth, and one exact word with nearly that date. The date alone is enough only where one
    side has no name, and the whole name, word for word, whatever the date: a namesake.
    """
    name = _name_why(evidence)
    points = _name_points(evidence) + _BORN[evidence.born] + (_NUMBER if evidence.numbers else 0)
    is_nameless = not (evidence.words and evidence.kept_words)
    is_namesake = name is Why.SAME_NAME and evidence.same >= max(_FULL, evidence.words)
    is_enough = points >= _ENOUGH and bool(name or evidence.numbers or is_nameless)
    if not (is_enough or is_namesake):
        return None
    why = (Why.SAME_NUMBER if evidence.numbers else None, name, _BORN_WHY.get(evidence.born))
    return Likeness(points, tuple(each for each in why if each))


def best(found: Mapping[str, Likeness]) -> tuple[tuple[str, Likeness], ...]:
    """Those to show, by reference: the most alike first, then the latest.

    Namesakes are shown where they are few; among many, the name says nothing.
    """
    namesakes = [ref for ref, each in found.items() if each.is_namesake]
    left_out = frozenset(namesakes if len(namesakes) > NAMESAKES_SHOWN else ())
    shown = [(ref, each) for ref, each in found.items() if ref not in left_out]
    shown.sort(key=lambda one: (one[1].points, _numbers_in(one[0])), reverse=True)
    return tuple(shown[:MOST_SHOWN])


def _name_why(evidence: Evidence) -> Why | None:
    matched = evidence.same + evidence.similar
    if not matched:
        return None
    if matched < min(evidence.words, evidence.kept_words):
        return Why.PART_OF_NAME
    return Why.SIMILAR_NAME if evidence.similar else Why.SAME_NAME


def _name_points(evidence: Evidence) -> int:
    same = min(evidence.same, _FULL)
    similar = min(evidence.similar, _FULL - same)
    further = evidence.same + evidence.similar - same - similar
    return same * _SAME_WORD + similar * _SIMILAR_WORD + (_FURTHER_WORD if further else 0)


def _numbers_in(ref: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"[0-9]+", ref))
