"""What the cycle asks of its neighbours: reports that have come in, and minutes on their way."""

from collections.abc import Mapping

from board.meetings import Meeting, MeetingState
from bot.minute_values import progress_of_minutes
from storage.unit import Snapshot

_APPROVED = frozenset({MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED})


def reports_in(snapshot: Snapshot, meeting: Meeting) -> frozenset[str]:
    """The agencies whose focus report for a meeting has come in."""
    reports = snapshot.focus_reports.of_meeting(meeting.ref)
    return frozenset(each.agency for each in reports if each.is_in)


def latest_reports(snapshot: Snapshot) -> Mapping[str, str]:
    """By agency, in a few words, where its latest focus report stands."""
    reports = snapshot.focus_reports.latest()
    return {agency: f"{each.status} for {each.meeting}" for agency, each in reports.items()}


def minutes_with(snapshot: Snapshot, meeting: Meeting) -> tuple[bool, bool]:
    """Whether the minutes of a meeting are with its chair, and with its members."""
    if meeting.state in _APPROVED:
        return True, True
    return progress_of_minutes(meeting.ref, snapshot)
