"""Meetings of the board and its subgroups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from board.calendar import LONDON, Calendar, at_london

SUBGROUP_DAY = 3  # Thursday
SUBGROUP_AT = time(14)
CUT_OFF_AT = time(12)
CUT_OFF_DAYS = 2
"""Working days before a subgroup by which a referral must have come. Source: domain 5.1."""


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    AGENDA_OPEN = "agenda_open"
    PACK_ISSUED = "pack_issued"
    IN_SESSION = "in_session"
    ADJOURNED_INQUORATE = "adjourned_inquorate"
    MINUTES_DRAFT = "minutes_draft"
    MINUTES_APPROVED = "minutes_approved"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


HELD = frozenset({MeetingState.MINUTES_DRAFT, MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED})
"""A meeting that took place and was closed."""
TO_COME = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN, MeetingState.PACK_ISSUED})
"""A meeting that can be started."""
CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting, known by its reference (`BRD-036`, `SUB-20261126`). Board-safe, T0."""

    ref: str
    forum: str
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    place: str = "Microsoft Teams"
    lead_agency: str | None = None
    focus_agency: str | None = None
    chair: str | None = None
    facilitator: str | None = None
    quorate: bool | None = None
    attendance: Mapping[str, str] = field(default_factory=dict)
    planned_day: date | None = None
    """The day that the cycle gave it, from which the next is counted, whatever it moved to."""
    reason: str = ""
    """Why it was moved, postponed or cancelled; board-safe."""
    pack_held: bool = False
    pack_issued_at: datetime | None = None
    is_statement_read: bool = False
    interests_asked: bool = False
    minutes_approved_at: str = ""
    """The meeting that approved its minutes, or `out_of_committee`."""
    version: int = 1

    @property
    def day(self) -> date:
        """The day in London on which it is held."""
        return self.starts_at.astimezone(LONDON).date()

    @property
    def is_pack_ours(self) -> bool:
        """Its pack has gone out, and by the bot: what a file brings was issued elsewhere."""
        return self.state is MeetingState.PACK_ISSUED and self.pack_issued_at is not None


@dataclass(frozen=True, slots=True)
class SubgroupDate:
    """A weekly subgroup by the calendar: when it is held and when its referrals must be in."""

    starts_at: datetime
    cut_off: datetime

    @property
    def ref(self) -> str:
        """Its reference, for example SUB-20261126."""
        return f"SUB-{self.starts_at.astimezone(LONDON):%Y%m%d}"


def subgroup_of_week(monday: date, calendar: Calendar) -> SubgroupDate:
    """The subgroup of a week: Thursday, or the working day before a bank holiday."""
    day = monday + timedelta(days=SUBGROUP_DAY)
    if not calendar.is_working_day(day):
        day = calendar.add_working_days(day, -1)
    cut_off = calendar.add_working_days(day, -CUT_OFF_DAYS)
    return SubgroupDate(at_london(day, SUBGROUP_AT), at_london(cut_off, CUT_OFF_AT))


def next_subgroup(received: datetime, now: datetime, calendar: Calendar) -> SubgroupDate:
    """The next subgroup still to come whose cut-off a referral received then has met."""
    today = now.astimezone(LONDON).date()
    monday = today - timedelta(days=today.weekday())
    while True:
        found = subgroup_of_week(monday, calendar)
        if found.starts_at > now and received <= found.cut_off:
            return found
        monday += timedelta(days=7)


def is_board(meeting: Meeting) -> bool:
    """Whether it is one of the board's own meetings, which was not called off."""
    return meeting.forum.casefold() == "board" and meeting.state not in CALLED_OFF
