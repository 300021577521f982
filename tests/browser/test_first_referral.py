"""A first referral as people live it: a ward nurse at her window, the team's officer at his."""

import re
from itertools import pairwise

import pytest

from bot.rehearse import AURELIA, CHANNEL, TABITHA
from tests.browser.conftest import MHRMB
from tests.browser.pictures import picture, window

ACCOUNT = (
    "On Thursday he told two nurses that he will hurt his brother when he is home. "
    "On Friday his mother telephoned: he had asked her for the key to the shed."
)
NAME = "Jasper Notaperson"
WHAT = {
    "account": ACCOUNT,
    "indicators": ["threats_to_kill", "violence_to_family"],
    "at_risk": ["family"],
    "how_soon": "days",
}
WHO = {
    "subject_name": NAME,
    "subject_born": "about 40",
    "setting": "inpatient_informal",
    "conditions": ["psychotic_disorder_incl_schizophrenia"],
    "mappa_status": "not_known",
}
CHECK = {
    "person_aware": "no_would_increase_risk",
    "agency": "Anytown Hospital",
    "job": "Ward nurse",
    "confirmed": True,
}


@pytest.fixture(scope="module")
def bot_command():
    """In working hours, where that day is still to come."""
    return [MHRMB, "serve", "--at", "2026-12-01T10:30:00+00:00"]


async def faults(person):
    """What is wrong on the page, each under the id of the input that it stands above."""
    body = (await person.json())["body"]
    return {
        below["id"]: above["text"].removeprefix("Error: ")
        for above, below in pairwise(body)
        if below.get("id") and above.get("text", "").startswith("Error: ")
    }


async def reference(person):
    """The reference on the receipt."""
    receipt = await person.read(containing="Referral sent")
    [ref] = re.findall(r"REF-\d{4}-\d{4}", receipt)
    return ref


async def pass_the_gate(nurse):
    """Somebody is in danger: what to do comes first, then the form."""
    await nurse.write("refer")
    await nurse.sees("Is anyone in immediate danger right now?")
    await picture(nurse, "gate")
    await nurse.press("Someone is in danger now")
    danger = await nurse.read()
    await picture(nurse, "danger")
    await nurse.press("I have called 999, continue")
    assert "Call 999 now" in danger


async def test_wrong_answers_come_back_at_their_field_and_are_mended(playground):
    """Each message stands at its field, all that was typed is still there, and then it is sent."""
    nurse = await playground(AURELIA)
    await nurse.open_personal_chat()
    await pass_the_gate(nurse)

    await picture(nurse, "what-happened")
    await nurse.fill({"account": "He shouted", "indicators": ["weapons"]})
    await nurse.press("Next")
    wrong_what, kept_what = await faults(nurse), await nurse.answers()
    await picture(nurse, "what-happened-wrong")
    await nurse.fill(WHAT)
    await nurse.press("Next")
    await picture(nurse, "who")
    await nurse.fill(WHO | {"subject_name": "", "subject_born": "1 January 2190"})
    await nurse.press("Next")
    wrong_who, kept_who = await faults(nurse), await nurse.answers()
    await picture(nurse, "who-wrong")
    await nurse.fill({"subject_name": NAME, "subject_born": "about 40"})
    await nurse.press("Next")
    await picture(nurse, "check")
    await nurse.fill({"job": "Ward nurse"})
    await nurse.press("Confirm and send")
    wrong_check, kept_check = await faults(nurse), await nurse.answers()
    await picture(nurse, "check-wrong")
    await nurse.fill(CHECK)
    await nurse.press("Confirm and send")
    await picture(nurse, "receipt")
    ref = await reference(nurse)

    assert wrong_what == {
        "account": "Describe what has happened in at least 30 characters",
        "at_risk": "Select who may be at risk, or 'Not known'",
    }
    assert kept_what["account"] == "He shouted"
    assert kept_what["indicators"] == "Weapons: carrying, using or talking about them"
    assert wrong_who == {
        "subject_name": "Enter the person's name, or choose 'Name not known' and describe them",
        "subject_born": "Date of birth must be in the past",
    }
    assert kept_who["subject_born"] == "1 January 2190"
    assert kept_who["setting"] == "Hospital ward, not detained"
    assert kept_who["conditions"] == "Psychotic disorder, including schizophrenia"
    assert wrong_check == {
        "person_aware": "Select whether the person knows about this referral",
        "agency": "Enter the agency you work for",
        "confirmed": "Tick to confirm before you send",
    }
    assert kept_check["job"] == "Ward nurse"

    await nurse.write("my referrals")
    await nurse.sees("Received. Sent")
    await picture(nurse, "my-referrals", containing="My referrals")
    await window(nurse, "window")
    assert ref in await nurse.read(containing="Received. Sent")


async def test_a_form_is_left_and_found_again(playground):
    """Saved for later, the opener leads back to the page, and what was added is still there."""
    nurse = await playground(AURELIA)
    await nurse.open_personal_chat()
    await nurse.write("refer")
    await nurse.press("No one is in immediate danger: start", containing="immediate danger right")

    await nurse.fill(WHAT)
    await nurse.press("Next")
    await nurse.fill(WHO)
    await nurse.press("Next")
    await nurse.press("Add more (optional)")
    await picture(nurse, "more")
    await nurse.fill({"tried": "His care team sees him twice a week."})
    await nurse.press("Save and go back")
    await nurse.press("Save for later")
    await picture(nurse, "draft")
    draft = await nurse.read()
    await nurse.press("Continue")

    found = await nurse.read()
    assert "Referral draft, 3 of 3" in draft
    assert NAME not in draft
    assert NAME in found
    assert "His care team sees him twice a week." in found


async def test_the_team_hears_of_a_referral_and_reads_it_whole(playground):
    """Its channel is told while it is open, by reference only; the rest is read in private."""
    officer = await playground(TABITHA)
    await officer.open_channel(CHANNEL)
    await officer.post("use this channel for mental health team")
    await officer.sees("This channel is now used for the Mental Health Team.")

    nurse = await playground(AURELIA)
    await nurse.open_personal_chat()
    await nurse.write("refer")
    await nurse.press("No one is in immediate danger: start", containing="immediate danger right")
    for page in (WHAT, WHO):
        await nurse.fill(page)
        await nurse.press("Next")
    await nurse.fill(CHECK)
    await nurse.press("Confirm and send")
    ref = await reference(nurse)

    await officer.sees(ref)
    notice = await officer.read(containing=ref)
    await picture(officer, "notice", containing=ref)
    await officer.press("Send it to my chat", containing=ref)
    said = await officer.heard()
    await officer.open_personal_chat()
    await officer.sees(ref)
    await picture(officer, "referral-to-open", containing=ref)
    await officer.write("triage")
    await officer.sees("Referrals waiting for triage")
    await picture(officer, "queue")
    await officer.press(f"Open {ref}", containing="Referrals waiting for triage")
    whole = await officer.read(containing="The concern")
    await picture(officer, "referral", containing="The concern")

    assert "New referral: urgent" in notice
    assert "Anytown Hospital (unconfirmed)" in notice
    assert not [each for each in (NAME, ACCOUNT, "Aurelia", "brother") if each in notice]
    assert said == "I have sent it to your own chat with me, where you can open it."
    assert not [each for each in (ref, NAME, ACCOUNT, "Aurelia Nonperson, Ward nurse, Anytown")
                if each not in whole]  # fmt: skip


async def test_help_tells_each_person_what_they_can_say(playground):
    """The nurse is not told of the team's words; the words tried without right say nothing."""
    nurse, officer = await playground(AURELIA), await playground(TABITHA)
    for person in (nurse, officer):
        await person.open_personal_chat()
        await person.write("hello")
        await person.sees("Hello")
    await picture(nurse, "home")
    for person in (nurse, officer):
        await person.write("help")
        await person.sees("What I can do here")
    await picture(nurse, "help")
    await picture(officer, "help-of-the-team")

    await nurse.write("triage")

    await nurse.sees("You do not have access to this.")
    assert "triage" not in await nurse.read(containing="What I can do here")
    assert "triage" in await officer.read(containing="What I can do here")
