"""The buttons of meetings."""

from typing import Literal

from cards.payloads import MeetingRef, Number, Payload


class ShowMeeting(Payload):
    """One meeting; without a reference the next board."""

    verb = "meeting.next"
    ref: MeetingRef | Literal[""] = ""


class ShowMeetings(Payload):
    """One page of the meetings there are."""

    verb = "meeting.list"
    page: Number = 1
