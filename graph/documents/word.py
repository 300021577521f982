"""A Word document from top to bottom: marked, numbered, readable by ear, always the same bytes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from board.tiers import Tier
from graph.documents.oxml import (
    Cell,
    Column,
    element,
    field,
    keep_with_next,
    paragraph,
    run,
    space,
    tab,
    table,
)
from graph.documents.package import AUTHOR, LANGUAGE, SHORT, sealed
from graph.documents.styles import WIDTH, blank
from graph.documents.words import fit, is_address, shortened

_LONGEST_TITLE: Final = 255
_SPLITS_FROM: Final = 1500
"""Characters in a cell from which its row may run over the end of a page."""


class Paper:
    """A document that is written piece after piece."""

    def __init__(self, title: str, *, tier: Tier, made_at: datetime) -> None:
        self._document = blank()
        self._end = self._document.element.body.sectPr
        self._bookmarks = 0
        self._title, self._tier = fit(title), tier
        self._describe(made_at)
        self._frame()
        self._add(paragraph("Title", run(title)))

    def subtitle(self, text: str) -> None:
        """What stands below the title."""
        self._add(paragraph("Subtitle", run(text)))

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Names and values, each on a line of its own; those without a value are left out."""
        marked = (*facts, ("Marking", self._tier.marking))
        for name, value in marked:
            if fit(value):
                self._add(paragraph("Fact", run(name, "Strong"), tab(), run(value)))

    def heading(
        self, text: str, level: int = 1, *, anchor: str = "", on_new_page: bool = False
    ) -> None:
        """A heading; links lead to its anchor."""
        made = paragraph(f"Heading{level}", run(text))
        if on_new_page:
            made.pPr.append(element("pageBreakBefore"))
        if anchor:
            self._bookmarks += 1
            made.insert(1, element("bookmarkStart", id=self._bookmarks, name=anchor))
            made.append(element("bookmarkEnd", id=self._bookmarks))
        self._add(made)

    def text(self, text: str, style: str = "Normal") -> None:
        """A paragraph; nothing at all for no text."""
        if fit(text):
            self._add(paragraph(style, run(text)))

    def lines(self, text: str) -> None:
        """A paragraph for each line."""
        for line in fit(text).split("\n"):
            self.text(line)

    def labelled(self, label: str, text: str, *, style: str = "Normal") -> None:
        """A paragraph that begins with what it is; nothing at all for no text."""
        if fit(text):
            self._add(paragraph(style, run(label, "Strong"), space(), run(text)))

    def bullets(self, lines: Iterable[str]) -> None:
        """A list."""
        for each in lines:
            self.text(each, "ListBullet")

    def links(self, places: Iterable[tuple[str, str]]) -> None:
        """A list of links to headings: what they say, and the anchor."""
        for words, anchor in places:
            link = element("hyperlink", run(words, "Hyperlink"), anchor=anchor, history=1)
            self._add(paragraph("ListBullet", link))

    def named_link(self, before: str, words: str, link: str) -> BaseOxmlElement:
        """A paragraph of a cell with a link; its words alone where the link is none of https."""
        shown: BaseOxmlElement = run(words)
        if is_address(link):
            shown = element("hyperlink", run(words, "Hyperlink"), history=1)
            target = self._document.part.relate_to(
                link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
            shown.set(qn("r:id"), target)
        return paragraph("InTable", run(before), space(), shown)

    def table(self, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
        """A table over the whole width; what stands before it stays with its head."""
        before = self._end.getprevious()
        if before is not None and before.tag == qn("w:p"):
            keep_with_next(before)
        made = table(title, columns, rows, WIDTH)
        for row in made.tr_lst:
            if sum(len(each.text or "") for each in row.iter(qn("w:t"))) > _SPLITS_FROM:
                properties = row.trPr
                properties.remove(properties.find(qn("w:cantSplit")))
        self._add(made)

    def close(self, text: str) -> None:
        """The last line; a table before it keeps its last row with it."""
        last = self._end.getprevious()
        if last is not None and last.tag == qn("w:tbl"):
            keep_with_next(last.tr_lst[-1])
        self.text(text, "Closing")

    def to_bytes(self) -> bytes:
        """The file."""
        buffer = BytesIO()
        self._document.save(buffer)
        return sealed(buffer.getvalue())

    def _add(self, made: BaseOxmlElement) -> None:
        self._end.addprevious(made)

    def _describe(self, made_at: datetime) -> None:
        """Say what it is, and nobody's name."""
        about = self._document.core_properties
        about.title = shortened(self._title, _LONGEST_TITLE)
        about.author = about.last_modified_by = AUTHOR
        about.language = LANGUAGE
        about.keywords = self._tier.marking
        about.subject = about.comments = about.category = ""
        about.created = about.modified = made_at.astimezone(UTC).replace(tzinfo=None)
        about.revision = 1

    def _frame(self) -> None:
        """The marking above and below, and page x of y."""
        section = self._document.sections[0]
        marking = self._tier.marking
        page = (run("Page"), space(), field("PAGE"), space(), run("of"), space(), field("NUMPAGES"))
        above, below = section.header.paragraphs[0]._p, section.footer.paragraphs[0]._p  # noqa: SLF001
        above.append(run(marking))
        below.extend(
            [run(shortened(self._title, SHORT)), tab(), run(marking, "Strong"), tab(), *page]
        )
