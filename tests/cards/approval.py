"""Approved cards: what was looked at once, and must not change unnoticed."""

import json
import os
from pathlib import Path
from typing import Any

APPROVED = Path(__file__).parent / "approved"
APPROVE = "APPROVE_CARDS"
"""Set to 1, the present cards are written as approved: look at the difference before committing."""


def verify(name: str, content: dict[str, Any]) -> None:
    """Hold a card against its approved form."""
    written = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    file = APPROVED / f"{name}.json"
    if os.environ.get(APPROVE) == "1":
        APPROVED.mkdir(exist_ok=True)
        file.write_text(written, encoding="utf-8")
    assert file.exists(), f"{name} has not been approved: run with {APPROVE}=1 and look at it"
    assert written == file.read_text(encoding="utf-8")
