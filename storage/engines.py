"""The engines of a database: one that writes, one that only reads."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from storage.errors import DatabaseUnavailable, Repeated

if TYPE_CHECKING:
    import psycopg  # SQLAlchemy imports it where it is used

BUSY_MILLISECONDS = 10_000
"""How long one process waits for another that writes to the same SQLite file."""
_PRAGMAS = (
    f"busy_timeout={BUSY_MILLISECONDS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
_POSTGRES = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "mhrmb",
    "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
}
_NOT_USED = "the database that MHRMB_DATABASE_URL names cannot be used"
_NO_URL = (
    "MHRMB_DATABASE_URL cannot be read as an address: in its password write each of @ : / ? # as"
    " %40 %3A %2F %3F %23"
)
_RERUN = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_NO_RIGHTS = "42501"  # the user does not own the database
_SQLITE_OUT = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
    }
)

_WHERE = re.compile(r"^.*(?:failed|failed to resolve host '.*'): ")
"""What stands before libpq's reason: an address, which holds the end of a password with an @."""


def make_engines(url: str, *, writers: int, readers: int) -> tuple[Engine, Engine]:
    """The engine for units and the one for snapshots; nothing is connected yet.

    Raises DatabaseUnavailable where the URL is none, or the file's folder takes no file.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        _make_private(parsed)
        return _sqlite(parsed, "IMMEDIATE", 1), _sqlite(parsed, "DEFERRED", readers)
    return (
        _postgres(parsed, writers, isolation_level="READ COMMITTED"),
        _postgres(parsed, readers, isolation_level="REPEATABLE READ", read_only=True),
    )


def is_there(url: str) -> bool:
    """Whether there is such a file, where the database is one; a server has to be asked."""
    parsed = _parsed(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


def is_worth_a_rerun(error: BaseException) -> bool:
    """The unit was certainly undone, through no fault of its own."""
    if isinstance(error, Repeated):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RERUN


def is_cut_off(error: BaseException) -> bool:
    """The connection was lost."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def in_our_words(error: BaseException) -> BaseException:
    """DatabaseUnavailable for what another try may get past, otherwise the error itself."""
    if isinstance(error, Repeated) or is_cut_off(error):
        return _unavailable(error)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return _unavailable(error) if code in _SQLITE_OUT else error
    is_out = isinstance(error, OperationalError | InterfaceError)
    is_out = is_out or getattr(cause, "sqlstate", None) == _NO_RIGHTS
    return _unavailable(error) if is_out else error


@contextmanager
def our_words() -> Iterator[None]:
    """Have the database's own errors said as DatabaseUnavailable where another try may help."""
    try:
        yield
    except Exception as error:
        ours = in_our_words(error)
        if ours is error:
            raise
        raise ours from None


def _unavailable(error: BaseException) -> DatabaseUnavailable:
    cause = error.orig if isinstance(error, DBAPIError) else error
    unavailable = DatabaseUnavailable(f"{_NOT_USED}: {_reason(cause)}")
    unavailable.__cause__ = error
    return unavailable


def _reason(cause: BaseException | None) -> str:
    """The driver's own first line, which says why; never where or with which password."""
    first = next(iter(str(cause).strip().splitlines()), "")
    return _WHERE.sub("", first) or type(cause).__name__


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # their text quotes the URL
        raise DatabaseUnavailable(_NO_URL) from None


def _make_private(url: URL) -> None:
    """Let the file, and the journals beside it, be readable by their owner only."""
    if url.database:
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            problem = f"{url.database} cannot be written: {error.strerror}"
            raise DatabaseUnavailable(problem) from None


def _sqlite(url: URL, begin: str, connections: int) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, pool_size=connections, max_overflow=0, pool_timeout=30
    )
    pragmas = _PRAGMAS if begin == "IMMEDIATE" else (*_PRAGMAS, "query_only=ON")
    event.listen(engine, "connect", _with_pragmas(pragmas))
    # Without both of these, units are seen before their commit and outlive a rollback.
    event.listen(engine, "begin", _beginning(f"BEGIN {begin}"))
    return engine


def _with_pragmas(pragmas: tuple[str, ...]) -> Callable[[sqlite3.Connection, object], None]:
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    return set_up


def _beginning(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _postgres(
    url: URL, connections: int, *, isolation_level: str, read_only: bool = False
) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=30,
        connect_args=_POSTGRES,
        isolation_level=isolation_level,
    )
    if read_only:
        event.listen(engine, "connect", _read_only)
    return engine


def _read_only(connection: "psycopg.Connection[Any]", _: object) -> None:
    connection.read_only = True
