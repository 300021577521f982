"""What was sent out before meetings, and whether it was opened and answered."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, Date, bindparam, or_, select, update

from board.dissemination import Delivery
from storage.statements import Prepared, upsert
from storage.tables.actions import DISSEMINATION

_D = DISSEMINATION.c
_COLUMNS = tuple(each.name for each in _D)
_ADD = upsert(DISSEMINATION, ("key",))
_OF_MEETING = Prepared(
    select(DISSEMINATION)
    .where(_D.meeting == bindparam("wanted"))
    .order_by(_D.told_at, _D.agency, _D.key)
)
_DELIVERED = Prepared(
    update(DISSEMINATION)
    .where(_D.key == bindparam("wanted"), _D.delivered_at.is_(None))
    .values(delivered_at=bindparam("at"))
)


_LATEST = Prepared(select(_D.meeting).order_by(_D.told_at.desc(), _D.key).limit(1))


def _noting(column: str) -> Prepared:
    of_member = (
        _D.meeting == bindparam("held"),
        _D.member == bindparam("who"),
        _D.what == bindparam("list"),
        or_(_D.held_on.is_(None), _D.held_on == bindparam("day", type_=Date)),
    )
    return Prepared(
        update(DISSEMINATION)
        .where(*of_member, _D[column].is_(None))
        .values({column: bindparam("at")})
    )


_OPENED = _noting("opened_at")
_ANSWERED = _noting("answered_at")


class Dissemination:
    """Deliveries by meeting; each time is noted once, the first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, deliveries: Iterable[Delivery]) -> int:
        """Keep those whose key is not known yet; how many."""
        rows = ({name: getattr(each, name) for name in _COLUMNS} for each in deliveries)
        return sum(_ADD.one(self._connection, row) is not None for row in rows)

    def note_delivered(self, key: str, at: datetime) -> bool:
        """It has arrived; whether that is new."""
        return bool(_DELIVERED.run(self._connection, {"wanted": key, "at": at}))

    def note_opened(self, meeting: str, on: date, member: str, what: str, at: datetime) -> bool:
        """A member has opened one list sent before a meeting on a day; whether that is new."""
        noted = {"held": meeting, "day": on, "who": member, "list": what, "at": at}
        return bool(_OPENED.run(self._connection, noted))

    def note_answered(self, meeting: str, on: date, member: str, what: str, at: datetime) -> bool:
        """A member has answered one list sent before a meeting on a day; whether that is new."""
        noted = {"held": meeting, "day": on, "who": member, "list": what, "at": at}
        return bool(_ANSWERED.run(self._connection, noted))

    def latest_meeting(self) -> str | None:
        """The meeting that anything was sent for last."""
        ref: str | None = _LATEST.scalar(self._connection)
        return ref

    def of_meeting(self, meeting: str) -> tuple[Delivery, ...]:
        """What was sent before a meeting, in the order it was."""
        rows = _OF_MEETING.rows(self._connection, {"wanted": meeting})
        return tuple(Delivery(**row) for row in rows)
