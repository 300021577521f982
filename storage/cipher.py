"""Sealed values: AES-256-GCM under keys of a file, bound to table, record and tier."""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from board.tiers import Tier

_FORMAT = b"\x01"
_KEY_LENGTH = 32
_ID_LENGTH = 8
_NONCE_LENGTH = 12
_HEAD = len(_FORMAT) + _ID_LENGTH
_BODY = _HEAD + _NONCE_LENGTH


class KeyMissing(Exception):
    """No key file, no key in it, or not the key that a value was sealed with."""


class KeyFileBroken(Exception):
    """A line of the key file is not the base64 of 32 bytes; names the line, never its text."""


class SealBroken(Exception):
    """A sealed value was changed, or belongs to another table, record or tier."""


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    aead: AESGCM = field(repr=False)
    blind: bytes = field(repr=False)
    audit: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Self:
        return cls(
            id=_derived(secret, b"mhrmb key id", _ID_LENGTH),
            aead=AESGCM(_derived(secret, b"mhrmb sealed values v1")),
            blind=_derived(secret, b"mhrmb blind index v1"),
            audit=_derived(secret, b"mhrmb audit chain v1"),
        )


class Keys:
    """The keys of one key file: the last one writes, every one reads."""

    def __init__(self, secrets_in_order: Sequence[bytes]) -> None:
        """Raises KeyMissing where there is none."""
        if not secrets_in_order:
            raise KeyMissing("the key file holds no key")
        self._keys = tuple(_Key.of(each) for each in secrets_in_order)
        self._by_id = {each.id: each for each in self._keys}
        self._writing = self._keys[-1]

    @classmethod
    def load(cls, path: Path) -> Self:
        """The keys of a file: base64 of 32 bytes a line; `#` starts a comment.

        Raises KeyMissing or KeyFileBroken.
        """
        try:
            lines = path.read_text("ascii").splitlines()
        except FileNotFoundError:
            raise KeyMissing(f"there is no key file at {path}") from None
        except UnicodeDecodeError:
            raise KeyFileBroken(f"{path} is not plain text") from None
        read = (_read_line(line, number, path) for number, line in enumerate(lines, 1))
        return cls([each for each in read if each])

    @classmethod
    def make(cls, path: Path) -> Self:
        """Write a file with one new key, for its owner only (mode 600), and load it.

        It appears whole or not at all. Raises FileExistsError rather than overwrite.
        """
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        line = base64.b64encode(secrets.token_bytes(_KEY_LENGTH)) + b"\n"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        finally:
            draft.unlink()
        return cls.load(path)

    @property
    def writing_id(self) -> str:
        """Id of the key that writes."""
        return self._writing.id.hex()

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
        key = self._writing
        nonce = secrets.token_bytes(_NONCE_LENGTH)
        head = _FORMAT + key.id
        return head + nonce + key.aead.encrypt(nonce, plain, _bound(head, table, record, tier))

    def open_bytes(self, table: str, record: str, tier: Tier, value: bytes) -> bytes:
        """The bytes that were sealed. Raises SealBroken or KeyMissing."""
        value = bytes(value)
        if len(value) <= _BODY or value[:1] != _FORMAT:
            raise SealBroken("not a sealed value of a known format")
        head, nonce, body = value[:_HEAD], value[_HEAD:_BODY], value[_BODY:]
        key = self._by_id.get(head[1:])
        if key is None:
            raise KeyMissing(f"the key {head[1:].hex()} is not in the key file")
        try:
            return key.aead.decrypt(nonce, body, _bound(head, table, record, tier))
        except InvalidTag:
            raise SealBroken(f"a sealed value of {table} does not fit its record") from None

    def blind_key(self) -> bytes:
        """The key under which new digests of the blind index are made."""
        return self._writing.blind

    def blind_keys(self) -> tuple[bytes, ...]:
        """Every key under which digests of the blind index may have been made."""
        return tuple(each.blind for each in self._keys)

    def audit_key(self, key_id: str | None = None) -> bytes:
        """The key of the audit chain, of the writing key unless named. Raises KeyMissing."""
        if key_id is None:
            return self._writing.audit
        for each in self._keys:
            if each.id.hex() == key_id:
                return each.audit
        raise KeyMissing(f"the key {key_id} is not in the key file")


def _derived(secret: bytes, label: bytes, length: int = _KEY_LENGTH) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=label).derive(secret)


def _bound(head: bytes, table: str, record: str, tier: Tier) -> bytes:
    parts = (head, table.encode(), record.encode(), str(int(tier)).encode())
    return b"".join(len(each).to_bytes(4, "big") + each for each in parts)


def _read_line(line: str, number: int, path: Path) -> bytes | None:
    words = line.partition("#")[0].strip()
    if not words:
        return None
    try:
        secret = base64.b64decode(words, validate=True)
    except binascii.Error:
        raise KeyFileBroken(f"line {number} of {path} is not base64") from None
    if len(secret) != _KEY_LENGTH:
        raise KeyFileBroken(f"line {number} of {path} is not {_KEY_LENGTH} bytes long")
    return secret
