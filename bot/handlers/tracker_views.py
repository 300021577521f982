"""What the cards of actions are made from, put together from a snapshot."""

from collections.abc import Iterable
from datetime import date

from board.action_steps import needs_agreement
from board.actions import Action, Deed, brag, may, overdue_days, today_of
from board.calendar import Calendar
from board.escalation import Ladder
from board.people import Permission, Person
from board.standing import Standing
from bot.turn import Turn
from cards.action_views import ActionRow, ActionShown, ActionStepForm, Names
from storage.unit import Snapshot


def names_of(snapshot: Snapshot) -> Names:
    """Display names of members and short names of agencies, by key."""
    people = {each.key: each.name for each in snapshot.people.members()}
    return people | {each.key: each.short_name for each in snapshot.people.agencies()}


def row_of(
    action: Action, today: date, calendar: Calendar, ladder: Ladder | None = None
) -> ActionRow:
    """One action with what is computed of it."""
    return ActionRow(
        action=action,
        brag=brag(action, today, calendar),
        overdue=overdue_days(action, today, calendar),
        rung=ladder.rung if ladder and ladder.is_running else 0,
    )


def rows_of(
    actions: Iterable[Action], snapshot: Snapshot, today: date, calendar: Calendar
) -> tuple[ActionRow, ...]:
    """Rows of these actions, with the rungs that they stand on."""
    found = tuple(actions)
    running = snapshot.escalations.running_for([each.ref for each in found])
    ladders = {each.action: each for each in running}
    return tuple(row_of(each, today, calendar, ladders.get(each.ref)) for each in found)


def shown_of(turn: Turn, action: Action, snapshot: Snapshot, *, note: str = "") -> ActionShown:
    """One action for whoever asks; in a channel, for everybody there, with all its steps."""
    ladder = snapshot.escalations.latest_of(action.ref)
    agency = snapshot.people.agency(action.owner_agency)
    names = names_of(snapshot)
    return ActionShown(
        row=row_of(action, today_of(turn.now), turn.office.calendar, ladder),
        deeds=may(action, turn.person),
        names=names,
        representative=names.get((agency.representative if agency else None) or "", ""),
        deputy=names.get((agency.deputy if agency else None) or "", ""),
        ladder=ladder,
        may_jump=action.is_live and turn.person.may(Permission.TEAM_SUPERVISE),
        note=note,
        at=turn.now,
    )


def step_form(
    turn: Turn, action: Action, deed: Deed, snapshot: Snapshot, inputs: dict[str, str]
) -> ActionStepForm:
    """The boxes of one step."""
    ladder = snapshot.escalations.latest_of(action.ref)
    escalated = ladder is not None and ladder.is_running
    return ActionStepForm(
        action=action,
        deed=deed,
        owners=owners_of(snapshot) if deed is Deed.ASSIGN else (),
        inputs=inputs,
        needs_agreement=escalated or needs_agreement(action, today_of(turn.now)),
        names=names_of(snapshot),
    )


def owners_of(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Members who can own an action: key, and name with agency; by name."""
    agencies = {each.key: each.short_name for each in snapshot.people.agencies()}
    members = (each for each in snapshot.people.members() if each.active and each.account)
    found = ((each.key, f"{each.name}, {agencies.get(each.agency, '')}") for each in members)
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def account_of(snapshot: Snapshot, member: str) -> str:
    """What a member is addressed by: the account, or the key where there is none."""
    found = snapshot.people.member(member)
    return (found.account if found else None) or member


def may_override(person: Person) -> bool:
    """Whether this person may answer for words that the guard holds back."""
    return person.may(Permission.GUARD_OVERRIDE)


def source_agency_of(person: Person, standing: Standing) -> str:
    """The agency on whose behalf an action is asked for; the chair's where nobody's is known."""
    if person.agency is not None:
        return person.agency.key
    first = next(iter(standing.co_chairs), "")
    member = standing.members.get(first)
    return member.agency if member else ""
