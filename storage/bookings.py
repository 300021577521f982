"""Board meetings in the organiser's calendar."""

from sqlalchemy import Connection, bindparam, select

from board.bookings import Booking
from storage.statements import Prepared, upsert
from storage.tables.documents import BOOKINGS

_COLUMNS = tuple(each.name for each in BOOKINGS.c if each.name != "meeting")
_READ = Prepared(select(BOOKINGS).where(BOOKINGS.c.meeting == bindparam("wanted")))
_PUT = upsert(BOOKINGS, ("meeting",), update=_COLUMNS)


class Bookings:
    """Bookings by meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, meeting: str) -> Booking:
        """What is in the calendar of a meeting; nothing where nothing was ever made."""
        row = _READ.one(self._connection, {"wanted": meeting})
        return Booking(**row) if row else Booking(meeting=meeting)

    def put(self, booking: Booking) -> None:
        """Keep how it stands now."""
        row = {name: getattr(booking, name) for name in ("meeting", *_COLUMNS)}
        _PUT.one(self._connection, row)
