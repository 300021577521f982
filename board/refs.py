"""References that people see."""

import re
from datetime import datetime

from board.calendar import LONDON

REFERRAL = re.compile(r"REF-\d{4}-\d{4,}")
CHALLENGE = re.compile(r"CHL-\d{4}-\d{3,}")
_LOOSE = re.compile(r"ref[\s-]*(\d{4})[\s-]*(\d{1,})", re.IGNORECASE)


def referral_ref(year: int, number: int) -> str:
    """A referral's reference, for example REF-2026-0031."""
    return f"REF-{year}-{number:04d}"


def challenge_ref(year: int, number: int) -> str:
    """A challenge's reference, for example CHL-2026-004."""
    return f"CHL-{year}-{number:03d}"


def year_of(instant: datetime) -> int:
    """The year in London whose sequence a reference made at this instant belongs to."""
    return instant.astimezone(LONDON).year


def read_referral_ref(words: str) -> str | None:
    """A referral's reference as people type it ('ref 2026 31'), or None."""
    found = _LOOSE.fullmatch(words.strip())
    return referral_ref(int(found[1]), int(found[2])) if found else None
