"""A board with something in every sealed column, and all of it opened through the repositories."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from board.challenges import Challenge, ChallengeKind, Step
from board.documents import Document, DocumentKind, of_meeting
from board.focus import FocusReport
from board.meetings import Meeting, MeetingState
from board.places import Forum, ForumKind
from board.referrals import Referral, Urgency
from board.subjects import Subject
from board.tiers import Tier
from board.triage_file import Note, TriageFile
from storage.documents import PART
from storage.unit import Snapshot, Unit
from tests.storage.builders import NOON, TYPED, a_draft, a_fact, a_referral

CONTENT = bytes(range(256)) * (PART // 256 + 9)
MEETING = Meeting(
    ref="BRD-037", forum="BOARD", starts_at=NOON, ends_at=NOON + timedelta(hours=2),
    state=MeetingState.PLANNED,
)  # fmt: skip
REPORT = FocusReport(meeting="BRD-037", agency="AG-12")
SUBJECT = Subject(
    key="SBJ-1", case="CASE-2026-0001", full_name=TYPED["name"], born=date(1984, 7, 12),
    district="Coast", sex="m", ethnic_group="any", ethnicity_source="self",
    support_needs=("quiet",),
)  # fmt: skip
SAID = f"{TYPED['name']} was not asked."
NAMES = ("Zephyrine", "Quillfeather", "kitchen down")
"""Words that must not be readable anywhere that is sealed."""


def sealed_board(unit: Unit, referrals: int = 2) -> None:
    """At least one value of every sealed column, and some lines of the audit."""
    unit.drafts.insert(a_draft("form-unsent"))
    sent = [a_referral(unit) for _ in range(referrals)]
    triage = TriageFile(gates={"G0": "no"}, notes=(Note(NOON, "MEM-04", "handed", SAID),))
    for each in sent[:2]:
        unit.referrals.save(replace(each, triage=triage))
    unit.challenges.insert(_challenge(sent[0]))
    unit.subjects.put(SUBJECT)
    unit.meetings.put(MEETING)
    unit.focus_reports.keep_draft(REPORT, "account-rep", {"demands": SAID}, NOON)
    document = paper()
    unit.documents.put(document, CONTENT)
    unit.documents.note_state(document, {"url": "https://upload.example.org/with-a-key"})
    for each in sent:
        unit.record(a_fact(each.ref))
    unit.audit.seal(len(sent) // 2)


def paper() -> Document:
    """An agenda of more than one part."""
    label = of_meeting(DocumentKind.AGENDA, MEETING)
    made = Document.of(label, CONTENT, forum=Forum(ForumKind.BOARD), made_at=NOON)
    return replace(made, tier=Tier.T3)


def all_opened(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that was sealed, and who may be the same person."""
    found = snapshot.referrals.of_referrer("account-nurse")
    referrals = {each.ref: snapshot.referrals.get(each.ref) for each in found}
    document = paper()
    return {
        "draft": snapshot.drafts.get("form-unsent"),
        "referrals": referrals,
        "alike": {
            ref: sorted(one.referral.ref for one in snapshot.referrals.alike(each))
            for ref, each in referrals.items()
        },
        "challenges": snapshot.challenges.all(),
        "subject": snapshot.subjects.get("SBJ-1"),
        "report": snapshot.focus_reports.draft(REPORT, "account-rep"),
        "document": hashlib.sha256(snapshot.documents.bytes_of(document)).hexdigest(),
        "upload": snapshot.documents.state_of(document),
        "audit": snapshot.audit.verify().is_whole,
        "lines": len(snapshot.audit.lines_about("REF-2026-0001")),
    }


def _challenge(referral: Referral) -> Challenge:
    return Challenge(
        ref="CHL-2026-0001",
        subject=referral.ref,
        kind=next(iter(ChallengeKind)),
        urgency=Urgency.STANDARD,
        challenger="account-nurse",
        challenger_name="Wilhelmina Testcase",
        agency_name="Trust",
        opened_at=NOON,
        step=Step.CONVERSATION,
        due=NOON + timedelta(days=2),
        reason=SAID,
        wanted="Look again.",
    )
