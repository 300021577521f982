"""What is recorded in a meeting is kept once, in order, and never written over unseen."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from board.actions import Action, ActionState, Priority
from board.calendar import at_london
from board.errors import Stale
from board.forums import Attended
from board.meeting_record import (
    Attendance,
    Decision,
    DecisionKind,
    Handling,
    Interest,
    ItemRecord,
)
from board.meetings import Meeting, MeetingState
from board.sittings import Sitting
from storage.database import Database
from storage.unit import Unit
from tests.storage.builders import HERE

TEN = datetime(2027, 1, 6, 10, tzinfo=UTC)
REF = "BRD-037"
ITEMS = (
    ItemRecord(key="welcome", title="Welcome", minutes=5),
    ItemRecord(key="focus", title="Focus on: the trust", minutes=20),
)
DECISION = Decision(
    ref="", meeting=REF, item="focus", kind=DecisionKind.AGREE, text="Keep the ward open",
    rationale="Demand is up", dissent="One agency would wait", by="MEM-20", at=TEN,
)  # fmt: skip
ACTION = Action(
    ref="ACT-2027-0001", title="Do", source=REF, risk="RSK-004", owner="MEM-20",
    owner_agency="AG-02", raised_on=TEN.date(), original_due=date(2027, 1, 20),
    due=date(2027, 1, 20), priority=Priority.STANDARD, state=ActionState.ASSIGNED,
    type="policy", success_measure="Done",
)  # fmt: skip


def _begin(unit: Unit) -> None:
    unit.meetings.put(
        Meeting(
            ref=REF, forum="BOARD", starts_at=at_london(TEN.date(), time(10)),
            ends_at=at_london(TEN.date(), time(12)), state=MeetingState.IN_SESSION,
        )
    )  # fmt: skip
    unit.sittings.begin(Sitting(meeting=REF, started_at=TEN), ITEMS)


@pytest.fixture
def begun(database: Database) -> Database:
    """A board in session."""
    database.write_now(_begin, origin=HERE)
    return database


def test_a_meeting_that_has_not_begun_has_an_empty_record(database: Database):
    record = database.read_now(lambda s: s.sittings.record(REF))

    assert (record.attendance, record.items, record.decisions, record.actions) == ((), (), (), ())
    assert database.read_now(lambda s: s.sittings.get(REF)) is None


def test_items_come_in_the_order_of_the_agenda_and_beginning_twice_keeps_the_first(
    begun: Database,
):
    again = (ItemRecord(key="focus", title="Another"),)
    begun.write_now(
        lambda u: u.sittings.begin(Sitting(meeting=REF, started_at=TEN), again), origin=HERE
    )

    assert begun.read_now(lambda s: s.sittings.record(REF)).items == ITEMS


def test_attendance_is_what_was_noted_last_and_survives_a_restart(begun: Database):
    here = Attendance(agency="AG-02", member="MEM-20", status=Attended.PRESENT, joined_at=TEN)
    gone = replace(here, status=Attended.PART, left_at=TEN + timedelta(hours=1))

    for each in (here, gone):
        begun.write_now(lambda u, each=each: u.sittings.put_attendance(REF, each, TEN), origin=HERE)

    assert begun.read_now(lambda s: s.sittings.record(REF)).attendance == (gone,)


def test_an_agencys_own_word_stays_when_the_facilitator_notes_another(begun: Database):
    own = Attendance(agency="AG-02", member="MEM-20", status=Attended.PRESENT)
    noted = Attendance(agency="AG-02", member="MEM-21", status=Attended.DEPUTY_PRESENT)
    watches = replace(noted, member="MEM-22", status=Attended.PRESENT, is_observer=True)

    def note(unit: Unit) -> None:
        unit.sittings.put_attendance(REF, own, TEN, by_self=True)
        unit.sittings.put_attendance(REF, noted, TEN)
        unit.sittings.put_attendance(REF, watches, TEN)
        unit.sittings.drop_attendance(REF, "AG-02", keep_own_word=True)

    begun.write_now(note, origin=HERE)
    kept = begun.read_now(lambda s: s.sittings.record(REF)).attendance
    begun.write_now(lambda u: u.sittings.drop_attendance(REF, "AG-02"), origin=HERE)
    left = begun.read_now(lambda s: s.sittings.record(REF)).attendance

    assert kept == (own, watches)
    assert left == (watches,)


def test_where_only_the_boards_file_tells_who_was_there_the_record_says_so(database: Database):
    def load(unit: Unit) -> None:
        _begin(unit)
        known = unit.meetings.get(REF)
        assert known is not None
        unit.meetings.put(replace(known, attendance={"AG-02": "deputy_present"}))

    database.write_now(load, origin=HERE)

    (found,) = database.read_now(lambda s: s.sittings.record(REF)).attendance
    assert found == Attendance(agency="AG-02", status=Attended.DEPUTY_PRESENT)


def test_the_statement_is_accepted_once_at_each_meeting(begun: Database):
    first = begun.write_now(lambda u: u.sittings.accept(REF, "MEM-20", TEN), origin=HERE)
    later = TEN + timedelta(minutes=5)
    second = begun.write_now(lambda u: u.sittings.accept(REF, "MEM-20", later), origin=HERE)

    assert (first, second) == (True, False)
    assert begun.read_now(lambda s: s.sittings.accepted(REF)) == {"MEM-20": TEN}


def test_a_summary_over_somebody_elses_is_refused_and_the_clock_disturbs_nobody(begun: Database):
    item = ITEMS[1]
    saved = begun.write_now(
        lambda u: u.sittings.save_summary(REF, replace(item, summary="First")), origin=HERE
    )
    clocked = replace(item, started_at=TEN, spent=timedelta(seconds=90))
    begun.write_now(lambda u: u.sittings.clock_item(REF, clocked), origin=HERE)

    with pytest.raises(Stale):
        begun.write_now(
            lambda u: u.sittings.save_summary(REF, replace(item, summary="Other")), origin=HERE
        )
    kept = begun.read_now(lambda s: s.sittings.record(REF)).items[1]
    assert kept == replace(saved, started_at=TEN, spent=timedelta(seconds=90))


def test_a_decision_is_kept_once_for_each_form_and_numbered_within_its_meeting(begun: Database):
    decide = lambda form: begun.write_now(  # noqa: E731 - said three times
        lambda u: u.sittings.add_decision(DECISION, form), origin=HERE
    )

    first, again, second = decide("form-1"), decide("form-1"), decide("form-2")

    assert first == again == replace(DECISION, ref="BRD-037/D01")
    assert second.ref == "BRD-037/D02"
    assert begun.read_now(lambda s: s.sittings.record(REF)).decisions == (first, second)


def test_a_decision_that_brings_its_reference_keeps_it_and_the_next_goes_on_above(begun: Database):
    brought = replace(DECISION, ref="BRD-037/D07")

    kept = begun.write_now(lambda u: u.sittings.add_decision(brought, "file"), origin=HERE)
    following = begun.write_now(lambda u: u.sittings.add_decision(DECISION, "form"), origin=HERE)

    assert (kept.ref, following.ref) == ("BRD-037/D07", "BRD-037/D08")


def test_a_correction_strikes_the_decision_it_replaces_and_both_stay(begun: Database):
    first = begun.write_now(lambda u: u.sittings.add_decision(DECISION, "a"), origin=HERE)
    better = replace(DECISION, text="Keep both wards open", replaces=first.ref)

    begun.write_now(lambda u: u.sittings.add_decision(better, "b"), origin=HERE)

    record = begun.read_now(lambda s: s.sittings.record(REF))
    assert len(record.decisions) == 2
    assert record.struck == {first.ref}


def test_an_action_is_noted_under_one_item_however_often(begun: Database):
    for item in ("focus", "welcome"):
        begun.write_now(
            lambda u, item=item: u.sittings.note_action(REF, item, "ACT-2027-0001", TEN),
            origin=HERE,
        )

    record = begun.read_now(lambda s: s.sittings.record(REF))
    assert record.actions == (("focus", "ACT-2027-0001"),)


def test_an_item_withheld_takes_its_decisions_and_actions_along(begun: Database):
    interest = Interest(member="MEM-20", item="focus", nature="A relative", declared_at=TEN)

    def declare(unit: Unit) -> None:
        unit.actions.insert(ACTION)
        unit.sittings.note_action(REF, "focus", ACTION.ref, TEN)
        unit.sittings.add_decision(DECISION, "form")
        unit.sittings.declare(REF, interest)

    begun.write_now(declare, origin=HERE)

    withheld = begun.read_now(lambda s: s.sittings.withheld_from("MEM-20"))
    assert withheld.hides_item(REF, "focus")
    assert not withheld.hides_item("BRD-036", "focus")
    assert withheld.refs == {"BRD-037/D01", ACTION.ref}
    assert not begun.read_now(lambda s: s.sittings.withheld_from("MEM-21"))
    assert begun.read_now(lambda s: s.sittings.withheld_from_anybody()) == withheld


def test_a_reference_withheld_takes_along_the_actions_that_come_from_it(begun: Database):
    interest = Interest(member="MEM-20", item="RSK-004", declared_at=TEN)

    def declare(unit: Unit) -> None:
        unit.actions.insert(ACTION)
        unit.sittings.declare(REF, interest)

    begun.write_now(declare, origin=HERE)

    withheld = begun.read_now(lambda s: s.sittings.withheld_from("MEM-20"))
    assert withheld.refs == {"RSK-004", ACTION.ref}


def test_whoever_stays_for_the_item_sees_it_and_the_last_word_counts(begun: Database):
    for handling in (Handling.LEAVE_FOR_ITEM, Handling.STAY_NO_DECISION):
        interest = Interest(member="MEM-20", item="focus", handling=handling, declared_at=TEN)
        begun.write_now(lambda u, i=interest: u.sittings.declare(REF, i), origin=HERE)

    (kept,) = begun.read_now(lambda s: s.sittings.interests(REF))
    assert kept.handling is Handling.STAY_NO_DECISION
    assert not begun.read_now(lambda s: s.sittings.withheld_from("MEM-20"))
