"""The lists of open actions that go out before a board: to agencies, and to owners."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from board.actions import Action, is_overdue
from board.calendar import Calendar
from board.clocks import USUAL, Clocks, clocks_of
from board.meetings import Meeting, MeetingState
from board.standing import Ask, Standing

REQUEST, LIST, OWN_LIST = "request", "list", "own_list"
_STILL_OPEN = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN})


def overdue_first(actions: Iterable[Action], today: date) -> list[Action]:
    """Open ones before the others, overdue first, then by when they are due."""
    return sorted(
        actions,
        key=lambda each: (not each.is_open, not is_overdue(each, today), each.due, each.ref),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDue:
    """One message: every open action of an agency (or of one owner) before one meeting."""

    what: str
    meeting: str
    on: date
    agency: str
    ask: Ask

    @property
    def key(self) -> str:
        """Once for each meeting, its day, agency and reader, so that a move speaks again."""
        return f"{self.what}:{self.meeting}:{self.agency}:{self.ask.recipient}:{self.on}"

    @property
    def about(self) -> str:
        """What the message is made from when it is sent."""
        return f"{self.meeting}:{self.what}:{self.agency}:{self.ask.recipient}:{self.on}"


def requested_at(meeting: Meeting, calendar: Calendar, clocks: Clocks = USUAL) -> datetime:
    """When updates are asked for."""
    return clocks_of(meeting, clocks, calendar).updates_requested


def listed_at(meeting: Meeting, calendar: Calendar, clocks: Clocks = USUAL) -> datetime:
    """When the lists and the tracker go out."""
    return clocks_of(meeting, clocks, calendar).pack


def lists_due(
    meeting: Meeting,
    owners: Collection[tuple[str, str]],
    standing: Standing,
    now: datetime,
    calendar: Calendar,
    clocks: Clocks = USUAL,
) -> tuple[list[ListDue], list[ListDue]]:
    """The lists that are due now for this meeting, and requests whose time has passed.

    `owners` are the agencies and owners of all actions that are live. They go out beside the
    pack, whether it is held or has just been issued; not with one that was issued elsewhere.
    """
    is_open = meeting.state in _STILL_OPEN or meeting.is_pack_ours
    if not is_open or now >= meeting.starts_at:
        return [], []
    requests = list(_of_agencies(REQUEST, meeting, owners, standing))
    if now >= listed_at(meeting, calendar, clocks):
        lists = list(_of_agencies(LIST, meeting, owners, standing))
        return [*lists, *_of_owners(meeting, owners, lists, standing)], requests
    return (requests, []) if now >= requested_at(meeting, calendar, clocks) else ([], [])


def _of_agencies(
    what: str, meeting: Meeting, owners: Iterable[tuple[str, str]], standing: Standing
) -> Iterator[ListDue]:
    for key in sorted({agency for agency, _ in owners}):
        agency = standing.agencies.get(key)
        if agency is None:
            continue
        waits_for = agency.representative or agency.deputy
        ask = standing.speaker(key)
        if ask is None and waits_for is not None:
            ask = Ask(to=(waits_for,), recipient=waits_for)
        if ask is not None:
            yield ListDue(what=what, meeting=meeting.ref, on=meeting.day, agency=key, ask=ask)


def _of_owners(
    meeting: Meeting,
    owners: Iterable[tuple[str, str]],
    lists: Iterable[ListDue],
    standing: Standing,
) -> Iterator[ListDue]:
    """Owners who do not see their actions in their agency's list anyway."""
    readers = {(each.agency, each.ask.recipient) for each in lists}
    for agency, owner in sorted(set(owners) - readers):
        if standing.is_here(owner):
            ask = Ask(to=(owner,), recipient=owner)
            yield ListDue(
                what=OWN_LIST, meeting=meeting.ref, on=meeting.day, agency=agency, ask=ask
            )
