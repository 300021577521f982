"""What Graph says of a file or folder, and whether it is the document that we hold."""

from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import quote

from graph.client import GraphClient
from graph.content import Document
from graph.errors import FaultKind, FilingFault
from graph.filing import Filed, FolderIds, UploadState

_SELECT: Final = "id,name,size,eTag,webUrl,file,folder,createdBy,lastModifiedBy,parentReference"
_OFFICE: Final = (".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".doc", ".xls", ".ppt")
_WRITTEN_IN: Final = 64 * 1024
"""Bytes by which SharePoint's own properties may change the size of an Office file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A driveItem; `size` in bytes, hashes as Graph writes them, empty where it gives none."""

    id: str
    drive: str
    name: str
    etag: str
    web_url: str
    size: int
    is_folder: bool
    quick_xor: str
    sha256: str
    made_by: str
    changed_by: str

    @classmethod
    def of(cls, item: Any) -> Self:  # noqa: ANN401 - see graph.sdk
        """Read the SDK's. Raises FilingFault where it names no item, whatever else it is."""
        if not item.id:
            raise FilingFault(FaultKind.UNCLEAR, "no_item")
        hashes = getattr(item.file, "hashes", None)
        return cls(
            id=item.id,
            drive=getattr(item.parent_reference, "drive_id", None) or "",
            name=item.name or "",
            etag=item.e_tag or "",
            web_url=item.web_url or "",
            size=item.size or 0,
            is_folder=item.folder is not None,
            quick_xor=getattr(hashes, "quick_xor_hash", None) or "",
            sha256=getattr(hashes, "sha256_hash", None) or "",
            made_by=_app(getattr(item.created_by, "application", None)),
            changed_by=_app(getattr(item.last_modified_by, "application", None)),
        )

    @classmethod
    def read(cls, given: dict[str, Any]) -> Self:
        """Read JSON, as an upload session answers in the end."""
        hashes = _in(given, "file", "hashes")
        return cls(
            id=str(given.get("id") or ""),
            drive=str(_in(given, "parentReference").get("driveId") or ""),
            name=str(given.get("name") or ""),
            etag=str(given.get("eTag") or ""),
            web_url=str(given.get("webUrl") or ""),
            size=int(given.get("size") or 0),
            is_folder="folder" in given,
            quick_xor=str(hashes.get("quickXorHash") or ""),
            sha256=str(hashes.get("sha256Hash") or ""),
            made_by=str(_in(given, "createdBy", "application").get("id") or ""),
            changed_by=str(_in(given, "lastModifiedBy", "application").get("id") or ""),
        )

    def holds(self, document: Document) -> bool:
        """It is a file of exactly these bytes, as far as size and hash can tell."""
        if self.is_folder or self.size != document.size:
            return False
        if self.sha256:
            return self.sha256.casefold() == document.sha256
        return self.quick_xor == document.quick_xor or not document.size

    def came_of(self, state: UploadState | None, app: str) -> bool:
        """It is what our own upload left whose answer was lost, as SharePoint rewrote it.

        SharePoint writes its properties into Office files, so that neither size nor hash are what
        was sent. Then it is ours if bytes of ours were in doubt, nothing or something else stood
        there before, and only this app has touched it since.
        Source: github.com/OneDrive/onedrive-api-docs, issue 935.
        """
        if state is None or not state.in_doubt or self.is_folder:
            return False
        is_office = self.name.casefold().endswith(_OFFICE)
        is_near = abs(self.size - state.size) <= _WRITTEN_IN
        is_by_us = self.changed_by == app and (bool(state.found) or self.made_by == app)
        return is_office and is_near and is_by_us and self.etag != state.found

    def filed(self, document: Document) -> Filed:
        """Say where the document is."""
        return Filed(
            item_id=self.id,
            web_url=self.web_url,
            etag=self.etag,
            name=self.name,
            size=self.size,
            sha256=document.sha256,
            quick_xor=self.quick_xor,
            is_exact=self.holds(document),
        )


async def look(client: GraphClient, parent: FolderIds, name: str) -> Item | None:
    """Give what is in the folder under this name.

    Raises:
        FilingFault: Graph does not say.
    """
    return await _looked(client, parent, path_url(client, parent, name))


async def look_by_id(client: GraphClient, ids: FolderIds) -> Item | None:
    """Give the item of these ids, whatever it is called by now.

    Raises:
        FilingFault: Graph does not say.
    """
    return await _looked(client, ids, item_url(client, ids))


async def _looked(client: GraphClient, parent: FolderIds, address: str) -> Item | None:
    url = f"{address}?$select={_SELECT}"
    try:
        return Item.of(
            await client.ask(
                lambda session: (
                    session.service.drives.by_drive_id(parent.drive)
                    .items.by_drive_item_id(parent.item)
                    .with_url(url)
                    .get()
                )
            )
        )
    except FilingFault as fault:
        if fault.kind is FaultKind.GONE:
            return None
        raise


def path_url(client: GraphClient, parent: FolderIds, name: str) -> str:
    """Give the address of a name in a folder, each part encoded once."""
    return f"{item_url(client, parent)}:/{quote(name, safe='')}:"


def item_url(client: GraphClient, ids: FolderIds) -> str:
    """Give the address of an item by its id."""
    base = client.access.base_url.rstrip("/")
    return f"{base}/drives/{quote(ids.drive, safe='!')}/items/{quote(ids.item, safe='!')}"


def _app(application: Any) -> str:  # noqa: ANN401 - see graph.sdk
    return str(getattr(application, "id", None) or "")


def _in(given: dict[str, Any], *names: str) -> dict[str, Any]:
    """Give the object at the end of these names, empty where there is none."""
    for name in names:
        found = given.get(name)
        given = found if isinstance(found, dict) else {}
    return given
