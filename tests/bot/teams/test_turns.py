"""A press is answered in the HTTP response, in exactly the shape Teams shows; faults too."""

import asyncio

import orjson
import pytest
from botbuilder.core import Middleware
from botbuilder.schema import Activity
from structlog.testing import capture_logs

from bot.teams.answers import (
    CardAnswer,
    DialogCard,
    DialogSentence,
    Nothing,
    SentenceAnswer,
    body_of,
)
from tests.fakes.channel import NURSE, personal

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}
CARD_JSON = b'{"type":"AdaptiveCard","version":"1.5","body":[]}'


def test_the_bytes_of_each_answer():
    bodies = [
        body_of(answer)
        for answer in (
            CardAnswer(CARD),
            SentenceAnswer("Done."),
            DialogCard(CARD, "Referral"),
            DialogSentence("Done."),
            Nothing(),
        )
    ]

    assert bodies == [
        b'{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":%s}'
        % CARD_JSON,
        b'{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"Done."}',
        (
            b'{"task":{"type":"continue","value":{"title":"Referral","height":"large",'
            b'"width":"medium","card":{"contentType":"application/vnd.microsoft.card.adaptive",'
            b'"content":%s}}}}' % CARD_JSON
        ),
        b'{"task":{"type":"message","value":"Done."}}',
        b"",
    ]


@pytest.mark.parametrize("make", [SentenceAnswer, DialogSentence])
@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_sentence_has_words(make, text):
    """Teams takes an empty one for a failure, and sends the press again."""
    with pytest.raises(ValueError, match="words"):
        make(text)


def answering(answer):
    async def answered(_incoming):
        return answer

    return answered


@pytest.mark.parametrize("make", ["fetch", "submit"])
async def test_a_sentence_takes_the_shape_of_the_press(make, bot, channel):
    bot.application.answer = answering(SentenceAnswer("No."))

    _, body = await bot.post(getattr(channel, make)("x"))

    assert body == {"task": {"type": "message", "value": "No."}}


async def test_a_dialogs_sentence_under_a_card_is_a_sentence(bot, channel):
    bot.application.answer = answering(DialogSentence("No."))

    _, body = await bot.post(channel.execute("x"))

    assert body["type"] == "application/vnd.microsoft.activity.message"


async def test_a_message_is_heard_and_answered_with_nothing(bot, channel):
    bot.application.answer = answering(SentenceAnswer("not for a message"))

    assert await bot.post(channel.message("help")) == (200, "")
    assert await bot.post(channel.submit_message("a.b")) == (200, "")


async def test_a_submitted_dialog_may_close(bot, channel):
    bot.application.answer = answering(None)

    assert await bot.post(channel.submit("x")) == (200, "")


@pytest.mark.parametrize(
    ("make", "shape"),
    [("execute", ("value",)), ("fetch", ("task", "value")), ("submit", ("task", "value"))],
)
async def test_a_fault_of_ours_is_an_apology_with_its_trace_and_logged_once(
    make, shape, bot, channel
):
    async def broken(incoming):
        raise RuntimeError(incoming.press.data["account"])

    bot.application.answer = broken
    with capture_logs() as logs:
        status, body = await bot.post(getattr(channel, make)("x", {"account": "he said"}))

    for key in shape:
        body = body[key]
    assert status == 200
    assert body.startswith("Something went wrong. Reference ")
    assert [line["event"] for line in logs] == ["turn failed"]
    assert logs[0]["error"] == "RuntimeError"
    assert any("broken" in place for place in logs[0]["at"])
    assert "he said" not in str(logs)
    assert bot.counted("mhrmb_turns_total", kind=make, result="failed") == 1


async def test_a_fault_at_a_message_is_no_500(bot, channel):
    async def broken(_incoming):
        raise KeyError

    bot.application.answer = broken

    assert await bot.post(channel.message("help")) == (200, "")


@pytest.mark.parametrize(
    ("make", "answer"),
    [
        ("execute", None),
        ("execute", DialogCard(CARD, "x")),
        ("fetch", CardAnswer(CARD)),
        ("fetch", None),
        ("execute", CardAnswer({"not json": object()})),
    ],
    ids=["nothing", "dialog for execute", "card for fetch", "nothing for fetch", "no json"],
)
async def test_an_answer_that_teams_could_not_show_is_a_fault_of_ours(make, answer, bot, channel):
    bot.application.answer = answering(answer)

    status, body = await bot.post(getattr(channel, make)("x"))

    assert status == 200
    assert b"Something went wrong" in orjson.dumps(body)


async def test_turns_are_counted_by_kind(bot, channel):
    await bot.post(channel.execute("x"))
    await bot.post(channel.message("x"))
    await bot.post(channel.message("x") | {"type": "made up"})

    assert bot.counted("mhrmb_turns_total", kind="execute", result="done") == 1
    assert bot.counted("mhrmb_turns_total", kind="message", result="done") == 1
    assert bot.counted("mhrmb_turns_total", kind="other", result="done") == 1
    assert bot.counted("mhrmb_turn_seconds_count", kind="execute") == 1


class Parrot(Middleware):
    """A middleware of the SDK's own kind, which speaks, edits and takes back."""

    async def on_turn(self, context, logic):
        sent = await context.send_activity("one moment")
        await context.update_activity(Activity(type="message", id=sent.id, text="still"))
        await context.delete_activity(sent.id)
        return await logic()


async def test_the_sdks_own_turn_context_speaks_through_our_connector(bot, channel):
    bot.adapter.use(Parrot())

    status, body = await bot.post(channel.execute("x"))

    assert (status, body["value"]) == (200, "x heard")
    assert [call.verb for call in channel.calls] == ["send", "update", "delete"]
    assert channel.calls[0].body["text"] == "one moment"
    assert {call.conversation for call in channel.calls} == {personal(NURSE).conversation}


async def test_a_slow_login_delays_no_other_turn(bot, channel):
    """One turn waits for the bot's own token, while another is answered."""
    bot.adapter.use(Parrot())
    channel.login_delay = 0.3
    slow = asyncio.ensure_future(bot.post(channel.execute("slow")))
    await asyncio.sleep(0.1)
    bot.adapter._middleware._middleware.clear()
    started = asyncio.get_running_loop().time()

    status, _ = await bot.post(channel.execute("quick"))

    assert status == 200
    assert asyncio.get_running_loop().time() - started < 0.1
    assert (await slow)[0] == 200
