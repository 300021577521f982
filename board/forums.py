"""The forums of the partnership: when each meets, who chairs it, and when it may decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from board.errors import BoardError
from board.people import Agency, AgencyType, Member, Permission, Person, Role
from board.places import MH_TEAM, Forum, ForumKind, Place
from board.tiers import Tier

WEDNESDAY, THURSDAY = 2, 3
CO_CHAIRS = 2
HEALTH = frozenset(
    {
        AgencyType.MENTAL_HEALTH_TRUST,
        AgencyType.ACUTE_TRUST,
        AgencyType.AMBULANCE,
        AgencyType.INTEGRATED_CARE_BOARD,
    }
)
SOCIAL_CARE = frozenset({AgencyType.ADULT_SOCIAL_CARE, AgencyType.CHILDREN_SOCIAL_CARE})
NO_HEALTH_CO_CHAIR = "no_health_co_chair"
"""Warning: a co-chair from health is sought, and social care is accepted. Source: row 20."""
RUNNERS = frozenset({Role.FACILITATOR, Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR})
"""Roles that arrange and facilitate meetings of every forum. Source: row 5."""


class ForumType(StrEnum):
    """Kinds of forum. Source: domain 2.3."""

    BOARD = "board"
    SUBGROUP = "subgroup"
    SENIOR = "senior"
    TASK_FINISH = "task_finish"
    BILATERAL = "bilateral"


class Attended(StrEnum):
    """How an agency was at a meeting."""

    PRESENT = "present"
    DEPUTY_PRESENT = "deputy_present"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    PART = "part"


IN_THE_ROOM = frozenset({Attended.PRESENT, Attended.DEPUTY_PRESENT})
"""Who was there for a part only does not make a quorum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumRule:
    """Who has to be there before a forum may decide."""

    needs_chair: bool = True
    types: frozenset[AgencyType] = frozenset()
    further: int = 0
    half_of_core: bool = False


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a meeting may decide; `lacking` are agency types, `chair`, `further`, `core`."""

    is_met: bool
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a task and finish group is to have done by a day."""

    text: str
    due: date
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a forum meets, when it starts, and for how many minutes; a setting."""

    cadence_days: int = 42
    starts: time = time(10)
    minutes: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumRecord:
    """A forum; `code` is what its meetings carry (`BOARD`, `SUBGROUP-A`). Board-safe.

    `cadence_days`, `weekday` and `starts` are None where each meeting is set by hand. `prefix`
    and `suffix` make references; the suffix keeps two subgroups of one day apart.
    """

    code: str
    type: ForumType
    title: str
    quorum: QuorumRule
    ceiling: Tier
    prefix: str
    suffix: str = ""
    cadence_days: int | None = None
    weekday: int | None = None
    starts: time = time(10)
    length: timedelta = timedelta(hours=2)
    chairs: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    purpose: str = ""
    since: date | None = None
    until: date | None = None
    """The last day on which it meets: a task and finish group ends."""
    milestones: tuple[Milestone, ...] = ()

    @property
    def channel(self) -> str:
        """Where it is spoken to: `forum:` and the key of a channel's forum."""
        if self.type is ForumType.SUBGROUP:
            name = self.code.partition("-")[2]
            return f"forum:{Forum(ForumKind.SUBGROUP, name).key}"
        return _CHANNELS[self.type]

    def ref(self, day: date) -> str:
        """The reference of a meeting on a day; the board numbers its own."""
        return f"{self.prefix}-{day:%Y%m%d}{self.suffix}"


_CHANNELS = MappingProxyType(
    {
        ForumType.BOARD: f"forum:{ForumKind.BOARD}",
        ForumType.SENIOR: f"forum:{ForumKind.SENIOR}",
        ForumType.TASK_FINISH: f"forum:{ForumKind.BOARD}",
        ForumType.BILATERAL: f"forum:{MH_TEAM}",
    }
)
_CODES = MappingProxyType({ForumKind.BOARD: "BOARD", ForumKind.SENIOR: "SENIOR"})
_POLICE_AND_TRUST = frozenset({AgencyType.POLICE, AgencyType.MENTAL_HEALTH_TRUST})
BOARD = ForumRecord(
    code="BOARD",
    type=ForumType.BOARD,
    title="Mental Health Risk Management Board",
    quorum=QuorumRule(types=_POLICE_AND_TRUST | {AgencyType.ADULT_SOCIAL_CARE}, half_of_core=True),
    ceiling=Tier.T0,
    prefix="BRD",
    cadence_days=42,
    weekday=WEDNESDAY,
    purpose=(
        "Agencies agree what to do about risk of homicide and serious violence where there are "
        "signs of mental ill health"
    ),
    since=date(2022, 10, 1),
)
"""Source: domain 2.3, 5.1; rows 1 and 3."""
SENIOR = ForumRecord(
    code="SENIOR",
    type=ForumType.SENIOR,
    title="Senior Partnership Mental Health Board",
    quorum=QuorumRule(types=_POLICE_AND_TRUST),
    ceiling=Tier.T0,
    prefix="SEN",
    cadence_days=91,
    weekday=THURSDAY,
    purpose="Chief officers settle what the board could not, system pressures and new ideas",
)
"""Source: domain 2.3, 5.1; row 22."""
_SUBGROUP = ForumRecord(
    code="SUBGROUP",
    type=ForumType.SUBGROUP,
    title="Subgroup",
    quorum=QuorumRule(types=_POLICE_AND_TRUST, further=1),
    ceiling=Tier.T1,
    prefix="SUB",
    cadence_days=7,
    weekday=THURSDAY,
    starts=time(14),
    purpose="Agencies agree plans for people of concern who are not managed under MAPPA",
)
TASK_FINISH = ForumRecord(
    code="TASK_FINISH",
    type=ForumType.TASK_FINISH,
    title="Task and finish group",
    quorum=QuorumRule(),
    ceiling=Tier.T0,
    prefix="TFG",
    length=timedelta(hours=1),
)
BILATERAL = ForumRecord(
    code="BILATERAL",
    type=ForumType.BILATERAL,
    title="Police and trust bilateral",
    quorum=QuorumRule(needs_chair=False, types=_POLICE_AND_TRUST),
    ceiling=Tier.T0,
    prefix="BIL",
    length=timedelta(hours=1),
)


def subgroup(name: str) -> ForumRecord:
    """A subgroup by its name ('A'); the first has the plain references."""
    mark = name.strip().upper()
    suffix = "" if mark == "A" else f"-{mark}"
    return replace(_SUBGROUP, code=f"SUBGROUP-{mark}", title=f"Subgroup {mark}", suffix=suffix)


def record_of(code: str) -> ForumRecord:
    """The usual record of a forum by the code its meetings carry.

    `BOARD`, `SENIOR`, `SUBGROUP-A`, `TASK_FINISH...` or `BILATERAL...`; a plain `SUBGROUP` is the
    first one. Raises BoardError for any other.
    """
    kind, _, name = code.upper().partition("-")
    if kind == "SUBGROUP":
        return subgroup(name or "A")
    known = {"BOARD": BOARD, "SENIOR": SENIOR, "TASK_FINISH": TASK_FINISH, "BILATERAL": BILATERAL}
    if kind not in known:
        raise BoardError("forum_unknown")
    suffix = f"-{name}" if kind == "TASK_FINISH" and name else ""
    return replace(known[kind], code=code.upper(), suffix=suffix)


def code_of(forum: Forum) -> str:
    """The code that the meetings of a channel's forum carry; "" where it has none."""
    return f"SUBGROUP-{forum.name.upper()}" if forum.name else _CODES.get(forum.kind, "")


def may_see(record: ForumRecord, by: Person) -> bool:
    """Whether somebody may know when a forum meets and how that meeting stands.

    A subgroup is for its own people, and where no members are named for those of any subgroup
    and whoever chairs it.
    """
    if may_run(by) or Role.CO_CHAIR in by.roles:
        return True
    if record.type is ForumType.SENIOR:
        return Role.SENIOR_BOARD in by.roles
    if record.type is not ForumType.SUBGROUP:
        return by.may(Permission.MEETING_VIEW)
    if by.member is not None and by.member.key in {*record.chairs, *record.members}:
        return True
    return not record.members and bool(by.roles & {Role.SUBGROUP_CHAIR, Role.SUBGROUP_MEMBER})


def is_kept_from(record: ForumRecord, place: Place) -> bool:
    """Whether people read along in a channel for whom what this forum speaks of is not meant.

    What is above T0 stands in the channel of its own forum and in no other.
    """
    if place.is_private or record.ceiling == Tier.T0:
        return False
    return place.forum is None or f"forum:{place.forum.key}" != record.channel


def rhythm_of(forum: ForumRecord) -> Rhythm:
    """How often the forum meets, when and for how long."""
    usual = Rhythm()
    return Rhythm(
        cadence_days=forum.cadence_days or usual.cadence_days,
        starts=forum.starts,
        minutes=forum.length // timedelta(minutes=1),
    )


def in_rhythm(forum: ForumRecord, rhythm: Rhythm) -> ForumRecord:
    """The forum as it meets here."""
    length = timedelta(minutes=rhythm.minutes)
    return replace(forum, cadence_days=rhythm.cadence_days, starts=rhythm.starts, length=length)


def check_co_chairs(chosen: Sequence[tuple[Member, Agency]]) -> tuple[str, ...]:
    """The warnings of a pair of co-chairs, each with the agency. Raises BoardError.

    Exactly two who are active, of different agencies, one of the police and one of health or
    social care. Source: rows 4 and 20.
    """
    active = {member.key for member, agency in chosen if member.active and agency.active}
    if len(chosen) != CO_CHAIRS or len(active) != CO_CHAIRS:
        raise BoardError("co_chairs_two")
    first, second = (agency for _, agency in chosen)
    if first.key == second.key:
        raise BoardError("co_chairs_agency")
    kinds = {first.type, second.type}
    if AgencyType.POLICE not in kinds or not kinds & (HEALTH | SOCIAL_CARE):
        raise BoardError("co_chairs_mix")
    return () if kinds & HEALTH else (NO_HEALTH_CO_CHAIR,)


def check_joined_chairs(chairs: Sequence[tuple[Member, Agency]]) -> None:
    """The chairs after one more was given the role: one alone is half a pair. Raises BoardError."""
    if len(chairs) >= CO_CHAIRS:
        check_co_chairs(chairs)


def chairs_in_office(
    members: Iterable[Member], agencies: Mapping[str, Agency], now: datetime
) -> tuple[tuple[Member, Agency], ...]:
    """Everybody who holds the role of co-chair now, with the agency, by key."""
    holders = (
        each
        for each in members
        if each.active
        and each.agency in agencies
        and any(grant.role is Role.CO_CHAIR and grant.holds(now) for grant in each.grants)
    )
    return tuple((each, agencies[each.agency]) for each in sorted(holders, key=lambda m: m.key))


def quorum_of(
    rule: QuorumRule,
    attendance: Mapping[str, str],
    agencies: Mapping[str, Agency],
    *,
    is_chaired: bool,
) -> Quorum:
    """Whether the agencies that are there may decide, by their types; deputies count.

    `is_chaired`: a chair is there, at the board a co-chair or the appointed lead.
    """
    present = (agencies.get(key) for key, how in attendance.items() if how in IN_THE_ROOM)
    there = [each for each in present if each is not None and each.active]
    kinds = {each.type for each in there}
    lacking = ["chair"] if rule.needs_chair and not is_chaired else []
    lacking += sorted(rule.types - kinds)
    if len(there) - len(rule.types & kinds) < rule.further:
        lacking.append("further")
    core = sum(each.core and each.active for each in agencies.values())
    if rule.half_of_core and 2 * sum(each.core for each in there) < core:
        lacking.append("core")
    return Quorum(not lacking, tuple(lacking))


def demand_quorum(quorum: Quorum) -> None:
    """Refuse a decision where there is no quorum (V28); owners may still act for safety."""
    if not quorum.is_met:
        raise BoardError("V28")


def may_run(by: Person) -> bool:
    """Whether this person arranges and facilitates meetings."""
    return bool(by.roles & RUNNERS)
