"""What the records say of a subgroup's period: counted for its update, nothing told of anybody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from board.forums import Attended
from board.hearings import Hearing, HearingKind
from board.meetings import CALLED_OFF, Meeting
from board.plans import Plan, PlanState
from board.subgroup_update import Counts, Engagement, Share, SubgroupUpdate

_CAME = frozenset({Attended.PRESENT, Attended.DEPUTY_PRESENT, Attended.PART})
_RUNS = frozenset({PlanState.ACTIVE, PlanState.TRIGGERED})
_DAY = timedelta(days=1)
_NEVER = timedelta(days=41)
"""A first update has the six weeks before it."""


def period_of(
    last: SubgroupUpdate | None, previous: Meeting | None, pack_on: date, today: date
) -> tuple[date, date]:
    """From the day after the last update ended (else the last board) to the day before the pack.

    Before that day comes, up to today. Updates neither overlap nor leave a gap.
    """
    until = min(pack_on - _DAY, today)
    if last is not None:
        since = last.until + _DAY
    elif previous is not None:
        since = previous.day + _DAY
    else:
        since = until - _NEVER
    return min(since, until), until


def counts_of(
    since: date,
    until: date,
    *,
    hearings: Iterable[Hearing],
    meetings: Iterable[Meeting],
    received: int,
    plans: Collection[Plan],
    today: date,
    is_shared: bool = False,
) -> Counts:
    """Count one subgroup's hearings and meetings from day to day, both counted in.

    `received` referrals came in then; `plans` are all there are, as they stand today: with other
    subgroups beside it (`is_shared`), those of its own cases.
    """
    heard = [each for each in hearings if each.is_held and since <= each.on <= until]
    held = [
        each
        for each in meetings
        if each.attendance and each.state not in CALLED_OFF and since <= each.day <= until
    ]
    new = sum(each.kind is HearingKind.NEW for each in heard)
    return Counts(
        meetings=len(held),
        referrals=received,
        cases=len({each.case for each in heard}),
        new=new,
        reviews=len(heard) - new,
        outcomes=dict(sorted(Counter(each.decision for each in heard if each.decision).items())),
        engagement=_engagement(each.attendance for each in held),
        plans_active=sum(each.state in _RUNS for each in plans),
        plans_overdue=tuple(sorted(each.ref for each in plans if each.is_overdue(today))),
        is_shared=is_shared,
    )


def _engagement(attendances: Iterable[Mapping[str, str]]) -> dict[str, Engagement]:
    invited, came = Counter[str](), Counter[str]()
    for attendance in attendances:
        for agency, how in attendance.items():
            invited[agency] += 1
            came[agency] += how in _CAME
    return {
        agency: Engagement(attended=Share(invited[agency], came[agency]))
        for agency in sorted(invited)
    }
