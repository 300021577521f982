"""The bot's own token is asked for once, kept, renewed in time, and never in the way."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from bot.teams.credentials import (
    AppCredentials,
    Certificate,
    Login,
    LoginFault,
    by_managed_identity,
)
from tests.fakes.channel import stranger_key


@pytest.fixture
def pem() -> bytes:
    """A certificate with its key, as one text."""
    key = stranger_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mhrmb")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM) + _private(key)


def _private(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


async def test_many_at_once_ask_once(credentials, channel):
    channel.login_delay = 0.05

    tokens = await asyncio.gather(*(credentials.token() for _ in range(50)))

    assert set(tokens) == {"a-token-for-the-connector-1"}
    assert len(channel.login_calls) == 1


async def test_it_is_renewed_before_its_end_beside_the_sends(credentials, channel, clock):
    await credentials.token()
    clock.move(timedelta(minutes=51))
    channel.login_delay = 0.05

    kept = await credentials.token()
    await asyncio.sleep(0.1)
    renewed = await credentials.token()

    assert (kept[-1], renewed[-1]) == ("1", "2")


async def test_near_its_end_it_is_waited_for(credentials, clock):
    await credentials.token()
    clock.move(timedelta(minutes=59, seconds=30))

    assert (await credentials.token())[-1] == "2"


async def test_an_early_renewal_that_fails_is_tried_again(credentials, channel, clock):
    await credentials.token()
    clock.move(timedelta(minutes=51))
    channel.login_down = True

    assert (await credentials.token())[-1] == "1"
    await asyncio.sleep(0.05)
    channel.login_down = False
    await credentials.token()
    await asyncio.sleep(0.05)

    assert (await credentials.token())[-1] == "3"


async def test_a_wrong_secret_is_named_by_its_code(channel, session, clock):
    login = Login(session, channel.login_url, channel.app_id)
    credentials = AppCredentials(login.by_secret("wrong"), clock)

    with pytest.raises(LoginFault) as fault:
        await credentials.token()

    assert fault.value.reason == "invalid_client"


async def test_an_outage_of_the_login_service_is_a_fault(credentials, channel):
    channel.login_down = True

    with pytest.raises(LoginFault):
        await credentials.token()


async def test_one_who_gives_up_does_not_take_the_others_along(credentials, channel):
    channel.login_delay = 0.05
    first = asyncio.ensure_future(credentials.token())
    second = asyncio.ensure_future(credentials.token())
    await asyncio.sleep(0.01)
    first.cancel()

    assert (await second)[-1] == "1"


async def test_a_certificate_signs_the_request(channel, session, clock, pem):
    """The stand-in's login service checks the assertion by the real clock."""
    channel.certificate_key = stranger_key().public_key()
    certificate = Certificate.read(pem)
    login = Login(session, channel.login_url, channel.app_id)
    ask = login.by_certificate(certificate, lambda: datetime.now(UTC))  # noqa: TID251

    token = await AppCredentials(ask, clock).token()

    assert token.startswith("a-token-for-the-connector")
    assert "client_secret" not in channel.login_calls[0]
    assert len(certificate.thumbprint) == 43


def test_a_certificate_is_kept_out_of_its_repr(pem):
    assert "PrivateKey" not in repr(Certificate.read(pem))


@pytest.mark.parametrize("text", [b"", b"nothing"])
def test_what_is_no_certificate_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        Certificate.read(text)


def test_a_key_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="RSA"):
        Certificate.read(_private(ec.generate_private_key(ec.SECP256R1())))


async def test_a_managed_identity_is_asked_off_the_loop(monkeypatch, clock):
    """The endpoint of App Service: a header and a resource, no secret of the bot's."""
    asked = []

    async def endpoint(request: web.Request) -> web.Response:
        asked.append((request.headers["X-IDENTITY-HEADER"], dict(request.query)))
        ends = str(int(clock().timestamp()) + 10**9)
        return web.json_response(
            {"access_token": "t", "expires_on": ends, "resource": "r", "token_type": "Bearer"}
        )

    app = web.Application()
    app.router.add_get("/msi/token", endpoint)
    async with TestServer(app) as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.port}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "from the platform")
        token = await AppCredentials(by_managed_identity("the-client"), clock).token()

    assert token == "t"
    assert asked[0][0] == "from the platform"
    assert asked[0][1]["client_id"] == "the-client"
    assert asked[0][1]["resource"] == "https://api.botframework.com"
