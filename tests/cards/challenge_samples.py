"""Views of challenges, at each step and for each reader."""

from dataclasses import replace
from datetime import timedelta

from board.challenges import Challenge, ChallengeKind, Finding, Ruling, Step
from board.disclosure import reduce_to
from board.referral_form import Fault
from board.referrals import Urgency
from board.tiers import Tier
from cards.views import (
    ChallengeForm,
    ChallengeList,
    ChallengeNotice,
    ChallengeShown,
    Surface,
    View,
)
from tests.cards.referral_samples import FORM, MONDAY, PRIVATE, REF, TYPED

DUE = MONDAY + timedelta(days=2, hours=10)
CHALLENGE = Challenge(
    ref="CHL-2026-0003",
    version=2,
    subject=REF,
    kind=ChallengeKind.TRIAGE_OUTCOME,
    urgency=Urgency.STANDARD,
    challenger="person-1",
    challenger_name="Priya Nandakumar",
    agency_name="Eastland Mental Health Trust",
    opened_at=MONDAY,
    step=Step.CONVERSATION,
    due=DUE,
    reason=f"{TYPED} The crisis team has already closed him twice this year.",
    wanted=f"{TYPED} List him for the next meeting",
    barred=("person-7", "person-8"),
)
RULING = Ruling(
    Step.CONVERSATION,
    Finding.UPHELD,
    "person-12",
    "Marion Hale",
    DUE,
    f"{TYPED} The crisis team has agreed to keep him on its list.",
)
RULED = replace(CHALLENGE, rulings=(RULING,), finding=Finding.UPHELD, is_ruled=True)
FURTHER = replace(
    CHALLENGE,
    version=4,
    rulings=(RULING,),
    step=Step.SUBGROUP,
    due=DUE + timedelta(days=12),
    urgency=Urgency.URGENT,
)
CHANGED = replace(
    CHALLENGE,
    rulings=(replace(RULING, finding=Finding.CHANGED),),
    finding=Finding.CHANGED,
    is_ruled=True,
    closed_at=DUE,
)
TOP = replace(
    RULED,
    step=Step.SENIOR_BOARD,
    rulings=tuple(replace(RULING, step=each) for each in Step),
)
BARE = reduce_to(CHALLENGE, Tier.T1)
BEFORE, AFTER = DUE - timedelta(hours=1), DUE + timedelta(hours=1)

OF_CHALLENGES: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "challenge_form": (ChallengeForm(ref=REF, form=FORM), PRIVATE),
    "challenge_form_late": (
        ChallengeForm(
            ref=REF,
            form=FORM,
            is_late=True,
            inputs={"reason": f"{TYPED} no", "wanted": "", "risk_changed": "false"},
            faults={
                "risk_changed": Fault("challenge_late"),
                "reason": Fault("V11"),
                "wanted": Fault("V52"),
            },
        ),
        (Surface.PERSONAL,),
    ),
    "challenge_of_challenger": (
        ChallengeShown(challenge=CHALLENGE, at=BEFORE, is_challenger=True),
        PRIVATE,
    ),
    "challenge_overdue": (
        ChallengeShown(challenge=CHALLENGE, at=AFTER, is_challenger=True),
        (Surface.PERSONAL,),
    ),
    "challenge_ruled": (
        ChallengeShown(challenge=RULED, at=AFTER, is_challenger=True),
        (Surface.PERSONAL,),
    ),
    "challenge_to_rule": (ChallengeShown(challenge=CHALLENGE, at=BEFORE, may_rule=True), PRIVATE),
    "challenge_to_rule_wrong": (
        ChallengeShown(
            challenge=FURTHER,
            at=BEFORE,
            may_rule=True,
            inputs={"finding": "nothing", "reasons": f"{TYPED} short"},
            faults={"finding": Fault("V41"), "reasons": Fault("V11")},
        ),
        (Surface.PERSONAL,),
    ),
    "challenge_changed": (
        ChallengeShown(challenge=CHANGED, at=AFTER, is_challenger=True),
        (Surface.PERSONAL,),
    ),
    "challenge_at_the_top": (
        ChallengeShown(challenge=TOP, at=AFTER, is_challenger=True),
        (Surface.PERSONAL,),
    ),
    "challenge_bare": (
        ChallengeShown(challenge=BARE, at=BEFORE),
        (Surface.PERSONAL, Surface.CHANNEL),
    ),
    "challenges": (
        ChallengeList(
            challenges=tuple(
                reduce_to(replace(each, ref=f"CHL-2026-{number:04d}"), Tier.T1)
                for number, each in enumerate((CHANGED, CHALLENGE, RULED, FURTHER))
            ),
            at=AFTER,
        ),
        PRIVATE,
    ),
    "challenges_none": (ChallengeList(challenges=(), at=AFTER), (Surface.PERSONAL,)),
    **{
        f"challenge_notice_{happened}": (
            ChallengeNotice(
                challenge=reduce_to(challenge, Tier.T1),
                happened=happened,
            ),
            (Surface.PERSONAL, Surface.CHANNEL),
        )
        for happened, challenge in (
            ("opened", CHALLENGE),
            ("ruled", RULED),
            ("further", FURTHER),
            ("late", CHALLENGE),
        )
    },
}
