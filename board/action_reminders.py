"""When an owner is reminded, and which reminders came too late to be worth sending."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from board.actions import Action, Deed, today_of
from board.calendar import Calendar, at_london
from board.escalation import MOVES_AT
from board.facts import Notice
from board.standing import Ask, Standing

DAYS_BEFORE = (5, 1, 0)
"""Working days before the due day, and the due day itself. Source: domain 2.8."""
REMINDER = "action_reminder"
_MOVES_DUE = frozenset({Deed.EXTEND, Deed.AGREE})
_GIVEN = frozenset({Deed.ASSIGN, Deed.AGREE})
LOOK_AHEAD = timedelta(days=21)
"""How far ahead a due day can lie and be reminded of: five working days around Christmas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder of one action: so many working days before this due day, to one member."""

    action: str
    due: date
    days: int
    ask: Ask
    given: int = 0
    """How often it has been given to somebody: whoever gets it again is asked again."""

    @property
    def key(self) -> str:
        """Once for each action, rule and due day.

        On the due day, where the ladder counts from, once for each reader too: who could not be
        reached has a stand-in.
        """
        usual = f"remind:{self.action}:{self.due}:{self.days}"
        return usual if self.days else f"{usual}:{self.ask.recipient}:{self.given}"

    @property
    def about(self) -> str:
        """What the message is made from when it is sent."""
        return f"{self.action}:{self.due}:{self.days}:{self.ask.recipient}"


def read_about(about: str) -> tuple[str, date, int, str]:
    """The action, due day, days before and reader of a reminder."""
    ref, due, days, member = about.split(":", 3)
    return ref, date.fromisoformat(due), int(days), member


def reminder_due(
    action: Action, standing: Standing, now: datetime, calendar: Calendar
) -> tuple[Reminder | None, tuple[Reminder, ...]]:
    """The reminder that is due now, and the ones before it that were not sent in their time."""
    if not action.is_live:
        return None, ()
    ask = standing.for_owner(action.owner, action.owner_agency)
    ask = ask or Ask(to=(action.owner,), recipient=action.owner)
    given = sum(each.kind in _GIVEN for each in action.updates)
    reached = [
        Reminder(action=action.ref, due=action.due, days=days, ask=ask, given=given)
        for days, at in moments(action, calendar)
        if at <= now
    ]
    if not reached:
        return None, ()
    *missed, latest = reached
    if latest.days == 0 and action.due_asked_at is not None:
        return None, ()
    is_quiet = latest.days > 0 and (action.snoozed_until or date.min) > today_of(now)
    return None if is_quiet else latest, tuple(missed)


def moments(action: Action, calendar: Calendar) -> Iterator[tuple[int, datetime]]:
    """When each reminder goes: 09:00, after the due day was set; the due day itself always."""
    since = _dated_on(action)
    for days in DAYS_BEFORE:
        day = calendar.add_working_days(action.due, -days) if days else _due_day(action, calendar)
        if day > since or days == 0:
            yield days, at_london(day, MOVES_AT)


def _dated_on(action: Action) -> date:
    """The day on which the present due day was set: by the assignment, or when it was moved."""
    since = action.assigned_on or action.raised_on
    if action.due == action.original_due:
        return since
    return max([since, *(each.on for each in action.updates if each.kind in _MOVES_DUE)])


def is_current(
    action: Action, about: str, standing: Standing, now: datetime, calendar: Calendar
) -> bool:
    """A reminder that waited is still the one to send, and to this member."""
    due, _ = reminder_due(action, standing, now, calendar)
    return due is not None and due.about == about


def notices_of(reminders: list[Reminder], standing: Standing) -> list[Notice]:
    """The intents of these reminders."""
    return [
        Notice(REMINDER, f"person:{account_of(each.ask.recipient, standing)}", each.about, each.key)
        for each in reminders
    ]


def account_of(key: str, standing: Standing) -> str:
    """What a member is addressed by: the account, or the key where there is none."""
    member = standing.members.get(key)
    return (member.account if member else None) or key


def _due_day(action: Action, calendar: Calendar) -> date:
    if calendar.is_working_day(action.due):
        return action.due
    return calendar.add_working_days(action.due, 1)
