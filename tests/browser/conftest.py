"""A bot, and people who look at it through Chromium.

@pytest.fixture(scope="module")
def bot_command(): ...            # another bot than `mhrmb serve`, if wanted

async def test_a_referral_is_received(playground):
nurse = await playground(AURELIA)
await nurse.open_personal_chat()
await nurse.write("refer")
await nurse.press("Nobody is in danger")
await nurse.fill({"account": "...", "at_risk": ["self", "family"], "how_soon": "weeks"})
await nurse.press("Next")
assert "Check and send" in await nurse.read()
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.rehearse import (
    BOT_NAME,
    TABITHA,
    Person,
    find_node,
    find_playground,
    playground_command,
    write_playground_config,
)
from tests.browser.processes import BotProcess, answers, free_port, running
from tests.browser.teams import Teams

ROOT = Path(__file__).resolve().parent.parent.parent
MHRMB = str(Path(sys.executable).with_name("mhrmb"))

# Chromium as root, without a screen, and without looking for its maker.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The client's page asks for fonts of its maker: nothing but this machine is looked for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--force-device-scale-factor=1",
    "--font-render-hinting=none",
]

Playground = Callable[[Person], Awaitable[Teams]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests on one event loop, with one Chromium; `tests.conftest`: on one worker."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(1200))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is on this machine."""
    found = subprocess.run(
        [ROOT / "tools/find-chromium"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.fail(found.stderr)
    return found.stdout.strip()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(chromium_path: str) -> AsyncIterator[Browser]:
    """One headless Chromium for all browser tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=CHROMIUM_FLAGS
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
def bot_setup() -> list[list[str]]:
    """What is run before the bot: the fictitious board is loaded."""
    return [[MHRMB, "load", "--sample", "--if-empty"]]


@pytest.fixture(scope="module")
def bot_command() -> list[str]:
    """What starts the bot; it finds its port in MHRMB_PORT."""
    return [MHRMB, "serve"]


@pytest.fixture(scope="module")
def bot_process(
    bot_setup: list[list[str]], bot_command: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BotProcess]:
    """A bot in rehearsal, new for each module of tests."""
    folder = tmp_path_factory.mktemp("bot")
    port, metrics_port = free_port(), free_port()
    env = {
        "MHRMB_PORT": str(port),
        "MHRMB_METRICS_PORT": str(metrics_port),
        "MHRMB_VAR_DIR": str(folder / "var"),
        "MHRMB_ADMINISTRATORS": TABITHA.object_id,
    }
    for command in bot_setup:
        subprocess.run(command, env=os.environ | env, check=True, timeout=60)
    bot = BotProcess(bot_command, port, metrics_port, folder / "var", folder / "bot.log", env)
    with contextlib.closing(bot):
        bot.start()
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def playground(
    bot_process: BotProcess, chromium: Browser, tmp_path: Path
) -> AsyncIterator[Playground]:
    """Open a window for a person: each has a local Teams client of their own, on one bot."""
    node, script = find_node(), find_playground()
    if node is None or script is None:
        pytest.fail("Node 20 or newer and `npm ci` are needed: make test does it")
    with ExitStack() as processes:
        async with AsyncExitStack() as windows:

            async def open_window(person: Person) -> Teams:
                port = free_port()
                config = write_playground_config(tmp_path / f"{person.word}.json", person)
                client = playground_command(node, script, endpoint=bot_process.endpoint, port=port)
                env = {"M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config)}
                log = tmp_path / f"{person.word}.log"
                processes.enter_context(running(client, env, log, lambda: answers(port, "/")))
                context = await chromium.new_context(
                    viewport={"width": 1280, "height": 1000},
                    locale="en-GB",
                    timezone_id="Europe/London",
                )
                windows.push_async_callback(context.close)
                page = await context.new_page()
                return await Teams.open(page, f"http://localhost:{port}/", BOT_NAME)

            yield open_window
