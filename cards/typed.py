"""What people typed, made fit to stand on a card."""

import re

from board.referral_form import BY_ID
from cards.elements import RichTextBlock, TextRun

NAME_LONGEST = 160
"""Characters shown of a name, job or agency."""
_MARKS = re.compile(r"[<>&\[\]*_`~\\|#]+")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fit(text: str) -> str:
    """The text without what JSON or a client cannot carry (controls, half characters)."""
    return _UNFIT.sub("\ufffd", text)


def mention_name(name: str) -> str:
    """A name without what would end its tag or be read as Markdown."""
    return " ".join(_MARKS.sub(" ", fit(name[:NAME_LONGEST])).split()) or "Unknown"


def longest(question: str) -> int:
    """How many characters of an answer a card shows: twice what may be sent."""
    return 2 * BY_ID[question].limit


def put_back(question: str, text: str) -> str:
    """What stands in the input of an answer: all of it, or the first part of something huge."""
    return fit(text[: longest(question)])


def is_cut(question: str, text: str) -> bool:
    """Only the first part of it fits the card."""
    return 0 < longest(question) < len(text)


def is_untouched(question: str, arrived: str, kept: str) -> bool:
    """What came back is the part we showed of a longer text: the draft's own must stay."""
    return is_cut(question, kept) and _lines(arrived) == _lines(put_back(question, kept))


def only_the_first(count: int) -> str:
    """The sentence beside a text that is shown in part."""
    return f"Only the first {count:,} characters are shown."


def typed(text: str, most: int, *, spacing: str = "none") -> RichTextBlock:
    """Typed words as they are, at most so many characters: a text run knows no Markdown."""
    runs = [TextRun(text=fit(text[:most]) or " ")]
    if len(text) > most:
        runs.append(TextRun(text=f"... {only_the_first(most)}", italic=True))
    return RichTextBlock(spacing=spacing, inlines=runs)


def named(
    name: str, text: str, most: int = NAME_LONGEST, *, spacing: str = "small"
) -> RichTextBlock:
    """A name of ours in bold, and what was typed beside it."""
    runs = [TextRun(text=f"{name}: ", weight="bolder"), TextRun(text=fit(text[:most]) or " ")]
    if len(text) > most:
        runs.append(TextRun(text=f"... {only_the_first(most)}", italic=True))
    return RichTextBlock(spacing=spacing, inlines=runs)


def _lines(text: str) -> list[str]:
    return text.rstrip().splitlines()
