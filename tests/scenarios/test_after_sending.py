"""After sending: information added, answers completed, a referral taken back."""

from board.errors import message
from tests.fakes.channel import NURSE, ON_PHONE, TRIAGER, Json
from tests.scenarios.bot import (
    Bot,
    button,
    buttons,
    card_of,
    reference_in,
    texts,
    typed_in,
    verb_of,
    wrong_at,
)

ADDED = "On Sunday he came back with Ploverton's crowbar."


async def test_added_information_reaches_the_team_beside_what_was_sent(bot: Bot) -> None:
    ref = await bot.refer()
    await bot.settled()
    bot.channel.calls.clear()

    receipt = await bot.added(ref, ADDED)

    assert reference_in(receipt) == ref
    notice = card_of((await bot.channel.wait_for(1, "create"))[0].body)
    assert "Information added" in texts(notice)
    assert "Ploverton" not in texts(notice)
    opened = texts(await bot.press("referral.open", {"ref": ref}, TRIAGER))
    assert ADDED in opened
    assert "Wendelin Quagmirez" in opened


async def test_added_twice_is_added_once(bot: Bot) -> None:
    ref = await bot.refer()
    asked = await bot.press("referral.add", {"ref": ref})
    data = button(asked, "referral.add")["data"] | {"account": ADDED}

    first = await bot.press("referral.add", data)
    again = await bot.press("referral.add", data)

    assert texts(first) == texts(again)
    assert len((await bot.read(lambda snapshot: snapshot.referrals.get(ref))).additions) == 1
    assert len(await bot.intents("referral_added")) == 1


async def test_nothing_to_add_and_too_much_to_add_are_told_at_the_field(bot: Bot) -> None:
    """Also where the input was lost on the way, or is no text."""
    ref = await bot.refer()
    asked = await bot.press("referral.add", {"ref": ref})
    data = button(asked, "referral.add")["data"]

    for nothing in ({}, {"account": ""}, {"account": " \n"}, {"account": ["x"]}):
        card = await bot.press("referral.add", data | nothing)
        assert wrong_at(card, "account") == message("V45")
    too_much = await bot.press("referral.add", data | {"account": "x" * 1501})

    assert wrong_at(too_much, "account") == message("V05")
    assert typed_in(too_much)["account"] == "x" * 1501
    assert not (await bot.read(lambda snapshot: snapshot.referrals.get(ref))).additions


async def test_optional_answers_can_be_completed_changed_and_taken_back(bot: Bot) -> None:
    ref = await bot.refer()
    page = await bot.press("referral.more", {"ref": ref})
    save = button(page, "referral.save")["data"]

    await bot.press("referral.save", save | {"address": "9 Quillfeather Row", "tried": "Talking"})
    page = await bot.press("referral.more", {"ref": ref})
    assert typed_in(page)["address"] == "9 Quillfeather Row"
    save = button(page, "referral.save")["data"]
    await bot.press("referral.save", save | {"address": "", "tried": "Talking, twice"})

    opened = texts(await bot.press("referral.open", {"ref": ref}, TRIAGER))
    assert "Quillfeather" not in opened
    assert "Talking, twice" in opened
    assert "Wendelin Quagmirez" in opened


async def test_a_wrong_optional_answer_comes_back_with_everything_typed(bot: Bot) -> None:
    ref = await bot.refer()
    page = await bot.press("referral.more", {"ref": ref})
    save = button(page, "referral.save")["data"]

    typed = {"detention_ends": "soon", "ethnicity": "martian", "tried": "Talking"}
    card = await bot.press("referral.save", save | typed)

    assert message("V44") in wrong_at(card, "detention_ends")
    assert message("V41") in wrong_at(card, "ethnicity")
    assert typed_in(card)["tried"] == "Talking"


async def test_somebody_else_changed_it_meanwhile_and_nothing_typed_is_lost(bot: Bot) -> None:
    """V30, with the page as typed; saving again then saves it."""
    ref = await bot.refer()
    page = await bot.press("referral.more", {"ref": ref})
    save = button(page, "referral.save")["data"]
    await bot.added(ref, ADDED)

    stale = await bot.press("referral.save", save | {"tried": "Talking to Marlowe Zzyx"})

    assert message("V30") in texts(stale)
    assert typed_in(stale)["tried"] == "Talking to Marlowe Zzyx"
    fresh = button(stale, "referral.save")["data"]
    receipt = await bot.press("referral.save", fresh | {"tried": "Talking to Marlowe Zzyx"})
    assert reference_in(receipt) == ref
    kept = await bot.read(lambda snapshot: snapshot.referrals.get(ref))
    assert kept.identity["tried"] == "Talking to Marlowe Zzyx"
    assert len(kept.additions) == 1


async def test_completing_after_the_time_of_reading_back_destroys_nothing(rehearsal: Bot) -> None:
    """The page would be empty then, and an empty page must not empty the referral."""
    ref = await rehearsal.refer()
    await rehearsal.settled()
    await rehearsal.ask("clock +31d")

    page = await rehearsal.press("referral.more", {"ref": ref})
    saved = await rehearsal.press("referral.save", {"ref": ref, "version": 1, "address": ""})

    assert page == saved == message("read_back_over")
    kept = await rehearsal.read(lambda snapshot: snapshot.referrals.get(ref))
    assert kept.identity["subject_name"] == "Wendelin Quagmirez"
    shown = texts(await rehearsal.press("referral.open", {"ref": ref}))
    assert "Wendelin" not in shown
    assert ref in shown
    assert reference_in(await rehearsal.added(ref, ADDED)) == ref


async def test_withdrawing_asks_first_tells_the_team_and_says_the_same_twice(bot: Bot) -> None:
    ref = await bot.refer()
    await bot.settled()
    bot.channel.calls.clear()

    asked = await bot.press("referral.withdraw", {"ref": ref})
    assert "Withdraw" in texts(asked)
    assert not (await bot.read(lambda snapshot: snapshot.referrals.get(ref))).withdrawn_at
    sure = button(asked, "referral.withdraw")["data"]
    gone = await bot.press("referral.withdraw", sure)
    again = await bot.press("referral.withdraw", sure)

    assert "Referral withdrawn" in texts(gone)
    assert texts(again) == texts(gone)
    assert "Referral withdrawn" in texts(card_of((await bot.channel.wait_for(1, "create"))[0].body))
    assert ref not in texts(await bot.ask("triage", TRIAGER))
    assert len(await bot.audit("ReferralWithdrawn")) == 1
    assert "withdrawn" in str(await bot.press("referral.add", {"ref": ref}))


async def test_the_posted_receipt_shows_that_a_referral_was_withdrawn(bot: Bot) -> None:
    """What stays in the chat does not go on saying that the team will decide."""
    ref = await bot.refer()
    await bot.settled()
    bot.channel.calls.clear()

    await bot.press("referral.withdraw", {"ref": ref, "sure": True})

    (edited,) = await bot.channel.wait_for(1, "update")
    assert "withdrawn" in texts(card_of(edited.body)).casefold()


async def test_only_the_referrer_adds_completes_or_withdraws(bot: Bot) -> None:
    """Not a colleague, and not the team either: V31, logged, and nothing changed."""
    ref = await bot.refer()
    before = await bot.read(lambda snapshot: snapshot.referrals.get(ref))

    for who in (ON_PHONE, TRIAGER):
        for verb, data in (
            ("referral.add", {"account": ADDED, "form": "f" * 32}),
            ("referral.more", {}),
            ("referral.save", {"version": before.version, "tried": "x"}),
            ("referral.withdraw", {"sure": True}),
        ):
            assert await bot.press(verb, {"ref": ref, **data}, who) == message("V31")

    assert await bot.read(lambda snapshot: snapshot.referrals.get(ref)) == before
    assert len(await bot.audit("AttemptRefused")) == 8


async def test_the_referrer_reads_back_what_they_sent_and_a_colleague_does_not(bot: Bot) -> None:
    ref = await bot.refer()

    own = texts(await bot.press("referral.open", {"ref": ref}, NURSE))
    other = await bot.press("referral.open", {"ref": ref}, ON_PHONE)
    missing = await bot.press("referral.open", {"ref": "REF-2026-9999"}, ON_PHONE)

    assert "Wendelin Quagmirez" in own
    assert other == missing == message("V31")


async def test_a_long_referral_is_read_page_by_page(bot: Bot) -> None:
    ref = await bot.refer()
    for number in range(14):
        await bot.added(ref, f"Addition {number}. " + "\N{FACE WITH MEDICAL MASK}" * 1400)

    first = await bot.press("referral.open", {"ref": ref}, TRIAGER)
    turn = next(each for each in _opens(first) if each["title"] == "Next page")
    second = await bot.press("referral.open", turn["data"], TRIAGER)

    assert "Addition 13." in texts(first) + texts(second)
    assert texts(second) != texts(first)
    assert "page 2 of" in texts(second)


def _opens(card: Json) -> list[Json]:
    return [each for each in buttons(card) if verb_of(each) == "referral.open"]
