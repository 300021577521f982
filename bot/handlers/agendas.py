"""The agenda of a meeting: looked at by all, changed by whoever runs it until the pack goes out."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from board.agenda import Agenda, ItemKind, Paper, is_issued
from board.agenda_asks import ask_late_paper
from board.agenda_changes import (
    Changed,
    ItemChange,
    NewItem,
    add_item,
    add_paper,
    change_item,
    move_item,
    remove_item,
)
from board.errors import BoardError, Forbidden
from board.facts import Fact, Result
from board.meetings import Meeting
from board.people import Permission
from board.referral_form import Fault
from board.tiers import Tier
from bot.agendas import keep_agenda
from bot.handlers.agenda_notices import told_of_ask
from bot.handlers.agenda_pages import (
    agenda_shown,
    clocks_for,
    demand_reader,
    documents_of,
    meeting_named,
    readable,
)
from bot.handlers.guarding import caution, guarded
from bot.handlers.tracker_views import may_override
from bot.handlers.triage_page import text_of
from bot.pack_values import agenda_of
from bot.router import Router, Said
from bot.turn import Reply, Turn
from cards.agenda_payloads import (
    AddAgendaItem,
    AddAgendaPaper,
    ChangeAgenda,
    EditAgendaItem,
    MoveAgendaItem,
    RemoveAgendaItem,
    ShowAgenda,
)
from cards.agenda_views import AgendaForm, AgendaMenu, AgendaStep
from storage.unit import Snapshot, Unit

router = Router()

VIEW, RUN = Permission.MEETING_VIEW, Permission.MEETING_RUN
_FORM_LENGTH = 24
_BOXES = (
    "item", "item_title", "minutes", "presenter", "kind", "at", "paper_title", "link", "document",
    "override",
)  # fmt: skip
_CHAIR_ASKED = "A co-chair is asked. The paper is added, marked late, once one of them agrees."
_GUARDED = ("item_title", "presenter", "paper_title")
_AT_FIELD: Mapping[str, tuple[str, ...]] = {
    "agenda_title": ("item_title", "paper_title"),
    "agenda_presenter": ("presenter",),
    "agenda_minutes": ("minutes",),
    "agenda_too_long": ("minutes",),
    "paper_missing": ("paper_title",),
    "file_link": ("link",),
}
"""At which box a refusal of the rules stands; any other is said at the top."""


@router.command(
    "agenda",
    says="See the agenda of the next board, or of a meeting you name, as it stands",
    takes="(MEETING)",
    needs=VIEW,
)
@router.view(ShowAgenda, needs=VIEW)
def show_agenda(turn: Turn, asked: Said | ShowAgenda, snapshot: Snapshot) -> Reply:
    """The standing order, filled from what is true now; or as it went out with the pack."""
    words = asked.words if isinstance(asked, Said) else asked.ref
    meeting = meeting_named(turn, words, snapshot)
    fact = turn.fact("AgendaViewed", meeting.ref, Tier.T0, Result.VIEWED)
    return Reply(view=agenda_shown(turn, meeting, snapshot), fact=fact)


@router.view(ChangeAgenda, needs=RUN)
def change_agenda(turn: Turn, asked: ChangeAgenda, snapshot: Snapshot) -> Reply:
    """Which item, and what becomes of it."""
    meeting = _meeting(turn, asked.ref, snapshot)
    fact = turn.fact("AgendaViewed", meeting.ref, Tier.T0, Result.VIEWED)
    return Reply(view=_menu(turn, meeting, snapshot), fact=fact)


@dataclass(frozen=True, slots=True)
class _Pressed:
    """One press on an agenda: what it is about, and what was typed."""

    turn: Turn
    meeting: Meeting
    agenda: Agenda
    item: str
    inputs: Mapping[str, str]


Rule = Callable[[_Pressed], Changed]


def _added_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    """The answer again: `ref` is the meeting, or what was asked of its agenda."""
    meeting = _meeting(turn, ref.partition("/")[0], snapshot)
    note = _CHAIR_ASKED if "/" in ref else "Added."
    return Reply(view=agenda_shown(turn, meeting, snapshot, note=note))


@router.deed(AddAgendaItem, needs=RUN, again=_added_before)
def add(turn: Turn, pressed: AddAgendaItem, unit: Unit) -> Reply:
    """Ask for a new item; then put it in its place."""
    return _step(turn, pressed, unit, AgendaStep.ADD, _add, "Added.")


@router.deed(EditAgendaItem, needs=RUN)
def edit(turn: Turn, pressed: EditAgendaItem, unit: Unit) -> Reply:
    """Ask what becomes of an item; then change it."""
    return _step(turn, pressed, unit, AgendaStep.EDIT, _edit, "Changed.")


@router.deed(MoveAgendaItem, needs=RUN)
def move(turn: Turn, pressed: MoveAgendaItem, unit: Unit) -> Reply:
    """Ask where to; then move it."""
    return _step(turn, pressed, unit, AgendaStep.MOVE, _move, "Moved.")


@router.deed(RemoveAgendaItem, needs=RUN)
def remove(turn: Turn, pressed: RemoveAgendaItem, unit: Unit) -> Reply:
    """Ask whether; then take it off."""
    return _step(turn, pressed, unit, AgendaStep.REMOVE, _remove, "Removed.")


@router.deed(AddAgendaPaper, needs=RUN, again=_added_before)
def paper(turn: Turn, pressed: AddAgendaPaper, unit: Unit) -> Reply:
    """Ask for a paper; before the pack add it, after it ask a chair to agree."""
    meeting = _meeting(turn, pressed.ref, unit)
    if is_issued(agenda_of(meeting, turn.now, unit), meeting):
        return _late(turn, pressed, unit)
    return _step(turn, pressed, unit, AgendaStep.PAPER, _paper_rule(unit), "Added.")


def _paper_rule(unit: Unit) -> Rule:
    """The rule of a paper, which may be a filed document."""

    def rule(pressed: _Pressed) -> Changed:
        chosen = _paper(pressed, unit)
        by, now = pressed.turn.person, pressed.turn.now
        return add_paper(pressed.agenda, pressed.meeting, pressed.item, chosen, by=by, now=now)

    return rule


def _step(
    turn: Turn,
    pressed: AddAgendaItem | EditAgendaItem | MoveAgendaItem | RemoveAgendaItem | AddAgendaPaper,
    unit: Unit,
    step: AgendaStep,
    rule: Rule,
    note: str,
) -> Reply:
    """Ask for what a step needs, or take it: what is wrong comes back with the form."""
    meeting = _meeting(turn, pressed.ref, unit, for_change=pressed.sent)
    if not pressed.sent:
        return _asked(turn, meeting, unit, step, pressed.item)
    agenda = keep_agenda(unit, meeting, turn.now)
    inputs = {name: text_of(pressed, name) for name in _BOXES}
    said = _Pressed(turn, meeting, agenda, pressed.item, inputs)
    form = replace(_form(turn, said, unit, step), form=getattr(pressed, "form", ""), inputs=inputs)
    faults = _faults(turn, step, inputs, unit)
    if faults:
        return Reply(view=replace(form, faults=faults, may_override=may_override(turn.person)))
    if pressed.version != agenda.version:
        return Reply(view=replace(form, note=BoardError("V30").sentence))
    try:
        changed, fact = rule(said)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=_refused(form, refusal))
    unit.record(fact)
    saved = unit.agendas.save(changed)
    note = (
        f"{_placed(note, saved, fact)} {caution({name: inputs[name] for name in _GUARDED})}".strip()
    )
    view = agenda_shown(turn, meeting, unit, agenda=saved, note=note)
    return Reply(view=view, ref=meeting.ref)


def _placed(note: str, agenda: Agenda, fact: Fact) -> str:
    """What was done, and where an item that was put somewhere stands now."""
    if fact.name not in {"AgendaItemAdded", "AgendaItemMoved"}:
        return note
    return f"{note} It is item {agenda.number_of(fact.details['item'])} now."


def _late(turn: Turn, pressed: AddAgendaPaper, unit: Unit) -> Reply:
    """After the pack: the paper waits for a chair, who is asked in private."""
    meeting = _meeting(turn, pressed.ref, unit, for_change=pressed.sent)
    if not pressed.sent:
        return _asked(turn, meeting, unit, AgendaStep.LATE_PAPER, pressed.item)
    agenda = agenda_of(meeting, turn.now, unit)
    inputs = {name: text_of(pressed, name) for name in _BOXES}
    said = _Pressed(turn, meeting, agenda, pressed.item, inputs)
    form = replace(_form(turn, said, unit, AgendaStep.LATE_PAPER), form=pressed.form, inputs=inputs)
    faults = _faults(turn, AgendaStep.LATE_PAPER, inputs, unit)
    if faults:
        return Reply(view=replace(form, faults=faults, may_override=may_override(turn.person)))
    try:
        ask, fact = ask_late_paper(
            unit.agendas.next_ask(meeting.ref),
            agenda,
            meeting,
            pressed.item,
            _paper(said, unit),
            until=clocks_for(meeting, turn.office, unit).late_papers_until,
            by=turn.person,
            now=turn.now,
        )
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=_refused(form, refusal))
    unit.agendas.add_ask(ask)
    unit.record(fact, tell=told_of_ask(ask, meeting, unit, turn.now))
    return Reply(view=agenda_shown(turn, meeting, unit, note=_CHAIR_ASKED), ref=ask.ref)


def _asked(turn: Turn, meeting: Meeting, snapshot: Snapshot, step: AgendaStep, item: str) -> Reply:
    """The form of a step, empty; or the menu again where no item was chosen."""
    agenda = agenda_of(meeting, turn.now, snapshot)
    pressed = _Pressed(turn, meeting, agenda, item, {})
    if step is AgendaStep.ADD:
        form = _form(turn, replace(pressed, item=""), snapshot, step)
        return Reply(view=replace(form, form=secrets.token_urlsafe(_FORM_LENGTH)))
    if not agenda.number_of(item):
        menu = _menu(turn, meeting, snapshot)
        code = "agenda_item" if item else "agenda_choose"
        return Reply(view=replace(menu, faults={"item": Fault(code)}))
    form = _form(turn, pressed, snapshot, step)
    return Reply(view=replace(form, form=secrets.token_urlsafe(_FORM_LENGTH)))


def _form(turn: Turn, pressed: _Pressed, snapshot: Snapshot, step: AgendaStep) -> AgendaForm:
    meeting, is_paper = pressed.meeting, step in {AgendaStep.PAPER, AgendaStep.LATE_PAPER}
    return AgendaForm(
        agenda=pressed.agenda,
        step=step,
        item=pressed.item,
        documents=documents_of(meeting, snapshot) if is_paper else (),
        closes=clocks_for(meeting, turn.office, snapshot).late_papers_until,
    )


def _menu(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> AgendaMenu:
    agenda = agenda_of(meeting, turn.now, snapshot)
    return AgendaMenu(agenda=agenda, is_issued=is_issued(agenda, meeting))


def _faults(
    turn: Turn, step: AgendaStep, inputs: Mapping[str, str], unit: Unit
) -> dict[str, Fault]:
    """What is wrong with what was typed, for a place where all may read it."""
    faults: dict[str, Fault] = {}
    if step in {AgendaStep.ADD, AgendaStep.EDIT}:
        if not inputs["minutes"].strip().isdecimal():
            faults["minutes"] = Fault("agenda_minutes")
        if inputs["kind"] not in {"", *ItemKind}:
            faults["kind"] = Fault("V41")
    if step is AgendaStep.MOVE and not inputs["at"].isdecimal():
        faults["at"] = Fault("agenda_place")
    texts = {name: inputs[name] for name in _GUARDED}
    if step in {AgendaStep.PAPER, AgendaStep.LATE_PAPER} and not inputs["document"]:
        try:
            texts["link"] = readable(inputs["link"].strip())
        except BoardError as refusal:
            faults["link"] = Fault(refusal.code)
    return faults | guarded(turn, texts, inputs, unit)


def _add(pressed: _Pressed) -> Changed:
    inputs = pressed.inputs
    wanted = NewItem(
        title=inputs["item_title"],
        kind=ItemKind(inputs["kind"] or ItemKind.DISCUSSION),
        minutes=int(inputs["minutes"].strip()[:6]),
        presenter=inputs["presenter"],
    )
    last = len(pressed.agenda.items)
    at = int(inputs["at"][:4]) if inputs["at"].isdecimal() else last
    by, now = pressed.turn.person, pressed.turn.now
    return add_item(pressed.agenda, pressed.meeting, wanted, at=at, by=by, now=now)


def _edit(pressed: _Pressed) -> Changed:
    inputs = pressed.inputs
    wanted = ItemChange(
        title=inputs["item_title"],
        kind=ItemKind(inputs["kind"]) if inputs["kind"] else None,
        minutes=int(inputs["minutes"].strip()[:6]),
        presenter=inputs["presenter"],
    )
    by, now = pressed.turn.person, pressed.turn.now
    return change_item(pressed.agenda, pressed.meeting, pressed.item, wanted, by=by, now=now)


def _move(pressed: _Pressed) -> Changed:
    """Before the item chosen: its number falls by one where the moved one stood above it."""
    at = int(pressed.inputs["at"][:4])
    to = at - 1 if at > pressed.agenda.number_of(pressed.item) else at
    by, now = pressed.turn.person, pressed.turn.now
    return move_item(pressed.agenda, pressed.meeting, pressed.item, to=to, by=by, now=now)


def _remove(pressed: _Pressed) -> Changed:
    by, now = pressed.turn.person, pressed.turn.now
    return remove_item(pressed.agenda, pressed.meeting, pressed.item, by=by, now=now)


def _paper(pressed: _Pressed, snapshot: Snapshot) -> Paper:
    """A link with its title, or a document that is filed with this meeting."""
    inputs = pressed.inputs
    if not inputs["document"]:
        return Paper(title=inputs["paper_title"], link=inputs["link"].strip())
    document = snapshot.documents.get(inputs["document"])
    if document is None or document.meeting != pressed.meeting.ref or not document.is_filed:
        raise BoardError("paper_missing")
    return Paper(title=inputs["paper_title"].strip() or document.stem, link=document.web_url)


def _refused(form: AgendaForm, refusal: BoardError) -> AgendaForm:
    """The form again, with a refusal at its box or at the top."""
    boxes = {"item_title"} if form.step in {AgendaStep.ADD, AgendaStep.EDIT} else {"paper_title"}
    fields = _AT_FIELD.get(refusal.code, ())
    at = next((each for each in fields if each in boxes or "title" not in each), "")
    if not at or refusal.parts:
        return replace(form, note=refusal.sentence)
    return replace(form, faults={at: Fault(refusal.code)})


def _meeting(turn: Turn, ref: str, snapshot: Snapshot, *, for_change: bool = False) -> Meeting:
    meeting = snapshot.meetings.get(ref, for_change=for_change)
    if meeting is None:
        raise Forbidden
    demand_reader(turn, meeting, snapshot)
    return meeting
