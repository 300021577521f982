"""Views of setting a board up: all of it board-safe, with professionals' names and no addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from board.referral_form import Answers, Fault
from board.setting_up import Step
from board.tiers import Tier
from cards.filing_views import CheckLine

Lacks = Mapping[Step, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The first post in a team: what the check found, and how to set the board up.

    `forum` is what this channel is used for.
    """

    lacks: Lacks
    checked: tuple[CheckLine, ...] = ()
    forum: str = ""
    offered: tuple[str, ...] = ()
    """Keys of forums that have no channel yet."""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class TeamRow:
    """Somebody of the team who is not registered yet; `agency` is the likely one."""

    account: str
    name: str
    agency: str = ""
    is_guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """One step of set-up, with what was typed and what is wrong with it; None: all is done.

    `people` are rows from `offset` on of `total`; None where Teams does not tell who is there.
    `agencies`, `police` and `care` are keys and names to choose from.
    """

    lacks: Lacks
    step: Step | None
    note: str = ""
    is_in_channel: bool = False
    forum: str = ""
    offered: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    agencies: tuple[tuple[str, str], ...] = ()
    people: tuple[TeamRow, ...] | None = ()
    offset: int = 0
    total: int = 0
    police: tuple[tuple[str, str], ...] = ()
    care: tuple[tuple[str, str], ...] = ()
    chairs: tuple[str, ...] = ()
    meeting: tuple[str, datetime] | None = None
    first_on: date | None = None
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    tier: Tier = Tier.T0
