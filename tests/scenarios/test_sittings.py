"""A meeting in session through the door: started, gone through, written in, and closed."""

import asyncio

from board.meetings import MeetingState
from tests.fakes.channel import BOARD_CHANNEL, personal
from tests.scenarios.bot import button, buttons, card_of, inputs, texts, verb_of, wrong_at
from tests.scenarios.sitting import REF, TICKED, Sitting, data_of, pack_late
from tests.scenarios.tracker import OUTSIDER, OWNER, POLICE_CHAIR, SUPERVISOR, TEAM

NOBODY = "Visit Wendelin Quagmirez at home"


async def test_a_meeting_starts_once_the_statement_is_read_and_interests_are_asked_for(
    sitting: Sitting,
) -> None:
    card = await sitting.bot.ask("start meeting", TEAM, BOARD_CHANNEL)
    assert "Information here is shared to prevent serious harm" in texts(card)
    assert "This meeting is recorded for the minutes" in texts(card)

    half = await sitting.press("sitting.start", statement="true", interests="false")
    assert wrong_at(half, "interests") == (
        "Ask for declarations of interest before the meeting starts"
    )
    card = await sitting.start()

    assert "BRD-037: item 1 of 17" in texts(card)
    assert "Welcome, introductions and apologies" in texts(card)
    meeting = await sitting.meeting()
    assert (meeting.state, meeting.quorate) == (MeetingState.IN_SESSION, False)
    post = await sitting.last_post(BOARD_CHANNEL)
    assert "BRD-037: item 1 of 17" in texts(post)
    (line,) = await sitting.bot.audit("MeetingStarted")
    assert line["about"] == REF


async def test_a_meeting_is_started_once_however_often_it_is_pressed(sitting: Sitting) -> None:
    await sitting.start()
    await sitting.press("sitting.next", item="welcome")

    card = await sitting.start(SUPERVISOR)

    assert "item 2 of 17" in texts(card)
    assert len(await sitting.bot.audit("MeetingStarted")) == 1
    assert len([each for each in sitting.posts(BOARD_CHANNEL) if each.verb != "update"]) == 1
    again = await sitting.bot.ask("start meeting", TEAM)
    assert "item 2 of 17" in texts(again)


async def test_a_board_whose_pack_is_late_is_started_and_that_is_noted(sitting: Sitting) -> None:
    """Nobody is locked out of their own meeting."""
    await sitting.bot.write(pack_late)

    card = await sitting.bot.ask("start meeting BRD-037", TEAM)
    assert "The pack has not gone out" in texts(card)
    await sitting.start()

    assert (await sitting.meeting()).state is MeetingState.IN_SESSION
    (line,) = await sitting.bot.audit("MeetingStarted")
    assert line["details"] == {"without": "pack"}


async def test_whoever_does_not_lead_meetings_starts_and_writes_nothing(sitting: Sitting) -> None:
    """V31, and the attempt is in the audit."""
    refused = await sitting.press("sitting.start", OUTSIDER, **TICKED)
    assert "You do not have access to this" in refused
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    form = await sitting.form("welcome")
    before = await sitting.record()

    for verb, data in (
        ("sitting.next", {"item": "welcome"}),
        ("sitting.go", {"item": "focus"}),
        ("sitting.summarise", {"item": "welcome", "version": 1, "summary": "Mine"}),
        ("sitting.decide", form | {"kind": "agree", "text": "Mine"}),
        ("attendance.mark", {"agency": "POL", "how": "absent"}),
        ("sitting.adjourn", {}),
        ("sitting.close", {}),
    ):
        answer = await sitting.press(verb, OUTSIDER, **data)
        assert "You do not have access to this" in answer, verb
    assert await sitting.record() == before
    assert len(await sitting.bot.audit("AttemptRefused")) == 8


async def test_what_is_written_under_an_item_stands_in_the_post_in_the_channel(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.go("focus")

    await sitting.write("focus", "Demand is up by a third since the summer.")
    await sitting.decide(
        "focus", "Open a second suite on weekdays", rationale="Waits are long", dissent="One waits"
    )
    card = await sitting.raise_action("focus")

    assert "ACT-2031-0001: Kept. The owner is told." in texts(card)
    for shown in (card, await sitting.last_post(BOARD_CHANNEL)):
        said = texts(shown)
        assert "Demand is up by a third" in said
        assert "D01 Agreed" in said
        assert "Open a second suite on weekdays" in said
        assert "ACT-2031-0001" in said
        assert "So far: 1 decision, 1 action" in said
    assert "ACT-2031-0001" in sitting.tracker.words(personal(OWNER))
    record = await sitting.record()
    assert record.actions == (("focus", "ACT-2031-0001"),)
    assert (await sitting.tracker.action("ACT-2031-0001")).source == REF


async def test_time_is_counted_for_each_item_and_needs_no_timer(sitting: Sitting) -> None:
    await sitting.start()
    await sitting.bot.ask("clock +7m", TEAM)
    card = await sitting.press("sitting.show")
    assert "2 minutes over the 5 allotted" in texts(card)

    await sitting.press("sitting.next", item="welcome")
    await sitting.bot.ask("clock +1m", TEAM)
    await sitting.go("welcome")
    await sitting.bot.ask("clock +2m", TEAM)

    card = await sitting.press("sitting.items")
    assert "4 minutes over the 5 allotted" in texts(card)
    assert "1 of 2 minutes used" in texts(card)


async def test_two_who_press_next_at_once_move_it_by_one_item(sitting: Sitting) -> None:
    await sitting.start()

    await asyncio.gather(
        sitting.press("sitting.next", TEAM, item="welcome"),
        sitting.press("sitting.next", SUPERVISOR, item="welcome"),
    )

    assert "item 2 of 17" in texts(await sitting.press("sitting.show"))


async def test_two_who_write_the_same_summary_lose_nothing(sitting: Sitting) -> None:
    """V30 with both texts: mine in the form, theirs beside it, and both can be kept."""
    await sitting.start()
    mine = data_of(await sitting.press("sitting.ask_summary", item="focus"), "sitting.summarise")
    await sitting.write("focus", "Their words", SUPERVISOR)

    card = await sitting.bot.press("sitting.summarise", mine | {"summary": "My words"}, TEAM)

    assert "Someone else changed this while you were editing" in texts(card)
    assert "Their words" in texts(card)
    assert inputs(card)["summary"]["value"] == "My words"
    assert (await sitting.record()).items[8].summary == "Their words"
    both = data_of(card, "sitting.summarise") | {"summary": "My words"}
    assert both["below"]
    await sitting.bot.press("sitting.summarise", both, TEAM)
    assert (await sitting.record()).items[8].summary == "Their words\nMy words"


async def test_decisions_of_two_facilitators_at_once_simply_add(sitting: Sitting) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    forms = [await sitting.form("focus", each) for each in (TEAM, SUPERVISOR)]
    given = [
        data | {"kind": "approve", "text": text}
        for data, text in zip(forms, ("Fund the first post", "Fund the second post"), strict=True)
    ]

    await asyncio.gather(
        sitting.bot.press("sitting.decide", given[0], TEAM),
        sitting.bot.press("sitting.decide", given[1], SUPERVISOR),
        sitting.raise_action("focus", TEAM),
        sitting.raise_action("risks", SUPERVISOR),
    )

    record = await sitting.record()
    assert {each.text for each in record.decisions} == {
        "Fund the first post", "Fund the second post",
    }  # fmt: skip
    assert {each.ref for each in record.decisions} == {"BRD-037/D01", "BRD-037/D02"}
    assert {item for item, _ in record.actions} == {"focus", "risks"}


async def test_the_same_decision_sent_twice_is_one(sitting: Sitting) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    data = await sitting.form("focus") | {"kind": "agree", "text": "Fund the post"}

    for _ in range(2):
        card = await sitting.bot.press("sitting.decide", data, TEAM)
        assert "BRD-037/D01 is kept" in texts(card)

    assert len((await sitting.record()).decisions) == 1


async def test_a_decision_is_corrected_by_another_and_the_first_is_struck(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.go("focus")
    await sitting.decide("focus", "Fund one post")

    card = await sitting.decide("focus", "Fund two posts", replaces="BRD-037/D01")

    assert "D01 Agreed (replaced)" in texts(card)
    assert "So far: 1 decision" in texts(card)
    record = await sitting.record()
    assert record.struck == {"BRD-037/D01"}
    assert [each.text for each in record.decisions] == ["Fund one post", "Fund two posts"]
    late = await sitting.press("sitting.ask_decision", item="focus", replaces="BRD-037/D01")
    assert "This decision has been replaced already" in late


async def test_what_is_wrong_in_a_decision_comes_back_with_everything_typed(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")

    card = await sitting.decide("focus", "", rationale="r" * 501, dissent="One agency")

    assert wrong_at(card, "text") == "Enter what was decided"
    assert "500 characters or fewer" in wrong_at(card, "rationale")
    assert inputs(card)["dissent"]["value"] == "One agency"
    assert (await sitting.record()).decisions == ()


async def test_without_a_quorum_it_discusses_and_does_not_decide(sitting: Sitting) -> None:
    """V28, also where the quorum is lost while the form is open; what was typed stays."""
    await sitting.start()
    refused = await sitting.press("sitting.ask_decision", item="focus")
    assert "The meeting does not have a quorum" in refused
    await sitting.present("POL", "TRU", "COU")
    data = await sitting.form("focus") | {"kind": "agree", "text": "Fund the post"}
    await sitting.press("attendance.mark", agency="TRU", how="part")

    card = await sitting.bot.press("sitting.decide", data, TEAM)
    await sitting.write("focus", "It was discussed")

    assert "The meeting does not have a quorum" in texts(card)
    assert inputs(card)["text"]["value"] == "Fund the post"
    record = await sitting.record()
    assert (record.decisions, record.items[8].summary) == ((), "It was discussed")


async def test_a_meeting_without_a_quorum_is_adjourned_and_what_was_said_stays(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    refused = await sitting.press("sitting.adjourn")
    assert "Only a meeting without a quorum is adjourned" in refused
    await sitting.write("welcome", "Few came")
    await sitting.press("attendance.mark", agency="TRU", how="part")

    card = await sitting.press("sitting.adjourn")

    assert "was adjourned without a quorum" in texts(card)
    assert (await sitting.meeting()).state is MeetingState.ADJOURNED_INQUORATE
    assert "adjourned without a quorum" in texts(await sitting.last_post(BOARD_CHANNEL))
    assert "not in session" in await sitting.press("sitting.next", item="welcome")
    assert (await sitting.record()).items[0].summary == "Few came"


async def test_a_name_is_held_back_wherever_it_is_written_in_a_meeting(sitting: Sitting) -> None:
    """V23; only a co-chair answers for it, with a reason that is kept."""
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")

    summary = await sitting.write("focus", NOBODY)
    decision = await sitting.decide("focus", "Agreed", rationale=NOBODY)
    interest = await sitting.press(
        "interest.declare", item="focus", nature=NOBODY, handling="leave_for_item"
    )

    for card, box in ((summary, "summary"), (decision, "rationale"), (interest, "nature")):
        assert "This looks like personal information" in wrong_at(card, box)
        assert inputs(card)[box]["value"] == NOBODY
    record = await sitting.record()
    assert (record.decisions, record.interests, record.items[8].summary) == ((), (), "")
    reason = "This is the name of a building on the high street, not of a person."
    form = await sitting.form("focus", POLICE_CHAIR) | {"kind": "note", "text": NOBODY}
    await sitting.bot.press("sitting.decide", form | {"override": reason}, POLICE_CHAIR)
    (kept,) = (await sitting.record()).decisions
    assert (kept.text, kept.override) == (NOBODY, reason)
    assert await sitting.bot.audit("GuardOverridden")
    assert "Quagmirez" not in str(await sitting.bot.audit())


async def test_facilitators_write_from_the_channel_in_a_dialog(sitting: Sitting) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    post = await sitting.last_post(BOARD_CHANNEL)
    opens = button(post, "sitting.ask_decision")
    assert opens["data"]["msteams"] == {"type": "task/fetch"}

    data = {"ref": REF, "item": "welcome"}
    form = await sitting.bot.dialog("fetch", "sitting.ask_decision", data, TEAM, BOARD_CHANNEL)
    given = data_of(form, "sitting.decide") | {"kind": "agree", "text": "Meet monthly"}
    await sitting.bot.dialog("submit", "sitting.decide", given, TEAM, BOARD_CHANNEL)

    assert "Meet monthly" in texts(await sitting.last_post(BOARD_CHANNEL))
    first = [verb_of(each) for each in buttons(post)][:4]
    assert first == [
        "sitting.next", "sitting.ask_summary", "sitting.ask_decision", "action.add",
    ]  # fmt: skip


async def test_a_press_of_a_meeting_that_is_not_there_or_not_in_session_changes_nothing(
    sitting: Sitting,
) -> None:
    assert "not in session" in await sitting.press("sitting.next", item="welcome")
    sitting.ref = "BRD-999"
    assert "You do not have access to this" in await sitting.press("sitting.show")
    answer = await sitting.bot.ask("start meeting BRD-999", TEAM)
    assert "There is no such meeting to start" in texts(answer)


async def test_the_post_is_edited_in_place_and_never_posted_again(sitting: Sitting) -> None:
    await sitting.start()
    for item in ("welcome", "confidentiality", "interests"):
        await sitting.press("sitting.next", item=item)
        await sitting.bot.settled()

    posts = sitting.posts(BOARD_CHANNEL)

    assert [each.verb for each in posts if each.verb != "update"] == [posts[0].verb]
    assert "item 4 of 17" in texts(card_of(posts[-1].body))
