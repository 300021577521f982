"""Whatever somebody types, of any size, their card is drawn and Teams takes it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.referral_form import BY_ID, Answers, Fault, Screen
from board.referrals import Addition
from cards.render import render
from cards.size import LIMIT, CardTooLarge, size
from cards.typed import is_untouched, put_back
from cards.views import (
    AskInformation,
    FormPage,
    MyReferrals,
    Opener,
    ReferralNotice,
    ReferralShown,
    Sentence,
    Surface,
    View,
)
from tests.cards.reading import actions, inputs, words
from tests.cards.referral_samples import DRAFT, FORM, NOW, OPEN, REF, page, referral

HUGE = 100_000
some = st.text(st.characters(), max_size=300)
huge = st.builds(
    lambda part, count: (part * count)[:count],
    st.text(st.characters(), min_size=1, max_size=5),
    st.integers(0, HUGE),
)
text = some | huge | st.sampled_from(["\x00" * HUGE, "\U0001f600" * HUGE, '"\\\n' * 40_000])
several = st.lists(some, max_size=20).map(tuple)


def _any_answer(question: str) -> st.SearchStrategy[str | tuple[str, ...]]:
    choices = BY_ID[question].choices
    if not choices:
        return text
    return text | several | st.lists(st.sampled_from(choices), unique=True).map(tuple)


answers: st.SearchStrategy[Answers] = st.fixed_dictionaries(
    {}, optional={each: _any_answer(each) for each in BY_ID}
)


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> dict[str, object]:
    content = render(view, surface=surface, now=NOW, rehearsal=True).content
    assert size(content) <= LIMIT
    return content


@given(answers=answers, screen=st.sampled_from(Screen), surface=st.sampled_from(Surface))
def test_any_text_in_every_answer_still_makes_a_page(
    answers: Answers, screen: Screen, surface: Surface
) -> None:
    faults = {each: Fault("V38", 200) for each in BY_ID}

    _drawn(page(screen, answers, faults=faults, is_stranger=True, note="n" * 200), surface)


@pytest.mark.parametrize("screen", Screen)
@pytest.mark.parametrize("letter", ["a", "\U0001f600", "\x00", '"', "\n", "\ud83d", "\u202e"])
def test_a_hundred_thousand_characters_in_every_answer_still_make_a_page(
    screen: Screen, letter: str
) -> None:
    everything: Answers = {
        each: asked.choices or letter * HUGE for each, asked in BY_ID.items()
    } | {"subject_unknown": "true"}

    faults = {each: Fault("V38", 200) for each in BY_ID}
    _drawn(
        page(
            screen,
            everything,
            referrer=letter * HUGE,
            is_stranger=True,
            faults=faults,
            note="n" * 200,
        )
    )


@given(answers=answers, added=st.lists(text, max_size=12))
def test_any_referral_can_be_read_whole_page_by_page(answers: Answers, added: list[str]) -> None:
    additions = tuple(
        Addition(at=NOW + timedelta(hours=number), by="p", by_name=each, text=each)
        for number, each in enumerate(added)
    )
    shown = replace(
        referral(), concern=answers, identity=answers, health=answers, additions=additions
    )

    for number in range(1, 10):
        _drawn(ReferralShown(referral=shown, is_own=False, page=number), Surface.DIALOG)


def test_nothing_is_left_out_of_a_long_referral() -> None:
    """Answers at their limits and twelve long additions: each of them stands on some page."""
    long = {
        each: f"<{each}>".ljust(asked.limit, "x")
        for each, asked in BY_ID.items()
        if asked.limit and not asked.choices
    }
    additions = tuple(
        Addition(at=NOW, by="p", by_name="P", text=f"<{number}>".ljust(1500, "y"))
        for number in range(12)
    )
    shown = replace(referral(), identity=long, health=long, additions=additions)

    pages = [
        words(_drawn(ReferralShown(referral=shown, is_own=False, page=number)))
        for number in range(1, 4)
    ]

    said = "\n".join(pages)
    about_the_sender = {"phone", "agency", "job", "detention_ends"}
    assert all(value in said for key, value in long.items() if key not in about_the_sender)
    assert all(each.text in said for each in additions)
    assert "page 1 of " in pages[0]


@given(typed=text)
def test_any_other_text_makes_a_card(typed: str) -> None:
    stranger = replace(referral(), agency_name=typed, job=typed, phone=typed, referrer_name=typed)

    _drawn(AskInformation(ref=REF, form=FORM, text=typed, fault=Fault("V05")))
    _drawn(ReferralNotice(referral=stranger, happened="received"), Surface.CHANNEL)
    _drawn(ReferralShown(referral=stranger, is_own=False))
    _drawn(Sentence(typed))


def test_many_referrals_and_drafts_make_a_card() -> None:
    view = MyReferrals(referrals=(referral(),) * 200, drafts=(DRAFT,) * 200, more=7)

    assert "197 older referrals are not shown." in words(_drawn(view))
    _drawn(Opener(form=FORM, hours=OPEN, screen=Screen.WHO, others=(DRAFT,) * 200))


@given(answers=answers)
def test_what_was_typed_comes_back_in_its_input(answers: Answers) -> None:
    content = _drawn(page(Screen.WHO, answers))

    shown = {each["id"]: each.get("value", "") for each in inputs(content)}
    for each in ("subject_name", "subject_born", "subject_description"):
        typed = answers.get(each, "")
        assert shown[each] == (put_back(each, typed) if isinstance(typed, str) else "")


def test_several_choices_come_back_joined_and_strange_ones_do_not() -> None:
    typed: Answers = {"conditions": ("ptsd", "nonsense", "autism"), "setting": "nowhere"}

    shown = {each["id"]: each.get("value") for each in inputs(_drawn(page(Screen.WHO, typed)))}

    assert shown["conditions"] == "ptsd,autism"
    assert shown["setting"] is None


def test_a_huge_text_is_shown_in_part_and_says_so() -> None:
    content = _drawn(page(Screen.WHAT, {"account": "a" * HUGE}))

    assert "Only the first 3,000 characters are shown. Shorten it and send again." in words(content)
    assert len(inputs(content)[0]["value"]) == 3_000


def test_the_part_shown_coming_back_untouched_is_told_from_a_shorter_text() -> None:
    kept = "line one\n" * 10_000
    shown = put_back("account", kept)

    assert is_untouched("account", shown.replace("\n", "\r\n"), kept)
    assert not is_untouched("account", shown[:-100], kept)
    assert not is_untouched("account", "short", "short")


@given(answers=answers, form=st.just(FORM))
def test_nothing_typed_travels_in_a_button(answers: Answers, form: str) -> None:
    empty = _drawn(page(Screen.WHO, {}, form=form))
    filled = _drawn(page(Screen.WHO, answers, form=form))

    assert actions(filled) == actions(empty)


def test_a_card_too_large_for_teams_is_refused() -> None:
    line = FormPage(screen=Screen.WHAT, form=FORM, answers={}, hours=OPEN, note="too long " * 4_000)

    with pytest.raises(CardTooLarge):
        render(line, surface=Surface.PERSONAL, now=NOW, rehearsal=False)
