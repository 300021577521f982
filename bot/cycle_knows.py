"""What the cycle asks of its neighbours: reports that have come in, and minutes on their way."""

from collections.abc import Mapping

from board.meetings import Meeting, MeetingState
from storage.unit import Snapshot

_APPROVED = frozenset({MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED})


def reports_in(_snapshot: Snapshot, _meeting: Meeting) -> frozenset[str]:
    """The agencies whose focus report for a meeting has come in."""
    return frozenset()


def latest_reports(_snapshot: Snapshot) -> Mapping[str, str]:
    """By agency, in a few words, where its latest focus report stands."""
    return {}


def minutes_with(_snapshot: Snapshot, meeting: Meeting) -> tuple[bool, bool]:
    """Whether the minutes of a meeting are with its chair, and with its members."""
    is_over = meeting.state in _APPROVED
    return is_over, is_over
