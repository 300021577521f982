"""A meeting as a file that every calendar opens."""

from datetime import datetime

from icalendar import Calendar, Event

from board.bookings import is_to_be_held
from board.meetings import Meeting

_PRODUCT = "-//MHRMB//Meetings//EN"


def ics_of(meeting: Meeting, sequence: int, now: datetime) -> bytes:
    """The meeting as iCalendar; the same `UID` each time, and a higher `sequence` each change.

    Source: RFC 5545.
    """
    is_on = is_to_be_held(meeting)
    event = Event()
    event.add("uid", f"{meeting.ref.casefold()}@mhrmb.invalid")
    event.add("sequence", sequence)
    event.add("dtstamp", now.replace(microsecond=0))
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", f"{meeting.ref} Mental Health Risk Management Board")
    event.add("location", meeting.place)
    event.add("status", "CONFIRMED" if is_on else "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH" if is_on else "CANCEL")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
