"""Minutes to be read: the list, a page of them, the extract of an agency."""

from collections.abc import Iterable
from typing import Any

from board.documents import extract_for
from board.errors import BoardError, Forbidden
from board.facts import Fact, Result
from board.forums import record_of
from board.meeting_steps import may_lead as may_lead_there
from board.meetings import Meeting, MeetingState
from board.minutes import Minutes, MinutesState, is_subgroup, may_lead, may_read
from board.minutes_content import FINAL, extract_of, hash_of, open_addendum
from board.people import Permission, Role
from board.places import ForumKind
from board.recordings import is_recorded, may_see_recording
from board.tiers import Tier
from bot.handlers.forum_access import is_of_forum
from bot.handlers.minutes_access import minutes_for, shown_to
from bot.handlers.tracker_views import names_of
from bot.handlers.withholding import withheld_of
from bot.minute_values import (
    READABLE,
    approvers_of,
    chairs_of,
    content_of,
    meeting_in_session,
)
from bot.router import IN_PRIVATE, Router, Said
from bot.turn import Reply, Turn
from cards.minutes_payloads import SHOWN_OF_DIGEST, ShowExtract, ShowMinutes, ShowMinutesList
from cards.minutes_views import ExtractShown, MinutesLine, MinutesList, MinutesShown, Step
from storage.standing import standing_of
from storage.unit import Snapshot

router = Router()

VIEW = Permission.MEETING_VIEW
_BOARD = "BOARD"
_LATEST = 5


@router.command(
    "minutes",
    says="See the latest minutes and what waits for you, or the minutes of one meeting",
    takes="(MEETING)",
    needs=VIEW,
)
def find_minutes(turn: Turn, said: Said, snapshot: Snapshot) -> Reply:
    """The minutes that somebody named, or the list."""
    ref = said.words.strip().upper()
    if not ref:
        return show_list(turn, said, snapshot)
    if snapshot.meetings.get(ref) is None:
        raise BoardError("minutes_which")
    return Reply(view=shown_of(turn, ref, snapshot), fact=_looked(turn, ref))


@router.view(ShowMinutesList, needs=VIEW)
def show_list(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """What waits for whoever asks, and the latest minutes of this place's forum."""
    waiting = _waiting(turn, snapshot) if turn.place.is_private else ()
    code = _forum_code(turn)
    view = MinutesList(
        waiting=waiting,
        latest=_latest(turn, code, snapshot),
        at=turn.now,
        tier=record_of(code).ceiling,
    )
    return Reply(view=view, fact=_looked(turn, "minutes"))


@router.view(ShowMinutes, needs=VIEW)
def show_minutes(turn: Turn, asked: ShowMinutes, snapshot: Snapshot) -> Reply:
    """One page of the minutes."""
    view = shown_of(turn, asked.ref, snapshot, page=asked.page)
    return Reply(view=view, fact=_looked(turn, asked.ref))


@router.command(
    "my extract",
    says="See what of the latest minutes concerns your agency",
    takes="(MEETING)",
    needs=VIEW,
    places=IN_PRIVATE,
)
@router.view(ShowExtract, needs=VIEW, places=IN_PRIVATE)
def show_extract(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """A member's own agency's actions, and the decisions that concern it."""
    agency = turn.person.agency
    if agency is None:
        raise Forbidden
    is_press = isinstance(asked, ShowExtract)
    ref = asked.ref if is_press else asked.words.strip().upper() or _last_read(turn, snapshot)
    if not is_press and snapshot.meetings.get(ref) is None:
        raise BoardError("minutes_which")
    meeting, minutes = minutes_for(turn, ref, snapshot)
    content = shown_to(turn, content_of(meeting, minutes, snapshot), snapshot)
    extract = extract_of(content, agency.key, agency.name)
    if not extract.items:
        raise BoardError("nothing_to_extract")
    view = ExtractShown(
        content=extract,
        agency=agency.name,
        is_final=minutes.is_final,
        page=asked.page if is_press else 1,
        file=_filed_extract(meeting, agency.key, snapshot),
        at=turn.now,
    )
    fact = turn.fact("MinutesExtracted", ref, Tier.T0, Result.VIEWED, agency=agency.key)
    return Reply(view=view, fact=fact)


def _filed_extract(meeting: Meeting, agency: str, snapshot: Snapshot) -> str:
    """Where an agency's extract is filed, of which nothing is withheld from anybody."""
    found = snapshot.documents.get(extract_for(meeting, agency).key)
    is_there = found is not None and found.is_filed and found.web_url.startswith("https://")
    return found.web_url if found is not None and is_there else ""


def shown_of(
    turn: Turn, ref: str, snapshot: Snapshot, *, page: int = 1, note: str = ""
) -> MinutesShown:
    """The minutes of a meeting as whoever asks may see them there."""
    meeting, minutes = minutes_for(turn, ref, snapshot)
    whole = content_of(meeting, minutes, snapshot)
    content, digest = shown_to(turn, whole, snapshot), hash_of(whole)
    names = names_of(snapshot)
    final = snapshot.minutes.edition(ref, FINAL) if minutes.is_final else None
    approvers = minutes.approvers_of(digest)
    awaited = () if minutes.is_final else _awaited(meeting, minutes, snapshot, turn, approvers)
    there = meeting_in_session(meeting, snapshot)
    waiting = [each for each in snapshot.minutes.comments(ref) if each.is_open]
    withheld = withheld_of(turn, snapshot)
    return MinutesShown(
        content=content,
        state=minutes.state,
        version=minutes.version,
        page=page,
        steps=_steps(turn, meeting, minutes, there, is_settled=not waiting, approvers=approvers)
        | _corrections(turn, meeting, snapshot),
        open_comments=len(waiting),
        digest=digest[:SHOWN_OF_DIGEST],
        approved=tuple(names.get(x.member, "") for x in minutes.approvals if x.member in approvers),
        awaited=tuple(names.get(each, "") for each in awaited),
        in_session=there.ref if there else "",
        approved_by=minutes.approved_by,
        final_at=minutes.final_at,
        sha256=final.text_sha256 if final else "",
        addenda=tuple(open_addendum(x, withheld) for x in snapshot.minutes.addenda(ref)),
        names=names,
        files=_files(meeting, snapshot),
        note=note,
        at=turn.now,
        tier=Tier(content.tier),
    )


def _steps(
    turn: Turn,
    meeting: Meeting,
    minutes: Minutes,
    there: Meeting | None,
    *,
    is_settled: bool,
    approvers: frozenset[str],
) -> frozenset[Step]:
    """What this person may do with them now; in a channel, what anybody there may."""
    person, state, is_private = turn.person, minutes.state, not turn.is_for_all
    leads, runs = may_lead(meeting, person), person.may(Permission.MEETING_RUN)
    with_members = state is MinutesState.WITH_MEMBERS
    approves = Role.CO_CHAIR in person.roles and not is_subgroup(meeting)
    key = person.member.key if person.member else ""
    open_to: dict[Step, object] = {
        Step.CHANGE: leads and not minutes.is_final and not is_subgroup(meeting),
        Step.TO_CHAIR: runs and state is MinutesState.DRAFT,
        Step.TO_MEMBERS: leads and state is MinutesState.WITH_CHAIR,
        Step.COMMENT: with_members and person.member is not None,
        Step.COMMENTS: with_members or (minutes.is_final and leads),
        Step.APPROVE: with_members and approves and is_settled and key not in approvers,
        Step.AGREE: with_members and is_settled and there and may_lead_there(there, person),
        Step.ADDENDUM: minutes.is_final and leads,
        Step.EXTRACT: is_private and person.agency is not None and state in READABLE,
        Step.RECORDING: is_private and is_recorded(meeting) and may_see_recording(person),
    }
    return frozenset(step for step, is_open in open_to.items() if is_open)


def _corrections(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> frozenset[Step]:
    """Until they are final, whoever leads the meeting puts right what was recorded in it."""
    sitting, person = snapshot.sittings.get(meeting.ref), turn.person
    was_run = sitting is not None and sitting.started_at is not None
    leads = person.may(Permission.MEETING_LEAD) and may_lead_there(meeting, person)
    is_open = meeting.state is MeetingState.MINUTES_DRAFT
    return (
        frozenset({Step.CORRECT, Step.ATTENDANCE}) if was_run and leads and is_open else frozenset()
    )


def _awaited(
    meeting: Meeting,
    minutes: Minutes,
    snapshot: Snapshot,
    turn: Turn,
    approvers: frozenset[str],
) -> tuple[str, ...]:
    """Who has to do something before they go on."""
    if minutes.state is MinutesState.WITH_CHAIR:
        return chairs_of(meeting, snapshot, turn.now)
    if minutes.state is MinutesState.WITH_MEMBERS and not is_subgroup(meeting):
        chairs = standing_of(snapshot, turn.now).co_chairs
        return tuple(each for each in chairs if each not in approvers)
    return ()


def _waiting(turn: Turn, snapshot: Snapshot) -> tuple[MinutesLine, ...]:
    lines = []
    for minutes in snapshot.minutes.running():
        meeting = snapshot.meetings.get(minutes.meeting)
        if meeting is None or not is_of_forum(turn, meeting, snapshot):
            continue
        if not may_read(meeting, minutes.state, turn.person):
            continue
        waits = _waits(turn, meeting, minutes, snapshot)
        if waits:
            lines.append(MinutesLine(meeting.ref, meeting.day, minutes.state, waits))
    return tuple(lines[-_LATEST:])


def _waits(turn: Turn, meeting: Meeting, minutes: Minutes, snapshot: Snapshot) -> str:
    """What waits for this person; empty for nothing."""
    person = turn.person
    runs, key = person.may(Permission.MEETING_RUN), person.member.key if person.member else ""
    if minutes.state is MinutesState.DRAFT:
        return "A draft to be finished and sent to the chair." if runs else ""
    if minutes.state is MinutesState.WITH_CHAIR:
        is_theirs = key in chairs_of(meeting, snapshot, turn.now)
        return "A draft to be read and sent to the members." if is_theirs else ""
    comments = snapshot.minutes.comments(meeting.ref)
    waiting = sum(each.is_open for each in comments)
    if waiting and may_lead(meeting, person):
        return f"{waiting} comment{'s' * (waiting > 1)} to be dealt with."
    approvers = approvers_of(meeting, minutes, snapshot)
    if key in _awaited(meeting, minutes, snapshot, turn, approvers):
        return "To be approved by you."
    has_said = any(each.by == key for each in comments)
    return "" if has_said or runs or not key else "You can comment."


def _latest(turn: Turn, code: str, snapshot: Snapshot) -> tuple[MinutesLine, ...]:
    """The latest of a forum that this person may read here."""
    found: list[MinutesLine] = []
    for meeting, minutes in _readable(turn, code, snapshot):
        found.append(MinutesLine(meeting.ref, meeting.day, minutes.state))
        if len(found) == _LATEST:
            break
    return tuple(found)


def _readable(turn: Turn, code: str, snapshot: Snapshot) -> Iterable[tuple[Meeting, Minutes]]:
    for meeting in reversed(snapshot.meetings.of_forum(code)):
        if meeting.starts_at > turn.now or not is_of_forum(turn, meeting, snapshot):
            continue
        minutes = snapshot.minutes.find(meeting.ref)
        if minutes is None or not may_read(meeting, minutes.state, turn.person):
            continue
        if minutes.state in READABLE or not turn.is_for_all:
            yield meeting, minutes


def _last_read(turn: Turn, snapshot: Snapshot) -> str:
    """The latest minutes that members may read."""
    for meeting, minutes in _readable(turn, _BOARD, snapshot):
        if minutes.state in READABLE:
            return meeting.ref
    raise BoardError("no_minutes")


def _forum_code(turn: Turn) -> str:
    """The forum of this place; the board's elsewhere."""
    forum = turn.place.forum
    if forum is None or forum.kind in {ForumKind.BOARD, ForumKind.MENTAL_HEALTH_TEAM}:
        return _BOARD
    return "SENIOR" if forum.kind is ForumKind.SENIOR else f"SUBGROUP-{forum.name.upper()}"


def _files(meeting: Meeting, snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """What is filed of the minutes, the latest first."""
    kinds = {"minutes", "summary", "attendance"}
    filed = [each for each in snapshot.documents.of_meeting(meeting.ref) if each.kind in kinds]
    links = [
        (each.title, each.web_url)
        for each in reversed(filed)
        if each.is_filed and each.web_url.startswith("https://")
    ]
    return tuple(links[:4])


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("MinutesViewed", about, Tier.T0, Result.VIEWED)
