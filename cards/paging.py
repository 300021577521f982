"""Blocks of a card that may be too long for one: as many pages as they need."""

from collections.abc import Iterable, Sequence

from cards.elements import Element
from cards.size import size

Block = Sequence[Element]


def page_of(blocks: Iterable[Block], page: int, room: int) -> tuple[list[Element], int, int]:
    """The blocks of one page, its number within bounds, and how many pages there are."""
    pages: list[list[Element]] = [[]]
    left = room
    for block in blocks:
        takes = size([each.render() for each in block])
        if takes > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].extend(block)
        left -= takes
    shown = min(max(page, 1), len(pages))
    return pages[shown - 1], shown, len(pages)
