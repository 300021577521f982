"""The form in a dialog from a channel, and what the channel itself gets to see."""

from typing import Any

from board.errors import message
from tests.fakes.channel import BOARD_CHANNEL, NURSE, ON_PHONE, TRIAGER, personal
from tests.scenarios.bot import (
    ANSWERS,
    TEAM_CHANNEL,
    Bot,
    answers_on,
    button,
    buttons,
    inputs,
    reference_in,
    texts,
    typed_in,
    verb_of,
    wrong_at,
)


async def fetch(bot: Bot, verb: str = "referral.start", **how: Any) -> Any:
    """Open a dialog from a card in a channel, as Teams does: with the card's id."""
    who = how.get("who", NURSE)
    activity = bot.channel.fetch(verb, {}, who, BOARD_CHANNEL, replyToId=how.get("on", "1700"))
    return (await bot.deliver(activity))["task"]["value"]["card"]["content"]


async def submit(bot: Bot, verb: str, data: Any, who: Any = NURSE) -> Any:
    """Press a button in a dialog."""
    return await bot.dialog("submit", verb, data, who, BOARD_CHANNEL)


async def test_refer_in_a_channel_offers_a_dialog_and_a_neighbour_without_one(bot: Bot) -> None:
    """In any channel, also one at T0: the card holds nothing of anybody."""
    card = await bot.ask("refer", NURSE, BOARD_CHANNEL)

    opens = [each for each in buttons(card) if each["data"].get("msteams")]
    assert {verb_of(each) for each in opens} == {"referral.start", "referral.danger"}
    assert all(each["type"] == "Action.Submit" for each in opens)
    assert button(card, "referral.send")["type"] == "Action.Execute"
    assert not inputs(card)


async def test_a_whole_referral_from_a_dialog(bot: Bot) -> None:
    """Fetch, next, back, a wrong answer, submit: all in the dialog, and only there."""
    await bot.settled()
    bot.channel.calls.clear()

    page = await fetch(bot)
    form = button(page, "referral.next")["data"]["form"]
    assert all(each["type"] != "Action.Execute" for each in buttons(page))
    await submit(bot, "referral.next", {"form": form, "screen": "what", **answers_on("what")})
    who = {"form": form, "screen": "who", **answers_on("who")}
    wrong = await submit(bot, "referral.next", who | {"setting": ""})
    assert wrong_at(wrong, "setting") == message("V34")
    assert typed_in(wrong)["subject_name"] == ANSWERS["subject_name"]
    back = await submit(bot, "referral.back", who)
    assert typed_in(back)["account"] == ANSWERS["account"]
    await submit(bot, "referral.next", {"form": form, "screen": "what", **answers_on("what")})
    receipt = await submit(bot, "referral.submit", {"form": form, **answers_on("check")})

    ref = reference_in(receipt)
    await bot.settled()
    assert [call.conversation.partition(";")[0] for call in bot.channel.calls] == [
        TEAM_CHANNEL.channel
    ]
    assert "Quagmirez" in texts(await bot.press("referral.open", {"ref": ref}, TRIAGER))


async def test_opening_the_dialog_again_goes_on_where_one_was(bot: Bot) -> None:
    page = await fetch(bot)
    form = button(page, "referral.next")["data"]["form"]
    await submit(bot, "referral.next", {"form": form, "screen": "what", **answers_on("what")})

    again = await fetch(bot)

    assert button(again, "referral.next")["data"]["form"] == form
    assert "subject_name" in inputs(again)


async def test_each_person_has_their_own_form_behind_the_same_card(bot: Bot) -> None:
    one = button(await fetch(bot), "referral.next")["data"]["form"]
    other = button(await fetch(bot, who=ON_PHONE), "referral.next")["data"]["form"]

    assert one != other
    answer = await submit(bot, "referral.next", {"form": one, "screen": "what"}, ON_PHONE)
    assert answer == message("V31")


async def test_a_dialogs_form_is_not_answered_in_the_open_of_its_channel(bot: Bot) -> None:
    form = button(await fetch(bot), "referral.next")["data"]["form"]

    answer = await bot.press(
        "referral.next", {"form": form, "screen": "what"}, NURSE, BOARD_CHANNEL
    )

    assert answer == message("V31")


async def test_danger_in_a_dialog_leads_to_999_and_on_to_the_form(bot: Bot) -> None:
    danger = await fetch(bot, "referral.danger")
    assert message("V01") in texts(danger)

    go_on = button(danger, "referral.start")
    page = await submit(bot, "referral.start", go_on["data"])

    assert button(page, "referral.next")["data"]["form"] == go_on["data"]["form"]
    draft = await bot.read(lambda snapshot: snapshot.drafts.get(go_on["data"]["form"]))
    assert draft.danger


async def test_what_was_saved_in_a_dialog_is_found_in_ones_own_chat(bot: Bot) -> None:
    form = button(await fetch(bot), "referral.next")["data"]["form"]
    typed = {"form": form, "screen": "what", **answers_on("what")}
    saved = await submit(bot, "referral.save", typed)
    assert "Saved for 7 days" in saved

    opener = await bot.ask("refer")

    forms = [each["data"]["form"] for each in buttons(opener) if verb_of(each) == "referral.start"]
    assert form in forms
    page = await bot.press("referral.start", {"form": form})
    assert typed_in(page)["account"] == ANSWERS["account"]


async def test_the_same_submit_of_a_dialog_twice_is_one_referral(bot: Bot) -> None:
    form = button(await fetch(bot), "referral.next")["data"]["form"]
    for page in ("what", "who"):
        data = {"form": form, "screen": page, **answers_on(page)}
        await submit(bot, "referral.next", data)
    send = {"form": form, **answers_on("check")}

    first = await submit(bot, "referral.submit", send)
    again = await submit(bot, "referral.submit", send)
    reopened = await fetch(bot)

    assert texts(again) == texts(first)
    assert await bot.referrals() == 1
    assert button(reopened, "referral.next")["data"]["form"] != form


async def test_a_button_that_is_not_ours_gets_a_sentence_in_the_dialog(bot: Bot) -> None:
    assert await submit(bot, "referral.explode", {}) == message("out_of_date_card")
    assert await submit(bot, "referral.next", {}) == message("out_of_date_card")


async def test_a_press_in_the_channel_without_a_dialog_sends_the_form_to_ones_own_chat(
    bot: Bot,
) -> None:
    """Some clients press a dialog button as a plain one."""
    await bot.say("hello")
    bot.channel.calls.clear()

    answer = await bot.press("referral.start", {}, NURSE, BOARD_CHANNEL)

    assert "your own chat" in answer
    (call,) = await bot.channel.wait_for(1)
    assert call.conversation == personal(NURSE).conversation


async def test_make_a_referral_on_the_home_card_of_a_channel_opens_the_gate_in_a_dialog(
    bot: Bot,
) -> None:
    home = await bot.ask("hello", NURSE, BOARD_CHANNEL)
    opens = next(each for each in buttons(home) if each["title"] == "Make a referral")
    assert opens["data"]["msteams"] == {"type": "task/fetch"}

    gate = await fetch(bot, verb_of(opens))

    assert "Is anyone in immediate danger right now?" in texts(gate)
    form = button(gate, "referral.start")["data"]["form"]
    page = await submit(bot, "referral.start", {"form": form})
    assert "account" in inputs(page)
