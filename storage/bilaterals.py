"""Bilateral meetings and what became of their concerns; board-safe."""

from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select, update

from board.bilaterals import Bilateral, Concern, ConcernStatus
from board.errors import Forbidden, Stale
from board.forums import BILATERAL
from storage.statements import Kept, Prepared, upsert
from storage.tables.base import keepable
from storage.tables.governance import BILATERALS

_B = BILATERALS.c
_OF_REF = select(BILATERALS).where(_B.ref == bindparam("wanted"))
_READ = Prepared(_OF_REF)
_READ_LOCKED = Prepared(_OF_REF.with_for_update())
_PUT = upsert(BILATERALS, ("ref",))
_LATEST_FIRST = select(BILATERALS).order_by(_B.held_on.desc(), _B.ref.desc())
_CONCERNS = TypeAdapter(tuple[Concern, ...])


class Bilaterals:
    """Meetings by reference."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, ref: str, *, for_change: bool = False) -> Bilateral:
        """A meeting. Raises Forbidden where there is none."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": ref})
        if row is None:
            raise Forbidden
        return _bilateral(row)

    def all(self) -> tuple[Bilateral, ...]:
        """Every meeting, the latest first."""
        rows = self._connection.execute(_LATEST_FIRST).mappings()
        return tuple(_bilateral(dict(row)) for row in rows)

    def escalated_to(self, meeting: str) -> tuple[tuple[str, Concern], ...]:
        """Concerns that were put on the agenda of a board, each with where it was raised."""
        return tuple(
            (met.ref, each)
            for met in reversed(self.all())
            for each in met.concerns
            if each.status is ConcernStatus.ESCALATED and each.became == meeting
        )

    def next_ref(self, day: date) -> str:
        """The reference of a meeting on a day, numbered where there has been one already."""
        usual = BILATERAL.ref(day)
        same = select(_B.ref).where(_B.held_on == day)
        known = set(self._connection.execute(same).scalars())
        further = (f"{usual}-{number}" for number in range(2, len(known) + 3))
        return next(each for each in (usual, *further) if each not in known)

    def put(self, bilateral: Bilateral) -> bool:
        """Keep a meeting where there is none of its reference; whether that was so."""
        return _PUT.one(self._connection, _row(bilateral)) is not None

    def save(self, bilateral: Bilateral) -> Bilateral:
        """Keep a changed meeting, one version on. Raises Stale where another was quicker."""
        row = _row(bilateral) | {"version": bilateral.version + 1}
        ours = (_B.ref == bilateral.ref, _B.version == bilateral.version)
        if not self._connection.execute(update(BILATERALS).where(*ours).values(row)).rowcount:
            raise Stale
        return replace(bilateral, version=bilateral.version + 1)


def _row(bilateral: Bilateral) -> dict[str, Any]:
    concerns = tuple(
        replace(each, text=keepable(each.text), unit=keepable(each.unit))
        for each in bilateral.concerns
    )
    return {
        "ref": bilateral.ref,
        "version": bilateral.version,
        "held_on": bilateral.on,
        "attendees": list(bilateral.attendees),
        "concerns": _CONCERNS.dump_python(concerns, mode="json"),
        "next_on": bilateral.next_on,
    }


def _bilateral(row: Kept) -> Bilateral:
    return Bilateral(
        ref=row["ref"],
        version=row["version"],
        on=row["held_on"],
        attendees=tuple(row["attendees"]),
        concerns=_CONCERNS.validate_python(row["concerns"]),
        next_on=row["next_on"],
    )
