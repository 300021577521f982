"""What the cards of actions and escalations promise to those who read and press them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from board.actions import ActionState, Brag, Deed
from board.escalation import CHOICES, Answer
from board.referral_form import Fault
from cards.action_boxes import OF_ANSWER, OF_DEED
from cards.action_views import ActionReminder, ActionRow
from cards.action_words import ANSWERS, DEEDS, brag_in_words
from cards.render import Card, render
from cards.views import Surface, View
from tests.cards.action_samples import (
    AT,
    BLOCKED,
    NAMES,
    OF_ACTIONS,
    OVERDUE,
    OWNERS,
    TODAY,
    action,
    agency,
    listed,
    row,
    shown,
    step,
)
from tests.cards.escalation_samples import (
    DIRECTED,
    OF_ESCALATIONS,
    ON_FIFTH,
    ON_FIRST,
    ON_FOURTH,
    ON_SECOND,
    ask,
    form,
    post,
)
from tests.cards.reading import Node, actions, inputs, is_chart, nodes, verb, words

BOXES = {
    Deed.DECLINE: {"reason"},
    Deed.AT_RISK: {"reason", "due"},
    Deed.BLOCK: {"reason", "needed", "needed_from"},
    Deed.COMPLETE: {"evidence"},
    Deed.REOPEN: {"reason", "due"},
    Deed.EXTEND: {"due", "reason"},
    Deed.CANCEL: {"reason"},
    Deed.ASSIGN: {"owner", "due", "reason"},
    Deed.SNOOZE: {"due"},
    Deed.REFUSE: {"reason"},
}


def card(view: View, surface: Surface = Surface.PERSONAL) -> Card:
    return render(view, surface=surface, now=AT, rehearsal=False)


def drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    return card(view, surface).content


def titles(view: View, surface: Surface = Surface.PERSONAL) -> list[str]:
    return [each["title"] for each in actions(drawn(view, surface))]


def pressed(view: View, title: str) -> Node:
    return next(each for each in actions(drawn(view)) if each["title"] == title)


def reminder(due: date, days: int, **changes: object) -> ActionReminder:
    plain = ActionReminder(row=row(action(due=due)), days=days, names=NAMES, at=AT)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_exactly_the_steps_that_are_open_have_buttons() -> None:
    for deed in Deed:
        given = shown(action(), deed)

        assert titles(given) == [DEEDS[deed]]


def test_nothing_can_be_put_off_on_the_due_day() -> None:
    today = action(due=TODAY)

    assert DEEDS[Deed.SNOOZE] not in titles(shown(today, Deed.SNOOZE))


def test_a_proposal_is_confirmed_rather_than_given_to_another() -> None:
    proposed = shown(action(state=ActionState.PROPOSED), Deed.ASSIGN, Deed.CANCEL)

    assert titles(proposed) == ["Confirm and assign", "End it"]


def test_a_button_of_a_form_says_that_it_is_sent_and_the_others_do_not() -> None:
    """Clients leave empty boxes out: without it, an empty form looks like one asked for."""
    for deed in OF_DEED:
        found = actions(drawn(step(OVERDUE, deed)))

        assert [each["data"].get("sent") for each in found] == [True, None]
    for answer in Answer:
        found = actions(drawn(form(answer)))
        assert [each["data"].get("sent") for each in found] == [True, None]
    assert not any("sent" in each["data"] for each in actions(drawn(shown(OVERDUE, *Deed))))


@pytest.mark.parametrize("deed", list(BOXES))
def test_the_boxes_of_a_step_are_those_it_reads(deed: Deed) -> None:
    assert {each["id"] for each in inputs(drawn(step(OVERDUE, deed)))} == BOXES[deed]
    assert set(OF_DEED) == set(BOXES)


@pytest.mark.parametrize("answer", list(Answer))
def test_the_boxes_of_an_answer_are_those_it_reads(answer: Answer) -> None:
    dated = {Answer.PLAN, Answer.RESOLUTION, Answer.DIRECTION, Answer.REASSIGN}
    wanted = {"text"} | ({"due"} if answer in dated else set())
    wanted |= {"owner"} if answer is Answer.REASSIGN else set()

    assert {each["id"] for each in inputs(drawn(form(answer)))} == wanted
    assert set(OF_ANSWER) == set(Answer)


def test_a_new_action_takes_five_answers_and_one_press() -> None:
    view, _ = OF_ACTIONS["action_form"]
    content = drawn(view)

    more = next(each for each in nodes(content) if each.get("id") == "more")
    asked = {each["id"] for each in inputs(content)} - {each["id"] for each in inputs(more)}
    assert asked == {"title", "success_measure", "owner", "due", "priority"}
    assert more["isVisible"] is False


def test_what_is_wrong_under_more_is_not_hidden() -> None:
    view, _ = OF_ACTIONS["action_form_wrong"]

    assert next(x for x in nodes(drawn(view)) if x.get("id") == "more")["isVisible"] is True


def test_insisting_on_a_title_is_offered_only_where_it_was_not_liked() -> None:
    view, _ = OF_ACTIONS["action_form"]
    faults = {"title": Fault("V14")}

    wrong = replace(view, faults=faults)  # type: ignore[type-var]

    assert "keep_wording" not in {each["id"] for each in inputs(drawn(view))}
    assert "keep_wording" in {each["id"] for each in inputs(drawn(wrong))}


def test_only_a_co_chair_may_answer_for_words_that_were_held_back() -> None:
    held = step(OVERDUE, Deed.CANCEL, faults={"reason": Fault("V23", kind="a name")})

    assert "override" not in {each["id"] for each in inputs(drawn(held))}
    assert "override" in {each["id"] for each in inputs(drawn(replace(held, may_override=True)))}
    calm = step(OVERDUE, Deed.CANCEL, may_override=True)
    assert "override" not in {each["id"] for each in inputs(drawn(calm))}


def test_another_date_says_who_has_to_agree() -> None:
    late = step(OVERDUE, Deed.EXTEND, needs_agreement=True)
    third = step(replace(OVERDUE, extensions=2), Deed.EXTEND, needs_agreement=True)

    assert "the Mental Health Team or the agency that asked" in words(drawn(late))
    assert "a co-chair has agreed" in words(drawn(third))
    assert "has agreed" not in words(drawn(step(OVERDUE, Deed.EXTEND)))


@pytest.mark.parametrize(
    ("days_left", "days", "said"),
    [
        (0, 0, "due today"),
        (1, 1, "due tomorrow"),
        (3, 1, "due Thu 26 Nov 2026"),
        (7, 5, "due in 5 working days"),
        (-3, 0, "was due Fri 20 Nov 2026"),
    ],
)
def test_a_reminder_says_when_in_its_summary_and_in_its_title(
    days_left: int, days: int, said: str
) -> None:
    found = card(reminder(TODAY + timedelta(days=days_left), days))

    assert found.summary == f"Action ACT-2026-0015: {said}"
    assert f"{said[0].upper()}{said[1:]}: ACT-2026-0015" in words(found.content)


def test_a_reminder_has_one_tap_for_each_way_it_can_stand() -> None:
    usual = {"Done", "On track", "Blocked", "Not done", "No longer possible", "Open"}

    assert set(titles(reminder(TODAY, 0))) == usual | {"Another date"}
    assert set(titles(reminder(TODAY + timedelta(days=7), 5))) == usual | {"Remind me later"}


def test_a_reminder_for_a_stand_in_says_so_first() -> None:
    away = drawn(reminder(TODAY, 0, for_owner="Ignatius Madeupson"))

    said = words(away).splitlines()
    assert said.index("For Ignatius Madeupson, who is away") < said.index(
        "Due today: ACT-2026-0015"
    )


def test_what_no_longer_waits_can_only_be_opened() -> None:
    for name in ("reminder_done", "action_notice_answered", "action_notice_verified"):
        view, _ = OF_ACTIONS[name]
        assert titles(view) == ["Open"]


def test_charts_stand_on_the_first_page_only() -> None:
    charts = [list(filter(is_chart, nodes(drawn(listed(page=each))))) for each in (1, 2)]

    assert [len(each) for each in charts] == [2, 0]


def test_the_pages_of_ones_own_actions_lead_to_ones_own() -> None:
    mine = pressed(listed(again="mine"), "Next")
    others = pressed(listed(again="overdue"), "Next")

    assert (mine["verb"], mine["data"]) == ("action.mine", {"page": 2})
    assert (others["verb"], others["data"]) == ("action.list", {"words": "overdue", "page": 2})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (row(OVERDUE), "Red, overdue by 11 working days"),
        (ActionRow(action=OVERDUE, brag=Brag.RED, overdue=1), "Red, overdue by 1 working day"),
        (ActionRow(action=OVERDUE, brag=Brag.RED), "Red, overdue"),
        (ActionRow(action=BLOCKED, brag=Brag.RED), "Red, blocked, no plan"),
        (ActionRow(action=OVERDUE, brag=Brag.AMBER), "Amber, at risk"),
        (ActionRow(action=action(extensions=2), brag=Brag.AMBER), "Amber, date moved twice"),
        (ActionRow(action=action(extensions=3), brag=Brag.AMBER), "Amber, date moved 3 times"),
        (ActionRow(action=action(), brag=Brag.AMBER), "Amber, due soon, no update"),
    ],
)
def test_a_colour_comes_with_its_reason(given: ActionRow, said: str) -> None:
    assert brag_in_words(given) == said


def test_a_list_asks_for_each_action_and_sends_them_all_at_once() -> None:
    view = agency(page=2, pages=3)
    content = drawn(view)

    refs = [each.action.ref for each in view.rows]
    assert [each["id"] for each in inputs(content)] == [
        name for ref in refs for name in (ref, f"{ref}.note")
    ]
    sends = pressed(view, "Send updates")
    assert sends["data"] == {
        "meeting": "BRD-037",
        "what": "request",
        "agency": "AG-03",
        "page": 2,
        "versions": {each.action.ref: each.action.version for each in view.rows},
    }
    assert titles(view) == ["Send updates", "Previous", "Next"]


def test_a_question_offers_the_answers_of_its_rung_and_a_copy_none() -> None:
    for ladder in (ON_FIRST, ON_SECOND):
        offered = [ANSWERS[each] for each in CHOICES[ladder.rung]]
        assert titles(ask(ladder))[: len(offered)] == offered
    copy = ask(ON_SECOND, asking=None, choices=(), is_copy=True)
    assert titles(copy) == ["Open"]
    assert "For your information" in words(drawn(copy))


def test_a_role_mailbox_is_for_the_manager_and_can_be_passed_on() -> None:
    content = drawn(ask(ON_FIRST))

    assert "For your line manager" in words(content)
    assert "Passed to" in words(content)
    assert {each["id"] for each in inputs(content)} == {"whom"}
    assert "escalation.pass" in {verb(each) for each in actions(content)}


def test_the_top_rungs_offer_what_they_can_decide_and_nothing_once_decided() -> None:
    offered = ["Acknowledge", "Give direction", "Accept the risk"]

    assert titles(post(ON_FOURTH)) == [*offered, "Escalate", "Open"]
    assert titles(post(ON_FIFTH)) == [*offered, "Open"]
    assert titles(post(ON_FIFTH, 4)) == ["Give direction", "Accept the risk", "Open"]
    assert titles(post(DIRECTED)) == []
    assert "Decided: \nPercival Inventon gave direction" in words(drawn(post(DIRECTED)))


def test_a_jump_leads_only_upward() -> None:
    [rung] = [each for each in inputs(drawn(form(None, ON_SECOND))) if each["id"] == "rung"]

    assert [each["value"] for each in rung["choices"]] == ["3", "4", "5"]


def test_what_is_told_of_one_action_names_it_in_the_summary() -> None:
    single = {
        name: card(view, surfaces[0]).summary
        for name, (view, surfaces) in {**OF_ACTIONS, **OF_ESCALATIONS}.items()
        if name.startswith(("action_notice", "reminder", "escalation_chairs", "escalation_rung"))
    }

    assert all("ACT-2026-00" in summary for summary in single.values())


def test_the_summary_of_a_day_is_true_on_a_bad_day_too() -> None:
    good, _ = OF_ACTIONS["daily_summary"]
    bad, _ = OF_ACTIONS["daily_summary_bad"]

    assert "214 actions checked, 3 reminders sent, 0 waiting." in words(drawn(good))
    said = words(drawn(bad))
    assert "2 could not be delivered: open delivery." in said
    assert "1 escalation has nobody left to ask." in said
    assert "2 answers wait to be accepted." in said


def test_owners_are_chosen_by_key() -> None:
    [owner] = [each for each in inputs(drawn(step(OVERDUE, Deed.ASSIGN))) if each["id"] == "owner"]

    assert [each["value"] for each in owner["choices"]] == [key for key, _ in OWNERS]
