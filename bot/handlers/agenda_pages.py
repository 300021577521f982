"""What the cards of agendas are made from, and who may see and change what."""

from datetime import datetime
from urllib.parse import unquote, urlsplit

from board.agenda import Agenda, is_issued
from board.agenda_asks import AgendaAsk, may_settle
from board.clocks import MeetingClocks, clocks_of
from board.documents import DocumentState
from board.errors import BoardError, Forbidden
from board.forums import ForumType, record_of
from board.interests import agenda_for
from board.meetings import Meeting, MeetingState
from board.people import Permission, Person
from board.places import ForumKind
from board.tiers import Tier
from bot.handlers.forum_access import demand_of_forum
from bot.handlers.meeting_views import row_of_meeting
from bot.handlers.withholding import withheld_of
from bot.pack_values import agenda_of
from bot.turn import Office, Turn
from cards.agenda_views import AgendaShown, AskShown
from storage.unit import Snapshot

_BOARD = "BOARD"
_LONGEST_LINK = 1_500
_CODES = {ForumKind.BOARD: _BOARD, ForumKind.SENIOR: "SENIOR"}
_TO_COME = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN, MeetingState.PACK_ISSUED})


def meeting_named(turn: Turn, words: str, snapshot: Snapshot) -> Meeting:
    """The meeting of a reference, else the next of this channel's forum, else of the board.

    Raises BoardError where there is none, Forbidden where this person may not see its agenda.
    """
    if words.strip():
        found = snapshot.meetings.get(words.strip().upper())
    else:
        forum = turn.place.forum
        code = _CODES.get(forum.kind, _BOARD) if forum else _BOARD
        if forum is not None and forum.kind is ForumKind.SUBGROUP:
            code = f"SUBGROUP-{forum.name.upper()}"
        found = snapshot.meetings.next_of(code, turn.now)
        found = found or snapshot.meetings.next_of(_BOARD, turn.now)
    if found is None:
        raise BoardError("agenda_none")
    demand_reader(turn, found, snapshot)
    return found


def demand_reader(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> None:
    """Raise Forbidden for whom the agenda of this meeting is not, BoardError where it is not."""
    if not turn.person.may(Permission.MEETING_VIEW):
        raise Forbidden
    demand_of_forum(turn, meeting, snapshot)


def tier_of(meeting: Meeting) -> Tier:
    """How closely its agenda is held: as its forum's channel is."""
    record = record_of(meeting.forum)
    return record.ceiling if record.type is ForumType.SUBGROUP else Tier.T0


def clocks_for(meeting: Meeting, office: Office, snapshot: Snapshot) -> MeetingClocks:
    """The clocks around a meeting."""
    return clocks_of(meeting, snapshot.settings.clocks, office.calendar)


def agenda_shown(
    turn: Turn,
    meeting: Meeting,
    snapshot: Snapshot,
    *,
    agenda: Agenda | None = None,
    note: str = "",
) -> AgendaShown:
    """The agenda for whoever asks; in a channel, for everybody there."""
    agenda = agenda or agenda_of(meeting, turn.now, snapshot)
    issued = is_issued(agenda, meeting)
    member, closes = turn.person.member, clocks_for(meeting, turn.office, snapshot)
    agenda = agenda_for(agenda, withheld_of(turn, snapshot))
    may_run = turn.person.may(Permission.MEETING_RUN)
    to_come = meeting.state in _TO_COME and turn.now < meeting.starts_at
    may_propose = to_come and member is not None and turn.now <= closes.aob_due
    asks = snapshot.agendas.asks_of(meeting.ref)
    return AgendaShown(
        row=row_of_meeting(meeting, snapshot),
        agenda=agenda,
        is_issued=issued,
        asks=tuple(each for each in asks if each.waits) if may_run else (),
        may_change=may_run and to_come,
        may_propose=may_propose and record_of(meeting.forum).type is ForumType.BOARD,
        names=names_of(snapshot),
        note=note,
        at=turn.now,
        tier=tier_of(meeting),
    )


def ask_shown(
    ask: AgendaAsk,
    meeting: Meeting,
    snapshot: Snapshot,
    at: datetime,
    *,
    person: Person | None = None,
    note: str = "",
) -> AskShown:
    """Something asked, for `person`; None is whoever a notice is for, who may answer it."""
    agenda = snapshot.agendas.find(meeting.ref) or agenda_of(meeting, at, snapshot)
    item = next((each.title for each in agenda.items if each.key == ask.item), "Other business")
    return AskShown(
        ask=ask,
        item=item,
        number=agenda.number_of(ask.item),
        may_settle=person is None or may_settle(ask, person, meeting),
        names=names_of(snapshot),
        note=note,
        at=at,
        tier=tier_of(meeting),
    )


def names_of(snapshot: Snapshot) -> dict[str, str]:
    """Members' names by their keys."""
    return {each.key: each.name for each in snapshot.people.members()}


def documents_of(meeting: Meeting, snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """What is filed with a meeting, by key and title."""
    found = snapshot.documents.of_meeting(meeting.ref)
    filed = (each for each in found if each.state is DocumentState.FILED)
    return tuple((each.key, each.stem) for each in filed)


def readable(url: str) -> str:
    """The words of an https link, for the guard. Raises BoardError where it is none."""
    parts = urlsplit(url)
    is_plain = url.isprintable() and len(url) <= _LONGEST_LINK and "@" not in parts.netloc
    if parts.scheme != "https" or not parts.hostname or not is_plain:
        raise BoardError("file_link")
    return unquote(parts.path)
