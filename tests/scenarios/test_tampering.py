"""What a button carries is under the client's control: nothing in it is trusted."""

import pytest

from board.errors import message
from tests.fakes.channel import NURSE, ON_PHONE, TRIAGE_CHANNEL, TRIAGER, channel_of, personal
from tests.scenarios.bot import (
    ANSWERS,
    TEAM_CHANNEL,
    Bot,
    answers_on,
    inputs,
    reference_in,
    texts,
)

FORM_VERBS = (
    "referral.start",
    "referral.danger",
    "referral.next",
    "referral.back",
    "referral.change",
    "referral.more",
    "referral.save",
    "referral.submit",
    "referral.withdraw",
)
EXTRA = {"screen": "what", "field": "account", **ANSWERS, "account": "Z" * 40}


@pytest.mark.parametrize("verb", FORM_VERBS)
async def test_somebody_elses_form_gets_v31_logged_and_unchanged(bot: Bot, verb: str) -> None:
    form = await bot.filled()
    before = await bot.read(lambda snapshot: snapshot.drafts.get(form))

    answer = await bot.press(verb, {"form": form, **EXTRA}, ON_PHONE)

    assert answer == message("V31")
    assert await bot.read(lambda snapshot: snapshot.drafts.get(form)) == before
    (line,) = await bot.audit("AttemptRefused")
    assert (line["by"], line["about"]) == (ON_PHONE.aad_object_id, form)
    assert line["result"] == "denied"
    assert line["details"] == {"tried": verb}


@pytest.mark.parametrize("verb", FORM_VERBS)
async def test_a_form_that_does_not_exist_is_answered_like_somebody_elses(
    bot: Bot, verb: str
) -> None:
    assert await bot.press(verb, {"form": "f" * 32, **EXTRA}) == message("V31")


@pytest.mark.parametrize("verb", FORM_VERBS)
async def test_a_private_form_pressed_in_a_channel_shows_nothing_there(bot: Bot, verb: str) -> None:
    """Not even to the person whose it is: the answer to a press obeys the channel's ceiling."""
    form = await bot.filled()
    before = await bot.read(lambda snapshot: snapshot.drafts.get(form))

    for place in (TEAM_CHANNEL, channel_of("Anywhere")):
        answer = await bot.press(verb, {"form": form, **EXTRA}, NURSE, place)

        if verb in {"referral.start", "referral.danger"}:
            assert not (isinstance(answer, dict) and inputs(answer))
            assert "Quagmirez" not in str(answer)
        else:
            assert answer == message("V31")
    assert await bot.read(lambda snapshot: snapshot.drafts.get(form)) == before


@pytest.mark.parametrize("verb", FORM_VERBS)
async def test_a_private_form_in_a_channels_dialog_is_not_opened(bot: Bot, verb: str) -> None:
    """A form id is bound to its place."""
    form = await bot.filled()

    answer = await bot.dialog("submit", verb, {"form": form, **EXTRA}, NURSE, TEAM_CHANNEL)

    assert answer == message("V31")
    assert await bot.referrals() == 0


@pytest.mark.parametrize(
    "verb",
    ["referral.open", "referral.add", "referral.more", "referral.save", "referral.withdraw"],
)
async def test_somebody_elses_reference_gets_v31_and_the_attempt_is_logged(
    bot: Bot, verb: str
) -> None:
    ref = await bot.refer()
    before = await bot.read(lambda snapshot: snapshot.referrals.get(ref))

    data = {"ref": ref, "version": 1, "sure": True, "account": "Z" * 40, "form": "f" * 32}
    data |= {} if verb != "referral.withdraw" else {"form": ""}
    answer = await bot.press(verb, data, ON_PHONE)

    assert answer == message("V31")
    (line,) = await bot.audit("AttemptRefused")
    assert (line["about"], line["by"]) == (ref, ON_PHONE.aad_object_id)
    assert await bot.read(lambda snapshot: snapshot.referrals.get(ref)) == before


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("referral.explode", {}),
        ("", {}),
        ("installation", {}),
        ("refer", {}),
        ("referral.next", {}),
        ("referral.next", {"form": "short", "screen": "what"}),
        ("referral.next", {"form": ["f" * 32], "screen": "what"}),
        ("referral.next", {"form": "f" * 32, "screen": "attic"}),
        ("referral.next", {"form": "' OR 1=1 --" + "f" * 20, "screen": "what"}),
        ("referral.submit", {"form": None}),
        ("referral.change", {"form": "f" * 32, "field": "x" * 500}),
        ("referral.open", {"ref": "REF-2026-0001'; DROP TABLE referrals"}),
        ("referral.open", {"ref": "REF-2026-" + "9" * 400}),
        ("referral.open", {"ref": "REF-2026-0001", "page": "\N{SUPERSCRIPT TWO}"}),
        ("referral.save", {"ref": "REF-2026-0001", "version": "9" * 5000}),
        ("referral.withdraw", {"ref": "REF-2026-0001", "sure": "perhaps"}),
        ("triage.queue", {"page": {"number": 1}}),
    ],
)
async def test_a_button_that_does_not_read_as_ours_is_out_of_date(
    bot: Bot, verb: str, data: dict[str, object]
) -> None:
    """Never an apology and never a 500; and nothing is changed."""
    assert await bot.press(verb, data) == message("out_of_date_card")


async def test_a_page_far_beyond_the_end_is_the_last_page(bot: Bot) -> None:
    ref = await bot.refer()

    queue = await bot.press("triage.queue", {"page": "9" * 300}, TRIAGER)
    opened = await bot.press("referral.open", {"ref": ref, "page": 10**15}, TRIAGER)

    assert ref in texts(queue)
    assert ref in texts(opened)


async def test_hidden_data_of_the_client_is_not_believed(bot: Bot) -> None:
    """Who pressed comes from Teams, and the draft from our database."""
    form = await bot.filled()
    claimed = {
        "person": TRIAGER.aad_object_id,
        "roles": ["mh_team"],
        "referrer": "Somebody Else",
        "ref": "REF-2020-0001",
        "danger": True,
        "urgency": "standard",
    }

    answer = await bot.press("referral.submit", {"form": form, **answers_on("check"), **claimed})

    ref = reference_in(answer)
    kept = await bot.read(lambda snapshot: snapshot.referrals.get(ref))
    assert kept.referrer == NURSE.aad_object_id
    assert kept.referrer_name == NURSE.name
    assert kept.urgency == "urgent"
    assert "danger" not in kept.concern


async def test_a_view_above_the_ceiling_of_a_place_is_not_shown_there(bot: Bot) -> None:
    """The queue is T1: in the team's own channel, and nowhere else but in private."""
    ref = await bot.refer()
    await bot.settled()

    in_team = await bot.press("triage.queue", {}, TRIAGER, TEAM_CHANNEL)
    elsewhere = await bot.press("triage.queue", {}, TRIAGER, channel_of("Anywhere"))
    typed = await bot.ask("triage", TRIAGER, channel_of("Anywhere"))

    assert ref in texts(in_team)
    assert elsewhere == message("private_only")
    assert message("private_only") in texts(typed)
    assert ref not in texts(typed)


async def test_a_referral_opened_in_the_teams_channel_is_sent_to_ones_own_chat(bot: Bot) -> None:
    ref = await bot.refer()
    await bot.say("hello", TRIAGER)
    await bot.settled()
    bot.channel.calls.clear()

    answer = await bot.press("referral.open", {"ref": ref}, TRIAGER, TEAM_CHANNEL)

    assert "your own chat" in answer
    (call,) = await bot.channel.wait_for(1)
    assert call.conversation == personal(TRIAGER).conversation
    assert ref in str(call.body)
    assert "Quagmirez" not in str(call.body)


async def test_a_referral_opened_in_a_dialog_of_the_teams_channel_is_shown_whole(bot: Bot) -> None:
    """A dialog is seen by one person."""
    ref = await bot.refer()

    card = await bot.dialog("fetch", "referral.open", {"ref": ref}, TRIAGER, TEAM_CHANNEL)
    other = await bot.dialog("fetch", "referral.open", {"ref": ref}, ON_PHONE, TEAM_CHANNEL)

    assert "Quagmirez" in texts(card)
    assert other == message("V31")
    viewed = await bot.audit("ReferralViewed")
    assert [each["by"] for each in viewed] == [TRIAGER.aad_object_id]
    assert viewed[0]["place"].startswith("channel:")


async def test_the_place_that_more_people_see_is_believed(bot: Bot) -> None:
    """A press that calls itself personal, and names a channel, is one of the channel."""
    ref = await bot.refer()
    press = bot.channel.execute("referral.open", {"ref": ref}, TRIAGER, TRIAGE_CHANNEL)
    press["conversation"]["conversationType"] = "personal"
    press["conversation"]["isGroup"] = False

    answer = await bot.deliver(press)

    assert "Quagmirez" not in str(answer)
