"""Views of documents and of the check: all of it board-safe."""

from dataclasses import dataclass
from datetime import datetime

from board.documents import Document
from board.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentShown:
    """A document that has been filed, or that could not be filed yet; posted."""

    document: Document
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentList:
    """Everything that is filed or waits with one meeting."""

    meeting: str
    documents: tuple[Document, ...]
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What was looked at; whether it is well (None: not looked at); how it is, or the fix."""

    name: str
    passed: bool | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check found."""

    lines: tuple[CheckLine, ...]
    at: datetime
    tier: Tier = Tier.T0
