"""Who may use what: the matrix of every role by every verb and command, made from the code.

A new verb or command is not in the approved matrix and fails here until somebody has looked
at its row. Write it anew with APPROVE_ACCESS=1, and read the difference.
"""

import os
from datetime import timedelta
from pathlib import Path

from board.people import Permission, Person, Role
from bot.handlers.rehearsal import rehearsal_router
from bot.router import Route
from bot.wiring import all_rooms
from tests.board.builders import person

APPROVED = Path(__file__).parent / "access_matrix.md"
STRANGER = Person(id="nobody", name="Somebody unknown")


def _moved(_offset: timedelta) -> None:
    """A rehearsal's clock that nobody moves here."""


def everything() -> dict[str, Route]:
    """Every verb and every command by its name."""
    router = all_rooms(rehearsal_router(_moved))
    verbs = {f"button {name}": route for name, route in router.routes.items()}
    return verbs | {f"words {each.words}": each.route for each in router.commands.values()}


def may(route: Route, someone: Person) -> bool:
    """What the dispatcher asks before anything else."""
    return route.needs is None or someone.may(route.needs)


def matrix() -> str:
    """One row for each thing, one column for each role, and one for somebody unknown."""
    people = [("unknown", STRANGER)] + [(str(role), person(str(role), role)) for role in Role]
    lines = [
        "# Who may use what",
        "",
        "Made from the code (APPROVE_ACCESS=1). *yes* means that the role may ask; whether this",
        "very record is theirs to see or change is decided beside it, in `board.disclosure` and",
        "the rules, and refused in the same words (V31).",
        "",
        "| what | where | " + " | ".join(name for name, _ in people) + " |",
        "|---|---|" + "---|" * len(people),
    ]
    for name, route in sorted(everything().items()):
        where = ", ".join(sorted(str(place) for place in route.places))
        cells = ["yes" if may(route, someone) else "-" for _, someone in people]
        lines.append(f"| {name} | {where} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_matrix_of_access_is_the_one_that_was_approved() -> None:
    """No verb, command or view without a row; no cell that changed unseen."""
    if os.environ.get("APPROVE_ACCESS"):
        APPROVED.write_text(matrix(), encoding="utf-8")

    assert matrix() == APPROVED.read_text(encoding="utf-8")


def test_the_mental_health_teams_work_is_for_the_team_alone() -> None:
    """Everyone else, administrators included, gets V31."""
    others = [
        person(str(role), role)
        for role in Role
        if role not in {Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR}
    ]
    of_the_team = [
        route
        for name, route in everything().items()
        if name.startswith(("button triage.", "button duty.", "words triage"))
        and route.needs is not Permission.REFERRAL_CHECK
    ]

    assert of_the_team
    assert not any(may(route, each) for route in of_the_team for each in [STRANGER, *others])
