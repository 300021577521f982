"""The steps of minutes: changed, sent to the chair and to members, approved, final, added to."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from board import minutes as rules
from board.actions import key_of
from board.errors import BoardError, Forbidden
from board.facts import Fact, Notice
from board.forums import record_of
from board.meeting_record import SUMMARY_LONGEST
from board.meeting_steps import OUT_OF_COMMITTEE, approve_minutes, approve_out_of_committee
from board.meetings import Meeting
from board.minutes import (
    ADDENDUM_LONGEST,
    UNRESOLVED_LONGEST,
    Comment,
    ItemText,
    Minutes,
    Outcome,
)
from board.people import Permission, Person
from board.referral_form import Fault
from bot.handlers.guarding import caution, guarded
from bot.handlers.minutes import shown_of
from bot.handlers.minutes_access import minutes_for
from bot.handlers.refusals import tried
from bot.handlers.tracker_views import account_of, may_override
from bot.handlers.triage_page import text_of
from bot.handlers.withholding import withheld_of
from bot.minute_values import (
    chairs_of,
    digest_of,
    keep_draft,
    keep_final,
    meeting_in_session,
)
from bot.router import Router
from bot.turn import Reply, Turn
from cards.minutes_payloads import (
    AddAddendum,
    AgreeMinutes,
    ApproveMinutes,
    ChangeMinutes,
    SendToChair,
    SendToMembers,
)
from cards.minutes_views import MinutesItemForm, WordsForm
from cards.payloads import Payload
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router()

WITH_CHAIR = "minutes_with_chair"
WITH_MEMBERS = "minutes_with_members"
TO_APPROVE = "minutes_to_approve"
APPROVE_AGAIN = "minutes_to_approve_again"
FINAL = "minutes_final"
_FORM_LENGTH = 24


@router.deed(ChangeMinutes, needs=Permission.MEETING_VIEW)
def change(turn: Turn, pressed: ChangeMinutes, unit: Unit) -> Reply:
    """Ask what an item is to say; then keep it, unless somebody else was quicker."""
    meeting, minutes = minutes_for(turn, pressed.ref, unit, for_change=True)
    kept = minutes.item(pressed.item)
    demand_open(turn, meeting, kept.key, unit, kept.summary, kept.unresolved)
    form = _item_form(minutes, kept, pressed)
    demand = partial(rules.change_item, minutes, meeting, kept, by=turn.person, now=turn.now)
    if pressed.asks("summary", "unresolved"):
        demand()
        return Reply(view=form)
    inputs = {name: text_of(pressed, name) for name in ("summary", "unresolved", "override")}
    form = replace(form, inputs=inputs)
    _, refused = tried(demand)
    if refused:
        return Reply(view=replace(form, note=refused))
    texts = {name: inputs[name] for name in ("summary", "unresolved")}
    faults = _too_long(inputs, {"summary": SUMMARY_LONGEST, "unresolved": UNRESOLVED_LONGEST})
    faults |= guarded(turn, texts, inputs, unit, of=meeting.ref)
    if faults:
        return Reply(view=replace(form, faults=faults, may_override=may_override(turn.person)))
    wanted = replace(
        kept, version=pressed.version, summary=inputs["summary"], unresolved=inputs["unresolved"]
    )
    if kept.version != pressed.version:
        return Reply(view=replace(form, theirs=kept, note=BoardError("V30").sentence))
    changed, fact = rules.change_item(minutes, meeting, wanted, by=turn.person, now=turn.now)
    unit.minutes.save_item(meeting.ref, changed.item(kept.key))
    unit.minutes.save(changed)
    note_override(turn, meeting, kept.key, inputs, unit)
    unit.record(fact)
    note = f"Kept. {caution(texts)}".strip()
    return Reply(view=shown_of(turn, meeting.ref, unit, page=pressed.page, note=note))


@router.deed(SendToChair, needs=Permission.MEETING_RUN)
def send_to_chair(turn: Turn, pressed: SendToChair, unit: Unit) -> Reply:
    """The draft is filed as it is, and whoever chairs is told."""
    meeting, minutes = minutes_for(turn, pressed.ref, unit, for_change=True)
    if stale := _stale(turn, meeting, minutes, pressed, unit):
        return stale
    sent, fact = rules.send_to_chair(minutes, meeting, by=turn.person, now=turn.now)
    saved = unit.minutes.save(sent)
    keep_draft(meeting, saved, unit, turn.now)
    told = chairs_of(meeting, unit, turn.now)
    unit.record(fact, tell=_to_people(WITH_CHAIR, meeting, told, turn, unit))
    note = "The chair has been told."
    return Reply(view=shown_of(turn, meeting.ref, unit, note=note))


@router.deed(SendToMembers, needs=Permission.MEETING_VIEW)
def send_to_members(turn: Turn, pressed: SendToMembers, unit: Unit) -> Reply:
    """Members may comment from now on, and the co-chairs may approve."""
    meeting, minutes = minutes_for(turn, pressed.ref, unit, for_change=True)
    if stale := _stale(turn, meeting, minutes, pressed, unit):
        return stale
    sent, fact = rules.send_to_members(minutes, meeting, by=turn.person, now=turn.now)
    saved = unit.minutes.save(sent)
    keep_draft(meeting, saved, unit, turn.now)
    tell = [_to_forum(WITH_MEMBERS, meeting)]
    if not rules.is_subgroup(meeting):
        chairs = standing_of(unit, turn.now).co_chairs
        tell += _to_people(TO_APPROVE, meeting, chairs, turn, unit)
    unit.record(fact, tell=tell)
    return Reply(view=shown_of(turn, meeting.ref, unit, note="The members have been told."))


@router.deed(ApproveMinutes, needs=Permission.MINUTES_APPROVE)
def approve(turn: Turn, pressed: ApproveMinutes, unit: Unit) -> Reply:
    """A co-chair approves what the card showed; with both, the minutes are final."""
    meeting, minutes = minutes_for(turn, pressed.ref, unit, for_change=True)
    if stale := _stale(turn, meeting, minutes, pressed, unit):
        return stale
    comments, digest = unit.minutes.comments(meeting.ref), digest_of(meeting, minutes, unit)
    approved, fact = rules.approve(
        minutes, meeting, comments, sha256=digest, by=turn.person, now=turn.now
    )
    chairs = standing_of(unit, turn.now).co_chairs
    unit.record(fact)
    if not rules.has_both(approved, chairs, digest):
        unit.minutes.save(approved)
        note = "You have approved them. They wait for the other co-chair."
        return Reply(view=shown_of(turn, meeting.ref, unit, note=note))
    people = [unit.people.person_by_key(each, turn.now) for each in chairs]
    approvers = approved.approvers_of(digest)
    agreed = [each for each in people if each is not None and _key(each) in approvers]
    done, approval = approve_out_of_committee(meeting, agreed, by=turn.person, now=turn.now)
    return _finished(turn, done, approved, OUT_OF_COMMITTEE, approval, unit)


@router.deed(AgreeMinutes, needs=Permission.MEETING_VIEW)
def agree(turn: Turn, pressed: AgreeMinutes, unit: Unit) -> Reply:
    """A later meeting of the forum, in session and with a quorum, approves what was shown."""
    meeting, minutes = minutes_for(turn, pressed.ref, unit, for_change=True)
    if stale := _stale(turn, meeting, minutes, pressed, unit):
        return stale
    there = meeting_in_session(meeting, unit)
    if there is None:
        raise BoardError("minutes_later")
    rules.demand_settled(minutes, unit.minutes.comments(meeting.ref))
    done, approval = approve_minutes(meeting, there, by=turn.person, now=turn.now)
    return _finished(turn, done, minutes, there.ref, approval, unit)


@router.deed(AddAddendum, needs=Permission.MEETING_VIEW)
def add_addendum(turn: Turn, pressed: AddAddendum, unit: Unit) -> Reply:
    """Ask for what is to be added to final minutes; then keep it, once for each form."""
    meeting, minutes = minutes_for(turn, pressed.ref, unit, for_change=True)
    if not rules.may_lead(meeting, turn.person):
        raise Forbidden
    form = WordsForm(
        meeting=meeting.ref,
        form=pressed.form or secrets.token_urlsafe(_FORM_LENGTH),
        tier=record_of(meeting.forum).ceiling,
    )
    if pressed.asks("addendum") or not pressed.form:
        return Reply(view=form)
    inputs = {name: text_of(pressed, name) for name in ("addendum", "override")}
    faults = _needed(inputs, "addendum", "minutes_addendum")
    faults |= _too_long(inputs, {"addendum": ADDENDUM_LONGEST})
    faults |= guarded(turn, {"addendum": inputs["addendum"]}, inputs, unit, of=meeting.ref)
    if faults:
        held = may_override(turn.person)
        return Reply(view=replace(form, inputs=inputs, faults=faults, may_override=held))
    number = len(unit.minutes.addenda(meeting.ref)) + 1
    added, fact = rules.add_to(
        minutes, meeting, inputs["addendum"], number, by=turn.person, now=turn.now
    )
    kept = unit.minutes.add_addendum(added, pressed.form)
    if kept.number == number:
        note_override(turn, meeting, "", inputs, unit)
        unit.record(fact)
    note = f"Addendum {kept.number} is kept, and is being filed beside the minutes."
    return Reply(view=shown_of(turn, meeting.ref, unit, note=note))


def demand_open(turn: Turn, meeting: Meeting, item: str, unit: Unit, *words: str) -> None:
    """Raise Forbidden where an item, or words of it, are withheld from whoever presses."""
    withheld = withheld_of(turn, unit)
    if withheld.hides_item(meeting.ref, item) or withheld.is_named_in(*words):
        raise Forbidden


def note_override(
    turn: Turn, meeting: Meeting, item: str, inputs: dict[str, str], unit: Unit
) -> None:
    """Why a co-chair let words pass stands among the comments, for whoever reads them later."""
    reason = inputs.get("override", "").strip()
    if not reason:
        return
    said = Comment(
        ref="",
        meeting=meeting.ref,
        item=item,
        by=key_of(turn.person),
        at=turn.now,
        text=f"Kept on a co-chair's word: {reason}",
        outcome=Outcome.TAKEN,
        dealt_by=key_of(turn.person),
        dealt_at=turn.now,
    )
    unit.minutes.add_comment(said, f"override:{secrets.token_urlsafe(_FORM_LENGTH)}")


def _finished(
    turn: Turn, done: Meeting, minutes: Minutes, approved_by: str, approval: Fact, unit: Unit
) -> Reply:
    """Final from now on: kept as approved, filed, and told in the forum's channel."""
    unit.meetings.save(done)
    keep_final(done, minutes, unit, turn.now)
    unit.minutes.save(rules.finalise(minutes, approved_by, turn.now))
    unit.record(approval, tell=[_to_forum(FINAL, done)])
    note = "These minutes are final. From now on only an addendum can be made."
    return Reply(view=shown_of(turn, done.ref, unit, note=note))


def _item_form(minutes: Minutes, kept: ItemText, pressed: ChangeMinutes) -> MinutesItemForm:
    number = next(at for at, each in enumerate(minutes.items, 1) if each.key == kept.key)
    return MinutesItemForm(
        meeting=minutes.meeting,
        item=kept,
        number=number,
        page=pressed.page,
        inputs={"summary": kept.summary, "unresolved": kept.unresolved},
    )


def _stale(
    turn: Turn, meeting: Meeting, minutes: Minutes, pressed: Payload, unit: Unit
) -> Reply | None:
    """What somebody sends on or approves has to be what their card showed.

    Names, owners and due days are read from the register, so that the text has a hash too.
    """
    shown = getattr(pressed, "digest", "")
    is_as_shown = not shown or digest_of(meeting, minutes, unit).startswith(shown)
    if getattr(pressed, "version", 0) == minutes.version and is_as_shown:
        return None
    note = BoardError("V30").sentence
    return Reply(view=shown_of(turn, minutes.meeting, unit, note=note))


def _to_people(
    kind: str, meeting: Meeting, keys: tuple[str, ...], turn: Turn, unit: Unit
) -> list[Notice]:
    """One notice to each, and none to whoever has done it."""
    own = turn.person.member.key if turn.person.member else ""
    return [
        Notice(
            kind, f"person:{account_of(unit, each)}", meeting.ref, f"{kind}:{meeting.ref}:{each}"
        )
        for each in keys
        if each != own
    ]


def notice_to(member: str, kind: str, ref: str, snapshot: Snapshot) -> Notice:
    """A notice to one member, once for each meeting and kind."""
    return Notice(kind, f"person:{account_of(snapshot, member)}", ref, f"{kind}:{ref}:{member}")


def asked_again(
    meeting: Meeting, minutes: Minutes, snapshot: Snapshot, now: datetime
) -> Iterator[Notice]:
    """A co-chair who approved a text that the minutes no longer have is told so, once each time."""
    if not minutes.approvals:
        return
    chairs = standing_of(snapshot, now).co_chairs
    whole = snapshot.minutes.find(meeting.ref) or minutes
    lapsed = rules.lapsed(whole, digest_of(meeting, whole, snapshot))
    for each in (one for one in lapsed if one.member in chairs):
        asks = notice_to(each.member, APPROVE_AGAIN, meeting.ref, snapshot)
        yield replace(asks, key=f"{asks.unique_key}:{each.at.isoformat()}")


def _to_forum(kind: str, meeting: Meeting) -> Notice:
    return Notice(kind, record_of(meeting.forum).channel, meeting.ref, f"{kind}:{meeting.ref}")


def _needed(inputs: dict[str, str], name: str, code: str) -> dict[str, Fault]:
    return {} if inputs[name].strip() else {name: Fault(code)}


def _too_long(inputs: dict[str, str], longest: dict[str, int]) -> dict[str, Fault]:
    return {
        name: Fault("V38", n=most) for name, most in longest.items() if len(inputs[name]) > most
    }


def _key(person: Person) -> str:
    return person.member.key if person.member else ""
