"""The first run as an administrator lives it, in an empty rehearsal."""

import pytest

from bot.rehearse import CHANNEL, ODESSA, PERCIVAL, TABITHA
from tests.browser.pictures import picture


@pytest.fixture(scope="module")
def bot_setup():
    """Nobody is registered yet."""
    return []


async def test_an_administrator_sets_the_board_up_from_the_welcome(playground):
    """Channel, agencies, people of the team, co-chairs and the first board."""
    clerk = await playground(TABITHA)
    await clerk.open_channel(CHANNEL)
    await clerk.sees("Well: folder, storage, disk, roster, card.")
    await picture(clerk, "welcome", containing="Still to do")

    await clerk.press("The board", containing="Still to do")
    await clerk.sees("Set up 2 of 4: Agencies")
    await clerk.fill(
        {
            "agency_police": "Coastshire Police (Police)",
            "agency_mental_health_trust": "Coastshire Partnership NHS Foundation Trust",
        },
        containing="Set up 2 of 4",
    )
    await picture(clerk, "setup-agencies", containing="Set up 2 of 4")
    await clerk.press("Keep and go on", containing="Set up 2 of 4")

    await clerk.sees("Set up 3 of 4: People")
    await clerk.fill(
        {
            f"agency_{TABITHA.object_id}": "Police",
            f"role_{TABITHA.object_id}": "Mental Health Team",
            f"agency_{PERCIVAL.object_id}": "Police",
            f"agency_{ODESSA.object_id}": "MH Trust",
        },
        containing="Set up 3 of 4",
    )
    await picture(clerk, "setup-people", containing="Set up 3 of 4")
    await clerk.press("Keep and go on", containing="Set up 3 of 4")

    await clerk.fill(
        {
            "chair_police": f"{PERCIVAL.name}, Police",
            "chair_care": f"{ODESSA.name}, MH Trust",
        },
        containing="Set up 4 of 4",
    )
    await picture(clerk, "setup-board", containing="Set up 4 of 4")
    await clerk.press("Keep", containing="Set up 4 of 4")
    await clerk.sees("Kept.")

    await clerk.open_personal_chat()
    await clerk.write("settings")
    await clerk.sees("3 members")
    await picture(clerk, "settings", containing="3 members")
    await clerk.press("Agencies", containing="3 members")
    await clerk.press("Change AG-01", containing="Coastshire Police")
    await picture(clerk, "settings-agency", containing="Ladder, rung 1")
    await clerk.write("sttings")
    await clerk.press("Show 'settings'", containing="I did not understand")
    await clerk.sees("3 members")
    await clerk.write("help")
    await picture(clerk, "help-administrator", containing="What I can do here")
    await clerk.write("hello")
    await picture(clerk, "home-administrator", containing="BRD-001")
