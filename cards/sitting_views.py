"""What the cards of a meeting in session are made from.

All board-safe: T0 at the board, and at a subgroup T1, which is references and decisions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from board.attendance import AgencyAttendance
from board.forums import Attended, Quorum
from board.meeting_record import Attendance, Decision, Interest, ItemRecord
from board.meetings import Meeting
from board.referral_form import Answers, Fault
from board.tiers import Tier

Names = Mapping[str, str]
"""Display names of members and short names of agencies, by key."""
Choices = tuple[tuple[str, str], ...]
"""What can be chosen: a key, and its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingStart:
    """What has to be said before a meeting starts, and what is ticked of it."""

    meeting: Meeting
    title: str
    is_recorded: bool
    lacks_pack: bool = False
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOffer:
    """People are together in Teams, or have left: whether to start, or to close."""

    meeting: Meeting
    is_over: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedAction:
    """An action raised under an item: what is read out of it."""

    ref: str
    title: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingShown:
    """A meeting in session at its current item; `item` is None where it has no agenda.

    `is_withheld`: an interest was declared in the item, so that its detail is not shown; by the
    reader, or where all may read the card (`is_for_all`) by anybody.
    """

    meeting: Meeting
    item: ItemRecord | None
    number: int = 0
    total: int = 0
    used: timedelta = timedelta()
    following: str = ""
    """The title of the item after it."""
    decisions: tuple[Decision, ...] = ()
    struck: frozenset[str] = frozenset()
    raised: tuple[RaisedAction, ...] = ()
    names: Names = field(default_factory=dict)
    decisions_so_far: int = 0
    actions_so_far: int = 0
    quorum: Quorum
    is_withheld: bool = False
    is_for_all: bool = False
    is_closed: bool = False
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item in the list of all."""

    item: ItemRecord
    number: int
    used: timedelta
    decisions: int = 0
    actions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """All items of a meeting with their times, to go to one."""

    meeting: Meeting
    lines: tuple[ItemLine, ...]
    current: str = ""
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryForm:
    """The summary of an item, to write in; `theirs` is what somebody else wrote meanwhile."""

    meeting: Meeting
    item: ItemRecord
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    theirs: str = ""
    note: str = ""
    may_override: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """The form of a decision; `replaces` is the one it corrects."""

    meeting: Meeting
    item: ItemRecord
    form: str
    replaces: Decision | None = None
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    may_override: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyLine:
    """One agency at a meeting: how it is there, and with whom."""

    agency: str
    name: str
    how: Attended | None
    people: tuple[Attendance, ...] = ()
    has_deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceList:
    """A page of agencies; `left` are agencies of all pages of which nothing is noted yet."""

    meeting: Meeting
    lines: tuple[AgencyLine, ...]
    page: int
    pages: int
    left: int
    not_accepted: int
    """People who are there and have not accepted the statement."""
    quorum: Quorum
    names: Names
    note: str = ""
    may_adjourn: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceEntry:
    """One agency in full."""

    meeting: Meeting
    line: AgencyLine
    members: Choices
    page: int
    names: Names
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementShown:
    """The confidentiality statement; `accepted_at` where this person has accepted it."""

    meeting: Meeting
    accepted_at: datetime | None = None
    is_noted: bool = False
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestForm:
    """What was declared at a meeting, and the form of another interest.

    `members` are offered to whoever leads the meeting and hears it from somebody else.
    """

    meeting: Meeting
    interests: tuple[Interest, ...]
    items: Choices
    members: Choices = ()
    names: Names
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingMeeting:
    """The next meeting of a forum, by the names of those whose turn it is."""

    ref: str
    starts_at: datetime
    lead: str = ""
    focus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseForm:
    """What is unfinished, before a meeting is closed."""

    meeting: Meeting
    not_reached: tuple[str, ...]
    """Titles of items that are carried to the next meeting."""
    without_words: tuple[str, ...]
    """Titles of items that were discussed and have nothing written under them."""
    not_noted: tuple[str, ...]
    """Names of agencies that will be noted as absent."""
    decisions: int
    actions: int
    following: FollowingMeeting | None = None
    quorum: Quorum
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSummary:
    """What a meeting came to, for everybody: counts, references and agencies."""

    meeting: Meeting
    decisions: int
    actions: int
    refs: tuple[str, ...] = ()
    """The actions that everybody may know of."""
    attendance: tuple[tuple[str, Attended], ...]
    """Short names of agencies, and how they were there."""
    not_reached: tuple[str, ...] = ()
    following: FollowingMeeting | None = None
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceReport:
    """Attendance by agency over the last boards."""

    rows: tuple[AgencyAttendance, ...]
    boards: tuple[str, ...]
    names: Names
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyMissed:
    """An agency has stayed away from two boards in a row: for a co-chair, in private."""

    agency: str
    away: tuple[str, ...]
    representative: str = ""
    tier: Tier = Tier.T0
