"""The files of minutes: each edition and addendum becomes a document, once."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from board.documents import (
    Document,
    DocumentKind,
    Label,
    extract_for,
    forum_of,
    minutes_of,
    of_meeting,
)
from board.errors import BoardError
from board.forums import record_of
from board.interests import Withheld
from board.meetings import Meeting
from board.minutes import Addendum, is_subgroup
from board.minutes_content import Content, Edition, extract_of, open_addendum, open_copy
from board.minutes_words import approved_in_words
from board.places import Forum
from bot.papers import file_large
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit

if TYPE_CHECKING:
    from graph.documents.make import Values

Make = Callable[[str, "Values"], Awaitable[bytes]]
"""Makes a document of a kind, in the process beside the bot."""
_ORIGIN = Origin(place="ticker", trace="")
_MOST = 4
"""Editions of one round: each takes a process that others wait for."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """A document that is due, and how its values are found; `of` has the hash of its file."""

    label: Label
    kind: str
    forum: Forum
    made_at: datetime
    values: "Values"
    meeting: Meeting
    of: Edition | Addendum | None = None


class MinutesPapers:
    """Makes what is due, in the forum's own files."""

    def __init__(self, database: Database, make: Make) -> None:
        self._database = database
        self._make = make

    async def prepare(self, now: datetime) -> int:
        """Make and keep the files that are due and not there yet; how many."""
        due = await self._database.read(_due, name="minutes papers")
        for paper in due:
            content = await self._make(paper.kind, paper.values)
            document = Document.of(
                paper.label,
                content,
                forum=paper.forum,
                made_at=paper.made_at,
                tier=record_of(paper.meeting.forum).ceiling,
            )
            await file_large(self._database, document, content, now, origin=_ORIGIN)
            if paper.of is not None:
                await self._note(paper.of, document.sha256)
        return len(due)

    async def _note(self, made: Edition | Addendum, sha256: str) -> None:
        def work(unit: Unit) -> None:
            unit.minutes.note_file(made, sha256)

        await self._database.write(work, origin=_ORIGIN, name="minutes filed")


def _due(snapshot: Snapshot) -> list[_Paper]:
    """The files of editions and addenda whose forum has a channel; those of one come in order."""
    editions, addenda = snapshot.minutes.without_file()
    if not editions and not addenda:
        return []
    withheld = snapshot.sittings.withheld_from_anybody()
    found: list[_Paper] = []
    waiting: tuple[Edition | Addendum, ...] = (*editions, *addenda)
    # Those without a channel wait for it, however many they are, and hold up no other.
    places = {each: _place_of(each, snapshot) for each in {made.meeting for made in waiting}}
    for made in waiting:
        if place := places[made.meeting]:
            found += _papers_of(made, *place, withheld, snapshot)
        if len(found) >= _MOST:
            break
    return found


def _place_of(ref: str, snapshot: Snapshot) -> tuple[Meeting, Forum] | None:
    """The meeting and its forum, where it has files."""
    meeting = snapshot.meetings.get(ref)
    if meeting is None:
        return None
    try:
        forum = forum_of(meeting)
    except BoardError:
        return None
    return (meeting, forum) if snapshot.places.binding_of_forum(forum.key) else None


def _papers_of(
    made: Edition | Addendum, meeting: Meeting, forum: Forum, withheld: Withheld, snapshot: Snapshot
) -> Iterator[_Paper]:
    if isinstance(made, Addendum):
        yield _addendum(made, withheld, meeting, forum, snapshot)
        return
    content = open_copy(made.content, withheld)
    if made.is_final and not is_subgroup(meeting):
        yield from _beside(made, content, meeting, forum, snapshot)
    yield _minutes(made, content, meeting, forum, snapshot)


def _minutes(
    made: Edition, content: Content, meeting: Meeting, forum: Forum, snapshot: Snapshot
) -> _Paper:
    from graph.documents.values import MinutesPaper  # noqa: PLC0415 - only who makes documents

    minutes = snapshot.minutes.find(made.meeting)
    how = approved_in_words(minutes.approved_by) if minutes and made.is_final else ""
    values = MinutesPaper(
        content=content,
        stage=made.name,
        approved=how,
        sha256=made.text_sha256 if made.is_final else "",
        made_at=made.made_at,
    )
    label = minutes_of(meeting, made.name)
    return _Paper(label, "minutes", forum, made.made_at, values, meeting, made)


def _beside(
    made: Edition, content: Content, meeting: Meeting, forum: Forum, snapshot: Snapshot
) -> Iterator[_Paper]:
    """The summary, the attendance and each agency's extract, which go with final minutes."""
    from graph.documents.values import AttendanceSheet, SummaryPaper  # noqa: PLC0415

    at = made.made_at
    summary = SummaryPaper(content=content, made_at=at)
    attendance = AttendanceSheet(content=content, made_at=at)
    wanted: list[tuple[Label, str, Values]] = [
        (of_meeting(DocumentKind.SUMMARY, meeting), "summary", summary),
        (of_meeting(DocumentKind.ATTENDANCE, meeting), "attendance", attendance),
    ]
    for agency in snapshot.people.agencies():
        extract = extract_of(content, agency.key, agency.name)
        if extract.items:
            theirs = SummaryPaper(content=extract, agency=agency.name, made_at=at)
            wanted.append((extract_for(meeting, agency.key), "summary", theirs))
    for label, name, values in wanted:
        if snapshot.documents.get(label.key) is None:
            yield _Paper(label, name, forum, at, values, meeting)


def _addendum(
    made: Addendum, withheld: Withheld, meeting: Meeting, forum: Forum, snapshot: Snapshot
) -> _Paper:
    from graph.documents.values import AddendumPaper  # noqa: PLC0415

    member = snapshot.people.member(made.by)
    record = record_of(meeting.forum)
    values = AddendumPaper(
        ref=meeting.ref,
        forum=record.title,
        number=made.number,
        by=member.name if member else "",
        at=made.at,
        text=open_addendum(made, withheld).text,
        tier=record.ceiling,
        made_at=made.at,
    )
    label = minutes_of(meeting, f"addendum {made.number}")
    return _Paper(label, "addendum", forum, made.at, values, meeting, made)
