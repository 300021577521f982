"""Reviews of the terms of reference and the sharing agreement: who is reminded, and when."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from board.actions import today_of
from board.facts import Notice
from board.governance import Signed, VersionState, is_review_due, months_after

REVIEW_DUE = "review_due"
_MONTHS_BEFORE = -1
AHEAD, TODAY = "ahead", "due"


def reviews_due(
    documents: Iterable[tuple[str, Signed]], to: Iterable[str], now: datetime
) -> Iterator[Notice]:
    """A month before a review and on its day, once to each of `to`.

    `documents` are of a kind (`terms`, `agreement`) each. What an outage has overtaken is left
    out: nobody is told a month ahead of what is due.
    """
    told = tuple(to)
    for kind, document in documents:
        when = _when(document, now)
        if when:
            about = f"{kind}:{document.version}:{document.review_due}:{when}"
            for each in told:
                yield Notice(REVIEW_DUE, each, about, f"{REVIEW_DUE}:{about}:{each}")


def is_still_due(document: Signed, about: str, now: datetime) -> bool:
    """Whether a reminder still says what holds: the same version, date and time before it."""
    _, version, due, when = about.split(":", 3)
    is_same = (document.version, str(document.review_due)) == (version, due)
    return is_same and _when(document, now) == when


def _when(document: Signed, now: datetime) -> str:
    if document.state is not VersionState.AGREED or document.review_due is None:
        return ""
    if is_review_due(document, today_of(now)):
        return TODAY
    ahead = months_after(document.review_due, _MONTHS_BEFORE)
    return AHEAD if today_of(now) >= ahead else ""
