"""Every approved card in Chromium, by the reference renderer: on a phone, in the dark, by keys.

Looked at by axe (WCAG 2.2 A and AA), for width at 320 pixels, and with the Tab key alone.
"""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser import pictures

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent.parent / "node_modules"
APPROVED = HERE.parent / "cards" / "approved"
PHONE, DESK = 320, 700  # pixels
AT_ONCE = 40
PICTURED = {
    "meeting": "meeting_turns-personal",
    "agenda": "agenda_run-personal",
    "focus-report": "focus_report-personal",
    "sitting": "sitting-personal",
    "minutes": "minutes_with_members-personal",
}
"""Pictures of cards for the documents, by the card's name."""
Cards = list[tuple[str, dict[str, Any]]]


def all_cards() -> Cards:
    """Every card that has been approved, by its name."""
    return [
        (path.name.removesuffix(".json").replace(".", "-"), json.loads(path.read_text("utf-8")))
        for path in sorted(APPROVED.glob("*.json"))
    ]


def batches() -> Iterator[Cards]:
    """The cards, as many at once as a page looks at quickly."""
    cards = all_cards()
    yield from (cards[start : start + AT_ONCE] for start in range(0, len(cards), AT_ONCE))


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """An empty page with the renderer, axe and what draws and looks."""
    context = await chromium.new_context(locale="en-GB", timezone_id="Europe/London")
    opened = await context.new_page()
    await opened.goto((HERE / "every_card.html").as_uri())
    for script in (
        MODULES / "adaptivecards/dist/adaptivecards.min.js",
        MODULES / "axe-core/axe.min.js",
        HERE / "every_card.js",
    ):
        await opened.add_script_tag(path=script)
    yield opened
    await context.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("theme", "width"), [("light", PHONE), ("dark", DESK)])
async def test_axe_finds_nothing_wrong_with_any_card(page, theme, width):
    """Labels, names, contrast, sizes of targets; contrast does not depend on the width."""
    faults = []
    for cards in batches():
        await page.evaluate("([cards, theme, width]) => draw(cards, theme, width)",
                            [cards, theme, width])  # fmt: skip
        faults += await page.evaluate("() => faults()")

    assert not faults, "\n".join(faults[:20])


async def test_every_card_fits_a_phone_and_says_something(page):
    """Nothing sticks out at 320 pixels, and nothing is drawn as nothing."""
    wide, blank = [], []
    for cards in batches():
        await page.evaluate("([cards, width]) => draw(cards, 'light', width)", [cards, PHONE])
        wide += await page.evaluate("() => tooWide()")
        blank += await page.evaluate("() => blank()")

    assert wide == []
    assert blank == []


@pytest.mark.timeout(300)
async def test_every_button_and_box_is_reached_by_the_tab_key_in_its_order(page):
    """Whoever has no mouse comes to everything, from top to bottom, and out again."""
    skipped = []
    for cards in batches():
        await page.evaluate("([cards, width]) => draw(cards, 'light', width)", [cards, DESK])
        count = await page.evaluate("() => stops()")
        for _ in range(2 * count):
            await page.keyboard.press("Tab")
            if await page.evaluate("() => reached.length") == count:
                break
        if await page.evaluate("() => reached") != list(range(1, count + 1)):
            skipped.append(f"between {cards[0][0]} and {cards[-1][0]}")

    assert skipped == []


@pytest.mark.skipif(not pictures.WANTED, reason="pictures are taken where PICTURES=1 asks for it")
async def test_pictures_of_meetings_are_taken(page):
    """As on a phone and as on a desk."""
    cards = dict(all_cards())
    for name, card in PICTURED.items():
        for width, ending in ((PHONE, "-narrow"), (DESK, "")):
            drawn = [[(name, cards[card])], width]
            await page.evaluate("([cards, width]) => draw(cards, 'light', width)", drawn)
            path = pictures.IMAGES / f"{name}{ending}.png"
            await page.locator("section").screenshot(path=path, animations="disabled")
            pictures.make_small(path)


async def test_the_look_at_cards_sees_what_is_wrong(page):
    """A box without a label and a word too long are found: the tests above can fail."""
    bad = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [
            {"type": "Input.Text", "id": "name"},
            {"type": "ColumnSet", "columns": [
                {"type": "Column", "width": "400px", "items": [{"type": "TextBlock", "text": "x"}]}
            ]},
        ],
    }  # fmt: skip

    await page.evaluate("([cards, width]) => draw(cards, 'light', width)", [[("bad", bad)], PHONE])

    assert any("label" in each for each in await page.evaluate("() => faults()"))
    assert await page.evaluate("() => tooWide()")
