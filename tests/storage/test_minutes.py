"""Minutes are kept with their versions, their comments once, their editions for good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from board.errors import Forbidden, Stale
from board.meeting_record import Decision, DecisionKind, ItemRecord
from board.meetings import Meeting, MeetingState
from board.minutes import (
    Addendum,
    Approval,
    Comment,
    ItemText,
    Minutes,
    MinutesState,
    Outcome,
)
from board.minutes_content import (
    Content,
    ContentItem,
    Edition,
    Taken,
    final_edition,
    hash_of,
    next_edition,
)
from board.recordings import Recording, RecordingKind
from board.sittings import Sitting
from storage.database import Database
from storage.unit import Snapshot, Unit
from tests.storage.builders import HERE

AT = datetime(2027, 1, 6, 12, tzinfo=UTC)
REF = "BRD-037"
MINUTES = Minutes(
    meeting=REF,
    begun_at=AT,
    items=(
        ItemText(key="welcome", title="Welcome", summary="All were welcome."),
        ItemText(key="focus", title="Focus on: the trust", unresolved="Not reached"),
    ),
)
COMMENT = Comment(ref="", meeting=REF, item="focus", by="MEM-20", at=AT, text="It was autumn")
CONTENT = Content(
    meeting=REF, forum="BOARD", title="Board", starts_at=AT, ends_at=AT + timedelta(hours=2),
    place="Microsoft Teams", following_at=AT + timedelta(days=42),
    items=(ContentItem(key="focus", number=1, title="Focus",
                       decisions=(Taken(ref="BRD-037/D01", kind="agree", text="Keep it"),)),),
)  # fmt: skip


def write(database: Database, work: Any) -> Any:
    return database.write_now(work, origin=HERE)


@pytest.fixture
def begun(database: Database) -> Database:
    write(database, lambda unit: unit.minutes.add(MINUTES))
    return database


def test_minutes_come_back_as_they_were_kept(begun: Database):
    changed = replace(
        MINUTES,
        state=MinutesState.WITH_MEMBERS,
        approvals=(Approval("MEM-20", AT),),
        with_chair_at=AT,
        with_members_at=AT,
    )

    saved = write(begun, lambda unit: unit.minutes.save(changed))

    assert begun.read_now(lambda s: s.minutes.find(REF)) == saved == replace(changed, version=2)
    assert not write(begun, lambda unit: unit.minutes.add(replace(MINUTES, approved_by="x")))
    assert begun.read_now(lambda s: s.minutes.find("BRD-038")) is None
    [running] = begun.read_now(lambda s: s.minutes.running())
    assert (running.meeting, running.items) == (REF, ())


def test_what_somebody_else_has_changed_is_not_written_over(begun: Database):
    item = replace(MINUTES.items[0], summary="Otherwise", version=2)
    write(begun, lambda unit: unit.minutes.save(MINUTES))
    write(begun, lambda unit: unit.minutes.save_item(REF, item))

    with pytest.raises(Stale):
        write(begun, lambda unit: unit.minutes.save(MINUTES))
    with pytest.raises(Stale):
        write(begun, lambda unit: unit.minutes.save_item(REF, replace(item, summary="Mine")))

    kept = begun.read_now(lambda s: s.minutes.find(REF))
    assert kept is not None
    assert kept.item("welcome").summary == "Otherwise"


def test_a_comment_is_kept_once_for_each_form_and_dealt_with_once(begun: Database):
    first = write(begun, lambda unit: unit.minutes.add_comment(COMMENT, "form-1"))
    again = write(begun, lambda unit: unit.minutes.add_comment(COMMENT, "form-1"))
    second = write(begun, lambda unit: unit.minutes.add_comment(COMMENT, "form-2"))
    dealt = replace(
        first, outcome=Outcome.NOT_TAKEN, reason="It was summer", dealt_by="MEM-21", dealt_at=AT
    )
    write(begun, lambda unit: unit.minutes.deal_with(dealt))

    with pytest.raises(Stale):
        write(begun, lambda unit: unit.minutes.deal_with(replace(dealt, outcome=Outcome.TAKEN)))

    assert first == again
    assert (first.ref, second.ref) == ("BRD-037/C01", "BRD-037/C02")
    assert begun.read_now(lambda s: s.minutes.comments(REF)) == (dealt, second)
    assert begun.read_now(lambda s: s.minutes.comment(first.ref)) == dealt
    with pytest.raises(Forbidden):
        begun.read_now(lambda s: s.minutes.comment("BRD-037/C09"))


def test_an_edition_is_what_was_sent_out_and_stays_it(begun: Database):
    draft = next_edition(CONTENT, (), AT)
    assert draft is not None
    final = final_edition(replace(CONTENT, lead="The trust"), AT + timedelta(hours=1))

    write(begun, lambda unit: unit.minutes.add_edition(draft))
    write(begun, lambda unit: unit.minutes.add_edition(final))
    is_new = write(begun, lambda unit: unit.minutes.add_edition(replace(final, content=CONTENT)))

    assert not is_new
    assert begun.read_now(lambda s: s.minutes.editions(REF)) == (draft, final)
    assert next_edition(CONTENT, (draft,), AT) is None
    assert begun.read_now(lambda s: s.minutes.edition(REF, "draft 9")) is None
    kept = begun.read_now(lambda s: s.minutes.edition(REF, "final"))
    assert kept is not None
    assert hash_of(kept.content) == kept.text_sha256 != draft.text_sha256


def test_what_has_no_file_yet_is_found_until_it_has(begun: Database):
    draft = Edition(meeting=REF, name="draft 1", made_at=AT, content=CONTENT, text_sha256="a")
    added = Addendum(meeting=REF, number=1, by="MEM-20", at=AT, text="One more thing")
    write(begun, lambda unit: unit.minutes.add_edition(draft))
    first = write(begun, lambda unit: unit.minutes.add_addendum(added, "form-1"))
    again = write(begun, lambda unit: unit.minutes.add_addendum(replace(added, number=2), "form-1"))

    assert first == again == added
    assert begun.read_now(lambda s: s.minutes.without_file()) == ((draft,), (added,))
    write(begun, lambda unit: unit.minutes.note_file(draft, "f" * 64))
    write(begun, lambda unit: unit.minutes.note_file(added, "e" * 64))

    assert begun.read_now(lambda s: s.minutes.without_file()) == ((), ())
    kept = begun.read_now(lambda s: s.minutes.edition(REF, "draft 1"))
    assert kept is not None
    assert kept.file_sha256 == "f" * 64


def _decided(unit: Unit) -> None:
    for ref, forum in ((REF, "BOARD"), ("SUB-20270107", "SUBGROUP-A"), ("BRD-038", "BOARD")):
        unit.meetings.put(
            Meeting(
                ref=ref, forum=forum, starts_at=AT, ends_at=AT, state=MeetingState.MINUTES_DRAFT
            )
        )
        items = (ItemRecord(key="focus", title="Focus"),)
        unit.sittings.begin(Sitting(meeting=ref, started_at=AT), items)
    for number, (ref, text, replaces) in enumerate(
        (
            (REF, "Keep the ward open at 100%", ""),
            ("SUB-20270107", "Agree the plan PLN-2027-001", ""),
            ("BRD-038", "Keep the ward shut", "BRD-037/D01"),
        )
    ):
        decision = Decision(
            ref="", meeting=ref, item="focus", kind=DecisionKind.AGREE, text=text,
            rationale="Demand", by="MEM-20", at=AT + timedelta(days=number), replaces=replaces,
        )  # fmt: skip
        unit.sittings.add_decision(decision, f"form-{number}")


@pytest.mark.parametrize(
    ("words", "subgroups", "found"),
    [
        ("", None, ["BRD-038/D01", "SUB-20270107/D01"]),
        ("", frozenset(), ["BRD-038/D01"]),
        ("ward KEEP", None, ["BRD-038/D01"]),
        ("demand plan", frozenset({"SUBGROUP-A"}), ["SUB-20270107/D01"]),
        ("plan", frozenset({"SUBGROUP-B"}), []),
        ("100%", None, []),
        ("_", None, []),
        ("ward open", None, []),
    ],
)
def test_decisions_are_found_by_all_words_and_what_was_replaced_is_not(
    database: Database, words: str, subgroups: frozenset[str] | None, found: list[str]
):
    write(database, _decided)

    def look(snapshot: Snapshot) -> list[str]:
        return [each.ref for each in snapshot.minutes.decisions(words, subgroups)]

    assert database.read_now(look) == found


def test_only_meetings_that_were_run_here_have_minutes_to_be_begun(database: Database):
    write(database, _decided)
    elsewhere = Meeting(
        ref="BRD-030", forum="BOARD", starts_at=AT, ends_at=AT, state=MeetingState.MINUTES_DRAFT
    )
    write(database, lambda unit: unit.meetings.put(elsewhere))
    write(database, lambda unit: unit.minutes.add(MINUTES))

    missing = database.read_now(lambda s: s.minutes.missing("minutes_draft"))

    assert missing == ("BRD-038", "SUB-20270107")


def test_where_a_recording_was_is_forgotten_once_it_is_deleted(database: Database):
    recording = Recording(
        meeting=REF,
        item="r-1",
        kind=RecordingKind.RECORDING,
        url="https://a.example/1",
        found_at=AT,
    )

    assert write(database, lambda unit: unit.recordings.add(recording))
    assert not write(database, lambda unit: unit.recordings.add(recording))
    assert database.read_now(lambda s: s.recordings.of(REF)) == (recording,)
    assert database.read_now(lambda s: s.recordings.all()) == (recording,)
    assert write(database, lambda unit: unit.recordings.note_deleted(REF, AT)) == 1

    assert database.read_now(lambda s: s.recordings.of(REF)) == ()
    assert not write(database, lambda unit: unit.recordings.add(recording))
