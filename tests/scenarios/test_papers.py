"""The papers of a board, made and filed by the clock: five working days before, at 17:00."""

from datetime import date, time
from io import BytesIO
from pathlib import Path

import docx
from openpyxl import load_workbook

from board.calendar import at_london
from board.meetings import Meeting, MeetingState
from tests.fakes.channel import BOARD_CHANNEL
from tests.scenarios.bot import texts
from tests.scenarios.tracker import OUTSIDER, Tracker

BOARD_DAY = date(2031, 12, 17)
FOLDER = "Meetings/2031-12-17 BRD-077"


async def planned(tracker: Tracker) -> None:
    """A board on Wednesday 17 December 2031: its pack is due on the 10th at 17:00."""
    meeting = Meeting(
        ref="BRD-077", forum="BOARD", starts_at=at_london(BOARD_DAY, time(10)),
        ends_at=at_london(BOARD_DAY, time(12)), state=MeetingState.PLANNED, lead_agency="TRU",
        focus_agency="COU",
    )  # fmt: skip
    await tracker.bot.write(lambda unit: unit.meetings.put(meeting))


def filed(folder: Path) -> dict[str, bytes]:
    """What stands in the channel's files, by its path."""
    root = folder / "channel-files"
    found = (each for each in root.rglob("*") if each.is_file())
    return {str(each.relative_to(root)): each.read_bytes() for each in found}


async def test_agenda_pack_and_tracker_are_in_the_channels_files_on_time(
    tracker: Tracker, tmp_path: Path
) -> None:
    await planned(tracker)
    await tracker.add(due="2032-02-10")
    await tracker.add(title="Send the contact list", due="2031-12-02")
    await tracker.at("2031-12-10", "16:00")
    assert [each for each in filed(tmp_path) if "BRD-077" in each or "tracker" in each] == []
    tracker.forget()

    await tracker.at("2031-12-10", "17:00")
    await tracker.bot.settled(within=60)

    files = filed(tmp_path)
    names = {each.rpartition("/")[2] for each in files}
    assert {"Agenda BRD-077.docx", "Pack BRD-077.docx", "Action tracker.xlsx"} <= names
    agenda = next(each for path, each in files.items() if path.endswith("Agenda BRD-077.docx"))
    words = "\n".join(
        cell.text
        for table in docx.Document(BytesIO(agenda)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "ACT-2031-0002: overdue" in words
    assert "Coastshire MH Trust" in words
    pack = next(each for path, each in files.items() if path.endswith("Pack BRD-077.docx"))
    text = "\n".join(each.text for each in docx.Document(BytesIO(pack)).paragraphs)
    assert "The focus report of Coastshire Adult Social Care has not come in" in text
    book = load_workbook(BytesIO(next(b for p, b in files.items() if p.endswith(".xlsx"))))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"ACT-2031-0001", "ACT-2031-0002", "Publish the joint guidance"} <= cells
    said = tracker.words(BOARD_CHANNEL)
    assert "Agenda BRD-077" in said
    before = files
    await tracker.at("2031-12-11", "09:00")
    await tracker.bot.settled(within=60)
    assert filed(tmp_path) == before


async def test_the_next_board_its_agenda_and_its_papers_can_be_read(tracker: Tracker) -> None:
    """In the channel, by anybody of the board; the agenda is of today."""
    await planned(tracker)
    await tracker.add(due="2032-02-10")
    await tracker.at("2031-11-19")

    card = await tracker.bot.ask("next meeting", OUTSIDER, BOARD_CHANNEL)
    assert "BRD-077" in texts(card)
    assert "Coastshire MH Trust" in texts(card)
    agenda = await tracker.bot.ask("agenda", OUTSIDER, BOARD_CHANNEL)
    assert "6. Action tracker: overdue first" in texts(agenda)
    listed = await tracker.bot.ask("meetings", OUTSIDER)
    assert "BRD-078" in texts(listed)
