"""The board's six weeks as people live them: agenda, focus report, pack, a late paper."""

import asyncio
import json
import re
import sys
from datetime import date

import docx
import pytest

from bot.board_file import SAMPLE
from bot.rehearse import CHANNEL, ODESSA, TABITHA, Person
from tests.browser.conftest import MHRMB
from tests.browser.pictures import picture

AT = "2026-11-20T09:00:00+00:00"
REF = "BRD-037"
ZEBEDEE = Person("Zebedee Nonesuch", "00000000-0000-4000-8000-000000000026")
"""Speaks for the agency in focus on 6 January, the Voluntary Sector Crisis Alliance."""
NEW = "Winter plan for crisis beds"
ASK = "Agree one number for crisis lines"
DEMAND = "Calls to the crisis line are up by a third since June."
LATE, REFUSED = "Figures of December", "Minutes of another board"


@pytest.fixture(scope="module")
def bot_setup():
    """The fictitious board as it stood on Friday 20 November 2026."""
    return [
        [MHRMB, "load", "--sample", "--at", AT],
        [sys.executable, "-m", "tests.browser.begins"],
    ]


@pytest.fixture(scope="module")
def bot_command():
    """Its clock stands there too."""
    return [MHRMB, "serve", "--at", AT]


async def test_from_the_agenda_to_the_pack_in_the_channels_files(playground, bot_process):
    """Changed by card, reported on by the agency in focus, and out on the day at 17:00."""
    officer, speaker = await playground(TABITHA), await playground(ZEBEDEE)
    for person in (officer, speaker):
        await person.open_personal_chat()
    await speaker.write("help")
    await speaker.sees("What I can do here")
    await change_the_agenda(officer)

    await officer.write("clock 2026-12-09 09:00")
    await speaker.sees(f"Your agency is in focus: {REF}")
    await write_the_report(speaker)
    action = await make_an_action(officer)
    await officer.open_channel(CHANNEL)
    await officer.post("use this channel for board")
    await officer.sees("This channel is now used for the board.")
    await officer.post("clock 2026-12-29 16:59")
    await officer.sees("It is now Tuesday 29 December 2026 at 16:59 in London.")
    await officer.does_not_see(f"The pack has gone out: {REF}")
    await officer.post("clock 2026-12-29 17:00")
    await officer.sees(f"Pack {REF} has been filed")
    await officer.sees(f"Agenda {REF} has been filed")
    told = f"The pack has gone out: {REF}"
    await officer.sees(told)
    await picture(officer, "pack-out", containing=told)

    notice = await officer.read(containing=told)
    assert "Files tab of this channel" in notice
    assert "Wednesday 6 January 2027 at 10:00" in notice
    said = await posted(officer)
    assert all(name not in said for name in names_of_concern())
    agenda = words_of(bot_process, f"Agenda {REF}.docx")
    pack = words_of(bot_process, f"Pack {REF}.docx")
    for paper in (agenda, pack):
        assert NEW in paper
        assert "ACT-2026-0019: overdue" in paper
        assert all(name not in paper for name in names_of_concern())
    assert "The items take 120 of 120 minutes." in agenda
    assert action in pack
    assert ASK in pack
    assert DEMAND in pack
    await officer.press("Agenda", containing=told)
    await officer.sees("The pack has gone out, so this agenda stands.")


async def test_a_late_paper_waits_for_a_co_chair_and_is_nowhere_without_one(
    playground, bot_process
):
    """After the pack nothing else can be changed; one paper is agreed to, another is not."""
    officer, chair = await playground(TABITHA), await playground(ODESSA)
    await chair.open_personal_chat()
    await chair.write("help")
    await chair.sees("What I can do here")
    await officer.open_channel(CHANNEL)
    await officer.post("use this channel for board")
    await officer.sees("This channel is now used for the board.")
    await officer.post("clock 2026-12-30 09:00")
    await pack_is_filed(bot_process)
    await officer.open_personal_chat()
    await ask_for_a_late_paper(officer, LATE)
    await chair.sees(f"Title: {LATE}")
    await picture(chair, "late-paper-asked", containing=f"Title: {LATE}")
    await chair.press("Agree", containing=f"Title: {LATE}")
    await chair.sees("Agreed by Odessa Fictonbury.")
    await ask_for_a_late_paper(officer, REFUSED)
    await chair.press("Do not agree", containing=f"Title: {REFUSED}")
    await chair.sees("Not agreed")
    await officer.write(f"agenda {REF}")
    await officer.sees(f"Late paper: {LATE}, agreed by Odessa Fictonbury")
    await picture(officer, "agenda-issued", containing=f"Late paper: {LATE}, agreed")

    assert REFUSED not in await officer.read(containing=f"Late paper: {LATE}, agreed")
    await officer.open_channel(CHANNEL)
    await officer.sees(f"Late paper for {REF}")
    assert LATE in await officer.read(containing=f"Late paper for {REF}")
    await officer.does_not_see(REFUSED)


async def change_the_agenda(officer):
    """From the list of meetings: add an item, give another more time, and move a third."""
    shown, menu = f"Agenda {REF}", f"Change the agenda of {REF}"
    await officer.write("meetings")
    await officer.press(f"Open {REF}", containing="Meetings")
    await picture(officer, "meeting-ahead", containing=f"Meeting {REF}")
    await officer.press("Agenda", containing=f"Meeting {REF}")

    await officer.press("Change", containing=shown)
    await picture(officer, "agenda-change", containing=menu)
    await officer.press("Add an item", containing=menu)
    asked = {"item_title": NEW, "minutes": "ten", "kind": "For decision", "at": "10"}
    await officer.fill(asked, containing="Add an item")
    await officer.press("Add it", containing="Add an item")
    await officer.sees("Error: Enter a number of minutes, at least 1")
    await picture(officer, "agenda-item-wrong", containing="Add an item")
    assert (await officer.answers(containing="Add an item"))["item_title"] == NEW
    await officer.fill({"minutes": "10"}, containing="Add an item")
    await officer.press("Add it", containing="Add an item")
    await officer.sees("Added. It is item 10 now.")

    await officer.press("Change", containing=shown)
    await officer.press("Change it", containing=menu)
    await officer.sees("Error: Choose an item")
    await officer.fill({"item": "focus"}, containing=menu)
    await officer.press("Change it", containing=menu)
    await officer.fill({"minutes": "30"}, containing="Change an item")
    await picture(officer, "agenda-item", containing="Change an item")
    await officer.press("Save", containing="Change an item")
    await officer.sees("Changed.")

    await officer.press("Change", containing=shown)
    await officer.fill({"item": "risks"}, containing=menu)
    await officer.press("Move it", containing=menu)
    await officer.fill({"at": "9"}, containing="Move an item")
    await officer.press("Move it", containing="Move an item")
    await officer.sees("Moved. It is item 9 now.")
    await picture(officer, "agenda-changed", containing=shown)
    said = await officer.read(containing=shown)
    assert "9. Multi-agency risk register" in said
    assert "10. Focus on: Voluntary Sector Crisis Alliance\n30 minutes" in said
    assert f"11. {NEW}\n10 minutes" in said


async def write_the_report(speaker):
    """From what they were told: the turn is accepted, and the report sent on three pages."""
    told, form = f"Your agency is in focus: {REF}", f"Focus report for {REF}"
    await picture(speaker, "focus-told", containing=told)
    await speaker.press("Write the report", containing=told)
    await speaker.fill({"demand": DEMAND, "figures": "Calls in a week: 412"}, containing=form)
    await picture(speaker, "focus-form", containing=form)
    await speaker.press("Next", containing=form)
    await speaker.fill({"blockers": "No shared number for referrals at night"}, containing=form)
    await speaker.press("Next", containing=form)
    await speaker.fill({"asks": f"{ASK}\nName a contact for each team"}, containing=form)
    await picture(speaker, "focus-form-asks", containing=form)
    await speaker.press("Send", containing=form)
    await speaker.sees("Sent. The board can read it now.")
    await picture(speaker, "focus-sent", containing=form)


async def make_an_action(officer):
    """Read the report from the meeting's card, and make its first ask an action; its reference."""
    form, report = f"It comes from {REF}", f"Focus report for {REF}"
    await officer.write("next meeting")
    await officer.press("Focus report", containing=f"Meeting {REF}")
    await officer.sees(DEMAND)
    await officer.press("Make action of ask 1", containing=report)
    await officer.fill(
        {
            "success_measure": "Every agency has the number on its page",
            "owner": "Beatrix Simulacre, Ambulance",
            "due": date(2027, 1, 29),
        },
        containing=form,
    )
    await picture(officer, "action-of-ask", containing=form)
    assert (await officer.answers(containing=form))["title"] == ASK
    await officer.press("Keep this action", containing=form)
    await officer.sees("Kept. The owner is told.")
    ref = re.findall(r"ACT-\d{4}-\d{4}", await officer.read(containing="Kept. The owner"))[0]
    await officer.write(f"focus report {REF}")
    await officer.sees("Became")
    assert ref in await officer.read(containing="Became")
    return ref


async def ask_for_a_late_paper(officer, title):
    """After the pack: the menu has no other step, and a co-chair is asked."""
    menu, form = f"Change the agenda of {REF}", "Add a late paper"
    await officer.write(f"agenda {REF}")
    await officer.press("Change", containing="so this agenda stands")
    steps = (await officer.card(containing=menu)).locator(".ac-actionSet").get_by_role("button")
    assert await steps.all_inner_texts() == [form, "Go back"]
    await officer.fill({"item": "risks"}, containing=menu)
    await officer.press(form, containing=menu)
    paper = {"paper_title": title, "link": "https://files.example/december.pdf"}
    await officer.fill(paper, containing=f"Agenda of {REF}")
    await picture(officer, "late-paper", containing=f"Agenda of {REF}")
    await officer.press("Ask a co-chair", containing=f"Agenda of {REF}")
    await officer.sees("A co-chair is asked.")


async def pack_is_filed(bot):
    """It has gone out, in this test or in another with the same bot."""
    async with asyncio.timeout(60):
        files = bot.var_dir / "channel-files"
        while not any(files.rglob(f"Pack {REF}.docx")):  # noqa: ASYNC110 - the bot makes it
            await asyncio.sleep(0.2)


async def posted(person):
    """All that stands in the open chat."""
    return "\n".join(await person.page.locator(".ac-adaptiveCard").all_inner_texts())


def words_of(bot, name):
    """What a Word document in the channel's files says."""
    [file] = (bot.var_dir / "channel-files").rglob(name)
    document = docx.Document(str(file))
    rows = [row for table in document.tables for row in table.rows]
    cells = [cell.text for row in rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def names_of_concern():
    """Everybody whom the sample's referrals, plans and hearings are about."""
    subjects = json.loads(SAMPLE.read_text(encoding="utf-8"))["subjects"]
    return [each["full_name"] for each in subjects]
