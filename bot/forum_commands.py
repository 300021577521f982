"""`mhrmb forums` and `rota`: which forums there are, and how their turns are filled."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, NoReturn

import typer

from board.errors import MESSAGES, BoardError
from board.facts import Fact
from board.forums import SENIOR, ForumRecord, record_of, subgroup
from board.places import Forum, read_forum
from board.rotas import RotaPolicy
from board.tiers import Tier
from bot.clock import machine_now
from bot.settings import Settings
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit

House = Callable[[], AbstractContextManager[tuple[Settings, Database]]]
_ORIGIN = Origin(place="cli", trace="")
_SEATS = (1, 2)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def add_forum_commands(app: typer.Typer, house: House) -> None:
    """Declare the commands on an app, on the house they are given."""

    @app.command()
    def forums(
        subgroup_name: Annotated[
            str, typer.Option("--subgroup", help="Add a weekly subgroup of this name")
        ] = "",
        group: Annotated[
            str, typer.Option("--group", help="Add a task and finish group of this title")
        ] = "",
        since: Annotated[str, typer.Option("--from", help="Day of its first meeting")] = "",
        until: Annotated[str, typer.Option("--until", help="Last day of a group")] = "",
        every: Annotated[int, typer.Option(help="Days between the meetings of a group")] = 14,
        chair: Annotated[str, typer.Option(help="Member id of whoever chairs it")] = "",
        *,
        senior: Annotated[
            bool, typer.Option("--senior", help="Have the senior board begin, quarterly")
        ] = False,
    ) -> None:
        """List the forums; with --subgroup, --group or --senior one meets from a day on."""
        with house() as (_, database):
            if not (subgroup_name or group or senior):
                for each in database.read_now(_listed):
                    typer.echo(each)
                return
            wanted = database.read_now(lambda s: _wanted(s, subgroup_name, group, every))
            last = _day(until, "--until") if until else None
            wanted = replace(wanted, since=_day(since, "--from"), until=last)
            wanted = replace(wanted, chairs=(chair,) if chair else ())
            database.write_now(lambda unit: _add(unit, wanted), origin=_ORIGIN)
            typer.echo(f"Added: {_line(wanted)}")

    @app.command()
    def unbind(
        forum: Annotated[str, typer.Argument(help="For example board, or subgroup A")],
    ) -> None:
        """Take a forum's channel away, where nobody can say 'unbind' in it any more."""
        with house() as (_, database):
            try:
                wanted = read_forum(forum)
            except BoardError as refusal:
                _end(f"{refusal.sentence}.".replace("..", "."))
            if not database.write_now(lambda unit: _unbind(unit, wanted), origin=_ORIGIN):
                _end(f"There is no channel of {wanted.title}.")
            typer.echo(
                f"{wanted.title} has no channel now. Say 'use this channel for' in another one: "
                "what waited goes there."
            )

    @app.command()
    def rota(
        seats: Annotated[int, typer.Option(help="Agencies in focus at one board, 1 or 2")] = 0,
        associates: Annotated[
            bool | None, typer.Option(help="Whether associate agencies take turns too")
        ] = None,
    ) -> None:
        """Show how the focus rota is filled; with an option, change it."""
        with house() as (_, database):
            kept = database.read_now(lambda snapshot: snapshot.settings.rota)
            wanted = _rota(kept, seats, associates)
            if wanted != kept:
                database.write_now(lambda unit: _set_rota(unit, wanted), origin=_ORIGIN)
            with_them = "with" if wanted.with_associates else "without"
            typer.echo(f"{wanted.seats} in focus at each board, {with_them} associate agencies.")


def _listed(snapshot: Snapshot) -> list[str]:
    return [_line(each) for each in snapshot.forums.all()]


def _line(forum: ForumRecord) -> str:
    rhythm = f"every {forum.cadence_days} days" if forum.cadence_days else "by hand"
    if forum.weekday is not None and forum.cadence_days:
        rhythm += f", {_DAYS[forum.weekday]} {forum.starts:%H:%M}"
    ends = f", until {forum.until}" if forum.until else ""
    todo = [each for each in forum.milestones if not each.is_done]
    left = f", {len(todo)} milestones open" if todo else ""
    return f"{forum.code}  {forum.title}, {rhythm}{ends}{left}"


def _wanted(snapshot: Snapshot, name: str, title: str, every: int) -> ForumRecord:
    """A subgroup of that name, a group under the next number, or else the senior board."""
    if name:
        return subgroup(name)
    if not title:
        return snapshot.forums.get(SENIOR.code)
    there = [each.code for each in snapshot.forums.kept()]
    numbers = [int(end) for each in there if (end := each.partition("-")[2]).isdigit()]
    number = max(numbers, default=0) + 1
    return replace(record_of(f"TASK_FINISH-{number:03d}"), title=title, cadence_days=every)


def _add(unit: Unit, forum: ForumRecord) -> None:
    for chair in forum.chairs:
        if unit.people.member(chair) is None:
            _end(f"There is no member {chair}.")
    known = next((each for each in unit.forums.all() if each.code == forum.code), None)
    has_begun = known is not None and known.since is not None
    meets = bool(unit.meetings.of_forum(forum.code))
    if has_begun or meets or (known is not None and forum.code != SENIOR.code):
        _end(MESSAGES["forum_known"] + ".")
    unit.forums.put(forum)
    unit.record(_fact(unit, "ForumAdded", forum.code))


def _unbind(unit: Unit, forum: Forum) -> bool:
    binding = unit.places.binding_of_forum(forum.key)
    if binding is None:
        return False
    unit.places.unbind(binding.channel)
    unit.places.drop_reference(f"channel:{binding.channel}")
    unit.record(_fact(unit, "ChannelUnbound", forum.key, why="out_of_reach"))
    return True


def _rota(kept: RotaPolicy, seats: int, associates: bool | None) -> RotaPolicy:  # noqa: FBT001
    if seats not in {0, *_SEATS}:
        _end("One or two agencies can be in focus at a board: --seats 1 or --seats 2.")
    lets_in = kept.with_associates if associates is None else associates
    return RotaPolicy(seats=seats or kept.seats, with_associates=lets_in)


def _set_rota(unit: Unit, policy: RotaPolicy) -> None:
    unit.settings.set_rota(policy)
    told = {"seats": str(policy.seats), "associates": str(policy.with_associates).lower()}
    unit.record(_fact(unit, "RotaSet", "rota", **told))


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _end(f"Say {option} as a day, for example {option} 2027-01-07.")


def _fact(unit: Unit, name: str, about: str, **details: str) -> Fact:
    now: datetime = machine_now() + unit.settings.clock_offset
    return Fact(name=name, about=about, by="cli", at=now, tier=Tier.T0, details=details)


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)
