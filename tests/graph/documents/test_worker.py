"""The process beside the bot that makes documents."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from graph.documents.make import Kind, make
from graph.documents.values import TrackerSheet
from graph.documents.worker import NotMade, Worker
from tests.graph.documents.samples import a_pack, a_tracker, an_agenda, rows

WHICH_ENDS_WITH_IT = """
import asyncio, time
from graph.documents.worker import Worker

async def main():
    worker = Worker()
    await worker.warm()
    print(worker.pid, flush=True)
    time.sleep(50)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    made = Worker()
    yield made
    await made.close()


def much() -> TrackerSheet:
    """What takes a second or more."""
    return replace(a_tracker(), rows=rows() * 1500)


async def test_the_worker_makes_what_would_be_made_here(worker: Worker):
    """Another process with other hash seeds gives the same bytes."""
    here = [
        make(Kind.AGENDA, an_agenda()),
        make(Kind.PACK, a_pack()),
        make(Kind.TRACKER, a_tracker()),
    ]

    there = await asyncio.gather(
        worker.make(Kind.AGENDA, an_agenda()),
        worker.make(Kind.PACK, a_pack()),
        worker.make(Kind.TRACKER, a_tracker()),
    )

    assert list(there) == here


async def test_it_starts_once_and_only_when_asked(worker: Worker):
    before = worker.pid

    await worker.warm()
    first = worker.pid
    await worker.make(Kind.AGENDA, an_agenda())

    assert before is None
    assert first not in {None, os.getpid()}
    assert worker.pid == first


async def test_a_process_that_was_killed_is_started_again(worker: Worker):
    """While it waits, and in the middle of a document."""
    await worker.warm()
    os.kill(worker.pid or 0, signal.SIGKILL)
    after_waiting = await worker.make(Kind.AGENDA, an_agenda())

    making = asyncio.create_task(worker.make(Kind.TRACKER, much()))
    await asyncio.sleep(0.3)
    os.kill(worker.pid or 0, signal.SIGKILL)

    assert after_waiting == make(Kind.AGENDA, an_agenda())
    assert (await making).startswith(b"PK")


async def test_what_takes_too_long_is_given_up_and_the_next_is_made():
    worker = Worker(longest=timedelta(milliseconds=200))
    await worker.warm()
    slow = worker.pid

    with pytest.raises(NotMade, match=r"a tracker took longer than 0\.2 seconds"):
        await worker.make(Kind.TRACKER, much())
    await worker.make(Kind.AGENDA, an_agenda())

    assert worker.pid != slow
    await worker.close()


async def test_values_that_are_refused_end_nothing(worker: Worker):
    await worker.warm()
    before = worker.pid

    with pytest.raises(TypeError):
        await worker.make(Kind.PACK, a_tracker())

    assert await worker.make(Kind.PACK, a_pack())
    assert worker.pid == before


async def test_the_loop_goes_on_while_a_document_is_made(worker: Worker):
    """Generous, for a busy machine: made here it would stand for a second."""
    await worker.warm()
    longest, last = 0.0, time.perf_counter()

    making = asyncio.create_task(worker.make(Kind.TRACKER, much()))
    while not making.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()

    assert longest < 0.5
    assert await making


async def test_closing_ends_the_process_at_once(worker: Worker):
    making = asyncio.create_task(worker.make(Kind.TRACKER, much()))
    await asyncio.sleep(1)
    pid = worker.pid
    began = time.perf_counter()

    making.cancel()
    await worker.close()

    assert time.perf_counter() - began < 2
    assert pid is None or not _runs(pid)


def test_the_worker_ends_when_the_bot_is_killed(tmp_path):
    """`kill -9` leaves no process behind."""
    script = tmp_path / "bot_with_worker.py"
    script.write_text(WHICH_ENDS_WITH_IT, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."}
    ) as bot:
        assert bot.stdout is not None
        pid = int(bot.stdout.readline())
        assert _runs(pid)

        bot.kill()
        bot.wait()
        for _ in range(100):
            if not _runs(pid):
                break
            time.sleep(0.1)

    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _is_dead(pid)


def _is_dead(pid: int) -> bool:
    """Ended, though nobody has asked how; seen on Linux only."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
