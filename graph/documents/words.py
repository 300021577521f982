"""Days, times and numbers as people in London write them, and typed text made fit for a file."""

import re
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from board.calendar import LONDON

_ENDS_OF_LINES: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # not for XML, or unseen
    "\u202a-\u202e\u2066-\u2069]"  # these turn the text beside them round
)
_ADDRESS: Final = re.compile(r"https://[!-~]+")


def fit(text: str) -> str:
    """Give typed text without what no file takes: control characters, halves of characters."""
    if text.isprintable():  # nearly all is, and this is seen at once
        return text.strip()
    return _UNFIT.sub("", _ENDS_OF_LINES.sub("\n", text)).replace("\t", " ").strip()


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, on one line, for where there is little room."""
    line = " ".join(fit(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}\u2026"


def day_words(day: date) -> str:
    """A day in full: 'Wednesday 6 January 2027'."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """A day where there is little room: '6 Jan 2027'."""
    return f"{day.day} {day:%b %Y}"


def moment_words(instant: datetime) -> str:
    """An instant in London: 'Tuesday 29 December 2026 at 17:00'."""
    here = instant.astimezone(LONDON)
    return f"{day_words(here)} at {here:%H:%M}"


def span_words(start: datetime, end: datetime) -> str:
    """From when to when in London: 'Wednesday 6 January 2027, 10:00 to 12:00'."""
    here, there = start.astimezone(LONDON), end.astimezone(LONDON)
    until = f"{there:%H:%M}" if here.date() == there.date() else moment_words(end)
    return f"{day_words(here)}, {here:%H:%M} to {until}"


def day_of(instant: datetime) -> date:
    """The day in London."""
    return instant.astimezone(LONDON).date()


def count(number: int, one: str) -> str:
    """How many: '1 action', '2 actions'."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def listed(words: tuple[str, ...]) -> str:
    """Some things after one another: 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def is_address(link: str) -> bool:
    """Whether it can stand behind a link: https, with a host, and nothing that needs quoting."""
    try:
        return bool(_ADDRESS.fullmatch(link) and urlsplit(link).hostname)
    except ValueError:
        return False
