"""The public pages that the app package names: about, privacy notice, terms of use."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import Final

_FOLDER: Final = files("bot").joinpath("public")
_TITLES: Final = {
    "/": ("about", "About this bot"),
    "/privacy": ("privacy", "Privacy notice"),
    "/terms": ("terms", "Terms of use"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is the same for everybody, and the headers it is sent with."""

    html: str
    headers: Mapping[str, str]


@cache
def public_pages() -> Mapping[str, Page]:
    """Give each page by its path. Nothing in them is loaded from anywhere, or run."""
    style = _read("page.css")
    headers = _headers(style)
    frame = Template(_read("page.html"))
    return {
        path: Page(frame.substitute(title=title, style=style, main=_read(f"{name}.html")), headers)
        for path, (name, title) in _TITLES.items()
    }


def _headers(style: str) -> Mapping[str, str]:
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    rules = (
        "default-src 'none'",
        f"style-src 'sha256-{allowed}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Cache-Control": "public, max-age=3600",
        "Content-Security-Policy": "; ".join(rules),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _read(name: str) -> str:
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")
