"""Where something is said: private chats, and channels bound to a forum."""

import re
from dataclasses import dataclass
from enum import StrEnum

from board.errors import BoardError, Forbidden
from board.people import Permission, Person
from board.tiers import Tier


class PlaceKind(StrEnum):
    """Kinds of conversation."""

    PERSONAL = "personal"
    CHANNEL = "channel"
    GROUP = "group"


class ForumKind(StrEnum):
    """Kinds of forum a channel can belong to."""

    BOARD = "board"
    SUBGROUP = "subgroup"
    MENTAL_HEALTH_TEAM = "mental_health_team"
    SENIOR = "senior_board"


CEILINGS = {
    ForumKind.BOARD: Tier.T0,
    ForumKind.SENIOR: Tier.T0,
    ForumKind.SUBGROUP: Tier.T1,
    ForumKind.MENTAL_HEALTH_TEAM: Tier.T1,
}
MH_TEAM = "mental_health_team"
"""Key of the forum that receives every referral."""
_NAMES = {
    ForumKind.BOARD: "the board",
    ForumKind.MENTAL_HEALTH_TEAM: "the Mental Health Team",
    ForumKind.SENIOR: "the senior board",
}


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum: its kind, and a name where there can be several of the kind."""

    kind: ForumKind
    name: str = ""

    @property
    def key(self) -> str:
        """Stable key, for example `board` or `subgroup:a`."""
        return f"{self.kind}:{self.name.casefold()}" if self.name else str(self.kind)

    @property
    def title(self) -> str:
        """How people call it in a sentence."""
        return f"subgroup {self.name}" if self.name else _NAMES[self.kind]

    @property
    def ceiling(self) -> Tier:
        """The highest tier that may stand in this forum's channel."""
        return CEILINGS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A conversation; `key` is opaque, `team` and `channel` are Teams' ids."""

    kind: PlaceKind
    key: str
    team: str | None = None
    channel: str | None = None
    forum: Forum | None = None

    @property
    def is_private(self) -> bool:
        """Whether exactly one person and the bot are in it."""
        return self.kind is PlaceKind.PERSONAL

    @property
    def posting_ceiling(self) -> Tier:
        """The highest tier that may be posted or edited here, where it stays."""
        if self.is_private:
            return Tier.T1
        return self.forum.ceiling if self.forum else Tier.T0

    @property
    def audit_name(self) -> str:
        """What the audit calls this place: its kind, and the forum of a channel."""
        return f"{self.kind}:{self.forum.key}" if self.forum else str(self.kind)


@dataclass(frozen=True, slots=True)
class Binding:
    """A channel that belongs to a forum."""

    forum: Forum
    channel: str
    team: str


_SUBGROUP = re.compile(r"subgroup\s+(?P<name>[\w][\w -]{0,39})", re.IGNORECASE)
_WORDS = {
    "board": ForumKind.BOARD,
    "the board": ForumKind.BOARD,
    "mental health team": ForumKind.MENTAL_HEALTH_TEAM,
    "the mental health team": ForumKind.MENTAL_HEALTH_TEAM,
    "senior board": ForumKind.SENIOR,
    "the senior board": ForumKind.SENIOR,
}


def read_forum(words: str) -> Forum:
    """The forum somebody named. Raises BoardError when there is none of that name."""
    cleaned = " ".join(words.split())
    if kind := _WORDS.get(cleaned.casefold()):
        return Forum(kind)
    if found := _SUBGROUP.fullmatch(cleaned):
        return Forum(ForumKind.SUBGROUP, found["name"].strip().upper())
    raise BoardError("forum_unknown")


def bind(
    place: Place, forum: Forum, bound: tuple[Binding, ...], *, by: Person, rehearsal: bool
) -> Binding:
    """Give a channel to a forum. Raises BoardError where the rules forbid it.

    `bound` is every binding there is. Being in a team opens all its standard channels, so a
    forum above T0 never shares a team with another forum, except in rehearsal.
    """
    if place.channel is None or place.team is None:
        raise BoardError("channel_only")
    demand_binder(forum, by)
    for other in bound:
        if other.channel == place.channel and other.forum != forum:
            raise BoardError("channel_bound", forum=other.forum.title)
        if other.forum == forum and other.channel != place.channel:
            raise BoardError("forum_bound", forum=_sentence_start(forum.title))
        in_same_team = other.team == place.team and other.forum != forum
        closely_held = max(other.forum.ceiling, forum.ceiling) > Tier.T0
        if in_same_team and closely_held and not rehearsal:
            closer = forum if forum.ceiling > Tier.T0 else other.forum
            raise BoardError("team_shared", forum=closer.title)
    return Binding(forum, place.channel, place.team)


def demand_binder(forum: Forum, by: Person) -> None:
    """Raise Forbidden unless this person may bind and unbind the forum's channel."""
    needed = (
        Permission.CHANNEL_BIND_ABOVE_T0 if forum.ceiling > Tier.T0 else Permission.CHANNEL_BIND
    )
    if not by.may(needed):
        raise Forbidden


def _sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]
