"""Subgroups as the meetings know them, and the update that each has for a board."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from board.action_lists import listed_at
from board.actions import today_of
from board.calendar import LONDON, Calendar, at_london
from board.forums import record_of
from board.meetings import CALLED_OFF, Meeting
from board.plans import Plan
from board.subgroup_counts import counts_of, period_of
from board.subgroup_update import SubgroupUpdate, redrafted
from storage.unit import Snapshot

_BEHIND, _AHEAD = timedelta(days=90), timedelta(days=30)
"""Whatever subgroup met or is to meet within these is one that reports."""


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A subgroup that reports to the board; `chair` is the member who chairs it, or empty."""

    code: str
    title: str
    chair: str = ""


def subgroups_at(snapshot: Snapshot, at: datetime) -> tuple[Subgroup, ...]:
    """The subgroups that meet, by code, with whoever chaired or is to chair the last one known."""
    found: dict[str, Subgroup] = {}
    for each in snapshot.meetings.starting(at - _BEHIND, at + _AHEAD):
        if not each.forum.upper().startswith("SUBGROUP"):
            continue
        record = record_of(each.forum)
        known = found.get(each.forum)
        chair = each.chair or (known.chair if known else "")
        found[each.forum] = Subgroup(each.forum, record.title, chair)
    return tuple(found[code] for code in sorted(found))


def update_of(
    board: Meeting, subgroup: Subgroup, snapshot: Snapshot, at: datetime, calendar: Calendar
) -> SubgroupUpdate:
    """The update of a subgroup for a board as it stands: kept, or drafted from what is counted."""
    kept = snapshot.subgroup_updates.find(board.ref, subgroup.code)
    if kept is not None and kept.is_approved:
        return kept
    return drafted(kept, board, subgroup, snapshot, at, calendar)


def drafted(
    kept: SubgroupUpdate | None,
    board: Meeting,
    subgroup: Subgroup,
    snapshot: Snapshot,
    at: datetime,
    calendar: Calendar,
) -> SubgroupUpdate:
    """A draft with the counts of today; what the chair has written in it stays."""
    today = today_of(at)
    pack_on = listed_at(board, calendar, snapshot.settings.clocks).astimezone(LONDON).date()
    last = snapshot.subgroup_updates.last_before(subgroup.code, board.ref)
    since, until = period_of(last, previous_of(board, snapshot), pack_on, today)
    is_shared = len(subgroups_at(snapshot, at)) > 1
    own = _own(subgroup.code, since, until, snapshot) if is_shared else _all(since, until, snapshot)
    counts = counts_of(
        since,
        until,
        hearings=snapshot.oversight.hearings_of(subgroup.code, since, until),
        meetings=snapshot.meetings.of_forum(subgroup.code),
        received=own[0],
        plans=own[1],
        today=today,
        is_shared=is_shared,
    )
    if kept is not None:
        kept = replace(kept, chair=subgroup.chair or kept.chair, since=since, until=until)
        return redrafted(kept, counts)
    return SubgroupUpdate(
        board=board.ref,
        forum=subgroup.code,
        chair=subgroup.chair,
        since=since,
        until=until,
        counts=counts,
    )


def previous_of(meeting: Meeting, snapshot: Snapshot) -> Meeting | None:
    """The meeting of the same forum before this one, which was not called off."""
    return before(meeting, snapshot.meetings.of_forum(meeting.forum))


def before(meeting: Meeting, own: Iterable[Meeting]) -> Meeting | None:
    """The one of a forum's own meetings before this one, which was not called off."""
    held = (each for each in own if each.state not in CALLED_OFF)
    earlier = (each for each in held if each.starts_at < meeting.starts_at)
    return max(earlier, key=lambda each: each.starts_at, default=None)


def _all(since: date, until: date, snapshot: Snapshot) -> tuple[int, Collection[Plan]]:
    """Referrals that came in on these days, whatever became of them, and every plan."""
    return snapshot.referrals.count_received(*_days(since, until)), snapshot.oversight.plans()


def _own(code: str, since: date, until: date, snapshot: Snapshot) -> tuple[int, Collection[Plan]]:
    """The same of one subgroup among others: by where the case was heard, or is to be heard.

    What no subgroup has taken yet is counted by none of them.
    """
    homes = snapshot.oversight.forums_of_cases()
    meetings = {each.ref for each in snapshot.meetings.of_forum(code)}
    came = snapshot.referrals.placed_of(*_days(since, until))
    received = sum(
        homes[case] == code if case in homes else meeting in meetings for case, meeting in came
    )
    return received, [each for each in snapshot.oversight.plans() if homes.get(each.case) == code]


def _days(since: date, until: date) -> tuple[datetime, datetime]:
    """From the beginning of the first to the end of the last, in London."""
    return at_london(since, time()), at_london(until + timedelta(days=1), time())
