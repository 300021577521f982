"""A person at the local Teams client (Microsoft 365 Agents Playground 0.2.28) in Chromium.

What its page is made of, as far as we touch it:

- chats and channels: `role=treeitem`, "Personal Chat" and "<team> - <channel>"
- writing: `[data-lexical-editor]`; in a channel the first one starts a new post
- a mention: type "@" and pick the `menuitem` in `#typeahead-menu` (Enter would send instead)
- a card: `.ac-adaptiveCard`; its buttons carry their title, those past the sixth are under "..."
- an input: `.ac-input-container`, without its id: see `NAME_INPUTS`
- a sentence that answers a press: `aria-label="Display Invoked Message"`, below the card

The page draws a card from objects of the adaptivecards library, and React keeps them on the
elements: that is where the ids of inputs, the values of choices and the card's JSON come from.
"""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Self, cast

from playwright.async_api import Locator, Page, expect

PATIENCE = 60_000  # milliseconds: other tests and a cold client share the machine
PHONE_WIDTH = 320  # pixels
INVOKE = "**/_conversation/v1/invoke"
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
TALL = 4000  # a viewport in which every card is whole

# Put the id and the type of its input on every container, and the message it belongs to on a card.
NAME_INPUTS = """() => {
  const up = (element, wanted) => {
    let fiber = element[Object.keys(element).find(key => key.startsWith('__reactFiber'))];
    while (fiber) {
      const found = wanted(fiber.memoizedProps || {});
      if (found) return found;
      fiber = fiber.return;
    }
  };
  for (const container of document.querySelectorAll('.ac-input-container')) {
    const input = up(container, ({cardObject: o}) =>
      o && o.getJsonTypeName && o.getJsonTypeName().startsWith('Input.') && o);
    if (!input) continue;
    container.dataset.inputId = input.id;
    container.dataset.inputType = input.getJsonTypeName();
    container.dataset.choices = JSON.stringify(
      (input.choices || []).map(choice => [choice.value, choice.title]));
  }
  for (const card of document.querySelectorAll('.ac-adaptiveCard')) {
    card.dataset.messageId = up(card, props => props.messageId) || '';
  }
}"""

READ_CARD = """card => {
  let fiber = card[Object.keys(card).find(key => key.startsWith('__reactFiber'))];
  while (fiber && !(fiber.memoizedProps && fiber.memoizedProps.payload)) fiber = fiber.return;
  return fiber && fiber.memoizedProps.payload;
}"""


class Teams:
    """One person's window: open a chat, write, read cards, fill them in, press their buttons."""

    def __init__(self, page: Page, bot_name: str) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        self.bot_name = bot_name

    @classmethod
    async def open(cls, page: Page, address: str, bot_name: str) -> Self:
        """Open the client and close its log, which repeats all that is said."""
        await page.goto(address, wait_until="commit")
        teams = cls(page, bot_name)
        await page.get_by_title("Hide log panel").click()
        return teams

    # --- places ----------------------------------------------------------------------------------

    async def open_personal_chat(self) -> None:
        """Go to the chat with the bot; the first time, the bot hears that it was installed."""
        await self.page.get_by_role("treeitem", name="Personal Chat").click()

    async def open_channel(self, name: str) -> None:
        """Go to a channel of the team; the first time, the bot hears that it was added."""
        await self.page.get_by_role("treeitem", name=re.compile(rf"- {re.escape(name)}$")).click()

    # --- writing ---------------------------------------------------------------------------------

    async def write(self, text: str) -> None:
        """Send a message in the personal chat."""
        await self._editor("Send Message").click()
        await self.page.keyboard.insert_text(text)
        await self.page.get_by_role("button", name="Send Message").last.click()

    async def post(self, text: str) -> None:
        """Start a new post in the open channel, with a mention of the bot before the text."""
        await self._editor("Post").click()
        await self.page.keyboard.type(f"@{self.bot_name}")
        offered = self.page.locator("#typeahead-menu").get_by_role("menuitem")
        await offered.filter(has_text=self.bot_name).first.click()
        await self.page.keyboard.insert_text(f" {text}")
        await self.page.get_by_role("button", name="Post", exact=True).click()

    def _editor(self, button: str) -> Locator:
        editors = self.page.locator("[data-lexical-editor=true]")
        return editors.first if button == "Post" else editors.last

    # --- reading ---------------------------------------------------------------------------------

    async def card(self, containing: str | None = None) -> Locator:
        """The newest card, or the newest with these words: waits until there is one."""
        cards = self.page.locator(".ac-adaptiveCard")
        if containing is not None:
            cards = cards.filter(has_text=containing)
        await cards.last.wait_for()
        await self.page.evaluate(NAME_INPUTS)
        ids = await cards.evaluate_all("cards => cards.map(card => card.dataset.messageId)")
        newest = max(range(len(ids)), key=lambda number: (int(ids[number] or 0), number))
        return cards.nth(newest)

    async def read(self, containing: str | None = None) -> str:
        """What the newest card (with these words) says."""
        return await (await self.card(containing)).inner_text()

    async def json(self, containing: str | None = None) -> dict[str, Any]:
        """The newest card (with these words) as it was sent."""
        return cast("dict[str, Any]", await (await self.card(containing)).evaluate(READ_CARD))

    async def sees(self, text: str) -> None:
        """Wait until these words stand somewhere in the open chat, in a card or a message."""
        await expect(self._words(text).last).to_be_visible(timeout=PATIENCE)

    async def does_not_see(self, text: str) -> None:
        """These words stand nowhere in the open chat now."""
        await expect(self._words(text)).to_have_count(0)

    def _words(self, text: str) -> Locator:
        return self.page.get_by_text(text).and_(self.page.locator(":not([role=treeitem] *)"))

    # --- answering -------------------------------------------------------------------------------

    async def fill(self, answers: dict[str, object], containing: str | None = None) -> None:
        """Answer the inputs of the newest card, by their ids.

        Text and numbers as they are typed; a `date` for Input.Date, "14:45" for Input.Time; for a
        choice its value or title, for several a list; for a toggle True or False.
        """
        card = await self.card(containing)
        for name, answer in answers.items():
            await self._fill(card.locator(f'[data-input-id="{name}"]'), answer)

    async def answers(self, containing: str | None = None) -> dict[str, str]:
        """What stands in the inputs of the newest card, as people see it; ticks by their titles."""
        card = await self.card(containing)
        found = {}
        for container in await card.locator("[data-input-id]").all():
            name = await container.get_attribute("data-input-id") or ""
            ticked = container.locator(":checked + * + label, label:has(+ :checked)")
            boxes = container.locator("input[type=checkbox], input[type=radio]")
            if await boxes.count():
                found[name] = ", ".join(await ticked.all_inner_texts())
            else:
                found[name] = await container.locator("input, textarea").first.input_value()
        return found

    async def press(self, title: str, containing: str | None = None) -> None:
        """Press a button of the newest card by its title or tooltip, and wait for the answer."""
        card = await self.card(containing)
        button = card.get_by_role("button", name=title, exact=True).or_(
            card.get_by_title(title, exact=True)
        )
        if not await button.count():
            await card.locator(".ac-actionSet").get_by_role("button").last.click()
            button = self.page.get_by_role("menuitem", name=title, exact=True)
        async with self.page.expect_response(INVOKE) as answered:
            await button.click()
        await (await answered.value).finished()
        await self.page.evaluate(TWO_FRAMES)  # the answer is drawn after it has come

    async def heard(self) -> str:
        """The sentence that answered the last press, below the card."""
        said = self.page.get_by_label("Display Invoked Message").last
        await said.wait_for()
        return (await said.inner_text()).strip()

    async def _fill(self, container: Locator, answer: object) -> None:
        kind = await container.get_attribute("data-input-type")
        if kind == "Input.Toggle":
            await container.locator("input").set_checked(bool(answer))
        elif kind == "Input.ChoiceSet":
            await self._choose(container, answer)
        elif kind in {"Input.Date", "Input.Time", "Input.Number"}:
            typed = f"{answer.day} {answer:%B %Y}" if isinstance(answer, date) else str(answer)
            await container.locator("input").fill(typed)
            await self.page.keyboard.press("Tab")
        else:
            await container.locator("input, textarea").first.fill(str(answer))

    async def _choose(self, container: Locator, answer: object) -> None:
        values = dict(await container.evaluate("e => JSON.parse(e.dataset.choices)"))
        many = [answer] if isinstance(answer, str) else list(cast("Iterable[str]", answer))
        titles = [values.get(value, value) for value in many]
        boxes = container.locator(".fui-Radio, .fui-Checkbox")
        if await boxes.count():
            for title in dict.fromkeys(values.values()):
                box = boxes.filter(has_text=re.compile(rf"^\s*{re.escape(title)}\s*$"))
                if title in titles or await box.locator("input[type=checkbox]").count():
                    await box.locator("input").set_checked(title in titles)
            return
        listed = await self._open_list(container.locator("input"))
        for title in titles:
            await listed.filter(has_text=re.compile(rf"^\s*{re.escape(title)}\s*$")).click()
        await container.locator("input").press("Tab")

    async def _open_list(self, box: Locator) -> Locator:
        """The choices of a box that drops down; one that was open elsewhere may take the click."""
        for _ in range(20):
            if await box.get_attribute("aria-expanded") == "true":
                break
            await box.click()
            await self.page.evaluate(TWO_FRAMES)
        open_list = self.page.locator(f"[id='{await box.get_attribute('aria-controls')}']")
        return open_list.get_by_role("option").or_(open_list.get_by_role("menuitemcheckbox"))

    # --- pictures --------------------------------------------------------------------------------

    async def picture(self, path: Path, containing: str | None = None) -> list[Path]:
        """Take the newest card (with these words) as it is on a desk and, `-narrow`, on a phone."""
        path.parent.mkdir(parents=True, exist_ok=True)
        narrow = path.with_name(f"{path.stem}-narrow{path.suffix}")
        size = self.page.viewport_size
        card = await self.card(containing)
        await self.page.set_viewport_size({"width": 1280, "height": TALL})
        await card.screenshot(path=path, animations="disabled")
        await card.evaluate(f"card => card.style.width = '{PHONE_WIDTH}px'")
        await card.screenshot(path=narrow, animations="disabled")
        await card.evaluate("card => card.style.width = ''")
        if size is not None:
            await self.page.set_viewport_size(size)
        return [path, narrow]
