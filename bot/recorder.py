"""Looks for recordings of the board's meetings; where Teams has none, nothing is lost."""

from datetime import datetime
from functools import partial

import structlog

from board.facts import Fact
from board.recordings import Recording, RecordingKind, is_recorded
from board.tiers import Tier
from bot.clock import BoardClock
from bot.lease import ORIGIN, Leases
from graph.errors import FilingFault
from graph.recordings import Found, Recordings
from storage.database import Database
from storage.outbox import Intent, IntentState
from storage.unit import Snapshot, Unit

log = structlog.get_logger()

NOT_TOLD = "not_told"


class Recorder:
    """Keeps where recordings are, as soon as Graph says so."""

    def __init__(
        self,
        *,
        database: Database,
        recordings: Recordings | None,
        clock: BoardClock,
        leases: Leases,
    ) -> None:
        self._database = database
        self._recordings = recordings
        self._clock = clock
        self._leases = leases

    async def look(self, intent: Intent) -> None:
        """Look once; there is another look tomorrow, since a transcript may come later."""
        join_url = await self._database.read(
            partial(_link_of, intent.about), name="look for recording"
        )
        if self._recordings is None or not join_url:
            await self._leases.end(intent, IntentState.CANCELLED, "no_longer_true")
            return
        try:
            found = await self._leases.held(intent, self._recordings.of(join_url))
        except FilingFault as fault:
            log.info("recordings not told", fault=fault.kind, code=fault.code)
            await self._leases.end(intent, IntentState.CANCELLED, NOT_TOLD)
            return
        work = partial(self._note, intent, found, self._clock.now())
        await self._database.write(work, origin=ORIGIN, name="recordings")
        self._leases.ended(IntentState.SENT)

    def _note(self, intent: Intent, found: tuple[Found, ...], now: datetime, unit: Unit) -> None:
        unit.outbox.finish(intent, IntentState.SENT, machine_now=self._leases.machine_now())
        added = [unit.recordings.add(_kept(each, intent.about, now)) for each in found]
        if any(added):
            details = {"count": str(sum(added)), "how": "graph"}
            unit.record(
                Fact(name="RecordingAttached", about=intent.about, by="filing", at=now,
                     tier=Tier.T1, details=details)
            )  # fmt: skip


def _kept(found: Found, meeting: str, now: datetime) -> Recording:
    return Recording(
        meeting=meeting,
        item=found.id[:200],
        kind=RecordingKind(found.kind),
        url="",
        found_at=now,
    )


def _link_of(ref: str, snapshot: Snapshot) -> str:
    meeting = snapshot.meetings.get(ref)
    if meeting is None or not is_recorded(meeting):
        return ""
    return snapshot.bookings.of(ref).join_url
