"""What goes out before a board: one card for each agency, answered inline, and the log of it."""

from datetime import date, time

from board.actions import ActionState, Priority
from board.calendar import at_london
from board.meetings import Meeting, MeetingState
from tests.fakes.channel import BOARD_CHANNEL, personal
from tests.scenarios.bot import TEAM_CHANNEL, buttons, card_of, inputs, texts, verb_of, wrong_at
from tests.scenarios.tracker import (
    DEPUTY,
    MANAGER,
    OUTSIDER,
    OWNER,
    REPRESENTATIVE,
    SUPERVISOR,
    TEAM,
    Tracker,
)

BOARD_DAY = date(2031, 12, 17)


async def with_a_board(tracker: Tracker) -> None:
    """A board on Wednesday 17 December 2031: D-8 is the 5th, D-5 the 10th."""
    meeting = Meeting(
        ref="BRD-077", forum="BOARD", starts_at=at_london(BOARD_DAY, time(10)),
        ends_at=at_london(BOARD_DAY, time(12)), state=MeetingState.PLANNED,
    )  # fmt: skip
    await tracker.bot.write(lambda unit: unit.meetings.put(meeting))


async def with_actions(tracker: Tracker) -> None:
    """Two actions of the trust's and one of social care's, due long after the board."""
    await with_a_board(tracker)
    await tracker.add(due="2032-02-10")
    await tracker.add(title="Send the contact list", owner="T1", due="2032-02-10")
    await tracker.add(title="Review the rota", owner="C0", due="2032-02-10")
    await tracker.bot.settled()


async def test_each_agency_gets_one_card_with_every_open_action_and_answers_it_inline(
    tracker: Tracker,
) -> None:
    await with_actions(tracker)
    tracker.forget()
    await tracker.at("2031-12-10", "16:00")
    assert "BRD-077" in tracker.words(personal(REPRESENTATIVE))
    tracker.forget()

    await tracker.at("2031-12-10", "17:00")

    lists = [
        each for each in tracker.posted(personal(REPRESENTATIVE)) if "BRD-077" in str(each.body)
    ]
    assert len(lists) == 1
    card = card_of(lists[0].body)
    assert {"ACT-2031-0001", "ACT-2031-0002"} <= set(inputs(card))
    assert "ACT-2031-0003" not in texts(card)
    assert "ACT-2031-0001" in tracker.words(personal(OWNER))
    assert "ACT-2031-0003" in tracker.words(personal(OUTSIDER))
    data = next(each["data"] for each in buttons(card) if verb_of(each) == "action.update_list")
    given = {
        "ACT-2031-0001": "progress",
        "ACT-2031-0002": "complete",
        "ACT-2031-0002.note": "",
    }
    answer = await tracker.bot.press("action.update_list", data | given, REPRESENTATIVE)
    assert "Say what shows that it is done" in texts(answer)
    given["ACT-2031-0002.note"] = "The list is on the site"
    await tracker.bot.press("action.update_list", data | given, REPRESENTATIVE)
    assert (await tracker.action("ACT-2031-0001")).state is ActionState.IN_PROGRESS
    assert (await tracker.action("ACT-2031-0002")).state is ActionState.COMPLETED


async def test_a_list_is_for_whoever_speaks_for_the_agency(tracker: Tracker) -> None:
    await with_actions(tracker)
    pressed = {"meeting": "BRD-077", "what": "list", "agency": "TRU", "ACT-2031-0001": "progress"}

    for who in (OUTSIDER, MANAGER, OWNER):
        answer = await tracker.bot.press("action.update_list", pressed, who)
        assert "You do not have access to this" in str(answer)

    assert (await tracker.action("ACT-2031-0001")).state is ActionState.ASSIGNED


async def test_the_deputy_stands_in_for_a_representative_who_is_away(tracker: Tracker) -> None:
    await with_actions(tracker)
    await tracker.bot.ask("away 2032-01-05", REPRESENTATIVE)
    tracker.forget()

    await tracker.at("2031-12-10", "17:00")

    assert "BRD-077" not in tracker.words(personal(REPRESENTATIVE))
    words = tracker.words(personal(DEPUTY))
    assert "BRD-077" in words
    assert "Rowena Repsley is away" in words


async def test_the_log_says_who_got_what_opened_and_answered_it(tracker: Tracker) -> None:
    await with_actions(tracker)
    await tracker.at("2031-12-10", "17:00")
    pressed = {"meeting": "BRD-077", "what": "list", "agency": "TRU", "page": 1}
    await tracker.bot.press("action.show_list", pressed, REPRESENTATIVE)
    await tracker.bot.press(
        "action.update_list", pressed | {"ACT-2031-0001": "progress"}, REPRESENTATIVE
    )

    card = await tracker.bot.ask("dissemination", TEAM)

    rows = await tracker.bot.read(lambda snapshot: snapshot.dissemination.of_meeting("BRD-077"))
    by_member = {each.member: each for each in rows if each.what != "request"}
    assert set(by_member) >= {"TR", "C2", "T0", "T1", "C0"}
    assert all(each.delivered_at for each in by_member.values())
    assert by_member["TR"].opened_at
    assert by_member["TR"].answered_at
    assert not by_member["C2"].opened_at
    assert "Rowena Repsley" in texts(card)
    refused = await tracker.bot.ask("dissemination", OUTSIDER)
    assert "You do not have access to this" in texts(refused)


async def test_the_next_board_is_planned_without_a_press(tracker: Tracker) -> None:
    await with_a_board(tracker)

    await tracker.at("2031-11-19")

    following = await tracker.bot.read(lambda snapshot: snapshot.meetings.get("BRD-078"))
    assert following.starts_at == at_london(date(2032, 1, 28), time(10))


async def test_a_critical_action_moves_on_a_saturday_and_whoever_is_on_duty_hears(
    tracker: Tracker,
) -> None:
    """Everything else waits for Monday."""
    await tracker.add(due="2031-11-21", priority=str(Priority.CRITICAL))
    await tracker.add(due="2031-11-21")
    await tracker.bot.ask("on duty", SUPERVISOR)
    await tracker.bot.press("duty.take", {}, SUPERVISOR)
    await tracker.at("2031-11-21")
    tracker.forget()

    await tracker.at("2031-11-22")

    assert (await tracker.ladder("ACT-2031-0001")).rung == 1
    assert await tracker.ladder("ACT-2031-0002") is None
    assert "ACT-2031-0001" in tracker.words(personal(SUPERVISOR))
    assert "ACT-2031-0001" in tracker.words(personal(MANAGER))
    assert "ACT-2031-0001" in tracker.words(TEAM_CHANNEL)
    assert "ACT-2031-0002" not in tracker.words(BOARD_CHANNEL)


async def test_more_than_two_extensions_and_texts_at_their_fields(tracker: Tracker) -> None:
    await tracker.add()
    for due in ("2031-12-02", "2031-12-09"):
        given = {"sent": True, "due": due, "reason": "Waiting for the printers"}
        await tracker.step("action.extend", "ACT-2031-0001", OWNER, **given)
    card = await tracker.step("action.extend", "ACT-2031-0001", OWNER, sent=True, due="soon")
    assert wrong_at(card, "due") == "Due date must be a working day in the future"
    given = {"sent": True, "due": "2031-12-16", "reason": "Waiting for the printers"}

    card = await tracker.step("action.extend", "ACT-2031-0001", OWNER, **given)

    assert "It waits for agreement" in texts(card)
    answer = await tracker.step("action.agree", "ACT-2031-0001", TEAM)
    assert "A co-chair must agree another date" in str(answer)
    assert (await tracker.action("ACT-2031-0001")).extensions == 2
