"""Documents: a link handed over for a meeting, what is filed, and the check of it all."""

from datetime import datetime

from board.anonymity import PersonalText
from board.documents import Document, DocumentState, forum_by_key, link
from board.errors import BoardError
from board.facts import Notice, Result
from board.meetings import Meeting
from board.people import Permission
from board.places import Forum, ForumKind
from board.tiers import Tier
from bot.handlers.agenda_pages import readable
from bot.papers import (
    CHECK,
    CHECK_LINES,
    CHECKED,
    FILED,
    HELD,
    THING,
    file_document,
    names_in_files,
)
from bot.router import IN_CHANNELS, IN_PRIVATE, Router, Said
from bot.turn import Office, Reply, Turn
from cards.filing_views import CheckResult, DocumentList, DocumentShown
from cards.views import Sentence, View
from storage.outbox import GRAPH
from storage.unit import Snapshot, Unit

router = Router(topic="Meetings")

_SHORTCUT = "[InternetShortcut]\r\nURL={url}\r\n"
_ASKED = "I am looking at everything. The result comes here in a moment."
_CODES = {ForumKind.BOARD: "BOARD", ForumKind.SENIOR: "SENIOR"}


@router.command(
    "file",
    says="File a link with the next meeting: the link, and what it is",
    takes="LINK WHAT IT IS",
    is_deed=True,
    needs=Permission.DOCUMENT_FILE,
    places=IN_CHANNELS,
)
def file_link(turn: Turn, said: Said, unit: Unit) -> Reply:
    """Keep a link with the forum's next meeting, as a shortcut in that meeting's folder."""
    url, _, title = said.words.partition(" ")
    forum = _forum_with_meetings(turn)
    meeting = _meeting_of(forum, unit, turn.now)
    if meeting is None:
        raise BoardError("no_meeting", forum=forum.title)
    names = names_in_files(unit)
    try:
        label = link(meeting, readable(url), title, known_names=names)
    except PersonalText as found:
        unit.record(
            turn.fact("PersonalTextRefused", "file", Tier.T0, Result.DENIED, kind=found.kind)
        )
        return Reply(view=Sentence(found.sentence))
    content = _SHORTCUT.format(url=url).encode()
    document = Document.of(label, content, forum=forum, made_at=turn.now)
    if file_document(unit, document, content, turn.now):
        fact = turn.fact("LinkHandedOver", document.key, Tier.T0, meeting=meeting.ref)
        unit.record(fact)
    return Reply(view=Sentence(f"{document.stem} is being filed with {meeting.ref}."))


@router.command(
    "documents",
    says="See the documents of the next meeting, or of one you name",
    takes="(MEETING)",
    needs=Permission.ACTION_VIEW,
    places=IN_CHANNELS,
)
def show_documents(turn: Turn, said: Said, snapshot: Snapshot) -> Reply:
    """What is filed with a meeting of this channel's forum, and what waits."""
    forum = _forum_with_meetings(turn)
    if said.words:
        meeting = snapshot.meetings.get(said.words.strip().upper())
    else:
        meeting = _meeting_of(forum, snapshot, turn.now)
    if meeting is None:
        raise BoardError("no_meeting", forum=forum.title)
    documents = snapshot.documents.of_meeting(meeting.ref)
    theirs = tuple(each for each in documents if each.forum == forum.key)
    view = DocumentList(meeting=meeting.ref, documents=theirs, at=turn.now)
    return Reply(view=view, fact=turn.fact("DocumentsViewed", meeting.ref, Tier.T0, Result.VIEWED))


@router.command(
    "check",
    says="Check that everything the bot needs is there",
    is_deed=True,
    needs=Permission.DELIVERY_RUN,
    places=IN_CHANNELS | IN_PRIVATE,
)
def ask_check(turn: Turn, _said: Said, unit: Unit) -> Reply:
    """Have everything looked at; the result is said here."""
    notice = Notice(CHECK, turn.place.key, "check", f"{CHECK}:{turn.place.key}:{turn.delivery}")
    unit.record(turn.fact("CheckAsked", "check", Tier.T0), tell=[notice], lane=GRAPH)
    return Reply(view=Sentence(_ASKED))


@router.notice(FILED, thing=THING)
def filed(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """A document as it stands: where it is, or why it is not there yet."""
    document = snapshot.documents.get(about.partition(":")[2])
    is_news = document is not None and (document.is_filed or document.fault)
    if document is None or not is_news or document.state is DocumentState.DROPPED:
        return None
    return DocumentShown(document=document, at=now)


@router.notice(HELD, thing=THING)
def held(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """Why a document is not filed; nothing once it is."""
    document = snapshot.documents.get(about.partition(":")[2])
    if document is None or document.state is not DocumentState.WAITING:
        return None
    return filed(snapshot, about, now, office)


@router.notice(CHECKED)
def checked(snapshot: Snapshot, _about: str, now: datetime, _office: Office) -> View | None:
    """What the last check found."""
    kept = snapshot.settings.last_check
    return CheckResult(lines=CHECK_LINES.validate_json(kept), at=now) if kept else None


def _forum_with_meetings(turn: Turn) -> Forum:
    forum = turn.place.forum
    if forum is None:
        raise BoardError("not_bound")
    if forum.kind is ForumKind.MENTAL_HEALTH_TEAM or forum_by_key(forum.key) is None:
        raise BoardError("no_files_here")
    return forum


def _meeting_of(forum: Forum, snapshot: Snapshot, now: datetime) -> Meeting | None:
    """The next meeting, else the last one there was."""
    code = _CODES.get(forum.kind) or f"SUBGROUP-{forum.name.upper()}"
    return snapshot.meetings.next_of(code, now) or snapshot.meetings.last_of(code)
