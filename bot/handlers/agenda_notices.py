"""What is asked of an agenda: other business, a late paper; asked, answered, and told."""

import secrets
from dataclasses import replace
from datetime import datetime

from board.agenda import Agenda
from board.agenda_asks import AgendaAsk, AskKind, AskState, propose, settle
from board.agenda_changes import add_business, add_late_paper
from board.errors import BoardError, Forbidden
from board.facts import Notice
from board.forums import ForumType, record_of
from board.meetings import Meeting
from board.people import Permission, Person
from board.places import MH_TEAM
from board.referral_form import Fault
from bot.agenda_points import business_line
from bot.agendas import keep_agenda
from bot.handlers.agenda_pages import (
    agenda_shown,
    ask_shown,
    clocks_for,
    demand_reader,
    names_of,
    tier_of,
)
from bot.handlers.guarding import guarded
from bot.handlers.tracker_views import account_of, may_override
from bot.handlers.triage_page import text_of
from bot.pack_values import agenda_of
from bot.router import Router
from bot.turn import Office, Reply, Turn
from cards.agenda_payloads import ProposeBusiness, SettleAsk
from cards.agenda_views import AgendaForm, AgendaStep, PaperAdded
from cards.views import View
from storage.outbox import redraw
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router()

ASKED = "agenda_asked"
SETTLED = "agenda_settled"
PAPER_ADDED = "late_paper_added"
THING = "agenda_ask"
_FORM_LENGTH = 24


def told_of_ask(
    ask: AgendaAsk, meeting: Meeting, snapshot: Snapshot, now: datetime
) -> list[Notice]:
    """Whoever answers it is told in private: the facilitator, or the co-chairs who did not ask."""
    about = f"{THING}:{ask.ref}"
    if ask.kind is AskKind.BUSINESS:
        facilitator = snapshot.people.member(meeting.facilitator or "")
        reached = facilitator is not None and facilitator.active and facilitator.account
        to = f"person:{facilitator.account}" if facilitator and reached else f"forum:{MH_TEAM}"
        return [Notice(ASKED, to, about, f"{ASKED}:{ask.ref}:{to}")]
    chairs = standing_of(snapshot, now).co_chairs
    if record_of(meeting.forum).type is not ForumType.BOARD:
        chairs = (meeting.chair,) if meeting.chair else ()
    asked = [f"person:{account_of(snapshot, each)}" for each in chairs if each != ask.by]
    return [Notice(ASKED, to, about, f"{ASKED}:{ask.ref}:{to}") for to in asked]


def _proposed_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    return _proposed(turn, snapshot.agendas.ask(ref), snapshot)


@router.deed(ProposeBusiness, needs=Permission.MEETING_VIEW, again=_proposed_before)
def propose_business(turn: Turn, pressed: ProposeBusiness, unit: Unit) -> Reply:
    """Ask what it is about; then have whoever runs the meeting accept it."""
    meeting = unit.meetings.get(pressed.ref)
    if meeting is None:
        raise Forbidden
    demand_reader(turn, meeting, unit)
    until = clocks_for(meeting, turn.office, unit).aob_due
    topic, override = text_of(pressed, "topic"), text_of(pressed, "override")
    form = AgendaForm(
        agenda=_bare(meeting, turn, unit),
        step=AgendaStep.PROPOSE,
        form=pressed.form or secrets.token_urlsafe(_FORM_LENGTH),
        inputs={"topic": topic, "override": override},
        closes=until,
        may_override=may_override(turn.person),
    )
    if not pressed.sent:
        return Reply(view=form)
    if faults := guarded(turn, {"topic": topic}, {"override": override}, unit):
        return Reply(view=replace(form, faults=faults))
    ref = unit.agendas.next_ask(meeting.ref)
    try:
        ask, fact = propose(ref, meeting, topic, until=until, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        if refusal.code != "agenda_title":
            raise
        return Reply(view=replace(form, faults={"topic": Fault(refusal.code)}))
    unit.agendas.add_ask(ask)
    unit.record(fact, tell=told_of_ask(ask, meeting, unit, turn.now))
    return _proposed(turn, ask, unit)


@router.deed(SettleAsk)
def settle_ask(turn: Turn, pressed: SettleAsk, unit: Unit) -> Reply:
    """The answer: what is agreed to is put on the agenda, and whoever asked is told."""
    ask = unit.agendas.ask(pressed.ref, for_change=True)
    meeting = unit.meetings.get(ask.meeting)
    if meeting is None:
        raise Forbidden
    settled, fact = settle(
        ask, agreed=pressed.agreed, by=turn.person, meeting=meeting, now=turn.now
    )
    if settled.state is AskState.AGREED:
        _put_on(turn, settled, meeting, unit)
    unit.agendas.settle(settled)
    unit.record(fact, tell=_told_of_answer(settled, meeting, unit))
    view = ask_shown(settled, meeting, unit, turn.now, person=turn.person)
    return Reply(view=view)


@router.notice(ASKED, thing=THING)
def asked(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """What is asked, as it stands; once it is answered, only where it was posted before."""
    ask = snapshot.agendas.ask(about.partition(":")[2])
    meeting = snapshot.meetings.get(ask.meeting)
    if meeting is None or not (ask.waits or snapshot.posts.of(about)):
        return None
    return ask_shown(ask, meeting, snapshot, now)


@router.notice(SETTLED, in_hours=True)
def answered(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """What became of what somebody asked."""
    ask = snapshot.agendas.ask(about)
    meeting = snapshot.meetings.get(ask.meeting)
    return ask_shown(ask, meeting, snapshot, now) if meeting is not None else None


@router.notice(PAPER_ADDED)
def paper_added(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """A late paper, for everybody who has the pack."""
    ask = snapshot.agendas.ask(about)
    meeting = snapshot.meetings.get(ask.meeting)
    if meeting is None:
        return None
    agenda = agenda_of(meeting, now, snapshot)
    item = next((each.title for each in agenda.items if each.key == ask.item), "Agenda")
    return PaperAdded(ask=ask, item=item, names=names_of(snapshot), at=now, tier=tier_of(meeting))


def _put_on(turn: Turn, ask: AgendaAsk, meeting: Meeting, unit: Unit) -> None:
    """Onto the agenda with it: a line under other business, or a paper marked late."""
    agenda = keep_agenda(unit, meeting, turn.now)
    if ask.kind is AskKind.BUSINESS:
        line = business_line(ask, names_of(unit))
        changed, fact = add_business(agenda, line, by=turn.person, now=turn.now)
    else:
        changed, fact = add_late_paper(
            agenda,
            meeting,
            ask.item,
            ask.paper,
            agreed_by=turn.person,
            until=clocks_for(meeting, turn.office, unit).late_papers_until,
            by=_whoever_asked(ask, unit, turn.now),
            now=turn.now,
        )
    unit.record(fact)
    unit.agendas.save(changed)


def _whoever_asked(ask: AgendaAsk, snapshot: Snapshot, now: datetime) -> Person:
    """As they are now: who no longer runs meetings adds no papers. Raises Forbidden."""
    person = snapshot.people.person_by_key(ask.by, now)
    if person is None:
        raise Forbidden
    return person


def _told_of_answer(ask: AgendaAsk, meeting: Meeting, snapshot: Snapshot) -> list[Notice]:
    """Whoever asked; the posts that asked for it; and of a late paper the whole forum."""
    to = f"person:{account_of(snapshot, ask.by)}"
    told = [Notice(SETTLED, to, ask.ref, f"{SETTLED}:{ask.ref}"), redraw(f"{THING}:{ask.ref}")]
    if ask.kind is AskKind.LATE_PAPER and ask.state is AskState.AGREED:
        channel = record_of(meeting.forum).channel
        told.append(Notice(PAPER_ADDED, channel, ask.ref, f"{PAPER_ADDED}:{ask.ref}"))
    return told


def _proposed(turn: Turn, ask: AgendaAsk, snapshot: Snapshot) -> Reply:
    meeting = snapshot.meetings.get(ask.meeting)
    if meeting is None:
        raise Forbidden
    note = "Proposed. Whoever runs the meeting is asked, and you are told."
    return Reply(view=agenda_shown(turn, meeting, snapshot, note=note), ref=ask.ref)


def _bare(meeting: Meeting, turn: Turn, snapshot: Snapshot) -> Agenda:
    """Which agenda it is; the form shows nothing else of it."""
    return snapshot.agendas.find(meeting.ref) or agenda_of(meeting, turn.now, snapshot)
