"""What the tracker sends by itself: reminders to owners, and what has happened to an action."""

from collections.abc import Callable
from datetime import date, datetime

from board.action_reminders import REMINDER, is_current, read_about
from board.actions import Action, ActionState, asks_chairs, is_overdue, today_of, working_days
from bot.handlers.action_steps import ASKED, CHANGED, COMPLETED, DECLINED
from bot.handlers.actions import ASSIGNED, PROPOSED, SENT
from bot.handlers.tracker_views import account_of, names_of, row_of, rows_of
from bot.router import Loader, Router
from bot.turn import Office
from cards.action_views import ActionList, ActionNotice, ActionReminder
from cards.views import View
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router()

TOGETHER = "action_reminders"
LISTED = 5

_SAID = {
    "agree": "agreed",
    "refuse": "refused",
    "verify": "verified",
    "reopen": "reopened",
    "extend": "extended",
    "cancel": "cancelled",
}


def note_reminder(unit: Unit, about: str, _to: str, now: datetime, *, office: Office) -> None:
    """The ladder counts from when the owner was asked on the due day."""
    del office
    ref, due, days, _ = read_about(about)
    if days == 0:
        unit.actions.note_due_asked(ref, due, now)


@router.notice(REMINDER, sent=note_reminder, in_hours=True)
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


def _note_together(unit: Unit, about: str, to: str, now: datetime, *, office: Office) -> None:
    """All that fell due that day have been asked of."""
    reader, day = about.split(":", 1)
    for action in _of_reader(reader, unit, now):
        if action.due <= date.fromisoformat(day) and action.due_asked_at is None:
            unit.actions.note_due_asked(action.ref, action.due, now)
    del to, office


@router.notice(TOGETHER, sent=_note_together, in_hours=True)
def together(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """More reminders at once than anybody reads one by one: the reader's open actions."""
    reader, _ = about.split(":", 1)
    asked = _of_reader(reader, snapshot, now)
    if not asked:
        return None
    today, hidden = today_of(now), snapshot.sittings.withheld_from(reader).refs
    withheld = [each.ref for each in asked if each.ref in hidden and each.owner != reader]
    found = [each for each in asked if each.ref not in withheld]
    pages = max(1, -(-len(found) // LISTED))
    return ActionList(
        title="Due soon or today: how do they stand?",
        rows=rows_of(found[:LISTED], snapshot, today, office.calendar),
        total=len(found),
        overdue=sum(is_overdue(each, today) for each in found),
        page=1,
        pages=pages,
        again="mine",
        withheld=tuple(withheld),
        names=names_of(snapshot),
        at=now,
    )


def _of_reader(reader: str, snapshot: Snapshot, now: datetime) -> list[Action]:
    """What a member is asked about: their own, and what they stand in for."""
    standing = standing_of(snapshot, now)
    member = snapshot.people.member(reader)
    found = {each.ref: each for each in snapshot.actions.open_of_owner(reader)}
    if member is not None:
        found |= {each.ref: each for each in snapshot.actions.open_of_agency(member.agency)}
    asked = (
        each
        for each in found.values()
        if each.is_live
        and (ask := standing.for_owner(each.owner, each.owner_agency)) is not None
        and ask.recipient == reader
    )
    return sorted(asked, key=lambda each: (each.due, each.ref))


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


router.notice(SENT)(_while_true("sent", lambda *_: True))
router.notice(ASSIGNED, in_hours=True)(_while_true("assigned", _is_theirs))
router.notice(PROPOSED, in_hours=True)(_while_true("proposed", _has_state(ActionState.PROPOSED)))
router.notice(COMPLETED, in_hours=True)(_while_true("completed", _has_state(ActionState.COMPLETED)))
router.notice(DECLINED, in_hours=True)(_while_true("declined", _has_state(ActionState.DECLINED)))
router.notice(ASKED, in_hours=True)(_while_true("asked", lambda action, _: bool(action.request)))
router.notice(CHANGED, in_hours=True)(_while_true("agreed", lambda *_: True))
