"""`check`: is everything there that the bot needs? Each failure comes with its fix."""

import asyncio
import shutil
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import aiohttp
import structlog

from board.disclosure import Audience, Means
from board.facts import Notice
from board.places import MH_TEAM, Place, PlaceKind
from bot.clock import BoardClock
from bot.lease import ORIGIN, Leases
from bot.outgoing import draw
from bot.papers import CHECK_LINES, CHECKED, WELCOME
from bot.settings import Settings
from bot.teams.connector import Connector, Outgoing
from bot.teams.faults import SendFault
from bot.teams.references import Reference
from cards.filing_views import CheckLine
from cards.views import Sentence, Surface
from graph.check import check
from graph.client import GraphClient
from graph.filing import Channel
from graph.local import FOLDER
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import Intent, IntentState, redraw
from storage.unit import Snapshot, Unit

log = structlog.get_logger()

ROOM: Final = 1024**3
"""Bytes that have to be free on the disk."""
_AHEAD: Final = timedelta(minutes=1)
_ASKED_WITHIN: Final = aiohttp.ClientTimeout(total=10)
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
    ) -> None:
        self._settings = settings
        self._database = database
        self._client = client
        self._session = session
        self._clock = clock
        self._leases = leases

    async def look(self) -> tuple[CheckLine, ...]:
        """Look at files and calendar, clock, storage and disk."""
        return (
            *await self._files(),
            await self._time(),
            await self._storage(),
            await asyncio.to_thread(_room, self._settings.var_dir),
        )

    async def answer(self, intent: Intent) -> None:
        """Look, and have the result said where it was asked for: that is the test card, too."""
        looked = self._leases.held(intent, self.look())
        card = CheckLine("card", passed=True, said="This card has arrived.")
        found = (*await looked, card)
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

    async def _files(self) -> tuple[CheckLine, ...]:
        if self._client is None:
            return (await asyncio.to_thread(_local, self._settings.var_dir),)
        board = Channel(team=self._settings.team_id, channel=self._settings.channel_id)
        found = await check(self._client, board, self._settings.organiser_id)
        return tuple(CheckLine(each.name, passed=each.passed, said=each.sentence) for each in found)

    async def _time(self) -> CheckLine:
        """Compare this machine's clock with that of the authority, by an answer's date."""
        if self._settings.rehearsal:
            return CheckLine("clock", passed=None, said="In rehearsal no other clock is asked.")
        try:
            async with self._session.get(
                self._settings.login_authority, timeout=_ASKED_WITHIN, allow_redirects=False
            ) as response:
                there = parsedate_to_datetime(response.headers.get("Date", ""))
        except (aiohttp.ClientError, TimeoutError):
            fix = "Let this machine reach the authority that gives out tokens: it does not answer."
            return CheckLine("clock", passed=False, said=fix)
        except ValueError:
            return CheckLine("clock", passed=None, said="The authority does not say the time.")
        ahead = self._leases.machine_now() - there
        if abs(ahead) <= _AHEAD:
            return CheckLine("clock", passed=True, said="This machine's clock is right.")
        how = "ahead" if ahead > timedelta() else "behind"
        minutes = round(abs(ahead) / timedelta(minutes=1))
        fix = f"Set this machine's clock, which is {minutes} min {how}, by a time server."
        return CheckLine("clock", passed=False, said=fix)

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
    """The result as a message of its own, or on the welcome that asked for it."""
    if intent.about.startswith(f"{WELCOME}:"):
        return redraw(intent.about)
    return Notice(CHECKED, intent.recipient, now.isoformat(), f"{CHECKED}:{intent.id}")


def _teams_channel(snapshot: Snapshot) -> tuple[str, str]:
    """The Mental Health Team's channel and the way to it; empty without."""
    binding = snapshot.places.binding_of_forum(MH_TEAM)
    key = f"channel:{binding.channel}" if binding else ""
    return key, (snapshot.places.reference(key) or "") if key else ""


def _room(var_dir: Path) -> CheckLine:
    try:
        free = shutil.disk_usage(var_dir).free
    except OSError:
        fix = "Make the folder that MHRMB_VAR_DIR names."
        return CheckLine("disk", passed=False, said=fix)
    if free < ROOM:
        fix = "Make room on the disk of MHRMB_VAR_DIR: less than 1 GB is free."
        return CheckLine("disk", passed=False, said=fix)
    return CheckLine("disk", passed=True, said="There is room on the disk.")


def _local(var_dir: Path) -> CheckLine:
    """Documents are filed on this machine: can they be?"""
    folder = var_dir / FOLDER
    probe = folder / ".check"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        fix = f"Let the bot's user write into {FOLDER} in the folder of MHRMB_VAR_DIR."
        return CheckLine("folder", passed=False, said=fix)
    said = f"Documents are filed in {FOLDER} on this machine: Microsoft 365 is not set up."
    return CheckLine("folder", passed=True, said=said)
