"""The update of a subgroup for the board: counted by the bot, worded and approved by its chair."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from board.action_lists import listed_at
from board.agenda import OPEN
from board.calendar import Calendar
from board.errors import BoardError, Forbidden
from board.facts import Result
from board.meetings import Meeting
from board.people import Permission, Person
from board.referral_form import Fault
from board.subgroup_update import (
    TEXT_LONGEST,
    THEME_LONGEST,
    Edited,
    SubgroupUpdate,
    approve,
    edit,
    lines_of,
)
from board.tiers import Tier
from board.updates_due import UPDATE_DUE
from bot.handlers.agenda_pages import names_of
from bot.handlers.guarding import caution, guarded
from bot.handlers.tracker_views import may_override
from bot.handlers.triage_page import text_of
from bot.router import Router, Said
from bot.subgroups import Subgroup, subgroups_at, update_of
from bot.turn import Office, Reply, Turn
from cards.agenda_payloads import ApproveUpdate, EditUpdate, ShowUpdate
from cards.agenda_views import UpdateForm, UpdateShown
from cards.views import View
from storage.unit import Snapshot, Unit

router = Router()

VIEW = Permission.MEETING_VIEW
_BOARD = "BOARD"
_LISTS = {"results": TEXT_LONGEST, "themes": THEME_LONGEST}
_BOXES = (*_LISTS, "blockers", "override")
_GUARDED = (*_LISTS, "blockers")


@router.command(
    "subgroup update",
    says="See your subgroup's update for the next board, change its words and approve it",
    takes="(SUBGROUP)",
    needs=VIEW,
)
def subgroup_update(turn: Turn, said: Said, snapshot: Snapshot) -> Reply:
    """The update of the subgroup somebody chairs, or of the one they name."""
    board = snapshot.meetings.next_of(_BOARD, turn.now)
    subgroup = _chosen(turn.person, said.words, snapshot, turn.now)
    if board is None or subgroup is None:
        raise BoardError("update_none")
    return _looked_at(turn, board, subgroup, snapshot)


@router.view(ShowUpdate, needs=VIEW)
def show_update(turn: Turn, asked: ShowUpdate, snapshot: Snapshot) -> Reply:
    """The update as it stands."""
    board, subgroup = _found(turn, asked.ref, asked.forum, snapshot)
    return _looked_at(turn, board, subgroup, snapshot)


@router.deed(EditUpdate, needs=VIEW)
def edit_update(turn: Turn, pressed: EditUpdate, unit: Unit) -> Reply:
    """Ask for the chair's own words; sent, keep them: it is a draft again."""
    board, subgroup = _found(turn, pressed.ref, pressed.forum, unit, for_change=True)
    _demand_open(board, unit, turn.now, turn.office.calendar)
    update = update_of(board, subgroup, unit, turn.now, turn.office.calendar)
    inputs = {name: text_of(pressed, name) for name in _BOXES}
    form = UpdateForm(update=update, title=subgroup.title, inputs=inputs if pressed.sent else {})
    if not pressed.sent:
        # Who may not write it is told so now, not after typing.
        edit(update, Edited(), by=turn.person, now=turn.now)
        return Reply(view=form)
    if faults := _too_long(inputs) | guarded(
        turn, {name: inputs[name] for name in _GUARDED}, inputs, unit, of=board.ref
    ):
        return Reply(view=replace(form, faults=faults, may_override=may_override(turn.person)))
    if pressed.version != update.version:
        return Reply(view=replace(form, note=BoardError("V30").sentence))
    words = Edited(
        results=_lines(inputs["results"]),
        themes=_lines(inputs["themes"]),
        blockers=inputs["blockers"],
    )
    try:
        edited, fact = edit(update, words, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(form, faults={"themes": Fault(refusal.code)}))
    kept = _keep(edited, unit)
    unit.record(fact)
    note = f"Kept. Approve it when it is right. {caution({n: inputs[n] for n in _GUARDED})}"
    return Reply(view=_shown(turn, board, subgroup, kept, unit, note=note.strip()))


@router.deed(ApproveUpdate, needs=VIEW)
def approve_update(turn: Turn, pressed: ApproveUpdate, unit: Unit) -> Reply:
    """The chair lets it into the pack, exactly as it was shown."""
    board, subgroup = _found(turn, pressed.ref, pressed.forum, unit, for_change=True)
    _demand_open(board, unit, turn.now, turn.office.calendar)
    update = update_of(board, subgroup, unit, turn.now, turn.office.calendar)
    approved, fact = approve(update, by=turn.person, now=turn.now)
    is_as_shown = pressed.version == update.version and pressed.counted == _counted(update)
    if not is_as_shown:
        note = BoardError("V30").sentence
        return Reply(view=_shown(turn, board, subgroup, update, unit, note=note))
    kept = _keep(approved, unit)
    unit.record(fact)
    note = "Approved. It goes into the pack."
    return Reply(view=_shown(turn, board, subgroup, kept, unit, note=note))


@router.notice(UPDATE_DUE, in_hours=True)
def update_due(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """The chair is asked to approve it; nothing once that is done, or the pack is out."""
    ref, _, code = about.partition(":")
    board = snapshot.meetings.get(ref)
    subgroup = next((each for each in subgroups_at(snapshot, now) if each.code == code), None)
    if board is None or subgroup is None or not _is_open(board, snapshot, now, office.calendar):
        return None
    update = update_of(board, subgroup, snapshot, now, office.calendar)
    if update.is_approved:
        return None
    view = _view(board, subgroup, update, snapshot, now, office.calendar)
    return replace(view, is_mine=True, is_due=True)


def _chosen(person: Person, words: str, snapshot: Snapshot, now: datetime) -> Subgroup | None:
    """By its name, else the one this person chairs, else the only one there is."""
    known = subgroups_at(snapshot, now)
    name = words.strip().upper().removeprefix("SUBGROUP").strip(" -")
    if name:
        return next((each for each in known if each.code == f"SUBGROUP-{name}"), None)
    own = person.member.key if person.member else ""
    return next((each for each in known if each.chair == own), known[0] if known else None)


def _found(
    turn: Turn, ref: str, code: str, snapshot: Snapshot, *, for_change: bool = False
) -> tuple[Meeting, Subgroup]:
    """The board and the subgroup of a press; the board's row holds a second press back."""
    board = snapshot.meetings.get(ref, for_change=for_change)
    known = subgroups_at(snapshot, turn.now)
    subgroup = next((each for each in known if each.code == code), None)
    if board is None or board.forum != _BOARD or subgroup is None:
        raise Forbidden
    return board, subgroup


def _keep(update: SubgroupUpdate, unit: Unit) -> SubgroupUpdate:
    """Under the next version; the first one as it is, but for the version that it was shown as."""
    if unit.subgroup_updates.find(update.board, update.forum, for_change=True) is None:
        unit.subgroup_updates.add(update)
    return unit.subgroup_updates.save(update)


def _looked_at(turn: Turn, board: Meeting, subgroup: Subgroup, snapshot: Snapshot) -> Reply:
    update = update_of(board, subgroup, snapshot, turn.now, turn.office.calendar)
    fact = turn.fact("SubgroupUpdateViewed", board.ref, Tier.T0, Result.VIEWED, forum=subgroup.code)
    return Reply(view=_shown(turn, board, subgroup, update, snapshot), fact=fact)


def _shown(
    turn: Turn,
    board: Meeting,
    subgroup: Subgroup,
    update: SubgroupUpdate,
    snapshot: Snapshot,
    *,
    note: str = "",
) -> UpdateShown:
    view = _view(board, subgroup, update, snapshot, turn.now, turn.office.calendar)
    member = turn.person.member
    is_mine = member is not None and member.key == update.chair
    is_open = _is_open(board, snapshot, turn.now, turn.office.calendar)
    return replace(view, is_mine=is_mine and is_open, note=note)


def _view(
    board: Meeting,
    subgroup: Subgroup,
    update: SubgroupUpdate,
    snapshot: Snapshot,
    at: datetime,
    calendar: Calendar,
) -> UpdateShown:
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    names = names_of(snapshot)
    return UpdateShown(
        update=update,
        title=subgroup.title,
        lines=tuple(lines_of(update, agencies)),
        chair=names.get(update.chair, ""),
        counted=_counted(update),
        due=_pack_at(board, snapshot, calendar),
        names=names,
        at=at,
    )


def _counted(update: SubgroupUpdate) -> str:
    """What tells one state of the counts from another."""
    said = repr((update.since, update.until, tuple(lines_of(update, {}))))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _pack_at(board: Meeting, snapshot: Snapshot, calendar: Calendar) -> datetime:
    return listed_at(board, calendar, snapshot.settings.clocks)


def _is_open(board: Meeting, snapshot: Snapshot, now: datetime, calendar: Calendar) -> bool:
    """Its pack has not gone out: what is in it does not change any more."""
    is_due = now >= _pack_at(board, snapshot, calendar) and not board.pack_held
    return board.state in OPEN and board.pack_issued_at is None and not is_due


def _demand_open(board: Meeting, snapshot: Snapshot, now: datetime, calendar: Calendar) -> None:
    if not _is_open(board, snapshot, now, calendar):
        raise BoardError("update_closed")


def _too_long(inputs: Mapping[str, str]) -> dict[str, Fault]:
    faults = {
        name: Fault("V38", longest)
        for name, longest in _LISTS.items()
        if any(len(each) > longest for each in _lines(inputs[name]))
    }
    if len(inputs["blockers"].strip()) > TEXT_LONGEST:
        faults["blockers"] = Fault("V38", TEXT_LONGEST)
    return faults


def _lines(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.splitlines() if each.strip())
