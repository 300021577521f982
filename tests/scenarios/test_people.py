"""Who may do what: known, unknown, guest, on the phone, with a role or with one that ended."""

import asyncio
from datetime import timedelta

import pytest

from board.errors import message
from board.people import Grant, Role
from bot.clock import machine_now
from tests.fakes.channel import GUEST, NURSE, ON_PHONE, TRIAGER, Person, person
from tests.scenarios.bot import (
    ADMINISTRATOR,
    ANSWERS,
    FACILITATOR,
    STRANGER,
    SUPERVISOR,
    Bot,
    card_of,
    inputs,
    reference_in,
    texts,
    typed_in,
    wrong_at,
)

FROM_STELLA = ANSWERS | {"agency": "Coastshire Carers", "job": "Support worker"}


async def test_a_stranger_says_agency_and_job_and_then_refers(bot: Bot) -> None:
    """External partners have to be able to refer; both are demanded, at their fields."""
    form = await bot.open_form(STRANGER)
    check = await bot.fill(form, STRANGER)
    assert {"agency", "job"} <= set(inputs(check))

    wrong = await bot.submit(form, STRANGER)
    ref = reference_in(await bot.submit(form, STRANGER, FROM_STELLA))

    assert wrong_at(wrong, "agency") == message("V42")
    assert wrong_at(wrong, "job") == message("V43")
    assert typed_in(wrong)["phone"] == ANSWERS["phone"]
    assert ref


async def test_what_a_stranger_said_is_remembered_for_next_time(bot: Bot) -> None:
    await bot.refer(STRANGER, FROM_STELLA)

    check = await bot.fill(await bot.open_form(STRANGER), STRANGER)

    assert typed_in(check)["agency"] == "Coastshire Carers"
    assert typed_in(check)["job"] == "Support worker"


async def test_nobody_known_is_asked_for_agency_and_job(bot: Bot) -> None:
    check = await bot.fill(await bot.open_form())

    assert not {"agency", "job"} & set(inputs(check))
    assert "Ward nurse, Coastshire Mental Health Trust" in texts(check)


async def test_a_stranger_is_marked_unconfirmed_and_outside_the_agreement(bot: Bot) -> None:
    """In the team's channel, in its queue and on the referral."""
    await bot.settled()
    bot.channel.calls.clear()

    ref = await bot.refer(STRANGER, FROM_STELLA)

    notice = (await bot.channel.wait_for(1, "create"))[0]
    queue = await bot.ask("triage", TRIAGER)
    opened = await bot.press("referral.open", {"ref": ref}, TRIAGER)
    assert "unconfirmed" in texts(card_of(notice.body)).lower()
    assert "unconfirmed" in texts(queue).lower()
    assert "Unconfirmed" in texts(opened)
    assert "Outside the information sharing agreement" in texts(opened)
    assert "Stella Stranger" in texts(opened)


async def test_a_stranger_sees_their_own_referrals_and_nothing_else(bot: Bot) -> None:
    ref = await bot.refer(STRANGER, FROM_STELLA)
    other = await bot.refer(NURSE)

    mine = texts(await bot.ask("my referrals", STRANGER))
    opened = await bot.press("referral.open", {"ref": ref}, STRANGER)

    assert ref in mine
    assert other not in mine
    assert "Quagmirez" in texts(opened)
    assert await bot.press("referral.open", {"ref": other}, STRANGER) == message("V31")
    assert message("V31") in texts(await bot.ask("triage", STRANGER))


async def test_the_eleventh_referral_of_a_stranger_waits_and_is_not_lost(bot: Bot) -> None:
    """Ten a day; the form stays filled in, with whom to call, and is sent another day."""
    forms = [await bot.filled(STRANGER, FROM_STELLA) for _ in range(11)]
    for form in forms[:10]:
        assert reference_in(await bot.submit(form, STRANGER, FROM_STELLA))

    answer = await bot.submit(forms[10], STRANGER, FROM_STELLA)

    assert message("too_many") in texts(answer)
    assert "call 999" in texts(answer)
    assert typed_in(answer)["phone"] == ANSWERS["phone"]
    assert typed_in(answer)["agency"] == "Coastshire Carers"
    assert await bot.referrals() == 10


async def test_a_stranger_in_a_hurry_is_slowed_and_nobody_else_is(bot: Bot) -> None:
    presses = [bot.channel.execute("home.help", {}, STRANGER) for _ in range(70)]

    answers = await asyncio.gather(*(bot.deliver(each) for each in presses))

    slowed = [each for each in answers if each["value"] == message("too_fast")]
    assert 5 <= len(slowed) <= 15
    assert "refer" in texts(await bot.press("home.help", {}, NURSE))


@pytest.mark.parametrize("who", [GUEST, ON_PHONE], ids=["guest", "phone"])
async def test_a_guest_and_a_phone_are_served_like_anybody(bot: Bot, who: Person) -> None:
    ref = await bot.refer(who, FROM_STELLA)

    assert ref in texts(await bot.ask("my referrals", who))


@pytest.mark.parametrize("who", [TRIAGER, SUPERVISOR], ids=["team", "supervisor"])
async def test_the_team_and_its_supervisors_see_the_queue_and_open_referrals(
    bot: Bot, who: Person
) -> None:
    ref = await bot.refer()

    assert ref in texts(await bot.ask("triage", who))
    assert "Quagmirez" in texts(await bot.press("referral.open", {"ref": ref}, who))


@pytest.mark.parametrize(
    "who", [ADMINISTRATOR, FACILITATOR, NURSE, ON_PHONE, STRANGER, GUEST], ids=lambda who: who.name
)
async def test_everyone_else_administrators_included_gets_v31(bot: Bot, who: Person) -> None:
    ref = await bot.refer(TRIAGER)

    typed = await bot.ask("triage", who)
    pressed = await bot.press("triage.queue", {}, who)
    opened = await bot.press("referral.open", {"ref": ref}, who)

    assert message("V31") in texts(typed)
    assert pressed == opened == message("V31")
    refused = await bot.audit("AttemptRefused")
    assert [each["details"]["tried"] for each in refused] == [
        "triage",
        "triage.queue",
        "referral.open",
    ]
    assert {each["by"] for each in refused} == {who.aad_object_id}


async def test_a_grant_that_has_ended_opens_nothing(bot: Bot) -> None:
    now = machine_now()
    await bot.write(lambda unit: unit.people.revoke("MEM-3", Role.MH_TEAM, now))

    assert message("V31") in texts(await bot.ask("triage", TRIAGER))

    ended = Grant(Role.MH_TEAM, now - timedelta(days=10), now - timedelta(days=1))
    await bot.write(lambda unit: unit.people.grant("MEM-3", ended))
    to_come = Grant(Role.MH_TEAM, now + timedelta(days=1), now + timedelta(days=2))
    await bot.write(lambda unit: unit.people.grant("MEM-3", to_come))
    assert await bot.press("triage.queue", {}, TRIAGER) == message("V31")

    await bot.write(
        lambda unit: unit.people.grant("MEM-3", Grant(Role.MH_TEAM, now, now + timedelta(days=1)))
    )
    assert "waiting" in texts(await bot.press("triage.queue", {}, TRIAGER))


async def test_people_are_known_by_object_id_and_never_by_name(bot: Bot) -> None:
    """Somebody who calls themselves like the triager is a stranger."""
    impostor = person(TRIAGER.name, aad="99999999-0000-4000-8000-000000000000")

    assert message("V31") in texts(await bot.ask("triage", impostor))


async def test_an_object_id_is_the_same_in_capitals(bot: Bot) -> None:
    loud = person(TRIAGER.name, aad=TRIAGER.aad_object_id.upper())

    assert "waiting" in texts(await bot.press("triage.queue", {}, loud))


async def test_somebody_without_an_object_id_gets_v31_and_nothing_is_kept(bot: Bot) -> None:
    """An anonymous guest of a meeting, a connector: nobody we could name in the audit."""
    pressed = bot.channel.execute("referral.start", {}, NURSE)
    said = bot.channel.message("refer", NURSE)
    for each in (pressed, said):
        del each["from"]["aadObjectId"]

    answer = await bot.deliver(pressed)
    await bot.deliver(said)

    assert answer["value"] == message("V31")
    (call,) = bot.channel.calls
    assert call.body["text"] == message("V31")
    assert not await bot.intents("referral_form")


async def test_an_attachment_is_refused_and_not_taken(bot: Bot) -> None:
    """What is pasted into the chat is beyond our encryption and disposal."""
    said = bot.channel.message("refer", NURSE)
    said["attachments"] = [
        {"contentType": "text/html", "content": "<p>refer</p>"},
        {"contentType": "image/*", "contentUrl": "https://example.org/picture"},
    ]

    await bot.deliver(said)

    (call,) = bot.channel.calls
    assert call.body["text"] == message("V32")
    assert not await bot.intents("referral_form")


async def test_the_html_that_teams_sends_along_is_no_attachment(bot: Bot) -> None:
    said = bot.channel.message("refer", NURSE)
    said["attachments"] = [{"contentType": "text/html", "content": "<p>refer</p>"}]

    await bot.deliver(said)

    await bot.until("sent", "referral_form")


async def test_help_offers_what_one_may_do_and_no_more(bot: Bot) -> None:
    for_nurse = texts(await bot.ask("help"))
    for_team = texts(await bot.ask("help", TRIAGER))
    for_stranger = texts(await bot.ask("what can you do?", STRANGER))

    assert "triage" not in for_nurse
    assert "triage" in for_team
    assert "refer" in for_stranger
    assert "clock" not in for_team
    assert "act as" not in for_team


async def test_a_greeting_gets_the_home_card(bot: Bot) -> None:
    home = await bot.ask("Hello!", TRIAGER)

    assert "Hello Theo Triager" in texts(home)
    assert "Referrals waiting" in texts(home)


async def test_a_name_of_any_kind_is_only_a_name(bot: Bot) -> None:
    """What the directory calls somebody is shown as it is, on one line and not too long."""
    odd = person("**Bold** [link](https://example.org)\n\x00" + "x" * 5000, aad="odd-one")

    ref = await bot.refer(odd, FROM_STELLA)

    opened = await bot.press("referral.open", {"ref": ref}, TRIAGER)
    assert "**Bold** [link](https://example.org)" in texts(opened)
    assert "\n\x00" not in texts(opened)
