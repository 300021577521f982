"""The SDK's connector client, fast: its operations, our writer, one session for everything."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import orjson
from botframework.connector.aio import ConnectorClient
from botframework.connector.aio.operations_async import ConversationsOperations
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.universal_http import ClientRequest
from yarl import URL

from bot.teams.credentials import Credentials, LoginFault
from bot.teams.faults import FaultKind, SendFault, fault_of

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=5)
_NO_PATH: Final = frozenset({".", ".."})


class Client(ConnectorClient):  # type: ignore[misc]
    """The SDK's client of one service URL, by its own extension points.

    The SDK knows the paths and verbs. msrest's serialiser is replaced by orjson (a card has no
    model anyway), its pipeline by one without policies, and its sender by ours. The pipeline is
    given as a type: credentials given to the client would have it build its default one, which
    sends with `requests` on threads. Measured: 0.02 ms over writing the request by hand, where
    msrest's serialiser takes 0.3 ms.
    """

    def __init__(self, service_url: str, sender: "Sender") -> None:
        super().__init__(
            "none: the sender has them",
            service_url,
            pipeline_type=lambda _config: AsyncPipeline([], sender),
        )
        self.conversations = ConversationsOperations(self._client, self.config, _Writer, _read)

    async def team(self, team_id: str) -> object:
        """Ask for a team: the SDK knows the path in its synchronous half only."""
        path = f"/v3/teams/{_Writer.url('teamId', team_id, 'str')}"
        response = await self._client.async_send(self._client.get(path), stream=False)
        return _read("", response)


class Sender(AsyncHTTPSender[ClientRequest, Any]):
    """Sends the requests of all clients through one session, with the bot's token."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        credentials: Credentials,
        machine_now: Callable[[], datetime],
        timeout: aiohttp.ClientTimeout = _TIMEOUT,
    ) -> None:
        self._session = session
        self._credentials = credentials
        self._machine_now = machine_now
        self._timeout = timeout

    async def __aexit__(self, *_details: object) -> None:
        """The session is closed by whoever opened it."""

    async def send(
        self, request: Request[ClientRequest], **_config: object
    ) -> Response[ClientRequest, Any]:
        """Send one request of the SDK.

        Raises:
            SendFault: it was not taken, or nobody knows.
        """
        asked = request.http_request
        token = await self._token()
        if token is not None:
            asked.headers["Authorization"] = f"Bearer {token}"
        status, headers, body = await self._exchange(asked)
        if status == 401:  # noqa: PLR2004
            self._credentials.forget()
        if not 200 <= status < 300:  # noqa: PLR2004
            updating = asked.method == "PUT"
            raise fault_of(status, headers, body, updating=updating, machine_now=self._machine_now)
        return Response(request, _Taken(_json(body)))

    async def _token(self) -> str | None:
        try:
            return await self._credentials.token()
        except LoginFault as fault:
            raise SendFault(FaultKind.UNREACHABLE, code=fault.reason) from None

    async def _exchange(self, asked: ClientRequest) -> tuple[int, Mapping[str, str], bytes]:
        try:
            async with self._session.request(
                asked.method,
                URL(asked.url, encoded=True),
                data=asked.data,
                headers=asked.headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                return response.status, response.headers, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as fault:
            raise SendFault(FaultKind.UNREACHABLE, code=type(fault).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise SendFault(FaultKind.UNCLEAR, code=type(fault).__name__) from None


class _Taken:
    """A 2xx, as the SDK's operations look at it."""

    status_code = 200

    def __init__(self, content: object) -> None:
        self.content = content
        self.context = None


class _Writer:
    """Stands in for msrest's serialiser: values are JSON already."""

    @staticmethod
    def body(content: object, _kind: str) -> bytes:
        """Bytes pass msrest's `add_content` as they are."""
        return orjson.dumps(content)

    @staticmethod
    def url(name: str, value: str, _kind: str) -> str:
        """Quote an id so that it stays one segment of the path."""
        if value in _NO_PATH or not value:
            raise SendFault(FaultKind.REFUSED, code=name)
        return quote(value, safe="")

    @staticmethod
    def query(_name: str, value: object, _kind: str) -> str:
        """Quote a parameter."""
        return quote(str(value), safe="")


def _read(_kind: str, response: _Taken) -> object:
    """Stands in for msrest's deserialiser."""
    return response.content


def _json(body: bytes) -> object:
    """An answer that is no JSON is an answer without an id."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
