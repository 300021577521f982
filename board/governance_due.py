"""Reviews of terms, sharing agreement and roles: who is reminded, and when."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from board.actions import today_of
from board.facts import Notice
from board.governance import Signed, VersionState, is_review_due, months_after
from board.people import Member, Role

REVIEW_DUE = "review_due"
ROLES_END = "roles_end"
SOON = timedelta(days=31)
"""Roles that end within it are to be looked at. Source: six-monthly review, board policy."""
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


def ends_soon(member: Member, now: datetime, role: Role | None = None) -> bool:
    """A role (this one) of an active member ends within a month, and none of its kind goes on."""
    if not member.active:
        return False
    until: dict[Role, datetime] = {}
    for each in member.grants:
        if each.holds(now) and role in {None, each.role}:
            until[each.role] = max(each.until, until.get(each.role, each.until))
    return any(end <= now + SOON for end in until.values())


def _when(document: Signed, now: datetime) -> str:
    if document.state is not VersionState.AGREED or document.review_due is None:
        return ""
    if is_review_due(document, today_of(now)):
        return TODAY
    ahead = months_after(document.review_due, _MONTHS_BEFORE)
    return AHEAD if today_of(now) >= ahead else ""
