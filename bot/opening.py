"""Opening what the bot stands on: its keys, its database, its working hours."""

from pathlib import Path

from board.calendar import Calendar
from bot.clock import machine_now
from bot.holidays import DaysOff
from bot.metrics import HouseMetrics
from bot.settings import Settings, SettingsError
from bot.turn import Office
from graph.access import Access
from graph.client import GraphClient
from storage.cipher import KeyFileBroken, KeyMissing, Keys
from storage.database import Database
from storage.errors import DatabaseTooNew, DatabaseUnavailable, WrongMode
from storage.settings import Mode

NAMED = (
    SettingsError,
    KeyMissing,
    KeyFileBroken,
    WrongMode,
    DatabaseTooNew,
    DatabaseUnavailable,
)
"""What can be wrong with what the bot stands on: each says it in one sentence."""


def office_of(settings: Settings, database: Database | None = None) -> Office:
    """What does not change between turns, but for the days off that a setting changes.

    For a command: with the days off that its database has now.
    """
    days_off = DaysOff()
    if database is not None:
        days_off.change(database.read_now(lambda snapshot: snapshot.settings.day_changes))
    return Office(
        calendar=Calendar(days_off, settings.opens, settings.closes),
        duty_number=settings.duty_number,
        rehearsal=settings.rehearsal,
        administrators=frozenset(settings.administrators),
        days_off=days_off,
    )


def open_database(settings: Settings, metrics: HouseMetrics | None = None) -> Database:
    """The database of these settings, migrated and of the right birth.

    Raises SettingsError, KeyMissing, KeyFileBroken, WrongMode, DatabaseTooNew or
    DatabaseUnavailable, each with a sentence.
    """
    if not settings.database_url:
        _make_folder(settings.var_dir)
    observe = metrics.observe_unit if metrics else (lambda _kind, _seconds: None)
    database = Database.open(
        settings.database, keys_of(settings), machine_now=machine_now, observe_unit=observe
    )
    try:
        database.migrate()
        database.claim_mode(mode_of(settings))
    except BaseException:
        database.close_now()
        raise
    return database


def mode_of(settings: Settings) -> Mode:
    """What a database of these settings is born for."""
    return Mode.REHEARSAL if settings.rehearsal else Mode.PRODUCTION


def graph_client_of(settings: Settings) -> GraphClient | None:
    """The way to Microsoft 365 where it is set up; nothing is loaded yet."""
    if not settings.files_in_graph:
        return None
    access = Access(
        client_id=settings.graph_client_id,
        tenant_id=settings.graph_tenant_id,
        client_secret=settings.graph_client_secret.get_secret_value(),
        certificate_file=settings.graph_certificate_file,
        base_url=settings.graph_base_url,
        authority=settings.graph_authority,
        scope=settings.graph_scope,
    )
    return GraphClient(access, machine_now)


def keys_of(settings: Settings) -> Keys:
    """The encryption keys: made at the first rehearsal, demanded in production."""
    path = settings.key_file
    if settings.rehearsal and settings.encryption_key_file is None and not path.exists():
        _make_folder(path.parent)
        return Keys.make(path)
    return Keys.load(path)


def _make_folder(folder: Path) -> None:
    """Make the folder of MHRMB_VAR_DIR where it is missing. Raises SettingsError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"MHRMB_VAR_DIR: {folder} is no folder and cannot be made ({error.strerror})"
        raise SettingsError(problem) from None
