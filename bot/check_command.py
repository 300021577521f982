"""`mhrmb check`: is everything there that the bot needs?"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

import typer

from bot.settings import Settings
from cards.filing_views import CheckLine
from storage.database import Database

House = Callable[[], AbstractContextManager[tuple[Settings, Database]]]


def add_check_command(app: typer.Typer, house: House) -> None:
    """Declare the command on an app, on the house it is given."""

    @app.command()
    def check() -> None:
        """Look at login, identity, files, calendar, clock, storage, and send one test card."""
        with house() as (settings, database):
            found = asyncio.run(_look(settings, database))
        from bot.looks import written  # noqa: PLC0415 - as below

        for line in written(found):
            typer.echo(line)
        if any(each.passed is False for each in found):
            raise typer.Exit(code=1)


async def _look(settings: Settings, database: Database) -> tuple[CheckLine, ...]:
    # Other commands start without what the bot itself needs.
    import aiohttp  # noqa: PLC0415

    from bot.checking import Checker  # noqa: PLC0415
    from bot.clock import BoardClock, machine_now  # noqa: PLC0415
    from bot.lease import Leases  # noqa: PLC0415
    from bot.login import login  # noqa: PLC0415
    from bot.opening import graph_client_of  # noqa: PLC0415
    from bot.wiring import connector_of  # noqa: PLC0415

    client = graph_client_of(settings)
    try:
        async with aiohttp.ClientSession() as session:
            checker = Checker(
                settings=settings,
                database=database,
                client=client,
                session=session,
                clock=BoardClock(),
                leases=Leases(database, machine_now, lambda _state: None),
            )
            found = (*await checker.look(), await login(settings, session))
            if found[-1].passed is False:
                return found  # nothing can be sent without it
            async with connector_of(settings, session) as connector:
                return (*found, await checker.send_card(connector))
    finally:
        if client is not None:
            await client.close()
