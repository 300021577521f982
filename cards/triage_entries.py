"""What triage has put down about a referral, as its team reads it: newest first."""

from collections.abc import Iterator
from datetime import date, datetime

from board.calendar import in_words, short_words
from board.referral_form import Answer
from board.referrals import Referral, ReferralState
from board.triage_file import Decided, Duty, Gate, Note, Request, TriageFile
from cards.elements import Element, RichTextBlock, TextRun
from cards.triage_words import ANSWERS, DECIDED, GATES, NOTES, OUTCOMES
from cards.typed import NAME_LONGEST, fit, named

Block = list[Element]
WHOLE = 1_000
"""Characters shown of a text where there is room: as many as any may have."""
_TEXT, _LINE, _DAY = 500, 200, 30
"""Characters that the shorter texts may have."""


def entries(referral: Referral, most: int = WHOLE) -> list[Block]:
    """Decisions, questions to the referrer and notes, the newest first."""
    file = referral.triage or TriageFile()
    waits = referral.state is ReferralState.AWAITING_CHECK
    dated: list[tuple[datetime, Block]] = [
        (each.at, decision_entry(each, most, waits=waits and each is file.decision))
        for each in file.decided
    ]
    dated += [(each.at, _request(each, most)) for each in file.requests]
    dated += [(each.at, _note(each, most)) for each in file.notes]
    return [block for _, block in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def decision_entry(decided: Decided, most: int = WHOLE, *, waits: bool = False) -> Block:
    """One decision with its reasons, what it holds beside them, and who checked it."""
    told = named("Reasons", decided.rationale, most, spacing="none")
    more = [
        named(name, text, min(most, longest), spacing="none")
        for name, text, longest in _beside(decided)
        if text
    ]
    title = f"{DECIDED[decided.kind]}{', waiting for a check' * waits}"
    return [_by(title, decided.by_name, decided.at), told, *more]


def answers_in_words(gate: Gate, answer: Answer) -> str:
    """The answer to a gate as people say it; of other duties, the short name of each."""
    words = ANSWERS[gate]
    if gate is Gate.DUTIES:
        chosen = (answer,) if isinstance(answer, str) else answer
        said = [words[each].partition(":")[0] for each in chosen if each in words]
        return "; ".join(said) or "None"
    return words.get(str(answer), str(answer)[:NAME_LONGEST])


def duties_of(answer: Answer) -> tuple[Duty, ...]:
    """The duties that were said to apply, in their order."""
    chosen = (answer,) if isinstance(answer, str) else answer
    return tuple(each for each in Duty if each in chosen)


def gates_answered(referral: Referral) -> Block:
    """Every question that has been answered, a line each."""
    file = referral.triage or TriageFile()
    return [
        named(GATES[gate].name, answers_in_words(gate, file.gates[gate]), spacing="none")
        for gate in Gate
        if gate in file.gates
    ]


def _beside(decided: Decided) -> Iterator[tuple[str, str, int]]:
    """What a decision holds beside its reasons: a name, the text, and how long it may be."""
    yield "Sent to", decided.sent_to, _LINE
    yield "Sent on", _day(decided.sent_on), _LINE
    yield "Service", decided.service, _LINE
    yield "Who was told", decided.told, _LINE
    yield "Safety advice", decided.advice, _TEXT
    yield "Joined with", decided.into, _LINE
    yield "Meeting", decided.meeting, _LINE
    if decided.checked_at:
        at = short_words(decided.checked_at)
        yield "Checked by", f"{decided.checked_by_name[:NAME_LONGEST]}, {at}", _LINE
    if decided.outcome:
        by = f" by {decided.outcome_by}" if decided.outcome_by else ""
        said = f"{_day(decided.outcome_on)}{by}".strip() or "Yes"
        yield OUTCOMES[decided.outcome], said, _LINE + _DAY
        yield "Why it was declined", decided.outcome_reason, WHOLE


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _request(request: Request, most: int) -> Block:
    if request.answered_at:
        stands = f"Answered {in_words(request.answered_at)}"
    else:
        stands = f"Not answered, due {in_words(request.due)}"
    return [
        _by("Question to the referrer", request.by, request.at),
        named("Question", request.question, min(most, _TEXT), spacing="none"),
        _line(stands),
    ]


def _note(note: Note, most: int) -> Block:
    title = NOTES.get(note.what, "Noted")
    told = [named("Note", note.text, most, spacing="none")] if note.text else []
    return [_by(title, note.by, note.at), *told]


def _by(title: str, who: str, at: datetime) -> Element:
    runs = [
        TextRun(text=title, weight="bolder"),
        TextRun(text=fit(f" by {who[:NAME_LONGEST]}, {short_words(at)}")),
    ]
    return RichTextBlock(spacing="medium", inlines=runs)


def _line(text: str) -> Element:
    return RichTextBlock(spacing="none", inlines=[TextRun(text=text)])
