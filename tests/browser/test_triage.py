"""Triage as four people live it: a nurse, an officer, a colleague who checks, a supervisor."""

import re

import pytest

from board.challenges import NO_DETRIMENT
from bot.rehearse import AURELIA, BARNABY, ODESSA, TABITHA
from tests.browser.conftest import MHRMB
from tests.browser.pictures import picture
from tests.browser.test_first_referral import CHECK, WHAT, WHO, reference

REASON = "He has threatened his brother twice and has a plan: several agencies have to know."
YES_TO_ALL = ("No", "No", "Yes", "Not managed, not eligible", "No", "Save duties", "Yes")
NOT_FOR_US = ("No", "No", "Yes", "Not managed, not eligible", "No", "Save duties", "No")
ASKED = "Question {} of 7"


@pytest.fixture(scope="module")
def bot_command():
    """In working hours, where that day is still to come."""
    return [MHRMB, "serve", "--at", "2026-12-01T10:30:00+00:00"]


async def refer(nurse):
    """A referral that is not urgent; its reference."""
    await nurse.write("refer")
    await nurse.press("No one is in immediate danger: start", containing="immediate danger right")
    await nurse.fill(WHAT | {"how_soon": "weeks"})
    await nurse.press("Next")
    await nurse.fill(WHO)
    await nurse.press("Next")
    await nurse.fill(CHECK)
    await nurse.press("Confirm and send")
    return await reference(nurse)


async def take(officer, ref):
    """Find it by its reference and take it."""
    await officer.write(f"referral {ref}")
    await officer.press("Open", containing=ref)
    await officer.press("Take", containing=ref)


async def answer(officer, answers):
    """Answer the questions one after the other."""
    for number, title in enumerate(answers, start=1):
        await officer.sees(ASKED.format(number))
        await officer.press(title, containing=ASKED.format(number))


async def open_challenge(nurse, ref):
    """Challenge from the notice of the outcome; the number of the challenge."""
    await nurse.sees("Signposted to another service")
    await nurse.press("Challenge", containing="Signposted to another service")
    form = await nurse.read(containing="Send the challenge")
    await picture(nurse, "challenge-form", containing="Send the challenge")
    await nurse.fill(
        {"reason": "He has been to his brother's house since; nobody else has seen him.",
         "wanted": "A joint view at the subgroup"},
        containing="Send the challenge",
    )  # fmt: skip
    await nurse.press("Send the challenge")
    challenge = await nurse.read(containing="CHL-")
    assert NO_DETRIMENT in form
    assert ref in challenge
    return re.findall(r"CHL-\d{4}-\d{3}", challenge)[0]


async def test_accepted_the_nurse_hears_when_it_will_be_discussed(playground):
    """Question by question to the decision, and the outcome is in her chat."""
    nurse, officer = await playground(AURELIA), await playground(TABITHA)
    for person in (nurse, officer):
        await person.open_personal_chat()
    ref = await refer(nurse)

    await take(officer, ref)
    await picture(officer, "triage", containing=ASKED.format(1))
    await answer(officer, YES_TO_ALL)
    await officer.sees("Accept for a meeting")
    await picture(officer, "triage-answered", containing="Accept for a meeting")
    await officer.press("Accept for a meeting")
    await officer.fill({"rationale": "Too short"})
    await officer.press("Confirm")
    short = await officer.read()
    await officer.fill({"rationale": REASON})
    await picture(officer, "decision")
    await officer.press("Confirm")
    await nurse.sees("Accepted")
    heard = await nurse.read(containing="Accepted")
    await picture(nurse, "outcome", containing="Accepted")

    assert "Enter a reason of at least 30 characters" in short
    assert ref in heard
    assert REASON not in heard


async def test_a_signpost_is_checked_challenged_and_changed(playground):
    """Nothing is sent until a colleague agrees; a supervisor who decided nothing changes it."""
    nurse, officer = await playground(AURELIA), await playground(TABITHA)
    checker, supervisor = await playground(ODESSA), await playground(BARNABY)
    for person in (nurse, officer, checker, supervisor):
        await person.open_personal_chat()
    await checker.write("act as Cosmo Sampleworth")
    await checker.sees("You now act as Cosmo Sampleworth")
    ref = await refer(nurse)

    await take(officer, ref)
    await answer(officer, NOT_FOR_US)
    await officer.press("Signpost elsewhere")
    await officer.fill(
        {"rationale": REASON, "service": "Community mental health team",
         "told": "Its duty worker, today", "advice": "Call 999 if he is near his brother"}
    )  # fmt: skip
    await officer.press("Confirm")
    await officer.sees("check")
    await nurse.does_not_see("Signposted to another service")
    await checker.write(f"referral {ref}")
    await checker.press("Open", containing=ref)
    await checker.press("Triage", containing=ref)
    await checker.press("Check", containing=ref)
    await picture(checker, "second-check")
    await checker.press("Agree")

    number = await open_challenge(nurse, ref)
    await supervisor.write("challenges")
    await supervisor.press(f"Open {number}", containing=number)
    await supervisor.fill({"finding": "changed", "reasons": REASON}, containing="Decide")
    await picture(supervisor, "challenge", containing="Decide")
    await supervisor.press("Decide")
    await nurse.sees("changed")
    await officer.write("triage")
    await officer.sees("Referrals waiting for triage")
    queue = await officer.read(containing="Referrals waiting for triage")

    assert ref in queue
