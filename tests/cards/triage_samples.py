"""Views of triage: the page at each stage, its forms, and what is told.

What the referrer or the team typed is marked alike (`TYPED`); what the team alone may read of
it is marked once more (`TEAMS`).
"""

from dataclasses import replace
from datetime import date, timedelta

from board.disclosure import reduce_to
from board.matching import Why
from board.queue import queue
from board.referral_form import Answer, Fault
from board.referrals import Change, Referral, ReferralState, Urgency
from board.tiers import Tier
from board.triage_file import (
    Decided,
    Decision,
    Duty,
    Gate,
    MappaAnswer,
    Note,
    Outcome,
    Request,
    TriageFile,
    Verdict,
)
from cards.payloads import AcceptedElsewhere, DeclinedElsewhere, ReopenReferral
from cards.views import (
    AskInformation,
    CheckForm,
    DecisionForm,
    DutyCard,
    EqualityForm,
    HandOverForm,
    LateNotice,
    Match,
    OutcomeNotice,
    Queue,
    ReasonForm,
    ReferralNotice,
    ReferralShown,
    RequestNotice,
    Surface,
    TriagePage,
    View,
)
from tests.cards.referral_samples import (
    CALENDAR,
    FORM,
    MONDAY,
    NOW,
    PRIVATE,
    REF,
    STRANGERS,
    TYPED,
    referral,
    waiting,
)

Gates = dict[str, Answer]
TEAMS = f"{TYPED} Wkp"
"""Stands in every text of the team that the referrer must not read."""
STALE = (
    "Someone else changed this while you were editing. Review their change and save again. "
    "Last change: Sam Ortega."
)
ALL_NO: Gates = {Gate.DANGER: "no", Gate.SAME_PERSON: "no", Gate.SCOPE: "yes", Gate.MAPPA: "none"}
TO_THE_END: Gates = {
    **ALL_NO,
    Gate.DANGER: "yes",
    Gate.PDP: "no",
    Gate.DUTIES: (Duty.CHILD, Duty.FIREARMS, Duty.CRIME),
    Gate.RIGHT_CARE: "yes",
}
SIGNPOST = Decided(
    kind=Decision.SIGNPOST,
    rationale=f"{TEAMS} No sign of serious violence; the crisis team can help today.",
    by="person-7",
    by_name="Alex Morgan",
    at=MONDAY + timedelta(hours=2),
    service=f"{TYPED} Crisis resolution team, Eastland",
    told=f"{TEAMS} The duty nurse, 23 November 10:40",
    advice=f"{TYPED} Call the crisis line at night.",
    checked_by="person-8",
    checked_by_name="Sam Ortega",
    checked_at=MONDAY + timedelta(hours=3),
)
ROUTE = replace(
    SIGNPOST,
    kind=Decision.ROUTE_MAPPA,
    rationale=f"{TEAMS} Managed at level 2 since the spring, so the co-ordinator has it.",
    service="",
    told="",
    advice="",
    sent_to=f"{TEAMS} J. Calloway, MAPPA co-ordinator",
    sent_on=date(2026, 11, 23),
)
DECLINED = replace(
    ROUTE,
    outcome=Outcome.DECLINED,
    outcome_on=date(2026, 11, 24),
    outcome_reason=f"{TEAMS} The order ended in October, so this is not for MAPPA.",
)
REQUEST = Request(
    at=MONDAY + timedelta(hours=1),
    by="Alex Morgan",
    question=f"{TYPED} Who else lives at the address?",
    due=MONDAY + timedelta(days=14, hours=10),
)
NOTE = Note(
    MONDAY + timedelta(hours=1, minutes=30),
    "Sam Ortega",
    "handed_over",
    f"{TEAMS} The ward will ring back at 11.",
)
FILE = TriageFile(
    gates=dict(TO_THE_END),
    matches={"REF-2026-0007": "repeat"},
    decided=(DECLINED, SIGNPOST),
    requests=(replace(REQUEST, answered_at=MONDAY + timedelta(hours=2)),),
    notes=(NOTE,),
)
MATCHES = (
    Match(
        referral(7, submitted_at=NOW - timedelta(days=90), state=ReferralState.CLOSED),
        (Why.SAME_NAME, Why.AGE_FITS),
    ),
    Match(referral(8, submitted_at=NOW - timedelta(days=700)), (Why.SIMILAR_NAME,)),
)


def in_triage(
    gates: Gates | None = None, *, file: TriageFile | None = None, **changes: object
) -> Referral:
    """A referral that somebody of the team has."""
    given = file or TriageFile(gates=gates or {})
    plain: dict[str, object] = {
        "state": ReferralState.IN_TRIAGE,
        "holder": "person-7",
        "holder_name": "Alex Morgan",
        "change": Change("Sam Ortega", MONDAY + timedelta(minutes=20), "handed_over"),
        "triage": given,
    }
    return replace(referral(), **(plain | changes))  # type: ignore[arg-type]


def _at(gate: Gate | None, gates: Gates, **changes: object) -> TriagePage:
    plain = TriagePage(
        referral=in_triage(gates),
        gate=gate,
        decisions=(Decision.ASK, Decision.WITHDRAW),
        duties=(Duty.CHILD, Duty.CRIME),
        mappa_told="not_known",
        is_mine=True,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def _answered(upto: int, **changes: Answer) -> Gates:
    return {each: TO_THE_END[each] for each in list(Gate)[:upto]} | changes


def _decision(kind: Decision, **changes: object) -> DecisionForm:
    return replace(
        DecisionForm(referral=in_triage(TO_THE_END), decision=kind, inputs={}),
        **changes,  # type: ignore[arg-type]
    )


def _told(kind: Decision, state: ReferralState, **changes: object) -> OutcomeNotice:
    return OutcomeNotice(referral=replace(T1, state=state, **changes), outcome=kind)  # type: ignore[arg-type]


def _held(held: Referral, **changes: object) -> Referral:
    return replace(held, holder="person-7", holder_name="Alex Morgan", **changes)  # type: ignore[arg-type]


def _busy_queue() -> Queue:
    at = MONDAY + timedelta(hours=1)
    one, two, three, four, five = waiting(5)
    rows = (
        replace(one, is_repeat=True),
        _held(two),
        _held(three, state=ReferralState.AWAITING_CHECK),
        _held(four, state=ReferralState.INFO_REQUESTED, answer_due=REQUEST.due),
        _held(
            five,
            state=ReferralState.ROUTE_MAPPA,
            urgency=Urgency.STANDARD,
            answer_due=MONDAY - timedelta(hours=14),
        ),
    )
    shown = tuple(reduce_to(each, Tier.T1) for each in rows)
    return Queue(
        page=queue(shown, 1, now=at, calendar=CALENDAR),
        on_duty="Alex Morgan",
        cover="Sam Ortega",
        ethnicity_known=(34, 40),
    )


T1 = reduce_to(in_triage(), Tier.T1)
TO_ROUTE = in_triage(
    file=replace(FILE, decided=(ROUTE,), gates={**ALL_NO, Gate.MAPPA: MappaAnswer.LEVEL_2}),
    state=ReferralState.ROUTE_MAPPA,
    answer_due=MONDAY + timedelta(days=5),
)
TO_CHECK = in_triage(
    file=replace(FILE, decided=(replace(SIGNPOST, checked_at=None, checked_by=""),)),
    state=ReferralState.AWAITING_CHECK,
)
OUTSIDE = reduce_to(STRANGERS, Tier.T1)
BUSY = _busy_queue()
ALL_MATCHES = replace(MATCHES[0], verdict=Verdict.REPEAT), MATCHES[1]
WRONG_SIGNPOST = {
    "service": Fault("V46"),
    "told": Fault("V38", 200),
    "advice": Fault("V48"),
    "rationale": Fault("V11"),
}
EVERY_DECISION = tuple(
    (
        f"decision_{kind}",
        _decision(
            kind,
            needs_check=kind in {Decision.ROUTE_MAPPA, Decision.SIGNPOST},
            meeting_at=MONDAY + timedelta(days=3, hours=6) if kind is Decision.ACCEPT else None,
        ),
    )
    for kind in Decision
)

OF_TRIAGE: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "queue_at_work": (BUSY, (Surface.PERSONAL, Surface.CHANNEL)),
    "duty": (DutyCard(on_duty="Alex Morgan", cover="Sam Ortega", is_me=True), PRIVATE),
    "duty_nobody": (
        DutyCard(on_duty="", cover="", is_me=False),
        (Surface.PERSONAL, Surface.CHANNEL),
    ),
    "triage_not_taken": (
        TriagePage(referral=replace(referral(), triage=None), gate=None),
        (Surface.PERSONAL,),
    ),
    "triage_danger": (_at(Gate.DANGER, {}), PRIVATE),
    "triage_same_person": (_at(Gate.SAME_PERSON, _answered(1), matches=MATCHES), PRIVATE),
    "triage_same_person_none": (_at(Gate.SAME_PERSON, _answered(1)), (Surface.PERSONAL,)),
    "triage_scope": (
        _at(Gate.SCOPE, _answered(2), matches=ALL_MATCHES, note=STALE, is_mine=False),
        (Surface.PERSONAL,),
    ),
    "triage_mappa": (_at(Gate.MAPPA, _answered(3)), (Surface.PERSONAL,)),
    "triage_duties": (
        _at(Gate.DUTIES, _answered(5, G3=MappaAnswer.NOT_KNOWN)),
        (Surface.PERSONAL, Surface.DIALOG),
    ),
    "triage_to_mappa": (
        _at(
            None,
            _answered(3, G3=MappaAnswer.RESTRICTED),
            decisions=(Decision.ROUTE_MAPPA, Decision.ASK, Decision.MERGE, Decision.WITHDRAW),
        ),
        (Surface.PERSONAL,),
    ),
    "triage_to_decide": (
        TriagePage(
            referral=in_triage(
                file=replace(FILE, decided=(DECLINED,), draft={"rationale": f"{TEAMS} Begun"}),
                is_repeat=True,
            ),
            gate=None,
            matches=ALL_MATCHES,
            decisions=(Decision.ACCEPT, Decision.ASK, Decision.MERGE, Decision.WITHDRAW),
            is_mine=True,
        ),
        PRIVATE,
    ),
    "triage_asked": (
        TriagePage(
            referral=in_triage(
                file=TriageFile(requests=(REQUEST,)),
                state=ReferralState.INFO_REQUESTED,
                answer_due=REQUEST.due,
            ),
            gate=None,
            is_mine=True,
        ),
        (Surface.PERSONAL,),
    ),
    "triage_routed": (TriagePage(referral=TO_ROUTE, gate=None), (Surface.PERSONAL,)),
    "triage_to_check": (
        TriagePage(referral=TO_CHECK, gate=None, may_check=True),
        (Surface.PERSONAL,),
    ),
    "triage_own_to_check": (
        TriagePage(referral=TO_CHECK, gate=None, is_mine=True),
        (Surface.PERSONAL,),
    ),
    "triage_of_checker": (
        TriagePage(referral=TO_CHECK, gate=None, may_check=True, is_team=False),
        PRIVATE,
    ),
    "triage_closed": (
        TriagePage(referral=in_triage(file=FILE, state=ReferralState.CLOSED), gate=None),
        (Surface.PERSONAL,),
    ),
    **{name: (view, (Surface.PERSONAL,)) for name, view in EVERY_DECISION},
    "decision_wrong": (
        _decision(
            Decision.SIGNPOST,
            inputs={"rationale": f"{TEAMS} short", "told": f"{TEAMS} me"},
            faults=WRONG_SIGNPOST,
            needs_check=True,
        ),
        PRIVATE,
    ),
    "decision_stale": (
        _decision(
            Decision.ROUTE_PDP,
            inputs={
                "rationale": f"{TEAMS} There are grounds to believe in a risk.",
                "sent_to": f"{TEAMS} D. Harrow, PDP lead",
                "sent_on": "2026-11-23",
            },
            needs_check=True,
            note=STALE,
        ),
        (Surface.PERSONAL,),
    ),
    "hand_over": (
        HandOverForm(
            referral=in_triage(),
            colleagues=(("person-8", "Sam Ortega"), ("person-9", "Jo Whitfield")),
        ),
        PRIVATE,
    ),
    "hand_over_wrong": (
        HandOverForm(
            referral=in_triage(),
            colleagues=(("person-8", "Sam Ortega"),),
            inputs={"to": "person-66", "note": f"{TEAMS} Please ring the ward"},
            faults={"to": Fault("not_in_team"), "note": Fault("V38", 200)},
        ),
        (Surface.PERSONAL,),
    ),
    "hand_over_alone": (HandOverForm(referral=in_triage(), colleagues=()), (Surface.PERSONAL,)),
    "check_decision": (
        CheckForm(referral=TO_CHECK, decided=replace(SIGNPOST, checked_at=None)),
        PRIVATE,
    ),
    "check_decision_wrong": (
        CheckForm(
            referral=TO_CHECK,
            decided=replace(SIGNPOST, checked_at=None),
            is_team=False,
            inputs={"note": f"{TEAMS} no"},
            faults={"note": Fault("V11")},
        ),
        (Surface.PERSONAL,),
    ),
    "reason_reopen": (ReasonForm(ref=REF, version=3, asks=ReopenReferral.verb), PRIVATE),
    "reason_accepted": (
        ReasonForm(
            ref=REF,
            version=3,
            asks=AcceptedElsewhere.verb,
            inputs={"contact": ""},
            faults={"contact": Fault("V10")},
        ),
        (Surface.PERSONAL,),
    ),
    "reason_declined": (
        ReasonForm(
            ref=REF,
            version=3,
            asks=DeclinedElsewhere.verb,
            inputs={"reason": f"{TEAMS} They say the order ended in October this year."},
            note=STALE,
        ),
        (Surface.PERSONAL,),
    ),
    "equality": (
        EqualityForm(
            ref=REF, version=3, answers={"ethnicity": "irish", "support_needs": ("interpreter",)}
        ),
        PRIVATE,
    ),
    "equality_wrong": (
        EqualityForm(ref=REF, version=3, answers={}, faults={"ethnicity": Fault("V41")}),
        (Surface.PERSONAL,),
    ),
    "outcome_accepted": (
        replace(
            _told(Decision.ACCEPT, ReferralState.SCHEDULED),
            meeting_at=MONDAY + timedelta(days=3, hours=6),
        ),
        (Surface.PERSONAL,),
    ),
    "outcome_routed": (_told(Decision.ROUTE_MAPPA, ReferralState.ROUTE_MAPPA), (Surface.PERSONAL,)),
    "outcome_route_accepted": (
        _told(Decision.ROUTE_PDP, ReferralState.CLOSED),
        (Surface.PERSONAL,),
    ),
    "outcome_signposted": (_told(Decision.SIGNPOST, ReferralState.SIGNPOSTED), (Surface.PERSONAL,)),
    "outcome_merged": (_told(Decision.MERGE, ReferralState.CLOSED), (Surface.PERSONAL,)),
    "outcome_withdrawn": (
        replace(_told(Decision.WITHDRAW, ReferralState.WITHDRAWN), may_challenge=False),
        (Surface.PERSONAL,),
    ),
    "outcome_outside": (
        OutcomeNotice(
            referral=replace(OUTSIDE, state=ReferralState.SIGNPOSTED), outcome=Decision.SIGNPOST
        ),
        (Surface.PERSONAL,),
    ),
    "request": (
        RequestNotice(
            referral=replace(T1, state=ReferralState.INFO_REQUESTED, answer_due=REQUEST.due)
        ),
        (Surface.PERSONAL,),
    ),
    "ask_information_question": (
        AskInformation(ref=REF, form=FORM, question=REQUEST.question),
        PRIVATE,
    ),
    "late": (LateNotice(due=MONDAY, urgent=True), (Surface.CHANNEL,)),
    "late_standard": (LateNotice(due=MONDAY, urgent=False), (Surface.CHANNEL,)),
    "notice_not_taken": (
        ReferralNotice(
            referral=replace(T1, state=ReferralState.ACKNOWLEDGED, holder=None, holder_name=None),
            happened="urgent_now",
        ),
        (Surface.PERSONAL, Surface.CHANNEL),
    ),
    "notice_handed_over": (
        ReferralNotice(referral=T1, happened="handed_over"),
        (Surface.PERSONAL,),
    ),
    "notice_check_wanted": (
        ReferralNotice(referral=reduce_to(TO_CHECK, Tier.T1), happened="check_wanted"),
        (Surface.CHANNEL,),
    ),
    "notice_route_late": (
        ReferralNotice(referral=reduce_to(TO_ROUTE, Tier.T1), happened="route_late"),
        (Surface.CHANNEL,),
    ),
    "referral_of_team_decided": (
        ReferralShown(
            referral=in_triage(file=FILE, state=ReferralState.SIGNPOSTED, is_repeat=True),
            is_own=False,
        ),
        (Surface.PERSONAL,),
    ),
    "referral_own_signposted": (
        ReferralShown(referral=in_triage(file=FILE, state=ReferralState.SIGNPOSTED), is_own=True),
        PRIVATE,
    ),
    "referral_own_outside": (
        ReferralShown(
            referral=in_triage(file=FILE, state=ReferralState.SIGNPOSTED, is_in_agreement=False),
            is_own=True,
        ),
        (Surface.PERSONAL,),
    ),
    "referral_own_challenged": (
        ReferralShown(referral=in_triage(file=FILE, state=ReferralState.CHALLENGED), is_own=True),
        (Surface.PERSONAL,),
    ),
}
