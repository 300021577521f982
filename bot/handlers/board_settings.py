"""The settings of the board itself: ladder, clocks, forums, holidays; each change audited."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import time
from functools import partial
from types import MappingProxyType
from typing import Any

from board.clocks import Clocks
from board.configuring import (
    days_in_words,
    read_clocks,
    read_days_off,
    read_policy,
    read_rhythm,
)
from board.errors import BoardError
from board.facts import Result
from board.forums import BOARD, in_rhythm, rhythm_of
from board.governance_due import ends_soon
from board.referral_form import Fault
from board.tiers import Tier
from bot.handlers.settings_forms import CONFIGURE, asked_only, mark_of, stale, typed_of, wrong
from bot.router import Router
from bot.turn import Reply, Turn
from cards.payloads import Shown
from cards.settings_payloads import (
    ChangeClocks,
    ChangeDays,
    ChangeForums,
    ChangeLadder,
    ShowSettings,
)
from cards.settings_views import Kind, SettingsForm, SettingsShown
from storage.unit import Snapshot, Unit

router = Router(topic="Looking after it")

_AT_FIELD = {"cadence_days": "cadence", "meeting_minutes": "minutes", "time_unreadable": "starts"}


@router.command("settings", says="Change agencies, members, forums, clocks...", needs=CONFIGURE)
@router.view(ShowSettings, needs=CONFIGURE)
def show_settings(turn: Turn, _asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """What can be set."""
    changes = snapshot.settings.day_changes
    members = [each for each in snapshot.people.members() if each.active]
    view = SettingsShown(
        agencies=sum(each.active for each in snapshot.people.agencies()),
        members=len(members),
        reviews=sum(ends_soon(each, turn.now) for each in members),
        days_off=len(changes.added) + len(changes.removed),
        is_set_up=snapshot.people.had_co_chairs(turn.now),
    )
    return Reply(view=view, fact=turn.fact("SettingsViewed", "settings", Tier.T0, Result.VIEWED))


@router.deed(ChangeLadder, needs=CONFIGURE)
def change_ladder(turn: Turn, pressed: ChangeLadder, unit: Unit) -> Reply:
    """How long each rung has."""

    def keep(typed: Mapping[str, str]) -> str:
        for name, text in typed.items():
            if text:
                _read(name, partial(read_policy, {name: text}, before))
        unit.settings.set_policy(read_policy(typed, before))
        return "LadderTimersChanged"

    before = unit.settings.policy
    return _changed(turn, pressed, "ladder", unit, keep)


@router.deed(ChangeClocks, needs=CONFIGURE)
def change_clocks(turn: Turn, pressed: ChangeClocks, unit: Unit) -> Reply:
    """When everything around a meeting is due."""

    def keep(typed: Mapping[str, str]) -> str:
        clocks, faults = read_clocks(typed, before)
        if faults:
            raise _AtFields({name: Fault(code) for name, code in faults.items()})
        unit.settings.set_clocks(clocks)
        return "ClocksChanged"

    before = unit.settings.clocks
    return _changed(turn, pressed, "clocks", unit, keep)


@router.deed(ChangeForums, needs=CONFIGURE)
def change_forums(turn: Turn, pressed: ChangeForums, unit: Unit) -> Reply:
    """How the board meets; the boards already planned keep their days."""

    def keep(typed: Mapping[str, str]) -> str:
        try:
            rhythm = read_rhythm(typed["cadence"], typed["starts"], typed["minutes"], before)
        except BoardError as refusal:
            raise _AtFields({_AT_FIELD[refusal.code]: Fault(refusal.code)}) from None
        unit.forums.put(in_rhythm(unit.forums.get(BOARD.code), rhythm))
        return "ForumChanged"

    before = rhythm_of(unit.forums.get(BOARD.code))
    return _changed(turn, pressed, "forums", unit, keep)


@router.deed(ChangeDays, needs=CONFIGURE)
def change_days(turn: Turn, pressed: ChangeDays, unit: Unit) -> Reply:
    """Days off beside the bank holidays, and bank holidays that are working days."""

    def keep(typed: Mapping[str, str]) -> str:
        for name, text in typed.items():
            _read(name, partial(read_days_off, text, ""))
        changes = read_days_off(typed["added"], typed["removed"])
        unit.settings.set_day_changes(changes)
        return "HolidaysChanged"

    reply = _changed(turn, pressed, "days", unit, keep)
    after = unit.settings.day_changes
    return replace(reply, after=lambda: turn.office.days_off.change(after))


class _AtFields(Exception):
    """What is wrong, at its fields."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__()
        self.faults = faults


def _read(name: str, read: Callable[[], object]) -> None:
    """Read one box alone, so that what is wrong stands at it."""
    try:
        read()
    except BoardError as refusal:
        raise _AtFields({name: Fault(refusal.code)}) from None


def _changed(
    turn: Turn,
    pressed: Shown,
    kind: Kind,
    unit: Unit,
    keep: Callable[[Mapping[str, str]], str],
) -> Reply:
    """The form as it stands; sent, it is kept by the name that the audit has for it."""
    form = _FORMS[kind](unit)
    if asked_only(pressed, form):
        return Reply(view=form)
    typed = typed_of(pressed, form)
    if (again := stale(pressed, form, typed)) is not None:
        return Reply(view=again)
    try:
        name = keep(typed)
    except _AtFields as found:
        return Reply(view=wrong(form, typed, found.faults))
    unit.record(turn.fact(name, kind, Tier.T0))
    return Reply(view=replace(_FORMS[kind](unit), note="Kept."))


def _ladder(snapshot: Snapshot) -> SettingsForm:
    policy = snapshot.settings.policy
    rows = ("standard", "urgent")
    inputs = {name: ", ".join(map(str, getattr(policy, name))) for name in rows}
    return SettingsForm(kind="ladder", version=mark_of(policy), inputs=inputs)


def _clocks(snapshot: Snapshot) -> SettingsForm:
    clocks = snapshot.settings.clocks
    inputs = {each.name: _in_words(getattr(clocks, each.name)) for each in fields(Clocks)}
    return SettingsForm(kind="clocks", version=mark_of(clocks), inputs=inputs)


def _forums(snapshot: Snapshot) -> SettingsForm:
    rhythm = rhythm_of(snapshot.forums.get(BOARD.code))
    titles = sorted(each.forum.title for each in snapshot.places.bindings())
    said = ", ".join(titles) if titles else "none yet"
    return SettingsForm(
        kind="forums",
        version=mark_of(rhythm),
        about=(
            f"With a channel: {said}. Say 'use this channel for' or 'unbind' there.",
            "Boards that are planned already keep their days.",
        ),
        inputs={
            "cadence": str(rhythm.cadence_days),
            "starts": _in_words(rhythm.starts),
            "minutes": str(rhythm.minutes),
        },
    )


def _days(snapshot: Snapshot) -> SettingsForm:
    changes = snapshot.settings.day_changes
    return SettingsForm(
        kind="days",
        version=mark_of(changes),
        about=("The bank holidays of England and Wales are known.",),
        inputs={
            "added": days_in_words(changes.added),
            "removed": days_in_words(changes.removed),
        },
    )


def _in_words(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


_FORMS: Mapping[str, Callable[[Snapshot], SettingsForm]] = MappingProxyType(
    {"ladder": _ladder, "clocks": _clocks, "forums": _forums, "days": _days}
)
