"""Whatever the libraries raise, as a fault of ours."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import httpx
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)
from kiota_abstractions.api_error import APIError

from graph.errors import FaultKind, FilingFault, refusal

_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NO_IDENTITY: Final = (
    "The machine has no managed identity that the app could use. Assign it one, or set"
    " MHRMB_GRAPH_CLIENT_SECRET or MHRMB_GRAPH_CERTIFICATE_FILE."
)
_RENEW: Final = "Put the app's present secret into MHRMB_GRAPH_CLIENT_SECRET."
_CERTIFICATE: Final = (
    "Upload the certificate of MHRMB_GRAPH_CERTIFICATE_FILE to the app's registration."
)
_APP: Final = "Check MHRMB_GRAPH_CLIENT_ID: the tenant does not know this app."
_TENANT: Final = "Check MHRMB_GRAPH_TENANT_ID: there is no such tenant."
# Source: Microsoft Learn, "Microsoft Entra authentication and authorization error codes".
_AADSTS: Final = {
    "AADSTS7000215": _RENEW,
    "AADSTS7000222": "The app's secret has expired: make a new one, and put it into"
    " MHRMB_GRAPH_CLIENT_SECRET.",
    "AADSTS700027": _CERTIFICATE,
    "AADSTS700016": _APP,
    "AADSTS90002": _TENANT,
    "AADSTS900023": _TENANT,
    "AADSTS500011": "Check MHRMB_GRAPH_SCOPE: the tenant does not know this resource.",
}


def fault_of(error: Exception, *, writes: bool, machine_now: Callable[[], datetime]) -> FilingFault:
    """Read what a call raised; with `writes`, a lost answer leaves open whether it was done."""
    if isinstance(error, APIError):
        status = error.response_status_code or 0
        inner = getattr(error, "error", None)
        headers = httpx.Headers(error.response_headers or {})  # they are httpx's own
        return refusal(status, getattr(inner, "code", None), headers, machine_now)
    if isinstance(error, AzureError):
        return _of_identity(error, machine_now)
    name = type(error).__name__
    if writes and not isinstance(error, _NEVER_SENT):
        return FilingFault(FaultKind.UNCLEAR, name)
    return FilingFault(FaultKind.UNAVAILABLE, name)


def _of_identity(error: AzureError, machine_now: Callable[[], datetime]) -> FilingFault:
    """The authority refused, or could not be asked: in both cases nothing was sent to Graph."""
    name = type(error).__name__
    if isinstance(error, ServiceRequestError | ServiceResponseError):
        return FilingFault(FaultKind.UNAVAILABLE, name)
    if name == "CredentialUnavailableError":
        return FilingFault(FaultKind.UNAUTHORISED, name, sentence=_NO_IDENTITY)
    response = error.response if isinstance(error, HttpResponseError) else None
    status = response.status_code if response is not None else None
    if response is not None and (status == 429 or (status or 0) >= 500):  # noqa: PLR2004
        return refusal(status or 0, name, getattr(response, "headers", {}), machine_now)
    if isinstance(error, ClientAuthenticationError | HttpResponseError):
        found = [code for code in _AADSTS if f"{code}:" in str(error)]
        code = found[0] if found else name
        return FilingFault(FaultKind.UNAUTHORISED, code, status, sentence=_AADSTS.get(code, ""))
    return FilingFault(FaultKind.UNAVAILABLE, name)
