"""What the cards of meetings are made from. All board-safe (T0)."""

from dataclasses import dataclass
from datetime import datetime

from board.clocks import MeetingClocks
from board.meeting_deeds import MeetingDeed, TurnDeed
from board.meetings import Meeting
from board.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One meeting with its forum's name, and the names of the agencies whose turn it is."""

    meeting: Meeting
    forum: str = ""
    lead: str = ""
    focus: str = ""
    facilitator: str = ""
    is_board: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnShown:
    """An agency's turn at a meeting, how it stands, and what the reader may say to it."""

    agency: str
    name: str
    status: str
    deeds: tuple[TurnDeed, ...] = ()
    is_own: bool = False
    """The reader speaks for the agency, rather than noting what it has said."""
    as_co_chair: bool = False
    volunteered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingShown:
    """One meeting: when, who leads, who is in focus, what is due when, and what can be done.

    `volunteer` is the reader's own agency where it may offer to lead.
    """

    row: MeetingRow
    clocks: MeetingClocks
    papers: tuple[tuple[str, str], ...] = ()
    """Titles and addresses of what is filed."""
    may_add: bool = False
    report_of: str = ""
    """The agency in focus whose report is there to read, or to write for whoever looks."""
    focus: tuple[TurnShown, ...] = ()
    lead: tuple[TurnShown, ...] = ()
    volunteer: str = ""
    deeds: tuple[MeetingDeed, ...] = ()
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingList:
    """Meetings of every forum that the reader may see, those to come first."""

    rows: tuple[MeetingRow, ...]
    page: int = 1
    pages: int = 1
    total: int = 0
    at: datetime
    tier: Tier = Tier.T0
