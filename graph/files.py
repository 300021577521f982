"""Puts a document at a path in the channel's files, once."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph.client import GraphClient
from graph.content import Content, Document, document_of
from graph.errors import FaultKind, FilingFault
from graph.filing import Filed, Folder, FolderIds, Looked, SaveState, UploadState, forget_state
from graph.folders import Folders
from graph.items import Item, item_url, look, look_by_id, path_url
from graph.names import clean_name
from graph.upload import Upload

SMALL: Final = 4 * 1024 * 1024
"""Bytes up to which one PUT is used."""
_CLASH: Final = "@microsoft.graph.conflictBehavior"
_LOOK_AGAIN: Final = {
    FaultKind.CONFLICT,
    FaultKind.CHANGED,
    FaultKind.UNAVAILABLE,
    FaultKind.UNCLEAR,
    FaultKind.SESSION_GONE,
}
_IN_DOUBT: Final = {FaultKind.UNAVAILABLE, FaultKind.UNCLEAR, FaultKind.SESSION_GONE}


@dataclass(slots=True, kw_only=True)
class _Work:
    """One document on its way: the state is what was last saved."""

    parent: FolderIds
    name: str
    document: Document
    before: Item | None
    state: UploadState
    save: SaveState

    async def keep(self, state: UploadState) -> None:
        self.state = state
        await self.save(state)


class GraphFiles:
    """Files of channels, through Microsoft Graph. See `graph.filing.Files`."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self.folders = Folders(client)

    async def file_document(
        self,
        place: Folder,
        name: str,
        content: bytes | Path | Content,
        *,
        once: bool,
        state: UploadState | None = None,
        save_state: SaveState = forget_state,
    ) -> Filed:
        """File the document; what is there already of an earlier try is found, never doubled.

        Raises:
            FilingFault: it is not filed, and why; call again with the state last saved.
            ValueError: the name has no character that SharePoint takes.
        """
        clean = clean_name(name)
        document = await document_of(content)
        parent = await self.folders.of(place)
        before = await look(self._client, parent, clean)
        known = state if state is not None and state.is_of(document) else None
        if before is not None:
            if self._is_ours(before, document, known):
                return before.filed(document)
            if once or before.is_folder:
                raise FilingFault(FaultKind.CONFLICT, "nameAlreadyExists")
        work = _Work(
            parent=parent, name=clean, document=document, before=before,
            state=_begun(known, document, before), save=save_state,
        )  # fmt: skip
        return (await self._sent(work, place)).filed(document)

    async def look_at(self, place: Folder, item_id: str, etag: str, document: Document) -> Looked:
        """Look whether a file is still what was filed. See `graph.filing.Files`.

        SharePoint writes its own properties into Office files, so that another eTag or hash
        alone says little: then it counts who changed it last.
        """
        ids = FolderIds((await self.folders.files_of(place.channel)).drive, item_id)
        item = await look_by_id(self._client, ids)
        if item is None:
            return Looked(is_as_filed=False, is_gone=True)
        is_same = item.etag == etag or item.holds(document)
        is_by_us = item.changed_by == self._client.access.client_id
        return Looked(is_as_filed=is_same or is_by_us, etag=item.etag)

    def _is_ours(self, item: Item, document: Document, state: UploadState | None) -> bool:
        return item.holds(document) or item.came_of(state, self._client.access.client_id)

    async def _sent(self, work: _Work, place: Folder) -> Item:
        """Send it; where the answer leaves room for it, look whether it has arrived after all."""
        was_in_doubt = work.state.in_doubt
        try:
            return await (self._put(work) if work.document.size <= SMALL else self._upload(work))
        except FilingFault as fault:
            if fault.kind is FaultKind.GONE:
                raise self.folders.lost(place, fault) from None
            if fault.kind not in _IN_DOUBT and not was_in_doubt and work.state.in_doubt:
                await work.keep(replace(work.state, in_doubt=False))  # it was plainly refused
            arrived = await self._arrived(work, fault)
            if arrived is None:
                raise
            return arrived

    async def _arrived(self, work: _Work, fault: FilingFault) -> Item | None:
        if fault.kind not in _LOOK_AGAIN:
            return None
        try:
            item = await look(self._client, work.parent, work.name)
        except FilingFault:
            return None  # the first fault is the one to tell
        if item is None or not self._is_ours(item, work.document, work.state):
            return None
        return item

    async def _put(self, work: _Work) -> Item:
        """Send it whole, in one PUT."""
        url, headers, clash = self._target(work)
        body = await work.document.read(0, work.document.size)
        await work.keep(replace(work.state, in_doubt=True))
        answer = await self._client.ask(
            lambda session: (
                session.service.drives.by_drive_id("-")
                .items.by_drive_item_id("-")
                .content.with_url(f"{url}/content?{_CLASH}={clash}")
                .put(body, session.configured(headers))
            ),
            writes=True,
        )
        return Item.of(answer)

    async def _upload(self, work: _Work) -> Item:
        """Send it in fragments."""
        url, headers, clash = self._target(work)
        upload = Upload(self._client, work.document, work.state, work.keep)
        try:
            return await upload.run(url, work.name, headers, clash)
        except FilingFault as fault:
            if fault.kind in {FaultKind.CONFLICT, FaultKind.CHANGED}:
                await _given_up(upload)
            raise

    def _target(self, work: _Work) -> tuple[str, dict[str, str], str]:
        """Address, headers, and what to do about the name: only what we know is replaced."""
        if work.before is None:
            return path_url(self._client, work.parent, work.name), {}, "fail"
        ids = FolderIds(work.parent.drive, work.before.id)
        return item_url(self._client, ids), {"If-Match": work.before.etag}, "replace"


def _begun(known: UploadState | None, document: Document, before: Item | None) -> UploadState:
    """Go on with a state of these bytes where what stood there still does, else begin anew."""
    found = before.etag if before else ""
    if known is not None and known.found == found:
        return known
    return UploadState(sha256=document.sha256, size=document.size, found=found)


async def _given_up(upload: Upload) -> None:
    """Let go of a session that can never end well; it ends by itself where that fails."""
    try:
        await upload.abandon()
    except FilingFault:
        return
