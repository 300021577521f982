"""What was typed is never lost: a rule that refuses it is said on the form, not in its place."""

from collections.abc import Callable
from typing import TypeVar

from board.errors import BoardError, Forbidden

Given = TypeVar("Given")


def tried(rule: Callable[[], Given]) -> tuple[Given | None, str]:
    """What a rule gives, or None and why it refuses; whoever may not (V31) sees no form."""
    try:
        return rule(), ""
    except Forbidden:
        raise
    except BoardError as refusal:
        return None, refusal.sentence
