"""Samples of the cards of a meeting in session, and builders of their extremes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from board.attendance import AgencyAttendance
from board.calendar import at_london
from board.forums import Attended, Quorum
from board.meeting_record import (
    Attendance,
    Decision,
    DecisionKind,
    Handling,
    Interest,
    ItemRecord,
)
from board.meetings import Meeting, MeetingState
from board.referral_form import Fault
from board.tiers import Tier
from cards.sitting_views import (
    AgencyLine,
    AgencyMissed,
    AttendanceEntry,
    AttendanceList,
    AttendanceReport,
    CloseForm,
    DecisionEntry,
    FollowingMeeting,
    InterestForm,
    ItemLine,
    ItemList,
    MeetingOffer,
    MeetingSummary,
    RaisedAction,
    SittingShown,
    SittingStart,
    StatementShown,
    SummaryForm,
)
from cards.views import Surface, View
from tests.cards.action_samples import SAFE
from tests.cards.referral_samples import FORM

AT = datetime(2027, 1, 6, 10, 47, tzinfo=UTC)
DAY = date(2027, 1, 6)
BOARD = Meeting(
    ref="BRD-037",
    forum="BOARD",
    starts_at=at_london(DAY, time(10)),
    ends_at=at_london(DAY, time(12)),
    state=MeetingState.IN_SESSION,
    lead_agency="AG-03",
    focus_agency="AG-04",
)
SUBGROUP = replace(BOARD, ref="SUB-20270107", forum="SUBGROUP-A", lead_agency=None)
NAMES = {
    "AG-01": "Police",
    "AG-02": "MH Trust",
    "AG-03": "Adult Social Care",
    "AG-04": "Ambulance",
    "MEM-01": "Odessa Fictonbury",
    "MEM-12": "Percival Inventon",
    "MEM-14": "Beatrix Simulacre",
}
MET = Quorum(is_met=True)
NOT_MET = Quorum(is_met=False, lacking=("chair", "adult_social_care", "police", "core"))
FOCUS = ItemRecord(
    key="focus",
    title="Focus on: Ambulance Service",
    presenter="Beatrix Simulacre",
    minutes=20,
    started_at=AT - timedelta(minutes=12),
    points=tuple(f"ACT-2026-{number:04d}: overdue" for number in range(13, 22)),
    summary=SAFE,
)
DECISION = Decision(
    ref="BRD-037/D03",
    meeting="BRD-037",
    item="focus",
    kind=DecisionKind.AGREE,
    text=SAFE,
    rationale=SAFE,
    dissent=SAFE,
    by="MEM-04",
    at=AT,
)
STRUCK = replace(DECISION, ref="BRD-037/D02", kind=DecisionKind.APPROVE, dissent="")
ITEMS = (
    ItemLine(
        item=ItemRecord(
            key="welcome",
            title="Welcome, introductions and apologies",
            minutes=5,
            started_at=AT,
            spent=timedelta(minutes=8),
        ),
        number=1,
        used=timedelta(minutes=8),
    ),
    ItemLine(item=FOCUS, number=2, used=timedelta(minutes=12), decisions=2, actions=1),
    ItemLine(
        item=ItemRecord(key="risks", title="Multi-agency risk register", minutes=12),
        number=3,
        used=timedelta(),
    ),
)
PRESENT = Attendance(agency="AG-01", status=Attended.PRESENT, member="MEM-01", joined_at=AT)
LINES = (
    AgencyLine(agency="AG-01", name="Police", how=Attended.PRESENT, people=(PRESENT,)),
    AgencyLine(
        agency="AG-02",
        name="MH Trust",
        how=Attended.APOLOGIES,
        people=(
            Attendance(
                agency="AG-02",
                status=Attended.APOLOGIES,
                member="MEM-14",
                information_sent=True,
            ),
            replace(PRESENT, agency="AG-02", is_observer=True),
        ),
        has_deputy=True,
    ),
    AgencyLine(agency="AG-03", name="Adult Social Care", how=None, has_deputy=True),
    AgencyLine(
        agency="AG-04",
        name="Ambulance",
        how=Attended.PART,
        people=(
            Attendance(
                agency="AG-04", status=Attended.PART, member="MEM-14", joined_at=AT, left_at=AT
            ),
        ),
    ),
)
NEXT = FollowingMeeting(
    ref="BRD-038",
    starts_at=at_london(date(2027, 2, 17), time(10)),
    lead="Police",
    focus="MH Trust",
)
INTERESTS = (
    Interest(member="MEM-12", item="focus", nature=SAFE, declared_at=AT),
    Interest(member="MEM-01", item="ACT-2026-0012", nature=SAFE, handling=Handling.STAY),
)
CHOICES = (("focus", "9. Focus on: Ambulance Service"), ("risks", "12. Multi-agency risk register"))
MEMBERS = (("MEM-01", "Odessa Fictonbury"), ("MEM-12", "Percival Inventon"))
PERSONAL = (Surface.PERSONAL, Surface.CHANNEL, Surface.DIALOG)


def sitting(**changes: Any) -> SittingShown:
    """The board at its ninth item."""
    usual = SittingShown(
        meeting=BOARD,
        item=FOCUS,
        number=9,
        total=17,
        used=timedelta(minutes=12),
        following="Standing scrutiny",
        decisions=(STRUCK, DECISION),
        struck=frozenset({STRUCK.ref}),
        raised=(RaisedAction(ref="ACT-2027-0001", title=SAFE, owner="MEM-09", due=AT.date()),),
        names=NAMES,
        decisions_so_far=3,
        actions_so_far=4,
        quorum=MET,
        at=AT,
    )
    return replace(usual, **changes)


def attendance(**changes: Any) -> AttendanceList:
    """A page of agencies."""
    usual = AttendanceList(
        meeting=BOARD,
        lines=LINES,
        page=2,
        pages=3,
        left=5,
        not_accepted=2,
        quorum=NOT_MET,
        names=NAMES,
        may_adjourn=True,
    )
    return replace(usual, **changes)


def summary(**changes: Any) -> MeetingSummary:
    """What the board came to."""
    usual = MeetingSummary(
        meeting=replace(BOARD, state=MeetingState.MINUTES_DRAFT),
        decisions=3,
        actions=3,
        refs=("ACT-2027-0001", "ACT-2027-0002"),
        attendance=(
            ("Police", Attended.PRESENT),
            ("MH Trust", Attended.DEPUTY_PRESENT),
            ("Ambulance", Attended.PART),
            ("Probation", Attended.APOLOGIES),
            ("British Transport Police", Attended.ABSENT),
        ),
        not_reached=("Policies and national guidance",),
        following=NEXT,
    )
    return replace(usual, **changes)


def close(**changes: Any) -> CloseForm:
    """What is unfinished."""
    usual = CloseForm(
        meeting=BOARD,
        not_reached=("Policies and national guidance", "Any other business"),
        without_words=("Welcome, introductions and apologies",),
        not_noted=("British Transport Police",),
        decisions=3,
        actions=1,
        following=NEXT,
        quorum=MET,
    )
    return replace(usual, **changes)


def interests(**changes: Any) -> InterestForm:
    """Two interests, and the form of another."""
    usual = InterestForm(
        meeting=BOARD, interests=INTERESTS, items=CHOICES, members=MEMBERS, names=NAMES
    )
    return replace(usual, **changes)


def report(**changes: Any) -> AttendanceReport:
    """Attendance at three boards."""
    usual = AttendanceReport(
        rows=(
            AgencyAttendance(
                agency="AG-04",
                meetings=3,
                present=1,
                deputy=0,
                part=0,
                apologies=1,
                away=("BRD-036", "BRD-037"),
            ),
            AgencyAttendance(agency="AG-01", meetings=3, present=2, deputy=1),
        ),
        boards=("BRD-035", "BRD-036", "BRD-037"),
        names=NAMES,
        at=AT,
    )
    return replace(usual, **changes)


_CLOSED = replace(BOARD, state=MeetingState.MINUTES_DRAFT)
_ADJOURNED = replace(BOARD, state=MeetingState.ADJOURNED_INQUORATE)
_AGAIN = replace(BOARD, state=MeetingState.PLANNED)
_START = SittingStart(
    meeting=replace(BOARD, state=MeetingState.PACK_ISSUED),
    title="Mental Health Risk Management Board",
    is_recorded=True,
)
_DECIDES = DecisionEntry(meeting=BOARD, item=FOCUS, form=FORM)
_V38 = {"text": Fault("decision_empty"), "rationale": Fault("V38", 500)}
_TYPED = {"kind": "refer", "text": SAFE, "rationale": SAFE, "dissent": SAFE}
OF_SITTINGS: dict[str, tuple[View, tuple[Surface, ...]]] = {
    name: (view, PERSONAL)
    for name, view in {
        "sitting_start": _START,
        "sitting_start_wrong": replace(
            _START,
            lacks_pack=True,
            inputs={"statement": "true"},
            faults={"interests": Fault("interests_first")},
        ),
        "sitting_start_subgroup": replace(
            _START, meeting=SUBGROUP, title="Subgroup A", is_recorded=False, tier=Tier.T1
        ),
        "meeting_begun": MeetingOffer(meeting=BOARD),
        "meeting_over": MeetingOffer(meeting=BOARD, is_over=True),
        "sitting": sitting(note="BRD-037/D03 is kept."),
        "sitting_inquorate": sitting(quorum=NOT_MET, used=timedelta(minutes=23), decisions=()),
        "sitting_withheld": sitting(is_withheld=True, decisions=(), raised=()),
        "sitting_withheld_from_somebody": sitting(is_withheld=True, is_for_all=True),
        "sitting_last": sitting(following="", item=replace(FOCUS, points=(), summary="")),
        "sitting_of_subgroup": sitting(meeting=SUBGROUP, tier=Tier.T1),
        "sitting_closed": sitting(meeting=_CLOSED, is_closed=True),
        "sitting_adjourned": sitting(meeting=_ADJOURNED, is_closed=True),
        "sitting_planned_again": sitting(meeting=_AGAIN, is_closed=True),
        "sitting_bare": sitting(item=None, number=0, total=0),
        "items": ItemList(meeting=BOARD, lines=ITEMS, current="focus", at=AT),
        "summary_form": SummaryForm(meeting=BOARD, item=FOCUS, inputs={"summary": SAFE}),
        "summary_both": SummaryForm(
            meeting=SUBGROUP,
            item=FOCUS,
            inputs={"summary": SAFE},
            theirs=SAFE,
            note="Someone else changed this while you were editing.",
            tier=Tier.T1,
        ),
        "summary_held": SummaryForm(
            meeting=BOARD,
            item=FOCUS,
            inputs={"summary": SAFE},
            faults={"summary": Fault("V23", kind="a name")},
            may_override=True,
        ),
        "decision_entry": _DECIDES,
        "decision_entry_wrong": replace(_DECIDES, inputs=_TYPED, faults=_V38),
        "decision_entry_corrects": replace(_DECIDES, replaces=DECISION, inputs=_TYPED),
        "attendance": attendance(),
        "attendance_done": attendance(
            lines=LINES[:2], page=1, pages=1, left=0, not_accepted=0, quorum=MET, may_adjourn=False
        ),
        "attendance_entry": AttendanceEntry(
            meeting=BOARD,
            line=LINES[1],
            members=MEMBERS,
            page=1,
            names=NAMES,
            faults={"member": Fault("attendance_who")},
        ),
        "statement": StatementShown(meeting=BOARD),
        "statement_accepted": StatementShown(
            meeting=SUBGROUP, accepted_at=AT, is_noted=True, note="Accepted.", tier=Tier.T1
        ),
        "interests": interests(),
        "interests_none": interests(
            interests=(), members=(), faults={"item": Fault("interest_subject")}
        ),
        "close": close(),
        "close_done": close(
            not_reached=(), without_words=(), not_noted=(), following=None, quorum=NOT_MET
        ),
        "meeting_ended": summary(note="Closed."),
        "meeting_ended_bare": summary(refs=(), actions=0, attendance=(), following=None),
        "attendance_report": report(),
        "attendance_report_none": report(rows=(), boards=()),
        "agency_missed": AgencyMissed(
            agency="British Transport Police",
            away=("BRD-036", "BRD-037"),
            representative="Odessa Fictonbury",
        ),
    }.items()
}
