"""Minutes from draft to final by their rules, and what they say of what was recorded."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.actions import Action, ActionState, Priority
from board.documents import Document, demand_fit_name, minutes_of
from board.errors import BoardError, Forbidden, Stale
from board.forums import Attended
from board.interests import Withheld
from board.known_names import KnownNames
from board.meeting_record import (
    SUMMARY_LONGEST,
    Attendance,
    Decision,
    DecisionKind,
    Interest,
    ItemRecord,
    MeetingRecord,
)
from board.meetings import Meeting, MeetingState
from board.minutes import (
    Addendum,
    Comment,
    ItemText,
    Minutes,
    MinutesState,
    Outcome,
    add_to,
    approve,
    change_item,
    comment,
    deal_with,
    demand_settled,
    finalise,
    has_both,
    lapsed,
    may_read,
    send_to_chair,
    send_to_members,
)
from board.minutes_content import (
    NOT_REACHED,
    Ingredients,
    compose,
    extract_of,
    hash_of,
    open_addendum,
    open_copy,
    text_of,
    texts_from,
)
from board.people import Person, Role
from board.places import Forum, ForumKind
from board.recordings import delete_on, is_recorded, may_see_recording
from tests.board.builders import CALENDAR, person

AT = datetime(2027, 1, 6, 12, tzinfo=UTC)
MEETING = Meeting(
    ref="BRD-037", forum="BOARD", starts_at=AT - timedelta(hours=2), ends_at=AT,
    state=MeetingState.MINUTES_DRAFT, chair="petra-chair", lead_agency="AG-01", quorate=True,
)  # fmt: skip
WEEKLY = replace(MEETING, ref="SUB-20270107", forum="SUBGROUP-A", chair="chester-chair")
RUNNER = person("Theo Triager", Role.MH_TEAM)
PETRA, CASSIA = person("Petra Chair", Role.CO_CHAIR), person("Cassia Chair", Role.CO_CHAIR)
MEMBER = person("Oona Outsider", Role.BOARD_MEMBER)
OFFICER = person("Controla Room", Role.REFERRER)
WEEKLY_CHAIR = person("Chester Chair", Role.SUBGROUP_CHAIR)
ITEMS = (ItemText(key="welcome", title="Welcome"), ItemText(key="focus", title="Focus"))
DRAFT = Minutes(meeting="BRD-037", begun_at=AT, items=ITEMS)
WITH_CHAIR = replace(DRAFT, state=MinutesState.WITH_CHAIR)
WITH_MEMBERS = replace(DRAFT, state=MinutesState.WITH_MEMBERS)
FINAL = finalise(WITH_MEMBERS, "BRD-038", AT)
OPEN = Comment(ref="BRD-037/C01", meeting="BRD-037", item="focus", by="x", at=AT, text="No")


def code(work: Any) -> str:
    """The code of what a rule refuses."""
    with pytest.raises(BoardError) as refusal:
        work()
    return refusal.value.code


def test_a_draft_goes_to_the_chair_then_to_members_and_nowhere_else() -> None:
    sent, fact = send_to_chair(DRAFT, MEETING, by=RUNNER, now=AT)
    out, _ = send_to_members(sent, MEETING, by=PETRA, now=AT)

    assert (sent.state, sent.with_chair_at) == (MinutesState.WITH_CHAIR, AT)
    assert (out.state, out.with_members_at) == (MinutesState.WITH_MEMBERS, AT)
    assert (fact.name, fact.about) == ("MinutesSentToChair", "BRD-037")
    for minutes, step, who, refused in (
        (DRAFT, send_to_chair, MEMBER, "V31"),
        (DRAFT, send_to_chair, PETRA, "V31"),
        (DRAFT, send_to_members, PETRA, "minutes_state"),
        (WITH_CHAIR, send_to_members, MEMBER, "V31"),
        (WITH_CHAIR, send_to_chair, RUNNER, "minutes_state"),
        (WITH_MEMBERS, send_to_members, PETRA, "minutes_state"),
        (FINAL, send_to_members, PETRA, "minutes_are_final"),
        (FINAL, send_to_chair, RUNNER, "minutes_are_final"),
    ):
        assert code(lambda m=minutes, s=step, w=who: s(m, MEETING, by=w, now=AT)) == refused


def test_an_item_is_changed_in_its_own_version_and_approvals_fall_away() -> None:
    approved, _ = approve(WITH_MEMBERS, MEETING, (), sha256="one", by=PETRA, now=AT)
    wanted = replace(ITEMS[1], summary="  Beds were short. ", unresolved="Who pays")

    changed, fact = change_item(approved, MEETING, wanted, by=CASSIA, now=AT)

    item = changed.item("focus")
    assert (item.summary, item.unresolved, item.version) == ("Beds were short.", "Who pays", 2)
    assert changed.item("welcome") == ITEMS[0]
    assert approved.approvers_of("one") == {"petra-chair"}
    assert not changed.approvers_of("two")
    assert [each.member for each in lapsed(changed, "two")] == ["petra-chair"]
    assert fact.details == {"item": "focus"}
    with pytest.raises(Stale):
        change_item(changed, MEETING, wanted, by=CASSIA, now=AT)


@pytest.mark.parametrize(
    ("minutes", "meeting", "wanted", "who", "refused"),
    [
        (DRAFT, MEETING, ITEMS[0], MEMBER, "V31"),
        (FINAL, MEETING, ITEMS[0], RUNNER, "minutes_are_final"),
        (DRAFT, WEEKLY, ITEMS[0], RUNNER, "minutes_references"),
        (DRAFT, MEETING, replace(ITEMS[0], summary="x" * (SUMMARY_LONGEST + 1)), RUNNER, "V38"),
        (DRAFT, MEETING, replace(ITEMS[0], key="gone"), RUNNER, "agenda_item"),
    ],
)
def test_an_item_is_not_changed(
    minutes: Minutes, meeting: Meeting, wanted: ItemText, who: Person, refused: str
) -> None:
    assert code(lambda: change_item(minutes, meeting, wanted, by=who, now=AT)) == refused


def test_members_comment_while_the_draft_is_with_them_under_their_own_name() -> None:
    said, fact = comment(WITH_MEMBERS, MEETING, "focus", " It was autumn ", by=MEMBER, now=AT)

    assert (said.by, said.item, said.text) == ("oona-outsider", "focus", "It was autumn")
    assert said.is_open
    assert "autumn" not in str(fact)
    for minutes, meeting, item, text, who, refused in (
        (DRAFT, MEETING, "focus", "Too early", MEMBER, "minutes_state"),
        (FINAL, MEETING, "focus", "Too late", MEMBER, "minutes_are_final"),
        (WITH_MEMBERS, MEETING, "focus", "Not mine", OFFICER, "V31"),
        (WITH_MEMBERS, WEEKLY, "focus", "Not mine", MEMBER, "V31"),
        (WITH_MEMBERS, MEETING, "focus", "  ", MEMBER, "minutes_comment"),
        (WITH_MEMBERS, MEETING, "focus", "x" * 501, MEMBER, "V38"),
        (WITH_MEMBERS, MEETING, "gone", "What", MEMBER, "agenda_item"),
    ):
        refusal = code(
            lambda m=minutes, g=meeting, i=item, t=text, w=who: comment(m, g, i, t, by=w, now=AT)
        )
        assert refusal == refused, text


def test_a_comment_is_dealt_with_once_and_with_a_reason_where_it_is_not_taken() -> None:
    taken, _ = deal_with(OPEN, MEETING, Outcome.TAKEN, "", by=RUNNER, now=AT)
    refused, fact = deal_with(OPEN, MEETING, Outcome.NOT_TAKEN, "It was not", by=PETRA, now=AT)

    assert (taken.outcome, taken.dealt_by) == (Outcome.TAKEN, "theo-triager")
    assert (refused.reason, refused.dealt_at) == ("It was not", AT)
    assert fact.details == {"outcome": "not_taken"}
    for given_one, outcome, reason, who, wanted in (
        (taken, Outcome.TAKEN, "", RUNNER, "comment_dealt"),
        (OPEN, Outcome.NOT_TAKEN, " ", RUNNER, "V57"),
        (OPEN, Outcome.TAKEN, "x" * 501, RUNNER, "V38"),
        (OPEN, Outcome.TAKEN, "", MEMBER, "V31"),
    ):
        refusal = code(
            lambda c=given_one, o=outcome, r=reason, w=who: deal_with(
                c, MEETING, o, r, by=w, now=AT
            )
        )
        assert refusal == wanted


def test_only_both_co_chairs_in_office_make_them_final_between_meetings() -> None:
    """And of the same text: what the first has not seen is approved by one alone."""
    both = ("petra-chair", "cassia-chair")
    once, _ = approve(WITH_MEMBERS, MEETING, (), sha256="one", by=PETRA, now=AT)
    twice, _ = approve(once, MEETING, (), sha256="one", by=CASSIA, now=AT)
    apart, _ = approve(once, MEETING, (), sha256="two", by=CASSIA, now=AT)
    again, _ = approve(apart, MEETING, (), sha256="two", by=PETRA, now=AT)

    assert not has_both(once, both, "one")
    assert has_both(twice, both, "one")
    assert not has_both(twice, ("petra-chair", "somebody-new"), "one")
    assert not has_both(apart, both, "two")
    assert has_both(again, both, "two")
    assert len(again.approvals) == 2
    for minutes, meeting, comments, who, refused in (
        (once, MEETING, (), PETRA, "minutes_approved_already"),
        (WITH_MEMBERS, MEETING, (OPEN,), PETRA, "minutes_comments_open"),
        (WITH_MEMBERS, MEETING, (), RUNNER, "V31"),
        (WITH_MEMBERS, WEEKLY, (), PETRA, "V31"),
        (WITH_CHAIR, MEETING, (), PETRA, "minutes_state"),
        (FINAL, MEETING, (), PETRA, "minutes_are_final"),
    ):
        refusal = code(
            lambda m=minutes, g=meeting, c=comments, w=who: approve(
                m, g, c, sha256="one", by=w, now=AT
            )
        )
        assert refusal == refused
    assert code(lambda: demand_settled(WITH_MEMBERS, (OPEN,))) == "minutes_comments_open"


def test_final_minutes_take_addenda_and_drafts_do_not() -> None:
    added, fact = add_to(FINAL, MEETING, " One thing more ", 2, by=PETRA, now=AT)

    assert (added.number, added.by, added.text) == (2, "petra-chair", "One thing more")
    assert "thing" not in str(fact)
    assert code(lambda: add_to(WITH_MEMBERS, MEETING, "x", 1, by=PETRA, now=AT)) == (
        "minutes_not_final"
    )
    assert code(lambda: add_to(FINAL, MEETING, "x", 1, by=MEMBER, now=AT)) == "V31"
    assert code(lambda: add_to(FINAL, MEETING, "", 1, by=PETRA, now=AT)) == "minutes_addendum"


@pytest.mark.parametrize(
    ("meeting", "state", "who", "may"),
    [
        (MEETING, MinutesState.DRAFT, RUNNER, True),
        (MEETING, MinutesState.DRAFT, CASSIA, True),
        (MEETING, MinutesState.DRAFT, MEMBER, False),
        (MEETING, MinutesState.WITH_CHAIR, MEMBER, False),
        (MEETING, MinutesState.WITH_MEMBERS, MEMBER, True),
        (MEETING, MinutesState.FINAL, MEMBER, True),
        (MEETING, MinutesState.FINAL, OFFICER, False),
        (WEEKLY, MinutesState.FINAL, MEMBER, False),
        (WEEKLY, MinutesState.FINAL, WEEKLY_CHAIR, True),
        (WEEKLY, MinutesState.DRAFT, WEEKLY_CHAIR, True),
    ],
)
def test_who_may_read_minutes(
    meeting: Meeting, state: MinutesState, who: Person, *, may: bool
) -> None:
    assert may_read(meeting, state, who) is may


ACTION = Action(
    ref="ACT-2027-0001", title="Agree the escalation", source="BRD-037", owner="oona-outsider",
    owner_agency="AG-02", supporting=("AG-03",), raised_on=date(2027, 1, 6),
    original_due=date(2027, 2, 1), due=date(2027, 2, 1), priority=Priority.STANDARD,
    state=ActionState.ASSIGNED, type="policy", success_measure="Agreed",
)  # fmt: skip


def _decision(number: int, item: str, **more: str) -> Decision:
    return Decision(
        ref=f"BRD-037/D{number:02d}", meeting="BRD-037", item=item, kind=DecisionKind.AGREE,
        text=f"Do the thing {number}", at=AT, **more,
    )  # fmt: skip


RECORD = MeetingRecord(
    meeting="BRD-037",
    attendance=(Attendance(agency="AG-02", status=Attended.PRESENT, member="oona-outsider"),),
    interests=(Interest(member="oona-outsider", item="focus", nature="A secret kinship"),),
    items=(
        ItemRecord(key="welcome", title="Welcome", summary="All came", started_at=AT),
        ItemRecord(key="focus", title="Focus", started_at=AT),
        ItemRecord(key="aob", title="Any other business"),
    ),
    decisions=(_decision(1, "focus"), _decision(2, "focus", replaces="BRD-037/D01")),
    actions=(("focus", ACTION.ref),),
)
NAMES = {"oona-outsider": "Oona Outsider", "petra-chair": "Petra Chair"}
AGENCIES = {"AG-01": "Coastshire Police", "AG-02": "Coastshire Trust", "AG-03": "Coastshire Fire"}


def ingredients(record: MeetingRecord = RECORD, **more: Any) -> Ingredients:
    """What the minutes of this record are composed from."""
    minutes = replace(DRAFT, items=texts_from(record, ()))
    given_ones: dict[str, Any] = {
        "meeting": MEETING, "minutes": minutes, "record": record, "actions": (ACTION,),
        "names": NAMES, "agencies": AGENCIES,
    }  # fmt: skip
    return Ingredients(**given_ones | more)


def test_a_draft_says_of_no_formality_that_it_was_not_reached() -> None:
    """What opens and closes a meeting is not carried to the next."""
    keys = ("welcome", "confidentiality", "interests", "risks", "next")
    items = [ItemRecord(key=key, title=key) for key in keys]
    items[0] = replace(items[0], started_at=AT)

    texts = texts_from(MeetingRecord(meeting="BRD-037", items=tuple(items)), ())

    assert [each.key for each in texts if each.unresolved == NOT_REACHED] == ["risks"]


def test_minutes_carry_everything_that_was_recorded() -> None:
    content = compose(ingredients(following=replace(MEETING, ref="BRD-038")))

    welcome, focus, aob = content.items
    assert (welcome.summary, welcome.number) == ("All came", 1)
    assert [each.ref for each in focus.decisions] == ["BRD-037/D01", "BRD-037/D02"]
    assert [each.is_struck for each in focus.decisions] == [True, False]
    [raised] = focus.actions
    assert (raised.owner_name, raised.agency_name, raised.due) == (
        "Oona Outsider", "Coastshire Trust", date(2027, 2, 1)
    )  # fmt: skip
    assert aob.unresolved == NOT_REACHED
    assert content.following == "BRD-038"
    [declared] = content.interests
    assert (declared.name, declared.about) == ("Oona Outsider", "Focus")
    assert "secret kinship" not in text_of(content)
    assert content.chair == "Petra Chair"


def test_a_subgroups_minutes_hold_references_and_decisions_only() -> None:
    content = compose(ingredients(meeting=WEEKLY))

    assert [each.summary for each in content.items] == ["", "", ""]
    assert [each.unresolved for each in content.items] == ["", "", ""]
    assert len(list(content.decisions)) == 2
    assert content.tier == 1


def test_nothing_of_an_item_is_in_the_copy_of_whoever_left_for_it() -> None:
    content = compose(ingredients())
    refs = frozenset({"BRD-037/D01", "BRD-037/D02", ACTION.ref})
    withheld = Withheld(items=frozenset({("BRD-037", "focus")}), refs=refs)

    copy = open_copy(content, withheld)

    assert not list(copy.decisions)
    assert not list(copy.actions)
    assert copy.items[1].is_withheld
    assert copy.items[1].title == "Focus"
    assert copy.items[0] == content.items[0]
    assert open_copy(content, Withheld()) is content


def test_what_names_a_withheld_action_is_not_said_elsewhere_either() -> None:
    """Not in a summary, nor in a decision, nor in what was added later."""
    items = (replace(RECORD.items[0], summary=f"All came\n{ACTION.ref} is late"),)
    decided = (*RECORD.decisions, replace(RECORD.decisions[0], ref="BRD-037/D09",
                                          rationale=f"see {ACTION.ref.lower()}"))  # fmt: skip
    content = compose(ingredients(replace(RECORD, items=items, decisions=decided)))
    withheld = Withheld(refs=frozenset({ACTION.ref}))
    added = Addendum(meeting="BRD-037", number=1, by="x", at=AT, text=f"{ACTION.ref} is done")

    copy = open_copy(content, withheld)

    assert copy.items[0].summary == "Withheld: an interest was declared in this item"
    assert [each.ref for each in copy.decisions] == [each.ref for each in RECORD.decisions]
    assert open_addendum(added, withheld).text == copy.items[0].summary
    assert open_addendum(added, Withheld()) == added


@pytest.mark.parametrize(
    ("agency", "name", "actions", "decisions"),
    [
        ("AG-02", "Coastshire Trust", 1, 2),
        ("AG-03", "Coastshire Fire", 1, 2),
        ("AG-01", "Coastshire Police", 0, 0),
    ],
)
def test_an_extract_has_an_agencys_own_actions_and_what_was_decided_with_them(
    agency: str, name: str, actions: int, decisions: int
) -> None:
    extract = extract_of(compose(ingredients()), agency, name)

    assert len(list(extract.actions)) == actions
    assert len(list(extract.decisions)) == decisions
    assert not any(each.summary for each in extract.items)
    assert not extract.attendance


def test_a_decision_that_names_an_agency_is_in_its_extract() -> None:
    named = replace(_decision(3, "welcome"), dissent="Coastshire Police asked for more time")
    content = compose(ingredients(replace(RECORD, decisions=(named,))))

    extract = extract_of(content, "AG-01", "Coastshire Police")

    assert [each.ref for each in extract.decisions] == ["BRD-037/D03"]


_KEYS = st.sampled_from(["welcome", "focus", "aob", "gone", ""])


@given(
    st.lists(_KEYS, max_size=12),
    st.lists(_KEYS, max_size=12),
    st.lists(st.sampled_from(["welcome", "focus", "aob"]), unique=True),
)
def test_any_record_gives_minutes_with_each_decision_and_action_once(
    decided: list[str], raised: list[str], items: list[str]
) -> None:
    """Whatever item they were recorded under, and whatever items there are."""
    refs = [f"ACT-2027-{number:04d}" for number, _ in enumerate(raised)]
    record = MeetingRecord(
        meeting="BRD-037",
        items=tuple(ItemRecord(key=key, title=key) for key in items),
        decisions=tuple(_decision(number, item) for number, item in enumerate(decided)),
        actions=tuple(zip(raised, refs, strict=True)),
    )
    actions = tuple(replace(ACTION, ref=ref) for ref in refs)

    content = compose(ingredients(record, actions=actions))

    assert Counter(each.ref for each in content.decisions) == Counter(
        each.ref for each in record.decisions
    )
    assert Counter(each.ref for each in content.actions) == Counter(refs)
    said = text_of(content)
    assert all(said.count(f"{ref}:") == 1 for ref in refs)
    assert hash_of(content) == hash_of(compose(ingredients(record, actions=actions)))


@pytest.mark.parametrize("stage", ["draft 1", "draft 12", "final", "addendum 1"])
def test_each_stage_is_a_file_of_its_own_and_only_final_ones_keep_their_bytes(stage: str) -> None:
    board = Forum(ForumKind.BOARD)
    labels = [minutes_of(MEETING, stage), minutes_of(MEETING, stage, edition=2)]
    documents = [Document.of(each, b"x", forum=board, made_at=AT) for each in labels]

    assert [each.name for each in labels] == [
        f"Minutes BRD-037 {stage}.docx", f"Minutes BRD-037 {stage} (2).docx"
    ]  # fmt: skip
    assert labels[0].key != labels[1].key
    assert all(each.once for each in labels)
    assert [each.is_kept for each in documents] == [not stage.startswith("draft")] * 2
    for each in documents:
        demand_fit_name(each, known_names=KnownNames.of(people=(), organisations=()))


def test_a_name_of_minutes_that_somebody_made_up_is_refused() -> None:
    made = Document.of(minutes_of(MEETING, "final"), b"x", forum=Forum(ForumKind.BOARD), made_at=AT)

    for name in ("Minutes BRD-037 Qorbin.docx", "Minutes BRD-037 draft.docx", "Agenda final.docx"):
        with pytest.raises(BoardError):
            demand_fit_name(
                replace(made, name=name), known_names=KnownNames.of(people=(), organisations=())
            )


def test_a_recording_is_the_boards_alone_and_goes_20_working_days_after_approval() -> None:
    approved = finalise(WITH_MEMBERS, "BRD-038", datetime(2026, 12, 1, 12, tzinfo=UTC))

    assert delete_on(approved, CALENDAR) == date(2026, 12, 31)
    assert delete_on(WITH_MEMBERS, CALENDAR) is None
    assert delete_on(None, CALENDAR) is None
    assert is_recorded(MEETING)
    assert not is_recorded(WEEKLY)
    assert may_see_recording(RUNNER)
    assert may_see_recording(PETRA)
    assert not may_see_recording(MEMBER)
    assert not may_see_recording(WEEKLY_CHAIR)


def test_a_refusal_never_says_that_there_is_something_to_refuse() -> None:
    with pytest.raises(Forbidden) as refusal:
        send_to_chair(DRAFT, MEETING, by=MEMBER, now=AT)

    assert "BRD" not in refusal.value.sentence
