"""What `check` and `doctor` both look at: the disk, the folder of documents, the clock."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import aiohttp

from cards.filing_views import CheckLine
from graph.local import FOLDER

ROOM: Final = 1024**3
"""Bytes that have to be free on the disk."""
NO_OTHER_CLOCK: Final = CheckLine(
    "clock", passed=None, said="In rehearsal no other clock is asked."
)
_AHEAD: Final = timedelta(minutes=1)
_ASKED_WITHIN: Final = 10.0
_RESULTS: Final = {True: "ok  ", False: "FAIL", None: "-   "}


def written(found: Iterable[CheckLine]) -> Iterator[str]:
    """What was looked at as lines of text."""
    lines = tuple(found)
    width = max((len(each.name) for each in lines), default=0)
    for each in lines:
        yield f"{_RESULTS[each.passed]}  {each.name.ljust(width)}  {each.said}"


async def clock_beside(
    session: aiohttp.ClientSession, authority: str, machine_now: Callable[[], datetime]
) -> CheckLine:
    """Compare this machine's clock with that of the authority, by an answer's date."""
    within = aiohttp.ClientTimeout(total=_ASKED_WITHIN)
    try:
        async with session.get(authority, timeout=within, allow_redirects=False) as response:
            there = parsedate_to_datetime(response.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError):
        fix = "Let this machine reach the authority that gives out tokens: it does not answer."
        return CheckLine("clock", passed=False, said=fix)
    except ValueError:
        return CheckLine("clock", passed=None, said="The authority does not say the time.")
    ahead = machine_now() - there
    if abs(ahead) <= _AHEAD:
        return CheckLine("clock", passed=True, said="This machine's clock is right.")
    how = "ahead" if ahead > timedelta() else "behind"
    minutes = round(abs(ahead) / timedelta(minutes=1))
    fix = f"Set this machine's clock, which is {minutes} min {how}, by a time server."
    return CheckLine("clock", passed=False, said=fix)


def room_on_disk(var_dir: Path) -> CheckLine:
    """Whether there is room where the bot keeps its files."""
    try:
        free = shutil.disk_usage(var_dir).free
    except OSError:
        fix = "Make the folder that MHRMB_VAR_DIR names."
        return CheckLine("disk", passed=False, said=fix)
    if free < ROOM:
        fix = "Make room on the disk of MHRMB_VAR_DIR: less than 1 GB is free."
        return CheckLine("disk", passed=False, said=fix)
    return CheckLine("disk", passed=True, said="There is room on the disk.")


def local_folder(var_dir: Path) -> CheckLine:
    """Documents are filed on this machine: can they be?"""
    folder = var_dir / FOLDER
    probe = folder / ".check"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        fix = f"Let the bot's user write into {FOLDER} in the folder of MHRMB_VAR_DIR."
        return CheckLine("folder", passed=False, said=fix)
    said = f"Documents are filed in {FOLDER} on this machine: Microsoft 365 is not set up."
    return CheckLine("folder", passed=True, said=said)
