"""A process of its own on a walk: told by a pipe where the clock is, killed without warning."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import structlog

from tests.walks.walker import Walker, walking

# A server that has imported everything forks the processes: each is there in milliseconds.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.walks.process"])
HOUR, STEP, END = "hour", "step", "end"
_AT_ONCE = 4
"""Intents that one process takes in a step: their seconds are fewer than a lease has."""


class Gone(Exception):
    """The process was killed."""


@dataclass
class Remote:
    """A walking process, seen from outside."""

    process: BaseProcess
    pipe: Connection

    async def hour(self, at: datetime) -> int:
        """Let it do all there is from this instant on. Raises Gone where it was killed over it."""
        found: int = await self._asked(HOUR, at)
        return found

    async def step(self, at: datetime) -> tuple[int, int, datetime]:
        """Let it tick once and send a few: what was new, what it took, and its clock after it."""
        found: tuple[int, int, datetime] = await self._asked(STEP, at)
        return found

    def kill(self) -> None:
        """`kill -9`, and no word of farewell."""
        self.process.kill()
        self.process.join()

    async def _asked(self, what: str, at: datetime) -> Any:
        try:
            self.pipe.send((what, at))
            return await asyncio.to_thread(self.pipe.recv)
        except (EOFError, OSError):
            raise Gone from None


@asynccontextmanager
async def process(url: str, key_file: Path, at: datetime) -> AsyncIterator[Remote]:
    """A process that walks on this database from this instant on; ended with the block."""
    ours, theirs = PROCESSES.Pipe()
    started = PROCESSES.Process(target=_main, args=(theirs, url, key_file, at), daemon=True)
    started.start()
    theirs.close()
    remote = Remote(started, ours)
    try:
        await asyncio.to_thread(ours.recv)
        yield remote
    finally:
        if started.is_alive():
            ours.send((END, at))
            await asyncio.to_thread(started.join, 20)
        remote.kill()
        ours.close()


def _main(pipe: Connection, url: str, key_file: Path, at: datetime) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    asyncio.run(_serve(pipe, url, key_file, at))


async def _serve(pipe: Connection, url: str, key_file: Path, at: datetime) -> None:
    async with walking(url, key_file, at) as walker:
        pipe.send("ready")
        while True:
            what, when = await asyncio.to_thread(pipe.recv)
            if what == END:
                return
            pipe.send(await walker.hour(when) if what == HOUR else await _step(walker, when))


async def _step(walker: Walker, at: datetime) -> tuple[int, int, datetime]:
    walker.clock.reach(at)
    new = await walker.tick()
    return new, await walker.deliver(_AT_ONCE), walker.clock.at
