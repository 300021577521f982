"""What the cards of triage say, and which steps they offer, in the states that matter."""

from dataclasses import replace
from datetime import timedelta

import pytest

from board.gates import ALLOWED
from board.referral_form import Fault
from board.referrals import ASKED, IN_QUEUE, ReferralState
from board.triage import DEMANDED
from board.triage_file import Decision, Duty, Gate, MappaAnswer, TriageFile, Verdict
from cards.notice import HAPPENED
from cards.outcome import class_of
from cards.payloads import (
    AcceptedElsewhere,
    AddInformation,
    AnswerGate,
    CheckDecision,
    DecideTriage,
    DeclinedElsewhere,
    FillEquality,
    GoOnWithout,
    HandOver,
    JudgeMatch,
    KeepDecision,
    OpenChallenge,
    OpenReferral,
    ReopenReferral,
    ShowChallenges,
    TakeReferral,
    WorkOnReferral,
)
from cards.queue import may_be_taken
from cards.render import render
from cards.views import (
    DecisionForm,
    DutyCard,
    OutcomeNotice,
    Queue,
    ReferralNotice,
    ReferralShown,
    Surface,
    TriagePage,
    View,
)
from tests.cards.reading import Node, actions, inputs, nodes, verb, verbs, words
from tests.cards.referral_samples import MONDAY, NOW, REF, STRANGERS, referral
from tests.cards.samples import SAMPLES
from tests.cards.triage_samples import (
    BUSY,
    FILE,
    MATCHES,
    OUTSIDE,
    T1,
    TEAMS,
    TO_THE_END,
    Gates,
    in_triage,
)

DECIDED_STATES = {
    ReferralState.SCHEDULED,
    ReferralState.ROUTE_MAPPA,
    ReferralState.ROUTE_PDP,
    ReferralState.SIGNPOSTED,
    ReferralState.CLOSED,
}


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    return render(view, surface=surface, now=NOW, rehearsal=False).content


def _sample(name: str, surface: Surface = Surface.PERSONAL) -> Node:
    return _drawn(SAMPLES[name][0], surface)


def _pressed(content: Node, of: str) -> list[Node]:
    return [each["data"] for each in actions(content) if verb(each) == of]


def _page(gate: Gate | None = None, **changes: object) -> TriagePage:
    plain = TriagePage(referral=in_triage(), gate=gate, is_mine=True)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("gate", [each for each in Gate if each is not Gate.DUTIES])
def test_a_question_has_a_button_for_every_answer(gate: Gate) -> None:
    pressed = _pressed(_drawn(_page(gate)), AnswerGate.verb)

    assert {each["answer"] for each in pressed} == ALLOWED[gate]
    assert all((each["ref"], each["version"], each["gate"]) == (REF, 3, gate) for each in pressed)


def test_the_other_duties_are_ticked_where_the_referral_points_to_them() -> None:
    content = _drawn(_page(Gate.DUTIES, duties=(Duty.CHILD, Duty.CRIME)))

    asked = inputs(content)
    assert [each["id"] for each in asked] == ["duties"]
    assert asked[0]["value"] == "child_safeguarding,crime_recording"
    assert {each["value"] for each in asked[0]["choices"]} == ALLOWED[Gate.DUTIES]
    assert _pressed(content, AnswerGate.verb) == [{"ref": REF, "version": 3, "gate": "G5"}]


def test_the_other_duties_are_offered_in_one_place_only() -> None:
    none: Gates = {Gate.DUTIES: ()}
    for gates in (TO_THE_END, none):
        view = _page(referral=in_triage(gates), decisions=(Decision.ASK,))
        assert [each["id"] for each in inputs(_drawn(view))] == ["duties"]


def test_an_answer_can_be_changed_after_one_press_more() -> None:
    content = _drawn(_page(Gate.MAPPA, referral=in_triage({Gate.DANGER: "yes"})))

    hidden = next(each for each in nodes(content) if each.get("id") == "change-G0")
    assert hidden["isVisible"] is False
    assert [each["answer"] for each in _pressed(hidden, AnswerGate.verb)] == ["no"]
    change = next(each for each in actions(content) if each["title"] == "Change")
    assert change["targetElements"] == ["change-G0"]


def test_answers_cannot_be_changed_once_they_have_been_decided_on() -> None:
    for name in ("triage_routed", "triage_to_check", "triage_closed"):
        content = _sample(name)
        assert AnswerGate.verb not in verbs(content)
        assert "Answered so far" in words(content)


@pytest.mark.parametrize(
    ("gate", "answer", "says"),
    [
        (Gate.DANGER, "yes", "First call 999"),
        (Gate.MAPPA, MappaAnswer.LEVEL_1, "the manager in the lead agency"),
        (Gate.MAPPA, MappaAnswer.LEVEL_3, "the MAPPA co-ordinator"),
        (Gate.MAPPA, MappaAnswer.ELIGIBLE, "The subgroup may hold interim actions"),
        (Gate.MAPPA, MappaAnswer.RESTRICTED, "The form is not the route"),
        (Gate.MAPPA, MappaAnswer.NOT_KNOWN, "Do not hold up an urgent referral"),
        (Gate.PDP, "yes", "If not, it comes back here"),
        (Gate.DUTIES, (Duty.FIREARMS,), "Firearms: tell firearms licensing at once"),
    ],
)
def test_an_answer_says_what_has_to_be_done(
    gate: Gate, answer: str | tuple[str, ...], says: str
) -> None:
    told = words(_drawn(_page(referral=in_triage({gate: answer}))))

    assert says in told
    assert says not in words(_drawn(_page(referral=in_triage({gate: "no"}))))


def test_what_the_referrer_said_of_mappa_is_a_hint() -> None:
    told = words(_drawn(_page(Gate.MAPPA, mappa_told="managed_L2")))

    assert "The referrer said: Level 2: managed at multi-agency meetings." in told
    assert "The referrer said" not in words(_drawn(_page(Gate.MAPPA)))


def test_a_referral_alike_is_opened_and_judged() -> None:
    content = _drawn(_page(Gate.SAME_PERSON, matches=MATCHES))

    judged = {(each["other"], each["verdict"]) for each in _pressed(content, JudgeMatch.verb)}
    assert judged == {
        ("REF-2026-0007", "link"),
        ("REF-2026-0007", "repeat"),
        ("REF-2026-0007", "different_person"),
        ("REF-2026-0008", "link"),
        ("REF-2026-0008", "different_person"),
    }
    assert {"ref": "REF-2026-0008"} in _pressed(content, OpenReferral.verb)
    assert "Alike: same name; the age fits." in words(content)


def test_a_verdict_is_shown_and_can_be_changed() -> None:
    judged = replace(MATCHES[0], verdict=Verdict.REPEAT)

    content = _drawn(_page(Gate.SAME_PERSON, matches=(judged,)))

    assert "You said: same person: repeat" in words(content)
    assert {each["verdict"] for each in _pressed(content, JudgeMatch.verb)} == {
        "link",
        "different_person",
    }


def test_many_referrals_alike_come_up_in_turn() -> None:
    content = _drawn(_page(Gate.SAME_PERSON, matches=MATCHES * 20))

    assert "34 more will show once these have been judged." in words(content)


def test_only_the_decisions_that_are_open_are_offered() -> None:
    offered = (Decision.SIGNPOST, Decision.ASK)

    content = _drawn(_page(decisions=offered))

    assert {each["decision"] for each in _pressed(content, DecideTriage.verb)} == set(offered)
    assert DecideTriage.verb not in verbs(_drawn(_page()))


@pytest.mark.parametrize("state", list(ReferralState))
def test_the_page_offers_what_the_state_allows(state: ReferralState) -> None:
    view = _page(referral=in_triage(file=FILE, state=state), is_mine=False)

    offered = verbs(_drawn(view))

    assert (GoOnWithout.verb in offered) == (state is ReferralState.INFO_REQUESTED)
    is_routed = state in ASKED - {ReferralState.INFO_REQUESTED}
    assert (AcceptedElsewhere.verb in offered) == is_routed
    assert (DeclinedElsewhere.verb in offered) == is_routed
    assert (ReopenReferral.verb in offered) == (state is ReferralState.CLOSED)
    assert (HandOver.verb in offered) == (state is ReferralState.IN_TRIAGE)
    assert TakeReferral.verb not in offered
    assert CheckDecision.verb not in offered


@pytest.mark.parametrize("state", [ReferralState.ACKNOWLEDGED, ReferralState.IN_TRIAGE])
def test_what_nobody_has_can_be_taken_wherever_it_is_shown(state: ReferralState) -> None:
    free = replace(T1, state=state, holder=None, holder_name=None)
    taken = {"ref": REF, "version": 3}

    assert may_be_taken(free)
    assert _pressed(_drawn(_page(referral=free)), TakeReferral.verb) == [taken]
    assert _pressed(_drawn(ReferralShown(referral=free, is_own=False)), TakeReferral.verb) == [
        taken
    ]
    assert not may_be_taken(replace(free, holder="person-7"))
    assert WorkOnReferral.verb in verbs(_drawn(ReferralShown(referral=T1, is_own=False)))


def test_a_change_by_a_colleague_is_told_on_the_page() -> None:
    told = words(_sample("triage_scope"))

    assert "Someone else changed this while you were editing." in told
    assert "Last change: Sam Ortega." in told
    assert "If you answer or decide, it becomes yours." in told


def test_the_last_lines_of_a_long_file_give_way_to_the_rest() -> None:
    long = replace(FILE.decided[1], rationale=f"{TEAMS} " * 120)
    view = _page(
        referral=in_triage(file=replace(FILE, decided=(long,) * 30)), decisions=tuple(Decision)
    )

    told = words(_drawn(view))

    assert "earlier not shown here. Open whole to read all." in told


def test_the_whole_file_is_read_on_the_pages_of_the_referral() -> None:
    many = tuple(
        replace(FILE.notes[0], text=f"<{number}>", at=NOW + timedelta(hours=number))
        for number in range(60)
    )
    shown = in_triage(file=replace(FILE, notes=many))

    pages = [
        words(_drawn(ReferralShown(referral=shown, is_own=False, page=number)))
        for number in range(1, 5)
    ]

    assert all(f"<{number}>" in "\n".join(pages) for number in range(60))
    assert "Why it was declined: " in "\n".join(pages)


def test_a_checker_from_elsewhere_sees_what_a_check_needs_and_no_more() -> None:
    content = _sample("triage_of_checker")

    assert verbs(content) == {CheckDecision.verb}
    told = words(content)
    assert "waiting for a check" in told
    assert "The ward will ring back" not in told
    assert "Equality" not in told
    assert verbs(_sample("check_decision_wrong")) == {CheckDecision.verb, WorkOnReferral.verb}


def test_whoever_decided_is_told_to_have_it_checked() -> None:
    content = _sample("triage_own_to_check")

    assert CheckDecision.verb not in verbs(content)
    assert "Somebody who did not decide has to check this." in words(content)


def test_a_check_is_agreed_or_not() -> None:
    content = _sample("check_decision")

    assert [each.get("agrees") for each in _pressed(content, CheckDecision.verb)] == [True, False]
    assert [each["id"] for each in inputs(content)] == ["note"]
    assert "Reasons: " in words(content)


@pytest.mark.parametrize("kind", list(Decision))
def test_the_form_of_a_decision_asks_what_the_decision_needs(kind: Decision) -> None:
    content = _sample(f"decision_{kind}")

    assert [each["id"] for each in inputs(content)] == [*DEMANDED[kind], "rationale"]
    on_it = {"ref": REF, "version": 3, "decision": kind}
    assert _pressed(content, DecideTriage.verb) == [on_it | {"sent": True}]
    assert _pressed(content, KeepDecision.verb) == [on_it]
    assert WorkOnReferral.verb in verbs(content)


def test_a_decision_to_be_checked_says_so_and_one_for_a_meeting_says_which() -> None:
    assert "must check this before anything is sent" in words(_sample("decision_signpost"))
    assert "must check this" not in words(_sample("decision_accept"))
    assert "The meeting: Thursday 26 November 2026 at 14:00." in words(_sample("decision_accept"))


def test_what_is_wrong_stands_at_its_field_with_everything_typed() -> None:
    content = _sample("decision_wrong")

    order = [each.get("id") or each.get("text", "") for each in content["body"]]
    assert order[order.index("advice") - 1] == "Error: Enter the safety advice you gave"
    assert order[order.index("told") - 1] == "Error: Who was told: Use 200 characters or fewer"
    kept = {each["id"]: each.get("value") for each in inputs(content)}
    assert kept == {
        "service": None,
        "told": f"{TEAMS} me",
        "advice": None,
        "rationale": f"{TEAMS} short",
    }


def test_two_wrong_fields_with_one_message_are_told_once_at_the_top() -> None:
    wrong = {"sent_to": Fault("V10"), "sent_on": Fault("V10")}
    view = DecisionForm(referral=in_triage(), decision=Decision.ROUTE_PDP, inputs={}, faults=wrong)

    assert words(_drawn(view)).count("- Enter who you sent this to and when") == 1


def test_a_referral_that_was_linked_stands_in_the_form_of_joining() -> None:
    def value(matches: dict[str, str], typed: str = "") -> object:
        file = TriageFile(matches=matches)
        view = DecisionForm(
            referral=in_triage(file=file), decision=Decision.MERGE, inputs={"into": typed}
        )
        return inputs(_drawn(view))[0].get("value")

    assert value({"REF-2026-0007": "link", "REF-2026-0008": "different_person"}) == "REF-2026-0007"
    assert value({"REF-2026-0007": "link", "REF-2026-0008": "repeat"}) is None
    assert value({"REF-2026-0007": "link"}, "REF-2026-0009") == "REF-2026-0009"


def test_a_colleague_is_chosen_by_name_and_a_stranger_is_not_kept() -> None:
    asked = inputs(_sample("hand_over"))[0]

    assert asked["choices"] == [
        {"title": "Sam Ortega", "value": "person-8"},
        {"title": "Jo Whitfield", "value": "person-9"},
    ]
    assert "value" not in inputs(_sample("hand_over_wrong"))[0]
    assert HandOver.verb not in verbs(_sample("hand_over_alone"))


@pytest.mark.parametrize(
    ("name", "payload", "asked"),
    [
        ("reason_reopen", ReopenReferral, "reason"),
        ("reason_accepted", AcceptedElsewhere, "contact"),
        ("reason_declined", DeclinedElsewhere, "reason"),
    ],
)
def test_a_reason_is_asked_for_by_its_own_deed(name: str, payload: object, asked: str) -> None:
    content = _sample(name)

    assert [each["id"] for each in inputs(content)] == [asked]
    carried = [{"ref": REF, "version": 3, "sent": True}]
    assert _pressed(content, payload.verb) == carried  # type: ignore[attr-defined]


def test_equality_information_counts_what_is_answered() -> None:
    bare = replace(referral(), health={"ethnicity": "irish"}, triage=None)

    assert "Equality information: 1 of 2 answered." in words(_drawn(_page(referral=bare)))
    assert [each["id"] for each in inputs(_sample("equality"))] == ["ethnicity", "support_needs"]
    assert FillEquality.verb not in verbs(_drawn(_page(referral=replace(bare, health=None))))


def test_the_queue_tells_the_clock_that_runs_and_who_has_it() -> None:
    told = words(_drawn(BUSY))

    assert "REF-2026-0030, urgent, repeat" in told
    assert "Being looked at, with Alex Morgan" in told
    assert "Decided, check wanted, with Alex Morgan" in told
    assert "Waiting for information until Mon 7 Dec 18:00" in told
    assert "Sent elsewhere, not accepted yet, with Alex Morgan" in told
    assert "Answer was due Sun 22 Nov 18:00" in told
    assert "On duty: \nAlex Morgan" in told


def test_in_the_queue_only_what_nobody_has_can_be_taken() -> None:
    for surface in (Surface.PERSONAL, Surface.CHANNEL):
        pressed = _pressed(_drawn(BUSY, surface), TakeReferral.verb)
        assert [each["ref"] for each in pressed] == ["REF-2026-0030"]


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ((34, 40), "Ethnicity known for 34 of 40 referrals (85%, target 90%)."),
        ((3, 4), "Ethnicity known for 3 of 4 referrals (target 90%)."),
        ((0, 1), "Ethnicity known for 0 of 1 referral (target 90%)."),
    ],
)
def test_the_queue_tells_how_complete_equality_data_is(known: tuple[int, int], says: str) -> None:
    assert says in words(_drawn(replace(BUSY, ethnicity_known=known)))
    assert "Ethnicity" not in words(_drawn(replace(BUSY, ethnicity_known=(0, 0))))


def test_where_nobody_is_on_duty_the_queue_and_the_card_say_so() -> None:
    for view in (Queue(page=BUSY.page), DutyCard(on_duty="", cover="", is_me=False)):
        assert "Nobody is on duty." in words(_drawn(view))


@pytest.mark.parametrize("kind", list(Decision))
def test_outside_the_agreement_only_the_class_of_the_outcome_is_told(kind: Decision) -> None:
    view = OutcomeNotice(referral=OUTSIDE, outcome=kind, meeting_at=MONDAY)

    told = words(_drawn(view))

    assert "Your referral REF-2026-0042" in told
    for more in ("It is on the list", "Several agencies", "I will tell you", "Open it to"):
        assert more not in told
    assert "you can challenge this within 20 working days" in told
    assert "It will not count against you or your agency." in told


@pytest.mark.parametrize("kind", list(Decision))
def test_a_posted_outcome_never_says_where_a_referral_was_sent(kind: Decision) -> None:
    told = words(_drawn(OutcomeNotice(referral=T1, outcome=kind)))

    assert "MAPPA" not in told
    assert "dangerous" not in told


def test_an_outcome_is_challenged_from_where_it_is_told() -> None:
    for name in ("outcome_accepted", "outcome_routed", "outcome_signposted", "outcome_merged"):
        assert _pressed(_sample(name), OpenChallenge.verb) == [{"ref": REF}]
    assert OpenChallenge.verb not in verbs(_sample("outcome_withdrawn"))
    assert AddInformation.verb not in verbs(_sample("outcome_merged"))


@pytest.mark.parametrize("state", list(ReferralState))
def test_its_referrer_challenges_every_outcome_and_nothing_before(state: ReferralState) -> None:
    own = ReferralShown(referral=in_triage(file=FILE, state=state), is_own=True)

    offered = verbs(_drawn(own))

    if state in DECIDED_STATES:
        assert OpenChallenge.verb in offered
    if state in IN_QUEUE - ASKED or state is ReferralState.WITHDRAWN:
        assert OpenChallenge.verb not in offered
        assert class_of(own.referral) in {None, Decision.WITHDRAW}
    assert (ShowChallenges.verb in offered) == (state is ReferralState.CHALLENGED)


def test_the_question_stands_above_its_answer() -> None:
    content = _sample("ask_information_question")

    told = words(content)
    assert told.index("Who else lives at the address?") < told.index("Your answer")
    assert "If you cannot answer, say so." in told
    assert "What do you want to add?" not in told


@pytest.mark.parametrize("happened", sorted(HAPPENED))
def test_every_notice_has_a_summary_that_names_nothing(happened: str) -> None:
    view = ReferralNotice(referral=T1, happened=happened)

    card = render(view, surface=Surface.CHANNEL, now=NOW, rehearsal=False)

    assert REF not in card.summary
    assert "urgent: urgent" not in words(card.content).casefold()


def test_strangers_are_marked_on_the_page_of_triage() -> None:
    view = _page(referral=replace(STRANGERS, state=ReferralState.IN_TRIAGE, holder="person-7"))

    told = words(_drawn(view))

    assert "Check who they are first." in told
    assert "do not send case details" in told
