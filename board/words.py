"""Which words of a text look like somebody's name, by lists that come with the bot."""

import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from importlib import resources

_STEM = 3  # letters that must be left when an ending is taken off
_ACRONYM = 5
_SHORT_ACRONYM = 3
_LATIN_ENDS = "\u024f"
_MORE_LATIN = range(0x1E00, 0x1F00)
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                        "\N{LATIN SMALL LETTER DOTLESS I}": "i", "ß": "ss", "'": ""})  # fmt: skip
_ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("s", ("",)), ("es", ("",)), ("d", ("",)), ("ed", ("",)),
    ("ing", ("", "e")), ("er", ("", "e")), ("ers", ("", "e")), ("or", ("", "e")), ("ly", ("",)),
    ("ment", ("",)), ("ments", ("",)), ("al", ("", "e")), ("y", ("", "e")), ("able", ("", "e")),
)  # fmt: skip
_BEGINNINGS = (
    "re", "un", "de", "pre", "non", "mis", "multi", "inter", "over", "under", "sub", "out", "dis",
    "counter", "micro", "tele", "cyber", "auto", "bio",
)  # fmt: skip
_WORDY = (
    "tion", "tions", "sion", "sions", "ness", "ity", "ities", "less", "ful", "ism", "ology",
    "ological", "ise", "ised", "ising", "isation", "ically", "ively", "ship", "ships", "ations",
    "ance", "ence", "ency", "tional", "ware", "graphy", "metric", "metrics",
)  # fmt: skip


class Likeness(IntEnum):
    """How much a capitalised word looks like a name."""

    WORD = 0  # an ordinary word, a place or an acronym
    EITHER = 1  # a name that is an ordinary word too: Young, Grace, May
    UNKNOWN = 2
    NAME = 3


def _listed(name: str) -> frozenset[str]:
    lines = resources.files("board").joinpath(f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line)


GIVEN_NAMES = _listed("given_names")
SURNAMES = _listed("surnames")
PLACES = _listed("place_names")
_LINES = _listed("ordinary_words")
PHRASE_LINES = tuple(sorted(each for each in _LINES if " " in each))
"""Names that are not of a person, though words of them are: the Herbert Protocol."""
ORDINARY = frozenset(each for each in _LINES if " " not in each) | PLACES
ONLY_NAMES = (GIVEN_NAMES | SURNAMES) - ORDINARY


def folded(word: str) -> str:
    """A word as the lists have it: small letters, no accents, no apostrophes, no 's."""
    small = word.casefold().removesuffix("'s")
    if small.isascii():
        return small.replace("'", "")
    apart = unicodedata.normalize("NFKD", small).translate(_PLAIN)
    return "".join(each for each in apart if not unicodedata.combining(each))


def likeness(word: str, small: str) -> Likeness:
    """How much a capitalised word looks like a name; `small` is the word folded."""
    if small in ORDINARY:
        both = small in GIVEN_NAMES or small in SURNAMES
        return Likeness.EITHER if both else Likeness.WORD
    if word.isupper() and _is_acronym(word, small):
        return Likeness.WORD
    if small in ONLY_NAMES or _is_shaped_as_name(word):
        return Likeness.NAME
    if "-" in word:
        return _of_parts(word)
    return Likeness.WORD if _is_brand(word) or _is_derived(small) else Likeness.UNKNOWN


def is_foreign(word: str) -> bool:
    """Whether a word is in another script than ours: in a text of ours that is a name."""
    return any(each > _LATIN_ENDS and ord(each) not in _MORE_LATIN for each in word)


def _is_acronym(word: str, small: str) -> bool:
    return len(word) <= (_SHORT_ACRONYM if small in ONLY_NAMES else _ACRONYM)


def _is_shaped_as_name(word: str) -> bool:
    """O'Neill, D'Souza, McAdoo, MacAdoo: whether listed or not."""
    if "'" in word[1:3]:
        return word[2:3].isupper() or word[3:4].isupper()
    start = 2 if word.startswith("Mc") else 3 if word.startswith("Mac") else 0
    return bool(start) and word[start : start + 1].isupper() and word[start + 1 :].islower()


def _of_parts(word: str) -> Likeness:
    """Of a word with hyphens, its part most like a name; Al-Sayed is one whatever follows."""
    parts = [each for each in word.split("-") if each]
    small = [folded(each) for each in parts]
    if small[0] in {"al", "el", "abu", "bin"} and len(parts) > 1 and parts[1][0].isupper():
        return Likeness.NAME
    if "" in small or not all(each[0].isupper() for each in parts):
        return Likeness.WORD
    found = [likeness(each, folded(each)) for each in parts]
    if all(each in {Likeness.UNKNOWN, Likeness.EITHER} for each in found) and len(found) > 1:
        return Likeness.UNKNOWN if Likeness.UNKNOWN in found else Likeness.EITHER
    return max(found)


def _is_brand(word: str) -> bool:
    """SystmOne, CareFlow: a capital within a word that does not begin as names do."""
    return any(each.isupper() for each in word[1:]) and not word.isupper()


def _is_derived(small: str) -> bool:
    if small.endswith(_WORDY):
        return True
    if any(each in ORDINARY for each in _stems(small)):
        return True
    rests = (small.removeprefix(each) for each in _BEGINNINGS if small.startswith(each))
    return any(
        len(rest) >= _STEM and (rest in ORDINARY or any(each in ORDINARY for each in _stems(rest)))
        for rest in rests
    )


def _stems(small: str) -> Iterator[str]:
    for ending, replacements in _ENDINGS:
        if small.endswith(ending) and len(small) - len(ending) >= _STEM:
            stem = small[: -len(ending)]
            yield from (stem + each for each in replacements)
            if len(stem) > _STEM and stem[-1] == stem[-2]:
                yield stem[:-1]
