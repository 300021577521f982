"""What the cards of the cycle are made from: turns, forms, notices, the rota. All T0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from board.meeting_deeds import MeetingDeed, TurnDeed
from board.referral_form import Answers, Fault
from board.tiers import Tier
from cards.meeting_views import MeetingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStepForm:
    """What one step of a meeting, or of an agency's turn at it, asks before it is taken.

    `turns` are the turns that may be swapped with, each by its key and in words.
    """

    row: MeetingRow
    deed: MeetingDeed | TurnDeed
    agency: str = ""
    agency_name: str = ""
    turns: tuple[tuple[str, str], ...] = ()
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingNotice:
    """Something is due at a meeting, or has happened to it.

    `agency` is whom it is about; `lines` what is listed; `before` when it was to be held until
    now; `refusal` the sentence of a rule; `swap` the question that waits for an answer.
    """

    happened: str
    row: MeetingRow
    agency: str = ""
    agency_name: str = ""
    due: datetime | None = None
    lines: tuple[str, ...] = ()
    before: datetime | None = None
    refusal: str = ""
    swap: str = ""
    other_name: str = ""
    other_meeting: str = ""
    at_any_hour: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaLine:
    """One turn in focus; `report` says where that agency's latest report stands."""

    meeting: str
    on: date
    agency: str
    status: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusRota:
    """Who was in focus, who is, and who would be next if nothing changed."""

    past: tuple[RotaLine, ...]
    ahead: tuple[RotaLine, ...]
    forecast: tuple[RotaLine, ...]
    reports: tuple[tuple[str, str], ...] = ()
    at: datetime
    tier: Tier = Tier.T0
