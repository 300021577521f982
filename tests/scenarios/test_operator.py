"""Everything Teams can say instead of yes: what arrived, and what the operator reads of it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from board.facts import Notice
from bot.clock import machine_now
from storage.outbox import TEAMS, IntentState
from storage.unit import Unit
from tests.fakes.channel import NURSE, TRIAGER, Json, Person, Reply, channel_of, personal
from tests.scenarios.bot import (
    ADMINISTRATOR,
    FACILITATOR,
    STRANGER,
    SUPERVISOR,
    TEAM_CHANNEL,
    Bot,
    answers_on,
    button,
    buttons,
    texts,
    verb_of,
)

FORM = "referral_form"
SUBGROUP_CHANNEL = channel_of("Subgroup A")


def arrived(bot: Bot, who: Person = NURSE) -> int:
    """How many messages stand in somebody's chat that were not there before."""
    there = personal(who).conversation
    return sum(call.verb in {"send", "reply"} and call.conversation == there
               for call in bot.channel.calls)  # fmt: skip


async def told(bot: Bot, *replies: Reply) -> None:
    """Have the nurse sent something; Teams says this to the first tries."""
    await bot.say("hello")
    bot.channel.calls.clear()
    bot.channel.replies.extend(replies)
    await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)


async def report(bot: Bot, who: Person = TRIAGER, words: str = "delivery") -> Json:
    """What the operator is shown."""
    card: Json = await bot.ask(words, who)
    return card


@dataclass(frozen=True)
class Case:
    """What Teams says, what becomes of the intent, how often it arrived, what is read of it."""

    reply: Reply
    state: str
    arrived: int
    says: str = "Everything has been delivered."


DOUBT = "it may have arrived. Look before you send it again"
STOPPED = {
    "500": Case(Reply(500), "unknown", 0, DOUBT),
    "502": Case(Reply(502), "unknown", 0, DOUBT),
    "503": Case(Reply(503), "unknown", 0, DOUBT),
    "504": Case(Reply(504), "unknown", 0, DOUBT),
    "408": Case(Reply(408), "unknown", 0, DOUBT),
    "dropped before delivery": Case(Reply(drop="before"), "unknown", 0, DOUBT),
    "dropped after delivery": Case(Reply(drop="after"), "unknown", 1, DOUBT),
    "no answer after delivery": Case(Reply(silent=1.5), "unknown", 1, DOUBT),
    "413": Case(Reply(413, "MessageSizeTooBig"), "dead", 0, "too large for Teams"),
    "400": Case(Reply(400, "BadSyntax"), "dead", 0, "Teams refused it (BadSyntax)"),
    "not in the roster": Case(
        Reply(403, "BotNotInConversationRoster"), "waiting", 0, "The app is not there"
    ),
    "blocked": Case(Reply(403, "ConversationBlockedByUser"), "dead", 0, "have blocked the bot"),
    "muted": Case(Reply(403, "MessageWritesBlocked"), "dead", 0, "have blocked the bot"),
    "disabled": Case(
        Reply(403, "BotDisabledByAdmin"), "dead", 0, "An administrator of Teams has switched"
    ),
    "some other 403": Case(Reply(403, "Forbidden"), "dead", 0, "Teams refused it (Forbidden)"),
}
COMES_BACK = {
    "429 with Retry-After": Reply(429, "TooManyRequests", {"Retry-After": "1"}),
    "429 without": Reply(429, "TooManyRequests"),
    "412": Reply(412, "PreconditionFailed"),
    "401": Reply(401, "Unauthorized"),
}


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sending.LONGEST_SEND", timedelta(seconds=0.8))


@pytest.mark.parametrize("name", STOPPED)
async def test_what_stops_arrived_no_more_than_once_and_is_on_the_operators_card(
    bot: Bot, name: str
) -> None:
    """Nothing of this is tried again by itself."""
    case = STOPPED[name]
    await told(bot, case.reply)

    stopped = await bot.until(case.state, FORM)
    bot.house.courier.wake()
    await asyncio.sleep(0.2)
    card = await report(bot)

    assert (await bot.intents(FORM))[-1] == stopped
    assert arrived(bot) == case.arrived
    assert case.says in texts(card)
    assert "to Nadia Nurse" in texts(card)


@pytest.mark.parametrize("name", COMES_BACK)
async def test_what_was_not_taken_is_sent_once_by_itself(bot: Bot, name: str) -> None:
    """Teams said that it took nothing, so that it can be sent again."""
    await told(bot, COMES_BACK[name])

    sent = await bot.until("sent", FORM, within=8)

    assert sent["attempts"] == 1
    assert arrived(bot) == 1
    assert "Everything has been delivered." in texts(await report(bot))


@pytest.mark.parametrize("name", ["dropped before delivery", "dropped after delivery"])
async def test_the_operator_sends_what_is_in_doubt_once_more_and_it_goes_once(
    bot: Bot, name: str
) -> None:
    case = STOPPED[name]
    await told(bot, case.reply)
    await bot.until("unknown", FORM)
    again = button(await report(bot), "delivery.retry")

    assert again["title"] == "Send again (maybe twice)"
    answer = await bot.press("delivery.retry", again["data"], TRIAGER)
    await bot.until("sent", FORM)

    assert "If it had arrived after all, it is there twice now" in texts(answer)
    assert arrived(bot) == case.arrived + 1
    (line,) = await bot.audit("DeliveryRetried")
    assert line["by"] == TRIAGER.aad_object_id
    assert line["details"]["was"] == "unknown"
    gone = await bot.press("delivery.retry", again["data"], TRIAGER)
    assert "That has changed meanwhile" in texts(gone)
    assert arrived(bot) == case.arrived + 1


async def test_the_operator_drops_with_a_reason_and_it_is_never_sent(bot: Bot) -> None:
    await told(bot, Reply(drop="after"))
    await bot.until("unknown", FORM)
    asked = await bot.press(
        "delivery.drop", button(await report(bot), "delivery.drop")["data"], TRIAGER
    )
    assert not await bot.audit("DeliveryDropped")

    arrived_after_all = next(
        each for each in buttons(asked) if each["data"].get("reason") == "arrived"
    )
    answer = await bot.press("delivery.drop", arrived_after_all["data"], TRIAGER)

    assert "It will not be sent." in texts(answer)
    (intent,) = await bot.intents(FORM)
    assert (intent["state"], intent["error"]) == ("cancelled", "dropped")
    (line,) = await bot.audit("DeliveryDropped")
    assert line["details"] == {
        "intent": str(intent["id"]), "kind": FORM, "was": "unknown", "reason": "arrived",
    }  # fmt: skip
    again = await bot.press("delivery.drop", arrived_after_all["data"], TRIAGER)
    assert "That has changed meanwhile" in texts(again)
    assert len(await bot.audit("DeliveryDropped")) == 1


async def test_what_waits_for_the_app_goes_out_once_when_it_is_added(bot: Bot) -> None:
    await told(bot, Reply(403, "BotNotInConversationRoster"))
    await bot.until("waiting", FORM)

    await bot.deliver(bot.channel.installed(NURSE, action="add-upgrade"))
    await bot.until("sent", FORM)

    assert arrived(bot) == 1
    assert "Everything has been delivered." in texts(await report(bot))


async def test_whoever_blocked_the_bot_is_left_alone_until_they_write(bot: Bot) -> None:
    """Their chat is not opened again behind their back; what comes later waits."""
    await told(bot, Reply(403, "ConversationBlockedByUser"))
    await bot.until("dead", FORM)
    bot.channel.installs(NURSE)
    (draft,) = [each["about"] for each in await bot.intents(FORM)]
    later = Notice(FORM, f"person:{NURSE.aad_object_id}", draft, "later")

    await bot.write(lambda unit: unit.tell([later], bot.house.clock.now()))
    waiting = await bot.until("waiting", FORM)
    calls = len(bot.channel.calls)
    await bot.say("hello")
    await bot.until("sent", FORM)

    assert (waiting["error"], calls) == ("blocked", 0)
    assert bot.channel.said("open") == []


async def test_a_bot_that_was_switched_off_is_said_on_top_until_it_is_dealt_with(bot: Bot) -> None:
    await told(bot, Reply(403, "BotDisabledByAdmin"))
    await bot.until("dead", FORM)

    card = await report(bot)

    assert "Nothing can be sent until they switch it on again" in texts(card)
    answer = await bot.press("delivery.retry", button(card, "delivery.retry")["data"], TRIAGER)
    assert "Nothing can be sent until" not in texts(answer)
    await bot.until("sent", FORM)
    assert arrived(bot) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504, 500, 408])
async def test_an_edit_is_tried_again_until_it_is_there(bot: Bot, status: int) -> None:
    form = await saved(bot)
    bot.channel.next_answers(Reply(status))

    await save(bot, form)
    await bot.until("sent", "update", within=8)

    assert [call.verb for call in bot.channel.calls] == ["update"]


@pytest.mark.parametrize(
    "gone",
    [Reply(404), Reply(404, "ActivityNotFoundInConversation"), Reply(403, "ServiceError")],
)
async def test_an_edit_of_what_is_gone_is_posted_afresh_exactly_once(bot: Bot, gone: Reply) -> None:
    """Also where nobody knows whether the new message arrived: then it is not sent again."""
    form = await saved(bot)
    bot.channel.replies.extend([gone, Reply(drop="after")])

    await save(bot, form)
    await bot.until("unknown", "update")
    bot.house.courier.wake()
    await asyncio.sleep(0.2)

    assert [call.verb for call in bot.channel.calls] == ["send"]
    assert "Change to a posted card \nto Nadia Nurse" in texts(await report(bot))


async def test_a_chat_whose_history_was_removed_is_opened_again(bot: Bot) -> None:
    """Teams then no longer knows the conversation, and gives another one to members."""
    bot.channel.installs(NURSE)
    await told(bot, Reply(404, "ConversationNotFound"))

    await bot.until("sent", FORM, within=8)

    assert [call.verb for call in bot.channel.calls] == ["open", "send"]


async def test_a_member_who_never_wrote_is_reached_in_a_chat_that_is_opened_once(bot: Bot) -> None:
    """The app was installed for them by policy; they are named by their object id."""
    bot.channel.installs(NURSE)

    await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)
    await bot.until("sent", FORM)

    opened, sent = bot.channel.calls
    assert (opened.verb, sent.verb, sent.conversation) == (
        "open", "send", personal(NURSE).conversation,
    )  # fmt: skip
    assert opened.body["members"] == [{"id": NURSE.aad_object_id}]
    assert opened.body["isGroup"] is False
    assert opened.body["tenantId"] == bot.channel.tenant
    assert opened.body["channelData"] == {"tenant": {"id": bot.channel.tenant}}
    key = f"person:{NURSE.aad_object_id}"
    assert await bot.read(lambda snapshot: snapshot.places.reference(key)) is not None


@pytest.mark.parametrize("status", [429, 502])
async def test_opening_a_chat_is_tried_again_for_it_is_the_same_chat_each_time(
    bot: Bot, status: int
) -> None:
    bot.channel.installs(NURSE)
    bot.channel.next_answers(Reply(status))

    await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)
    await bot.until("sent", FORM, within=8)

    assert [call.verb for call in bot.channel.calls] == ["open", "send"]


async def test_a_member_without_the_app_waits_for_it(bot: Bot) -> None:
    await bot.press("referral.send", {}, NURSE, TEAM_CHANNEL)
    waiting = await bot.until("waiting", FORM)

    said = texts(await report(bot))
    await bot.deliver(bot.channel.installed(NURSE, action="add-upgrade"))
    await bot.until("sent", FORM)

    assert waiting["error"] == "not_installed"
    assert "They have not added the app" in said
    assert arrived(bot) == 1


async def test_somebody_unknown_is_never_written_to_first(bot: Bot) -> None:
    bot.channel.installs(STRANGER)

    await bot.press("referral.send", {}, STRANGER, TEAM_CHANNEL)
    await bot.until("waiting", FORM)
    said = texts(await report(bot))

    assert bot.channel.said("open") == []
    assert "to a referrer" in said
    assert "Stella" not in said


async def test_what_is_late_is_shown_and_can_only_be_dropped(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again by itself: sending it from here would not wait as Teams asked."""
    await told(bot, Reply(429, "TooManyRequests", {"Retry-After": "600"}))
    await bot.until("pending", FORM, error="TooManyRequests")
    assert "1 message is on the way" in texts(await report(bot))

    later = timedelta(minutes=11)
    monkeypatch.setattr("bot.handlers.delivery.machine_now", lambda: machine_now() + later)
    bot.house.clock.set_offset(later)
    card = await report(bot)

    assert "1 late. Page 1 of 1." in texts(card)
    assert "Late. Teams asked us to wait" in texts(card)
    assert "delivery.retry" not in {verb_of(each) for each in buttons(card)}
    assert "delivery.drop" in {verb_of(each) for each in buttons(card)}


@pytest.mark.parametrize("who", [TRIAGER, SUPERVISOR, FACILITATOR, ADMINISTRATOR])
async def test_the_report_is_for_whoever_runs_the_board(bot: Bot, who: Person) -> None:
    await bot.settled()

    assert "Everything has been delivered." in texts(await report(bot, who))
    assert (await bot.audit("DeliveryViewed"))[-1]["by"] == who.aad_object_id


async def test_nobody_else_reads_it_and_it_stands_in_no_other_channel(bot: Bot) -> None:
    """V31, audited; and in another forum's channel it is refused even to the team."""
    refused = texts(await report(bot, NURSE))
    await bot.ask("use this channel for subgroup A", ADMINISTRATOR, SUBGROUP_CHANNEL)
    elsewhere = texts(await bot.ask("delivery", TRIAGER, SUBGROUP_CHANNEL))
    at_home = texts(await bot.ask("delivery", TRIAGER, TEAM_CHANNEL))

    assert "You do not have access to this" in refused
    assert "That cannot be done here" in elsewhere
    assert "Nothing has stopped" in at_home or "Everything has been delivered" in at_home
    for verb in ("delivery.retry", "delivery.drop"):
        assert "You do not have access" in await bot.press(verb, {"intent": 1}, NURSE)
    assert {line["by"] for line in await bot.audit("AttemptRefused")} == {NURSE.aad_object_id}


async def test_the_report_is_paged_and_an_unreadable_number_is_out_of_date(bot: Bot) -> None:
    await bot.settled()
    await bot.write(twelve_waiting)
    counts = [
        sum(verb_of(each) == "delivery.drop" for each in buttons(await report(bot, words=words)))
        for words in ("delivery", "delivery 2", "delivery 3", "delivery 99")
    ]

    assert counts == [5, 5, 2, 2]
    assert "12 waiting. Page 1 of 3." in texts(await report(bot))
    for wrong in ("0", "9" * 30, "x", -1):
        assert "out of date" in await bot.press("delivery.retry", {"intent": wrong}, TRIAGER)


def twelve_waiting(unit: Unit) -> None:
    """Messages to subgroups that have no channel."""
    now = machine_now()
    notices = [Notice("new", f"forum:subgroup:{number}", f"{number}") for number in range(12)]
    unit.tell(notices, now)
    lease = timedelta(seconds=1)
    for each in unit.outbox.claim(12, lane=TEAMS, now=now, machine_now=now, lease=lease):
        unit.outbox.finish(each, IntentState.WAITING, machine_now=now, error="channel_not_bound")


async def saved(bot: Bot) -> str:
    """A draft whose opener stands in the nurse's chat."""
    form = await bot.open_form()
    await bot.press("referral.start", {"form": form})
    await bot.settled()
    bot.channel.calls.clear()
    return form


async def save(bot: Bot, form: str) -> None:
    await bot.press("referral.save", {"form": form, "screen": "what", **answers_on("what")})
