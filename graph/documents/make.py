"""Which document is made from which values; a worker process knows it by name."""

from enum import StrEnum

from graph.documents.agenda import agenda
from graph.documents.attendance import attendance
from graph.documents.minutes import addendum, minutes
from graph.documents.minutes_summary import minutes_summary
from graph.documents.pack import pack
from graph.documents.risks import risks
from graph.documents.tracker import tracker
from graph.documents.values import (
    AddendumPaper,
    AgendaPaper,
    AttendanceSheet,
    MinutesPaper,
    PackPaper,
    RegisterSheet,
    SummaryPaper,
    TrackerSheet,
)

Values = (
    AgendaPaper
    | PackPaper
    | RegisterSheet
    | TrackerSheet
    | MinutesPaper
    | SummaryPaper
    | AttendanceSheet
    | AddendumPaper
)


class Kind(StrEnum):
    """A kind of document."""

    AGENDA = "agenda"
    PACK = "pack"
    TRACKER = "tracker"
    MINUTES = "minutes"
    SUMMARY = "summary"
    ATTENDANCE = "attendance"
    ADDENDUM = "addendum"
    RISKS = "risks"

    @property
    def ending(self) -> str:
        """What the file's name ends with."""
        return ".xlsx" if self in {Kind.TRACKER, Kind.ATTENDANCE, Kind.RISKS} else ".docx"


def make(kind: Kind, values: Values) -> bytes:  # noqa: PLR0911 - one for each kind
    """Make a document: the same values give the same bytes.

    Raises:
        TypeError: the values are those of another kind.
    """
    match kind, values:
        case Kind.AGENDA, AgendaPaper():
            return agenda(values)
        case Kind.PACK, PackPaper():
            return pack(values)
        case Kind.TRACKER, TrackerSheet():
            return tracker(values)
        case Kind.MINUTES, MinutesPaper():
            return minutes(values)
        case Kind.SUMMARY, SummaryPaper():
            return minutes_summary(values)
        case Kind.ATTENDANCE, AttendanceSheet():
            return attendance(values)
        case Kind.ADDENDUM, AddendumPaper():
            return addendum(values)
        case Kind.RISKS, RegisterSheet():
            return risks(values)
        case _:
            raise TypeError(f"{kind} is not made from {type(values).__name__}")
