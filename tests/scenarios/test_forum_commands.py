"""`mhrmb forums` and `rota`, on the fictitious board."""

from tests.scenarios.conftest import Run, mhrmb

__all__ = ["mhrmb"]


def test_forums_are_listed_and_added(mhrmb: Run) -> None:
    mhrmb("load", "--sample")

    listed = mhrmb("forums").output
    assert "BOARD  Mental Health Risk Management Board, every 42 days, Wednesday 10:00" in listed
    assert "SUBGROUP-A  Subgroup A, every 7 days, Thursday 14:00" in listed
    assert "TASK_FINISH-001  Adults missing" in listed
    assert "until 2027-04-30, 1 milestones open" in listed

    added = mhrmb("forums", "--subgroup", "b", "--from", "2027-01-07", "--chair", "MEM-13")
    assert added.output.startswith("Added: SUBGROUP-B")
    group = ("--group", "Discharge letters", "--from", "2027-01-12", "--until", "2027-06-30")
    assert (
        "TASK_FINISH-002  Discharge letters, every 21 days"
        in mhrmb("forums", *group, "--every", "21").output
    )
    assert "SUBGROUP-B" in mhrmb("forums").output


def test_a_forum_that_is_there_or_cannot_be_is_refused(mhrmb: Run) -> None:
    mhrmb("load", "--sample")

    there = mhrmb("forums", "--subgroup", "A", "--from", "2027-01-07")
    assert (there.exit_code, there.output) == (1, "There is a forum of that code already.\n")
    assert "for example --from 2027-01-07" in mhrmb("forums", "--subgroup", "B").output
    nobody = mhrmb("forums", "--subgroup", "B", "--from", "2027-01-07", "--chair", "MEM-99")
    assert "no member MEM-99" in nobody.output
    assert "SUBGROUP-B" not in mhrmb("forums").output


def test_the_senior_board_begins_on_the_day_that_is_given(mhrmb: Run) -> None:
    """Without it a board that was set up by card has no meeting for what rung 5 sends there."""
    added = mhrmb("forums", "--senior", "--from", "2027-02-03")
    again = mhrmb("forums", "--senior", "--from", "2027-05-05")

    assert added.output.startswith("Added: SENIOR"), added.output
    assert (again.exit_code, again.output) == (1, "There is a forum of that code already.\n")


def test_a_channel_that_is_out_of_reach_is_taken_from_its_forum(mhrmb: Run) -> None:
    assert "no channel of the board" in mhrmb("unbind", "board").output
    assert mhrmb("unbind", "the moon").exit_code == 1


def test_the_rota_is_shown_and_set(mhrmb: Run) -> None:
    mhrmb("load", "--sample")
    assert mhrmb("rota").output == "1 in focus at each board, with associate agencies.\n"

    two = mhrmb("rota", "--seats", "2", "--no-associates")

    assert two.output == "2 in focus at each board, without associate agencies.\n"
    assert mhrmb("rota").output == two.output
    assert "One or two" in mhrmb("rota", "--seats", "3").output
