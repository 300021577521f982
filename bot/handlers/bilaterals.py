"""Bilateral meetings: put down, concerns carried, and what becomes of each."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from board.action_form import read_day
from board.actions import key_of, today_of
from board.agenda import OPEN, is_issued
from board.bilaterals import (
    Bilateral,
    Concern,
    ConcernStatus,
    check_concerns,
    concern_of,
    demand_taking_part,
    log,
    may_take_part,
    open_concerns,
    raise_concern,
    read_concerns,
    settle_concern,
)
from board.errors import BoardError, Forbidden
from board.facts import Fact, Result
from board.meetings import Meeting
from board.people import AgencyType, Member, Permission
from board.referral_form import Fault
from board.refs import ESCALATION
from board.tiers import Tier
from bot.handlers.guarding import caution, guarded
from bot.handlers.tracker_views import names_of
from bot.handlers.triage_page import text_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.governance_payloads import (
    AddConcern,
    EscalateConcern,
    LogBilateral,
    ResolveConcern,
    ShowBilateral,
    ShowBilaterals,
)
from cards.governance_views import (
    BilateralForm,
    BilateralList,
    BilateralShown,
    ConcernForm,
    OpenConcern,
)
from storage.unit import Snapshot, Unit

router = Router()

VIEW, ADD = Permission.MEETING_VIEW, Permission.ACTION_ADD
_FORM_LENGTH = 24
_BOARD = "BOARD"
_OF_BILATERALS = frozenset({AgencyType.POLICE, AgencyType.MENTAL_HEALTH_TRUST})


@router.command(
    "bilateral", says="See concerns raised between police and trust, or log a meeting", needs=VIEW
)
@router.view(ShowBilaterals, needs=VIEW)
def bilaterals(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """Concerns that are carried, and the meetings."""
    page = asked.page if isinstance(asked, ShowBilaterals) else 1
    meetings = snapshot.bilaterals.all()
    ahead = [each.next_on for each in meetings if each.next_on]
    today = today_of(turn.now)
    view = BilateralList(
        waiting=tuple(_waiting(turn, meetings)),
        meetings=meetings,
        names=names_of(snapshot),
        next_on=min((each for each in ahead if each >= today), default=None),
        may_add=turn.person.may(ADD),
        may_log=turn.person.member is not None,
        page=page,
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, "bilaterals"))


@router.view(ShowBilateral, needs=VIEW)
def show_bilateral(turn: Turn, asked: ShowBilateral, snapshot: Snapshot) -> Reply:
    """One meeting."""
    return _shown(turn, snapshot.bilaterals.get(asked.ref), snapshot, page=asked.page)


def _again(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    return _shown(turn, snapshot.bilaterals.get(ref), snapshot)


@router.deed(LogBilateral, needs=VIEW, again=_again)
def log_bilateral(turn: Turn, pressed: LogBilateral, unit: Unit) -> Reply:
    """The form; then put the meeting down, every text behind the guard."""
    people = _people(unit)
    if not (pressed.sent and pressed.form):
        inputs = {"on": today_of(turn.now).isoformat(), "attendees": key_of(turn.person)}
        form = secrets.token_urlsafe(_FORM_LENGTH)
        return Reply(view=BilateralForm(form=form, people=people, inputs=inputs))
    inputs = {name: text_of(pressed, name) for name in ("on", "attendees", "concerns", "next_on")}
    view = BilateralForm(form=pressed.form, people=people, inputs=inputs)
    concerns = read_concerns(inputs["concerns"])
    faults = _faults(turn, inputs) | check_concerns(concerns)
    faults |= guarded(turn, {"concerns": inputs["concerns"]}, inputs, unit)
    held = read_day(inputs["on"])
    if faults or held is None:
        return Reply(view=replace(view, faults=faults))
    known = {key for key, _ in people}
    there = tuple(each for each in dict.fromkeys(inputs["attendees"].split(",")) if each in known)
    try:
        met = Bilateral(
            ref=unit.bilaterals.next_ref(held),
            on=held,
            attendees=there,
            concerns=concerns,
            next_on=read_day(inputs["next_on"]),
        )
        logged, fact = log(met, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(view, faults={"attendees": Fault(refusal.code)}))
    unit.bilaterals.put(logged)
    unit.record(fact)
    note = f"Kept. {caution({'concerns': inputs['concerns']})}".strip()
    return replace(_shown(turn, logged, unit, note=note), ref=logged.ref)


@router.deed(AddConcern, needs=VIEW, again=_again)
def add_concern(turn: Turn, pressed: AddConcern, unit: Unit) -> Reply:
    """The form; then add the concern."""
    meeting = unit.bilaterals.get(pressed.ref, for_change=True)
    demand_taking_part(meeting, turn.person)
    if not (pressed.sent and pressed.form):
        form = secrets.token_urlsafe(_FORM_LENGTH)
        return Reply(view=ConcernForm(ref=meeting.ref, form=form))
    inputs = {name: text_of(pressed, name) for name in ("concern", "unit")}
    view = ConcernForm(ref=meeting.ref, form=pressed.form, inputs=inputs)
    typed = Concern(" ".join(inputs["concern"].split()), " ".join(inputs["unit"].split()))
    found = check_concerns((typed,)).get("concerns")
    faults = {"unit" if found.code == "unit_long" else "concern": found} if found else {}
    faults |= guarded(turn, inputs, inputs, unit)
    if faults:
        return Reply(view=replace(view, faults=faults))
    changed, fact = raise_concern(meeting, typed.text, typed.unit, by=turn.person, now=turn.now)
    saved = unit.bilaterals.save(changed)
    unit.record(fact)
    note = f"Kept. {caution(inputs)}".strip()
    return replace(_shown(turn, saved, unit, note=note), ref=saved.ref)


@router.deed(ResolveConcern, needs=VIEW)
def resolve_concern(turn: Turn, pressed: ResolveConcern, unit: Unit) -> Reply:
    """It was resolved early."""
    meeting = unit.bilaterals.get(pressed.ref, for_change=True)
    return _settled(turn, meeting, pressed.number, ConcernStatus.RESOLVED_EARLY, "", unit)


@router.deed(EscalateConcern, needs=VIEW)
def escalate_concern(turn: Turn, pressed: EscalateConcern, unit: Unit) -> Reply:
    """Ask where to; then an escalation's reference, or the agenda of the next board."""
    meeting = unit.bilaterals.get(pressed.ref, for_change=True)
    demand_taking_part(meeting, turn.person)
    concern = concern_of(meeting, pressed.number)
    board = _next_open(turn, unit)
    inputs = {"escalation": text_of(pressed, "escalation")}
    form = ConcernForm(
        ref=meeting.ref,
        number=pressed.number,
        concern=concern,
        board=board.ref if board else "",
        inputs=inputs,
    )
    if not pressed.sent:
        return Reply(view=form)
    typed = inputs["escalation"].strip().upper()
    if typed and not (ESCALATION.fullmatch(typed) and unit.escalations.find(typed)):
        return Reply(view=replace(form, faults={"escalation": Fault("escalation_unknown")}))
    if not typed and board is None:
        return Reply(view=replace(form, note=BoardError("no_board_planned").sentence))
    became = typed or (board.ref if board else "")
    return _settled(turn, meeting, pressed.number, ConcernStatus.ESCALATED, became, unit)


def _next_open(turn: Turn, snapshot: Snapshot) -> Meeting | None:
    """The next board whose pack is not out: what comes later stands in no agenda of that one."""
    boards = snapshot.meetings.of_forum(_BOARD)
    ahead = (each for each in boards if each.state in OPEN and each.starts_at > turn.now)
    kept = ((each, snapshot.agendas.find(each.ref)) for each in ahead)
    return next((each for each, agenda in kept if not agenda or not is_issued(agenda, each)), None)


def _settled(
    turn: Turn, meeting: Bilateral, number: int, status: ConcernStatus, became: str, unit: Unit
) -> Reply:
    try:
        settled, fact = settle_concern(
            meeting, number, status, became, by=turn.person, now=turn.now
        )
    except Forbidden:
        raise
    except BoardError as refusal:
        return _shown(turn, meeting, unit, note=refusal.sentence)
    saved = unit.bilaterals.save(settled)
    unit.record(fact)
    return _shown(turn, saved, unit, note="Kept.")


def _faults(turn: Turn, inputs: dict[str, str]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    today = today_of(turn.now)
    held, following = read_day(inputs["on"]), read_day(inputs["next_on"])
    if held is None or held > today:
        faults["on"] = Fault("bilateral_day")
    if inputs["next_on"].strip() and (following is None or (held and following <= held)):
        faults["next_on"] = Fault("bilateral_next")
    return faults


def _waiting(turn: Turn, meetings: Iterable[Bilateral]) -> Iterable[OpenConcern]:
    """Open concerns of all meetings, the longest waiting first."""
    for meeting in sorted(meetings, key=lambda each: (each.on, each.ref)):
        for number, concern in open_concerns(meeting):
            yield OpenConcern(
                ref=meeting.ref,
                on=meeting.on,
                number=number,
                concern=concern,
                may_settle=may_take_part(meeting, turn.person),
            )


def _people(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Members of police and trust, who meet so: key, and name with agency; by name."""
    agencies = {
        each.key: each.short_name
        for each in snapshot.people.agencies()
        if each.active and each.type in _OF_BILATERALS
    }

    def named(member: Member) -> tuple[str, str]:
        return member.key, f"{member.name}, {agencies[member.agency]}"

    found = (
        named(each)
        for each in snapshot.people.members()
        if each.active and each.account and each.agency in agencies
    )
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def _shown(
    turn: Turn, meeting: Bilateral, snapshot: Snapshot, *, page: int = 1, note: str = ""
) -> Reply:
    view = BilateralShown(
        meeting=meeting,
        names=names_of(snapshot),
        may_settle=may_take_part(meeting, turn.person),
        may_add=turn.person.may(ADD),
        page=page,
        note=note,
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, meeting.ref))


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("BilateralViewed", about, Tier.T0, Result.VIEWED)
