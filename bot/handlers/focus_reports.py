"""Focus reports: written on three pages, sent, read by the board, and what they set going."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from board.cycle_due import TEAM
from board.demand import reported_again
from board.errors import BoardError, Forbidden
from board.facts import Fact, Notice, Result
from board.focus import FocusReport, check_report, may_write, present, read_said, submit, written
from board.governance import may_sign
from board.meetings import Meeting
from board.people import Agency, Permission
from board.refs import BOARD_MEETING
from board.rotas import demand_speaker
from board.tiers import Tier
from bot.handlers.cycle_notices import REPORT_IN
from bot.handlers.guarding import caution, guarded
from bot.handlers.triage_page import text_of
from bot.router import IN_PRIVATE, Router, Said
from bot.turn import Reply, Turn
from bot.turning import in_focus
from cards.focus import PAGES
from cards.focus_payloads import (
    KeepFocusReport,
    PresentFocusReport,
    ShowFocusReport,
    SubmitFocusReport,
    WriteFocusReport,
)
from cards.focus_views import FocusReportForm, FocusReportShown
from storage.unit import Snapshot, Unit

router = Router()

VIEW = Permission.MEETING_VIEW
_BOARD = "BOARD"
_FORM_LENGTH = 24
_SENT = "Sent. The board can read it now. You can change it until it is presented."
_FIELDS = tuple(each.id for boxes in PAGES.values() for each in boxes)
_LAST = list(PAGES)[-1]
_PAGE_OF = {each.id: page for page, boxes in PAGES.items() for each in boxes}


@router.command(
    "focus report",
    says="Write your agency's focus report, or read one: say an agency or a meeting",
    takes="(AGENCY)",
    needs=VIEW,
)
def focus_report(turn: Turn, said: Said, snapshot: Snapshot) -> Reply:
    """The report of an agency or of a meeting; without words, the one that is next."""
    words = said.words.strip()
    if BOARD_MEETING.fullmatch(words.upper()):
        report = _of_meeting(words.upper(), snapshot)
    elif words:
        agency = agency_named(words, snapshot, "focus_agency")
        latest = snapshot.focus_reports.latest_of(agency.key)
        if latest is None:
            raise BoardError("no_report")
        report = latest
    else:
        report = _next(turn, snapshot)
        return _form_or_report(turn, report, snapshot)
    return _reply(turn, report, snapshot)


@router.view(ShowFocusReport, needs=VIEW)
def show_focus_report(turn: Turn, asked: ShowFocusReport, snapshot: Snapshot) -> Reply:
    """A report as it stands; its form for who writes it while nothing is in."""
    report = _known(asked.meeting, asked.agency, snapshot)
    if not report.is_in:
        return _form_or_report(turn, report, snapshot)
    return _reply(turn, report, snapshot, page=asked.page)


@router.view(WriteFocusReport, needs=VIEW, places=IN_PRIVATE)
def write_focus_report(turn: Turn, asked: WriteFocusReport, snapshot: Snapshot) -> Reply:
    """The form, with what this person has typed or what was sent."""
    report = _known(asked.meeting, asked.agency, snapshot)
    if not may_write(report, turn.person):
        demand_speaker(turn.person, report.agency)
        raise BoardError("report_state", state=str(report.status))
    return Reply(view=_form(turn, report, snapshot), fact=_looked(turn, report))


@router.deed(KeepFocusReport, needs=VIEW, places=IN_PRIVATE)
def keep_focus_report(turn: Turn, pressed: KeepFocusReport, unit: Unit) -> Reply:
    """Keep what was typed on a page; the next page, or the report with the way back to it."""
    report = _known(pressed.meeting, pressed.agency, unit)
    demand_speaker(turn.person, report.agency)
    typed = _typed(turn, report, pressed, unit)
    unit.focus_reports.keep_draft(report, turn.person.id, typed, turn.now)
    if not pressed.to:
        return _reply(turn, report, unit, note="Kept. Nobody else sees it until you send it.")
    form = _form(turn, report, unit, form=pressed.form, version=pressed.version)
    return Reply(view=replace(form, page=pressed.to, inputs=typed))


def _sent_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    meeting, _, agency = ref.partition(":")
    return _reply(turn, snapshot.focus_reports.get(meeting, agency), snapshot)


@router.deed(SubmitFocusReport, needs=VIEW, places=IN_PRIVATE, again=_sent_before)
def submit_focus_report(turn: Turn, pressed: SubmitFocusReport, unit: Unit) -> Reply:
    """Send the report, and let the register follow it; what is wrong comes back with the form."""
    _known(pressed.meeting, pressed.agency, unit)
    report = unit.focus_reports.begin(pressed.meeting, pressed.agency)
    demand_speaker(turn.person, report.agency)
    typed = _typed(turn, report, pressed, unit)
    unit.focus_reports.keep_draft(report, turn.person.id, typed, turn.now)
    form = replace(_form(turn, report, unit, form=pressed.form), page=_LAST, inputs=typed)
    said = read_said(typed)
    faults = check_report(said)
    faults |= guarded(turn, {each: typed[each] for each in _FIELDS}, typed, unit)
    if faults:
        first = next(each for each in _FIELDS if each in faults)
        return Reply(view=replace(form, faults=faults, page=_PAGE_OF[first]))
    if pressed.version != report.version:
        return Reply(view=replace(form, note=BoardError("V30").sentence))
    try:
        sent, fact = submit(report, said, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(form, note=refusal.sentence))
    saved = unit.focus_reports.save(sent)
    unit.focus_reports.drop_draft(report, turn.person.id)
    _register(saved, turn, unit)
    about = f"{saved.meeting}:{saved.agency}"
    unit.record(fact, tell=[Notice(REPORT_IN, TEAM, about, f"{REPORT_IN}:{about}")])
    note = f"{_SENT} {caution(typed)}".strip()
    return replace(_reply(turn, saved, unit, note=note), ref=about)


@router.deed(PresentFocusReport, needs=Permission.MEETING_LEAD)
def present_focus_report(turn: Turn, pressed: PresentFocusReport, unit: Unit) -> Reply:
    """It was given at the meeting; pressed again it says so."""
    report = unit.focus_reports.get(pressed.meeting, pressed.agency, for_change=True)
    try:
        presented, fact = present(report, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return _reply(turn, report, unit, note=refusal.sentence)
    saved = unit.focus_reports.save(presented)
    unit.record(fact)
    return _reply(turn, saved, unit, note="Kept. It no longer changes.")


def agency_named(words: str, snapshot: Snapshot, code: str) -> Agency:
    """The agency that somebody typed: its name, short name or key. Raises BoardError `code`."""
    wanted = " ".join(words.split()).casefold()
    for each in snapshot.people.agencies():
        if wanted in {each.key.casefold(), each.name.casefold(), each.short_name.casefold()}:
            return each
    raise BoardError(code)


def _register(report: FocusReport, turn: Turn, unit: Unit) -> None:
    """What the report says, in the register of demand; what it no longer says is withdrawn."""
    known = unit.demand.of_report(report.meeting, report.agency)
    added, changed = reported_again(known, report, now=turn.now)
    for entry in added:
        unit.demand.insert(replace(entry, ref=unit.demand.next_ref()))
    for entry in changed:
        unit.demand.save(entry)


def _next(turn: Turn, snapshot: Snapshot) -> FocusReport:
    """The report this person writes next, or the one of the next board."""
    ahead = _ahead(turn, snapshot)
    found = [(each.ref, agency) for each in ahead for agency in in_focus(each, snapshot)]
    if not found:
        raise BoardError("no_focus")
    agency = turn.person.agency
    own = agency.key if agency and may_sign(agency, turn.person) else ""
    return _known(*next((each for each in found if each[1] == own), found[0]), snapshot)


def _ahead(turn: Turn, snapshot: Snapshot) -> list[Meeting]:
    found = []
    at = turn.now
    while (meeting := snapshot.meetings.next_of(_BOARD, at)) is not None:
        found.append(meeting)
        at = meeting.starts_at
    return found


def _of_meeting(ref: str, snapshot: Snapshot) -> FocusReport:
    meeting = snapshot.meetings.get(ref)
    if meeting is None:
        raise BoardError("no_report")
    reports = snapshot.focus_reports.of_meeting(ref)
    if reports:
        return reports[0]
    agencies = in_focus(meeting, snapshot)
    if not agencies:
        raise BoardError("no_focus")
    return FocusReport(meeting=ref, agency=agencies[0])


def _known(meeting: str, agency: str, snapshot: Snapshot) -> FocusReport:
    """The report of an agency in focus. Raises Forbidden where it never was, at that meeting."""
    report = snapshot.focus_reports.find(meeting, agency)
    if report is not None:
        return report
    held = snapshot.meetings.get(meeting)
    if held is None or agency not in in_focus(held, snapshot):
        raise Forbidden
    return FocusReport(meeting=meeting, agency=agency)


def _typed(
    turn: Turn, report: FocusReport, pressed: KeepFocusReport | SubmitFocusReport, unit: Snapshot
) -> dict[str, str]:
    """Everything typed so far: what has just arrived laid over what was kept."""
    kept = unit.focus_reports.draft(report, turn.person.id) or written(report)
    arrived = {each: text_of(pressed, each) for each in _FIELDS if each in pressed.inputs}
    page = pressed.page if isinstance(pressed, KeepFocusReport) else _LAST
    # A client leaves empty boxes out: what stood on this page and did not arrive was emptied.
    emptied = {each.id: "" for each in PAGES[page]}
    return {**{each: kept.get(each, "") for each in _FIELDS}, **emptied, **arrived}


def _form_or_report(turn: Turn, report: FocusReport, snapshot: Snapshot) -> Reply:
    """The form for who writes it, in private; what was kept is shown as an answer only."""
    is_writer = may_write(report, turn.person) and turn.place.is_private
    has_draft = snapshot.focus_reports.draft(report, turn.person.id) is not None
    if not is_writer or (has_draft and not turn.audience.ceiling >= Tier.T3):
        return _reply(turn, report, snapshot)
    return Reply(view=_form(turn, report, snapshot), fact=_looked(turn, report))


def _form(
    turn: Turn,
    report: FocusReport,
    snapshot: Snapshot,
    *,
    form: str = "",
    version: int | None = None,
) -> FocusReportForm:
    typed = snapshot.focus_reports.draft(report, turn.person.id) or written(report)
    return FocusReportForm(
        form=form or secrets.token_urlsafe(_FORM_LENGTH),
        report=report if version is None else replace(report, version=version),
        agency=_name(report, snapshot),
        inputs={each: typed.get(each, "") for each in _FIELDS},
    )


def _reply(
    turn: Turn, report: FocusReport, snapshot: Snapshot, *, page: int = 1, note: str = ""
) -> Reply:
    person = turn.person
    is_writer = may_write(report, person) and turn.place.is_private
    view = FocusReportShown(
        report=report,
        agency=_name(report, snapshot),
        may_write=is_writer,
        has_draft=is_writer and snapshot.focus_reports.draft(report, person.id) is not None,
        may_present=person.may(Permission.MEETING_LEAD),
        may_add=person.may(Permission.ACTION_ADD),
        page=page,
        note=note,
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, report))


def _name(report: FocusReport, snapshot: Snapshot) -> str:
    agency = snapshot.people.agency(report.agency)
    return agency.name if agency else report.agency


def _looked(turn: Turn, report: FocusReport) -> Fact:
    details: Mapping[str, str] = {"agency": report.agency}
    return turn.fact("FocusReportViewed", report.meeting, Tier.T0, Result.VIEWED, **details)
