"""What minutes are made from, put together from a snapshot; and where they stand for the clocks."""

from datetime import datetime

from board.disclosure import Means
from board.errors import BoardError, Forbidden
from board.interests import Withheld
from board.meetings import Meeting, MeetingState
from board.minutes import Minutes, MinutesState, is_of_forum, may_read
from board.minutes_content import (
    FINAL,
    Content,
    Ingredients,
    compose,
    final_edition,
    next_edition,
    open_copy,
    texts_from,
)
from bot.pack_values import agenda_of
from bot.turn import Turn
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

_WITH_CHAIR = frozenset({MinutesState.WITH_CHAIR, MinutesState.WITH_MEMBERS, MinutesState.FINAL})
_WITH_MEMBERS = frozenset({MinutesState.WITH_MEMBERS, MinutesState.FINAL})


def progress_of_minutes(meeting_ref: str, snapshot: Snapshot) -> tuple[bool, bool]:
    """Whether the minutes of a meeting have been with the chair, and with the members."""
    minutes = snapshot.minutes.find(meeting_ref)
    if minutes is None:
        return False, False
    return minutes.state in _WITH_CHAIR, minutes.state in _WITH_MEMBERS


def begin_minutes(unit: Unit, meeting: Meeting, now: datetime) -> Minutes | None:
    """Begin the minutes of a meeting from what was recorded; None where there are some."""
    record = unit.sittings.record(meeting.ref)
    agenda = agenda_of(meeting, now, unit) if not record.items else None
    planned = [(each.key, each.title) for each in agenda.items] if agenda else []
    minutes = Minutes(meeting=meeting.ref, begun_at=now, items=texts_from(record, planned))
    return minutes if unit.minutes.add(minutes) else None


def content_of(meeting: Meeting, minutes: Minutes, snapshot: Snapshot) -> Content:
    """All that the minutes say: as they stand, or for final ones as they were approved."""
    if minutes.is_final:
        kept = snapshot.minutes.edition(meeting.ref, FINAL)
        if kept is not None:
            return kept.content
    record = snapshot.sittings.record(meeting.ref)
    return compose(
        Ingredients(
            meeting=meeting,
            minutes=minutes,
            record=record,
            actions=snapshot.actions.of_refs([ref for _, ref in record.actions]),
            names={each.key: each.name for each in snapshot.people.members()},
            agencies={each.key: each.name for each in snapshot.people.agencies()},
            following=snapshot.meetings.next_of(meeting.forum, meeting.starts_at),
        )
    )


def shown_to(turn: Turn, content: Content, snapshot: Snapshot) -> Content:
    """The minutes without what is withheld from whoever will see them."""
    return open_copy(content, withheld_from(turn, snapshot))


def withheld_from(turn: Turn, snapshot: Snapshot) -> Withheld:
    """What is withheld from one person in private, or from a place where all may read."""
    if not is_private(turn):
        return snapshot.sittings.withheld_from_anybody()
    member = turn.person.member
    return snapshot.sittings.withheld_from(member.key) if member else Withheld()


def is_private(turn: Turn) -> bool:
    """Whether one person alone sees the answer."""
    return turn.place.is_private or turn.means is Means.DIALOG


def minutes_for(
    turn: Turn, ref: str, snapshot: Snapshot, *, for_change: bool = False
) -> tuple[Meeting, Minutes]:
    """A meeting and its minutes, for somebody who may read them there.

    Raises Forbidden for others; BoardError where there are none, or for drafts in a channel.
    """
    meeting = snapshot.meetings.get(ref, for_change=for_change)
    if meeting is None or not is_of_forum(meeting, turn.person):
        raise Forbidden
    minutes = snapshot.minutes.find(ref, for_change=for_change)
    if minutes is None:
        raise BoardError("no_minutes")
    if not may_read(meeting, minutes.state, turn.person):
        raise Forbidden
    if minutes.state not in _WITH_MEMBERS and not is_private(turn):
        raise BoardError("private_only")
    return meeting, minutes


def keep_draft(meeting: Meeting, minutes: Minutes, unit: Unit, now: datetime) -> None:
    """Keep the draft as it is sent out, where it says anything new: it becomes a file."""
    content = content_of(meeting, minutes, unit)
    edition = next_edition(content, unit.minutes.editions(meeting.ref), now)
    if edition is not None:
        unit.minutes.add_edition(edition)


def keep_final(meeting: Meeting, minutes: Minutes, unit: Unit, now: datetime) -> None:
    """Keep the minutes as they were approved; `minutes` are those before they became final."""
    unit.minutes.add_edition(final_edition(content_of(meeting, minutes, unit), now))


def chairs_of(meeting: Meeting, snapshot: Snapshot, now: datetime) -> tuple[str, ...]:
    """Who reads the draft first: whoever chaired, and at the board both co-chairs."""
    is_weekly = meeting.forum.casefold().startswith("subgroup")
    chairs = () if is_weekly else standing_of(snapshot, now).co_chairs
    first = (meeting.chair,) if meeting.chair else ()
    return tuple(dict.fromkeys((*first, *chairs)))


def meeting_in_session(meeting: Meeting, snapshot: Snapshot) -> Meeting | None:
    """A later meeting of the same forum that is in session, where they can be approved."""
    return next(
        (
            each
            for each in snapshot.meetings.of_forum(meeting.forum)
            if each.state is MeetingState.IN_SESSION and each.starts_at > meeting.starts_at
        ),
        None,
    )
