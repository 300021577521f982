"""What became of a referral, as its referrer is told; and what is asked of them."""

from collections.abc import Mapping
from types import MappingProxyType

from board.calendar import in_words
from board.challenges import NO_DETRIMENT, WITHIN_DAYS
from board.referrals import Referral, ReferralState
from board.triage_file import Decided, Decision
from cards.buttons import button, main_button, open_buttons, rows
from cards.elements import Action, Element, TextBlock
from cards.payloads import AddInformation, OpenChallenge, ShowChallenges
from cards.pieces import heading, section, small, strong, words
from cards.triage_words import CLASSES
from cards.typed import named
from cards.views import LateNotice, OutcomeNotice, RequestNotice, Surface

_SERVICE_LONGEST, _ADVICE_LONGEST = 400, 1_000
_OF_STATE: Mapping[ReferralState, Decision] = MappingProxyType(
    {
        ReferralState.ACCEPTED_SUBGROUP: Decision.ACCEPT,
        ReferralState.SCHEDULED: Decision.ACCEPT,
        ReferralState.HEARD: Decision.ACCEPT,
        ReferralState.PLAN_ACTIVE: Decision.ACCEPT,
        ReferralState.MONITORING: Decision.ACCEPT,
        ReferralState.ROUTE_MAPPA: Decision.ROUTE_MAPPA,
        ReferralState.ROUTE_PDP: Decision.ROUTE_PDP,
        ReferralState.ROUTE_ACCEPTED: Decision.ROUTE_MAPPA,
        ReferralState.SIGNPOSTED: Decision.SIGNPOST,
        ReferralState.MERGED: Decision.MERGE,
        ReferralState.WITHDRAWN: Decision.WITHDRAW,
    }
)
_WITH_DECISION = frozenset({ReferralState.CLOSED, ReferralState.CHALLENGED})
_ROUTES = frozenset({Decision.ROUTE_MAPPA, Decision.ROUTE_PDP})
_TAKEN_ON = frozenset({ReferralState.ROUTE_ACCEPTED, ReferralState.CLOSED})
_RIGHT = (
    f"If you disagree, you can challenge this within {WITHIN_DAYS} working days, or at any time "
    "if the risk changes."
)
_CONTACT = "If someone is in danger, call 999. For anything else, contact the Mental Health Team"
_WHY: Mapping[Decision, tuple[str, str]] = MappingProxyType(
    {
        Decision.ACCEPT: (
            "Several agencies will talk about this concern together at a meeting.",
            "I will tell you what comes of it within 2 working days of the meeting.",
        ),
        Decision.SIGNPOST: (
            "Another service can help better than a meeting of this board.",
            "Open it to read which service, and what to do meanwhile.",
        ),
        Decision.MERGE: (
            "The team has another referral about the same concern, so they go on as one.",
            "I will tell you what comes of it.",
        ),
        Decision.WITHDRAW: (
            "It is recorded as withdrawn.",
            "The team may still act if there is a risk to someone.",
        ),
        Decision.ASK: ("The team needs to know more before it can decide.", "Open it to answer."),
    }
)
_ON_ITS_WAY = (
    "Another service is better placed to manage this risk, so the team has sent it there.",
    (
        "That service has 5 working days to say whether it takes it on. The team keeps it on its "
        "list until then, and I will tell you."
    ),
)
_ACCEPTED_THERE = (
    "Another service is better placed to manage this risk, and it has taken it on.",
    "The Mental Health Team's part ends here.",
)


def outcome_card(view: OutcomeNotice, surface: Surface) -> list[Element]:
    """The class of the outcome, why, what happens next and whom to contact.

    It is posted, so it names no service and gives no reasons of anybody's; outside the
    agreement it tells the class alone.
    """
    referral = view.referral
    return [
        heading(CLASSES[view.outcome]),
        strong(f"Your referral {referral.ref}"),
        *(_told(view) if referral.is_in_agreement else []),
        *([small(f"{_RIGHT} {NO_DETRIMENT}")] if view.may_challenge else []),
        *rows(_steps(view, surface)),
    ]


def request_card(view: RequestNotice, surface: Surface) -> list[Element]:
    """The team asks something; the question is shown on pressing."""
    referral = view.referral
    by = [strong(f"Answer by {in_words(referral.answer_due)}.")] if referral.answer_due else []
    answer = main_button("Answer", AddInformation(ref=referral.ref), surface)
    return [
        heading("The Mental Health Team has a question"),
        words(f"It is about your referral {referral.ref}. Press Answer to read it."),
        *by,
        words("If you cannot answer, say so: the team then decides on what it knows."),
        *rows([answer, *open_buttons(referral.ref, surface)]),
    ]


def late_card(view: LateNotice, _surface: Surface) -> list[Element]:
    """For the co-chairs: that one waits past its time, and nothing of what it is."""
    kind = "urgent" if view.urgent else "standard"
    title = TextBlock(
        text=f"A referral waits past its time: {kind}",
        style="heading",
        size="medium",
        weight="bolder",
        color="attention" if view.urgent else None,
        wrap=True,
    )
    return [
        title,
        words(f"Triage was due by {in_words(view.due)}. The Mental Health Team has been told."),
        words("Ask the team's supervisor what holds it up, and whether it needs help."),
    ]


def class_of(referral: Referral) -> Decision | None:
    """The class of the outcome as it stands, None while there is none."""
    if referral.state in _WITH_DECISION:
        decision = referral.triage.decision if referral.triage else None
        return decision.kind if decision else None
    return _OF_STATE.get(referral.state)


def outcome_for_referrer(referral: Referral) -> list[Element]:
    """What its referrer may read of the outcome, and nothing of the team's own file."""
    kind = class_of(referral)
    if kind is None:
        return []
    said: list[Element] = [section("Outcome"), strong(f"{CLASSES[kind]}.")]
    decided = referral.triage.decision if referral.triage else None
    if decided is not None and decided.kind is kind and referral.is_in_agreement:
        said += _advice(decided)
    return said


def challenge_buttons(referral: Referral, surface: Surface) -> list[Action]:
    """To challenge an outcome, or to see the challenge there is."""
    if referral.state is ReferralState.CHALLENGED:
        return [button("See my challenges", ShowChallenges(), surface)]
    if not _is_decided(referral):
        return []
    return [button("Challenge", OpenChallenge(ref=referral.ref), surface)]


def _is_decided(referral: Referral) -> bool:
    """Whether the team has decided; a referral withdrawn by its referrer it has not."""
    decided = referral.triage.decision if referral.triage else None
    if referral.state is ReferralState.WITHDRAWN:
        return decided is not None and decided.kind is Decision.WITHDRAW
    return referral.state is ReferralState.CLOSED or class_of(referral) is not None


def _advice(decided: Decided) -> list[Element]:
    if decided.kind is not Decision.SIGNPOST:
        return []
    return [
        named("Service", decided.service, _SERVICE_LONGEST),
        named("What to do meanwhile", decided.advice, _ADVICE_LONGEST),
    ]


def _told(view: OutcomeNotice) -> list[Element]:
    why, then = _why(view)
    listed = ""
    if view.meeting_at and view.outcome is Decision.ACCEPT:
        listed = f"It is on the list for {in_words(view.meeting_at)}. "
    return [
        words(why),
        words(f"{listed}{then}"),
        words(f"{_CONTACT}, and give the reference {view.referral.ref}."),
    ]


def _why(view: OutcomeNotice) -> tuple[str, str]:
    if view.outcome in _ROUTES:
        return _ACCEPTED_THERE if view.referral.state in _TAKEN_ON else _ON_ITS_WAY
    return _WHY[view.outcome]


def _steps(view: OutcomeNotice, surface: Surface) -> list[Action]:
    ref = view.referral.ref
    steps = open_buttons(ref, surface)
    if view.referral.is_open:
        steps.append(button("Add information", AddInformation(ref=ref), surface))
    if view.may_challenge:
        steps.append(button("Challenge", OpenChallenge(ref=ref), surface))
    return steps
