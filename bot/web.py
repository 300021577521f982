"""The HTTP sites: what Teams calls, what anybody may read, what probes and Prometheus ask."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.pages import Page, public_pages
from bot.teams.door import Refused
from bot.teams.tokens import Passport

LARGEST_BODY: Final = 256 * 1024

_BODY_WITHIN: Final = 10.0
_JSON: Final = "application/json"
_REASONS: Final = {400: "Bad request", 401: "Unauthorized", 403: "Forbidden"}


log = structlog.get_logger()


class WayIn(Protocol):
    """The door that requests are taken through."""

    async def admit(self, authorization: str | None, host: str | None, /) -> Passport:
        """Look at the headers."""

    async def take(self, passport: Passport, body: bytes, /) -> bytes:
        """Take the body through one turn."""


def build_site(door: WayIn, is_ready: Callable[[], Awaitable[bool]]) -> web.Application:
    """Build the bot's site: `POST /api/messages`, `GET /healthz`, `/readyz`, the public pages."""

    async def messages(request: web.Request) -> web.Response:
        headers = request.headers
        try:
            passport = await door.admit(headers.get("Authorization"), headers.get("Host"))
            answer = await door.take(passport, await _body(request))
        except Refused as refused:
            return _plain(refused.status, _REASONS[refused.status])
        if not answer:
            return web.Response()
        return web.Response(body=answer, content_type=_JSON)

    async def healthz(_request: web.Request) -> web.Response:
        return _plain(200, "ok")

    async def readyz(_request: web.Request) -> web.Response:
        try:
            ready = await is_ready()
        except Exception as error:  # noqa: BLE001  (whatever it is, we are not ready)
            log.warning("not ready", error=type(error).__name__)
            ready = False
        return web.json_response({"ready": ready}, status=200 if ready else 503)

    site = web.Application(client_max_size=LARGEST_BODY)
    site.router.add_post("/api/messages", messages)
    site.router.add_get("/healthz", healthz)
    site.router.add_get("/readyz", readyz)
    for path, page in public_pages().items():
        site.router.add_get(path, _shows(page))
    return site


def build_metrics_site(registry: CollectorRegistry) -> web.Application:
    """Build the site that Prometheus reads, for a listener of its own."""

    async def metrics(_request: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_LATEST}
        return web.Response(body=generate_latest(registry), headers=headers)

    site = web.Application()
    site.router.add_get("/metrics", metrics)
    return site


async def _body(request: web.Request) -> bytes:
    """Read the body of a request that was let in."""
    if request.content_type != _JSON:
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY)
    try:
        if request.content.is_eof():  # as good as always: it came with its headers
            return await request.read()
        async with asyncio.timeout(_BODY_WITHIN):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, zlib.error):
        raise web.HTTPBadRequest from None


def _shows(page: Page) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=page.html, content_type="text/html", headers=page.headers)

    return show


def _plain(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text)
