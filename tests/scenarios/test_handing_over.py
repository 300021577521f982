"""A file handed over for the next board in a chat of one's own; nothing else sent is taken."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams.hosts import FILE_HOSTS, ServiceHosts
from tests.fakes.channel import BOARD_CHANNEL, Person, personal
from tests.scenarios.bot import NURSE
from tests.scenarios.test_papers import filed, planned
from tests.scenarios.tracker import ADMINISTRATOR, OUTSIDER, OWNER, TEAM, Tracker

WORD = b"PK\x03\x04" + bytes(range(256)) * 20_000
"""About five million bytes that begin as a Word file does."""
KIND = "application/vnd.microsoft.teams.file.download.info"


@dataclass
class Library:
    """Where Teams keeps what people send, on this machine: files by name, and who fetched what."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.fetched.append(name)
        self.tokens += [request.headers[each] for each in request.headers
                        if each.casefold() == "authorization"]  # fmt: skip
        if name == "moved":
            raise web.HTTPFound("/file/plan?tempauth=x")
        if name not in self.files:
            raise web.HTTPNotFound
        if name == "endless":
            return await self._endless(request)
        return web.Response(body=self.files[name])

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        """More than may be, without saying beforehand how much."""
        stream = web.StreamResponse()
        stream.enable_chunked_encoding()
        await stream.prepare(request)
        try:
            for _ in range(70):
                await stream.write(b"PK\x03\x04" + bytes(1024 * 1024))
        except ConnectionError:
            pass
        return stream


@pytest.fixture
async def library() -> AsyncIterator[Library]:
    """A library with a plan in it."""
    shelf = Library(files={"plan": WORD, "program": b"MZ" + WORD, "endless": b""})
    site = web.Application()
    site.router.add_get("/file/{name}", shelf.answer)
    server = TestServer(site)
    await server.start_server()
    shelf.url = str(server.make_url("/file/"))
    yield shelf
    await server.close()


@pytest.fixture
async def board(tracker: Tracker) -> Tracker:
    """The tracker's board, with its next meeting."""
    await planned(tracker)
    return tracker


def offered(url: str, ending: str = "docx") -> dict[str, Any]:
    """A file as Teams announces it; its name says whom it is about."""
    return {
        "contentType": KIND,
        "contentUrl": "https://example.sharepoint.com/Wendelin Quagmirez.docx",
        "name": "Wendelin Quagmirez.docx",
        "content": {"downloadUrl": url, "uniqueId": "1", "fileType": ending},
    }


async def send(
    board: Tracker, words: str, *files: Any, who: Person = TEAM, place: Any = None, **more: Any
) -> str:
    """Send files with these words; everything the bot says in the same place."""
    bot = board.bot
    before = len(bot.channel.calls)
    said = bot.channel.message(words, who, place) | {"attachments": list(files)} | more
    await bot.deliver(said)
    await asyncio.sleep(0.05)
    there = (place or personal(who)).conversation
    return "\n".join(
        str(each.body) for each in bot.channel.calls[before:] if each.conversation.startswith(there)
    )


async def test_a_file_is_filed_with_the_next_board_under_its_title(
    board: Tracker, library: Library, tmp_path: Path
) -> None:
    """Byte by byte, under no name of its own; the bot's token goes nowhere."""
    said = await send(board, "file Winter plan for beds", offered(f"{library.url}plan?tempauth=x"))
    await board.bot.settled()

    assert "Paper Winter plan for beds is being filed with BRD-077" in said
    [(path, content)] = [each for each in filed(tmp_path).items() if "Paper" in each[0]]
    assert path.endswith("Meetings/2031-12-17 BRD-077/Paper Winter plan for beds.docx")
    assert hashlib.sha256(content).digest() == hashlib.sha256(WORD).digest()
    assert "A paper for BRD-077 has been filed" in str(
        [each.body for each in board.posted(BOARD_CHANNEL)]
    )
    assert library.tokens == []
    kept = str(await board.bot.audit()) + str(await board.bot.intents()) + str(board.bot.logs)
    assert "Quagmirez" not in kept + str(filed(tmp_path).keys())
    assert "tempauth" not in kept
    assert "Winter plan" not in str(await board.bot.audit())


async def test_the_same_file_sent_twice_or_delivered_again_is_filed_once(
    board: Tracker, library: Library, tmp_path: Path
) -> None:
    file = offered(f"{library.url}plan")
    first = await send(board, "file Winter plan", file, id="said-1")
    again = await send(board, "file Winter plan", file, id="said-1")
    twice = await send(board, "file Winter plan", file, id="said-2")
    library.files["plan"] = WORD + b"changed"
    other = await send(board, "file Winter plan", file, id="said-3")
    await board.bot.settled()

    assert "is being filed" in first
    assert again == ""
    assert "is with BRD-077 already" in twice
    assert "There is such a document already" in other
    assert len([each for each in filed(tmp_path) if "Paper" in each]) == 1
    assert library.fetched == ["plan"] * 3


@pytest.mark.parametrize(
    ("words", "ending", "said"),
    [
        ("file Winter plan", "exe", "Hand over a Word, Excel, PowerPoint or PDF file"),
        ("file Winter plan", "docm", "Hand over a Word, Excel, PowerPoint or PDF file"),
        ("file Letter of Wendelin Quagmirez", "docx", "personal information"),
        ("file REF-2031-0001 assessment", "docx", "Do not attach documents here"),
        ("file MHR-YN9PV plan", "docx", "Do not attach documents here"),
        ("refer", "docx", "Do not attach documents here"),
        ("", "docx", "Do not attach documents here"),
    ],
)
async def test_what_is_not_taken_is_not_even_fetched(
    board: Tracker, library: Library, words: str, ending: str, said: str
) -> None:
    answer = await send(board, words, offered(f"{library.url}plan", ending))

    assert said in answer
    assert library.fetched == []


async def test_one_file_at_a_time_and_nothing_beside_it(board: Tracker, library: Library) -> None:
    file = offered(f"{library.url}plan")
    picture = {"contentType": "image/png", "contentUrl": "https://x.example/a.png"}

    for files in ((file, file), (file, picture), (picture,)):
        assert "one file at a time" in await send(board, "file Winter plan", *files)

    own_text = {"contentType": "text/html", "content": "<p>file Winter plan</p>"}
    assert "is being filed" in await send(board, "file Winter plan", file, own_text)


async def test_only_whoever_may_file_documents_hands_one_over_and_only_in_private(
    board: Tracker, library: Library
) -> None:
    file = offered(f"{library.url}plan")

    for who in (ADMINISTRATOR, NURSE):
        answer = await send(board, "file Winter plan", file, who=who)
        assert "You do not have access" in answer, who.name
    in_channel = await send(board, "file Winter plan", file, place=BOARD_CHANNEL)
    assert "Do not attach documents here" in in_channel
    assert library.fetched == []
    for number, who in enumerate((OUTSIDER, OWNER)):
        assert "is being filed" in await send(board, f"file Plan {number}", file, who=who)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("moved", "I could not fetch this file"),
        ("gone", "I could not fetch this file"),
        ("program", "Hand over a Word, Excel, PowerPoint or PDF file"),
        ("endless", "larger than 60 MB"),
    ],
)
async def test_what_cannot_be_fetched_leaves_nothing(
    board: Tracker, library: Library, tmp_path: Path, name: str, said: str
) -> None:
    answer = await send(board, "file Winter plan", offered(library.url + name))
    await board.bot.settled()

    assert said in answer
    assert [each for each in filed(tmp_path) if "Paper" in each] == []
    assert await board.bot.read(lambda s: s.documents.count_parts()) == 0


async def test_a_file_from_anywhere_else_is_not_fetched(board: Tracker, library: Library) -> None:
    elsewhere = library.url.replace("127.0.0.1", "files.example")

    answer = await send(board, "file Winter plan", offered(f"{elsewhere}plan"))

    assert "I could not fetch this file" in answer
    assert library.fetched == []


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://contoso-my.sharepoint.com/personal/a/b.docx?tempauth=eyJ0&x=1", True),
        ("https://contoso.sharepoint.com:443/a", True),
        ("http://contoso.sharepoint.com/a", False),
        ("https://contoso.sharepoint.com:8443/a", False),
        ("https://sharepoint.com/a", False),
        ("https://contoso.sharepoint.com.evil.example/a", False),
        ("https://evil.example/?x=.sharepoint.com", False),
        ("https://user@contoso.sharepoint.com/a", False),
        ("https://evil.example\\.sharepoint.com/a", False),
        ("https://127.0.0.1/a", False),
        ("file:///etc/passwd", False),
    ],
)
def test_files_are_fetched_from_sharepoint_only(url: str, is_allowed: bool) -> None:  # noqa: FBT001
    assert ServiceHosts.of(FILE_HOSTS).allow(url, with_query=True) is is_allowed
