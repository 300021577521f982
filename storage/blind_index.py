"""The blind index: keyed digests by which referrals are compared without being opened."""

import hmac
from collections.abc import Iterator
from enum import StrEnum

import jellyfish

from board.matching import Traits
from storage.cipher import Keys

DIGEST_LENGTH = 16


class TokenKind(StrEnum):
    """What a digest was made of."""

    NAME = "name"
    PHONETIC = "phonetic"
    BORN = "born"
    NUMBER = "number"


Token = tuple[TokenKind, bytes]


def written_tokens(keys: Keys, traits: Traits) -> frozenset[Token]:
    """The digests to keep for a record, under the key that writes."""
    return _tokens(keys.blind_key(), traits)


def sought_tokens(keys: Keys, traits: Traits) -> frozenset[Token]:
    """The digests to look for, under every key there is."""
    return frozenset().union(*(_tokens(each, traits) for each in keys.blind_keys()))


def _tokens(key: bytes, traits: Traits) -> frozenset[Token]:
    return frozenset((kind, _digest(key, kind, value)) for kind, value in _values(traits))


def _values(traits: Traits) -> Iterator[tuple[TokenKind, str]]:
    for name in traits.names:
        yield TokenKind.NAME, name
        if sound := jellyfish.metaphone(name):
            yield TokenKind.PHONETIC, sound
    if traits.born:
        yield TokenKind.BORN, traits.born.isoformat()
    for number in traits.numbers:
        yield TokenKind.NUMBER, number


def _digest(key: bytes, kind: TokenKind, value: str) -> bytes:
    spoken = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.digest(key, spoken, "sha256")[:DIGEST_LENGTH]
