"""The sample board as it stood on 20 November 2026, everybody within reach."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from board.action_steps import Wanted, create
from board.actions import Action, Priority
from board.calendar import Calendar, at_london
from board.escalation import Ladder, Policy
from board.meetings import Meeting, is_board
from board.people import Grant, Member
from board.places import Binding, Forum, ForumKind
from board.standing import Standing
from bot.board_file import SAMPLE, BoardFile, read_board
from bot.handlers.actions import told_of_new
from bot.loading import apply_board
from bot.teams.references import Reference
from storage.standing import standing_of
from storage.unit import Snapshot, Unit
from tests.fakes.channel import BOARD_CHANNEL, Channel, Person, Place, channel_of, person, personal
from tests.walks.walker import CALENDAR

AS_AT = date(2026, 11, 20)
BEGINS = at_london(AS_AT, time(8))
CHANNELS: Mapping[ForumKind, Place] = {
    ForumKind.MENTAL_HEALTH_TEAM: channel_of("Mental Health Team"),
    ForumKind.BOARD: BOARD_CHANNEL,
    ForumKind.SENIOR: channel_of("Senior Board"),
}
_YEARS = timedelta(days=800)


def load_board(unit: Unit, file: BoardFile | None = None) -> None:
    """The sample as its file has it; the roles are renewed in time, however long the walk."""
    apply_board(file or read_board(SAMPLE), unit, at=BEGINS, calendar=CALENDAR)
    for member in unit.people.members():
        for each in member.grants:
            unit.people.grant(member.key, Grant(each.role, BEGINS, BEGINS + _YEARS))
    for kind, place in CHANNELS.items():
        unit.places.bind(Binding(Forum(kind), str(place.channel), str(place.team)))


def bring_within_reach(unit: Unit, channel: Channel) -> None:
    """Every member's own chat with the bot, and the bound channels, at this far end."""
    for member in unit.people.members():
        if member.account:
            place = personal(chatter(member))
            key, user = f"person:{member.account}", chatter(member).id
            _keep(unit, channel, key, place, user)
    for place in CHANNELS.values():
        _keep(unit, channel, f"channel:{place.channel}", place, None)


def chatter(member: Member) -> Person:
    """A member with a Teams client."""
    return person(member.name, aad=member.account)


def _keep(unit: Unit, channel: Channel, key: str, place: Place, user: str | None) -> None:
    reference = Reference(
        service_url=channel.service_url,
        conversation=place.conversation,
        kind="personal" if user else "channel",
        bot_id=f"28:{channel.app_id}",
        tenant=channel.tenant,
        team=place.team,
        channel=place.channel,
        user_id=user,
    )
    unit.places.keep_reference(key, reference.to_json(), BEGINS)


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """An action that a board agrees while the walk goes on, at noon of that day."""

    on: date
    owner: str
    due: date
    source: str
    source_agency: str
    priority: Priority = Priority.STANDARD


AGREED = (
    # Due on the last working day before Easter, and on the first after it.
    Agreed(on=date(2027, 2, 17), owner="MEM-10", due=date(2027, 3, 25), source="BRD-038",
           source_agency="AG-01"),
    Agreed(on=date(2027, 2, 17), owner="MEM-22", due=date(2027, 3, 30), source="BRD-038",
           source_agency="AG-03", priority=Priority.URGENT),
    # Critical, due before a weekend that a bank holiday makes longer: it moves on every day.
    Agreed(on=date(2027, 3, 31), owner="MEM-16", due=date(2027, 4, 30), source="BRD-039",
           source_agency="AG-02", priority=Priority.CRITICAL),
    # A co-chair's own, due on the Friday before the clocks go back.
    Agreed(on=date(2027, 9, 15), owner="MEM-12", due=date(2027, 10, 29), source="BRD-043",
           source_agency="AG-01"),
    Agreed(on=date(2027, 9, 15), owner="MEM-21", due=date(2027, 10, 1), source="BRD-043",
           source_agency="AG-01", priority=Priority.URGENT),
)  # fmt: skip


def agree(unit: Unit, agreed: Agreed) -> None:
    """The facilitator writes down what the board has agreed, and its owner is told."""
    now = at_london(agreed.on, time(12))
    owner, by = unit.people.member(agreed.owner), unit.people.person_by_key("MEM-04", now)
    assert owner is not None
    assert by is not None
    wanted = Wanted(
        title="Publish the joint guidance",
        success_measure="The guidance is live on both sites",
        owner=owner,
        due=agreed.due,
        source=agreed.source,
        source_agency=agreed.source_agency,
        priority=agreed.priority,
    )
    action, fact = create(unit.actions.next_ref(now), wanted, by=by, now=now)
    unit.actions.insert(action)
    unit.record(fact, tell=told_of_new(action.ref, 1, owner.key, unit, is_assigned=True))


def hours_of(first: date, last: date, calendar: Calendar = CALENDAR) -> Iterator[datetime]:
    """08:00 to 18:00 of each working day, and a look by night and on days when nobody works."""
    day = first
    while day <= last:
        clocks = (3, *range(8, 19)) if calendar.is_working_day(day) else (9, 21)
        for clock in clocks:
            yield at_london(day, time(clock))
        day += timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Board:
    """What the rules are held against: the register, actions, meetings, and where ladders stood."""

    standing: Standing
    policy: Policy
    actions: Mapping[str, Action]
    ladders: tuple[Ladder, ...]
    meetings: tuple[Meeting, ...]
    weekly: tuple[Meeting, ...]
    """The meetings of the subgroup, which nobody holds on a walk."""
    names: Mapping[str, str]


def board_of(snapshot: Snapshot, now: datetime = BEGINS) -> Board:
    """The board as it stands."""
    standing = standing_of(snapshot, now)
    meetings = snapshot.meetings.starting(BEGINS, BEGINS + _YEARS)
    return Board(
        standing=standing,
        policy=snapshot.settings.policy,
        actions={each.ref: each for each in snapshot.actions.all()},
        ladders=snapshot.escalations.all(),
        meetings=tuple(each for each in meetings if is_board(each)),
        weekly=tuple(each for each in meetings if each.forum == "SUBGROUP-A"),
        names={each.key: each.name for each in snapshot.people.members()},
    )


def with_later(board: Board, later: Board) -> Board:
    """The board as it stood, with the actions, ladders and meetings that have come since."""
    known = {each.ref for each in board.ladders}
    fresh = tuple(replace(each, steps=()) for each in later.ladders if each.ref not in known)
    return replace(
        board,
        actions={**later.actions, **board.actions},
        ladders=(*board.ladders, *fresh),
        meetings=later.meetings,
        weekly=later.weekly,
    )
