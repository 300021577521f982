"""The cover of a meeting's pack."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from graph.documents.pack import pack
from tests.graph.documents.reading import W, headings, part, tables, texts
from tests.graph.documents.samples import a_pack


def test_what_is_missing_comes_first():
    """A pack goes out on its day; what it lacks is the first thing it says."""
    found = texts(pack(a_pack()))

    said = found.index("What is missing")
    assert found[said + 1 : said + 3] == list(a_pack().missing)
    assert said < found.index("Contents")


def test_a_pack_that_lacks_nothing_says_so():
    assert "Nothing: the pack is complete." in texts(pack(replace(a_pack(), missing=())))


def test_the_contents_lead_to_every_section():
    made = pack(a_pack())
    body = part(made, "word/document.xml")

    links = [
        each.get(f"{W}anchor") for each in body.iter(f"{W}hyperlink") if each.get(f"{W}anchor")
    ]
    marks = [each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart")]

    assert links == marks
    assert len(set(marks)) == len(marks) == 8
    assert headings(made) == ["What is missing", "Contents", "Agenda", "Papers in the folder",
                              "Subgroup chair's update", "Since the last board",
                              "Blockers for the board", "Open actions", "Escalations",
                              "Tactical plans", "Standing scrutiny and performance",
                              "Section 135 and 136, and service levels",
                              "Risk register"]  # fmt: skip


def test_open_actions_stand_by_reference_with_the_longest_overdue_first():
    given = a_pack()

    found = tables(pack(given))[1]

    assert found[0] == ["Reference", "Action", "Owner", "Due", "How it stands"]
    assert [row[0] for row in found[1:4]] == ["ACT-2026-0102", "ACT-2026-0103", "ACT-2026-0107"]
    assert {row[0] for row in found[1:]} == {each.ref for each in given.actions}
    assert found[1] == ["ACT-2026-0102",
                        "Agree the officer-hours figure used in the hours-saved measure",
                        "Nurse Tam Osei\nMental Health Trust", "9 Dec 2026",
                        "Red, overdue by 12 working days\nUnder way"]  # fmt: skip
    assert "9 actions open, 2 overdue." in texts(pack(given))


def test_a_colour_never_stands_without_its_word():
    """Every shaded cell begins with the colour's name, or says what is wrong."""
    body = part(pack(a_pack()), "word/document.xml")

    shaded = [
        "".join(text.text or "" for text in cell.iter(f"{W}t"))
        for cell in body.iter(f"{W}tc")
        if cell.find(f"{W}tcPr/{W}shd") is not None
    ]

    assert len(shaded) == 9 + 2
    words = ("Red", "Amber", "Green", "Blue", "Overdue", "BELOW the threshold")
    assert all(each.startswith(words) for each in shaded)


def test_escalations_name_the_rung_and_until_when_an_answer_is_due():
    found = tables(pack(a_pack()))[2]

    assert found[1:] == [
        ["ACT-2026-0103\nAgree one form for reporting a missing patient",
         "Rung 2: agency representative\nAsked: Manager Noor Dell", "4 Jan 2027", "No answer yet"],
        ["ACT-2026-0107", "Rung 1: line manager", "No date yet", "Answered"],
    ]  # fmt: skip


def test_risks_stand_by_score():
    found = tables(pack(a_pack()))[5]

    assert [row[:1] + row[2:] for row in found[1:]] == [
        ["RSK-011", "Police", "16, extreme", "6 Jan 2027"],
        ["RSK-004", "Not named", "9, high", "Not set"],
        ["RSK-012", "Not named", "4, moderate", "Not set"],
    ]


def test_plans_stand_by_reference_with_the_longest_overdue_review_first():
    found = tables(pack(a_pack()))[3]

    assert found[1:] == [
        ["PLN-2026-004", "Police", "Active", "Overdue\n13 Nov 2026"],
        ["PLN-2026-005", "Probation", "Active", "6 Jan 2027"],
        ["PLN-2026-008", "Not named", "Contributions requested\n2 contributions outstanding",
         "Not set"],
    ]  # fmt: skip
    assert "3 plans open, 1 with a review overdue." in texts(pack(a_pack()))


def test_the_three_figures_say_which_side_of_their_threshold_they_are_on():
    made = pack(a_pack())

    assert tables(made)[4][1:] == [
        ["Section 135 backlog", "November 2026",
         "17 outstanding\nThe month before: 20\nOldest 28 days, 26 executed",
         "Within the threshold of 20"],
        ["Bed availability", "November 2026",
         "2.4 free at the morning call on average\nThe month before: 3.5",
         "BELOW the threshold of 3"],
        ["Firearms backlog", "None yet", "No figures yet", "Not known"],
    ]  # fmt: skip
    assert a_pack().performance[0] in texts(made)


def test_reports_papers_and_the_agenda_are_in_the_pack():
    made = pack(a_pack())

    found = texts(made)

    assert {"6 meetings held", "14 cases heard, 9 of them new"} <= set(found)
    assert "From Sergeant Ife Brand, approved on 21 December 2026." in found
    assert "Action tracker BRD-037.xlsx" in found
    assert len(tables(made)[0]) == 1 + len(a_pack().agenda.items)


def test_an_empty_board_has_a_pack_too():
    bare = replace(
        a_pack(), papers=(), reports=(), actions=(), escalations=(), risks=(), plans=(),
        figures=(), performance=(),
    )  # fmt: skip

    made = pack(bare)

    said = {"No action is open.", "Nothing has been escalated.", "No risk is open.",
            "No plan is open.", "There are no figures yet."}  # fmt: skip
    assert said <= set(texts(made))
    assert len(tables(made)) == 1


def test_no_page_ends_between_a_heading_and_its_table():
    """Nor before the last line, which would stand alone."""
    body = part(pack(a_pack()), "word/document.xml")[0]

    kept = [each.find(f"{W}pPr/{W}keepNext") is not None for each in body]
    rows = [each.findall(f"{W}tr") for each in body]
    before = [kept[at - 1] for at, each in enumerate(rows) if each]

    assert before == [True] * 6
    assert all(_stays(each[0]) for each in rows if each)
    assert _stays(rows[-3][-1])


def _stays(row: ET.Element) -> bool:
    return all(each.find(f"{W}pPr/{W}keepNext") is not None for each in row.iter(f"{W}p"))
