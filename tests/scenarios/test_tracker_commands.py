"""`mhrmb due`, `away`, `agency` and `timers`, on the fictitious board."""

import sqlite3
from pathlib import Path

from tests.scenarios.conftest import Run

FRIDAY = "2026-11-20 08:00"


def test_due_shows_what_will_be_sent_to_whom_and_sends_nothing(mhrmb: Run, tmp_path: Path) -> None:
    mhrmb("load", "--sample")

    shown = mhrmb("due", "--at", FRIDAY)

    lines = shown.output.splitlines()
    assert any(each.startswith("Fri 20 Nov 2026 09:00  ACT-2026-0023") for each in lines)
    assert any("ACT-2026-0018  Rung 2, if rung 1 is not answered" in each for each in lines)
    assert lines[-1].endswith("in the five working days after Friday 20 November 2026 at 08:00.")
    with sqlite3.connect(tmp_path / "var" / "mhrmb.db") as database:
        assert database.execute("SELECT count(*) FROM intents").fetchone() == (0,)


def test_a_member_who_is_away_is_stood_in_for(mhrmb: Run) -> None:
    mhrmb("load", "--sample")
    before = mhrmb("due", "--at", FRIDAY).output

    assert mhrmb("away", "MEM-09").exit_code == 1
    assert "no member" in mhrmb("away", "MEM-99", "--until", "2099-01-01").output
    given = ("--from", "2026-11-01", "--until", "2099-01-01")
    assert mhrmb("away", "MEM-09", *given).exit_code == 0
    during = mhrmb("due", "--at", FRIDAY).output
    assert mhrmb("away", "MEM-09", "--back").exit_code == 0

    line = next(each for each in before.splitlines() if "ACT-2026-0023" in each)
    stood_in = next(each for each in during.splitlines() if "ACT-2026-0023" in each)
    assert line != stood_in
    assert mhrmb("due", "--at", FRIDAY).output == before


def test_the_ladder_of_an_agency_is_changed_and_audited(mhrmb: Run) -> None:
    mhrmb("load", "--sample")

    changed = mhrmb("agency", "AG-05", "--rung", "2=MEM-17", "--deputy", "MEM-18")

    assert "deputy MEM-18" in changed.output
    assert "2=MEM-17" in changed.output
    assert "no member MEM-99" in mhrmb("agency", "AG-05", "--rung", "2=MEM-99").output
    assert "A rung is" in mhrmb("agency", "AG-05", "--rung", "4=MEM-17").output
    assert "no agency" in mhrmb("agency", "AG-99", "--deputy", "MEM-18").output
    assert len(mhrmb("agency").output.splitlines()) == 12


def test_the_timers_of_the_ladder_are_changed(mhrmb: Run) -> None:
    mhrmb("load", "--sample")
    assert "standard: 0, 2, 5, 5, 5, 10" in mhrmb("timers").output

    assert "standard: 0, 1, 1, 1, 1, 1" in mhrmb("timers", "--standard", "0,1,1,1,1,1").output
    assert mhrmb("timers", "--urgent", "1,2").exit_code == 1
    assert "urgent: 0, 1, 1, 2, 2, 3" in mhrmb("timers").output
