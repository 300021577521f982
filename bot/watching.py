"""Final minutes that are filed: has somebody changed or removed the file outside the bot?"""

from dataclasses import dataclass
from functools import partial

import structlog

from board.documents import Document, forum_by_key
from board.facts import Fact, Notice
from board.places import MH_TEAM, Binding, Forum
from board.tiers import Tier
from bot.channels import Channels
from bot.clock import BoardClock
from bot.handlers.minutes_notices import CHANGED
from bot.handlers.tracker_views import account_of
from bot.lease import ORIGIN, Leases
from bot.papers import Stored
from graph.content import document_of
from graph.errors import FilingFault
from graph.filing import Files, Folder, Looked
from storage.database import Database
from storage.outbox import Intent, IntentState
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Found:
    """A document whose bytes are kept here, and the way to its channel's files."""

    document: Document
    forum: Forum
    binding: Binding | None
    reference: str | None
    folder: str | None


class Watcher:
    """Compares a file with what was filed; a change is told once, and stands in the audit."""

    def __init__(
        self,
        *,
        database: Database,
        files: Files,
        channels: Channels,
        clock: BoardClock,
        leases: Leases,
    ) -> None:
        self._database = database
        self._files = files
        self._channels = channels
        self._clock = clock
        self._leases = leases

    async def look(self, intent: Intent) -> None:
        """Look at the intent's document where it was filed."""
        found = await self._database.read(
            partial(self._find, intent.about), name="look for document"
        )
        if found is None:
            await self._leases.end(intent, IntentState.CANCELLED, "no_longer_true")
            return
        try:
            looked = await self._leases.held(intent, self._looked(found))
        except FilingFault as fault:
            # Tomorrow there is another look, so that none waits for this one.
            log.info("file not looked at", fault=fault.kind, code=fault.code)
            await self._leases.end(intent, IntentState.CANCELLED, str(fault.kind))
            return
        work = partial(self._note, intent, found.document, looked)
        await self._database.write(work, origin=ORIGIN, name="file looked at")
        self._leases.ended(IntentState.SENT)

    async def _looked(self, found: _Found) -> Looked:
        channel = await self._channels.of(found.forum, found.binding, found.reference, found.folder)
        document = found.document
        content = await document_of(Stored(self._database, document))
        place = Folder(channel, document.folder)
        return await self._files.look_at(place, document.item_id, document.etag, content)

    def _find(self, key: str, snapshot: Snapshot) -> _Found | None:
        document = snapshot.documents.get(key)
        forum = forum_by_key(document.forum) if document else None
        if document is None or forum is None or not (document.is_filed and document.is_kept):
            return None
        binding = snapshot.places.binding_of_forum(forum.key)
        return _Found(
            document=document,
            forum=forum,
            binding=binding,
            reference=snapshot.places.reference(f"channel:{binding.channel}") if binding else None,
            folder=snapshot.settings.files_folder(self._channels.id_of(forum, binding)),
        )

    def _note(self, intent: Intent, document: Document, looked: Looked, unit: Unit) -> None:
        unit.outbox.finish(intent, IntentState.SENT, machine_now=self._leases.machine_now())
        if looked.is_as_filed:
            return
        now, how = self._clock.now(), "gone" if looked.is_gone else "changed"
        about, seen = f"{how}:{document.key}", looked.etag or how
        chairs = standing_of(unit, now).co_chairs
        to = [f"forum:{MH_TEAM}", *(f"person:{account_of(unit, each)}" for each in chairs)]
        notices = [Notice(CHANGED, each, about, f"{CHANGED}:{about}:{seen}:{each}") for each in to]
        if not unit.tell(notices, now):
            return  # this very change has been told
        details = {"how": how, "meeting": document.meeting}
        unit.record(
            Fact(name="FiledMinutesChanged", about=document.key, by="filing", at=now,
                 tier=Tier.T0, details=details)
        )  # fmt: skip
