"""Puts the filer together: with Microsoft 365 where it is set up, else with this machine."""

from contextlib import AsyncExitStack
from functools import partial

import aiohttp

from bot.channels import Channels
from bot.checking import Checker
from bot.clerk import Clerk
from bot.clock import BoardClock, machine_now
from bot.diary import Diary
from bot.filing import Filer, nothing_to_warm
from bot.lease import Leases
from bot.metrics import HouseMetrics
from bot.minutes_due import LOOK_AT_FILE, LOOK_FOR_RECORDING
from bot.opening import graph_client_of
from bot.papers import BOOK, CHECK, FILE
from bot.recorder import Recorder
from bot.settings import Settings
from bot.teams.connector import Connector
from bot.watching import Watcher
from graph.calendar import Meetings
from graph.files import GraphFiles
from graph.filing import Files
from graph.local import LocalFiles
from graph.recordings import Recordings
from storage.database import Database
from storage.outbox import GRAPH


def filer_of(
    settings: Settings,
    database: Database,
    session: aiohttp.ClientSession,
    connector: Connector,
    clock: BoardClock,
    metrics: HouseMetrics,
    stack: AsyncExitStack,
) -> Filer:
    """What works for Microsoft 365, or for a folder of this machine where it is not set up."""
    client = graph_client_of(settings)
    if client is not None:
        stack.push_async_callback(client.close)
    leases = Leases(database, machine_now, partial(metrics.intent_ended, lane=GRAPH))
    files: Files = GraphFiles(client) if client else LocalFiles(settings.var_dir)
    channels = Channels(settings, connector)
    has_calendar = client is not None and settings.organiser_id
    meetings = Meetings(client, settings.organiser_id) if client and has_calendar else None
    clerk = Clerk(database=database, files=files, channels=channels, clock=clock, leases=leases)
    diary = Diary(database=database, meetings=meetings, clock=clock, leases=leases)
    watcher = Watcher(database=database, files=files, channels=channels, clock=clock, leases=leases)
    recordings = Recordings(client, settings.organiser_id) if client and has_calendar else None
    recorder = Recorder(database=database, recordings=recordings, clock=clock, leases=leases)
    checker = Checker(
        settings=settings, database=database, client=client, session=session, clock=clock,
        leases=leases, connector=connector,
    )  # fmt: skip
    return Filer(
        database=database,
        works={
            FILE: clerk.file,
            BOOK: diary.keep,
            CHECK: checker.answer,
            LOOK_AT_FILE: watcher.look,
            LOOK_FOR_RECORDING: recorder.look,
        },
        clock=clock,
        leases=leases,
        warm=client.warm if client else nothing_to_warm,
    )
