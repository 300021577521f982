"""A real `mhrmb serve` in a process of its own."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import orjson

from tests.crash.clerks import submission
from tests.fakes.channel import Channel, Json, Person

MHRMB = (sys.executable, "-c", "from bot.cli import app; app()")
START_WITHIN = 60
_REF = re.compile(rb"REF-\d{4}-\d{4}")


@dataclass
class Serving:
    """The process, where it listens, and what it has logged."""

    process: asyncio.subprocess.Process
    channel: Channel
    port: int = 0
    lines: list[Json] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where Teams delivers."""
        return f"http://127.0.0.1:{self.port}/api/messages"

    async def send(self, clerk: Person, form: str) -> str:
        """Press *Send*; the reference on the receipt, or what was said instead.

        Raises aiohttp.ClientError where the process went away meanwhile.
        """
        status, answer = await self.channel.post(self.url, submission(self.channel, clerk, form))
        assert status == 200, answer
        found = _REF.search(orjson.dumps(answer))
        return found[0].decode() if found else str(answer["value"])

    async def is_ready(self) -> bool:
        """What /readyz says."""
        url = f"http://127.0.0.1:{self.port}/readyz"
        async with self.channel.session.get(url) as response:
            assert response.status in {200, 503}
            return response.status == 200

    async def kill(self) -> None:
        """`kill -9`, and no word of farewell."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return await self.process.wait()

    async def listening(self) -> None:
        """Wait until it says at which port it serves."""
        async with asyncio.timeout(START_WITHIN):
            while not self.port:
                line = await self._line()
                assert not self.process.stderr.at_eof(), self.lines  # type: ignore[union-attr]
                if line.get("event") == "serving":
                    self.port = int(line["port"])

    async def listen_on(self) -> None:
        """Read what it logs until its end, so that it never waits for us."""
        while not self.process.stderr.at_eof():  # type: ignore[union-attr]
            await self._line()

    async def _line(self) -> Json:
        said = await self.process.stderr.readline()  # type: ignore[union-attr]
        line: Json
        try:
            line = orjson.loads(said)
        except orjson.JSONDecodeError:
            line = {"said": said.decode()}
        if said:
            self.lines.append(line)
        return line


@asynccontextmanager
async def serving(
    settings: Mapping[str, str], channel: Channel, *, listens: bool = True
) -> AsyncIterator[Serving]:
    """`mhrmb serve` with these settings; killed at the end where it still runs."""
    process = await asyncio.create_subprocess_exec(
        *MHRMB, "serve", env=os.environ | dict(settings), stderr=asyncio.subprocess.PIPE
    )
    running = Serving(process, channel)
    try:
        if listens:
            await running.listening()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(running.listen_on())
            try:
                yield running
            finally:
                if process.returncode is None:
                    await running.kill()
    finally:
        if process.returncode is None:
            await running.kill()
        process._transport.close()  # type: ignore[attr-defined]


async def waiting_for_an_end(send: "asyncio.Future[str]") -> str | None:
    """What came of a press, or None where the process went away first."""
    try:
        return await send
    except aiohttp.ClientError:
        return None
