"""One document at a time: puts it where it belongs, and writes down what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog

from board.documents import Document, DocumentKind, DocumentState, forum_by_key
from board.errors import BoardError
from board.facts import Fact, Notice
from board.places import Binding, Forum
from board.tiers import Tier
from bot.channels import Channels
from bot.clock import BoardClock
from bot.lease import LEASE, ORIGIN, QUICK, LeaseLost, Leases, pause_after
from bot.outgoing import demand_fit_file
from bot.papers import FILED, HELD, Stored, is_behind, names_in_files, thing_of
from graph.content import document_of
from graph.errors import FaultKind, FilingFault
from graph.files import GraphFiles
from graph.filing import Channel, Filed, Files, Folder, UploadState
from storage.cipher import KeyMissing, SealBroken
from storage.database import Database
from storage.documents import DocumentDamaged
from storage.outbox import Intent, IntentState, redraw
from storage.unit import Snapshot, Unit

log = structlog.get_logger()

NOT_BOUND: Final = "channel_not_bound"
BEHIND: Final = "after_earlier"
DAMAGED: Final = "document_damaged"
_REDRAWN: Final = timedelta(seconds=30)
"""Pauses from which on the post says anew when the next try is."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look finds of a document that is to be filed."""

    document: Document
    forum: Forum
    binding: Binding | None
    reference: str | None
    folder: str | None
    state: dict[str, Any] | None
    channel_id: str


class Clerk:
    """Files documents: in the channel's files, or in a folder of this machine."""

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

    async def file(self, intent: Intent) -> None:
        """File the intent's document as things stand, or write down why not."""
        found = await self._database.read(partial(self._look, intent), name="look for document")
        if isinstance(found, timedelta):
            await self._leases.put_off(intent, found, BEHIND)
            return
        if not isinstance(found, _Found):
            await self._leases.end(intent, *found)
            return
        try:
            filed = await self._leases.held(intent, self._put(intent, found))
        except FilingFault as fault:
            await self._failed(intent, found, fault)
        except (DocumentDamaged, SealBroken, KeyMissing) as error:
            log.error("document damaged", document=intent.about, error=type(error).__name__)  # noqa: TRY400
            await self._leases.end(intent, IntentState.DEAD, DAMAGED)
        else:
            work = partial(self._note_filed, intent, found, filed)
            await self._database.write(work, origin=ORIGIN, name="filed")
            self._leases.ended(IntentState.SENT)

    def _look(
        self, intent: Intent, snapshot: Snapshot
    ) -> _Found | tuple[IntentState, str] | timedelta:
        """What is to be filed where, checked again; or what the intent ends with instead."""
        document = snapshot.documents.get(intent.about)
        if document is None or document.state is DocumentState.DROPPED:
            return IntentState.CANCELLED, "no_longer_true"
        if document.is_filed:
            return IntentState.SENT, ""
        forum = forum_by_key(document.forum)
        try:
            demand_fit_file(document, forum, known_names=names_in_files(snapshot))
        except BoardError as refusal:
            return IntentState.DEAD, refusal.code
        if forum is None or not self._is_reachable(forum, snapshot):
            return IntentState.WAITING, NOT_BOUND
        if not document.once and is_behind(document, snapshot):
            return QUICK[-1]
        return self._found(document, forum, snapshot)

    def _found(self, document: Document, forum: Forum, snapshot: Snapshot) -> _Found:
        places = snapshot.places
        binding = places.binding_of_forum(forum.key)
        channel = self._channels.id_of(forum, binding)
        return _Found(
            document=document,
            forum=forum,
            binding=binding,
            reference=places.reference(f"channel:{binding.channel}") if binding else None,
            folder=snapshot.settings.files_folder(channel),
            state=snapshot.documents.state_of(document),
            channel_id=channel,
        )

    def _is_reachable(self, forum: Forum, snapshot: Snapshot) -> bool:
        return self._channels.is_set(forum) or (
            snapshot.places.binding_of_forum(forum.key) is not None
        )

    async def _put(self, intent: Intent, found: _Found) -> Filed:
        """Look that the bytes are what they were, and file exactly those."""
        document = found.document
        content = Stored(self._database, document)
        if (await document_of(content)).sha256 != document.sha256:
            raise DocumentDamaged(document.key)
        channel = await self._channels.of(found.forum, found.binding, found.reference, found.folder)
        filed = await self._files.file_document(
            Folder(channel, document.folder),
            document.name,
            content,
            once=document.once,
            state=UploadState.from_json(found.state) if found.state else None,
            save_state=partial(self._keep_state, intent, document),
        )
        await self._keep_folder(found, channel)
        return filed

    async def _keep_state(self, intent: Intent, document: Document, state: UploadState) -> None:
        """Keep how far it has come, so that a crash goes on from there."""
        until = self._leases.machine_now() + LEASE

        def work(unit: Unit) -> bool:
            is_ours = unit.outbox.renew(intent, until)
            if is_ours:
                unit.documents.note_state(document, state.to_json())
            return is_ours

        if not await self._database.write(work, origin=ORIGIN, name="upload state"):
            raise LeaseLost

    async def _keep_folder(self, found: _Found, channel: Channel) -> None:
        """Keep the ids of the channel's folder: the team need not be asked for them again."""
        if found.folder or not isinstance(self._files, GraphFiles):
            return
        ids = await self._files.folders.files_of(channel)
        await self._database.write(
            lambda unit: unit.settings.keep_files_folder(found.channel_id, str(ids)),
            origin=ORIGIN,
            name="keep folder",
        )

    def _note_filed(self, intent: Intent, found: _Found, filed: Filed, unit: Unit) -> None:
        now, document = self._clock.now(), found.document
        unit.outbox.finish(intent, IntentState.SENT, machine_now=self._leases.machine_now())
        is_news = unit.documents.note_filed(
            document, item_id=filed.item_id, web_url=filed.web_url, etag=filed.etag, at=now
        )
        if not is_news:
            return
        thing, tell = thing_of(document), []
        # An agency finds its extract on its own card: a dozen posts would hide the minutes.
        if document.kind is not DocumentKind.EXTRACT and not unit.posts.of(thing):
            tell.append(Notice(FILED, f"forum:{document.forum}", thing, f"filed:{document.key}"))
        if document.tries:
            tell.append(redraw(thing))
        unit.record(_fact("DocumentFiled", document, now), tell=tell)

    async def _failed(self, intent: Intent, found: _Found, fault: FilingFault) -> None:
        """It stays in the queue: why, and when it is tried again."""
        pause = pause_after(found.document.tries, fault)
        log.warning(
            "not filed", document=intent.about, fault=fault.kind, status=fault.status,
            code=fault.code,
        )  # fmt: skip
        work = partial(self._note_fault, intent, found, fault, pause)
        await self._database.write(work, origin=ORIGIN, name="not filed")

    def _note_fault(
        self, intent: Intent, found: _Found, fault: FilingFault, pause: timedelta, unit: Unit
    ) -> None:
        now, document = self._clock.now(), found.document
        until = self._leases.machine_now() + pause
        if not unit.outbox.postpone(intent, until, error=str(fault.kind)):
            return  # somebody else has it by now, and will say how it went
        unit.documents.note_fault(document, str(fault.kind), fault.sentence, now + pause)
        if found.folder and fault.kind is FaultKind.FOLDER_MISSING:
            unit.settings.keep_files_folder(found.channel_id, "")
        thing = thing_of(document)
        held = Notice(HELD, f"forum:{document.forum}", thing, f"held:{document.key}")
        is_another = document.fault != fault.kind
        if not unit.tell([held], now) and (is_another or pause >= _REDRAWN):
            unit.tell([redraw(thing)], now)  # so that the cause and the next try stay true
        if is_another:
            unit.record(_fact("DocumentHeld", document, now, fault=str(fault.kind)))


def _fact(name: str, document: Document, now: datetime, **details: str) -> Fact:
    told = {"kind": str(document.kind), "meeting": document.meeting, **details}
    return Fact(name=name, about=document.key, by="filing", at=now, tier=Tier.T0, details=told)
