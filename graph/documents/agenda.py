"""The agenda of a meeting, as a Word document."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from board.calendar import LONDON
from graph.documents.oxml import Cell, Column, in_cell, paragraph, run
from graph.documents.values import AgendaPaper, Item
from graph.documents.word import Paper
from graph.documents.words import count, fit, listed, moment_words, span_words

_COLUMNS: Final = (
    Column("No.", 6),
    Column("Starts", 8),
    Column("Item", 42),
    Column("Purpose", 14),
    Column("Led by", 20),
    Column("Minutes", 10),
)


def agenda(values: AgendaPaper) -> bytes:
    """Make `Agenda BRD-037.docx`."""
    paper = Paper(f"Agenda {values.ref}", tier=values.tier, made_at=values.made_at)
    paper.subtitle(values.forum)
    paper.facts(facts_of(values))
    paper.heading("Items")
    write_items(paper, values)
    paper.close(f"End of the agenda, as on {moment_words(values.made_at)}.")
    return paper.to_bytes()


def facts_of(values: AgendaPaper) -> list[tuple[str, str]]:
    """When and where it is, and who has which part in it."""
    return [
        ("When", span_words(values.starts_at, values.ends_at)),
        ("Where", values.place),
        ("Led by", values.lead or "Not settled yet"),
        ("Focus on", values.focus),
        ("Co-chairs", listed(values.chairs)),
        ("Facilitator", values.facilitator),
    ]


def write_items(paper: Paper, values: AgendaPaper) -> None:
    """The items with their starting times, and whether they fit into the meeting."""
    if not values.items:
        paper.text("Nothing is on the agenda yet.")
        return
    paper.text(time_words(values))
    paper.table(f"Items of {fit(values.ref)}", _COLUMNS, _rows(paper, values))


def time_words(values: AgendaPaper) -> str:
    """How the minutes allotted compare with the meeting."""
    allotted = sum(each.minutes for each in values.items)
    length = round((values.ends_at - values.starts_at) / timedelta(minutes=1))
    if allotted > length:
        over = count(allotted - length, "minute")
        return f"The items take {count(allotted, 'minute')}: {over} more than the meeting has."
    return f"The items take {allotted:,} of {count(length, 'minute')}."


def _rows(paper: Paper, values: AgendaPaper) -> Iterator[list[Cell]]:
    starts = values.starts_at.astimezone(LONDON)
    for item in values.items:
        yield [
            in_cell(str(item.number)),
            in_cell(f"{starts:%H:%M}"),
            _item(paper, item),
            in_cell(item.kind or "Not set"),
            in_cell(item.presenter or "Not named"),
            in_cell(str(item.minutes) if item.minutes else "Not set"),
        ]
        starts += timedelta(minutes=item.minutes)


def _item(paper: Paper, item: Item) -> Cell:
    lines = [paragraph("InTable", run(item.title, "Strong"))]
    if fit(item.note):
        lines.append(paragraph("InTable", run(item.note)))
    lines += [paper.named_link("Paper:", words, link) for words, link in item.papers if fit(words)]
    return Cell(tuple(lines))
