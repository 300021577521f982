"""Channels given to forums, installations, and where notices wait until they can go out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from board.errors import message
from board.people import Grant, Role
from tests.fakes.channel import (
    BOARD_CHANNEL,
    NURSE,
    TRIAGE_CHANNEL,
    TRIAGER,
    Channel,
    Person,
    channel_of,
    personal,
)
from tests.scenarios.bot import (
    ADMINISTRATOR,
    FACILITATOR,
    SUPERVISOR,
    TEAM_CHANNEL,
    Bot,
    button,
    card_of,
    register,
    running,
    settings_for,
    texts,
)
from tests.scenarios.filing import mhrmb

BEFORE, AFTER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
ANYWHERE = channel_of("Anywhere", "Lobby")


@pytest.fixture
async def unbound(channel: Channel, tmp_path: Path) -> AsyncIterator[Bot]:
    """A production bot with the small board and no channel."""
    async with running(settings_for(channel, tmp_path), channel) as running_bot:
        await running_bot.write(register)
        yield running_bot


@pytest.mark.parametrize(
    ("forum", "said", "who"),
    [
        ("board", "now used for the board", FACILITATOR),
        ("the board", "now used for the board", ADMINISTRATOR),
        ("Senior Board", "now used for the senior board", FACILITATOR),
        ("subgroup North", "now used for subgroup NORTH", ADMINISTRATOR),
        ("mental health team", "now used for the Mental Health Team", ADMINISTRATOR),
    ],
)
async def test_a_channel_is_given_to_a_forum_announced_and_audited(
    unbound: Bot, forum: str, said: str, who: Person
) -> None:
    announced = await unbound.ask(f"use this channel for {forum}", who, ANYWHERE)

    assert said in texts(announced)
    (line,) = await unbound.audit("ChannelBound")
    assert line["by"] == who.aad_object_id
    assert line["place"] == f"channel:{ANYWHERE.channel}"


@pytest.mark.parametrize(
    ("forum", "who"),
    [
        ("board", NURSE),
        ("board", TRIAGER),
        ("senior board", SUPERVISOR),
        ("subgroup A", FACILITATOR),
        ("mental health team", FACILITATOR),
        ("mental health team", TRIAGER),
    ],
)
async def test_above_t0_only_an_administrator_gives_a_channel_and_below_the_facilitator_too(
    unbound: Bot, forum: str, who: Person
) -> None:
    refused = await unbound.ask(f"use this channel for {forum}", who, ANYWHERE)

    assert message("V31") in texts(refused)
    assert len(await unbound.audit("AttemptRefused")) == 1
    assert not await unbound.read(lambda snapshot: snapshot.places.bindings())


async def test_one_channel_for_each_forum_and_one_forum_for_each_channel(unbound: Bot) -> None:
    await unbound.ask("use this channel for board", FACILITATOR, BOARD_CHANNEL)

    elsewhere = await unbound.ask("use this channel for board", FACILITATOR, ANYWHERE)
    another = await unbound.ask("use this channel for senior board", FACILITATOR, BOARD_CHANNEL)

    assert "already has a channel" in texts(elsewhere)
    assert "already used for the board" in texts(another)


async def test_two_subgroups_have_a_channel_each(unbound: Bot) -> None:
    for name in ("A", "B"):
        place = channel_of(f"Subgroup {name}")
        said = await unbound.ask(f"use this channel for subgroup {name}", ADMINISTRATOR, place)
        assert f"subgroup {name}" in texts(said)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("board", "mental health team"),
        ("mental health team", "board"),
        ("subgroup A", "subgroup B"),
    ],
)
async def test_a_forum_above_t0_never_shares_a_team_with_another(
    unbound: Bot, first: str, then: str
) -> None:
    """Everyone in a team can open all its standard channels."""
    one, other = channel_of("Shared", "One"), channel_of("Shared", "Other")
    await unbound.ask(f"use this channel for {first}", ADMINISTRATOR, one)

    refused = await unbound.ask(f"use this channel for {then}", ADMINISTRATOR, other)

    assert "needs a team of its own" in texts(refused)


async def test_forums_at_t0_may_share_a_team(unbound: Bot) -> None:
    one, other = channel_of("Shared", "One"), channel_of("Shared", "Other")
    await unbound.ask("use this channel for board", FACILITATOR, one)

    said = await unbound.ask("use this channel for senior board", FACILITATOR, other)

    assert "now used for the senior board" in texts(said)


async def test_in_rehearsal_forums_may_share_a_team(rehearsal: Bot) -> None:
    """The local client has one team only."""
    await rehearsal.write(
        lambda unit: unit.people.grant("MEM-1", Grant(Role.ADMINISTRATOR, BEFORE, AFTER))
    )
    one, other = channel_of("Shared", "One"), channel_of("Shared", "Other")
    await rehearsal.ask("use this channel for board", NURSE, one)

    await rehearsal.ask("use this channel for mental health team", NURSE, other)

    bound = await rehearsal.read(lambda snapshot: snapshot.places.bindings())
    assert {each.forum.key for each in bound} == {"board", "mental_health_team"}


async def test_a_channel_is_taken_back_by_whom_it_could_be_given_by(bot: Bot) -> None:
    refused = await bot.ask("unbind", FACILITATOR, TEAM_CHANNEL)
    said = await bot.ask("unbind", ADMINISTRATOR, TEAM_CHANNEL)
    again = await bot.ask("unbind", ADMINISTRATOR, TEAM_CHANNEL)

    assert message("V31") in texts(refused)
    assert "no longer used for the Mental Health Team" in texts(said)
    assert message("not_bound") in texts(again)
    assert len(await bot.audit("ChannelUnbound")) == 1


async def test_a_private_chat_is_no_channel_and_an_unknown_forum_is_named(bot: Bot) -> None:
    private = await bot.ask("use this channel for board", ADMINISTRATOR)
    unknown = await bot.ask("use this channel for the pub quiz", ADMINISTRATOR, ANYWHERE)

    assert "a channel" in texts(private)
    assert message("forum_unknown") in texts(unknown)


async def test_a_notice_waits_until_the_team_has_a_channel_and_goes_out_then(unbound: Bot) -> None:
    ref = await unbound.refer()
    waiting = await unbound.until("waiting", "referral_received")
    assert waiting["error"] == "channel_not_bound"
    assert 'mhrmb_intents{lane="teams",state="waiting"}' in unbound.metrics

    await unbound.ask("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)

    await unbound.until("sent", "referral_received")
    posted = [call for call in unbound.channel.said("create") if ref in str(call.body)]
    assert [call.conversation.partition(";")[0] for call in posted] == [TEAM_CHANNEL.channel]


async def test_after_unbinding_notices_wait_for_the_next_channel(bot: Bot) -> None:
    await bot.ask("unbind", ADMINISTRATOR, TEAM_CHANNEL)
    bot.channel.calls.clear()

    ref = await bot.refer()
    await bot.until("waiting", "referral_received")
    await bot.ask("use this channel for mental health team", ADMINISTRATOR, TRIAGE_CHANNEL)

    await bot.until("sent", "referral_received")
    posted = [call for call in bot.channel.said("create") if ref in str(call.body)]
    assert [call.conversation.partition(";")[0] for call in posted] == [TRIAGE_CHANNEL.channel]


async def test_the_form_waits_for_the_app_where_it_is_not_installed(bot: Bot) -> None:
    """`Send me the form` says how to add the app; with it the form is there."""
    answer = await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)
    assert "choose Add" in answer
    await bot.until("waiting", "referral_form")

    await bot.deliver(bot.channel.installed(NURSE))

    await bot.until("sent", "referral_form")
    there = [
        call for call in bot.channel.calls if call.conversation == personal(NURSE).conversation
    ]
    assert any("referral.danger" in str(call.body) for call in there)


async def test_the_form_is_sent_at_once_where_the_app_is_installed(bot: Bot) -> None:
    await bot.deliver(bot.channel.installed(NURSE))

    answers = [await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL) for _ in range(3)]

    assert answers == ["I have sent the form to your own chat with me."] * 3
    await bot.until("sent", "referral_form")
    assert len(await bot.intents("referral_form")) == 1


async def test_removing_the_app_forgets_how_to_reach_and_adding_it_again_remembers(
    bot: Bot,
) -> None:
    await bot.deliver(bot.channel.installed(NURSE))
    await bot.deliver(bot.channel.installed(NURSE, action="remove"))
    key = f"person:{NURSE.aad_object_id}"
    assert await bot.read(lambda snapshot: snapshot.places.reference(key)) is None

    assert "choose Add" in await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)
    await bot.deliver(bot.channel.installed(NURSE))

    await bot.until("sent", "referral_form")


async def test_the_app_removed_from_a_team_and_added_again_loses_no_notice(bot: Bot) -> None:
    """Teams tells it in the team's first channel; the forum's may be another."""
    await bot.ask("unbind", ADMINISTRATOR, TEAM_CHANNEL)
    await bot.ask("use this channel for mental health team", ADMINISTRATOR, TRIAGE_CHANNEL)
    first = channel_of("Mental Health Team")
    await bot.deliver(bot.channel.installed(ADMINISTRATOR, first, action="remove"))
    ref = await bot.refer()
    await bot.until("waiting", "referral_received")
    bot.channel.calls.clear()

    await bot.deliver(bot.channel.installed(ADMINISTRATOR, first))

    await bot.until("sent", "referral_received")
    posted = [call for call in bot.channel.said("create") if ref in str(call.body)]
    assert [call.conversation.partition(";")[0] for call in posted] == [TRIAGE_CHANNEL.channel]


@pytest.mark.parametrize("event", ["channelDeleted", "teamDeleted"])
async def test_a_forum_whose_channel_was_deleted_can_have_another(bot: Bot, event: str) -> None:
    """Nobody could say `unbind` in a channel that is gone."""
    await bot.deliver(bot.channel.channel_event(event, TEAM_CHANNEL))
    ref = await bot.refer()
    await bot.until("waiting", "referral_received")

    await bot.ask("use this channel for mental health team", ADMINISTRATOR, channel_of("New Team"))

    await bot.until("sent", "referral_received")
    assert any(ref in str(call.body) for call in bot.channel.said("create"))
    assert (await bot.audit("ChannelUnbound"))[0]["details"] == {"why": "deleted"}


async def test_a_channel_that_is_out_of_reach_is_taken_from_its_forum_at_the_command_line(
    channel: Channel, tmp_path: Path
) -> None:
    """Nobody can say 'unbind' in it, and Teams did not say that it was deleted."""
    settings = settings_for(channel, tmp_path)
    async with running(settings, channel) as bot:
        await bot.write(register)
        await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
        refused = await bot.ask("use this channel for board", ADMINISTRATOR, ANYWHERE)

        status, said = await mhrmb(settings, "unbind", "board")
        given = await bot.ask("use this channel for board", ADMINISTRATOR, ANYWHERE)

    assert "mhrmb unbind" in texts(refused)
    assert status == 0, said
    assert "now used for the board" in texts(given)


async def test_another_channel_that_is_deleted_or_renamed_changes_nothing(bot: Bot) -> None:
    other = channel_of("Mental Health Team", "Lunch")
    await bot.deliver(bot.channel.channel_event("channelDeleted", other))
    await bot.deliver(bot.channel.channel_event("channelRenamed", TEAM_CHANNEL))

    (binding,) = await bot.read(lambda snapshot: snapshot.places.bindings())

    assert binding.channel == TEAM_CHANNEL.channel


async def test_an_upgrade_is_not_greeted(bot: Bot) -> None:
    await bot.deliver(bot.channel.installed(NURSE, action="add-upgrade"))

    await bot.settled()
    assert not bot.channel.calls


async def test_a_changed_service_url_is_used_from_the_next_verified_activity_on(bot: Bot) -> None:
    """It varies by person and region; the latest one that came with a good token is right."""
    await bot.say("hello")
    async with Channel() as moved:
        moved.signing, moved.app_id = bot.channel.signing, bot.channel.app_id
        hello = bot.channel.message("hello") | {"serviceUrl": moved.service_url}
        token = bot.channel.token(serviceurl=moved.service_url)
        await bot.deliver(hello, token=token)
        moved.calls.clear()

        await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)

        (call,) = await moved.wait_for(1)
        assert button(card_of(call.body), "referral.danger")


async def test_a_service_url_without_a_good_token_changes_nothing(bot: Bot) -> None:
    await bot.say("hello")
    key = f"person:{NURSE.aad_object_id}"
    before = await bot.read(lambda snapshot: snapshot.places.reference(key))
    evil = bot.channel.message("hello") | {"serviceUrl": "http://127.0.0.1:9/emea/"}

    status, _ = await bot.channel.post(bot.url, evil)

    assert status == 401
    assert await bot.read(lambda snapshot: snapshot.places.reference(key)) == before
