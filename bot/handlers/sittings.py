"""A meeting is started, gone through item by item, and shown as it stands."""

from dataclasses import replace
from datetime import datetime, time

from board.actions import today_of
from board.calendar import at_london
from board.cycle import fact_of
from board.errors import BoardError
from board.facts import Notice, Result
from board.forums import BOARD, SENIOR, ForumType, record_of
from board.meeting_record import MeetingRecord
from board.meeting_steps import demand_leader, lacks_pack, start
from board.meetings import TO_COME, Meeting, MeetingState
from board.people import Permission
from board.places import ForumKind, Place
from board.referral_form import Fault
from board.sittings import Moved, Sitting, following, items_of, moved, opened
from board.tiers import Tier
from bot.handlers.sitting_pages import (
    POST,
    items_page,
    locked,
    meeting_of,
    page_of,
    quorum_of_record,
    scene_of,
    staged,
    thing_of,
)
from bot.handlers.triage_page import text_of
from bot.pack_values import agenda_of
from bot.router import Router, Said
from bot.turn import Office, Reply, Turn
from cards.sitting_payloads import (
    AskStart,
    GoToItem,
    NextItem,
    ShowItems,
    ShowSitting,
    StartSitting,
)
from cards.sitting_views import SittingStart, StatementShown
from cards.views import View
from storage.outbox import redraw
from storage.unit import Snapshot, Unit

router = Router()

VIEW = Permission.MEETING_VIEW
LEAD = Permission.MEETING_LEAD
M = MeetingState
_CODES = {ForumKind.BOARD: BOARD.code, ForumKind.SENIOR: SENIOR.code}
STARTS = TO_COME


@router.command(
    "start meeting",
    says="Start a meeting: today's or the next one, or the one you name",
    takes="(MEETING)",
    needs=LEAD,
    make=lambda words: Said(words.strip().upper()[:40]),
)
def start_meeting(turn: Turn, asked: Said, snapshot: Snapshot) -> Reply:
    """What has to be said before it starts; one that is in session is shown as it stands."""
    meeting = wanted_meeting(turn, asked.words, snapshot)
    if meeting is None:
        raise BoardError("no_meeting_to_start")
    return _before_start(turn, meeting, snapshot)


@router.view(AskStart, needs=LEAD)
def ask_start(turn: Turn, asked: AskStart, snapshot: Snapshot) -> Reply:
    """The same, for the meeting of a card."""
    return _before_start(turn, meeting_of(turn, asked.ref, snapshot), snapshot)


@router.deed(StartSitting, needs=LEAD)
def start_sitting(turn: Turn, pressed: StartSitting, unit: Unit) -> Reply:
    """Start it, by its guards; whoever presses second sees it as it stands."""
    meeting = meeting_of(turn, pressed.ref, unit, for_change=True)
    demand_leader(meeting, turn.person)
    if meeting.state is M.IN_SESSION:
        return sitting_reply(turn, meeting, unit)
    ticked = {name: text_of(pressed, name) for name in ("statement", "interests")}
    faults = _not_ticked(ticked)
    if faults:
        return Reply(view=replace(start_view(meeting), inputs=ticked, faults=faults))
    begun, fact = start(
        meeting, is_statement_read=True, interests_asked=True, by=turn.person, now=turn.now
    )
    begun = _begin(turn, begun, unit)
    channel = record_of(begun.forum).channel
    day = today_of(turn.now).isoformat()
    post = Notice(POST, channel, thing_of(begun.ref), f"{POST}:{begun.ref}:{day}")
    unit.record(fact, tell=[post, redraw(thing_of(begun.ref))])
    reply = sitting_reply(turn, begun, unit, note="The meeting has started.")
    if turn.person.member is not None:
        unit.people.note_accepted(turn.person.member.key, turn.now)
    return reply


@router.view(ShowSitting, needs=VIEW)
def show_sitting(turn: Turn, asked: ShowSitting, snapshot: Snapshot) -> Reply:
    """How the meeting stands, for everybody who belongs to it."""
    meeting = meeting_of(turn, asked.ref, snapshot)
    fact = turn.fact("MeetingViewed", meeting.ref, Tier.T0, Result.VIEWED)
    return replace(sitting_reply(turn, meeting, snapshot), fact=fact)


@router.deed(NextItem, needs=LEAD)
def next_item(turn: Turn, pressed: NextItem, unit: Unit) -> Reply:
    """On from the item that was shown; of two who press at once, one moves it."""
    meeting = locked(pressed.ref, turn, unit)
    items = unit.sittings.record(meeting.ref).items
    sitting = unit.sittings.get(meeting.ref) or Sitting(meeting=meeting.ref)
    after = following(items, pressed.item)
    if sitting.current == pressed.item and after:
        take(turn, meeting, moved(sitting, items, after, turn.now), unit)
    return sitting_reply(turn, meeting, unit)


@router.deed(GoToItem, needs=LEAD)
def go_to_item(turn: Turn, pressed: GoToItem, unit: Unit) -> Reply:
    """Take any item of the agenda, also one again."""
    meeting = locked(pressed.ref, turn, unit)
    items = unit.sittings.record(meeting.ref).items
    sitting = unit.sittings.get(meeting.ref) or Sitting(meeting=meeting.ref)
    take(turn, meeting, moved(sitting, items, text_of(pressed, "item"), turn.now), unit)
    return sitting_reply(turn, meeting, unit)


@router.view(ShowItems, needs=VIEW)
def show_items(turn: Turn, asked: ShowItems, snapshot: Snapshot) -> Reply:
    """All items with their times."""
    scene = scene_of(turn, meeting_of(turn, asked.ref, snapshot), snapshot)
    fact = turn.fact("MeetingViewed", asked.ref, Tier.T0, Result.VIEWED)
    return Reply(view=items_page(scene, turn.now), fact=fact)


def sitting_reply(turn: Turn, meeting: Meeting, snapshot: Snapshot, *, note: str = "") -> Reply:
    """The meeting as it stands; at a subgroup first the statement that has to be accepted."""
    try:
        scene = scene_of(turn, meeting, snapshot)
    except BoardError as refusal:
        if refusal.code != "V25":
            raise
        tier = record_of(meeting.forum).ceiling
        return Reply(view=StatementShown(meeting=meeting, note=refusal.sentence, tier=tier))
    return Reply(view=page_of(scene, snapshot, turn.now, note=note))


def take(turn: Turn, meeting: Meeting, to: Moved, unit: Unit) -> None:
    """Keep another current item, with the times of those that were left and taken."""
    sitting, changed = to
    if not changed:
        return
    keep_times(meeting.ref, to, unit)
    fact = fact_of("ItemTaken", meeting, turn.person, turn.now, item=sitting.current)
    unit.record(fact, tell=[redraw(thing_of(meeting.ref))])


def keep_times(ref: str, to: Moved, unit: Unit) -> None:
    """Keep how a meeting stands, and the times of its items."""
    sitting, changed = to
    unit.sittings.save(sitting)
    for each in changed:
        unit.sittings.clock_item(ref, each)


def wanted_meeting(turn: Turn, words: str, snapshot: Snapshot) -> Meeting | None:
    """The meeting that was named, or of the forum whose channel this is: today's, or the next.

    One that was adjourned today comes before the next.
    """
    if words:
        found = snapshot.meetings.get(words)
        return meeting_of(turn, found.ref, snapshot) if found else None
    known = _of_this_forum(turn, snapshot)
    running = [each for each in known if each.state is M.IN_SESSION]
    if running:
        return running[-1]
    today, awaited = at_london(today_of(turn.now), time()), STARTS | {M.ADJOURNED_INQUORATE}
    ahead = (each for each in known if each.state in awaited and each.starts_at >= today)
    return next(ahead, None)


def adjourned_meeting(turn: Turn, snapshot: Snapshot) -> Meeting | None:
    """The latest meeting of this forum that was adjourned, and neither closed nor planned again."""
    known = _of_this_forum(turn, snapshot)
    adjourned = [each for each in known if each.state is M.ADJOURNED_INQUORATE]
    return adjourned[-1] if adjourned else None


def start_view(meeting: Meeting) -> SittingStart:
    """What has to be said before this meeting; only the board is recorded. Source: domain 4.6."""
    forum = record_of(meeting.forum)
    return SittingStart(
        meeting=meeting,
        title=forum.title,
        is_recorded=forum.type is ForumType.BOARD,
        lacks_pack=lacks_pack(meeting),
        tier=forum.ceiling,
    )


def _before_start(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> Reply:
    demand_leader(meeting, turn.person)
    fact = turn.fact("MeetingViewed", meeting.ref, Tier.T0, Result.VIEWED)
    if meeting.state in {M.IN_SESSION, M.ADJOURNED_INQUORATE}:
        return replace(sitting_reply(turn, meeting, snapshot), fact=fact)
    if meeting.state not in STARTS:
        raise BoardError("no_meeting_to_start")
    return Reply(view=start_view(meeting), fact=fact)


def _not_ticked(ticked: dict[str, str]) -> dict[str, Fault]:
    codes = {"statement": "statement_first", "interests": "interests_first"}
    return {name: Fault(code) for name, code in codes.items() if ticked[name] != "true"}


def _begin(turn: Turn, meeting: Meeting, unit: Unit) -> Meeting:
    """Its items are those of the agenda now; whoever starts it has accepted the statement.

    One that was adjourned on another day begins with nobody there, and keeps what was said.
    """
    ref = meeting.ref
    known = unit.sittings.get(ref) or Sitting(meeting=ref)
    is_again = known.started_at is not None
    begin = unit.sittings.begin_again if is_again else unit.sittings.begin
    begin(known, items_of(agenda_of(meeting, turn.now, unit)))
    record = unit.sittings.record(ref)
    keep_times(ref, opened(known, record.items, turn.now), unit)
    if turn.person.member is not None:
        unit.sittings.accept(ref, turn.person.member.key, turn.now)
    return unit.meetings.save(replace(meeting, quorate=_is_quorate(meeting, record, unit, turn)))


def _is_quorate(meeting: Meeting, record: MeetingRecord, unit: Unit, turn: Turn) -> bool:
    return quorum_of_record(meeting, record, unit, turn.now).is_met


def _of_this_forum(turn: Turn, snapshot: Snapshot) -> tuple[Meeting, ...]:
    return snapshot.meetings.of_forum(forum_of(turn.place) or BOARD.code)


def forum_of(place: Place) -> str:
    """The code of the forum whose channel this is; "" elsewhere."""
    forum = place.forum
    if forum is None:
        return ""
    if forum.kind is ForumKind.SUBGROUP:
        return f"SUBGROUP-{forum.name.upper()}"
    return _CODES.get(forum.kind, "")


@router.notice(POST, thing=POST)
def _posted(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """The post in the forum's channel, which everybody there may read."""
    meeting = snapshot.meetings.get(about.partition(":")[2])
    if meeting is None:
        return None
    withheld = snapshot.sittings.withheld_from_anybody()
    scene = staged(meeting, withheld, snapshot, now, for_all=True)
    return page_of(scene, snapshot, now)
