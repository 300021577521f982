"""The tracker: lists, one action with its history, and adding one."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from board.action_counts import horizon_of
from board.action_filter import ActionFilter, read_filter
from board.action_form import check_new_action, read_day
from board.action_steps import Wanted, create
from board.actions import Priority, answers_for, today_of
from board.errors import BoardError, Forbidden
from board.facts import Fact, Notice, Result
from board.people import Permission
from board.places import MH_TEAM
from board.refs import read_action_ref
from board.tiers import Tier
from bot.handlers.guarding import caution, guarded, overridden
from bot.handlers.origins import Origin, already, became, filled, link, read_origin
from bot.handlers.raising import meeting_of_source, note_raised
from bot.handlers.referral_views import sent_to_own_chat
from bot.handlers.sittings import sitting_reply
from bot.handlers.tracker_views import (
    account_of,
    may_override,
    names_of,
    owners_of,
    rows_of,
    shown_of,
    source_agency_of,
)
from bot.handlers.triage_page import text_of
from bot.handlers.withholding import demand_shown, hidden_actions
from bot.router import Router, Said
from bot.turn import Reply, Turn
from cards.action_payloads import (
    AddAction,
    CreateAction,
    SendAction,
    ShowAction,
    ShowActions,
    ShowMyActions,
)
from cards.action_views import ActionForm, ActionList
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router(topic="Actions")

VIEW = Permission.ACTION_VIEW
ASSIGNED = "action_assigned"
PROPOSED = "action_proposed"
SENT = "action_sent"
ROWS = 5
_FORM_LENGTH = 24
_TYPED = ("title", "success_measure", "detail", "owner", "due", "priority", "type")
_GUARDED = ("title", "success_measure", "detail")


@router.command(
    "actions",
    says="See the action tracker, overdue first; say an agency, 'overdue', 'due before DATE'...",
    takes="(FILTER)",
    needs=VIEW,
    make=lambda words: ShowActions(words=words[:120]),
)
@router.view(ShowActions, needs=VIEW)
def actions(turn: Turn, asked: ShowActions, snapshot: Snapshot) -> Reply:
    """One page of the tracker by what was asked for."""
    wanted = read_filter(
        asked.words, agencies=snapshot.people.agencies(), members=snapshot.people.members()
    )
    view = _list(turn, wanted, asked.page, snapshot, title="Action tracker", again=asked.words)
    if wanted.text and not turn.place.is_private:
        # The card would carry the words on to its next page, where everybody has them.
        view = replace(view, again="", pages=1)
    return Reply(view=view, fact=_looked(turn, "tracker"))


@router.command("my actions", says="See your own actions")
@router.view(ShowMyActions)
def my_actions(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """What this person owns and has not ended."""
    member = turn.person.member
    if member is None:
        raise Forbidden
    page = asked.page if isinstance(asked, ShowMyActions) else 1
    wanted = ActionFilter(owner=member.key)
    view = _list(turn, wanted, page, snapshot, title="Your actions", again="mine")
    return Reply(view=view, fact=_looked(turn, "own"))


@router.command("action", says="See one action with its history", takes="REFERENCE", needs=VIEW)
def find_action(turn: Turn, said: Said, snapshot: Snapshot) -> Reply:
    """One action by the reference somebody typed."""
    ref = read_action_ref(said.words)
    action = snapshot.actions.find(ref) if ref else None
    if action is None:
        raise BoardError("no_action")
    demand_shown(turn, action.ref, action.owner, snapshot)
    view = shown_of(turn, action, snapshot)
    return Reply(view=view, fact=_looked(turn, action.ref))


@router.view(ShowAction)
def show_action(turn: Turn, asked: ShowAction, snapshot: Snapshot) -> Reply:
    """One action with its history, for the board; and for its owner, whatever their role."""
    action = snapshot.actions.get(asked.ref)
    if not (turn.person.may(VIEW) or answers_for(action, turn.person)):
        raise Forbidden
    demand_shown(turn, action.ref, action.owner, snapshot)
    view = shown_of(turn, action, snapshot)
    return Reply(view=view, fact=_looked(turn, asked.ref))


@router.view(SendAction)
def send_action(turn: Turn, asked: SendAction, snapshot: Snapshot) -> Reply:
    """Asked for in a channel, where all could read it: it goes to the person's own chat."""
    if not turn.is_for_all:
        return show_action(turn, ShowAction(ref=asked.ref), snapshot)
    action = snapshot.actions.get(asked.ref)
    if not (turn.person.may(VIEW) or answers_for(action, turn.person)):
        raise Forbidden
    return sent_to_own_chat(turn, snapshot, SENT, action.ref)


@router.command("new action", says="Add an action to the tracker", needs=Permission.ACTION_ADD)
@router.view(AddAction, needs=Permission.ACTION_ADD)
def add_action(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """The form, empty; or filled with the words of what is to become the action."""
    form = secrets.token_urlsafe(_FORM_LENGTH)
    if not isinstance(asked, AddAction):
        return Reply(view=_form(turn, form, "", snapshot))
    origin = read_origin(asked.origin)
    if origin is None:
        view = _form(turn, form, asked.source, snapshot)
        return Reply(view=replace(view, item=asked.item))
    if ref := became(origin, snapshot):
        action = snapshot.actions.get(ref)
        shown = shown_of(turn, action, snapshot, note=already(ref))
        return Reply(view=shown, fact=_looked(turn, ref))
    given = filled(turn, origin, snapshot)
    view = _form(turn, form, given["source"], snapshot)
    inputs = {name: given[name] for name in ("title", "detail")}
    return Reply(view=replace(view, origin=asked.origin, inputs=inputs))


def _created_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    return Reply(view=shown_of(turn, snapshot.actions.get(ref), snapshot))


@router.deed(CreateAction, needs=Permission.ACTION_ADD, again=_created_before)
def create_action(turn: Turn, pressed: CreateAction, unit: Unit) -> Reply:
    """Keep the action, and have its owner told; what is wrong comes back with the form."""
    inputs = {name: text_of(pressed, name) for name in (*_TYPED, "keep_wording", "override")}
    owner = unit.people.member(inputs["owner"])
    today = today_of(turn.now)
    form = replace(
        _form(turn, pressed.form, pressed.source, unit),
        inputs=inputs,
        origin=pressed.origin,
        item=pressed.item,
    )
    origin = read_origin(pressed.origin)
    given, refused = _given(turn, origin, unit)
    if refused:
        return Reply(view=replace(form, note=refused))
    faults = check_new_action(inputs, owner=owner, today=today, calendar=turn.office.calendar)
    faults |= guarded(turn, {name: inputs[name] for name in _GUARDED}, inputs, unit)
    due = read_day(inputs["due"])
    if faults or owner is None or due is None:
        return Reply(view=replace(form, faults=faults))
    standing = standing_of(unit, turn.now)
    wanted = Wanted(
        title=inputs["title"],
        success_measure=inputs["success_measure"],
        owner=owner,
        due=due,
        source=given.get("source") or pressed.source or "tracker",
        source_agency=given.get("source_agency") or source_agency_of(turn.person, standing),
        detail=inputs["detail"],
        priority=Priority(inputs["priority"] or Priority.STANDARD),
        type=inputs["type"] or "general",
    )
    meeting = meeting_of_source(turn, pressed.source, unit)
    action, fact = create(unit.actions.next_ref(turn.now), wanted, by=turn.person, now=turn.now)
    action = replace(action, updates=overridden(turn, inputs))
    unit.actions.insert(action)
    if origin is not None:
        link(turn, origin, action.ref, unit)
    tell = told_of_new(action.ref, action.version, owner.key, unit, action.is_live)
    if meeting is not None:
        tell.append(note_raised(turn, meeting, pressed.item, action.ref, unit))
    unit.record(fact, tell=tell)
    note = "Kept. The owner is told." if action.is_live else "Kept. The team confirms it first."
    note = f"{note} {caution({name: inputs[name] for name in _GUARDED})}".strip()
    if meeting is not None and pressed.item:
        note = f"{action.ref}: {note}"
        return replace(sitting_reply(turn, meeting, unit, note=note), ref=action.ref)
    return Reply(view=shown_of(turn, action, unit, note=note), ref=action.ref)


def _given(turn: Turn, origin: Origin | None, unit: Unit) -> tuple[Mapping[str, str], str]:
    """Where the action comes from; or why it cannot become one, with the form kept."""
    if origin is None:
        return {}, ""
    if ref := became(origin, unit, for_change=True):
        return {}, already(ref)
    try:
        return filled(turn, origin, unit), ""
    except Forbidden:
        raise
    except BoardError as refusal:
        return {}, refusal.sentence


def told_of_new(
    ref: str,
    version: int,
    owner: str,
    snapshot: Snapshot,
    is_assigned: bool,  # noqa: FBT001
) -> list[Notice]:
    """The owner hears of what was assigned, the team of what was proposed."""
    if is_assigned:
        to = f"person:{account_of(snapshot, owner)}"
        return [Notice(ASSIGNED, to, f"{ref}:{owner}", f"{ASSIGNED}:{ref}:{owner}:{version}")]
    return [Notice(PROPOSED, f"forum:{MH_TEAM}", ref)]


def _list(
    turn: Turn, wanted: ActionFilter, page: int, snapshot: Snapshot, *, title: str, again: str
) -> ActionList:
    today, calendar = today_of(turn.now), turn.office.calendar
    wanted = replace(wanted, without=hidden_actions(turn, snapshot))
    found = snapshot.actions.page(wanted, page=page, size=ROWS, today=today)
    counts = snapshot.actions.counts(wanted, horizon_of(today, calendar)) if page <= 1 else None
    return ActionList(
        title=title,
        rows=rows_of(found.actions, snapshot, today, calendar),
        total=found.total,
        overdue=found.overdue,
        page=found.page,
        pages=found.pages,
        again=again,
        brags=counts.brag if counts else {},
        ageing=counts.ageing if counts else {},
        names=names_of(snapshot),
        at=turn.now,
        may_add=turn.person.may(Permission.ACTION_ADD),
    )


def _form(turn: Turn, form: str, source: str, snapshot: Snapshot) -> ActionForm:
    return ActionForm(
        form=form,
        source=source,
        owners=owners_of(snapshot),
        is_proposal=not turn.person.may(Permission.ACTION_ASSIGN),
        may_override=may_override(turn.person),
    )


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("ActionsViewed", about, Tier.T0, Result.VIEWED)
