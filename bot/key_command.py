"""`mhrmb make-key` and `rotate-key`: encryption keys, made and renewed while the bot runs."""

import itertools
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from board.facts import Fact
from board.tiers import Tier
from bot.clock import machine_now
from bot.settings import Settings
from storage.cipher import Keys
from storage.database import Database
from storage.key_file import (
    KeyFileChanged,
    Use,
    add_key,
    make_key_file,
    promote_key,
    read_key_file,
    retire_keys,
)
from storage.rotation import reseal_all
from storage.unit import Origin, Unit

House = Callable[[], AbstractContextManager[tuple[Settings, Database]]]
_ORIGIN: Final = Origin(place="cli", trace="")
_BREATH: Final = 0.02
"""Seconds between two units, in which those of the turns go first."""
_IN_FLIGHT: Final = 1.0
"""Seconds after which no unit is under way any more that took the old key to seal with."""


def add_key_command(app: typer.Typer, house: House) -> None:
    """Declare the commands on an app, on the house it is given."""

    @app.command()
    def make_key(
        file: Annotated[Path, typer.Argument(help="Where there is no file yet")],
    ) -> None:
        """Make the first key file, which only you may read; one that is there stays."""
        if file.exists():
            _end(f"{file} is there already: nothing was changed. To renew it: mhrmb rotate-key.")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_key_file(file)
        except OSError as error:
            _end(f"{file} could not be written: {error.strerror}.")
        typer.echo(f"Made {file}. Keep a copy where no backup of the database lies.")

    @app.command()
    def rotate_key(
        *,
        prepare: Annotated[
            bool, typer.Option("--prepare", help="Only add a key that reads: for several machines")
        ] = False,
        retire: Annotated[
            bool, typer.Option("--retire", help="Take old keys out, once nothing needs them")
        ] = False,
    ) -> None:
        """Add a new key and seal everything under it; the old one reads. Cut off, it goes on."""
        if prepare and retire:
            _end("Say --prepare or --retire, not both.")
        with house() as (settings, database):
            try:
                if prepare:
                    _prepare(settings, database)
                elif retire:
                    _retire(settings, database)
                else:
                    _rotate(settings, database)
            except KeyFileChanged as error:
                _end(f"{error}.")
            except OSError as error:
                _end(f"The key file cannot be changed: {error.strerror}.")


def _prepare(settings: Settings, database: Database) -> None:
    path = settings.key_file
    if _has_next(path):
        _end("There is a next key already. Copy the key file to every machine, then rotate-key.")
    add_key(path, after=_writing(path), is_next=True)
    _record(database, "KeyPrepared", writing=_writing(path).hex())
    typer.echo("A next key is in the key file; it only reads for the present.")
    typer.echo("Copy the key file to every machine that runs the bot, then run mhrmb rotate-key.")


def _rotate(settings: Settings, database: Database) -> None:
    path = settings.key_file
    old = _under_old_keys(database, _writing(path))
    if old:
        typer.echo(f"Going on: {_values(old)} still sealed under an old key.")
    else:
        _begin(settings, database)
    broken = _reseal(database)
    if broken:
        _end(
            f"{broken} records hold what no key opens; they were left as they were. "
            "Do not take any key out. Restore them from a backup, or ask for help."
        )
    _tell_end(settings, database)


def _begin(settings: Settings, database: Database) -> None:
    """Let a new key write: one that every machine has already, where there are several."""
    path = settings.key_file
    before = _writing(path)
    if _has_next(path):
        promote_key(path, after=before)
    elif settings.replicas > 1:
        _end(
            "Nothing is sealed under an old key. For another key, which every machine must have "
            "before it is used, run mhrmb rotate-key --prepare first."
        )
    else:
        add_key(path, after=before)
    _record(database, "KeyRotationBegun", writing=_writing(path).hex(), before=before.hex())
    typer.echo(f"The key {_writing(path).hex()} writes from now on; {before.hex()} still reads.")


def _reseal(database: Database) -> int:
    """Go through everything until nothing is left; how many records no key opens."""
    for rounds in itertools.count(1):
        broken, is_done = 0, True
        for each in reseal_all(database, lambda: time.sleep(_BREATH)):
            typer.echo(
                f"{each.table}: {each.looked_at} rows looked at, {each.resealed} sealed anew"
            )
            broken += len(each.broken)
            is_done = is_done and not each.resealed
        if broken or (is_done and rounds > 1):
            return broken
        time.sleep(_IN_FLIGHT)
    raise AssertionError("it counts for ever")


def _tell_end(settings: Settings, database: Database) -> None:
    path = settings.key_file
    writing = _writing(path)
    _record(database, "KeyRotationEnded", writing=writing.hex())
    typer.echo(f"Everything is sealed under {writing.hex()}.")
    if _has_next(path):
        typer.echo("The next key is not in use yet: run mhrmb rotate-key once more.")
        return
    if settings.replicas > 1:
        typer.echo("Copy the key file to every machine that runs the bot, then rotate-key again.")
    if _old_keys(path, writing):
        typer.echo(
            "The old key may now be taken out: mhrmb rotate-key --retire leaves only that half of "
            "it which verifies the audit. Keep a copy of the old key file, apart from the backups, "
            f"as long as you keep backups from before {machine_now():%d %B %Y}: they need it."
        )


def _retire(settings: Settings, database: Database) -> None:
    path = settings.key_file
    writing = _writing(path)
    old = _under_old_keys(database, writing)
    if old:
        _end(f"Not yet: {_values(old)} still sealed under an old key. Run mhrmb rotate-key.")
    gone = _old_keys(path, writing)
    if not gone:
        typer.echo("There is no old key.")
        return
    chained = database.read_now(lambda snapshot: snapshot.audit.key_ids())
    retire_keys(path, besides=writing, verifying=[bytes.fromhex(each) for each in chained])
    _record(database, "KeysRetired", writing=writing.hex(), count=str(len(gone)))
    typer.echo(f"Taken out: {len(gone)}. What was chained of the audit is still verified.")


def _writing(path: Path) -> bytes:
    return bytes.fromhex(Keys.load(path).writing_id)


def _has_next(path: Path) -> bool:
    return any(each.use is Use.NEXT for each in read_key_file(path))


def _old_keys(path: Path, writing: bytes) -> list[bytes]:
    full = (each for each in read_key_file(path) if each.use is Use.FULL)
    return [each.id for each in full if each.id != writing]


def _under_old_keys(database: Database, writing: bytes) -> int:
    found = database.read_now(lambda snapshot: snapshot.sealed_values.key_ids())
    return sum(count for key_id, count in found.items() if key_id != writing.hex())


def _values(count: int) -> str:
    return "1 value is" if count == 1 else f"{count} values are"


def _record(database: Database, name: str, **details: str) -> None:
    """Key ids only: they tell nothing of a key."""

    def record(unit: Unit) -> None:
        now = machine_now() + unit.settings.clock_offset
        unit.record(Fact(name=name, about="keys", by="cli", at=now, tier=Tier.T1, details=details))

    database.write_now(record, origin=_ORIGIN)


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)
