"""`mhrmb doctor`: what a start needs, and how the bot stands, also where nothing opens."""

import asyncio
import stat
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import typer

from bot.clock import machine_now
from bot.logs import set_up_logs
from bot.opening import mode_of
from bot.settings import PREFIX, Settings, SettingsError, load_settings
from cards.filing_views import CheckLine
from storage.audit import Verdict
from storage.cipher import KeyFileBroken, KeyMissing, Keys, KeyUnreadable
from storage.database import Database
from storage.engines import is_there
from storage.errors import DatabaseUnavailable
from storage.migrate import head, is_known
from storage.outbox import IntentState
from storage.undelivered import LATE
from storage.unit import Snapshot

_TICKED_WITHIN: Final = timedelta(minutes=5)
"""As the alert NothingIsDue. Source: service levels."""


def add_doctor_command(app: typer.Typer) -> None:
    """Declare the command; it writes nothing into the database, and does not migrate it."""

    @app.command()
    def doctor() -> None:
        """Look at everything a start needs, and say of what is wrong how to put it right."""
        from bot.looks import written  # noqa: PLC0415 - other commands start without it

        set_up_logs("CRITICAL")
        found = tuple(_look())
        for line in written(found):
            typer.echo(line)
        if any(each.passed is False for each in found):
            raise typer.Exit(code=1)


def _look() -> Iterator[CheckLine]:
    try:
        settings = load_settings()
    except SettingsError as error:
        yield _bad("settings", f"{error}. Nothing else was looked at.")
        return
    yield _good("settings", f"They make sense; this is {mode_of(settings)}.")
    certificates = tuple(_certificates(settings))
    yield from certificates
    keys, line = _keys(settings)
    yield line
    yield from _database(settings, keys)
    yield from _surroundings(settings)
    if certificates and not settings.rehearsal:
        yield _unseen("login", "Not asked for while a certificate is wrong.")
    else:
        yield asyncio.run(_login(settings))


def _certificates(settings: Settings) -> Iterator[CheckLine]:
    """Those that cannot be read as such."""
    from bot.login import certificate_in  # noqa: PLC0415 - as above

    for name in ("app_certificate_file", "graph_certificate_file"):
        path: Path | None = getattr(settings, name)
        if path is not None:
            try:
                certificate_in(path, f"{PREFIX}{name.upper()}")
            except SettingsError as error:
                yield _bad("certificate", f"{error}.")


async def _login(settings: Settings) -> CheckLine:
    import aiohttp  # noqa: PLC0415 - as above

    from bot.login import login  # noqa: PLC0415 - as above

    async with aiohttp.ClientSession() as session:
        return await login(settings, session)


def _keys(settings: Settings) -> tuple[Keys | None, CheckLine]:
    path = settings.key_file
    try:
        keys = Keys.load(path)
        found = path.stat()
    except KeyUnreadable as error:
        return None, _bad("key file", f"Let this user read the key file: {error}.")
    except KeyMissing as error:
        if settings.rehearsal and not path.exists():
            said = "There is no key file yet: the first rehearsal makes its own."
            return None, CheckLine("key file", passed=None, said=said)
        return None, _bad("key file", f"Bring the key file back from its safe copy: {error}.")
    except KeyFileBroken as error:
        return None, _bad("key file", f"Bring the key file back from its safe copy: {error}.")
    if sys.platform != "win32" and found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        said = "Others than its owner may use the key file: chmod 600, and owned by the bot's user."
        return keys, _bad("key file", said)
    return keys, _good("key file", f"The key {keys.writing_id} writes, {len(keys.ids)} read.")


def _database(settings: Settings, keys: Keys | None) -> Iterator[CheckLine]:
    if keys is None:
        yield _unseen("database", "Not looked at without a key.")
        return
    database: Database | None = None
    try:
        if not is_there(settings.database):
            yield _unseen("database", "There is none yet: mhrmb migrate makes it.")
            return
        database = Database.open(settings.database, keys, machine_now=machine_now)
        wrong = database.read_now(lambda snapshot: _standing(snapshot, settings))
        if wrong is not None:
            yield wrong
            return
        yield _good("database", f"It answers, at {head()}, for {mode_of(settings)}.")
        yield _audit(database.read_now(lambda snapshot: snapshot.audit.verify()))
        yield from database.read_now(lambda snapshot: _work(snapshot, machine_now()))
    except DatabaseUnavailable as error:
        yield _bad("database", f"Start the database, or mend MHRMB_DATABASE_URL: {error}.")
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest is still looked at
        said = f"What MHRMB_DATABASE_URL names is no database of the bot ({type(error).__name__})."
        yield _bad("database", f"{said} Restore a backup into a new place: mhrmb restore.")
    finally:
        if database is not None:
            database.close_now()


def _standing(snapshot: Snapshot, settings: Settings) -> CheckLine | None:
    """What is wrong with its tables or its birth, if anything is."""
    revision, mode = snapshot.revision, mode_of(settings)
    if revision is None:
        return _unseen("database", "It is empty: mhrmb migrate makes its tables.")
    if not is_known(revision):
        said = (
            f"A newer program has migrated it to {revision}, this one has {head()}: install that."
        )
        return _bad("database", said)
    if not snapshot.is_at_head:
        said = f"It is at {revision}, this program at {head()}: mhrmb backup, then mhrmb migrate."
        return _bad("database", said)
    if (birth := snapshot.settings.birth) not in {None, mode}:
        said = f"It was born for {birth}, and these settings are for {mode}: name another one."
        return _bad("database", said)
    return None


def _audit(verdict: Verdict) -> CheckLine:
    if verdict.is_whole:
        return _good("audit", f"Whole: {verdict.checked} lines, {verdict.unsealed} to seal.")
    said = f"Broken at line {verdict.at} ({verdict.broken}): keep the database as it is, and ask"
    return _bad("audit", f"{said} whoever looks after information governance.")


def _work(snapshot: Snapshot, now: datetime) -> tuple[CheckLine, ...]:
    board_now = now + snapshot.settings.clock_offset
    return _outbox(snapshot, board_now), _last_tick(snapshot.settings.last_tick, now)


def _outbox(snapshot: Snapshot, board_now: datetime) -> CheckLine:
    oldest = snapshot.outbox.oldest_due(board_now)
    if oldest is not None and board_now - oldest > LATE:
        minutes = (board_now - oldest) // timedelta(minutes=1)
        said = f"Something has been due for {minutes} min: is the bot running? See mhrmb outbox."
        return _bad("outbox", said)
    counts = snapshot.outbox.counts()
    stopped = {IntentState.DEAD, IntentState.UNKNOWN}
    if number := sum(count for (_, state), count in counts.items() if state in stopped):
        return _bad("outbox", f"Stopped: {number}. See mhrmb outbox, then retry or drop each.")
    return _good("outbox", "Nothing is late and nothing has stopped.")


def _last_tick(ticked: datetime | None, now: datetime) -> CheckLine:
    if ticked is None:
        return _unseen("last tick", "The bot has not run on this database yet.")
    if now - ticked > _TICKED_WITHIN:
        minutes = (now - ticked) // timedelta(minutes=1)
        said = f"The bot last did what was due {minutes} min ago: start it, or read its log."
        return _bad("last tick", said)
    return _good("last tick", "What was due is done.")


def _surroundings(settings: Settings) -> Iterator[CheckLine]:
    from bot.looks import local_folder, room_on_disk  # noqa: PLC0415 - as above

    is_new = settings.rehearsal and not settings.var_dir.exists()
    if is_new:
        yield _unseen("disk", "The first start makes the folder of MHRMB_VAR_DIR.")
    else:
        yield room_on_disk(settings.var_dir)
    yield asyncio.run(_clock(settings))
    if settings.files_in_graph:
        yield _good("Microsoft 365", "It is set up; mhrmb check asks it.")
    elif not is_new:
        yield local_folder(settings.var_dir)


async def _clock(settings: Settings) -> CheckLine:
    import aiohttp  # noqa: PLC0415 - as above

    from bot.looks import NO_OTHER_CLOCK, clock_beside  # noqa: PLC0415 - as above

    if settings.rehearsal:
        return NO_OTHER_CLOCK
    async with aiohttp.ClientSession() as session:
        return await clock_beside(session, settings.login_authority, machine_now)


def _good(name: str, said: str) -> CheckLine:
    return CheckLine(name, passed=True, said=said)


def _bad(name: str, said: str) -> CheckLine:
    return CheckLine(name, passed=False, said=said)


def _unseen(name: str, said: str) -> CheckLine:
    return CheckLine(name, passed=None, said=said)
