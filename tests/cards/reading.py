"""How tests read a card: every element, input, action and text of it."""

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]


def nodes(content: object) -> Iterator[Node]:
    """Every object in the card that has a type."""
    if isinstance(content, dict):
        if "type" in content:
            yield content
        for key, value in content.items():
            if key not in {"data", "msteams"}:
                yield from nodes(value)
    elif isinstance(content, list):
        for each in content:
            yield from nodes(each)


def is_chart(node: Node) -> bool:
    """One of Teams' own charts, which other clients do not know."""
    return str(node.get("type", "")).startswith("Chart.")


def inputs(content: Node) -> list[Node]:
    """Every input."""
    return [each for each in nodes(content) if each["type"].startswith("Input.")]


def actions(content: Node) -> list[Node]:
    """Every action."""
    return [each for each in nodes(content) if each["type"].startswith("Action.")]


def verb(action: Node) -> str | None:
    """The verb of an action, in chat or in a dialog."""
    found = action.get("verb") or action.get("data", {}).get("verb")
    return str(found) if found else None


def verbs(content: Node) -> set[str]:
    """Every verb on the card."""
    return {found for each in actions(content) if (found := verb(each))}


def words(content: Node) -> str:
    """All that a reader sees, one text a line."""
    seen = ("text", "title", "label", "value", "placeholder", "tooltip", "fallbackText")
    return "\n".join(_texts(content, seen))


def _texts(content: object, seen: tuple[str, ...]) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key in seen and isinstance(value, str):
                yield value
            elif key != "data":
                yield from _texts(value, seen)
    elif isinstance(content, list):
        for each in content:
            yield from _texts(each, seen)
