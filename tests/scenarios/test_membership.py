"""People come and go, channels are lost: nothing is sent where it should not go."""

from pathlib import Path

from tests.fakes.channel import BOARD_CHANNEL, Channel, Json, Person, Place, personal
from tests.scenarios.bot import (
    ADMINISTRATOR,
    NURSE,
    STRANGER,
    TEAM_CHANNEL,
    TRIAGER,
    Bot,
    card_of,
    register,
    running,
    settings_for,
    texts,
)
from tests.scenarios.filing import mhrmb
from tests.scenarios.tracker import DEPUTY, OWNER, REPRESENTATIVE, Tracker


def said_in(bot: Bot, place: str) -> str:
    """Everything posted in a chat or channel."""
    calls = [
        each
        for each in bot.channel.calls
        if each.conversation.startswith(place)
        and "attachments" in each.body.get("activity", each.body)
    ]
    return "\n".join(texts(card_of(each.body)) for each in calls)


async def leave(bot: Bot, who: Person, place: Place = BOARD_CHANNEL) -> None:
    """Somebody is taken out of a team."""
    await bot.deliver(bot.channel.joined(who, place=place, left=True))
    await bot.settled()


async def test_the_team_is_told_once_who_left_the_boards_team_and_the_register_keeps_them(
    tracker: Tracker,
) -> None:
    bot = tracker.bot

    await leave(bot, OWNER)
    await leave(bot, OWNER)

    told = said_in(bot, TEAM_CHANNEL.channel or "")
    assert told.count(f"{OWNER.name} (MH Trust) has left the team of the board") == 1
    assert (await bot.read(lambda found: found.people.member("T0"))).active
    assert len(await bot.audit("MemberLeft")) == 1


async def test_reminders_of_whoever_left_go_to_who_speaks_for_the_agency(tracker: Tracker) -> None:
    await tracker.add()
    await tracker.bot.settled()
    tracker.forget()

    await leave(tracker.bot, OWNER)
    await tracker.at("2031-11-24")

    assert "ACT-" not in tracker.words(personal(OWNER))
    assert "ACT-2031-0001" in tracker.words(personal(REPRESENTATIVE))


async def test_what_waited_for_somebody_stops_when_they_leave_and_goes_on_when_they_are_back(
    tracker: Tracker,
) -> None:
    """Assigned out of hours, it waits for the morning; by then they have left."""
    bot = tracker.bot
    await tracker.at("2031-11-18", "20:00")
    await tracker.add()
    await leave_without_waiting(bot, OWNER)
    tracker.forget()

    await tracker.at("2031-11-19")
    assert "ACT-2031-0001" not in tracker.words(personal(OWNER))
    waiting = (await bot.intents("action_assigned"))[-1]
    assert (waiting["state"], waiting["error"]) == ("waiting", "left_team")

    await bot.deliver(bot.channel.joined(OWNER))
    await bot.until("sent", "action_assigned")
    assert "ACT-2031-0001" in tracker.words(personal(OWNER))
    assert len(await bot.audit("MemberCameBack")) == 1


async def leave_without_waiting(bot: Bot, who: Person) -> None:
    await bot.deliver(bot.channel.joined(who, left=True))


async def test_who_is_back_without_a_word_of_teams_is_noted_at_the_command_line(
    channel: Channel, tmp_path: Path
) -> None:
    settings = settings_for(channel, tmp_path)
    async with running(settings, channel) as bot:
        await bot.write(register)
        await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
        key = await bot.read(lambda found: found.people.members()[0].key)
        account = await bot.read(lambda found: found.people.member(key).account)
        await bot.write(lambda unit: unit.settings.set_left(frozenset({account})))

        status, said = await mhrmb(settings, "member", key, "--active")

        assert status == 0, said
        assert not await bot.read(lambda found: found.settings.left)
        assert len(await bot.audit("MemberCameBack")) == 1


async def test_teams_may_name_only_its_own_id_of_whoever_left(tracker: Tracker) -> None:
    event: Json = tracker.bot.channel.joined(DEPUTY, left=True)
    event["membersRemoved"] = [{"id": DEPUTY.id}]

    await tracker.bot.deliver(event)
    await tracker.bot.settled()

    assert DEPUTY.name in said_in(tracker.bot, TEAM_CHANNEL.channel or "")


async def test_leaving_another_forums_team_is_told_and_stops_nothing(tracker: Tracker) -> None:
    await leave(tracker.bot, OWNER, TEAM_CHANNEL)

    assert "the team of the Mental Health Team" in said_in(tracker.bot, TEAM_CHANNEL.channel or "")
    assert not await tracker.bot.read(lambda found: found.settings.left)


async def test_nobody_hears_of_people_the_register_does_not_have(tracker: Tracker) -> None:
    await tracker.bot.deliver(tracker.bot.channel.joined(STRANGER))
    await leave(tracker.bot, STRANGER)

    assert not tracker.bot.channel.calls
    assert not await tracker.bot.read(lambda found: found.settings.left)


async def test_a_leaver_can_still_refer_and_hears_of_it(tracker: Tracker) -> None:
    await leave(tracker.bot, OWNER)

    ref = await tracker.bot.refer(OWNER)

    assert ref.startswith("REF-")


async def test_the_administrators_hear_of_a_forums_channel_that_was_deleted(bot: Bot) -> None:
    await bot.ask("help", ADMINISTRATOR)
    await bot.deliver(bot.channel.channel_event("channelDeleted", TEAM_CHANNEL))
    await bot.settled()

    told = said_in(bot, personal(ADMINISTRATOR).conversation)
    assert "The channel of the mental health team was deleted" in told
    assert "deleted" not in said_in(bot, personal(TRIAGER).conversation)


async def test_a_renamed_channel_stays_its_forums_own(bot: Bot) -> None:
    event = bot.channel.channel_event("channelRenamed", TEAM_CHANNEL)
    event["channelData"]["channel"]["name"] = "Something Else"
    await bot.deliver(event)

    ref = await bot.refer(NURSE)

    await bot.until("sent", "referral_received")
    assert ref in said_in(bot, TEAM_CHANNEL.channel or "")


async def test_seventy_people_added_by_one_stranger_are_answered_with_nothing(bot: Bot) -> None:
    """Whoever is unknown is paced; what Teams tells of itself is not."""
    whole = bot.channel.message("hello", STRANGER)["from"]
    for number in range(70):
        newcomer = Person(f"New {number}", f"{number:036x}", f"29:{number}")
        await bot.deliver(bot.channel.joined(newcomer) | {"from": whole})

    assert not bot.channel.calls
