"""The words of an action: what has to be said, and said so that it can be checked later."""

import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from board.actions import (
    DETAIL_LONGEST,
    MEASURE_LONGEST,
    TEXT_LONGEST,
    TITLE_LONGEST,
    ActionType,
    Priority,
)
from board.calendar import Calendar
from board.people import Member
from board.referral_form import Fault

LONGEST: Mapping[str, int] = {
    "title": TITLE_LONGEST,
    "success_measure": MEASURE_LONGEST,
    "detail": DETAIL_LONGEST,
    "needed": MEASURE_LONGEST,
    "needed_from": MEASURE_LONGEST,
}
VERBS = frozenset((files("board") / "verbs.txt").read_text("utf-8").split())
"""Words an action can start with."""
_VAGUE = re.compile(
    r"\b(consider|look\s+in\s?to|try\s+to|think\s+about|explore|as\s+appropriate|"
    r"where\s+possible|be\s+aware|keep\s+an\s+eye)\b",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)


def is_vague(text: str) -> bool:
    """It says that somebody will think about it, not what will be done."""
    return _VAGUE.search(text) is not None


def starts_with_verb(title: str) -> bool:
    """Its first word is something one can do."""
    found = _FIRST_WORD.match(title.strip())
    if found is None:
        return False
    first = found[0].casefold()
    return first in VERBS or (first.startswith("re-") and first[3:] in VERBS)


def check_new_action(
    inputs: Mapping[str, str],
    *,
    owner: Member | None,
    today: date,
    calendar: Calendar,
) -> dict[str, Fault]:
    """What is wrong with the form of a new action; `keep_wording` insists on the title."""
    faults: dict[str, Fault] = {}
    title = inputs.get("title", "").strip()
    insists = inputs.get("keep_wording") == "true"
    if not title or (not insists and (not starts_with_verb(title) or is_vague(title))):
        faults["title"] = Fault("V14")
    if not inputs.get("success_measure", "").strip():
        faults["success_measure"] = Fault("V54")
    if owner is None or not owner.active:
        faults["owner"] = Fault("V15")
    due = read_day(inputs.get("due", ""))
    if due is None or due <= today or not calendar.is_working_day(due):
        faults["due"] = Fault("V13")
    if inputs.get("priority", "") not in {"", *Priority}:
        faults["priority"] = Fault("V41")
    if inputs.get("type", "") not in {"", *ActionType}:
        faults["type"] = Fault("V41")
    return too_long(inputs, ("title", "success_measure", "detail")) | faults


def too_long(inputs: Mapping[str, str], names: tuple[str, ...]) -> dict[str, Fault]:
    """V38 for every text above its limit."""
    return {
        name: Fault("V38", LONGEST.get(name, TEXT_LONGEST))
        for name in names
        if len(inputs.get(name, "").strip()) > LONGEST.get(name, TEXT_LONGEST)
    }


def read_day(text: str) -> date | None:
    """A day in ISO form or as people write it (27/11/2026), or None."""
    text = text.strip()
    british = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
    if british:
        text = f"{british[3]}-{int(british[2]):02d}-{int(british[1]):02d}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
