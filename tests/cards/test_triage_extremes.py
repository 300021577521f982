"""Whatever somebody types into triage or a challenge, the card is drawn and Teams takes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.challenges import Challenge, Step
from board.referral_form import Answer, Fault
from board.referrals import Change, Referral, ReferralState
from board.triage_file import Decided, Decision, Duty, Gate, Outcome, TriageFile
from cards.box_words import NAMES
from cards.boxes import ROOM, put_back_all
from cards.payloads import AcceptedElsewhere, DeclinedElsewhere, ReopenReferral
from cards.render import render
from cards.size import LIMIT, size, units
from cards.typed import fit
from cards.views import (
    AskInformation,
    ChallengeForm,
    ChallengeList,
    ChallengeNotice,
    ChallengeShown,
    CheckForm,
    DecisionForm,
    DutyCard,
    EqualityForm,
    HandOverForm,
    Match,
    Queue,
    ReasonForm,
    ReferralNotice,
    ReferralShown,
    Surface,
    TriagePage,
    View,
)
from tests.cards.challenge_samples import AFTER, CHALLENGE, RULING
from tests.cards.reading import Node, actions, inputs, words
from tests.cards.referral_samples import ALL, FORM, NOW, REF, TYPED
from tests.cards.triage_samples import BUSY, FILE, NOTE, REQUEST, TO_THE_END, Gates, in_triage

HUGE = 100_000
LETTERS = ["a", "\U0001f600", "\x00", '"', "\n", "\ud83d", "\u202e"]
ACCOUNTS = tuple((f"{number:08d}-0000-4000-8000-000000000000", "Name") for number in range(80))
every_letter = pytest.mark.parametrize("letter", LETTERS)
text = st.text(st.characters(), max_size=200) | st.builds(
    lambda part, count: (part * count)[:count],
    st.text(st.characters(), min_size=1, max_size=5),
    st.integers(0, HUGE),
)


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    content = render(view, surface=surface, now=NOW, rehearsal=True).content
    assert size(content) <= LIMIT
    return content


def _decided(typed: str, kind: Decision = Decision.SIGNPOST) -> Decided:
    return Decided(
        kind=kind,
        rationale=typed,
        by="p",
        by_name=typed,
        at=NOW,
        sent_to=typed,
        service=typed,
        told=typed,
        advice=typed,
        into=typed[:20],
        checked_by="q",
        checked_by_name=typed,
        checked_at=NOW,
        outcome=Outcome.DECLINED,
        outcome_by=typed,
        outcome_reason=typed,
    )


def _huge(typed: str, *, times: int = 8, **changes: object) -> Referral:
    """A referral in triage with this text wherever there is text."""
    everything: dict[str, Answer] = {
        key: typed if isinstance(value, str) else value for key, value in ALL.items()
    }
    file = TriageFile(
        gates=dict(TO_THE_END),
        decided=(_decided(typed),) * times,
        requests=(replace(REQUEST, by=typed, question=typed),) * times,
        notes=(replace(NOTE, by=typed, text=typed),) * times,
        draft={"rationale": typed},
    )
    full = in_triage(
        file=file,
        holder_name=typed,
        agency_name=typed,
        is_confirmed=False,
        is_in_agreement=False,
        change=Change(typed, NOW, "handed_over"),
        concern={**everything, "danger": "true"},
        identity=everything,
        health=everything,
    )
    return replace(full, **changes)  # type: ignore[arg-type]


def _pages(typed: str) -> list[View]:
    whole = _huge(typed)
    match = Match(whole, (typed, typed), "link")
    matches = tuple(replace(match, verdict="") if n % 2 else match for n in range(40))
    page = TriagePage(referral=whole, gate=None, matches=matches, decisions=tuple(Decision))
    return [
        page,
        *(_asking(page, number) for number in range(len(Gate))),
        replace(page, referral=replace(whole, state=ReferralState.AWAITING_CHECK), may_check=True),
        replace(page, is_team=False, may_check=True),
        replace(page, referral=replace(whole, state=ReferralState.ROUTE_PDP), decisions=()),
    ]


def _asking(page: TriagePage, number: int) -> TriagePage:
    """The page at one of the questions, those before it answered."""
    gate = list(Gate)[number]
    file = page.referral.triage or TriageFile()
    before: Gates = {each: TO_THE_END[each] for each in list(Gate)[:number]}
    asked = replace(page.referral, triage=replace(file, gates=before))
    return replace(page, referral=asked, gate=gate, duties=tuple(Duty), mappa_told="none")


def _forms(typed: str) -> list[View]:
    whole = _huge(typed)
    answers: dict[str, Answer] = dict.fromkeys(NAMES, typed)
    faults = {each: Fault("V38", 200) for each in NAMES}
    note = "n" * 200
    fresh = replace(_decided(typed), checked_at=None, outcome=None, outcome_reason="")
    check = CheckForm(referral=whole, decided=fresh, inputs=answers, note=note)
    return [
        *(
            DecisionForm(
                referral=whole,
                decision=each,
                inputs=answers,
                faults=faults,
                needs_check=True,
                meeting_at=NOW,
                note=note,
            )
            for each in Decision
        ),
        HandOverForm(
            referral=whole,
            colleagues=tuple((account, typed) for account, _ in ACCOUNTS),
            inputs=answers,
            faults=faults,
        ),
        check,
        replace(check, faults=faults),
        *(
            ReasonForm(ref=REF, version=3, asks=each, inputs=answers, faults=faults, note=note)
            for each in (ReopenReferral.verb, AcceptedElsewhere.verb, DeclinedElsewhere.verb)
        ),
        EqualityForm(ref=REF, version=3, answers={"ethnicity": typed, "support_needs": typed}),
        AskInformation(ref=REF, form=FORM, text=typed, question=typed, fault=Fault("V05")),
    ]


def _challenge(typed: str) -> Challenge:
    rulings = tuple(replace(RULING, step=each, by_name=typed, reasons=typed) for each in Step)
    return replace(
        CHALLENGE,
        challenger_name=typed,
        agency_name=typed,
        reason=typed,
        wanted=typed,
        rulings=rulings[:4],
        step=Step.SENIOR_BOARD,
    )


def _challenges(typed: str) -> list[View]:
    challenge = _challenge(typed)
    inputs_ = dict.fromkeys(NAMES, typed)
    faults = {each: Fault("V38", 200) for each in ("finding", "reasons")}
    own = {each: Fault("V38", 200) for each in ("reason", "wanted", "risk_changed")}
    shown = ChallengeShown(
        challenge=challenge, at=AFTER, may_rule=True, is_challenger=True, note="n" * 200
    )
    return [
        shown,
        replace(shown, inputs=inputs_, faults=faults),
        ChallengeForm(ref=REF, form=FORM, inputs=inputs_, faults=own, is_late=True),
        ChallengeList(challenges=(challenge,) * 50, at=AFTER),
        ChallengeNotice(challenge=challenge, happened="late"),
    ]


@every_letter
@pytest.mark.parametrize("surface", Surface)
def test_a_hundred_thousand_characters_everywhere_make_a_page_of_triage(
    letter: str, surface: Surface
) -> None:
    for view in _pages(letter * HUGE):
        _drawn(view, surface)


@every_letter
def test_a_hundred_thousand_characters_in_every_input_make_a_form(letter: str) -> None:
    for view in (*_forms(letter * HUGE), *_challenges(letter * HUGE)):
        _drawn(view)
        _drawn(view, Surface.DIALOG)


@every_letter
def test_a_hundred_thousand_characters_make_what_is_posted(letter: str) -> None:
    typed = letter * HUGE
    rows = tuple(
        replace(each, referral=replace(each.referral, holder_name=typed, agency_name=typed))
        for each in BUSY.page.rows
    )
    _drawn(Queue(page=replace(BUSY.page, rows=rows), on_duty=typed, cover=typed), Surface.CHANNEL)
    _drawn(DutyCard(on_duty=typed, cover=typed, is_me=False))
    _drawn(ReferralNotice(referral=_huge(typed), happened="late"), Surface.CHANNEL)


@given(typed=text, make=st.sampled_from([_pages, _forms, _challenges]))
def test_any_text_makes_every_card(typed: str, make: Callable[[str], list[View]]) -> None:
    for view in make(typed):
        _drawn(view)


@every_letter
def test_a_whole_file_of_huge_texts_is_read_page_by_page(letter: str) -> None:
    shown = _huge(letter * HUGE, times=12)

    for number in range(1, 40):
        _drawn(ReferralShown(referral=shown, is_own=False, page=number))
        _drawn(ReferralShown(referral=shown, is_own=True, page=number))


@given(typed=st.dictionaries(st.sampled_from(sorted(NAMES)), text, max_size=4))
def test_what_is_put_back_is_the_beginning_of_what_was_typed(typed: dict[str, str]) -> None:
    kept = put_back_all(typed)

    assert all(fit(typed[name]).startswith(part) for name, part in kept.items())
    assert sum(units(part) for part in kept.values()) <= ROOM


def test_what_may_be_sent_is_put_back_whole_however_much_the_other_boxes_hold() -> None:
    limits = {"rationale": 1_000, "told": 200, "advice": 500}
    typed = {name: "x" * limit for name, limit in limits.items()} | {"service": "y" * HUGE}

    kept = put_back_all(typed)

    assert all(kept[name] == typed[name] for name in limits)
    assert 0 < len(kept["service"]) < HUGE


def test_a_huge_reason_is_shown_in_part_and_says_so() -> None:
    view = DecisionForm(
        referral=in_triage(), decision=Decision.ACCEPT, inputs={"rationale": "a" * HUGE}
    )

    content = _drawn(view)

    kept = inputs(content)[0]["value"]
    assert f"Only the first {len(kept):,} characters are shown." in words(content)
    assert len(kept) > 4_000


def test_nothing_typed_travels_in_a_button_of_triage() -> None:
    def pressed(typed: str) -> list[list[Node]]:
        views_ = (*_pages(typed), *_forms(typed), *_challenges(typed))
        return [actions(_drawn(each)) for each in views_]

    assert TYPED not in str(pressed(TYPED))


def test_all_that_a_decision_may_hold_is_shown_whole_to_its_checker() -> None:
    full = replace(
        _decided("x"),
        rationale="r" * 1_000,
        service="s" * 200,
        told="t" * 200,
        advice="a" * 500,
    )

    said = words(_drawn(CheckForm(referral=in_triage(file=FILE), decided=full)))

    for each in (full.rationale, full.service, full.told, full.advice):
        assert each in said


def test_all_that_a_challenge_may_hold_is_shown_whole_at_every_step() -> None:
    rulings = tuple(
        replace(RULING, step=each, reasons=str(int(each)) * 1_000) for each in list(Step)[:4]
    )
    long = replace(
        CHALLENGE,
        reason="r" * 1_000,
        wanted="w" * 300,
        rulings=rulings,
        step=Step.SENIOR_BOARD,
        due=AFTER + timedelta(days=9),
    )

    said = words(_drawn(ChallengeShown(challenge=long, at=AFTER, may_rule=True)))

    for told in (long.reason, long.wanted, *(each.reasons for each in rulings)):
        assert told is not None
        assert told in said
