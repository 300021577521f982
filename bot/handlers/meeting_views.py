"""What the cards of meetings are made from, put together from a snapshot."""

from datetime import datetime

from board.clocks import clocks_of
from board.errors import Forbidden
from board.forums import ForumRecord, ForumType, may_see
from board.meeting_deeds import deeds_of, focus_deeds, lead_deeds, may_volunteer
from board.meetings import Meeting
from board.people import Permission
from board.rotas import demand_speaker, speaks_for
from board.turns import Turns
from bot.turn import Turn
from bot.turning import in_focus, turns_of
from cards.meeting_views import MeetingRow, MeetingShown, TurnShown
from storage.unit import Snapshot


def row_of_meeting(meeting: Meeting, snapshot: Snapshot) -> MeetingRow:
    """One meeting with the names that its card says."""
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    facilitator = snapshot.people.member(meeting.facilitator or "")
    forum = snapshot.forums.get(meeting.forum)
    return MeetingRow(
        meeting=meeting,
        forum=forum.title,
        lead=agencies.get(meeting.lead_agency or "", ""),
        focus=" and ".join(agencies.get(each, each) for each in in_focus(meeting, snapshot)),
        facilitator=facilitator.name if facilitator else "",
        is_board=forum.type is ForumType.BOARD,
    )


def shown_of_meeting(
    turn: Turn, meeting: Meeting, snapshot: Snapshot, *, note: str = ""
) -> MeetingShown:
    """One meeting for whoever asks; in a channel with the steps of whoever asked."""
    clocks = clocks_of(meeting, snapshot.settings.clocks, turn.office.calendar)
    filed = snapshot.documents.of_meeting(meeting.ref)
    turns = turns_of(snapshot, turn.now)
    names = {each.key: each.short_name for each in snapshot.people.agencies()}
    own = turn.person.agency
    row = row_of_meeting(meeting, snapshot)
    offers = may_volunteer(meeting, turns, turn.person, turn.now, clocks.lead_accepted_by)
    return MeetingShown(
        row=row,
        clocks=clocks,
        may_add=turn.person.may(Permission.ACTION_ADD),
        report_of=_report_of(turn, meeting, snapshot),
        papers=tuple((each.title, _link(each.web_url)) for each in filed if each.is_filed),
        focus=_focus(turn, meeting, turns, names) if row.is_board else (),
        lead=_lead(turn, meeting, turns, names, clocks.lead_accepted_by) if row.is_board else (),
        volunteer=own.key if own is not None and offers else "",
        deeds=deeds_of(meeting, turn.person),
        note=note,
        at=turn.now,
    )


def _report_of(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> str:
    """The agency in focus whose report they may write, their own first, or everybody can read."""
    agencies, own = in_focus(meeting, snapshot), turn.person.agency
    written = [each for each in agencies if _may_report(turn, each)]
    written.sort(key=lambda each: own is None or each != own.key)
    came = {each.agency for each in snapshot.focus_reports.of_meeting(meeting.ref) if each.is_in}
    return next(iter((*written, *(each for each in agencies if each in came))), "")


def _may_report(turn: Turn, agency: str) -> bool:
    """Whether they speak for the agency in focus, or note what it says."""
    try:
        demand_speaker(turn.person, agency)
    except Forbidden:
        return False
    return True


def demand_seen(turn: Turn, meeting: Meeting | None, snapshot: Snapshot) -> Meeting:
    """The meeting, for whom its forum's meetings are; for all others as if there were none."""
    if meeting is None or not sees(turn, snapshot.forums.get(meeting.forum), meeting, snapshot):
        raise Forbidden
    return meeting


def sees(turn: Turn, forum: ForumRecord, meeting: Meeting, snapshot: Snapshot) -> bool:
    """By the forum; and whoever speaks for an agency that has a turn at it."""
    if may_see(forum, turn.person):
        return True
    turns, own = turns_of(snapshot, turn.now), turn.person.agency
    lead = turns.lead_at(meeting.ref)
    has_turn = {each.agency for each in turns.focus_at(meeting.ref)}
    has_turn |= {lead.agency} if lead else set()
    return own is not None and own.key in has_turn and speaks_for(turn.person, own.key)


def _focus(
    turn: Turn, meeting: Meeting, turns: Turns, names: dict[str, str]
) -> tuple[TurnShown, ...]:
    return tuple(
        TurnShown(
            agency=each.agency,
            name=names.get(each.agency, each.agency),
            status=str(each.status),
            deeds=focus_deeds(meeting, each, turn.person, turn.now),
            is_own=speaks_for(turn.person, each.agency),
        )
        for each in turns.focus_at(meeting.ref)
    )


def _lead(
    turn: Turn, meeting: Meeting, turns: Turns, names: dict[str, str], deadline: datetime
) -> tuple[TurnShown, ...]:
    here = [each for each in turns.lead if each.meeting == meeting.ref and each.is_held]
    return tuple(
        TurnShown(
            agency=each.agency,
            name=names.get(each.agency, each.agency),
            status=str(each.status),
            deeds=lead_deeds(meeting, each, turn.person, turn.now, deadline),
            is_own=speaks_for(turn.person, each.agency),
            as_co_chair=each.as_co_chair,
            volunteered=each.volunteered,
        )
        for each in here
    )


def _link(url: str) -> str:
    """An address that a card may open; a folder of this machine is none."""
    return url if url.startswith("https://") else ""
