"""The key file: one key a line, and only ever changed whole."""

import base64
import binascii
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if sys.platform != "win32":
    import fcntl

KEY_LENGTH = 32
ID_LENGTH = 8


class KeyMissing(Exception):
    """No key file, no key in it, or not the key that a value was sealed with."""


class KeyUnreadable(KeyMissing):
    """Something is there, but this user cannot read it as a file."""


class KeyFileBroken(Exception):
    """A line of the key file is not the base64 of 32 bytes; names the line, never its text."""


class KeyFileChanged(Exception):
    """Somebody else changed the key file in between; nothing was done to it."""


class Use(StrEnum):
    """What a line is for: the first word of it, or none."""

    FULL = ""  # reads; the last of these writes
    NEXT = "next"  # reads, and will write once every machine has it
    AUDIT = "audit"  # an old key's half that verifies the audit and opens nothing


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line that holds a key: `secret`, or for AUDIT the key of the chain and whose it is."""

    use: Use
    id: bytes
    secret: bytes = field(repr=False)


def derived(secret: bytes, label: bytes, length: int = KEY_LENGTH) -> bytes:
    """A key of its own for each label; none tells of another."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=label).derive(secret)


def id_of(secret: bytes) -> bytes:
    """What names a key wherever it was used."""
    return derived(secret, b"mhrmb key id", ID_LENGTH)


def audit_key_of(secret: bytes) -> bytes:
    """The key that chains the audit."""
    return derived(secret, b"mhrmb audit chain v1")


def read_key_file(path: Path) -> tuple[KeyLine, ...]:
    """The keys of a file: base64 of 32 bytes a line, perhaps after a word; `#` is a comment.

    Raises KeyMissing or KeyFileBroken.
    """
    read = (_read_line(line, number, path) for number, line in enumerate(_lines(path), 1))
    return tuple(each for each in read if each)


def make_key_file(path: Path) -> None:
    """Write a file with one new key, for its owner only (mode 600).

    It appears whole or not at all. Raises FileExistsError rather than overwrite.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        _write(draft, [_new_line()])
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def add_key(path: Path, *, after: bytes, is_next: bool = False) -> None:
    """Add a new key that writes from now on, or with `is_next` only reads for the present.

    `after` is the id of the key that writes now. Raises KeyFileChanged where it does not.
    """

    def add(lines: list[str]) -> list[str]:
        word = f"{Use.NEXT} " if is_next else ""
        return [*lines, f"{word}{_new_line()}"]

    _change(path, after, add)


def promote_key(path: Path, *, after: bytes) -> None:
    """Let the key that only read for the present write. Raises KeyFileChanged, as above."""

    def promote(lines: list[str]) -> list[str]:
        of_next = [line for line in lines if line.split("#")[0].split()[:1] == [Use.NEXT]]
        kept = [line for line in lines if line not in of_next]
        return [*kept, *(line.strip().removeprefix(Use.NEXT).strip() for line in of_next)]

    _change(path, after, promote)


def retire_keys(path: Path, *, besides: bytes, verifying: Sequence[bytes]) -> None:
    """Leave only the key of this id, one that is next, and of old ones what verifies.

    `verifying` are ids that the audit was chained with; what else is old goes altogether.
    """

    def retire(lines: list[str]) -> list[str]:
        return [kept for line in lines if (kept := _retired(line, path, besides, verifying))]

    _change(path, besides, retire)


def _retired(line: str, path: Path, besides: bytes, verifying: Sequence[bytes]) -> str:
    read = _read_line(line, 0, path)
    if read is None or read.use is not Use.FULL or read.id == besides:
        return line
    if read.id not in verifying:
        return ""
    audit = base64.b64encode(audit_key_of(read.secret)).decode()
    return f"{Use.AUDIT} {read.id.hex()}:{audit}"


def _change(path: Path, writing: bytes, change: Callable[[list[str]], list[str]]) -> None:
    """Replace the file by a changed one; its owner and mode stay what they were."""
    path = path.resolve()
    with _alone_at(path.parent):
        full = [each for each in read_key_file(path) if each.use is Use.FULL]
        if not full or full[-1].id != writing:
            raise KeyFileChanged(f"{path} was changed by somebody else: look at it, then go on")
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            _write(draft, change(_lines(path)), path.stat())
            draft.replace(path)
            _sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)


def _write(path: Path, lines: list[str], like: os.stat_result | None = None) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        if like is not None and sys.platform != "win32":
            os.fchown(handle, like.st_uid, like.st_gid)
            os.fchmod(handle, stat.S_IMODE(like.st_mode))
        file.write("".join(f"{line}\n" for line in lines).encode("ascii"))
        file.flush()
        os.fsync(handle)


@contextmanager
def _alone_at(folder: Path) -> Iterator[None]:
    """Only one process at a time: of two new keys one would be lost, with what it had sealed."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _new_line() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_LENGTH)).decode()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("ascii").splitlines()
    except FileNotFoundError:
        raise KeyMissing(f"there is no key file at {path}") from None
    except IsADirectoryError:
        raise KeyUnreadable(f"{path} is a folder: name the key file in it") from None
    except OSError as error:
        raise KeyUnreadable(f"the key file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyFileBroken(f"{path} is not plain text") from None


def _read_line(line: str, number: int, path: Path) -> KeyLine | None:
    words = line.partition("#")[0].split()
    if not words:
        return None
    use = Use(words[0]) if words[0] in {Use.NEXT, Use.AUDIT} else Use.FULL
    held = "".join(words if use is Use.FULL else words[1:])
    whose, _, held = held.rpartition(":")
    try:
        secret, named = base64.b64decode(held, validate=True), bytes.fromhex(whose)
    except (binascii.Error, ValueError):
        raise KeyFileBroken(f"line {number} of {path} is not base64") from None
    if len(secret) != KEY_LENGTH or len(named) != (ID_LENGTH if use is Use.AUDIT else 0):
        raise KeyFileBroken(f"line {number} of {path} is not {KEY_LENGTH} bytes long")
    return KeyLine(use, named or id_of(secret), secret)
