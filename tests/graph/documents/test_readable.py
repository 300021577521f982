"""Marked, and readable by ear: what a screen reader and a records manager look for."""

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import pytest

from board.tiers import Tier
from graph.documents.make import Kind, make
from tests.graph.documents.reading import W, excel, part, parts, texts, word
from tests.graph.documents.samples import a_pack, a_register, a_tracker, an_agenda

WORD: list[tuple[Kind, Any]] = [(Kind.AGENDA, an_agenda()), (Kind.PACK, a_pack())]
ALL: list[tuple[Kind, Any]] = [*WORD, (Kind.TRACKER, a_tracker()), (Kind.RISKS, a_register())]
NAMES = ["Fenn", "Quill", "Corrie", "Brand", "Dell", "Osei"]
in_word = pytest.mark.parametrize(("kind", "values"), WORD, ids=[kind for kind, _ in WORD])
in_all = pytest.mark.parametrize(("kind", "values"), ALL, ids=[kind for kind, _ in ALL])


@in_word
@pytest.mark.parametrize("tier", list(Tier))
def test_every_page_is_marked_by_its_tier_above_and_below(kind: Kind, values: Any, tier: Tier):
    made = make(kind, replace(values, tier=tier))

    section = word(made).sections[0]
    expected = "OFFICIAL" if tier <= Tier.T1 else "OFFICIAL-SENSITIVE"
    assert section.header.paragraphs[0].text == expected
    assert section.footer.paragraphs[0].text.split("\t")[1] == expected
    assert f"Marking\t{expected}" in texts(made)


@in_word
def test_every_page_says_which_of_how_many_it_is(kind: Kind, values: Any):
    made = make(kind, values)

    footer = part(made, next(iter(parts(made, r"word/footer\d\.xml"))))
    wanted = (f"{W}fldSimple", f"{W}t")
    said = [each.get(f"{W}instr") or each.text for each in footer.iter() if each.tag in wanted]

    assert said[-9:] == ["Page", " ", " PAGE ", "1", " ", "of", " ", " NUMPAGES ", "1"]


@pytest.mark.parametrize("tier", list(Tier))
def test_every_sheet_is_marked_by_its_tier_on_screen_and_on_paper(tier: Tier):
    book = excel(make(Kind.TRACKER, replace(a_tracker(), tier=tier)))

    for sheet in book.worksheets:
        assert sheet.oddHeader is not None
        assert sheet.oddFooter is not None
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == tier.marking
        assert sheet.oddFooter.right.text == "Page &P of &N"
    assert book["Actions"]["A1"].value.startswith(f"{tier.marking}: ")
    assert book["Summary"]["A1"].value.startswith(f"{tier.marking}: ")


@in_all
def test_properties_say_what_it_is_and_name_nobody(kind: Kind, values: Any):
    made = make(kind, values)

    core = part(made, "docProps/core.xml")
    said = {each.tag.partition("}")[2]: each.text for each in core.iter() if each.text}
    assert said["title"] in {
        "Agenda BRD-037", "Meeting pack BRD-037", "Action tracker BRD-037", "Risk register BRD-037"
    }  # fmt: skip
    assert said["creator"] == said["lastModifiedBy"] == "Mental Health Risk Management Board"
    assert said["language"] == "en-GB"
    assert said["created"] == said["modified"] == "2026-12-29T17:00:00Z"
    outside = b"".join(parts(made, "docProps/.*|customXml/.*").values()).decode()
    assert [name for name in [*NAMES, "python"] if name in outside] == []


@in_word
def test_the_language_is_british_english_everywhere(kind: Kind, values: Any):
    found = b"".join(parts(make(kind, values), r"word/.*\.xml").values())

    assert set(re.findall(rb'<w:lang [^>]*w:val="([^"]+)"', found)) == {b"en-GB"}


@in_word
def test_headings_go_down_step_by_step_and_the_title_comes_first(kind: Kind, values: Any):
    styles = [each.style.name for each in word(make(kind, values)).paragraphs if each.style]

    levels = [int(name[-1]) for name in styles if name and name.startswith("Heading")]
    assert styles[0] == "Title"
    assert styles.count("Title") == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@in_word
def test_every_table_has_a_marked_head_a_name_and_no_empty_or_merged_cell(kind: Kind, values: Any):
    body = part(make(kind, values), "word/document.xml")

    for table in body.iter(f"{W}tbl"):
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        caption = table.find(f"{W}tblPr/{W}tblCaption")
        assert heads == [True] + [False] * (len(heads) - 1)
        assert caption is not None
        assert caption.get(f"{W}val")
        assert not [*table.iter(f"{W}gridSpan"), *table.iter(f"{W}vMerge")]
        assert all("".join(cell.itertext()) for cell in table.iter(f"{W}tc"))


@in_word
def test_no_paragraph_is_empty_and_no_space_is_made_of_spaces(kind: Kind, values: Any):
    """Distances are those of styles."""
    made = make(kind, values)
    found = [part(made, name) for name in parts(made, r"word/(document|header\d|footer\d)\.xml")]

    said = ["".join(each.itertext()) for root in found for each in root.iter(f"{W}p")]

    assert [each for each in said if not each.strip() or "  " in each] == []


@in_word
def test_no_picture_is_without_words(kind: Kind, values: Any):
    """There is none so far; one that comes has to say what it shows."""
    for name, content in parts(make(kind, values), r"word/.*\.xml").items():
        described = re.findall(rb'<wp:docPr [^>]*descr="[^"]+"', content)
        assert len(re.findall(rb"<w:drawing", content)) == len(described), name


@in_word
def test_styles_and_anchors_that_are_used_are_there(kind: Kind, values: Any):
    made = make(kind, values)
    kept = {each.get(f"{W}styleId") for each in part(made, "word/styles.xml").iter(f"{W}style")}

    uses = {
        each.get(f"{W}val")
        for name in parts(made, r"word/\w+\.xml")
        for each in part(made, name).iter()
        if each.tag in {f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle", f"{W}basedOn", f"{W}next"}
    }

    assert uses <= kept


@in_all
def test_the_same_values_give_the_same_bytes(kind: Kind, values: Any):
    """And other values other bytes; the archive's own dates say nothing."""
    made = make(kind, values)

    assert make(kind, values) == made
    assert (
        make(kind, replace(values, made_at=datetime.fromisoformat("2026-12-29T17:01:00Z"))) != made
    )


@in_all
def test_the_parts_of_a_file_are_sorted_and_undated(kind: Kind, values: Any):
    with ZipFile(BytesIO(make(kind, values))) as archive:
        entries = archive.infolist()

    names = [each.filename for each in entries]
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert {each.date_time for each in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_only_what_a_document_needs_is_in_it():
    """No pictures, no macros, nothing embedded of whoever made the library's template."""
    names = set(parts(make(Kind.PACK, a_pack())))

    assert names == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
        "word/document.xml", "word/footer1.xml", "word/header1.xml", "word/numbering.xml",
        "word/settings.xml", "word/styles.xml",
    }  # fmt: skip


def test_values_of_another_kind_are_refused():
    with pytest.raises(TypeError, match="agenda is not made from TrackerSheet"):
        make(Kind.AGENDA, a_tracker())
