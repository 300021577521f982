"""`mhrmb due`, `away`, `agency`, `timers`: what the tracker will send, and whom the ladder asks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, NoReturn

import typer

from board.action_form import read_day
from board.actions import today_of
from board.calendar import LONDON, in_words
from board.escalation import SENIOR, Policy
from board.facts import Fact
from board.people import Agency
from board.standing import MAILBOX
from board.tiers import Tier
from bot.clock import machine_now
from bot.opening import office_of
from bot.settings import Settings
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit

House = Callable[[], AbstractContextManager[tuple[Settings, Database]]]
_ORIGIN = Origin(place="cli", trace="")
_RUNGS = (1, 2, 3, 5)
Member = Annotated[str, typer.Argument(help="Member id, for example MEM-05")]


def add_tracker_commands(app: typer.Typer, house: House, at: Callable[[str], datetime]) -> None:
    """Declare the commands on an app, on the house they are given."""

    @app.command()
    def due(
        moment: Annotated[
            datetime | None,
            typer.Option("--at", parser=at, metavar="TIME", help="As it will stand then"),
        ] = None,
    ) -> None:
        """Show what will be sent to whom in the next five working days; nothing is sent."""
        from bot.handlers.schedule import due_lines  # noqa: PLC0415 - others start without cards

        with house() as (settings, database):
            now = moment or _board_now(database)
            calendar = office_of(settings, database).calendar
            lines = database.read_now(lambda snapshot: due_lines(snapshot, now, calendar))
            for each in lines:
                here = each.at.astimezone(LONDON)
                typer.echo(f"{here:%a %d %b %Y %H:%M}  {each.ref}  {each.what}  to {each.to}")
            typer.echo(f"{len(lines)} in the five working days after {in_words(now)}.")

    @app.command()
    def away(
        member: Member,
        until: Annotated[str, typer.Option(help="Last day away, for example 2026-12-01")] = "",
        since: Annotated[str, typer.Option("--from", help="First day; default: today")] = "",
        *,
        back: Annotated[bool, typer.Option("--back", help="They are back")] = False,
    ) -> None:
        """Note that a member is away, so that the deputy is asked; or that they are back."""
        with house() as (_, database):
            now = _board_now(database)
            first = read_day(since) if since else today_of(now)
            day = None if back else read_day(until)
            if not back and (day is None or first is None or day < first):
                _end("Say until when, for example --until 2026-12-01, or --back.")
            database.write_now(
                lambda unit: _set_away(unit, member, first, day, now), origin=_ORIGIN
            )
            typer.echo(f"{member} is {'back' if day is None else f'away until {day}'}.")

    @app.command()
    def agency(
        key: Annotated[str | None, typer.Argument(help="Agency id; without: all")] = None,
        representative: Annotated[str | None, typer.Option(help="Member id")] = None,
        deputy: Annotated[str | None, typer.Option(help="Member id, or 'none'")] = None,
        rung: Annotated[
            list[str] | None,
            typer.Option(help="For example 2=MEM-02 or 2=mailbox:rung2@AG-05; may be repeated"),
        ] = None,
    ) -> None:
        """Show or change who speaks for an agency and who answers each rung of its ladder."""
        with house() as (_, database):
            now = _board_now(database)
            if key is not None and (representative or deputy or rung):
                change = _changes(representative, deputy, rung or [])
                database.write_now(lambda unit: _change(unit, key, change, now), origin=_ORIGIN)
            for line in database.read_now(lambda snapshot: _agencies(snapshot, key)):
                typer.echo(line)

    @app.command()
    def timers(
        standard: Annotated[str, typer.Option(help="For example 0,2,5,5,5,10")] = "",
        urgent: Annotated[str, typer.Option(help="For example 0,1,1,2,2,3")] = "",
    ) -> None:
        """Show or change how many working days each rung of the ladder has, 0 to 5."""
        with house() as (_, database):
            now = _board_now(database)
            given = {
                name: _days(words)
                for name, words in (("standard", standard), ("urgent", urgent))
                if words
            }
            if given:
                database.write_now(lambda unit: _set_policy(unit, given, now), origin=_ORIGIN)
            policy = database.read_now(lambda snapshot: snapshot.settings.policy)
            typer.echo(f"standard: {', '.join(map(str, policy.standard))}")
            typer.echo(f"urgent: {', '.join(map(str, policy.urgent))}")


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)


def _board_now(database: Database) -> datetime:
    return machine_now() + database.read_now(lambda snapshot: snapshot.settings.clock_offset)


def _set_away(
    unit: Unit, member: str, since: date | None, until: date | None, now: datetime
) -> None:
    if unit.people.member(member) is None:
        _end(f"There is no member {member}.")
    if until is None:
        unit.absences.end(member)
        unit.record(_fact("AbsenceEnded", member, now))
    else:
        unit.absences.set(member, until, since or today_of(now))
        unit.record(_fact("AbsenceNoted", member, now, until=until.isoformat()))


def _changes(
    representative: str | None, deputy: str | None, rungs: list[str]
) -> Callable[[Agency], Agency]:
    def change(agency: Agency) -> Agency:
        held = [*agency.rungs, *([()] * SENIOR)][:SENIOR]
        for each in rungs:
            number, _, holder = each.partition("=")
            if not number.isdecimal() or int(number) not in _RUNGS:
                _end("A rung is 1, 2, 3 or 5, for example --rung 2=MEM-02.")
            held[int(number) - 1] = (holder,) if holder else ()
        return replace(
            agency,
            rungs=tuple(held),
            representative=representative or agency.representative,
            deputy=(None if deputy == "none" else deputy) if deputy else agency.deputy,
        )

    return change


def _change(unit: Unit, key: str, change: Callable[[Agency], Agency], now: datetime) -> None:
    agency = unit.people.agency(key)
    if agency is None:
        _end(f"There is no agency {key}.")
    changed = change(agency)
    named = [
        changed.representative,
        changed.deputy,
        *(who for each in changed.rungs for who in each),
    ]
    for who in named:
        if who and not who.startswith(MAILBOX) and unit.people.member(who) is None:
            _end(f"There is no member {who}. Nothing was changed.")
    if unit.people.put_agency(changed):
        unit.record(_fact("AgencyChanged", key, now))


def _agencies(snapshot: Snapshot, key: str | None) -> list[str]:
    shown = [each for each in snapshot.people.agencies() if key in {None, each.key}]
    return [
        f"{each.key}  {each.short_name}: representative {each.representative or 'none'}, "
        f"deputy {each.deputy or 'none'}, rungs "
        + "; ".join(
            f"{number}={','.join(holders) or 'none'}"
            for number, holders in enumerate(each.rungs, start=1)
            if number in _RUNGS
        )
        for each in shown
    ]


def _days(words: str) -> tuple[int, ...]:
    parts = [each.strip() for each in words.split(",")]
    if len(parts) != SENIOR + 1 or not all(each.isdecimal() for each in parts):
        _end("Give six numbers of working days, for rungs 0 to 5, for example 0,2,5,5,5,10.")
    return tuple(int(each) for each in parts)


def _set_policy(unit: Unit, given: dict[str, tuple[int, ...]], now: datetime) -> None:
    before: Policy = unit.settings.policy
    unit.settings.set_policy(
        replace(
            before,
            standard=given.get("standard", before.standard),
            urgent=given.get("urgent", before.urgent),
        )
    )
    details = {name: ",".join(map(str, days)) for name, days in given.items()}
    unit.record(_fact("LadderTimersChanged", "policy", now, **details))


def _fact(name: str, about: str, now: datetime, **details: str) -> Fact:
    return Fact(name=name, about=about, by="cli", at=now, tier=Tier.T0, details=details)
