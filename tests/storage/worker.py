"""What a second process does in the tests; it says what it has done in a file, line by line."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import sleep

import structlog

from storage.cipher import Keys
from storage.database import Database
from storage.outbox import TEAMS, IntentState
from storage.rotation import reseal_all
from storage.unit import Unit
from tests.storage.builders import HERE, NOON, send

Say = Callable[[str], None]

# A server that has imported everything forks the workers: each is there in milliseconds.
WORKERS = multiprocessing.get_context("forkserver")
WORKERS.set_forkserver_preload(["tests.storage.worker"])


def start(
    task: Callable[..., None], url: str, keys: Path, said: Path, *rest: object
) -> BaseProcess:
    """A process that does the task on the database."""
    said.touch()
    process = WORKERS.Process(target=_run, args=(task, url, keys, said, *rest))
    process.start()
    return process


def _run(task: Callable[..., None], url: str, keys: Path, said: Path, *rest: object) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    database = Database.open(url, Keys.load(keys), machine_now=lambda: NOON)
    handle = os.open(said, os.O_WRONLY | os.O_APPEND)
    task(database, lambda line: os.write(handle, f"{line}\n".encode()), *rest)
    database.close_now()


def migrate(database: Database, say: Say) -> None:
    """Migrate, and say whether it is done."""
    database.migrate()
    say("ready" if asyncio.run(database.ready()) else "not ready")


def refer(database: Database, say: Say, prefix: str, number: int) -> None:
    """Sixteen users send referrals; each reference is said once it is acknowledged."""

    async def main() -> None:
        numbers = iter(range(number))

        async def user() -> None:
            for each in numbers:
                form = f"{prefix}-{each}"
                ref = await database.write(partial(send, form=form), origin=HERE)
                say(f"{form} {ref}")

        await asyncio.gather(*(user() for _ in range(16)))

    asyncio.run(main())


def deliver(database: Database, say: Say) -> None:
    """Take intents until there are none, and say which."""

    def take(unit: Unit) -> list[str]:
        taken = unit.outbox.claim(
            3, lane=TEAMS, now=NOON, machine_now=NOON, lease=timedelta(minutes=1)
        )
        for each in taken:
            unit.outbox.finish(each, IntentState.SENT, machine_now=NOON)
        return [each.about for each in taken]

    while taken := database.write_now(take, origin=HERE):
        for each in taken:
            say(each)


def reseal(database: Database, say: Say) -> None:
    """Bring everything under the key that writes, and say so after each unit."""

    def breathe() -> None:
        say("a unit")
        sleep(0.02)

    for each in reseal_all(database, breathe):
        say(f"{each.table} {each.resealed}")
