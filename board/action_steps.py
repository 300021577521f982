"""The steps of an action, each with its refusals: values in, the changed action and a fact out."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from board.actions import (
    ASKED_DATE,
    ASKED_END,
    DIRECTED,
    ENDED,
    EXTENSIONS,
    LEADS_TO,
    LIVE,
    Action,
    ActionState,
    ActionType,
    Asked,
    Deed,
    Priority,
    Request,
    Update,
    key_of,
    may,
    may_agree,
    may_verify,
    today_of,
)
from board.calendar import Calendar
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.people import Member, Permission, Person
from board.tiers import Tier

S = ActionState
_NOW_UNDER_WAY = {
    S.ASSIGNED: (S.ACCEPTED, S.IN_PROGRESS),
    S.ACCEPTED: (S.IN_PROGRESS,),
    S.BLOCKED: (S.IN_PROGRESS,),
    S.REOPENED: (S.IN_PROGRESS,),
    S.IN_PROGRESS: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody said with a step; each step reads what it needs."""

    text: str = ""
    due: date | None = None
    needed: str = ""
    needed_from: str = ""
    owner: Member | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A new action, its form found sound."""

    title: str
    success_measure: str
    owner: Member
    due: date
    source: str
    source_agency: str
    detail: str = ""
    priority: Priority = Priority.STANDARD
    type: str = ActionType.GENERAL
    risk: str | None = None


Stepped = tuple[Action, Fact]


def create(ref: str, wanted: Wanted, *, by: Person, now: datetime) -> Stepped:
    """A new action: assigned at once by those who may assign, else proposed to them."""
    if not by.may(Permission.ACTION_ADD):
        raise Forbidden
    today = today_of(now)
    is_assigned = by.may(Permission.ACTION_ASSIGN)
    action = Action(
        ref=ref,
        title=wanted.title.strip(),
        detail=wanted.detail.strip(),
        source=wanted.source,
        source_agency=wanted.source_agency,
        risk=wanted.risk,
        owner=wanted.owner.key,
        owner_agency=wanted.owner.agency,
        raised_on=today,
        raised_by=key_of(by),
        assigned_on=today if is_assigned else None,
        original_due=wanted.due,
        due=wanted.due,
        priority=wanted.priority,
        state=S.ASSIGNED if is_assigned else S.PROPOSED,
        type=wanted.type,
        success_measure=wanted.success_measure.strip(),
    )
    return action, fact_of("ActionAssigned" if is_assigned else "ActionProposed", action, by, now)


def assign(action: Action, told: Told, *, by: Person, now: datetime, calendar: Calendar) -> Stepped:
    """Confirm a proposal, or give an action to another owner, who may get another day with it.

    Nobody moves a date by giving an action to whoever has it, or to themselves.
    """
    demand_step(action, Deed.ASSIGN, by)
    owner = told.owner
    if owner is None or not owner.active:
        raise BoardError("V15")
    today = today_of(now)
    if told.due is None and today > action.due:
        raise BoardError("V13")
    if told.due not in {None, action.due}:
        _demand_movable(action, owner, by)
        demand_due(told.due, today, calendar)
    given = _move(action, S.ASSIGNED) if action.state is not S.ASSIGNED else action
    given = replace(
        given,
        owner=owner.key,
        owner_agency=owner.agency,
        assigned_on=today_of(now),
        request=None,
        is_at_risk=False,
        snoozed_until=None,
    )
    if told.due not in {None, action.due}:
        moved = action.is_live
        given = _dated(given, told.due)
        given = replace(given, extensions=given.extensions + moved)
    if owner.key != action.owner:
        given = replace(given, due_asked_at=None)
    named = {"owner": owner.key}
    return _noted(given, Deed.ASSIGN, told.text or owner.name, by, now, "ActionAssigned", **named)


def accept(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """The owner takes it on."""
    demand_step(action, Deed.ACCEPT, by)
    return _noted(_move(action, S.ACCEPTED), Deed.ACCEPT, told.text, by, now, "ActionAccepted")


def decline(
    action: Action, told: Told, *, by: Person, now: datetime, is_escalated: bool = False
) -> Stepped:
    """The owner does not take it on, and says why; the team gives it to another.

    Not past its due day or while it is escalated: that would end the ladder.
    """
    demand_step(action, Deed.DECLINE, by)
    if is_escalated or today_of(now) > action.due:
        raise BoardError("decline_late")
    gone = replace(
        _move(action, S.DECLINED), reason=told.text, closed_on=today_of(now), request=None
    )
    return _noted(gone, Deed.DECLINE, told.text, by, now, "ActionDeclined")


def progress(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """It is on its way; also the way out of a blockage."""
    demand_step(action, Deed.PROGRESS, by)
    under_way = replace(_under_way(action), is_at_risk=False)
    return _noted(under_way, Deed.PROGRESS, told.text, by, now, "ActionProgressed")


def at_risk(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """Not done, and it may not be in time: the owner says why."""
    demand_step(action, Deed.AT_RISK, by)
    under_way = replace(_under_way(action), is_at_risk=True)
    return _noted(under_way, Deed.AT_RISK, told.text, by, now, "ActionAtRisk")


def block(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """It cannot go on: why, what is needed, and from whom."""
    demand_step(action, Deed.BLOCK, by)
    if action.state is not S.BLOCKED:
        from_here = _under_way(action) if action.state is not S.ACCEPTED else action
        action = _move(from_here, S.BLOCKED)
    blocked = replace(action, blocker=told.text, needed=told.needed, needed_from=told.needed_from)
    return _noted(blocked, Deed.BLOCK, told.text, by, now, "ActionBlocked")


def complete(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """Done, with what shows it; somebody else confirms."""
    demand_step(action, Deed.COMPLETE, by)
    return complete_for(action, told, by=by, now=now)


def verify(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """Somebody who neither owns nor completed it confirms that it is done (V16)."""
    _demand_other(action, by)
    verified = replace(_move(action, S.VERIFIED), verified_by=key_of(by), closed_on=today_of(now))
    return _noted(verified, Deed.VERIFY, told.text, by, now, "ActionVerified")


def reopen(action: Action, told: Told, *, by: Person, now: datetime, calendar: Calendar) -> Stepped:
    """Not done after all: why, and by when; a due day that has passed needs a new one (V13)."""
    _demand_other(action, by)
    due = told.due or action.due
    demand_due(due, today_of(now), calendar)
    again = replace(
        _move(action, S.REOPENED), completed_on=None, completed_by=None, assigned_on=today_of(now)
    )
    again = _dated(again, due) if due != action.due else again
    return _noted(again, Deed.REOPEN, told.text, by, now, "ActionReopened")


def extend(
    action: Action,
    told: Told,
    *,
    by: Person,
    now: datetime,
    calendar: Calendar,
    is_escalated: bool = False,
) -> Stepped:
    """Another due day: at once where the owner may, else as a request.

    Twice before the due day without approval; after it, or while it is escalated, only once the
    team or the source agency has accepted; a third time a co-chair has to agree (V17).
    """
    demand_step(action, Deed.EXTEND, by)
    today = today_of(now)
    if told.due is None:
        raise BoardError("V13")
    demand_due(told.due, today, calendar)
    wants_agreement = is_escalated or needs_agreement(action, today)
    if wants_agreement and not _agrees_alone(action, by):
        asked = Request(what=Asked.DATE, by=key_of(by), on=today, reason=told.text, due=told.due)
        waiting = replace(action, request=asked)
        asked_for = {"asked": told.due.isoformat()}
        return _noted(waiting, ASKED_DATE, told.text, by, now, "ActionDateAsked", **asked_for)
    moved = replace(_dated(action, told.due), extensions=action.extensions + 1, request=None)
    return _noted(moved, Deed.EXTEND, told.text, by, now, "ActionExtended")


def cancel(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """No longer possible or wanted: ended by a chair, asked for by everybody else."""
    demand_step(action, Deed.CANCEL, by)
    if not by.may(Permission.ACTION_CANCEL) or key_of(by) == action.owner:
        asked = Request(what=Asked.CANCEL, by=key_of(by), on=today_of(now), reason=told.text)
        waiting = replace(action, request=asked)
        return _noted(waiting, ASKED_END, told.text, by, now, "ActionEndAsked")
    return _cancelled(action, told.text, by, now)


def snooze(action: Action, told: Told, *, by: Person, now: datetime, calendar: Calendar) -> Stepped:
    """No reminders until a day, which is not past the due day."""
    demand_step(action, Deed.SNOOZE, by)
    today = today_of(now)
    if told.due is None or not today < told.due <= action.due:
        raise BoardError("snooze_too_long", due=f"{action.due:%d.%m.%Y}")
    del calendar
    quiet = replace(action, snoozed_until=told.due)
    return _noted(quiet, Deed.SNOOZE, "", by, now, "ActionSnoozed")


def agree(
    action: Action, told: Told, *, by: Person, now: datetime, owner: Member | None = None
) -> Stepped:
    """Agree to what is asked: the new day, the new owner, or the end."""
    asked = _demand_request(action, by)
    if asked.what is Asked.CANCEL:
        return _cancelled(action, asked.reason, by, now)
    agreed = action
    if asked.what is Asked.OWNER:
        if owner is None or not owner.active:
            raise BoardError("V15")
        agreed = replace(
            _move(agreed, S.ASSIGNED),
            owner=owner.key,
            owner_agency=owner.agency,
            assigned_on=today_of(now),
        )
    if asked.due is not None:
        demand_later(asked.due, today_of(now))
        agreed = replace(_dated(agreed, asked.due), extensions=agreed.extensions + 1)
    agreed = replace(agreed, request=None)
    return _noted(agreed, Deed.AGREE, told.text, by, now, "ActionRequestAgreed")


def refuse(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """Do not agree to what is asked: everything stays as it was."""
    _demand_request(action, by)
    refused = replace(action, request=None)
    return _noted(refused, Deed.REFUSE, told.text, by, now, "ActionRequestRefused")


def complete_for(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """Whoever was asked in the owner's place says that it is done; somebody else confirms."""
    done = replace(
        _move(_under_way(action), S.COMPLETED),
        completed_on=today_of(now),
        completed_by=key_of(by),
        evidence=told.text,
        request=None,
        is_at_risk=False,
    )
    return _noted(done, Deed.COMPLETE, told.text, by, now, "ActionCompleted")


def ask_for(action: Action, what: Asked, told: Told, *, by: Person, now: datetime) -> Stepped:
    """Another date or owner is offered in answer to an escalation, and waits for agreement."""
    owner = told.owner.key if told.owner and what is Asked.OWNER else ""
    request = Request(
        what=what, by=key_of(by), on=today_of(now), reason=told.text, due=told.due, owner=owner
    )
    waiting = replace(action, request=request)
    asked_for = {"asked": "" if told.due is None else told.due.isoformat()}
    return _noted(waiting, ASKED_DATE, told.text, by, now, "ActionDateAsked", **asked_for)


def direct(action: Action, told: Told, *, by: Person, now: datetime) -> Stepped:
    """The co-chairs or the senior board give a direction, with a date that holds at once."""
    if told.due is None:
        raise BoardError("V13")
    directed = replace(_dated(action, told.due), extensions=action.extensions + 1, request=None)
    return _noted(directed, DIRECTED, told.text, by, now, "ActionDirected")


def cancel_for_risk(action: Action, risk: str, told: Told, *, by: Person, now: datetime) -> Stepped:
    """The risk is accepted: it stands on the register, and the action ends."""
    return _cancelled(
        replace(action, risk=action.risk or risk), f"Risk accepted as {risk}. {told.text}", by, now
    )


def needs_agreement(action: Action, today: date) -> bool:
    """Whether another due day has to be agreed by somebody else."""
    return today > action.due or action.extensions >= EXTENSIONS


def demand_due(due: date, today: date, calendar: Calendar) -> None:
    """Raise V13 unless it is a working day after today."""
    demand_later(due, today)
    if not calendar.is_working_day(due):
        raise BoardError("V13")


def demand_later(due: date, today: date) -> None:
    """Raise V13 unless the day is still to come."""
    if due <= today:
        raise BoardError("V13")


def fact_of(name: str, action: Action, by: Person, now: datetime, **details: str) -> Fact:
    """A fact about an action: codes and dates only."""
    told = {"state": str(action.state), "due": action.due.isoformat(), **details}
    return Fact(name=name, about=action.ref, by=by.id, at=now, tier=Tier.T0, details=told)


def demand_step(action: Action, deed: Deed, by: Person) -> None:
    """Raise what a person hears who may not take this step as the action stands."""
    checks = {Deed.VERIFY, Deed.REOPEN}
    if action.state in ENDED or (action.state is S.COMPLETED and deed not in checks):
        if may_see_end(by):
            raise BoardError("action_ended", state=str(action.state).replace("_", " "))
        raise Forbidden
    if deed not in may(action, by):
        raise Forbidden


def may_see_end(by: Person) -> bool:
    """Whether this person may be told how an action stands."""
    return by.may(Permission.ACTION_VIEW)


def _demand_other(action: Action, by: Person) -> None:
    """Somebody other than the owner and whoever said that it is done."""
    if key_of(by) in {action.owner, action.completed_by}:
        raise BoardError("V16")
    if not may_verify(action, by):
        raise Forbidden
    if action.state is not S.COMPLETED:
        raise BoardError("not_completed")


def _demand_request(action: Action, by: Person) -> Request:
    if action.request is None:
        raise BoardError("nothing_asked")
    if not may_agree(action, by):
        is_third = action.request.what is Asked.DATE and action.extensions >= EXTENSIONS
        if is_third and by.may(Permission.ACTION_RUN):
            raise BoardError("V17")
        raise Forbidden
    return action.request


def _agrees_alone(action: Action, by: Person) -> bool:
    """Those who would have to agree move the day themselves; nobody their own, though."""
    if key_of(by) == action.owner:
        return False
    if action.extensions >= EXTENSIONS:
        return by.may(Permission.ACTION_CHAIR)
    return by.may(Permission.ACTION_RUN)


def _demand_movable(action: Action, owner: Member, by: Person) -> None:
    """Another date for the same owner is an extension, and nobody's own to give."""
    if action.is_live and owner.key in {action.owner, key_of(by)}:
        raise BoardError("date_by_extension")


def _dated(action: Action, due: date) -> Action:
    """On another due day; what was asked for the old one counts no more."""
    return replace(action, due=due, due_asked_at=None, snoozed_until=None)


def _cancelled(action: Action, reason: str, by: Person, now: datetime) -> Stepped:
    gone = replace(_move(action, S.CANCELLED), reason=reason, closed_on=today_of(now), request=None)
    return _noted(gone, Deed.CANCEL, reason, by, now, "ActionCancelled")


def _move(action: Action, state: S) -> Action:
    if state not in LEADS_TO.get(action.state, frozenset()):
        raise BoardError("action_ended", state=str(action.state).replace("_", " "))
    return replace(action, state=state)


def _under_way(action: Action) -> Action:
    """Through the states that lie between here and being worked on."""
    if action.state not in LIVE:
        raise BoardError("action_ended", state=str(action.state).replace("_", " "))
    for state in _NOW_UNDER_WAY[action.state]:
        action = _move(action, state)
    return replace(action, blocker="", needed="", needed_from="")


def _noted(
    action: Action, deed: str, text: str, by: Person, now: datetime, name: str, **details: str
) -> Stepped:
    line = Update(on=today_of(now), by=key_of(by), text=text.strip(), kind=str(deed))
    return replace(action, updates=(*action.updates, line)), fact_of(
        name, action, by, now, **details
    )
