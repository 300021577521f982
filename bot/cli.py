"""The command line: `mhrmb`."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from board.calendar import LONDON, in_words
from board.errors import BoardError
from board.facts import Fact
from board.people import GRANT_REVIEW, Grant, Member, Role
from board.tiers import Tier
from bot.backup_command import add_backup_commands
from bot.board_commands import add_board_commands, demand_pair
from bot.board_file import SAMPLE, LoadError, read_board
from bot.check_command import add_check_command
from bot.clock import machine_now
from bot.doctor_command import add_doctor_command
from bot.export_command import add_export_command
from bot.forum_commands import add_forum_commands
from bot.key_command import add_key_command
from bot.loading import Loaded, apply_board
from bot.logs import set_up_logs
from bot.opening import NAMED, office_of, open_database
from bot.outbox_commands import outbox_commands
from bot.package_command import add_package_command
from bot.settings import Settings, SettingsError, listed_settings, load_settings
from bot.tracker_commands import add_tracker_commands
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The bot of a Mental Health Risk Management Board.",
)
audit = typer.Typer(no_args_is_help=True, help="The audit and its chain.")
app.add_typer(audit, name="audit")

_ORIGIN = Origin(place="cli", trace="")


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)


def _instant(text: str) -> datetime:
    """An instant with a zone; without one it is London time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write it as 2026-12-01T09:00+00:00") from None
    return (at if at.tzinfo else at.replace(tzinfo=LONDON)).astimezone(UTC)


At = Annotated[
    datetime | None,
    typer.Option(parser=_instant, metavar="TIME", help="ISO time with zone (or London time)"),
]


@contextmanager
def _house() -> Iterator[tuple[Settings, Database]]:
    """Settings and an open, migrated database; a named failure ends with one sentence."""
    try:
        settings = load_settings()
        set_up_logs("ERROR")
        database = open_database(settings)
    except NAMED as error:
        _end(str(error))
    try:
        yield settings, database
    except NAMED as error:
        _end(str(error))
    finally:
        database.close_now()


app.add_typer(outbox_commands(_house), name="outbox")
add_tracker_commands(app, _house, _instant)
add_board_commands(app, _house)
add_forum_commands(app, _house)
add_check_command(app, _house)
add_key_command(app, _house)
add_backup_commands(app)
add_doctor_command(app)
add_export_command(app, _house)
add_package_command(app)


def _board_now(database: Database) -> datetime:
    return machine_now() + database.read_now(lambda snapshot: snapshot.settings.clock_offset)


@app.command()
def serve(at: At = None) -> None:
    """Run the bot; without an app id in rehearsal. --at starts a rehearsal's clock there."""
    gc.disable()  # importing makes no garbage, and looking for it is a sixth of the time
    from bot.serve import serve as run  # noqa: PLC0415 - other commands start without it

    gc.enable()
    try:
        settings = load_settings()
        set_up_logs(settings.log_level)
        if sys.platform == "win32":
            asyncio.run(run(settings, at=at))
        else:
            import uvloop  # noqa: PLC0415 - not made for Windows

            uvloop.run(run(settings, at=at))
    except NAMED as error:
        _end(str(error))


@app.command()
def rehearse(
    at: At = None,
    playground_port: Annotated[int, typer.Option(help="Port of the local Teams client")] = 56150,
) -> None:
    """Run the bot with the fictitious board and a local Teams client beside it."""
    from bot.rehearse import rehearse as run  # noqa: PLC0415 - other commands start without it

    try:
        settings = load_settings()
    except SettingsError as error:
        _end(str(error))
    raise typer.Exit(
        run(
            at=at.isoformat() if at else None,
            host=settings.host,
            port=settings.port,
            playground_port=playground_port,
            var_dir=settings.var_dir,
        )
    )


@app.command()
def migrate() -> None:
    """Bring the database up to this program."""
    with _house():
        typer.echo("The database is up to date.")


@app.command()
def settings() -> None:
    """List every setting with its default."""
    for name, says, default in listed_settings():
        typer.echo(f"{name}: {says}{f' (default {default})' * bool(default)}")


@app.command()
def load(
    file: Annotated[Path | None, typer.Argument(help="A board as JSON")] = None,
    at: At = None,
    *,
    sample: Annotated[bool, typer.Option("--sample", help="The fictitious board")] = False,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Only where nobody is registered yet")
    ] = False,
) -> None:
    """Load a board from a file: all of it is checked first; twice changes nothing."""
    if (file is None) != sample:
        _end("Name a file, or say --sample.")
    with _house() as (given, database):
        if sample and not given.rehearsal:
            _end("The fictitious board is for rehearsal only.")
        if if_empty and database.read_now(lambda snapshot: snapshot.people.agencies()):
            return
        when = at or _board_now(database)
        calendar = office_of(given, database).calendar
        try:
            board = read_board(file or SAMPLE)
            done = database.write_now(
                lambda unit: apply_board(board, unit, at=when, calendar=calendar), origin=_ORIGIN
            )
        except LoadError as error:
            _end("Nothing was loaded:\n" + "\n".join(f"  {fault}" for fault in error.faults))
        _tell_loaded(done)


def _tell_loaded(done: Loaded) -> None:
    for kind, total in done.total.items():
        typer.echo(f"{kind}: {total} read, {done.changed[kind]} new or changed")
    for kind, count in done.left_out.items():
        typer.echo(f"{kind}: {count} not loaded yet")


@app.command()
def grant(
    person: Annotated[str, typer.Argument(help="Object id, member id or full name")],
    role: Role,
    until: Annotated[
        datetime | None,
        typer.Option(parser=_instant, metavar="TIME", help="End; default: six months from now"),
    ] = None,
) -> None:
    """Give a member a role; it ends by itself."""
    with _house() as (_, database):
        now = _board_now(database)
        ends = until or now + GRANT_REVIEW
        if ends <= now:
            _end("The end must be in the future.")

        def work(unit: Unit) -> Member:
            member = _member(unit, person)
            unit.people.grant(member.key, Grant(role, now, ends))
            demand_pair(unit, role, now)
            unit.record(_fact("RoleGranted", member, role, now))
            return member

        try:
            member = database.write_now(work, origin=_ORIGIN)
        except BoardError as refusal:
            _end(f"{refusal.sentence}. Revoke the role of whoever leaves it first.")
        typer.echo(f"{member.name} is {role} until {in_words(ends)}.")


@app.command()
def revoke(person: str, role: Role) -> None:
    """Take a role from a member, at once."""
    with _house() as (_, database):
        now = _board_now(database)

        def work(unit: Unit) -> tuple[Member, int]:
            member = _member(unit, person)
            ended = unit.people.revoke(member.key, role, now)
            if ended:
                unit.record(_fact("RoleRevoked", member, role, now))
            return member, ended

        member, ended = database.write_now(work, origin=_ORIGIN)
        typer.echo(f"{member.name} is no longer {role}." if ended else "Nothing to revoke.")


class OnOff(StrEnum):
    """What a switch can be set to."""

    ON = "on"
    OFF = "off"


@app.command()
def hold(
    state: Annotated[OnOff | None, typer.Argument(help="on or off; without: how it stands")] = None,
) -> None:
    """Stop every disposal (legal hold), or let it go on; without a word: how it stands."""
    with _house() as (_, database):
        now = _board_now(database)

        def work(unit: Unit) -> None:
            unit.settings.set_hold(on=state is OnOff.ON)
            name = "HoldSet" if state is OnOff.ON else "HoldLifted"
            unit.record(Fact(name=name, about="disposal", by="cli", at=now, tier=Tier.T0))

        if state is not None:
            database.write_now(work, origin=_ORIGIN)
        held = database.read_now(lambda snapshot: snapshot.settings.hold)
        typer.echo("Nothing is disposed of." if held else "What is due is disposed of.")


@app.command()
def who(
    person: Annotated[str | None, typer.Argument(help="Object id, member id or full name")] = None,
) -> None:
    """List members with their agencies and the roles that hold now."""
    with _house() as (_, database):
        now = _board_now(database)

        def look(snapshot: Snapshot) -> list[str]:
            members = [_member(snapshot, person)] if person else snapshot.people.members()
            return [_line(snapshot, each, now) for each in members]

        for line in database.read_now(look):
            typer.echo(line)


@audit.command()
def verify() -> None:
    """Walk the whole chain and name the first line that is changed or missing."""
    with _house() as (_, database):
        verdict = database.read_now(lambda snapshot: snapshot.audit.verify())
        if not verdict.is_whole:
            _end(f"The audit is broken: line {verdict.at} ({verdict.broken}).")
        typer.echo(
            f"The audit is whole: {verdict.checked} lines sealed, {verdict.unsealed} still to seal."
        )
        if verdict.head:
            typer.echo(f"Head: {verdict.head.number} {verdict.head.mac}")


def _member(snapshot: Snapshot, person: str) -> Member:
    wanted = person.strip().casefold()
    members = snapshot.people.members()
    named = [each for each in members if each.name.casefold() == wanted]
    found = [each for each in members if wanted in {each.account, each.key.casefold()}] or named
    if not found:
        _end(f"There is no member {person.strip()}.")
    if len(found) > 1:
        keys = ", ".join(each.key for each in found)
        _end(f"Several are called that: say which, {keys}.")
    return found[0]


def _line(snapshot: Snapshot, member: Member, now: datetime) -> str:
    agency = snapshot.people.agency(member.agency)
    roles = [
        f"{each.role} until {each.until.astimezone(LONDON):%d %B %Y}"
        for each in member.grants
        if each.holds(now)
    ]
    place = agency.short_name if agency else member.agency
    account = member.account or "no account"
    return f"{member.key}  {member.name}, {place} ({account}): {', '.join(roles) or 'no roles'}"


def _fact(name: str, member: Member, role: Role, now: datetime) -> Fact:
    return Fact(
        name=name, about=member.key, by="cli", at=now, tier=Tier.T1, details={"role": str(role)}
    )
