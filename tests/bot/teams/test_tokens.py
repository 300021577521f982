"""Nobody but the Bot Connector, speaking to this bot about this activity, gets past the header."""

import asyncio
import base64
import json
from datetime import timedelta

import pytest

from bot.teams.tokens import BadToken, TokenVerifier
from tests.fakes.channel import stranger_key

ISSUED = 1_795_435_200  # 2026-11-23 12:00 UTC
EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
SECRET = "a secret long enough for an HMAC key"


def _tampered(token: str) -> str:
    header, _, signature = token.split(".")
    payload = base64.urlsafe_b64encode(json.dumps({"aud": "someone"}).encode()).rstrip(b"=")
    return f"{header}.{payload.decode()}.{signature}"


def _bearer(**overrides):
    return lambda channel: f"Bearer {channel.token(**overrides)}"


BAD_HEADERS = {
    "missing header": (lambda _: None, "no_header"),
    "empty header": (lambda _: "", "no_header"),
    "not Bearer": (lambda channel: f"Basic {channel.token()}", "not_bearer"),
    "scheme alone": (lambda _: "Bearer", "malformed"),
    "bare token": (lambda channel: channel.token(), "not_bearer"),
    "malformed": (lambda _: "Bearer not-a-token", "malformed"),
    "malformed parts": (lambda _: "Bearer a.b.c", "malformed"),
    "two tokens": (lambda channel: f"Bearer {channel.token()} x", "malformed"),
    "alg none": (
        lambda channel: f"Bearer {channel.token(headers={'alg': 'none'}, key='')}",
        "wrong_algorithm",
    ),
    "HS256": (
        lambda channel: f"Bearer {channel.token(headers={'alg': 'HS256'}, key=SECRET)}",
        "wrong_algorithm",
    ),
    "RS512": (_bearer(headers={"alg": "RS512"}), "wrong_algorithm"),
    "wrong key": (
        lambda channel: f"Bearer {channel.token(key=stranger_key())}",
        "wrong_signature",
    ),
    "tampered": (lambda channel: f"Bearer {_tampered(channel.token())}", "wrong_signature"),
    "unknown kid": (_bearer(headers={"kid": "nobody"}), "unknown_key"),
    "no kid": (_bearer(headers={"kid": None}), "unknown_key"),
    "expired": (_bearer(exp=ISSUED - 301), "expired"),
    "not yet valid": (_bearer(nbf=ISSUED + 301), "not_yet_valid"),
    "no exp": (_bearer(exp=None), "no_expiry"),
    "exp in words": (_bearer(exp="tomorrow"), "malformed"),
    "exp without end": (_bearer(exp=float("inf")), "malformed"),
    "exp true": (_bearer(exp=True), "malformed"),
    "wrong issuer": (_bearer(iss="https://example.org"), "wrong_issuer"),
    "no issuer": (_bearer(iss=None), "wrong_issuer"),
    "emulator issuer": (_bearer(iss=EMULATOR), "wrong_issuer"),
    "wrong audience": (_bearer(aud="another-bot"), "wrong_audience"),
    "several audiences": (_bearer(aud=["another-bot"]), "wrong_audience"),
    "no audience": (_bearer(aud=None), "wrong_audience"),
    "no serviceurl": (_bearer(serviceurl=None), "no_service_url"),
    "serviceurl no text": (_bearer(serviceurl=["x"]), "no_service_url"),
    "wrong serviceurl": (_bearer(serviceurl="https://smba.example.org/"), "wrong_service_url"),
}


@pytest.mark.parametrize("name", BAD_HEADERS)
async def test_a_bad_token_gets_401_and_nothing_is_done_behind_it(name, bot, channel):
    header, reason = BAD_HEADERS[name]
    given = header(channel)

    status, _ = await bot.post(
        channel.execute("referral.submit"),
        token="",
        headers={} if given is None else {"Authorization": given},
    )

    assert status == 401
    assert bot.application.heard == []
    assert channel.calls == []
    assert bot.counted("mhrmb_refused_tokens_total", reason=reason) == 1


@pytest.mark.parametrize("endorsed", [None, [], ["webchat"]])
async def test_a_key_has_to_be_endorsed_for_the_channel_of_the_activity(endorsed, bot, channel):
    channel.endorsements = endorsed

    status, _ = await bot.post(channel.execute("referral.submit"))

    assert status == 401
    assert bot.application.heard == []


async def test_an_activity_without_a_channel_is_endorsed_by_nobody(bot, channel):
    status, _ = await bot.post(channel.execute("referral.submit", channelId=None))

    assert status == 401
    assert bot.application.heard == []


async def test_another_channel_of_the_registration_is_refused(bot, channel):
    """In Direct Line or Web Chat the caller says who they are."""
    channel.endorsements = ["msteams", "directline"]

    status, _ = await bot.post(channel.execute("referral.submit", channelId="directline"))

    assert status == 403
    assert bot.application.heard == []


@pytest.mark.parametrize(
    "overrides",
    [{}, {"exp": ISSUED - 299}, {"nbf": ISSUED + 299}, {"nbf": None}],
    ids=["plain", "expired within the skew", "early within the skew", "no nbf"],
)
async def test_a_good_token_is_let_in(overrides, bot, channel):
    status, body = await bot.post(
        channel.execute("referral.submit"), token=channel.token(**overrides)
    )

    assert (status, body["value"]) == (200, "referral.submit heard")
    assert len(bot.application.heard) == 1


async def test_a_trailing_slash_is_no_other_service_url(bot, channel):
    token = channel.token(serviceurl=channel.service_url.rstrip("/"))

    status, _ = await bot.post(channel.execute("referral.submit"), token=token)

    assert status == 200


async def test_a_remembered_token_is_still_held_against_each_activity(bot, channel):
    token = channel.token()
    assert (await bot.post(channel.execute("a"), token=token))[0] == 200

    elsewhere = f"{channel.url}/amer/"
    other = await bot.post(channel.execute("b", serviceUrl=elsewhere), token=token)
    unendorsed = await bot.post(channel.execute("c", channelId="webchat"), token=token)

    assert (other[0], unendorsed[0]) == (401, 401)
    assert len(bot.application.heard) == 1


async def test_a_remembered_token_expires(bot, channel, clock):
    token = channel.token(exp=ISSUED + 60)
    assert (await bot.post(channel.execute("a"), token=token))[0] == 200

    clock.move(timedelta(seconds=361))

    assert (await bot.post(channel.execute("b"), token=token))[0] == 401


async def test_verified_tokens_are_not_remembered_without_bound(channel, session, clock):
    verifier = TokenVerifier(
        channel.app_id, session, clock, metadata_url=channel.metadata_url, issuer=channel.issuer
    )

    for number in range(1100):
        await verifier.admit(f"Bearer {channel.token(jti=str(number))}")

    assert len(verifier._remembered) == 1000


async def test_a_new_key_is_fetched_once_at_its_first_token(bot, channel):
    await bot.post(channel.execute("before"))
    channel.rotate_keys()

    answers = await asyncio.gather(*(bot.post(channel.execute("after")) for _ in range(20)))

    assert {status for status, _ in answers} == {200}
    assert channel.metadata_calls == 2


async def test_a_withdrawn_key_takes_its_remembered_tokens_with_it(bot, channel):
    old = channel.token()
    await bot.post(channel.execute("before"), token=old)
    channel.rotate_keys()
    await bot.post(channel.execute("after"))

    status, _ = await bot.post(channel.execute("late"), token=old)

    assert status == 401


async def test_a_withdrawn_endorsement_takes_its_remembered_tokens_with_it(bot, channel):
    token = channel.token()
    await bot.post(channel.execute("before"), token=token)
    channel.endorsements = ["webchat"]
    await bot.post(channel.execute("x"), token=channel.token(headers={"kid": "makes it ask"}))

    status, _ = await bot.post(channel.execute("after"), token=token)

    assert status == 401


async def test_unknown_keys_do_not_make_the_bot_hammer_the_identity_provider(bot, channel, clock):
    await bot.post(channel.execute("known"))
    forged = [channel.token(headers={"kid": f"forged-{number}"}) for number in range(10)]

    for token in forged:
        assert (await bot.post(channel.execute("x"), token=token))[0] == 401
    assert channel.metadata_calls == 2

    clock.move(timedelta(seconds=61))
    await bot.post(channel.execute("x"), token=forged[0])
    assert channel.metadata_calls == 3


async def test_an_outage_leaves_the_keys_we_have(bot, channel, clock):
    await bot.post(channel.execute("before"))
    channel.identity_down = True
    clock.move(timedelta(days=2))

    kept = await bot.post(channel.execute("known key"))
    channel.rotate_keys()
    unknown = await bot.post(channel.execute("unknown key"))
    channel.identity_down = False
    clock.move(timedelta(seconds=6))
    recovered = await bot.post(channel.execute("unknown key"))

    assert [status for status, _ in (kept, unknown, recovered)] == [200, 401, 200]


async def test_an_outage_from_the_start_answers_401(bot, channel):
    channel.identity_down = True

    status, _ = await bot.post(channel.execute("x"))

    assert status == 401
    assert bot.application.heard == []


async def test_the_keys_are_fetched_again_each_day_beside_the_turns(bot, channel, clock):
    await bot.post(channel.execute("monday"))
    clock.move(timedelta(days=1, seconds=1))
    channel.identity_delay = 0.2
    started = asyncio.get_running_loop().time()

    status, _ = await bot.post(channel.execute("tuesday"))

    assert status == 200
    assert asyncio.get_running_loop().time() - started < 0.15
    await asyncio.sleep(0.05)
    assert channel.metadata_calls == 2


async def test_a_slow_identity_provider_delays_no_other_turn(bot, channel):
    token = channel.token()
    await bot.post(channel.execute("known"), token=token)
    channel.rotate_keys()
    channel.identity_delay = 0.3
    waiting = asyncio.ensure_future(bot.post(channel.execute("unknown key")))
    await asyncio.sleep(0.05)
    started = asyncio.get_running_loop().time()

    status, _ = await bot.post(channel.execute("known key"), token=token)

    assert status == 200
    assert asyncio.get_running_loop().time() - started < 0.15
    assert (await waiting)[0] == 200


async def test_verify_does_both_halves(channel, session, clock):
    verifier = TokenVerifier(
        channel.app_id, session, clock, metadata_url=channel.metadata_url, issuer=channel.issuer
    )
    header = f"Bearer {channel.token()}"

    await verifier.verify(header, channel.service_url, "msteams")
    with pytest.raises(BadToken) as refusal:
        await verifier.verify(header, channel.service_url, "webchat")

    assert refusal.value.reason == "not_endorsed"
