"""The live connection to Microsoft Graph. Importing this costs a second: see `graph.client`."""

import logging
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx
from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import (
    CertificateCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
)
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from kiota_http.middleware.options import RedirectHandlerOption, RetryHandlerOption

from graph.access import Access, origin_of
from graph.errors import FaultKind, FilingFault
from graph.sdk import load, load_all

_TIMES: Final = httpx.Timeout(30, connect=10, pool=10)
_LIMITS: Final = httpx.Limits(max_connections=8, max_keepalive_connections=4)


class OwnHostOnly(AuthenticationProvider):
    """Gives the token to Graph's own origin; a request for anywhere else is never sent.

    The SDK's own list of hosts knows no ports, and sends without a token where they do not match.
    """

    def __init__(self, inner: AuthenticationProvider, base_url: str) -> None:
        self._inner = inner
        self._origin = origin_of(base_url)

    async def authenticate_request(
        self,
        request: RequestInformation,
        additional_authentication_context: dict[str, Any] | None = None,
    ) -> None:
        """Put the token on the request."""
        if origin_of(request.url) != self._origin:
            raise FilingFault(FaultKind.REFUSED, "foreign_host")
        await self._inner.authenticate_request(request, additional_authentication_context or {})


@dataclass(frozen=True, slots=True)
class Session:
    """The SDK's client, a second client that sends no token, and the identity behind the first."""

    service: Any
    tokenless: httpx.AsyncClient
    credential: AsyncTokenCredential
    scopes: list[str]
    _http: httpx.AsyncClient
    _connections: tuple[httpx.AsyncBaseTransport, ...]

    @classmethod
    def open(cls, access: Access) -> Self:
        """Build it all. It takes a second or two: call it on a thread."""
        _hush()
        load_all()
        credential = _credential(access)
        hooks = {"response": [_no_redirect]}
        http = httpx.AsyncClient(timeout=_TIMES, limits=_LIMITS, event_hooks=hooks)
        connections = _connections(http)
        service = _service(access, credential, http)
        _touch(service)
        tokenless = httpx.AsyncClient(timeout=_TIMES, limits=_LIMITS)
        return cls(service, tokenless, credential, access.scopes, http, connections)

    @staticmethod
    def configured(
        headers: Mapping[str, str] | None = None, query: object = None
    ) -> RequestConfiguration[Any]:
        """Give headers and query options to a call of the SDK."""
        collected = HeadersCollection()
        for name, value in (headers or {}).items():
            collected.add(name, value)
        return RequestConfiguration(headers=collected, query_parameters=query)

    async def token(self) -> str:
        """Give the token that requests carry."""
        return (await self.credential.get_token(*self.scopes)).token

    async def close(self) -> None:
        """Let go of every connection."""
        await self._http.aclose()
        for connections in self._connections:
            await connections.aclose()
        await self.tokenless.aclose()
        await self.credential.close()


async def _no_redirect(response: httpx.Response) -> None:
    """Refuse a redirect: the SDK would read its body as an empty answer."""
    if response.is_redirect:
        raise FilingFault(FaultKind.REFUSED, "redirect", response.status_code)


def _connections(http: httpx.AsyncClient) -> tuple[httpx.AsyncBaseTransport, ...]:
    """Give what holds the client's connections: the SDK wraps it in what never closes it."""
    mounted = http._mounts.values()  # noqa: SLF001 - so does the SDK
    return tuple(each for each in (http._transport, *mounted) if each is not None)  # noqa: SLF001


def _service(access: Access, credential: AsyncTokenCredential, http: httpx.AsyncClient) -> Any:  # noqa: ANN401 - see graph.sdk
    """The SDK's client without its retries (our queue decides) and without redirects."""
    options = {
        RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
        RedirectHandlerOption.get_key(): RedirectHandlerOption(should_redirect=False),
    }
    load("GraphClientFactory").create_with_default_middleware(client=http, options=options)
    host = origin_of(access.base_url)[1]
    identity = AzureIdentityAuthenticationProvider(
        credential, scopes=access.scopes, allowed_hosts=[host]
    )
    adapter = load("GraphRequestAdapter")(OwnHostOnly(identity, access.base_url), http)
    adapter.base_url = access.base_url.rstrip("/")  # before the client is built, or it is doubled
    return load("GraphServiceClient")(request_adapter=adapter)


def _credential(access: Access) -> AsyncTokenCredential:
    """The identity; its own retries would take minutes, so it has one, for the machine's only."""
    pipeline: dict[str, Any] = {
        "retry_total": 0,
        "connection_timeout": 10,
        "read_timeout": 10,
        # aiohttp looks at SSL_CERT_FILE when it is imported only, which may be too early.
        "connection_verify": os.environ.get("SSL_CERT_FILE") or True,
    }
    if not access.client_secret and access.certificate_file is None:
        return ManagedIdentityCredential(
            client_id=access.client_id, **pipeline | {"retry_total": 1}
        )
    authority = {
        "authority": access.authority,
        "disable_instance_discovery": not access.is_known_cloud,
    }
    if access.certificate_file is not None:
        path = str(access.certificate_file)
        return CertificateCredential(
            access.tenant_id, access.client_id, path, **authority, **pipeline
        )
    return ClientSecretCredential(
        access.tenant_id, access.client_id, access.client_secret, **authority, **pipeline
    )


def _touch(service: Any) -> None:  # noqa: ANN401 - see graph.sdk
    """Load the builders of the paths we use: the SDK loads each when first used."""
    channel = service.teams.by_team_id("t").channels.by_channel_id("c")
    item = service.drives.by_drive_id("d").items.by_drive_item_id("i")
    meetings = service.users.by_user_id("u").online_meetings
    event = service.users.by_user_id("u").events.by_event_id("e")
    _ = (
        channel.files_folder,
        item.children,
        item.content,
        item.create_upload_session,
        event.cancel,
        meetings.by_online_meeting_id("m").recordings,
        meetings.by_online_meeting_id("m").transcripts,
    )


def _hush() -> None:
    """Httpx logs every address it calls, and that of an upload is a key to the file.

    The SDK warns of its own classes whenever one of its modules is loaded.
    """
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="(msgraph|kiota_).*")
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
