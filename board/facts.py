"""What happened, and whom to tell: the two things a deed leaves beside the new state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from board.tiers import Tier


class Result(StrEnum):
    """How an audited event ended."""

    DONE = "done"
    VIEWED = "viewed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the audit: who did what to which record. Never its content.

    `name` is past tense (`ReferralSubmitted`), `about` a reference or key, `by` an
    object id; `details` holds codes and counts only, never words that a person typed.
    """

    name: str
    about: str
    by: str
    at: datetime
    tier: Tier
    result: Result = Result.DONE
    purpose: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """An intent to tell somebody: a kind, a recipient and a reference; never text.

    `to` is `person:<object id>`, `forum:<forum key>` or `post:<thing>`. The key makes the
    same notice one thing however often it is recorded.
    """

    kind: str
    to: str
    about: str
    key: str = ""
    not_before: datetime | None = None

    @property
    def unique_key(self) -> str:
        """The key under which this notice exists once, for ever."""
        return self.key or f"{self.kind}:{self.about}:{self.to}"
