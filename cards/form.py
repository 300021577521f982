"""The four pages of the referral form."""

from collections.abc import Mapping

from board.referral_form import FROM_STRANGERS, Answers, Screen, questions_on
from cards.buttons import alone, button, main_button, rows
from cards.elements import Action, Column, ColumnSet, Element, RichTextBlock, TextRun
from cards.opener import PAGES
from cards.payloads import (
    AddMore,
    ChangeAnswer,
    NextPage,
    OpenReferral,
    PreviousPage,
    SaveReferral,
    SubmitReferral,
)
from cards.pieces import banner, footer, heading, noted, problems, section, small, strong, words
from cards.questions import ASKED, answer_in_words, ask
from cards.size import size
from cards.typed import NAME_LONGEST, fit, longest, only_the_first, typed
from cards.views import FormPage, Surface

TITLES = {
    Screen.WHAT: "What happened",
    Screen.WHO: "Who you are worried about",
    Screen.CHECK: "Check and send",
    Screen.MORE: "Add more (optional)",
}
_ROOM = 5_000
"""How large the answers of a check may be together; beyond it each is shown in part."""
_IN_PART = 60
_LONG = f"Your answers are very long. {only_the_first(_IN_PART)[:-1]} of each."
_IN_ONE_ROW = {
    "at_risk": ("at_risk", "at_risk_detail"),
    "subject_name": ("subject_name", "subject_unknown", "subject_description"),
}
_BESIDE = frozenset({"at_risk_detail", "subject_unknown", "subject_description"})
_ALWAYS = tuple(
    each.id
    for screen in (Screen.WHAT, Screen.WHO)
    for each in questions_on(screen)
    if each.id not in _BESIDE
)
_IF_ANSWERED = tuple(each.id for each in questions_on(Screen.MORE))
_CHOICES_LONGEST = 2_000
_MOST = {
    row: max(longest(each) for each in _IN_ONE_ROW.get(row, (row,))) or _CHOICES_LONGEST
    for row in (*_ALWAYS, *_IF_ANSWERED)
}
"""How much of a row is shown: twice what may be sent."""
_WIDEST = 2
"""Code units that one character takes at most, as JSON."""
_NOT_ANSWERED = TextRun(text="Not answered", italic=True)
_NAMES = {each: TextRun(text=f"{asked.name}\n", weight="bolder") for each, asked in ASKED.items()}


def form_page(view: FormPage, surface: Surface) -> list[Element]:
    """One page: what is wrong with it, its questions with what was typed, and its buttons."""
    asked = _check(view, surface) if view.screen is Screen.CHECK else _asked(view)
    return [
        *_top(view),
        *asked,
        *rows(_buttons(view, surface), spacing="large"),
        footer(),
    ]


def _top(view: FormPage) -> list[Element]:
    place = f"page {PAGES[view.screen]} of 3"
    if view.screen is Screen.MORE:
        place = f"{view.ref}, already sent" if view.ref else "more, if you know it"
    return [
        small(f"Referral form, {place}"),
        heading(TITLES[view.screen]),
        *noted(view.note),
        *problems(view.faults),
        *banner(view.hours),
    ]


def _asked(view: FormPage) -> list[Element]:
    asked = questions_on(view.screen)
    return [each for one in asked for each in _ask(view, one.id)]


def _ask(view: FormPage, question: str) -> list[Element]:
    return ask(question, view.answers, view.faults.get(question))


def _check(view: FormPage, surface: Surface) -> list[Element]:
    told = {each: _told(each, view.answers) for each in _ALWAYS}
    more = {each: _told(each, view.answers) for each in _IF_ANSWERED}
    told |= {each: text for each, text in more.items() if text}
    in_part = _is_too_much(told)
    if in_part:
        told = {each: _beginning(text) for each, text in told.items()}
    answers = [_answer(view, each, text, surface) for each, text in told.items()]
    asked = [one.id for one in questions_on(Screen.CHECK)]
    if not view.is_stranger:
        asked = [each for each in asked if each not in FROM_STRANGERS]
    return [
        words("Check your answers. Nothing is sent until you press Confirm and send."),
        *([strong(_LONG)] if in_part else []),
        *answers,
        *rows([button("Add more (optional)", AddMore(form=view.form), surface)]),
        section("Before you send"),
        *_from(view),
        *(each for one in asked for each in _ask(view, one)),
    ]


def _told(question: str, answers: Answers) -> str:
    parts = (
        answer_in_words(each, answers.get(each, ""))
        for each in _IN_ONE_ROW.get(question, (question,))
    )
    return ". ".join(each for each in parts if each)


def _is_too_much(told: Mapping[str, str]) -> bool:
    shown = [text[: _MOST[each]] for each, text in told.items()]
    if _WIDEST * sum(map(len, shown)) <= _ROOM:
        return False
    return sum(size(fit(text)) for text in shown) > _ROOM


def _beginning(text: str) -> str:
    return f"{text[:_IN_PART]}..." if len(text) > _IN_PART else text


def _answer(view: FormPage, question: str, text: str, surface: Surface) -> Element:
    change = button(
        "Change",
        ChangeAnswer(form=view.form, field=question),
        surface,
        tooltip=f"Change: {ASKED[question].name}",
    )
    shown = TextRun(text=fit(text[: _MOST[question]])) if text else _NOT_ANSWERED
    said = RichTextBlock(inlines=[_NAMES[question], shown])
    return ColumnSet(
        separator=True,
        columns=[
            Column(width="stretch", items=[said]),
            Column(width="auto", items=[alone(change)]),
        ],
    )


def _from(view: FormPage) -> list[Element]:
    if not view.referrer:
        return []
    return [strong("From"), typed(view.referrer, NAME_LONGEST)]


def _buttons(view: FormPage, surface: Surface) -> list[Action]:
    form, screen = view.form, view.screen
    if view.ref:
        sent = SaveReferral(ref=view.ref, version=view.version, screen="more")
        leave = OpenReferral(ref=view.ref)
        return [
            main_button("Save", sent, surface),
            button("Go back without saving", leave, surface),
        ]
    back = PreviousPage(form=form, screen=screen.value)
    if screen is Screen.MORE:
        return [main_button("Save and go back", back, surface)]
    on = [main_button("Next", NextPage(form=form, screen=screen.value), surface)]
    if screen is Screen.CHECK:
        on = [main_button("Confirm and send", SubmitReferral(form=form), surface)]
    if screen is not Screen.WHAT:
        on.append(button("Back", back, surface))
    return [*on, button("Save for later", SaveReferral(form=form, screen=screen.value), surface)]
