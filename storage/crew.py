"""Threads that run units and snapshots, and hand back what came of them after the commit."""

import asyncio
import concurrent.futures
import queue
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import structlog
from sqlalchemy import Connection, Engine

from storage.engines import in_our_words, is_cut_off, is_worth_a_rerun
from storage.errors import DatabaseUnavailable
from storage.unit import Origin, Snapshot

RERUNS = 3
TOGETHER = 64
"""Units that one commit of SQLite takes at most."""
TOGETHER_SECONDS = 0.025
"""After this the commit takes no further unit, so that the first need not wait for the last."""
SLOW_SECONDS = 0.02
"""Longest a unit should take. Source: house rules, the way of a turn."""

log = structlog.get_logger("storage")


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Some work, and who waits for it: a loop's future, or a thread's where `loop` is None."""

    work: Callable[[Any], Any]
    name: str
    origin: Origin
    future: asyncio.Future[Any] | concurrent.futures.Future[Any]
    loop: asyncio.AbstractEventLoop | None


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What came of a job."""

    job: Job
    scope: Snapshot | None = None
    result: Any = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A stopwatch in seconds, and who is told how long each unit took."""

    stopwatch: Callable[[], float]
    observe: Callable[[str, float], None]


class Crew:
    """Threads at one engine; with `groups` there is one, and it commits several at once."""

    def __init__(
        self,
        engine: Engine,
        *,
        kind: str,
        threads: int,
        groups: bool,
        scope: Callable[[Connection, Origin], Snapshot],
        watch: Watch,
        committed: Callable[[list[Done]], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._kind = kind
        self._scope = scope
        self._watch = watch
        self._committed = committed
        self._is_closed = False
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._run = self._run_group if groups else self._run_alone
        self._threads = [
            threading.Thread(target=self._serve, name=f"{kind}-{number}", daemon=True)
            for number in range(threads)
        ]
        for each in self._threads:
            each.start()

    def put(self, job: Job) -> None:
        """Let a thread take the job. Raises DatabaseUnavailable once closed."""
        if self._is_closed:
            raise DatabaseUnavailable("closed")
        self._jobs.put(job)

    def close(self) -> None:
        """Finish every job that waits, end the threads and let the connections go."""
        self._is_closed = True
        for _ in self._threads:
            self._jobs.put(None)
        for each in self._threads:
            each.join()
        while not self._jobs.empty():
            if late := self._jobs.get():
                _deliver([Done(late, error=DatabaseUnavailable("closed"))])
        self._engine.dispose()

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._run(job)

    def _run_group(self, first: Job) -> None:
        taken: list[Job] = []
        done: list[Done] = []
        try:
            with self._engine.connect() as connection, connection.begin():
                for job in self._together(first):
                    taken.append(job)
                    done.append(self._run_spared(job, connection))
        except BaseException as error:  # noqa: BLE001 - whatever it is, somebody waits for it
            failed = in_our_words(error)
            _deliver([Done(job, error=failed) for job in taken or [first]])
        else:
            self._committed(done)
            _deliver(done)

    def _together(self, first: Job) -> Iterator[Job]:
        start = self._watch.stopwatch()
        yield first
        for _ in range(TOGETHER - 1):
            if self._jobs.empty() or self._watch.stopwatch() - start > TOGETHER_SECONDS:
                return
            job = self._jobs.get()
            if job is None:
                self._jobs.put(None)
                return
            yield job

    def _run_spared(self, job: Job, connection: Connection) -> Done:
        """Run one unit so that its error undoes it alone.

        An error that undid the whole transaction breaks the savepoint too, and so the group.
        """
        # SQLAlchemy's own savepoint costs more than a small unit does.
        driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
        driver.execute("SAVEPOINT unit")
        try:
            scope = self._scope(connection, job.origin)
            result = self._timed(job, scope)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            driver.execute("ROLLBACK TO unit")
            driver.execute("RELEASE unit")
            return Done(job, error=in_our_words(error))
        driver.execute("RELEASE unit")
        return Done(job, scope, result)

    def _run_alone(self, job: Job) -> None:
        done = self._attempt(job, RERUNS)
        if done.error is None:
            self._committed([done])
        _deliver([done])

    def _attempt(self, job: Job, reruns: int) -> Done:
        has_begun = has_run = False
        try:
            with self._engine.connect() as connection, connection.begin():
                has_begun = True
                scope = self._scope(connection, job.origin)
                result = self._timed(job, scope)
                _demand_intact(connection)
                has_run = True
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            # Cut off before the commit nothing was kept; cut off within it nobody knows.
            is_undone = is_worth_a_rerun(error) or (is_cut_off(error) and not has_run)
            if reruns and has_begun and is_undone:
                return self._attempt(job, reruns - 1)
            return Done(job, error=in_our_words(error))
        return Done(job, scope, result)

    def _timed(self, job: Job, scope: Snapshot) -> object:
        start = self._watch.stopwatch()
        try:
            return job.work(scope)
        finally:
            seconds = self._watch.stopwatch() - start
            self._watch.observe(self._kind, seconds)
            if seconds > SLOW_SECONDS:
                log.warning("unit.slow", work=job.name, milliseconds=round(seconds * 1000))


def _demand_intact(connection: Connection) -> None:
    """PostgreSQL answers the commit of a failed transaction with a silent rollback."""
    info = getattr(connection.connection.dbapi_connection, "info", None)
    if info is not None and info.transaction_status.name == "INERROR":
        raise RuntimeError("a unit went on after an error of the database")


def _deliver(done: list[Done]) -> None:
    by_loop = defaultdict[asyncio.AbstractEventLoop, list[Done]](list)
    for each in done:
        if each.job.loop is None:
            _settle([each])
        else:
            by_loop[each.job.loop].append(each)
    for loop, of_loop in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle, of_loop)
        except RuntimeError:  # the loop has ended, and with it whoever waited
            log.warning("unit.nobody_waits", units=len(of_loop))


def _settle(done: list[Done]) -> None:
    for each in done:
        if each.job.future.done():
            continue  # whoever waited has gone
        if each.error is not None:
            each.job.future.set_exception(_fit_for_a_future(each.error))
        else:
            each.job.future.set_result(each.result)


def _fit_for_a_future(error: BaseException) -> BaseException:
    """A future refuses StopIteration, and whoever waits would wait for ever."""
    return RuntimeError("StopIteration") if isinstance(error, StopIteration) else error
