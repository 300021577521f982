"""Which partners were asked to take part, and what they answered."""

from typing import Any

from sqlalchemy import Connection, select

from board.invitations import Invitation, Response
from storage.statements import upsert
from storage.tables.governance import INVITATIONS

_NAMES = tuple(Invitation.__dataclass_fields__)
_PUT = upsert(INVITATIONS, ("agency",), update=tuple(name for name in _NAMES if name != "agency"))


class Invitations:
    """The latest invitation of each agency."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[Invitation, ...]:
        """Every agency's."""
        rows = self._connection.execute(select(INVITATIONS).order_by(INVITATIONS.c.agency))
        return tuple(_invitation(dict(row)) for row in rows.mappings())

    def of(self, agency: str) -> Invitation | None:
        """An agency's."""
        return next((each for each in self.all() if each.agency == agency), None)

    def put(self, invitation: Invitation) -> None:
        """Keep it in place of the one before."""
        row = {name: getattr(invitation, name) for name in _NAMES}
        _PUT.one(self._connection, row | {"response": str(invitation.response)})


def _invitation(row: dict[str, Any]) -> Invitation:
    return Invitation(**{**row, "response": Response(row["response"])})
