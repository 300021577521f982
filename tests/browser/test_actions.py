"""An action as three people live it: who owes it, who confirms it, and the co-chairs."""

import re
from datetime import date

import pytest

from bot.rehearse import CHANNEL, ODESSA, PERCIVAL, TABITHA
from tests.browser.conftest import MHRMB
from tests.browser.pictures import picture

AT = "2031-11-18T09:00:00+00:00"
PERCIVALS = "Percival Inventon"


@pytest.fixture(scope="module")
def bot_setup():
    """The fictitious board as it is loaded on a Tuesday in 2031, in working hours."""
    return [[MHRMB, "load", "--sample", "--at", AT]]


@pytest.fixture(scope="module")
def bot_command():
    """Its clock stands there too."""
    return [MHRMB, "serve", "--at", AT]


async def add(officer, title, owner, due):
    """Add an action; its reference."""
    await officer.write("new action")
    await officer.sees("New action")
    choices = await owners(officer)
    await officer.fill(
        {
            "title": title,
            "success_measure": "It is on both sites",
            "owner": next(each for each in choices if each.startswith(owner)),
            "due": due,
        },
        containing="New action",
    )
    await picture(officer, "action-form", containing="New action")
    await officer.press("Keep this action", containing="New action")
    await officer.sees("Kept.")
    return re.findall(r"ACT-\d{4}-\d{4}", await officer.read(containing=title))[0]


async def owners(person):
    """The choices of the box for the owner."""
    card = await person.card("New action")
    box = card.locator('[data-input-id="owner"]')
    return [title for _, title in await box.evaluate("e => JSON.parse(e.dataset.choices)")]


async def test_an_owner_completes_from_the_reminder_and_somebody_else_confirms(playground):
    """Added in three interactions, reminded at nine on the day, done with a tap and a line."""
    officer, owner = await playground(TABITHA), await playground(PERCIVAL)
    for person in (officer, owner):
        await person.open_personal_chat()
    await owner.write("help")
    await owner.sees("my actions")
    ref = await add(officer, "Publish the joint guidance", PERCIVALS, date(2031, 11, 24))

    await officer.write("clock 2031-11-24 09:00")
    await owner.sees(f"Due today: {ref}")
    await picture(owner, "reminder", containing=f"Due today: {ref}")
    await owner.press("Done", containing=f"Due today: {ref}")
    await owner.press("It is done", containing=ref)
    assert "Say what shows that it is done" in await owner.read(containing=ref)
    await owner.fill({"evidence": "It is on both sites since Friday"}, containing=ref)
    await owner.press("It is done", containing=ref)
    await officer.write(f"action {ref}")
    await officer.press("Confirm it is done", containing=ref)
    await officer.sees("Confirmed")
    await picture(officer, "action", containing=ref)

    assert "It is on both sites since Friday" in await officer.read(containing=ref)


async def test_the_co_chairs_decide_an_escalation_in_the_channel_and_it_changes_for_all(
    playground,
):
    """Straight up by a supervisor; acknowledged by one chair, decided by the other."""
    officer, chair = await playground(TABITHA), await playground(ODESSA)
    await chair.open_personal_chat()
    await chair.write("help")
    await officer.open_personal_chat()
    ref = await add(officer, "Send the contact list", "Marguerite", date(2031, 12, 3))
    await officer.open_channel(CHANNEL)
    await officer.post("use this channel for board")
    await officer.sees("This channel is now used for the board.")
    await officer.post("act as Barnaby Testerfield")
    await officer.sees("You now act as Barnaby Testerfield")
    await officer.post(f"action {ref}")
    await officer.press("Escalate now", containing=ref)
    await officer.fill(
        {"rung": "4", "reason": "Somebody may come to harm if this waits any longer."},
        containing="someone may come to harm",
    )
    await officer.press("Escalate now", containing="someone may come to harm")
    await officer.sees("Acknowledge")
    posted = "Give direction"
    await picture(officer, "escalation", containing=posted)

    await officer.post("act as Odessa Fictonbury")
    await officer.press("Acknowledge", containing=posted)
    await officer.sees("Acknowledged by Odessa Fictonbury")
    await officer.post("act as Percival Inventon")
    await officer.press("Give direction", containing=posted)
    await officer.fill(
        {"text": "Send it without the annex", "due": date(2031, 12, 8)}, containing=ref
    )
    await officer.press("Give direction", containing=ref)
    await officer.sees("Send it without the annex")
    await picture(officer, "escalation-decided", containing="Send it without the annex")

    assert "Percival Inventon" in await officer.read(containing="Send it without the annex")
