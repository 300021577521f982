"""So many at once, then so many a second, by the clock that is handed in."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.pace import Pace, pause

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_burst_goes_at_once_and_then_one_a_second():
    pace = Pace(burst=2, every=SECOND)

    taken = [pace.try_take("a", NOON) for _ in range(3)]

    assert taken == [True, True, False]
    assert pace.delay("a", NOON) == SECOND
    assert pace.try_take("a", NOON + SECOND)


def test_whoever_takes_ahead_makes_the_next_wait_longer():
    pace = Pace(burst=1, every=SECOND)

    waits = []
    for _ in range(3):
        waits.append(pace.delay("a", NOON))
        pace.take("a", NOON)

    assert waits == [0 * SECOND, 1 * SECOND, 2 * SECOND]


def test_nobody_saves_up_more_than_a_burst():
    pace = Pace(burst=2, every=SECOND)
    pace.take("a", NOON)

    later = NOON + timedelta(days=1)

    assert [pace.try_take("a", later) for _ in range(3)] == [True, True, False]


def test_keys_do_not_take_from_one_another():
    pace = Pace(burst=1, every=SECOND)
    pace.take("a", NOON)

    assert pace.try_take("b", NOON)


def test_a_clock_that_is_set_back_stops_nobody():
    pace = Pace(burst=1, every=SECOND)
    pace.take("a", NOON)

    earlier = NOON - timedelta(hours=1)

    assert pace.delay("a", earlier) == SECOND
    assert pace.try_take("a", earlier + SECOND)


def test_the_least_used_keys_are_forgotten():
    pace = Pace(burst=1, every=SECOND)

    for number in range(10_001):
        pace.take(str(number), NOON)

    assert len(pace._buckets) == 10_000
    assert pace.try_take("0", NOON)
    assert not pace.try_take("10000", NOON)


async def test_a_pause_ends_with_its_event_and_leaves_nothing_behind():
    event = asyncio.Event()
    event.set()

    await asyncio.wait_for(pause(timedelta(hours=1), asyncio.Event(), event), 1)
    await asyncio.sleep(0)

    assert len(asyncio.all_tasks()) == 1
