"""Where recordings and transcripts of meetings are."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from board.recordings import Recording, RecordingKind
from storage.statements import upsert
from storage.tables.minutes import RECORDINGS

_R = RECORDINGS.c
_ADD = upsert(RECORDINGS, ("meeting", "item"))


class Recordings:
    """Recordings by meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, meeting: str) -> tuple[Recording, ...]:
        """What is known of a meeting and not deleted, the first first."""
        return self._found(_R.meeting == meeting)

    def all(self) -> tuple[Recording, ...]:
        """Everything known that is not deleted."""
        return self._found(_R.meeting != "")

    def has_been_deleted(self, meeting: str) -> bool:
        """Somebody noted that those of a meeting are gone."""
        gone = select(_R.item).where(_R.meeting == meeting, _R.deleted_at.is_not(None))
        return self._connection.execute(gone.limit(1)).first() is not None

    def add(self, recording: Recording) -> bool:
        """Keep where one is; False where that is known."""
        row = {name: getattr(recording, name) for name in Recording.__dataclass_fields__}
        return _ADD.one(self._connection, row | {"kind": str(recording.kind)}) is not None

    def note_deleted(self, meeting: str, now: datetime) -> int:
        """Forget where those of a meeting were, since they are deleted; how many."""
        there = (_R.meeting == meeting, _R.deleted_at.is_(None))
        gone = update(RECORDINGS).where(*there).values(deleted_at=now, url="")
        return self._connection.execute(gone).rowcount

    def _found(self, where: Any) -> tuple[Recording, ...]:  # noqa: ANN401 - a condition
        found = select(RECORDINGS).where(where, _R.deleted_at.is_(None))
        rows = self._connection.execute(found.order_by(_R.meeting, _R.found_at, _R.item)).mappings()
        return tuple(Recording(**{**dict(row), "kind": RecordingKind(row["kind"])}) for row in rows)
