"""What a meeting leaves behind: who was there, which interests, what was said and decided. T0."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from board.forums import Attended

SUMMARY_LONGEST = 2_000
DECISION_LONGEST = 500
RATIONALE_LONGEST = 500
DISSENT_LONGEST = 300
NATURE_LONGEST = 200
"""Characters. Source: domain 2.3."""


class DecisionKind(StrEnum):
    """What a decision does. Source: domain 2.3."""

    AGREE = "agree"
    APPROVE = "approve"
    REFER = "refer"
    NOTE = "note"


class Handling(StrEnum):
    """What somebody with an interest does. Source: domain 2.3."""

    STAY = "stay"
    STAY_NO_DECISION = "stay_no_decision"
    LEAVE_FOR_ITEM = "leave_for_item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How an agency was at a meeting; `member` is who came, or who sent apologies."""

    agency: str
    status: Attended
    member: str = ""
    information_sent: bool = False
    """With apologies: the agency has sent what it had to say."""
    is_observer: bool = False
    joined_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """A declared interest: the item is withheld from this member, unless they may stay."""

    member: str
    item: str
    """An agenda item's key, or the reference of an action, risk, case or plan."""
    nature: str = ""
    handling: Handling = Handling.LEAVE_FOR_ITEM
    declared_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """What was said under an agenda item, and when it was the current one."""

    key: str
    title: str
    summary: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    minutes: int = 0
    presenter: str = ""
    points: tuple[str, ...] = ()
    """Minutes allotted, presenter and lines, as the agenda had them when the meeting began."""
    spent: timedelta = timedelta()
    """How long it was the current item, up to when it was left last."""
    override: str = ""
    """Why a co-chair let words of the summary pass that the guard had held back."""
    version: int = 1

    @property
    def is_reached(self) -> bool:
        """Whether it was ever the current item, or has something under it."""
        return self.started_at is not None or bool(self.summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision with its reasons; `ref` like `BRD-037/D03`."""

    ref: str
    meeting: str
    item: str
    kind: DecisionKind
    text: str
    rationale: str = ""
    dissent: str = ""
    by: str = ""
    """The member who recorded it."""
    at: datetime
    replaces: str = ""
    """The decision that this one corrects, which stays in the record and is struck."""
    override: str = ""
    """Why a co-chair let words of it pass that the guard had held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """Everything recorded of one meeting, in the order of its agenda."""

    meeting: str
    attendance: tuple[Attendance, ...] = ()
    interests: tuple[Interest, ...] = ()
    items: tuple[ItemRecord, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[tuple[str, str], ...] = field(default=())
    """Actions raised there: the item's key and the action's reference."""

    def decisions_of(self, item: str) -> Iterator[Decision]:
        """The decisions of an item, the first first."""
        return (each for each in self.decisions if each.item == item)

    @property
    def struck(self) -> frozenset[str]:
        """Decisions that a later one has replaced."""
        return frozenset(each.replaces for each in self.decisions if each.replaces)

    def withheld_from(self, member: str) -> frozenset[str]:
        """What this member may not see: items and references in which they have an interest."""
        return frozenset(
            each.item
            for each in self.interests
            if each.member == member and each.handling is Handling.LEAVE_FOR_ITEM
        )
