"""A good token does not make a good body; nothing that can be sent answers 500."""

import asyncio
import gzip
from typing import Any

import orjson
import pytest
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from bot.metrics import DoorMetrics
from bot.teams.door import RehearsalDoor
from bot.web import build_metrics_site, build_site
from tests.fakes.channel import NURSE, Channel

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
READ = [
    "type", "id", "name", "timestamp", "localTimestamp", "serviceUrl", "channelId", "from",
    "recipient", "conversation", "channelData", "text", "entities", "value", "action", "replyToId",
    "membersAdded", "membersRemoved", "locale", "textFormat",
]  # fmt: skip
DEEPER = [
    ("from", "id"), ("from", "aadObjectId"), ("from", "name"), ("recipient", "id"),
    ("recipient", "name"), ("conversation", "id"), ("conversation", "conversationType"),
    ("conversation", "tenantId"), ("conversation", "isGroup"), ("channelData", "tenant"),
    ("channelData", "team"), ("channelData", "channel"), ("channelData", "eventType"),
    ("value", "action"), ("value", "data"),
]  # fmt: skip
WRONG = {
    "type": 1, "id": 1, "name": [], "timestamp": "yesterday", "localTimestamp": 5,
    "serviceUrl": "nowhere", "from": "me", "recipient": [], "conversation": "here",
    "channelData": "x", "text": 5, "entities": {}, "value": "x", "replyToId": {},
    "membersAdded": "x", "membersRemoved": [1], "channelId": 3, "expiration": "never",
}  # fmt: skip


@pytest.mark.parametrize("part", WRONG)
async def test_a_part_of_the_wrong_type_gets_400(part, bot, channel):
    status, _ = await bot.post(channel.execute("x") | {part: WRONG[part]})

    assert status == 400
    assert bot.application.heard == []


@pytest.mark.parametrize("part", DEEPER)
async def test_a_deeper_part_of_the_wrong_type_gets_400(part, bot, channel):
    activity = channel.execute("x")
    activity[part[0]][part[1]] = 7 if part[0] != "value" else "seven"
    if part == ("value", "data"):
        activity = channel.fetch("x")
        activity["value"]["data"] = "seven"

    status, _ = await bot.post(activity)

    assert status == 400
    assert bot.application.heard == []


@pytest.mark.parametrize("part", ["from", "conversation", "serviceUrl", "type", "value"])
@pytest.mark.parametrize("gone", [None, {}, ""])
async def test_what_an_invoke_needs_has_to_be_there(part, gone, bot, channel):
    status, _ = await bot.post(channel.execute("x") | {part: gone})

    assert status == 400
    assert bot.application.heard == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"[{}]", b"null", b'"text"', b"{}", b'{"type": ""}', b"\xff\xfe",
        b'{"type": "message", "text": "\\ud800"}', b"[" * 5000, b"{'type': 'message'}",
    ],
    ids=range(12),
)  # fmt: skip
async def test_what_is_no_activity_gets_400(body, bot):
    status, _ = await bot.post(body)

    assert status == 400
    assert bot.application.heard == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": ""},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/jsonp"},
    ],
)
async def test_another_content_type_gets_415(headers, bot, channel):
    status, _ = await bot.post(channel.execute("x"), headers=headers)

    assert status == 415
    assert bot.application.heard == []


async def test_a_charset_is_no_other_content_type(bot, channel):
    headers = {"Content-Type": "application/json; charset=utf-8"}

    status, _ = await bot.post(channel.execute("x"), headers=headers)

    assert status == 200


async def test_a_body_over_256_kib_gets_413(bot, channel):
    status, _ = await bot.post(channel.message("x" * 262_144))

    assert status == 413
    assert bot.application.heard == []


async def test_a_body_that_unpacks_to_more_gets_413(bot):
    packed = gzip.compress(b" " * 1_000_000)

    status, _ = await bot.post(packed, headers={"Content-Encoding": "gzip"})

    assert status == 413


async def test_a_body_that_does_not_unpack_gets_400(bot):
    status, _ = await bot.post(b"not packed at all", headers={"Content-Encoding": "gzip"})

    assert status == 400


async def test_the_header_is_looked_at_before_the_body(bot):
    status, _ = await bot.post(b"{", token="a.b.c")

    assert status == 401


@pytest.mark.parametrize(
    "change",
    [
        {"channelData": {"tenant": {"id": "another"}}, "conversation": {"id": "a:1"}},
        {"channelData": {}, "conversation": {"id": "a:1"}},
    ],
    ids=["another tenant", "no tenant"],
)
async def test_another_tenant_gets_403_and_nothing_is_done(change, bot, channel):
    status, _ = await bot.post(channel.execute("x") | change)

    assert status == 403
    assert bot.application.heard == []


async def test_two_tenants_in_one_activity_are_a_bad_body(bot, channel):
    activity = channel.execute("x")
    activity["conversation"]["tenantId"] = "another"

    status, _ = await bot.post(activity)

    assert status == 400


async def test_what_we_do_not_know_is_let_pass(bot, channel):
    unknown_type = await bot.post(channel.message("x") | {"type": "handoff", "new": [1]})
    unknown_invoke = await bot.post(channel.execute("x", name="fileConsent/invoke"))

    assert [unknown_type, unknown_invoke] == [(200, ""), (200, "")]
    assert [incoming.press for incoming in bot.application.heard] == [None, None]


async def test_plain_answers_for_everything_else(bot):
    async with (
        bot.channel.session.get(f"{bot.url}/api/messages") as wrong_method,
        bot.channel.session.get(f"{bot.url}/nothing") as nothing,
        bot.channel.session.get(f"{bot.url}/healthz") as health,
        bot.channel.session.get(f"{bot.url}/readyz") as ready,
    ):
        assert (wrong_method.status, nothing.status) == (405, 404)
        assert nothing.content_type == "text/plain"
        assert (health.status, await health.text()) == (200, "ok")
        assert (ready.status, await ready.json()) == (200, {"ready": True})


@pytest.mark.parametrize("broken", [False, True])
async def test_not_ready_is_a_503_without_a_reason(broken, bot, channel):
    async def is_ready() -> bool:
        if broken:
            raise OSError("the database is at 10.0.0.1")
        return False

    door = RehearsalDoor(bot.adapter, DoorMetrics(CollectorRegistry()))
    async with (
        TestServer(build_site(door, is_ready)) as server,
        channel.session.get(server.make_url("/readyz")) as ready,
    ):
        assert (ready.status, await ready.text()) == (503, '{"ready": false}')


async def test_metrics_have_a_site_of_their_own(bot, channel):
    await bot.post(channel.execute("x"))

    async with (
        TestServer(build_metrics_site(bot.registry)) as server,
        channel.session.get(server.make_url("/metrics")) as answer,
    ):
        text = await answer.text()

    assert 'mhrmb_turns_total{kind="execute",result="done"} 1.0' in text


@given(data=st.data())
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_no_json_answers_500(data, bot, channel):
    """Any JSON at all, and any good activity with any part of it replaced by any JSON."""
    make = data.draw(st.sampled_from(["message", "execute", "fetch", "submit"]))
    activity: dict[str, Any] = getattr(channel, make)("referral.next", person=NURSE)
    activity |= data.draw(st.dictionaries(st.sampled_from(READ), JSON, max_size=2))
    holder, key = data.draw(st.sampled_from(DEEPER))
    if isinstance(activity.get(holder), dict) and data.draw(st.booleans()):
        activity[holder] = activity[holder] | {key: data.draw(JSON)}
    whole = data.draw(JSON) if data.draw(st.integers(0, 9)) == 0 else activity

    status, _ = await bot.post(orjson.dumps(whole, option=orjson.OPT_PASSTHROUGH_DATETIME))

    assert status in {200, 400, 401, 403}


async def test_a_body_that_stops_half_way_is_no_500(bot):
    """The connection breaks while the body is on its way: nothing is heard, nothing hangs."""
    _, port = bot.url.rsplit(":", 1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    token = bot.channel.token()
    head = f"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{{".encode())
    await writer.drain()
    writer.write_eof()

    answer = await asyncio.wait_for(reader.read(), 2)
    writer.close()

    assert b" 500 " not in answer
    assert bot.application.heard == []


class TestRehearsal:
    """Without an app id: no token, and nobody but this machine."""

    async def test_no_token_is_needed(self, rehearsal, channel: Channel):
        status, body = await rehearsal.post(channel.execute("x"), token="")

        assert (status, body["value"]) == (200, "x heard")

    @pytest.mark.parametrize("host", ["localhost:3978", "127.0.0.1", "[::1]:3978", "LOCALHOST"])
    async def test_this_machine_is_let_in_by_all_its_names(self, host, rehearsal, channel):
        status, _ = await rehearsal.post(channel.execute("x"), token="", headers={"Host": host})

        assert status == 200

    @pytest.mark.parametrize(
        "host", ["example.org", "127.0.0.1.example.org", "localhost.example.org:80", "[", "a b"]
    )
    async def test_another_name_for_this_machine_is_not(self, host, rehearsal, channel):
        status, _ = await rehearsal.post(channel.execute("x"), token="", headers={"Host": host})

        assert status == 403
        assert rehearsal.application.heard == []

    @pytest.mark.parametrize(
        "url",
        ["https://smba.trafficmanager.net/emea/", "http://192.0.2.1/", "http://x@127.0.0.1@y/"],
    )
    async def test_a_service_url_beyond_this_machine_is_not(self, url, rehearsal, channel):
        status, _ = await rehearsal.post(channel.execute("x", serviceUrl=url), token="")

        assert status == 403
        assert rehearsal.application.heard == []
