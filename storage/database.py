"""The database: units of work and snapshots, on threads of its own."""

import asyncio
import concurrent.futures
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Engine

from storage.cipher import Keys
from storage.crew import Crew, Done, Job, Watch, log
from storage.engines import make_engines
from storage.errors import DatabaseUnavailable, WrongMode
from storage.migrate import migrate
from storage.settings import Mode
from storage.unit import Origin, Shared, Snapshot, Unit

T = TypeVar("T")
_NOWHERE = Origin("", "")


class Database:
    """SQLite or PostgreSQL behind one set of calls.

    A unit is run whole on a database thread and answered after its commit; its work may be
    run again, so it does nothing but use the unit.
    """

    def __init__(self, engines: tuple[Engine, Engine], shared: Shared, watch: Watch) -> None:
        self._engine, reading = engines
        self._listeners: list[tuple[Callable[[], None], asyncio.AbstractEventLoop | None]] = []
        self._shared = shared
        groups = self._engine.dialect.name == "sqlite"
        self._writers = Crew(
            self._engine,
            kind="write",
            threads=1 if groups else self._engine.pool.size(),  # type: ignore[attr-defined]
            groups=groups,
            scope=lambda connection, origin: Unit(connection, shared, origin),
            watch=watch,
            committed=self._tell_listeners,
        )
        self._readers = Crew(
            reading,
            kind="read",
            threads=reading.pool.size(),  # type: ignore[attr-defined]
            groups=False,
            scope=lambda connection, _: Snapshot(connection, shared),
            watch=watch,
        )

    @classmethod
    def open(
        cls,
        url: str,
        keys: Keys,
        *,
        machine_now: Callable[[], datetime],
        observe_unit: Callable[[str, float], None] = lambda _kind, _seconds: None,
        writers: int = 6,
        readers: int = 3,
        stopwatch: Callable[[], float] = perf_counter,
    ) -> Self:
        """A database by its URL; `writers` are PostgreSQL's (SQLite always has one).

        `observe_unit` gets `write` or `read` and the seconds, on a database thread.
        """
        engines = make_engines(url, writers=writers, readers=readers)
        watch = Watch(stopwatch=stopwatch, observe=observe_unit)
        return cls(engines, Shared(keys, machine_now), watch)

    async def write(
        self, work: Callable[[Unit], T], *, origin: Origin, name: str | None = None
    ) -> T:
        """What the work returned, once it is durable. Its error, with nothing kept.

        Raises DatabaseUnavailable where it could not be made durable.
        """
        return cast("T", await _wait(self._writers, work, origin, name))

    async def read(self, work: Callable[[Snapshot], T], *, name: str | None = None) -> T:
        """What the work read, all of it as at one moment."""
        return cast("T", await _wait(self._readers, work, _NOWHERE, name))

    def write_now(self, work: Callable[[Unit], T], *, origin: Origin, name: str | None = None) -> T:
        """As `write`, for a thread that may wait."""
        return cast("T", _wait_now(self._writers, work, origin, name))

    def read_now(self, work: Callable[[Snapshot], T], *, name: str | None = None) -> T:
        """As `read`, for a thread that may wait."""
        return cast("T", _wait_now(self._readers, work, _NOWHERE, name))

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call the listener after each commit that left intents.

        Within a running loop it is called on that loop, otherwise on a database thread.
        """
        try:
            loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        self._listeners.append((listener, loop))

    def migrate(self) -> None:
        """Bring the tables up to this program. Raises DatabaseTooNew or DatabaseUnavailable."""
        migrate(self._engine)

    async def ready(self) -> bool:
        """Reachable, and its tables are those of this program."""
        try:
            return await self.read(lambda snapshot: snapshot.is_at_head)
        except DatabaseUnavailable:
            return False

    def claim_mode(self, mode: Mode) -> None:
        """Let a new database be born in this mode. Raises WrongMode where it has the other."""

        def claim(unit: Unit) -> Mode | None:
            unit.settings.be_born(mode)
            return unit.settings.birth

        birth = self.write_now(claim, origin=_NOWHERE)
        if birth is not mode:
            raise WrongMode(f"this database was born for {birth}, not for {mode}")

    async def scrub(self) -> None:
        """Let nothing disposed of stay in SQLite's journal (call it after a disposal)."""
        if self._engine.dialect.name == "sqlite":
            await asyncio.to_thread(self._truncate_journal)

    async def close(self) -> None:
        """Finish every unit that waits, then let go."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """As `close`, for a thread that may wait."""
        self._writers.close()
        self._readers.close()

    def _truncate_journal(self) -> None:
        with self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            if raw is not None:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _tell_listeners(self, done: list[Done]) -> None:
        if not any(isinstance(each.scope, Unit) and each.scope.has_told for each in done):
            return
        for listener, loop in self._listeners:
            try:
                if loop is None:
                    listener()
                else:
                    loop.call_soon_threadsafe(listener)
            except Exception as error:  # noqa: BLE001 - the thread has others to serve
                log.warning("listener.failed", error=type(error).__name__)


def _name(work: Callable[..., Any], name: str | None) -> str:
    if name is not None:
        return name
    inner = work.func if isinstance(work, partial) else work
    return getattr(inner, "__qualname__", type(inner).__name__)


async def _wait(crew: Crew, work: Callable[[Any], Any], origin: Origin, name: str | None) -> object:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()
    crew.put(Job(work, _name(work, name), origin, future, loop))
    return await future


def _wait_now(crew: Crew, work: Callable[[Any], Any], origin: Origin, name: str | None) -> object:
    future: concurrent.futures.Future[Any] = concurrent.futures.Future()
    crew.put(Job(work, _name(work, name), origin, future, None))
    return future.result()
