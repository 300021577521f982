"""The inputs of triage and challenge, and how they are put back with what was typed."""

from collections.abc import Mapping, Sequence

from board.referral_form import Answers, Fault
from cards.box_words import NAMES, Box
from cards.elements import Element, InputDate, InputText, TextBlock
from cards.questions import is_iso_date, wrong
from cards.size import units
from cards.typed import fit, only_the_first

ROOM = 10_000
"""How large everything typed into the boxes of one card may be together."""


def ask_boxes(
    asked: Sequence[Box], inputs: Answers, faults: Mapping[str, Fault], *, room: int = ROOM
) -> list[Element]:
    """Boxes one below the other, each with what is wrong above it and what was typed in it."""
    kept = put_back_all({each.id: str(inputs.get(each.id) or "") for each in asked}, room)
    return [
        element for box in asked for element in _box(box, kept[box.id], inputs, faults.get(box.id))
    ]


def put_back_all(typed: Mapping[str, str], room: int = ROOM) -> dict[str, str]:
    """What stands in each box again: all of it, or where it is huge a fair part of each."""
    kept = {name: fit(text[:room]) for name, text in typed.items()}
    left, boxes = room, len(kept)
    for name in sorted(kept, key=lambda each: len(kept[each])):
        kept[name] = _within(kept[name], left // boxes)
        left, boxes = left - units(kept[name]), boxes - 1
    return kept


def _within(text: str, room: int) -> str:
    part = text[:room]
    return part if units(part) <= room else text[: room // 2 - 1]


def _box(box: Box, kept: str, inputs: Answers, fault: Fault | None) -> list[Element]:
    name = "" if box.id in NAMES else box.words
    above = [*wrong(box.id, fault, name), *_in_part(kept, str(inputs.get(box.id) or ""))]
    label = f"{box.words}\n{box.hint}" if box.hint else box.words
    spacing = "small" if above else "large"
    if box.is_date:
        value = kept if is_iso_date(kept) else None
        return [*above, InputDate(id=box.id, label=label, value=value, spacing=spacing)]
    is_area = True if box.is_area else None
    value = kept or None
    asked = InputText(id=box.id, label=label, is_multiline=is_area, value=value, spacing=spacing)
    return [*above, asked]


def _in_part(kept: str, typed: str) -> list[Element]:
    if len(kept) >= len(typed):
        return []
    words = f"{only_the_first(len(kept))} Shorten it and send again."
    return [TextBlock(text=words, weight="bolder", wrap=True)]
