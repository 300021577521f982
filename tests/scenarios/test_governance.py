"""Terms and agreement through the door: signed, withdrawn, worded, in force, reviewed."""

from dataclasses import replace
from datetime import date, time
from functools import partial
from typing import Any

import pytest

from board.calendar import at_london
from board.governance import (
    SECTIONS,
    InformationSharingAgreement,
    Purpose,
    SignOff,
    TermsOfReference,
    VersionState,
)
from board.people import Grant, IsaStatus, Role
from board.referrals import ReferralState
from board.triage_file import Decided, Decision, TriageFile
from bot.signatories import settle_signatories
from storage.unit import Unit
from tests.board.builders import referral
from tests.fakes.channel import BOARD_CHANNEL, personal
from tests.scenarios.bot import TEAM_CHANNEL, button, buttons, texts, typed_in, verb_of, wrong_at
from tests.scenarios.partners import pressed, with_meetings
from tests.scenarios.tracker import (
    CARE_CHAIR,
    DEPUTY,
    NINE,
    OUTSIDER,
    OWNER,
    POLICE_CHAIR,
    REPRESENTATIVE,
    TEAM,
    Tracker,
)

ISA = InformationSharingAgreement(
    version="3.1",
    state=VersionState.AGREED,
    effective_from=date(2031, 1, 8),
    review_due=date(2032, 1, 8),
    purposes=(Purpose("P1", "Serious violence indicators", "Public task"),),
    dpia="DPIA-1",
    signatures=(
        SignOff(agency="POL", by="P3", on=date(2031, 1, 8)),
        SignOff(agency="COU", by="C2", on=date(2031, 1, 9)),
    ),
)
TERMS = TermsOfReference(
    version="4.0",
    state=VersionState.AGREED,
    effective_from=date(2031, 7, 22),
    review_due=date(2032, 7, 22),
    sections={"quorum": "Half of core agencies"},
)
NAME = "Wendelin Quagmirez"


def documents(unit: Unit) -> None:
    """Terms and an agreement in force; the trust has signed neither."""
    unit.governance.put(TERMS)
    unit.governance.put(ISA)
    settle_signatories(unit, by="test", now=NINE)


@pytest.fixture
async def partners(tracker: Tracker) -> Tracker:
    await with_meetings(tracker)
    await tracker.bot.write(documents)
    return tracker


async def _agency(tracker: Tracker, key: str = "TRU") -> Any:
    return await tracker.bot.read(lambda s: s.people.agency(key))


async def _sign(tracker: Tracker, words: str = "agreement", who: Any = REPRESENTATIVE) -> Any:
    card = await tracker.bot.ask(words, who)
    return await tracker.bot.press("governance.sign", button(card, "governance.sign")["data"], who)


async def test_everybody_sees_who_has_signed_and_who_has_not(partners: Tracker) -> None:
    for words, said in (
        ("agreement", "gets no case details until it signs"),
        ("terms", "Half of core agencies"),
    ):
        shown = texts(await partners.bot.ask(words, OUTSIDER, BOARD_CHANNEL))
        assert "Coastshire MH Trust" in shown
        assert "Not signed" in shown
        assert said in shown
    shown = texts(await partners.bot.ask("agreement", OUTSIDER))
    assert "Coastshire Police, Petronel Chairley" in shown
    assert "Serious violence indicators" in shown


async def test_signing_and_withdrawing_changes_at_once_where_an_agency_stands(
    partners: Tracker,
) -> None:
    """One source of truth: `is_in_agreement` follows, and withdrawing is asked first."""
    assert (await _agency(partners)).isa_status is IsaStatus.SENT

    card = await _sign(partners)

    assert "Signed." in texts(card)
    signed = await _agency(partners)
    assert (signed.isa_status, signed.isa_signed_on) == (IsaStatus.SIGNED, date(2031, 11, 18))
    assert signed.is_in_agreement
    data = button(card, "governance.withdraw")["data"]
    asked = await partners.bot.press("governance.withdraw", data, REPRESENTATIVE)
    assert "From that moment your agency gets no case details" in texts(asked)
    assert (await _agency(partners)).is_in_agreement
    sure = pressed(asked, "governance.withdraw", "Withdraw it")
    await partners.bot.press("governance.withdraw", sure, REPRESENTATIVE)
    gone = await _agency(partners)
    assert (gone.isa_status, gone.isa_signed_on) == (IsaStatus.WITHDRAWN, None)
    assert [each["details"]["status"] for each in await partners.bot.audit("AgreementStanding")][
        -2:
    ] == ["signed", "withdrawn"]


async def test_only_the_representative_or_deputy_signs_and_once(partners: Tracker) -> None:
    card = await partners.bot.ask("agreement", REPRESENTATIVE)
    data = button(card, "governance.sign")["data"]
    for who in (OWNER, OUTSIDER, TEAM):
        offered = {verb_of(each) for each in buttons(await partners.bot.ask("agreement", who))}
        assert "governance.sign" not in offered
        answer = await partners.bot.press("governance.sign", data, who)
        assert "You do not have access" in str(answer)
    assert not (await _agency(partners)).is_in_agreement

    for who in (DEPUTY, REPRESENTATIVE):
        await partners.bot.press("governance.sign", data, who)

    assert len(await partners.bot.audit("AttemptRefused")) == 3
    assert len(await partners.bot.audit("VersionSigned")) == 1
    versions = await partners.bot.read(lambda s: s.governance.agreements())
    assert [each.by for each in versions[0].signatures][-1] == "TD"


async def test_an_unsigned_agency_gets_the_outcome_alone_and_signing_changes_that_at_once(
    partners: Tracker,
) -> None:
    """V24: the same referral, before and after; what was sent outside stays outside till then."""
    advice = "Ring the crisis line"
    decided = Decided(
        kind=Decision.SIGNPOST,
        rationale="r" * 40,
        by="x",
        by_name="X",
        at=NINE,
        service="Street triage",
        advice=advice,
    )
    sent = replace(
        referral(referrer=OWNER.aad_object_id, agency="TRU", is_in_agreement=False),
        state=ReferralState.SIGNPOSTED,
        submitted_at=NINE,
        triage=TriageFile(decided=(decided,)),
    )
    await partners.bot.write(lambda unit: unit.referrals.insert(sent))

    before = await partners.bot.press("referral.open", {"ref": sent.ref}, OWNER)
    await _sign(partners)
    after = await partners.bot.press("referral.open", {"ref": sent.ref}, OWNER)
    card = await partners.bot.ask("agreement", REPRESENTATIVE)
    data = button(card, "governance.withdraw")["data"] | {"sure": True}
    await partners.bot.press("governance.withdraw", data, REPRESENTATIVE)
    withdrawn = await partners.bot.press("referral.open", {"ref": sent.ref}, OWNER)

    shown = [advice in texts(each) for each in (before, after, withdrawn)]
    assert shown == [False, True, False]
    told = await partners.bot.press("triage.work", {"ref": sent.ref}, TEAM)
    assert "do not send case details to this referrer" in texts(told)


async def test_a_new_version_is_worded_agreed_and_takes_the_place_of_the_one_before(
    partners: Tracker,
) -> None:
    card = await partners.bot.ask("terms", TEAM)
    draft = await partners.bot.press(
        "governance.draft", button(card, "governance.draft")["data"], TEAM
    )
    assert "Version 4.1. Draft." in texts(draft)
    agree = pressed(draft, "governance.agree", "Bring into force")
    asked = await partners.bot.press("governance.agree", agree, TEAM)
    early = button(asked, "governance.agree")["data"] | {"meeting": "BRD-300"}
    refused = await partners.bot.press("governance.agree", early, TEAM)
    assert "Complete these sections first" in texts(refused)

    for section in SECTIONS:
        edit = pressed(draft, "governance.section", "Change it") | {"choice": section}
        form = await partners.bot.press("governance.section", edit, TEAM)
        keep = button(form, "governance.section")["data"] | {"text": f"About {section}"}
        draft = await partners.bot.press("governance.section", keep, TEAM)
    asked = await partners.bot.press(
        "governance.agree", pressed(draft, "governance.agree", "Bring into force"), TEAM
    )
    missing = await partners.bot.press(
        "governance.agree", button(asked, "governance.agree")["data"], TEAM
    )
    assert wrong_at(missing, "meeting") == "Choose the meeting at which this was agreed"
    data = button(missing, "governance.agree")["data"] | {"meeting": "BRD-300"}
    for _ in range(2):
        await partners.bot.press("governance.agree", data, TEAM)

    old, new = await partners.bot.read(lambda s: s.governance.terms())
    assert (old.state, new.state) == (VersionState.SUPERSEDED, VersionState.AGREED)
    assert (new.agreed_at, new.review_due) == ("BRD-300", date(2032, 11, 18))
    assert "Version 4.1. In force." in texts(await partners.bot.ask("terms", OUTSIDER))
    assert "About" not in str(await partners.bot.audit())


async def test_a_new_agreement_leaves_those_out_who_have_not_signed_it(partners: Tracker) -> None:
    """The form says who before it is pressed; who signs then is in again."""
    card = await partners.bot.ask("agreement", POLICE_CHAIR)
    data = button(card, "governance.draft")["data"]
    draft = await partners.bot.press("governance.draft", data, POLICE_CHAIR)
    sign = button(draft, "governance.sign")["data"]
    await partners.bot.press("governance.sign", sign, POLICE_CHAIR)
    assert (await _agency(partners, "COU")).is_in_agreement

    agree = pressed(draft, "governance.agree", "Bring into force")
    asked = await partners.bot.press("governance.agree", agree, POLICE_CHAIR)
    assert "Coastshire Adult Social Care" in texts(asked)
    agreed = button(asked, "governance.agree")["data"] | {"meeting": "BRD-300"}
    await partners.bot.press("governance.agree", agreed, POLICE_CHAIR)

    stands = {key: (await _agency(partners, key)).isa_status for key in ("POL", "COU", "TRU")}
    assert stands == {"POL": IsaStatus.SIGNED, "COU": IsaStatus.EXPIRED, "TRU": IsaStatus.SENT}
    await _sign(partners, who=CARE_CHAIR)
    assert (await _agency(partners, "COU")).is_in_agreement


async def test_a_signature_is_under_the_words_that_were_read(partners: Tracker) -> None:
    """V30 where a draft was worded meanwhile; and wording it takes signatures away."""
    card = await partners.bot.ask("agreement", POLICE_CHAIR)
    draft = await partners.bot.press(
        "governance.draft", button(card, "governance.draft")["data"], POLICE_CHAIR
    )
    sign = button(draft, "governance.sign")["data"]
    await partners.bot.press("governance.sign", sign, POLICE_CHAIR)
    edit = pressed(draft, "governance.edit", "Change it")
    form = await partners.bot.press("governance.edit", edit, TEAM)
    words = typed_in(form) | {"purposes": "P1; Violence; Public task\nP2; Discharge; Public task"}
    await partners.bot.press(
        "governance.edit", button(form, "governance.edit")["data"] | words, TEAM
    )

    late = await partners.bot.press("governance.sign", sign, CARE_CHAIR)

    assert "Someone else changed this" in texts(late)
    new = (await partners.bot.read(lambda s: s.governance.agreements()))[-1]
    assert new.signatures == ()
    assert [each.code for each in new.purposes] == ["P1", "P2"]


async def test_two_who_word_a_section_lose_nothing(partners: Tracker) -> None:
    """V30 for the later one, with everything typed."""
    card = await partners.bot.ask("terms", TEAM)
    draft = await partners.bot.press(
        "governance.draft", button(card, "governance.draft")["data"], TEAM
    )
    edit = pressed(draft, "governance.section", "Change it") | {"choice": "purpose"}
    form = await partners.bot.press("governance.section", edit, TEAM)
    keep = button(form, "governance.section")["data"]
    await partners.bot.press("governance.section", keep | {"text": "First"}, TEAM)

    late = await partners.bot.press("governance.section", keep | {"text": "Second"}, POLICE_CHAIR)

    assert "Someone else changed this" in texts(late)
    assert typed_in(late)["text"] == "Second"
    again = button(late, "governance.section")["data"] | typed_in(late)
    await partners.bot.press("governance.section", again, POLICE_CHAIR)
    new = (await partners.bot.read(lambda s: s.governance.terms()))[-1]
    assert new.sections["purpose"] == "Second"


async def test_a_name_in_terms_or_agreement_is_held_back(partners: Tracker) -> None:
    """V23 at the field, with everything typed."""
    for words, verb, field in (
        ("terms", "governance.section", "text"),
        *(
            ("agreement", "governance.edit", each)
            for each in ("purposes", "categories", "dpia", "policy_document")
        ),
    ):
        card = await partners.bot.ask(words, TEAM)
        kind = {"kind": words}
        draft = await partners.bot.press("governance.draft", kind, TEAM)
        edit = pressed(draft, verb, "Change it") | {"choice": "purpose"}
        form = await partners.bot.press(verb, edit, TEAM)
        typed = f"P1; About {NAME}; Public task" if field == "purposes" else f"About {NAME}"

        keep = button(form, verb)["data"] | typed_in(form) | {field: typed}
        card = await partners.bot.press(verb, keep, TEAM)

        assert "This looks like personal information" in wrong_at(card, field), field
        assert typed_in(card)[field] == typed
    assert NAME not in str(await partners.bot.audit())


async def test_wording_is_for_who_runs_meetings_and_the_co_chairs(partners: Tracker) -> None:
    """V31 for everybody else."""
    kind = {"kind": "terms"}
    await partners.bot.press("governance.draft", kind, TEAM)
    on = {"kind": "terms", "number": "4.1", "wording": 1}
    for verb, data in (
        ("governance.draft", kind),
        ("governance.section", on),
        ("governance.agree", on),
        ("governance.edit", on),
    ):
        answer = await partners.bot.press(verb, data, REPRESENTATIVE)
        assert "You do not have access" in str(answer), verb
    shown = await partners.bot.ask("terms", REPRESENTATIVE)
    assert not {verb_of(each) for each in buttons(shown)} & {"governance.draft", "governance.agree"}
    answer = await partners.bot.press("governance.show", on | {"number": "9.9"}, OUTSIDER)
    assert "You do not have access" in str(answer)


async def test_there_is_one_draft_however_often_it_is_started(partners: Tracker) -> None:
    for _ in range(2):
        await partners.bot.press("governance.draft", {"kind": "agreement"}, TEAM)

    versions = await partners.bot.read(lambda s: s.governance.agreements())
    assert [each.version for each in versions] == ["3.1", "3.2"]


async def test_without_any_version_a_draft_can_be_started(tracker: Tracker) -> None:
    """And until one is in force the register's own word counts."""
    shown = await tracker.bot.ask("agreement", TEAM)
    assert "No version has been put down yet" in texts(shown)
    assert not buttons(await tracker.bot.ask("agreement", OUTSIDER))

    draft = await tracker.bot.press(
        "governance.draft", button(shown, "governance.draft")["data"], TEAM
    )

    assert "Version 1.0. Draft." in texts(draft)
    sign = await _sign(tracker)
    assert "Signed." in texts(sign)
    assert (await _agency(tracker)).isa_status is IsaStatus.SIGNED


async def test_the_facilitator_is_reminded_a_month_before_a_review_and_on_its_day(
    tracker: Tracker,
) -> None:
    """Each once, however often the clock looks."""
    await tracker.bot.write(documents)
    seen = []
    for day in ("2031-12-05", "2031-12-08", "2031-12-09", "2032-01-08", "2032-01-09"):
        tracker.forget()
        await tracker.at(day)
        words = tracker.words(personal(TEAM))
        ahead, due = "review is due in a month" in words, "review is due" in words
        seen.append("month" if ahead else "day" if due else "")

    assert seen == ["", "month", "", "day", ""]
    assert "review is due" not in tracker.words(personal(OUTSIDER))


async def test_a_reminder_is_for_working_hours_and_is_not_sent_when_no_longer_true(
    tracker: Tracker,
) -> None:
    """Nothing is due at six; the version it would be about is replaced before the office opens."""
    await tracker.bot.write(documents)
    await tracker.bot.ask("clock 2032-01-08 06:00", TEAM)
    await tracker.bot.house.ticker.tick()
    assert not await tracker.bot.intents("review_due")

    over = replace(ISA, state=VersionState.SUPERSEDED)
    await tracker.bot.write(partial(_save, document=over))
    await tracker.at("2032-01-08", "09:30")

    assert not await tracker.bot.intents("review_due")
    assert "review is due" not in tracker.words(personal(TEAM))


async def test_the_team_is_told_once_a_week_that_roles_end(tracker: Tracker) -> None:
    """On the day they end nobody could give them anew any more: not even the co-chairs act."""

    def soon(unit: Unit) -> None:
        unit.people.grant(
            "P1", Grant(Role.SENIOR_BOARD, NINE, at_london(date(2031, 12, 20), time()))
        )

    await tracker.at("2031-12-01")
    assert "end within a month" not in tracker.words(TEAM_CHANNEL)
    await tracker.bot.write(soon)

    await tracker.at("2031-12-02")
    await tracker.at("2031-12-03")
    told = tracker.words(TEAM_CHANNEL)
    tracker.forget()
    await tracker.at("2031-12-08")

    assert told.count("Roles of one person end within a month") == 1
    assert "Roles of one person" in tracker.words(TEAM_CHANNEL)


def _save(unit: Unit, *, document: InformationSharingAgreement) -> None:
    unit.governance.save(document)
