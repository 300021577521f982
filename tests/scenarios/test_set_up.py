"""The first run: from an empty database to the first referral and the date of the first board."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from board.calendar import LONDON
from board.errors import message
from board.people import Role
from tests.fakes.channel import BOARD_CHANNEL, GUEST, NURSE, TRIAGER, Channel, Json, Person, Reply
from tests.scenarios.bot import (
    ADMINISTRATOR,
    ANSWERS,
    HEALTH_CHAIR,
    POLICE_CHAIR,
    STRANGER,
    TEAM_CHANNEL,
    Bot,
    button,
    buttons,
    card_of,
    inputs,
    running,
    settings_for,
    texts,
    verb_of,
    wrong_at,
)

ROSTER = (ADMINISTRATOR, HEALTH_CHAIR, POLICE_CHAIR, TRIAGER)
AGENCIES: Json = {
    "agency_police": "Coastshire Police (Police)",
    "agency_mental_health_trust": "Coastshire Partnership NHS Foundation Trust",
    "agency_adult_social_care": "Coastshire County Council, Adult Social Care (Council)",
}

BY_A_NURSE = ANSWERS | {"agency": "Coastshire Partnership", "job": "Ward nurse"}


@pytest.fixture
async def empty(channel: Channel, tmp_path: Path) -> AsyncIterator[Bot]:
    """A production bot that knows nobody, in a team with four people."""
    channel.roster(BOARD_CHANNEL, *ROSTER)
    async with running(settings_for(channel, tmp_path), channel) as running_bot:
        yield running_bot


async def welcomed(bot: Bot, place: Any = BOARD_CHANNEL, who: Person = ADMINISTRATOR) -> Json:
    """The app is added to a team; the welcome as it stands once the check is done."""
    await bot.deliver(bot.channel.installed(who, place))
    await bot.settled(within=20)
    calls = [each for each in bot.channel.calls if each.conversation.startswith(place.channel)]
    return card_of(calls[-1].body)


async def use(bot: Bot, forum: str, place: Any = BOARD_CHANNEL, who: Person = ADMINISTRATOR) -> Any:
    """Press the welcome's button for a forum."""
    return await bot.press("setup.channel", {"forum": forum}, who, place)


def people(card: Any, **agencies: str) -> Json:
    """What stands in the form of people, with an agency for each by the first name."""
    chosen: Json = {}
    for name, each in inputs(card).items():
        chosen[name] = each.get("value", "")
        first = str(each["label"]).split()[2]
        if name.startswith("agency_") and first in agencies:
            by_title = {one["title"]: one["value"] for one in each["choices"]}
            chosen[name] = by_title[agencies[first]]
    return chosen


def with_role(chosen: Json, who: Person, role: str) -> Json:
    """The same with another role for somebody."""
    return chosen | {f"role_{who.aad_object_id}": role}


async def registered(bot: Bot, card: Any, place: Any = BOARD_CHANNEL) -> Any:
    """Fill in who is who and keep it; the next card."""
    chosen = people(card, Adel="Police", Petronel="Police", Theo="Police", Hester="MH Trust")
    chosen = with_role(with_role(chosen, TRIAGER, "mh_team"), ADMINISTRATOR, "administrator")
    data = button(card, "setup.people")["data"] or {}
    return await bot.press("setup.people", data | chosen, ADMINISTRATOR, place)


def board_named(card: Any) -> Json:
    """Both co-chairs chosen, and the day and time that are offered."""
    given = inputs(card)
    pairs = {
        "chair_police": _value(given["chair_police"], POLICE_CHAIR),
        "chair_care": _value(given["chair_care"], HEALTH_CHAIR),
    }
    return pairs | {each: given[each]["value"] for each in ("day", "starts") if each in given}


def _value(asked: Json, who: Person) -> str:
    return str(
        next(each["value"] for each in asked["choices"] if each["title"].startswith(who.name))
    )


async def set_up(bot: Bot) -> Any:
    """All of it, up to the first board's date; the last card."""
    await welcomed(bot)
    await use(bot, "board")
    card = await bot.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)
    card = await registered(bot, card)
    return await bot.press("setup.board", board_named(card), ADMINISTRATOR, BOARD_CHANNEL)


async def test_the_first_referral_and_the_first_board_take_twelve_messages_and_two_restarts(
    channel: Channel, tmp_path: Path
) -> None:
    """Killed between the steps: where set-up stands follows from what is there."""
    settings = settings_for(channel, tmp_path)
    channel.roster(BOARD_CHANNEL, *ROSTER)
    async with running(settings, channel) as bot:
        welcome = await welcomed(bot)  # 1
        assert "Still to do: channels, agencies, people" in texts(welcome)
        assert button(welcome, "setup.show")
        card = await use(bot, "board")  # 2
        assert "Set up 2 of 4: Agencies" in texts(card)

    async with running(settings, channel) as bot:
        card = await bot.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)  # 3
        assert "Set up 3 of 4: People" in texts(card)
        card = await registered(bot, card)  # 4
        assert "Set up 4 of 4" in texts(card)

    async with running(settings, channel) as bot:
        named = board_named(card)
        card = await bot.press("setup.board", named, ADMINISTRATOR, BOARD_CHANNEL)  # 5
        assert message_of(card) == "Kept."
        await welcomed(bot, TEAM_CHANNEL)  # 6
        card = await use(bot, "mental_health_team", TEAM_CHANNEL)  # 7
        assert "The board is set up" in texts(card)
        ref = await bot.refer(NURSE, BY_A_NURSE)  # 8 to 12: refer, start, two pages, send
        assert channel.delivered == 12

        await bot.until("sent", "referral_received")
        assert any(ref in str(call.body) for call in channel.said("create"))
        meeting = await bot.read(
            lambda found: found.meetings.next_of("BOARD", bot.house.clock.now())
        )
        assert (meeting.ref, meeting.starts_at.astimezone(LONDON).hour) == ("BRD-001", 10)
        assert meeting.day.isoformat() == named["day"]
        await bot.tick(timedelta())
        turns = await bot.read(lambda found: found.rotas.turns())
        assert turns.focus_at("BRD-001")
        planned = await bot.read(lambda found: found.meetings.of_forum("BOARD"))
        assert [each.ref for each in planned] == ["BRD-001", "BRD-002"]
        assert planned[1].day - planned[0].day == timedelta(days=42)


def message_of(card: Any) -> str:
    """What has just been done, as the card says it."""
    said = texts(card).splitlines()
    return next(each for each in said if each.startswith("Kept"))


async def test_whoever_installs_becomes_nothing_by_it(empty: Bot) -> None:
    welcome = await welcomed(empty, who=STRANGER)

    pressed = await empty.press("setup.channel", {"forum": "board"}, STRANGER, BOARD_CHANNEL)
    shown = await empty.press("setup.show", {}, STRANGER, BOARD_CHANNEL)

    assert button(welcome, "setup.channel")
    assert pressed == shown == message("V31")
    assert not await empty.read(lambda found: found.places.bindings())
    assert len(await empty.audit("AttemptRefused")) == 2


async def test_the_welcome_says_what_the_check_found_with_the_fix(empty: Bot) -> None:
    """It is posted once: an edit later on would undo the form somebody has opened in it."""
    welcome = texts(await welcomed(empty))

    assert "Well: folder, clock, storage, disk, roster, card." in welcome
    assert [call.verb for call in empty.channel.calls if call.verb not in {"open", "members"}] == [
        "create"
    ]


async def test_the_welcome_says_that_teams_does_not_say_who_is_there(empty: Bot) -> None:
    """People would be offered nobody, for ever: the code is in the log, the fix on the card."""
    empty.channel.members_refused = True

    welcome = texts(await welcomed(empty))
    await empty.press("setup.show", {"step": "people"}, ADMINISTRATOR, BOARD_CHANNEL)

    assert "Have an owner of the team remove the app, add it again" in welcome
    assert "(ForbiddenByPolicy)" in welcome
    told = [each for each in empty.logs if each.get("event") == "roster not read"]
    assert {each["code"] for each in told} == {"ForbiddenByPolicy"}


async def test_before_the_co_chairs_only_administrators_and_referrers_are_served(
    empty: Bot,
) -> None:
    await welcomed(empty)
    await use(empty, "board")
    card = await empty.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)
    card = await registered(empty, card)

    queue = texts(await empty.ask("triage", TRIAGER))
    tracker = texts(await empty.ask("actions", POLICE_CHAIR))
    helped = texts(await empty.ask("help", TRIAGER))
    ref = await empty.refer(NURSE, BY_A_NURSE)
    await empty.press("setup.board", board_named(card), ADMINISTRATOR, BOARD_CHANNEL)
    afterwards = texts(await empty.ask("triage", TRIAGER))

    assert message("not_set_up") in queue
    assert message("not_set_up") in tracker
    assert "being set up" in helped
    assert "triage" not in helped
    assert ref in afterwards


async def test_a_missed_review_of_the_co_chairs_does_not_close_the_board(bot: Bot) -> None:
    """The rule is about a board that never had any; triage must not stop over a date."""
    now = bot.house.clock.now()
    for member in ("MEM-6", "MEM-7"):
        await bot.write(lambda unit, key=member: unit.people.revoke(key, "co_chair", now))

    queue = texts(await bot.ask("triage", TRIAGER))

    assert message("not_set_up") not in queue


async def test_co_chairs_whose_role_ends_soon_have_it_anew_by_keeping_them(empty: Bot) -> None:
    await set_up(empty)
    before = await _chairs_until(empty)
    empty.house.clock.set_offset(timedelta(days=160))
    card = await empty.press("setup.show", {"step": "board"}, ADMINISTRATOR, BOARD_CHANNEL)

    kept = await empty.press("setup.board", board_named(card), ADMINISTRATOR, BOARD_CHANNEL)

    after = await _chairs_until(empty)
    assert "Kept." in texts(kept)
    assert len(before) == len(after) == 2
    assert min(after) > max(before)


async def _chairs_until(bot: Bot) -> list[datetime]:
    members = await bot.read(lambda found: found.people.members())
    return [
        max(each.until for each in member.grants if each.role is Role.CO_CHAIR)
        for member in members
        if any(each.role is Role.CO_CHAIR for each in member.grants)
    ]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"chair_care": "chair_police"}, "two different agencies"),
        ({"chair_care": ""}, message("V41")),
    ],
)
async def test_two_co_chairs_of_one_agency_are_refused_at_their_field(
    empty: Bot, chosen: Json, said: str
) -> None:
    await welcomed(empty)
    await use(empty, "board")
    card = await empty.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)
    card = await registered(empty, card)
    named = board_named(card)
    police = next(
        each["value"]
        for each in inputs(card)["chair_police"]["choices"]
        if each["value"] != named["chair_police"]
    )
    wrong = {"chair_care": police if chosen["chair_care"] else ""}

    refused = await empty.press("setup.board", named | wrong, ADMINISTRATOR, BOARD_CHANNEL)

    assert said in wrong_at(refused, "chair_care")
    assert inputs(refused)["day"]["value"] == named["day"]
    assert not await empty.read(lambda found: found.meetings.of_forum("BOARD"))


async def test_what_is_wrong_with_an_agency_comes_back_with_all_that_was_typed(empty: Bot) -> None:
    await welcomed(empty)
    await use(empty, "board")
    given = AGENCIES | {"agency_probation": "Probation, ring 01632 960111"}

    refused = await empty.press("setup.agencies", given, ADMINISTRATOR, BOARD_CHANNEL)

    assert "personal information" in wrong_at(refused, "agency_probation")
    assert inputs(refused)["agency_police"]["value"] == AGENCIES["agency_police"]
    assert not await empty.read(lambda found: found.people.agencies())


async def test_agencies_that_are_there_are_not_added_again(empty: Bot) -> None:
    await set_up(empty)

    await empty.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)

    names = [each.name for each in await empty.read(lambda found: found.people.agencies())]
    assert len(names) == len(set(names)) == 3


async def test_a_guest_is_offered_the_agency_that_the_mail_address_speaks_for(empty: Bot) -> None:
    empty.channel.roster(BOARD_CHANNEL, ADMINISTRATOR, GUEST)
    empty.channel.members[str(BOARD_CHANNEL.team)][1]["email"] = (
        "gwen.guest@coastshire.police.example"
    )
    await welcomed(empty)
    await use(empty, "board")

    card = await empty.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)

    agencies = {each.name: each for each in await empty.read(lambda found: found.people.agencies())}
    asked = inputs(card)[f"agency_{GUEST.aad_object_id}"]
    assert asked["value"] == agencies["Coastshire Police"].key
    assert "coastshire.police.example" not in str(card)
    chosen = people(card) | {f"agency_{ADMINISTRATOR.aad_object_id}": "none"}
    await empty.press("setup.people", {"offset": 0} | chosen, ADMINISTRATOR, BOARD_CHANNEL)
    (member,) = await empty.read(lambda found: found.people.members())
    assert (member.name, member.external) == (f"{GUEST.name}", True)


async def test_nobody_is_registered_whom_teams_does_not_have_in_the_team(empty: Bot) -> None:
    await welcomed(empty)
    await use(empty, "board")
    await empty.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)
    (agency, *_) = await empty.read(lambda found: found.people.agencies())
    forged = {
        f"agency_{STRANGER.aad_object_id}": agency.key,
        f"role_{STRANGER.aad_object_id}": "administrator",
    }

    await empty.press("setup.people", {"offset": 0} | forged, ADMINISTRATOR, BOARD_CHANNEL)

    assert await empty.read(lambda found: found.people.members()) == ()


async def test_where_teams_does_not_tell_the_card_says_so(empty: Bot) -> None:
    await welcomed(empty)
    empty.channel.answer_in(BOARD_CHANNEL, Reply(500, "Busy"))

    card = await empty.press("setup.show", {"step": "people"}, ADMINISTRATOR, BOARD_CHANNEL)
    again = await empty.press("setup.show", {"step": "people"}, ADMINISTRATOR, BOARD_CHANNEL)

    assert "Teams does not tell me" in texts(card)
    assert "People of the team who are not registered" in texts(again)


async def test_a_roster_that_was_read_once_serves_where_teams_does_not_answer(empty: Bot) -> None:
    """What was chosen on the card is kept all the same."""
    await welcomed(empty)
    await use(empty, "board")
    card = await empty.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)
    empty.channel.answer_in(BOARD_CHANNEL, Reply(200, silent=4))

    await registered(empty, card)

    assert len(await empty.read(lambda found: found.people.members())) == len(ROSTER)


async def test_many_people_are_asked_about_page_by_page(empty: Bot) -> None:
    crowd = [Person(f"Member Number{at:02}", f"{at:036x}", f"29:{at}") for at in range(20)]
    empty.channel.roster(BOARD_CHANNEL, *crowd)
    await welcomed(empty)
    await use(empty, "board")
    card = await empty.press("setup.agencies", AGENCIES, ADMINISTRATOR, BOARD_CHANNEL)
    seen = 0

    while any(verb_of(each) == "setup.people" for each in buttons(card)):
        chosen = people(card)
        seen += sum(each.startswith("agency_") for each in chosen)
        first = next(each for each in chosen if each.startswith("agency_"))
        chosen[first] = inputs(card)[first]["choices"][1]["value"]
        data = button(card, "setup.people")["data"] or {}
        card = await empty.press("setup.people", data | chosen, ADMINISTRATOR, BOARD_CHANNEL)
        if "1 to " in texts(card):
            break

    members = await empty.read(lambda found: found.people.members())
    assert seen == 20
    assert 3 <= len(members) <= 4


async def test_the_deeds_of_set_up_are_in_the_audit_without_names(empty: Bot) -> None:
    await set_up(empty)

    lines = await empty.audit(
        "ChannelBound", "AgencyAdded", "MemberAdded", "RoleGranted", "MeetingPlanned"
    )

    assert {each["by"] for each in lines} == {ADMINISTRATOR.aad_object_id}
    assert [each["name"] for each in lines].count("AgencyAdded") == 3
    assert [each["name"] for each in lines].count("MemberAdded") == 4
    assert "Coastshire" not in str(lines)
    assert POLICE_CHAIR.name not in str(lines)


async def test_whoever_is_registered_is_not_asked_about_again(empty: Bot) -> None:
    await set_up(empty)

    card = await empty.press("setup.show", {"step": "people"}, ADMINISTRATOR, BOARD_CHANNEL)

    assert "Everybody in the team is registered" in texts(card)
    assert not inputs(card)
