"""Who of the mental health team is on duty, and who covers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.statements import Prepared, upsert
from storage.tables.triage import DUTY

_READ = Prepared(select(DUTY))
_PUT = upsert(DUTY, ("slot",), update=("person", "name", "since"))


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Object ids and names; empty where nobody has taken it."""

    on_duty: str = ""
    on_duty_name: str = ""
    cover: str = ""
    cover_name: str = ""


class Duty:
    """The two slots of the team's duty."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def now(self) -> OnDuty:
        """Who it is at present."""
        slots = {row["slot"]: row for row in _READ.rows(self._connection)}
        duty, cover = slots.get("duty"), slots.get("cover")
        return OnDuty(
            duty["person"] if duty else "",
            duty["name"] if duty else "",
            cover["person"] if cover else "",
            cover["name"] if cover else "",
        )

    def take(self, person: str, name: str, now: datetime) -> None:
        """Be on duty from now on."""
        self._put("duty", person, name, now)

    def cover(self, person: str, name: str, now: datetime) -> None:
        """Cover from now on."""
        self._put("cover", person, name, now)

    def _put(self, slot: str, person: str, name: str, now: datetime) -> None:
        row = {"slot": slot, "person": person, "name": name, "since": now}
        _PUT.one(self._connection, row)
