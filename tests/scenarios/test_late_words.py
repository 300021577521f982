"""What somebody typed while another was quicker stands on the card of the answer."""

from tests.scenarios.bot import button, inputs, texts
from tests.scenarios.minuted import REF as MINUTED
from tests.scenarios.sitting import Sitting, data_of
from tests.scenarios.test_minutes import commented, step, with_members
from tests.scenarios.tracker import (
    CARE_CHAIR,
    OUTSIDER,
    POLICE_CHAIR,
    SUPERVISOR,
    TEAM,
    Tracker,
)


async def test_two_who_correct_the_same_decision_lose_nothing(sitting: Sitting) -> None:
    """Whoever was slower has their words, and corrects the one in its place with them."""
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.decide("focus", "Fund one post")
    mine = await sitting.form("focus", TEAM, "BRD-037/D01")
    await sitting.decide("focus", "Fund two posts", SUPERVISOR, replaces="BRD-037/D01")

    typed = {"kind": "agree", "text": "Fund three posts", "rationale": "Waits are long"}
    card = await sitting.bot.press("sitting.decide", mine | typed, TEAM)

    assert "This decision has been replaced already" in texts(card)
    assert "Fund two posts" in texts(card)
    assert inputs(card)["text"]["value"] == "Fund three posts"
    assert inputs(card)["rationale"]["value"] == "Waits are long"
    again = data_of(card, "sitting.decide")
    assert again["replaces"] == "BRD-037/D02"
    await sitting.bot.press("sitting.decide", again | typed, TEAM)
    record = await sitting.record()
    assert record.struck == {"BRD-037/D01", "BRD-037/D02"}


async def test_a_meeting_that_is_closed_while_two_write_gives_them_their_words_back(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    decision = await sitting.form("focus")
    asked = await sitting.press("sitting.ask_summary", item="focus")
    summary = data_of(asked, "sitting.summarise")
    await sitting.press("sitting.close", SUPERVISOR)

    typed = {"kind": "agree", "text": "Fund the post"}
    decided = await sitting.bot.press("sitting.decide", decision | typed, TEAM)
    written = await sitting.bot.press("sitting.summarise", summary | {"summary": "Mine"}, TEAM)

    assert inputs(decided)["text"]["value"] == "Fund the post"
    assert inputs(written)["summary"]["value"] == "Mine"
    for card in (decided, written):
        assert "This meeting is not in session" in texts(card)
    record = await sitting.record()
    assert record.decisions == ()
    assert not any(each.summary == "Mine" for each in record.items)


async def test_two_who_deal_with_a_comment_both_see_what_they_typed(tracker: Tracker) -> None:
    await with_members(tracker)
    await commented(tracker, OUTSIDER, "focus", "It was the autumn")
    asked = await tracker.bot.press("minutes.deal", {"ref": f"{MINUTED}/C01"}, TEAM)
    data = button(asked, "minutes.deal")["data"]
    await tracker.bot.press("minutes.deal", data | {"outcome": "taken", "reason": ""}, SUPERVISOR)

    mine = {"outcome": "not_taken", "reason": "The summer was meant"}
    card = await tracker.bot.press("minutes.deal", data | mine, TEAM)

    assert "This comment has been dealt with already" in texts(card)
    assert "Taken into the minutes" in texts(card)
    assert inputs(card)["reason"]["value"] == "The summer was meant"


async def test_words_typed_while_minutes_become_final_are_given_back(tracker: Tracker) -> None:
    """A comment, and a change of an item."""
    await with_members(tracker)
    form = await tracker.bot.press("minutes.comment", {"ref": MINUTED, "item": "focus"}, OUTSIDER)
    change = await step(tracker, "minutes.change", TEAM, item="welcome")
    await step(tracker, "minutes.approve", POLICE_CHAIR)
    await step(tracker, "minutes.approve", CARE_CHAIR)

    said = {"comment": "It was the autumn"}
    comment = button(form, "minutes.comment")["data"] | said
    answered = await tracker.bot.press("minutes.comment", comment, OUTSIDER)
    wanted = button(change, "minutes.change")["data"] | {"summary": "Otherwise", "unresolved": ""}
    changed = await tracker.bot.press("minutes.change", wanted, TEAM)

    assert inputs(answered)["comment"]["value"] == "It was the autumn"
    assert inputs(changed)["summary"]["value"] == "Otherwise"
    for card in (answered, changed):
        assert "These minutes are final" in texts(card)
    assert await tracker.bot.read(lambda snapshot: snapshot.minutes.comments(MINUTED)) == ()
