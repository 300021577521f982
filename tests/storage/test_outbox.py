"""An intent is kept once, taken by one at a time, and ended by whoever has it."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from board.facts import Notice
from storage.cipher import Keys
from storage.database import Database
from storage.outbox import ATTEMPTS, GRAPH, TEAMS, Intent, IntentState, redraw
from storage.tables.ledger import INTENTS
from storage.undelivered import OUT_OF_HOURS
from storage.unit import Unit
from tests.storage.builders import HERE, NOON, a_fact
from tests.storage.conftest import Clock, Opener

LEASE = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)


def told(database: Database, *notices: Notice, lane: str = TEAMS) -> None:
    database.write_now(lambda u: u.record(a_fact(), tell=notices, lane=lane), origin=HERE)


def notice(about: str, not_before: datetime | None = None) -> Notice:
    return Notice("new_referral", "forum:team", about, not_before=not_before)


def claimed(
    database: Database,
    *,
    limit: int = 10,
    lane: str = TEAMS,
    now: datetime = NOON,
    machine_now: datetime = NOON,
) -> tuple[Intent, ...]:
    return database.write_now(
        lambda u: u.outbox.claim(limit, lane=lane, now=now, machine_now=machine_now, lease=LEASE),
        origin=HERE,
    )


def finished(database: Database, intent: Intent, state: IntentState, **more: object) -> bool:
    def finish(unit: Unit) -> bool:
        return unit.outbox.finish(intent, state, machine_now=NOON, **more)  # type: ignore[arg-type]

    return database.write_now(finish, origin=HERE)


def states(database: Database) -> dict[IntentState, int]:
    counted = select(INTENTS.c.state, func.count()).group_by(INTENTS.c.state)
    rows = database.read_now(lambda s: s._connection.execute(counted).all())
    return {IntentState(state): number for state, number in rows}


def test_the_same_notice_twice_is_one_intent_for_ever(database: Database):
    told(database, notice("A"), notice("A"))
    (intent,) = claimed(database)
    finished(database, intent, IntentState.SENT)

    told(database, notice("A"))

    assert states(database) == {IntentState.SENT: 1}


def test_an_intent_holds_no_text(database: Database):
    told(database, notice("REF-2026-0001"))

    (intent,) = claimed(database)

    assert (intent.kind, intent.recipient, intent.about) == (
        "new_referral",
        "forum:team",
        "REF-2026-0001",
    )


def test_nobody_takes_what_another_holds_until_the_lease_is_over(database: Database):
    told(database, notice("A"))

    first = claimed(database)
    meanwhile = claimed(database, machine_now=NOON + LEASE - timedelta(seconds=1))
    after = claimed(database, machine_now=NOON + LEASE)

    assert [len(each) for each in (first, meanwhile, after)] == [1, 0, 1]
    assert after[0].attempts == 2


def test_whoever_lost_the_lease_changes_nothing(database: Database):
    told(database, notice("A"))
    (slow,) = claimed(database)
    (quick,) = claimed(database, machine_now=NOON + LEASE)

    late = finished(database, slow, IntentState.DEAD)
    ended = finished(database, quick, IntentState.SENT)
    twice = finished(database, quick, IntentState.DEAD)

    assert (late, ended, twice) == (False, True, False)
    assert states(database) == {IntentState.SENT: 1}


def test_lanes_do_not_take_from_one_another(database: Database):
    told(database, notice("A"))
    told(database, notice("B"), lane=GRAPH)

    assert [each.about for each in claimed(database, lane=GRAPH)] == ["B"]


def test_what_is_not_yet_due_stays_whatever_the_machine_says(database: Database):
    """`not_before` is board time: a rehearsal that moves its clock moves what is due."""
    told(database, notice("A", not_before=NOON + MINUTE))

    early = claimed(database, machine_now=NOON + 5 * MINUTE)
    due = claimed(database, now=NOON + MINUTE)

    assert [len(early), len(due)] == [0, 1]


def test_the_longest_due_is_taken_first(database: Database):
    told(
        database,
        notice("late", not_before=NOON - MINUTE),
        notice("later", not_before=NOON),
        notice("first", not_before=NOON - 2 * MINUTE),
    )

    assert [each.about for each in claimed(database, limit=2)] == ["first", "late"]


def test_a_failure_comes_back_when_it_may_and_dies_at_last(database: Database):
    told(database, notice("A"))
    at = NOON

    for attempt in range(1, ATTEMPTS + 1):
        (intent,) = claimed(database, machine_now=at)
        assert intent.attempts == attempt
        at += MINUTE
        finished(database, intent, IntentState.PENDING, retry_at=at, error="502")
        assert claimed(database, machine_now=at - timedelta(seconds=1)) == ()

    assert claimed(database, machine_now=at) == ()
    assert states(database) == {IntentState.DEAD: 1}
    (shown,) = database.read_now(lambda s: s.outbox.stopped())
    assert (shown.error, shown.state) == ("attempts_spent", IntentState.DEAD)


def test_an_intent_that_kills_its_process_dies_too(database: Database):
    """The attempt is counted when it is taken, for nobody lives to count it afterwards."""
    told(database, notice("A"))

    taken = [len(claimed(database, machine_now=NOON + n * LEASE)) for n in range(ATTEMPTS + 2)]

    assert taken == [1] * ATTEMPTS + [0, 0]
    assert states(database) == {IntentState.DEAD: 1}


def test_a_postponed_intent_has_spent_no_attempt(database: Database):
    told(database, notice("A"))

    for number in range(ATTEMPTS + 3):
        (intent,) = claimed(database, machine_now=NOON + number * MINUTE)
        assert intent.attempts == 1
        until = NOON + (number + 1) * MINUTE
        database.write_now(
            lambda u, i=intent, t=until: u.outbox.postpone(i, t, error="429"), origin=HERE
        )


def test_what_waited_for_its_recipient_is_released(database: Database):
    told(database, notice("A"), Notice("receipt", "person:x", "A"))
    for intent in claimed(database):
        finished(database, intent, IntentState.WAITING, error="not_installed")

    released = database.write_now(lambda u: u.outbox.release("person:x"), origin=HERE)

    assert released == 1
    assert [each.recipient for each in claimed(database)] == ["person:x"]


def test_an_operator_lets_a_stopped_intent_go_once_more(database: Database):
    told(database, notice("A"))
    (intent,) = claimed(database)
    finished(database, intent, IntentState.UNKNOWN, error="timeout")

    first = database.write_now(lambda u: u.outbox.retry(intent.id), origin=HERE)
    second = database.write_now(lambda u: u.outbox.retry(intent.id), origin=HERE)

    assert (first, second) == (True, False)
    assert [each.id for each in claimed(database)] == [intent.id]


def test_one_intent_can_be_taken_by_its_key(database: Database):
    told(database, notice("A"), notice("B"))

    def take(unit: Unit) -> Intent | None:
        key = notice("B").unique_key
        return unit.outbox.claim_one(key, now=NOON, machine_now=NOON, lease=LEASE)

    first, second = (database.write_now(take, origin=HERE) for _ in range(2))
    assert first is not None
    assert first.about == "B"
    assert second is None


def test_one_redraw_waits_for_each_post(database: Database):
    told(database, redraw("A"), redraw("A"), redraw("B"))
    told(database, redraw("A"))

    assert sorted(each.about for each in claimed(database)) == ["A", "B"]


def test_a_change_during_a_redraw_is_drawn_after_it(database: Database):
    told(database, redraw("A"))
    (first,) = claimed(database)

    told(database, redraw("A"))
    (second,) = claimed(database)
    finished(database, first, IntentState.PENDING, error="502")

    assert first.id != second.id
    assert [each.id for each in claimed(database)] == [first.id]


def test_a_redraw_is_not_taken_while_a_unit_is_changing_what_it_shows(
    board_on_postgres: str, opener: Opener
):
    """Otherwise the old state would be drawn, and nothing would be left to draw the new.

    On SQLite units come one after another.
    """
    database, courier = opener(board_on_postgres), opener(board_on_postgres)
    told(database, redraw("A"))

    def change(unit: Unit) -> int:
        unit.record(a_fact(), tell=[redraw("A")])
        return len(claimed(courier))

    meanwhile = database.write_now(change, origin=HERE)

    assert meanwhile == 0
    assert len(claimed(courier)) == 1


def burnt(database: Database, *notices: Notice) -> int:
    return database.write_now(lambda u: u.burn(notices, NOON, error="missed"), origin=HERE)


def test_what_is_burnt_is_never_told_and_its_key_is_taken_for_ever(database: Database):
    told(database, notice("A"))

    number = burnt(database, notice("A"), notice("B"), notice("B"))
    told(database, notice("B"))

    assert number == 1
    assert [each.about for each in claimed(database)] == ["A"]
    assert states(database) == {IntentState.PENDING: 1, IntentState.CANCELLED: 1}


def test_of_many_keys_those_that_were_told_or_burnt_are_known(database: Database):
    told(database, notice("A"))
    burnt(database, notice("B"))
    keys = {notice(each).unique_key: each for each in ("A", "B", "C")}
    many = [*keys, *(f"key-{number}" for number in range(1200))]

    known = database.read_now(lambda s: s.outbox.known(many))

    assert {keys[each] for each in known} == {"A", "B"}
    assert database.read_now(lambda s: s.outbox.known([])) == set()


def test_what_has_ended_is_neither_counted_nor_read(database: Database):
    told(database, *(notice(str(number)) for number in range(4)))
    first, second, _, _ = claimed(database)
    finished(database, first, IntentState.SENT)
    finished(database, second, IntentState.DEAD)

    counts = database.read_now(lambda s: s.outbox.counts())

    assert counts == {(TEAMS, IntentState.PENDING): 2, (TEAMS, IntentState.DEAD): 1}


def test_counting_reads_the_index_of_what_has_not_ended(sqlite_url: str, opener: Opener):
    """Rows are kept for ever: reading all of them every five seconds would cost more each day."""
    plan = (
        "EXPLAIN QUERY PLAN SELECT lane, state, count(*) FROM intents"
        " WHERE state NOT IN ('sent', 'cancelled') GROUP BY lane, state"
    )
    database = opener(sqlite_url)

    steps = database.read_now(lambda s: s._connection.exec_driver_sql(plan).all())

    assert [step[3] for step in steps] == ["SCAN intents USING COVERING INDEX ix_intents_open"]


def test_an_operator_drops_what_stopped_and_it_stays_dropped(database: Database):
    told(database, notice("A"), redraw("B"))
    held, _ = claimed(database)
    finished(database, held, IntentState.DEAD)
    ids = {row.about: row.id for row in database.read_now(lambda s: s.outbox.stopped())}

    def drop(intent: int, machine_now: datetime = NOON) -> bool:
        return database.write_now(
            lambda u: u.outbox.drop(intent, machine_now=machine_now), origin=HERE
        )

    first, second = drop(ids["A"]), drop(ids["A"])
    being_sent = drop(ids["A"] + 1)
    let_go = drop(ids["A"] + 1, NOON + LEASE)

    assert (first, second, being_sent, let_go) == (True, False, False, True)
    assert states(database) == {IntentState.CANCELLED: 2}
    told(database, notice("A"))
    assert states(database) == {IntentState.CANCELLED: 2}


def test_the_operator_sees_what_stopped_and_what_is_late_in_doubt_first(database: Database):
    told(database, *(notice(each) for each in ("late", "waits", "died", "in doubt", "sent")))
    late, waits, died, doubt, sent = claimed(database)
    finished(database, waits, IntentState.WAITING)
    finished(database, died, IntentState.DEAD)
    finished(database, doubt, IntentState.UNKNOWN)
    finished(database, sent, IntentState.SENT)
    told(database, notice("not yet due", not_before=NOON + 60 * MINUTE))
    soon, later = NOON + MINUTE, NOON + 11 * MINUTE

    def seen(now: datetime, **page: int) -> list[str]:
        found = database.read_now(lambda s: s.outbox.undelivered(now, now, **({"limit": 9} | page)))
        return [each.about for each in found]

    assert late.about == "late"
    assert seen(soon) == ["in doubt", "died", "waits"]
    assert seen(later) == ["in doubt", "died", "waits", "late"]
    assert seen(later, limit=2, offset=1) == ["died", "waits"]
    assert database.read_now(lambda s: s.outbox.count_late(later, later)) == 1
    assert database.read_now(lambda s: s.outbox.count_late(later, soon)) == 0


def test_what_waits_for_the_morning_is_not_late(database: Database):
    told(database, notice("A"))
    (intent,) = claimed(database)
    later = NOON + 60 * MINUTE
    database.write_now(lambda u: u.outbox.postpone(intent, later, error=OUT_OF_HOURS), origin=HERE)

    assert database.read_now(lambda s: s.outbox.undelivered(later, later, limit=9)) == ()
    assert database.read_now(lambda s: s.outbox.oldest_due(later)) is None


def test_the_age_of_what_is_due_is_known(database: Database):
    told(database, notice("A", not_before=NOON - MINUTE), notice("B", not_before=NOON + MINUTE))

    assert database.read_now(lambda s: s.outbox.oldest_due(NOON)) == NOON - MINUTE
    assert database.read_now(lambda s: s.outbox.oldest_due(NOON - 2 * MINUTE)) is None


@settings(max_examples=25)
@given(steps=st.lists(st.sampled_from(["tell", "take", "send", "lose", "wait"]), max_size=25))
def test_whatever_happens_each_notice_is_sent_once(
    keys: Keys, sqlite_template: Path, steps: list[str]
):
    """Against a model: a notice is either sent once, or still there to be sent."""
    with TemporaryDirectory() as folder:
        path = shutil.copy(sqlite_template, folder)
        database = Database.open(f"sqlite:///{path}", keys, machine_now=Clock())
        play(database, steps)
        database.close_now()


def play(database: Database, steps: list[str]) -> None:
    sent: list[str] = []
    held: list[Intent] = []
    at, number = NOON, 0
    for step in steps:
        if step == "tell":
            number += 1
            told(database, notice(f"R-{number}"), notice(f"R-{max(1, number - 1)}"))
        elif step == "take":
            held += claimed(database, limit=2, machine_now=at)
        elif step == "send" and held:
            intent = held.pop()
            if finished(database, intent, IntentState.SENT):
                sent.append(intent.about)
        elif step == "lose" and held:
            held.pop()
        else:
            at += LEASE

    counts = states(database)
    assert len(sent) == len(set(sent)) == counts.get(IntentState.SENT, 0)
    assert sum(counts.values()) == number
