"""The rungs of an escalation: a question to one person, a post in a channel, and the boxes."""

from collections.abc import Mapping
from types import MappingProxyType

from board.actions import TEXT_LONGEST
from board.escalation import CHAIRS, CHOICES, SENIOR, Answer, Result, Step
from board.standing import MAILBOX
from cards.action import short_action
from cards.action_boxes import JUMP, OF_ANSWER, WHOM, override_box, owner_box, rung_box
from cards.action_payloads import (
    AcknowledgeEscalation,
    AnswerEscalation,
    JumpEscalation,
    PassEscalation,
    ShowAction,
    ShowEscalation,
)
from cards.action_pieces import (
    ROOM,
    as_at,
    brag_line,
    joined,
    open_action,
    said,
    strongly,
    taken,
    who,
)
from cards.action_views import EscalationAsk, EscalationForm, EscalationPost
from cards.action_words import ANSWERS, HOLDERS, RESULTS, RUNGS, rung_in_words, short_day
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Action as Press
from cards.elements import Element, TextRun
from cards.ladder import acknowledged, answer_runs, history, rule, step_of
from cards.pieces import heading, mention, noted, problems, small, strong, words
from cards.views import Surface

_FORM_ROOM = 3_000
_NO_DETRIMENT = (
    "Being asked is a normal part of working together. "
    "It will not count against you or your agency."
)
_WANTED: Mapping[int, str] = MappingProxyType(
    {
        1: "Please say how it will be progressed.",
        2: "Please say how it will be progressed.",
        3: "Please settle it together with the other agency.",
        4: "Please give direction, accept the risk, or escalate.",
        5: "Please give direction, or accept the risk.",
    }
)
_ACCEPTED = "It counts once the Mental Health Team or the agency that asked has accepted it."
_MEANS: Mapping[Answer, str] = MappingProxyType(
    {
        Answer.DONE: "Somebody other than the owner then confirms that it is done.",
        Answer.PLAN: _ACCEPTED,
        Answer.REASSIGN: _ACCEPTED,
        Answer.CANNOT: "The next rung is asked on the next working day.",
        Answer.RESOLUTION: _ACCEPTED,
        Answer.DIRECTION: "The action goes on with the new date, and its owner is told.",
        Answer.ACCEPT_RISK: "This puts a risk on the register and ends the action.",
        Answer.ESCALATE: "The senior board is asked on the next working day.",
    }
)


def escalation_ask_card(view: EscalationAsk, surface: Surface) -> list[Element]:
    """What one person is asked, by which rule and until when, and what happened before."""
    ladder, action, names = view.ladder, view.row.action, view.names
    is_told = view.is_copy and not view.choices
    title = f"Action {action.ref} has not been progressed"
    top = [
        *_for_whom(view),
        heading(f"For your information: {title[0].lower()}{title[1:]}" if is_told else title),
        *noted(view.note),
        strong(rung_in_words(view.rung)),
        brag_line(view.row, with_rung=False),
        *short_action(action, names),
        *_blocked(view),
        *rule(ladder, view.rung, days=view.days, any_hour=view.at_any_hour),
        *([words(_WANTED[view.rung])] if view.choices else []),
    ]
    end = [
        *_answer_steps(view, surface),
        small(_NO_DETRIMENT),
        as_at(view.at),
    ]
    return [*top, *history(ladder, names, ROOM - taken([*top, *end])), *end]


def _for_whom(view: EscalationAsk) -> list[Element]:
    """For whom it is, where it reaches another than the holder of the rung."""
    if view.asking is None or not view.asking.ask.instead:
        return []
    ask = view.asking.ask
    holder = ask.to[0] if ask.to else ""
    away = who(holder, view.names)
    if holder.startswith(MAILBOX):
        rung = holder.removeprefix(f"{MAILBOX}rung")[:1]
        role = HOLDERS.get(int(rung) if rung.isdigit() else 0, "manager")
        stands_in = ask.instead == "deputy"
        why = [words("You get this because your agency's representative is away.")]
        return [strong(f"For your {role}"), *(why if stands_in else [])]
    if ask.instead == "deputy":
        return [said(f"You are asked as the deputy of {away}, who is away.", spacing="small")]
    return [said(f"You are asked in place of {away}, who is away.", spacing="small")]


def _blocked(view: EscalationAsk | EscalationPost) -> list[Element]:
    action = view.row.action
    if not action.blocker:
        return []
    parts: list[str | TextRun] = [strongly("What holds it up: "), action.blocker[:TEXT_LONGEST]]
    if action.needed:
        parts += [strongly("\nNeeded: "), action.needed[:TEXT_LONGEST]]
    if action.needed_from:
        parts += [strongly("\nFrom: "), action.needed_from[:TEXT_LONGEST]]
    return [said(*parts, spacing="small")]


def _answer_steps(view: EscalationAsk, surface: Surface) -> list[Element]:
    """The answers of this rung; for a role mailbox, first to note whom it was passed to."""
    ref, opens = view.ladder.ref, open_action(view.row.action.ref, surface)
    if not view.choices:
        return rows([opens], spacing="large")
    steps: list[Press] = [
        (button if number else main_button)(
            ANSWERS[each], AnswerEscalation(ref=ref, rung=view.rung, answer=each), surface
        )
        for number, each in enumerate(view.choices)
    ]
    return [*rows([*steps, opens], spacing="large"), *_pass_on(view, surface)]


def _pass_on(view: EscalationAsk, surface: Surface) -> list[Element]:
    asking = view.asking
    if asking is None or not any(each.startswith(MAILBOX) for each in asking.ask.to):
        return []
    passed = PassEscalation(ref=view.ladder.ref, rung=view.rung)
    told = "If you pass it on, note to whom. Then come back here with their answer."
    known = [said(strongly("Passed to: "), asking.passed_to[:200])] if asking.passed_to else []
    return [
        words(told),
        *known,
        *ask_boxes([WHOM], {}, {}),
        *rows([button("Note whom", passed, surface)], spacing="small"),
    ]


def escalation_post_card(view: EscalationPost, surface: Surface) -> list[Element]:
    """For those who decide at the top: the rule, the dates, the history, and their answers."""
    ladder, names = view.ladder, view.names
    step = step_of(ladder, view.rung)
    to = "co-chairs" if view.rung == CHAIRS else "senior board"
    top = [
        heading(f"Escalated to the {to}: {view.row.action.ref}"),
        *noted(view.note),
        *_mentioned(view, step),
        brag_line(view.row, with_rung=False),
        *short_action(view.row.action, names),
        *_blocked(view),
        *rule(ladder, view.rung, days=view.days, any_hour=view.at_any_hour),
        *_meeting(view),
    ]
    end = [*_came_of_it(view, step), *rows(_decisions(view, step, surface), spacing="large")]
    end.append(as_at(view.at))
    before = history(ladder, names, ROOM - taken([*top, *end]), but=view.rung)
    return [*top, *before, *end]


def _mentioned(view: EscalationPost, step: Step | None) -> list[Element]:
    """Those who decide, so that Teams tells them; by name alone where nobody is to be told."""
    if view.mentions:
        named = joined(dict.fromkeys(mention(name) for _, name in view.mentions))
        return [words(f"{named}: {_WANTED[view.rung].lower()}")]
    asked = dict.fromkeys(key for each in (step.asks if step else ()) for key in each.ask.to)
    if not asked:
        return [words(_WANTED[view.rung])]
    people = joined(who(key, view.names) for key in asked)
    return [said(strongly(people), f": {_WANTED[view.rung].lower()}")]


def _meeting(view: EscalationPost) -> list[Element]:
    item = view.ladder.board_item
    return [said(f"It is on the agenda of {item}.")] if item else []


def _came_of_it(view: EscalationPost, step: Step | None) -> list[Element]:
    """Who has read it, and what was decided."""
    if step is None:
        return []
    shown: list[Element] = []
    if step.acknowledged:
        shown.append(said(acknowledged(step, view.names), spacing="medium"))
    if step.said is not None:
        runs = answer_runs(step.said, view.names, TEXT_LONGEST)
        shown.append(said(strongly("Decided: "), *runs, spacing="medium"))
    elif step.result is not Result.AWAITING:
        ended = f", {short_day(step.ended_on)}" if step.ended_on else ""
        shown.append(strong(f"{RESULTS[step.result]}{ended}."))
    return shown


def _decisions(view: EscalationPost, step: Step | None, surface: Surface) -> list[Press]:
    ref, opens = view.ladder.ref, open_action(view.row.action.ref, surface)
    if step is None or step.said is not None:
        return []
    if not view.ladder.is_running:
        return [opens]
    is_last = step is view.ladder.last
    steps = [
        button(ANSWERS[each], AnswerEscalation(ref=ref, rung=view.rung, answer=each), surface)
        for each in CHOICES[view.rung]
        if is_last or each is not Answer.ESCALATE
    ]
    acknowledge = AcknowledgeEscalation(ref=ref, rung=view.rung)
    read = [main_button("Acknowledge", acknowledge, surface)] if is_last else []
    return [*read, *steps, opens]


def escalation_form_card(view: EscalationForm, surface: Surface) -> list[Element]:
    """What one answer asks; or, for a jump, to which rung and why."""
    if view.answer is None:
        return _jump_form(view, surface)
    answer, ref = view.answer, view.ladder.ref
    sends = AnswerEscalation(ref=ref, rung=view.rung, answer=answer, sent=True)
    is_given = answer is Answer.REASSIGN
    owners = owner_box(view.owners, view.inputs, view.faults) if is_given else []
    return [
        *_form_top(view, ANSWERS[answer]),
        words(_MEANS[answer]),
        *owners,
        *ask_boxes(OF_ANSWER[answer], view.inputs, view.faults, room=_FORM_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override, note=view.note),
        *rows(
            [
                main_button(ANSWERS[answer], sends, surface),
                button("Go back", ShowEscalation(ref=ref), surface),
            ],
            spacing="large",
        ),
    ]


def _jump_form(view: EscalationForm, surface: Surface) -> list[Element]:
    action = view.action
    sends = JumpEscalation(ref=action.ref, sent=True)
    stands = f"It stands on rung {view.rung}: {RUNGS[view.rung]}." if view.rung else ""
    return [
        *_form_top(view, "Escalate now"),
        strong("Use this where someone may come to harm. If anyone is in danger, call 999."),
        words(f"{stands} It goes straight up, at once.".strip()),
        *rung_box(min(view.rung, SENIOR), view.inputs, view.faults),
        *ask_boxes([JUMP], view.inputs, view.faults, room=_FORM_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override, note=view.note),
        *rows(
            [
                main_button("Escalate now", sends, surface),
                button("Go back", ShowAction(ref=action.ref), surface),
            ],
            spacing="large",
        ),
    ]


def _form_top(view: EscalationForm, title: str) -> list[Element]:
    return [
        heading(title),
        small(f"{view.action.ref}, escalated" if view.ladder.steps else view.action.ref),
        *noted(view.note),
        *problems(view.faults),
        *short_action(view.action, view.names),
    ]
