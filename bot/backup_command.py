"""`mhrmb backup` and `mhrmb restore`: the whole board in one file, without its keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from board.facts import Fact
from board.tiers import Tier
from bot.clock import machine_now
from bot.logs import set_up_logs
from bot.opening import NAMED, mode_of, open_database
from bot.settings import Settings, load_settings
from storage.backup import back_up
from storage.backup_file import Manifest
from storage.cipher import Keys
from storage.errors import BackupDamaged, BackupTooNew, NoBoard, NotEmpty
from storage.migrate import head
from storage.restore import restore as bring_back
from storage.unit import Origin, Unit

_ORIGIN: Final = Origin(place="cli", trace="")


def add_backup_commands(app: typer.Typer) -> None:
    """Declare both; neither migrates what it reads, so a backup can come before an upgrade."""

    @app.command()
    def backup(
        file: Annotated[Path, typer.Argument(help="A new file; it will hold no key")],
    ) -> None:
        """Write everything as it is at this moment into one file, while the bot runs."""
        with _named_failures():
            settings = _settings()
            manifest = back_up(
                settings.database,
                Keys.load(settings.key_file),
                file,
                mode=mode_of(settings),
                made_at=machine_now(),
            )
            if manifest.revision == head():
                _record(settings, "BackupMade", manifest)
        typer.echo(_said(manifest, file))
        typer.echo("It holds no key. Without the key file nobody can read what is sealed in it:")
        typer.echo("keep a copy of the key file in another place than the backups.")

    @app.command()
    def restore(
        file: Annotated[Path, typer.Argument(help="What mhrmb backup wrote")],
    ) -> None:
        """Bring a backup into an empty database, and up to this program."""
        with _named_failures():
            settings = _settings()
            manifest = bring_back(
                settings.database, Keys.load(settings.key_file), file, mode=mode_of(settings)
            )
            _record(settings, "BackupRestored", manifest)
        typer.echo(_said(manifest, file))
        typer.echo("All of it is in the database. Before the bot is started, see what it would")
        typer.echo("send: mhrmb outbox --state pending.")


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        _end("There is a file of this name already: name a new one.")
    except NoBoard as error:
        _end(f"There is nothing to back up: {error}.")
    except BackupDamaged as error:
        _end(f"This is not a whole backup: {error}. Nothing was restored.")
    except (BackupTooNew, NotEmpty) as error:
        _end(f"Nothing was restored: {error}.")
    except NAMED as error:
        _end(str(error))
    except OSError as error:
        _end(f"The file cannot be written or read: {error.strerror}.")


def _settings() -> Settings:
    settings = load_settings()
    set_up_logs("ERROR")
    return settings


def _said(manifest: Manifest, file: Path) -> str:
    return (
        f"{file}: {manifest.rows} rows of {len(manifest.tables)} tables, at {manifest.revision}, "
        f"{manifest.birth}, of {manifest.made_at}"
    )


def _record(settings: Settings, name: str, manifest: Manifest) -> None:
    """One line in the audit, with numbers only."""
    details = {"rows": str(manifest.rows), "revision": manifest.revision, "of": manifest.made_at}

    def record(unit: Unit) -> None:
        now = machine_now() + unit.settings.clock_offset
        unit.record(
            Fact(name=name, about="backup", by="cli", at=now, tier=Tier.T1, details=details)
        )

    database = open_database(settings)
    try:
        database.write_now(record, origin=_ORIGIN)
    finally:
        database.close_now()


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)
