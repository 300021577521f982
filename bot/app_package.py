"""What this program puts into its app package: its version, and the commands that Teams offers."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Final

from board.places import PlaceKind
from bot.router import Command
from bot.wiring import all_rooms
from manifest.build import App, Entry
from manifest.rules import HELP, MOST_COMMANDS

MOST_USED: Final = (
    "refer",
    "my actions",
    "my referrals",
    "triage",
    "actions",
    "next meeting",
    "agenda",
    "action",
    "new action",
    "escalations",
    "on duty",
)
"""What is offered first while somebody writes to the bot; what has no room is found by help."""
SCOPES: Final = {"personal": PlaceKind.PERSONAL, "team": PlaceKind.CHANNEL}


def app_of(app_id: str, host: str) -> App:
    """Give this program as an app of Teams. What rehearsal adds is no part of it."""
    declared = all_rooms().commands.values()
    return App(
        app_id=app_id,
        host=host,
        version=version("mhrmb"),
        commands={scope: offered_in(place, declared) for scope, place in SCOPES.items()},
    )


def offered_in(place: PlaceKind, declared: Iterable[Command]) -> tuple[Entry, ...]:
    """Give the commands that Teams offers in a place: the most used first, help at the end."""
    there = {each.words: each for each in declared if place in each.route.places}
    others = [words for words in there if words not in MOST_USED]
    first = [words for words in (*MOST_USED, *others) if words in there and words != HELP]
    return tuple(_entry(there[words]) for words in (*first[: MOST_COMMANDS - 1], HELP))


def _entry(command: Command) -> Entry:
    """What has to follow is said too; what may follow is not."""
    asks = command.takes and not command.takes.startswith("(")
    how = f" ({command.words} {command.takes})" if asks else ""
    return Entry(title=command.words, description=command.says + how)
