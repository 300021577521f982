"""Sealed values: AES-256-GCM under keys of a file, bound to table, record and tier."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from board.tiers import Tier
from storage.key_file import (
    ID_LENGTH,
    KeyFileBroken,
    KeyLine,
    KeyMissing,
    KeyUnreadable,
    Use,
    audit_key_of,
    derived,
    id_of,
    make_key_file,
    read_key_file,
)

__all__ = ["KeyFileBroken", "KeyMissing", "KeyUnreadable", "Keys", "SealBroken"]

log = structlog.get_logger("storage")

_FORMAT = b"\x01"
_NONCE_LENGTH = 12
_HEAD = len(_FORMAT) + ID_LENGTH
_BODY = _HEAD + _NONCE_LENGTH


class SealBroken(Exception):
    """A sealed value was changed, or belongs to another table, record or tier."""


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    aead: AESGCM = field(repr=False)
    blind: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    backup: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Self:
        return cls(
            id=id_of(secret),
            aead=AESGCM(derived(secret, b"mhrmb sealed values v1")),
            blind=derived(secret, b"mhrmb blind index v1"),
            audit=audit_key_of(secret),
            backup=derived(secret, b"mhrmb backup v1"),
        )


@dataclass(frozen=True, slots=True)
class _Ring:
    """All keys as one value, so that no thread sees half of a change."""

    writing: _Key
    by_id: Mapping[bytes, _Key]
    audit: Mapping[bytes, bytes] = field(repr=False)

    @classmethod
    def of(cls, lines: Sequence[KeyLine]) -> Self:
        """Raises KeyMissing where none can write."""
        keys = {each.id: _Key.of(each.secret) for each in lines if each.use is not Use.AUDIT}
        writing = [each.id for each in lines if each.use is Use.FULL]
        if not writing:
            raise KeyMissing("the key file holds no key")
        audit = {each.id: each.secret for each in lines if each.use is Use.AUDIT}
        audit |= {each.id: each.audit for each in keys.values()}
        return cls(keys[writing[-1]], keys, audit)


class Keys:
    """The keys of one key file: the last one writes, every one reads.

    The file may change while the bot runs, as when a key is rotated. So it is looked at again
    before anything is sealed, and where a value names a key that was not there before.
    """

    def __init__(self, secrets_in_order: Sequence[bytes] = (), *, path: Path | None = None) -> None:
        """Those of a file, or else these. Raises KeyMissing or KeyFileBroken."""
        self._path = path
        self._stamp = _stamp_of(path) if path else None
        given = (KeyLine(Use.FULL, id_of(each), each) for each in secrets_in_order)
        self._ring = _Ring.of(read_key_file(path) if path else tuple(given))

    @classmethod
    def load(cls, path: Path) -> Self:
        """The keys of a file: see `storage.key_file`. Raises KeyMissing or KeyFileBroken."""
        return cls(path=path)

    @classmethod
    def make(cls, path: Path) -> Self:
        """Write a file with one new key, for its owner only (mode 600), and load it.

        It appears whole or not at all. Raises FileExistsError rather than overwrite.
        """
        make_key_file(path)
        return cls.load(path)

    @property
    def writing_id(self) -> str:
        """Id of the key that writes."""
        return self._renewed().writing.id.hex()

    @property
    def ids(self) -> frozenset[str]:
        """Ids of all keys that read."""
        return frozenset(each.hex() for each in self._renewed().by_id)

    def seal(self, table: str, record: str, tier: Tier, value: Mapping[str, Any]) -> bytes:
        """A JSON object as bytes that open only for the same table, record and tier."""
        plain = json.dumps(value, separators=(",", ":")).encode()
        return self.seal_bytes(table, record, tier, plain)

    def open(self, table: str, record: str, tier: Tier, value: bytes) -> dict[str, Any]:
        """The JSON object that was sealed. Raises SealBroken or KeyMissing."""
        opened: dict[str, Any] = json.loads(self.open_bytes(table, record, tier, value))
        return opened

    def seal_bytes(self, table: str, record: str, tier: Tier, plain: bytes) -> bytes:
        """Bytes as others that open only for the same table, record and tier."""
        key = self._renewed().writing
        nonce = secrets.token_bytes(_NONCE_LENGTH)
        head = _FORMAT + key.id
        return head + nonce + key.aead.encrypt(nonce, plain, _bound(head, table, record, tier))

    def open_bytes(self, table: str, record: str, tier: Tier, value: bytes) -> bytes:
        """The bytes that were sealed. Raises SealBroken or KeyMissing."""
        value = bytes(value)
        if len(value) <= _BODY or value[:1] != _FORMAT:
            raise SealBroken("not a sealed value of a known format")
        head, nonce, body = value[:_HEAD], value[_HEAD:_BODY], value[_BODY:]
        key = self._ring.by_id.get(head[1:]) or self._renewed().by_id.get(head[1:])
        if key is None:
            raise KeyMissing(f"the key {head[1:].hex()} is not in the key file")
        try:
            return key.aead.decrypt(nonce, body, _bound(head, table, record, tier))
        except InvalidTag:
            raise SealBroken(f"a sealed value of {table} does not fit its record") from None

    def blind_key(self) -> bytes:
        """The key under which new digests of the blind index are made."""
        return self._ring.writing.blind

    def blind_keys(self) -> tuple[bytes, ...]:
        """Every key under which digests of the blind index may have been made."""
        return tuple(each.blind for each in self._ring.by_id.values())

    def audit_key(self, key_id: str) -> bytes:
        """The key of the audit chain, of this key. Raises KeyMissing."""
        return self._demanded(key_id, self._renewed().audit)

    def backup_key(self, key_id: str) -> bytes:
        """The key that signs what a backup holds, of this key. Raises KeyMissing."""
        return self._demanded(
            key_id, {name: each.backup for name, each in self._renewed().by_id.items()}
        )

    def _demanded(self, key_id: str, found: Mapping[bytes, bytes]) -> bytes:
        for name, key in found.items():
            if name.hex() == key_id:
                return key
        raise KeyMissing(f"the key {key_id} is not in the key file")

    def _renewed(self) -> _Ring:
        """The keys as the file has them now; as before while it cannot be read."""
        if self._path is None or (stamp := _stamp_of(self._path)) in {None, self._stamp}:
            return self._ring
        self._stamp = stamp
        try:
            self._ring = _Ring.of(read_key_file(self._path))
        except (KeyMissing, KeyFileBroken) as error:
            log.warning("keys.unreadable", error=type(error).__name__)
        else:
            log.info("keys.renewed", writing=self._ring.writing.id.hex())
        return self._ring


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    """What differs once a file was replaced or written; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _bound(head: bytes, table: str, record: str, tier: Tier) -> bytes:
    parts = (head, table.encode(), record.encode(), str(int(tier)).encode())
    return b"".join(len(each).to_bytes(4, "big") + each for each in parts)
