"""The rotas over the database: what turns are filled from, and keeping them with their boards."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from board.calendar import Calendar
from board.cycle_due import TEAM
from board.facts import Fact
from board.meetings import Meeting
from board.rotas import SlotStatus, slot_fact
from board.standing import Standing
from board.turns import OPEN_TO_TURNS, Rota, Turns, adopted, ahead, assigned, filled
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

BOARD = "BOARD"


def rota_of(
    snapshot: Snapshot, now: datetime, calendar: Calendar, standing: Standing | None = None
) -> Rota:
    """Agencies, co-chairs and settings as they stand."""
    standing = standing or standing_of(snapshot, now)
    chairs = dict.fromkeys(standing.members[each].agency for each in standing.co_chairs)
    return Rota(
        agencies=tuple(snapshot.people.agencies()),
        co_chairs=tuple(chairs),
        policy=snapshot.settings.rota,
        clocks=snapshot.settings.clocks,
        calendar=calendar,
    )


def turns_of(snapshot: Snapshot, now: datetime, *, for_change: bool = False) -> Turns:
    """The turns as they are kept, with those that only the meetings tell of."""
    kept = snapshot.rotas.turns(for_change=for_change)
    return adopted(kept, snapshot.meetings.of_forum(BOARD), now)


def in_focus(meeting: Meeting, snapshot: Snapshot) -> tuple[str, ...]:
    """The agencies in focus at a board; the one it names where the rotas know of none there."""
    if meeting.forum.upper() != BOARD:
        return ()
    held = snapshot.rotas.turns().focus_at(meeting.ref)
    named = (meeting.focus_agency,) if meeting.focus_agency else ()
    return tuple(each.agency for each in held) or named


def all_filled(turns: Turns, boards: tuple[Meeting, ...], rota: Rota, now: datetime) -> Turns:
    """The turns with the free seats of every board to come offered, the nearest first."""
    for each in ahead(boards, now):
        turns = filled(each, boards, turns, rota, now)
    return turns


def keep_turns(
    unit: Unit, turns: Turns, now: datetime, calendar: Calendar, *, facts: Iterable[Fact] = ()
) -> Turns:
    """Keep the turns that somebody has changed, with what the rotas fill in behind that.

    Each board says from then on who is in focus and who leads it.
    """
    before = turns_of(unit, now)
    turns = all_filled(turns, unit.meetings.of_forum(BOARD), rota_of(unit, now, calendar), now)
    unit.rotas.keep(turns)
    for fact in (*facts, *_offered(before, turns, now)):
        unit.record(fact)
    for each in ahead(unit.meetings.of_forum(BOARD), now):
        if each.state in OPEN_TO_TURNS and (changed := assigned(each, turns)) != each:
            unit.meetings.save(changed)
    return turns


def _offered(before: Turns, after: Turns, now: datetime) -> Iterator[Fact]:
    """What the clock has given to somebody."""
    for slot in after.focus:
        if slot not in before.focus and slot.status is SlotStatus.OFFERED:
            yield slot_fact("FocusOffered", slot, None, now)
    for lead in after.lead:
        if lead in before.lead or not lead.is_held or lead.volunteered:
            continue
        if lead.as_co_chair and lead.status is SlotStatus.ACCEPTED:
            yield slot_fact("LeadFell", lead, None, now)
        elif lead.status is SlotStatus.OFFERED:
            yield slot_fact("LeadOffered", lead, None, now)


def spoken_to(agency: str, standing: Standing) -> str:
    """Where an agency hears: in private whoever speaks for it now, else the team for it."""
    ask = standing.speaker(agency)
    member = standing.members.get(ask.recipient) if ask else None
    return f"person:{member.account}" if member and member.account else TEAM


def touched(unit: Unit, ref: str, turns: Turns) -> Meeting:
    """A board as its turns have it, one version on: what was pressed before is out of date."""
    meeting = unit.meetings.get(ref, for_change=True)
    assert meeting is not None  # noqa: S101 - its turn was found by it
    return unit.meetings.save(replace(assigned(meeting, turns)))
