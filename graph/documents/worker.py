"""One process beside the bot that makes documents, so that no turn waits for them."""

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from graph.documents.make import Kind, Values, make

_TRIES: Final = 2


class NotMade(Exception):
    """The document could not be made, with a cause that may be logged: no typed text is in it."""


@dataclass(frozen=True, slots=True)
class _Started:
    """The process that runs, and what hands it work."""

    pool: ProcessPoolExecutor
    pid: int


class Worker:
    """Makes one document after the other; its process starts with the first, or when warmed."""

    def __init__(self, *, longest: timedelta = timedelta(minutes=1)) -> None:
        self._longest = longest.total_seconds()
        self._turn = asyncio.Lock()
        self._started: _Started | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs, if one does."""
        return self._started.pid if self._started else None

    async def warm(self) -> None:
        """Start the process, if it does not run yet."""
        async with self._turn:
            await self._running()

    async def make(self, kind: Kind, values: Values) -> bytes:
        """Make a document: the same values give the same bytes.

        A process that ended is started again, once for each document.

        Raises:
            NotMade: it took too long, or ended the process twice.
        """
        async with self._turn:
            for _ in range(_TRIES):
                try:
                    return await self._made(kind, values)
                except BrokenProcessPool:
                    await self._stop()
        raise NotMade(f"the process that makes documents ended {_TRIES} times over a {kind}")

    async def close(self) -> None:
        """End the process, whatever it is doing."""
        await self._stop()

    async def _made(self, kind: Kind, values: Values) -> bytes:
        pool = (await self._running()).pool
        try:
            async with asyncio.timeout(self._longest):
                return await asyncio.wrap_future(pool.submit(make, kind, values))
        except TimeoutError:
            await self._stop()
            raise NotMade(f"a {kind} took longer than {self._longest:g} seconds") from None

    async def _running(self) -> _Started:
        """Start the process on a thread, since that takes a second."""
        if self._started is None:
            self._started = await asyncio.to_thread(_start)
        return self._started

    async def _stop(self) -> None:
        started, self._started = self._started, None
        if started is not None:
            await asyncio.to_thread(_end, started)


def _start() -> _Started:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=_begin)
    return _Started(pool, pool.submit(os.getpid).result())


def _end(started: _Started) -> None:
    for process in multiprocessing.active_children():
        if process.pid == started.pid:
            process.kill()
    started.pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """In the worker: Ctrl-C is the bot's to answer, and the worker ends when the bot does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_bot, daemon=True).start()


def _end_with_the_bot() -> None:
    bot = multiprocessing.parent_process()
    if bot is not None:
        bot.join()
        os._exit(0)
