"""Terms of reference, the sharing agreement, and the log of bilateral meetings."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from board.bilaterals import (
    Bilateral,
    Concern,
    ConcernStatus,
    log,
    open_concerns,
    raise_concern,
    settle_concern,
)
from board.errors import BoardError, Forbidden
from board.governance import (
    SECTIONS,
    InformationSharingAgreement,
    Purpose,
    SignOff,
    TermsOfReference,
    VersionState,
    agree_terms,
    bring_into_force,
    demand_signed,
    is_review_due,
    months_after,
    sign,
    standing_with,
    supersede,
    unsigned,
    withdraw,
)
from board.people import IsaStatus
from tests.board.cycle_builders import FACILITATOR, MEMBER, POLICE_CHAIR, agency, speaker

NOW = datetime(2026, 7, 22, 11, tzinfo=UTC)
TODAY = date(2026, 7, 22)
V = VersionState
DRAFT = TermsOfReference(version="4.0", sections=dict.fromkeys(SECTIONS, "Agreed words"))
PURPOSES = (Purpose("P1", "Serious violence or homicide indicators", "public task"),)
ISA = InformationSharingAgreement(
    version="3.1", purposes=PURPOSES, categories=("contact",), dpia="DPIA-TEST-01"
)
A, B, C = agency("A"), agency("B", deputy="mab-member"), agency("C", active=False)


def live(isa: InformationSharingAgreement = ISA, *signing) -> InformationSharingAgreement:
    """An agreement in force, signed by these."""
    isa, _ = bring_into_force(isa, "BRD-033", by=POLICE_CHAIR, now=NOW)
    for each in signing:
        isa, _ = sign(isa, each, by=speaker(each.key), now=NOW)
    return isa


def test_terms_are_agreed_at_a_meeting_and_reviewed_in_a_year():
    """As in the sample's fourth version."""
    agreed, fact = agree_terms(DRAFT, "BRD-033", by=FACILITATOR, now=NOW)

    assert (agreed.state, agreed.agreed_at, agreed.effective_from) == (V.AGREED, "BRD-033", TODAY)
    assert agreed.review_due == date(2027, 7, 22)
    assert (fact.name, fact.details) == ("TermsAgreed", {"version": "4.0", "at": "BRD-033"})
    assert not is_review_due(agreed, date(2027, 7, 21))
    assert is_review_due(agreed, date(2027, 7, 22))
    assert not is_review_due(DRAFT, date(2030, 1, 1))


def test_terms_with_an_empty_section_are_not_agreed():
    """The refusal names what is missing."""
    bare = replace(DRAFT, sections={**DRAFT.sections, "quorum": " "})

    with pytest.raises(BoardError, match="terms_sections") as refusal:
        agree_terms(bare, "BRD-033", by=FACILITATOR, now=NOW)

    assert refusal.value.sentence == "Complete these sections first: Quorum"


def test_a_version_goes_from_draft_to_agreed_to_superseded():
    """And no other way."""
    agreed, _ = agree_terms(DRAFT, "BRD-033", by=POLICE_CHAIR, now=NOW)
    over, _ = supersede(agreed, by=FACILITATOR, now=NOW)

    assert over.state is V.SUPERSEDED
    assert not is_review_due(over, date(2030, 1, 1))
    for version, step in ((DRAFT, supersede), (over, supersede)):
        with pytest.raises(BoardError, match="terms_state"):
            step(version, by=FACILITATOR, now=NOW)
    with pytest.raises(BoardError, match="terms_state"):
        agree_terms(agreed, "BRD-034", by=FACILITATOR, now=NOW)
    with pytest.raises(BoardError, match="terms_state"):
        sign(over, A, by=speaker("A"), now=NOW)
    with pytest.raises(Forbidden):
        agree_terms(DRAFT, "BRD-033", by=MEMBER, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dpia": " "}, "dpia_missing"),
        ({"purposes": ()}, "purposes_missing"),
        ({"purposes": (*PURPOSES, Purpose("P2", "Discharge"))}, "purposes_missing"),
    ],
)
def test_an_agreement_takes_no_force_without_its_assessment_and_legal_bases(changes, code):
    """A draft stays one."""
    with pytest.raises(BoardError, match=code) as refusal:
        bring_into_force(replace(ISA, **changes), "BRD-033", by=FACILITATOR, now=NOW)

    assert refusal.value.sentence


def test_an_agency_signs_by_its_representative_or_deputy_and_once():
    """Nobody signs for another, the facilitator neither."""
    signed = live(ISA, A)

    assert signed.signatures == (SignOff(agency="A", by="rep-a", on=TODAY),)
    assert sign(signed, B, by=MEMBER, now=NOW)[0].is_signed_by("B")
    with pytest.raises(BoardError, match="signed_already"):
        sign(signed, A, by=speaker("A"), now=NOW)
    for by in (FACILITATOR, speaker("A")):
        with pytest.raises(BoardError, match="sign_for_agency"):
            sign(signed, B, by=by, now=NOW)


def test_who_has_not_signed_is_named_and_who_has_left_is_not():
    """For the warning, and for terms of reference alike."""
    assert unsigned(live(ISA, A), (B, A, C)) == (B,)
    assert unsigned(DRAFT, (B, A)) == (A, B)


def test_an_agency_that_has_not_signed_gets_no_case_material():
    """V24 names it."""
    versions = [live(ISA, A, C)]

    demand_signed(A, versions)

    with pytest.raises(BoardError, match="V24") as refusal:
        demand_signed(B, versions)
    assert refusal.value.sentence.startswith("Agency B has not signed")
    with pytest.raises(BoardError, match="V24"):
        demand_signed(C, versions)


def test_a_signature_that_is_withdrawn_no_longer_stands_and_can_be_given_again():
    """The history keeps both."""
    gone, _ = withdraw(live(ISA, A), A, by=speaker("A"), now=NOW)
    again, _ = sign(gone, A, by=speaker("A"), now=NOW)

    assert standing_with("A", [gone]) is IsaStatus.WITHDRAWN
    assert standing_with("A", [again]) is IsaStatus.SIGNED
    assert [bool(each.withdrawn_on) for each in again.signatures] == [True, False]
    with pytest.raises(BoardError, match="not_signed"):
        withdraw(gone, A, by=speaker("A"), now=NOW)


def test_a_signature_under_an_earlier_version_has_expired():
    """The new one has to be signed too."""
    old, _ = supersede(live(ISA, A), by=FACILITATOR, now=NOW)
    new = live(replace(ISA, version="4.0"), B)

    standing = [standing_with(key, [old, new]) for key in ("A", "B", "X")]

    assert standing == [IsaStatus.EXPIRED, IsaStatus.SIGNED, IsaStatus.SENT]
    assert standing_with("A", [ISA]) is IsaStatus.NOT_SENT


def test_the_sample_lacks_one_signature():
    """AG-12, an associate."""
    sample = json.loads((Path(__file__).parents[2] / "bot/sample/board.json").read_text("utf-8"))
    record = sample["information_sharing_agreement"]
    isa = replace(
        live(),
        signatures=tuple(
            SignOff(agency=each, by="MEM-00", on=TODAY) for each in record["signatories"]
        ),
    )

    missing = unsigned(isa, [agency(each["id"]) for each in sample["agencies"]])

    assert [each.key for each in missing] == record["pending"] == ["AG-12"]


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 7, 22), date(2027, 7, 22)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_a_year_later_is_the_same_day_or_the_last_of_the_month(day, later):
    """A leap day has no birthday."""
    assert months_after(day, 12) == later


# --- bilateral meetings ------------------------------------------------------------------------

MET = Bilateral(
    ref="BIL-20261110",
    on=date(2026, 11, 10),
    attendees=("mab-member", "rep-tru"),
    concerns=(Concern("Named nurse for  phone contact"), Concern("Poster stock", "Larch Ward")),
)


def settled(number: int, status: ConcernStatus, became: str = "", met: Bilateral = MET):
    """What became of a concern."""
    return settle_concern(met, number, status, became, by=MEMBER, now=NOW)


def test_a_meeting_is_put_down_by_who_was_there_or_the_team():
    """With at least two people."""
    logged, fact = log(MET, by=MEMBER, now=NOW)

    assert logged.concerns[0].text == "Named nurse for phone contact"
    assert (fact.about, fact.details) == ("BIL-20261110", {"concerns": "2"})
    assert log(MET, by=FACILITATOR, now=NOW)[0] == logged
    with pytest.raises(Forbidden):
        log(MET, by=speaker("AG-09"), now=NOW)
    with pytest.raises(BoardError, match="bilateral_two"):
        log(replace(MET, attendees=("mab-member",)), by=MEMBER, now=NOW)


def test_a_concern_is_resolved_early_made_an_action_or_escalated():
    """An action by its reference; it can still go up."""
    early, _ = settled(1, ConcernStatus.RESOLVED_EARLY)
    action, fact = settled(0, ConcernStatus.ACTION, "ACT-2026-0034", early)
    up, _ = settled(0, ConcernStatus.ESCALATED, "ESC-2026-004", action)

    assert open_concerns(MET) == ((0, MET.concerns[0]), (1, MET.concerns[1]))
    assert open_concerns(action) == ()
    assert fact.name == "ConcernBecameAction"
    assert fact.details == {"became": "ACT-2026-0034"}
    assert [each.status for each in up.concerns] == [
        ConcernStatus.ESCALATED, ConcernStatus.RESOLVED_EARLY
    ]  # fmt: skip
    for number, met in ((1, early), (0, up)):
        with pytest.raises(BoardError, match="concern_settled"):
            settled(number, ConcernStatus.ACTION, "ACT-2026-0035", met)


@pytest.mark.parametrize(
    ("number", "status", "became", "code"),
    [
        (0, ConcernStatus.ACTION, "", "V50"),
        (0, ConcernStatus.ESCALATED, "", "V50"),
        (0, ConcernStatus.RESOLVED_EARLY, "ACT-2026-0034", "V41"),
        (0, ConcernStatus.OPEN, "", "V50"),
        (2, ConcernStatus.ACTION, "ACT-2026-0034", "out_of_date_card"),
        (-1, ConcernStatus.ACTION, "ACT-2026-0034", "out_of_date_card"),
    ],
)
def test_a_concern_is_not_settled_otherwise(number, status, became, code):
    """An action needs its reference."""
    with pytest.raises(BoardError, match=code):
        settled(number, status, became)


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [(" ", "", "concern_empty"), ("x" * 301, "", "concern_empty"), ("x", "y" * 81, "V38")],
)
def test_a_concern_says_something_and_not_too_much(text, unit, code):
    """300 characters."""
    added, _ = raise_concern(MET, "Late notice of leave", "Larch Ward", by=MEMBER, now=NOW)

    assert added.concerns[-1] == Concern("Late notice of leave", "Larch Ward")
    with pytest.raises(BoardError, match=code):
        raise_concern(MET, text, unit, by=MEMBER, now=NOW)
