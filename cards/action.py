"""One action: where it stands, its history, and the steps that are open to whoever looks."""

from board.actions import (
    DETAIL_LONGEST,
    MEASURE_LONGEST,
    TEXT_LONGEST,
    Action,
    ActionState,
    ActionType,
    Brag,
    Deed,
    today_of,
)
from board.escalation import Ladder, LadderState
from cards.action_payloads import STEPS, JumpEscalation, ShowEscalation
from cards.action_pieces import (
    ROOM,
    as_at,
    brag_line,
    due_line,
    left_out,
    line,
    on,
    owner_line,
    request_lines,
    taken,
    title,
    who,
    within,
)
from cards.action_views import ActionShown, Names
from cards.action_words import DEEDS, PRIORITIES, RUNGS, STATES, TYPES
from cards.buttons import button, main_button, rows
from cards.elements import Action as Press
from cards.elements import Element
from cards.pieces import heading, noted, section, words
from cards.typed import NAME_LONGEST, named
from cards.views import Surface

HISTORY = 10
"""Lines of the history on the card."""
ORDER = (
    Deed.AGREE,
    Deed.REFUSE,
    Deed.VERIFY,
    Deed.REOPEN,
    Deed.ACCEPT,
    Deed.DECLINE,
    Deed.COMPLETE,
    Deed.PROGRESS,
    Deed.BLOCK,
    Deed.AT_RISK,
    Deed.CANCEL,
    Deed.EXTEND,
    Deed.SNOOZE,
    Deed.ASSIGN,
)
"""Steps as they are offered, most likely first."""


def action_card(view: ActionShown, surface: Surface) -> list[Element]:
    """One action with everything people need of it, newest lines of its history first."""
    action, names = view.row.action, view.names
    top = [
        heading(action.ref),
        *noted(view.note),
        title(action),
        brag_line(view.row),
        *_stands(view),
        *_who(view),
        *_what(action, names),
    ]
    end = [*rows(_steps(view, surface), spacing="large"), as_at(view.at)]
    return [*top, *_history(action, names, ROOM - taken([*top, *end])), *end]


def step_button(action: Action, deed: Deed, surface: Surface, *, is_main: bool = False) -> Press:
    """The button of one step."""
    label = DEEDS[deed]
    if deed is Deed.ASSIGN and action.state is ActionState.PROPOSED:
        label = "Confirm and assign"
    if deed is Deed.CANCEL and action.state in {ActionState.PROPOSED, ActionState.DECLINED}:
        label = "End it"
    pressed = STEPS[deed](ref=action.ref, version=action.version)
    return (main_button if is_main else button)(label, pressed, surface)


def _stands(view: ActionShown) -> list[Element]:
    """Its state, what holds it up, what waits for agreement, and how far it has gone up."""
    action, names = view.row.action, view.names
    shown: list[Element] = _state(view)
    if action.blocker:
        shown.append(named("What holds it up", action.blocker, TEXT_LONGEST))
    if action.needed:
        shown.append(named("What is needed", action.needed, MEASURE_LONGEST))
    if action.needed_from:
        shown.append(named("From", action.needed_from, MEASURE_LONGEST))
    if action.reason and action.state in {ActionState.DECLINED, ActionState.CANCELLED}:
        shown.append(named("Reason", action.reason, TEXT_LONGEST))
    if action.request is not None:
        shown += request_lines(action.request, names, TEXT_LONGEST)
    return [*shown, *(ladder_lines(view.ladder) if view.ladder else [])]


def _state(view: ActionShown) -> list[Element]:
    """Its state, where the line above does not say it already."""
    action, brag = view.row.action, view.row.brag
    if brag not in {Brag.RED, Brag.AMBER}:
        return []
    is_told = action.is_at_risk and brag is Brag.RED
    at_risk = " Its owner says that it is at risk." if is_told else ""
    return [words(f"{STATES[action.state]}.{at_risk}")]


def ladder_lines(ladder: Ladder) -> list[Element]:
    """How far an action has gone up, and what is waited for."""
    if not ladder.steps or ladder.state is LadderState.WITHDRAWN:
        return []
    stands = f"Escalated to rung {ladder.rung} ({RUNGS[ladder.rung]}), "
    if ladder.state is LadderState.ACCEPTED:
        return [words(f"{stands}rests until {on(ladder.due)}. If that is missed, it goes up.")]
    if ladder.state is LadderState.RESPONDED:
        return [words(f"{stands}answered. The answer waits to be accepted.")]
    if ladder.last.respond_by is None:
        return [words(f"{stands}not delivered to everybody yet.")]
    return [words(f"{stands}answer due {on(ladder.last.respond_by)}.")]


def _who(view: ActionShown) -> list[Element]:
    action, names = view.row.action, view.names
    speaks = " and ".join(each for each in (view.representative, view.deputy) if each)
    helps = ", ".join(who(each, names) for each in action.supporting)
    shown: list[Element] = [
        due_line(action, spacing="small"),
        owner_line(action, names),
    ]
    if speaks:
        label = "Representative and deputy" if view.deputy else "Representative"
        if not view.representative:
            label = "Deputy"
        shown.append(named(label, speaks, 2 * NAME_LONGEST, spacing="none"))
    if helps:
        shown.append(named("With", helps, 2 * NAME_LONGEST, spacing="none"))
    return shown


def _what(action: Action, names: Names) -> list[Element]:
    """What it is about, how we will know, where it comes from, and what shows it."""
    shown: list[Element] = [named("Done when", action.success_measure, MEASURE_LONGEST)]
    if action.detail:
        shown.append(named("Detail", action.detail, DETAIL_LONGEST))
    if action.evidence:
        shown.append(named("What shows that it is done", action.evidence, TEXT_LONGEST))
    if action.completed_by and action.completed_on:
        done = f"{who(action.completed_by, names)}, {on(action.completed_on)}"
        shown.append(named("Said to be done by", done, 2 * NAME_LONGEST, spacing="none"))
    if action.verified_by:
        confirmed = f"{who(action.verified_by, names)}, {on(action.closed_on)}"
        shown.append(named("Confirmed by", confirmed, 2 * NAME_LONGEST, spacing="none"))
    return [*shown, *_kind(action), *_from(action, names)]


def _kind(action: Action) -> list[Element]:
    shown: list[Element] = [named("Priority", PRIORITIES[action.priority])]
    kind = next((words for each, words in TYPES.items() if each == action.type), "")
    if kind and action.type != ActionType.GENERAL:
        shown.append(named("Kind", kind, spacing="none"))
    return shown


def _from(action: Action, names: Names) -> list[Element]:
    parts = [each for each in (action.source, _agency(action, names)) if each]
    shown: list[Element] = [named("Source", ", ".join(parts), spacing="none")] if parts else []
    if action.risk:
        shown.append(named("Risk", action.risk, spacing="none"))
    raised = f", {who(action.raised_by, names)}" if action.raised_by else ""
    return [*shown, named("Raised", f"{on(action.raised_on)}{raised}", spacing="none")]


def _agency(action: Action, names: Names) -> str:
    return f"asked for by {who(action.source_agency, names)}" if action.source_agency else ""


def _history(action: Action, names: Names, room: int) -> list[Element]:
    if not action.updates:
        return []
    newest = [line(each, names, TEXT_LONGEST) for each in reversed(action.updates)]
    shown, left = within(newest, room, HISTORY)
    return [section("History, newest first"), *shown, *left_out(left, "lines")]


def _steps(view: ActionShown, surface: Surface) -> list[Press]:
    action = view.row.action
    is_past = action.due <= today_of(view.at)
    open_now = [
        each for each in ORDER if each in view.deeds and not (each is Deed.SNOOZE and is_past)
    ]
    if action.state in {ActionState.PROPOSED, ActionState.DECLINED}:
        open_now.sort(key=lambda deed: deed is not Deed.ASSIGN)
    steps = [
        step_button(action, each, surface, is_main=not number)
        for number, each in enumerate(open_now)
    ]
    if view.ladder is not None and view.ladder.ref and view.ladder.steps:
        steps.append(button("The escalation", ShowEscalation(ref=view.ladder.ref), surface))
    if view.may_jump:
        steps.append(button("Escalate now", JumpEscalation(ref=action.ref), surface))
    return steps


def short_action(action: Action, names: Names) -> list[Element]:
    """An action in a few lines, above a form or in a message."""
    return [
        title(action),
        owner_line(action, names),
        due_line(action),
        named("Done when", action.success_measure, MEASURE_LONGEST, spacing="none"),
    ]
