"""What the cards of minutes are made from: board-safe, or a subgroup's references (T1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from board.meeting_record import Decision
from board.minutes import Addendum, Comment, ItemText, MinutesState
from board.minutes_content import Content
from board.recordings import Recording
from board.referral_form import Fault
from board.tiers import Tier


class Step(StrEnum):
    """What somebody may do with minutes as they stand."""

    CHANGE = "change"
    CORRECT = "correct"
    ATTENDANCE = "attendance"
    TO_CHAIR = "to_chair"
    TO_MEMBERS = "to_members"
    COMMENT = "comment"
    COMMENTS = "comments"
    APPROVE = "approve"
    AGREE = "agree"
    ADDENDUM = "addendum"
    EXTRACT = "extract"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesShown:
    """The minutes of a meeting, page by page; `names` are those of members by key."""

    content: Content
    state: MinutesState
    version: int
    page: int = 1
    steps: frozenset[Step] = frozenset()
    open_comments: int = 0
    digest: str = ""
    """Of the hash of their text, what a press on them carries."""
    approved: tuple[str, ...] = ()
    """Names of the co-chairs who have approved them as they stand."""
    awaited: tuple[str, ...] = ()
    in_session: str = ""
    """The meeting at which they can be approved now."""
    approved_by: str = ""
    final_at: datetime | None = None
    sha256: str = ""
    addenda: tuple[Addendum, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """One meeting whose minutes can be read: where they stand, and what waits for the reader."""

    meeting: str
    day: date
    state: MinutesState
    waits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesList:
    """What waits for whoever asks, and the latest minutes."""

    waiting: tuple[MinutesLine, ...] = ()
    latest: tuple[MinutesLine, ...] = ()
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesItemForm:
    """The boxes of one item; `theirs` is what somebody else wrote meanwhile."""

    meeting: str
    item: ItemText
    number: int
    page: int = 1
    theirs: ItemText | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    may_override: bool = False
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsForm:
    """One box for words about minutes: a comment on an item, or an addendum."""

    meeting: str
    form: str
    item: str = ""
    title: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    may_override: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentList:
    """The comments on minutes, those that wait first."""

    meeting: str
    comments: tuple[Comment, ...]
    titles: Mapping[str, str]
    names: Mapping[str, str]
    page: int = 1
    may_deal: bool = False
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DealForm:
    """What becomes of one comment."""

    comment: Comment
    title: str
    name: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    may_override: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractShown:
    """What of minutes concerns one agency; in private only."""

    content: Content
    agency: str
    is_final: bool
    page: int = 1
    file: str = ""
    """Where it is filed as a Word document."""
    at: datetime
    tier: Tier = Tier.T1
    marking: str = Tier.T2.marking


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionList:
    """The log of decisions; `again` are the words that its next page is asked by."""

    decisions: tuple[Decision, ...]
    names: Mapping[str, str]
    words: str = ""
    again: str = ""
    page: int = 1
    pages: int = 1
    total: int = 0
    is_cut: bool = False
    """There are more than are ever shown."""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesNotice:
    """What has happened to minutes, or what waits for its reader; posted."""

    happened: str
    meeting: str
    count: int = 0
    on: date | None = None
    stage: str = ""
    sha256: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingShown:
    """Where the recordings of a meeting are, and when they go; for those entitled only."""

    meeting: str
    recordings: tuple[Recording, ...]
    in_teams: str = ""
    """The meeting's own link."""
    delete_on: date | None = None
    note: str = ""
    at: datetime
    tier: Tier = Tier.T1
