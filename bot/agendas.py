"""Keeping a meeting's agenda: from the first change on, and as it stands when its pack goes out."""

from dataclasses import replace
from datetime import datetime

from board.agenda import Agenda
from board.agenda_changes import issued
from board.facts import Fact
from board.meetings import Meeting, MeetingState
from board.tiers import Tier
from bot.pack_values import agenda_of
from storage.unit import Unit


def keep_agenda(unit: Unit, meeting: Meeting, now: datetime) -> Agenda:
    """The agenda of a meeting as it stands, kept under its version and locked for a change."""
    if unit.agendas.find(meeting.ref, for_change=True) is None:
        agenda = agenda_of(meeting, now, unit)
        if unit.agendas.add(agenda):
            return agenda
        unit.agendas.find(meeting.ref, for_change=True)
    return agenda_of(meeting, now, unit)


def reopen_agenda(unit: Unit, meeting: str) -> None:
    """Have the agenda of a meeting that is planned afresh open again, at whatever time it is."""
    kept = unit.agendas.find(meeting, for_change=True)
    if kept is not None and kept.issued_for is not None:
        unit.agendas.save(replace(kept, issued_for=None))


def freeze_agenda(unit: Unit, meeting: Meeting, now: datetime) -> Agenda:
    """Keep the agenda as it goes out with the pack; from then on it stands. Twice is once.

    `meeting` is as it was before the pack is issued, or as it is after.
    """
    kept = unit.agendas.find(meeting.ref, for_change=True)
    if kept is not None and kept.issued_for == meeting.starts_at:
        return kept
    # A meeting whose state has been moved on already would have its agenda stand as it was.
    before = replace(meeting, state=MeetingState.AGENDA_OPEN)
    agenda = issued(agenda_of(before, now, unit), meeting)
    if kept is None:
        unit.agendas.add(agenda)
    else:
        agenda = unit.agendas.save(agenda)
    fact = Fact(name="AgendaIssued", about=meeting.ref, by="ticker", at=now, tier=Tier.T0)
    unit.record(fact)
    return agenda
