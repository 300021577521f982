"""The marks of a database: its birth, the hold on disposal, the clock, the ladders' times."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select

from board.escalation import USUAL, Policy
from storage.statements import Prepared, upsert
from storage.tables.board import SETTINGS

_READ = Prepared(select(SETTINGS.c.value).where(SETTINGS.c.name == bindparam("wanted")))
_BE_BORN = upsert(SETTINGS, ("name",))
_SET = upsert(SETTINGS, ("name",), update=("value",))
_POLICY = TypeAdapter(Policy)


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

    @property
    def policy(self) -> Policy:
        """How long each rung of a ladder has; the usual times until others are set."""
        kept = self._get("policy")
        return _POLICY.validate_json(kept) if kept else USUAL

    @property
    def has_policy(self) -> bool:
        """Whether these times were ever set here."""
        return self._get("policy") is not None

    def set_policy(self, policy: Policy) -> None:
        """Keep how long each rung has from now on."""
        self._set("policy", _POLICY.dump_json(policy).decode())

    def files_folder(self, channel: str) -> str | None:
        """The drive and folder of a channel's files, as they were found once."""
        return self._get(f"files:{channel}") or None

    def keep_files_folder(self, channel: str, ids: str) -> None:
        """Keep the drive and folder of a channel's files; empty forgets them."""
        self._set(f"files:{channel}", ids)

    @property
    def last_written(self) -> str | None:
        """What the last check of the storage wrote."""
        return self._get("written")

    def note_written(self, mark: str) -> None:
        """Write something, so that it can be read back."""
        self._set("written", mark)

    @property
    def last_tick(self) -> datetime | None:
        """When the bot last did all that was due, in machine time; None before it ever did."""
        noted = self._get("last_tick")
        return datetime.fromisoformat(noted) if noted else None

    def note_tick(self, machine_now: datetime) -> None:
        """Note that all that was due is done."""
        self._set("last_tick", machine_now.isoformat())

    @property
    def last_check(self) -> str | None:
        """What the last check found, as JSON."""
        return self._get("last_check")

    def set_last_check(self, found: str) -> None:
        """Keep what a check found."""
        self._set("last_check", found)

    def _get(self, name: str) -> str | None:
        value: str | None = _READ.scalar(self._connection, {"wanted": name})
        return value

    def _set(self, name: str, value: str) -> None:
        _SET.one(self._connection, {"name": name, "value": value})
