"""Who is away, from when until when."""

from datetime import date

from sqlalchemy import Connection, bindparam, delete, select

from storage.statements import Prepared, upsert
from storage.tables.actions import ABSENCES

_A = ABSENCES.c
_AWAY_ON = Prepared(
    select(_A.member, _A.until).where(
        _A.since <= bindparam("day"), _A.until >= bindparam("that_day")
    )
)
_SET = upsert(ABSENCES, ("member",), update=("since", "until"))


class Absences:
    """One absence for each member, by key; both its days are away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(self, member: str, until: date, since: date) -> bool:
        """Note that a member is away, instead of what was noted before; whether it is new."""
        row = {"member": member, "since": since, "until": until}
        return _SET.one(self._connection, row) is not None

    def end(self, member: str) -> bool:
        """The member is back; whether an absence was noted."""
        ending = delete(ABSENCES).where(_A.member == member)
        return bool(self._connection.execute(ending).rowcount)

    def away_on(self, day: date) -> dict[str, date]:
        """Who is away on a day, and the last day of it."""
        rows = _AWAY_ON.rows(self._connection, {"day": day, "that_day": day})
        return {row["member"]: row["until"] for row in rows}
