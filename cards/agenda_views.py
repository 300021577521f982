"""What the cards of agendas and of subgroups' updates are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from board.agenda import Agenda
from board.agenda_asks import AgendaAsk
from board.referral_form import Answers, Fault
from board.subgroup_update import SubgroupUpdate
from board.tiers import Tier
from cards.meeting_views import MeetingRow

Names = Mapping[str, str]


class AgendaStep(StrEnum):
    """What can be done to an agenda."""

    ADD = "add"
    EDIT = "edit"
    MOVE = "move"
    REMOVE = "remove"
    PAPER = "paper"
    LATE_PAPER = "late_paper"
    PROPOSE = "propose"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaShown:
    """The agenda of a meeting as it stands; a subgroup's, by reference, is T1.

    `asks` wait for an answer; `names` are members' by their keys.
    """

    row: MeetingRow
    agenda: Agenda
    is_issued: bool = False
    asks: tuple[AgendaAsk, ...] = ()
    may_change: bool = False
    may_propose: bool = False
    names: Names = field(default_factory=dict)
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaMenu:
    """What can be changed of an agenda, and of which item."""

    agenda: Agenda
    is_issued: bool = False
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaForm:
    """The boxes of one step on an agenda, with what was typed and what is wrong with it.

    `item` is the key of the item it is about; `documents` are (key, title) of what is filed.
    """

    agenda: Agenda
    step: AgendaStep
    form: str = ""
    item: str = ""
    documents: tuple[tuple[str, str], ...] = ()
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    closes: datetime | None = None
    may_override: bool = False
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskShown:
    """Something asked of an agenda, for whoever answers it or asked it; redrawn as it stands."""

    ask: AgendaAsk
    item: str
    number: int = 0
    may_settle: bool = False
    names: Names = field(default_factory=dict)
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAdded:
    """A late paper that a chair has agreed to, told to the whole forum."""

    ask: AgendaAsk
    item: str
    names: Names = field(default_factory=dict)
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateShown:
    """A subgroup's update for a board: counted by the bot, worded and approved by its chair.

    `lines` are headings and words; `due` is when the pack goes out.
    """

    update: SubgroupUpdate
    title: str
    lines: tuple[tuple[str, str], ...]
    chair: str = ""
    counted: str = ""
    is_mine: bool = False
    is_due: bool = False
    due: datetime | None = None
    names: Names = field(default_factory=dict)
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateForm:
    """The chair's own words, with what was typed and what is wrong with it."""

    update: SubgroupUpdate
    title: str
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    may_override: bool = False
    note: str = ""
    tier: Tier = Tier.T0
