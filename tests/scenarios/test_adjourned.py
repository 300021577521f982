"""A meeting that was adjourned: written up as it is, or planned again and held afresh."""

from dataclasses import replace
from typing import Any

from board.meetings import MeetingState
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Person
from tests.scenarios.bot import TEAM_CHANNEL, button, texts, typed_in
from tests.scenarios.sitting import REF, SUB, SUBGROUP_CHANNEL, TICKED, Sitting, subgroup_today
from tests.scenarios.tracker import ADMINISTRATOR, MANAGER, OWNER, TEAM

AGAIN = {"date": "2031-11-25", "time": "10:00"}


async def adjourned(sitting: Sitting) -> Any:
    """It had its quorum and something was decided; then the trust left."""
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.go("focus")
    await sitting.write("focus", "Few came")
    await sitting.decide("focus", "Fund one post")
    await sitting.press("attendance.mark", agency="TRU", how="part")
    return await sitting.press("sitting.adjourn")


async def planned_again(sitting: Sitting, card: Any, who: Person = TEAM) -> Any:
    """Ask for the form from a card of the meeting, and send another day."""
    form = await sitting.bot.press("meeting.replan", button(card, "meeting.replan")["data"], who)
    data = button(form, "meeting.replan")["data"] | typed_in(form) | AGAIN
    return await sitting.bot.press("meeting.replan", data, who)


async def a_week_later(sitting: Sitting, who: Person = TEAM) -> None:
    """It is the other day."""
    await sitting.bot.ask("clock +7d", who)


async def test_an_adjourned_meeting_is_closed_and_written_up(sitting: Sitting) -> None:
    """From its card, and by what is typed: that day, and on a later one too."""
    card = await adjourned(sitting)
    assert button(card, "sitting.ask_close")["title"] == "Close and write up"
    for words in ("start meeting", "close meeting"):
        found = texts(await sitting.bot.ask(words, TEAM, BOARD_CHANNEL))
        assert REF in found
        assert "BRD-038, Tuesday" not in found.partition("Next")[0]

    await a_week_later(sitting)
    asked = await sitting.bot.ask("close meeting", TEAM)
    await sitting.bot.press("sitting.close", button(asked, "sitting.close")["data"], TEAM)

    assert (await sitting.meeting()).state is MeetingState.MINUTES_DRAFT
    minutes = await sitting.bot.read(lambda snapshot: snapshot.minutes.find(REF))
    assert minutes.item("focus").summary == "Few came"


async def test_the_team_is_reminded_of_the_minutes_of_a_meeting_nobody_closed(
    sitting: Sitting,
) -> None:
    await adjourned(sitting)
    sitting.tracker.forget()

    await a_week_later(sitting)
    await sitting.bot.house.ticker.tick()
    await sitting.bot.settled(within=20)

    said = sitting.tracker.words(TEAM_CHANNEL)
    assert "Draft minutes are due to the chair: BRD-037" in said
    assert "It was adjourned. Close it, so that they can be drafted, or plan it again." in said


async def test_a_meeting_that_is_held_again_begins_with_nobody_there(sitting: Sitting) -> None:
    """It decides by who comes on that day; what was said and decided before stays."""
    again = await planned_again(sitting, await adjourned(sitting))
    assert "Planned again" in texts(again)
    assert "BRD-037 is planned again for Tuesday 25 November 2031" in texts(
        await sitting.press("sitting.show")
    )
    await a_week_later(sitting)

    await sitting.start()

    refused = await sitting.press("sitting.ask_decision", item="focus")
    assert "The meeting does not have a quorum" in refused
    record = await sitting.record()
    assert record.attendance == ()
    assert (await sitting.meeting()).quorate is False
    assert [each.text for each in record.decisions] == ["Fund one post"]
    assert next(x.summary for x in record.items if x.key == "focus") == "Few came"
    noted = [x["details"] for x in await sitting.bot.audit("AttendanceNoted")]
    assert {"agency": "POL", "how": "present"} in noted
    await sitting.present("POL", "TRU", "COU")
    await sitting.decide("focus", "Fund two posts")
    assert len((await sitting.record()).decisions) == 2


async def test_a_subgroup_that_meets_again_asks_for_the_statement_again(sitting: Sitting) -> None:
    """What was accepted for the first day is not accepted for the second (V25)."""
    await sitting.bot.ask("use this channel for subgroup A", ADMINISTRATOR, SUBGROUP_CHANNEL)
    await sitting.bot.write(subgroup_today)
    group = Sitting(sitting.tracker, SUB)
    await group.press("sitting.start", MANAGER, **TICKED)
    await group.press("attendance.accept", OWNER)
    assert "item 1 of" in texts(await group.press("sitting.show", OWNER))
    await group.press("sitting.adjourn", MANAGER)
    await group.press("attendance.accept", TEAM)
    await planned_again(group, await group.press("sitting.show", TEAM))
    await a_week_later(sitting)

    await group.press("sitting.start", TEAM, **TICKED)

    shown = texts(await group.press("sitting.show", OWNER))
    assert "Accept the confidentiality statement" in shown
    assert "item 1 of" not in shown


async def test_the_agenda_of_the_second_day_is_gone_through(sitting: Sitting) -> None:
    """An item that has changed its title or place is as it is now, with what was said under it."""
    await planned_again(sitting, await adjourned(sitting))
    await sitting.bot.write(_as_on_an_older_agenda)
    await a_week_later(sitting)

    await sitting.start()

    items = (await sitting.record()).items
    assert [each.key for each in items[:3]] == ["welcome", "confidentiality", "interests"]
    focus = next(each for each in items if each.key == "focus")
    assert (focus.title, focus.summary) == ("Focus on: Coastshire MH Trust", "Few came")
    assert items[-1].key == "gone"


def _as_on_an_older_agenda(unit: Unit) -> None:
    """The first day had another title for the focus, and an item that is no longer asked for."""
    record, known = unit.sittings.record(REF), unit.sittings.get(REF)
    assert known is not None
    focus = next(each for each in record.items if each.key == "focus")
    older = (
        replace(focus, title="Focus on: Nobody"),
        replace(focus, key="gone", title="Not asked for any more"),
    )
    unit.sittings.begin_again(known, older)
