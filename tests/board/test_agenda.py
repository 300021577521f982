"""The agenda: built from what is true today, changed until the pack goes out."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.agenda import (
    CLOSING,
    OPENING,
    STANDING_BOARD,
    STANDING_SUBGROUP,
    Agenda,
    AgendaItem,
    AgendaValues,
    ItemKind,
    Paper,
    allotted,
    build_agenda,
    over_time,
)
from board.agenda_changes import (
    ItemChange,
    NewItem,
    add_item,
    add_late_paper,
    add_paper,
    change_item,
    move_item,
    refreshed,
    remove_item,
)
from board.clocks import USUAL, clocks_of
from board.errors import BoardError, Forbidden
from board.focus import FocusReport, ReportStatus
from board.forums import ForumType, subgroup
from board.meeting_steps import issue_pack
from board.meetings import MeetingState
from board.packs import Gap, Part, gaps_of, pack_of
from board.subgroup_update import Counts, SubgroupUpdate, UpdateState
from tests.board.cycle_builders import (
    CALENDAR,
    FACILITATOR,
    MEMBER,
    POLICE_CHAIR,
    at,
    board,
)

M = MeetingState
DAY = date(2026, 11, 25)
NOW = at(date(2026, 11, 16))
MEETING = board(DAY, state=M.AGENDA_OPEN)
ISSUED = replace(MEETING, state=M.PACK_ISSUED)
UNTIL = clocks_of(MEETING, USUAL, CALENDAR).late_papers_until
VALUES = AgendaValues(
    overdue_actions=("ACT-2026-0017", "ACT-2026-0009"),
    other_actions=("ACT-2026-0031",),
    escalations=("ESC-2026-003",),
    challenges=("CHL-2026-002",),
    plan_reviews=("PLN-2026-004",),
    risk_reviews=("RSK-014",),
    focus=("Acute Hospitals",),
    previous="BRD-035",
    following=board(date(2027, 1, 6), "BRD-037"),
    following_lead="Mental Health Trust",
    following_focus=("Police",),
    lines={"scrutiny": ("12 warrants outstanding",), "matters": ("Parking",)},
    presenters={"lead": "Lena Invented", "focus": "Fitz Invented", "risks": "Rita Invented"},
)
TALK = NewItem(title="Winter plan", kind=ItemKind.DISCUSSION, minutes=10)
PAPER = Paper(title="Winter plan", link="https://example.invalid/plan.docx")


def agenda(values: AgendaValues = VALUES) -> Agenda:
    """The agenda of the November board."""
    return build_agenda(MEETING, ForumType.BOARD, values)


def keys(built: Agenda) -> list[str]:
    """Its items, in their order."""
    return [each.key for each in built.items]


def item(built: Agenda, key: str) -> AgendaItem:
    """One of its items."""
    return built.items[built.number_of(key) - 1]


def minutes(built: Agenda) -> int:
    """What its items take."""
    return sum(each.minutes for each in built.items)


def test_the_standing_order_has_seventeen_items_for_two_hours():
    """As the policy has them, and the minutes of the sample's board."""
    sample = json.loads((Path(__file__).parents[2] / "bot/sample/board.json").read_text("utf-8"))
    last = sample["board_meetings"][-1]["agenda"]

    assert [each.minutes for each in STANDING_BOARD] == [each["minutes"] for each in last]
    assert [each.kind for each in STANDING_BOARD] == [each["type"] for each in last]
    assert sum(each.minutes for each in STANDING_BOARD) == 120
    assert [at for at, each in enumerate(STANDING_BOARD, 1) if not each.is_required] == [
        5, 13, 15, 16
    ]  # fmt: skip


def test_the_agenda_says_what_is_true_today():
    """The overdue first; escalations and challenges; reviews; the focus; the next meeting."""
    built = agenda()

    assert item(built, "actions").points == (
        "ACT-2026-0017: overdue", "ACT-2026-0009: overdue", "ACT-2026-0031"
    )  # fmt: skip
    assert item(built, "escalations").points == ("ESC-2026-003", "CHL-2026-002")
    assert item(built, "plans").points == ("PLN-2026-004: review due",)
    assert item(built, "risks").points == ("RSK-014: review due",)
    assert item(built, "focus").title == "Focus on: Acute Hospitals"
    assert item(built, "minutes").title == "Minutes of the previous meeting, BRD-035"
    assert item(built, "scrutiny").points == ("12 warrants outstanding",)
    assert item(built, "next").points == (
        "BRD-037, Wednesday 6 January 2027 at 10:00", "Lead: Mental Health Trust", "Focus: Police"
    )  # fmt: skip
    assert minutes(built) == built.minutes == 120
    assert built.missing == ()


def test_two_agencies_in_focus_share_the_item():
    """In the two-per-meeting option."""
    built = agenda(replace(VALUES, focus=("Fire", "Housing")))

    assert item(built, "focus").title == "Focus on: Fire and Housing"


def test_presenters_are_named_by_item_or_by_what_they_are():
    """Nobody where nobody is known."""
    built = agenda()

    assert item(built, "welcome").presenter == "Lena Invented"
    assert item(built, "focus").presenter == "Fitz Invented"
    assert item(built, "risks").presenter == "Rita Invented"
    assert item(built, "actions").presenter == ""


def test_escalations_cannot_be_left_out_while_there_are_any():
    """Without one the item can go."""
    calm = agenda(replace(VALUES, escalations=(), challenges=()))

    assert item(agenda(), "escalations").is_required
    assert not item(calm, "escalations").is_required


def test_a_subgroup_has_an_order_of_its_own():
    """Twelve items; nothing of the board's."""
    day = date(2026, 11, 26)
    meeting = replace(board(day, subgroup("A").ref(day)), forum="SUBGROUP-A")

    built = build_agenda(meeting, ForumType.SUBGROUP, AgendaValues(focus=("Fire",)))

    assert keys(built) == [each.key for each in STANDING_SUBGROUP]
    assert (len(built.items), minutes(built), built.missing) == (12, 120, ())
    assert [each.title for each in built.items][5:7] == ["New referrals", "Reviews due"]


def test_other_forums_open_and_close_like_the_board():
    """The senior board settles escalations."""
    built = build_agenda(board(DAY), ForumType.SENIOR, VALUES)

    assert keys(built) == [*OPENING, "minutes", "actions", "escalations", "aob", CLOSING]
    assert minutes(built) == 120


@pytest.mark.parametrize("length", [17, 45, 60, 90, 121, 180])
def test_the_minutes_come_to_the_length_of_the_meeting(length):
    """At least one each, in proportion."""
    meeting = replace(MEETING, ends_at=MEETING.starts_at + timedelta(minutes=length))

    built = build_agenda(meeting, ForumType.BOARD, VALUES)

    assert minutes(built) == length
    assert all(each.minutes >= 1 for each in built.items)


@given(
    st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=30),
    st.integers(1, 300),
)
def test_minutes_are_allotted_whole_and_what_was_set_stays(asked, total):
    """Over the total only where one minute each is too much, or all is set."""
    items = [
        AgendaItem(key=str(n), title="x", kind=ItemKind.DISCUSSION, minutes=m, is_set=s)
        for n, (m, s) in enumerate(asked)
    ]
    set_minutes = sum(m for m, is_set in asked if is_set)
    free = sum(not is_set for _, is_set in asked)

    given_out = allotted(items, total)

    assert [e.minutes for e in given_out if e.is_set] == [m for m, is_set in asked if is_set]
    assert all(each.minutes >= 1 for each in given_out)
    if free:
        assert sum(e.minutes for e in given_out) == set_minutes + max(total - set_minutes, free)


def test_an_item_that_gives_up_time_for_another_never_gets_more():
    """However often something is put in: short items keep what they have."""
    before = agenda()
    for _ in range(3):
        after, _ = add_item(before, MEETING, TALK, at=9, by=FACILITATOR, now=NOW)
        lengths = {each.key: each.minutes for each in before.items}

        assert all(each.minutes <= lengths.get(each.key, TALK.minutes) for each in after.items)
        before = after


# --- changes -----------------------------------------------------------------------------------


def test_an_item_is_added_and_the_others_give_up_time():
    """It has the minutes it was given."""
    added, fact = add_item(agenda(), MEETING, TALK, at=9, by=FACILITATOR, now=NOW)

    assert (added.items[8].title, added.items[8].minutes) == ("Winter plan", 10)
    assert minutes(added) == 120
    assert (fact.name, fact.details) == ("AgendaItemAdded", {"item": "added-1"})
    twice, _ = add_item(added, MEETING, TALK, at=9, by=FACILITATOR, now=NOW)
    assert keys(twice)[8:10] == ["added-2", "added-1"]


@pytest.mark.parametrize(("wanted", "number"), [(1, 4), (3, 4), (4, 4), (17, 17), (99, 17)])
def test_nothing_comes_before_the_statement_or_after_the_close(wanted, number):
    """Confidentiality and interests come first, whatever is added or moved."""
    added, _ = add_item(agenda(), MEETING, TALK, at=wanted, by=FACILITATOR, now=NOW)
    moved, _ = move_item(agenda(), MEETING, "risks", to=wanted, by=FACILITATOR, now=NOW)

    assert added.number_of("added-1") == number
    assert moved.number_of("risks") == min(number, 16)
    for built in (added, moved):
        assert keys(built)[:3] == list(OPENING)
        assert keys(built)[-1] == CLOSING


@pytest.mark.parametrize("key", [*OPENING, CLOSING])
def test_the_opening_items_and_the_close_keep_their_places(key):
    """They cannot be moved."""
    with pytest.raises(BoardError, match="agenda_fixed"):
        move_item(agenda(), MEETING, key, to=9, by=FACILITATOR, now=NOW)


def test_an_item_is_retitled_given_minutes_and_a_presenter():
    """The rest makes room; papers and points stay."""
    changed, _ = change_item(
        agenda(),
        MEETING,
        "focus",
        ItemChange(title="  Focus on:  winter ", minutes=40, presenter=" Ann "),
        by=FACILITATOR,
        now=NOW,
    )

    focus = item(changed, "focus")
    assert (focus.title, focus.minutes, focus.presenter) == ("Focus on: winter", 40, "Ann")
    assert minutes(changed) == 120


def test_only_items_that_are_not_required_are_removed():
    """Their time goes to the others."""
    removed, _ = remove_item(agenda(), MEETING, "policies", by=FACILITATOR, now=NOW)

    assert "policies" not in keys(removed)
    assert minutes(removed) == 120
    for key in ("risks", "escalations"):
        with pytest.raises(BoardError, match="agenda_required") as refusal:
            remove_item(agenda(), MEETING, key, by=FACILITATOR, now=NOW)
        assert item(agenda(), key).title in refusal.value.sentence


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (replace(TALK, title=" "), "agenda_title"),
        (replace(TALK, title="x" * 101), "agenda_title"),
        (replace(TALK, minutes=0), "agenda_minutes"),
        (replace(TALK, minutes=104), "agenda_too_long"),
    ],
)
def test_an_item_that_cannot_be_is_refused(wanted, code):
    """With a title, at least a minute, and within the meeting."""
    with pytest.raises(BoardError) as refusal:
        add_item(agenda(), MEETING, wanted, at=9, by=FACILITATOR, now=NOW)

    assert refusal.value.code == code
    assert refusal.value.sentence


def test_a_full_agenda_is_no_longer_than_the_meeting():
    """103 minutes leave one for each of the seventeen."""
    full, _ = add_item(agenda(), MEETING, replace(TALK, minutes=103), at=9, by=FACILITATOR, now=NOW)

    assert over_time(full) == 0
    assert {each.minutes for each in full.items if not each.is_set} == {1}


CHANGES = {
    "add": lambda built, meeting, by: add_item(built, meeting, TALK, at=9, by=by, now=NOW),
    "move": lambda built, meeting, by: move_item(built, meeting, "aob", to=5, by=by, now=NOW),
    "change": lambda built, meeting, by: change_item(
        built, meeting, "aob", ItemChange(title="Other"), by=by, now=NOW
    ),
    "remove": lambda built, meeting, by: remove_item(built, meeting, "aob", by=by, now=NOW),
    "paper": lambda built, meeting, by: add_paper(built, meeting, "aob", PAPER, by=by, now=NOW),
}


@pytest.mark.parametrize("change", CHANGES)
def test_once_the_pack_is_issued_the_agenda_stands(change):
    """And before it only the facilitator changes it."""
    CHANGES[change](agenda(), MEETING, FACILITATOR)

    with pytest.raises(BoardError, match="agenda_closed"):
        CHANGES[change](agenda(), ISSUED, FACILITATOR)
    with pytest.raises(Forbidden):
        CHANGES[change](agenda(), MEETING, MEMBER)


def test_what_is_not_on_the_agenda_cannot_be_changed():
    """It may have been removed meanwhile."""
    with pytest.raises(BoardError, match="agenda_item"):
        move_item(agenda(), MEETING, "added-7", to=5, by=FACILITATOR, now=NOW)


def late(meeting=ISSUED, *, agreed_by=POLICE_CHAIR, now=UNTIL, by=FACILITATOR, paper=PAPER):
    """A paper after the pack."""
    return add_late_paper(
        agenda(), meeting, "risks", paper, agreed_by=agreed_by, until=UNTIL, by=by, now=now
    )


def test_a_late_paper_comes_with_a_co_chairs_agreement_and_is_marked():
    """Until two working days before, at five."""
    added, fact = late()

    assert item(added, "risks").papers == (replace(PAPER, is_late=True, agreed_by="poll-chair"),)
    assert fact.name == "LatePaperAdded"
    assert at(date(2026, 11, 23), 17) == UNTIL


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agreed_by": None}, "paper_agreement"),
        ({"agreed_by": MEMBER}, "paper_agreement"),
        ({"agreed_by": FACILITATOR}, "paper_agreement"),
        ({"now": UNTIL + timedelta(minutes=1)}, "paper_too_late"),
        ({"meeting": replace(ISSUED, state=M.IN_SESSION)}, "paper_too_late"),
        ({"meeting": MEETING}, "not_late_yet"),
        ({"by": MEMBER}, "V31"),
        ({"paper": replace(PAPER, link=" ")}, "paper_missing"),
    ],
)
def test_a_late_paper_is_refused(changes, code):
    """Without agreement, or too late."""
    with pytest.raises(BoardError) as refusal:
        late(**changes)

    assert refusal.value.code == code
    assert refusal.value.sentence


def test_a_paper_in_time_is_not_marked_late():
    """Whatever it says of itself."""
    sly = replace(PAPER, is_late=True, agreed_by="somebody")

    added, fact = add_paper(agenda(), MEETING, "risks", sly, by=FACILITATOR, now=NOW)

    assert item(added, "risks").papers == (PAPER,)
    assert fact.name == "PaperAdded"


def test_a_changed_agenda_takes_in_what_is_new_until_the_pack_goes_out():
    """An escalation comes back on though its item was removed; words and order stay."""
    calm = agenda(replace(VALUES, escalations=(), challenges=(), overdue_actions=()))
    changed, _ = remove_item(calm, MEETING, "escalations", by=FACILITATOR, now=NOW)
    changed, _ = move_item(changed, MEETING, "risks", to=4, by=FACILITATOR, now=NOW)
    changed, _ = change_item(
        changed, MEETING, "aob", ItemChange(title="Other"), by=FACILITATOR, now=NOW
    )

    fresh = refreshed(changed, agenda(), MEETING)

    assert item(fresh, "escalations").points == ("ESC-2026-003", "CHL-2026-002")
    assert item(fresh, "actions").points[0] == "ACT-2026-0017: overdue"
    assert (fresh.number_of("risks"), item(fresh, "aob").title) == (4, "Other")
    assert minutes(fresh) == 120
    assert refreshed(changed, agenda(), ISSUED) == changed


def test_an_agenda_says_which_required_items_it_lacks():
    """For the guard of the pack."""
    built = agenda()

    bare = replace(built, items=built.items[:-1])

    assert bare.missing == ("Next meeting: date, lead agency and focus",)


# --- the pack ----------------------------------------------------------------------------------

REPORT = FocusReport(meeting="BRD-036", agency="AG-07")
UPDATE = SubgroupUpdate(
    board="BRD-036", forum="SUBGROUP-A", chair="MEM-02", since=date(2026, 10, 15),
    until=date(2026, 11, 17), counts=Counts(meetings=5, referrals=5, cases=13, new=2, reviews=16),
)  # fmt: skip
BEFORE = board(date(2026, 10, 14), "BRD-035", state=M.MINUTES_DRAFT)


def gaps(**changes) -> tuple[Gap, ...]:
    """What is missing where everything else has come in."""
    whole: dict[str, Any] = {
        "previous": BEFORE,
        "has_minutes": True,
        "focus": ("AG-07",),
        "reports": (replace(REPORT, status=ReportStatus.SUBMITTED),),
        "subgroups": ("SUBGROUP-A",),
        "updates": (replace(UPDATE, state=UpdateState.APPROVED),),
    }
    return gaps_of(**(whole | changes))


def test_the_cover_says_what_is_missing_and_the_pack_goes_out():
    """Minutes, the focus report, an update that its chair has not approved."""
    bare = gaps(has_minutes=False, reports=(REPORT,), updates=(UPDATE,))
    ready = replace(MEETING, lead_agency="AG-09", focus_agency="AG-07")

    issued, _ = issue_pack(ready, pack_of(agenda(), has_tracker=True), by=None, now=NOW)

    assert bare == (
        Gap(Part.MINUTES, "BRD-035"),
        Gap(Part.FOCUS_REPORT, "AG-07"),
        Gap(Part.SUBGROUP_UPDATE, "SUBGROUP-A"),
    )
    assert issued.state is M.PACK_ISSUED
    assert gaps() == ()


def test_the_first_board_has_no_minutes_to_miss_and_one_still_in_session_has():
    """Whatever is said of them."""
    assert gaps(previous=None, has_minutes=False) == ()
    assert gaps(previous=replace(BEFORE, state=M.IN_SESSION)) == (Gap(Part.MINUTES, "BRD-035"),)


def test_a_pack_without_a_required_item_does_not_go_out():
    """The refusal names it."""
    ready = replace(MEETING, lead_agency="AG-09", focus_agency="AG-07")
    bare = replace(agenda(), items=agenda().items[:-1])

    with pytest.raises(BoardError, match="pack_items") as refusal:
        issue_pack(ready, pack_of(bare, has_tracker=True), by=None, now=NOW)

    assert "Next meeting" in refusal.value.sentence
