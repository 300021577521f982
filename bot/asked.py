"""What a route may ask for from outside before its unit begins, and what comes of it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Ask(StrEnum):
    """Things that are outside; the dispatcher awaits them, for two seconds at most."""

    TEAM_ROSTER = "team_roster"


@dataclass(frozen=True, slots=True)
class InTeam:
    """Somebody in one of our teams, as Teams knows them; the mail address is never shown."""

    account: str
    name: str = field(repr=False)
    mail: str = field(repr=False)
    is_guest: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody in our teams, by name."""

    people: tuple[InTeam, ...]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """It did not come in time, or was refused."""
