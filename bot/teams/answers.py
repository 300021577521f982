"""What a press is answered with, and the exact bytes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import orjson

from bot.teams.incoming import Press

CARD = "application/vnd.microsoft.card.adaptive"
_SENTENCE = "application/vnd.microsoft.activity.message"

Size = Literal["small", "medium", "large"]


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """A card in place of the one that was pressed."""

    card: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SentenceAnswer:
    """A sentence shown under the card; Teams takes an empty one for a failure and asks again."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        _demand_words(self.text)


@dataclass(frozen=True, slots=True)
class DialogCard:
    """A dialog's first or next card."""

    card: Mapping[str, object] = field(repr=False)
    title: str
    height: Size = "large"
    width: Size = "medium"


@dataclass(frozen=True, slots=True)
class DialogSentence:
    """A sentence in place of the dialog."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        _demand_words(self.text)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Heard, and no more; a dialog that is submitted closes."""


Answer = CardAnswer | SentenceAnswer | DialogCard | DialogSentence | Nothing


def fitting(answer: Answer, press: Press) -> Answer:
    """Give a sentence the shape that this press can show; cards are left as they are."""
    if press.kind == "execute" and isinstance(answer, DialogSentence):
        return SentenceAnswer(answer.text)
    if press.kind != "execute" and isinstance(answer, SentenceAnswer):
        return DialogSentence(answer.text)
    return answer


def fits(answer: Answer, press: Press) -> bool:
    """Teams can show this answer to this press."""
    match press.kind:
        case "execute":
            return isinstance(answer, CardAnswer | SentenceAnswer)
        case "fetch":
            return isinstance(answer, DialogCard | DialogSentence)
        case "submit":
            return isinstance(answer, DialogCard | DialogSentence | Nothing)


def body_of(answer: Answer) -> bytes:
    """Write the body of the HTTP 200."""
    match answer:
        case CardAnswer(card):
            return orjson.dumps({"statusCode": 200, "type": CARD, "value": card})
        case SentenceAnswer(text):
            return orjson.dumps({"statusCode": 200, "type": _SENTENCE, "value": text})
        case DialogCard(card, title, height, width):
            attachment = {"contentType": CARD, "content": card}
            shown = {"title": title, "height": height, "width": width, "card": attachment}
            return orjson.dumps({"task": {"type": "continue", "value": shown}})
        case DialogSentence(text):
            return orjson.dumps({"task": {"type": "message", "value": text}})
        case Nothing():
            return b""


def _demand_words(text: str) -> None:
    if not text.strip():
        raise ValueError("an answer in words needs words")
