"""The rungs of an escalation as they are told: the rule, the dates, and what came of each."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from board.actions import TEXT_LONGEST, Priority
from board.calendar import short_words
from board.escalation import SENIOR, USUAL, Asking, Ladder, Result, Said, Step
from cards.action_pieces import (
    Block,
    joined,
    left_out,
    on,
    said,
    strongly,
    who,
    within,
)
from cards.action_views import Names
from cards.action_words import RESULTS, SAID, count, day_words, rung_in_words, short_day
from cards.elements import Element, TextRun
from cards.pieces import section, strong, words

_RULE: Mapping[int, str] = MappingProxyType(
    {
        1: "It is past its due date and no new date has been agreed, so rung 1 is asked.",
        2: "Rung 1 has not settled it, so rung 2 is asked.",
        3: "Rung 2 has not settled it, so the heads of service of both agencies are asked.",
        4: "Rung 3 has not settled it, so the co-chairs are asked.",
        5: "Rung 4 has not settled it, so the senior board is asked.",
    }
)
"""The rule by which each rung is asked. Source: domain 2.9."""
_HISTORY_TEXT = 300
_SHORTENED = "... (shortened)"


def step_of(ladder: Ladder, rung: int) -> Step | None:
    """The newest step on this rung, None where it was never reached."""
    return next((each for each in reversed(ladder.steps) if each.rung == rung), None)


def rule(ladder: Ladder, rung: int, *, days: int = 0, any_hour: bool = False) -> list[Element]:
    """Why this rung is asked, and how long it has."""
    step = step_of(ladder, rung)
    shown: list[Element] = [section("The rule")]
    if step is not None and step.jump_reason:
        told = strongly("Taken straight to this rung: ")
        shown.append(said(told, *_text(step.jump_reason, TEXT_LONGEST), spacing="small"))
    else:
        shown.append(words(_RULE[rung]))
    if step is None or step.result is Result.AWAITING:
        shown.append(strong(_time(ladder, rung, step, days)))
    if any_hour:
        shown.append(words("It is critical: every day counts, and it comes at any hour."))
    return shown


def _time(ladder: Ladder, rung: int, step: Step | None, days: int) -> str:
    """How long the rung has: a number of days, and the last of them once it is known."""
    given = days or USUAL.days(ladder.priority, rung)
    each = "day" if ladder.priority is Priority.CRITICAL else "working day"
    told = f"{count(given, each)} to answer"
    if rung == SENIOR:
        told += ", or until the senior board's next meeting"
    if step is not None and step.respond_by is not None:
        return f"{told}: by {day_words(step.respond_by)}."
    return f"{told}, counted from when everybody who is asked has this message."


def history(ladder: Ladder, names: Names, room: int, *, but: int = 0) -> list[Element]:
    """Every rung so far, oldest first: who was asked, when, and what came of it."""
    told = [step_lines(each, names) for each in ladder.steps if each.rung != but]
    if not told:
        return []
    shown, left = within(told, room)
    return [section("So far"), *shown, *left_out(left, "rungs")]


def step_lines(step: Step, names: Names) -> Block:
    """One rung: whom it was put to, until when, and what became of it."""
    runs: list[str | TextRun] = [strongly(rung_in_words(step.rung))]
    if step.jump_reason:
        runs += ["\nTaken straight to this rung: ", *_text(step.jump_reason, _HISTORY_TEXT)]
    if step.asks:
        runs.append(f"\n{_asked(step, names)}")
    if step.respond_by is not None:
        runs.append(f"\nAnswer due {short_day(step.respond_by)}.")
    if step.result is not Result.ANSWERED or step.said is None:
        ended = f", {short_day(step.ended_on)}" if step.ended_on else ""
        runs.append(f"\n{RESULTS[step.result]}{ended}.")
    if step.said is not None:
        runs += ["\n", *answer_runs(step.said, names, _HISTORY_TEXT)]
    if step.note:
        runs += ["\n", *_text(step.note, _HISTORY_TEXT)]
    if step.acknowledged:
        runs.append(f"\n{acknowledged(step, names)}")
    return [said(*runs, spacing="small")]


def answer_runs(answer: Said, names: Names, most: int) -> list[str | TextRun]:
    """Who answered what, and when."""
    kind = SAID[answer.kind] if answer.kind else "answered"
    late = ", after the time to answer" if answer.is_late else ""
    told: list[str | TextRun] = [f"{who(answer.by, names)} {kind}, {short_words(answer.at)}{late}."]
    if answer.due is not None:
        told.append(f" New date: {short_day(answer.due)}.")
    if answer.owner:
        told.append(f" New owner: {who(answer.owner, names)}.")
    if answer.text:
        told += [" ", *_text(answer.text, most)]
    return told


def acknowledged(step: Step, names: Names) -> str:
    """Who has said that they have read it."""
    seen = (f"{who(by, names)} ({short_words(at)})" for by, at in step.acknowledged)
    return f"Acknowledged by {joined(seen)}."


def _asked(step: Step, names: Names) -> str:
    asked = joined(_each_asked(step.asks, names))
    if step.sent_at is None:
        return f"To ask {asked}: not delivered to everybody yet."
    return f"Asked {asked}, {short_words(step.sent_at)}."


def _each_asked(asks: Sequence[Asking], names: Names) -> Iterable[str]:
    """Everybody once, though they may be asked in two places."""
    told: dict[str, None] = {}
    for each in asks:
        ask = each.ask
        holders = joined(who(key, names) for key in ask.to)
        through = ask.instead and ask.recipient not in ask.to
        way = f" by way of {who(ask.recipient, names)}"
        passed = f", passed to {each.passed_to[:100]}" if each.passed_to else ""
        told[f"{holders}{way if through else ''}{passed}"] = None
    return told


def _text(text: str, most: int) -> list[str | TextRun]:
    shortened = [TextRun(text=_SHORTENED, italic=True)] if len(text) > most else []
    return [text[:most], *shortened]


def answer_due(ladder: Ladder) -> str:
    """When the rung it stands on has to answer."""
    if not ladder.steps or ladder.last.respond_by is None:
        return "Not delivered to everybody yet"
    return f"Answer due {on(ladder.last.respond_by)}"
