"""The items of minutes as pieces of a card, and how many of them fit on a page."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from board.minutes_content import ContentItem, Raised, Taken
from board.minutes_words import DECIDED
from cards.action_pieces import Block, said, strongly, taken
from cards.action_words import short_day
from cards.elements import Container, Element, RichTextBlock

ROOM = 10_500
"""How large what a page of minutes holds may be, beside its head and its buttons."""
_WITH_HEAD = 14_000
"""How large both are together where a head stands above."""
MOST_ITEMS = 4
"""Items that begin on one page."""
_ACTIONS_TOGETHER = 6
_LONGEST = 4_000
_GROUP = 8

Pages = list[list[Element]]


def pages_of(pieces: Iterable[tuple[Block, bool]], head: Block = ()) -> Pages:
    """The pieces page by page, in order; with each, whether an item begins with it.

    The first page begins with the `head`.
    """
    pages: Pages = [[*head]]
    room, begun = min(ROOM, _WITH_HEAD - taken(head)), 0
    for block, begins in pieces:
        needs = taken(block)
        is_full = needs > room or (begins and begun == MOST_ITEMS)
        if is_full and pages[-1]:
            pages.append([])
            room, begun = ROOM, 0
        pages[-1].extend(block)
        room -= needs
        begun += begins
    return pages


def item_pieces(
    item: ContentItem,
    buttons: Sequence[Element],
    under: Callable[[Taken], Sequence[Element]] = lambda _: (),
) -> Iterator[tuple[Block, bool]]:
    """One item: what was said, each decision, its actions, what is left, and its buttons.

    What stands `under` a decision goes to its page with it.
    """
    said_of = [said(strongly(f"{item.number}. {item.title}"))]
    said_of += [said(item.summary[:_LONGEST])] if item.summary.strip() else []
    blocks: list[list[Element]] = [[Container(separator=True, items=said_of)]]
    blocks += [[*_decision(each), *under(each)] for each in item.decisions]
    some = _ACTIONS_TOGETHER
    blocks += [[_actions(item.actions[at : at + some])] for at in range(0, len(item.actions), some)]
    if item.unresolved.strip():
        blocks.append([said(strongly("Unresolved: "), item.unresolved, spacing="small")])
    if len(blocks) == 1 and not item.summary.strip():
        blocks.append([said("Nothing was recorded under this item.")])
    blocks[-1] += buttons
    return ((block, number == 0) for number, block in enumerate(blocks))


def hash_in_groups(digest: str) -> str:
    """A long hash as a phone can break it."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def action_line(action: Raised) -> str:
    """What, who and by when, on a line."""
    owner = ", ".join(each for each in (action.owner_name, action.agency_name) if each.strip())
    return f"{action.ref}: {action.title} ({owner}, due {short_day(action.due)})"


def _decision(decision: Taken) -> list[Element]:
    kind = DECIDED.get(decision.kind, decision.kind).lower()
    struck = ", replaced by a later one" * decision.is_struck
    blocks: list[Element] = [
        said(strongly(f"Decision {decision.ref}, {kind}{struck}: "), decision.text, spacing="small")
    ]
    blocks += [said("Reasons: ", decision.rationale)] if decision.rationale.strip() else []
    blocks += [said("Dissent: ", decision.dissent)] if decision.dissent.strip() else []
    return blocks


def _actions(actions: Sequence[Raised]) -> RichTextBlock:
    lines = "".join(f"\n- {action_line(each)}" for each in actions)
    return said(strongly("Actions:"), lines, spacing="small")
