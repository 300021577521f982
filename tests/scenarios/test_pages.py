"""What anybody may read: the pages that the app package names, as they are served."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import aiohttp
import pytest
from yarl import URL

from board.drafts import KEPT
from bot.app_package import app_of
from manifest.build import build_package
from storage.disposal import AUDIT_KEPT, CONTENT_KEPT
from tests.manifest.packages import APP_ID, manifest_in
from tests.scenarios.bot import Bot, register

PATHS = ("/", "/privacy", "/terms")
AS_WIDE_AS_THE_SCREEN = "width=device-width, initial-scale=1"


class Outline(HTMLParser):
    """Tags with their attributes, in their order, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "style" not in self.open else ""

    def words(self) -> str:
        return " ".join(self.text.split())


async def read(bot: Bot, path: str) -> tuple[aiohttp.ClientResponse, Outline]:
    """Fetch a page as a browser does, without any token."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(URL(bot.url).with_path(path), allow_redirects=False) as answer,
    ):
        return answer, Outline(await answer.text())


async def test_every_address_of_the_package_is_a_page(empty_bot: Bot) -> None:
    """Teams shows them before somebody adds the app."""
    developer = manifest_in(build_package(app_of(APP_ID, "bot.example.org")))["developer"]
    addresses = {name: url for name, url in developer.items() if name.endswith("Url")}

    for url in addresses.values():
        answer, _ = await read(empty_bot, URL(url).path)
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"

    assert set(addresses) == {"websiteUrl", "privacyUrl", "termsOfUseUrl"}
    assert {URL(url).path for url in addresses.values()} == set(PATHS)


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_read_by_anybody_with_anything(empty_bot: Bot, path: str) -> None:
    """Language, title, one heading before others, landmarks, words that links are known by."""
    _, page = await read(empty_bot, path)
    names = [tag for tag, _ in page.tags]
    headings = [name for name in names if re.fullmatch(r"h\d", name)]

    assert page.open == []
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert ("meta", {"name": "viewport", "content": AS_WIDE_AS_THE_SCREEN}) in page.tags
    assert headings == ["h1", *["h2"] * (len(headings) - 1)]
    assert {"title", "header", "main", "footer", "nav"} <= set(names)
    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == list(PATHS)
    assert "$" not in page.text


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_runs_nothing_loads_nothing_and_asks_nothing(
    empty_bot: Bot, path: str
) -> None:
    answer, page = await read(empty_bot, path)
    policy = answer.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not {"script", "img", "link", "form", "input", "iframe"} & {tag for tag, _ in page.tags}
    assert not [a for _, a in page.tags if {"src", "style", "onclick"} & set(a)]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_the_same_for_everybody_and_names_nobody(empty_bot: Bot, path: str) -> None:
    """A board with people in it adds nothing."""
    _, before = await read(empty_bot, path)
    await empty_bot.write(register)

    _, after = await read(empty_bot, path)

    members = await empty_bot.house.database.read(lambda snapshot: snapshot.people.members())
    assert (after.tags, after.text) == (before.tags, before.text)
    assert members
    assert not [each.name for each in members if each.name in after.text]


async def test_the_privacy_notice_says_how_long_things_are_kept(empty_bot: Bot) -> None:
    """It has to be true when a time is changed."""
    _, page = await read(empty_bot, "/privacy")

    kept = (KEPT, CONTENT_KEPT)

    assert kept == (timedelta(days=7), timedelta(days=365))
    assert timedelta(days=6 * 365) <= AUDIT_KEPT <= timedelta(days=6 * 366)
    assert "not sent: 7 days" in page.words()
    assert "after it has ended" in page.words()
    assert "What was written in a referral: 12 months" in page.words()
    assert "who saw and did what: 6 years" in page.words()


@pytest.mark.parametrize("path", ["/", "/terms"])
async def test_it_says_what_to_do_in_an_emergency(empty_bot: Bot, path: str) -> None:
    _, page = await read(empty_bot, path)

    assert "call 999" in page.words()


async def test_other_paths_and_other_methods_are_none(empty_bot: Bot) -> None:
    async with aiohttp.ClientSession() as browser:
        for path in ("/page.css", "/public/about.html", "/privacy/..%2f..%2fsettings.py"):
            async with browser.get(URL(empty_bot.url).with_path(path, encoded=True)) as answer:
                assert answer.status == 404
        async with browser.post(URL(empty_bot.url).with_path("/privacy")) as answer:
            assert answer.status == 405
