"""What was recorded in a meeting is put right, and added to, until its minutes are final."""

from dataclasses import replace
from datetime import date
from typing import Any

from board.meetings import MeetingState
from bot.minute_values import content_of
from tests.fakes.channel import personal
from tests.scenarios.bot import button, buttons, inputs, texts, verb_of
from tests.scenarios.minuted import ACTION
from tests.scenarios.minuted import REF as MINUTED
from tests.scenarios.sitting import SUB, SUBGROUP_CHANNEL, TICKED, Sitting, data_of, subgroup_today
from tests.scenarios.test_minutes import step, with_members
from tests.scenarios.tracker import (
    ADMINISTRATOR,
    CARE_CHAIR,
    OUTSIDER,
    POLICE_CHAIR,
    SUPERVISOR,
    TEAM,
    Tracker,
)


async def decided(sitting: Sitting) -> None:
    """A board with one decision."""
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.go("welcome")
    await sitting.decide("welcome", "Fund one post")


async def content(tracker: Tracker, ref: str) -> Any:
    """All that the minutes say now."""

    def look(snapshot: Any) -> Any:
        return content_of(snapshot.meetings.get(ref), snapshot.minutes.find(ref), snapshot)

    return await tracker.bot.read(look)


async def minutes_of(tracker: Tracker, ref: str) -> Any:
    """The minutes as the database has them."""
    return await tracker.bot.read(lambda snapshot: snapshot.minutes.find(ref))


async def corrected(tracker: Tracker, ref: str, decision: str, text: str) -> Any:
    """Correct a decision from the card of the minutes."""
    shown = await tracker.bot.ask(f"minutes {ref}", TEAM)
    asks = next(x for x in buttons(shown) if x.get("data", {}).get("replaces") == decision)
    form = await tracker.bot.press("sitting.ask_decision", asks["data"], TEAM)
    typed = {"kind": "agree", "text": text, "rationale": "", "dissent": ""}
    return await tracker.bot.press("sitting.decide", data_of(form, "sitting.decide") | typed, TEAM)


async def test_an_action_that_is_kept_after_the_close_stands_in_the_minutes(
    sitting: Sitting,
) -> None:
    """Its form was open while somebody else closed the meeting."""
    await decided(sitting)
    asked = await sitting.bot.press("action.add", {"source": sitting.ref, "item": "welcome"}, TEAM)
    await sitting.press("sitting.close", SUPERVISOR)
    before = (await minutes_of(sitting.tracker, sitting.ref)).version

    given = {"title": "Publish the joint guidance", "success_measure": "It is live",
             "owner": "T0", "due": "2031-11-25"}  # fmt: skip
    card = await sitting.bot.press("action.create", data_of(asked, "action.create") | given, TEAM)

    assert "ACT-2031-0001: Kept." in texts(card)
    said = await content(sitting.tracker, sitting.ref)
    assert [each.ref for each in said.items[0].actions] == ["ACT-2031-0001"]
    assert (await minutes_of(sitting.tracker, sitting.ref)).version == before + 1


async def test_an_action_that_comes_after_the_minutes_are_final_leaves_them_alone(
    tracker: Tracker,
) -> None:
    await with_members(tracker)
    for who in (POLICE_CHAIR, CARE_CHAIR):
        await step(tracker, "minutes.approve", who)
    before = await content(tracker, MINUTED)

    asked = await tracker.bot.press("action.add", {"source": MINUTED, "item": "focus"}, TEAM)
    given = {"title": "Publish the joint guidance", "success_measure": "It is live",
             "owner": "T0", "due": "2031-11-25"}  # fmt: skip
    await tracker.bot.press("action.create", data_of(asked, "action.create") | given, TEAM)

    assert await content(tracker, MINUTED) == before
    raised = (await tracker.bot.read(lambda s: s.sittings.record(MINUTED))).actions
    assert [ref for _, ref in raised] == [ACTION.ref]


async def test_an_approval_is_of_what_the_minutes_said_then(tracker: Tracker) -> None:
    """An owner, a title or a due day that changes in between is approved by neither unseen."""
    await with_members(tracker)
    opened = await tracker.bot.ask(f"minutes {MINUTED}", CARE_CHAIR)
    await step(tracker, "minutes.approve", POLICE_CHAIR)
    await tracker.bot.write(_extend)

    data = button(opened, "minutes.approve")["data"] | {
        "version": (await minutes_of(tracker, MINUTED)).version
    }
    unseen = await tracker.bot.press("minutes.approve", data, CARE_CHAIR)
    assert "Someone else changed this" in texts(unseen)
    alone = await step(tracker, "minutes.approve", CARE_CHAIR)

    assert "wait for the other co-chair" in texts(alone)
    assert "Waits for: \nPetronel Chairley" in texts(alone)
    tracker.forget()
    for _ in range(2):
        await tracker.bot.house.ticker.tick()
        await tracker.bot.settled(within=20)
    told = tracker.words(personal(POLICE_CHAIR))
    assert told.count("Minutes wait for your approval again") == 1
    assert "changed since you approved them" in told
    assert "approval again" not in tracker.words(personal(CARE_CHAIR))
    last = await step(tracker, "minutes.approve", POLICE_CHAIR)
    assert "These minutes are final" in texts(last)
    final = await content(tracker, MINUTED)
    assert [each.due for each in final.actions] == [date(2032, 1, 20)]


async def test_a_decision_is_put_right_from_the_minutes_until_they_are_final(
    tracker: Tracker,
) -> None:
    """Whoever has approved them is asked again; then they change no more."""
    await with_members(tracker)
    await step(tracker, "minutes.approve", POLICE_CHAIR)

    card = await corrected(tracker, MINUTED, f"{MINUTED}/D01", "Try the bed call once a day")

    assert f"{MINUTED}/D03 is kept." in texts(card)
    assert "Minutes of BRD-076" in texts(card)
    said = await content(tracker, MINUTED)
    assert [(x.ref[-3:], x.is_struck) for x in said.items[1].decisions] == [
        ("D01", True), ("D03", False),
    ]  # fmt: skip
    await step(tracker, "minutes.approve", CARE_CHAIR)
    assert not (await minutes_of(tracker, MINUTED)).is_final
    form = await tracker.bot.press(
        "sitting.ask_decision",
        {"ref": MINUTED, "item": "focus", "replaces": f"{MINUTED}/D03"},
        TEAM,
    )
    await step(tracker, "minutes.approve", POLICE_CHAIR)
    late = data_of(form, "sitting.decide") | {"kind": "agree", "text": "Try it never"}
    refused = await tracker.bot.press("sitting.decide", late, TEAM)
    assert "These minutes are final" in texts(refused)
    assert inputs(refused)["text"]["value"] == "Try it never"
    assert len((await tracker.bot.read(lambda s: s.sittings.record(MINUTED))).decisions) == 3


async def test_attendance_is_put_right_from_the_minutes(sitting: Sitting) -> None:
    """As of the end of the meeting; by whoever leads it, and not once they are final."""
    await decided(sitting)
    await sitting.press("attendance.mark", agency="COU", how="apologies")
    await sitting.press("sitting.close")
    shown = await sitting.bot.ask(f"minutes {sitting.ref}", TEAM)
    page = await sitting.bot.press(
        "attendance.show", button(shown, "attendance.show")["data"], TEAM
    )
    assert button(page, "minutes.show")["title"] == "Back to the minutes"

    await sitting.bot.ask("clock +2d", TEAM)
    await sitting.press("attendance.mark", agency="COU", how="present")
    refused = await sitting.press("attendance.mark", OUTSIDER, agency="COU", how="absent")

    assert "You do not have access" in refused
    how = {x.agency: x.status for x in (await content(sitting.tracker, sitting.ref)).attendance}
    assert how["COU"] == "present"
    ended = await sitting.bot.read(lambda s: s.sittings.get(sitting.ref).ended_at)
    [council] = [x for x in (await sitting.record()).attendance if x.agency == "COU"]
    assert council.joined_at == ended
    assert (await sitting.meeting()).attendance["COU"] == "present"
    await sitting.bot.write(_approved)
    late = await sitting.press("attendance.mark", agency="COU", how="absent")
    assert "These minutes are final" in late


async def test_a_subgroup_is_offered_no_summary_and_corrects_its_decisions(
    sitting: Sitting,
) -> None:
    """Its minutes hold references and decisions only."""
    await sitting.bot.ask("use this channel for subgroup A", ADMINISTRATOR, SUBGROUP_CHANNEL)
    await sitting.bot.write(subgroup_today)
    group = Sitting(sitting.tracker, SUB)
    card = await group.press("sitting.start", **TICKED)
    assert "sitting.ask_summary" not in {verb_of(each) for each in buttons(card)}
    for who, agency in (("P0", "POL"), ("T1", "TRU"), ("C2", "COU")):
        await group.press("attendance.save", agency=agency, how="present", member=who)
    item = (await group.record()).items[0].key
    await group.decide(item, "Refer to the trust")
    await group.press("sitting.close")

    card = await corrected(sitting.tracker, SUB, f"{SUB}/D01", "Refer to the council")

    assert "Refer to the council" in texts(card)
    assert (await group.record()).struck == {f"{SUB}/D01"}


def _extend(unit: Any) -> None:
    """The action of the meeting is extended."""
    known = unit.actions.get(ACTION.ref)
    unit.actions.put(replace(known, due=date(2032, 1, 20)))


def _approved(unit: Any) -> None:
    """Its minutes have become final."""
    known = unit.meetings.get("BRD-037")
    unit.meetings.save(replace(known, state=MeetingState.MINUTES_APPROVED))
