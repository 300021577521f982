"""Puts the house together: every room is included here, by hand, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import structlog
from prometheus_client import CollectorRegistry

from board.calendar import Calendar
from bot.clock import BoardClock, machine_now
from bot.courier import Courier
from bot.dispatch import Dispatcher
from bot.faults import apology
from bot.handlers import places, referrals, referring, triage
from bot.handlers.home import help_router
from bot.handlers.rehearsal import rehearsal_router
from bot.holidays import bank_holidays
from bot.metrics import DoorMetrics, HouseMetrics
from bot.router import Router
from bot.settings import AppType, Settings, SettingsError
from bot.teams.adapter import Adapter
from bot.teams.connector import Connector
from bot.teams.credentials import (
    AppCredentials,
    Certificate,
    Credentials,
    Login,
    NoCredentials,
    by_managed_identity,
)
from bot.teams.door import Door, RehearsalDoor
from bot.teams.hosts import LOOPBACK_HOSTS, TEAMS_HOSTS, ServiceHosts
from bot.teams.tokens import TokenVerifier
from bot.ticker import Ticker
from bot.turn import Office
from bot.web import WayIn
from storage.cipher import Keys
from storage.database import Database
from storage.settings import Mode
from storage.unit import Origin

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class House:
    """The running bot, without its listeners."""

    door: WayIn
    database: Database
    courier: Courier
    ticker: Ticker
    registry: CollectorRegistry


def all_rooms(rehearsal: Router | None = None) -> Router:
    """Every declared deed, view, command and notice. Raises ValueError on a double."""
    router = Router()
    for room in (referring.router, referrals.router, triage.router, places.router):
        router.include(room)
    if rehearsal is not None:
        router.include(rehearsal)
    router.include(help_router(router))
    return router


def office_of(settings: Settings) -> Office:
    """What does not change between turns."""
    return Office(
        calendar=Calendar(bank_holidays(), settings.opens, settings.closes),
        duty_number=settings.duty_number,
        rehearsal=settings.rehearsal,
        administrators=frozenset(settings.administrators),
    )


def open_database(settings: Settings, metrics: HouseMetrics | None = None) -> Database:
    """The database of these settings, migrated and of the right birth.

    Raises SettingsError, KeyMissing, KeyFileBroken, WrongMode, DatabaseTooNew or
    DatabaseUnavailable, each with a sentence.
    """
    if not settings.database_url:
        settings.var_dir.mkdir(parents=True, exist_ok=True)
    observe = metrics.observe_unit if metrics else (lambda _kind, _seconds: None)
    database = Database.open(
        settings.database, keys_of(settings), machine_now=machine_now, observe_unit=observe
    )
    try:
        database.migrate()
        database.claim_mode(Mode.REHEARSAL if settings.rehearsal else Mode.PRODUCTION)
    except BaseException:
        database.close_now()
        raise
    return database


def keys_of(settings: Settings) -> Keys:
    """The encryption keys: made at the first rehearsal, demanded in production."""
    path = settings.key_file
    if settings.rehearsal and settings.encryption_key_file is None and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return Keys.make(path)
    return Keys.load(path)


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
        credentials = _credentials_of(settings, session)
        if isinstance(credentials, AppCredentials):
            stack.push_async_callback(credentials.close)
        connector = Connector(session, credentials, _hosts_of(settings), machine_now)
        office = office_of(settings)
        ticker = Ticker(
            database=database, clock=clock, metrics=house_metrics, machine_now=machine_now
        )

        def moved(offset: timedelta) -> None:
            clock.set_offset(offset)
            ticker.wake()
            courier.wake()

        router = all_rooms(rehearsal_router(moved) if settings.rehearsal else None)
        courier = Courier(
            database=database,
            connector=connector,
            router=router,
            office=office,
            clock=clock,
            machine_now=machine_now,
        )
        database.on_commit(courier.wake)
        dispatcher = Dispatcher(
            database=database, router=router, connector=connector, office=office, clock=clock
        )
        adapter = Adapter(dispatcher, connector, apology)
        door = _door_of(settings, adapter, DoorMetrics(registry), session, stack)
        yield House(door, database, courier, ticker, registry)


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


def _credentials_of(settings: Settings, session: aiohttp.ClientSession) -> Credentials:
    if settings.rehearsal:
        return NoCredentials()
    if settings.app_type is AppType.USER_ASSIGNED_MSI:
        ask = by_managed_identity(settings.app_id, settings.login_scope)
        return AppCredentials(ask, machine_now)
    login = Login(session, settings.login_authority, settings.app_id, settings.login_scope)
    if settings.app_certificate_file is not None:
        certificate = _certificate_of(settings)
        return AppCredentials(login.by_certificate(certificate, machine_now), machine_now)
    password = settings.app_password.get_secret_value()
    return AppCredentials(login.by_secret(password), machine_now)


def _certificate_of(settings: Settings) -> Certificate:
    path = settings.app_certificate_file
    try:
        return Certificate.read(path.read_bytes() if path else b"")
    except (OSError, ValueError) as error:
        problem = f"MHRMB_APP_CERTIFICATE_FILE: {error}"
        raise SettingsError(problem) from None


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
