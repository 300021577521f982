"""The identity provider's signing keys: fetched off to the side, kept through its outages."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import aiohttp
import jwt
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

_FETCH_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_LARGEST_DOCUMENT: Final = 1_000_000
_SMALLEST_KEY: Final = 2048
_KEPT: Final = timedelta(days=1)
_UNKNOWN_KEY_PAUSE: Final = timedelta(minutes=1)
_FAILURE_PAUSE: Final = timedelta(seconds=5)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """One public key and the channels it speaks for."""

    key: RSAPublicKey
    endorsements: frozenset[str]


@dataclass(slots=True, eq=False)
class SigningKeys:
    """The keys of one OpenID metadata document.

    They are fetched at the first use, again each day beside the turns, and on an unknown key id
    at most once a minute; whoever asks meanwhile waits for the same fetch. What cannot be fetched
    leaves the keys we have.
    """

    metadata_url: str
    session: aiohttp.ClientSession
    machine_now: Callable[[], datetime]
    _keys: Mapping[str, SigningKey] = field(default_factory=dict)
    _fetched: datetime | None = None
    _asked_again: datetime | None = None
    _failed: datetime | None = None
    _fetching: asyncio.Task[None] | None = None

    def known(self, kid: str) -> SigningKey | None:
        """Give the key if it is here, and see to it that the keys do not grow old."""
        if self._fetched is None or self.machine_now() - self._fetched > _KEPT:
            self._fetch_soon()
        return self._keys.get(kid)

    async def get(self, kid: str) -> SigningKey | None:
        """Give the key, asking the identity provider once if it is unknown."""
        found = self.known(kid)
        if found is None and await self._asked():
            found = self._keys.get(kid)
        return found

    async def close(self) -> None:
        """Stop a fetch that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    async def _asked(self) -> bool:
        """Wait for the fetch under way, or for a new one if it is time for that."""
        if self._fetching is None:
            now = self.machine_now()
            if self._asked_again is not None and now - self._asked_again < _UNKNOWN_KEY_PAUSE:
                return False
            self._asked_again = now
        fetching = self._fetch_soon()
        if fetching is not None:
            await asyncio.shield(fetching)
        return fetching is not None

    def _fetch_soon(self) -> asyncio.Task[None] | None:
        """Give the fetch under way, or a new one unless one has only just failed."""
        if self._fetching is None:
            if self._failed is not None and self.machine_now() - self._failed < _FAILURE_PAUSE:
                return None
            self._fetching = asyncio.get_running_loop().create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            metadata = await self._document(self.metadata_url)
            found = _keys_of(await self._document(str(metadata["jwks_uri"])))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as fault:
            self._failed, self._asked_again = self.machine_now(), None
            log.warning("signing keys not fetched", error=type(fault).__name__)
        else:
            self._keys, self._fetched, self._failed = found, self.machine_now(), None
        finally:
            self._fetching = None

    async def _document(self, url: str) -> dict[str, object]:
        async with self.session.get(
            url, timeout=_FETCH_TIMEOUT, allow_redirects=False, raise_for_status=True
        ) as response:
            body = await response.content.read(_LARGEST_DOCUMENT)
            while not response.content.at_eof() and len(body) < _LARGEST_DOCUMENT:
                body += await response.content.read(_LARGEST_DOCUMENT)
        document = orjson.loads(body)
        if not isinstance(document, dict):
            raise TypeError(url)
        return document


def _keys_of(document: dict[str, object]) -> dict[str, SigningKey]:
    """Read a key set; a key that is not fit to verify RS256 is left out.

    Raises:
        ValueError: there is not one usable key.
    """
    listed = document["keys"]
    found = {}
    for given in listed if isinstance(listed, list) else ():
        if isinstance(given, dict) and isinstance(kid := given.get("kid"), str):
            key = _key_of(given)
            if key is not None:
                found[kid] = key
    if not found:
        raise ValueError("no usable key")
    return found


def _key_of(given: dict[str, object]) -> SigningKey | None:
    try:
        key = RSAAlgorithm.from_jwk(given)
    except (jwt.InvalidKeyError, ValueError, TypeError, KeyError):
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        return None
    listed = given.get("endorsements")
    endorsed = listed if isinstance(listed, list) else ()
    return SigningKey(key, frozenset(one for one in endorsed if isinstance(one, str)))
