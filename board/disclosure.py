"""Who may see what, where: the one spot that every card and document passes."""

from dataclasses import Field, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from board.anonymity import Override, PersonalText, demand_board_safe
from board.cautions import warnings_of
from board.errors import Forbidden
from board.known_names import KnownNames
from board.people import Person
from board.places import Place
from board.tiers import Tier

__all__ = [
    "Audience",
    "KnownNames",
    "Means",
    "Override",
    "PersonalText",
    "Record",
    "RecordT",
    "demand_board_safe",
    "reduce_to",
    "show",
    "tier_shown",
    "warnings_of",
]


class Means(StrEnum):
    """How something reaches a person; what is posted stays in Teams, beyond our disposal."""

    POST = "post"
    ANSWER = "answer"
    DIALOG = "dialog"


@dataclass(frozen=True, slots=True)
class Audience:
    """One person in private, or a place with all who are in it (`person` is None)."""

    person: Person | None
    place: Place
    means: Means
    at: datetime

    @property
    def ceiling(self) -> Tier:
        """The highest tier that may reach this audience, whatever the record is."""
        if self.means is Means.DIALOG and self.person is not None:
            return Tier.T4
        if self.means is Means.ANSWER and self.place.is_private and self.person is not None:
            return Tier.T4
        return self.place.posting_ceiling


class Record(Protocol):
    """A dataclass whose fields above T0 name their tier in `metadata={"tier": ...}`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def tier_for(self, person: Person, now: datetime) -> Tier | None:
        """The highest tier of this record the person may see, or None for not at all."""

    @property
    def tier_unaddressed(self) -> Tier | None:
        """The highest tier for a place's whole audience, or None for not at all."""


RecordT = TypeVar("RecordT", bound=Record)


def show(record: RecordT, audience: Audience) -> RecordT:
    """The record without every field above the audience's tier (such fields become None).

    Raises Forbidden where the audience may not know that the record exists.
    """
    allowed = (
        record.tier_unaddressed
        if audience.person is None
        else record.tier_for(audience.person, audience.at)
    )
    if allowed is None:
        raise Forbidden
    return reduce_to(record, min(allowed, audience.ceiling))


def reduce_to(record: RecordT, tier: Tier) -> RecordT:
    """The record without every field above `tier`; such fields become None."""
    withheld = {
        each.name: None for each in fields(record) if each.metadata.get("tier", Tier.T0) > tier
    }
    return replace(record, **withheld)


def tier_shown(record: Record) -> Tier:
    """The highest tier among the fields that are still there after `show`."""
    return max(
        (
            each.metadata.get("tier", Tier.T0)
            for each in fields(record)
            if getattr(record, each.name) not in (None, "", ())
        ),
        default=Tier.T0,
    )
