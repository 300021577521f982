"""The marks of a database: its birth, the hold on disposal, the clock, the ladders' times."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select

from board import clocks, rotas
from board.calendar import DayChanges
from board.clocks import Clocks
from board.escalation import USUAL, Policy
from board.figures import Thresholds
from board.rotas import RotaPolicy
from storage.statements import Prepared, upsert
from storage.tables.board import SETTINGS

_READ = Prepared(select(SETTINGS.c.value).where(SETTINGS.c.name == bindparam("wanted")))
_BE_BORN = upsert(SETTINGS, ("name",))
_SET = upsert(SETTINGS, ("name",), update=("value",))
_POLICY = TypeAdapter(Policy)
_CLOCKS = TypeAdapter(Clocks)
_DAYS = TypeAdapter(DayChanges)
_DOMAINS = TypeAdapter(dict[str, str])
_LEFT = TypeAdapter(frozenset[str])
_ROTA = TypeAdapter(RotaPolicy)
_THRESHOLDS = TypeAdapter(Thresholds)


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

    @property
    def clocks(self) -> Clocks:
        """When everything around a meeting is due; the usual clocks until others are set."""
        kept = self._get("clocks")
        return _CLOCKS.validate_json(kept) if kept else clocks.USUAL

    @property
    def has_clocks(self) -> bool:
        """Whether these clocks were ever set here."""
        return self._get("clocks") is not None

    def set_clocks(self, wanted: Clocks) -> None:
        """Keep how long before or after a meeting each thing is due from now on."""
        self._set("clocks", _CLOCKS.dump_json(wanted).decode())

    @property
    def rota(self) -> RotaPolicy:
        """How the rotas are filled; the usual way until another is set."""
        kept = self._get("rota")
        return _ROTA.validate_json(kept) if kept else rotas.USUAL

    @property
    def has_rota(self) -> bool:
        """Whether this was ever set here."""
        return self._get("rota") is not None

    def set_rota(self, policy: RotaPolicy) -> None:
        """Keep how the rotas are filled from now on."""
        self._set("rota", _ROTA.dump_json(policy).decode())

    @property
    def day_changes(self) -> DayChanges:
        """Days that were made no working days here, or working days after all."""
        kept = self._get("day_changes")
        return _DAYS.validate_json(kept) if kept else DayChanges()

    def set_day_changes(self, changes: DayChanges) -> None:
        """Keep which days differ from the bank holidays from now on."""
        self._set("day_changes", _DAYS.dump_json(changes).decode())

    @property
    def domains(self) -> dict[str, str]:
        """Agencies by the mail domain of their people."""
        kept = self._get("domains")
        return _DOMAINS.validate_json(kept) if kept else {}

    def set_domains(self, domains: dict[str, str]) -> None:
        """Keep whose people come from which domain."""
        self._set("domains", _DOMAINS.dump_json(domains).decode())

    @property
    def left(self) -> frozenset[str]:
        """Object ids of members who have left the board's team and not come back."""
        kept = self._get("left")
        return _LEFT.validate_json(kept) if kept else frozenset()

    def note_back(self, account: str) -> bool:
        """Somebody is in the board's team again; False where they were not known to have left."""
        left = self.left
        if account not in left:
            return False
        self.set_left(left - {account})
        return True

    def set_left(self, accounts: frozenset[str]) -> None:
        """Keep who has left the board's team."""
        self._set("left", _LEFT.dump_json(accounts).decode())

    @property
    def thresholds(self) -> Thresholds:
        """From when the figures of standing scrutiny are ones to talk about."""
        kept = self._get("thresholds")
        return _THRESHOLDS.validate_json(kept) if kept else Thresholds()

    def set_thresholds(self, thresholds: Thresholds) -> None:
        """Keep from when they are."""
        self._set("thresholds", _THRESHOLDS.dump_json(thresholds).decode())

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
