"""People of concern: all but key and case sealed."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from board.subjects import Subject
from board.tiers import Tier
from storage.cipher import Keys
from storage.statements import Kept, Prepared, upsert
from storage.tables.board import SUBJECTS

_TABLE = "subjects"
_READ = Prepared(select(SUBJECTS).where(SUBJECTS.c.key == bindparam("wanted")))
_PUT = upsert(SUBJECTS, ("key",), update=("case_ref", "sealed_t3", "sealed_t4"))


class Subjects:
    """Subjects by key."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def get(self, key: str) -> Subject | None:
        """A subject, or None where there is none or its content has been disposed of."""
        row = _READ.one(self._connection, {"wanted": key})
        return self._subject(row) if row and row["sealed_t3"] else None

    def put(self, subject: Subject) -> bool:
        """Add or change a subject; whether anything changed."""
        if self.get(subject.key) == subject:
            return False
        _PUT.one(self._connection, self._row(subject))
        return True

    def _row(self, subject: Subject) -> dict[str, Any]:
        identity = {
            "full_name": subject.full_name,
            "born": subject.born and subject.born.isoformat(),
            "district": subject.district,
            "sex": subject.sex,
        }
        health = {
            "ethnic_group": subject.ethnic_group,
            "ethnicity_source": subject.ethnicity_source,
            "support_needs": subject.support_needs,
        }
        return {
            "key": subject.key,
            "case_ref": subject.case,
            "sealed_t3": self._keys.seal(_TABLE, subject.key, Tier.T3, identity),
            "sealed_t4": self._keys.seal(_TABLE, subject.key, Tier.T4, health),
        }

    def _subject(self, row: Kept) -> Subject:
        read = self._keys.open(_TABLE, row["key"], Tier.T3, row["sealed_t3"])
        read |= self._keys.open(_TABLE, row["key"], Tier.T4, row["sealed_t4"])
        read["born"] = date.fromisoformat(read["born"]) if read["born"] else None
        read["support_needs"] = tuple(read["support_needs"])
        return Subject(key=row["key"], case=row["case_ref"], **read)
