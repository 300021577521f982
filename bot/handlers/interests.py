"""Interests are declared at a meeting, by oneself or as its lead hears them."""

from collections.abc import Mapping
from dataclasses import replace

from board.errors import BoardError, Forbidden
from board.facts import Notice
from board.forums import record_of
from board.interests import REFERENCE, declare
from board.meeting_record import NATURE_LONGEST, Handling, Interest
from board.meeting_steps import demand_attender, may_lead
from board.meetings import Meeting
from board.referral_form import Fault
from board.sittings import find_item
from bot.handlers.action_steps import redrawn
from bot.handlers.guarding import guarded
from bot.handlers.sitting_pages import meeting_of, thing_of
from bot.handlers.sittings import VIEW
from bot.handlers.tracker_views import names_of
from bot.handlers.triage_page import text_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.sitting_payloads import DeclareInterest, ShowInterests
from cards.sitting_views import InterestForm
from storage.outbox import redraw
from storage.unit import Snapshot, Unit

router = Router()

_BOXES = ("member", "item", "reference", "nature", "handling")


@router.view(ShowInterests, needs=VIEW)
def show_interests(turn: Turn, asked: ShowInterests, snapshot: Snapshot) -> Reply:
    """What was declared, and the form of another interest."""
    meeting = meeting_of(turn, asked.ref, snapshot)
    demand_attender(meeting, turn.person)
    return Reply(view=_form(turn, meeting, snapshot))


@router.deed(DeclareInterest, needs=VIEW)
def declare_interest(turn: Turn, pressed: DeclareInterest, unit: Unit) -> Reply:
    """Put it down; from then on the item or reference is withheld from whoever leaves for it."""
    meeting = meeting_of(turn, pressed.ref, unit, for_change=True)
    if turn.person.member is None:
        raise Forbidden
    demand_attender(meeting, turn.person)
    inputs = {name: text_of(pressed, name) for name in _BOXES}
    form = replace(_form(turn, meeting, unit), inputs=inputs)
    about = _about(inputs, meeting, unit)
    faults = _wrong(inputs, about) | guarded(turn, {"nature": inputs["nature"]}, {}, unit)
    member = unit.people.member(inputs["member"] or turn.person.member.key)
    if member is None or not member.active:
        faults["member"] = Fault("V41")
    if faults or member is None:
        return Reply(view=replace(form, faults=faults))
    wanted = Interest(
        member=member.key,
        item=about,
        nature=inputs["nature"].strip(),
        handling=Handling(inputs["handling"]),
    )
    known = unit.sittings.interests(meeting.ref)
    try:
        kept, fact = declare(wanted, known, meeting, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(form, note=refusal.sentence))
    unit.sittings.declare(meeting.ref, kept)
    unit.record(fact, tell=[redraw(thing_of(meeting.ref)), *_posted(unit)])
    return Reply(view=replace(_form(turn, meeting, unit), note="Declared."))


def _posted(unit: Unit) -> list[Notice]:
    """What stands in channels of escalations that are withheld from somebody, drawn again."""
    refs = unit.sittings.withheld_from_anybody().refs
    ladders = (each for each in unit.escalations.running() if refs & {each.ref, each.action})
    return [each for ladder in ladders for each in redrawn(ladder)]


def _form(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> InterestForm:
    items = snapshot.sittings.record(meeting.ref).items
    leads = may_lead(meeting, turn.person)
    names = names_of(snapshot)
    members = (each for each in snapshot.people.members() if each.active)
    hears = sorted(((each.key, each.name) for each in members), key=lambda one: one[1])
    return InterestForm(
        meeting=meeting,
        interests=snapshot.sittings.interests(meeting.ref),
        items=tuple((each.key, f"{n}. {each.title}") for n, each in enumerate(items, 1)),
        members=tuple(hears) if leads else (),
        names=names,
        tier=record_of(meeting.forum).ceiling,
    )


def _about(inputs: Mapping[str, str], meeting: Meeting, snapshot: Snapshot) -> str:
    """The item or the reference that was named; "" for none, or for both."""
    item, reference = inputs["item"].strip(), inputs["reference"].strip().upper()
    if bool(item) is bool(reference):
        return ""
    if item:
        items = snapshot.sittings.record(meeting.ref).items
        return item if find_item(items, item) else ""
    return reference if REFERENCE.fullmatch(reference) else ""


def _wrong(inputs: Mapping[str, str], about: str) -> dict[str, Fault]:
    faults = {} if about else {"item": Fault("interest_subject")}
    if not 0 < len(inputs["nature"].strip()) <= NATURE_LONGEST:
        faults["nature"] = Fault("interest_nature")
    if inputs["handling"] not in set(Handling):
        faults["handling"] = Fault("V41")
    return faults
