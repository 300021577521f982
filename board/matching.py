"""Normal forms of names, dates of birth and numbers, by which two records may be compared."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_SHORTEST_TOKEN = 2
_BETWEEN = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a record can be recognised by, in normal form; kept only as keyed digests."""

    names: tuple[str, ...] = ()
    born: date | None = None
    numbers: tuple[str, ...] = ()


def name_tokens(name: str) -> tuple[str, ...]:
    """The distinct words of a name: case, accents, apostrophes and hyphens put aside."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    plain = plain.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    words = (each for each in _BETWEEN.split(plain) if len(each) >= _SHORTEST_TOKEN)
    return tuple(dict.fromkeys(words))


def number_tokens(text: str) -> tuple[str, ...]:
    """Reference numbers in a line of text, without spaces and marks.

    Digits that belong together are often typed in groups, so neighbouring groups of digits
    are read as one number; words without a digit are left out.
    """
    joined = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", text.casefold())
    words = (re.sub(r"[^a-z0-9]", "", each) for each in re.split(r"[\s,;]+", joined))
    kept = (each for each in words if any(mark.isdigit() for mark in each))
    return tuple(dict.fromkeys(kept))
