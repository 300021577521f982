"""What the forms of the settings share: their pages, and whether somebody was faster."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from board.errors import message
from board.people import Permission
from board.referral_form import Fault
from bot.handlers.triage_page import text_of
from cards.payloads import Payload, Shown
from cards.settings_views import SettingsForm
from cards.settings_words import OF_KIND

CONFIGURE: Final = Permission.BOARD_CONFIGURE
ROWS: Final = 8
NONE: Final = "none"
"""The choice of nobody and nothing."""
_T = TypeVar("_T")


def mark_of(value: object) -> int:
    """A number that is another when the value is: what a form was made from."""
    return zlib.crc32(repr(value).encode())


def typed_of(pressed: Payload, form: SettingsForm) -> dict[str, str]:
    """What was typed into the form's inputs."""
    return {each.id: text_of(pressed, each.id).strip() for each in OF_KIND[form.kind]}


def asked_only(pressed: Shown, form: SettingsForm) -> bool:
    """Whether the form is only asked for."""
    return pressed.asks(*(each.id for each in OF_KIND[form.kind]))


def stale(pressed: Shown, form: SettingsForm, typed: Mapping[str, str]) -> SettingsForm | None:
    """The form again where somebody changed the thing meanwhile (V30), with what was typed."""
    if pressed.version == form.version:
        return None
    return replace(form, inputs=typed, note=message("V30"))


def wrong(
    form: SettingsForm, typed: Mapping[str, str], faults: Mapping[str, Fault]
) -> SettingsForm:
    """The form again, with each message at its field."""
    return replace(form, inputs=typed, faults=faults)


def page_of(found: Sequence[_T], page: int) -> tuple[Sequence[_T], int, int]:
    """The rows of a page, the page there is, and how many there are."""
    pages = max(1, -(-len(found) // ROWS))
    page = min(max(page, 1), pages)
    return found[(page - 1) * ROWS : page * ROWS], page, pages


def with_none(choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """These choices, and nobody."""
    return ((NONE, "None"), *choices)


def ticked(value: bool) -> str:  # noqa: FBT001 - as a tick box has it
    """A tick box's value."""
    return "true" if value else "false"
