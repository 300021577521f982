"""Whatever stands in an agenda or an update, of any size, their cards are drawn and taken."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.agenda import AgendaItem, ItemKind, Paper
from board.referral_form import Fault
from cards.agenda_views import (
    AgendaMenu,
    AgendaShown,
    AgendaStep,
    AskShown,
    PaperAdded,
    UpdateForm,
)
from cards.render import render
from cards.size import LIMIT, size
from cards.views import Surface, View
from tests.cards.agenda_samples import (
    AGENDA,
    AGREED,
    BUSINESS,
    NAMES,
    UPDATE,
    agenda_form,
    agenda_shown,
    update_shown,
)
from tests.cards.meeting_samples import AT
from tests.cards.reading import Node, actions, inputs, verb, words
from tests.cards.test_action_extremes import HUGE, LETTERS, text


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    content = render(view, surface=surface, now=AT, rehearsal=True).content
    assert size(content) <= LIMIT
    return content


def _agenda(number: int, title: str, points: int, typed: str):
    """An agenda of as many items, each with its lines and a late paper."""
    papers = (Paper(title=title, link="https://a.example/x", is_late=True, agreed_by="MEM-01"),)
    item = AgendaItem(
        key="added-1", title=title, kind=ItemKind.DECISION, minutes=1, presenter=title,
        points=(typed,) * points, papers=papers,
    )  # fmt: skip
    items = tuple(replace(item, key=f"added-{each}") for each in range(1, number + 1))
    return replace(AGENDA, items=items)


def _views(typed: str, number: int = 40, points: int = 60) -> list[View]:
    short, names = typed[:100], dict.fromkeys(NAMES, typed[:160])
    agenda = _agenda(number, short, points, typed)
    asks = (replace(BUSINESS, title=short),) * 60
    boxes = dict.fromkeys(("item_title", "minutes", "presenter", "paper_title", "link", "topic"),
                          typed)  # fmt: skip
    wrong = {name: Fault("V23", kind="a name") for name in boxes}
    own = {"results": typed, "themes": typed, "blockers": typed, "override": typed}
    return [
        agenda_shown(agenda=agenda, asks=asks, names=names, may_change=True, may_propose=True,
                     note="n" * 300),
        AgendaMenu(agenda=agenda),
        *(
            agenda_form(each, agenda=agenda, item="added-7", inputs=boxes, faults=wrong,
                        documents=(("a", short),) * 40, may_override=True)
            for each in AgendaStep
        ),
        AskShown(ask=replace(AGREED, title=short), item=short, names=names, at=AT),
        PaperAdded(ask=replace(AGREED, title=short), item=short, names=names, at=AT),
        update_shown(lines=((short, typed[:500]),) * 80, chair=typed[:160], names=names),
        UpdateForm(update=replace(UPDATE, results=(typed[:500],) * 30), title="Subgroup A"),
        UpdateForm(update=UPDATE, title="Subgroup A", inputs=own, may_override=True,
                   faults={"results": Fault("V38", 500), "blockers": Fault("V23", kind="a name")}),
    ]  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS)
def test_a_hundred_thousand_characters_everywhere_still_make_every_card(letter: str) -> None:
    for view in _views(letter * HUGE):
        for surface in (Surface.PERSONAL, Surface.CHANNEL):
            _drawn(view, surface)


@given(typed=text | st.just(""))
def test_any_text_makes_every_card(typed: str) -> None:
    for view in _views(typed, 8, 3):
        _drawn(view)


def test_forty_items_with_forty_lines_each_are_all_named() -> None:
    """Lines give way before items do; how many are left out is said."""
    view: AgendaShown = agenda_shown(agenda=_agenda(40, "Standing scrutiny", 40, "w" * 120))

    said = words(_drawn(view))

    assert "40. Standing scrutiny" in said
    assert "more items not shown here" not in said


def test_a_menu_offers_every_item_and_its_steps_first() -> None:
    content = _drawn(AgendaMenu(agenda=_agenda(40, "Standing scrutiny", 0, "")))

    [item] = inputs(content)
    assert len(item["choices"]) == 40
    assert [verb(each) for each in actions(content)][:2] == ["agenda.edit", "agenda.move"]
