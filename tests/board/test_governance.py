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
    action_of_concern,
    check_concerns,
    log,
    open_concerns,
    raise_concern,
    read_concerns,
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
    demand_wording_seen,
    is_review_due,
    months_after,
    sign,
    standing_with,
    supersede,
    unsigned,
    withdraw,
)
from board.governance_due import is_still_due, reviews_due
from board.governance_wording import (
    check_agreement,
    edit_agreement,
    edit_section,
    new_draft,
    read_purposes,
    version_after,
    written_purposes,
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


@pytest.mark.parametrize(
    ("known", "following"),
    [((), "1.0"), (("4.0",), "4.1"), (("4.9", "4.10"), "4.11"), (("5", "4.2"), "5.1"),
     (("draft",), "1.0")],
)  # fmt: skip
def test_a_version_is_numbered_after_the_last(known, following):
    """4.10 comes after 4.9."""
    assert version_after(known) == following


def test_a_draft_has_the_words_of_the_version_before_and_none_of_its_signatures():
    """One at a time, by who runs meetings or a co-chair."""
    agreed = live(ISA, A)

    draft, _ = new_draft(agreed, [agreed], by=FACILITATOR, now=NOW)

    assert (draft.version, draft.state, draft.signatures) == ("3.2", V.DRAFT, ())
    assert draft.purposes == ISA.purposes
    assert (draft.effective_from, draft.review_due, draft.agreed_at) == (None, None, "")
    with pytest.raises(BoardError, match="draft_exists"):
        new_draft(agreed, [agreed, draft], by=FACILITATOR, now=NOW)
    with pytest.raises(Forbidden):
        new_draft(agreed, [agreed], by=speaker("A"), now=NOW)


def test_wording_a_draft_takes_its_signatures_away():
    """They stood under other words; what is agreed is not worded again."""
    signed, _ = sign(DRAFT, A, by=speaker("A"), now=NOW)

    worded, fact = edit_section(signed, "quorum", " Half ", by=FACILITATOR, now=NOW)

    assert (worded.sections["quorum"], worded.signatures, worded.wording) == ("Half", (), 2)
    assert fact.details == {"version": "4.0", "section": "quorum"}
    with pytest.raises(BoardError, match="V30"):
        demand_wording_seen(worded, 1)
    for terms, section, text, code in (
        (DRAFT, "weather", "x", "V41"),
        (DRAFT, "quorum", "x" * 1_001, "V38"),
        (replace(DRAFT, state=V.AGREED), "quorum", "x", "terms_state"),
    ):
        with pytest.raises(BoardError, match=code):
            edit_section(terms, section, text, by=FACILITATOR, now=NOW)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("P1; Violence; Public task", set()),
        ("p1 ;  Violence\n\nP2; Discharge; Public task", set()),
        ("P1", {"purposes"}),
        ("P1; Violence\nP1; Again", {"purposes"}),
        ("\n".join(f"P{number}; What for" for number in range(11)), {"purposes"}),
        (f"P1; {'x' * 201}", {"purposes"}),
        (f"P1; Violence; {'x' * 201}", {"purposes"}),
    ],
)
def test_purposes_are_typed_one_on_each_line(text, faults):
    """Code, what for, legal basis."""
    purposes = read_purposes(text)

    assert check_agreement(replace(ISA, purposes=purposes)).keys() == faults
    if not faults:
        assert read_purposes(written_purposes(purposes)) == purposes
        assert purposes[0].code == "P1"


def test_what_an_agreement_says_keeps_to_its_limits():
    """Each field on its own."""
    worded = replace(ISA, categories=("x",) * 11, dpia="x" * 81, policy_document="x" * 81)

    assert check_agreement(worded).keys() == {"categories", "dpia", "policy_document"}
    changed, _ = edit_agreement(ISA, ISA, by=POLICE_CHAIR, now=NOW)
    assert changed.wording == 2
    with pytest.raises(BoardError, match="V38"):
        edit_agreement(ISA, replace(ISA, dpia="x" * 81), by=POLICE_CHAIR, now=NOW)


@pytest.mark.parametrize(
    ("day", "whens"),
    [
        (date(2027, 6, 21), []),
        (date(2027, 6, 22), ["ahead"]),
        (date(2027, 7, 21), ["ahead"]),
        (date(2027, 7, 22), ["due"]),
        (date(2027, 9, 1), ["due"]),
    ],
)
def test_a_review_is_told_a_month_ahead_and_on_its_day(day, whens):
    """Under keys that a moved date or another version makes new; drafts are not reviewed."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    documents = [("agreement", live()), ("terms", DRAFT)]

    due = list(reviews_due(documents, ("person:a", "person:b"), at))

    assert [each.about.rpartition(":")[2] for each in due] == 2 * whens
    assert len({each.key for each in due}) == len(due)
    for each in due:
        assert is_still_due(live(), each.about, at)
        assert not is_still_due(replace(live(), version="3.2"), each.about, at)
        assert not is_still_due(replace(live(), review_due=date(2028, 1, 1)), each.about, at)
        assert not is_still_due(replace(live(), state=V.SUPERSEDED), each.about, at)


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


def test_concerns_are_typed_one_on_each_line_with_their_unit_in_brackets():
    """A bracket elsewhere is part of the concern."""
    concerns = read_concerns(
        "Late notice  of leave (Larch Ward)\n\n(Again) late\nKeys (two) missing\n"
        "Spare (a) (Oak Ward)"
    )

    assert concerns == (
        Concern("Late notice of leave", "Larch Ward"),
        Concern("(Again) late"),
        Concern("Keys (two) missing"),
        Concern("Spare (a)", "Oak Ward"),
    )


@pytest.mark.parametrize(
    ("concerns", "code"),
    [
        ((Concern("x" * 301),), "concern_empty"),
        ((Concern(""),), "concern_empty"),
        ((Concern("Keys", "x" * 81),), "unit_long"),
        ((Concern("Keys"),) * 11, "lines_most"),
    ],
)
def test_concerns_keep_to_their_limits(concerns, code):
    """Told at their box."""
    assert check_concerns(concerns)["concerns"].code == code
    assert check_concerns((Concern("Keys", "Oak Ward"),)) == {}


def test_a_concern_fills_the_form_of_an_action_with_its_unit():
    """Once it is settled it fills none."""
    form = action_of_concern(MET, 1, "AG-01")

    assert form == {
        "title": "Poster stock (Larch Ward)",
        "detail": "Poster stock (Larch Ward)",
        "source": MET.ref,
        "source_agency": "AG-01",
    }
    for status, became, code in (
        (ConcernStatus.ACTION, "ACT-2026-0001", "ask_is_action"),
        (ConcernStatus.RESOLVED_EARLY, "", "concern_settled"),
    ):
        changed, _ = settled(1, status, became)
        with pytest.raises(BoardError, match=code):
            action_of_concern(changed, 1, "AG-01")
