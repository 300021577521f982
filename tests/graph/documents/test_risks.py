"""The risk register as a workbook."""

from graph.documents.risks import HEAD, risks
from tests.graph.documents.reading import excel
from tests.graph.documents.samples import a_register


def test_the_highest_net_score_comes_first_and_what_is_not_scored_last():
    sheet = excel(risks(a_register()))["Risks"]

    rows = list(sheet.iter_rows(min_row=HEAD + 1, values_only=True))

    assert [row[0] for row in rows] == ["RSK-011", "RSK-018", "RSK-004"]
    assert rows[0][5:10] == (20, 16, "Extreme", "Down", 9)
    assert rows[2][5:7] == (None, None)


def test_a_typed_title_is_never_a_formula():
    sheet = excel(risks(a_register()))["Risks"]

    [cell] = [each for each in sheet["B"] if str(each.value).startswith("=1+1")]

    assert cell.data_type == "s"


def test_it_can_be_filtered_its_head_stays_and_it_says_what_it_is():
    sheet = excel(risks(a_register()))["Risks"]

    assert sheet.auto_filter.ref == "A2:P5"
    assert sheet.freeze_panes == "C3"
    assert "ColumnTitle" in sheet.defined_names
    assert str(sheet["A1"].value).startswith("OFFICIAL: risks as on Tuesday 29 December 2026")


def test_the_same_register_gives_the_same_bytes_and_an_empty_one_is_a_file_too():
    assert risks(a_register()) == risks(a_register())

    empty = excel(risks(type(a_register())(name="BRD-001", made_at=a_register().made_at)))

    assert empty.sheetnames == ["Risks", "Scale"]
