"""The four pages of the referral form."""


from board.referral_form import FROM_STRANGERS, Answers, Screen, questions_on
from cards.buttons import button, row
from cards.elements import Action, Column, ColumnSet, Element
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
from cards.typed import NAME_LONGEST, fit, longest, typed
from cards.views import FormPage, Surface

TITLES = {
    Screen.WHAT: "What happened",
    Screen.WHO: "Who you are worried about",
    Screen.CHECK: "Check and send",
    Screen.MORE: "Add more (optional)",
}
_ROOM = 6_000
"""How large the answers of a check may be together; beyond it each is shown in part."""
_IN_PART = 150
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


def form_page(view: FormPage, surface: Surface) -> list[Element]:
    """One page: what is wrong with it, its questions with what was typed, and its buttons."""
    asked = _check(view, surface) if view.screen is Screen.CHECK else _asked(view)
    return [
        *_top(view),
        *asked,
        row(*_buttons(view, surface), spacing="large"),
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
    taken = sum(size(fit(text[: _most(each)])) for each, text in told.items())
    in_part = taken > _ROOM
    rows = [
        _answer(view, each, text, _IN_PART if in_part else _most(each), surface)
        for each, text in told.items()
    ]
    asked = [one.id for one in questions_on(Screen.CHECK)]
    if not view.is_stranger:
        asked = [each for each in asked if each not in FROM_STRANGERS]
    return [
        words("Check your answers. Nothing is sent until you press Confirm and send."),
        *rows,
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


def _most(question: str) -> int:
    """How much of a row is shown: twice what may be sent, in rows of choices all of them."""
    return max(longest(each) for each in _IN_ONE_ROW.get(question, (question,))) or 2_000


def _answer(view: FormPage, question: str, text: str, most: int, surface: Surface) -> Element:
    name = ASKED[question].name
    change = button(
        "Change",
        ChangeAnswer(form=view.form, field=question),
        surface,
        tooltip=f"Change: {name}",
    )
    said = typed(text, most) if text else words("Not answered")
    return ColumnSet(
        separator=True,
        columns=[
            Column(width="stretch", items=[strong(name), said]),
            Column(width="auto", items=[row(change, spacing="none")]),
        ],
    )


def _from(view: FormPage) -> list[Element]:
    if not view.referrer:
        return []
    return [strong("From"), typed(view.referrer, NAME_LONGEST)]


def _buttons(view: FormPage, surface: Surface) -> list[Action]:
    form, screen = view.form, view.screen
    save = SaveReferral(form=form, screen=screen.value)
    back = button("Back", PreviousPage(form=form, screen=screen.value), surface)
    later = button("Save for later", save, surface)
    match screen:
        case Screen.WHAT:
            return [button("Next", NextPage(form=form, screen="what"), surface), later]
        case Screen.WHO:
            return [button("Next", NextPage(form=form, screen="who"), surface), back, later]
        case Screen.CHECK:
            return [
                button("Confirm and send", SubmitReferral(form=form), surface),
                button("Add more (optional)", AddMore(form=form), surface),
                back,
                later,
            ]
        case Screen.MORE if view.ref:
            sent = SaveReferral(ref=view.ref, version=view.version, screen="more")
            leave = OpenReferral(ref=view.ref)
            return [
                button("Save", sent, surface),
                button("Go back without saving", leave, surface),
            ]
        case Screen.MORE:
            return [button("Save and go back", PreviousPage(form=form, screen="more"), surface)]
