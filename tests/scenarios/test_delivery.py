"""What the courier does with everything Teams can say instead of yes."""

import asyncio
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import update

from storage.tables.referrals import REFERRALS
from tests.fakes.channel import NURSE, TRIAGER, Channel, Reply
from tests.scenarios.bot import (
    ADMINISTRATOR,
    TEAM_CHANNEL,
    Bot,
    answers_on,
    card_of,
    reference_in,
    register,
    running,
    settings_for,
    texts,
)

RECEIVED = "referral_received"


async def filled(bot: Bot) -> str:
    """A form that is ready to be sent, with nothing else under way."""
    form = await bot.filled()
    bot.channel.calls.clear()
    return form


def posted(bot: Bot, ref: str) -> list[str]:
    """Where a reference was posted anew, one entry for each message."""
    return [
        call.conversation
        for call in bot.channel.calls
        if ref in str(call.body) and call.verb != "update"
    ]


async def saved(bot: Bot) -> str:
    """A draft whose opener stands in the chat, so that the next save edits it."""
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})
    await bot.settled()
    bot.channel.calls.clear()
    return form


async def save(bot: Bot, form: str) -> None:
    await bot.press("referral.save", {"form": form, "screen": "what", **answers_on("what")})


@pytest.mark.parametrize("status", [429, 412])
async def test_told_to_come_again_the_courier_waits_and_then_sends_once(
    bot: Bot, status: int
) -> None:
    """Retry-After is honoured; waiting is not an attempt."""
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})
    await bot.settled()
    bot.channel.calls.clear()
    bot.channel.rate_limit(seconds=1, status=status)
    before = perf_counter()

    await save(bot, form)
    (edited,) = await bot.channel.wait_for(1, "update", within=6)

    assert perf_counter() - before >= 1
    assert "draft, 1 of 3" in texts(card_of(edited.body))
    intent = await bot.until("sent", "update")
    assert intent["attempts"] == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_new_message_that_may_have_arrived_is_in_doubt_and_never_repeated(
    bot: Bot, status: int
) -> None:
    """POST is not idempotent: two or three copies would be the price of a blind retry."""
    await bot.ask("unbind", ADMINISTRATOR, TEAM_CHANNEL)
    ref = await bot.refer()
    await bot.until("waiting", RECEIVED)
    await bot.settled()
    bot.channel.calls.clear()
    bot.channel.next_answers(Reply(status), 1)

    await bot.say("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)

    await bot.until("unknown", RECEIVED)
    await bot.settled()
    await asyncio.sleep(0.2)
    assert not posted(bot, ref)
    await bot.house.ticker.measure()
    assert 'mhrmb_intents{lane="teams",state="unknown"} 1.0' in bot.metrics


async def test_a_message_taken_whose_answer_was_lost_is_not_sent_twice(bot: Bot) -> None:
    """Teams took it, the connection broke: that is doubt too."""
    await bot.ask("unbind", ADMINISTRATOR, TEAM_CHANNEL)
    ref = await bot.refer()
    await bot.until("waiting", RECEIVED)
    await bot.settled()
    bot.channel.calls.clear()
    bot.channel.next_answers(Reply(drop="after"))

    await bot.say("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)

    await bot.until("unknown", RECEIVED)
    await bot.settled()
    await asyncio.sleep(0.2)
    assert len(posted(bot, ref)) == 1


async def test_an_edit_that_may_have_arrived_is_repeated(bot: Bot) -> None:
    """An edit is the same however often it arrives."""
    form = await saved(bot)
    bot.channel.next_answers(Reply(502))

    await save(bot, form)

    (edited,) = await bot.channel.wait_for(1, "update", within=6)
    assert "draft, 1 of 3" in texts(card_of(edited.body))
    assert (await bot.until("sent", "update"))["state"] == "sent"


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "ActivityNotFoundInConversation"), (404, ""), (403, "ServiceError")],
)
async def test_an_edit_of_what_is_gone_is_posted_afresh(bot: Bot, status: int, code: str) -> None:
    """And the next edit goes to the new one."""
    form = await saved(bot)
    bot.channel.next_answers(Reply(status, code))

    await save(bot, form)
    await bot.until("sent", "update")

    (afresh,) = bot.channel.said("send")
    assert "draft, 1 of 3" in texts(card_of(afresh.body))
    await save(bot, form)
    (edited,) = await bot.channel.wait_for(1, "update")
    assert edited.activity == afresh.activity


async def test_not_in_the_roster_waits_for_the_installation(bot: Bot) -> None:
    await bot.say("hello")
    bot.channel.calls.clear()
    bot.channel.next_answers(Reply(403, "BotNotInConversationRoster"))

    await bot.say("refer")
    waiting = await bot.until("waiting", "referral_form")
    assert waiting["error"] == "BotNotInConversationRoster"
    await bot.deliver(bot.channel.installed(NURSE))

    await bot.until("sent", "referral_form")


@pytest.mark.parametrize("code", ["ConversationBlockedByUser", "MessageWritesBlocked"])
async def test_blocked_by_the_person_is_dropped_until_they_write_again(bot: Bot, code: str) -> None:
    await bot.say("hello")
    bot.channel.next_answers(Reply(403, code))
    await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)

    await bot.until("dead", "referral_form")

    key = f"person:{NURSE.aad_object_id}"
    assert await bot.read(lambda snapshot: snapshot.places.reference(key)) is None
    await bot.say("hello")
    assert await bot.read(lambda snapshot: snapshot.places.reference(key)) is not None


async def test_disabled_by_an_administrator_stops_and_is_logged_for_the_operator(bot: Bot) -> None:
    await bot.say("hello")
    bot.channel.next_answers(Reply(403, "BotDisabledByAdmin"))
    await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)

    stopped = await bot.until("dead", "referral_form")

    assert stopped["error"] == "BotDisabledByAdmin"
    assert any("disabled by an administrator" in str(line.get("event")) for line in bot.logs)


async def test_a_connector_that_cannot_be_reached_is_tried_again(bot: Bot) -> None:
    """Nothing left this house, so nothing can be said twice; the next address is used."""
    async with Channel() as gone:
        away = gone.service_url
    hello = bot.channel.message("hello") | {"serviceUrl": away}
    await bot.deliver(hello, token=bot.channel.token(serviceurl=away))
    assert not bot.channel.calls

    await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)
    await bot.until("pending", "referral_form", error="ClientConnectorError")
    await bot.deliver(bot.channel.installed(NURSE, action="add-upgrade"))

    await bot.until("sent", "referral_form")
    assert len(bot.channel.said("send")) == 1


async def test_a_login_service_out_of_order_delays_and_loses_nothing(
    channel: Channel, tmp_path: Path
) -> None:
    """Without a token nothing can be sent; what was submitted is safe meanwhile."""
    channel.login_down = True
    async with running(settings_for(channel, tmp_path), channel) as bot:
        await bot.write(register)
        await bot.say("refer")
        await bot.until("pending", "referral_form", error="not_json")

        channel.login_down = False

        await bot.until("sent", "referral_form")
        assert len(channel.said("send")) == 1


async def test_no_answer_is_slowed_by_a_slow_connector(bot: Bot) -> None:
    """The receipt is the answer to the press; the notice takes as long as it takes."""
    forms = [await filled(bot) for _ in range(3)]
    bot.channel.next_answers(Reply(delay=0.7), 8)
    before = perf_counter()

    receipts = [await bot.submit(form) for form in forms]

    assert perf_counter() - before < 0.5
    assert len({reference_in(each) for each in receipts}) == len(forms)
    assert not bot.channel.calls


async def test_a_notice_is_in_the_teams_channel_within_two_seconds(bot: Bot) -> None:
    form = await filled(bot)

    ref = reference_in(await bot.submit(form))

    await bot.channel.wait_for(1, "create", within=2)
    assert len(posted(bot, ref)) == 1
    assert (await bot.until("sent", RECEIVED))["sent_at"] is not None


async def test_a_burst_of_notices_keeps_to_teams_pace(bot: Bot) -> None:
    """Far below seven a second in one conversation, and every one of them arrives once."""
    forms = [await bot.filled() for _ in range(5)]

    refs = [reference_in(await bot.submit(form)) for form in forms]
    await bot.channel.wait_for(5, "create", within=6)

    times = [call.at for call in bot.channel.said("create")]
    assert max(sum(0 <= one - other < 1 for one in times) for other in times) <= 6
    assert [len(posted(bot, ref)) for ref in refs] == [1] * 5


async def test_what_is_no_longer_true_is_not_said(bot: Bot) -> None:
    """The courier looks again: an unsent opener of a deleted draft says that it is gone."""
    form = await saved(bot)
    bot.channel.rate_limit(seconds=1)
    await save(bot, form)
    await bot.press("referral.withdraw", {"form": form})

    edited = (await bot.channel.wait_for(1, "update", within=6))[-1]

    assert "You deleted it" in texts(card_of(edited.body))


async def test_notifications_say_nothing_of_anybody(bot: Bot) -> None:
    """Summaries are T0: no reference, no name."""
    form = await filled(bot)
    ref = reference_in(await bot.submit(form))
    await bot.added(ref, "More about Ploverton")
    await bot.channel.wait_for(2)
    await bot.settled()

    summaries = [str(call.body.get("activity", call.body)["summary"]) for call in bot.channel.calls]

    assert summaries
    assert not [each for each in summaries if "REF" in each or "Nadia" in each]


async def test_a_fault_of_ours_is_told_to_whoever_typed_with_its_trace(bot: Bot) -> None:
    """Silence would be taken for an answer; the log has the trace, and no word of the referral."""
    ref = await bot.refer()
    await bot.settled()
    broken = update(REFERRALS).where(REFERRALS.c.ref == ref).values(sealed_t3=b"not sealed")
    await bot.write(lambda unit: unit._connection.execute(broken))

    bot.channel.calls.clear()

    await bot.say(f"referral {ref}", TRIAGER)

    (call,) = bot.channel.calls
    failed = next(line for line in bot.logs if line["event"] == "turn failed")
    assert "something went wrong" in call.body["text"]
    assert failed["trace"] in call.body["text"]
