"""What can come back instead of an id, told apart by what is to be done about it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

import orjson

_LONGEST_CODE: Final = 60


class FaultKind(StrEnum):
    """What a send came to.

    Source: Microsoft Learn, "Send and receive messages with a bot" (status codes), and "Optimize
    your bot with rate limiting".
    """

    RATE_LIMITED = "rate_limited"
    """Not delivered: again after `retry_after`."""
    UNCLEAR = "unclear"
    """It may have arrived: sending again may say it twice."""
    UNREACHABLE = "unreachable"
    """It did not get in: no connection, or no token that Teams takes."""
    NOT_INSTALLED = "not_installed"
    """The bot is not in that chat or team: wait for its installation."""
    BLOCKED = "blocked"
    """The person wants no messages of the bot."""
    DISABLED = "disabled"
    """An administrator has switched the bot off."""
    GONE = "gone"
    """The message or conversation is no longer there."""
    TOO_LARGE = "too_large"
    """The card is over Teams' limit."""
    REFUSED = "refused"
    """Anything else: sending the same again changes nothing."""
    HOST_REFUSED = "host_refused"
    """The service URL is none that the bot may call; nothing was sent."""


_BY_CODE: Final = {
    "BotNotInConversationRoster": FaultKind.NOT_INSTALLED,
    "ConversationBlockedByUser": FaultKind.BLOCKED,
    "MessageWritesBlocked": FaultKind.BLOCKED,
    "BotDisabledByAdmin": FaultKind.DISABLED,
    "ActivityNotFoundInConversation": FaultKind.GONE,
    "ConversationNotFound": FaultKind.GONE,
    "MessageSizeTooBig": FaultKind.TOO_LARGE,
}
BLOCKED_CODES: Final = tuple(code for code, kind in _BY_CODE.items() if kind is FaultKind.BLOCKED)
_BY_STATUS: Final = {
    401: FaultKind.UNREACHABLE,
    404: FaultKind.GONE,
    408: FaultKind.UNCLEAR,
    413: FaultKind.TOO_LARGE,
    501: FaultKind.REFUSED,
}


class SendFault(Exception):
    """The connector did not take it; `code` is the connector's word for it, never its text."""

    def __init__(
        self,
        kind: FaultKind,
        status: int | None = None,
        retry_after: timedelta | None = None,
        code: str = "",
    ) -> None:
        super().__init__(f"{kind} {status or ''} {code}".strip())
        self.kind = kind
        self.status = status
        self.retry_after = retry_after
        self.code = code


def fault_of(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    updating: bool,
    machine_now: Callable[[], datetime],
) -> SendFault:
    """Read a refusal of the connector."""
    code = _code(body)
    kind = _kind(status, code, updating=updating)
    pause = None
    if kind is FaultKind.RATE_LIMITED:
        pause = _retry_after(headers.get("Retry-After"), machine_now)
    return SendFault(kind, status, pause, code)


def _kind(status: int, code: str, *, updating: bool) -> FaultKind:
    if status in {412, 429}:
        return FaultKind.RATE_LIMITED
    if code in _BY_CODE:
        return _BY_CODE[code]
    if updating and (status, code) == (403, "ServiceError"):
        return FaultKind.GONE
    unknown = FaultKind.UNCLEAR if status >= 500 else FaultKind.REFUSED  # noqa: PLR2004
    return _BY_STATUS.get(status, unknown)


def _code(body: bytes) -> str:
    """Find the code: under `error`, or as a sub-code inside a text that is itself JSON."""
    text = body[:8192].decode(errors="replace")
    for code in _BY_CODE:
        if code in text:
            return code
    try:
        error = orjson.loads(body)["error"]
        code = error["code"]
    except (ValueError, KeyError, TypeError, IndexError):
        return ""
    good = isinstance(code, str) and code.isidentifier() and len(code) <= _LONGEST_CODE
    return code if good else ""


def _retry_after(header: str | None, machine_now: Callable[[], datetime]) -> timedelta | None:
    """Read the header's seconds, or its date."""
    if header is None:
        return None
    try:
        if header.strip().isdecimal():
            return timedelta(seconds=int(header))
        at = parsedate_to_datetime(header)
        return max(timedelta(0), at - machine_now())
    except (ValueError, TypeError, OverflowError):
        return None
