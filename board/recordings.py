"""Recordings of the board's meetings: who may see where they are, and when they are deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from board.calendar import LONDON, Calendar
from board.forums import BOARD, may_run
from board.meetings import Meeting
from board.minutes import Minutes
from board.people import Person, Role

KEPT_DAYS = 20
"""Working days that a recording is kept after the minutes are approved. Source: domain 4.6."""


class RecordingKind(StrEnum):
    """What it is."""

    RECORDING = "recording"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording or transcript; `item` is Graph's id of it, or a hash of a link given by hand.

    `url` is such a link; it is empty where Graph told of it: then it is opened in Teams.
    """

    meeting: str
    item: str
    kind: RecordingKind
    url: str
    found_at: datetime
    deleted_at: datetime | None = None


def may_see_recording(person: Person) -> bool:
    """Those who run the meetings and the co-chairs; nobody else. Source: row 21."""
    return may_run(person) or Role.CO_CHAIR in person.roles


def is_recorded(meeting: Meeting) -> bool:
    """Only the board's own meetings are recorded. Source: domain 4.6."""
    return meeting.forum.casefold() == BOARD.code.casefold()


def delete_on(minutes: Minutes | None, calendar: Calendar) -> date | None:
    """The day on which a recording has to be deleted; None while the minutes are no final ones."""
    if minutes is None or minutes.final_at is None:
        return None
    approved = minutes.final_at.astimezone(LONDON).date()
    return calendar.add_working_days(approved, KEPT_DAYS)
