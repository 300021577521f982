"""The agenda of a meeting."""

from dataclasses import replace
from datetime import UTC, datetime

from graph.documents.agenda import agenda
from graph.documents.values import Item
from tests.graph.documents.reading import headings, tables, texts, word
from tests.graph.documents.samples import an_agenda


def test_every_item_is_in_the_agenda_with_who_leads_it_and_for_how_long():
    paper = an_agenda()

    [[head, *rows]] = tables(agenda(paper))

    assert head == ["No.", "Starts", "Item", "Purpose", "Led by", "Minutes"]
    assert [row[0] for row in rows] == [str(each.number) for each in paper.items]
    assert [row[2].split("\n")[0] for row in rows] == [each.title for each in paper.items]
    assert rows[4] == ["5", "10:15", "Action tracker, overdue first", "Decision",
                       "Inspector Ola Fenn", "20"]  # fmt: skip


def test_the_agenda_says_when_where_and_who():
    found = texts(agenda(an_agenda()))

    assert found[:2] == ["Agenda BRD-037", "Mental Health Risk Management Board"]
    assert "When\tWednesday 6 January 2027, 10:00 to 12:00" in found
    assert "Led by\tAdult Social Care" in found
    assert "Focus on\tAmbulance Service" in found
    assert "Co-chairs\tSuperintendent Ash Corrie and Director Mara Quill" in found
    assert found[-1] == "End of the agenda, as on Tuesday 29 December 2026 at 17:00."


def test_times_are_those_of_london_in_summer_too():
    """Nine in the morning UTC is ten in London from the last Sunday of March on."""
    start, end = datetime(2027, 3, 31, 9, tzinfo=UTC), datetime(2027, 3, 31, 11, tzinfo=UTC)

    made = agenda(replace(an_agenda(), starts_at=start, ends_at=end))

    assert "When\tWednesday 31 March 2027, 10:00 to 12:00" in texts(made)
    assert tables(made)[0][1][1] == "10:00"


def test_what_nobody_has_settled_is_said_to_be_open():
    """A cell is never empty: who listens to the table would wonder."""
    [[_, *rows]] = tables(agenda(replace(an_agenda(), items=(Item(number=1, title="Any"),))))

    assert rows == [["1", "10:00", "Any", "Not set", "Not named", "Not set"]]


def test_an_agenda_without_items_says_so():
    made = agenda(replace(an_agenda(), items=()))

    assert tables(made) == []
    assert "Nothing is on the agenda yet." in texts(made)


def test_items_that_take_longer_than_the_meeting_are_noticed():
    paper = an_agenda()
    longer = (*paper.items, Item(number=11, title="Any other business", minutes=25))

    fits, over = agenda(paper), agenda(replace(paper, items=longer))

    assert "The items take 110 of 120 minutes." in texts(fits)
    assert "The items take 135 minutes: 15 minutes more than the meeting has." in texts(over)


def test_a_paper_has_a_link_where_it_is_an_https_address():
    """Any other address stands for nothing: its words are shown alone."""
    paper = an_agenda()
    others = ("http://files.example", "javascript:alert(1)", "file:///etc/passwd", "https://",
              "https://[", 'https://a.example/" onclick=', "\\\\server\\share")  # fmt: skip
    items = tuple(
        Item(number=number, title="Any", papers=(("Words", link),))
        for number, link in enumerate(others)
    )

    linked = word(agenda(paper)).part.rels.values()
    unlinked = word(agenda(replace(paper, items=items))).part.rels.values()

    assert [each.target_ref for each in linked if each.is_external] == [
        "https://files.example/minutes"
    ]
    assert [each for each in unlinked if each.is_external] == []


def test_the_agenda_has_a_title_and_one_heading_over_its_table():
    made = agenda(an_agenda())

    assert headings(made) == ["Items"]
    assert word(made).core_properties.title == "Agenda BRD-037"
