"""What the tracker sends by itself: reminders to owners, and what has happened to an action."""

from collections.abc import Callable
from datetime import datetime

from board.action_reminders import REMINDER, is_current, read_about
from board.actions import Action, ActionState, asks_chairs, today_of, working_days
from bot.handlers.action_steps import ASKED, CHANGED, COMPLETED, DECLINED
from bot.handlers.actions import ASSIGNED, PROPOSED
from bot.handlers.tracker_views import account_of, names_of, row_of
from bot.router import Loader, Router
from bot.turn import Office
from cards.action_views import ActionNotice, ActionReminder
from cards.views import View
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router()

_SAID = {
    "agree": "agreed",
    "refuse": "refused",
    "verify": "verified",
    "reopen": "reopened",
    "extend": "extended",
    "cancel": "cancelled",
}


def _asked_on_due_day(unit: Unit, about: str, _to: str, now: datetime, *, office: Office) -> None:
    """The ladder counts from when the owner was asked on the due day."""
    del office
    ref, due, days, _ = read_about(about)
    if days == 0:
        unit.actions.note_due_asked(ref, due, now)


@router.notice(REMINDER, sent=_asked_on_due_day, in_hours=True)
def reminder(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """A reminder that is still the one to send; nothing where the action has gone on."""
    ref, _, days, member = read_about(about)
    action = snapshot.actions.get(ref)
    if not is_current(action, about, standing_of(snapshot, now), now, office.calendar):
        return None
    names = names_of(snapshot)
    ladder = snapshot.escalations.latest_of(ref)
    return ActionReminder(
        row=row_of(action, today_of(now), office.calendar, ladder),
        days=days and max(1, working_days(today_of(now), action.due, office.calendar)),
        for_owner=names.get(action.owner, action.owner) if member != action.owner else "",
        names=names,
        at=now,
    )


def _while_true(happened: str, holds: Callable[[Action, str], bool]) -> Loader:
    def load(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
        ref, _, more = about.partition(":")
        action = snapshot.actions.get(ref)
        if not holds(action, more):
            return None
        names = names_of(snapshot)
        chairs = _chairs(snapshot, action, now) if happened == "asked" else ()
        return ActionNotice(
            row=row_of(action, today_of(now), office.calendar),
            happened=_SAID.get(more, happened),
            names=names,
            at=now,
            mentions=tuple((account_of(snapshot, each), names[each]) for each in chairs),
        )

    return load


def _chairs(snapshot: Snapshot, action: Action, now: datetime) -> tuple[str, ...]:
    """The co-chairs, where what is asked waits for them."""
    return standing_of(snapshot, now).co_chairs if asks_chairs(action) else ()


def _has_state(state: ActionState) -> Callable[[Action, str], bool]:
    return lambda action, _: action.state is state


def _is_theirs(action: Action, owner: str) -> bool:
    return action.state is ActionState.ASSIGNED and action.owner == owner


router.notice(ASSIGNED, in_hours=True)(_while_true("assigned", _is_theirs))
router.notice(PROPOSED, in_hours=True)(_while_true("proposed", _has_state(ActionState.PROPOSED)))
router.notice(COMPLETED, in_hours=True)(_while_true("completed", _has_state(ActionState.COMPLETED)))
router.notice(DECLINED, in_hours=True)(_while_true("declined", _has_state(ActionState.DECLINED)))
router.notice(ASKED, in_hours=True)(_while_true("asked", lambda action, _: bool(action.request)))
router.notice(CHANGED, in_hours=True)(_while_true("agreed", lambda *_: True))
