"""Documents made in the worker process, and how late the loop of the bot runs meanwhile.

`python -m bench.documents` takes some seconds. Targets: agenda and pack of 40 items and 60
actions 300 ms together, a tracker of 5,000 actions 1.5 s, the loop late by less than 50 ms at the
99th percentile.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

from graph.documents.make import Kind
from graph.documents.values import (
    ActionLine,
    AgendaPaper,
    FigureLine,
    Item,
    PackPaper,
    PlanLine,
    Report,
    RiskLine,
    TrackerRow,
    TrackerSheet,
)
from graph.documents.worker import Worker

ITEMS, OPEN, RISKS, PLANS, ALL, TIMES = 40, 60, 20, 10, 5_000, 10
STARTS = datetime(2027, 1, 6, 10, tzinfo=UTC)
MADE = datetime(2026, 12, 29, 17, tzinfo=UTC)
EVERY = 0.001
"""Seconds between two looks at how late the loop is."""


async def main() -> None:
    """Print what documents take, and how late the loop is while they are made."""
    worker = Worker()
    began = time.perf_counter()
    await worker.warm()
    print(f"documents, in a process that starts within {time.perf_counter() - began:.2f} s:")
    agenda, pack, tracker = an_agenda(), a_pack(), a_tracker()

    async def agenda_and_pack() -> int:
        made = await worker.make(Kind.AGENDA, agenda), await worker.make(Kind.PACK, pack)
        return sum(map(len, made))

    async def whole_tracker() -> int:
        return len(await worker.make(Kind.TRACKER, tracker))

    await measure(f"agenda and pack, {ITEMS} items, {OPEN} actions", agenda_and_pack, "300 ms")
    await measure(f"tracker of {ALL:,} actions", whole_tracker, "1,500 ms")
    await worker.close()


async def measure(what: str, work: Callable[[], Awaitable[int]], target: str) -> None:
    """Print what some work takes, and how late the loop is meanwhile."""
    await work()
    late: list[float] = []
    looks = asyncio.create_task(_look(late))
    took, size = [], 0
    for _ in range(TIMES):
        began = time.perf_counter()
        size = await work()
        took.append((time.perf_counter() - began) * 1000)
    looks.cancel()
    lag = statistics.quantiles(late, n=100)[98]
    print(f"  {what}: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms")
    print(f"    {size / 1000:.0f} kB; target {target} at most")
    print(f"    the loop was late by {lag:.1f} ms at the 99th percentile, target under 50 ms")


async def _look(late: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(EVERY)
        late.append((time.perf_counter() - began - EVERY) * 1000)


def an_agenda() -> AgendaPaper:
    """An agenda twice as long as any."""
    items = tuple(
        Item(
            number=number,
            title=f"Standing scrutiny: the section 135 backlog, part {number}",
            kind="Discussion",
            presenter="Inspector Ola Fenn",
            minutes=3,
            papers=(("Monthly figures with what has changed since the last board", ""),),
            note="To be read with the register; figures below five are not shown.",
        )
        for number in range(1, ITEMS + 1)
    )
    return AgendaPaper(
        ref="BRD-037",
        forum="Mental Health Risk Management Board",
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=2),
        place="Microsoft Teams",
        items=items,
        made_at=MADE,
    )


def a_pack() -> PackPaper:
    """The pack with it."""
    actions = tuple(
        ActionLine(
            ref=f"ACT-2026-{number:04d}",
            title="Agree the officer-hours figure used in the hours-saved measure",
            owner="Inspector Ola Fenn",
            agency="Police",
            due=date(2026, 12, 1) + timedelta(days=number),
            brag="Red",
            state="Under way",
            overdue=max(0, 20 - number),
        )
        for number in range(OPEN)
    )
    risks = tuple(
        RiskLine(ref=f"RSK-{number:03d}", title="Delays in finding beds after assessment",
                 owner="MH Trust", score=16, band="extreme", review=MADE.date())
        for number in range(RISKS)
    )  # fmt: skip
    plans = tuple(
        PlanLine(ref=f"PLN-2026-{number:03d}", agency="Police", state="Active", review=MADE.date())
        for number in range(PLANS)
    )
    figures = tuple(
        FigureLine(title="Bed availability", month="November 2026", figure="3.4 free on average",
                   before="3.5", mark="within the threshold of 3")
        for _ in range(3)
    )  # fmt: skip
    report = Report(
        title="Update of Subgroup A",
        by="Inspector Ola Fenn",
        parts=(("Since the last update", ("Meetings held: 5",) * 12),) * 4,
    )
    return PackPaper(
        agenda=an_agenda(), actions=actions, risks=risks, plans=plans, figures=figures,
        reports=(report, report), performance=("Breach: Ambulance response, 54%",) * 6,
        made_at=MADE,
    )  # fmt: skip


def a_tracker() -> TrackerSheet:
    """Everything that a board would agree in twenty years."""
    colours = ("Red", "Amber", "Green", "Blue")
    rows = tuple(
        TrackerRow(
            ref=f"ACT-2026-{number:04d}",
            title="Agree the officer-hours figure used in the hours-saved measure",
            owner="Inspector Ola Fenn",
            agency=f"Agency {number % 12}",
            due=MADE.date() - timedelta(days=number % 900),
            brag=colours[number % 4],
            state="Under way",
            is_open=number % 4 != 3,
            measure="Figure minuted and published with its definition",
            update="Work started; on plan.",
            updated_on=date(2026, 12, 1),
            priority="Standard",
            source="BRD-036",
            raised_on=date(2026, 7, 22),
            original_due=date(2026, 8, 1),
        )
        for number in range(ALL)
    )
    return TrackerSheet(name="BRD-037", rows=rows, made_at=MADE, holidays=(date(2026, 12, 25),))


if __name__ == "__main__":
    asyncio.run(main())
