"""One tick of the tracker: 100 of the open actions are due, and nothing is; 1,000 to 100,000 open.

`python -m bench.tick` takes about two minutes, most of it to write the actions. Of the 100 that
are due 40 are to be reminded a week and 20 a day ahead, 20 on their day, and 20 begin a ladder;
200 ladders wait for an answer, and the others are due within four months, those of the next days
reminded already. On SQLite, in a file, with its commits on the disk.
Target: half a second over 10,000, most of it beside the writer; no unit over 20 ms.
"""

import asyncio
import logging
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy import delete

from board.action_reminders import notices_of, reminder_due
from board.actions import Action, ActionState, Priority, Update
from board.calendar import Calendar, at_london
from board.escalation import MOVES_AT, Asking, Ladder, Step
from board.standing import Ask
from bot.board_file import SAMPLE, read_board
from bot.clock import machine_now
from bot.due_actions import do_what_the_tracker_owes
from bot.holidays import bank_holidays
from bot.loading import apply_board
from storage.cipher import Keys
from storage.database import Database
from storage.outbox import IntentState
from storage.standing import standing_of
from storage.tables.actions import ESCALATIONS
from storage.tables.board import ACTIONS
from storage.tables.ledger import AUDIT_LINES, INTENTS
from storage.unit import Unit
from tests.storage.builders import HERE

SIZES = (1_000, 10_000, 100_000)
DUE, LADDERS, AT_ONCE, TICKS = 100, 200, 500, 30
CALENDAR = Calendar(bank_holidays())
TODAY = date(2026, 11, 24)
NINE = at_london(TODAY, MOVES_AT)
DAY = timedelta(days=1)
_WAITING = "ESC-2025"


@dataclass
class Watch:
    """Seconds of every unit and snapshot of one tick."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"read": [], "write": []})

    def note(self, kind: str, seconds: float) -> None:
        """One more."""
        self.seconds[kind].append(seconds * 1000)

    def clear(self) -> None:
        """Begin again."""
        for each in self.seconds.values():
            each.clear()


def main() -> None:
    """Print what a tick takes, and how that grows."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    took = {size: asyncio.run(_measured(size)) for size in SIZES}
    print(f"one tick of the tracker, {DUE} due, over {', '.join(f'{n:,}' for n in SIZES)} open:")
    for name in took[SIZES[0]]:
        figures = "   ".join(
            f"{statistics.median(took[size][name]):7.2f} / {_p99(took[size][name]):7.2f}"
            for size in SIZES
        )
        low, high = (statistics.median(took[size][name]) for size in (SIZES[0], SIZES[-1]))
        print(f"  {name:26}{figures}   ms   x {high / low:.1f}")
    print("  median / 99th percentile; target 500 ms over 10,000, and no unit over 20 ms")


async def _measured(size: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {
        name: [] for name in ("a tick", "  the look", "  the writer was held", "  longest unit",
                              "a tick with nothing due")
    }  # fmt: skip
    watch = Watch()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'board.db'}"
        keys = Keys.make(Path(folder) / "keys")
        database = Database.open(url, keys, machine_now=machine_now, observe_unit=watch.note)
        database.migrate()
        await _fill(database, size)
        for number in range(TICKS + 3):
            await database.write(_as_before, origin=HERE)
            watch.clear()
            full = await _timed(database, NINE)
            held, look = sum(watch.seconds["write"]), sum(watch.seconds["read"])
            longest = max(watch.seconds["write"])
            idle = await _timed(database, NINE + timedelta(minutes=20))
            if number >= 3:  # the first ones warm up
                for name, each in zip(took, (full, look, held, longest, idle), strict=True):
                    took[name].append(each)
        await database.close()
    return took


async def _timed(database: Database, now: datetime) -> float:
    started = time.perf_counter()
    await do_what_the_tracker_owes(database, now, CALENDAR)
    return (time.perf_counter() - started) * 1000


async def _fill(database: Database, size: int) -> None:
    def load(unit: Unit) -> None:
        apply_board(read_board(SAMPLE), unit, at=NINE, calendar=CALENDAR)
        unit._connection.execute(delete(ESCALATIONS))  # noqa: SLF001 - only the register is wanted
        unit._connection.execute(delete(ACTIONS))  # noqa: SLF001 - as above

    await database.write(load, origin=HERE)
    works: list[Callable[[Unit], None]] = [
        partial(_insert, start=start, end=min(start + AT_ONCE, size))
        for start in range(0, size, AT_ONCE)
    ]
    for work in works:
        await database.write(work, origin=HERE)


def _as_before(unit: Unit) -> None:
    """As if the last tick had not been."""
    sent = INTENTS.c.state != IntentState.CANCELLED
    for undone in (delete(INTENTS).where(sent), delete(AUDIT_LINES)):
        unit._connection.execute(undone)  # noqa: SLF001 - no rule ever undoes a tick
    fresh = ~ESCALATIONS.c.ref.startswith(_WAITING)
    unit._connection.execute(delete(ESCALATIONS).where(fresh))  # noqa: SLF001 - as above


def _insert(unit: Unit, *, start: int, end: int) -> None:
    for number in range(start, end):
        action = _action(number)
        unit.actions.insert(action)
        if number >= DUE:
            _remind(unit, action)
        if DUE <= number < DUE + LADDERS:
            unit.escalations.insert(_ladder(number, action))


def _action(number: int) -> Action:
    due, asked = _due(number)
    owner = number % 25 + 1
    return Action(
        ref=f"ACT-2026-{number + 1:05d}",
        title=f"Publish the joint guidance {number} on every ward",
        detail="In words that every agency can use, with the numbers to call. " * 3,
        source=f"BRD-{number // 100:03d}",
        source_agency="AG-01",
        owner=f"MEM-{owner:02d}",
        owner_agency=f"AG-{number % 12 + 1:02d}",
        raised_on=due - DAY * 60,
        original_due=due,
        due=due,
        priority=Priority.STANDARD,
        state=ActionState.IN_PROGRESS,
        success_measure="The guidance is live on the intranets of all agencies",
        due_asked_at=asked,
        updates=(
            Update(on=due - DAY * 40, by="MEM-01", text="Work has started; on plan."),
            Update(on=due - DAY * 20, by="MEM-01", text="A draft is with the agencies."),
        ),
    )


def _remind(unit: Unit, action: Action) -> None:
    """Everything that was to be sent about it has been."""
    standing = standing_of(unit, NINE)
    due, before = reminder_due(action, standing, NINE, CALENDAR)
    unit.burn(notices_of([*([due] if due else []), *before], standing), NINE, error="bench")


def _due(number: int) -> tuple[date, datetime | None]:
    """The due day, and when its owner was asked on it."""
    if number < DUE:
        days = (5, 5, 1, 0, -1)[number % 5]
        due = CALENDAR.add_working_days(TODAY, days) if days else TODAY
        return due, at_london(due, MOVES_AT) if days < 0 else None
    if number < DUE + LADDERS:
        due = TODAY - DAY * (7 + number % 30)
        return due, at_london(due, MOVES_AT)
    return TODAY + DAY * (1 + number % 120), None


def _ladder(number: int, action: Action) -> Ladder:
    sent = at_london(TODAY - DAY, MOVES_AT)
    ask = Asking(ask=Ask(to=("MEM-03",), recipient="MEM-03"), delivered_at=sent)
    step = Step(rung=1, opened_at=sent, asks=(ask,), respond_by=TODAY + DAY * 3)
    return Ladder(
        ref=f"{_WAITING}-{number:03d}",
        action=action.ref,
        priority=action.priority,
        owner_agency=action.owner_agency,
        source_agency=action.source_agency,
        due=action.due,
        opened_at=sent,
        steps=(step,),
    )


def _p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


if __name__ == "__main__":
    main()
