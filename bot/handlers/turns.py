"""What agencies say to their turns: focus accepted, put off or swapped; leads taken or not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from board import focus_rota, lead_rota
from board.clocks import clocks_of
from board.errors import BoardError, Forbidden
from board.facts import Fact, Notice
from board.forums import BOARD
from board.meeting_deeds import TurnDeed
from board.meetings import Meeting, is_board
from board.referral_form import Fault
from board.rotas import (
    AHEAD,
    FocusSlot,
    LeadSlot,
    Swap,
    demand_speaker,
    focus_agencies,
    lead_agencies,
)
from board.swaps import agree, ask_swap, refuse
from board.turns import OPEN_TO_TURNS, Rota, Turns, opening_of, swap_partners
from bot.handlers.meeting_views import demand_seen, row_of_meeting, shown_of_meeting
from bot.handlers.triage_page import text_of
from bot.router import Handler, Router
from bot.turn import Reply, Turn
from bot.turning import keep_turns, rota_of, spoken_to, touched, turns_of
from cards.action_words import short_day
from cards.cycle_payloads import TURN_STEPS, AgreeSwap, RefuseSwap
from cards.cycle_views import MeetingStepForm
from cards.payloads import Payload
from cards.views import Sentence, View
from storage.standing import standing_of
from storage.unit import Unit

router = Router()

SWAP_ASKED, SWAP_AGREED, SWAP_REFUSED = "swap_asked", "swap_agreed", "swap_refused"
_AT_ONCE = frozenset({TurnDeed.ACCEPT_FOCUS, TurnDeed.ACCEPT_LEAD})
"""What is done with one press; everything else is asked once more."""
_SAID = {
    TurnDeed.ACCEPT_FOCUS: "Accepted. The report is asked for before the papers.",
    TurnDeed.DEFER: "Put off. Another agency is offered this meeting.",
    TurnDeed.ACCEPT_LEAD: "Accepted. This agency leads the meeting.",
    TurnDeed.DECLINE_LEAD: "Declined. Another agency is asked.",
    TurnDeed.VOLUNTEER: "Noted. Among several who offer, the rota chooses.",
}


_Slot = TypeVar("_Slot", FocusSlot, LeadSlot)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A press on a turn with everything its rule needs."""

    turn: Turn
    meeting: Meeting
    boards: tuple[Meeting, ...]
    turns: Turns
    rota: Rota
    agency: str

    @property
    def focus(self) -> FocusSlot:
        """The agency's turn in focus. Raises BoardError where it has none."""
        return _own(self.turns.focus, self.meeting.ref, self.agency)

    @property
    def lead(self) -> LeadSlot:
        """The agency's turn to lead. Raises BoardError where it has none."""
        return _own(self.turns.lead, self.meeting.ref, self.agency)


def _deed(deed: TurnDeed) -> Handler:
    def step(turn: Turn, pressed: Payload, unit: Unit) -> Reply:
        """Ask once more where it is more than a yes; then take the step by its rule."""
        asked = _asked(turn, pressed, unit)
        _demand(asked, deed)
        is_form = pressed.asks("turn") and deed not in _AT_ONCE  # type: ignore[attr-defined]
        form = _form(asked, deed, text_of(pressed, "turn"), unit)
        if is_form:
            return Reply(view=form)
        version = getattr(pressed, "version", 0)
        if version and version != asked.meeting.version:
            note = BoardError("V30").sentence
            if deed in _AT_ONCE:
                return Reply(view=shown_of_meeting(turn, asked.meeting, unit, note=note))
            return Reply(view=replace(form, note=note))
        try:
            if deed is TurnDeed.SWAP:
                return _ask_swap(asked, form, unit)
            turns, fact = _RULES[deed](asked)
        except Forbidden:
            raise
        except BoardError as refusal:
            return Reply(view=_with_note(asked, deed, form, refusal, unit))
        kept = keep_turns(unit, turns, turn.now, turn.office.calendar, facts=(fact,))
        meeting = touched(unit, asked.meeting.ref, kept)
        return Reply(view=shown_of_meeting(turn, meeting, unit, note=_SAID[deed]))

    return step


def _with_note(
    asked: _Asked, deed: TurnDeed, form: MeetingStepForm, refusal: BoardError, unit: Unit
) -> View:
    if deed in _AT_ONCE:
        return shown_of_meeting(asked.turn, asked.meeting, unit, note=refusal.sentence)
    return replace(form, note=refusal.sentence)


def _asked(turn: Turn, pressed: Payload, unit: Unit) -> _Asked:
    """The press with the turns as they are; they are locked before the meeting."""
    turns = turns_of(unit, turn.now, for_change=True)
    found = unit.meetings.get(getattr(pressed, "ref", ""), for_change=True)
    meeting = demand_seen(turn, found, unit)
    if not is_board(meeting):
        raise BoardError("slot_gone")
    agency = unit.people.agency(getattr(pressed, "agency", ""))
    if agency is None or not agency.active:
        raise Forbidden
    return _Asked(
        turn=turn,
        meeting=meeting,
        boards=unit.meetings.of_forum(BOARD.code),
        turns=turns,
        rota=rota_of(unit, turn.now, turn.office.calendar),
        agency=agency.key,
    )


def _demand(asked: _Asked, deed: TurnDeed) -> None:
    """Who speaks for the agency, or notes what it has said; and a turn that is still its own."""
    demand_speaker(asked.turn.person, asked.agency)
    is_over = asked.turn.now >= asked.meeting.starts_at
    if is_over or asked.meeting.state not in OPEN_TO_TURNS:
        raise BoardError("slot_gone")
    if deed is TurnDeed.VOLUNTEER:
        return
    slot = asked.lead if deed in {TurnDeed.ACCEPT_LEAD, TurnDeed.DECLINE_LEAD} else asked.focus
    if slot.status not in AHEAD:
        raise BoardError("slot_gone")


def _form(asked: _Asked, deed: TurnDeed, chosen: str, unit: Unit) -> MeetingStepForm:
    names = {each.key: each.name for each in asked.rota.agencies}
    partners: tuple[tuple[str, str], ...] = ()
    if deed is TurnDeed.SWAP:
        found = swap_partners(asked.focus, asked.turns, asked.boards)
        partners = tuple(
            (
                _key(each),
                f"{names.get(each.agency, each.agency)}, {each.meeting}, {short_day(each.on)}",
            )
            for each in found
        )
    return MeetingStepForm(
        row=row_of_meeting(asked.meeting, unit),
        deed=deed,
        agency=asked.agency,
        agency_name=names.get(asked.agency, asked.agency),
        turns=partners,
        inputs={"turn": chosen},
    )


# --- the rules --------------------------------------------------------------------------------


def _accept_focus(asked: _Asked) -> tuple[Turns, Fact]:
    turn = asked.turn
    focus, fact = focus_rota.accept(asked.focus, asked.turns.focus, by=turn.person, now=turn.now)
    return replace(asked.turns, focus=focus), fact


def _defer(asked: _Asked) -> tuple[Turns, Fact]:
    turn, rota = asked.turn, asked.rota
    opening = opening_of(asked.meeting, asked.boards, asked.turns, rota.co_chairs)
    takers = focus_agencies(rota.agencies, with_associates=rota.policy.with_associates)
    focus, fact = focus_rota.defer(
        asked.focus, asked.turns.focus, opening, takers, by=turn.person, now=turn.now
    )
    return replace(asked.turns, focus=focus), fact


def _accept_lead(asked: _Asked) -> tuple[Turns, Fact]:
    turn = asked.turn
    opening = opening_of(asked.meeting, asked.boards, asked.turns)
    lead, fact = lead_rota.accept(
        asked.lead,
        asked.turns.lead,
        opening,
        by=turn.person,
        now=turn.now,
        deadline=_deadline(asked),
    )
    return replace(asked.turns, lead=lead), fact


def _decline_lead(asked: _Asked) -> tuple[Turns, Fact]:
    turn = asked.turn
    lead, fact = lead_rota.decline(asked.lead, asked.turns.lead, by=turn.person, now=turn.now)
    return replace(asked.turns, lead=lead), fact


def _volunteer(asked: _Asked) -> tuple[Turns, Fact]:
    turn, rota, deadline = asked.turn, asked.rota, _deadline(asked)
    opening = opening_of(asked.meeting, asked.boards, asked.turns)
    lead, fact = lead_rota.volunteer(
        opening,
        asked.turns.lead,
        asked.agency,
        by=turn.person,
        now=turn.now,
        deadline=deadline,
    )
    takers = lead_agencies(rota.agencies)
    lead = lead_rota.prefer_volunteers(opening, lead, takers, turn.now)
    return replace(asked.turns, lead=lead), fact


_RULES: dict[TurnDeed, Callable[[_Asked], tuple[Turns, Fact]]] = {
    TurnDeed.ACCEPT_FOCUS: _accept_focus,
    TurnDeed.DEFER: _defer,
    TurnDeed.ACCEPT_LEAD: _accept_lead,
    TurnDeed.DECLINE_LEAD: _decline_lead,
    TurnDeed.VOLUNTEER: _volunteer,
}


# --- swaps ------------------------------------------------------------------------------------


def _ask_swap(asked: _Asked, form: MeetingStepForm, unit: Unit) -> Reply:
    """Ask the other agency, in private where anybody speaks for it."""
    found = swap_partners(asked.focus, asked.turns, asked.boards)
    chosen = str(form.inputs.get("turn", ""))
    other = next((each for each in found if _key(each) == chosen), None)
    if other is None:
        return Reply(view=replace(form, faults={"turn": Fault("V41")}))
    turn = asked.turn
    wanted = _swap(asked.focus, other, asked.boards, asked.turns, asked.rota)
    ref = unit.rotas.next_swap_ref()
    question, fact = ask_swap(ref, wanted, asked.turns.focus, by=turn.person, now=turn.now)
    unit.rotas.add_swap(question)
    unit.record(fact, tell=[_to_agency(SWAP_ASKED, ref, other.agency, turn, unit)])
    note = f"{dict(form.turns)[chosen]} is asked. Nothing changes until it agrees."
    return Reply(view=shown_of_meeting(turn, asked.meeting, unit, note=note))


@router.deed(AgreeSwap)
def agree_swap(turn: Turn, pressed: AgreeSwap, unit: Unit) -> Reply:
    """Both have agreed: the turns are exchanged, and whoever asked hears of it."""
    turns = turns_of(unit, turn.now, for_change=True)
    question = unit.rotas.swap(pressed.ref)
    demand_speaker(turn.person, question.second_agency)
    boards, calendar = unit.meetings.of_forum(BOARD.code), turn.office.calendar
    first = _own(turns.focus, question.first_meeting, question.first_agency)
    second = _own(turns.focus, question.second_meeting, question.second_agency)
    wanted = _swap(first, second, boards, turns, rota_of(unit, turn.now, calendar))
    answered, focus, fact = agree(question, wanted, turns.focus, by=turn.person, now=turn.now)
    unit.rotas.answer_swap(answered)
    kept = keep_turns(unit, replace(turns, focus=focus), turn.now, calendar, facts=(fact,))
    unit.tell([_to_agency(SWAP_AGREED, question.ref, question.first_agency, turn, unit)], turn.now)
    touched(unit, question.first_meeting, kept)
    meeting = touched(unit, question.second_meeting, kept)
    view = shown_of_meeting(turn, meeting, unit, note="Swapped. The other agency is told.")
    return Reply(view=view)


@router.deed(RefuseSwap)
def refuse_swap(turn: Turn, pressed: RefuseSwap, unit: Unit) -> Reply:
    """The other agency keeps its turn, and whoever asked hears of it."""
    turns = turns_of(unit, turn.now, for_change=True)
    question = unit.rotas.swap(pressed.ref)
    demand_speaker(turn.person, question.second_agency)
    slot = _own(turns.focus, question.second_meeting, question.second_agency)
    answered, fact = refuse(question, by=turn.person, now=turn.now, slot=slot)
    unit.rotas.answer_swap(answered)
    told = _to_agency(SWAP_REFUSED, question.ref, question.first_agency, turn, unit)
    unit.record(fact, tell=[told])
    return Reply(view=Sentence("Both keep their turns. The other agency is told."))


def _swap(
    first: FocusSlot, second: FocusSlot, boards: tuple[Meeting, ...], turns: Turns, rota: Rota
) -> Swap:
    at = {
        each.ref: opening_of(each, boards, turns, rota.co_chairs)
        for each in boards
        if each.ref in {first.meeting, second.meeting} and each.state in OPEN_TO_TURNS
    }
    if len(at) < 2:  # noqa: PLR2004 - both of them
        raise BoardError("slot_gone")
    return Swap(first, at[first.meeting], second, at[second.meeting])


def _to_agency(kind: str, ref: str, agency: str, turn: Turn, unit: Unit) -> Notice:
    """To whoever speaks for the agency, else to the team; once for each swap and answer."""
    to = spoken_to(agency, standing_of(unit, turn.now))
    return Notice(kind, to, ref, f"{kind}:{ref}")


def _own(slots: tuple[_Slot, ...], meeting: str, agency: str) -> _Slot:
    for each in slots:
        if each.is_held and (each.meeting, each.agency) == (meeting, agency):
            return each
    raise BoardError("slot_gone")


def _key(slot: FocusSlot) -> str:
    return f"{slot.meeting}:{slot.agency}"


def _deadline(asked: _Asked) -> datetime:
    return clocks_of(asked.meeting, asked.rota.clocks, asked.rota.calendar).lead_accepted_by


for _each, _payload in TURN_STEPS.items():
    # Whoever speaks for an agency may have no role on the board: the rules say who may.
    router.deed(_payload)(_deed(_each))
