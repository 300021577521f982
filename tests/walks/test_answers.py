"""What answers do to a walk: ladders rest, go on and end, and nobody is asked for nothing."""

from datetime import date, time
from typing import Any

import pytest

from board.actions import Action, ActionState
from board.calendar import at_london
from board.escalation import Ladder, LadderState
from tests.walks.conftest import Ground
from tests.walks.ground import AS_AT, BEGINS, chatter, hours_of
from tests.walks.messages import OF_LADDERS, REMINDER, Message
from tests.walks.walker import Walker, walk, walking

pytestmark = pytest.mark.timeout(180)
LAST = date(2026, 12, 16)


class Answering:
    """A walk on which people press buttons at noon."""

    def __init__(self, ground: Ground, walker: Walker) -> None:
        self.ground = ground
        self.walker = walker
        self.hours = list(hours_of(AS_AT, LAST))

    async def until_noon(self, day: date) -> None:
        """Everything up to noon of that day, noon included."""
        noon = at_london(day, time(12))
        await walk(self.walker, [each for each in self.hours if each <= noon])
        self.hours = [each for each in self.hours if each > noon]

    async def to_the_end(self) -> None:
        """What is left of it."""
        await walk(self.walker, self.hours)

    async def press(self, verb: str, member: str, **data: Any) -> None:
        """A member presses a button; the card that comes is an answer, not a refusal."""
        who = next(chatter(each) for each in self.ground.members if each.key == member)
        channel = self.ground.channel
        await self.walker.press(verb, data, lambda verb, data: channel.execute(verb, data, who))

    async def step(self, verb: str, ref: str, member: str, **data: Any) -> None:
        """A step of an action as it stands now."""
        version = (await self.action(ref)).version
        await self.press(verb, member, ref=ref, version=version, **data)

    async def action(self, ref: str) -> Action:
        """The action as it stands."""
        found = await self.walker.database.read(lambda snapshot: snapshot.actions.get(ref))
        assert isinstance(found, Action)
        return found

    async def ladder(self, ref: str) -> Ladder:
        """Its ladder as it stands."""
        found = await self.walker.database.read(lambda each: each.escalations.latest_of(ref))
        assert isinstance(found, Ladder)
        return found

    def told(self, ref: str) -> list[str]:
        """Day by day what its owner was reminded of, and who was asked on which rung."""
        return [_in_short(each) for each in self.ground.messages if _is_of(each, ref)]


def _is_of(each: Message, ref: str) -> bool:
    if each.kind == REMINDER:
        return each.parts[0] == ref
    return each.kind in OF_LADDERS and each.kind != "escalation_copy" and ref in each.names


def _in_short(each: Message) -> str:
    what = f"{each.days} days before" if each.kind == REMINDER else f"rung {each.rung}"
    return f"{each.day:%d %b} {what} to {each.to}"


async def test_an_owner_who_extends_before_the_due_day_is_reminded_of_the_new_one(ground: Ground):
    """Due on Friday 4 December, moved to the 11th three days before."""
    ref = "ACT-2026-0025"
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        answering = Answering(ground, walker)
        await answering.until_noon(date(2026, 12, 1))
        await answering.step(
            "action.extend", ref, "MEM-03",
            sent=True, reason="The draft is with the printers", due="2026-12-11",
        )  # fmt: skip
        await answering.to_the_end()

        action = await answering.action(ref)
        assert (action.due, action.original_due) == (date(2026, 12, 11), date(2026, 12, 4))
    assert answering.told(ref) == [
        "27 Nov 5 days before to MEM-03",
        "04 Dec 5 days before to MEM-03",
        "10 Dec 1 days before to MEM-03",
        "11 Dec 0 days before to MEM-03",
        "14 Dec rung 1 to MEM-02",
    ]


async def test_a_late_date_that_is_accepted_lets_the_ladder_rest_until_it_is_missed(
    ground: Ground,
):
    """The sergeant offers 8 December on rung 1; once that has passed, rung 2 is asked."""
    ref = "ACT-2026-0024"
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        answering = Answering(ground, walker)
        await answering.until_noon(date(2026, 12, 1))
        ladder = await answering.ladder(ref)
        await answering.press(
            "escalation.answer", "MEM-03", ref=ladder.ref, rung=1, answer="plan", sent=True,
            text="The printers deliver late", due="2026-12-08",
        )  # fmt: skip
        await answering.until_noon(date(2026, 12, 3))
        assert (await answering.ladder(ref)).state is LadderState.RESPONDED
        await answering.step("action.agree", ref, "MEM-04")
        await answering.until_noon(date(2026, 12, 8))
        assert (await answering.ladder(ref)).state is LadderState.ACCEPTED
        await answering.to_the_end()
    assert answering.told(ref) == [
        "20 Nov 5 days before to MEM-05",
        "26 Nov 1 days before to MEM-05",
        "27 Nov 0 days before to MEM-05",
        "30 Nov rung 1 to MEM-03",
        "07 Dec 1 days before to MEM-05",
        "08 Dec 0 days before to MEM-05",
        "09 Dec rung 2 to MEM-02",
    ]


async def test_a_reminder_that_comes_late_says_how_long_there_is(ground: Ground):
    """The board was loaded on Friday 20 November: three working days before the 25th."""
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        await walk(walker, [at_london(AS_AT, time(9))])

    said = {each.parts[0]: each.says for each in ground.messages if each.kind == REMINDER}
    assert said["ACT-2026-0035"].endswith("due in 3 working days")
    assert said["ACT-2026-0024"].endswith("due in 5 working days")


async def test_a_completed_action_ends_its_ladder_and_verified_is_never_heard_of_again(
    ground: Ground,
):
    """Urgent, due on 24 November; done on the 26th while rung 1 is asked."""
    ref = "ACT-2026-0036"
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        answering = Answering(ground, walker)
        await answering.until_noon(date(2026, 11, 26))
        await answering.step(
            "action.complete", ref, "MEM-05", sent=True, evidence="Filed with the coroner's office"
        )
        assert (await answering.ladder(ref)).state is LadderState.WITHDRAWN
        await answering.until_noon(date(2026, 12, 2))
        await answering.step("action.verify", ref, "MEM-04")
        await answering.to_the_end()

        assert (await answering.action(ref)).state is ActionState.VERIFIED
    assert answering.told(ref) == [
        "23 Nov 1 days before to MEM-05",
        "24 Nov 0 days before to MEM-05",
        "25 Nov rung 1 to MEM-03",
    ]
