"""Views of what has not been delivered."""

from dataclasses import replace
from datetime import timedelta

from cards.views import AskDrop, Delivery, DeliveryLine, Surface, View
from tests.cards.filing_samples import HELD
from tests.cards.referral_samples import NOW

_EVERYWHERE = (Surface.PERSONAL, Surface.CHANNEL)


def line(number: int, state: str, kind: str, to: str, cause: str, about: str = "") -> DeliveryLine:
    """Something that has been due for some hours."""
    return DeliveryLine(
        intent=number,
        state=state,
        kind=kind,
        to=to,
        about=about,
        since=NOW - number * timedelta(hours=1),
        attempts=number % 3,
        cause=cause,
    )


LINES = (
    line(
        7, "unknown", "referral_outcome", "Nadia Nurse", "ServerDisconnectedError", "REF-2026-0041"
    ),
    line(4, "dead", "referral_form", "a referrer", "ConversationBlockedByUser"),
    line(5, "dead", "challenge_ruled", "Theo Triager", "BotDisabledByAdmin", "CHL-2026-004"),
    line(2, "waiting", "referral_received", "the Mental Health Team", "channel_not_bound"),
    line(6, "pending", "update", "where it was posted", "TooManyRequests"),
)
FILE = replace(
    line(8, "pending", "file", "the board", "locked", "Agenda BRD-037"),
    said=HELD.said,
    next_try=HELD.next_try,
)
COUNTS = {"unknown": 1, "dead": 2, "waiting": 9, "pending": 4}
STUCK = Delivery(
    lines=LINES, counts=COUNTS, late=1, page=2, pages=3, at=NOW, is_disabled=True,
    note="It is being sent again.",
)  # fmt: skip
ONE = Delivery(lines=LINES[:1], counts={"unknown": 1}, late=0, page=1, pages=1, at=NOW)
ALL_WELL = Delivery(lines=(), counts={}, late=0, page=1, pages=1, at=NOW)
ON_THE_WAY = Delivery(lines=(), counts={"pending": 3}, late=0, page=1, pages=1, at=NOW)

OF_DELIVERY: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "delivery": (STUCK, _EVERYWHERE),
    "delivery_one": (ONE, _EVERYWHERE),
    "delivery_file": (
        Delivery(lines=(FILE,), counts={"pending": 1}, late=1, page=1, pages=1, at=NOW),
        (Surface.CHANNEL,),
    ),
    "delivery_well": (ALL_WELL, _EVERYWHERE),
    "delivery_under_way": (ON_THE_WAY, (Surface.PERSONAL,)),
    "delivery_drop": (AskDrop(line=LINES[0], page=2), _EVERYWHERE),
}
