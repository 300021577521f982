"""Serving: the listeners, the courier and the ticker, until told to stop."""

import asyncio
import gc
import signal
from contextlib import AsyncExitStack
from datetime import datetime

import structlog
from aiohttp import web

from bot.settings import Settings, SettingsError
from bot.web import build_metrics_site, build_site
from bot.wiring import House, build_house

log = structlog.get_logger()

_FINISH_WITHIN = 20.0
_LOOPBACK = "127.0.0.1"


async def serve(settings: Settings, *, at: datetime | None = None) -> None:
    """Serve until SIGINT or SIGTERM; then finish the turns and units that are under way."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopping.set)
    async with build_house(settings, at=at) as house, AsyncExitStack() as listeners:
        await _listen(settings, house, listeners)
        gc.freeze()  # what is here now stays: a collection need not look through all the modules
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(house.courier.run(stopping))
            tasks.create_task(house.filer.run(stopping))
            tasks.create_task(house.ticker.run(stopping))
            await stopping.wait()
            log.info("stopping")
            await listeners.aclose()
    log.info("stopped")


async def _listen(settings: Settings, house: House, stack: AsyncExitStack) -> None:
    site = build_site(house.door, house.database.ready)
    metrics = build_metrics_site(house.registry)
    try:
        port = await _start(site, settings.host, settings.port, stack)
        metrics_port = await _start(metrics, _LOOPBACK, settings.metrics_port, stack)
    except OSError as error:
        problem = f"cannot listen: {error.strerror}; see MHRMB_PORT and MHRMB_METRICS_PORT"
        raise SettingsError(problem) from None
    log.info(
        "serving",
        host=settings.host,
        port=port,
        metrics_port=metrics_port,
        mode="rehearsal" if settings.rehearsal else "production",
    )


async def _start(site: web.Application, host: str, port: int, stack: AsyncExitStack) -> int:
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=_FINISH_WITHIN)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    listener = web.TCPSite(runner, host, port)
    await listener.start()
    return int(runner.addresses[0][1])
