"""What each deed left, so that the same press again finds it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select

from storage.errors import Repeated
from storage.statements import Prepared, upsert
from storage.tables.referrals import REPLAYS

KEPT = timedelta(days=1)
"""How long the answer to a press is remembered. Source: the way of a turn, house rules."""
_KEY = ("form", "verb", "person")
_READ = Prepared(
    select(REPLAYS.c.reference).where(*(REPLAYS.c[name] == bindparam(name) for name in _KEY))
)
_WRITE = upsert(REPLAYS, _KEY)


class Replays:
    """References by form id, verb and person."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, form: str, verb: str, person: str) -> str | None:
        """What this deed of this form left for this person, if it was done."""
        values = {"form": form, "verb": verb, "person": person}
        found: str | None = _READ.scalar(self._connection, values)
        return found

    def keep(self, form: str, verb: str, person: str, reference: str, now: datetime) -> None:
        """Remember what the deed left, in the same unit as the deed.

        Raises Repeated where its twin was quicker: the unit is undone and run again, and
        then finds what the twin left.
        """
        values = {"form": form, "verb": verb, "person": person, "reference": reference}
        if _WRITE.one(self._connection, values | {"kept_at": now}) is None:
            raise Repeated

    def dispose(self, now: datetime) -> int:
        """Forget what has been remembered long enough; how many."""
        old = delete(REPLAYS).where(REPLAYS.c.kept_at <= now - KEPT)
        return self._connection.execute(old).rowcount
