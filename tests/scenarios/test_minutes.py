"""Minutes from draft to final: written up, sent, commented on, approved, filed, added to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from board.meetings import MeetingState
from board.minutes import MinutesState
from bot.minute_values import progress_of_minutes
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Person, Place, channel_of, personal
from tests.scenarios.bot import TEAM_CHANNEL, button, inputs, texts, typed_in, wrong_at
from tests.scenarios.minuted import NEXT, REF, declare, held, hold, on_the_risk
from tests.scenarios.tracker import (
    ADMINISTRATOR,
    CARE_CHAIR,
    CHIEF,
    DEPUTY,
    OUTSIDER,
    OWNER,
    POLICE_CHAIR,
    TEAM,
    Tracker,
)

FOLDER = "Meetings/2031-11-12 BRD-076"


async def _minutes(tracker: Tracker) -> Any:
    return await tracker.bot.read(lambda snapshot: snapshot.minutes.find(REF))


async def step(tracker: Tracker, verb: str, who: Person, **data: Any) -> Any:
    """Press a step on the minutes as they stand now."""
    version = (await _minutes(tracker)).version
    return await tracker.bot.press(verb, {"ref": REF, "version": version, **data}, who)


async def with_members(tracker: Tracker, also: Callable[[Unit], None] | None = None) -> None:
    """The draft has been with the chair, and is with the members."""
    await held(tracker, also)
    await step(tracker, "minutes.to_chair", TEAM)
    await step(tracker, "minutes.to_members", CARE_CHAIR)
    await tracker.bot.settled(within=20)


async def final(tracker: Tracker) -> None:
    """Both co-chairs have approved them."""
    await with_members(tracker)
    await step(tracker, "minutes.approve", POLICE_CHAIR)
    await step(tracker, "minutes.approve", CARE_CHAIR)


async def commented(tracker: Tracker, who: Person, item: str, text: str) -> Any:
    """Ask for the form and send a comment."""
    form = await tracker.bot.press("minutes.comment", {"ref": REF, "item": item}, who)
    data = button(form, "minutes.comment")["data"]
    return await tracker.bot.press("minutes.comment", data | {"comment": text}, who)


async def all_filed(tracker: Tracker) -> None:
    """Every file that is due has been made and filed; a round makes a few of them."""
    for _ in range(2):
        await tracker.bot.house.ticker.tick()
        await tracker.bot.settled(within=60)


def filed(folder: Path) -> dict[str, bytes]:
    """What stands in the meeting's folder, by name."""
    root = folder / "channel-files" / FOLDER
    return {each.name: each.read_bytes() for each in root.glob("*")}


def named(folder: Path, pattern: str) -> list[Path]:
    """What is filed anywhere under such a name."""
    return list(folder.rglob(pattern))


def words_of(content: bytes) -> str:
    """Everything a Word document says."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


async def test_minutes_go_from_draft_over_comments_and_both_chairs_to_final(
    tracker: Tracker, tmp_path: Path
) -> None:
    await held(tracker)
    assert "The minutes can be written up" in tracker.words(TEAM_CHANNEL)
    tracker.forget()

    shown = await step(tracker, "minutes.to_chair", TEAM)
    assert "Draft, with the chair" in texts(shown)
    await tracker.bot.settled(within=20)
    assert "Draft minutes wait for you" in tracker.words(personal(POLICE_CHAIR))
    assert "Draft minutes wait for you" in tracker.words(personal(CARE_CHAIR))
    await step(tracker, "minutes.to_members", CARE_CHAIR)
    await tracker.bot.settled(within=20)
    assert "Draft minutes can be read" in tracker.words(BOARD_CHANNEL)
    assert "wait for your approval" in tracker.words(personal(POLICE_CHAIR))

    await commented(tracker, OUTSIDER, "focus", "It was the autumn, not the summer")
    refused = await step(tracker, "minutes.approve", POLICE_CHAIR)
    assert refused == "Deal with the comments first: 1 still to be answered"
    comments = await tracker.bot.press("minutes.comments", {"ref": REF}, TEAM)
    assert "Oona Outsider" in texts(comments)
    data = button(comments, "minutes.deal")["data"]
    form = await tracker.bot.press("minutes.deal", data, TEAM)
    sends = button(form, "minutes.deal")["data"]
    bare = await tracker.bot.press("minutes.deal", sends | {"outcome": "not_taken"}, TEAM)
    assert wrong_at(bare, "reason")
    changed = await step(tracker, "minutes.change", TEAM, item="focus")
    kept = button(changed, "minutes.change")["data"] | typed_in(changed)
    await tracker.bot.press("minutes.change", kept | {"summary": "Beds were short all autumn."},
                            TEAM)  # fmt: skip
    done = await tracker.bot.press("minutes.deal", sends | {"outcome": "taken"}, TEAM)
    assert "Taken into the minutes" in texts(done)

    first = await step(tracker, "minutes.approve", POLICE_CHAIR)
    assert "wait for the other co-chair" in texts(first)
    last = await step(tracker, "minutes.approve", CARE_CHAIR)
    assert "These minutes are final" in texts(last)
    await all_filed(tracker)

    files = filed(tmp_path)
    assert set(files) == {
        f"Minutes {REF} draft 1.docx", f"Minutes {REF} final.docx", f"Summary {REF}.docx",
        f"Attendance {REF}.xlsx", f"Extract {REF} TRU.docx",
    }  # fmt: skip
    extract = words_of(files[f"Extract {REF} TRU.docx"])
    assert "ACT-2031-0100" in extract
    assert "BRD-076/D02" not in extract
    assert "Extract" not in tracker.words(BOARD_CHANNEL)
    said = words_of(files[f"Minutes {REF} final.docx"])
    for each in ("Beds were short all autumn.", "BRD-076/D01", "Try the bed call twice a day",
                 "BRD-076/D02", "Demand is up", "One agency would wait", "ACT-2031-0100",
                 "Ottilie Ownwell", "12 Dec 2031", "Not reached", NEXT):  # fmt: skip
        assert each in said
    assert "all summer" in words_of(files[f"Minutes {REF} draft 1.docx"])
    meeting = await tracker.bot.read(lambda snapshot: snapshot.meetings.get(REF))
    assert meeting.state is MeetingState.MINUTES_APPROVED
    assert meeting.minutes_approved_at == "out_of_committee"
    edition = await tracker.bot.read(lambda snapshot: snapshot.minutes.edition(REF, "final"))
    assert edition.text_sha256 in said
    document = await tracker.bot.read(
        lambda snapshot: snapshot.documents.get(f"minutes:{REF}:final")
    )
    assert edition.file_sha256 == document.sha256
    assert "Minutes are final" in tracker.words(BOARD_CHANNEL)
    assert f"Minutes {REF} final has been filed" in tracker.words(BOARD_CHANNEL)


async def test_final_minutes_change_no_more_and_take_an_addendum(
    tracker: Tracker, tmp_path: Path
) -> None:
    await final(tracker)
    refused = await step(tracker, "minutes.change", TEAM, item="focus")
    assert refused == "These minutes are final. Only an addendum can be made now"
    comment = await tracker.bot.press("minutes.comment", {"ref": REF, "item": "focus"}, OUTSIDER)
    sends = button(comment, "minutes.comment")["data"]
    late = await tracker.bot.press("minutes.comment", sends | {"comment": "Late"}, OUTSIDER)
    assert "These minutes are final. Only an addendum can be made now" in texts(late)
    assert inputs(late)["comment"]["value"] == "Late"

    form = await tracker.bot.press("minutes.addendum", {"ref": REF}, CARE_CHAIR)
    data = button(form, "minutes.addendum")["data"]
    named = await tracker.bot.press(
        "minutes.addendum", data | {"addendum": "Born 17/03/1987 as it turned out"}, CARE_CHAIR
    )
    assert "personal information" in wrong_at(named, "addendum")
    text = {"addendum": "The bed figures were those of September."}
    await tracker.bot.press("minutes.addendum", data | text, CARE_CHAIR)
    again = await tracker.bot.press("minutes.addendum", data | text, CARE_CHAIR)
    assert "Addendum 1 is kept" in texts(again)
    await all_filed(tracker)

    added = words_of(filed(tmp_path)[f"Minutes {REF} addendum 1.docx"])
    assert "The bed figures were those of September." in added
    assert "Cassia Chairwood" in added
    shown = await tracker.bot.ask(f"minutes {REF}", OUTSIDER)
    assert "The bed figures were those of September." in texts(shown)
    assert len(await tracker.bot.audit("MinutesAddendumAdded")) == 1


async def test_a_later_meeting_of_the_board_approves_them_while_in_session(
    tracker: Tracker,
) -> None:
    await with_members(tracker)
    assert await step(tracker, "minutes.agree", TEAM) == (
        "Minutes are approved at a later meeting of the same forum, or by both co-chairs"
    )
    await tracker.bot.write(_in_session)

    shown = await tracker.bot.ask(f"minutes {REF}", TEAM)
    agreed = await tracker.bot.press("minutes.agree", button(shown, "minutes.agree")["data"], TEAM)

    assert f"at {NEXT}" in texts(agreed)
    assert (await _minutes(tracker)).state is MinutesState.FINAL


def _in_session(unit: Any) -> None:
    there = unit.meetings.get(NEXT, for_change=True)
    unit.meetings.save(replace(there, state=MeetingState.IN_SESSION, quorate=True))


async def test_both_co_chairs_make_a_senior_boards_minutes_final(tracker: Tracker) -> None:
    """They lead none of its meetings; its minutes are theirs to approve all the same."""
    ref = "SEN-20311112"
    await tracker.bot.write(lambda unit: hold(unit, forum="SENIOR", ref=ref))
    await tracker.bot.house.ticker.tick()

    async def press(verb: str, who: Person) -> Any:
        minutes = await tracker.bot.read(lambda snapshot: snapshot.minutes.find(ref))
        return await tracker.bot.press(verb, {"ref": ref, "version": minutes.version}, who)

    await press("minutes.to_chair", TEAM)
    await press("minutes.to_members", CARE_CHAIR)
    await press("minutes.approve", POLICE_CHAIR)
    assert "These minutes are final" in texts(await press("minutes.approve", CARE_CHAIR))


async def test_two_who_change_the_same_item_both_keep_what_they_typed(tracker: Tracker) -> None:
    await held(tracker)
    form = await step(tracker, "minutes.change", TEAM, item="welcome")
    data = button(form, "minutes.change")["data"]
    await tracker.bot.press("minutes.change", data | {"summary": "One said this."}, TEAM)

    clash = await tracker.bot.press(
        "minutes.change", data | {"summary": "Another said that."}, POLICE_CHAIR
    )

    assert typed_in(clash)["summary"] == "Another said that."
    assert "One said this." in texts(clash)
    assert "Someone else changed this" in texts(clash)
    newer = button(clash, "minutes.change")["data"] | {"summary": "Both said this and that."}
    await tracker.bot.press("minutes.change", newer, POLICE_CHAIR)
    assert (await _minutes(tracker)).item("welcome").summary == "Both said this and that."


async def test_a_change_takes_an_approval_back(tracker: Tracker) -> None:
    """A co-chair has approved what stood there, and nothing else."""
    await with_members(tracker)
    stale = (await _minutes(tracker)).version
    await step(tracker, "minutes.approve", POLICE_CHAIR)
    form = await step(tracker, "minutes.change", TEAM, item="welcome")
    data = button(form, "minutes.change")["data"]
    await tracker.bot.press("minutes.change", data | {"summary": "Otherwise."}, TEAM)

    refused = await tracker.bot.press("minutes.approve", {"ref": REF, "version": stale}, CARE_CHAIR)
    await step(tracker, "minutes.approve", CARE_CHAIR)

    assert "Someone else changed this" in texts(refused)
    assert (await _minutes(tracker)).state is MinutesState.WITH_MEMBERS
    shown = texts(await tracker.bot.ask(f"minutes {REF}", TEAM))
    assert "Approved by: \nCassia Chairwood" in shown
    assert "Waits for: \nPetronel Chairley" in shown


async def test_nobody_reads_or_moves_a_draft_who_may_not(tracker: Tracker) -> None:
    await held(tracker)
    no = "You do not have access to this. Ask the Mental Health Team if you think you should"

    for verb, who, data in (
        ("minutes.show", OUTSIDER, {}),
        ("minutes.to_chair", OUTSIDER, {}),
        ("minutes.to_members", OUTSIDER, {}),
        ("minutes.approve", TEAM, {}),
        ("minutes.change", OUTSIDER, {"item": "focus"}),
        ("minutes.comment", OUTSIDER, {"item": "focus"}),
        ("minutes.addendum", OUTSIDER, {}),
        ("minutes.file_again", OUTSIDER, {"stage": "final"}),
    ):
        assert await step(tracker, verb, who, **data) == no, verb

    in_channel = await tracker.bot.press("minutes.show", {"ref": REF}, TEAM, BOARD_CHANNEL)
    assert in_channel == "This is shown in private only. Open it in your chat with me."
    assert (await _minutes(tracker)).state is MinutesState.DRAFT
    assert await tracker.bot.audit("AttemptRefused")


async def test_an_item_is_withheld_from_whoever_declared_an_interest(tracker: Tracker) -> None:
    """In the minutes, the extract and the log of decisions; and in the channel from everybody."""
    await tracker.bot.write(lambda unit: declare(unit, "TD"))
    await final(tracker)
    secret, said = "Tolerate the staffing risk", "Withheld: an interest was declared"

    theirs = await tracker.bot.ask(f"minutes {REF}", DEPUTY)
    others = await tracker.bot.ask(f"minutes {REF}", OUTSIDER)
    everyones = await tracker.bot.ask(f"minutes {REF}", OUTSIDER, BOARD_CHANNEL)
    log = await tracker.bot.ask("decisions staffing", DEPUTY)
    logs = await tracker.bot.ask("decisions staffing", OUTSIDER)
    extract = await tracker.bot.ask("my extract", DEPUTY)

    assert secret not in texts(theirs)
    assert said in texts(theirs)
    assert secret in texts(others)
    assert secret not in texts(everyones)
    assert "No decision was found" in texts(log)
    assert secret in texts(logs)
    assert secret not in texts(extract)
    assert "A relative works there" not in texts(others)
    assert "Left for the item" in texts(others)


async def test_a_withheld_item_is_neither_commented_on_nor_changed_nor_are_its_comments_shown(
    tracker: Tracker,
) -> None:
    """By whoever left for it, with buttons of before; in the channel by nobody."""
    await tracker.bot.write(lambda unit: declare(unit, "C2"))
    await with_members(tracker)
    await commented(tracker, OUTSIDER, "risks", "It was the autumn")
    no = "You do not have access to this. Ask the Mental Health Team if you think you should"

    for verb, given in (
        ("minutes.comment", {"item": "risks"}),
        ("minutes.comment", {"item": "risks", "form": "f" * 24, "sent": True, "comment": "Mine"}),
        ("minutes.change", {"item": "risks"}),
    ):
        assert await step(tracker, verb, CARE_CHAIR, **given) == no, (verb, given)
    assert await step(tracker, "minutes.comment", OUTSIDER, item="risks") != no
    listed = await tracker.bot.press("minutes.comments", {"ref": REF}, CARE_CHAIR)
    assert "It was the autumn" not in texts(listed)
    others = await tracker.bot.press("minutes.comments", {"ref": REF}, POLICE_CHAIR)
    assert "It was the autumn" in texts(others)
    everyones = await tracker.bot.press("minutes.comments", {"ref": REF}, OUTSIDER, BOARD_CHANNEL)
    assert "It was the autumn" not in texts(everyones)
    in_channel = {"ref": REF, "item": "risks"}
    assert await tracker.bot.press("minutes.comment", in_channel, OUTSIDER, BOARD_CHANNEL) == no


async def test_what_is_said_of_a_withheld_reference_is_withheld_wherever_it_stands(
    tracker: Tracker,
) -> None:
    """In a summary, a decision and a comment; and its words are neither shown nor replaced."""
    await with_members(tracker, on_the_risk)
    await commented(tracker, OUTSIDER, "welcome", "RSK-004 is not tolerated by us")
    await commented(tracker, OUTSIDER, "welcome", "All were welcome")
    no = "You do not have access to this. Ask the Mental Health Team if you think you should"
    asked: tuple[tuple[str, Place | None], ...] = (
        (f"minutes {REF}", None), ("my extract", None), ("decisions RSK-004", None),
        ("decisions", None), (f"minutes {REF}", BOARD_CHANNEL), ("decisions", BOARD_CHANNEL),
    )  # fmt: skip

    for words, place in asked:
        theirs = texts(await tracker.bot.ask(words, CARE_CHAIR, place))
        assert "olerate" not in theirs.replace("Tolerate the staffing risk", ""), words
    assert "Withheld: an interest was declared" in texts(
        await tracker.bot.ask(f"minutes {REF}", CARE_CHAIR)
    )
    others = texts(await tracker.bot.ask(f"minutes {REF}", POLICE_CHAIR))
    assert "the trust tolerates it" in others
    assert "Tolerate rsk 4" in others
    comments = await tracker.bot.press("minutes.comments", {"ref": REF}, POLICE_CHAIR)
    about = button(comments, "minutes.deal")["data"]
    listed = texts(await tracker.bot.press("minutes.comments", {"ref": REF}, CARE_CHAIR))
    assert "not tolerated by us" in texts(comments)
    assert "olerate" not in listed
    assert "All were welcome" in listed
    assert await tracker.bot.press("minutes.deal", about, CARE_CHAIR) == no
    assert await step(tracker, "minutes.change", CARE_CHAIR, item="risks") == no
    mine = {"item": "risks", "sent": True, "summary": "Mine", "unresolved": ""}
    assert await step(tracker, "minutes.change", CARE_CHAIR, **mine) == no
    assert await step(tracker, "minutes.change", CARE_CHAIR, item="focus") != no
    assert "tolerates it" in (await _minutes(tracker)).item("risks").summary


async def test_what_is_said_of_a_withheld_reference_stands_in_no_filed_copy(
    tracker: Tracker, tmp_path: Path
) -> None:
    """Nor in what is added later."""
    await with_members(tracker, on_the_risk)
    await step(tracker, "minutes.approve", POLICE_CHAIR)
    await step(tracker, "minutes.approve", CARE_CHAIR)
    form = await tracker.bot.press("minutes.addendum", {"ref": REF}, TEAM)
    data = button(form, "minutes.addendum")["data"]
    text = {"addendum": "RSK-004 is tolerated until May."}
    await tracker.bot.press("minutes.addendum", data | text, TEAM)
    await all_filed(tracker)
    await all_filed(tracker)

    papers = {name: content for name, content in filed(tmp_path).items() if "docx" in name}
    assert {f"Minutes {REF} final.docx", f"Minutes {REF} addendum 1.docx"} <= set(papers)
    for name, content in papers.items():
        said = words_of(content).replace("Tolerate the staffing risk", "")
        assert "olerate" not in said, name
    assert "tolerated until May" in texts(await tracker.bot.ask(f"minutes {REF}", OUTSIDER))
    for place in (None, BOARD_CHANNEL):
        theirs = texts(await tracker.bot.ask(f"minutes {REF}", CARE_CHAIR, place))
        assert "until May" not in theirs


async def test_the_filed_copy_says_what_it_withholds(tracker: Tracker, tmp_path: Path) -> None:
    """Everybody in the channel opens it, and so does whoever declared the interest."""
    await tracker.bot.write(lambda unit: declare(unit, "TD"))
    await final(tracker)
    await all_filed(tracker)

    said = words_of(filed(tmp_path)[f"Minutes {REF} final.docx"])

    assert "Tolerate the staffing risk" not in said
    assert "Withheld: an interest was declared in this item" in said
    assert "Multi-agency risk register" in said
    assert "Try the bed call twice a day" in said


async def test_an_extract_holds_an_agencys_own_actions_and_decisions(tracker: Tracker) -> None:
    await with_members(tracker)

    extract = await tracker.bot.ask("my extract", OWNER)
    none = await tracker.bot.ask(f"my extract {REF}", POLICE_CHAIR)

    said = texts(extract)
    assert "OFFICIAL-SENSITIVE" in said
    assert "ACT-2031-0100" in said
    assert "Try the bed call twice a day" in said
    assert "Tolerate the staffing risk" not in said
    assert "Nothing in these minutes concerns your agency" in texts(none)


async def test_decisions_are_found_by_words_and_the_words_are_in_no_log(tracker: Tracker) -> None:
    await held(tracker)

    found = await tracker.bot.ask("decisions BED call", OUTSIDER)
    none = await tracker.bot.ask("decisions 100%_", OUTSIDER)
    all_of_them = await tracker.bot.ask("decisions", CHIEF, BOARD_CHANNEL)

    assert "BRD-076/D01" in texts(found)
    assert "BRD-076/D02" not in texts(found)
    assert "No decision was found" in texts(none)
    assert "BRD-076/D02" in texts(all_of_them)
    lines = await tracker.bot.audit("DecisionsSearched")
    assert len(lines) == 3
    assert "BED" not in str(lines)


async def test_names_typed_into_minutes_are_held_back(tracker: Tracker) -> None:
    """What was typed comes back at its field, and nothing is kept."""
    await held(tracker)
    form = await step(tracker, "minutes.change", TEAM, item="focus")
    data = button(form, "minutes.change")["data"]
    text = "We spoke of Wendelin Quagmirez at length."

    held_back = await tracker.bot.press("minutes.change", data | {"summary": text}, TEAM)

    assert "personal information" in wrong_at(held_back, "summary")
    assert typed_in(held_back)["summary"] == text
    assert "override" not in inputs(held_back)
    assert (await _minutes(tracker)).item("focus").version == 1
    assert "Quagmirez" not in str(await tracker.bot.audit())


async def test_a_co_chair_answers_for_words_and_that_stands_in_the_comments(
    tracker: Tracker,
) -> None:
    await held(tracker)
    form = await step(tracker, "minutes.change", CARE_CHAIR, item="focus")
    data = button(form, "minutes.change")["data"]
    text = {"summary": "Winston Ward gave the figures."}
    held_back = await tracker.bot.press("minutes.change", data | text, CARE_CHAIR)
    assert "override" in inputs(held_back)

    why = {"override": "It is the name of a ward of the trust, and of nobody at all."}
    kept = await tracker.bot.press("minutes.change", data | text | why, CARE_CHAIR)

    assert "Kept." in texts(kept)
    comments = await tracker.bot.press("minutes.comments", {"ref": REF}, CARE_CHAIR)
    assert "Kept on a co-chair's word" in texts(comments)
    assert await tracker.bot.audit("GuardOverridden")


async def test_what_waits_is_told_and_each_step_reminded_once(tracker: Tracker) -> None:
    await held(tracker)
    listed = await tracker.bot.ask("minutes", TEAM)
    assert "A draft to be finished" in texts(listed)
    assert await tracker.bot.read(lambda s: progress_of_minutes(REF, s)) == (False, False)
    await step(tracker, "minutes.to_chair", TEAM)
    assert await tracker.bot.read(lambda s: progress_of_minutes(REF, s)) == (True, False)
    await tracker.bot.settled(within=20)
    tracker.forget()

    for day in ("2031-11-20", "2031-11-21", "2031-11-24"):
        await tracker.at(day)

    reminded = [line for line in tracker.words(personal(POLICE_CHAIR)).splitlines()
                if "still wait for you" in line]  # fmt: skip
    assert len(reminded) == 1
    listed = await tracker.bot.ask("minutes", CARE_CHAIR)
    assert "A draft to be read and sent to the members." in texts(listed)
    await step(tracker, "minutes.to_members", POLICE_CHAIR)
    assert await tracker.bot.read(lambda s: progress_of_minutes(REF, s)) == (True, True)
    listed = await tracker.bot.ask("minutes", OUTSIDER)
    assert "You can comment." in texts(listed)


async def test_reminders_go_at_the_hour_the_board_has_set(tracker: Tracker) -> None:
    await held(tracker)
    await tracker.bot.write(
        lambda unit: unit.settings.set_clocks(replace(unit.settings.clocks, told_at=time(11)))
    )
    await step(tracker, "minutes.to_chair", TEAM)
    await tracker.bot.settled(within=20)

    await tracker.at("2031-11-21", "10:00")
    early = tracker.words(personal(POLICE_CHAIR))
    await tracker.at("2031-11-21", "11:00")

    assert "still wait for you" not in early
    assert "still wait for you" in tracker.words(personal(POLICE_CHAIR))


@pytest.mark.parametrize("how", ["changed", "gone"])
async def test_a_file_of_final_minutes_that_somebody_changes_is_noticed_once(
    tracker: Tracker, tmp_path: Path, how: str
) -> None:
    await final(tracker)
    await all_filed(tracker)
    path = tmp_path / "channel-files" / FOLDER / f"Minutes {REF} final.docx"
    original = path.read_bytes()
    tracker.forget()
    await tracker.at("2031-11-19")
    assert "of final minutes" not in tracker.words(TEAM_CHANNEL)

    path.unlink()
    if how == "changed":
        path.write_bytes(original + b"more")
    for day in ("2031-11-20", "2031-11-21"):
        await tracker.at(day)

    said = f"A file of final minutes {'was changed' if how == 'changed' else 'is gone'}: {REF}"
    assert tracker.words(TEAM_CHANNEL).count(said) == 1
    assert said in tracker.words(personal(POLICE_CHAIR))
    assert len(await tracker.bot.audit("FiledMinutesChanged")) == 1
    await tracker.bot.press("minutes.file_again", {"ref": REF, "stage": "final"}, TEAM)
    await tracker.bot.settled(within=60)
    assert filed(tmp_path)[f"Minutes {REF} final (2).docx"] == original


async def test_the_recording_is_for_those_who_run_and_the_co_chairs_until_it_is_deleted(
    tracker: Tracker,
) -> None:
    await final(tracker)
    link = "https://example.org/recordings/76"

    kept = await tracker.bot.ask(f"recording {REF} {link}", TEAM)
    assert link in str(kept)
    assert link in str(await tracker.bot.press("recording.show", {"ref": REF}, CARE_CHAIR))
    no = await tracker.bot.press("recording.show", {"ref": REF}, OUTSIDER)
    assert no.startswith("You do not have access")
    assert link not in str(await tracker.bot.ask(f"minutes {REF}", OUTSIDER))
    in_channel = await tracker.bot.press("recording.show", {"ref": REF}, TEAM, BOARD_CHANNEL)
    assert link not in str(in_channel)
    tracker.forget()
    await tracker.at("2031-12-15")
    assert "A recording is to be deleted" not in tracker.words(TEAM_CHANNEL)
    await tracker.at("2031-12-16")
    await tracker.at("2031-12-17")

    assert tracker.words(TEAM_CHANNEL).count("A recording is to be deleted: BRD-076") == 1
    assert link not in tracker.words(TEAM_CHANNEL)
    done = await tracker.bot.press("recording.deleted", {"ref": REF}, TEAM)
    assert "the recording is deleted" in texts(done)
    assert link not in str(await tracker.bot.press("recording.show", {"ref": REF}, TEAM))


async def test_a_subgroups_minutes_hold_references_and_decisions_in_its_own_channel(
    tracker: Tracker, tmp_path: Path
) -> None:
    """No summaries, no approval by the co-chairs, and nothing for those who are not of it."""
    ref = "SUB-20311112"
    subgroup = channel_of("Subgroup A")
    await tracker.bot.ask("use this channel for subgroup A", ADMINISTRATOR, subgroup)
    await tracker.bot.write(lambda unit: hold(unit, forum="SUBGROUP-A", ref=ref))
    await all_filed(tracker)

    async def press(verb: str, who: Person, **data: Any) -> Any:
        minutes = await tracker.bot.read(lambda snapshot: snapshot.minutes.find(ref))
        version = minutes.version
        return await tracker.bot.press(verb, {"ref": ref, "version": version, **data}, who)

    shown = await press("minutes.to_chair", TEAM)
    assert "Beds were short" not in texts(shown)
    assert "Try the bed call twice a day" in texts(shown)
    refused = await press("minutes.change", TEAM, item="focus")
    assert "references, decisions and actions only" in refused
    await press("minutes.to_members", POLICE_CHAIR)
    no = "You do not have access to this. Ask the Mental Health Team if you think you should"
    assert await press("minutes.show", OUTSIDER) == no
    assert await press("minutes.approve", POLICE_CHAIR) == no
    await all_filed(tracker)

    assert "Draft minutes can be read: SUB-20311112" in tracker.words(subgroup)
    assert ref not in tracker.words(BOARD_CHANNEL)
    [draft] = named(tmp_path, f"Minutes {ref}*")
    assert "Subgroup A" in draft.parts
    said = words_of(draft.read_bytes())
    assert "Tolerate the staffing risk" in said
    assert "Beds were short" not in said
    assert f"{ref}/D01" in texts(await tracker.bot.ask("decisions", TEAM))
    assert ref not in texts(await tracker.bot.ask("decisions", OUTSIDER))
    assert ref not in texts(await tracker.bot.ask("decisions", TEAM, BOARD_CHANNEL))
    assert f"{ref}/D01" in texts(await tracker.bot.ask("decisions", TEAM, subgroup))
