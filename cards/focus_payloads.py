"""The buttons of focus reports and of the register of demand."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from board.demand import DemandStatus
from board.refs import BOARD_MEETING, DEMAND
from cards.action_payloads import Key
from cards.payloads import FormId, Number, Payload, Shown

BoardRef = Annotated[str, StringConstraints(pattern=rf"^{BOARD_MEETING.pattern}$", max_length=20)]
DemandRef = Annotated[str, StringConstraints(pattern=rf"^{DEMAND.pattern}$", max_length=20)]
ReportPage = Literal["now", "partners", "asks"]


class _OnReport(Payload):
    """A press on the report of an agency for a meeting."""

    meeting: BoardRef
    agency: Key


class ShowFocusReport(_OnReport):
    """A report as it stands; for who speaks for the agency, its form while nothing is in."""

    verb = "focus.report"
    page: Number = 1


class WriteFocusReport(_OnReport):
    """The form of a report, with what was typed before."""

    verb = "focus.write"


class KeepFocusReport(_OnReport):
    """Keep what was typed on `page`, and go on to `to`; without it, leave it for later."""

    verb = "focus.keep"
    form: FormId
    version: Number
    page: ReportPage
    to: ReportPage | Literal[""] = ""


class SubmitFocusReport(_OnReport):
    """Send the report, once for each form id."""

    verb = "focus.submit"
    once = True
    form: FormId
    version: Number


class PresentFocusReport(_OnReport):
    """It was given at the meeting: it no longer changes."""

    verb = "focus.present"


class ShowDemand(Payload):
    """The register of demand across agencies, or what there is of one `agency`."""

    verb = "demand.show"
    agency: Key = ""
    page: Number = 1


class _OnEntry(Shown):
    """A press on one entry as it was shown."""

    ref: DemandRef


class ChangeDemand(_OnEntry):
    """Say where an entry stands."""

    verb = "demand.status"
    status: DemandStatus


class MakeRisk(_OnEntry):
    """Propose an entry as a risk."""

    verb = "demand.risk"
