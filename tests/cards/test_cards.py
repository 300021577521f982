"""What each card says, and which steps it offers, in the states that matter."""

from dataclasses import replace
from datetime import timedelta

import pytest

from board.queue import QueueRow
from board.referral_form import Screen
from board.referrals import ENDED, WITHDRAWABLE, ReferralState
from board.tiers import Tier
from cards.payloads import (
    AddInformation,
    AddMore,
    ChangeAnswer,
    OpenReferral,
    PreviousPage,
    ReportDanger,
    SaveReferral,
    SendForm,
    ShowQueue,
    StartReferral,
    SubmitReferral,
    TakeReferral,
    WithdrawReferral,
)
from cards.queue import due_in_words
from cards.render import render
from cards.views import (
    FormPage,
    Home,
    Opener,
    Queue,
    Receipt,
    ReferralShown,
    Sentence,
    Surface,
    View,
)
from tests.cards.reading import Node, actions, inputs, verb, verbs, words
from tests.cards.referral_samples import (
    ALL,
    CLOSED,
    CLOSED_WITHOUT_NUMBER,
    FORM,
    MONDAY,
    NOW,
    OPEN,
    REF,
    T1,
    WHO,
    page,
    referral,
    waiting,
)
from tests.cards.samples import SAMPLES


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    return render(view, surface=surface, now=NOW, rehearsal=False).content


def _titled(content: Node, title: str) -> Node:
    return next(each for each in actions(content) if each["title"] == title)


def test_the_opener_is_the_safety_gate() -> None:
    content = _drawn(Opener(form=FORM, hours=CLOSED))

    start = _titled(content, "No one is in immediate danger: start")
    danger = _titled(content, "Someone is in danger now")
    assert (verb(start), start["data"]) == (StartReferral.verb, {"form": FORM})
    assert (verb(danger), danger["data"]) == (ReportDanger.verb, {"form": FORM})
    assert inputs(content) == []


def test_in_a_channel_the_gate_opens_dialogs_and_the_form_can_be_sent() -> None:
    content = _drawn(Opener(form="", hours=OPEN), Surface.CHANNEL)

    start = _titled(content, "No one is in immediate danger: start")
    assert start["type"] == "Action.Submit"
    assert start["data"] == {"msteams": {"type": "task/fetch"}, "verb": StartReferral.verb}
    assert _titled(content, "Send me the form")["verb"] == SendForm.verb


def test_a_draft_can_be_continued_and_its_deletion_is_asked_about() -> None:
    content = _drawn(Opener(form=FORM, hours=OPEN, screen=Screen.WHO))

    assert "Referral draft, 2 of 3" in words(content)
    assert _titled(content, "Continue")["data"] == {"form": FORM}
    assert _titled(content, "Delete draft")["targetElements"] == ["delete"]
    hidden = next(each for each in content["body"] if each.get("id") == "delete")
    assert hidden["isVisible"] is False
    assert verbs(hidden) == {WithdrawReferral.verb}


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        (CLOSED, "For advice now, call 01632 960 101."),
        (CLOSED_WITHOUT_NUMBER, "If someone is in danger, call 999."),
    ],
)
def test_out_of_hours_every_page_says_when_it_will_be_read(hours: object, says: str) -> None:
    for screen in Screen:
        said = words(_drawn(page(screen, {}, hours=hours)))
        assert "Nobody reads this until Monday 08:00." in said
        assert says in said


def test_in_hours_no_banner_stands_in_the_way() -> None:
    assert "Nobody reads" not in words(_drawn(page(Screen.WHAT, {}, hours=OPEN)))


def test_a_wrong_answer_is_told_at_the_top_and_above_its_input() -> None:
    content = _drawn(SAMPLES["what_wrong"][0])

    said = words(content)
    assert "There is a problem" in said
    assert "- Describe what has happened in at least 30 characters" in said
    order = [each.get("id") or each.get("text", "") for each in content["body"]]
    at = order.index("account")
    assert order[at - 1] == "Error: Describe what has happened in at least 30 characters"
    assert "Error: More about who may be at risk: Use 200 characters or fewer" in said


def test_the_check_shows_every_answer_with_change_beside_it() -> None:
    content = _drawn(page(Screen.CHECK, ALL))

    fields = {each["data"]["field"] for each in actions(content) if verb(each) == ChangeAnswer.verb}
    beside = {"at_risk_detail", "subject_unknown", "subject_description"}
    answered = {each for each in ALL if each not in beside}
    assert fields == answered - {
        "person_aware",
        "person_aware_detail",
        "phone",
        "confirmed",
    }
    assert "Hearing voices" not in words(content)
    assert "4 December 2026" in words(content)


def test_an_answer_that_is_missing_is_named_on_the_check() -> None:
    content = _drawn(page(Screen.CHECK, WHO))

    assert words(content).count("Not answered") == 4


@pytest.mark.parametrize(
    ("screen", "offered"),
    [
        (Screen.WHAT, {"referral.next", SaveReferral.verb}),
        (Screen.WHO, {"referral.next", PreviousPage.verb, SaveReferral.verb}),
        (
            Screen.CHECK,
            {
                SubmitReferral.verb,
                AddMore.verb,
                ChangeAnswer.verb,
                PreviousPage.verb,
                SaveReferral.verb,
            },
        ),
        (Screen.MORE, {PreviousPage.verb}),
    ],
)
def test_a_page_offers_its_own_steps(screen: Screen, offered: set[str]) -> None:
    assert verbs(_drawn(page(screen, {}))) == offered


def test_more_about_a_sent_referral_is_saved_under_its_reference_and_version() -> None:
    view = FormPage(screen=Screen.MORE, ref=REF, version=7, answers={}, hours=OPEN)

    save = _titled(_drawn(view), "Save")

    assert save["data"] == {"ref": REF, "version": 7}


def test_the_receipt_says_when_it_is_read_by_when_and_what_to_do() -> None:
    said = words(_drawn(Receipt(referral=T1, hours=CLOSED, read_from=MONDAY)))

    assert "Referral sent" in said
    assert REF in said
    assert "Nobody reads this until Monday 08:00." in said
    assert "by Monday 23 November 2026 at 12:00" in said
    assert "If someone is in danger, call 999." in said


@pytest.mark.parametrize("state", list(ReferralState))
def test_the_receipt_offers_what_the_state_allows(state: ReferralState) -> None:
    content = _drawn(Receipt(referral=replace(T1, state=state), hours=OPEN, read_from=NOW))

    assert (WithdrawReferral.verb in verbs(content)) == (state in WITHDRAWABLE)
    assert (AddInformation.verb in verbs(content)) == (state not in ENDED)
    assert (AddMore.verb in verbs(content)) == (state not in ENDED)


def test_the_team_is_not_offered_what_is_the_referrers() -> None:
    content = _drawn(ReferralShown(referral=referral(), is_own=False))

    assert verbs(content) == {TakeReferral.verb, ShowQueue.verb}


def test_the_referrer_reads_no_more_after_thirty_days_and_is_told_so() -> None:
    content = _drawn(ReferralShown(referral=T1, is_own=True))

    assert "You can read back what you wrote for 30 days" in words(content)
    assert AddMore.verb not in verbs(content)


def test_the_team_sees_what_was_not_answered() -> None:
    bare = replace(referral(), health={})

    said = words(_drawn(ReferralShown(referral=bare, is_own=False)))

    assert "Not answered: How the condition is known; How it affects contact" in said


def test_a_reference_opens_in_private_from_a_channel() -> None:
    content = _drawn(SAMPLES["notice"][0], Surface.CHANNEL)

    opened = _titled(content, "Open")
    assert opened["data"] == {
        "msteams": {"type": "task/fetch"},
        "verb": OpenReferral.verb,
        "ref": REF,
    }
    assert _titled(content, "Send it to my chat")["type"] == "Action.Execute"


@pytest.mark.parametrize(
    ("left", "overdue", "says"),
    [
        (timedelta(hours=12, minutes=50), False, "By Mon 23 Nov 12:00 (12 working hours left)"),
        (timedelta(hours=1), False, "By Mon 23 Nov 12:00 (1 working hour left)"),
        (timedelta(minutes=40), False, "By Mon 23 Nov 12:00 (40 working minutes left)"),
        (timedelta(), False, "By Mon 23 Nov 12:00 (no working time left)"),
        (-timedelta(hours=3), True, "Overdue by 3 working hours (was due Mon 23 Nov 12:00)"),
        (-timedelta(minutes=1), True, "Overdue by 1 working minute (was due Mon 23 Nov 12:00)"),
        (timedelta(), True, "Overdue (was due Mon 23 Nov 12:00)"),
    ],
)
def test_due_is_told_by_the_clock_and_in_working_time(
    left: timedelta, overdue: object, says: str
) -> None:
    assert due_in_words(QueueRow(referral(), is_overdue=overdue is True, left=left)) == says


def test_the_queue_says_how_many_more_are_urgent() -> None:
    view = SAMPLES["queue"][0]
    assert isinstance(view, Queue)

    said = words(_drawn(Queue(page=replace(view.page, more_urgent=3))))

    assert "3 more urgent on the next pages" in said
    assert "9 waiting, 1 overdue. Page 1 of 2." in said
    assert "(unconfirmed)" in said
    assert len(waiting(9)) == 9


def test_the_queue_is_offered_to_the_team_only() -> None:
    for is_team in (True, False):
        view = Home(name="Priya", is_team=is_team, hours=OPEN)
        assert (ShowQueue.verb in verbs(_drawn(view))) == is_team


def test_in_rehearsal_every_card_says_so_with_board_time() -> None:
    for view, surfaces in SAMPLES.values():
        content = render(view, surface=surfaces[0], now=NOW, rehearsal=True).content
        assert content["body"][1]["text"] == (
            "REHEARSAL. Board time: Saturday 21 November 2026 at 23:04"
        )
        assert "REHEARSAL" not in words(_drawn(view, surfaces[0]))


def test_a_sentence_is_its_own_summary_only_where_anyone_may_read_it() -> None:
    open_to_all = render(Sentence("Saved."), surface=Surface.PERSONAL, now=NOW, rehearsal=False)
    closer = render(
        Sentence("About REF-2026-0041.", tier=Tier.T1),
        surface=Surface.PERSONAL,
        now=NOW,
        rehearsal=False,
    )

    assert open_to_all.summary == "Saved."
    assert closer.summary == "A message for you"
