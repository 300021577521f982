"""How large a card may be, and how large it is."""

import orjson

LIMIT = 20_000
"""UTF-16 code units of JSON: about the 40 KB that Teams has refused cards above."""


class CardTooLarge(ValueError):
    """A card that Teams might refuse; the card's own function has to page or cut."""


def size(content: object) -> int:
    """UTF-16 code units of this as JSON, never too few."""
    written = orjson.dumps(content)
    if len(written) <= LIMIT:
        return len(written)
    return _units(written)


def units(text: str) -> int:
    """UTF-16 code units of this text as JSON, exactly."""
    return _units(orjson.dumps(text))


def _units(written: bytes) -> int:
    return len(written.decode().encode("utf-16-le")) // 2
