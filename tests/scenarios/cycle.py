"""The sample board in a rehearsal on 20 November 2026, everybody within reach, by its clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from board.meetings import Meeting
from bot.board_file import SAMPLE, BoardFile, read_board
from bot.clock import machine_now
from storage.unit import Snapshot
from tests.fakes.channel import Channel, Person
from tests.scenarios.bot import Bot, button, rehearsal_settings, running, texts, typed_in
from tests.scenarios.tracker import Tracker
from tests.walks.ground import BEGINS, bring_within_reach, chatter, load_board

FOCUS, ASKED_TO_LEAD, FACILITATOR = "MEM-26", "MEM-09", "MEM-04"
POLICE, CARE, OTHER, TEAM = "MEM-01", "MEM-12", "MEM-15", "MEM-02"
"""Who speaks for the agency in focus on 6 January, and for the one that is asked to lead it."""


class Cycle(Tracker):
    """The rehearsal, spoken to as the members of the sample."""

    people: dict[str, Person]

    @classmethod
    async def begun(cls, bot: Bot) -> "Cycle":
        """Load the sample, give everybody their chat, and let the first tick go round."""
        await bot.write(partial(load_board, file=_quiet()))
        await bot.write(partial(bring_within_reach, channel=bot.channel))
        members = await bot.read(lambda snapshot: snapshot.people.members())
        made = cls(bot)
        made.people = {each.key: chatter(each) for each in members if each.account}
        await made.ticked()
        made.forget()
        return made

    async def ticked(self) -> None:
        """Let everything that is due happen."""
        for _ in range(3):
            await self.bot.house.ticker.tick()
            self.bot.house.courier.wake()
            self.bot.house.filer.wake()
            await self.bot.settled(within=60)

    def who(self, key: str) -> Person:
        """A member with a Teams client."""
        return self.people[key]

    async def meeting(self, ref: str) -> Meeting:
        """A meeting as the database has it."""
        found = await self.bot.read(lambda snapshot: snapshot.meetings.get(ref))
        assert isinstance(found, Meeting)
        return found

    async def shown(self, ref: str, who: str = FACILITATOR) -> Any:
        """The card of a meeting, opened from the list."""
        return await self.bot.press("meeting.next", {"ref": ref}, self.who(who))

    async def step(self, verb: str, ref: str, who: str = FACILITATOR, **inputs: Any) -> Any:  # type: ignore[override]
        """Open the form of a step from the meeting's card, fill it in and send it."""
        card = await self.shown(ref, who)
        form = await self.bot.press(verb, button(card, verb)["data"], self.who(who))
        data = button(form, verb)["data"] | typed_in(form) | inputs
        return await self.bot.press(verb, data, self.who(who))

    async def filed(self, ref: str) -> set[str]:
        """The titles of what is filed for a meeting."""

        def look(snapshot: Snapshot) -> set[str]:
            return {each.title for each in snapshot.documents.of_meeting(ref) if each.is_filed}

        found: set[str] = await self.bot.read(look)
        return found

    async def focus_at(self, ref: str) -> list[str]:
        """The agencies in focus at a board."""
        turns = await self.bot.read(lambda snapshot: snapshot.rotas.turns())
        return [each.agency for each in turns.focus_at(ref)]


def _quiet() -> BoardFile:
    """The sample with one action that is due late: the tracker has tests of its own."""
    file = read_board(SAMPLE)
    late = [
        each
        for each in file.records["actions"]
        if each.due > date(2026, 12, 10) and each.state in {"in_progress", "accepted", "assigned"}
    ]
    return replace(file, records={**file.records, "actions": tuple(late[:1]), "escalations": ()})


def said(answer: Any) -> str:
    """What was answered, as a sentence or as a card."""
    return answer if isinstance(answer, str) else texts(answer)


@asynccontextmanager
async def cycle_of(channel: Channel, folder: Path) -> AsyncIterator[Cycle]:
    """A rehearsal with the sample board, on 20 November 2026 at eight."""
    channel.expects_token = False
    async with running(rehearsal_settings(folder), channel) as bot:
        # A rehearsal's clock goes forward only: the sample's day may be over where this runs.
        bot.house.clock.set_offset(BEGINS - machine_now())
        yield await Cycle.begun(bot)
