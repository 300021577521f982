"""The buttons of meetings."""

from cards.payloads import Payload


class ShowMeeting(Payload):
    """The next board."""

    verb = "meeting.next"


class ShowMeetings(Payload):
    """The board's meetings."""

    verb = "meeting.list"


class ShowAgenda(Payload):
    """The agenda of the next board."""

    verb = "meeting.agenda"
