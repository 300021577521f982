"""Files documents in a folder of this machine, where there is no Microsoft 365."""

import asyncio
import errno
import hashlib
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

from graph.content import Content, Document, content_of, document_of, pieces
from graph.errors import FaultKind, FilingFault
from graph.filing import Filed, Folder, Looked, SaveState, UploadState, forget_state
from graph.names import clean_name, numbered

FOLDER: Final = "channel-files"
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT}
_NOT_LET: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
_AGAIN: Final = timedelta(seconds=30)
_FULL: Final = "The disk is full. Make room: it is filed at the next try."
_DENIED: Final = "The bot may not write into the folder channel-files. Give its user write access."
_BROKEN: Final = "The folder channel-files cannot be written. Look at the disk it is on."


class LocalFiles:
    """Files below `channel-files`, under the names they have in a channel. See `Files`.

    A register keeps its name; earlier versions stand beside it as "name (version 1).xlsx".
    """

    def __init__(self, var_dir: Path) -> None:
        self.root = var_dir / FOLDER

    async def file_document(
        self,
        place: Folder,
        name: str,
        content: bytes | Path | Content,
        *,
        once: bool,
        state: UploadState | None = None,  # noqa: ARG002 - nothing is ever half done here
        save_state: SaveState = forget_state,  # noqa: ARG002
    ) -> Filed:
        """File the document at once, whole or not at all.

        Raises:
            FilingFault: another document has the name, or the disk refuses.
            ValueError: the name has no character that SharePoint takes.
        """
        label = (place.channel.label,) if place.channel.label else ()
        folder = self.root.joinpath(*map(clean_name, (*label, *place.path)))
        target = folder / clean_name(name)
        try:
            document = await document_of(content)
            await asyncio.to_thread(_file, target, document, once=once)
        except OSError as error:
            raise _fault_of(error) from None
        return self._filed(target, document)

    async def look_at(
        self,
        place: Folder,  # noqa: ARG002 - the id has it all
        item_id: str,
        etag: str,  # noqa: ARG002
        document: Document,
    ) -> Looked:
        """Look whether a file is still what was filed. See `graph.filing.Files`."""
        try:
            return await asyncio.to_thread(_look, self.root / item_id, document)
        except OSError as error:
            raise _fault_of(error) from None

    def _filed(self, target: Path, document: Document) -> Filed:
        return Filed(
            item_id=target.relative_to(self.root).as_posix(),
            web_url=f"file://{quote(target.absolute().as_posix())}",
            etag=document.sha256,
            name=target.name,
            size=document.size,
            sha256=document.sha256,
            quick_xor=document.quick_xor,
        )


def _file(target: Path, document: Document, *, once: bool) -> None:
    if _is_there(target, document, once=once):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.parent / f".{document.sha256[:16]}.part"
    _write(part, document)
    try:
        if once or not target.exists():
            _placed(part, target, document)
        else:
            _versioned(target)
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _settle(target.parent)


def _is_there(target: Path, document: Document, *, once: bool) -> bool:
    """The very document is; raises where something else is that has to stay."""
    if not target.exists():
        return False
    if target.is_file() and _holds(target, document):
        return True
    if once or not target.is_file():
        raise FilingFault(FaultKind.CONFLICT, "nameAlreadyExists")
    return False


def _placed(part: Path, target: Path, document: Document) -> None:
    """Give it its name, which fails where the name was taken meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        if not _holds(target, document):
            raise FilingFault(FaultKind.CONFLICT, "nameAlreadyExists") from None


def _look(path: Path, document: Document) -> Looked:
    if not path.is_file():
        return Looked(is_as_filed=False, is_gone=True)
    if _holds(path, document):
        return Looked(is_as_filed=True, etag=document.sha256)
    with path.open("rb") as file:
        return Looked(is_as_filed=False, etag=hashlib.file_digest(file, "sha256").hexdigest())


def _versioned(target: Path) -> None:
    """Keep what is there under the next free number."""
    number = 1
    while True:
        try:
            os.link(target, target.with_name(numbered(target.name, number)))
        except FileExistsError:
            number += 1
        else:
            return


def _write(part: Path, document: Document) -> None:
    with part.open("wb") as file:
        for piece in pieces(document.content):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _holds(path: Path, document: Document) -> bool:
    """The file has exactly the document's bytes."""
    there = content_of(path)
    if there.size != document.size:
        return False
    pairs = zip(pieces(there), pieces(document.content), strict=True)
    return all(here == given for here, given in pairs)


def _settle(folder: Path) -> None:
    """Have the names on the disk too, where folders can be synced."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    with suppress(OSError):
        os.fsync(descriptor)
    os.close(descriptor)


def _fault_of(error: OSError) -> FilingFault:
    code = errno.errorcode.get(error.errno or 0, "OSError")
    if error.errno in _NO_ROOM:
        return FilingFault(FaultKind.FULL, code, sentence=_FULL)
    if error.errno in _NOT_LET:
        return FilingFault(FaultKind.FORBIDDEN, code, sentence=_DENIED)
    return FilingFault(FaultKind.UNAVAILABLE, code, None, _AGAIN, _BROKEN)
