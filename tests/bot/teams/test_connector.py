"""What the bot says reaches the right place, with its token, and what goes wrong has a name."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.teams.connector import Connector, Outgoing
from bot.teams.credentials import NoCredentials
from bot.teams.faults import FaultKind, SendFault, fault_of
from bot.teams.hosts import LOOPBACK_HOSTS, TEAMS_HOSTS, ServiceHosts
from bot.teams.incoming import read
from bot.teams.references import Reference, reference_of, thread_of
from bot.teams.wire import Sender, _Writer
from tests.fakes.channel import GUEST, NURSE, TRIAGE_CHANNEL, TRIAGER, Reply, personal

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}
NEWS = Outgoing(card=CARD, summary="A referral is waiting")


@pytest.fixture
def chat(channel) -> Reference:
    return reference_of(read(channel.execute("x")))


@pytest.fixture
def team(channel) -> Reference:
    return reference_of(read(channel.message("x", TRIAGER, TRIAGE_CHANNEL)))


async def fault(sending) -> SendFault:
    with pytest.raises(SendFault) as raised:
        await sending
    return raised.value


async def test_a_card_goes_alone_with_its_summary(connector, channel, chat):
    sent = await connector.send(chat, NEWS)

    call = channel.calls[0]
    assert (call.verb, call.conversation) == ("send", personal(NURSE).conversation)
    assert call.body["summary"] == "A referral is waiting"
    assert call.body["attachments"][0]["content"] == CARD
    assert "text" not in call.body
    assert (sent.conversation, sent.activity) == (call.conversation, call.activity)
    assert call.token == "a-token-for-the-connector-1"


@pytest.mark.parametrize("parts", [{}, {"text": ""}, {"card": CARD, "text": "both"}])
def test_a_text_and_a_card_are_never_one_message(parts):
    """Teams splits them in two and tells the id of neither."""
    with pytest.raises(ValueError, match="either"):
        Outgoing(**parts)


async def test_in_a_channel_it_begins_a_thread(connector, channel, team):
    sent = await connector.send(team, Outgoing(text="Hello", summary="Hello"))

    call = channel.calls[0]
    assert call.verb == "create"
    assert call.body["isGroup"] is True
    assert call.body["channelData"]["channel"] == {"id": TRIAGE_CHANNEL.channel}
    assert call.body["activity"]["text"] == "Hello"
    assert sent.conversation == f"{TRIAGE_CHANNEL.channel};messageid={sent.activity}"


async def test_a_reply_stays_in_its_thread(connector, channel):
    asked = read(channel.message("x", TRIAGER, TRIAGE_CHANNEL.in_thread("17")))

    sent = await connector.reply(thread_of(asked), NEWS)

    assert channel.calls[0].conversation == f"{TRIAGE_CHANNEL.channel};messageid=17"
    assert sent.conversation == f"{TRIAGE_CHANNEL.channel};messageid=17"


async def test_an_edit_takes_the_place_of_what_was_sent(connector, channel, team):
    sent = await connector.send(team, NEWS)

    await connector.update(team, sent.conversation, sent.activity, Outgoing(text="Taken"))

    call = channel.calls[1]
    assert (call.verb, call.conversation) == ("update", sent.conversation)
    assert call.activity == call.body["id"] == sent.activity


async def test_a_personal_chat_is_opened(connector, channel, team):
    channel.installs(GUEST)

    opened = await connector.open_personal(team, GUEST.aad_object_id, channel.tenant)
    await connector.send(opened, NEWS)

    assert channel.calls[0].body == {
        "isGroup": False,
        "bot": {"id": team.bot_id, "name": team.bot_name},
        "members": [{"id": GUEST.aad_object_id}],
        "tenantId": channel.tenant,
        "channelData": {"tenant": {"id": channel.tenant}},
    }
    assert opened.kind == "personal"
    assert channel.calls[1].conversation == opened.conversation == personal(GUEST).conversation


async def test_all_pages_of_the_roster_are_read(connector, channel, team):
    channel.page_size = 1
    channel.roster(TRIAGE_CHANNEL, NURSE, GUEST, TRIAGER)

    members = await connector.members(team)

    assert [member.aad_object_id for member in members] == [
        NURSE.aad_object_id,
        GUEST.aad_object_id,
        TRIAGER.aad_object_id,
    ]
    assert [member.is_guest for member in members] == [False, True, False]
    assert len(channel.said("members")) == 3


FAULTS = {
    "429": (Reply(429, "TooManyRequests", {"Retry-After": "7"}), FaultKind.RATE_LIMITED),
    "412": (Reply(412, "PreconditionFailed"), FaultKind.RATE_LIMITED),
    "408": (Reply(408), FaultKind.UNCLEAR),
    "500": (Reply(500, "ServiceError"), FaultKind.UNCLEAR),
    "502": (Reply(502), FaultKind.UNCLEAR),
    "501": (Reply(501), FaultKind.REFUSED),
    "504": (Reply(504), FaultKind.UNCLEAR),
    "dropped before": (Reply(drop="before"), FaultKind.UNCLEAR),
    "dropped after": (Reply(drop="after"), FaultKind.UNCLEAR),
    "roster": (Reply(403, "BotNotInConversationRoster"), FaultKind.NOT_INSTALLED),
    "blocked": (Reply(403, "ConversationBlockedByUser"), FaultKind.BLOCKED),
    "muted": (Reply(403, "MessageWritesBlocked"), FaultKind.BLOCKED),
    "disabled": (Reply(403, "BotDisabledByAdmin"), FaultKind.DISABLED),
    "404": (Reply(404), FaultKind.GONE),
    "gone": (Reply(403, "ActivityNotFoundInConversation"), FaultKind.GONE),
    "413": (Reply(413, "MessageSizeTooBig"), FaultKind.TOO_LARGE),
    "400 too big": (Reply(400, "MessageSizeTooBig"), FaultKind.TOO_LARGE),
    "400": (Reply(400, "BadSyntax"), FaultKind.REFUSED),
    "401": (Reply(401, "Unauthorized"), FaultKind.UNREACHABLE),
    "403": (Reply(403, "ServiceError"), FaultKind.REFUSED),
    "302": (Reply(302, headers={"Location": "https://example.org/"}), FaultKind.REFUSED),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_refusal_has_its_kind(name, connector, channel, chat):
    reply, kind = FAULTS[name]
    channel.next_answers(reply)

    refused = await fault(connector.send(chat, NEWS))

    assert refused.kind is kind
    assert refused.status == (None if reply.drop else reply.status)
    assert refused.code == reply.code or reply.drop
    assert len(channel.calls) == (1 if reply.drop == "after" else 0)


async def test_retry_after_is_told(connector, channel, chat):
    channel.rate_limit(seconds=7)

    assert (await fault(connector.send(chat, NEWS))).retry_after == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        (None, None),
        ("0", timedelta(0)),
        ("Mon, 23 Nov 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("9" * 40, None),
    ],
)
def test_retry_after_in_every_form(header, pause, clock):
    headers = {} if header is None else {"Retry-After": header}

    refused = fault_of(429, headers, b"", updating=False, machine_now=clock)

    assert refused.retry_after == pause


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"error": "x"}', b'{"error": {"code": "Jo Bloggs"}}', b"\xff"]
)
def test_a_refusal_that_says_nothing_has_no_code(body, clock):
    assert fault_of(400, {}, body, updating=False, machine_now=clock).code == ""


def test_a_code_inside_a_text_is_found(clock):
    """Teams wraps some refusals in a text that is itself JSON."""
    body = rb'{"errorCode": 209, "message": "{\r\n \"subCode\": \"MessageWritesBlocked\"}"}'

    assert fault_of(403, {}, body, updating=False, machine_now=clock).kind is FaultKind.BLOCKED


async def test_an_edit_of_what_was_deleted_is_gone(connector, channel, chat):
    channel.next_answers(Reply(403, "ServiceError"))

    assert (await fault(connector.update(chat, "a:1", "2", NEWS))).kind is FaultKind.GONE


async def test_nobody_there_is_unreachable(connector, chat):
    nowhere = Reference("http://127.0.0.1:9/", chat.conversation, "personal", chat.bot_id)

    assert (await fault(connector.send(nowhere, NEWS))).kind is FaultKind.UNREACHABLE


async def test_no_answer_in_time_is_unclear(session, credentials, clock, channel, chat):
    brief = Sender(session, credentials, clock, aiohttp.ClientTimeout(total=0.1))
    hosts = ServiceHosts.of(LOOPBACK_HOSTS)
    connector = Connector(session, credentials, hosts, clock, sender=brief)
    await credentials.token()
    channel.next_answers(Reply(delay=0.3))

    assert (await fault(connector.send(chat, NEWS))).kind is FaultKind.UNCLEAR


async def test_no_token_means_it_did_not_leave(connector, channel, chat):
    channel.login_down = True

    refused = await fault(connector.send(chat, NEWS))

    assert (refused.kind, channel.calls) == (FaultKind.UNREACHABLE, [])


async def test_a_refused_token_is_not_used_again(connector, channel, chat):
    channel.next_answers(Reply(401, "Unauthorized"))
    await fault(connector.send(chat, NEWS))

    await connector.send(chat, NEWS)

    assert channel.calls[0].token == "a-token-for-the-connector-2"


async def test_in_rehearsal_no_token_is_sent(session, clock, channel, chat):
    channel.expects_token = False
    connector = Connector(session, NoCredentials(), ServiceHosts.of(LOOPBACK_HOSTS), clock)

    await connector.send(chat, NEWS)

    assert (channel.calls[0].token, channel.login_calls) == (None, [])


ALLOWED = [
    "https://smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net:443/uk/9f/",
    "https://SMBA.trafficmanager.net/amer/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
    "https://smba.infra.gov.teams.microsoft.us/gcch",
]
REFUSED = [
    "http://smba.trafficmanager.net/emea/",
    "https://evil.trafficmanager.net/",
    "https://smba.trafficmanager.net.example.org/",
    "https://smba.trafficmanager.net@example.org/",
    "https://x@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net/{0}",
    "https://smba.trafficmanager.net/?x=1",
    "https://smba.trafficmanager.net\\@example.org/",
    "https://teams.microsoft.com.example.org/",
    "https://evilteams.microsoft.com/",
    "https://127.0.0.1/",
    "http://localhost/",
    "http://169.254.169.254/metadata",
    "ftp://smba.trafficmanager.net/",
    "https://[::1/",
    "",
]


@pytest.mark.parametrize("url", ALLOWED)
def test_teams_own_hosts_may_be_called(url):
    assert ServiceHosts.of(TEAMS_HOSTS).allow(url)


@pytest.mark.parametrize("url", REFUSED)
async def test_no_other_host_is_ever_called(url, session, credentials, clock, channel, chat):
    connector = Connector(session, credentials, ServiceHosts.of(TEAMS_HOSTS), clock)
    there = Reference(url, chat.conversation, "personal", chat.bot_id)

    assert (await fault(connector.send(there, NEWS))).kind is FaultKind.HOST_REFUSED
    assert channel.login_calls == []


@pytest.mark.parametrize("conversation", ["..", ".", ""])
async def test_an_id_is_one_segment_of_the_path(conversation, connector, channel, chat):
    assert (await fault(connector.update(chat, conversation, "1", NEWS))).kind is FaultKind.REFUSED
    assert channel.calls == []


async def test_an_id_with_everything_in_it_arrives_whole(connector, channel, chat):
    odd = "19:a+b?c#d%2B{e} é@thread.tacv2;messageid=1"

    await connector.update(chat, odd, "1", NEWS)

    assert channel.calls[0].conversation == odd


def test_a_slash_in_an_id_is_quoted():
    assert _Writer.url("conversation_id", "19:a/b", "str") == "19%3Aa%2Fb"


async def test_one_client_is_kept_for_each_service_url(connector, channel, chat):
    await asyncio.gather(*(connector.send(chat, NEWS) for _ in range(20)))

    assert len(channel.calls) == 20
    assert len(connector._clients) == 1
    assert len(channel.login_calls) == 1
