"""The cover of a meeting's pack, as a Word document: what is missing comes first."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from graph.documents.agenda import facts_of, write_items
from graph.documents.oxml import Cell, Column, in_cell, paragraph, run
from graph.documents.values import ActionLine, FigureLine, PackPaper, PlanLine, Report
from graph.documents.word import Paper
from graph.documents.words import count, moment_words, short_day

Section = tuple[str, Callable[[], None]]

_FILLS: Final = {"Red": "F8D7DA", "Amber": "FFE8B3", "Green": "DDEFD9", "Blue": "D6E6F7"}
_ACTIONS: Final = (
    Column("Reference", 20),
    Column("Action", 34),
    Column("Owner", 23),
    Column("Due", 18),
    Column("How it stands", 25),
)
_ESCALATIONS: Final = (
    Column("Action", 34),
    Column("Rung", 24),
    Column("Answer by", 16),
    Column("How it stands", 26),
)
_RISKS: Final = (
    Column("Reference", 14),
    Column("Risk", 44),
    Column("Owner", 20),
    Column("Score", 16),
    Column("Review due", 17),
)


_PLANS: Final = (
    Column("Reference", 24),
    Column("Led by", 24),
    Column("How it stands", 24),
    Column("Review due", 28),
)
_FIGURES: Final = (
    Column("Scrutiny", 22),
    Column("Month", 16),
    Column("Figure", 34),
    Column("Threshold", 28),
)
_ALARM: Final = "F8D7DA"


def pack(values: PackPaper) -> bytes:
    """Make `Pack BRD-037.docx`."""
    ref = values.agenda.ref
    paper = Paper(f"Meeting pack {ref}", tier=values.tier, made_at=values.made_at)
    paper.subtitle(values.agenda.forum)
    paper.facts(facts_of(values.agenda))
    paper.heading("What is missing")
    paper.bullets(values.missing)
    if not values.missing:
        paper.text("Nothing: the pack is complete.")
    sections = _sections(paper, values)
    places = [(title, f"section{number}") for number, (title, _) in enumerate(sections, 1)]
    paper.heading("Contents")
    paper.links(places)
    for number, ((title, anchor), (_, write)) in enumerate(zip(places, sections, strict=True)):
        paper.heading(title, anchor=anchor, on_new_page=number == 0)
        write()
    paper.close(f"End of the pack, as on {moment_words(values.made_at)}.")
    return paper.to_bytes()


def _sections(paper: Paper, values: PackPaper) -> list[Section]:
    found: list[Section] = [("Agenda", lambda: write_items(paper, values.agenda))]
    if values.papers:
        found.append(("Papers in the folder", lambda: paper.bullets(values.papers)))
    found += [(each.title, _writer(paper, each)) for each in values.reports]
    return [
        *found,
        ("Open actions", lambda: _write_actions(paper, values)),
        ("Escalations", lambda: _write_escalations(paper, values)),
        ("Tactical plans", lambda: _write_plans(paper, values)),
        ("Standing scrutiny and performance", lambda: _write_figures(paper, values)),
        ("Risk register", lambda: _write_risks(paper, values)),
    ]


def _writer(paper: Paper, report: Report) -> Callable[[], None]:
    def write() -> None:
        paper.text(f"From {report.by}." if report.by else "")
        for heading, lines in report.parts:
            paper.heading(heading, 2)
            paper.bullets(lines)

    return write


def _write_actions(paper: Paper, values: PackPaper) -> None:
    """Overdue first, the longest at the top; then by when they are due."""
    if not values.actions:
        paper.text("No action is open.")
        return
    late = sum(each.overdue > 0 for each in values.actions)
    paper.text(f"{count(len(values.actions), 'action')} open, {late:,} overdue.")
    ordered = sorted(values.actions, key=lambda each: (-each.overdue, each.due, each.ref))
    paper.table("Open actions", _ACTIONS, map(_action, ordered))


def _action(line: ActionLine) -> list[Cell]:
    late = f", overdue by {count(line.overdue, 'working day')}" if line.overdue > 0 else ""
    stands = (f"{line.brag}{late}", line.state)
    owner = tuple(each for each in (line.owner, line.agency) if each) or ("Not named",)
    return [
        in_cell(line.ref),
        in_cell(line.title),
        in_cell(*owner),
        in_cell(short_day(line.due)),
        in_cell(*stands, fill=_FILLS.get(line.brag, "")),
    ]


def _write_escalations(paper: Paper, values: PackPaper) -> None:
    if not values.escalations:
        paper.text("Nothing has been escalated.")
        return
    paper.table("Escalations", _ESCALATIONS, _escalations(values))


def _escalations(values: PackPaper) -> Iterator[list[Cell]]:
    for line in values.escalations:
        named = (paragraph("InTable", run(line.ref, "Strong")), *in_cell(line.title).paragraphs)
        yield [
            Cell(named if line.title else named[:1]),
            in_cell(line.rung, *([f"Asked: {line.asked}"] if line.asked else [])),
            in_cell(short_day(line.respond_by) if line.respond_by else "No date yet"),
            in_cell(line.state),
        ]


def _write_plans(paper: Paper, values: PackPaper) -> None:
    """By reference alone, the longest overdue review first."""
    if not values.plans:
        paper.text("No plan is open.")
        return
    late = sum(each.is_overdue for each in values.plans)
    paper.text(f"{count(len(values.plans), 'plan')} open, {late:,} with a review overdue.")
    ordered = sorted(values.plans, key=lambda each: (each.review or date.max, each.ref))
    paper.table("Tactical plans", _PLANS, map(_plan, ordered))


def _plan(line: PlanLine) -> list[Cell]:
    waits = count(line.outstanding, "contribution")
    review = short_day(line.review) if line.review else "Not set"
    return [
        in_cell(line.ref),
        in_cell(line.agency or "Not named"),
        in_cell(line.state, *([f"{waits} outstanding"] if line.outstanding else [])),
        in_cell(
            *(("Overdue", review) if line.is_overdue else (review,)),
            fill=_ALARM if line.is_overdue else "",
        ),
    ]


def _write_figures(paper: Paper, values: PackPaper) -> None:
    """The three of every board, then detentions and service levels in sentences."""
    if values.figures:
        paper.text("Counts of people below five are not shown exactly.")
        paper.table("Standing scrutiny", _FIGURES, map(_figure, values.figures))
    else:
        paper.text("There are no figures yet.")
    if values.performance:
        paper.heading("Section 135 and 136, and service levels", 2)
        paper.bullets(values.performance)


def _figure(line: FigureLine) -> list[Cell]:
    before = [f"The month before: {line.before}"] if line.before else []
    more = [f"{line.more[:1].upper()}{line.more[1:]}"] if line.more else []
    mark = f"{line.mark[:1].upper()}{line.mark[1:]}" or "Not known"
    return [
        in_cell(line.title),
        in_cell(line.month or "None yet"),
        in_cell(line.figure, *before, *more),
        in_cell(mark, fill=_ALARM if line.is_passed else ""),
    ]


def _write_risks(paper: Paper, values: PackPaper) -> None:
    """Headings only, the highest score first."""
    if not values.risks:
        paper.text("No risk is open.")
        return
    ordered = sorted(values.risks, key=lambda each: (-each.score, each.ref))
    rows = (
        [
            in_cell(each.ref),
            in_cell(each.title),
            in_cell(each.owner or "Not named"),
            in_cell(f"{each.score}, {each.band}"),
            in_cell(short_day(each.review) if each.review else "Not set"),
        ]
        for each in ordered
    )
    paper.table("Risk register", _RISKS, rows)
