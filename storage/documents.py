"""Documents on their way into a channel's files: their bytes sealed until they are there."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, text, update

from board.documents import Document, DocumentKind, DocumentState
from board.tiers import Tier
from storage.cipher import Keys
from storage.statements import Prepared, upsert
from storage.tables.documents import DOCUMENT_PARTS, DOCUMENTS, IS_WAITING

PART: Final = 1024 * 1024
"""Bytes sealed together: as much as is in memory at once while a document is filed."""
_D = DOCUMENTS.c
_P = DOCUMENT_PARTS.c
_WAITS = text(IS_WAITING)
_READ = Prepared(select(DOCUMENTS).where(_D.key == bindparam("wanted")))
_ADD = upsert(DOCUMENTS, ("key",))
_PUT_PART = upsert(DOCUMENT_PARTS, ("document", "number"), update=("sealed",))
_READ_PART = Prepared(
    select(_P.sealed).where(_P.document == bindparam("of"), _P.number == bindparam("at"))
)
_FIELDS = tuple(Document.__dataclass_fields__)


class DocumentDamaged(Exception):
    """The bytes kept of a document are not those it was made with."""


class Documents:
    """Documents by key."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def put(self, document: Document, content: bytes) -> bool:
        """Keep a new document with its bytes; False where there is one of this key."""
        if not self.add(document):
            return False
        for number, start in enumerate(range(0, len(content), PART)):
            self.put_part(document, number, content[start : start + PART])
        return True

    def add(self, document: Document) -> bool:
        """Keep a new document whose parts were put before; False where there is one."""
        row = {name: getattr(document, name) for name in _FIELDS}
        row |= {"kind": str(document.kind), "state": str(document.state), "upload": None}
        row |= {"tier": int(document.tier), "folder": list(document.folder)}
        return _ADD.one(self._connection, row) is not None

    def put_part(self, document: Document, number: int, piece: bytes) -> None:
        """Keep one part of the bytes (`PART` long, but the last), sealed."""
        holder = _holder(document)
        sealed = self._keys.seal_bytes(
            DOCUMENT_PARTS.name, f"{holder}:{number}", document.tier, piece
        )
        row = {"document": holder, "number": number, "sealed": sealed}
        _PUT_PART.one(self._connection, row)

    def get(self, key: str) -> Document | None:
        """A document."""
        row = _READ.one(self._connection, {"wanted": key})
        return _document(row) if row else None

    def part(self, document: Document, number: int) -> bytes:
        """One part of the bytes. Raises DocumentDamaged, SealBroken or KeyMissing."""
        holder = _holder(document)
        sealed = _READ_PART.scalar(self._connection, {"of": holder, "at": number})
        if sealed is None:
            raise DocumentDamaged(f"a part of {document.key} is missing")
        return self._keys.open_bytes(
            DOCUMENT_PARTS.name, f"{holder}:{number}", document.tier, sealed
        )

    def bytes_of(self, document: Document) -> bytes:
        """All of the bytes, which are those it was made with, or DocumentDamaged is raised."""
        numbers = range(-(-document.size // PART))
        content = b"".join(self.part(document, number) for number in numbers)
        if hashlib.sha256(content).hexdigest() != document.sha256:
            raise DocumentDamaged(f"{document.key} is not what it was")
        return content

    def state_of(self, document: Document) -> dict[str, Any] | None:
        """How far its upload had come, where one was begun."""
        wanted = select(_D.upload).where(_D.key == document.key)
        sealed = self._connection.execute(wanted).scalar()
        if sealed is None:
            return None
        return self._keys.open(DOCUMENTS.name, document.key, document.tier, sealed)

    def note_state(self, document: Document, state: Mapping[str, Any]) -> None:
        """Keep how far its upload has come, sealed: whoever has it may write the file."""
        sealed = self._keys.seal(DOCUMENTS.name, document.key, document.tier, state)
        self._change(document, upload=sealed)

    def note_fault(self, document: Document, fault: str, said: str, next_try: datetime) -> None:
        """It could not be filed, and why; `next_try` is board time."""
        self._change(document, tries=_D.tries + 1, fault=fault, said=said, next_try=next_try)

    def note_filed(
        self, document: Document, *, item_id: str, web_url: str, etag: str, at: datetime
    ) -> bool:
        """It is filed: its upload is forgotten, and its bytes but for those that are kept.

        Says whether that was news.
        """
        filed = {"item_id": item_id, "web_url": web_url, "etag": etag, "filed_at": at}
        ended = {"state": str(DocumentState.FILED), "fault": "", "said": "", "next_try": None}
        is_new = self._change(document, **filed, **ended, upload=None)
        if not document.is_kept:
            self._forget(document)
        return is_new

    def waiting(self) -> tuple[Document, ...]:
        """What is not filed yet, the oldest first."""
        return self._found(_WAITS)

    def of_meeting(self, ref: str) -> tuple[Document, ...]:
        """Every document of a meeting, the oldest first."""
        return self._found(_D.meeting == ref)

    def kept(self) -> tuple[Document, ...]:
        """What is filed and whose bytes are kept beside it: final minutes and their addenda."""
        is_filed = _D.state == str(DocumentState.FILED)
        found = self._found(and_(_D.kind == str(DocumentKind.MINUTES), is_filed))
        return tuple(each for each in found if each.is_kept)

    def earlier_of(self, document: Document) -> tuple[Document, ...]:
        """Earlier versions of the same file that wait."""
        earlier = or_(
            _D.made_at < document.made_at,
            and_(_D.made_at == document.made_at, _D.key < document.key),
        )
        same = and_(_D.forum == document.forum, _D.name == document.name)
        rows = self._found(and_(_WAITS, same, earlier))
        return tuple(each for each in rows if each.folder == document.folder)

    def drop(self, document: Document) -> bool:
        """It is not to be filed any more: its bytes are forgotten; whether it still waited."""
        is_new = self._change(document, state=str(DocumentState.DROPPED), upload=None)
        self._forget(document)
        return is_new

    def count_parts(self) -> int:
        """How many parts of documents are kept."""
        counted = select(func.count()).select_from(DOCUMENT_PARTS)
        return int(self._connection.execute(counted).scalar_one())

    def _forget(self, document: Document) -> None:
        self._connection.execute(delete(DOCUMENT_PARTS).where(_P.document == _holder(document)))

    def _change(self, document: Document, **values: Any) -> bool:  # noqa: ANN401 - columns
        """Change what still waits."""
        changed = update(DOCUMENTS).where(_D.key == document.key, _WAITS).values(values)
        return self._connection.execute(changed).rowcount == 1

    def _found(self, where: Any) -> tuple[Document, ...]:  # noqa: ANN401 - a condition
        found = select(DOCUMENTS).where(where).order_by(_D.made_at, _D.key)
        return tuple(_document(dict(row)) for row in self._connection.execute(found).mappings())


def _holder(document: Document) -> str:
    """By what its parts are found: never those of other bytes under the same key."""
    return f"{document.key}@{document.sha256[:16]}"


def _document(row: Mapping[str, Any]) -> Document:
    read = {name: row[name] for name in _FIELDS}
    read |= {"kind": DocumentKind(row["kind"]), "state": DocumentState(row["state"])}
    return Document(**{**read, "tier": Tier(row["tier"]), "folder": tuple(row["folder"])})
