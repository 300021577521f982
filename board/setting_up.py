"""Setting a board up: what is still missing, worked out from what there is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from board.calendar import LONDON, Calendar
from board.cycle import at_time, planned
from board.errors import BoardError
from board.forums import BOARD, HEALTH, SOCIAL_CARE, WEDNESDAY, ForumRecord, check_co_chairs
from board.meetings import Meeting
from board.people import Agency, AgencyType, Member, Role
from board.places import MH_TEAM, ForumKind

CHAIRING = HEALTH | SOCIAL_CARE
"""Kinds of agency that the co-chair beside the police comes from. Source: rows 4 and 20."""
USUAL_TYPES = (
    AgencyType.POLICE,
    AgencyType.MENTAL_HEALTH_TRUST,
    AgencyType.ADULT_SOCIAL_CARE,
    AgencyType.CHILDREN_SOCIAL_CARE,
    AgencyType.INTEGRATED_CARE_BOARD,
    AgencyType.ACUTE_TRUST,
    AgencyType.AMBULANCE,
    AgencyType.FIRE_RESCUE,
    AgencyType.PROBATION,
    AgencyType.BRITISH_TRANSPORT_POLICE,
    AgencyType.DISTRICT_HOUSING,
    AgencyType.VOLUNTARY_SECTOR,
)
"""Whose buy-in a board seeks. Source: row 6."""
_TEAM = frozenset({Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR})
_AHEAD = timedelta(days=28)
"""So that all clocks of the first board can run, the focus agency's included."""
_SHORTEST_WORD = 4


class Step(StrEnum):
    """What is set up, in the order in which it is asked."""

    CHANNELS = "channels"
    AGENCIES = "agencies"
    PEOPLE = "people"
    BOARD = "board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What there is already: forums with a channel, the register, and the next board."""

    forums: Collection[str]
    agencies: Mapping[str, Agency]
    members: Collection[Member]
    chairs: tuple[tuple[Member, Agency], ...]
    has_meeting: bool
    now: datetime


def lacking(found: Found) -> Mapping[Step, tuple[str, ...]]:
    """What each step still lacks, as codes; a step that lacks nothing is done."""
    kinds = {each.type for each in found.agencies.values() if each.active}
    theirs = {_kind(each, found) for each in found.members if each.active}
    is_chaired = are_co_chairs(found.chairs)
    wanted = {
        Step.CHANNELS: (
            ("board_channel", str(ForumKind.BOARD) in found.forums),
            ("team_channel", MH_TEAM in found.forums),
        ),
        Step.AGENCIES: (
            ("police", AgencyType.POLICE in kinds),
            ("care", bool(kinds & CHAIRING)),
        ),
        Step.PEOPLE: (
            ("police_member", is_chaired or AgencyType.POLICE in theirs),
            ("care_member", is_chaired or bool(theirs & CHAIRING)),
            ("team_member", any(_is_in_team(each, found.now) for each in found.members)),
        ),
        Step.BOARD: (("co_chairs", is_chaired), ("meeting", found.has_meeting)),
    }
    return {
        step: tuple(code for code, is_there in parts if not is_there)
        for step, parts in wanted.items()
    }


def next_step(lacks: Mapping[Step, tuple[str, ...]]) -> Step | None:
    """Where to go on; None where nothing is missing.

    The Mental Health Team's channel is in a team of its own: nothing else waits for it.
    """
    first = [step for step in Step if lacks[step] and lacks[step] != ("team_channel",)]
    return first[0] if first else next((step for step in Step if lacks[step]), None)


def are_co_chairs(chairs: tuple[tuple[Member, Agency], ...]) -> bool:
    """Whether these may be the two co-chairs."""
    try:
        check_co_chairs(chairs)
    except BoardError:
        return False
    return True


def first_day(now: datetime, calendar: Calendar) -> date:
    """The day that is offered for the first board: a Wednesday four weeks ahead or more."""
    day = now.astimezone(LONDON).date() + _AHEAD
    day += timedelta(days=(WEDNESDAY - day.weekday()) % 7)
    while not calendar.is_working_day(day):
        day += timedelta(days=7)
    return day


def first_board(
    at: datetime,
    now: datetime,
    calendar: Calendar,
    forum: ForumRecord = BOARD,
    taken: Collection[str] = (),
) -> Meeting:
    """The first board, from which the cycle goes on by itself. Raises BoardError.

    `taken` are the references of boards there were.
    """
    meant = planned(forum, at.astimezone(LONDON).date(), taken, calendar)
    return at_time(meant, at, now, calendar)


def home_agency(mail: str, agencies: Iterable[Agency], known: Mapping[str, str]) -> str:
    """The agency that somebody's mail address speaks for, "" where that is not clear.

    A guest's own address stands in the one of the host: `name_trust.example#EXT#@host`. `known`
    are the domains that were given to an agency; else the words of its name tell.
    """
    domain = domain_of(mail)
    if not domain:
        return ""
    if domain in known:
        return known[domain]
    scores = {each.key: _likeness(domain, each) for each in agencies if each.active}
    best = max(scores.values(), default=0)
    likely = [key for key, score in scores.items() if score == best]
    return likely[0] if best and len(likely) == 1 else ""


def domain_of(mail: str) -> str:
    """The domain somebody comes from, by their address or user name in the host's tenant."""
    own, is_guest, _ = mail.casefold().partition("#ext#")
    return own.rpartition("_" if is_guest and "@" not in own else "@")[2].strip()


def _likeness(domain: str, agency: Agency) -> int:
    words = {each.casefold() for each in agency.name.replace("-", " ").split()}
    return sum(len(each) for each in words if len(each) >= _SHORTEST_WORD and each in domain)


def _kind(member: Member, found: Found) -> AgencyType | None:
    agency = found.agencies.get(member.agency)
    return agency.type if agency is not None and agency.active else None


def _is_in_team(member: Member, now: datetime) -> bool:
    return member.active and any(each.role in _TEAM and each.holds(now) for each in member.grants)
