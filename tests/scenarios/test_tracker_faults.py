"""What goes wrong on the way: doubt, absence of roles, old cards, too much at once."""

from typing import Any

import pytest

from board import escalation
from board.actions import Action, ActionState
from board.escalation import LadderState
from board.people import Role
from storage.outbox import IntentState
from tests.fakes.channel import BOARD_CHANNEL, Reply, personal
from tests.scenarios.bot import TEAM_CHANNEL, buttons, card_of, inputs, texts, verb_of
from tests.scenarios.test_escalations import ESC, REF, overdue
from tests.scenarios.tracker import (
    CARE_CHAIR,
    MANAGER,
    OWNER,
    POLICE_CHAIR,
    REPRESENTATIVE,
    SUPERVISOR,
    TEAM,
    Tracker,
)


async def in_doubt(tracker: Tracker, kind: str) -> int:
    """The latest intent of a kind that may or may not have arrived; its number."""
    found = await tracker.bot.intents(kind)
    assert found[-1]["state"] == IntentState.UNKNOWN, found[-1]
    return int(found[-1]["id"])


async def test_a_reminder_in_doubt_goes_to_a_stand_in_and_the_ladder_is_not_switched_off(
    tracker: Tracker,
) -> None:
    """Teams answers 502 on the due day: nobody knows whether the owner was asked."""
    await tracker.add()
    await tracker.at("2031-11-24")
    tracker.bot.channel.answer_in(personal(OWNER), Reply(status=502))
    tracker.forget()

    await tracker.at("2031-11-25")

    states = {each["state"] for each in await tracker.bot.intents("action_reminder")}
    assert states == {IntentState.SENT, IntentState.UNKNOWN}
    assert REF in tracker.words(personal(REPRESENTATIVE))
    await tracker.at("2031-11-26")
    assert (await tracker.ladder(REF)).rung == 1


async def test_a_message_that_an_operator_gives_up_counts_as_asked(tracker: Tracker) -> None:
    """Otherwise its ladder would wait for ever."""
    await overdue(tracker, "2031-12-09")
    tracker.bot.channel.answer_in(BOARD_CHANNEL, Reply(status=502))
    await tracker.at("2031-12-17")
    number = await in_doubt(tracker, "escalation_post")
    assert (await tracker.ladder(REF)).last.respond_by is None

    await tracker.bot.press("delivery.drop", {"intent": number, "reason": "arrived"}, TEAM)

    assert (await tracker.ladder(REF)).last.respond_by is not None


async def test_the_verifier_opens_it_again_with_a_reason_and_a_day(tracker: Tracker) -> None:
    await tracker.add()
    await tracker.step("action.complete", REF, OWNER, sent=True, evidence="On both sites")

    form = await tracker.step("action.reopen", REF, TEAM)
    assert {"reason", "due"} <= set(inputs(form))
    given = {"sent": True, "reason": "On one site only", "due": "2031-12-03"}
    await tracker.step("action.reopen", REF, TEAM, **given)

    assert (await tracker.action(REF)).state is ActionState.REOPENED


async def test_a_chair_agrees_only_to_what_the_card_showed(tracker: Tracker) -> None:
    """The owner asked for an end, and then for another date: the old card ends nothing."""
    await tracker.add()
    await tracker.step("action.cancel", REF, OWNER, sent=True, reason="Merged with another")
    shown = (await tracker.action(REF)).version
    await tracker.step("action.progress", REF, OWNER)

    card = await tracker.bot.press(
        "action.agree", {"ref": REF, "version": shown}, POLICE_CHAIR, BOARD_CHANNEL
    )

    assert "Someone else changed this while you were editing" in texts(card)
    assert (await tracker.action(REF)).state is not ActionState.CANCELLED


async def test_somebody_on_a_rung_without_a_role_can_answer(tracker: Tracker) -> None:
    """A line manager who has nothing else to do with the board."""
    now = tracker.bot.house.clock.now()
    await tracker.bot.write(lambda unit: unit.people.revoke("T1", Role.BOARD_MEMBER, now))
    await overdue(tracker)
    assert REF in tracker.words(personal(MANAGER))
    said = {"ref": ESC, "rung": 1, "answer": "plan", "sent": True, "text": "The printers are late",
            "due": "2031-12-05"}  # fmt: skip

    await tracker.bot.press("escalation.answer", said, MANAGER)

    assert (await tracker.ladder(REF)).state is LadderState.RESPONDED


async def test_an_offered_date_is_told_to_the_team_and_lapses_where_nobody_agrees(
    tracker: Tracker,
) -> None:
    await overdue(tracker)
    tracker.forget()
    said = {"ref": ESC, "rung": 1, "answer": "plan", "sent": True, "text": "The printers are late",
            "due": "2031-11-28"}  # fmt: skip
    await tracker.bot.press("escalation.answer", said, MANAGER)
    await tracker.bot.settled()
    assert "The printers are late" in tracker.words(TEAM_CHANNEL)

    await tracker.at("2031-12-01")
    await tracker.at("2031-12-02")

    assert (await tracker.ladder(REF)).rung == 2


async def test_a_direction_is_told_to_the_owner(tracker: Tracker) -> None:
    await overdue(tracker, "2031-12-17")
    tracker.forget()
    said = {"ref": ESC, "rung": 4, "answer": "direction", "sent": True, "due": "2031-12-22",
            "text": "Publish it without the annex"}  # fmt: skip

    await tracker.bot.press("escalation.answer", said, CARE_CHAIR, BOARD_CHANNEL)
    await tracker.bot.settled()

    assert REF in tracker.words(personal(OWNER))


async def test_late_answers_of_the_co_chairs_count(tracker: Tracker) -> None:
    """Rung 5 is asked, and rung 4 answers after all."""
    await overdue(tracker, "2031-12-29")
    said = {"ref": ESC, "rung": 4, "answer": "direction", "sent": True, "due": "2032-01-09",
            "text": "Publish it without the annex"}  # fmt: skip

    await tracker.bot.press("escalation.answer", said, CARE_CHAIR, BOARD_CHANNEL)

    ladder = await tracker.ladder(REF)
    assert ladder.state is LadderState.ACCEPTED
    assert next(each for each in ladder.steps if each.rung == 4).said.is_late


async def test_a_jump_leaves_the_old_post_without_its_questions(tracker: Tracker) -> None:
    await overdue(tracker, "2031-12-17")
    tracker.forget()
    given = {
        "ref": REF,
        "sent": True,
        "rung": "5",
        "reason": "Somebody may come to harm if we wait",
    }

    await tracker.bot.press("escalation.jump", given, SUPERVISOR)
    await tracker.bot.settled()

    edited = [each for each in tracker.posted(BOARD_CHANNEL) if each.verb == "update"]
    assert edited
    assert (await tracker.ladder(REF)).rung == 5


async def test_many_reminders_at_once_come_on_one_card(tracker: Tracker) -> None:
    for number in range(6):
        await tracker.add(title=f"Publish list {number}")
    await tracker.bot.settled()
    tracker.forget()

    await tracker.at("2031-11-25")

    posts = [each for each in tracker.posted(personal(OWNER)) if "ACT-2031" in str(each.body)]
    assert len(posts) == 1
    assert "6 actions" in texts(card_of(posts[0].body))
    assert {verb_of(each) for each in buttons(card_of(posts[0].body))} >= {"action.show"}
    asked = [await tracker.action(f"ACT-2031-{number:04d}") for number in range(1, 7)]
    assert all(each.due_asked_at for each in asked)
    await tracker.at("2031-11-26")
    assert all([await tracker.ladder(each.ref) for each in asked])


async def test_whoever_comes_late_to_the_app_is_asked_again_under_a_new_key(
    tracker: Tracker,
) -> None:
    """The manager's chat was closed; the representative stood in, in doubt too."""
    await tracker.add()
    await tracker.at("2031-11-25")
    await tracker.bot.write(
        lambda unit: unit.places.drop_reference(f"person:{MANAGER.aad_object_id}")
    )
    await tracker.at("2031-11-26")
    assert (await tracker.ladder(REF)).last.recipients == {"T1"}
    await tracker.at("2031-11-27")
    assert (await tracker.ladder(REF)).last.recipients == {"TR"}
    assert (await tracker.ladder(REF)).last.respond_by is not None


async def test_one_action_that_cannot_be_worked_on_stops_no_other(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ladder that raises is logged, and the others move."""
    await tracker.add()
    await tracker.add(title="Send the contact list", owner="T1")
    await tracker.at("2031-11-25")
    real = escalation.next_move

    def next_move(action: Action, *given: Any) -> Any:
        if action.ref == REF:
            raise RuntimeError("this one cannot be worked on")
        return real(action, *given)

    monkeypatch.setattr("bot.due_actions.next_move", next_move)

    await tracker.at("2031-11-26")

    assert await tracker.ladder(REF) is None
    assert (await tracker.ladder("ACT-2031-0002")).rung == 1
    assert "tracker failed" in {each.get("event") for each in tracker.bot.logs}
