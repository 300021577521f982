"""Office files are zip archives: the same content in the same order gives the same bytes."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

AUTHOR: Final = "Mental Health Risk Management Board"
LANGUAGE: Final = "en-GB"
SHORT: Final = 60
"""Characters of a title at the foot of a page; Excel takes 255 in all, and else nothing at all."""
_FIRST: Final = "[Content_Types].xml"
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The archive's own dates say nothing: what counts stands in the core properties."""
_UNIX: Final = 3

Change = Callable[[bytes], bytes]


def sealed(archive: bytes, changes: Mapping[str, Change] | None = None) -> bytes:
    """Give the archive with sorted parts and no dates, some of its parts changed."""
    changes = changes or {}
    buffer = BytesIO()
    with ZipFile(BytesIO(archive)) as raw, ZipFile(buffer, "w", ZIP_DEFLATED) as tidy:
        for name in sorted(raw.namelist(), key=lambda each: (each != _FIRST, each)):
            part = raw.read(name)
            change = changes.get(name)
            entry = ZipInfo(name, _NO_DAY)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, _UNIX
            tidy.writestr(entry, change(part) if change else part)
    return buffer.getvalue()
