"""The papers of a board, made when its pack is due: agenda, pack and action tracker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from board.action_lists import listed_at
from board.calendar import Calendar
from board.documents import Document, DocumentKind, Label, of_meeting, register
from board.meetings import Meeting, MeetingState, is_board
from board.places import Forum, ForumKind
from bot.pack_values import agenda_paper, pack_paper, tracker_sheet
from bot.papers import file_large
from storage.database import Database
from storage.unit import Origin, Snapshot

if TYPE_CHECKING:
    from graph.documents.make import Values
    from graph.documents.worker import Worker

log = structlog.get_logger()

_ORIGIN = Origin(place="ticker", trace="")
_LOOK_AHEAD = timedelta(days=21)
_BEFORE = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN})
_BOARD = Forum(ForumKind.BOARD)


@dataclass(frozen=True, slots=True)
class _Paper:
    """A document that is due, and how its values are found."""

    label: Label
    kind: str
    made_at: datetime
    values: "Values"


class Packs:
    """Makes what is due, each document once, in a process beside the bot."""

    def __init__(self, database: Database, calendar: Calendar) -> None:
        self._database = database
        self._calendar = calendar
        self._worker: Worker | None = None

    async def prepare(self, now: datetime) -> int:
        """Make and keep the papers that are due and not there yet; how many."""
        due = await self._database.read(lambda snapshot: self._due(snapshot, now), name="papers")
        for paper in due:
            content = await self._made(paper)
            document = Document.of(paper.label, content, forum=_BOARD, made_at=paper.made_at)
            await file_large(self._database, document, content, now, origin=_ORIGIN)
        return len(due)

    async def close(self) -> None:
        """End the process beside the bot, if it was started."""
        if self._worker is not None:
            await self._worker.close()

    async def _made(self, paper: _Paper) -> bytes:
        # Word and Excel take a second to import: only a bot that makes documents pays for it.
        from graph.documents.make import Kind  # noqa: PLC0415
        from graph.documents.worker import Worker  # noqa: PLC0415

        self._worker = self._worker or Worker()
        return await self._worker.make(Kind(paper.kind), paper.values)

    def _due(self, snapshot: Snapshot, now: datetime) -> list[_Paper]:
        if snapshot.places.binding_of_forum(_BOARD.key) is None:
            return []
        meetings = snapshot.meetings.starting(now, now + _LOOK_AHEAD)
        return [
            paper
            for each in meetings
            if is_board(each) and each.state in _BEFORE and now >= listed_at(each, self._calendar)
            for paper in self._papers_of(each, snapshot)
        ]

    def _papers_of(self, meeting: Meeting, snapshot: Snapshot) -> list[_Paper]:
        at = listed_at(meeting, self._calendar)
        wanted: tuple[tuple[Label, str, Callable[..., Values]], ...] = (
            (of_meeting(DocumentKind.AGENDA, meeting), "agenda", agenda_paper),
            (of_meeting(DocumentKind.PACK, meeting), "pack", pack_paper),
            (register(DocumentKind.TRACKER, at), "tracker", tracker_sheet),
        )
        return [
            _Paper(label, kind, at, values(meeting, at, snapshot, self._calendar))
            for label, kind, values in wanted
            if snapshot.documents.get(label.key) is None
        ]
