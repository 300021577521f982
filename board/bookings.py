"""Board meetings in the organiser's calendar: what is there, and what should be."""

from dataclasses import dataclass, replace
from datetime import datetime

from board.meetings import Meeting, MeetingState

_CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A meeting as it stands in the calendar; `event_id` is empty where there is no event.

    `made` counts the events and invitations made of it, so that each has a number of its own.
    """

    meeting: str
    event_id: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    join_url: str = ""
    web_url: str = ""
    made: int = 0
    is_invited: bool = False
    """By a file, since there is no calendar to write to."""

    @property
    def transaction(self) -> str:
        """What makes a repeated request for the next event the same one."""
        return f"MHRMB {self.meeting} {self.made + 1}"

    def fits(self, meeting: Meeting) -> bool:
        """It is at the meeting's times."""
        return (self.starts_at, self.ends_at) == (meeting.starts_at, meeting.ends_at)

    def at_times_of(self, meeting: Meeting) -> "Booking":
        """It, moved to the meeting's times."""
        return replace(self, starts_at=meeting.starts_at, ends_at=meeting.ends_at)

    def without_event(self) -> "Booking":
        """It, once the event or the invitation no longer stands."""
        return Booking(meeting=self.meeting, made=self.made)


def is_to_be_held(meeting: Meeting) -> bool:
    """It has not been called off."""
    return meeting.state not in _CALLED_OFF
