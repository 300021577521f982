"""Minutes opened again say every decision, action, owner and date; and what goes with them."""

from dataclasses import replace

import pytest

from board.interests import Withheld
from board.minutes_content import Content, open_copy
from graph.documents.make import Kind, Values, make
from graph.documents.words import short_day
from tests.graph.documents.reading import excel, headings, tables, texts, word
from tests.graph.documents.samples import (
    a_content,
    a_summary,
    an_addendum,
    an_attendance,
    the_minutes,
)

EVERY: dict[str, tuple[Kind, Values]] = {
    "minutes": (Kind.MINUTES, the_minutes()),
    "summary": (Kind.SUMMARY, a_summary()),
    "extract": (Kind.SUMMARY, a_summary("Police")),
    "attendance": (Kind.ATTENDANCE, an_attendance()),
    "addendum": (Kind.ADDENDUM, an_addendum()),
}


def said(made: bytes) -> str:
    """Everything a Word document says."""
    cells = [cell for table in tables(made) for row in table for cell in row]
    return "\n".join([*texts(made), *cells])


def test_minutes_say_every_decision_action_owner_and_date_once() -> None:
    made = said(make(Kind.MINUTES, the_minutes()))

    content = a_content()
    for taken in content.decisions:
        assert made.count(taken.text) == 1
        assert made.count(f"Decision {taken.ref} (") == 1
    for raised in content.actions:
        line = f"{raised.ref}: {raised.title} ({raised.owner_name}, {raised.agency_name}, due "
        assert made.count(f"{line}{short_day(raised.due)})") == 1
    assert made.count("Reasons: The full cycle takes 72 weeks at present.") == 4
    assert "Dissent: One agency asked for more time." in made
    assert "Decision BRD-037/D01 (agreed, replaced by a later decision):" in made
    assert "Unresolved: Who pays for the beds out of area." in made
    assert "Final, approved by both co-chairs between meetings" in made
    assert "BRD-038, Wednesday 17 February 2027 at 10:00. Lead: Police. Focus: Housing." in made
    assert the_minutes().sha256 in made
    assert "Left for the item" in made


def test_minutes_are_found_one_s_way_in_by_their_headings() -> None:
    found = headings(make(Kind.MINUTES, the_minutes()))

    assert found[:3] == ["Attendance", "Declarations of interest", "Items"]
    assert "7. Focus on: Ambulance Service" in found
    assert found[-2:] == ["Next meeting", "How to check this text"]


def test_a_draft_says_that_nobody_has_approved_it() -> None:
    draft = replace(the_minutes(), stage="draft 2", approved="", sha256="")

    made = said(make(Kind.MINUTES, draft))

    assert "Draft 2: not approved yet" in made
    assert "sha256" not in made


def test_a_copy_says_where_something_is_withheld() -> None:
    withheld = Withheld(items=frozenset({("BRD-037", "item-9")}))
    content = open_copy(a_content(), withheld)

    made = said(make(Kind.MINUTES, replace(the_minutes(), content=content)))

    assert "9. Multi-agency risk register" in made
    assert "Withheld: an interest was declared in this item" in made
    assert "Tolerate the staffing risk" not in made
    assert "ACT-2027-0003" not in made


def test_a_summary_has_what_counts_and_not_what_was_replaced() -> None:
    made = make(Kind.SUMMARY, a_summary())

    decisions, actions = tables(made)
    assert [row[0].split("\n")[0] for row in decisions[1:]] == [
        "BRD-037/D02", "BRD-037/D03", "BRD-037/D04"
    ]  # fmt: skip
    assert [row[0] for row in actions[1:]] == ["ACT-2027-0001", "ACT-2027-0002", "ACT-2027-0003"]
    assert "Dissent: One agency asked for more time." in decisions[1][2]
    assert "OFFICIAL-SENSITIVE" in word(made).sections[0].header.paragraphs[0].text


def test_an_extract_is_for_one_agency_and_marked() -> None:
    made = make(Kind.SUMMARY, a_summary("Police"))

    assert texts(made)[0] == "Extract BRD-037: Police"
    assert "Unresolved" not in headings(made)
    assert "OFFICIAL-SENSITIVE" in word(made).sections[0].header.paragraphs[0].text


def test_the_attendance_has_a_row_for_everybody() -> None:
    sheet = excel(make(Kind.ATTENDANCE, an_attendance()))["Attendance"]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0][:5] == ["Meeting", "Date", "Agency", "Who", "How"]
    assert [row[2:] for row in rows[1:]] == [
        ["Police", "Inspector Ola Fenn", "Present", "No", "No"],
        ["Ambulance Service", "Nobody named", "Apologies", "Yes", "No"],
        ["Housing", "Manager Noor Dell", "For part of the meeting", "No", "Yes"],
    ]


def test_an_addendum_says_what_by_whom_and_that_the_minutes_stay() -> None:
    made = said(make(Kind.ADDENDUM, an_addendum()))

    assert "Minutes BRD-037, addendum 1" in made
    assert "Director Mara Quill" in made
    assert "The figures were those of September." in made
    assert "The final minutes stay as they are." in made


@pytest.mark.parametrize("name", EVERY)
def test_the_same_values_give_the_same_bytes(name: str) -> None:
    kind, values = EVERY[name]

    assert make(kind, values) == make(kind, values)


@pytest.mark.parametrize("name", ["minutes", "summary", "addendum"])
def test_every_word_document_says_what_it_is_in_british_english(name: str) -> None:
    kind, values = EVERY[name]

    about = word(make(kind, values)).core_properties

    assert about.language == "en-GB"
    assert about.author == "Mental Health Risk Management Board"
    assert "BRD-037" in about.title


def test_a_meeting_of_which_nothing_was_recorded_has_minutes_that_say_so() -> None:
    bare = Content(
        meeting="BRD-040", forum="BOARD", title="Board", place="Microsoft Teams",
        starts_at=a_content().starts_at, ends_at=a_content().ends_at,
    )  # fmt: skip

    made = said(make(Kind.MINUTES, replace(the_minutes(), content=bare)))
    summary = said(make(Kind.SUMMARY, replace(a_summary(), content=bare)))

    assert "No attendance was recorded." in made
    assert "None was declared." in made
    assert "Not planned yet." in made
    assert "No decision was taken." in summary
    assert "No action was raised." in summary
