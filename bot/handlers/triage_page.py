"""The triage page of a referral, which most presses of the team are answered with."""

from board.errors import Stale
from board.facts import Fact, Result
from board.gates import (
    duties_suggested,
    mappa_suggested,
    next_gate,
    open_decisions,
)
from board.people import Permission, Person
from board.referrals import Referral, demand_version
from board.referrals import ReferralState as State
from board.tiers import Tier
from board.triage import (
    may_check,
)
from board.triage_file import Decision, TriageFile
from bot.handlers.referral_views import shown
from bot.turn import Reply, Turn
from cards.payloads import (
    Payload,
)
from cards.views import (
    CheckForm,
    DecisionForm,
    EqualityForm,
    HandOverForm,
    Match,
    ReasonForm,
    Sentence,
    TriagePage,
)
from storage.unit import Snapshot, Unit

_OnReferral = CheckForm | DecisionForm | EqualityForm | HandOverForm | ReasonForm
TEAM = Permission.REFERRAL_TRIAGE
LINE_LONGEST = 200
"""Characters of a note or a contact."""
_LONGEST_TYPED = 4000


def page_of(turn: Turn, referral: Referral, snapshot: Snapshot, *, note: str = "") -> TriagePage:
    """The triage page of a referral for whoever asks, with its matches where G1 waits."""
    seen = shown(turn, referral)
    file = seen.triage or TriageFile()
    may_work = turn.person.may(TEAM)
    return TriagePage(
        referral=seen,
        gate=next_gate(file.gates) if may_work and seen.state is State.IN_TRIAGE else None,
        matches=_matches(seen, snapshot) if may_work else (),
        duties=duties_suggested(seen),
        mappa_told=mappa_suggested(seen),
        decisions=_decisions(seen, file) if may_work else (),
        may_check=_may_check(turn.person, seen, file),
        is_mine=seen.holder == turn.person.id,
        is_team=may_work,
        note=note,
    )


def _decisions(referral: Referral, file: TriageFile) -> tuple[Decision, ...]:
    if referral.state is not State.IN_TRIAGE:
        return ()
    allowed = open_decisions(file.gates, file.matches)
    return tuple(each for each in Decision if each in allowed)


def _may_check(person: Person, referral: Referral, file: TriageFile) -> bool:
    waits = referral.state is State.AWAITING_CHECK and file.decision is not None
    return (
        waits
        and may_check(person)
        and file.decision is not None
        and (file.decision.by != person.id)
    )


def _matches(referral: Referral, snapshot: Snapshot) -> tuple[Match, ...]:
    judged = (referral.triage or TriageFile()).matches
    found = snapshot.referrals.alike(referral)
    return tuple(
        Match(each.referral, each.why, judged.get(each.referral.ref, "")) for each in found
    )


def page_reply(turn: Turn, referral: Referral, unit: Unit, *, note: str = "") -> Reply:
    """The page where it may be shown; elsewhere that it was done, and where to go on."""
    if turn.audience.ceiling < Tier.T4:
        return Reply(view=Sentence("Done. Go on with it in your own chat with me."))
    if turn.person.may(TEAM):
        unit.record(turn.fact("TriageViewed", referral.ref, Tier.T4, Result.VIEWED))
        return Reply(view=page_of(turn, referral, unit, note=note))
    return Reply(view=Sentence("Done. The Mental Health Team goes on with it."))


def form_reply(turn: Turn, view: _OnReferral, unit: Unit) -> Reply:
    """A form that shows something of a referral: seeing it is in the audit like opening it."""
    ref = view.ref if isinstance(view, ReasonForm | EqualityForm) else view.referral.ref
    unit.record(turn.fact("TriageViewed", ref, view.tier, Result.VIEWED))
    return Reply(view=view)


def saved_reply(turn: Turn, referral: Referral, fact: Fact, unit: Unit) -> Reply:
    """Keep what a press changed, and show the page as it stands then."""
    saved = unit.referrals.save(referral)
    unit.record(fact)
    return page_reply(turn, saved, unit)


def stale(referral: Referral, version: int) -> str:
    """The sentence for somebody whose card shows an older state, with the other's change."""
    try:
        demand_version(referral, version)
    except Stale as stale:
        change = referral.change
        return f"{stale.sentence}. Last change: {change.by}." if change else stale.sentence
    return ""


def text_of(pressed: Payload, name: str) -> str:
    """What was typed into an input; empty where none arrived or it is no text."""
    given = pressed.inputs.get(name)
    return given[:_LONGEST_TYPED] if isinstance(given, str) else ""
