"""The mental health team's queue: what waits, taking it, and handing it over."""

from dataclasses import replace

from board.disclosure import reduce_to
from board.errors import BoardError
from board.facts import Notice, Result
from board.people import Person
from board.queue import cut, fill
from board.referral_form import Fault
from board.referrals import Referral
from board.refs import read_referral_ref
from board.tiers import Tier
from board.triage import (
    hand_over,
    take,
)
from bot.handlers.referral_views import shown
from bot.handlers.triage_notices import HANDED_OVER
from bot.handlers.triage_page import (
    LINE_LONGEST,
    TEAM,
    form_reply,
    page_reply,
    saved_reply,
    stale,
    text_of,
)
from bot.router import IN_PRIVATE, Router, Said
from bot.turn import Reply, Turn
from cards.payloads import (
    HandOver,
    ShowQueue,
    TakeReferral,
)
from cards.views import (
    HandOverForm,
    Queue,
    ReferralOpener,
)
from storage.unit import Snapshot, Unit

router = Router(topic="Referrals")


def _page_said(words: str) -> ShowQueue:
    return ShowQueue(page=int(words) if words.isdecimal() and words.isascii() else 1)


@router.command(
    "triage",
    says="See the referrals that wait for the team, urgent first",
    takes="(PAGE)",
    needs=TEAM,
    make=_page_said,
)
@router.view(ShowQueue, needs=TEAM)
def show_queue(turn: Turn, asked: ShowQueue, snapshot: Snapshot) -> Reply:
    """One page of what waits for the team, without anything of the person referred."""
    place = cut(snapshot.referrals.lines(), asked.page, now=turn.now)
    rows = (reduce_to(each, Tier.T1) for each in snapshot.referrals.of_refs(place.refs))
    page = fill(place, rows, turn.office.calendar)
    duty = snapshot.duty.now()
    view = Queue(
        page=page,
        on_duty=duty.on_duty_name,
        cover=duty.cover_name,
        ethnicity_known=(page.ethnicity_known, page.total),
    )
    fact = turn.fact("QueueViewed", "triage", Tier.T1, Result.VIEWED, page=str(page.page))
    return Reply(view=view, fact=fact)


@router.command(
    "referral",
    says="Find one referral by its reference",
    takes="REFERENCE",
    places=IN_PRIVATE,
)
def find_referral(turn: Turn, said: Said, snapshot: Snapshot) -> Reply:
    """A way to one referral: what it holds is shown on pressing only."""
    ref = read_referral_ref(said.words)
    if ref is None:
        raise BoardError("V50")
    referral = reduce_to(shown(turn, snapshot.referrals.get(ref)), Tier.T1)
    fact = turn.fact("ReferralFound", ref, Tier.T1, Result.VIEWED)
    return Reply(view=ReferralOpener(referral=referral), fact=fact)


@router.deed(TakeReferral, needs=TEAM)
def take_referral(turn: Turn, pressed: TakeReferral, unit: Unit) -> Reply:
    """Take a referral from the queue and begin."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if referral.holder == turn.person.id:
        return page_reply(turn, referral, unit)
    taken, fact = take(referral, by=turn.person, now=turn.now)
    return saved_reply(turn, taken, fact, unit)


@router.deed(HandOver, needs=TEAM)
def hand_over_referral(turn: Turn, pressed: HandOver, unit: Unit) -> Reply:
    """Ask to whom; then hand it over, and tell the colleague."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    inputs = {name: text_of(pressed, name) for name in ("to", "note")}
    form = HandOverForm(
        referral=shown(turn, referral), colleagues=_colleagues(turn, unit, referral), inputs=inputs
    )
    if pressed.asks("to", "note"):
        return form_reply(turn, form, unit)
    faults = {}
    if inputs["to"] not in {each for each, _ in form.colleagues}:
        faults["to"] = Fault("not_in_team")
    if len(inputs["note"]) > LINE_LONGEST:
        faults["note"] = Fault("V38", LINE_LONGEST)
    if faults:
        return form_reply(turn, replace(form, faults=faults), unit)
    if note := stale(referral, pressed.version):
        return form_reply(turn, replace(form, note=note), unit)
    to = _colleague(unit, inputs["to"], turn)
    handed, fact = hand_over(referral, to, inputs["note"], by=turn.person, now=turn.now)
    handed = unit.referrals.save(handed)
    key = f"{HANDED_OVER}:{handed.ref}:{handed.version}"
    unit.record(fact, tell=[Notice(HANDED_OVER, f"person:{to.id}", handed.ref, key)])
    return page_reply(turn, handed, unit)


def _colleagues(turn: Turn, unit: Unit, referral: Referral) -> tuple[tuple[str, str], ...]:
    found = []
    for each in unit.people.members():
        person = unit.people.person_by_key(each.key, turn.now)
        if person and person.may(TEAM) and person.id != referral.holder:
            found.append((person.id, person.name))
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _colleague(unit: Unit, account: str, turn: Turn) -> Person:
    return unit.people.person(account, name="", now=turn.now)
