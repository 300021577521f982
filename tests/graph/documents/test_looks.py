"""Documents as an office program lays them out; where none is installed, nothing is looked at.

`PICTURES=1 pytest tests/graph/documents` writes the pictures of `docs/images` anew.
"""

import csv
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import machine_now
from graph.documents.make import Kind, Values, make
from tests.browser.pictures import IMAGES, WANTED, make_small
from tests.graph.documents.reading import column, excel
from tests.graph.documents.samples import (
    a_pack,
    a_register,
    a_summary,
    a_tracker,
    an_addendum,
    an_agenda,
    an_attendance,
    rows,
    the_minutes,
)

OFFICE, PAGES, WORDS = (shutil.which(each) for each in ("soffice", "pdftoppm", "pdftotext"))
WITHOUT = (
    "pages are laid out by LibreOffice and read by poppler, which make test cannot install; "
    "what the files hold is read by the other tests of this folder everywhere"
)
pytestmark = [
    pytest.mark.skipif(OFFICE is None or PAGES is None, reason=WITHOUT),
    pytest.mark.timeout(180),
]


def _convert(form: str, *files: Path) -> None:
    folder = files[0].parent
    subprocess.run(
        [OFFICE or "", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", form, "--outdir", str(folder), *map(str, files)],
        check=True, capture_output=True, timeout=150,
    )  # fmt: skip


def test_every_document_is_laid_out_with_its_marking_and_all_it_says(tmp_path: Path):
    made: dict[str, tuple[Kind, Values]] = {
        "agenda": (Kind.AGENDA, an_agenda()),
        "pack": (Kind.PACK, a_pack()),
        "tracker": (Kind.TRACKER, a_tracker()),
        "minutes": (Kind.MINUTES, the_minutes()),
        "summary": (Kind.SUMMARY, a_summary()),
        "attendance": (Kind.ATTENDANCE, an_attendance()),
        "addendum": (Kind.ADDENDUM, an_addendum()),
        "risks": (Kind.RISKS, a_register()),
    }
    files = []
    for name, (kind, values) in made.items():
        files.append(tmp_path / f"{name}{kind.ending}")
        files[-1].write_bytes(make(kind, values))

    _convert("pdf", *files)

    pages = {name: _text_of(tmp_path / f"{name}.pdf") for name in made}
    sheets = {"tracker", "attendance", "risks"}
    for name, said in pages.items():
        assert said, name
        assert all(page.count("OFFICIAL") >= 2 for page in said), name
        assert f"Page 1 of {len(said)}" in said[0], name
        assert name in sheets or an_agenda().forum in said[0]
    words = {word for each in an_agenda().items for word in each.title.split()}
    assert words <= set(" ".join(pages["agenda"]).split())
    assert all(any(row.ref in page for page in pages["tracker"]) for row in rows())
    if WANTED:
        _pictures(tmp_path)


def _text_of(file: Path) -> list[str]:
    """The pages of a PDF."""
    said = subprocess.run(
        [WORDS or "", "-layout", str(file), "-"], check=True, capture_output=True, text=True
    ).stdout
    return said.split("\f")[:-1]


def _pictures(folder: Path) -> None:
    """Take the first pages, and the actions as they are seen on the day of the pack."""
    book = excel((folder / "tracker.xlsx").read_bytes())
    for cell in book["Actions"]["F"][2:]:
        cell.value = str(cell.value).replace("TODAY()", "DATE(2026,12,29)")
    book.save(folder / "tracker.xlsx")
    _convert("pdf", folder / "tracker.xlsx")
    for name, page in (("agenda", 1), ("pack", 1), ("tracker", 2)):
        picture = IMAGES / f"document-{name}"
        subprocess.run(
            [PAGES or "", "-r", "90", "-f", str(page), "-l", str(page), "-singlefile", "-png",
             str(folder / f"{name}.pdf"), str(picture)],
            check=True,
        )  # fmt: skip
        make_small(picture.with_suffix(".png"))


def test_formulas_come_to_what_the_file_says_they_do(tmp_path: Path):
    """Worked out by another program, on the day on which the file was made."""
    now = machine_now()
    given = tuple(
        replace(row, due=now.date() - timedelta(days=number * number - 4), agency=agency)
        for number, (row, agency) in enumerate(zip(rows(), "a*b*=c~d?e", strict=True))
    )
    made = make(Kind.TRACKER, replace(a_tracker(), rows=given, made_at=now))
    book = excel(made)  # as it is saved again, what the formulas came to is lost
    file = tmp_path / "tracker.xlsx"
    book.save(file)

    _convert("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", file)

    late = [row[5] for row in _rows(tmp_path / "tracker-Actions.csv")[2:]]
    assert late == [str(each) for each in column(made, "Working days overdue", shown=True)]
    assert {"0"} < set(late)
    counts = [row[1:] for row in _rows(tmp_path / "tracker-Summary.csv")]
    shown = excel(made, shown=True)["Summary"]
    expected = [["" if cell.value is None else str(cell.value) for cell in row[1:]]
                for row in shown.iter_rows()]  # fmt: skip
    assert counts == expected


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))
