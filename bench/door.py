"""A signed invoke through the door: ours, the SDK's stock adapter and plain aiohttp, side by side.

`python -m bench.door` takes about 20 seconds. The contestants run in processes of their own, in
turn and several times; CPU is that of the server alone. Trust CPU per turn and the ratios: the
turns per second share the machine with the client.
"""
# ruff: noqa: ANN401, PLC0415, S101, S105 - a script, where each contestant imports only its own

import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import repeat
from typing import Any

import aiohttp
import orjson
from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.teams.answers import Answer, SentenceAnswer
from bot.teams.incoming import Incoming
from tests.fakes.channel import PASSWORD, Channel, Json

ROUNDS = 5
SECONDS = 1.0
USERS = 16
CONTESTANTS = ("stock", "plain", "ours")


class Echo:
    """Answers a press with its verb."""

    async def hear(self, incoming: Incoming) -> Answer | None:
        """Say the verb back."""
        return SentenceAnswer(incoming.press.verb) if incoming.press else None


def ours(app_id: str, metadata_url: str, _login_url: str, session: aiohttp.ClientSession) -> Any:
    """Build our own door, as in production."""
    from bot.metrics import DoorMetrics
    from bot.teams.adapter import Adapter
    from bot.teams.connector import Connector
    from bot.teams.credentials import NoCredentials
    from bot.teams.door import Door
    from bot.teams.hosts import TEAMS_HOSTS, ServiceHosts
    from bot.teams.tokens import TokenVerifier
    from bot.web import build_site

    async def ready() -> bool:
        return True

    connector = Connector(session, NoCredentials(), ServiceHosts.of(TEAMS_HOSTS), _now)
    verifier = TokenVerifier(app_id, session, _now, metadata_url=metadata_url)
    adapter = Adapter(Echo(), connector, lambda trace: f"Sorry: {trace}")
    return build_site(Door(adapter, DoorMetrics(CollectorRegistry()), verifier, None), ready)


def plain(_app_id: str, _metadata: str, _login_url: str, _session: aiohttp.ClientSession) -> Any:
    """Build the least that could answer: no token is looked at."""

    async def messages(request: web.Request) -> web.Response:
        activity = orjson.loads(await request.read())
        verb = activity["value"]["action"]["verb"]
        answer = {"statusCode": 200, "type": "message", "value": verb}
        return web.Response(body=orjson.dumps(answer), content_type="application/json")

    site = web.Application()
    site.router.add_post("/api/messages", messages)
    return site


def stock(app_id: str, metadata_url: str, login_url: str, _session: aiohttp.ClientSession) -> Any:
    """Build the SDK's CloudAdapter, as its samples do."""
    from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
    from botbuilder.integration.aiohttp import (
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
    )
    from botbuilder.schema import ResourceResponse

    class Settings:
        APP_ID = app_id
        APP_PASSWORD = PASSWORD
        APP_TYPE = "MultiTenant"
        APP_TENANTID = ""
        TO_CHANNEL_FROM_BOT_LOGIN_URL = login_url
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com"
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = "https://api.botframework.com"
        OAUTH_URL = "https://api.botframework.com"
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = metadata_url
        TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = metadata_url

    class Bot(ActivityHandler):  # type: ignore[misc]
        async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
            verb = turn_context.activity.value["action"]["verb"]
            return InvokeResponse(status=200, body=ResourceResponse(id=verb))

    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(Settings())), Bot()

    async def messages(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, bot) or web.Response()

    site = web.Application()
    site.router.add_post("/api/messages", messages)
    return site


async def serve(name: str, app_id: str, metadata_url: str, login_url: str) -> None:
    """Serve one contestant, and say at which port."""
    async with aiohttp.ClientSession() as session:
        site = globals()[name](app_id, metadata_url, login_url, session)
        site.router.add_get("/cpu", _cpu)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        gc.collect()
        gc.freeze()
        listener = web.TCPSite(runner, "127.0.0.1", 0)
        await listener.start()
        sys.stdout.write(f"{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def _cpu(_request: web.Request) -> web.Response:
    return web.Response(text=str(time.process_time()))


@dataclass
class Contestant:
    """One server, and what was measured."""

    name: str
    port: int
    cpu_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    async def measure(self, request: bytes, seconds: float, *, counted: bool) -> None:
        """Have all users press for so long."""
        before, started = await self._cpu(), time.perf_counter()
        done = await asyncio.gather(
            *(press(self.port, repeat(request), started + seconds) for _ in range(USERS))
        )
        took, spent = time.perf_counter() - started, await self._cpu() - before
        if counted:
            self.cpu_ms.append(1000 * spent / sum(done))
            self.per_second.append(sum(done) / took)

    async def _cpu(self) -> float:
        url = f"http://127.0.0.1:{self.port}/cpu"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return float(await response.text())


async def press(port: int, requests: Iterator[bytes], until: float) -> int:
    """Press one after the other over one connection, and count the good answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < until:
        writer.write(next(requests))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        done += 1
    writer.close()
    return done


async def main() -> None:
    """Measure all of them and print the medians."""
    async with Channel() as channel, AsyncExitStack() as stack:
        contestants = [await start(name, channel, stack) for name in CONTESTANTS]
        request = echo_request(channel)
        for number in range(ROUNDS + 1):
            for contestant in contestants:
                await contestant.measure(request, SECONDS, counted=number > 0)
        _print(contestants)


async def start(name: str, channel: Channel, stack: AsyncExitStack) -> Contestant:
    """Start one contestant; the stack stops it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.door", name, channel.app_id, channel.metadata_url,
        channel.login_url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    stack.push_async_callback(stop(process))
    assert process.stdout is not None
    return Contestant(name, int(await process.stdout.readline()))


def stop(process: asyncio.subprocess.Process) -> Callable[[], Awaitable[object]]:
    """How a process is stopped, for an exit stack."""

    async def stopped() -> None:
        process.terminate()
        await process.wait()

    return stopped


def echo_request(channel: Channel) -> bytes:
    """Give the bytes of a press with something typed."""
    typed = {"account": "x" * 200, "indicators": "a,b,c", "confirmed": "true"}
    return request_of(channel.execute("referral.next", typed), channel.token())


def request_of(activity: Json, token: str) -> bytes:
    """Give the bytes of the request that delivers an activity."""
    body = orjson.dumps(activity)
    head = (
        f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _print(contestants: list[Contestant]) -> None:
    best = min(statistics.median(one.cpu_ms) for one in contestants)
    print(f"{'signed invoke':14}{'CPU ms/turn':>12}{'ratio':>8}{'turns/s':>10}")
    for one in contestants:
        cpu, rate = statistics.median(one.cpu_ms), statistics.median(one.per_second)
        print(f"{one.name:14}{cpu:12.3f}{cpu / best:8.1f}{rate:10.0f}")


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]) if sys.argv[1:] else main())
