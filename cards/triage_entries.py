"""What triage has put down about a referral, as its team reads it: newest first."""

from collections.abc import Iterator
from datetime import datetime

from board.calendar import in_words, short_words
from board.referral_form import Answer
from board.referrals import Referral, ReferralState
from board.triage_file import Decided, Duty, Gate, Note, Request, TriageFile
from cards.elements import Element, RichTextBlock, TextRun
from cards.triage_words import ANSWERS, DECIDED, GATES, NOTES, OUTCOMES
from cards.typed import NAME_LONGEST, fit, named

Block = list[Element]
WHOLE = 2_000
"""Characters shown of a reason where there is room: twice what may be written."""


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
    more = [named(name, text, most, spacing="none") for name, text in _beside(decided) if text]
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


def _beside(decided: Decided) -> Iterator[tuple[str, str]]:
    yield "Sent to", decided.sent_to
    if on := decided.sent_on:
        yield "Sent on", f"{on.day} {on:%B %Y}"
    yield "Service", decided.service
    yield "Who was told", decided.told
    yield "Safety advice", decided.advice
    yield "Joined with", decided.into
    yield "Meeting", decided.meeting
    if decided.checked_at:
        yield "Checked by", f"{decided.checked_by_name}, {short_words(decided.checked_at)}"
    if decided.outcome:
        on = decided.outcome_on
        by = f" by {decided.outcome_by}" if decided.outcome_by else ""
        yield OUTCOMES[decided.outcome], f"{f'{on.day} {on:%B %Y}' if on else ''}{by}"
        yield "Why it was declined", decided.outcome_reason


def _request(request: Request, most: int) -> Block:
    if request.answered_at:
        stands = f"Answered {in_words(request.answered_at)}"
    else:
        stands = f"Not answered, due {in_words(request.due)}"
    return [
        _by("Question to the referrer", request.by, request.at),
        named("Question", request.question, most, spacing="none"),
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
