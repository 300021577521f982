"""Views of referrals and their form: one for each card and notable state.

What a person typed is marked (`TYPED`), so that a test can tell where it must not stand.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from board.calendar import Calendar
from board.disclosure import reduce_to
from board.queue import queue
from board.referral_form import Answers, Fault, Screen
from board.referrals import Addition, Referral, ReferralState, Source, Urgency
from board.tiers import Tier
from cards.views import (
    AskInformation,
    AskWithdraw,
    Danger,
    DraftGone,
    FormPage,
    Help,
    HelpLine,
    Home,
    Hours,
    MyReferrals,
    Nearest,
    Opener,
    Queue,
    Receipt,
    ReferralNotice,
    ReferralOpener,
    ReferralShown,
    Sentence,
    Surface,
    View,
    Waiting,
    WaitingDraft,
)

NOW = datetime(2026, 11, 21, 23, 4, tzinfo=UTC)  # a Saturday night
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
CALENDAR = Calendar(holidays=frozenset())
CLOSED = Hours(is_open=False, next_opening=MONDAY, duty_number="01632 960 101")
CLOSED_WITHOUT_NUMBER = Hours(is_open=False, next_opening=MONDAY, duty_number="")
OPEN = Hours(is_open=True, next_opening=NOW, duty_number="01632 960 101")
FORM = "Zk3hT0xq9vLw7pRb2sNd"
REF = "REF-2026-0041"
TYPED = "Qxv"
"""Stands in every text that a sample's person typed, and nowhere else."""

WHAT: Answers = {
    "account": (
        f"{TYPED} On Thursday 19 November he told his key worker that he 'would make them all "
        "pay' and showed her a kitchen knife in his bag. She left and called the ward.\n"
        "He has missed his last two appointments."
    ),
    "indicators": ("threats_to_kill", "weapons"),
    "at_risk": ("staff", "family"),
    "at_risk_detail": f"{TYPED} His key worker, and his mother whom he lives with",
    "how_soon": "days",
}
WHO: Answers = {
    "subject_name": f"{TYPED} Corin Ashdale, also known as Cory",
    "subject_born": f"about 41 {TYPED}",
    "setting": "community",
    "conditions": ("psychotic_disorder_incl_schizophrenia", "substance_misuse"),
    "mappa_status": "not_known",
}
CHECK: Answers = {
    "person_aware": "no_would_increase_risk",
    "person_aware_detail": f"{TYPED} He threatened the last person who reported him",
    "phone": f"{TYPED} 01632 960 777",
}
STRANGER: Answers = {"agency": f"{TYPED} Harbour House hostel", "job": f"{TYPED} Night worker"}
MORE: Answers = {
    "certainty": "diagnosed",
    "impact": f"{TYPED} Uniforms frighten him. Speak slowly, one person at a time.",
    "detention_ends": "2026-12-04",
    "address": f"{TYPED} 14 Quay Walk",
    "reference_numbers": f"{TYPED} LOC-4471",
    "other_forums": ("MARAC", "safeguarding_adult"),
    "tried": f"{TYPED} Home visit, crisis line",
    "would_help": f"{TYPED} A joint visit",
    "ethnicity": "irish",
    "support_needs": ("interpreter", "appropriate_adult"),
}
ALL: Answers = {**WHAT, **WHO, **CHECK, **MORE, "confirmed": "true"}
DRAFT = WaitingDraft(
    form="Yb8mQ2rt6cKf4jWe1uHz",
    started_at=NOW - timedelta(days=2),
    expires_at=NOW + timedelta(days=5),
    screen=Screen.WHO,
)


def referral(number: int = 41, **changes: object) -> Referral:
    """A referral whose every part above T1 is marked; `changes` as of `dataclasses.replace`."""
    plain = Referral(
        ref=f"REF-2026-{number:04d}",
        version=3,
        state=ReferralState.ACKNOWLEDGED,
        urgency=Urgency.URGENT,
        source=Source.INTERNAL,
        submitted_at=NOW,
        acknowledged_at=NOW,
        triage_due=MONDAY + timedelta(hours=4),
        referrer="person-1",
        referrer_name="Priya Nandakumar",
        agency="AG-02",
        agency_name="Eastland Mental Health Trust",
        job="Ward nurse",
        phone="01632 960 777",
        concern={key: WHAT[key] for key in ("indicators", "how_soon")},
        identity={
            key: value
            for key, value in ALL.items()
            if key
            in {
                "account",
                "at_risk",
                "at_risk_detail",
                "subject_name",
                "subject_born",
                "setting",
                "mappa_status",
                "person_aware",
                "person_aware_detail",
                "detention_ends",
                "address",
                "reference_numbers",
                "other_forums",
                "tried",
                "would_help",
            }
        },
        health={
            key: ALL[key]
            for key in ("conditions", "certainty", "impact", "ethnicity", "support_needs")
        },
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


STRANGERS = referral(
    42,
    is_confirmed=False,
    is_in_agreement=False,
    source=Source.EXTERNAL,
    agency_name="Harbour House hostel",
    job="Night worker",
)
ADDED = (
    Addition(
        at=NOW + timedelta(hours=2),
        by="person-1",
        by_name="Priya Nandakumar",
        text=f"{TYPED} He has now left his mother's house.",
    ),
    Addition(
        at=NOW + timedelta(hours=9),
        by="person-1",
        by_name="Priya Nandakumar",
        text=f"{TYPED} He called the ward at 07:40 and would not say where he is.",
    ),
)


def page(screen: Screen, answers: Answers, **changes: object) -> FormPage:
    """One page of the form, out of hours."""
    plain = FormPage(
        screen=screen,
        form=FORM,
        answers=answers,
        hours=CLOSED,
        referrer="Priya Nandakumar, Ward nurse, Eastland Mental Health Trust",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def waiting(count: int) -> tuple[Referral, ...]:
    """Referrals for a queue: urgent and overdue ones, standard ones, one of a stranger."""
    hours = (-3, 1, 4, 9, 14, 19, 23, 25, 30)
    return tuple(
        referral(
            30 + number,
            urgency=Urgency.URGENT if number < 5 else Urgency.STANDARD,
            triage_due=MONDAY + timedelta(hours=hours[number]),
            is_confirmed=number != 2,
            state=ReferralState.IN_TRIAGE if number == 1 else ReferralState.ACKNOWLEDGED,
        )
        for number in range(count)
    )


def _queue(count: int, number: int = 1) -> Queue:
    at = MONDAY + timedelta(hours=1)
    shown = tuple(reduce_to(each, Tier.T1) for each in waiting(count))
    return Queue(page=queue(shown, number, now=at, calendar=CALENDAR))


PRIVATE = (Surface.PERSONAL, Surface.DIALOG)
EVERYWHERE = (Surface.PERSONAL, Surface.CHANNEL, Surface.DIALOG)
T1 = reduce_to(referral(), Tier.T1)
WRONG_WHAT = {
    "account": Fault("V04"),
    "indicators": Fault("V06"),
    "at_risk_detail": Fault("V38", 200),
}
WRONG_WHO = {"subject_name": Fault("V02"), "setting": Fault("V34"), "conditions": Fault("V40")}
WRONG_CHECK = {"person_aware": Fault("V36"), "confirmed": Fault("V37"), "agency": Fault("V42")}

OF_REFERRALS: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "opener": (Opener(form=FORM, hours=CLOSED), (Surface.PERSONAL,)),
    "opener_in_channel": (Opener(form="", hours=OPEN), (Surface.CHANNEL,)),
    "opener_of_draft": (
        Opener(
            form=FORM,
            hours=OPEN,
            screen=Screen.WHO,
            expires_at=NOW + timedelta(days=7),
            others=(DRAFT,),
        ),
        (Surface.PERSONAL,),
    ),
    "draft_gone": (DraftGone(expired=True), EVERYWHERE),
    "draft_deleted": (DraftGone(expired=False), (Surface.PERSONAL,)),
    "danger": (Danger(form=FORM, hours=CLOSED), PRIVATE),
    "danger_in_channel": (Danger(form="", hours=CLOSED_WITHOUT_NUMBER), (Surface.CHANNEL,)),
    "what": (page(Screen.WHAT, {}), PRIVATE),
    "what_answered": (page(Screen.WHAT, WHAT, hours=OPEN), (Surface.PERSONAL,)),
    "what_wrong": (
        page(Screen.WHAT, {**WHAT, "account": f"{TYPED} short"}, faults=WRONG_WHAT),
        (Surface.PERSONAL,),
    ),
    "who": (page(Screen.WHO, {}, hours=OPEN), PRIVATE),
    "who_wrong": (
        page(Screen.WHO, {"subject_unknown": "true"}, faults=WRONG_WHO, hours=OPEN),
        (Surface.PERSONAL,),
    ),
    "check": (page(Screen.CHECK, {**WHAT, **WHO}), PRIVATE),
    "check_full": (page(Screen.CHECK, ALL, hours=OPEN), (Surface.PERSONAL,)),
    "check_of_stranger": (
        page(
            Screen.CHECK,
            {
                **WHAT,
                **STRANGER,
                "subject_unknown": "true",
                "subject_description": f"{TYPED} Tall, grey coat",
                "subject_born": "40",
            },
            faults=WRONG_CHECK,
            is_stranger=True,
            referrer="Sam Okoro",
        ),
        (Surface.PERSONAL,),
    ),
    "more": (page(Screen.MORE, {}, hours=OPEN), PRIVATE),
    "more_of_sent": (
        page(
            Screen.MORE,
            MORE,
            form="",
            ref=REF,
            version=3,
            hours=OPEN,
            note="Someone else changed this while you were editing. "
            "Review their change and save again",
        ),
        PRIVATE,
    ),
    "receipt": (
        Receipt(referral=T1, hours=CLOSED_WITHOUT_NUMBER, read_from=MONDAY),
        PRIVATE,
    ),
    "receipt_in_hours": (
        Receipt(referral=T1, hours=OPEN, read_from=NOW, note="Added. The team has been told."),
        (Surface.PERSONAL,),
    ),
    "receipt_of_withdrawn": (
        Receipt(
            referral=replace(T1, state=ReferralState.WITHDRAWN, withdrawn_at=NOW),
            hours=OPEN,
            read_from=NOW,
        ),
        (Surface.PERSONAL,),
    ),
    "my_referrals": (
        MyReferrals(
            referrals=(T1, replace(T1, ref="REF-2026-0012", state=ReferralState.HEARD)),
            drafts=(DRAFT,),
            more=4,
        ),
        (Surface.PERSONAL,),
    ),
    "my_referrals_none": (MyReferrals(referrals=(), drafts=()), (Surface.PERSONAL,)),
    "referral_to_team": (
        ReferralShown(referral=replace(STRANGERS, additions=ADDED), is_own=False, is_overdue=True),
        PRIVATE,
    ),
    "referral_to_referrer": (ReferralShown(referral=referral(), is_own=True), PRIVATE),
    "referral_to_referrer_later": (
        ReferralShown(referral=T1, is_own=True),
        (Surface.PERSONAL,),
    ),
    "ask_withdraw": (AskWithdraw(ref=REF), PRIVATE),
    "ask_information": (AskInformation(ref=REF, form=FORM), PRIVATE),
    "ask_information_wrong": (
        AskInformation(ref=REF, form=FORM, text=f"{TYPED} more", fault=Fault("V45")),
        (Surface.PERSONAL,),
    ),
    "queue": (_queue(9), EVERYWHERE),
    "queue_second_page": (_queue(9, 2), (Surface.PERSONAL,)),
    "queue_empty": (_queue(0), (Surface.PERSONAL,)),
    "notice": (ReferralNotice(referral=T1, happened="received"), (Surface.CHANNEL,)),
    "notice_of_stranger": (
        ReferralNotice(
            referral=replace(reduce_to(STRANGERS, Tier.T1), urgency=Urgency.STANDARD),
            happened="added",
        ),
        (Surface.CHANNEL,),
    ),
    "notice_of_withdrawn": (
        ReferralNotice(
            referral=replace(T1, state=ReferralState.WITHDRAWN, withdrawn_at=NOW),
            happened="withdrawn",
        ),
        (Surface.CHANNEL,),
    ),
    "referral_opener": (ReferralOpener(referral=T1), (Surface.PERSONAL, Surface.CHANNEL)),
    "home": (Home(name="Priya", is_team=False, hours=CLOSED), EVERYWHERE),
    "home_of_team": (
        Home(
            name="Alex",
            is_team=True,
            hours=OPEN,
            waiting=Waiting(
                referrals=3,
                own_referrals=1,
                drafts=1,
                actions_due=2,
                actions_open=4,
                meeting=("BRD-037", datetime(2027, 1, 6, 10, tzinfo=UTC)),
            ),
        ),
        (Surface.PERSONAL,),
    ),
    "home_before_set_up": (
        Home(name="Adel", is_team=False, hours=OPEN, is_set_up=False, may_set_up=True),
        (Surface.PERSONAL,),
    ),
    "help": (
        Help(
            lines=(
                HelpLine("refer", "Refer a person you are worried about", "Referrals"),
                HelpLine(
                    "my referrals", "See the referrals you have sent, and your drafts", "Referrals"
                ),
                HelpLine("my actions", "See your own actions", "Actions"),
            ),
            about=True,
            pages=2,
        ),
        EVERYWHERE,
    ),
    "help_second_page": (
        Help(
            lines=(HelpLine("action REFERENCE", "See one action with its history", "Actions"),),
            page=2,
            pages=2,
            is_set_up=False,
        ),
        (Surface.PERSONAL,),
    ),
    "help_not_understood": (
        Help(
            lines=(),
            did_you_mean=(
                Nearest("my referrals", can_be_pressed=True),
                Nearest("refer"),
                Nearest("challenges", can_be_pressed=True),
            ),
            understood=False,
        ),
        (Surface.PERSONAL,),
    ),
    "sentence": (Sentence("I have sent the form to your own chat with me."), EVERYWHERE),
}
