"""`mhrmb clocks`, `forum`, `holidays`, `agency-add` and `member`, on an empty database."""

import sqlite3
from pathlib import Path

import pytest

from tests.scenarios.conftest import Run, mhrmb

__all__ = ["mhrmb"]


def facts(folder: Path) -> list[str]:
    """What the audit has, in order."""
    with sqlite3.connect(folder / "var" / "mhrmb.db") as database:
        rows = database.execute("SELECT name FROM audit_lines ORDER BY id").fetchall()
    return [row[0] for row in rows]


def test_agencies_and_members_are_added_changed_and_audited(mhrmb: Run, tmp_path: Path) -> None:
    police = mhrmb("agency-add", "Coastshire Police (Police)", "police")
    twice = mhrmb("agency-add", "coastshire police", "police")
    member = mhrmb("member", "Petronel Chairley", "--agency", "AG-01", "--role", "board_member")
    changed = mhrmb("member", "MEM-01", "--job", "Superintendent", "--ended")

    assert police.output.strip() == "AG-01  Coastshire Police (Police)"
    assert twice.exit_code == 1
    assert member.output.strip() == "MEM-01  Petronel Chairley, AG-01"
    assert changed.exit_code == 0
    assert "board_member" in mhrmb("who", "MEM-01").output
    assert facts(tmp_path) == ["AgencyAdded", "MemberAdded", "RoleGranted", "MemberChanged"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("member", "Nobody Known"), "Say --agency"),
        (("member", "Nobody Known", "--agency", "AG-09"), "There is no agency AG-09"),
        (("clocks", "--set", "packs=5"), "There is no clock packs"),
        (("clocks", "--set", "pack=soon"), "pack: Enter a number"),
        (("forum", "--every", "0"), "from 1 to 366"),
        (("holidays", "--add", "Christmas"), "Write each day as"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_changes_nothing(
    mhrmb: Run, tmp_path: Path, given: tuple[str, ...], said: str
) -> None:
    refused = mhrmb(*given)

    assert refused.exit_code == 1
    assert said in refused.output
    assert facts(tmp_path) == []


def test_clocks_rhythm_and_days_off_are_shown_as_they_are_kept(mhrmb: Run, tmp_path: Path) -> None:
    mhrmb("clocks", "--set", "pack=4", "--set", "told_at=08:30")
    mhrmb("forum", "--every", "28")
    mhrmb("holidays", "--add", "2026-12-24", "--remove", "2026-12-28")
    mhrmb("holidays", "--usual", "2026-12-28")

    clocks = mhrmb("clocks").output.splitlines()
    assert {"pack: 4", "told_at: 08:30", "papers: 8"} <= set(clocks)
    assert "every 28 days at 10:00 for 120 min" in mhrmb("forum").output
    assert mhrmb("holidays").output.splitlines() == ["days off: 2026-12-24", "working days: none"]
    names = ["ClocksChanged", "ForumChanged", "HolidaysChanged", "HolidaysChanged"]
    assert facts(tmp_path) == names
