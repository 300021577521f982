"""The tracker: one page of actions, and how all of them stand."""

from collections.abc import Mapping

from board.actions import Brag
from board.errors import message
from cards.action_payloads import AddAction, ShowActions, ShowMyActions
from cards.action_pieces import (
    ROOM,
    as_at,
    brag_line,
    left_out,
    open_row,
    owner_of,
    pages_in_words,
    said,
    taken,
    title,
    turning,
    within,
)
from cards.action_views import ActionList, ActionRow, Names
from cards.action_words import BRAGS, COLOURS, count, short_day
from cards.buttons import button, rows
from cards.elements import (
    Bar,
    ChartDonut,
    ChartHorizontalBar,
    Container,
    Element,
    Fact,
    FactSet,
    Part,
    TextRun,
)
from cards.payloads import Payload
from cards.pieces import heading, section, small, words
from cards.typed import fit
from cards.views import Surface

MINE = "mine"
_NONE_OF_MINE = "You have no open action."
_WORDS_LONGEST = 120


def action_list_card(view: ActionList, surface: Surface) -> list[Element]:
    """Five actions a page, most pressing first; on the first page, charts of them all."""
    top = [heading(fit(view.title)), *_counts(view), *_withheld(view)]
    adds = [button("Add action", AddAction(), surface)] if view.may_add else []
    turns = turning(view.page, view.pages, (_page(view, -1), _page(view, 1)), surface)
    end = [*rows([*turns, *adds]), *_charts(view), as_at(view.at)]
    listed = (_row(each, view.names, surface) for each in view.rows)
    shown, left = within(listed, ROOM - taken([*top, *end]))
    return [*top, *shown, *left_out(left, "actions"), *end]


def _counts(view: ActionList) -> list[Element]:
    if view.withheld and not view.total:
        return []
    if not view.total:
        return [words("There is no open action here." if view.again != MINE else _NONE_OF_MINE)]
    told = count(view.total, "action")
    told += f", {view.overdue:,} overdue" if view.overdue else ", none overdue"
    shown = [words(pages_in_words(told, view.page, view.pages))]
    return [*shown, *(_in_words(view) if view.page <= 1 else [])]


def _withheld(view: ActionList) -> list[Element]:
    """What the reader is asked about and may not see, by reference."""
    if not view.withheld:
        return []
    return [words(f"{', '.join(view.withheld)}. {message('withheld')}.")]


def _in_words(view: ActionList) -> list[Element]:
    """The numbers of the charts as words, for whoever sees no chart."""
    brags = [f"{BRAGS[each]}: {view.brags[each]:,}" for each in COLOURS if view.brags.get(each)]
    late = [f"{each}: {number:,}" for each, number in view.ageing.items() if number]
    return [
        *([small(f"{', '.join(brags)}.", spacing="none")] if brags else []),
        *([small(f"Working days overdue: {', '.join(late)}.", spacing="none")] if late else []),
    ]


def _row(row: ActionRow, names: Names, surface: Surface) -> list[Element]:
    action = row.action
    return [
        Container(
            separator=True,
            items=[
                brag_line(row, starts=f"{action.ref} \u00b7 "),
                title(action),
                said(
                    TextRun(text=fit(owner_of(action, names))),
                    TextRun(text=f", due {short_day(action.due)}", is_subtle=True),
                ),
                *open_row(action.ref, surface),
            ],
        )
    ]


def _page(view: ActionList, step: int) -> Payload:
    page = max(view.page + step, 1)
    if view.again == MINE:
        return ShowMyActions(page=page)
    return ShowActions(words=view.again[:_WORDS_LONGEST], page=page)


def _charts(view: ActionList) -> list[Element]:
    """How they stand and how late they are, each with the same numbers as facts."""
    if view.page > 1 or view.total < 2:  # noqa: PLR2004 - one is no picture
        return []
    return [*_brag_chart(view.brags), *_age_chart(view.ageing)]


def _brag_chart(brags: Mapping[Brag, int]) -> list[Element]:
    shown = {each: brags[each] for each in COLOURS if brags.get(each)}
    if not shown:
        return []
    parts = [
        Part(legend=f"{BRAGS[each]} {number:,}", value=number, color=COLOURS[each])
        for each, number in shown.items()
    ]
    facts = [Fact(title=BRAGS[each], value=f"{number:,}") for each, number in shown.items()]
    chart = ChartDonut(title="How they stand", data=parts, fallback=FactSet(facts=facts))
    return [section("How they stand"), chart]


def _age_chart(ageing: Mapping[str, int]) -> list[Element]:
    if not any(ageing.values()):
        return []
    bars = [Bar(x=each, y=number, color="attention") for each, number in ageing.items()]
    facts = [Fact(title=each, value=f"{number:,}") for each, number in ageing.items()]
    chart = ChartHorizontalBar(
        title="Overdue by working days",
        display_mode="AbsoluteNoAxis",
        data=bars,
        fallback=FactSet(facts=facts),
    )
    return [section("Overdue by working days"), chart]
