"""The harness does as a person does: if this fails, look here before looking at the bot."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.rehearse import AURELIA, CHANNEL, TABITHA


@pytest.fixture(scope="module")
def bot_setup():
    """The parrot needs nothing."""
    return []


@pytest.fixture(scope="module")
def bot_command():
    """A bot that says back what it hears."""
    return [sys.executable, str(Path(__file__).with_name("parrot.py"))]


async def said(person):
    """What the parrot's newest card says."""
    return (await person.json())["body"][0]["text"]


async def test_every_kind_of_input_is_filled_in_by_its_id(playground, tmp_path):
    """What a person enters is what the bot hears, and the card that answers is read."""
    nurse = await playground(AURELIA)
    await nurse.open_personal_chat()
    await nurse.write("hello")

    await nurse.fill(
        {
            "name": "Somebody",
            "account": "One line\nand another",
            "count": 3,
            "born": date(1980, 1, 31),
            "at": "14:45",
            "one": "ward",
            "radio": "The weeks",
            "ticks": ["self", "staff"],
            "found": "south",
            "many": ["red", "blue"],
            "confirmed": True,
        }
    )
    shown = await nurse.answers()
    desk, phone = await nurse.picture(tmp_path / "form.png")
    await nurse.press("Send")

    heard = json.loads(await said(nurse))
    assert heard == {
        "name": "Somebody",
        "account": "One line\nand another",
        "count": "3",
        "born": "1980-01-31",
        "at": "14:45",
        "one": "ward",
        "radio": "weeks",
        "ticks": "self,staff",
        "found": "south",
        "many": "red,blue",
        "confirmed": "true",
    }
    assert shown["account"] == "One line\nand another"
    assert shown["ticks"] == "The self, The staff"
    assert (await nurse.json())["actions"][0]["verb"] == "again"
    assert desk.stat().st_size > 0
    assert phone.stat().st_size > 0


async def test_a_post_mentions_the_bot_and_a_sentence_answers_a_press(playground):
    """Chat and channel each show their own, and what the bot says to a press is heard."""
    officer = await playground(TABITHA)

    await officer.open_channel(CHANNEL)
    await officer.post("use this channel")
    posted = await said(officer)
    await officer.open_personal_chat()
    await officer.does_not_see("use this channel")
    await officer.write("hello")
    await officer.press("Later", containing="One of everything")

    assert json.loads(posted) == "<at>MHRMB</at> use this channel"
    assert await officer.heard() == "Not now"
