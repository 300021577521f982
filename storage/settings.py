"""The marks of a database: its birth, the hold on disposal, the clock of a rehearsal."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Connection, bindparam, select

from storage.statements import Prepared, upsert
from storage.tables.board import SETTINGS

_READ = Prepared(select(SETTINGS.c.value).where(SETTINGS.c.name == bindparam("wanted")))
_BE_BORN = upsert(SETTINGS, ("name",))
_SET = upsert(SETTINGS, ("name",), update=("value",))


class Mode(StrEnum):
    """What a database is for; it is born as one and stays it."""

    REHEARSAL = "rehearsal"
    PRODUCTION = "production"


class Settings:
    """Marks that belong to the database rather than to a process."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def birth(self) -> Mode | None:
        """The mode this database was born in, or None before its first claim."""
        value = self._get("birth")
        return Mode(value) if value else None

    def be_born(self, mode: Mode) -> bool:
        """Set the mode where there is none yet; whether this did it."""
        row = {"name": "birth", "value": str(mode)}
        return _BE_BORN.one(self._connection, row) is not None

    @property
    def hold(self) -> bool:
        """Whether every disposal is stopped (legal hold)."""
        return self._get("hold") == "on"

    def set_hold(self, *, on: bool) -> None:
        """Stop every disposal, or let it go on."""
        self._set("hold", "on" if on else "off")

    @property
    def clock_offset(self) -> timedelta:
        """How far board time is ahead of machine time (rehearsal)."""
        return timedelta(microseconds=int(self._get("clock_offset") or 0))

    def set_clock_offset(self, offset: timedelta) -> None:
        """Keep how far board time is ahead."""
        self._set("clock_offset", str(offset // timedelta(microseconds=1)))

    def _get(self, name: str) -> str | None:
        value: str | None = _READ.scalar(self._connection, {"wanted": name})
        return value

    def _set(self, name: str, value: str) -> None:
        _SET.one(self._connection, {"name": name, "value": value})
