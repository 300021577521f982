"""Comments of members on draft minutes, and what becomes of each."""

import secrets
from dataclasses import replace

from board import minutes as rules
from board.errors import BoardError, Forbidden
from board.facts import Notice, Result
from board.forums import record_of
from board.meetings import Meeting
from board.minutes import COMMENT_LONGEST, REASON_LONGEST, Comment, Minutes, Outcome, may_lead
from board.people import Permission
from board.places import MH_TEAM
from board.referral_form import Fault
from board.tiers import Tier
from bot.handlers.guarding import guarded
from bot.handlers.minutes import shown_of
from bot.handlers.minutes_access import minutes_for
from bot.handlers.minutes_steps import demand_open, note_override
from bot.handlers.refusals import tried
from bot.handlers.tracker_views import may_override, names_of
from bot.handlers.triage_page import text_of
from bot.handlers.withholding import withheld_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.minutes_payloads import CommentMinutes, DealWithComment, ShowComments
from cards.minutes_views import CommentList, DealForm, WordsForm
from storage.unit import Snapshot, Unit

router = Router()

COMMENTED = "minutes_commented"
_FORM_LENGTH = 24


@router.deed(CommentMinutes, needs=Permission.MEETING_VIEW)
def comment(turn: Turn, pressed: CommentMinutes, unit: Unit) -> Reply:
    """Ask for a comment on an item; then keep it under the member's name, once for each form."""
    meeting, minutes = minutes_for(turn, pressed.ref, unit)
    item = minutes.item(pressed.item)
    demand_open(turn, meeting, item.key, unit)
    form = WordsForm(
        meeting=meeting.ref,
        form=pressed.form or secrets.token_urlsafe(_FORM_LENGTH),
        item=item.key,
        title=item.title,
        tier=record_of(meeting.forum).ceiling,
    )
    if pressed.asks("comment") or not pressed.form:
        return Reply(view=form)
    inputs = {name: text_of(pressed, name) for name in ("comment", "override")}
    faults = _faults_of_comment(turn, inputs, meeting, unit)
    if faults:
        held = may_override(turn.person)
        return Reply(view=replace(form, inputs=inputs, faults=faults, may_override=held))
    kept, refused = tried(
        lambda: rules.comment(
            minutes, meeting, item.key, inputs["comment"], by=turn.person, now=turn.now
        )
    )
    if kept is None:
        return Reply(view=replace(form, inputs=inputs, note=refused))
    said, fact = kept
    before = len(unit.minutes.comments(meeting.ref))
    unit.minutes.add_comment(said, pressed.form)
    if len(unit.minutes.comments(meeting.ref)) > before:
        note_override(turn, meeting, item.key, inputs, unit)
        day = turn.now.date().isoformat()
        key = f"{COMMENTED}:{meeting.ref}:{day}"
        unit.record(fact, tell=[Notice(COMMENTED, f"forum:{MH_TEAM}", meeting.ref, key)])
    note = "Your comment is kept. You will see what becomes of it under Comments."
    return Reply(view=shown_of(turn, meeting.ref, unit, note=note))


@router.view(ShowComments, needs=Permission.MEETING_VIEW)
def show_comments(turn: Turn, asked: ShowComments, snapshot: Snapshot) -> Reply:
    """What members have said, and what became of it."""
    meeting, minutes = minutes_for(turn, asked.ref, snapshot)
    view = _list(turn, meeting, minutes, snapshot, page=asked.page)
    fact = turn.fact("MinutesCommentsViewed", meeting.ref, Tier.T0, Result.VIEWED)
    return Reply(view=view, fact=fact)


@router.deed(DealWithComment, needs=Permission.MEETING_VIEW)
def deal_with(turn: Turn, pressed: DealWithComment, unit: Unit) -> Reply:
    """Ask what becomes of a comment; then keep it."""
    given = unit.minutes.comment(pressed.ref)
    meeting, minutes = minutes_for(turn, given.meeting, unit, for_change=True)
    given = unit.minutes.comment(pressed.ref)
    if not may_lead(meeting, turn.person):
        raise Forbidden
    demand_open(turn, meeting, given.item, unit, given.text)
    form = DealForm(
        comment=given,
        title=_titles(minutes).get(given.item, ""),
        name=names_of(unit).get(given.by, ""),
        tier=record_of(meeting.forum).ceiling,
    )
    if pressed.asks("outcome", "reason"):
        if not given.is_open:
            raise BoardError("comment_dealt")
        return Reply(view=form)
    inputs = {name: text_of(pressed, name) for name in ("outcome", "reason", "override")}
    if not given.is_open:
        dealt_with = BoardError("comment_dealt").sentence
        return Reply(view=replace(form, inputs=inputs, note=dealt_with))
    faults = _faults_of_dealing(inputs)
    faults |= guarded(turn, {"reason": inputs["reason"]}, inputs, unit, of=meeting.ref)
    if faults:
        held = may_override(turn.person)
        return Reply(view=replace(form, inputs=inputs, faults=faults, may_override=held))
    dealt, fact = rules.deal_with(
        given, meeting, Outcome(inputs["outcome"]), inputs["reason"], by=turn.person, now=turn.now
    )
    unit.minutes.deal_with(dealt)
    note_override(turn, meeting, given.item, inputs, unit)
    unit.record(fact)
    return Reply(view=_list(turn, meeting, minutes, unit, note="Kept."))


def _faults_of_comment(
    turn: Turn, inputs: dict[str, str], meeting: Meeting, unit: Unit
) -> dict[str, Fault]:
    text = inputs["comment"]
    if not text.strip():
        return {"comment": Fault("minutes_comment")}
    if len(text) > COMMENT_LONGEST:
        return {"comment": Fault("V38", n=COMMENT_LONGEST)}
    return guarded(turn, {"comment": text}, inputs, unit, of=meeting.ref)


def _faults_of_dealing(inputs: dict[str, str]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if inputs["outcome"] not in set(Outcome):
        faults["outcome"] = Fault("minutes_outcome")
    elif inputs["outcome"] == Outcome.NOT_TAKEN and not inputs["reason"].strip():
        faults["reason"] = Fault("V57")
    if len(inputs["reason"]) > REASON_LONGEST:
        faults["reason"] = Fault("V38", n=REASON_LONGEST)
    return faults


def _list(
    turn: Turn,
    meeting: Meeting,
    minutes: Minutes,
    snapshot: Snapshot,
    *,
    page: int = 1,
    note: str = "",
) -> CommentList:
    """Those that wait first; none on an item that is withheld, or that names what is."""
    withheld = withheld_of(turn, snapshot)
    open_ones = [
        each
        for each in snapshot.minutes.comments(meeting.ref)
        if not withheld.hides_item(meeting.ref, each.item)
        and not withheld.is_named_in(each.text, each.reason)
    ]
    return CommentList(
        meeting=meeting.ref,
        comments=tuple(sorted(open_ones, key=_waiting_first)),
        titles=_titles(minutes),
        names=names_of(snapshot),
        page=page,
        may_deal=may_lead(meeting, turn.person) and not minutes.is_final,
        note=note,
        at=turn.now,
        tier=record_of(meeting.forum).ceiling,
    )


def _waiting_first(comment: Comment) -> tuple[bool, str]:
    return (not comment.is_open, comment.ref)


def _titles(minutes: Minutes) -> dict[str, str]:
    return {each.key: each.title for each in minutes.items} | {"": "The minutes as a whole"}
