"""References that people see."""

import re
from datetime import datetime

from board.calendar import LONDON

REFERRAL = re.compile(r"REF-\d{4}-\d{4,}")
CHALLENGE = re.compile(r"CHL-\d{4}-\d{3,}")
ACTION = re.compile(r"ACT-\d{4}-\d{4,}")
ESCALATION = re.compile(r"ESC-\d{4}-\d{3,}")
DEMAND = re.compile(r"DEM-\d{3,}")
BOARD_MEETING = re.compile(r"BRD-\d{3,}")
BILATERAL = re.compile(r"BIL-\d{3,8}(-\d{1,3})?")
RISK = re.compile(r"RSK-\d{3,}")
_LOOSE_ACTION = re.compile(r"act[\s-]*(\d{4})[\s-]*(\d{1,})", re.IGNORECASE)
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


def action_ref(year: int, number: int) -> str:
    """An action's reference, for example ACT-2026-0012."""
    return f"ACT-{year}-{number:04d}"


def escalation_ref(year: int, number: int) -> str:
    """An escalation's reference, for example ESC-2026-003."""
    return f"ESC-{year}-{number:03d}"


def risk_ref(number: int) -> str:
    """A risk's reference, for example RSK-014."""
    return f"RSK-{number:03d}"


def demand_ref(number: int) -> str:
    """A reference in the register of demand, for example DEM-007."""
    return f"DEM-{number:03d}"


def read_action_ref(words: str) -> str | None:
    """An action's reference as people type it ('act 2026 12'), or None."""
    found = _LOOSE_ACTION.fullmatch(words.strip())
    return action_ref(int(found[1]), int(found[2])) if found else None
