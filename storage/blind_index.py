"""The blind index: keyed digests by which referrals are compared without being opened."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import combinations

import jellyfish

from board.matching import Traits, misdated, mistyped
from storage.cipher import Keys

DIGEST_LENGTH = 16
_BLOCK = 64  # of SHA-256, in bytes; our keys are shorter
_INNER, _OUTER = (bytes(each ^ pad for each in range(256)) for pad in (0x36, 0x5C))


class TokenKind(StrEnum):
    """What a digest was made of."""

    NAME = "name"
    JOINED = "joined"  # two neighbouring words of a name, as one
    PHONETIC = "phonetic"
    PAIR = "pair"  # how any two words of a name sound together
    BORN = "born"
    YEAR = "year"  # of a date of birth
    AGED = "aged"  # the year around which somebody of an estimated age was born
    NUMBER = "number"


Token = tuple[TokenKind, bytes]


@dataclass(frozen=True, slots=True)
class Clue:
    """What it means that a digest is found: its kind, how closely, and for which of our words.

    Words of one name that are like each other (Jon, John) count as one.
    """

    kind: TokenKind
    is_exact: bool = True
    words: tuple[int, ...] = ()


Clues = Mapping[bytes, Clue]


def written_tokens(keys: Keys, traits: Traits) -> frozenset[Token]:
    """The digests to keep for a record, under the key that writes."""
    digest_of = _Digests(keys.blind_key())
    return frozenset((kind, digest_of(kind, value)) for kind, value in _values(traits))


def sought_clues(keys: Keys, traits: Traits) -> Clues:
    """The digests to look for, under every key there is, with what each would tell."""
    sought = tuple(_sought(traits))
    clues: dict[bytes, Clue] = {}
    for key in keys.blind_keys():
        digest_of = _Digests(key)
        for value, clue in sought:
            clues.setdefault(digest_of(clue.kind, value), clue)
    return clues


def mistyped_clues(keys: Keys, traits: Traits) -> Clues:
    """The digests of every name one letter apart: a thousand or so, to hold against a few."""
    place = _places(traits.names)
    clues: dict[bytes, Clue] = {}
    for key in keys.blind_keys():
        digest_of = _Digests(key)
        for name in traits.names:
            clue = Clue(TokenKind.NAME, is_exact=False, words=(place[name],))
            clues |= dict.fromkeys(digest_of.each(TokenKind.NAME, mistyped(name)), clue)
    return clues


def _values(traits: Traits) -> Iterator[tuple[TokenKind, str]]:
    for name in traits.names:
        yield TokenKind.NAME, name
        yield TokenKind.PHONETIC, _sound(name)
    for first, second in traits.joined:
        yield TokenKind.JOINED, first + second
    for pair in _pairs(traits):
        yield TokenKind.PAIR, pair
    if traits.born:
        yield TokenKind.BORN, traits.born.isoformat()
        yield TokenKind.YEAR, str(traits.born.year)
    elif traits.aged:
        yield TokenKind.AGED, str(traits.aged)
    for number in traits.numbers:
        yield TokenKind.NUMBER, number


def _sought(traits: Traits) -> Iterator[tuple[str, Clue]]:
    yield from _sought_names(traits)
    for pair in _pairs(traits):
        yield pair, Clue(TokenKind.PAIR)
    if traits.born:
        yield traits.born.isoformat(), Clue(TokenKind.BORN)
        for near in misdated(traits.born):
            yield near.isoformat(), Clue(TokenKind.BORN, is_exact=False)
    for kind, year in _sought_years(traits):
        yield str(year), Clue(kind)
    for number in traits.numbers:
        yield number, Clue(TokenKind.NUMBER)


def _sought_names(traits: Traits) -> Iterator[tuple[str, Clue]]:
    place = _places(traits.names)
    for name in traits.names:
        at = (place[name],)
        yield name, Clue(TokenKind.NAME, words=at)
        yield name, Clue(TokenKind.JOINED, words=at)
        yield _sound(name), Clue(TokenKind.PHONETIC, is_exact=False, words=at)
    for first, second in traits.joined:
        yield first + second, Clue(TokenKind.NAME, words=(place[first], place[second]))


def _sought_years(traits: Traits) -> Iterator[tuple[TokenKind, int]]:
    if traits.middle_year is None:
        return
    kinds = (TokenKind.AGED,) if traits.born else (TokenKind.AGED, TokenKind.YEAR)
    for kind in kinds:
        for year in range(-traits.within, traits.within + 1):
            yield kind, traits.middle_year + year


def _places(names: tuple[str, ...]) -> dict[str, int]:
    place: dict[str, int] = {}
    for name in names:
        alike = (at for each, at in place.items() if _are_alike(each, name))
        place[name] = next(alike, len(place))
    return place


def _are_alike(one: str, other: str) -> bool:
    is_near = jellyfish.damerau_levenshtein_distance(one, other) <= 1
    return is_near or _sound(one) == _sound(other)


def _pairs(traits: Traits) -> frozenset[str]:
    sounds = sorted({_sound(each) for each in traits.names})
    return frozenset(f"{one}\0{other}" for one, other in combinations(sounds, 2))


def _sound(name: str) -> str:
    """How a word sounds; itself where its script has no sound that we know."""
    return jellyfish.metaphone(name) or name


class _Digests:
    """Digests under one key: HMAC-SHA-256, whose fixed part is done once for all of them."""

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = sha256(padded.translate(_INNER))
        self._outer = sha256(padded.translate(_OUTER))

    def __call__(self, kind: TokenKind, value: str) -> bytes:
        return next(self.each(kind, (value,)))

    def each(self, kind: TokenKind, values: Iterable[str]) -> Iterator[bytes]:
        """The digest of each value of one kind."""
        of_kind = self._inner.copy()
        of_kind.update(f"{kind}\0".encode())
        for value in values:
            inner, outer = of_kind.copy(), self._outer.copy()
            inner.update(value.encode("utf-8", "surrogatepass"))
            outer.update(inner.digest())
            yield outer.digest()[:DIGEST_LENGTH]
