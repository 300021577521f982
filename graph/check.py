"""Before filing: is everything there that it needs? Each failure comes with its fix."""

from dataclasses import dataclass
from typing import Final

from graph.calendar import Meetings
from graph.client import GraphClient, Identity
from graph.errors import FaultKind, FilingFault
from graph.filing import Channel, Folder
from graph.folders import Folders

_ONE_SITE: Final = "Sites.Selected"
_ALL_SITES: Final = frozenset(
    {"Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All", "Files.ReadWrite.All"}
)
_CALENDAR: Final = "Calendars.ReadWrite"
_FIRST_FOLDER: Final = "Meetings"
FOLDER: Final = "folder"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and how it is or how to put it right."""

    name: str
    passed: bool
    sentence: str


async def check(
    client: GraphClient, channel: Channel, organiser: str = "", folders: Folders | None = None
) -> tuple[Finding, ...]:
    """Look at identity, permissions, folder (by making `Meetings` in it) and organiser.

    `folders` then have the ids of the channel's folder, if it was found.
    """
    try:
        identity = await client.identity()
    except FilingFault as fault:
        return (Finding("identity", passed=False, sentence=_said(fault)),)
    found = [
        Finding("identity", passed=True, sentence="The tenant gives the app a token."),
        _permissions(identity, organiser),
        await _folder(folders or Folders(client), channel),
    ]
    if organiser:
        found.append(await _organiser(client, organiser))
    return tuple(found)


def _permissions(identity: Identity, organiser: str) -> Finding:
    name, roles = "permissions", identity.roles
    missing = [] if roles & (_ALL_SITES | {_ONE_SITE}) else [_ONE_SITE]
    missing += [_CALENDAR] if organiser and _CALENDAR not in roles else []
    if missing:
        fix = (
            f"Grant the app the application permission {' and '.join(missing)}, with an"
            " administrator's consent."
        )
        return Finding(name, passed=False, sentence=fix)
    if wide := sorted(roles & _ALL_SITES):
        sentence = (
            f"The app may write to every site: take {' and '.join(wide)} away, and grant"
            f" {_ONE_SITE} for this team's site instead."
        )
        return Finding(name, passed=True, sentence=sentence)
    return Finding(name, passed=True, sentence="The app has what it needs, and no more.")


async def _folder(folders: Folders, channel: Channel) -> Finding:
    """The folder Meetings will be needed anyway, and making it is the only proof."""
    try:
        await folders.of(Folder(channel, (_FIRST_FOLDER,)))
    except FilingFault as fault:
        return Finding(FOLDER, passed=False, sentence=_said(fault))
    return Finding(FOLDER, passed=True, sentence="The channel's files can be written.")


async def _organiser(client: GraphClient, organiser: str) -> Finding:
    try:
        await Meetings(client, organiser).reach()
    except FilingFault as fault:
        return Finding("organiser", passed=False, sentence=_why_not(fault))
    return Finding("organiser", passed=True, sentence="The organiser's calendar can be used.")


def _why_not(fault: FilingFault) -> str:
    if fault.kind is FaultKind.GONE:
        return "Set MHRMB_ORGANISER_ID to the object id of somebody who has a mailbox."
    if fault.kind is FaultKind.FORBIDDEN:
        return (
            f"Grant the app {_CALENDAR}, and include the organiser in the mailboxes that its"
            " application access policy allows."
        )
    return _said(fault)


def _said(fault: FilingFault) -> str:
    """The sentence; where only the code tells the operator more, the code too."""
    if fault.code and fault.kind in {FaultKind.REFUSED, FaultKind.UNAUTHORISED}:
        return f"{fault.sentence} ({fault.code})"
    return fault.sentence
