"""Escalations as a file has them, read as ladders; what they mean for their actions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from board.actions import Action, Asked, Request
from board.calendar import at_london
from board.escalation import (
    BOARD_CHANNEL,
    CHAIRS,
    HEADS,
    MOVES_AT,
    Answer,
    Asking,
    Ladder,
    LadderState,
    Policy,
    Result,
    Said,
    Step,
)
from board.people import Agency
from board.standing import MAILBOX, Ask
from bot.board_file import EscalationRecord, PolicyRecord, StepRecord
from storage.unit import Unit

_NOON = time(12)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OFFERS = {HEADS: Answer.RESOLUTION}
"""What a new date is an answer of, where it is not a plan; above that a direction."""


@dataclass(frozen=True, slots=True)
class _Became:
    """What the words of a result say."""

    result: Result
    kind: Answer | None = None
    due: date | None = None


def put_ladder(record: EscalationRecord, agencies: Mapping[str, Agency], unit: Unit) -> bool:
    """Keep a ladder that is not here yet, and put right what it means for its action.

    Its messages count as delivered, and the question of the due day as asked: nobody hears of
    either again.
    """
    if unit.escalations.find(record.id) is not None:
        return False
    action = unit.actions.get(record.action_ref, for_change=True)
    ladder = _ladder(record, action, agencies)
    unit.escalations.insert(ladder)
    if not action.is_live:
        return True
    asked = _request(ladder)
    if asked is not None and action.request is None:
        unit.actions.save(replace(action, request=asked))
    if any(each.sent_on > action.due for each in record.steps):
        unit.actions.note_due_asked(action.ref, action.due, at_london(action.due, MOVES_AT))
    return True


def policy_of(record: PolicyRecord) -> Policy:
    """Working days for each rung."""
    return Policy(standard=record.standard, urgent=record.urgent)


def _ladder(record: EscalationRecord, action: Action, agencies: Mapping[str, Agency]) -> Ladder:
    return Ladder(
        ref=record.id,
        action=action.ref,
        priority=record.priority,
        owner_agency=action.owner_agency,
        source_agency=action.source_agency,
        due=action.due,
        opened_at=at_london(record.steps[0].sent_on, MOVES_AT),
        state=record.state,
        steps=tuple(_steps(record, action, agencies)),
        board_item=record.board_item or "",
    )


def _steps(
    record: EscalationRecord, action: Action, agencies: Mapping[str, Agency]
) -> Iterator[Step]:
    followed_on = [each.sent_on for each in record.steps[1:]]
    for number, each in enumerate(record.steps):
        is_last = number == len(followed_on)
        became = _became(each)
        if is_last and record.state is LadderState.OPEN and became.result is Result.TIMED_OUT:
            became = _Became(Result.AWAITING)  # the next tick times it out, and goes on from there
        ended_on = each.responded_on or (each.respond_by if is_last else followed_on[number])
        has_ended = became.result not in {Result.AWAITING, Result.ANSWERED}
        sent_at = at_london(each.sent_on, MOVES_AT)
        asks = tuple(Asking(ask=ask, delivered_at=sent_at) for ask in _asks(each, action, agencies))
        yield Step(
            rung=each.rung,
            opened_at=sent_at,
            asks=asks,
            respond_by=each.respond_by,
            result=became.result,
            ended_on=ended_on if has_ended else None,
            said=_said(each, became, asks[0].ask.recipient),
            note=each.result if became.result is Result.REJECTED else "",
            jump_reason=each.jump_reason,
        )


def _asks(step: StepRecord, action: Action, agencies: Mapping[str, Agency]) -> Iterator[Ask]:
    if step.rung >= CHAIRS:
        yield Ask(to=step.to, recipient=BOARD_CHANNEL)
        return
    for each in step.to:
        if each.startswith(MAILBOX):
            agency = agencies[each.partition("@")[2]]
            speakers = (agency.representative, agency.deputy, each)
            recipient = next(one for one in speakers if one and one != action.owner)
            yield Ask(to=(each,), recipient=recipient, instead="mailbox")
        else:
            yield Ask(to=(each,), recipient=each)


def _became(step: StepRecord) -> _Became:
    """What the words of a result say; that they can be read was seen to with the file."""
    words = step.result
    offered = _OFFERS.get(step.rung, Answer.DIRECTION if step.rung >= CHAIRS else Answer.PLAN)
    if words.startswith("new date"):
        found = _DAY.search(words)
        due = date.fromisoformat(found[0]) if found else None
        accepted = words.startswith("new date accepted")
        return _Became(Result.ACCEPTED if accepted else Result.ANSWERED, offered, due)
    if words.startswith("done"):
        return _Became(Result.ACCEPTED, Answer.DONE)
    if words.startswith("rejected"):
        return _Became(Result.REJECTED)
    if words.startswith("escalated"):
        return _Became(Result.REJECTED, Answer.ESCALATE if step.rung >= CHAIRS else None)
    return _Became(Result(words))


def _said(step: StepRecord, became: _Became, by: str) -> Said | None:
    if step.responded_on is None:
        return None
    at = at_london(step.responded_on, _NOON)
    is_late = step.responded_on > step.respond_by
    return Said(kind=became.kind, by=by, at=at, text=step.result, due=became.due, is_late=is_late)


def _request(ladder: Ladder) -> Request | None:
    """The new date that waits for somebody's agreement."""
    said = ladder.last.said
    if not ladder.is_running or ladder.last.result is not Result.ANSWERED or said is None:
        return None
    return Request(
        what=Asked.DATE,
        by=said.by,
        on=said.at.date(),
        reason=said.text,
        due=said.due,
    )
