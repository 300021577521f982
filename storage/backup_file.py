"""The file of a backup: a zip with a signed manifest and one member of JSON lines a table."""

import base64
import hashlib
import hmac
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Boolean, Date, Double, Float, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Integer, TypeEngine

from storage.cipher import Keys
from storage.errors import BackupDamaged, BackupTooNew

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_SIGNATURE: Final = "manifest.signature"
_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_WRITTEN: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {"bytes": lambda value: base64.b64encode(value).decode(), "date": date.isoformat}
)
_READ: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {"bytes": lambda value: base64.b64decode(value, validate=True), "date": date.fromisoformat}
)
KINDS: Final[Mapping[str, TypeEngine[Any]]] = MappingProxyType(
    {
        "bytes": LargeBinary(),
        "boolean": Boolean(),
        "date": Date(),
        "json": _JSON,
        "integer": BigInteger(),
        "number": Double(),
        "text": String(),
    }
)
"""What a column can be, and its type on both databases."""
_KIND_OF: Final = (
    (LargeBinary, "bytes"),
    (Boolean, "boolean"),
    (Date, "date"),
    (JSON, "json"),
    (Integer, "integer"),
    (Float, "number"),
    (String, "text"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A table in a backup: its columns with their kinds, how many rows, and their sha256."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `keys` are ids of keys, never keys."""

    format: int
    revision: str
    birth: str
    made_at: str
    signed_by: str
    keys: tuple[str, ...]
    tables: tuple[Kept, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(each.rows for each in self.tables)


def kind_of(column: TypeEngine[Any]) -> str:
    """The kind of a column as a database has it. Raises TypeError for one not known here."""
    for known, kind in _KIND_OF:
        if isinstance(column, known):
            return kind
    raise TypeError(f"a backup does not know columns of {column!r}")


def put_table(archive: zipfile.ZipFile, table: Kept, rows: Iterable[tuple[Any, ...]]) -> Kept:
    """Write the rows of a table, one JSON list a line."""
    kinds = [kind for _, kind in table.columns]
    digest, count = hashlib.sha256(), 0
    info = zipfile.ZipInfo(_member(table.name))
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as member:
        for row in rows:
            values = [_as_json(kind, value) for kind, value in zip(kinds, row, strict=True)]
            line = json.dumps(values, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            member.write(line)
            count += 1
    return Kept(table.name, table.columns, count, digest.hexdigest())


def put_manifest(archive: zipfile.ZipFile, manifest: Manifest, keys: Keys) -> None:
    """Write the manifest, signed: whoever has the backups cannot write roles into them."""
    written = json.dumps(asdict(manifest), indent=1).encode()
    archive.writestr(_MANIFEST, written)
    archive.writestr(_SIGNATURE, _signature(keys, manifest.signed_by, written))


class BackupFile:
    """A backup that is read; everything in it was as it was written, or it is refused."""

    def __init__(self, archive: zipfile.ZipFile, keys: Keys) -> None:
        self._archive = archive
        self.manifest = self._read_manifest(keys)

    def rows(self, table: Kept) -> Iterator[tuple[Any, ...]]:
        """The rows of a table; raises BackupDamaged at its end where they are not all of them."""
        kinds = [kind for _, kind in table.columns]
        for line in self._lines(table):
            values = json.loads(line)
            yield tuple(_from_json(kind, value) for kind, value in zip(kinds, values, strict=True))

    def demand_whole(self) -> None:
        """Read all of it once. Raises BackupDamaged."""
        for table in self.manifest.tables:
            for _ in self._lines(table):
                pass

    def _lines(self, table: Kept) -> Iterator[bytes]:
        digest, count = hashlib.sha256(), 0
        with _refusing_damage(), self._archive.open(_member(table.name)) as member:
            for line in member:
                digest.update(line)
                count += 1
                yield line
        if digest.hexdigest() != table.sha256 or count != table.rows:
            raise BackupDamaged(f"the table {table.name} is not as it was written")

    def _read_manifest(self, keys: Keys) -> Manifest:
        with _refusing_damage():
            written = self._archive.read(_MANIFEST)
            said = json.loads(written)
            if said["format"] > FORMAT:
                raise BackupTooNew(f"the backup has format {said['format']}, this program {FORMAT}")
            signature = _signature(keys, said["signed_by"], written)
            if not hmac.compare_digest(signature.encode(), self._archive.read(_SIGNATURE)):
                raise BackupDamaged("its manifest was changed")
            tables = tuple(
                Kept(**each | {"columns": tuple((name, kind) for name, kind in each["columns"])})
                for each in said["tables"]
            )
            return Manifest(**said | {"keys": tuple(said["keys"]), "tables": tables})


@contextmanager
def opened_backup(path: Path, keys: Keys) -> Iterator[BackupFile]:
    """A backup to read. Raises BackupDamaged, BackupTooNew or KeyMissing."""
    with _refusing_damage():
        archive = zipfile.ZipFile(path)
    with archive:
        yield BackupFile(archive, keys)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise BackupDamaged("there is no such file") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, TypeError, ValueError):
        raise BackupDamaged("it is cut short, changed, or no backup of this program") from None


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _signature(keys: Keys, key_id: str, written: bytes) -> str:
    return hmac.digest(keys.backup_key(key_id), written, "sha256").hex()


def _as_json(kind: str, value: Any) -> Any:  # noqa: ANN401 - a column's
    return value if value is None or kind not in _WRITTEN else _WRITTEN[kind](value)


def _from_json(kind: str, value: Any) -> Any:  # noqa: ANN401 - a column's
    return value if value is None or kind not in _READ else _READ[kind](value)
