"""Minutes composed and made: what a turn and the worker process take, and how late the loop runs.

`python -m bench.minutes` takes some seconds. Targets: minutes of 40 items and 60 actions to bytes
150 ms, the loop late by less than 50 ms at the 99th percentile, a unit less than 20 ms.
"""

import asyncio
import statistics
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bench.documents import measure
from board.actions import Action, ActionState, Priority
from board.forums import Attended
from board.meeting_record import Attendance, Decision, DecisionKind, ItemRecord, MeetingRecord
from board.meetings import Meeting, MeetingState
from board.minutes import Minutes
from board.minutes_content import Content, Ingredients, compose, hash_of, texts_from
from graph.documents.make import Kind
from graph.documents.values import AttendanceSheet, MinutesPaper, SummaryPaper
from graph.documents.worker import Worker

ITEMS, ACTIONS, AGENCIES, TIMES = 40, 60, 14, 50
STARTS = datetime(2027, 1, 6, 10, tzinfo=UTC)
SAID = (
    "Bed occupancy was 97 per cent over the summer and 23 people were ready to leave but waiting, "
    "most for housing. The twice-daily bed call has made the day's pressure visible to all. "
)


async def main() -> None:
    """Print what minutes take."""
    given = the_ingredients()
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        hash_of(compose(given))
        took.append((time.perf_counter() - began) * 1000)
    print(f"minutes of {ITEMS} items, {ITEMS} decisions and {ACTIONS} actions:")
    print(f"  composed and hashed: median {statistics.median(took):.1f} ms; target 20 ms at most")
    content = compose(given)
    worker = Worker()
    await worker.warm()

    async def minutes() -> int:
        return len(await worker.make(Kind.MINUTES, the_paper(content)))

    async def beside() -> int:
        summary = SummaryPaper(content=content, made_at=STARTS)
        sheet = AttendanceSheet(content=content, made_at=STARTS)
        made = await worker.make(Kind.SUMMARY, summary), await worker.make(Kind.ATTENDANCE, sheet)
        return sum(map(len, made))

    await measure("minutes", minutes, "150 ms")
    await measure("summary and attendance", beside, "300 ms")
    await worker.close()


def the_paper(content: Content) -> MinutesPaper:
    """Final minutes of a long meeting."""
    return MinutesPaper(
        content=content,
        stage="final",
        approved="at BRD-038",
        sha256=hash_of(content),
        made_at=STARTS,
    )


def the_ingredients() -> Ingredients:
    """A meeting twice as long as any."""
    meeting = Meeting(
        ref="BRD-037",
        forum="BOARD",
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=2),
        state=MeetingState.MINUTES_DRAFT,
        quorate=True,
    )
    items = tuple(
        ItemRecord(key=f"item-{at}", title=f"Item number {at}", summary=5 * SAID, started_at=STARTS)
        for at in range(ITEMS)
    )
    record = MeetingRecord(
        meeting="BRD-037",
        attendance=tuple(
            Attendance(agency=f"AG-{at:02d}", status=Attended.PRESENT, member=f"MEM-{at:02d}")
            for at in range(AGENCIES)
        ),
        items=items,
        decisions=tuple(_decision(at) for at in range(ITEMS)),
        actions=tuple((f"item-{at % ITEMS}", f"ACT-2027-{at:04d}") for at in range(ACTIONS)),
    )
    names = {f"MEM-{at:02d}": f"Inspector Ola Fenn the {at}th" for at in range(AGENCIES)}
    return Ingredients(
        meeting=meeting,
        minutes=replace(Minutes(meeting="BRD-037", begun_at=STARTS), items=texts_from(record, ())),
        record=record,
        actions=tuple(_action(at) for at in range(ACTIONS)),
        names=names,
        agencies={f"AG-{at:02d}": f"Coastshire Agency {at}" for at in range(AGENCIES)},
    )


def _decision(at: int) -> Decision:
    return Decision(
        ref=f"BRD-037/D{at:02d}",
        meeting="BRD-037",
        item=f"item-{at}",
        kind=DecisionKind.AGREE,
        text="Try two focus agencies at each meeting from the next year on",
        rationale=SAID,
        at=STARTS,
    )


def _action(at: int) -> Action:
    return Action(
        ref=f"ACT-2027-{at:04d}",
        title="Agree the officer-hours figure used in the hours-saved measure",
        source="BRD-037",
        owner=f"MEM-{at % AGENCIES:02d}",
        owner_agency=f"AG-{at % AGENCIES:02d}",
        raised_on=date(2027, 1, 6),
        original_due=date(2027, 2, 1),
        due=date(2027, 2, 1),
        priority=Priority.STANDARD,
        state=ActionState.ASSIGNED,
        type="policy",
        success_measure="Minuted and published",
    )


if __name__ == "__main__":
    asyncio.run(main())
