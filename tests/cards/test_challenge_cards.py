"""What the cards of a challenge say, and which steps they offer to whom."""

from dataclasses import replace

import pytest

from board.challenges import NO_DETRIMENT, Finding, Step
from cards.challenge import HAPPENED
from cards.payloads import (
    AcceptRuling,
    OpenChallenge,
    RuleChallenge,
    ShowChallenge,
    TakeFurther,
)
from cards.render import render
from cards.triage_words import STEPS
from cards.views import ChallengeList, ChallengeNotice, ChallengeShown, Surface, View
from tests.cards.challenge_samples import AFTER, BARE, BEFORE, CHALLENGE, RULED
from tests.cards.reading import Node, actions, inputs, nodes, verb, verbs, words
from tests.cards.referral_samples import FORM, NOW, REF, TYPED
from tests.cards.samples import SAMPLES


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    return render(view, surface=surface, now=NOW, rehearsal=False).content


def _sample(name: str) -> Node:
    return _drawn(SAMPLES[name][0])


@pytest.mark.parametrize(
    "name", ["challenge_form", "challenge_of_challenger", "challenge_to_rule", "challenges"]
)
def test_a_challenge_never_counts_against_anybody_word_for_word(name: str) -> None:
    said = (
        "Challenge is a normal part of safe partnership work. "
        "It will not count against you or your agency."
    )

    assert said == NO_DETRIMENT
    assert said in words(_sample(name))


def test_the_form_asks_why_and_what_and_only_late_whether_the_risk_has_changed() -> None:
    assert [each["id"] for each in inputs(_sample("challenge_form"))] == ["reason", "wanted"]

    late = _sample("challenge_form_late")

    assert [each["id"] for each in inputs(late)] == ["risk_changed", "reason", "wanted"]
    assert inputs(late)[0]["value"] == "false"
    assert inputs(late)[1]["value"] == f"{TYPED} no"
    sends = [each["data"] for each in actions(late) if verb(each) == OpenChallenge.verb]
    assert sends == [{"ref": REF, "form": FORM}]


def test_all_five_steps_are_named_with_the_clock_of_the_present_one() -> None:
    told = words(_sample("challenge_to_rule_wrong"))

    assert all(f"{int(step)}. {said}" in told for step, said in STEPS.items())
    assert "Decides by Monday 7 December 2026 at 18:00" in told
    assert "Did not decide in time" in told
    assert "Upheld: the decision stays. Marion Hale, Wed 25 Nov 18:00" in told
    assert "Was due by Wednesday 25 November 2026 at 18:00" in words(_sample("challenge_overdue"))


def test_whoever_decides_chooses_and_gives_reasons() -> None:
    content = _sample("challenge_to_rule")

    finding, reasons = inputs(content)
    assert (finding["id"], reasons["id"]) == ("finding", "reasons")
    assert {each["value"] for each in finding["choices"]} == set(Finding)
    assert "value" not in finding
    rules = [each["data"] for each in actions(content) if verb(each) == RuleChallenge.verb]
    assert rules == [{"ref": "CHL-2026-0003", "version": 2}]


def test_a_finding_that_is_none_is_not_kept_and_the_reasons_are() -> None:
    content = _sample("challenge_to_rule_wrong")

    finding, reasons = inputs(content)
    assert "value" not in finding
    assert reasons["value"] == f"{TYPED} short"
    assert "Error: What you decide: Choose from the options shown" in words(content)


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("challenge_of_challenger", {AcceptRuling.verb}),
        ("challenge_overdue", {AcceptRuling.verb, TakeFurther.verb}),
        ("challenge_ruled", {AcceptRuling.verb, TakeFurther.verb}),
        ("challenge_at_the_top", {AcceptRuling.verb}),
        ("challenge_changed", set()),
        ("challenge_to_rule", {RuleChallenge.verb}),
        ("challenge_bare", set()),
    ],
)
def test_each_reader_is_offered_the_steps_that_are_theirs(name: str, offered: set[str]) -> None:
    steps = {RuleChallenge.verb, AcceptRuling.verb, TakeFurther.verb}

    assert verbs(_sample(name)) & steps == offered


def test_a_challenge_is_taken_back_after_one_press_more() -> None:
    content = _sample("challenge_of_challenger")

    hidden = next(each for each in nodes(content) if each.get("id") == "back")
    assert hidden["isVisible"] is False
    assert verbs(hidden) == {AcceptRuling.verb}
    assert verbs(content) - {AcceptRuling.verb} == {"referral.open", "challenge.list"}


def test_the_next_step_is_named_before_it_is_asked() -> None:
    told = words(_sample("challenge_ruled"))

    assert "You can ask the next step to decide: managers of the team" in told


def test_of_a_challenge_cut_to_contact_data_no_reasons_are_left() -> None:
    told = words(_drawn(ChallengeShown(challenge=BARE, at=BEFORE)))

    assert "Priya Nandakumar" in told
    assert TYPED not in told


def test_open_challenges_come_first_and_a_long_list_is_cut() -> None:
    view = SAMPLES["challenges"][0]
    assert isinstance(view, ChallengeList)

    told = words(_drawn(view))

    assert told.index("CHL-2026-0001, late") < told.index("CHL-2026-0000")
    many = ChallengeList(challenges=(BARE,) * 14, at=AFTER)
    assert "4 more not shown." in words(_drawn(many))


@pytest.mark.parametrize("happened", sorted(HAPPENED))
@pytest.mark.parametrize("surface", [Surface.PERSONAL, Surface.CHANNEL])
def test_a_notice_leads_to_the_challenge_and_says_nothing_of_it(
    happened: str, surface: Surface
) -> None:
    view = ChallengeNotice(challenge=RULED, happened=happened)

    card = render(view, surface=surface, now=NOW, rehearsal=False)

    assert ShowChallenge.verb in verbs(card.content)
    assert TYPED not in str(card.content)
    assert card.summary == HAPPENED[happened]


def test_the_last_step_has_none_after_it() -> None:
    top = replace(CHALLENGE, step=Step.SENIOR_BOARD)

    content = _drawn(ChallengeShown(challenge=top, at=AFTER.replace(year=2027), is_challenger=True))

    assert TakeFurther.verb not in verbs(content)
