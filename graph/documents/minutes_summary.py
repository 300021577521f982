"""What came of a meeting on a page or two, as a Word document: for everybody, or for one agency."""

from typing import Final

from board.minutes_content import Content
from board.minutes_words import DECIDED
from board.tiers import Tier
from graph.documents.minutes import following_in_words
from graph.documents.oxml import Column, in_cell
from graph.documents.values import SummaryPaper
from graph.documents.word import Paper
from graph.documents.words import count, fit, moment_words, short_day, span_words

SENSITIVE: Final = Tier.T2
"""The tier of its marking: a summary or an extract travels further than the minutes do."""
_DECISIONS: Final = (Column("Reference", 24), Column("Decision", 48), Column("Reasons", 40))
_ACTIONS: Final = (
    Column("Reference", 24),
    Column("Action", 44),
    Column("Owner", 28),
    Column("Due", 16),
)


def minutes_summary(values: SummaryPaper) -> bytes:
    """Make `Summary BRD-037.docx`, or the extract of one agency."""
    content = values.content
    title = f"Summary {content.meeting}"
    if values.agency:
        title = f"Extract {content.meeting}: {values.agency}"
    paper = Paper(title, tier=SENSITIVE, made_at=values.made_at)
    paper.subtitle(content.title)
    paper.facts(
        [
            ("When", span_words(content.starts_at, content.ends_at)),
            ("Where", content.place),
            ("For", values.agency or content.distribution),
        ]
    )
    _write_decisions(paper, content)
    _write_actions(paper, content)
    if not values.agency:
        _write_unresolved(paper, content)
    paper.heading("Next meeting")
    paper.text(following_in_words(content))
    paper.close(f"As on {moment_words(values.made_at)}. The minutes themselves are the record.")
    return paper.to_bytes()


def _write_decisions(paper: Paper, content: Content) -> None:
    paper.heading("Decisions")
    taken = [each for each in content.decisions if not each.is_struck]
    if not taken:
        paper.text("No decision was taken.")
        return
    paper.text(f"{count(len(taken), 'decision')}.")
    rows = (
        [
            in_cell(each.ref, DECIDED.get(each.kind, each.kind)),
            in_cell(each.text),
            in_cell(each.rationale or "None given", *_dissent(each.dissent)),
        ]
        for each in taken
    )
    paper.table(f"Decisions of {fit(content.meeting)}", _DECISIONS, rows)


def _dissent(dissent: str) -> list[str]:
    return [f"Dissent: {dissent}"] if fit(dissent) else []


def _write_actions(paper: Paper, content: Content) -> None:
    paper.heading("Actions")
    actions = sorted(content.actions, key=lambda each: (each.due, each.ref))
    if not actions:
        paper.text("No action was raised.")
        return
    paper.text(f"{count(len(actions), 'action')}, the first due at the top.")
    rows = (
        [
            in_cell(each.ref),
            in_cell(each.title),
            in_cell(each.owner_name or "Not named", each.agency_name),
            in_cell(short_day(each.due)),
        ]
        for each in actions
    )
    paper.table(f"Actions of {fit(content.meeting)}", _ACTIONS, rows)


def _write_unresolved(paper: Paper, content: Content) -> None:
    left = [(each.title, each.unresolved) for each in content.items if fit(each.unresolved)]
    paper.heading("Unresolved")
    if not left:
        paper.text("Nothing was left unresolved.")
    paper.bullets(f"{title}: {text}" for title, text in left)
