"""Samples of the cards of minutes, decisions and recordings."""

from dataclasses import replace
from datetime import UTC, date, datetime

from board.meeting_record import Decision, DecisionKind
from board.minutes import Addendum, Comment, ItemText, MinutesState, Outcome
from board.minutes_content import extract_of
from board.recordings import Recording, RecordingKind
from board.referral_form import Fault
from cards.minutes_views import (
    CommentList,
    DealForm,
    DecisionList,
    ExtractShown,
    MinutesItemForm,
    MinutesLine,
    MinutesList,
    MinutesNotice,
    MinutesShown,
    RecordingShown,
    Step,
    WordsForm,
)
from cards.views import Surface, View
from tests.graph.documents.samples import a_content

AT = datetime(2027, 1, 18, 10, tzinfo=UTC)
REF = "BRD-037"
FORM = "form-of-minutes-0001"
NAMES = {"MEM-01": "Ash Corrie", "MEM-12": "Mara Quill", "MEM-20": "Noor Dell"}
CONTENT = a_content()
DRAFT = MinutesShown(
    content=CONTENT,
    state=MinutesState.DRAFT,
    version=3,
    steps=frozenset({Step.CHANGE, Step.CORRECT, Step.ATTENDANCE, Step.TO_CHAIR, Step.RECORDING}),
    at=AT,
)
WITH_MEMBERS = replace(
    DRAFT,
    state=MinutesState.WITH_MEMBERS,
    steps=frozenset({Step.CHANGE, Step.COMMENT, Step.COMMENTS, Step.APPROVE, Step.EXTRACT}),
    open_comments=2,
    digest="0123456789ab",
    approved=("Ash Corrie",),
    awaited=("Mara Quill",),
)
FINAL = replace(
    DRAFT,
    state=MinutesState.FINAL,
    steps=frozenset({Step.ADDENDUM, Step.EXTRACT}),
    approved_by="BRD-038",
    final_at=AT,
    sha256="5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    addenda=(Addendum(meeting=REF, number=1, by="MEM-12", at=AT, text="Those were of September."),),
    names=NAMES,
    files=(("Minutes BRD-037 final", "https://example.org/minutes"),),
)
ITEM = ItemText(
    key="focus", title="Focus on: Ambulance Service", summary="Beds were short.", version=2
)
OPEN = Comment(
    ref=f"{REF}/C01", meeting=REF, item="item-7", by="MEM-20", at=AT, text="It was the autumn."
)
DEALT = replace(
    OPEN, ref=f"{REF}/C02", outcome=Outcome.NOT_TAKEN, reason="The figures say summer.",
    dealt_by="MEM-01", dealt_at=AT,
)  # fmt: skip
DECISION = Decision(
    ref=f"{REF}/D02", meeting=REF, item="item-7", kind=DecisionKind.AGREE,
    text="Try two focus agencies at each meeting", rationale="The cycle takes 72 weeks.",
    dissent="One agency asked for more time.", at=AT,
)  # fmt: skip
TITLES = {each.key: each.title for each in CONTENT.items}
_BOTH, _PRIVATE = (Surface.PERSONAL, Surface.CHANNEL), (Surface.PERSONAL,)
LINES = (
    MinutesLine("BRD-036", date(2026, 11, 25), MinutesState.FINAL),
    MinutesLine("BRD-035", date(2026, 10, 14), MinutesState.WITH_MEMBERS),
)
OF_MINUTES: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "minutes_draft": (DRAFT, _PRIVATE),
    "minutes_draft_end": (replace(DRAFT, page=3, note="Kept."), _PRIVATE),
    "minutes_with_chair": (
        replace(DRAFT, state=MinutesState.WITH_CHAIR,
                steps=frozenset({Step.CHANGE, Step.TO_MEMBERS}), awaited=("Ash Corrie",)),
        _PRIVATE,
    ),
    "minutes_with_members": (WITH_MEMBERS, _BOTH),
    "minutes_agree": (
        replace(WITH_MEMBERS, steps=frozenset({Step.AGREE}), in_session="BRD-038"), _BOTH
    ),
    "minutes_final": (FINAL, _BOTH),
    "minutes_list": (
        MinutesList(
            waiting=(MinutesLine(REF, date(2027, 1, 6), MinutesState.WITH_MEMBERS,
                                 "To be approved by you."),),
            latest=LINES, at=AT,
        ),
        _PRIVATE,
    ),
    "minutes_list_channel": (MinutesList(latest=LINES, at=AT), (Surface.CHANNEL,)),
    "minutes_list_none": (MinutesList(at=AT), _BOTH),
    "minutes_item": (
        MinutesItemForm(meeting=REF, item=ITEM, number=7, inputs={"summary": ITEM.summary}),
        _BOTH,
    ),
    "minutes_item_clash": (
        MinutesItemForm(
            meeting=REF, item=ITEM, number=7, theirs=replace(ITEM, unresolved="Who pays"),
            inputs={"summary": "Beds were scarce."}, note="Someone else changed this.",
            faults={"summary": Fault("V23", kind="a name")}, may_override=True,
        ),
        _PRIVATE,
    ),
    "minutes_comment": (
        WordsForm(meeting=REF, form=FORM, item="item-7", title=TITLES["item-7"]), _BOTH
    ),
    "minutes_addendum": (
        WordsForm(meeting=REF, form=FORM, inputs={"addendum": ""},
                  faults={"addendum": Fault("minutes_addendum")}),
        _BOTH,
    ),
    "minutes_comments": (
        CommentList(meeting=REF, comments=(OPEN, DEALT), titles=TITLES, names=NAMES,
                    may_deal=True, at=AT),
        _BOTH,
    ),
    "minutes_comments_read": (
        CommentList(meeting=REF, comments=(OPEN,), titles=TITLES, names=NAMES, at=AT), _BOTH
    ),
    "minutes_comments_none": (
        CommentList(meeting=REF, comments=(), titles=TITLES, names=NAMES, at=AT), _BOTH
    ),
    "minutes_deal": (
        DealForm(comment=OPEN, title=TITLES["item-7"], name="Noor Dell",
                 inputs={"outcome": "not_taken"}, faults={"reason": Fault("V57")}),
        _BOTH,
    ),
    "minutes_extract": (
        ExtractShown(
            content=extract_of(CONTENT, "AG-01", "Ambulance Service"),
            agency="Ambulance Service", is_final=False, at=AT,
        ),
        _PRIVATE,
    ),
    "minutes_extract_filed": (
        ExtractShown(
            content=extract_of(CONTENT, "AG-01", "Ambulance Service"),
            agency="Ambulance Service", is_final=True, at=AT,
            file="https://files.example.org/Extract%20BRD-037%20AG-01.docx",
        ),
        _PRIVATE,
    ),
    "decisions": (
        DecisionList(decisions=(DECISION,), names=NAMES, words="focus", again="focus", pages=2,
                     total=25, is_cut=True, at=AT),
        _PRIVATE,
    ),
    "decisions_none": (DecisionList(decisions=(), names=NAMES, at=AT), _BOTH),
    "recording": (
        RecordingShown(
            meeting=REF,
            recordings=(
                Recording(meeting=REF, item="r", kind=RecordingKind.RECORDING,
                          url="https://example.org/r", found_at=AT),
                Recording(meeting=REF, item="t", kind=RecordingKind.TRANSCRIPT, url="",
                          found_at=AT),
            ),
            in_teams="https://example.org/teams", delete_on=date(2027, 2, 15), at=AT,
        ),
        _PRIVATE,
    ),
    "recording_none": (RecordingShown(meeting=REF, recordings=(), at=AT), _PRIVATE),
    **{
        f"minutes_notice_{happened}": (
            MinutesNotice(happened=happened, meeting=REF, at=AT, **more), _BOTH  # type: ignore[arg-type]
        )
        for happened, more in {
            "begun": {},
            "with_chair": {},
            "chair_reminded": {},
            "with_members": {},
            "to_approve": {},
            "approve_again": {},
            "approval_reminded": {},
            "commented": {"count": 2},
            "final": {"sha256": FINAL.sha256},
            "changed": {"stage": "final"},
            "gone": {"stage": "addendum 1"},
            "recording_due": {"on": date(2027, 2, 15)},
        }.items()
    },
}  # fmt: skip
