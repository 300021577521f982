"""`mhrmb outbox`: what has not gone out, sent again or dropped from the command line."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NoReturn

import typer

from board.calendar import LONDON
from board.facts import Fact
from board.tiers import Tier
from bot.clock import machine_now
from bot.opening import office_of
from bot.papers import FILE, drop_document
from bot.settings import Settings
from bot.stuck import line_of
from bot.turn import Office
from cards.delivery import STATES, cause_in_words, kind_in_words
from cards.views import DeliveryLine
from storage.database import Database
from storage.outbox import IntentState, Listed
from storage.unit import Origin, Snapshot, Unit

House = Callable[[], AbstractContextManager[tuple[Settings, Database]]]
_ORIGIN = Origin(place="cli", trace="")
_HEAD = ("id", "state", "kind", "recipient", "about", "tried", "due", "cause")
_MOST = 1000
_ENDED = frozenset({IntentState.SENT, IntentState.CANCELLED})
Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number in the list")]


class DropReason(StrEnum):
    """Why something is not to be sent any more: the audit holds codes, never typed words."""

    ARRIVED = "arrived"
    TOLD = "told"
    NOT_NEEDED = "not_needed"


def outbox_commands(house: House) -> typer.Typer:
    """The commands, on the house they are given."""
    app = typer.Typer(help="What has not gone out: list it, send it again, drop it.")

    @app.callback(invoke_without_command=True)
    def listing(
        context: typer.Context,
        state: Annotated[
            IntentState | None, typer.Option(help="Only these; without: what stopped or is late")
        ] = None,
    ) -> None:
        """List what has not gone out."""
        if context.invoked_subcommand is None:
            with house() as (_, database):
                _tell(database.read_now(lambda snapshot: _lines(snapshot, state)))

    @app.command()
    def retry(number: Number) -> None:
        """Send what stopped once more; what is in doubt may then arrive twice."""
        with house() as (_, database):
            was = database.write_now(lambda unit: _retry(unit, number), origin=_ORIGIN)
        if was is IntentState.UNKNOWN:
            typer.echo("It is sent again. If it had arrived after all, it will be there twice.")
        else:
            typer.echo("It is sent again.")

    @app.command()
    def drop(
        number: Number,
        reason: Annotated[DropReason, typer.Option(help="Why")],
    ) -> None:
        """Never send it; its key stays taken."""
        with house() as (settings, database):
            office = office_of(settings, database)
            database.write_now(lambda unit: _drop(unit, number, reason, office), origin=_ORIGIN)
        typer.echo("It will not be sent.")

    return app


def _lines(snapshot: Snapshot, state: IntentState | None) -> list[DeliveryLine]:
    now, machine = _board_now(snapshot), machine_now()
    if state is None:
        found = snapshot.outbox.undelivered(now, machine, limit=_MOST)
    else:
        found = snapshot.outbox.in_state(state, limit=_MOST)
    return [line_of(each, snapshot, now) for each in found]


def _retry(unit: Unit, number: int) -> IntentState:
    found = _found(unit, number)
    if not unit.outbox.retry(number):
        _end("It has not stopped, so it is not sent again.")
    unit.record(_fact("DeliveryRetried", found, _board_now(unit)))
    return found.state


def _drop(unit: Unit, number: int, reason: DropReason, office: Office) -> None:
    found = _found(unit, number)
    if not unit.outbox.drop(number, machine_now=machine_now()):
        _end("It has ended already." if found.state in _ENDED else "It is being sent just now.")
    if found.kind == FILE:
        drop_document(unit, found.about)
    from bot.handlers.arrivals import note_arrived  # noqa: PLC0415 - others start without cards

    note_arrived(unit, found, _board_now(unit), office)
    unit.record(_fact("DeliveryDropped", found, _board_now(unit), reason=str(reason)))


def _found(unit: Unit, number: int) -> Listed:
    return unit.outbox.find(number) or _end(f"There is no message {number}.")


def _fact(name: str, found: Listed, now: datetime, **more: str) -> Fact:
    told = {"intent": str(found.id), "kind": found.kind, "was": str(found.state), **more}
    about = found.about[:80] or "delivery"
    return Fact(name=name, about=about, by="cli", at=now, tier=Tier.T1, details=told)


def _board_now(snapshot: Snapshot) -> datetime:
    return machine_now() + snapshot.settings.clock_offset


def _tell(lines: list[DeliveryLine]) -> None:
    """A table with its columns as wide as they need to be."""
    if not lines:
        typer.echo("Nothing to show.")
        return
    rows = [_HEAD, *(_row(each) for each in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def _row(line: DeliveryLine) -> tuple[str, ...]:
    due = f"{line.since.astimezone(LONDON):%Y-%m-%d %H:%M}"
    cause = cause_in_words(line.cause) if line.state in STATES else line.cause
    cause = line.said or cause
    told = (line.state, kind_in_words(line.kind), line.to, line.about, str(line.attempts), due)
    return (str(line.intent), *told, cause)


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)
