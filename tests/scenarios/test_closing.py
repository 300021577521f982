"""The end of a meeting through the door, what it came to, and what Teams tells of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from board.bookings import Booking
from board.meetings import Meeting, MeetingState
from board.sittings import Sitting as Held
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Channel, Json, Place, personal
from tests.scenarios.bot import TEAM_CHANNEL, buttons, rehearsal_settings, running, texts, verb_of
from tests.scenarios.sitting import (
    REF,
    SUB,
    SUBGROUP_CHANNEL,
    TICKED,
    Sitting,
    board_today,
    data_of,
    subgroup_today,
)
from tests.scenarios.tracker import (
    ADMINISTRATOR,
    CARE_CHAIR,
    MANAGER,
    NINE,
    OUTSIDER,
    POLICE_CHAIR,
    SUPERVISOR,
    TEAM,
    Tracker,
)

START = "application/vnd.microsoft.meetingStart"
END = "application/vnd.microsoft.meetingEnd"


def earlier(unit: Unit) -> None:
    """Two boards before: the council was at the first and stayed away from the second."""
    for number, (days, council) in enumerate(((84, "present"), (42, "absent")), 35):
        unit.meetings.put(
            Meeting(
                ref=f"BRD-{number:03d}",
                forum="BOARD",
                starts_at=NINE - timedelta(days=days),
                ends_at=NINE - timedelta(days=days) + timedelta(hours=2),
                state=MeetingState.MINUTES_APPROVED,
                attendance={"POL": "present", "TRU": "deputy_present", "COU": council},
            )
        )


async def _held(sitting: Sitting) -> None:
    """A board with a decision and an action, at which two items were reached."""
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.write("welcome", "All were welcome")
    await sitting.press("sitting.next", item="welcome")
    await sitting.decide("confidentiality", "Keep the statement as it is")
    await sitting.raise_action("confidentiality")


async def test_closing_says_what_is_unfinished_and_what_comes_next(sitting: Sitting) -> None:
    await _held(sitting)
    await sitting.press("sitting.next", item="confidentiality")
    await sitting.press("sitting.next", item="interests")

    card = await sitting.bot.ask("close meeting", TEAM, BOARD_CHANNEL)

    said = texts(card)
    assert "1 decision and 1 action are recorded." in said
    assert "Not reached: carried to the next meeting" in said
    assert "Multi-agency risk register" in said
    assert "Discussed, with nothing written:\n\n- Minutes of the previous meeting" in said
    assert "BRD-038, Tuesday 30 December 2031" in said
    assert "Led by Police" in said
    assert "Focus on Adult Social Care" in said


async def test_a_closed_meeting_is_summed_up_in_the_channel_and_drafted_from_there(
    sitting: Sitting,
) -> None:
    await _held(sitting)

    for who in (TEAM, SUPERVISOR):
        card = await sitting.press("sitting.close", who)
        assert "BRD-037 has ended" in texts(card)
    await sitting.bot.settled(within=20)

    assert (await sitting.meeting()).state is MeetingState.MINUTES_DRAFT
    said = sitting.tracker.words(BOARD_CHANNEL)
    assert said.count("BRD-037 has ended") == 1
    assert "1 decision" in said
    assert "ACT-2031-0001" in said
    assert "Agencies: " in said
    assert "Next meeting: " in said
    assert "BRD-037 is closed" in said
    (line,) = await sitting.bot.audit("MeetingFinished")
    assert line["details"] == {"decisions": "1", "carried": "13"}
    state = await sitting.bot.read(lambda snapshot: snapshot.sittings.get(REF))
    assert state.ended_at is not None
    assert "not in session" in await sitting.press("sitting.next", item="welcome")


async def test_the_draft_of_a_closed_meeting_can_be_read_at_once(sitting: Sitting) -> None:
    """Nobody waits for the ticker, which begins none beside it."""
    await _held(sitting)
    await sitting.press("sitting.close")

    shown = texts(await sitting.bot.ask("minutes BRD-037", TEAM))
    await sitting.bot.house.ticker.tick()
    await sitting.bot.settled(within=20)

    assert "Minutes of BRD-037" in shown
    assert "All were welcome" in shown
    assert len(await sitting.bot.audit("MinutesBegun")) == 1
    assert sitting.tracker.words(TEAM_CHANNEL).count("The minutes can be written up") == 1


async def test_what_was_not_reached_stands_on_the_next_agenda(sitting: Sitting) -> None:
    await _held(sitting)
    await sitting.press("sitting.close")
    await sitting.bot.settled(within=20)
    await sitting.bot.ask("clock +1d", TEAM)

    card = await sitting.bot.ask("agenda", TEAM)

    assert "Carried from BRD-037: Action tracker: overdue first" in texts(card)


async def test_an_agency_nobody_noted_was_absent(sitting: Sitting) -> None:
    await sitting.start()
    await sitting.present("POL", "TRU")

    card = await sitting.press("sitting.ask_close")
    assert "Not noted: will be absent:\n\n- Adult Social Care" in texts(card)
    await sitting.press("sitting.close")

    assert (await sitting.meeting()).attendance["COU"] == "absent"


async def test_a_meeting_is_closed_by_whoever_leads_it_and_only_once_it_is_in_session(
    sitting: Sitting,
) -> None:
    assert "not in session" in await sitting.press("sitting.ask_close")
    answer = await sitting.bot.ask("close meeting", TEAM)
    assert "No meeting is in session here" in texts(answer)
    assert "not in session" in await sitting.press("sitting.close")
    await sitting.start()
    assert "You do not have access" in await sitting.press("sitting.close", OUTSIDER)


async def test_co_chairs_hear_once_and_privately_of_an_agency_away_from_two_boards(
    sitting: Sitting,
) -> None:
    await sitting.bot.write(earlier)
    await sitting.start()
    await sitting.present("POL", "TRU")
    await sitting.press("sitting.close")
    await sitting.bot.settled(within=20)

    for chair in (POLICE_CHAIR, CARE_CHAIR):
        said = sitting.tracker.words(personal(chair))
        assert said.count("An agency has stayed away") == 1
        assert "Coastshire Adult Social Care was not at BRD-036 and BRD-037" in said.replace(
            "\n", ""
        )
    assert "stayed away" not in sitting.tracker.words(BOARD_CHANNEL)
    assert "stayed away" not in sitting.tracker.words(personal(OUTSIDER))


@pytest.mark.parametrize(("information_sent", "times"), [("true", 0), ("false", 1)])
async def test_apologies_with_information_are_not_staying_away(
    sitting: Sitting, information_sent: str, times: int
) -> None:
    await sitting.bot.write(earlier)
    await sitting.start()
    await sitting.present("POL", "TRU")
    asked = await sitting.press("attendance.ask", agency="COU")
    given = {"how": "apologies", "information_sent": information_sent}
    await sitting.bot.press("attendance.save", data_of(asked, "attendance.save") | given, TEAM)

    await sitting.press("sitting.close")
    await sitting.bot.settled(within=20)

    said = sitting.tracker.words(personal(POLICE_CHAIR))
    assert said.count("An agency has stayed away") == times
    report = texts(await sitting.bot.ask("attendance", OUTSIDER))
    assert report.count("Not at the last 2: BRD-036 and BRD-037") == times
    assert "1 apologies" in report


async def test_attendance_is_counted_by_agency_over_the_boards_that_were_held(
    sitting: Sitting,
) -> None:
    await sitting.bot.write(earlier)
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.press("sitting.close")
    await sitting.bot.settled(within=20)

    said = texts(await sitting.bot.ask("attendance", OUTSIDER))

    assert "Boards counted: BRD-035, BRD-036 and BRD-037." in said
    assert "67% of 3 boards: 2 present, 0 by deputy" in said
    assert "100% of 3 boards: 1 present, 2 by deputy" in said
    assert "Not at the last" not in said


async def test_a_restart_in_the_middle_changes_nothing(channel: Channel, tmp_path: Path) -> None:
    """All of it is in the database: the second house goes on where the first stopped."""
    channel.expects_token = False
    async with running(rehearsal_settings(tmp_path), channel, at=NINE) as first:
        tracker = await Tracker.of(first)
        await first.write(board_today)
        sitting = Sitting(tracker)
        await _held(sitting)
        await first.settled(within=20)
        before = await sitting.record()
        state = await first.read(lambda snapshot: snapshot.sittings.get(REF))

    async with running(rehearsal_settings(tmp_path), channel) as second:
        sitting = Sitting(Tracker(second))
        card = await sitting.press("sitting.show")
        after = await sitting.record()
        again = await second.read(lambda snapshot: snapshot.sittings.get(REF))
        await sitting.press("sitting.next", item="confidentiality")

    assert (after, again) == (before, state)
    assert "item 2 of 17" in texts(card)
    assert "So far: 1 decision, 1 action" in texts(card)


async def test_a_subgroup_meets_in_its_own_channel_within_its_ceiling(sitting: Sitting) -> None:
    await sitting.bot.write(subgroup_today)
    await sitting.bot.ask("use this channel for subgroup A", ADMINISTRATOR, SUBGROUP_CHANNEL)
    sitting.ref = SUB
    await sitting.press("sitting.start", MANAGER, SUBGROUP_CHANNEL, **TICKED)
    for each in ("TRU", "POL", "COU"):
        await sitting.press("attendance.mark", MANAGER, agency=each, how="present")
    refused = await sitting.press("sitting.ask_decision", MANAGER, item="referrals")
    assert "does not have a quorum" in refused
    await sitting.press("attendance.accept", MANAGER)

    await sitting.decide("referrals", "Hear REF-2031-0001 next week", MANAGER)
    await sitting.press("sitting.close", MANAGER)
    await sitting.bot.settled(within=20)

    (kept,) = (await sitting.record()).decisions
    assert kept.ref == f"{SUB}/D01"
    said = sitting.tracker.words(SUBGROUP_CHANNEL)
    assert f"{SUB} has ended" in said
    assert "SUB-2031" not in sitting.tracker.words(BOARD_CHANNEL)
    assert (await sitting.meeting()).state is MeetingState.MINUTES_DRAFT


def _event(sitting: Sitting, name: str, place: Place, online: str = "MCMxOTo") -> Json:
    """Teams tells that an online meeting began or ended; its id stands in channelData."""
    given: Json = sitting.bot.channel._activity("event", TEAM, place, name=name)
    given["channelData"]["meeting"] = {"id": online}
    given["value"] = {"Title": "not read", "Id": "not this one"}
    return given


async def _stamped(sitting: Sitting) -> Any:
    return await sitting.bot.read(lambda snapshot: snapshot.sittings.get(REF))


async def test_teams_times_are_stamped_and_the_next_step_is_offered(sitting: Sitting) -> None:
    await sitting.bot.deliver(_event(sitting, START, BOARD_CHANNEL))
    await sitting.bot.settled(within=20)

    said = sitting.tracker.words(personal(TEAM))
    assert "The online meeting of BRD-037 has begun" in said
    assert (await _stamped(sitting)).online_from is not None
    assert (await sitting.meeting()).state is MeetingState.PACK_ISSUED
    await sitting.start()
    assert (await _stamped(sitting)).online_from is not None
    sitting.tracker.forget()

    elsewhere = Place("groupChat", "19:meeting_elsewhere@thread.v2")
    for _ in range(2):
        await sitting.bot.deliver(_event(sitting, END, elsewhere))
    await sitting.bot.settled(within=20)

    assert (await _stamped(sitting)).online_to is not None
    said = sitting.tracker.words(personal(TEAM))
    assert said.count("The online meeting of BRD-037 has ended") == 1
    post = sitting.posts(personal(TEAM))[-1]
    offered = {verb_of(each) for each in buttons(post.body)}
    assert offered == {"sitting.ask_close"}


async def test_a_meeting_in_a_chat_is_known_by_its_link(sitting: Sitting) -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=x"
    await sitting.bot.write(lambda u: u.bookings.put(Booking(meeting=REF, join_url=link)))

    await sitting.bot.deliver(
        _event(sitting, START, Place("groupChat", "19:meeting_abc@thread.v2"))
    )

    assert (await _stamped(sitting)).online == "MCMxOTo"


async def test_a_series_that_keeps_its_id_stamps_the_meeting_of_the_day(sitting: Sitting) -> None:
    """Not the one of six weeks ago; and where nothing of ours is held, none."""
    await sitting.bot.write(earlier)
    await sitting.bot.write(_online_before)
    elsewhere = Place("groupChat", "19:meeting_elsewhere@thread.v2")

    await sitting.bot.deliver(_event(sitting, END, elsewhere))
    await sitting.bot.deliver(_event(sitting, START, BOARD_CHANNEL))
    await sitting.bot.deliver(_event(sitting, END, elsewhere))

    stamped = await _stamped(sitting)
    assert stamped.online_from is not None
    assert stamped.online_to is not None
    before = await sitting.bot.read(lambda snapshot: snapshot.sittings.get("BRD-036"))
    assert before.online_to == NINE - timedelta(days=42)


def _online_before(unit: Unit) -> None:
    """The board of six weeks ago was held online, in the same series."""
    then = NINE - timedelta(days=42)
    known = Held(meeting="BRD-036", started_at=then, ended_at=then, online="MCMxOTo",
                 online_from=then, online_to=then)  # fmt: skip
    unit.sittings.save(known)


async def test_an_online_meeting_that_is_none_of_ours_is_let_be(sitting: Sitting) -> None:
    other = Place("groupChat", "19:meeting_other@thread.v2")
    nothing = _event(sitting, START, BOARD_CHANNEL)
    nothing["channelData"].pop("meeting")
    bare = _event(sitting, START, other)
    bare["from"].pop("aadObjectId")

    for each in (_event(sitting, START, other), _event(sitting, END, other), nothing, bare):
        await sitting.bot.deliver(each)
    await sitting.bot.settled(within=20)

    assert await _stamped(sitting) is None
    assert "online meeting" not in sitting.tracker.words(personal(TEAM))
