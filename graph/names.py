"""Names as SharePoint takes them."""

import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 120
"""Characters; SharePoint takes 255, but only 400 for the whole path from the site on."""
_NOT_ALLOWED: Final = re.compile(r'["*:<>?/\\|\x00-\x1f\x7f]+')
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|desktop\.ini)(\.|$)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Give the name of a file or folder without what SharePoint refuses.

    Raises:
        ValueError: nothing is left.
    Source: Microsoft Support, "Restrictions and limitations in OneDrive and SharePoint".
    """
    plain = _NOT_ALLOWED.sub(" ", unicodedata.normalize("NFC", name))
    plain = re.sub("_vti_", "vti", plain, flags=re.IGNORECASE)
    plain = " ".join(plain.split()).removeprefix("~$").strip(" .")
    if _DEVICE.match(plain):
        plain = f"_{plain}"
    if not plain:
        raise ValueError("a name needs at least one character that SharePoint takes")
    return _shortened(plain)


def numbered(name: str, number: int) -> str:
    """Give the name under which an earlier version is kept beside the present one."""
    stem, ending = _parted(name)
    return _shortened(f"{stem} (version {number}){ending}", keep=f" (version {number}){ending}")


def _shortened(name: str, keep: str = "") -> str:
    if len(name) <= LONGEST_NAME:
        return name
    keep = keep or _parted(name)[1]
    return name[: LONGEST_NAME - len(keep)].rstrip(" .") + keep


def _parted(name: str) -> tuple[str, str]:
    """The stem, and the ending with its dot: what follows a far dot is no ending."""
    stem, dot, ending = name.rpartition(".")
    is_ending = bool(stem) and bool(dot) and len(ending) <= 8 and ending.isalnum()  # noqa: PLR2004
    return (stem, f".{ending}") if is_ending else (name, "")
