"""What the bot sends by itself of an action in which somebody declared an interest."""

from functools import partial

import pytest

from board.actions import ActionState
from board.meetings import Meeting, MeetingState
from bot.handlers.action_notices import together
from bot.turn import Office
from cards.action_views import ActionList
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, personal
from tests.scenarios.bot import TEAM_CHANNEL, button, buttons, card_of, texts, verb_of
from tests.scenarios.cycle import said
from tests.scenarios.minuted import ACTION, declare, held
from tests.scenarios.minuted import REF as MEETING
from tests.scenarios.sitting import REF as TODAY
from tests.scenarios.sitting import board_today
from tests.scenarios.test_escalations import ESC, REF, overdue
from tests.scenarios.tracker import (
    DEPUTY,
    MANAGER,
    NINE,
    OWNER,
    POLICE_CHAIR,
    REPRESENTATIVE,
    TEAM,
    Tracker,
)

TITLE, MEASURE = "Publish the joint guidance", "Guidance is live on both sites"
WITHHELD = "Withheld: you declared an interest"


def declared(unit: Unit, *, member: str, ref: str = REF) -> None:
    """Somebody has left for an action, at a board of before."""
    unit.meetings.put(
        Meeting(
            ref=MEETING, forum="BOARD", starts_at=NINE, ends_at=NINE, state=MeetingState.ARCHIVED
        )
    )
    declare(unit, member, ref)


@pytest.mark.parametrize("ref", [REF, ESC])
async def test_an_escalation_of_a_withheld_action_reaches_the_co_chairs_by_reference_alone(
    tracker: Tracker, ref: str
) -> None:
    """In the channel everybody reads along; whoever may see it opens it there for themselves."""
    await tracker.bot.write(partial(declared, member="TD", ref=ref))
    await overdue(tracker, "2031-11-26")
    for day in ("2031-12-01", "2031-12-09", "2031-12-17"):
        await tracker.at(day)

    for channel in (BOARD_CHANNEL, TEAM_CHANNEL):
        words = tracker.words(channel)
        assert REF in words
        assert TITLE not in words
        assert MEASURE not in words
    assert TITLE in tracker.words(personal(MANAGER))
    posts = [card_of(each.body) for each in tracker.posted(BOARD_CHANNEL)]
    post = [each for each in posts if f"Escalated to the co-chairs: {REF}" in texts(each)][-1]
    assert "Petronel Chairley" in texts(post)
    assert {each["mentioned"]["name"] for each in post["msteams"]["entities"]} == {
        "Petronel Chairley", "Cassia Chairwood",
    }  # fmt: skip
    [opens] = [each for each in buttons(post) if "msteams" in each.get("data", {})]
    assert (verb_of(opens), opens["data"]["ref"]) == ("escalation.show", ESC)
    shown = {"ref": ESC}
    opened = await tracker.bot.dialog(
        "fetch", "escalation.show", shown, POLICE_CHAIR, BOARD_CHANNEL
    )
    assert TITLE in texts(opened)
    assert "escalation.acknowledge" in {verb_of(each) for each in buttons(opened)}
    refused = await tracker.bot.dialog("fetch", "escalation.show", shown, DEPUTY, BOARD_CHANNEL)
    assert TITLE not in said(refused)
    tracker.forget()
    read = {"ref": ESC, "rung": 4}
    answer = await tracker.bot.dialog(
        "submit", "escalation.acknowledge", read, POLICE_CHAIR, BOARD_CHANNEL
    )
    assert "Petronel Chairley" in texts(answer)
    await tracker.bot.settled(within=20)
    assert REF in tracker.words(BOARD_CHANNEL)
    assert TITLE not in tracker.words(BOARD_CHANNEL)


async def test_whoever_has_no_dialogs_has_it_sent_to_their_own_chat(tracker: Tracker) -> None:
    """In the channel nothing of it is said, and who has an interest hears the reference alone."""
    await tracker.bot.write(partial(declared, member="TD"))
    await overdue(tracker, "2031-11-26")
    for day in ("2031-12-01", "2031-12-09", "2031-12-17"):
        await tracker.at(day)
    post = next(each for each in tracker.posted(BOARD_CHANNEL) if "action.send" in str(each.body))
    data = button(card_of(post.body), "action.send")["data"]
    tracker.forget()

    there = await tracker.bot.press("action.send", data, POLICE_CHAIR, BOARD_CHANNEL)
    await tracker.bot.press("action.send", data, DEPUTY, BOARD_CHANNEL)
    await tracker.bot.settled(within=20)

    assert "sent it to your own chat" in str(there)
    assert TITLE in tracker.words(personal(POLICE_CHAIR))
    assert REF in tracker.words(personal(DEPUTY))
    for place in (BOARD_CHANNEL, personal(DEPUTY)):
        assert TITLE not in tracker.words(place)


async def test_a_post_that_stood_there_before_the_interest_says_the_reference_alone_from_then_on(
    tracker: Tracker,
) -> None:
    await overdue(tracker, "2031-12-17")
    assert TITLE in tracker.words(BOARD_CHANNEL)
    await tracker.bot.write(board_today)
    tracker.forget()
    given = {"ref": TODAY, "reference": REF, "nature": "A relative works there"}
    await tracker.bot.press("interest.declare", given | {"handling": "leave_for_item"}, DEPUTY)
    await tracker.bot.settled(within=20)

    [post] = tracker.posted(BOARD_CHANNEL)
    assert post.verb == "update"
    assert f"Escalated to the co-chairs: {REF}" in texts(card_of(post.body))
    assert TITLE not in texts(card_of(post.body))


async def test_whoever_is_asked_about_what_is_withheld_from_them_hears_its_reference(
    tracker: Tracker,
) -> None:
    """And answers nothing about it, with a button of before either; others are asked as ever."""
    await tracker.bot.write(partial(declared, member="TR"))
    await overdue(tracker, "2031-12-01")

    words = tracker.words(personal(REPRESENTATIVE))
    assert f"An action has not been progressed: {REF}" in words
    assert WITHHELD in words
    assert TITLE not in words
    assert TITLE in tracker.words(personal(OWNER))
    for verb, more in (("escalation.answer", {"answer": "plan"}), ("escalation.pass", {})):
        pressed = {"ref": ESC, "rung": 2, "whom": "Service manager", **more}
        answer = said(await tracker.bot.press(verb, pressed, REPRESENTATIVE))
        assert "You do not have access to this" in answer, verb


async def test_what_is_asked_of_the_co_chairs_about_a_withheld_action_is_its_reference(
    tracker: Tracker,
) -> None:
    await tracker.bot.write(partial(declared, member="TD"))
    await tracker.add()
    asked = {"sent": True, "reason": "The printers have closed"}
    await tracker.step("action.cancel", REF, OWNER, **asked)
    await tracker.bot.settled(within=20)

    words = tracker.words(BOARD_CHANNEL)
    assert f"A request about an action: {REF}" in words
    assert TITLE not in words
    assert "printers" not in words
    post = card_of(tracker.posted(BOARD_CHANNEL)[-1].body)
    assert "action.show" in {verb_of(each) for each in buttons(post)}
    opened = await tracker.bot.dialog(
        "fetch", "action.show", {"ref": REF}, POLICE_CHAIR, BOARD_CHANNEL
    )
    assert "printers" in texts(opened)
    data = button(opened, "action.agree")["data"]
    await tracker.bot.dialog("submit", "action.agree", data, POLICE_CHAIR, BOARD_CHANNEL)
    assert (await tracker.action(REF)).state is ActionState.CANCELLED


async def test_a_stand_in_with_an_interest_is_reminded_of_the_reference_alone(
    tracker: Tracker,
) -> None:
    """One by one, and where there are many in one list."""
    await tracker.bot.write(partial(declared, member="TD"))
    await tracker.add()
    await tracker.add(title="Publish the other guidance")
    await tracker.bot.ask("away 2031-12-01", OWNER)
    await tracker.bot.ask("away 2031-12-01", REPRESENTATIVE)
    tracker.forget()
    await tracker.at("2031-11-24")
    await tracker.at("2031-11-25")

    words = tracker.words(personal(DEPUTY))
    assert f"An action is due: {REF}" in words
    assert WITHHELD in words
    assert TITLE not in words
    assert "Publish the other guidance" in words
    now, calendar = tracker.bot.house.clock.now(), tracker.bot.house.ticker._calendar
    office = Office(calendar, duty_number="", rehearsal=True)
    view = await tracker.bot.read(lambda s: together(s, "TD:2031-11-25", now, office))
    assert isinstance(view, ActionList)
    assert view.withheld == (REF,)
    assert [each.action.title for each in view.rows] == ["Publish the other guidance"]


async def test_the_list_of_a_meetings_actions_in_its_channel_names_none_that_is_withheld(
    tracker: Tracker,
) -> None:
    """It is counted, as in the summary of the meeting."""
    await tracker.add(TEAM, source=MEETING)
    await held(tracker, lambda unit: declare(unit, "TD", ACTION.ref))
    await tracker.at("2031-11-19")

    words = tracker.words(BOARD_CHANNEL)
    assert "and 1 more" in words
    assert ACTION.ref not in words
