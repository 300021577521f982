"""A board meeting that was held and recorded, so that its minutes can be written up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial

from board.actions import Action, ActionState, Priority
from board.calendar import at_london
from board.forums import Attended
from board.meeting_record import (
    Attendance,
    Decision,
    DecisionKind,
    Handling,
    Interest,
    ItemRecord,
)
from board.meetings import Meeting, MeetingState
from board.sittings import Sitting
from storage.unit import Unit
from tests.scenarios.tracker import Tracker

REF = "BRD-076"
NEXT = "BRD-077"
HELD = date(2031, 11, 12)
TEN = datetime(2031, 11, 12, 10, tzinfo=UTC)
ITEMS = (
    ItemRecord(key="welcome", title="Welcome, introductions and apologies", started_at=TEN,
               summary="The lead welcomed members."),
    ItemRecord(key="focus", title="Focus on: Coastshire MH Trust", started_at=TEN,
               summary="Beds were short all summer. Demand is up."),
    ItemRecord(key="risks", title="Multi-agency risk register", started_at=TEN),
    ItemRecord(key="aob", title="Any other business"),
)  # fmt: skip
ACTION = Action(
    ref="ACT-2031-0100", title="Agree the out-of-area escalation", source=REF, owner="T0",
    owner_agency="TRU", raised_on=HELD, original_due=date(2031, 12, 12), due=date(2031, 12, 12),
    priority=Priority.STANDARD, state=ActionState.ASSIGNED, type="policy",
    success_measure="Both boards have agreed it",
)  # fmt: skip


def hold(unit: Unit, *, forum: str = "BOARD", ref: str = REF) -> None:
    """The meeting, held and closed, with two decisions and an action."""
    unit.meetings.put(
        Meeting(
            ref=ref, forum=forum, starts_at=TEN, ends_at=at_london(HELD, time(12)),
            state=MeetingState.MINUTES_DRAFT, lead_agency="COU", focus_agency="TRU", chair="P3",
            facilitator="P0", quorate=True,
        )
    )  # fmt: skip
    unit.sittings.begin(Sitting(meeting=ref, started_at=TEN), ITEMS)
    for agency, member, how in (
        ("POL", "P3", Attended.PRESENT),
        ("COU", "C2", Attended.PRESENT),
        ("TRU", "TD", Attended.DEPUTY_PRESENT),
    ):
        there = Attendance(agency=agency, member=member, status=how)
        unit.sittings.put_attendance(ref, there, TEN)
    for number, (item, text) in enumerate(
        (("focus", "Try the bed call twice a day"), ("risks", "Tolerate the staffing risk")), 1
    ):
        decision = Decision(
            ref="", meeting=ref, item=item, kind=DecisionKind.AGREE, text=text,
            rationale="Demand is up", dissent="One agency would wait", by="P0", at=TEN,
        )  # fmt: skip
        unit.sittings.add_decision(decision, f"form-{number:016}")
    if forum == "BOARD":
        unit.actions.put(ACTION)
        unit.sittings.note_action(ref, "focus", ACTION.ref, TEN)


def on_the_risk(unit: Unit) -> None:
    """Somebody left for RSK-004, of which the meeting spoke and decided all the same."""
    declare(unit, "C2", "RSK-004")
    risks = next(each for each in unit.sittings.record(REF).items if each.key == "risks")
    said = "All scores were gone through.\nRSK-004: the trust tolerates it."
    unit.sittings.save_summary(REF, replace(risks, summary=said))
    decision = Decision(
        ref="", meeting=REF, item="aob", kind=DecisionKind.AGREE, by="P0", at=TEN,
        text="Tolerate rsk 4, as Coastshire Adult Social Care does",
    )  # fmt: skip
    unit.sittings.add_decision(decision, "form-of-the-risk")


def declare(unit: Unit, member: str, item: str = "risks") -> None:
    """A member has left for an item."""
    interest = Interest(
        member=member, item=item, nature="A relative works there",
        handling=Handling.LEAVE_FOR_ITEM, declared_at=TEN,
    )  # fmt: skip
    unit.sittings.declare(REF, interest)


async def held(tracker: Tracker, also: Callable[[Unit], None] | None = None) -> None:
    """The meeting is held, the next two are planned, and its minutes are begun."""
    await tracker.bot.write(partial(hold))
    if also is not None:
        await tracker.bot.write(also)
    await tracker.bot.write(_following)
    await tracker.bot.house.ticker.tick()
    await tracker.bot.settled(within=20)


def _following(unit: Unit) -> None:
    for ref, day in ((NEXT, date(2031, 12, 17)), ("BRD-078", date(2032, 1, 28))):
        unit.meetings.put(
            Meeting(
                ref=ref, forum="BOARD", starts_at=at_london(day, time(10)),
                ends_at=at_london(day, time(12)), state=MeetingState.PLANNED, lead_agency="TRU",
                focus_agency="POL",
            )
        )  # fmt: skip
