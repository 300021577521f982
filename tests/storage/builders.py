"""A small board to keep things of: one agency, a nurse, a triager, a filled-in draft."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from board.calendar import Calendar
from board.drafts import Draft
from board.facts import Fact, Notice
from board.people import Agency, AgencyType, Grant, IsaStatus, Member, Role
from board.referral_form import Answer, Screen
from board.referrals import Referral, submit, submitted
from board.tiers import Tier
from storage.unit import Origin, Unit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = Origin("personal", "trace-1")
CALENDAR = Calendar(frozenset())
TRUST = Agency(
    key="AG-02",
    name="Invented Health Trust",
    short_name="Trust",
    type=AgencyType.MENTAL_HEALTH_TRUST,
    core=True,
    isa_status=IsaStatus.SIGNED,
    champions=("MEM-20",),
    rungs=(("MEM-20",), (), ("MEM-20", "MEM-21")),
)
NURSE = Member(
    key="MEM-20",
    name="Wilhelmina Testcase",
    agency="AG-02",
    job="Ward nurse",
    account="account-nurse",
    expertise=("wards",),
    grants=(Grant(Role.REFERRER, NOON - timedelta(days=1), NOON + timedelta(days=183)),),
)
TYPED = {
    "name": "Zephyrine O'Quillfeather-Mbeki",
    "born": "1984-07-12",
    "account": "Said in the dayroom that he would burn the kitchen down on Friday evening.",
}
ANSWERS: dict[str, Answer] = {
    "account": TYPED["account"],
    "indicators": ("threats_to_kill", "fire_setting"),
    "at_risk": ("staff",),
    "how_soon": "days",
    "subject_name": TYPED["name"],
    "subject_born": TYPED["born"],
    "setting": "inpatient_detained",
    "conditions": ("bipolar",),
    "mappa_status": "none",
    "person_aware": "yes",
    "phone": "01632 960 001",
    "confirmed": "true",
    "reference_numbers": "NHS 943 476 5919",
}


def people(unit: Unit) -> None:
    """The trust and its nurse."""
    unit.people.put_agency(TRUST)
    unit.people.put_member(NURSE)


def a_draft(form: str = "form-1", *, at: datetime = NOON) -> Draft:
    """The nurse's filled-in draft."""
    return Draft(
        form=form,
        person="account-nurse",
        place="place-1",
        created_at=at,
        updated_at=at,
        screen=Screen.CHECK,
        answers=ANSWERS,
    )


def a_referral(unit: Unit, *, at: datetime = NOON) -> Referral:
    """A new referral of the nurse's under the next reference, kept."""
    nurse = unit.people.person("account-nurse", name="", now=at)
    ref = unit.referrals.next_ref(at)
    referral = submit(a_draft(at=at), ref, by=nurse, now=at, calendar=CALENDAR)
    unit.referrals.insert(referral)
    return referral


def send(unit: Unit, form: str) -> str:
    """What a press of *Send* does: the draft becomes a referral, once."""
    if done := unit.replays.find(form, "referral.submit", "account-nurse"):
        return done
    nurse = unit.people.person("account-nurse", name="", now=NOON)
    draft = unit.drafts.get(form, for_change=True) or a_draft(form)
    ref = unit.referrals.next_ref(NOON)
    referral = submit(draft, ref, by=nurse, now=NOON, calendar=CALENDAR)
    unit.referrals.insert(referral)
    unit.drafts.save(replace(draft, ref=ref))
    unit.replays.keep(form, "referral.submit", "account-nurse", ref, NOON)
    unit.record(submitted(referral), tell=[Notice("new_referral", "forum:team", ref)])
    return ref


def a_fact(about: str = "REF-2026-0001", *, at: datetime = NOON) -> Fact:
    """Some fact."""
    return Fact(
        name="ReferralOpened",
        about=about,
        by="account-triager",
        at=at,
        tier=Tier.T4,
        details={"page": "1"},
    )
