"""What the cards of meetings are made from. All board-safe (T0)."""

from dataclasses import dataclass
from datetime import datetime

from board.agenda import Agenda
from board.clocks import MeetingClocks
from board.meetings import Meeting
from board.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One meeting, with the names of the agencies whose turn it is."""

    meeting: Meeting
    lead: str = ""
    focus: str = ""
    facilitator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingShown:
    """The next board: when, who leads, who is in focus, and what is due when."""

    row: MeetingRow
    clocks: MeetingClocks
    papers: tuple[tuple[str, str], ...] = ()
    """Titles and addresses of what is filed."""
    may_add: bool = False
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingList:
    """Meetings of the board, those to come first."""

    rows: tuple[MeetingRow, ...]
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaShown:
    """The agenda of the next board, as it would be made today."""

    row: MeetingRow
    agenda: Agenda
    at: datetime
    tier: Tier = Tier.T0
