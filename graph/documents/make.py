"""Which document is made from which values; a worker process knows it by name."""

from enum import StrEnum

from graph.documents.agenda import agenda
from graph.documents.pack import pack
from graph.documents.tracker import tracker
from graph.documents.values import AgendaPaper, PackPaper, TrackerSheet

Values = AgendaPaper | PackPaper | TrackerSheet


class Kind(StrEnum):
    """A kind of document."""

    AGENDA = "agenda"
    PACK = "pack"
    TRACKER = "tracker"

    @property
    def ending(self) -> str:
        """What the file's name ends with."""
        return ".xlsx" if self is Kind.TRACKER else ".docx"


def make(kind: Kind, values: Values) -> bytes:
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
        case _:
            raise TypeError(f"{kind} is not made from {type(values).__name__}")
