"""The bot's own token for the connector: asked for beside the turns, kept, renewed in time."""

import asyncio
import base64
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol, Self

import aiohttp
import jwt
import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

LOGIN_SCOPE: Final = "https://api.botframework.com"

_ASK_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
_ASSERTION_LASTS: Final = timedelta(minutes=5)
_RENEWED_BEFORE: Final = timedelta(minutes=10)
_UNUSED_BEFORE: Final = timedelta(minutes=1)
_LONGEST_WORD: Final = 60


class LoginFault(Exception):
    """The login service gave no token; `reason` is its error code, never its text.

    `number` is its own number of the error, as in AADSTS7000215.
    """

    def __init__(self, reason: str, number: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = number


@dataclass(frozen=True, slots=True)
class Grant:
    """A token and how long it lasts from now."""

    token: str = field(repr=False)
    lasts: timedelta


Ask = Callable[[], Awaitable[Grant]]


class Credentials(Protocol):
    """Where the connector has its token from."""

    async def token(self) -> str | None:
        """Give the token to send, or none where none is sent.

        Raises:
            LoginFault: there is none to be had.
        """

    def forget(self) -> None:
        """Drop a token that was refused."""


class NoCredentials:
    """Rehearsal: no token is asked for or sent."""

    async def token(self) -> str | None:
        """Give none."""
        return None

    def forget(self) -> None:
        """There is nothing to drop."""


class AppCredentials:
    """One token, kept and renewed beside the sends ten minutes before its end.

    Whoever needs one meanwhile waits for the same answer.
    """

    def __init__(self, ask: Ask, machine_now: Callable[[], datetime]) -> None:
        self._ask = ask
        self._machine_now = machine_now
        self._kept: str | None = None
        self._ends: datetime | None = None
        self._asking: asyncio.Task[str] | None = None

    async def token(self) -> str:
        """Give a token that is good for another minute at least.

        Raises:
            LoginFault: the login service refused, or did not answer.
        """
        if self._kept is not None and self._ends is not None:
            left = self._ends - self._machine_now()
            if left > _UNUSED_BEFORE:
                if left < _RENEWED_BEFORE:
                    self._renewed()
                return self._kept
        return await asyncio.shield(self._renewed())

    def forget(self) -> None:
        """Drop a token that was refused: the next send asks for another."""
        self._kept = None

    async def close(self) -> None:
        """Stop a request that is under way."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    def _renewed(self) -> asyncio.Task[str]:
        if self._asking is None:
            self._asking = asyncio.get_running_loop().create_task(self._asked())
            self._asking.add_done_callback(_heard)
        return self._asking

    async def _asked(self) -> str:
        try:
            grant = await self._ask()
            self._kept, self._ends = grant.token, self._machine_now() + grant.lasts
            return grant.token
        finally:
            self._asking = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """The bot's certificate and its private key."""

    key: RSAPrivateKey = field(repr=False)
    thumbprint: str

    @classmethod
    def read(cls, pem: bytes, password: bytes | None = None) -> Self:
        """Read one PEM text that holds both.

        Raises:
            ValueError: one of them is missing, or the key is no RSA key.
        """
        key = load_pem_private_key(pem, password)
        if not isinstance(key, RSAPrivateKey):
            # The file is wrong, not the program.
            raise ValueError("the certificate's key has to be an RSA key")  # noqa: TRY004
        digest = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256())
        return cls(key, base64.urlsafe_b64encode(digest).rstrip(b"=").decode())


@dataclass(frozen=True, slots=True)
class Login:
    """The login service of a SingleTenant bot.

    Asked directly with one POST: MSAL does the same over `requests`, which blocks, and for a host
    it does not know asks the public login service about it first.
    Source: Microsoft Learn, "OAuth 2.0 client credentials flow on the Microsoft identity platform".
    """

    session: aiohttp.ClientSession
    login_url: str
    app_id: str
    login_scope: str = LOGIN_SCOPE

    @property
    def token_url(self) -> str:
        """Where tokens are asked for."""
        return f"{self.login_url.rstrip('/')}/oauth2/v2.0/token"

    def by_secret(self, password: str) -> Ask:
        """Ask with the app's password."""
        return lambda: self._granted({"client_secret": password})

    def by_certificate(self, certificate: Certificate, machine_now: Callable[[], datetime]) -> Ask:
        """Ask with an assertion signed by the app's certificate."""
        return lambda: self._granted(
            {
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": self._assertion(certificate, machine_now()),
            }
        )

    def _assertion(self, certificate: Certificate, now: datetime) -> str:
        """Source: Microsoft Learn, "Certificate credentials for application authentication"."""
        claims = {
            "aud": self.token_url,
            "iss": self.app_id,
            "sub": self.app_id,
            "jti": str(uuid.uuid4()),
            "nbf": int(now.timestamp()),
            "exp": int((now + _ASSERTION_LASTS).timestamp()),
        }
        header = {"x5t#S256": certificate.thumbprint}
        return jwt.encode(claims, certificate.key, algorithm="PS256", headers=header)

    async def _granted(self, proof: dict[str, str]) -> Grant:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.app_id,
            "scope": f"{self.login_scope.rstrip('/')}/.default",
        } | proof
        try:
            async with self.session.post(
                self.token_url, data=form, timeout=_ASK_TIMEOUT, allow_redirects=False
            ) as response:
                answer = orjson.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise LoginFault(type(fault).__name__) from None
        except ValueError:
            raise LoginFault("not_json") from None
        return _grant(answer)


def by_managed_identity(client_id: str, login_scope: str = LOGIN_SCOPE) -> Ask:
    """Ask the machine's own identity endpoint (UserAssignedMSI).

    MSAL knows the endpoints of App Service, containers and virtual machines; it blocks, so it has
    a thread, and it is imported only here.
    """

    def asked() -> object:
        import msal  # type: ignore[import-untyped]  # noqa: PLC0415
        import requests  # noqa: PLC0415

        with requests.Session() as session:
            session.request = partial(session.request, timeout=_ASK_TIMEOUT.total)  # type: ignore[method-assign]
            identity = msal.UserAssignedManagedIdentity(client_id=client_id)
            client = msal.ManagedIdentityClient(identity, http_client=session)
            return client.acquire_token_for_client(resource=login_scope)

    async def ask() -> Grant:
        try:
            answer = await asyncio.to_thread(asked)
        except Exception as fault:  # noqa: BLE001  (MSAL names no base class)
            raise LoginFault(type(fault).__name__) from None
        return _grant(answer)

    return ask


def _grant(answer: object) -> Grant:
    if not isinstance(answer, dict):
        raise LoginFault("not_json")
    token, lasts = answer.get("access_token"), answer.get("expires_in")
    if isinstance(token, str) and token and isinstance(lasts, int | float | str):
        try:
            return Grant(token, timedelta(seconds=float(lasts)))
        except (ValueError, OverflowError):
            raise LoginFault("bad_expiry") from None
    code = answer.get("error")
    known = isinstance(code, str) and code.isidentifier() and len(code) <= _LONGEST_WORD
    raise LoginFault(code if known else "refused", _number(answer))  # type: ignore[arg-type]


def _number(answer: dict[str, object]) -> int | None:
    numbers = answer.get("error_codes")
    first = numbers[0] if isinstance(numbers, list) and numbers else None
    return first if isinstance(first, int) else None


def _heard(task: asyncio.Task[str]) -> None:
    """Nobody may be waiting for it: an early renewal that fails is tried again by the next send."""
    if not task.cancelled():
        task.exception()
