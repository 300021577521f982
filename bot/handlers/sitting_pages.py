"""What the cards of a meeting in session are made from, put together from a snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from board.attendance import demand_accepted, quorum_at
from board.errors import BoardError, Forbidden
from board.forums import ForumType, Quorum, record_of
from board.interests import Withheld, record_for
from board.meeting_record import ItemRecord, MeetingRecord
from board.meeting_steps import demand_attender, demand_leader, demand_session
from board.meetings import Meeting, MeetingState
from board.people import Role
from board.sittings import Sitting, find_item, following
from board.tiers import Tier
from bot.handlers.forum_access import demand_of_forum
from bot.handlers.tracker_views import names_of
from bot.handlers.withholding import withheld_of
from bot.turn import Turn
from bot.turning import in_focus
from cards.sitting_views import FollowingMeeting, ItemLine, ItemList, RaisedAction, SittingShown
from storage.unit import Snapshot, Unit

POST = "sitting"
"""The kind of the post in a forum's channel; the thing it is begins with it too."""
_NO_TIME = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A meeting that has begun: `record` is the whole of it, `shown` what its reader may see."""

    meeting: Meeting
    sitting: Sitting
    record: MeetingRecord
    shown: MeetingRecord
    withheld: Withheld
    quorum: Quorum
    is_for_all: bool

    @property
    def tier(self) -> Tier:
        """That of its forum's channel."""
        return record_of(self.meeting.forum).ceiling

    @property
    def is_closed(self) -> bool:
        """Nothing more is written."""
        return self.meeting.state is not MeetingState.IN_SESSION

    def item(self, key: str) -> ItemRecord:
        """An item as its reader may see it. Raises Forbidden where it is withheld or unknown."""
        found = find_item(self.shown.items, key)
        if found is None or self.withheld.hides_item(self.meeting.ref, key):
            raise Forbidden
        return found

    def to_write(self, key: str) -> ItemRecord:
        """An item as it is kept, for whoever may read its summary. Raises Forbidden for others."""
        self.item(key)
        whole = find_item(self.record.items, key)
        if whole is None or self.withheld.is_named_in(whole.summary):
            raise Forbidden
        return whole


def thing_of(ref: str) -> str:
    """What is posted of a meeting in session."""
    return f"{POST}:{ref}"


def meeting_of(turn: Turn, ref: str, snapshot: Snapshot, *, for_change: bool = False) -> Meeting:
    """A meeting by its reference, for whom it is and where it may be shown.

    Raises Forbidden where there is none, or for others; BoardError in the channel of another forum.
    """
    meeting = snapshot.meetings.get(ref, for_change=for_change)
    if meeting is None:
        raise Forbidden
    demand_of_forum(turn, meeting, snapshot)
    return meeting


def locked(ref: str, turn: Turn, unit: Unit) -> Meeting:
    """A meeting in session, kept from others' changes; for whoever leads it."""
    meeting = led(ref, turn, unit)
    demand_session(meeting)
    return meeting


def led(ref: str, turn: Turn, unit: Unit) -> Meeting:
    """A meeting in whatever state, kept from others' changes; for whoever leads it."""
    meeting = meeting_of(turn, ref, unit, for_change=True)
    demand_leader(meeting, turn.person)
    return meeting


def scene_of(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> Scene:
    """The meeting as this turn's reader may see it.

    Raises Forbidden for whoever does not belong to it, and BoardError before it has begun, in
    the channel of another forum, and at a subgroup (V25) until the reader has accepted its
    confidentiality statement.
    """
    demand_of_forum(turn, meeting, snapshot)
    demand_attender(meeting, turn.person)
    is_subgroup = record_of(meeting.forum).type is ForumType.SUBGROUP
    if is_subgroup and not turn.is_for_all:
        key = turn.person.member.key if turn.person.member else ""
        demand_accepted(key, snapshot.sittings.accepted(meeting.ref))
    withheld = withheld_of(turn, snapshot)
    return staged(meeting, withheld, snapshot, turn.now, for_all=turn.is_for_all)


def staged(
    meeting: Meeting, withheld: Withheld, snapshot: Snapshot, now: datetime, *, for_all: bool
) -> Scene:
    """A meeting that has begun, without what is withheld."""
    sitting = snapshot.sittings.get(meeting.ref)
    if sitting is None or sitting.started_at is None:
        raise BoardError("not_in_session")
    record = snapshot.sittings.record(meeting.ref)
    return Scene(
        meeting=meeting,
        sitting=sitting,
        record=record,
        shown=record_for(record, withheld),
        withheld=withheld,
        quorum=quorum_of_record(meeting, record, snapshot, now),
        is_for_all=for_all,
    )


def quorum_of_record(
    meeting: Meeting, record: MeetingRecord, snapshot: Snapshot, now: datetime
) -> Quorum:
    """Whether it may decide, by who is there at this moment."""
    agencies = {each.key: each for each in snapshot.people.agencies()}
    chairs = chairs_of(meeting, snapshot, now)
    return quorum_at(meeting, record.attendance, agencies, chairs)


def chairs_of(meeting: Meeting, snapshot: Snapshot, now: datetime) -> frozenset[str]:
    """Members who may chair a meeting of this forum."""
    kind = record_of(meeting.forum).type
    role = Role.SUBGROUP_CHAIR if kind is ForumType.SUBGROUP else Role.CO_CHAIR
    return frozenset(
        each.key
        for each in snapshot.people.members()
        if each.active and any(one.role is role and one.holds(now) for one in each.grants)
    )


def page_of(scene: Scene, snapshot: Snapshot, now: datetime, *, note: str = "") -> SittingShown:
    """The meeting at its current item."""
    items, shown = scene.record.items, scene.shown
    key = scene.sitting.current
    item = find_item(shown.items, key)
    is_withheld = scene.withheld.hides_item(scene.meeting.ref, key)
    raised = [ref for under, ref in shown.actions if under == key]
    known = {each.ref: each for each in snapshot.actions.of_refs(raised)}
    after = find_item(items, following(items, key))
    return SittingShown(
        meeting=scene.meeting,
        item=item,
        number=_number(items, key),
        total=len(items),
        used=scene.sitting.used(item, now) if item else _NO_TIME,
        following=after.title if after else "",
        decisions=tuple(shown.decisions_of(key)),
        struck=scene.record.struck,
        raised=tuple(
            RaisedAction(ref=ref, title=one.title, owner=one.owner, due=one.due)
            for ref in raised
            if (one := known.get(ref)) is not None and not scene.withheld.is_named_in(one.title)
        ),
        names=names_of(snapshot),
        decisions_so_far=len(scene.record.decisions) - len(scene.record.struck),
        actions_so_far=len(scene.record.actions),
        quorum=scene.quorum,
        is_withheld=is_withheld,
        is_for_all=scene.is_for_all,
        is_closed=scene.is_closed,
        note=note,
        at=now,
        tier=scene.tier,
    )


def items_page(scene: Scene, now: datetime, *, note: str = "") -> ItemList:
    """All items with their times."""
    decided = [each.item for each in scene.shown.decisions if each.ref not in scene.record.struck]
    raised = [item for item, _ in scene.shown.actions]
    return ItemList(
        meeting=scene.meeting,
        lines=tuple(
            ItemLine(
                item=each,
                number=number,
                used=scene.sitting.used(each, now),
                decisions=decided.count(each.key),
                actions=raised.count(each.key),
            )
            for number, each in enumerate(scene.shown.items, start=1)
        ),
        current=scene.sitting.current,
        note=note,
        at=now,
        tier=scene.tier,
    )


def following_meeting(meeting: Meeting, snapshot: Snapshot) -> FollowingMeeting | None:
    """The next meeting of the same forum, where one is planned."""
    found = snapshot.meetings.next_of(meeting.forum, meeting.starts_at)
    if found is None:
        return None
    names: Mapping[str, str] = names_of(snapshot)
    return FollowingMeeting(
        ref=found.ref,
        starts_at=found.starts_at,
        lead=names.get(found.lead_agency or "", ""),
        focus=" and ".join(names.get(each, each) for each in in_focus(found, snapshot)),
    )


def _number(items: tuple[ItemRecord, ...], key: str) -> int:
    return next((number for number, each in enumerate(items, 1) if each.key == key), 0)
