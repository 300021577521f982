"""Samples of the cards of terms, agreement and bilateral meetings."""

from dataclasses import replace
from datetime import UTC, date, datetime

from board.bilaterals import Bilateral, Concern, ConcernStatus
from board.governance import (
    InformationSharingAgreement,
    Purpose,
    TermsOfReference,
    VersionState,
)
from board.governance_wording import written_purposes
from board.invitations import Invitation, Response
from board.referral_form import Fault
from cards.governance_views import (
    AgreeForm,
    AgreementForm,
    BilateralForm,
    BilateralList,
    BilateralShown,
    ConcernForm,
    InvitationForm,
    NoVersion,
    OpenConcern,
    Partner,
    PartnerList,
    ReviewNotice,
    SectionForm,
    VersionShown,
)
from cards.views import Surface, View
from tests.cards.action_samples import SAFE
from tests.cards.referral_samples import FORM

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
TERMS = TermsOfReference(
    version="4.0",
    state=VersionState.AGREED,
    agreed_at="BRD-033",
    effective_from=date(2026, 7, 22),
    review_due=date(2027, 7, 22),
    sections={"frequency": f"The board every 42 days {SAFE}", "quorum": "Half of core agencies"},
)
DRAFT = replace(
    TERMS,
    version="4.1",
    state=VersionState.DRAFT,
    agreed_at="",
    effective_from=None,
    review_due=None,
)
AGREEMENT = InformationSharingAgreement(
    version="3.1",
    state=VersionState.AGREED,
    effective_from=date(2026, 1, 9),
    review_due=date(2027, 1, 8),
    purposes=(
        Purpose("P1", f"Serious violence or homicide indicators {SAFE}", "Public task"),
        Purpose("P2", "Discharge of a person of concern"),
    ),
    categories=("Contact details", "Health, as far as the plan needs it"),
    dpia="DPIA-TEST-01",
)
SIGNED = (
    ("Essex Police", "Odessa Fictonbury", date(2026, 1, 9)),
    ("Mental Health NHS Trust", "Marguerite Fablecroft", date(2026, 1, 10)),
)
NAMES = {"MEM-02": "Barnaby Testerfield", "MEM-10": "Quentin Storyvale"}
INVITED = Invitation(agency="AG-05", sponsor="MEM-02", sent_on=date(2026, 11, 23))
MET = Bilateral(
    ref="BIL-20261110",
    on=date(2026, 11, 10),
    attendees=("MEM-02", "MEM-10"),
    concerns=(
        Concern(f"Named nurse for phone contact {SAFE}", "Larch Ward"),
        Concern("Ward poster stock", status=ConcernStatus.RESOLVED_EARLY),
        Concern("Different warrant lists", "", ConcernStatus.ACTION, "ACT-2026-0042"),
        Concern("Keys for the suite", "Oak Ward", ConcernStatus.ESCALATED, "BRD-036"),
    ),
    next_on=date(2026, 12, 8),
)
PEOPLE = (("MEM-02", "Barnaby Testerfield, Police"), ("MEM-10", "Quentin Storyvale, MH Trust"))
_VIEWS: dict[str, View] = {
    "terms": VersionShown(
        document=TERMS,
        signed=SIGNED,
        missing=("Voluntary Sector Crisis Alliance",),
        own="Voluntary Sector Crisis Alliance",
        may_word=True,
        at=AT,
    ),
    "terms_draft": VersionShown(
        document=DRAFT,
        missing=("Essex Police", "Probation"),
        may_word=True,
        draft="4.1",
        note="This is a draft: it holds once it is agreed.",
        at=AT,
    ),
    "terms_none": NoVersion(kind="terms", may_word=True),
    "agreement": VersionShown(document=AGREEMENT, signed=SIGNED, at=AT),
    "agreement_signed": VersionShown(
        document=AGREEMENT,
        signed=SIGNED,
        missing=("Voluntary Sector",),
        own="Essex Police",
        has_signed=True,
        draft="3.2",
        may_word=True,
        note="Signed.",
        at=AT,
    ),
    "agreement_withdraw": VersionShown(
        document=AGREEMENT,
        signed=SIGNED,
        own="Essex Police",
        has_signed=True,
        is_asking=True,
        at=AT,
    ),
    "agreement_over": VersionShown(
        document=replace(AGREEMENT, version="3.0", state=VersionState.SUPERSEDED), at=AT
    ),
    "section_form": SectionForm(
        terms=DRAFT,
        section="purpose",
        inputs={"text": "To agree what to do"},
        faults={"text": Fault("V38", 1_000)},
    ),
    "agreement_form": AgreementForm(
        agreement=AGREEMENT,
        inputs={
            "purposes": written_purposes(AGREEMENT.purposes),
            "categories": "\n".join(AGREEMENT.categories),
            "dpia": AGREEMENT.dpia,
        },
        faults={"purposes": Fault("purpose_lines")},
        note="Someone else changed this",
    ),
    "agree_form": AgreeForm(
        document=AGREEMENT,
        meetings=(("BRD-035", "BRD-035, 14 October 2026"),),
        loses=("Voluntary Sector Crisis Alliance", "Probation"),
        faults={"meeting": Fault("agreed_at")},
    ),
    "agree_form_terms": AgreeForm(document=DRAFT, meetings=()),
    "review_due": ReviewNotice(kind="agreement", version="3.1", due=date(2027, 1, 8), is_due=True),
    "review_ahead": ReviewNotice(kind="terms", version="4.0", due=date(2027, 7, 22), is_due=False),
    "partners": PartnerList(
        partners=(
            Partner("AG-05", "Coastshire Ambulance", (), INVITED),
            Partner(
                "AG-06",
                "Coastshire Fire and Rescue",
                (),
                replace(INVITED, response=Response.ACCEPTED, answered_on=date(2026, 11, 30)),
            ),
            Partner("AG-01", "Coastshire Police", ("Percival Inventon",)),
        ),
        names=NAMES,
        may_invite=True,
        letter=("Coastshire Ambulance", "Percival Inventon"),
        note="Noted.",
        at=AT,
    ),
    "partners_all": PartnerList(
        partners=(Partner("AG-01", "Coastshire Police", ("Percival Inventon",)),),
        names=NAMES,
        at=AT,
    ),
    "partners_none": PartnerList(partners=(), names={}, at=AT),
    "invitation_form": InvitationForm(
        agencies=(("AG-05", "Coastshire Ambulance"),), sponsors=PEOPLE
    ),
    "invitation_form_wrong": InvitationForm(
        agencies=(("AG-05", "Coastshire Ambulance"),),
        sponsors=(),
        inputs={"agency": "AG-05"},
        faults={"sponsor": Fault("sponsor_needed")},
    ),
    "bilaterals": BilateralList(
        waiting=(
            OpenConcern(ref=MET.ref, on=MET.on, number=0, concern=MET.concerns[0], may_settle=True),
        ),
        meetings=(MET, replace(MET, ref="BIL-002", on=date(2026, 9, 15))),
        names=NAMES,
        next_on=date(2026, 12, 8),
        may_add=True,
        may_log=True,
        at=AT,
    ),
    "bilaterals_none": BilateralList(waiting=(), meetings=(), names={}, may_log=True, at=AT),
    "bilateral": BilateralShown(
        meeting=MET, names=NAMES, may_settle=True, may_add=True, note="Kept.", at=AT
    ),
    "bilateral_bare": BilateralShown(
        meeting=replace(MET, concerns=(), next_on=None), names=NAMES, at=AT
    ),
    "bilateral_form": BilateralForm(
        form=FORM, people=PEOPLE, inputs={"on": "2026-11-20", "attendees": "MEM-02"}
    ),
    "bilateral_form_wrong": BilateralForm(
        form=FORM,
        people=PEOPLE,
        inputs={"on": "2026-11-20", "attendees": "MEM-02,MEM-10", "concerns": "Keys (Oak Ward)"},
        faults={
            "attendees": Fault("bilateral_two"),
            "concerns": Fault("lines_most", 10),
            "next_on": Fault("bilateral_next"),
        },
        note="Someone else changed this",
    ),
    "concern_form": ConcernForm(
        ref=MET.ref, form=FORM, inputs={"concern": "Keys"}, faults={"unit": Fault("unit_long", 80)}
    ),
    "concern_escalate": ConcernForm(
        ref=MET.ref,
        number=0,
        concern=MET.concerns[0],
        board="BRD-037",
        faults={"escalation": Fault("escalation_unknown")},
    ),
}
OF_GOVERNANCE: dict[str, tuple[View, tuple[Surface, ...]]] = {
    name: (view, (Surface.PERSONAL, Surface.CHANNEL)) for name, view in _VIEWS.items()
}
