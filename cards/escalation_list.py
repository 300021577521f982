"""Running escalations: how many on each rung, between which agencies, how long answers take."""

from collections.abc import Mapping

from board.actions import TITLE_LONGEST
from board.escalation import LadderState
from cards.action_payloads import ShowAction, ShowEscalation, ShowEscalations
from cards.action_pieces import (
    ROOM,
    as_at,
    left_out,
    pages_in_words,
    said,
    strongly,
    taken,
    turning,
    who,
    within,
)
from cards.action_views import EscalationList, EscalationRow, Names
from cards.action_words import LADDERS, RUNGS, count, rung_in_words
from cards.buttons import button, rows
from cards.elements import Container, Element, Fact, FactSet, TextRun
from cards.ladder import answer_due
from cards.pieces import heading, section, small, strong, words
from cards.typed import fit
from cards.views import Surface

_PAIRS = 10


def escalation_list_card(view: EscalationList, surface: Surface) -> list[Element]:
    """The ladders one below the other, and what they come to on the first page."""
    told = count(view.total, "open escalation")
    counted = pages_in_words(told, view.page, view.pages)
    turns = turning(
        view.page,
        view.pages,
        (ShowEscalations(page=max(view.page - 1, 1)), ShowEscalations(page=view.page + 1)),
        surface,
    )
    top = [heading("Escalations"), words(counted if view.total else "Nothing is escalated.")]
    sums = _sums(view) if view.page <= 1 else []
    end = [*rows(turns), *sums, as_at(view.at)]
    listed = (_row(each, view.names, surface) for each in view.rows)
    shown, left = within(listed, ROOM - taken([*top, *end]))
    return [*top, *shown, *left_out(left, "escalations"), *end]


def _row(row: EscalationRow, names: Names, surface: Surface) -> list[Element]:
    ladder = row.ladder
    opens = button("Open", ShowEscalation(ref=ladder.ref), surface, tooltip=f"Open {ladder.ref}")
    action = button(
        "The action", ShowAction(ref=ladder.action), surface, tooltip=f"Open {ladder.action}"
    )
    between = who(ladder.owner_agency, names)
    if ladder.source_agency and ladder.source_agency != ladder.owner_agency:
        between = f"{between}, asked for by {who(ladder.source_agency, names)}"
    stands = f"{LADDERS[ladder.state]}."
    if ladder.state is LadderState.OPEN:
        stands = f"{stands} {answer_due(ladder)}."
    return [
        Container(
            separator=True,
            items=[
                strong(f"{ladder.action} \u00b7 {rung_in_words(ladder.rung)}"),
                said(strongly(row.title[:TITLE_LONGEST] or " "), spacing="small"),
                said(TextRun(text=fit(f"{between}\n{stands}"))),
                *rows([opens, action], spacing="small"),
            ],
        )
    ]


def _sums(view: EscalationList) -> list[Element]:
    return [*_by_rung(view.by_rung), *_by_pair(view), *_times(view.answered_in)]


def _by_rung(by_rung: Mapping[int, int]) -> list[Element]:
    facts = [
        Fact(title=f"Rung {rung}", value=f"{number:,}, {RUNGS[rung]}")
        for rung, number in sorted(by_rung.items())
        if rung in RUNGS
    ]
    return [section("Open by rung"), FactSet(facts=facts)] if facts else []


def _by_pair(view: EscalationList) -> list[Element]:
    """Who owes what to whom; agencies by the names in the register, so shown as they are."""
    if not view.pairs:
        return []
    told = [
        said(
            TextRun(text=fit(f"{who(owner, view.names)} for {who(source, view.names)}: ")),
            strongly(f"{number:,}"),
        )
        for (owner, source), number in view.pairs[:_PAIRS]
    ]
    left = len(view.pairs) - _PAIRS
    more = [small(f"{left} more pairs not shown here.")] if left > 0 else []
    return [section("Open by owner's and asking agency"), *told, *more]


def _times(answered_in: Mapping[int, tuple[float, int, int]]) -> list[Element]:
    facts = [
        Fact(title=f"Rung {rung}", value=_time(*numbers))
        for rung, numbers in sorted(answered_in.items())
    ]
    return [section("How long answers take"), FactSet(facts=facts)] if facts else []


def _time(median: float, answered: int, timed_out: int) -> str:
    late = f"{timed_out:,} not in time"
    if not answered:
        return f"none answered, {late}"
    each = "working day" if median == 1 else "working days"
    return f"half within {median:g} {each}; {answered:,} answered, {late}"
