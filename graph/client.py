"""Microsoft Graph for the bot: loaded when first used, and every refusal a fault of ours."""

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.access import Access
from graph.errors import FaultKind, FilingFault, refusal

if TYPE_CHECKING:
    import httpx

    from graph.session import Session

Found = TypeVar("Found")
_LONGEST_CALL: Final = 60
_SUCCESS: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the token says of the app: `roles` are its application permissions."""

    app_id: str
    tenant: str
    roles: frozenset[str]


class GraphClient:
    """One for each process and event loop; made without importing the SDK, which takes a second."""

    def __init__(self, access: Access, machine_now: Callable[[], datetime]) -> None:
        self.access = access
        self.machine_now = machine_now
        self._session: Session | None = None
        self._opening = asyncio.Lock()

    async def warm(self) -> None:
        """Load the SDK on a thread, beside whatever else starts, so that no request waits for it.

        Raises:
            FilingFault: the certificate cannot be read.
        """
        await self.session()

    async def close(self) -> None:
        """Let go of every connection."""
        async with self._opening:
            if self._session is not None:
                await self._session.close()
                self._session = None

    async def session(self) -> "Session":
        """Give the live connection, opened where it is not."""
        async with self._opening:
            if self._session is None:
                self._session = await asyncio.to_thread(_opened, self.access)
            return self._session

    async def ask(
        self, call: Callable[["Session"], Awaitable[Found | None]], *, writes: bool = False
    ) -> Found:
        """Give the answer of one call of the SDK, sent once.

        Raises:
            FilingFault: there is none; a redirect or an empty answer counts as none.
        """
        answer = await self._guarded(call, writes=writes)
        if answer is None:
            kind = FaultKind.UNCLEAR if writes else FaultKind.UNAVAILABLE
            raise FilingFault(kind, "no_answer")
        return answer

    async def tell(self, call: Callable[["Session"], Awaitable[object]]) -> None:
        """Send one call of the SDK that has no answer.

        Raises:
            FilingFault: it was refused.
        """
        await self._guarded(call, writes=True)

    async def fetch(
        self,
        method: str,
        url: str,
        *,
        body: AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Call an address that carries its own leave (an upload's), without our token.

        A body goes out piece by piece: its Content-Length has to be among the headers.

        Raises:
            FilingFault: it was refused, or did not answer.
        """
        if not url.startswith("https://"):
            raise FilingFault(FaultKind.REFUSED, "not_https")
        response = await self._guarded(
            lambda session: session.tokenless.request(method, url, content=body, headers=headers),
            writes=method == "PUT",
        )
        answer = _json(response)
        if response.status_code not in _SUCCESS:
            error = answer.get("error")
            code = error.get("code") if isinstance(error, dict) else None
            raise refusal(response.status_code, code, response.headers, self.machine_now)
        return response.status_code, answer

    async def identity(self) -> Identity:
        """Ask for a token, and read what it says.

        Raises:
            FilingFault: the authority gave none.
        """
        return _identity(await self.ask(lambda session: session.token()))

    async def _guarded(
        self, call: Callable[["Session"], Awaitable[Found]], *, writes: bool
    ) -> Found:
        session = await self.session()
        from graph.refusals import fault_of  # noqa: PLC0415 - loaded with the session

        try:
            async with asyncio.timeout(_LONGEST_CALL):
                return await call(session)
        except FilingFault:
            raise
        except Exception as error:  # noqa: BLE001 - so bare are the SDK's own
            raise fault_of(error, writes=writes, machine_now=self.machine_now) from None


def _opened(access: Access) -> "Session":
    from graph.session import Session  # noqa: PLC0415 - this is what takes a second

    try:
        return Session.open(access)
    except (OSError, ValueError) as error:
        fault = f"MHRMB_GRAPH_CERTIFICATE_FILE cannot be used ({type(error).__name__})."
        raise FilingFault(FaultKind.UNAUTHORISED, "bad_certificate", sentence=fault) from None


def _json(response: "httpx.Response") -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _identity(token: str) -> Identity:
    """Read the token's own claims, for a person to look at: nothing is decided by them."""
    part = token.partition(".")[2].partition(".")[0]
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error):
        claims = {}
    read = claims if isinstance(claims, dict) else {}
    roles = read.get("roles")
    return Identity(
        str(read.get("appid") or read.get("azp") or ""),
        str(read.get("tid") or ""),
        frozenset(map(str, roles if isinstance(roles, list) else ())),
    )
