"""`check`: is everything there that the bot needs? Each failure comes with its fix."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import aiohttp
import structlog

from board.disclosure import Audience, Means
from board.facts import Notice
from board.places import MH_TEAM, Place, PlaceKind
from bot.clock import BoardClock
from bot.lease import ORIGIN, Leases
from bot.looks import NO_OTHER_CLOCK, clock_beside, local_folder, room_on_disk
from bot.outgoing import draw
from bot.papers import CHECK_LINES, CHECKED, WELCOME
from bot.settings import Settings
from bot.teams.connector import Connector, Outgoing
from bot.teams.faults import FaultKind, SendFault
from bot.teams.references import Reference
from cards.filing_views import CheckLine
from cards.views import Sentence, Surface
from graph.check import FOLDER, check
from graph.client import GraphClient
from graph.filing import Channel, FolderIds
from graph.folders import Folders
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import Intent, IntentState
from storage.unit import Snapshot, Unit

log = structlog.get_logger()

_LONGEST_LOOK: Final = timedelta(seconds=15)
"""The welcome waits for the check, and whoever asked for one looks at the screen."""
_GRAPH_SILENT: Final = (
    "Microsoft Graph did not answer in time. Look whether this machine reaches MHRMB_GRAPH_BASE_URL"
    " and MHRMB_GRAPH_AUTHORITY, then say 'check' again."
)
_ROSTER_SILENT: Final = (
    "Say 'check' again in a few minutes: Teams does not answer who is in this team"
)
_ROSTER_REFUSED: Final = (
    "Have an owner of the team remove the app, add it again and agree to what it asks for: set-up"
    " offers nobody while Teams does not say who is in this team"
)
_TEST: Final = "This is a test card. Nothing has to be done."


class Checker:
    """Looks at everything from this process, with its own settings and identity."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        client: GraphClient | None,
        session: aiohttp.ClientSession,
        clock: BoardClock,
        leases: Leases,
        connector: Connector | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._client = client
        self._session = session
        self._clock = clock
        self._leases = leases
        self._connector = connector

    async def look(self) -> tuple[CheckLine, ...]:
        """Look at files and calendar, clock, storage and disk."""
        return (
            *await self._files(),
            await self._time(),
            await self._storage(),
            await asyncio.to_thread(room_on_disk, self._settings.var_dir),
        )

    async def answer(self, intent: Intent) -> None:
        """Look, and have the result said where it was asked for: that is the test card, too."""
        looked = await self._leases.held(intent, self.look())
        roster = await self._leases.held(intent, self._roster(intent.recipient))
        card = CheckLine("card", passed=True, said="This card has arrived.")
        found = (*looked, *roster, card)
        now = self._clock.now()

        def work(unit: Unit) -> None:
            if unit.outbox.finish(intent, IntentState.SENT, machine_now=self._leases.machine_now()):
                unit.settings.set_last_check(CHECK_LINES.dump_json(found).decode())
                unit.tell([_told(intent, now)], now)

        await self._database.write(work, origin=ORIGIN, name="checked")
        self._leases.ended(IntentState.SENT)

    async def send_card(self, connector: Connector) -> CheckLine:
        """Send a card to the Mental Health Team's channel."""
        key, kept = await self._database.read(_teams_channel, name="look for channel")
        if not kept:
            fix = "Say 'use this channel for mental health team' in the channel it shall be."
            return CheckLine("card", passed=False, said=fix)
        place = Place(kind=PlaceKind.CHANNEL, key=key)
        audience = Audience(None, place, Means.POST, self._clock.now())
        rehearsal = self._settings.rehearsal
        card = draw(Sentence(_TEST), audience, Surface.CHANNEL, rehearsal=rehearsal)
        outgoing = Outgoing(card=card.content, summary=card.summary)
        try:
            await connector.send(Reference.from_json(kept), outgoing)
        except SendFault as fault:
            code = fault.code or str(fault.kind)
            fix = (
                f"Teams did not take a card ({code}): check MHRMB_APP_ID, its password or"
                " certificate, and that the app is in the team."
            )
            return CheckLine("card", passed=False, said=fix)
        said = "A test card is in the Mental Health Team's channel."
        return CheckLine("card", passed=True, said=said)

    async def _roster(self, place: str) -> tuple[CheckLine, ...]:
        """Whether Teams says who is in the team that asks; nothing where no team does."""
        kept = await self._database.read(lambda snapshot: snapshot.places.reference(place))
        if self._connector is None or not kept or not place.startswith("channel:"):
            return ()
        try:
            async with asyncio.timeout(_LONGEST_LOOK.total_seconds()):
                await self._connector.members(Reference.from_json(kept))
        except TimeoutError:
            fix = _ROSTER_SILENT
        except SendFault as fault:
            again = fault.kind in {FaultKind.RATE_LIMITED, FaultKind.UNCLEAR, FaultKind.UNREACHABLE}
            said = _ROSTER_SILENT if again else _ROSTER_REFUSED
            fix = f"{said} ({fault.code or fault.kind})"
        else:
            return (CheckLine("roster", passed=True, said="Teams says who is in this team."),)
        return (CheckLine("roster", passed=False, said=f"{fix}."),)

    async def _files(self) -> tuple[CheckLine, ...]:
        if self._client is None:
            return (await asyncio.to_thread(local_folder, self._settings.var_dir),)
        channel, folders = self._settings.channel_id, Folders(self._client)
        kept = await self._database.read(lambda snapshot: snapshot.settings.files_folder(channel))
        known = FolderIds.read(kept)
        board = Channel(team=self._settings.team_id, channel=channel, known=known)
        try:
            async with asyncio.timeout(_LONGEST_LOOK.total_seconds()):
                found = await check(self._client, board, self._settings.organiser_id, folders)
        except TimeoutError:
            return (CheckLine("Graph", passed=False, said=_GRAPH_SILENT),)
        if known is None and any(each.name == FOLDER and each.passed for each in found):
            await self._keep(channel, await folders.files_of(board))
        return tuple(CheckLine(each.name, passed=each.passed, said=each.sentence) for each in found)

    async def _keep(self, channel: str, ids: FolderIds) -> None:
        """Keep the ids of the board's folder, as the clerk does: nobody is asked for them again."""
        await self._database.write(
            lambda unit: unit.settings.keep_files_folder(channel, str(ids)),
            origin=ORIGIN,
            name="keep folder",
        )

    async def _time(self) -> CheckLine:
        """Compare this machine's clock with that of the authority."""
        if self._settings.rehearsal:
            return NO_OTHER_CLOCK
        authority = self._settings.login_authority
        return await clock_beside(self._session, authority, self._leases.machine_now)

    async def _storage(self) -> CheckLine:
        """Write something and read it back."""
        now = self._leases.machine_now().isoformat()
        try:
            await self._database.write(
                lambda unit: unit.settings.note_written(now), origin=ORIGIN, name="check"
            )
            read = await self._database.read(lambda snapshot: snapshot.settings.last_written)
        except DatabaseUnavailable:
            fix = "Start the database that MHRMB_DATABASE_URL names: it cannot be written."
            return CheckLine("storage", passed=False, said=fix)
        if read != now:
            fix = "Have MHRMB_DATABASE_URL name one database: what was written is not read back."
            return CheckLine("storage", passed=False, said=fix)
        return CheckLine("storage", passed=True, said="The database is written and read.")


def _told(intent: Intent, now: datetime) -> Notice:
    """The result as a message of its own, or in the welcome that waits for it."""
    if intent.about.startswith(f"{WELCOME}:"):
        return Notice(WELCOME, intent.recipient, intent.about, f"{WELCOME}:{intent.id}")
    return Notice(CHECKED, intent.recipient, now.isoformat(), f"{CHECKED}:{intent.id}")


def _teams_channel(snapshot: Snapshot) -> tuple[str, str]:
    """The Mental Health Team's channel and the way to it; empty without."""
    binding = snapshot.places.binding_of_forum(MH_TEAM)
    key = f"channel:{binding.channel}" if binding else ""
    return key, (snapshot.places.reference(key) or "") if key else ""
