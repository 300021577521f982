"""Board meetings in the organiser's calendar; where there is none, a file for calendars."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from board.bookings import Booking, is_to_be_held
from board.documents import Document, forum_of, invitation
from board.facts import Fact
from board.meetings import Meeting
from board.tiers import Tier
from bot.clock import BoardClock
from bot.lease import ORIGIN, Leases, pause_after
from bot.papers import file_document
from graph.calendar import Invitation, Meetings
from graph.errors import FaultKind, FilingFault
from storage.database import Database
from storage.outbox import Intent, IntentState
from storage.unit import Snapshot, Unit

log = structlog.get_logger()

_NO_CALENDAR: Final = {FaultKind.FORBIDDEN, FaultKind.NOT_CONFIGURED, FaultKind.UNAUTHORISED}
_AGES: Final = (timedelta(seconds=4), timedelta(seconds=20), timedelta(minutes=1))
_CALLED_OFF: Final = "The meeting has been called off."


class Diary:
    """Has the calendar follow the meetings; `meetings` is None without an organiser."""

    def __init__(
        self,
        *,
        database: Database,
        meetings: Meetings | None,
        clock: BoardClock,
        leases: Leases,
    ) -> None:
        self._database = database
        self._meetings = meetings
        self._clock = clock
        self._leases = leases

    async def keep(self, intent: Intent) -> None:
        """Make, move or cancel what stands in the calendar of the intent's meeting."""
        found = await self._database.read(partial(_look, intent.about), name="look for meeting")
        if found is None:
            await self._leases.end(intent, IntentState.CANCELLED, "no_longer_true")
            return
        meeting, booking = found
        try:
            kept = await self._leases.held(intent, self._follow(meeting, booking))
        except FilingFault as fault:
            log.warning("calendar not kept", fault=fault.kind, status=fault.status, code=fault.code)
            await self._leases.put_off(intent, self._pause(intent, fault), str(fault.kind))
            return
        now = self._clock.now()
        told = None
        if kept != booking and (kept.is_invited or (booking.is_invited and not kept.event_id)):
            told = await asyncio.to_thread(_file_of, meeting, kept, now)
        work = partial(self._note, intent, meeting, kept if kept != booking else None, told, now)
        await self._database.write(work, origin=ORIGIN, name="calendar")
        self._leases.ended(IntentState.SENT)

    async def _follow(self, meeting: Meeting, booking: Booking) -> Booking:
        """Bring the calendar to where the meeting is; a file where it may not be used."""
        if self._meetings is None:
            return _by_file(meeting, booking)
        try:
            if booking.event_id:
                return await self._changed(self._meetings, meeting, booking)
            if not is_to_be_held(meeting):
                return booking
            return await _made(self._meetings, meeting, booking)
        except FilingFault as fault:
            # A mailbox that is not there, or not ours to use: the meeting is told by a file. What
            # stands in a calendar already is moved or taken out as soon as we are let in again.
            is_closed = fault.kind in _NO_CALENDAR and not booking.event_id
            if is_closed or fault.kind is FaultKind.GONE:
                log.warning("no calendar", fault=fault.kind, code=fault.code)
                return _by_file(meeting, booking)
            raise

    async def _changed(self, meetings: Meetings, meeting: Meeting, booking: Booking) -> Booking:
        if not is_to_be_held(meeting):
            await meetings.cancel(booking.event_id, _CALLED_OFF)
            return booking.without_event()
        if booking.fits(meeting):
            return booking
        try:
            moved = await meetings.move(booking.event_id, meeting.starts_at, meeting.ends_at)
        except FilingFault as fault:
            if fault.kind is not FaultKind.GONE:
                raise
            return await _made(meetings, meeting, booking.without_event())
        there = booking.at_times_of(meeting)
        return replace(there, join_url=moved.join_url or booking.join_url)

    def _note(
        self,
        intent: Intent,
        meeting: Meeting,
        kept: Booking | None,
        told: tuple[Document, bytes] | None,
        now: datetime,
        unit: Unit,
    ) -> None:
        is_ours = unit.outbox.finish(
            intent, IntentState.SENT, machine_now=self._leases.machine_now()
        )
        if not is_ours or kept is None:
            return  # nothing has changed, or somebody else has looked meanwhile
        unit.bookings.put(kept)
        if told is not None:
            file_document(unit, *told, now)
        how = "calendar" if kept.event_id else "file"
        name = "MeetingBooked" if is_to_be_held(meeting) else "MeetingUnbooked"
        told_by = {"how": how}
        unit.record(
            Fact(name=name, about=meeting.ref, by="filing", at=now, tier=Tier.T0, details=told_by)
        )

    def _pause(self, intent: Intent, fault: FilingFault) -> timedelta:
        """Soon while it is young, then ever longer: tries are not counted here."""
        age = self._leases.machine_now() - intent.created_at
        tries = next((n for n, limit in enumerate(_AGES) if age < limit), len(_AGES) + 3)
        return pause_after(tries, fault)


def _look(ref: str, snapshot: Snapshot) -> tuple[Meeting, Booking] | None:
    meeting = snapshot.meetings.get(ref)
    return (meeting, snapshot.bookings.of(ref)) if meeting else None


def _file_of(meeting: Meeting, booking: Booking, now: datetime) -> tuple[Document, bytes]:
    from bot.invitation import ics_of  # noqa: PLC0415 - it takes a while, and few need it

    content = ics_of(meeting, booking.made, now)
    label = invitation(meeting, booking.made)
    return Document.of(label, content, forum=forum_of(meeting), made_at=now), content


async def _made(meetings: Meetings, meeting: Meeting, booking: Booking) -> Booking:
    made = await meetings.create(
        Invitation(
            transaction=booking.transaction,
            subject=f"{meeting.ref} Mental Health Risk Management Board",
            starts=meeting.starts_at,
            ends=meeting.ends_at,
            text="The agenda and the papers are in the Files tab of the board's channel.",
        )
    )
    there = booking.at_times_of(meeting)
    return replace(
        there,
        event_id=made.event_id,
        join_url=made.join_url,
        web_url=made.web_url,
        made=booking.made + 1,
        is_invited=False,
    )


def _by_file(meeting: Meeting, booking: Booking) -> Booking:
    """As it is told by a file: one more of it where anything has changed."""
    if not is_to_be_held(meeting):
        if not booking.is_invited:
            return booking
        return replace(booking.without_event(), made=booking.made + 1)
    if booking.is_invited and booking.fits(meeting):
        return booking
    return replace(booking.at_times_of(meeting), made=booking.made + 1, is_invited=True)
