"""Who is at a meeting: each agency's people, whether it may decide, and who has stayed away."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from board.errors import BoardError
from board.forums import IN_THE_ROOM, Attended, ForumType, Quorum, quorum_of, record_of
from board.meeting_record import Attendance
from board.meetings import Meeting
from board.people import Agency, Member

A = Attended
_BEST = (A.PRESENT, A.DEPUTY_PRESENT, A.PART, A.APOLOGIES, A.ABSENT)
_CAME = IN_THE_ROOM | {A.PART}
IN_A_ROW = 2
"""Boards in a row without anybody of an agency after which the co-chairs hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyAttendance:
    """How an agency was at the last boards; `away` are the latest of them in a row without it.

    It is not away where it sent apologies with information: it was heard.
    """

    agency: str
    meetings: int
    present: int
    deputy: int
    part: int = 0
    apologies: int = 0
    away: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        """Present or by deputy out of the meetings held. Source: domain 6."""
        return round(100 * (self.present + self.deputy) / self.meetings) if self.meetings else 0

    @property
    def is_missed(self) -> bool:
        """It has stayed away from two boards in a row."""
        return len(self.away) >= IN_A_ROW


def statuses(attendance: Iterable[Attendance]) -> dict[str, str]:
    """How each agency is there: as the best of its people, leaving observers out."""
    found: dict[str, Attended] = {}
    for each in attendance:
        if not each.is_observer:
            known = found.get(each.agency, each.status)
            found[each.agency] = min(known, each.status, key=_BEST.index)
    return {agency: str(how) for agency, how in sorted(found.items())}


def quorum_at(
    meeting: Meeting,
    attendance: Sequence[Attendance],
    agencies: Mapping[str, Agency],
    chairs: Collection[str],
) -> Quorum:
    """Whether the meeting may decide now; `chairs` are the members who may chair it.

    At the board the appointed lead agency chairs too, when somebody of it is there.
    """
    forum = record_of(meeting.forum)
    how = statuses(attendance)
    there = {
        each.member for each in attendance if each.status in IN_THE_ROOM and not each.is_observer
    }
    is_led = forum.type is ForumType.BOARD and how.get(meeting.lead_agency or "") in IN_THE_ROOM
    is_chaired = is_led or bool(there & {*chairs, meeting.chair})
    return quorum_of(forum.quorum, how, agencies, is_chaired=is_chaired)


def noted(
    agency: Agency,
    how: Attended,
    known: Sequence[Attendance],
    now: datetime,
    *,
    member: str = "",
    information_sent: bool = False,
) -> Attendance:
    """How an agency is there, by the facilitator's tap.

    Without a member it is the representative, or the deputy; whoever leaves or comes late is
    there for a part.
    """
    usual = agency.deputy if how is A.DEPUTY_PRESENT else agency.representative
    before = _before(agency, member or usual or "", known, how)
    joined = before.joined_at if before else None
    was_there = before is not None and before.status in IN_THE_ROOM
    return Attendance(
        agency=agency.key,
        status=how,
        member=before.member if before and not member and how is A.PART else member or usual or "",
        information_sent=information_sent and how is A.APOLOGIES,
        joined_at=joined or now if how in _CAME else None,
        left_at=now if how is A.PART and was_there else None,
    )


def observing(member: Member, now: datetime) -> Attendance:
    """Somebody who watches: no part of the quorum."""
    return Attendance(
        agency=member.agency, status=A.PRESENT, member=member.key, is_observer=True, joined_at=now
    )


def here(member: Member, agency: Agency, known: Sequence[Attendance], now: datetime) -> Attendance:
    """Somebody who says that they are there: the representative, or in the agency's place."""
    before = next((each for each in known if each.member == member.key), None)
    if before is not None and before.is_observer:
        return before
    speaks = agency.representative in {None, "", member.key}
    joined = before.joined_at if before else None
    return Attendance(
        agency=agency.key,
        status=A.PRESENT if speaks else A.DEPUTY_PRESENT,
        member=member.key,
        joined_at=joined or now,
    )


def at_the_end(attendance: Sequence[Attendance], core: Iterable[str]) -> tuple[Attendance, ...]:
    """Core agencies of which nobody was noted: they were absent."""
    known = statuses(attendance)
    return tuple(Attendance(agency=each, status=A.ABSENT) for each in core if each not in known)


def demand_accepted(member: str, accepted: Collection[str]) -> None:
    """Refuse case material (V25) to whoever has not accepted this meeting's statement."""
    if member not in accepted:
        raise BoardError("V25")


def informed(attendance: Iterable[Attendance]) -> frozenset[str]:
    """Agencies that sent apologies and with them what the meeting needed of them."""
    return frozenset(
        each.agency for each in attendance if each.status is A.APOLOGIES and each.information_sent
    )


def agency_attendance(
    boards: Sequence[Meeting],
    agencies: Iterable[Agency],
    heard: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> tuple[AgencyAttendance, ...]:
    """How each active agency was at boards that were held, the earliest first; least there first.

    An agency counts from the first of these boards that says anything of it. `heard` are, by
    meeting, those that only sent information: they count as not there, and not as away.
    """
    found = [
        each
        for agency in agencies
        if agency.active and (each := _of_agency(agency.key, boards, heard)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (not each.is_missed, each.percent, each.agency)))


def _of_agency(
    agency: str, boards: Sequence[Meeting], heard: Mapping[str, Collection[str]]
) -> AgencyAttendance | None:
    known = [number for number, each in enumerate(boards) if agency in each.attendance]
    if not known:
        return None
    counted = boards[known[0] :]
    how = [each.attendance.get(agency, A.ABSENT) for each in counted]
    away: list[str] = []
    for each in reversed(counted):
        came = each.attendance.get(agency, A.ABSENT) in _CAME
        if came or agency in heard.get(each.ref, ()):
            break
        away.insert(0, each.ref)
    return AgencyAttendance(
        agency=agency,
        meetings=len(counted),
        present=how.count(A.PRESENT),
        deputy=how.count(A.DEPUTY_PRESENT),
        part=how.count(A.PART),
        apologies=how.count(A.APOLOGIES),
        away=tuple(away),
    )


def _before(
    agency: Agency, member: str, known: Sequence[Attendance], how: Attended
) -> Attendance | None:
    ours = [each for each in known if each.agency == agency.key and not each.is_observer]
    same = next((each for each in ours if each.member == member), None)
    if same is None and how is A.PART:
        return next((each for each in ours if each.status in IN_THE_ROOM), None)
    return same
