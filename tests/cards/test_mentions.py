"""Whom a card mentions: Teams tells them only where text and entity agree to the letter."""

from dataclasses import dataclass

import pytest

from board.tiers import Tier
from cards import render as rendering
from cards.elements import Element
from cards.pieces import mention, words
from cards.render import render
from cards.views import Surface
from tests.cards.reading import nodes
from tests.cards.referral_samples import NOW

ACCOUNT = "00000000-0000-0000-0000-00000000000a"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A view that names somebody."""

    mentions: tuple[tuple[str, str], ...]
    is_wide: bool = False
    tier: Tier = Tier.T0


def reminder_card(view: Reminder, _surface: Surface) -> list[Element]:
    return [words(f"{mention(name)}, this is yours.") for _, name in view.mentions]


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = {Reminder: rendering._Drawn(reminder_card, "A reminder")}
    monkeypatch.setattr(rendering, "DRAWN", drawn)


def content(view: Reminder) -> dict[str, object]:
    return render(view, surface=Surface.CHANNEL, now=NOW, rehearsal=False).content


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Robin Sample", "Robin Sample"),
        ("Fox & Hound <b>Ltd</b>", "Fox Hound b Ltd /b"),
        ("</at><at>Someone", "/at at Someone"),
        ("[Click](https://example.org) *now*", "Click (https://example.org) now"),
        ("\x00<>", "\ufffd"),
        ("<>", "Unknown"),
    ],
)
def test_a_name_is_made_safe_alike_in_text_and_entity(name: str, shown: str) -> None:
    card = content(Reminder(((ACCOUNT, name),)))

    text = f"<at>{shown}</at>"
    assert card["msteams"] == {
        "entities": [{"type": "mention", "text": text, "mentioned": {"id": ACCOUNT, "name": shown}}]
    }
    assert any(each.get("text") == f"{text}, this is yours." for each in nodes(card))


def test_somebody_named_twice_is_one_entity() -> None:
    card = content(Reminder(((ACCOUNT, "Robin Sample"), (ACCOUNT, "Robin Sample")), is_wide=True))

    assert isinstance(card["msteams"], dict)
    assert len(card["msteams"]["entities"]) == 1
    assert card["msteams"]["width"] == "Full"


def test_a_card_that_mentions_nobody_says_nothing_to_teams() -> None:
    assert "msteams" not in content(Reminder(()))
