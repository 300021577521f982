"""Documents in the database: sealed by tier, whole or named as damaged, forgotten once filed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from board.documents import Document, DocumentKind, DocumentState, of_meeting
from board.facts import Notice
from board.meetings import Meeting, MeetingState
from board.places import Forum, ForumKind
from board.tiers import Tier
from storage.cipher import SealBroken
from storage.database import Database
from storage.documents import PART, DocumentDamaged
from storage.outbox import GRAPH, Intent, IntentState
from storage.tables.documents import DOCUMENT_PARTS, DOCUMENTS
from tests.storage.builders import HERE, NOON

MEETING = Meeting(
    ref="BRD-037", forum="BOARD", starts_at=NOON, ends_at=NOON + timedelta(hours=2),
    state=MeetingState.PLANNED,
)  # fmt: skip
CONTENT = bytes(range(256)) * 9000


def agenda(content: bytes = CONTENT, **changes: object) -> Document:
    """The agenda of a meeting."""
    label = of_meeting(DocumentKind.AGENDA, MEETING)
    made = Document.of(label, content, forum=Forum(ForumKind.BOARD), made_at=NOON)
    return replace(made, **changes)  # type: ignore[arg-type]


def kept(database: Database, document: Document, content: bytes = CONTENT) -> bool:
    return database.write_now(lambda unit: unit.documents.put(document, content), origin=HERE)


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART + 17])
def test_a_document_comes_back_with_every_byte(database: Database, size: int):
    content = (CONTENT * 2)[:size]
    document = agenda(content)

    assert kept(database, document, content)

    read = database.read_now(lambda snapshot: snapshot.documents.get(document.key))
    assert read == document
    assert database.read_now(lambda snapshot: snapshot.documents.bytes_of(read)) == content


def test_the_same_key_is_kept_once(database: Database):
    assert kept(database, agenda())
    assert not kept(database, agenda(CONTENT[1:]), CONTENT[1:])

    assert database.read_now(lambda snapshot: snapshot.documents.bytes_of(agenda())) == CONTENT


def test_other_bytes_of_the_right_length_are_named_as_damaged(database: Database):
    kept(database, agenda())
    database.write_now(lambda unit: unit.documents.put_part(agenda(), 0, bytes(PART)), origin=HERE)

    with pytest.raises(DocumentDamaged):
        database.read_now(lambda snapshot: snapshot.documents.bytes_of(agenda()))


def test_a_part_in_the_place_of_another_or_of_another_tier_does_not_open(database: Database):
    kept(database, agenda())
    swap = update(DOCUMENT_PARTS).where(DOCUMENT_PARTS.c.number == 0)

    def swapped(unit):
        other = unit._connection.execute(
            DOCUMENT_PARTS.select().where(DOCUMENT_PARTS.c.number == 1)
        ).one()
        unit._connection.execute(swap.values(sealed=other.sealed))

    with pytest.raises(SealBroken):
        database.read_now(lambda snapshot: snapshot.documents.part(agenda(tier=Tier.T1), 1))
    database.write_now(swapped, origin=HERE)
    with pytest.raises(SealBroken):
        database.read_now(lambda snapshot: snapshot.documents.part(agenda(), 0))


def test_a_part_that_is_missing_is_named_as_damaged(database: Database):
    database.write_now(lambda unit: unit.documents.add(agenda()), origin=HERE)

    with pytest.raises(DocumentDamaged):
        database.read_now(lambda snapshot: snapshot.documents.bytes_of(agenda()))


def test_the_state_of_an_upload_is_sealed_and_goes_with_the_bytes(database: Database):
    kept(database, agenda())
    state = {"url": "https://files.example/up/1?tempauth=key", "next": 42}

    database.write_now(lambda unit: unit.documents.note_state(agenda(), state), origin=HERE)

    assert database.read_now(lambda snapshot: snapshot.documents.state_of(agenda())) == state
    row = database.read_now(
        lambda snapshot: snapshot._connection.execute(DOCUMENTS.select()).mappings().one()
    )
    assert b"tempauth" not in row["upload"]
    done: dict[str, Any] = {
        "item_id": "01",
        "web_url": "https://x.example",
        "etag": "e",
        "at": NOON,
    }
    note = [
        database.write_now(lambda unit: unit.documents.note_filed(agenda(), **done), origin=HERE)
        for _ in range(2)
    ]
    assert note == [True, False]
    assert database.read_now(lambda snapshot: snapshot.documents.count_parts()) == 0
    assert database.read_now(lambda snapshot: snapshot.documents.state_of(agenda())) is None
    read = database.read_now(lambda snapshot: snapshot.documents.get(agenda().key))
    assert read is not None
    assert (read.is_filed, read.web_url, read.filed_at) == (True, "https://x.example", NOON)


def test_what_waits_and_what_a_meeting_has(database: Database):
    first = agenda()
    second = replace(agenda(), key="agenda:BRD-037:2", made_at=NOON + timedelta(hours=1))
    kept(database, second)
    kept(database, first)

    look = database.read_now(
        lambda snapshot: (
            snapshot.documents.waiting(),
            snapshot.documents.of_meeting("BRD-037"),
            snapshot.documents.earlier_of(first),
            snapshot.documents.earlier_of(replace(second, once=False)),
        )
    )

    assert look == ((first, second), (first, second), (), (first,))


def test_what_is_dropped_keeps_its_row_and_loses_its_bytes(database: Database):
    kept(database, agenda())

    assert database.write_now(lambda unit: unit.documents.drop(agenda()), origin=HERE)

    assert database.read_now(lambda snapshot: snapshot.documents.count_parts()) == 0
    read = database.read_now(lambda snapshot: snapshot.documents.get(agenda().key))
    assert read is not None
    assert (read.state, read.sha256) == (DocumentState.DROPPED, agenda().sha256)
    assert not database.read_now(lambda snapshot: snapshot.documents.waiting())


def test_a_lease_is_renewed_by_who_holds_it_only(database: Database):
    def told(unit):
        unit.tell([Notice("file", "files:board", "a")], NOON, lane=GRAPH)

    def claimed(at) -> Intent:
        taken = database.write_now(
            lambda unit: unit.outbox.claim(
                1, lane=GRAPH, now=NOON, machine_now=at, lease=timedelta(seconds=30)
            ),
            origin=HERE,
        )
        return taken[0]

    database.write_now(told, origin=HERE)
    first = claimed(NOON)

    later = NOON + timedelta(seconds=20)
    until = later + timedelta(seconds=30)
    assert database.write_now(lambda unit: unit.outbox.renew(first, until), origin=HERE)
    with pytest.raises(IndexError):
        claimed(NOON + timedelta(seconds=31))
    second = claimed(until)
    assert second.id == first.id
    assert not database.write_now(lambda unit: unit.outbox.renew(first, until), origin=HERE)
    assert not database.write_now(
        lambda unit: unit.outbox.finish(first, IntentState.SENT, machine_now=until), origin=HERE
    )
