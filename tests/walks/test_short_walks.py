"""Weeks that are not quiet: a process killed over and over, two at once, and a long silence."""

import asyncio
import random
from contextlib import AsyncExitStack, suppress
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from board.calendar import LONDON, at_london
from board.escalation import Ladder
from storage.tables.ledger import AUDIT_LINES, INTENTS
from storage.unit import Snapshot
from tests.fakes.channel import Reply
from tests.walks.conftest import Ground
from tests.walks.ground import AS_AT, BEGINS, hours_of
from tests.walks.messages import REMINDER, RUNGS, Message
from tests.walks.process import Gone, Remote, process
from tests.walks.rules import Span, findings
from tests.walks.walker import MINUTE, walk, walking

pytestmark = pytest.mark.timeout(300)  # seconds each, where little else goes on
SEED = 20261120
KILLED_FOR = 8.0


class Kills:
    """When the process dies: in the middle of an hour's work, or over a message it has sent."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.random = random.Random(SEED)  # noqa: S311 - the same each time, no secret
        self.over_a_message = 0
        self.in_the_middle = 0

    async def hour(self, remote: Remote, at: datetime) -> None:
        """An hour that the process does not survive, if it has anything to do in it."""
        if self.random.random() < 0.5:
            await self._over_a_message(remote, at)
        else:
            await self._in_the_middle(remote, at)

    async def _over_a_message(self, remote: Remote, at: datetime) -> None:
        """It has arrived at the far end, and the process never hears of it."""
        channel = self.ground.channel
        already, nth = len(channel.calls), self.random.randint(1, 6)
        channel.next_answers(Reply(), nth - 1)
        channel.next_answers(Reply(silent=KILLED_FOR))
        working = asyncio.ensure_future(remote.hour(at))
        arriving = asyncio.ensure_future(channel.wait_for(already + nth, within=60))
        await asyncio.wait({working, arriving}, return_when=asyncio.FIRST_COMPLETED)
        channel.replies.clear()
        if not arriving.done():
            arriving.cancel()
            await working
            return
        remote.kill()
        self.over_a_message += 1
        with suppress(Gone):
            await working

    async def _in_the_middle(self, remote: Remote, at: datetime) -> None:
        working = asyncio.ensure_future(remote.hour(at))
        await asyncio.wait({working}, timeout=self.random.uniform(0, 0.12))
        remote.kill()
        self.in_the_middle += 1
        with suppress(Gone):
            await working


async def test_a_process_that_is_killed_again_and_again_sends_all_and_hardly_anything_twice(
    ground: Ground,
):
    """Four weeks; each working morning with even odds it dies and is started again at once."""
    kills, last = Kills(ground), date(2026, 12, 18)
    hours, clock = list(hours_of(AS_AT, last)), BEGINS
    while hours:
        async with process(ground.url, ground.key_file, clock) as remote:
            clock = await _until_killed(remote, kills, hours, clock)

    assert kills.over_a_message >= 3
    assert kills.in_the_middle >= 3
    sent = [each.what for each in ground.messages]
    assert len(sent) > len(set(sent))
    # A message is twice there only where the process died over it, at most one for each time.
    span = Span(first=AS_AT, last=last, cut=kills.over_a_message + kills.in_the_middle)
    assert findings(ground.messages, ground.board_with_later(), span) == []


async def _until_killed(
    remote: Remote, kills: Kills, hours: list[datetime], clock: datetime
) -> datetime:
    """Hour after hour; where it dies the hour is begun again a minute after its last word."""
    while hours:
        at = max(hours[0], clock)
        is_morning = at.astimezone(LONDON).hour == 9 and at == hours[0]
        if is_morning and kills.random.random() < 0.5:
            await kills.hour(remote, at)
            if not remote.process.is_alive():
                messages = kills.ground.messages
                return max([at, *(each.at for each in messages[-1:])]) + MINUTE
        else:
            await remote.hour(at)
        clock = max(clock, hours.pop(0))
    return clock


async def test_two_processes_on_one_database_send_nothing_twice(any_ground: Ground):
    """Three weeks: both tick and deliver at the same instants."""
    ground = any_ground
    last = date(2026, 12, 11)
    async with AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(process(ground.url, ground.key_file, BEGINS))
            for _ in range(2)
        ]
        taken = [0, 0]
        for at in hours_of(AS_AT, last):
            await _together(both, at, taken)

    assert min(taken) > sum(taken) / 10, taken
    assert findings(ground.messages, ground.board_with_later(), Span(first=AS_AT, last=last)) == []


async def _together(both: list[Remote], at: datetime, taken: list[int]) -> None:
    """Step by step until neither finds anything; time stands still within a step."""
    while True:
        found = await asyncio.gather(*(each.step(at) for each in both))
        for number, (_, took, _) in enumerate(found):
            taken[number] += took
        if not any(new or took for new, took, _ in found):
            return
        at = max(clock for *_, clock in found) + MINUTE


async def test_after_three_weeks_of_silence_each_ladder_goes_on_from_where_it_stood(
    ground: Ground,
):
    """From 1 to 22 December nobody ticks and nothing is delivered; then Christmas is near."""
    silent, last = (date(2026, 12, 1), date(2026, 12, 22)), date(2027, 1, 22)
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        await walk(walker, hours_of(AS_AT, date(2026, 11, 30)))
        before, known = await walker.database.read(_ladders), await walker.database.read(_missed)
        await walk(walker, hours_of(date(2026, 12, 23), last))
        missed = [each for each in await walker.database.read(_missed) if each not in known]

    span = Span(first=AS_AT, last=last, silent=(silent,))
    messages = ground.messages
    assert findings(messages, ground.board_with_later(), span) == []
    _assert_one_rung_each(messages, before, date(2026, 12, 23))
    # What the due day's question has overtaken: of 4, 11 and 18 December.
    assert missed == [
        ("ACT-2026-0025", 1),
        ("ACT-2026-0027", 1),
        ("ACT-2026-0027", 5),
        ("ACT-2026-0028", 1),
        ("ACT-2026-0028", 5),
        ("ACT-2026-0040", 1),
        ("ACT-2026-0040", 5),
    ]
    late = {(each.parts[0], each.days) for each in messages if each.kind == REMINDER}
    assert not late & set(missed)


async def test_a_jump_of_three_months_is_like_an_outage(ground: Ground):
    """The rehearsal's clock is moved on: one message for each action, and nobody passed over."""
    there, last = date(2027, 3, 1), date(2027, 3, 12)
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        await walk(walker, hours_of(AS_AT, date(2026, 11, 27)))
        before = await walker.database.read(_ladders)
        await walk(walker, [at_london(there, time(11)), at_london(there, time(15))])
        await walk(walker, hours_of(there + timedelta(days=1), last))

    silent = (date(2026, 11, 28), date(2027, 2, 28))
    span = Span(first=AS_AT, last=last, silent=(silent,))
    messages = ground.messages
    assert findings(messages, ground.board_with_later(), span) == []
    _assert_one_rung_each(messages, before, there)


def _assert_one_rung_each(messages: list[Message], before: dict[str, Ladder], day: date) -> None:
    """On the first day after it every running ladder has gone one rung up, and no further."""
    that_day = [each for each in messages if each.day == day and each.kind in RUNGS]
    rungs: dict[str, set[int]] = {}
    for each in that_day:
        rungs.setdefault(each.ladder, set()).add(each.rung)
    assert rungs
    for ref, ladder in before.items():
        if ladder.rung < 5:
            assert rungs.get(ref) == {ladder.rung + 1}, ref
    assert all(len(each) == 1 for each in rungs.values())
    actions = [name for each in that_day for name in each.names]
    asked = {each.parts[0] for each in messages if each.day == day and each.kind == REMINDER}
    assert not asked & set(actions)


def _ladders(snapshot: Snapshot) -> dict[str, Ladder]:
    """Those that move by themselves: running, and not answered."""
    return {each.ref: each for each in snapshot.escalations.running() if each.state == "open"}


def _missed(snapshot: Snapshot) -> list[tuple[str, int]]:
    """Reminders that the audit calls missed; each key is burnt."""
    lines = select(AUDIT_LINES.c.about, AUDIT_LINES.c.details).where(
        AUDIT_LINES.c.name == "ReminderMissed"
    )
    found = sorted(
        (about, int(details["days"])) for about, details in snapshot._connection.execute(lines)
    )
    burnt = select(INTENTS.c.about).where(
        INTENTS.c.kind == REMINDER, INTENTS.c.error == "missed", INTENTS.c.state == "cancelled"
    )
    keys = (each.split(":") for each in snapshot._connection.scalars(burnt))
    assert sorted((ref, int(days)) for ref, _, days, _ in keys) == found
    return found
