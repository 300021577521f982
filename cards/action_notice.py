"""What is told about one action: reminders, and that something has happened."""

from collections.abc import Mapping
from types import MappingProxyType

from board.actions import TEXT_LONGEST, Action, ActionState, Deed, today_of
from board.errors import message
from cards.action import short_action, step_button
from cards.action_payloads import SendAction, ShowAction, ShowEscalation
from cards.action_pieces import (
    as_at,
    joined,
    line,
    on_rung,
    open_action,
    request_lines,
    said,
    strongly,
)
from cards.action_views import ActionNotice, ActionReminder, ActionWithheld
from cards.action_words import HAPPENED, STATES, WITHHELD, count, short_day
from cards.buttons import button, rows, step
from cards.elements import Action as Press
from cards.elements import Element, TextBlock
from cards.pieces import mention, strong, words
from cards.typed import NAME_LONGEST, named
from cards.views import Surface

_ONE_TAP = (Deed.COMPLETE, Deed.PROGRESS, Deed.BLOCK, Deed.AT_RISK, Deed.CANCEL)
"""In the order that takes the fewest rows on a small phone."""
_OF_KIND: Mapping[str, str] = MappingProxyType(
    {
        "declined": Deed.DECLINE,
        "completed": Deed.COMPLETE,
        "verified": Deed.VERIFY,
        "reopened": Deed.REOPEN,
        "agreed": Deed.AGREE,
        "refused": Deed.REFUSE,
        "cancelled": Deed.CANCEL,
        "extended": Deed.EXTEND,
    }
)
"""Which line of the history tells of what happened."""
_MEANS: Mapping[str, str] = MappingProxyType(
    {
        "assigned": "Its owner accepts it, or declines it and says why.",
        "proposed": "It counts once the Mental Health Team has confirmed it.",
        "declined": "It needs another owner, or an end.",
        "completed": "Somebody other than its owner confirms that it is done.",
        "verified": "It is closed.",
        "reopened": "It is with its owner again.",
        "asked": "Somebody has to agree before it counts.",
        "agreed": "What was asked for counts now.",
        "refused": "It stays as it was.",
        "cancelled": "Nothing more is to be done.",
        "extended": "Reminders follow the new date.",
        "sent": "Its history and your steps are under Open.",
    }
)

_NEXT: Mapping[tuple[str, ActionState], tuple[Deed, ...]] = MappingProxyType(
    {
        ("assigned", ActionState.ASSIGNED): (Deed.ACCEPT, Deed.DECLINE),
        ("proposed", ActionState.PROPOSED): (Deed.ASSIGN, Deed.CANCEL),
        ("declined", ActionState.DECLINED): (Deed.ASSIGN, Deed.CANCEL),
        ("completed", ActionState.COMPLETED): (Deed.VERIFY, Deed.REOPEN),
    }
)
"""What is likely to come next, while the action still stands so."""
_FOR_ALL = (
    "An interest was declared in it, so that only its reference is shown here. "
    "Open it for yourself, or say 'action {ref}' in your own chat with me."
)
_FOR_ONE = "Tell the Mental Health Team if somebody else is to see to it."


def action_reminder_card(view: ActionReminder, surface: Surface) -> list[Element]:
    """When it is due, what it is, and one tap for each way it can stand."""
    action = view.row.action
    away = [said(strongly(f"For {view.for_owner[:NAME_LONGEST]}, who is away"), spacing="small")]
    return [
        *(away if view.for_owner else []),
        _title(f"{_first_up(due_in_words(view))}: {action.ref}"),
        *short_action(action, view.names),
        *([words(f"{on_rung(view.row.rung)}.")] if view.row.rung else []),
        *([] if action.is_live else [strong(f"{STATES[action.state]}.")]),
        *rows(_answers(view, surface)),
    ]


def due_in_words(view: ActionReminder) -> str:
    """'due today', 'due tomorrow', the day where that lies behind a weekend, or in how long."""
    due = view.row.action.due
    left = (due - today_of(view.at)).days
    if left < 0:
        return f"was due {short_day(due)}"
    if left <= 1:
        return "due tomorrow" if left else "due today"
    return f"due in {count(view.days, 'working day')}" if view.days > 1 else f"due {short_day(due)}"


def _answers(view: ActionReminder, surface: Surface) -> list[Press]:
    action = view.row.action
    opens = open_action(action.ref, surface)
    if not action.is_live:
        return [opens]
    last = Deed.SNOOZE if view.days else Deed.EXTEND
    steps = [
        step_button(action, each, surface, is_main=each is Deed.COMPLETE)
        for each in (*_ONE_TAP, last)
    ]
    return [*steps, opens]


def action_notice_card(view: ActionNotice, surface: Surface) -> list[Element]:
    """What happened to an action, by whom, and what comes next."""
    action = view.row.action
    return [
        _title(f"{HAPPENED[view.happened]}: {action.ref}"),
        *([words(joined(mention(name) for _, name in view.mentions))] if view.mentions else []),
        *_told(view),
        words(_MEANS[view.happened]),
        *short_action(action, view.names),
        *_with(action),
        *rows([*_steps(view, surface), open_action(action.ref, surface)]),
    ]


def action_withheld_card(view: ActionWithheld, surface: Surface) -> list[Element]:
    """That something is wanted, by reference alone; in a channel with the way to it."""
    for_one = f"{message('withheld')}. {_FOR_ONE}"
    told = _FOR_ALL.format(ref=view.ref) if view.is_for_all else for_one
    opens = _opening(view, surface) if view.is_for_all else []
    return [
        _title(f"{WITHHELD[view.happened]}: {view.ref}"),
        *([words(joined(mention(name) for _, name in view.mentions))] if view.mentions else []),
        words(told),
        *rows(opens),
        as_at(view.at),
    ]


def _opening(view: ActionWithheld, surface: Surface) -> list[Press]:
    """In a dialog or in one's own chat: it is read by whoever pressed alone."""
    shows = ShowEscalation(ref=view.ladder) if view.ladder else ShowAction(ref=view.ref)
    sends = button("Send it to my chat", SendAction(ref=view.ref), surface)
    return [step("Open", shows, surface), sends]


def _told(view: ActionNotice) -> list[Element]:
    """Who did it and what they said of it, where the history has it."""
    action, kind = view.row.action, _OF_KIND.get(view.happened, "")
    if view.happened == "asked" and action.request is not None:
        return [*request_lines(action.request, view.names, TEXT_LONGEST)]
    newest = next((each for each in reversed(action.updates) if kind and each.kind == kind), None)
    return [*line(newest, view.names, TEXT_LONGEST)] if newest else []


def _with(action: Action) -> list[Element]:
    return [named("Detail", action.detail, TEXT_LONGEST)] if action.detail else []


def _steps(view: ActionNotice, surface: Surface) -> list[Press]:
    """What is likely to come next, while it still can."""
    action = view.row.action
    deeds = _NEXT.get((view.happened, action.state), ())
    if view.happened == "asked" and action.request is not None:
        deeds = (Deed.AGREE, Deed.REFUSE)
    return [
        step_button(action, each, surface, is_main=not number) for number, each in enumerate(deeds)
    ]


def _title(text: str) -> TextBlock:
    return TextBlock(text=text, style="heading", size="medium", weight="bolder", wrap=True)


def _first_up(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
