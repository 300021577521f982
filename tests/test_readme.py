"""The README's tables say what the code says."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from board.people import PERMITS, Permission
from board.places import PlaceKind
from bot.handlers.rehearsal import rehearsal_router
from bot.router import ANYWHERE, Command
from bot.settings import listed_settings
from bot.wiring import all_rooms

README = Path(__file__).resolve().parent.parent / "README.md"
APPROVE = "APPROVE_README"
"""Set to 1, the tables are written into the README as they should be."""

PLACES = {
    PlaceKind.PERSONAL: "own chat",
    PlaceKind.CHANNEL: "a channel",
    PlaceKind.GROUP: "a group chat",
}


def commands() -> str:
    """Every command, in the order in which help lists them."""
    router = all_rooms(rehearsal_router(lambda _offset: None))
    rows = [(said(each), where(each), who(each), each.says) for each in router.commands.values()]
    return table(("Say", "Where", "Who", "To"), rows)


def said(command: Command) -> str:
    return f"`{command.words} {command.takes}`" if command.takes else f"`{command.words}`"


def where(command: Command) -> str:
    places = command.route.places
    if places == ANYWHERE:
        return "anywhere"
    return " or ".join(words for place, words in PLACES.items() if place in places)


def who(command: Command) -> str:
    if command.route.needs is None:
        return "anybody"
    permitted = PERMITS[command.route.needs]
    if permitted == PERMITS[Permission.ACTION_VIEW]:
        return "members"
    roles = sorted(str(role) for role in permitted)
    return ", ".join(f"`{role}`" for role in roles)


def settings() -> str:
    """Every setting with its default."""
    rows = [
        (f"`{name}`", f"`{default}`" if default else "", says)
        for name, says, default in listed_settings()
    ]
    return table(("Setting", "Default", "What it is"), rows)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    ruled = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in ruled)


@pytest.mark.parametrize(("name", "expected"), [("commands", commands()), ("settings", settings())])
def test_a_table_of_the_readme_is_what_the_code_declares(name, expected):
    """Nobody keeps two lists in step by hand."""
    text = README.read_text(encoding="utf-8")
    between = re.compile(rf"(<!-- {name}: [^\n]* -->\n)(.*?)(<!-- end of {name} -->)", re.DOTALL)
    if os.environ.get(APPROVE) == "1":
        text = between.sub(lambda found: f"{found[1]}\n{expected}\n{found[3]}", text)
        README.write_text(text, encoding="utf-8")

    [(_, written, _)] = between.findall(text)

    assert written.strip() == expected.strip()
