"""The papers of a board, made when its pack is due: agenda, pack and registers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import structlog

from board.action_lists import listed_at
from board.agenda import OPEN
from board.calendar import Calendar
from board.documents import Document, DocumentKind, Label, of_meeting, register
from board.meetings import Meeting, is_board
from board.places import Forum, ForumKind
from bot.agendas import freeze_agenda
from bot.pack_values import agenda_paper, pack_paper
from bot.papers import file_large
from bot.registers import risk_sheet, tracker_sheet
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit

if TYPE_CHECKING:
    from graph.documents.make import Values
    from graph.documents.worker import Worker

log = structlog.get_logger()

_ORIGIN = Origin(place="ticker", trace="")
_LOOK_AHEAD = timedelta(days=21)
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
        """Make and keep the papers that are due and not there yet; how many.

        Agenda and pack are made once the pack has gone out, and the agenda stands before
        anything is made of it; the registers are there in time whatever becomes of the pack.
        """
        open_still = await self._database.read(partial(self._unfrozen, now=now), name="packs")
        for meeting in open_still:
            freeze = partial(_freeze, ref=meeting.ref, at=meeting.pack_issued_at or now)
            await self._database.write(freeze, origin=_ORIGIN, name="freeze agenda")
        due = await self._database.read(partial(self._due, now=now), name="papers")
        for paper in due:
            content = await self.make(paper.kind, paper.values)
            document = Document.of(paper.label, content, forum=_BOARD, made_at=paper.made_at)
            await file_large(self._database, document, content, now, origin=_ORIGIN)
        return len(due)

    async def close(self) -> None:
        """End the process beside the bot, if it was started."""
        if self._worker is not None:
            await self._worker.close()

    async def make(self, kind: str, values: "Values") -> bytes:
        """Make a document of a kind in the process beside the bot."""
        # Word and Excel take a second to import: only a bot that makes documents pays for it.
        from graph.documents.make import Kind  # noqa: PLC0415
        from graph.documents.worker import Worker  # noqa: PLC0415

        self._worker = self._worker or Worker()
        return await self._worker.make(Kind(kind), values)

    def _unfrozen(self, snapshot: Snapshot, now: datetime) -> list[Meeting]:
        """Meetings whose pack has gone out and whose agenda has not been kept for it."""
        return [
            each
            for each in self._with_papers(snapshot, now)
            if each.is_pack_ours
            and (
                (kept := snapshot.agendas.find(each.ref)) is None
                or kept.issued_for != each.starts_at
            )
        ]

    def _due(self, snapshot: Snapshot, now: datetime) -> list[_Paper]:
        if snapshot.places.binding_of_forum(_BOARD.key) is None:
            return []
        meetings = self._with_papers(snapshot, now)
        return [paper for each in meetings for paper in self._papers_of(each, snapshot)]

    def _with_papers(self, snapshot: Snapshot, now: datetime) -> list[Meeting]:
        """Boards to come whose pack is out by now, or should be and could not go out."""
        meetings = snapshot.meetings.starting(now, now + _LOOK_AHEAD)
        return [each for each in meetings if is_board(each) and self._is_time(each, snapshot, now)]

    def _is_time(self, meeting: Meeting, snapshot: Snapshot, now: datetime) -> bool:
        """By the clock unless held; and whatever is still to be made of a pack that is out."""
        if meeting.is_pack_ours:
            return True
        listed = listed_at(meeting, self._calendar, snapshot.settings.clocks)
        return meeting.state in OPEN and not meeting.pack_held and now >= listed

    def _papers_of(self, meeting: Meeting, snapshot: Snapshot) -> list[_Paper]:
        listed = listed_at(meeting, self._calendar, snapshot.settings.clocks)
        at = meeting.pack_issued_at or listed
        wanted: list[tuple[Label, str, Callable[..., Values]]] = []
        if meeting.is_pack_ours:
            wanted += [
                (_edition(DocumentKind.AGENDA, meeting, at, snapshot), "agenda", agenda_paper),
                (_edition(DocumentKind.PACK, meeting, at, snapshot), "pack", pack_paper),
            ]
        wanted.append((register(DocumentKind.TRACKER, at), "tracker", tracker_sheet))
        if snapshot.risks.open_ones():
            wanted.append((register(DocumentKind.RISKS, at), "risks", risk_sheet))
        return [
            _Paper(label, kind, at, values(meeting, at, snapshot, self._calendar))
            for label, kind, values in wanted
            if snapshot.documents.get(label.key) is None
        ]


def _edition(
    kind: DocumentKind, meeting: Meeting, issued_at: datetime, snapshot: Snapshot
) -> Label:
    """What it is called: with a number where the meeting was put off after its first pack."""
    labels = (of_meeting(kind, meeting, edition=number) for number in count(1))
    return next(each for each in labels if _is_free(each, issued_at, snapshot))


def _is_free(label: Label, issued_at: datetime, snapshot: Snapshot) -> bool:
    """Nothing of that name went out before, for another day or another start."""
    there = snapshot.documents.get(label.key)
    return there is None or there.made_at >= issued_at


def _freeze(unit: Unit, *, ref: str, at: datetime) -> None:
    meeting = unit.meetings.get(ref, for_change=True)
    if meeting is not None:
        freeze_agenda(unit, meeting, at)
