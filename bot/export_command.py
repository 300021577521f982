"""`mhrmb export`: everything in open formats, for a board that leaves, or hands over."""

import json
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from board.facts import Fact
from board.people import Permission
from board.tiers import Tier
from bot.clock import machine_now
from bot.opening import keys_of
from bot.settings import Settings
from graph.local import FOLDER
from storage.cipher import SealBroken
from storage.database import Database
from storage.export import LEFT_OUT, Written, export_board, private_file
from storage.migrate import head
from storage.unit import Origin, Unit

House = Callable[[], AbstractContextManager[tuple[Settings, Database]]]
_ORIGIN: Final = Origin(place="cli", trace="")
_README: Final = """\
Everything that the bot of the board held at {at}, in open formats, DECRYPTED.

It names people, and says of their health and of what they are alleged to have done. Whoever has
this folder can read all of it. It was written for {whom}, whose entitlement is in the audit. Keep
it encrypted, hand it over in person or by an approved way, and delete it when it has done its work.

tables/NAME.jsonl  one JSON object a line, exactly as it was kept; what was sealed is opened in its
                   column. Times are UTC, by ISO 8601. The text is UTF-8.
tables/NAME.csv    the same as a spreadsheet. Where a cell began with =, +, -, @ or a tab, a ' was
                   put before it, so that nothing runs as a formula; tables/NAME.jsonl has it as it
                   was.
documents/         documents that were not filed yet, as files; tables/documents lists all of them.
channel-files/     documents that were filed on this machine. Those in Microsoft 365 stay there.
manifest.json      every file of tables/ and documents/ with its number of rows and its sha256,
                   written last: without it this export is not whole.

The tables are those of revision {revision}. Not here, since nobody else can use it:
"""


def add_export_command(app: typer.Typer, house: House) -> None:
    """Declare the command on an app, on the house it is given."""

    @app.command()
    def export(
        folder: Annotated[Path, typer.Argument(help="A new folder; it must not exist yet")],
        for_member: Annotated[
            str, typer.Option("--for", help="Member id of the co-chair or governance lead")
        ],
        *,
        decrypted: Annotated[
            bool, typer.Option("--decrypted", help="Yes: write what is told in confidence openly")
        ] = False,
    ) -> None:
        """Write everything, decrypted, into a new folder that only you can read."""
        if not decrypted:
            _end(
                "An export names people and says of their health, and anybody who has the folder "
                "can read it. If that is what you want, say --decrypted. For safe keeping, use "
                "mhrmb backup."
            )
        if folder.exists() or not folder.parent.is_dir():
            _end("Name a folder that does not exist yet, in one that does.")
        with house() as (settings, database):
            at = machine_now()
            database.write_now(lambda unit: _note(unit, for_member, at), origin=_ORIGIN)
            try:
                files = _export(settings, folder, for_member, at)
            except SealBroken as error:
                _end(f"Nothing was exported: {error}.")
            except OSError as error:
                _end(f"Nothing was exported: {error.strerror}.")
        typer.echo(f"{folder}: {files} files, DECRYPTED. See README.txt there.")


def _note(unit: Unit, key: str, machine: datetime) -> None:
    """The line in the audit, before anything is written; only for who is entitled."""
    now = machine + unit.settings.clock_offset
    person = unit.people.person_by_key(key, now)
    if person is None or not person.may(Permission.DATA_EXPORT):
        _end(f"{key} is no member who may have an export: a co-chair, or information governance.")
    fact = Fact(
        name="BoardExported", about="export", by="cli", at=now, tier=Tier.T4,
        details={"for": key},
    )  # fmt: skip
    unit.record(fact)


def _export(settings: Settings, folder: Path, whom: str, at: datetime) -> int:
    """Write all of it beside, and give it its name once it is whole."""
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
    draft.mkdir(mode=0o700)
    try:
        written = list(export_board(settings.database, keys_of(settings), draft))
        _copy_filed(settings, draft)
        _put(draft / "README.txt", _readme(whom, at))
        _put(draft / "manifest.json", _manifest(written, at))
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return sum(1 for each in folder.rglob("*") if each.is_file())


def _copy_filed(settings: Settings, draft: Path) -> None:
    filed = settings.var_dir / FOLDER
    if filed.is_dir():
        shutil.copytree(filed, draft / FOLDER, symlinks=True)


def _readme(whom: str, at: datetime) -> str:
    said = _README.format(at=at.isoformat(), whom=whom, revision=head())
    return said + "".join(f"  {name}: {why}\n" for name, why in LEFT_OUT.items())


def _manifest(written: list[Written], at: datetime) -> str:
    files = [asdict(each) for each in written]
    return json.dumps({"at": at.isoformat(), "revision": head(), "files": files}, indent=1) + "\n"


def _put(path: Path, words: str) -> None:
    with os.fdopen(private_file(path), "w", encoding="utf-8") as file:
        file.write(words)


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)
