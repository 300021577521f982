"""Two subgroups: what one of them speaks of stands in no channel of the other's people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from board.forums import subgroup
from board.hearings import Hearing, HearingKind
from board.meetings import MeetingState
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Place, channel_of
from tests.scenarios.bot import TEAM_CHANNEL, texts
from tests.scenarios.cycle import said
from tests.scenarios.minuted import hold
from tests.scenarios.sitting import SUB, SUBGROUP_CHANNEL, TICKED, Sitting, subgroup_today
from tests.scenarios.tracker import ADMINISTRATOR, MANAGER, OWNER, TEAM, Tracker

SUB_B = "SUB-20311118-B"
HELD_B = "SUB-20311112-B"
OTHER_CHANNEL = channel_of("Subgroup B")
ELSEWHERE = (SUBGROUP_CHANNEL, BOARD_CHANNEL, TEAM_CHANNEL)
CASE = "MHR-YN9PV"
DECIDED = "Try the bed call twice a day"


def second_subgroup(unit: Unit) -> None:
    """Subgroup B meets today too, on a case; a week ago it decided something."""
    subgroup_today(unit)
    first = unit.meetings.get(SUB)
    assert first is not None
    later = first.starts_at + timedelta(hours=1)
    unit.meetings.put(replace(first, ref=SUB_B, forum="SUBGROUP-B", starts_at=later))
    hearing = Hearing(ref="HRG-1", case=CASE, on=first.day, kind=HearingKind.NEW, is_held=False,
                      forum="SUBGROUP-B", meeting=SUB_B)  # fmt: skip
    unit.oversight.put_hearing(hearing)
    hold(unit, forum="SUBGROUP-B", ref=HELD_B)


@pytest.fixture
async def two(tracker: Tracker) -> Tracker:
    """A board with two subgroups, each in a channel of its own."""
    await tracker.bot.write(second_subgroup)
    for name, channel in (("A", SUBGROUP_CHANNEL), ("B", OTHER_CHANNEL)):
        await tracker.bot.ask(f"use this channel for subgroup {name}", ADMINISTRATOR, channel)
    await tracker.bot.house.ticker.tick()
    await tracker.bot.settled(within=20)
    tracker.forget()
    return tracker


@pytest.mark.parametrize("place", ELSEWHERE)
async def test_a_subgroups_agenda_is_posted_in_its_own_channel_only(
    two: Tracker, place: Place
) -> None:
    refused = texts(await two.bot.ask(f"agenda {SUB_B}", OWNER, place))
    pressed = said(await two.bot.press("meeting.agenda", {"ref": SUB_B}, OWNER, place))

    for answer in (refused, pressed):
        assert CASE not in answer
        assert "This is for Subgroup B only. Open it in your private chat with me" in answer
    assert CASE in texts(await two.bot.ask(f"agenda {SUB_B}", OWNER))
    assert CASE in texts(await two.bot.ask(f"agenda {SUB_B}", OWNER, OTHER_CHANNEL))
    assert CASE in texts(await two.bot.ask("agenda", OWNER, OTHER_CHANNEL))


@pytest.mark.parametrize("place", ELSEWHERE)
async def test_a_subgroups_minutes_and_decisions_are_posted_in_its_own_channel_only(
    two: Tracker, place: Place
) -> None:
    for verb in ("minutes.to_chair", "minutes.to_members"):
        kept = await two.bot.read(lambda snapshot: snapshot.minutes.find(HELD_B))
        await two.bot.press(verb, {"ref": HELD_B, "version": kept.version}, TEAM)
    await two.bot.settled(within=20)

    refused = texts(await two.bot.ask(f"minutes {HELD_B}", OWNER, place))
    pressed = said(await two.bot.press("minutes.comments", {"ref": HELD_B}, OWNER, place))

    assert "This is for Subgroup B only" in refused
    assert "This is for Subgroup B only" in pressed
    assert DECIDED not in refused + texts(await two.bot.ask("decisions", OWNER, place))
    assert HELD_B not in texts(await two.bot.ask("minutes", OWNER, place))
    for words in (f"minutes {HELD_B}", "decisions"):
        assert DECIDED in texts(await two.bot.ask(words, OWNER, OTHER_CHANNEL))
        assert DECIDED in texts(await two.bot.ask(words, OWNER))


@pytest.mark.parametrize("place", ELSEWHERE)
async def test_a_subgroup_is_held_in_its_own_channel_and_in_no_other(
    two: Tracker, place: Place
) -> None:
    held = Sitting(two, SUB_B)
    for words in (f"start meeting {SUB_B}", f"close meeting {SUB_B}"):
        assert "This is for Subgroup B only" in texts(await two.bot.ask(words, MANAGER, place))
    refused = await held.press("sitting.start", MANAGER, place, **TICKED)
    assert "This is for Subgroup B only" in said(refused)
    assert (await held.meeting()).state is not MeetingState.IN_SESSION

    await held.press("sitting.start", MANAGER, OTHER_CHANNEL, **TICKED)

    for verb in ("sitting.show", "sitting.items", "attendance.show", "interest.show",
                 "attendance.accept", "sitting.ask_close"):  # fmt: skip
        assert "This is for Subgroup B only" in said(await held.press(verb, MANAGER, place)), verb
    assert "item 1 of 12" in texts(await held.press("sitting.show", MANAGER, OTHER_CHANNEL))
    assert SUB_B not in two.words(place)


async def test_whoever_is_not_named_among_its_members_sees_nothing_of_a_subgroup(
    two: Tracker,
) -> None:
    """A chair alone shuts nobody out; members who are named do, in private too."""
    b = replace(subgroup("B"), chairs=("T1",))
    await two.bot.write(lambda unit: unit.forums.put(b))
    assert CASE in texts(await two.bot.ask(f"agenda {SUB_B}", OWNER))

    await two.bot.write(lambda unit: unit.forums.put(replace(b, members=("T3",))))

    for words in (f"agenda {SUB_B}", f"minutes {HELD_B}", "next meeting subgroup b"):
        answer = texts(await two.bot.ask(words, OWNER))
        assert "You do not have access" in answer, words
    assert DECIDED not in texts(await two.bot.ask("decisions", OWNER))
    answer = await two.bot.press("sitting.show", {"ref": SUB_B}, OWNER)
    assert "You do not have access" in said(answer)
    assert CASE in texts(await two.bot.ask(f"agenda {SUB_B}", MANAGER))
