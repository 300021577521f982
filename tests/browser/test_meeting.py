"""A meeting of the board as its people live it: from `start meeting` to final minutes."""

import asyncio
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from bot.rehearse import BARNABY, CHANNEL, ODESSA, PERCIVAL, TABITHA
from tests.browser.conftest import MHRMB
from tests.browser.pictures import IMAGES, WANTED, make_small, picture
from tests.browser.processes import BotProcess
from tests.browser.teams import Teams

AT = "2031-11-05T09:50:00+00:00"
BOARD, NEXT = "BRD-037", "BRD-038"
FOCUS, RISKS = "9. Focus on: ", "12. Multi-agency risk register"
ON_ITEM = "item 9 of 17"
SAID = "Calls to the helpline have doubled since the summer."
ALSO_SAID = "The helpline has no cover at night."
FUND, TOLERATE = "Fund the helpline at night until March", "Tolerate the staffing risk until May"
WHY, DISSENT = "Nobody answers after ten in the evening", "One agency would wait for the budget"
HELPLINE, REGISTER = "Agree the rota of the helpline", "Write the staffing risk up"
PERCIVALS, MARIGOLDS = "Percival Inventon", "Marigold Hypothel"
HIDDEN = "Withheld: "
COMMENT = "It was the spring, not the summer"
CORRECTED = "Calls to the helpline have doubled since the spring."
ADDENDUM = "The figures of the helpline were those of September."
FILED_WITHIN = 60  # seconds
OFFICE, PAGES = shutil.which("soffice"), shutil.which("pdftoppm")


@pytest.fixture(scope="module")
def bot_setup():
    """The fictitious board as it is loaded on a Wednesday in 2031, ten minutes before it meets."""
    return [[MHRMB, "load", "--sample", "--at", AT]]


@pytest.fixture(scope="module")
def bot_command():
    """Its clock stands there too; started again it goes on, and never stands back."""
    return [MHRMB, "serve", "--at", AT]


@dataclass
class People:
    """Who takes part: two facilitators and both co-chairs, each with a window."""

    first: Teams
    second: Teams
    police: Teams
    care: Teams


@pytest.mark.timeout(1800)
async def test_a_board_meets_from_its_start_to_final_minutes(playground, bot_process):
    """Two facilitators at once, and a bot that dies in the middle and goes on where it was."""
    people = People(*[await playground(each) for each in (TABITHA, BARNABY, ODESSA, PERCIVAL)])
    for person in (people.second, people.police, people.care):
        await person.open_personal_chat()
        await person.write("help")
    await begin(people.first)
    await note_attendance(people.first)
    await declare_an_interest(people.second)
    await write_at_once(people.first, people.second)
    await decide_and_add(people.first)
    await go_on_after_a_crash(people, bot_process)
    await decide_what_is_withheld(people.second)
    await offer_to_lead(people.care)
    await close(people.first)
    await owners_are_told(people)
    await send_round(people)
    draft = await filed(bot_process, f"Minutes {BOARD} draft 1.docx")
    as_sent = draft.read_bytes()
    await comment(people.second)
    await nothing_is_shown_of_a_withheld_item(people.second)
    await take_the_comment(people.first)
    digest = await approve(people)
    await check_the_files(bot_process, digest)
    assert draft.read_bytes() == as_sent
    await only_an_addendum(people.first)
    await filed(bot_process, f"Minutes {BOARD} addendum 1.docx")


# --- the meeting ---------------------------------------------------------------------------------


async def begin(first: Teams) -> None:
    """The statement and the notice of recording stand in the channel; both are ticked."""
    await first.open_channel(CHANNEL)
    await first.post("use this channel for board")
    await first.sees("This channel is now used for the board.")
    await first.post("start meeting")
    await first.sees(f"Start {BOARD}")
    said = await first.read(f"Start {BOARD}")
    assert "Information here is shared to prevent serious harm" in said
    assert "This meeting is recorded for the minutes" in said
    await picture(first, "meeting-start", containing=f"Start {BOARD}")
    await first.press("Start the meeting", containing=f"Start {BOARD}")
    assert "Ask for declarations of interest" in await first.read("Start the meeting")
    await first.fill({"statement": True, "interests": True}, containing="Start the meeting")
    await first.press("Start the meeting", containing="Start the meeting")
    await first.sees("item 1 of 17")
    assert "No quorum" in await first.read("item 1 of 17")


async def note_attendance(first: Teams) -> None:
    """By taps, page by page; one agency sent information with its apologies."""
    await first.open_personal_chat()
    await first.write("start meeting")
    await first.press("Attendance", containing="item 1 of 17")
    for agency in ("Acute Trust", "Adult Social Care", "Fire and Rescue"):
        await first.press(f"{agency}: present", containing="Attendance BRD")
    await first.press("Ambulance: deputy", containing="Attendance BRD")
    await first.press("BTP: somebody else, or otherwise", containing="Attendance BRD")
    await first.fill({"how": "apologies", "information_sent": True}, containing="Who came")
    await first.press("Keep", containing="Who came")
    assert "information sent" in await first.read("Attendance BRD")
    await picture(first, "attendance", containing="Attendance BRD")
    await first.press("More agencies", containing="Attendance BRD")
    await first.press("Police: present", containing="Attendance BRD")
    assert "No quorum" in await first.read("Attendance BRD")
    await first.press("MH Trust: present", containing="Attendance BRD")
    assert "There is a quorum" in await first.read("Attendance BRD")
    await first.press("Back to the meeting", containing="Attendance BRD")


async def declare_an_interest(second: Teams) -> None:
    """Heard by a facilitator: the representative of the trust leaves for the risks."""
    await second.write("start meeting")
    await second.press("Interests", containing="item 1 of 17")
    await second.fill(
        {
            "member": "Marguerite Fablecroft",
            "item": RISKS,
            "nature": "A relative works in the team that is spoken of",
            "handling": "leave_for_item",
        },
        containing="Declare an interest",
    )
    await second.press("Declare it", containing="Declare an interest")
    assert "Marguerite Fablecroft" in await second.read("Declared.")
    await picture(second, "interests", containing="Declared.")
    await second.press("The meeting", containing="Declared.")


async def go(person: Teams, item: str, shown: str) -> None:
    """Go to an item from the meeting's card."""
    await person.press("All items", containing="of 17")
    choices = await titles_of(person, "item", "Items of")
    await person.fill({"item": next(each for each in choices if each.startswith(item))}, "Items of")
    await person.press("Go", containing="Items of")
    await person.sees(shown)


async def titles_of(person: Teams, box: str, containing: str) -> list[str]:
    """What can be chosen in a box."""
    found = (await person.card(containing)).locator(f'[data-input-id="{box}"]')
    return [title for _, title in await found.evaluate("e => JSON.parse(e.dataset.choices)")]


async def write_at_once(first: Teams, second: Teams) -> None:
    """Both write the same summary: whoever is second loses nothing, and can keep both."""
    await go(first, FOCUS, ON_ITEM)
    await second.press("Refresh", containing="of 17")
    await second.sees(ON_ITEM)
    for person, text in ((first, ALSO_SAID), (second, SAID)):
        await person.press("Summary", containing=ON_ITEM)
        await person.fill({"summary": text}, containing="What was said")
    await second.press("Keep", containing="What was said")
    await second.sees(ON_ITEM)

    await first.press("Keep", containing="What was said")

    clash = await first.read("What was said")
    assert "Someone else changed this while you were editing" in clash
    assert SAID in clash
    assert (await first.answers("What was said"))["summary"] == ALSO_SAID
    await picture(first, "summary-clash", containing="What was said")
    await first.press("Keep both", containing="What was said")
    shown = await first.read(ON_ITEM)
    assert SAID in shown
    assert ALSO_SAID in shown


async def decide_and_add(first: Teams) -> None:
    """A decision with its reason and its dissent; an action for it."""
    await first.press("Decision", containing=ON_ITEM)
    await first.fill(
        {"kind": "agree", "text": FUND, "rationale": WHY, "dissent": DISSENT},
        containing="What was decided?",
    )
    await picture(first, "meeting-decision", containing="What was decided?")
    await first.press("Keep this decision", containing="What was decided?")
    await first.press("Add action", containing=ON_ITEM)
    await add(first, HELPLINE, PERCIVALS, date(2031, 11, 26))
    await first.sees("ACT-2031-0001")
    await picture(first, "sitting", containing=ON_ITEM)


async def add(person: Teams, title: str, owner: str, due: date) -> None:
    """Fill the form of a new action in, and keep it."""
    choices = await titles_of(person, "owner", "New action")
    answers = {
        "title": title,
        "success_measure": "It is in force on all sites",
        "owner": next(each for each in choices if each.startswith(owner)),
        "due": due,
    }
    await person.fill(answers, containing="New action")
    await person.press("Keep this action", containing="New action")


async def go_on_after_a_crash(people: People, bot: BotProcess) -> None:
    """Killed while the meeting is in session: on the cards that are open it goes on."""
    bot.die()
    await asyncio.to_thread(bot.start)

    await people.second.press("Refresh", containing=ON_ITEM)
    shown = await people.second.read(ON_ITEM)
    assert "So far: 1 decision, 1 action" in shown
    for each in (SAID, ALSO_SAID, FUND, DISSENT, "ACT-2031-0001"):
        assert each in shown
    assert "As at Wed 5 Nov" in shown
    await people.first.press("Next item", containing=ON_ITEM)
    await people.first.sees("item 10 of 17")


async def decide_what_is_withheld(second: Teams) -> None:
    """Under the item for which somebody has left."""
    await go(second, RISKS, "item 12 of 17")
    await second.press("Decision", containing="item 12 of 17")
    await second.fill({"kind": "note", "text": TOLERATE}, containing="What was decided?")
    await second.press("Keep this decision", containing="What was decided?")
    await second.press("Add action", containing="item 12 of 17")
    await add(second, REGISTER, MARIGOLDS, date(2031, 12, 3))
    await second.sees("ACT-2031-0002")


async def offer_to_lead(care: Teams) -> None:
    """An agency takes the lead of the next meeting."""
    await care.write("meetings")
    await care.press(f"Open {NEXT}", containing=NEXT)
    await care.press("Offer to lead", containing=NEXT)
    await care.press("Offer it", containing="Offer it")


async def close(first: Teams) -> None:
    """From the channel: what is unfinished, and the next meeting with its lead and focus."""
    await first.open_channel(CHANNEL)
    await first.post("close meeting")
    await first.sees(f"Close {BOARD}")
    said = await first.read(f"Close {BOARD}")
    assert "2 decisions and 2 actions are recorded" in said
    assert "Not reached: carried to the next meeting" in said
    assert f"{NEXT}, Wednesday 17 December 2031" in said
    assert "Led by Adult Social Care" in said
    assert "Focus on Police" in said
    await picture(first, "meeting-close", containing=f"Close {BOARD}")
    await first.press("Close the meeting", containing=f"Close {BOARD}")
    await first.sees(f"{BOARD} has ended")
    await picture(first, "meeting-summary", containing=f"{BOARD} has ended")
    assert TOLERATE not in await first.page.inner_text("body")


async def owners_are_told(people: People) -> None:
    """Each of what is theirs, in their own chat."""
    await people.care.sees(HELPLINE)
    await people.care.does_not_see(REGISTER)


# --- the minutes ---------------------------------------------------------------------------------


async def send_round(people: People) -> None:
    """Written up, read by a chair, sent to the members."""
    await people.first.open_personal_chat()
    await people.first.write(f"minutes {BOARD}")
    await people.first.sees(f"Minutes of {BOARD}")
    await picture(people.first, "minutes-draft", containing=f"Minutes of {BOARD}")
    await people.first.press("Send to the chair", containing=f"Minutes of {BOARD}")
    await people.first.sees("Draft, with the chair")
    await people.police.sees("Draft minutes wait for you")
    await people.police.press("Read the minutes", containing="Draft minutes wait for you")
    await people.police.press("Send to members", containing=f"Minutes of {BOARD}")
    await people.police.sees("Draft, with the members")


async def page_with(person: Teams, words: str) -> None:
    """Turn the pages of the open minutes until these words are there."""
    for _ in range(8):
        if words in await person.read(f"Minutes of {BOARD}"):
            return
        await person.press("Next", containing=f"Minutes of {BOARD}")
    raise AssertionError(words)


async def as_somebody(person: Teams, name: str) -> None:
    """Go on as somebody else of the board, and open the minutes."""
    await person.write(f"act as {name}")
    await person.sees(f"You now act as {name}")
    await person.write(f"minutes {BOARD}")


async def comment(second: Teams) -> None:
    """A member says what is wrong."""
    await as_somebody(second, MARIGOLDS)
    await page_with(second, SAID)
    await second.press("Comment on item 9", containing=f"Minutes of {BOARD}")
    await second.fill({"comment": COMMENT}, containing="Your comment")
    await picture(second, "minutes-comment", containing="Your comment")
    await second.press("Keep", containing="Your comment")
    await second.sees("Your comment is kept.")


async def nothing_is_shown_of_a_withheld_item(second: Teams) -> None:
    """To whoever left for it: in the minutes, the log of decisions, the extract, the actions."""
    await as_somebody(second, "Marguerite Fablecroft")
    await page_with(second, HIDDEN)
    assert TOLERATE not in await second.read(f"Minutes of {BOARD}")
    for words, title in (("decisions", "Decisions"), ("actions staffing", "ctions")):
        await second.write(words)
        await second.sees(title)
        said = await second.read(title)
        assert TOLERATE not in said, words
        assert REGISTER not in said, words
    await second.write("act as myself")


async def take_the_comment(first: Teams) -> None:
    """It is answered, and the item is changed."""
    await first.write(f"minutes {BOARD}")
    await first.sees("Comments (1)")
    await first.press("Comments (1)", containing=f"Minutes of {BOARD}")
    assert COMMENT in await first.read(f"Comments on the minutes of {BOARD}")
    await picture(first, "minutes-comments", containing=f"Comments on the minutes of {BOARD}")
    await first.press("Deal with it", containing=f"Comments on the minutes of {BOARD}")
    await first.fill({"outcome": "taken"}, containing="What becomes of it?")
    await first.press("Keep", containing="What becomes of it?")
    await first.press("Minutes", containing=f"Comments on the minutes of {BOARD}")
    await page_with(first, SAID)
    await first.press("Change item 9", containing=f"Minutes of {BOARD}")
    await first.fill({"summary": f"{CORRECTED} {ALSO_SAID}"}, containing="Change the minutes")
    await first.press("Keep", containing="Change the minutes")
    assert CORRECTED in await first.read(f"Minutes of {BOARD}")


async def approve(people: People) -> str:
    """Both co-chairs; the hash of what they have approved."""
    for chair in (people.police, people.care):
        await chair.write(f"minutes {BOARD}")
        await chair.press("Approve", containing=f"Minutes of {BOARD}")
    await people.care.sees("These minutes are final.")
    await picture(people.care, "minutes-final", containing="These minutes are final.")
    said = await people.care.read("These minutes are final.")
    return "".join(re.findall(r"\b[0-9a-f]{8}\b", said))


async def only_an_addendum(first: Teams) -> None:
    """Nothing of them is changed any more."""
    await first.press("Change item 9", containing=f"Minutes of {BOARD}")
    assert "Only an addendum can be made now" in await first.heard()
    await first.write(f"minutes {BOARD}")
    await first.press("Add an addendum", containing=f"Minutes of {BOARD}")
    await first.fill({"addendum": ADDENDUM}, containing="What is to be added?")
    await first.press("Keep", containing="What is to be added?")
    await first.sees("Addendum 1 is kept")


# --- what is filed -------------------------------------------------------------------------------


async def filed(bot: BotProcess, name: str) -> Path:
    """A file of the channel, once it is there."""
    for _ in range(FILED_WITHIN):
        if found := list((bot.var_dir / "channel-files").rglob(name)):
            return found[0]
        await asyncio.sleep(1)
    raise AssertionError(name)


async def check_the_files(bot: BotProcess, digest: str) -> None:
    """The final minutes say all that was decided and who does what by when."""
    final = await filed(bot, f"Minutes {BOARD} final.docx")
    summary = await filed(bot, f"Summary {BOARD}.docx")
    sheet = await filed(bot, f"Attendance {BOARD}.xlsx")
    said = words_of(final)
    for each in (
        f"{BOARD}/D01", FUND, WHY, DISSENT, "ACT-2031-0001", HELPLINE, PERCIVALS, "26 Nov 2031",
        CORRECTED, ALSO_SAID, NEXT, "Withheld: an interest was declared in this item",
        "information sent", "Multi-agency risk register", digest,
        "The statement was read out or shown.", "Interests were asked for.",
    ):  # fmt: skip
        assert each in said, each
    assert len(digest) == 64
    assert TOLERATE not in said
    assert SAID not in said
    assert FUND in words_of(summary)
    cells = [str(cell.value) for each in openpyxl.load_workbook(sheet) for row in each
             for cell in row]  # fmt: skip
    assert any("BTP" in each or "Transport" in each for each in cells)
    if OFFICE and PAGES:
        take_pages(final)


def words_of(file: Path) -> str:
    """Everything a Word document says."""
    document = docx.Document(str(file))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def take_pages(file: Path) -> None:
    """Lay the minutes out as an office program does; their first page is a picture."""
    folder = file.parent.parent.parent.parent / "pages"
    subprocess.run(
        [OFFICE or "", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(file)],
        check=True, capture_output=True, timeout=150,
    )  # fmt: skip
    subprocess.run(
        [PAGES or "", "-r", "90", "-png", str(folder / f"{file.stem}.pdf"), str(folder / "page")],
        check=True,
    )
    pages = sorted(folder.glob("page*.png"))
    assert pages
    if WANTED:
        shutil.copy(pages[0], IMAGES / "document-minutes.png")
        make_small(IMAGES / "document-minutes.png")
