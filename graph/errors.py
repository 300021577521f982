"""What can come back instead of a filed document, told apart by what is to be done about it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

_LONGEST_CODE: Final = 60


class FaultKind(StrEnum):
    """Why Microsoft Graph did not do it. Source: Microsoft Learn, "Microsoft Graph errors"."""

    LOCKED = "locked"
    """423: open in Word or Excel, or checked out."""
    FOLDER_MISSING = "folder_missing"
    """404: nobody has opened the Files tab, or the folder was removed."""
    CONFLICT = "conflict"
    """409: the name is taken by something else, or the item was modified meanwhile."""
    CHANGED = "changed"
    """412: not the version that we know."""
    THROTTLED = "throttled"
    """429: again after `retry_after`."""
    FORBIDDEN = "forbidden"
    """403: the permission was withdrawn or never granted."""
    FULL = "full"
    """507: no room."""
    UNAVAILABLE = "unavailable"
    """5xx, or no connection: nothing is known to have been done."""
    UNCLEAR = "unclear"
    """The answer was lost after the work may have been done: look before trying again."""
    SESSION_GONE = "session_gone"
    """The upload session has expired or was used up."""
    TOO_LARGE = "too_large"
    """413: more than the service takes."""
    NOT_CONFIGURED = "not_configured"
    """There is no Microsoft 365 to file in."""
    UNAUTHORISED = "unauthorised"
    """401, or the authority gave no token."""
    GONE = "gone"
    """404 of a thing that was there: a meeting deleted from the calendar."""
    REFUSED = "refused"
    """Anything else: the same again changes nothing."""


_SENTENCES: Final = {
    FaultKind.LOCKED: "Somebody has the document open. Close it in Word or Excel: it is filed"
    " at the next try, and nothing is overwritten.",
    FaultKind.FOLDER_MISSING: "The channel has no files folder yet. Open the Files tab of the"
    " channel once.",
    FaultKind.CONFLICT: "Something else with this name is in the folder, and it is not"
    " overwritten. Rename or move it.",
    FaultKind.CHANGED: "Somebody changed the document while it was being filed. Nothing to do:"
    " it is looked at again before the next try.",
    FaultKind.THROTTLED: "Microsoft 365 asks us to wait. Nothing to do.",
    FaultKind.FORBIDDEN: "Microsoft 365 does not let the app in. Ask an administrator to grant it"
    " write access to this team's site (Sites.Selected, role write).",
    FaultKind.FULL: "The team's site is full. Ask an administrator for more space, or remove"
    " files that are not needed.",
    FaultKind.UNAVAILABLE: "Microsoft 365 does not answer. Nothing to do: it is tried again.",
    FaultKind.UNCLEAR: "The connection broke before the answer came. Nothing to do: the next try"
    " first looks whether the work was done.",
    FaultKind.SESSION_GONE: "The upload was interrupted for too long. Nothing to do: it begins"
    " again at the next try.",
    FaultKind.TOO_LARGE: "The document is too large for the channel's files. Split it, or make"
    " its pictures smaller.",
    FaultKind.NOT_CONFIGURED: "Microsoft 365 is not set up. Set MHRMB_GRAPH_CLIENT_ID and the"
    " settings beside it.",
    FaultKind.UNAUTHORISED: "Microsoft 365 does not accept the app's identity. Renew its secret"
    " or certificate, and check MHRMB_GRAPH_TENANT_ID and MHRMB_GRAPH_CLIENT_ID.",
    FaultKind.GONE: "It is no longer there: somebody deleted it. Make it anew if it is needed.",
    FaultKind.REFUSED: "Microsoft 365 does not take the request. Tell whoever runs the bot the"
    " code beside this.",
}
_BY_STATUS: Final = {
    401: FaultKind.UNAUTHORISED,
    403: FaultKind.FORBIDDEN,
    404: FaultKind.GONE,
    408: FaultKind.UNAVAILABLE,
    409: FaultKind.CONFLICT,
    410: FaultKind.GONE,
    412: FaultKind.CHANGED,
    413: FaultKind.TOO_LARGE,
    423: FaultKind.LOCKED,
    429: FaultKind.THROTTLED,
    501: FaultKind.REFUSED,
    507: FaultKind.FULL,
}
_BY_CODE: Final = {
    "resourceLocked": FaultKind.LOCKED,
    "notAllowed.resourceLocked": FaultKind.LOCKED,
    "quotaLimitReached": FaultKind.FULL,
    "insufficientStorage": FaultKind.FULL,
}
_MODIFIED: Final = (
    "The document changed while it was being filed. Nothing to do: it is looked at again before"
    " the next try."
)


class FilingFault(Exception):
    """It was not done; `code` is the service's word for it, never its text.

    `sentence` is fit to be shown: the cause, and what to do about it.
    """

    def __init__(
        self,
        kind: FaultKind,
        code: str = "",
        status: int | None = None,
        retry_after: timedelta | None = None,
        sentence: str = "",
    ) -> None:
        super().__init__(f"{kind} {status or ''} {code}".strip())
        self.kind = kind
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.sentence = sentence or _SENTENCES[kind]


def refusal(
    status: int, code: object, headers: Mapping[str, str], machine_now: Callable[[], datetime]
) -> FilingFault:
    """Read an answer of Graph that is none of its 200s."""
    word = code if isinstance(code, str) and _is_plain(code) else ""
    unknown = FaultKind.UNAVAILABLE if status >= 500 else FaultKind.REFUSED  # noqa: PLR2004
    kind = _BY_CODE.get(word) or _BY_STATUS.get(status, unknown)
    pause = retry_after(headers.get("Retry-After"), machine_now)
    return FilingFault(kind, word, status, pause, _MODIFIED if word == "resourceModified" else "")


def retry_after(header: str | None, machine_now: Callable[[], datetime]) -> timedelta | None:
    """Read the header's seconds, or its date."""
    if header is None:
        return None
    try:
        if header.strip().isdecimal():
            return timedelta(seconds=int(header))
        return max(timedelta(0), parsedate_to_datetime(header) - machine_now())
    except (ValueError, TypeError, OverflowError):
        return None


def _is_plain(code: str) -> bool:
    """A code is one word; anything longer may quote what was sent."""
    return len(code) <= _LONGEST_CODE and code.replace(".", "").replace("_", "").isalnum()
