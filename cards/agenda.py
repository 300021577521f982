"""The agenda of a meeting, and what can be changed of it."""

from collections.abc import Sequence

from board.agenda import Agenda, AgendaItem, Paper
from board.agenda_asks import AskKind
from board.calendar import in_words
from cards.action_boxes import choice_box, fitting
from cards.action_pieces import Block, left_out, said, strongly, taken, within
from cards.agenda_payloads import (
    AddAgendaItem,
    AddAgendaPaper,
    ChangeAgenda,
    EditAgendaItem,
    MoveAgendaItem,
    ProposeBusiness,
    RemoveAgendaItem,
    SettleAsk,
    ShowAgenda,
)
from cards.agenda_views import AgendaMenu, AgendaShown
from cards.buttons import button, main_button, rows
from cards.elements import Action, Element
from cards.meeting import about
from cards.meeting_payloads import ShowMeeting
from cards.pieces import heading, noted, problems, section, small, words
from cards.size import LIMIT
from cards.typed import fit
from cards.views import Surface

_POINTS = (8, 4, 2, 1, 0)
"""Lines shown under an item, as many as there is room for; the paper has them all."""
_POINT_LONGEST = 200
_CHOICES = 4_000
"""How large the choice of an item may be: forty items with their titles."""
_FRAME = 1_500
"""How large everything is that stands around what is measured here."""
_ASKS = 5


def agenda_card(view: AgendaShown, surface: Surface) -> list[Element]:
    """The agenda as it stands, item by item; what waits for an answer comes first."""
    ref = view.agenda.meeting
    stands = (
        "The pack has gone out, so this agenda stands."
        if view.is_issued
        else "Built from what is true today. The paper is made when the pack goes out."
    )
    above = [
        heading(f"Agenda {ref}"),
        *noted(view.note),
        *about(view.row, is_short=True),
        words(stands),
        *rows(_steps(view, surface)),
        *_waiting(view, surface),
    ]
    room = LIMIT - _FRAME - taken(above)
    return [*above, *_items(view, room), small(f"As it stood on {in_words(view.at)}.")]


def agenda_menu_card(view: AgendaMenu, surface: Surface) -> list[Element]:
    """Which item, and what becomes of it."""
    agenda = view.agenda
    ref, version = agenda.meeting, agenda.version
    told = "The pack has gone out. A late paper needs the agreement of a co-chair."
    steps: list[Action] = []
    if not view.is_issued:
        steps = [
            button("Change it", EditAgendaItem(ref=ref, version=version), surface),
            button("Move it", MoveAgendaItem(ref=ref, version=version), surface),
            button("Remove it", RemoveAgendaItem(ref=ref, version=version), surface),
            button("Add a paper", AddAgendaPaper(ref=ref, version=version), surface),
        ]
    else:
        late = AddAgendaPaper(ref=ref, version=version)
        steps = [main_button("Add a late paper", late, surface)]
    last = [button("Go back", ShowAgenda(ref=ref), surface)]
    if not view.is_issued:
        last.insert(0, button("Add an item", AddAgendaItem(ref=ref, version=version), surface))
    return [
        heading(f"Change the agenda of {ref}"),
        *noted(view.note),
        *problems(view.faults),
        *([words(told)] if view.is_issued else []),
        *choice_box(
            "item", "Which item?", offered(agenda), view.inputs, view.faults,
            placeholder="Choose one",
        ),
        *rows(steps),
        *rows(last, spacing="large"),
    ]  # fmt: skip


def offered(agenda: Agenda, chosen: str = "") -> list[tuple[str, str]]:
    """The items as choices, by number and as much of their titles as there is room for."""
    titled = [(each.key, f"{number}. {each.title}") for number, each in enumerate(agenda.items, 1)]
    return fitting(titled, chosen, _CHOICES)


def _steps(view: AgendaShown, surface: Surface) -> list[Action]:
    ref = view.agenda.meeting
    steps: list[Action] = []
    if view.may_change:
        steps.append(button("Change", ChangeAgenda(ref=ref), surface))
    if view.may_propose:
        steps.append(button("Propose other business", ProposeBusiness(ref=ref), surface))
    return [*steps, button("Next meeting", ShowMeeting(), surface)]


def _waiting(view: AgendaShown, surface: Surface) -> list[Element]:
    """What waits for an answer, each with its buttons where it is for whoever runs the meeting."""
    if not view.asks:
        return []
    shown: list[Element] = [section("Waits for an answer")]
    for each in view.asks[:_ASKS]:
        by = view.names.get(each.by, "somebody")
        is_business = each.kind is AskKind.BUSINESS
        what = "Other business" if is_business else "Late paper"
        shown.append(said(strongly(f"{what}: "), each.title, f", from {by}", spacing="small"))
        if is_business and view.may_change:
            shown += rows(
                [
                    button(
                        "Accept", SettleAsk(ref=each.ref, agreed=True), surface,
                        tooltip=f"Accept: {fit(each.title)}",
                    ),
                    button(
                        "Do not accept", SettleAsk(ref=each.ref), surface,
                        tooltip=f"Do not accept: {fit(each.title)}",
                    ),
                ],
                spacing="small",
            )  # fmt: skip
    return [*shown, *left_out(len(view.asks) - _ASKS if len(view.asks) > _ASKS else 0, "wait")]


def _items(view: AgendaShown, room: int) -> list[Element]:
    """As many lines under each item as there is room for."""
    shown: Sequence[Block] = []
    for most in _POINTS:
        shown = [
            _item(number, each, most, view)
            for number, each in enumerate(view.agenda.items, start=1)
        ]
        if sum(taken(each) for each in shown) <= room:
            break
    elements, left = within(shown, room)
    return [*elements, *left_out(left, "items")]


def _item(number: int, item: AgendaItem, most: int, view: AgendaShown) -> Block:
    minutes = f"{item.minutes} minute{'s' * (item.minutes != 1)}"
    who = f", {item.presenter}" if item.presenter else ""
    points = [fit(each[:_POINT_LONGEST]) for each in item.points[:most]]
    left = len(item.points) - len(points)
    points += [f"and {left} more"] if left > 0 and most else []
    points += [_paper(each, view) for each in item.papers[:most]]
    below = "".join(f"\n- {each}" for each in points)
    title = strongly(f"{number}. {item.title}")
    return [said(title, f"\n{minutes}{fit(who)}{below}", spacing="small")]


def _paper(paper: Paper, view: AgendaShown) -> str:
    """A paper by its title; of a late one, who agreed to it."""
    if not paper.is_late:
        return f"Paper: {fit(paper.title)}"
    agreed = view.names.get(paper.agreed_by, "")
    return f"Late paper: {fit(paper.title)}{f', agreed by {agreed}' if agreed else ''}"
