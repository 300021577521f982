"""What comes into a pack from others, and what it goes out without: reports, updates, minutes."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from board.documents import Document, DocumentKind
from board.focus import FocusReport
from board.meetings import Meeting
from board.packs import Gap, Part, gaps_of
from board.subgroup_update import SubgroupUpdate, lines_of
from bot.agenda_points import reports_of
from bot.subgroups import previous_of, subgroups_at
from bot.turning import in_focus
from cards.action_words import short_day
from graph.documents.values import Report
from storage.unit import Snapshot

_OWN_WORDS = {
    "Result": "Results",
    "Theme": "Themes",
    "Blockers for the board": "Blockers for the board",
}
"""The chair's own words, by what they are."""


def minutes_of(meeting: Meeting, snapshot: Snapshot) -> tuple[Document, ...]:
    """The minutes of a meeting that are filed, the oldest first."""
    found = snapshot.documents.of_meeting(meeting.ref)
    return tuple(each for each in found if each.kind is DocumentKind.MINUTES and each.is_filed)


def missing_from(meeting: Meeting, at: datetime, snapshot: Snapshot) -> tuple[str, ...]:
    """What the cover says is missing: a pack is never held back for it."""
    names = {each.key: each.name for each in snapshot.people.agencies()}
    names |= {each.code: each.title for each in subgroups_at(snapshot, at)}
    said = [_gap(each, names) for each in _gaps(meeting, at, snapshot)]
    if not snapshot.oversight.months():
        said.append("There are no figures for standing scrutiny.")
    return tuple(said)


def reports_in(meeting: Meeting, at: datetime, snapshot: Snapshot) -> tuple[Report, ...]:
    """The focus reports that came in, and the subgroups' updates that their chairs approved."""
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    names = {each.key: each.name for each in snapshot.people.members()}
    titles = {each.code: each.title for each in subgroups_at(snapshot, at)}
    updates = snapshot.subgroup_updates.of_board(meeting.ref)
    return (
        *(_focus(each, agencies) for each in reports_of(meeting, snapshot) if each.is_in),
        *(
            _update(each, titles.get(each.forum, each.forum), names, agencies)
            for each in updates
            if each.is_approved
        ),
    )


def _gaps(meeting: Meeting, at: datetime, snapshot: Snapshot) -> tuple[Gap, ...]:
    previous = previous_of(meeting, snapshot)
    return gaps_of(
        previous=previous,
        has_minutes=previous is not None and bool(minutes_of(previous, snapshot)),
        focus=in_focus(meeting, snapshot),
        reports=reports_of(meeting, snapshot),
        subgroups=[each.code for each in subgroups_at(snapshot, at)],
        updates=snapshot.subgroup_updates.of_board(meeting.ref),
    )


def _gap(gap: Gap, names: Mapping[str, str]) -> str:
    name = names.get(gap.of, gap.of)
    match gap.part:
        case Part.MINUTES:
            return f"The minutes of {name} are not in this pack."
        case Part.FOCUS_REPORT:
            return f"The focus report of {name} has not come in."
        case Part.SUBGROUP_UPDATE:
            return f"The update of {name} has not been approved by its chair."


def _focus(report: FocusReport, agencies: Mapping[str, str]) -> Report:
    """As the agency wrote it, part by part; what it left empty is left out."""
    figures = tuple(f"{each.name}: {each.value}" for each in report.figures)
    parts: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Current demand", _one(report.demand)),
        ("Pressures", _one(report.pressures)),
        ("Figures", figures),
        ("Blockers", report.blockers),
        ("Enablers", report.enablers),
        ("Asks of partners", tuple(each.text for each in report.asks)),
        ("Good practice", _one(report.good_practice)),
    )
    name = agencies.get(report.agency, report.agency)
    return Report(title=f"Focus on: {name}", parts=tuple(each for each in parts if each[1]))


def _update(
    update: SubgroupUpdate, title: str, names: Mapping[str, str], agencies: Mapping[str, str]
) -> Report:
    period = f"{short_day(update.since)} to {short_day(update.until)}"
    chair = names.get(update.approved_by, "")
    by = f"{chair}, who chairs it; {period}" if chair else period
    return Report(
        title=f"Update of {title}",
        by=by,
        parts=tuple(_parts(update, agencies)),
    )


def _parts(
    update: SubgroupUpdate, agencies: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Counts, then how each agency took part, then the chair's own words."""
    counted, took_part = [], []
    words: dict[str, list[str]] = {}
    partners = {agencies.get(key, key) for key in update.counts.engagement}
    for head, line in lines_of(update, agencies):
        if head in _OWN_WORDS:
            words.setdefault(head, []).append(line)
        elif head in partners:
            took_part.append(f"{head}: {line}")
        else:
            counted.append(f"{head}: {line}")
    yield "Since the last update", tuple(counted)
    if took_part:
        yield "How agencies took part", tuple(took_part)
    yield from ((_OWN_WORDS[head], tuple(lines)) for head, lines in words.items())


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text.strip() else ()
