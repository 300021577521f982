"""The buttons of a meeting in session."""

from typing import Annotated

from pydantic import StringConstraints

from board.forums import Attended
from cards.action_payloads import ItemKey
from cards.payloads import FormId, Number, Payload

MeetingRef = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9A-Z-]{3,24}$")]
DecisionRef = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3}-[0-9A-Z-]{3,24}/D\d{2,6})?$")]
AgencyKey = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,60}$")]


class _OnMeeting(Payload):
    """A press on one meeting."""

    ref: MeetingRef


class AskStart(_OnMeeting):
    """What has to be said before a meeting starts."""

    verb = "sitting.ask_start"


class StartSitting(_OnMeeting):
    """Start it: `statement` and `interests` are ticked."""

    verb = "sitting.start"


class ShowSitting(_OnMeeting):
    """How the meeting stands."""

    verb = "sitting.show"


class NextItem(_OnMeeting):
    """On from this item to the one after it; once, whoever presses."""

    verb = "sitting.next"
    item: ItemKey


class ShowItems(_OnMeeting):
    """All items with their times."""

    verb = "sitting.items"


class GoToItem(_OnMeeting):
    """Take the item chosen in `item`."""

    verb = "sitting.go"


class AskSummary(_OnMeeting):
    """The summary of an item, to write in."""

    verb = "sitting.ask_summary"
    item: ItemKey


class WriteSummary(_OnMeeting):
    """Keep `summary`; with `below`, under what somebody else has written."""

    verb = "sitting.summarise"
    item: ItemKey
    version: Number
    below: bool = False


class AskDecision(_OnMeeting):
    """The form of a decision, or of the one in the place of another."""

    verb = "sitting.ask_decision"
    item: ItemKey
    replaces: DecisionRef = ""


class RecordDecision(_OnMeeting):
    """Keep a decision, once for each form id."""

    verb = "sitting.decide"
    once = True
    form: FormId
    item: ItemKey
    replaces: DecisionRef = ""


class ShowAttendance(_OnMeeting):
    """Who is there: a page of agencies."""

    verb = "attendance.show"
    page: Number = 1


class MarkAttendance(_OnMeeting):
    """How one agency is there, by one tap."""

    verb = "attendance.mark"
    agency: AgencyKey
    how: Attended
    page: Number = 1


class AskAttendance(_OnMeeting):
    """One agency in full: who came, observers, what was sent."""

    verb = "attendance.ask"
    agency: AgencyKey
    page: Number = 1


class SaveAttendance(_OnMeeting):
    """Keep `member` and `how`; with `information_sent`, apologies that sent what they had."""

    verb = "attendance.save"
    agency: AgencyKey
    page: Number = 1


class ShowStatement(_OnMeeting):
    """The confidentiality statement, to be accepted."""

    verb = "attendance.statement"


class AcceptStatement(_OnMeeting):
    """Accept the statement, and be noted as there."""

    verb = "attendance.accept"


class ShowInterests(_OnMeeting):
    """The interests declared, and the form of another."""

    verb = "interest.show"


class DeclareInterest(_OnMeeting):
    """Put down an interest in `item` or `reference`: its `nature` and `handling`."""

    verb = "interest.declare"


class AdjournSitting(_OnMeeting):
    """Break off for want of a quorum."""

    verb = "sitting.adjourn"


class AskClose(_OnMeeting):
    """What is unfinished, before the meeting is closed."""

    verb = "sitting.ask_close"


class CloseSitting(_OnMeeting):
    """Close it: minutes are drafted from here."""

    verb = "sitting.close"


class ShowAttendanceReport(Payload):
    """Attendance by agency over the last boards."""

    verb = "attendance.report"
