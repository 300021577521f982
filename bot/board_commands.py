"""`mhrmb clocks`, `forum`, `holidays`, `agency-add`, `member`: the settings of the board."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Annotated, NoReturn, TypeVar

import typer

from board.action_form import read_day
from board.actions import today_of
from board.calendar import DayChanges
from board.clocks import Clocks
from board.configuring import NAME_LONGEST, demand_length, read_agency, read_clocks, read_rhythm
from board.errors import BoardError, message
from board.facts import Fact
from board.forums import (
    BOARD,
    chairs_in_office,
    check_joined_chairs,
    in_rhythm,
    rhythm_of,
)
from board.people import GRANT_REVIEW, Agency, AgencyType, Grant, IsaStatus, Member, Role
from board.tiers import Tier
from bot.clock import machine_now
from bot.settings import Settings
from cards.people_words import short_of
from storage.database import Database
from storage.unit import Origin, Unit

House = Callable[[], AbstractContextManager[tuple[Settings, Database]]]
_ORIGIN = Origin(place="cli", trace="")
_T = TypeVar("_T")


def add_board_commands(app: typer.Typer, house: House) -> None:
    """Declare the commands on an app, on the house they are given."""
    _add_cycle_commands(app, house)
    _add_register_commands(app, house)


def _add_cycle_commands(app: typer.Typer, house: House) -> None:
    @app.command()
    def clocks(
        change: Annotated[
            list[str] | None, typer.Option("--set", help="For example pack=5 or told_at=09:00")
        ] = None,
    ) -> None:
        """Show or change when everything around a meeting is due; may be repeated."""
        with house() as (_, database):
            if given := _pairs(change or [], {each.name for each in fields(Clocks)}):
                _write(database, lambda unit, now: _set_clocks(unit, given, now))
            kept = database.read_now(lambda snapshot: snapshot.settings.clocks)
            for each in fields(Clocks):
                typer.echo(f"{each.name}: {_in_words(getattr(kept, each.name))}")

    @app.command()
    def forum(
        every: Annotated[str, typer.Option(help="Days from one board to the next")] = "",
        starts: Annotated[str, typer.Option(help="London time, for example 10:00")] = "",
        minutes: Annotated[str, typer.Option(help="How long it lasts")] = "",
    ) -> None:
        """Show or change how the board meets; boards already planned keep their days."""
        with house() as (_, database):
            if every or starts or minutes:
                _write(database, lambda unit, now: _set_rhythm(unit, every, starts, minutes, now))
            kept = rhythm_of(database.read_now(lambda snapshot: snapshot.forums.get(BOARD.code)))
            said = f"every {kept.cadence_days} days at {kept.starts:%H:%M} for {kept.minutes} min"
            typer.echo(f"The board meets {said}.")

    @app.command()
    def holidays(
        add: Annotated[list[str] | None, typer.Option(help="A day off, 2026-12-24")] = None,
        remove: Annotated[
            list[str] | None, typer.Option(help="A bank holiday that is a working day")
        ] = None,
        usual: Annotated[list[str] | None, typer.Option(help="A day as it usually is")] = None,
    ) -> None:
        """Show or change the days that differ from the bank holidays; may be repeated."""
        with house() as (_, database):
            changes = (_days(add), _days(remove), _days(usual))
            if any(changes):
                _write(database, lambda unit, now: _set_days(unit, changes, now))
            kept = database.read_now(lambda snapshot: snapshot.settings.day_changes)
            for title, listed in (("days off", kept.added), ("working days", kept.removed)):
                typer.echo(f"{title}: {', '.join(map(str, listed)) or 'none'}")


def _add_register_commands(app: typer.Typer, house: House) -> None:
    @app.command(name="agency-add")
    def agency_add(
        name: Annotated[str, typer.Argument(help="For example 'Coastshire Police (Police)'")],
        kind: AgencyType,
        *,
        core: Annotated[bool, typer.Option(help="Counts for the quorum")] = True,
        isa: Annotated[IsaStatus, typer.Option(help="The agreement")] = IsaStatus.NOT_SENT,
    ) -> None:
        """Add an agency."""
        with house() as (_, database):
            agency = _write(
                database, lambda unit, now: _add_agency(unit, name, kind, core, isa, now)
            )
            typer.echo(f"{agency.key}  {agency.name} ({agency.short_name})")

    @app.command()
    def member(
        name: Annotated[str, typer.Argument(help="Full name, or the id of a member to change")],
        agency: Annotated[str, typer.Option(help="Agency id")] = "",
        job: Annotated[str, typer.Option(help="Job title")] = "",
        account: Annotated[str, typer.Option(help="Object id in the directory")] = "",
        role: Annotated[Role | None, typer.Option(help="A role for six months")] = None,
        *,
        active: Annotated[
            bool | None, typer.Option("--active/--ended", help="Whether they take part")
        ] = None,
    ) -> None:
        """Add a member, or change one."""
        with house() as (_, database):
            given = {"agency": agency, "job": job, "account": account.lower()}
            changes = {key: text for key, text in given.items() if text}
            kept = _write(
                database, lambda unit, now: _put_member(unit, name, changes, role, active, now)
            )
            typer.echo(f"{kept.key}  {kept.name}, {kept.agency}")


def demand_pair(unit: Unit, role: Role, now: datetime) -> None:
    """Refuse a third co-chair, or two of one kind, once the role is given. Raises BoardError."""
    if role is Role.CO_CHAIR:
        agencies = {each.key: each for each in unit.people.agencies()}
        check_joined_chairs(chairs_in_office(unit.people.members(), agencies, now))


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except BoardError as refusal:
        _end(refusal.sentence)


def _write(database: Database, work: Callable[[Unit, datetime], _T]) -> _T:
    now = machine_now() + database.read_now(lambda snapshot: snapshot.settings.clock_offset)
    with _refusals():
        return database.write_now(lambda unit: work(unit, now), origin=_ORIGIN)


def _pairs(given: list[str], known: set[str]) -> dict[str, str]:
    pairs = dict(each.partition("=")[::2] for each in given)
    if unknown := sorted(set(pairs) - known):
        _end(f"There is no clock {unknown[0]}. Say 'mhrmb clocks' to see them.")
    return pairs


def _set_clocks(unit: Unit, given: dict[str, str], now: datetime) -> None:
    clocks, faults = read_clocks(given, unit.settings.clocks)
    for name, code in faults.items():
        _end(f"{name}: {message(code)}")
    unit.settings.set_clocks(clocks)
    unit.record(_fact("ClocksChanged", "clocks", now))


def _set_rhythm(unit: Unit, every: str, starts: str, minutes: str, now: datetime) -> None:
    forum = unit.forums.get(BOARD.code)
    unit.forums.put(in_rhythm(forum, read_rhythm(every, starts, minutes, rhythm_of(forum))))
    unit.record(_fact("ForumChanged", "forums", now))


def _set_days(unit: Unit, days: tuple[set[date], set[date], set[date]], now: datetime) -> None:
    added, removed, usual = days
    before = unit.settings.day_changes
    unit.settings.set_day_changes(
        DayChanges(
            added=tuple(sorted({*before.added, *added} - removed - usual)),
            removed=tuple(sorted({*before.removed, *removed} - added - usual)),
        )
    )
    unit.record(_fact("HolidaysChanged", "days", now))


def _days(given: list[str] | None) -> set[date]:
    days = {read_day(each) for each in given or ()}
    known = {each for each in days if each is not None}
    if len(known) != len(days):
        _end(message("days_unreadable"))
    return known


def _add_agency(
    unit: Unit,
    text: str,
    kind: AgencyType,
    core: bool,  # noqa: FBT001
    isa: IsaStatus,
    now: datetime,
) -> Agency:
    named = read_agency(text, short_of(kind))
    if any(each.name.casefold() == named.name.casefold() for each in unit.people.agencies()):
        raise BoardError("agency_twice")
    agency = unit.people.add_agency(
        Agency(
            key="",
            name=named.name,
            short_name=named.short_name,
            type=kind,
            core=core,
            focus_eligible=core,
            isa_status=isa,
            joined_on=today_of(now),
        )
    )
    unit.record(_fact("AgencyAdded", agency.key, now, type=str(kind)))
    return agency


def _put_member(
    unit: Unit,
    name: str,
    changes: dict[str, str],
    role: Role | None,
    active: bool | None,  # noqa: FBT001
    now: datetime,
) -> Member:
    before = unit.people.member(name)
    place = changes.get("agency", before.agency if before else "")
    if unit.people.agency(place) is None:
        _end(f"There is no agency {place}." if place else "Say --agency, for example AG-01.")
    demand_length(name, NAME_LONGEST)
    taken = unit.people.person(changes.get("account", "-"), name="", now=now).member
    if taken is not None and taken != before:
        _end(f"This account belongs to {taken.key} already.")
    changed = replace(before or Member(key="", name=name, agency=place, job=""), **changes)  # type: ignore[arg-type]
    changed = changed if active is None else replace(changed, active=active)
    if before is None:
        changed = unit.people.add_member(changed)
    else:
        unit.people.put_member(changed)
    unit.record(_fact("MemberChanged" if before else "MemberAdded", changed.key, now))
    if active and changed.account and unit.settings.note_back(changed.account):
        unit.outbox.release(f"person:{changed.account}")
        unit.record(_fact("MemberCameBack", changed.key, now))
    if role is not None:
        unit.people.grant(changed.key, Grant(role, now, now + GRANT_REVIEW))
        demand_pair(unit, role, now)
        unit.record(_fact("RoleGranted", changed.key, now, role=str(role)))
    return changed


def _in_words(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _fact(name: str, about: str, now: datetime, **details: str) -> Fact:
    return Fact(name=name, about=about, by="cli", at=now, tier=Tier.T0, details=details)
