"""Keeping to a pace: so many at once, and then so many a second; in memory, per replica."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_KEYS = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class Pace:
    """A bucket of tokens for each key, refilled evenly; the least used keys are forgotten."""

    def __init__(self, *, burst: int, every: timedelta) -> None:
        self._burst = burst
        self._every = every
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def delay(self, key: str, now: datetime) -> timedelta:
        """How long until the next token of this key; zero where one is there."""
        return max(timedelta(), (1 - self._filled(key, now).left) * self._every)

    def take(self, key: str, now: datetime) -> None:
        """Take a token, also one that is still to come."""
        self._filled(key, now).left -= 1

    def try_take(self, key: str, now: datetime) -> bool:
        """Take a token where there is one."""
        if self.delay(key, now):
            return False
        self.take(key, now)
        return True

    def _filled(self, key: str, now: datetime) -> _Bucket:
        bucket = self._buckets.pop(key, None) or _Bucket(float(self._burst), now)
        self._buckets[key] = bucket
        passed = max(timedelta(), now - bucket.at)  # a clock that is set back takes nothing away
        bucket.left = min(float(self._burst), bucket.left + passed / self._every)
        bucket.at = now
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)
        return bucket


class Gate:
    """Lets messages out at Teams' pace: in one conversation, and in all of them together.

    At most 5 in any second, 6 in two and 34 in thirty to one, and 10 in any second to all.
    Source: Teams' limits for a bot are 7, 8 and 60, and 50 in a second for a tenant.
    """

    def __init__(self) -> None:
        self._one = Pace(burst=4, every=timedelta(seconds=1))
        self._all = Pace(burst=2, every=timedelta(milliseconds=125))
        self._closed: dict[str, datetime] = {}

    def delay(self, conversation: str, now: datetime) -> timedelta:
        """How long until the next message may go there."""
        closed = self._closed.get(conversation, now) - now
        if closed <= timedelta():
            self._closed.pop(conversation, None)
        return max(self._one.delay(conversation, now), self._all.delay("", now), closed)

    def take(self, conversation: str, now: datetime) -> None:
        """Let one out, also before its time."""
        self._one.take(conversation, now)
        self._all.take("", now)

    def close(self, conversation: str, until: datetime) -> None:
        """Teams wants nothing there before then."""
        self._closed[conversation] = until


async def pause(longest: timedelta, *events: asyncio.Event) -> None:
    """Wait so long, or until one of these happens."""
    waiters = [asyncio.ensure_future(each.wait()) for each in events]
    try:
        await asyncio.wait(
            waiters, timeout=longest.total_seconds(), return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for waiter in waiters:
            waiter.cancel()
