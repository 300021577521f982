"""Between what the board holds and the JSON that is kept of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from board.referral_form import Answer
from board.referrals import Addition


def answers_from(opened: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as the board has them: JSON's lists are its tuples."""
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in opened.items()
    }


def addition_to_json(addition: Addition) -> dict[str, str]:
    """An addition with its instant in ISO form."""
    return {
        "at": addition.at.isoformat(),
        "by": addition.by,
        "by_name": addition.by_name,
        "text": addition.text,
    }


def addition_from(opened: Mapping[str, str]) -> Addition:
    """The addition that was kept."""
    return Addition(
        at=datetime.fromisoformat(opened["at"]),
        by=opened["by"],
        by_name=opened["by_name"],
        text=opened["text"],
    )
