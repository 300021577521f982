"""Views of the settings: all of it board-safe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from board.referral_form import Answers, Fault
from board.tiers import Tier

Kind = Literal["agency", "member", "ladder", "clocks", "forums", "days"]
Choices = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsShown:
    """What can be set, with how many there are of each thing."""

    agencies: int
    members: int
    reviews: int
    """Roles that end within a month."""
    days_off: int
    is_set_up: bool = True
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class SettingsRow:
    """An agency or a member of the list, and what is to be known of it."""

    key: str
    name: str
    about: str
    needs_care: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsList:
    """A page of agencies or members."""

    of: Literal["agencies", "members"]
    rows: tuple[SettingsRow, ...]
    page: int
    pages: int
    total: int
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsForm:
    """The form of one thing as it stands, with what was typed and what is wrong with it."""

    kind: Kind
    ref: str = ""
    version: int = 0
    name: str = ""
    about: tuple[str, ...] = ()
    choices: Choices = field(default_factory=dict)
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0
