"""Who may call: the tokens that the Bot Connector signs, checked strictly."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp
import jwt
from jwt.types import Options

from bot.teams.keys import SigningKey, SigningKeys

METADATA_URL: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
ISSUER: Final = "https://api.botframework.com"

_SKEW: Final = timedelta(minutes=5).total_seconds()
_REMEMBERED: Final = timedelta(minutes=10).total_seconds()
_MOST_REMEMBERED: Final = 1000
# The time claims are checked here, by our clock; PyJWT is left with the signature.
_SIGNATURE_ONLY: Final[Options] = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class BadToken(Exception):
    """The caller is not the Bot Connector speaking to this bot; `reason` is one of a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Passport:
    """A token whose signature, issuer, audience and times were found good."""

    service_url: str | None
    endorsements: frozenset[str]

    def check(self, service_url: str, channel_id: str) -> None:
        """See that the token speaks for this activity.

        Raises:
            BadToken: it was made for another service URL, or signed for another channel.
        """
        if self.service_url is None:
            raise BadToken("no_service_url")
        if self.service_url.rstrip("/") != service_url.rstrip("/"):
            raise BadToken("wrong_service_url")
        if not channel_id or channel_id not in self.endorsements:
            raise BadToken("not_endorsed")


@dataclass(frozen=True, slots=True)
class _Remembered:
    passport: Passport
    kid: str
    key: SigningKey
    until: float


class TokenVerifier:
    """Verifies the Authorization header of one bot's requests.

    Tokens found good are remembered for ten minutes at most and never past their expiry; which
    service URL and channel they speak for is looked at each time. A key that is withdrawn takes
    its tokens with it.
    """

    def __init__(
        self,
        app_id: str,
        session: aiohttp.ClientSession,
        machine_now: Callable[[], datetime],
        *,
        metadata_url: str = METADATA_URL,
        issuer: str = ISSUER,
    ) -> None:
        self._app_id = app_id
        self._issuer = issuer
        self._machine_now = machine_now
        self._keys = SigningKeys(metadata_url, session, machine_now)
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()

    async def verify(self, authorization: str | None, service_url: str, channel_id: str) -> None:
        """Let a request of the Bot Connector pass.

        Raises:
            BadToken: anything else.
        """
        passport = await self.admit(authorization)
        passport.check(service_url, channel_id)

    async def admit(self, authorization: str | None) -> Passport:
        """Verify the header alone, before a byte of the body is looked at.

        Raises:
            BadToken: the token is missing, malformed, not signed by a known key, not ours, or out
                of its time.
        """
        token = _bearer(authorization)
        now = self._machine_now().timestamp()
        known = self._remembered.get(token)
        if known is not None and now < known.until and self._keys.known(known.kid) is known.key:
            return known.passport
        return await self._verified(token, now)

    async def close(self) -> None:
        """Stop what runs beside the turns."""
        await self._keys.close()

    async def _verified(self, token: str, now: float) -> Passport:
        self._remembered.pop(token, None)
        kid = _key_id(token)
        key = await self._keys.get(kid)
        if key is None:
            raise BadToken("unknown_key")
        claims = _claims(token, key)
        expires = self._check(claims, now)
        url = claims.get("serviceurl")
        passport = Passport(url if isinstance(url, str) else None, key.endorsements)
        self._remember(token, _Remembered(passport, kid, key, min(expires, now + _REMEMBERED)))
        return passport

    def _check(self, claims: dict[str, object], now: float) -> float:
        if claims.get("iss") != self._issuer:
            raise BadToken("wrong_issuer")
        if claims.get("aud") != self._app_id:
            raise BadToken("wrong_audience")
        expires = _moment(claims, "exp")
        if expires is None:
            raise BadToken("no_expiry")
        if now >= expires + _SKEW:
            raise BadToken("expired")
        starts = _moment(claims, "nbf")
        if starts is not None and now < starts - _SKEW:
            raise BadToken("not_yet_valid")
        return expires

    def _remember(self, token: str, good: _Remembered) -> None:
        self._remembered[token] = good
        while len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise BadToken("no_header")
    scheme, _, token = authorization.partition(" ")
    if scheme.casefold() != "bearer":
        raise BadToken("not_bearer")
    if token.count(".") != 2 or not token.isascii() or " " in token:  # noqa: PLR2004
        raise BadToken("malformed")
    return token


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError):
        raise BadToken("malformed") from None
    if header.get("alg") != "RS256":
        raise BadToken("wrong_algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise BadToken("unknown_key")
    return kid


def _claims(token: str, key: SigningKey) -> dict[str, object]:
    try:
        return jwt.decode(token, key.key, algorithms=["RS256"], options=_SIGNATURE_ONLY)
    except jwt.InvalidSignatureError:
        raise BadToken("wrong_signature") from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise BadToken("malformed") from None


def _moment(claims: dict[str, object], name: str) -> float | None:
    """A time claim in seconds since 1970; what is there has to be a number that is a time."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadToken("malformed")
    try:
        moment = float(value)
    except OverflowError:
        raise BadToken("malformed") from None
    if not math.isfinite(moment):
        raise BadToken("malformed")
    return moment
