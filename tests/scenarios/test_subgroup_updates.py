"""A subgroup chair's update: counted by the bot, worded and approved by that chair, in the pack."""

from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from board.calendar import at_london
from board.clocks import Clocks
from board.hearings import Hearing, HearingKind
from board.meetings import Meeting, MeetingState
from board.plans import Plan, PlanState
from storage.unit import Unit
from tests.board.builders import referral
from tests.fakes.channel import Person, personal
from tests.scenarios.bot import button, buttons, texts, typed_in, verb_of, wrong_at
from tests.scenarios.test_papers import filed, planned
from tests.scenarios.tracker import OUTSIDER, SUPERVISOR, TEAM, Tracker

DUE = "2031-12-05"
"""Eight working days before the board of Wednesday 17 December: papers are due at 17:00."""


def meetings(unit: Unit) -> None:
    """A board in November, and the subgroup's Thursdays since: two held, one still to come."""
    held = date(2031, 11, 5)
    unit.meetings.put(
        Meeting(
            ref="BRD-076", forum="BOARD", starts_at=at_london(held, time(10)),
            ends_at=at_london(held, time(12)), state=MeetingState.MINUTES_DRAFT,
        )
    )  # fmt: skip
    for day, state in (
        (date(2031, 11, 6), MeetingState.MINUTES_APPROVED),
        (date(2031, 11, 13), MeetingState.MINUTES_DRAFT),
        (date(2031, 11, 20), MeetingState.PLANNED),
    ):
        was_held = state is not MeetingState.PLANNED
        unit.meetings.put(
            Meeting(
                ref=f"SUB-{day:%Y%m%d}", forum="SUBGROUP-A", starts_at=at_london(day, time(14)),
                ends_at=at_london(day, time(16)), state=state, chair="P1",
                attendance={"POL": "present", "TRU": "absent"} if was_held else {},
            )
        )  # fmt: skip


def hearings(unit: Unit) -> None:
    """Six hearings of five cases in the period, one before it and one that is still to come."""
    for number, (day, case, decision) in enumerate(
        (
            (date(2031, 10, 30), "MHR-AAAAA", "close"),
            (date(2031, 11, 6), "MHR-BBBBB", "create_plan"),
            (date(2031, 11, 6), "MHR-CCCCC", "monitor"),
            (date(2031, 11, 13), "MHR-CCCCC", "monitor"),
            (date(2031, 11, 13), "MHR-DDDDD", "monitor"),
            (date(2031, 11, 13), "MHR-EEEEE", "monitor"),
            (date(2031, 11, 13), "MHR-FFFFF", "monitor"),
            (date(2031, 11, 20), "MHR-GGGGG", ""),
        )
    ):
        unit.oversight.put_hearing(
            Hearing(
                ref=f"HRG-{number:03d}", case=case, on=day, is_held=bool(decision),
                kind=HearingKind.NEW if number == 1 else HearingKind.REVIEW,
                forum="SUBGROUP-A", meeting=f"SUB-{day:%Y%m%d}", decision=decision,
            )
        )  # fmt: skip


@pytest.fixture
async def board(tracker: Tracker) -> Tracker:
    """A subgroup that Sura Supervisor chairs, before the board of 17 December."""
    await planned(tracker)
    await tracker.bot.write(meetings)
    await tracker.bot.write(hearings)
    return tracker


async def edited(board: Tracker, who: Person = SUPERVISOR, **inputs: str) -> Any:
    """Have the chair change the words; the card of the answer."""
    shown = await board.bot.ask("subgroup update", who)
    form = await board.bot.press("update.edit", button(shown, "update.edit")["data"], who)
    data = button(form, "update.edit")["data"]
    return await board.bot.press("update.edit", data | typed_in(form) | inputs, who)


async def approved(board: Tracker) -> Any:
    shown = await board.bot.ask("subgroup update", SUPERVISOR)
    return await board.bot.press(
        "update.approve", button(shown, "update.approve")["data"], SUPERVISOR
    )


async def pack_of(board: Tracker, folder: Path) -> str:
    """Let the pack go out; everything it says."""
    await board.at("2031-12-10", "17:00")
    await board.bot.settled(within=60)
    made = next(b for p, b in filed(folder).items() if p.endswith("Pack BRD-077.docx"))
    return "\n".join(each.text for each in docx.Document(BytesIO(made)).paragraphs)


async def test_the_draft_counts_what_was_heard_since_the_last_board(board: Tracker) -> None:
    """Small numbers by outcome are not shown: one that could be worked out is hidden too."""
    said = texts(await board.bot.ask("subgroup update", SUPERVISOR))

    assert "Meetings held: \n2" in said
    assert "5 (1 new, 5 reviews)" in said
    assert "Outcome: create plan: \nfewer than 5" in said
    assert "Outcome: monitor: \nnot shown" in said
    assert "attended 2 of 2" in said
    assert "attended 0 of 2" in said
    assert "MHR-" not in said


async def test_the_chair_is_asked_on_the_day_papers_are_due_and_once_more(board: Tracker) -> None:
    await board.at(DUE, "08:59")
    board.forget()
    await board.at(DUE, "09:00")
    await board.at(DUE, "12:00")

    first = board.posted(personal(SUPERVISOR))
    asked = [each for each in first if "Update of Subgroup A" in str(each.body)]
    assert len(asked) == 1
    assert "It waits for your approval" in board.words(personal(SUPERVISOR))
    board.forget()
    await board.at("2031-12-10", "09:00")
    assert "It waits for your approval" in board.words(personal(SUPERVISOR))


async def test_it_can_be_approved_until_the_pack_by_the_boards_own_clocks(board: Tracker) -> None:
    """The usual pack would be out since the evening before."""
    await board.bot.write(lambda unit: unit.settings.set_clocks(Clocks(pack=3)))
    await board.at("2031-12-11")

    assert "It goes into the pack" in texts(await approved(board))


async def test_each_of_two_subgroups_counts_the_referrals_and_plans_of_its_own_cases(
    board: Tracker,
) -> None:
    """What neither has taken yet is counted by none, and the update says what is counted."""
    day = date(2031, 11, 12)

    def beside(unit: Unit) -> None:
        unit.meetings.put(
            Meeting(
                ref="SUBB-20311112", forum="SUBGROUP-B", starts_at=at_london(day, time(14)),
                ends_at=at_london(day, time(16)), state=MeetingState.MINUTES_DRAFT,
            )
        )  # fmt: skip
        unit.oversight.put_hearing(
            Hearing(
                ref="HRG-900", case="MHR-ZZZZZ", on=day, is_held=True,
                kind=HearingKind.NEW, forum="SUBGROUP-B", decision="monitor",
            )
        )  # fmt: skip
        for number, (case, meeting) in enumerate(
            (("MHR-BBBBB", ""), ("MHR-ZZZZZ", "SUB-20311113"), ("", "SUB-20311120"), ("", "")), 1
        ):
            unit.referrals.insert(
                referral(
                    ref=f"REF-2031-{number:04d}", case=case or None, meeting=meeting or None,
                    submitted_at=at_london(date(2031, 11, 10), time(12)),
                )
            )  # fmt: skip
            if case:
                unit.oversight.put_plan(
                    Plan(
                        ref=f"PLN-2031-{number:03d}",
                        case=case,
                        state=PlanState.ACTIVE,
                        agency="TRU",
                    )
                )

    await board.bot.write(beside)

    said = texts(await board.bot.ask("subgroup update", SUPERVISOR))

    assert "New referrals: \n2 of cases heard here or to be heard here" in said
    assert "1 active; review overdue: none; of cases heard here or to be heard here" in said


async def test_who_has_approved_is_not_asked(board: Tracker) -> None:
    await approved(board)
    board.forget()

    await board.at(DUE, "09:00")

    assert "Update of Subgroup A" not in board.words(personal(SUPERVISOR))


async def test_an_approved_update_is_in_the_pack_as_its_chair_worded_it(
    board: Tracker, tmp_path: Path
) -> None:
    await edited(board, results="One move to safe housing", themes="Discharge\nThreats to staff",
                 blockers="Late research returns")  # fmt: skip
    assert "Approved. It goes into the pack." in texts(await approved(board))

    said = await pack_of(board, tmp_path)

    assert "Update of Subgroup A" in said
    for words in ("One move to safe housing", "Threats to staff", "Late research returns",
                  "Cases heard: 5 (1 new, 5 reviews)"):  # fmt: skip
        assert words in said, words
    assert "has not been approved by its chair" not in said
    closed = await board.bot.press(
        "update.edit", {"ref": "BRD-077", "forum": "SUBGROUP-A"}, SUPERVISOR
    )
    assert "The pack has gone out" in str(closed)


async def test_without_approval_the_cover_says_so(board: Tracker, tmp_path: Path) -> None:
    """Also where it was approved, and changed after that."""
    await approved(board)
    card = await edited(board, results="One move to safe housing")
    assert "Draft." in texts(card)
    assert "update.approve" in {verb_of(each) for each in buttons(card)}

    said = await pack_of(board, tmp_path)

    assert "The update of Subgroup A has not been approved by its chair." in said
    assert "One move to safe housing" not in said


async def test_only_its_chair_changes_or_approves_it(board: Tracker) -> None:
    for who in (TEAM, OUTSIDER):
        shown = await board.bot.ask("subgroup update", who)
        assert {verb_of(each) for each in buttons(shown)} == {"meeting.agenda"}
        for verb in ("update.edit", "update.approve"):
            answer = await board.bot.press(verb, {"ref": "BRD-077", "forum": "SUBGROUP-A"}, who)
            assert "You do not have access" in str(answer), (who.name, verb)

    kept = await board.bot.read(lambda s: s.subgroup_updates.find("BRD-077", "SUBGROUP-A"))
    assert kept is None


async def test_words_that_name_somebody_or_are_too_many_come_back(board: Tracker) -> None:
    named = await edited(board, results="Wendelin Quagmirez has moved")
    many = await edited(board, themes="a\nb\nc\nd")

    assert "personal information" in wrong_at(named, "results")
    assert typed_in(named)["results"] == "Wendelin Quagmirez has moved"
    assert "at most 3 themes" in wrong_at(many, "themes")
    assert "Quagmirez" not in str(await board.bot.audit())


async def test_what_is_approved_is_what_was_shown(board: Tracker) -> None:
    """A hearing that comes in between shows the update again, instead of approving it unseen."""
    shown = await board.bot.ask("subgroup update", SUPERVISOR)
    one_more = Hearing(ref="HRG-900", case="MHR-HHHHH", on=date(2031, 11, 13), is_held=True,
                       kind=HearingKind.NEW, forum="SUBGROUP-A", decision="monitor")  # fmt: skip
    await board.bot.write(lambda unit: unit.oversight.put_hearing(one_more))

    again = await board.bot.press(
        "update.approve", button(shown, "update.approve")["data"], SUPERVISOR
    )

    assert "Someone else changed this" in texts(again)
    assert "6 (2 new, 5 reviews)" in texts(again)
    data = button(again, "update.approve")["data"]
    assert "Approved" in texts(await board.bot.press("update.approve", data, SUPERVISOR))
