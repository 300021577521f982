"""The minutes of a meeting, as a Word document: what was decided and why, and who does what."""

from typing import Final

from board.minutes_content import Content, ContentItem, Raised, Taken, There
from board.minutes_words import DECIDED, HANDLED, THERE, quorum_in_words
from board.tiers import Tier
from graph.documents.oxml import Column, in_cell
from graph.documents.values import AddendumPaper, MinutesPaper
from graph.documents.word import Paper
from graph.documents.words import fit, moment_words, short_day, span_words

_ATTENDANCE: Final = (Column("Agency", 38), Column("Who", 34), Column("How", 28))


def minutes(values: MinutesPaper) -> bytes:
    """Make `Minutes BRD-037 draft 1.docx`, or `... final.docx`."""
    content = values.content
    title = f"Minutes {content.meeting}, {values.stage}"
    paper = Paper(title, tier=Tier(content.tier), made_at=values.made_at)
    paper.subtitle(content.title)
    paper.facts([*header_of(content), ("Status", _status(values))])
    _write_attendance(paper, content)
    _write_interests(paper, content)
    paper.heading("Items")
    for item in content.items:
        write_item(paper, item)
    paper.heading("Next meeting")
    paper.text(following_in_words(content))
    if values.sha256:
        paper.heading("How to check this text")
        paper.text(f"The sha256 of the text that the bot keeps is {values.sha256}.")
    paper.close(f"End of the minutes, as on {moment_words(values.made_at)}.")
    return paper.to_bytes()


def addendum(values: AddendumPaper) -> bytes:
    """Make `Minutes BRD-037 addendum 1.docx`."""
    title = f"Minutes {values.ref}, addendum {values.number}"
    paper = Paper(title, tier=values.tier, made_at=values.made_at)
    paper.subtitle(values.forum)
    paper.facts([("Added", moment_words(values.at)), ("By", values.by)])
    paper.heading("What is added")
    paper.lines(values.text)
    paper.close("The final minutes stay as they are.")
    return paper.to_bytes()


def header_of(content: Content) -> list[tuple[str, str]]:
    """When and where it was, who had which part in it, and who gets the minutes."""
    return [
        ("When", span_words(content.starts_at, content.ends_at)),
        ("Where", content.place),
        ("Chair", content.chair),
        ("Led by", content.lead),
        ("Focus on", content.focus),
        ("Facilitator", content.facilitator),
        ("Quorum", quorum_in_words(content.is_quorate)),
        ("Distribution", content.distribution),
    ]


def following_in_words(content: Content) -> str:
    """The next meeting, with its lead and focus."""
    if not content.following or content.following_at is None:
        return "Not planned yet."
    said = f"{content.following}, {moment_words(content.following_at)}."
    said += f" Lead: {content.following_lead}." if content.following_lead else ""
    return said + (f" Focus: {content.following_focus}." if content.following_focus else "")


def action_in_words(action: Raised) -> str:
    """What, who and by when."""
    owner = ", ".join(each for each in (action.owner_name, action.agency_name) if fit(each))
    return f"{action.ref}: {action.title} ({owner or 'nobody named'}, due {short_day(action.due)})"


def write_item(paper: Paper, item: ContentItem) -> None:
    """One item: what was said, what was decided and why, who does what, what is left."""
    paper.heading(f"{item.number}. {item.title}", 2)
    paper.lines(item.summary)
    for taken in item.decisions:
        _write_decision(paper, taken)
    if item.actions:
        paper.labelled("Actions", "raised under this item:")
        paper.bullets(map(action_in_words, item.actions))
    paper.labelled("Unresolved:", item.unresolved)
    if not any((fit(item.summary), item.decisions, item.actions, fit(item.unresolved))):
        paper.text("Nothing was recorded under this item.")


def _write_decision(paper: Paper, taken: Taken) -> None:
    kind = DECIDED.get(taken.kind, taken.kind)
    struck = ", replaced by a later decision" * taken.is_struck
    paper.labelled(f"Decision {taken.ref} ({kind.lower()}{struck}):", taken.text)
    paper.labelled("Reasons:", taken.rationale)
    paper.labelled("Dissent:", taken.dissent)


def _write_attendance(paper: Paper, content: Content) -> None:
    paper.heading("Attendance")
    if not content.attendance:
        paper.text("No attendance was recorded.")
        return
    rows = (
        [in_cell(each.agency_name), in_cell(each.name or "Nobody named"), in_cell(how(each))]
        for each in content.attendance
    )
    paper.table(f"Attendance at {fit(content.meeting)}", _ATTENDANCE, rows)


def how(there: There) -> str:
    """How somebody was at the meeting."""
    sent = ", information sent" * there.information_sent
    return f"{THERE.get(there.status, there.status)}{sent}{', observer' * there.is_observer}"


def _write_interests(paper: Paper, content: Content) -> None:
    paper.heading("Declarations of interest")
    if not content.interests:
        paper.text("None was declared.")
    paper.bullets(
        f"{each.name}: {each.about}. {HANDLED.get(each.handling, each.handling)}."
        for each in content.interests
    )


def _status(values: MinutesPaper) -> str:
    if values.approved:
        return f"Final, approved {values.approved}"
    return f"{values.stage.capitalize()}: not approved yet"
