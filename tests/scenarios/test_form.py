"""The referral form: every message at its field, and everything typed still there."""

from time import perf_counter
from typing import Any

import pytest

from board.errors import message
from tests.fakes.channel import TRIAGER, Json
from tests.scenarios.bot import (
    ANSWERS,
    STRANGER,
    Bot,
    answers_on,
    button,
    buttons,
    card_of,
    inputs,
    reference_in,
    texts,
    typed_in,
    verb_of,
    wrong_at,
)

EMOJI = "\N{FACE WITH MEDICAL MASK}"
LONG = "He said it again, and more loudly. " * 60


def with_answer(question: str, answer: object) -> Json:
    return ANSWERS | {question: answer}


async def next_with(bot: Bot, page: str, answers: Json) -> Any:
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})
    data = {"form": form, "screen": page, **answers_on(page, answers)}
    return await bot.press("referral.next", data)


@pytest.mark.parametrize(
    ("page", "question", "answer", "code"),
    [
        ("what", "account", "", "V39"),
        ("what", "account", "   \n ", "V39"),
        ("what", "account", "Too short.", "V04"),
        ("what", "account", LONG, "V05"),
        ("what", "indicators", "", "V06"),
        ("what", "at_risk", "", "V35"),
        ("who", "subject_name", "", "V02"),
        ("who", "subject_born", "", "V33"),
        ("who", "subject_born", "last spring", "V33"),
        ("who", "subject_born", "31/02/1987", "V33"),
        ("who", "subject_born", "17/03/2199", "V03"),
        ("who", "subject_born", "121", "V03"),
        ("who", "setting", "", "V34"),
        ("who", "conditions", "", "V40"),
        ("who", "mappa_status", "", "V08"),
    ],
)
async def test_a_wrong_answer_comes_back_at_its_field_with_everything_typed_still_there(
    bot: Bot, page: str, question: str, answer: str, code: str
) -> None:
    """The same page again, the message above the input, the other answers as they were."""
    answers = with_answer(question, answer)

    card = await next_with(bot, page, answers)

    assert wrong_at(card, question) == message(code)
    typed = answers_on(page, answers)
    shown = typed_in(card)
    assert {each: shown[each] for each in typed} == typed
    assert [each for each in inputs(card) if wrong_at(card, each)] == [question]


@pytest.mark.parametrize(("question", "limit"), [("at_risk_detail", 200), ("subject_name", 100)])
async def test_too_long_names_the_limit(bot: Bot, question: str, limit: int) -> None:
    page = "what" if question == "at_risk_detail" else "who"

    card = await next_with(bot, page, with_answer(question, "x" * (limit + 1)))

    assert f"Use {limit} characters or fewer" in wrong_at(card, question)
    assert typed_in(card)[question] == "x" * (limit + 1)


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("person_aware", "", message("V36")),
        ("confirmed", "false", message("V37")),
        ("person_aware_detail", "x" * 201, "Use 200 characters or fewer"),
        ("phone", "0" * 21, "Use 20 characters or fewer"),
    ],
)
async def test_nothing_is_sent_while_the_check_page_has_a_fault(
    bot: Bot, question: str, answer: str, words: str
) -> None:
    form = await bot.filled()

    card = await bot.submit(form, answers=with_answer(question, answer))

    assert words in wrong_at(card, question)
    assert typed_in(card)["phone"] == with_answer(question, answer)["phone"]
    assert await bot.referrals() == 0


async def test_everything_is_checked_again_when_it_is_sent(bot: Bot) -> None:
    """A client that skips the pages is led to the first page with a fault."""
    form = await bot.open_form()

    card = await bot.submit(form)

    assert wrong_at(card, "account") == message("V39")
    assert wrong_at(card, "indicators") == message("V06")
    assert message("V34") in texts(card)
    assert await bot.referrals() == 0


@pytest.mark.parametrize(
    ("page", "field"),
    [("what", "account"), ("what", "indicators"), ("what", "at_risk"), ("who", "subject_name"),
     ("who", "subject_born"), ("who", "setting"), ("who", "conditions"), ("who", "mappa_status")],
)  # fmt: skip
async def test_an_input_lost_on_the_way_is_named_and_all_others_are_still_there(
    bot: Bot, page: str, field: str
) -> None:
    answers = {key: value for key, value in ANSWERS.items() if key != field}

    card = await next_with(bot, page, answers)

    assert wrong_at(card, field)
    arrived = answers_on(page, answers)
    assert {each: typed_in(card)[each] for each in arrived} == arrived


async def test_a_press_that_lost_all_its_inputs_empties_nothing_typed_before(bot: Bot) -> None:
    """Clients have sent presses without any of their inputs for weeks."""
    form = await bot.open_form()
    await bot.fill(form)

    await bot.press("referral.change", {"form": form, "field": "account"})
    check = await bot.press("referral.next", {"form": form, "screen": "what"})

    assert ANSWERS["account"] in texts(check)
    assert reference_in(await bot.submit(form))


async def test_a_press_that_lost_all_its_inputs_names_the_missing_fields(bot: Bot) -> None:
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})

    card = await bot.press("referral.next", {"form": form, "screen": "what"})

    assert wrong_at(card, "account") == message("V39")
    assert wrong_at(card, "indicators") == message("V06")
    assert wrong_at(card, "at_risk") == message("V35")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("account", ["a", "list"]),
        ("account", {"an": "object"}),
        ("account", True),
        ("account", 12),
        ("indicators", 7),
        ("indicators", {"weapons": True}),
        ("indicators", "weapons,made_up"),
        ("indicators", ["weapons", ["weapons"]]),
        ("at_risk", [None]),
        ("how_soon", "tomorrow"),
        ("how_soon", True),
        ("how_soon", ["days", "weeks"]),
    ],
)
async def test_a_wrong_type_or_an_unknown_choice_is_a_named_error_at_its_field(
    bot: Bot, question: str, answer: object
) -> None:
    card = await next_with(bot, "what", with_answer(question, answer))

    assert wrong_at(card, question)
    others = {key: value for key, value in answers_on("what").items() if key != question}
    assert {each: typed_in(card)[each] for each in others} == others


@pytest.mark.parametrize(
    "born",
    ["1987-03-17", "17/3/87", "17 March 1987", "17.03.1987", "about 40", "43", "approx. 40 years"],
)
async def test_dates_of_birth_and_ages_are_taken_as_people_write_them(bot: Bot, born: str) -> None:
    assert await bot.refer(answers=with_answer("subject_born", born))


async def test_a_name_not_known_needs_a_description_and_then_is_enough(bot: Bot) -> None:
    nameless = ANSWERS | {"subject_name": "", "subject_unknown": "true"}

    without = await next_with(bot, "who", nameless)
    ref = await bot.refer(answers=nameless | {"subject_description": "Tall man in a green coat"})

    assert wrong_at(without, "subject_name") == message("V02")
    opened = await bot.press("referral.open", {"ref": ref}, TRIAGER)
    assert "Tall man in a green coat" in texts(opened)


async def test_a_referral_in_another_script_with_emoji_arrives_as_it_was_typed(bot: Bot) -> None:
    name = "Zażółć Łukasz \N{ZERO WIDTH JOINER} 李小龙 \u202e\N{ARABIC LETTER SEEN}"
    account = f"Он сказал, что убьёт соседа {EMOJI}. " * 3

    ref = await bot.refer(answers=ANSWERS | {"subject_name": name, "account": account})

    opened = texts(await bot.press("referral.open", {"ref": ref}, TRIAGER))
    assert name in opened
    assert account.strip() in opened


async def test_a_nul_in_any_text_costs_nothing_but_itself(bot: Bot) -> None:
    """Databases and clients cannot carry it; the referral is taken all the same."""
    spoilt = {
        key: f"{value}\x00"
        if key in {"account", "subject_name", "at_risk_detail", "phone"}
        else value
        for key, value in ANSWERS.items()
    }

    ref = await bot.refer(answers=spoilt)

    opened = texts(await bot.press("referral.open", {"ref": ref}, TRIAGER))
    assert "Wendelin Quagmirez" in opened
    assert "\x00" not in opened


async def test_a_huge_text_is_refused_at_its_field_and_not_lost(bot: Bot) -> None:
    """The draft keeps all of it, though a card can show only the first part."""
    huge = "He said so. " * 12_000
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})

    data = {"form": form, "screen": "what", **answers_on("what", with_answer("account", huge))}
    card = await bot.press("referral.next", data)

    assert wrong_at(card, "account") == message("V05")
    assert huge.startswith(typed_in(card)["account"].rstrip())
    kept = await bot.read(lambda snapshot: snapshot.drafts.get(form))
    assert kept.answers["account"] == huge


async def test_back_change_and_more_keep_what_was_typed(bot: Bot) -> None:
    """Right or wrong, it is there again on whichever page one comes back to."""
    form = await bot.open_form()
    await bot.fill(form)
    on_check = answers_on("check", with_answer("phone", "1" * 30))

    more = await bot.press("referral.more", {"form": form, **on_check})
    assert {"address", "tried", "ethnicity"} <= set(inputs(more))
    wrong = {"form": form, "screen": "more", "tried": "x" * 501, "address": "1 Nowhere Lane"}
    again = await bot.press("referral.back", wrong)
    assert "Use 500 characters or fewer" in wrong_at(again, "tried")
    assert typed_in(again)["address"] == "1 Nowhere Lane"

    check = await bot.press("referral.back", wrong | {"tried": "Everything"})
    assert typed_in(check)["phone"] == "1" * 30
    assert "1 Nowhere Lane" in texts(check)
    changed = await bot.press("referral.change", {"form": form, "field": "subject_name"})
    assert typed_in(changed)["subject_name"] == ANSWERS["subject_name"]
    back = await bot.press("referral.back", {"form": form, "screen": "who", "subject_name": ""})
    assert typed_in(back)["account"] == ANSWERS["account"]


async def test_a_changed_answer_leads_straight_back_to_the_check(bot: Bot) -> None:
    form = await bot.open_form()
    await bot.fill(form)

    await bot.press("referral.change", {"form": form, "field": "account"})
    answers = answers_on("what", with_answer("how_soon", "weeks"))
    check = await bot.press("referral.next", {"form": form, "screen": "what", **answers})

    assert button(check, "referral.submit")
    assert "Within weeks" in texts(check)


async def test_a_saved_draft_is_continued_from_its_opener_and_from_my_referrals(bot: Bot) -> None:
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})

    saved = await bot.press("referral.save", {"form": form, "screen": "what", **answers_on("what")})

    assert button(saved, "referral.start")["data"]["form"] == form
    edited = await bot.channel.wait_for(1, "update")
    assert "draft, 1 of 3" in texts(card_of(edited[0].body))
    mine = await bot.ask("my referrals")
    assert button(mine, "referral.start")["data"]["form"] == form
    page = await bot.press("referral.start", {"form": form})
    assert typed_in(page)["account"] == ANSWERS["account"]


async def test_a_new_opener_shows_the_way_back_to_what_was_begun(bot: Bot) -> None:
    """Whoever types `refer` again finds the draft they left, not only an empty form."""
    first = await bot.open_form()
    await bot.press("referral.start", {"form": first})
    await bot.press("referral.save", {"form": first, "screen": "what", **answers_on("what")})
    await bot.settled()

    opener = await bot.ask("refer")

    forms = [each["data"]["form"] for each in buttons(opener) if verb_of(each) == "referral.start"]
    assert first in forms
    assert len(set(forms)) == 2
    assert ANSWERS["account"] not in texts(opener)


async def test_a_deleted_draft_is_gone_and_pressing_again_says_the_same(bot: Bot) -> None:
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})
    await bot.press("referral.save", {"form": form, "screen": "what", **answers_on("what")})

    gone = await bot.press("referral.withdraw", {"form": form})
    again = await bot.press("referral.withdraw", {"form": form})

    assert "You deleted it. Nothing was sent." in texts(gone)
    assert texts(again) == texts(gone)
    assert await bot.read(lambda snapshot: snapshot.drafts.get(form)) is None
    await bot.settled()
    edited = bot.channel.said("update")[-1]
    assert "You deleted it" in texts(card_of(edited.body))
    assert not await bot.audit("AttemptRefused")


async def test_immediate_danger_says_999_first_and_reaches_the_team(bot: Bot) -> None:
    """It is kept with the referral, makes it urgent, and stands on top of what the team reads."""
    form = await bot.open_form()

    danger = await bot.press("referral.danger", {"form": form})

    assert message("V01") in texts(danger)
    assert "101" in texts(danger)
    assert button(danger, "referral.start")["title"] == "I have called 999, continue"
    answers = with_answer("how_soon", "not_known")
    await bot.fill(form, answers=answers)
    ref = reference_in(await bot.submit(form, answers=answers))
    opened = texts(await bot.press("referral.open", {"ref": ref}, TRIAGER))
    assert "Immediate danger was reported" in opened
    assert "Urgent" in opened
    assert [each["about"] for each in await bot.audit("DangerReported")] == [f"form:{form}"]


async def test_an_expired_draft_says_so_and_what_was_typed_is_gone(rehearsal: Bot) -> None:
    """After seven days the opener is redrawn, and no button brings the draft back."""
    form = await rehearsal.open_form()
    await rehearsal.press("referral.start", {"form": form})
    typed = {"form": form, "screen": "what", **answers_on("what")}
    await rehearsal.press("referral.save", typed)
    await rehearsal.settled()
    edits = len(rehearsal.channel.said("update"))

    await rehearsal.ask("clock +8d")

    expired = (await rehearsal.channel.wait_for(edits + 1, "update"))[-1]
    assert "not finished within 7 days" in texts(card_of(expired.body))
    for verb in ("referral.start", "referral.danger", "referral.withdraw", "referral.submit"):
        assert await rehearsal.press(verb, {"form": form}) == message("draft_gone")
    assert await rehearsal.press("referral.next", typed) == message("draft_gone")
    kept = await rehearsal.read(lambda snapshot: snapshot.drafts.get(form))
    assert not kept.answers


async def test_a_form_pressed_after_it_was_sent_gives_the_receipt(bot: Bot) -> None:
    """From another device, or an old card: nothing is written, and nothing is lost."""
    form = await bot.open_form()
    await bot.fill(form)
    ref = reference_in(await bot.submit(form))

    answers = [
        await bot.press("referral.start", {"form": form}),
        await bot.press("referral.danger", {"form": form}),
        await bot.press("referral.next", {"form": form, "screen": "what", **answers_on("what")}),
        await bot.press("referral.back", {"form": form, "screen": "check"}),
        await bot.press("referral.change", {"form": form, "field": "account"}),
        await bot.press("referral.save", {"form": form, "screen": "what"}),
        await bot.submit(form),
    ]

    assert [reference_in(each) for each in answers] == [ref] * len(answers)
    assert await bot.referrals() == 1


async def test_out_of_hours_the_form_says_when_it_will_be_read_and_whom_to_call(
    rehearsal: Bot,
) -> None:
    await rehearsal.ask("clock 2031-11-21 23:00")

    opener = await rehearsal.ask("refer")
    form = button(opener, "referral.start")["data"]["form"]
    page = await rehearsal.press("referral.start", {"form": form})

    assert "Nobody reads this until Monday 08:00" in texts(opener)
    assert "Nobody reads this until Monday 08:00" in texts(page)
    assert "call 999" in texts(page)


async def test_no_input_is_required_by_the_client(bot: Bot) -> None:
    """A required input would block Back, Save and 'name not known' as well."""
    form = await bot.open_form()
    what = await bot.press("referral.start", {"form": form})
    check = await bot.fill(form)
    more = await bot.press("referral.more", {"form": form})

    asked = [each for card in (what, check, more) for each in inputs(card).values()]

    assert asked
    assert not any(each.get("isRequired") for each in asked)


async def test_the_client_cannot_answer_for_somebody_known(bot: Bot) -> None:
    """Agency and job come from the register: what a client adds is not believed."""
    form = await bot.open_form()
    await bot.fill(form)

    ref = reference_in(await bot.submit(form, answers=ANSWERS | {"agency": "MI5", "job": "Chief"}))

    opened = texts(await bot.press("referral.open", {"ref": ref}, TRIAGER))
    assert "MI5" not in opened
    assert "Coastshire Mental Health Trust" in opened
    assert STRANGER.name not in opened


async def test_a_date_of_birth_made_to_be_slow_is_answered_at_once(bot: Bot) -> None:
    """One unit keeps all others waiting: no text may take it long to read."""
    before = perf_counter()

    card = await next_with(bot, "who", with_answer("subject_born", "1" + " " * 100_000 + "x"))

    assert wrong_at(card, "subject_born") == message("V33")
    assert perf_counter() - before < 2
