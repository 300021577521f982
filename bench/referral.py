"""The whole `referral.submit` turn of `mhrmb serve`, beside the SDK's stock echo and plain aiohttp.

`python -m bench.referral` takes about half a minute. Ours is a real process in production mode on
SQLite: each press is signed, validated, encrypted, committed durably (fsync), audited and queued,
while the courier sends and the sealer seals; the others only say the verb back. CPU is that of
the server alone, all its threads. Trust CPU per turn and the ratios: the turns per second share
the machine with the client.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import orjson

from bench.door import USERS, Contestant, echo_request, press, request_of, start, stop
from bot.logs import set_up_logs
from bot.opening import open_database
from bot.settings import load_settings
from storage.unit import Origin
from tests.crash.clerks import CLERKS, register, submission, write_drafts
from tests.crash.serving import MHRMB
from tests.fakes.channel import Channel, Person
from tests.scenarios.bot import settings_for

ROUNDS = 5
SECONDS = 1.0
STARTS = 3
DRAFTS = 12_000
TOGETHER = 480
HERE = Origin("bench", "")


@dataclass
class Serving:
    """A running `mhrmb serve`, and what was measured of it."""

    process: asyncio.subprocess.Process
    port: int
    ready_after: float
    requests: list[Iterator[bytes]]
    cpu_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    async def measure(self, seconds: float, *, counted: bool) -> None:
        """Have all users send their next referrals for so long."""
        before, started = self.cpu(), time.perf_counter()
        done = await asyncio.gather(
            *(press(self.port, requests, started + seconds) for requests in self.requests)
        )
        took, spent = time.perf_counter() - started, self.cpu() - before
        if counted:
            self.cpu_ms.append(1000 * spent / sum(done))
            self.per_second.append(sum(done) / took)

    def cpu(self) -> float:
        """Seconds of CPU that all threads of the process took."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Resident memory."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def main() -> None:
    """Measure all of them in turn and print the medians."""
    set_up_logs("ERROR")
    async with Channel() as channel, AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="mhrmb-bench-")))
        settings = settings_for(channel, folder)
        forms = await asyncio.to_thread(_prepare, settings, channel)
        ready = []
        for _ in range(STARTS - 1):
            async with serving(settings, []) as once:
                ready.append(once.ready_after)
        others = [await start(name, channel, stack) for name in ("stock", "plain")]
        ours = await stack.enter_async_context(serving(settings, _requests(channel, forms)))
        ready.append(ours.ready_after)
        fresh = ours.megabytes()
        echo = echo_request(channel)
        for number in range(ROUNDS + 1):
            for other in others:
                await other.measure(echo, SECONDS, counted=number > 0)
            await ours.measure(SECONDS, counted=number > 0)
        _print(others, ours)
        print(f"ready after {statistics.median(ready):.2f} s (target 2.0)", end=", ")
        print(f"{fresh:.0f} MB then, {ours.megabytes():.0f} MB after (target 130)")


@asynccontextmanager
async def serving(
    settings: dict[str, str], requests: list[Iterator[bytes]]
) -> AsyncIterator[Serving]:
    """`mhrmb serve` with these settings, from its start until SIGTERM."""
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *MHRMB, "serve", env=os.environ | settings,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        port = await _port_of(process)
        await _ready(port)
        ready_after = time.perf_counter() - started
        assert process.stderr is not None  # noqa: S101 - a pipe was asked for
        reading = asyncio.ensure_future(process.stderr.read())
        yield Serving(process, port, ready_after, requests)
        await stop(process)()
        await reading
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _port_of(process: asyncio.subprocess.Process) -> int:
    assert process.stderr is not None  # noqa: S101 - a pipe was asked for
    said = b""
    async for line in process.stderr:
        said += line
        if b'"serving"' in line:
            return int(orjson.loads(line)["port"])
    raise SystemExit(said.decode())


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                if response.status == 200:
                    return
            await asyncio.sleep(0.01)


def _prepare(settings: dict[str, str], channel: Channel) -> dict[str, Person]:
    """A database with a small board and drafts complete but for sending; whose is whose."""
    database = open_database(load_settings(settings))
    crowd = [CLERKS[number % USERS] for number in range(TOGETHER)]
    forms: dict[str, Person] = {}
    try:
        database.write_now(partial(register, channel=channel), origin=HERE)
        write = partial(write_drafts, channel=channel, clerks=crowd)
        for _ in range(DRAFTS // TOGETHER):
            forms |= database.write_now(write, origin=HERE)
    finally:
        database.close_now()
    return forms


def _requests(channel: Channel, forms: dict[str, Person]) -> list[Iterator[bytes]]:
    """For each user, the bytes of one press after the other."""
    token = channel.token()
    return [
        iter(
            [
                request_of(submission(channel, clerk, form), token)
                for form, owner in forms.items()
                if owner is clerk
            ]
        )
        for clerk in CLERKS
    ]


def _print(others: list[Contestant], ours: Serving) -> None:
    plain = statistics.median(others[-1].cpu_ms)
    print(f"{'':16}{'CPU ms/turn':>12}{'ratio':>8}{'turns/s':>10}")
    for name, one in (("stock echo", others[0]), ("plain echo", others[1]), ("submit", ours)):
        cpu, rate = statistics.median(one.cpu_ms), statistics.median(one.per_second)
        print(f"{name:16}{cpu:12.3f}{cpu / plain:8.1f}{rate:10.0f}")
    print("first target of the submit turn: 1.0 ms of CPU")


if __name__ == "__main__":
    asyncio.run(main())
