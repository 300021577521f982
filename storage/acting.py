"""In rehearsal: as whom each account speaks."""

from sqlalchemy import Connection, bindparam, delete, select

from storage.statements import Prepared, upsert
from storage.tables.board import ACTING

_READ = Prepared(select(ACTING.c.acts_as).where(ACTING.c.account == bindparam("wanted")))
_WRITE = upsert(ACTING, ("account",), update=("acts_as",))


class Acting:
    """Members' keys by the account that speaks as them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, account: str) -> str | None:
        """The key of the member this account acts as."""
        key: str | None = _READ.scalar(self._connection, {"wanted": account})
        return key

    def begin(self, account: str, member: str) -> None:
        """Let the account speak as this member from now on."""
        _WRITE.one(self._connection, {"account": account, "acts_as": member})

    def end(self, account: str) -> None:
        """Let the account speak for itself again."""
        self._connection.execute(delete(ACTING).where(ACTING.c.account == account))
