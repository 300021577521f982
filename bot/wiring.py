"""Puts the house together: every room is included here, by hand, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import structlog
from prometheus_client import CollectorRegistry

from bot.archive import filer_of
from bot.clock import BoardClock, machine_now
from bot.courier import Courier
from bot.dispatch import Dispatcher
from bot.faults import apology
from bot.fetching import Fetcher
from bot.filing import Filer
from bot.handlers import (
    action_lists,
    action_notices,
    action_steps,
    actions,
    agency_settings,
    agenda_notices,
    agendas,
    attendance,
    bilaterals,
    board_settings,
    challenges,
    closing,
    cycle_notices,
    decision_log,
    decisions,
    delivery,
    demand,
    duty,
    escalation_notices,
    escalations,
    filing,
    focus_reports,
    governance,
    governance_wording,
    installation,
    interests,
    meeting_changes,
    meetings,
    member_settings,
    membership,
    minutes,
    minutes_comments,
    minutes_notices,
    minutes_steps,
    online,
    partners,
    places,
    queue,
    recordings,
    referrals,
    referring,
    rota,
    schedule,
    setup,
    setup_steps,
    sitting_texts,
    sittings,
    subgroup_updates,
    triage,
    triage_notices,
    turns,
)
from bot.handlers.home import help_router
from bot.handlers.rehearsal import rehearsal_router
from bot.login import credentials_of
from bot.metrics import DoorMetrics, HouseMetrics
from bot.minutes_papers import MinutesPapers
from bot.opening import office_of, open_database
from bot.packs import Packs
from bot.router import Router
from bot.settings import Settings, SettingsError
from bot.teams.adapter import Adapter
from bot.teams.connector import Connector
from bot.teams.credentials import AppCredentials
from bot.teams.door import Door, RehearsalDoor
from bot.teams.hosts import FILE_HOSTS, LOOPBACK_HOSTS, TEAMS_HOSTS, ServiceHosts
from bot.teams.tokens import TokenVerifier
from bot.ticker import Ticker
from bot.web import WayIn
from storage.database import Database
from storage.unit import Origin

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class House:
    """The running bot, without its listeners."""

    door: WayIn
    database: Database
    clock: BoardClock
    courier: Courier
    filer: Filer
    ticker: Ticker
    registry: CollectorRegistry


def all_rooms(rehearsal: Router | None = None) -> Router:
    """Every declared deed, view, command and notice. Raises ValueError on a double."""
    router = Router()
    for room in (
        referring.router,
        referrals.router,
        queue.router,
        triage.router,
        decisions.router,
        triage_notices.router,
        challenges.router,
        duty.router,
        delivery.router,
        actions.router,
        action_steps.router,
        action_lists.router,
        action_notices.router,
        escalations.router,
        escalation_notices.router,
        schedule.router,
        meetings.router,
        focus_reports.router,
        demand.router,
        governance.router,
        governance_wording.router,
        bilaterals.router,
        partners.router,
        sittings.router,
        sitting_texts.router,
        attendance.router,
        interests.router,
        closing.router,
        online.router,
        minutes.router,
        minutes_steps.router,
        minutes_comments.router,
        minutes_notices.router,
        decision_log.router,
        recordings.router,
        meeting_changes.router,
        turns.router,
        rota.router,
        cycle_notices.router,
        agendas.router,
        agenda_notices.router,
        subgroup_updates.router,
        filing.router,
        setup.router,
        setup_steps.router,
        board_settings.router,
        agency_settings.router,
        member_settings.router,
        places.router,
        membership.router,
        installation.router,
    ):
        router.include(room)
    if rehearsal is not None:
        router.include(rehearsal)
    router.include(help_router(router))
    return router


@asynccontextmanager
async def build_house(settings: Settings, *, at: datetime | None = None) -> AsyncIterator[House]:
    """Wire everything; on the way out, finish what is under way and let go.

    `at` moves a rehearsal's clock on to this instant, never back.
    """
    registry = CollectorRegistry()
    house_metrics = HouseMetrics(registry)
    async with AsyncExitStack() as stack:
        database = await asyncio.to_thread(open_database, settings, house_metrics)
        stack.push_async_callback(database.close)
        clock = await _clock_of(settings, database, at)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        connector = await stack.enter_async_context(connector_of(settings, session))
        office = office_of(settings)
        office.days_off.change(await database.read(lambda found: found.settings.day_changes))
        packs = Packs(database, office.calendar)
        stack.push_async_callback(packs.close)
        minutes_papers = MinutesPapers(database, packs.make)

        async def prepare(now: datetime) -> None:
            """Whatever one of them finds, the other is done."""
            try:
                await packs.prepare(now)
            finally:
                await minutes_papers.prepare(now)

        ticker = Ticker(
            prepare=prepare,
            database=database,
            clock=clock,
            calendar=office.calendar,
            days_off=office.days_off,
            metrics=house_metrics,
            machine_now=machine_now,
        )

        def moved(offset: timedelta) -> None:
            clock.set_offset(offset)
            ticker.wake()
            courier.wake()
            filer.wake()

        router = all_rooms(rehearsal_router(moved) if settings.rehearsal else None)
        courier = Courier(
            database=database,
            connector=connector,
            router=router,
            office=office,
            clock=clock,
            machine_now=machine_now,
            ended=house_metrics.intent_ended,
        )
        database.on_commit(courier.wake)
        filer = filer_of(settings, database, session, connector, clock, house_metrics, stack)
        database.on_commit(filer.wake)
        dispatcher = Dispatcher(
            database=database,
            router=router,
            connector=connector,
            office=office,
            clock=clock,
            fetcher=Fetcher(database, session, _file_hosts_of(settings), clock),
        )
        adapter = Adapter(dispatcher, connector, apology)
        door = _door_of(settings, adapter, DoorMetrics(registry), session, stack)
        yield House(door, database, clock, courier, filer, ticker, registry)


@asynccontextmanager
async def connector_of(
    settings: Settings, session: aiohttp.ClientSession
) -> AsyncIterator[Connector]:
    """The way to Teams, with the bot's own credentials."""
    credentials = credentials_of(settings, session)
    try:
        yield Connector(session, credentials, _hosts_of(settings), machine_now)
    finally:
        if isinstance(credentials, AppCredentials):
            await credentials.close()


async def _clock_of(settings: Settings, database: Database, at: datetime | None) -> BoardClock:
    if not settings.rehearsal:
        if at is not None:
            raise SettingsError("--at works in rehearsal only; production has the real clock")
        return BoardClock()
    offset = await database.read(lambda snapshot: snapshot.settings.clock_offset)
    if at is not None and at - machine_now() > offset:
        offset = at - machine_now()
        await database.write(
            lambda unit: unit.settings.set_clock_offset(offset),
            origin=Origin(place="start", trace=""),
            name="clock",
        )
    return BoardClock(offset)


def _hosts_of(settings: Settings) -> ServiceHosts:
    if settings.rehearsal:
        return ServiceHosts.of(LOOPBACK_HOSTS)
    return ServiceHosts.of(settings.service_hosts or TEAMS_HOSTS)


def _file_hosts_of(settings: Settings) -> ServiceHosts:
    return ServiceHosts.of(LOOPBACK_HOSTS if settings.rehearsal else FILE_HOSTS)


def _door_of(
    settings: Settings,
    adapter: Adapter,
    metrics: DoorMetrics,
    session: aiohttp.ClientSession,
    stack: AsyncExitStack,
) -> WayIn:
    if settings.rehearsal:
        return RehearsalDoor(adapter, metrics)
    verifier = TokenVerifier(
        settings.app_id,
        session,
        machine_now,
        metadata_url=settings.channel_openid_metadata_url,
        issuer=settings.channel_token_issuer,
    )
    stack.push_async_callback(verifier.close)
    return Door(adapter, metrics, verifier, settings.served_tenants)
