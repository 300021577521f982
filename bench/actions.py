"""The tracker: its first page, with and without its chart, over 1,000 to 100,000 actions.

`python -m bench.actions` takes about a minute, most of it to write the actions. Each look is
what a turn reads in its snapshot, on SQLite, and its time the CPU of the database thread; once
with one in ten actions open, once with all of them. Target: 10 ms at the 99th percentile for the
first page over 100,000.
"""

import logging
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from board.action_counts import horizon_of
from board.action_filter import ActionFilter
from board.actions import Action, ActionState, Update
from board.calendar import Calendar
from bot.clock import machine_now
from storage.cipher import Keys
from storage.database import Database
from storage.unit import Snapshot, Unit
from tests.storage.builders import HERE

SIZES = (1_000, 10_000, 100_000)
AT_ONCE = 1_000
LOOKS, FEWEST, SECONDS = 220, 25, 3
TODAY = date(2026, 11, 20)
CALENDAR = Calendar(frozenset())
DAY = timedelta(days=1)
OPEN_ONES = (
    ActionState.IN_PROGRESS, ActionState.ACCEPTED, ActionState.ASSIGNED, ActionState.BLOCKED
)  # fmt: skip
FILTERS = {
    "first page": ActionFilter(),
    "overdue": ActionFilter(is_overdue=True),
    "of an agency": ActionFilter(agency="AG-03"),
    "of an owner": ActionFilter(owner="MEM-7"),
    "in one state": ActionFilter(states=frozenset({ActionState.VERIFIED})),
    "of a meeting": ActionFilter(source="BRD-035"),
    "with a word": ActionFilter(text="guidance 77"),
    "of all states": ActionFilter(states=frozenset(ActionState)),
}


def main() -> None:
    """Print what the first page takes and how that grows."""
    quiet = structlog.make_filtering_bound_logger(logging.ERROR)  # a unit of 1,000 is slow
    structlog.configure(wrapper_class=quiet)
    for open_in in (10, 1):
        print(f"the tracker, one of {open_in} actions open:")
        took = {size: _measured(size, open_in) for size in SIZES}
        for name in (*FILTERS, "chart", "first page and chart"):
            figures = "   ".join(
                f"{statistics.median(took[size][name]):6.2f} / {_p99(took[size][name]):6.2f}"
                for size in SIZES
            )
            low, high = (statistics.median(took[size][name]) for size in (SIZES[0], SIZES[-1]))
            print(f"  {name:22}{figures}   ms   x {high / low:.1f}")
    print(f"  median / 99th percentile over {', '.join(f'{size:,}' for size in SIZES)} actions")
    print("  target 10 ms at the 99th percentile")


def _measured(size: int, open_in: int) -> dict[str, list[float]]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'board.db'}"
        keys = Keys.make(Path(folder) / "keys")
        database = Database.open(url, keys, machine_now=machine_now)
        database.migrate()
        for start in range(0, size, AT_ONCE):
            database.write_now(partial(_fill, start=start, open_in=open_in), origin=HERE)
        looks = {name: partial(_page, wanted=wanted) for name, wanted in FILTERS.items()}
        looks |= {"chart": _chart, "first page and chart": _page_and_chart}
        took = {name: _took(database, look) for name, look in looks.items()}
        database.close_now()
    return took


def _took(database: Database, look: Callable[[Snapshot], object]) -> list[float]:
    took: list[float] = []
    started = time.perf_counter()
    while len(took) < LOOKS and (len(took) < FEWEST or time.perf_counter() - started < SECONDS):
        took.append(database.read_now(partial(_timed, look=look)))
    return took[5:]


def _timed(snapshot: Snapshot, *, look: Callable[[Snapshot], object]) -> float:
    started = time.thread_time()
    look(snapshot)
    return (time.thread_time() - started) * 1000


def _p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


def _page(snapshot: Snapshot, *, wanted: ActionFilter) -> object:
    return snapshot.actions.page(wanted, today=TODAY)


def _chart(snapshot: Snapshot) -> object:
    return snapshot.actions.counts(ActionFilter(), horizon_of(TODAY, CALENDAR))


def _page_and_chart(snapshot: Snapshot) -> object:
    return _page(snapshot, wanted=ActionFilter()), _chart(snapshot)


def _fill(unit: Unit, *, start: int, open_in: int) -> None:
    for number in range(start, start + AT_ONCE):
        is_open = number % open_in == 0
        state = OPEN_ONES[number // open_in % 4] if is_open else ActionState.VERIFIED
        due = TODAY + DAY * (number // open_in * 7 % 120 - 20)
        unit.actions.insert(
            Action(
                ref=f"ACT-2026-{number + 1:05d}",
                title=f"Publish the joint guidance {number} on every ward",
                detail="In words that every agency can use, with the numbers to call. " * 3,
                source=f"BRD-{number // 100:03d}",
                risk=f"RSK-{number % 300:03d}",
                owner=f"MEM-{number % 500}",
                owner_agency=f"AG-{number % 12:02d}",
                raised_on=due - DAY * 40,
                original_due=due,
                due=due,
                extensions=number % 3,
                state=state,
                success_measure="The guidance is live on the intranets of all agencies",
                updates=(
                    Update(on=due - DAY * 30, by="MEM-1", text="Work has started; on plan."),
                    Update(on=due - DAY * 12, by="MEM-1", text="A draft is with the agencies."),
                ),
            )
        )


if __name__ == "__main__":
    main()
