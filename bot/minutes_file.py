"""The minutes of a meeting out of a board's file: its items, decisions and interests."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Final

from board.agenda import STANDING_BOARD
from board.calendar import at_london
from board.meeting_record import (
    SUMMARY_LONGEST,
    Decision,
    DecisionKind,
    Interest,
    ItemRecord,
)
from board.meeting_steps import OUT_OF_COMMITTEE
from board.minutes import Minutes, MinutesState, finalise
from board.minutes_content import texts_from
from board.sittings import Sitting
from bot.board_file import MeetingDecisionRecord, MeetingRecord, MinutesRecord
from bot.minute_values import keep_final
from storage.unit import Unit

_ITEM: Final = re.compile(r"^(\d{1,2})\. (.+)$", re.MULTILINE)
_FRAME: Final = re.compile(r"^(Draft prepared .*|OFFICIAL)$\n?", re.MULTILINE)
"""What stands around the items, which the bot says itself."""
_TWICE: Final = re.compile(r"^(Decision DEC-\S+: |Actions?: ).*$\n?", re.MULTILINE)
"""Lines of decisions and actions, which have records of their own."""
_FURTHER: Final = "actions"
"""The item under which an action stands that no item names."""
_SEVENTEEN: Final = time(17)
_KINDS: Final = {"approved": DecisionKind.APPROVE, "escalated": DecisionKind.REFER}


def put_minutes(each: MeetingRecord, unit: Unit) -> bool:
    """Keep what was recorded of a meeting and its minutes; False where there are minutes."""
    given = each.minutes
    meeting = unit.meetings.get(each.id, for_change=True)
    if given is None or meeting is None or unit.minutes.find(each.id) is not None:
        return False
    items = tuple(_items(given, meeting.starts_at))
    keys = {number: item.key for number, item in enumerate(items, start=1)}
    unit.sittings.begin(
        Sitting(meeting=each.id, started_at=meeting.starts_at, ended_at=meeting.ends_at), items
    )
    for one in each.decisions:
        decision = _decision(one, each.id, keys, each.facilitator_id or "", meeting.ends_at)
        unit.sittings.add_decision(decision, one.id)
    for item, action in _raised(each.id, given, items, unit):
        unit.sittings.note_action(each.id, item, action, meeting.ends_at)
    _put(given, each.id, unit)
    return True


def put_interests(each: MeetingRecord, unit: Unit) -> bool:
    """Keep the interests declared at a meeting; whether any of them is new."""
    known = {(one.member, one.item) for one in unit.sittings.interests(each.id)}
    new = [one for one in _interests(each) if (one.member, one.item) not in known]
    for one in new:
        unit.sittings.declare(each.id, one)
    return bool(new)


def _interests(each: MeetingRecord) -> Iterator[Interest]:
    at = at_london(each.date, each.start)
    for one in each.interests_declared:
        number = one.item or 0
        is_standing = 0 < number <= len(STANDING_BOARD)
        item = STANDING_BOARD[number - 1].key if is_standing else f"item-{number}"
        yield Interest(
            member=one.member_id,
            item=one.case_ref or item,
            nature=one.nature,
            handling=one.handling,
            declared_at=at,
        )


def _put(given: MinutesRecord, ref: str, unit: Unit) -> None:
    """A draft that was prepared is with the members; what is final was approved elsewhere."""
    at = at_london(given.prepared_on, _SEVENTEEN)
    minutes = Minutes(
        meeting=ref,
        state=MinutesState.WITH_MEMBERS,
        begun_at=at,
        with_chair_at=at,
        with_members_at=at,
        items=texts_from(unit.sittings.record(ref), ()),
    )
    meeting = unit.meetings.get(ref)
    if given.status == "final" and meeting is not None:
        keep_final(meeting, minutes, unit, at)
        minutes = finalise(minutes, OUT_OF_COMMITTEE, at)
    unit.minutes.add(minutes)


def _items(given: MinutesRecord, started_at: datetime) -> Iterator[ItemRecord]:
    """The numbered items of the text, by the keys of the board's standing order."""
    found = list(_ITEM.finditer(given.text))
    ends = [*(each.start() for each in found[1:]), len(given.text)]
    for number, (head, end) in enumerate(zip(found, ends, strict=True)):
        is_standing = number < len(STANDING_BOARD)
        yield ItemRecord(
            key=STANDING_BOARD[number].key if is_standing else f"item-{number + 1}",
            title=head[2],
            summary=_said(given.text[head.end() : end]),
            started_at=started_at,
        )


def _said(text: str) -> str:
    return _TWICE.sub("", _FRAME.sub("", text)).strip()[:SUMMARY_LONGEST]


def _decision(
    one: MeetingDecisionRecord, ref: str, keys: Mapping[int, str], by: str, at: datetime
) -> Decision:
    verb = one.text.partition(" ")[0].casefold()
    return Decision(
        ref=f"{ref}/D{int(one.id.rpartition('-')[2]):02d}",
        meeting=ref,
        item=keys.get(one.item, ""),
        kind=_KINDS.get(verb, DecisionKind.AGREE),
        text=one.text,
        rationale=one.rationale or "",
        dissent=one.dissent or "",
        by=by,
        at=at,
    )


def _raised(
    ref: str, given: MinutesRecord, items: Sequence[ItemRecord], unit: Unit
) -> Iterator[tuple[str, str]]:
    """Actions that come from this meeting, each under the first item that names it."""
    found = list(_ITEM.finditer(given.text))
    for action in unit.actions.all():
        if action.source != ref:
            continue
        at = given.text.find(action.ref)
        before = [number for number, head in enumerate(found) if head.start() <= at]
        yield (items[before[-1]].key if before else _FURTHER), action.ref
