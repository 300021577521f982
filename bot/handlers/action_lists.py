"""The lists that go out before a board: sent, opened, answered inline, and who was sent what."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from board.action_lists import LIST, OWN_LIST, REQUEST
from board.actions import Action, Deed, brag, key_of, today_of
from board.dissemination import Delivery
from board.errors import BoardError, Forbidden
from board.facts import Result
from board.people import Permission
from board.referral_form import Fault
from board.tiers import Tier
from bot.handlers.action_steps import faults_of_step, take_step
from bot.handlers.tracker_views import names_of, rows_of
from bot.handlers.triage_page import text_of
from bot.router import Router, Said
from bot.turn import Office, Reply, Turn
from cards.action_payloads import ShowAgencyActions, ShowDissemination, UpdateActions
from cards.action_views import AgencyActions, DisseminationLog
from cards.views import View
from storage.unit import Snapshot, Unit

router = Router(topic="Actions")

ROWS = 5
LOG_ROWS = 15
_OFFERED = (Deed.PROGRESS, Deed.COMPLETE, Deed.BLOCK, Deed.CANCEL, Deed.AT_RISK)
_NOTE_OF = {Deed.COMPLETE: "evidence"}


@router.deed(ShowAgencyActions)
def show_list(turn: Turn, asked: ShowAgencyActions, unit: Unit) -> Reply:
    """A page of a list; the log says that it was opened."""
    key = key_of(turn.person)
    view = _view(asked, key, unit, turn.now, turn.office, page=asked.page)
    unit.dissemination.note_opened(asked.meeting, view.meeting.day, key, asked.what, turn.now)
    unit.record(turn.fact("ActionsViewed", asked.meeting, Tier.T0, Result.VIEWED))
    return Reply(view=view)


@router.deed(UpdateActions)
def update_list(turn: Turn, pressed: UpdateActions, unit: Unit) -> Reply:
    """Every answer that was given on this page; what is wrong stays, with what was typed."""
    key = key_of(turn.person)
    faults: dict[str, Fault] = {}
    kept: dict[str, str] = {}
    refs: list[str] = []
    live = _live(pressed, key, unit)
    for action in live:
        chosen = text_of(pressed, action.ref)
        if not chosen:
            continue
        note = text_of(pressed, f"{action.ref}.note").strip()
        if pressed.versions.get(action.ref, action.version) != action.version:
            found = {action.ref: Fault("V30")}
        else:
            found = _take(turn, action.ref, chosen, note, unit)
        if found:
            faults |= found
            kept |= {action.ref: chosen, f"{action.ref}.note": note}
        else:
            refs.append(action.ref)
    view = _view(pressed, key, unit, turn.now, turn.office, page=pressed.page)
    of_list = (pressed.meeting, view.meeting.day, key, pressed.what, turn.now)
    unit.dissemination.note_opened(*of_list)
    if refs:
        unit.dissemination.note_answered(*of_list)
    said = f"Kept: {', '.join(refs)}." if refs else "Choose how at least one action stands."
    gone = sorted(set(pressed.versions) - {each.ref for each in live})
    if gone := [each for each in gone if text_of(pressed, each)]:
        said += f" Not kept, for it has ended or moved meanwhile: {', '.join(gone)}."
    return Reply(view=replace(view, inputs=kept, faults=faults, note=said))


@router.command(
    "dissemination",
    says="See who was sent the actions before a board: delivered, opened, answered",
    takes="(MEETING)",
    needs=Permission.ACTION_RUN,
)
@router.view(ShowDissemination, needs=Permission.ACTION_RUN)
def dissemination(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """Who was sent what before a meeting; the latest that anything was sent for, unless named."""
    wanted = asked.words.strip().upper() if isinstance(asked, Said) else asked.meeting
    ref = wanted or snapshot.dissemination.latest_meeting()
    meeting = snapshot.meetings.get(ref) if ref else None
    if meeting is None:
        raise BoardError("nothing_sent")
    rows = snapshot.dissemination.of_meeting(meeting.ref)
    page = 1 if isinstance(asked, Said) else asked.page
    pages = max(1, -(-len(rows) // LOG_ROWS))
    page = min(max(1, page), pages)
    view = DisseminationLog(
        meeting=meeting,
        rows=rows[(page - 1) * LOG_ROWS : page * LOG_ROWS],
        names=names_of(snapshot),
        page=page,
        pages=pages,
        total=len(rows),
        at=turn.now,
    )
    fact = turn.fact("DisseminationViewed", meeting.ref, Tier.T0, Result.VIEWED)
    return Reply(view=view, fact=fact)


def _take(turn: Turn, ref: str, chosen: str, note: str, unit: Unit) -> dict[str, Fault]:
    """One answer of the list by the rule of its step; what is wrong with it."""
    if chosen not in set(_OFFERED):
        return {ref: Fault("V41")}
    deed = Deed(chosen)
    inputs = dict.fromkeys(("reason", "evidence", "needed", "needed_from", "due", "owner"), "")
    inputs[_NOTE_OF.get(deed, "reason")] = note
    if deed is Deed.BLOCK:
        inputs |= {"needed": note, "needed_from": "Not said"}
    faults = faults_of_step(turn, deed, inputs, unit)
    if faults:
        return {f"{ref}.note": next(iter(faults.values()))}
    try:
        take_step(turn, unit.actions.get(ref, for_change=True), deed, inputs, unit)
    except BoardError as refusal:
        return {ref: Fault(refusal.code)}
    return {}


def _live(
    asked: ShowAgencyActions | UpdateActions, key: str, snapshot: Snapshot
) -> tuple[Action, ...]:
    """The open actions of a list. Raises Forbidden for whoever it is not meant for."""
    if asked.what == OWN_LIST:
        return _only_live(snapshot.actions.open_of_owner(key))
    agency = snapshot.people.agency(asked.agency)
    if agency is None or key not in {agency.representative, agency.deputy}:
        raise Forbidden
    withheld = snapshot.sittings.withheld_from(key).refs
    found = snapshot.actions.open_of_agency(agency.key)
    return _only_live(each for each in found if each.ref not in withheld or each.owner == key)


def _only_live(actions: Iterable[Action]) -> tuple[Action, ...]:
    return tuple(each for each in actions if each.is_live)


def _view(
    asked: ShowAgencyActions | UpdateActions,
    key: str,
    snapshot: Snapshot,
    now: datetime,
    office: Office,
    *,
    page: int,
) -> AgencyActions:
    meeting = snapshot.meetings.get(asked.meeting)
    if meeting is None:
        raise Forbidden
    today = today_of(now)
    found = _live(asked, key, snapshot)
    pages = max(1, -(-len(found) // ROWS))
    page = min(max(1, page), pages)
    agency = snapshot.people.agency(asked.agency)
    names = names_of(snapshot)
    speaks_for = agency.representative if agency and asked.what != OWN_LIST else key
    ordered = sorted(found, key=lambda each: (str(brag(each, today, office.calendar)), each.due))
    ordered.sort(key=lambda each: each.due >= today)
    return AgencyActions(
        meeting=meeting,
        what=asked.what,
        agency=asked.agency,
        member=key,
        rows=rows_of(ordered[(page - 1) * ROWS : page * ROWS], snapshot, today, office.calendar),
        page=page,
        pages=pages,
        total=len(found),
        instead_of=names.get(speaks_for or "", "") if speaks_for != key else "",
        names=names,
        at=now,
    )


def _load(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """A list as it stands when it is sent; nothing where all is done, or it has moved meanwhile."""
    meeting, what, agency, member, on = _parts_of(about)
    asked = ShowAgencyActions(meeting=meeting, what=what, agency=agency)
    view = _view(asked, member, snapshot, now, office, page=1)
    return view if view.total and on in {None, view.meeting.day} else None


def note_list(unit: Unit, about: str, _to: str, now: datetime, *, office: Office) -> None:
    """The log says that a list has arrived."""
    del office
    unit.dissemination.note_delivered(about, now)


for _what in (REQUEST, LIST, OWN_LIST):
    router.notice(f"actions_{_what}", sent=note_list, in_hours=True)(_load)


def kind_of(what: str) -> str:
    """The kind of notice that carries a list."""
    return f"actions_{what}"


def row_of_log(about: str, now: datetime, instead: str) -> Delivery:
    """The line of a list in the log, as it is sent."""
    meeting, what, agency, member, on = _parts_of(about)
    return Delivery(
        key=about, meeting=meeting, what=what, agency=agency, member=member, held_on=on,
        told_at=now, instead=instead,
    )  # fmt: skip


def _parts_of(about: str) -> tuple[str, str, str, str, date | None]:
    """Meeting, list, agency, member, and the day; what was kept before a move spoke has none."""
    meeting, what, agency, member, *on = about.split(":")
    return meeting, what, agency, member, date.fromisoformat(on[0]) if on else None
