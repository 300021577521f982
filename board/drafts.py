"""A referral that is being written: kept seven days, by one person, in one place."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from board.errors import BoardError, Forbidden
from board.people import Person
from board.referral_form import Answers, Screen

KEPT = timedelta(days=7)
"""How long an unfinished draft is kept after its last change. Source: referral form, 3.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form id, whose it is and where it was opened; `ref` once it has been sent.

    `screen` is None until the form proper has been opened; `origin` is the channel post it
    was opened from, if any, so that opening twice comes back to the same draft.
    """

    form: str
    person: str
    place: str
    origin: str = ""
    created_at: datetime
    updated_at: datetime
    screen: Screen | None = None
    danger: bool = False
    answers: Answers
    ref: str | None = None

    @property
    def expires_at(self) -> datetime:
        """When the draft is deleted unless it is touched again."""
        return self.updated_at + KEPT

    def is_open(self, now: datetime) -> bool:
        """Neither sent nor expired."""
        return self.ref is None and now < self.expires_at


def demand_own(draft: Draft | None, person: Person) -> Draft:
    """The draft, where it is this person's. Raises Forbidden, which tells nothing."""
    if draft is None or draft.person != person.id:
        raise Forbidden
    return draft


def demand_open(draft: Draft, now: datetime) -> Draft:
    """The draft, where it can still be written. Raises BoardError where it cannot."""
    if not draft.is_open(now):
        raise BoardError("draft_gone")
    return draft


def write(draft: Draft, answers: Answers, screen: Screen, now: datetime) -> Draft:
    """The draft with these answers laid over what was there, showing `screen` next."""
    return replace(draft, answers={**draft.answers, **answers}, screen=screen, updated_at=now)
