"""Words that exist in rehearsal only: a clock that can be moved, and other people's shoes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from board.calendar import LONDON, in_words
from board.errors import BoardError
from board.people import Person
from board.tiers import Tier
from bot.clock import machine_now
from bot.router import Router, Said
from bot.turn import Reply, Turn
from cards.views import Sentence
from storage.unit import Unit

_STEP = re.compile(r"\+\s*(\d{1,4})\s*([dhm])", re.IGNORECASE)
_LAST_YEAR = 2099
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


def rehearsal_router(moved: Callable[[timedelta], None]) -> Router:
    """The room of rehearsal; with an app id it is not part of the house.

    `moved` is told the new offset of board time once it is durable.
    """
    router = Router(topic="Rehearsal")

    @router.command(
        "clock",
        says="Rehearsal: move the clock, to 2026-12-01 09:00 (London) or by +7d, +3h, +30m",
        takes="TIME",
        is_deed=True,
    )
    def move_clock(turn: Turn, said: Said, unit: Unit) -> Reply:
        """Move board time forward; what falls due then follows at once."""
        if said.words:
            target = _read(said.words, turn.now)
            if target < turn.now:
                raise BoardError("clock_backwards", now=in_words(turn.now))
            offset = target - machine_now()
            unit.settings.set_clock_offset(offset)
            unit.record(turn.fact("ClockMoved", "clock", Tier.T0))
            words = f"It is now {in_words(target)} in London."
            return Reply(view=Sentence(words), after=lambda: moved(offset))
        return Reply(view=Sentence(f"It is {in_words(turn.now)} in London."))

    @router.command("act as", says="Rehearsal: go on as somebody else", takes="NAME", is_deed=True)
    def act_as(turn: Turn, said: Said, unit: Unit) -> Reply:
        """Be another member, or oneself again, from the next message on."""
        if said.words.casefold() in {"myself", "me"}:
            unit.acting.end(turn.account)
            return Reply(view=Sentence("You are yourself again."))
        found = _named(said.words, unit, turn.now)
        unit.acting.begin(turn.account, found.member.key if found.member else "")
        if turn.place.is_private and (kept := unit.places.reference(turn.place.key)):
            unit.places.keep_reference(f"person:{found.id}", kept, machine_now())
            unit.outbox.release(f"person:{found.id}")
        unit.record(turn.fact("ActingAs", found.id, Tier.T0))
        roles = ", ".join(sorted(str(each).replace("_", " ") for each in found.roles))
        words = f"You now act as {found.name}, {found.job}, {found.agency_name}."
        return Reply(view=Sentence(f"{words} Roles: {roles or 'none'}."))

    return router


def _read(words: str, now: datetime) -> datetime:
    if found := _STEP.fullmatch(words):
        return _within_reach(now + int(found[1]) * _UNITS[found[2].casefold()])
    try:
        at = _within_reach(datetime.fromisoformat(words.strip()))
    except ValueError:
        raise BoardError("clock_unreadable") from None
    return (at if at.tzinfo else at.replace(tzinfo=LONDON)).astimezone(UTC)


def _within_reach(at: datetime) -> datetime:
    """Near the end of time nothing could be due any more."""
    if at.year > _LAST_YEAR:
        raise BoardError("clock_unreadable")
    return at


def _named(words: str, unit: Unit, now: datetime) -> Person:
    wanted = " ".join(words.casefold().split())
    for each in unit.people.members():
        if each.name.casefold() == wanted and each.active:
            found = unit.people.person_by_key(each.key, now)
            if found is not None:
                return found
    raise BoardError("nobody_called")
