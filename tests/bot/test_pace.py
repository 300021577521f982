"""So many at once, then so many a second, by the clock that is handed in."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.pace import Gate, Pace, pause

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


def sent(conversations: int, messages: int) -> list[tuple[datetime, str]]:
    """When each of so many messages goes out, each conversation's in turn, as early as it may."""
    gate, now, times = Gate(), NOON, []
    waiting = [str(number % conversations) for number in range(messages)]
    while waiting:
        delays = {each: gate.delay(each, now) for each in dict.fromkeys(waiting)}
        first = min(delays, key=lambda each: delays[each])
        now += delays[first]
        gate.take(first, now)
        waiting.remove(first)
        times.append((now, first))
    return times


def most_within(times: list[datetime], window: timedelta) -> int:
    """The most that fall into any stretch of that length."""
    return max(sum(timedelta() <= one - start < window for one in times) for start in times)


@pytest.mark.parametrize(("seconds", "most"), [(1, 7), (2, 8), (30, 60)])
def test_sixty_messages_to_one_conversation_stay_within_teams_limits(seconds: int, most: int):
    times = [at for at, _ in sent(conversations=1, messages=60)]

    assert most_within(times, seconds * SECOND) <= most
    assert times[-1] - times[0] < 60 * SECOND


def test_everything_together_stays_within_ten_a_second():
    times = [at for at, _ in sent(conversations=40, messages=200)]

    assert most_within(times, SECOND) <= 10
    assert times[-1] - times[0] < 26 * SECOND


def test_a_conversation_that_teams_closed_stays_closed_and_no_other_does():
    gate = Gate()
    gate.close("a", NOON + 7 * SECOND)

    assert gate.delay("a", NOON) == 7 * SECOND
    assert gate.delay("a", NOON + 5 * SECOND) == 2 * SECOND
    assert gate.delay("a", NOON + 7 * SECOND) == timedelta()
    assert gate.delay("b", NOON) == timedelta()
