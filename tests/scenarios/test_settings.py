"""The settings: for administrators alone, each change audited, nothing lost that was typed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from board.actions import today_of
from board.calendar import LONDON, DayChanges
from board.errors import message
from board.forums import rhythm_of
from tests.fakes.channel import NURSE, Json, channel_of
from tests.scenarios.bot import (
    ADMINISTRATOR,
    FACILITATOR,
    SUPERVISOR,
    TEAM_CHANNEL,
    Bot,
    button,
    buttons,
    inputs,
    texts,
    typed_in,
    verb_of,
    wrong_at,
)

ELSEWHERE = channel_of("Anywhere", "Lobby")


async def form(bot: Bot, verb: str, **data: str) -> Any:
    """A form of the settings as it stands."""
    return await bot.press(verb, data, ADMINISTRATOR)


async def keep(bot: Bot, card: Any, verb: str, **changes: str) -> Any:
    """Keep the form with some of its inputs changed; the card of the answer."""
    data: Json = dict(button(card, verb)["data"])
    return await bot.press(verb, data | typed_in(card) | changes, ADMINISTRATOR)


@pytest.mark.parametrize(
    "verb",
    ["settings.show", "settings.agencies", "settings.members", "settings.clocks", "settings.days"],
)
async def test_the_settings_are_for_administrators_alone(bot: Bot, verb: str) -> None:
    refused = await bot.press(verb, {}, FACILITATOR)

    assert refused == message("V31")
    assert len(await bot.audit("AttemptRefused")) == 1


async def test_an_agency_is_given_its_representative_and_deputy_and_a_rung(bot: Bot) -> None:
    listed = await bot.ask("agencies", ADMINISTRATOR)
    assert "nobody speaks for it" in texts(listed)
    card = await form(bot, "settings.agency", ref="AG-01")

    kept = await keep(
        bot, card, "settings.agency", representative="MEM-4", deputy="MEM-3", rung2="MEM-6"
    )

    agency = await bot.read(lambda found: found.people.agency("AG-01"))
    assert "Kept." in texts(kept)
    assert (agency.representative, agency.deputy, agency.rungs[1]) == ("MEM-4", "MEM-3", ("MEM-6",))
    assert [each["by"] for each in await bot.audit("AgencyChanged")] == [
        ADMINISTRATOR.aad_object_id
    ]


async def test_an_agency_is_added_once_however_often_it_is_sent(bot: Bot) -> None:
    card = await form(bot, "settings.agency")
    given = {"name": "Coastshire Probation", "short_name": "Probation", "type": "probation"}

    await keep(bot, card, "settings.agency", **given)
    again = await keep(bot, card, "settings.agency", **given)

    assert message("agency_twice") in wrong_at(again, "name")
    names = [each.name for each in await bot.read(lambda found: found.people.agencies())]
    assert names.count("Coastshire Probation") == 1


async def test_when_an_agency_was_added_is_kept_whatever_is_changed_of_it(bot: Bot) -> None:
    """Its turn in focus comes at the end of the cycle of that day."""
    given = {"name": "Coastshire Probation", "short_name": "Probation", "type": "probation"}
    await keep(bot, await form(bot, "settings.agency"), "settings.agency", **given)
    [added] = [
        each
        for each in await bot.read(lambda found: found.people.agencies())
        if each.name == "Coastshire Probation"
    ]

    card = await form(bot, "settings.agency", ref=added.key)
    await keep(bot, card, "settings.agency", short_name="NPS")
    of_file = replace(added, short_name="Prob", joined_on=None)
    await bot.write(lambda unit: unit.people.put_agency(of_file))

    assert added.joined_on == today_of(bot.house.clock.now())
    kept = await bot.read(lambda found: found.people.agency(added.key))
    assert (kept.short_name, kept.joined_on) == ("Prob", added.joined_on)


async def test_whoever_kept_a_form_first_is_not_overwritten(bot: Bot) -> None:
    card = await form(bot, "settings.agency", ref="AG-01")
    await keep(bot, card, "settings.agency", short_name="Police")

    late = await keep(bot, card, "settings.agency", short_name="Constabulary")

    assert message("V30") in texts(late)
    assert inputs(late)["short_name"]["value"] == "Constabulary"
    assert (await bot.read(lambda found: found.people.agency("AG-01"))).short_name == "Police"


async def test_a_member_of_another_agency_cannot_be_forged_into_a_rung(bot: Bot) -> None:
    card = await form(bot, "settings.agency", ref="AG-01")

    refused = await keep(bot, card, "settings.agency", rung1="MEM-1")

    assert message("V41") in wrong_at(refused, "rung1")


async def test_a_role_is_given_until_its_review_and_ended(bot: Bot) -> None:
    card = await form(bot, "settings.member", ref="MEM-1")
    until = bot.house.clock.now().astimezone(LONDON).date() + timedelta(days=20)

    given = await keep(
        bot,
        card,
        "settings.member",
        role="board_member",
        until=until.isoformat(),
        end_role="referrer",
    )

    assert f"Board member until {until.day} {until:%B %Y}" in texts(given)
    assert "Referrer only until" not in texts(given)
    listed = texts(await bot.ask("members", ADMINISTRATOR))
    assert listed.index(NURSE.name) < listed.index(SUPERVISOR.name)
    assert [each["details"]["role"] for each in await bot.audit("RoleGranted", "RoleRevoked")] == [
        "referrer",
        "board_member",
    ]


async def test_co_chairs_are_named_together_and_never_given_as_a_role(bot: Bot) -> None:
    card = await form(bot, "settings.member", ref="MEM-1")

    refused = await keep(bot, card, "settings.member", role="co_chair")

    assert message("V41") in wrong_at(refused, "role")
    forums = await form(bot, "settings.forums")
    assert any(verb_of(each) == "setup.show" for each in buttons(forums))


async def test_somebody_is_away_and_no_longer_a_member(bot: Bot) -> None:
    today = bot.house.clock.now().astimezone(LONDON).date()
    card = await form(bot, "settings.member", ref="MEM-4")
    away = await keep(
        bot, card, "settings.member", away=(today + timedelta(days=5)).isoformat(), active="false"
    )

    member = await bot.read(lambda found: found.people.member("MEM-4"))
    gone = await bot.read(lambda found: found.absences.away_on(today))
    assert "Kept." in texts(away)
    assert not member.active
    assert gone == {"MEM-4": today + timedelta(days=5)}
    assert message("V31") in texts(await bot.ask("triage", SUPERVISOR))


async def test_what_is_wrong_stands_at_its_box_with_all_that_was_typed(bot: Bot) -> None:
    card = await form(bot, "settings.clocks")

    refused = await keep(bot, card, "settings.clocks", pack="soon", told_at="9 o'clock", papers="9")

    assert message("days_number") in wrong_at(refused, "pack")
    assert message("time_unreadable") in wrong_at(refused, "told_at")
    assert typed_in(refused)["papers"] == "9"
    assert not await bot.audit("ClocksChanged")


async def test_clocks_ladder_and_rhythm_are_kept(bot: Bot) -> None:
    await keep(bot, await form(bot, "settings.clocks"), "settings.clocks", pack="4")
    ladder = await form(bot, "settings.ladder")
    await keep(bot, ladder, "settings.ladder", urgent="0, 1, 1, 1, 2, 2")
    rhythm = await form(bot, "settings.forums")
    await keep(bot, rhythm, "settings.forums", cadence="28", starts="14:00")

    clocks = await bot.read(lambda found: found.settings.clocks)
    policy = await bot.read(lambda found: found.settings.policy)
    how = rhythm_of(await bot.read(lambda found: found.forums.get("BOARD")))
    assert (clocks.pack, clocks.papers) == (4, 8)
    assert policy.urgent == (0, 1, 1, 1, 2, 2)
    assert (how.cadence_days, how.starts.hour, how.minutes) == (28, 14, 120)
    names = {each["name"] for each in await bot.audit()}
    assert {"ClocksChanged", "LadderTimersChanged", "ForumChanged"} <= names


async def test_a_day_off_counts_from_the_next_turn_on(bot: Bot) -> None:
    """Christmas Eve is a Thursday in 2026."""
    calendar = bot.house.ticker._calendar
    eve, boxing = date(2026, 12, 24), date(2026, 12, 28)
    assert calendar.is_working_day(eve)
    card = await form(bot, "settings.days")

    kept = await keep(bot, card, "settings.days", added=eve.isoformat(), removed=boxing.isoformat())

    assert not calendar.is_working_day(eve)
    assert calendar.is_working_day(boxing)
    await keep(bot, kept, "settings.days", added="", removed="")
    assert calendar.is_working_day(eve)


async def test_another_replica_learns_the_days_off_on_its_next_tick(bot: Bot) -> None:
    eve = date(2026, 12, 24)
    changes = DayChanges(added=(eve,))
    await bot.write(lambda unit: unit.settings.set_day_changes(changes))
    calendar = bot.house.ticker._calendar
    assert calendar.is_working_day(eve)

    await bot.house.ticker.tick()

    assert not calendar.is_working_day(eve)


@pytest.mark.parametrize("typed", ["settngs", "Setings", "mebmers"])
async def test_a_typing_error_is_suggested_and_a_view_can_be_pressed(bot: Bot, typed: str) -> None:
    card = await bot.ask(typed, ADMINISTRATOR)

    offered = [each for each in buttons(card) if verb_of(each) == "home.show"]
    shown = await bot.press("home.show", offered[0]["data"], ADMINISTRATOR)
    assert "Did you mean" in texts(card)
    assert "Settings" in texts(shown) or "Members" in texts(shown)


async def test_a_deed_that_was_mistyped_is_only_suggested(bot: Bot) -> None:
    card = await bot.ask("use this chanel for senior board", ADMINISTRATOR, ELSEWHERE)
    short = await bot.ask("unbnd", ADMINISTRATOR, TEAM_CHANNEL)
    forged = await bot.press("home.show", {"words": "unbind"}, ADMINISTRATOR, TEAM_CHANNEL)

    assert "use this channel for" in texts(card)
    assert "unbind" in texts(short)
    shown = [verb_of(each) for each in (*buttons(card), *buttons(short))]
    pressable = {each["data"]["words"] for each in buttons(short) if verb_of(each) == "home.show"}
    assert "home.show" in shown
    assert "unbind" not in pressable
    assert forged == message("out_of_date_card")
    bound = await bot.read(lambda found: found.places.bindings())
    assert [each.forum.key for each in bound] == ["mental_health_team"]


async def test_what_is_suggested_is_for_whoever_asked(bot: Bot) -> None:
    card = await bot.ask("settngs", NURSE)
    forged = await bot.press("home.show", {"words": "settings"}, NURSE)

    assert "settings" not in texts(card)
    assert forged == message("out_of_date_card")


@pytest.mark.parametrize("typed", ["HELP", "  help ", "Help!", "help."])
async def test_case_spaces_and_a_full_stop_are_forgiven(bot: Bot, typed: str) -> None:
    assert "What I can do here" in texts(await bot.ask(typed))


async def test_help_is_one_screen_and_the_rest_follows(bot: Bot) -> None:
    card = await bot.ask("help", SUPERVISOR)
    seen: set[str] = set()
    for page in range(1, 20):
        lines = _bold(card)
        assert len(lines) <= 13
        seen |= set(lines)
        following = button(card, "home.help")["data"] or {}
        if following.get("page", 1) == 1:
            break
        card = await bot.press("home.help", {"page": page + 1}, SUPERVISOR)

    assert {"triage (PAGE)", "refer", "actions (FILTER)", "what is the board"} <= seen


def _bold(card: Any) -> list[str]:
    """The words of the commands on a page, and its topics."""
    return [
        run["text"]
        for each in card["body"]
        if each["type"] == "RichTextBlock"
        for run in each["inlines"]
        if run.get("weight") == "bolder"
    ] + [each["text"] for each in card["body"] if each.get("style") == "heading"][1:]


async def test_home_says_what_waits_by_role(bot: Bot) -> None:
    await bot.refer()
    await bot.fill(await bot.open_form())

    of_nurse = texts(await bot.ask("hello"))
    of_team = texts(await bot.ask("hello", SUPERVISOR))

    assert "1 referral of yours being dealt with" in of_nurse
    assert "1 referral begun and not sent" in of_nurse
    assert "for the team to look at" not in of_nurse
    assert "1 referral for the team to look at" in of_team
