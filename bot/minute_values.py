"""What minutes are made from, put together from a snapshot; and where they stand for the clocks."""

from datetime import datetime

from board.meetings import Meeting, MeetingState
from board.minutes import Minutes, MinutesState
from board.minutes_content import (
    FINAL,
    Content,
    Ingredients,
    compose,
    final_edition,
    hash_of,
    next_edition,
    texts_from,
)
from bot.pack_values import agenda_of
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

_WITH_CHAIR = frozenset({MinutesState.WITH_CHAIR, MinutesState.WITH_MEMBERS, MinutesState.FINAL})
READABLE = frozenset({MinutesState.WITH_MEMBERS, MinutesState.FINAL})
"""States in which every member may read them."""


def progress_of_minutes(meeting_ref: str, snapshot: Snapshot) -> tuple[bool, bool]:
    """Whether the minutes of a meeting have been with the chair, and with the members."""
    minutes = snapshot.minutes.find(meeting_ref)
    if minutes is None:
        return False, False
    return minutes.state in _WITH_CHAIR, minutes.state in READABLE


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


def digest_of(meeting: Meeting, minutes: Minutes, snapshot: Snapshot) -> str:
    """The hash of all that the minutes say now."""
    return hash_of(content_of(meeting, minutes, snapshot))


def approvers_of(meeting: Meeting, minutes: Minutes, snapshot: Snapshot) -> frozenset[str]:
    """The members who have approved what the minutes say now."""
    if not minutes.approvals:
        return frozenset()
    whole = snapshot.minutes.find(meeting.ref) or minutes
    return minutes.approvers_of(digest_of(meeting, whole, snapshot))


def renew_draft(meeting: Meeting, unit: Unit) -> None:
    """What was recorded has changed since the close: what cards show of the draft is stale."""
    minutes = unit.minutes.find(meeting.ref, for_change=True)
    if minutes is not None and not minutes.is_final:
        unit.minutes.save(minutes)


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
