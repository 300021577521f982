"""A board that meets today at ten, and the presses of its facilitators."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from board.meeting_record import MeetingRecord
from board.meetings import Meeting, MeetingState
from board.people import Grant, Role
from storage.unit import Unit
from tests.fakes.channel import Call, Person, Place, channel_of
from tests.scenarios.bot import card_of, elements
from tests.scenarios.tracker import NINE, TEAM, Tracker

REF = "BRD-037"
SUB = "SUB-20311118"
SUBGROUP_CHANNEL = channel_of("Subgroup A")
TICKED: dict[str, Any] = {"statement": "true", "interests": "true"}


def board_today(unit: Unit) -> None:
    """The board of today, its pack issued, and the next one."""
    unit.meetings.put(
        Meeting(
            ref=REF,
            forum="BOARD",
            starts_at=NINE + timedelta(hours=1),
            ends_at=NINE + timedelta(hours=3),
            state=MeetingState.PACK_ISSUED,
            lead_agency="COU",
            focus_agency="TRU",
            facilitator="P0",
            pack_issued_at=NINE - timedelta(days=7),
        )
    )
    unit.meetings.put(
        Meeting(
            ref="BRD-038",
            forum="BOARD",
            starts_at=NINE + timedelta(days=42, hours=1),
            ends_at=NINE + timedelta(days=42, hours=3),
            state=MeetingState.PLANNED,
            lead_agency="POL",
            focus_agency="COU",
        )
    )


def pack_late(unit: Unit) -> None:
    """The board of today, its pack not gone out."""
    known = unit.meetings.get(REF)
    assert known is not None
    late = replace(known, state=MeetingState.AGENDA_OPEN, pack_issued_at=None)
    unit.meetings.save(late)


def subgroup_today(unit: Unit) -> None:
    """The subgroup of today, its agenda open; the owner of actions is a member of it."""
    unit.meetings.put(
        Meeting(
            ref=SUB,
            forum="SUBGROUP-A",
            starts_at=NINE + timedelta(hours=5),
            ends_at=NINE + timedelta(hours=7),
            state=MeetingState.AGENDA_OPEN,
            facilitator="P0",
        )
    )
    for key, role in (("T0", Role.SUBGROUP_MEMBER), ("T1", Role.SUBGROUP_CHAIR)):
        unit.people.grant(key, Grant(role, NINE - timedelta(days=9), NINE + timedelta(days=900)))


@dataclass
class Sitting:
    """A board in session."""

    tracker: Tracker
    ref: str = REF

    @property
    def bot(self) -> Any:
        """The bot it is held with."""
        return self.tracker.bot

    async def start(self, who: Person = TEAM, place: Place | None = None) -> Any:
        """Press Start with everything ticked."""
        card = await self.press("sitting.start", who, place, **TICKED)
        await self.bot.settled(within=20)
        return card

    async def press(
        self, verb: str, who: Person = TEAM, place: Place | None = None, **data: Any
    ) -> Any:
        """Press a button of the meeting."""
        return await self.bot.press(verb, {"ref": self.ref, **data}, who, place)

    async def present(self, *agencies: str) -> None:
        """Note these agencies as present."""
        for each in agencies:
            await self.press("attendance.mark", agency=each, how="present")

    async def go(self, item: str, who: Person = TEAM) -> Any:
        """Go to an item."""
        return await self.press("sitting.go", who, item=item)

    async def form(self, item: str, who: Person = TEAM, replaces: str = "") -> dict[str, Any]:
        """Ask for the form of a decision; what its button carries."""
        data: dict[str, Any] = {"item": item} | ({"replaces": replaces} if replaces else {})
        return data_of(await self.press("sitting.ask_decision", who, **data), "sitting.decide")

    async def decide(self, item: str, text: str, who: Person = TEAM, **inputs: str) -> Any:
        """Record a decision on an item."""
        given = {"kind": "agree", "text": text, "rationale": "", "dissent": ""} | inputs
        data = await self.form(item, who, given.pop("replaces", ""))
        return await self.bot.press("sitting.decide", data | given, who)

    async def write(self, item: str, text: str, who: Person = TEAM) -> Any:
        """Write the summary of an item as it stands now."""
        data = data_of(await self.press("sitting.ask_summary", who, item=item), "sitting.summarise")
        return await self.bot.press("sitting.summarise", data | {"summary": text}, who)

    async def raise_action(self, item: str, who: Person = TEAM, **inputs: str) -> Any:
        """Add an action from an item of the meeting."""
        asked = await self.bot.press("action.add", {"source": self.ref, "item": item}, who)
        given = {
            "title": "Publish the joint guidance",
            "success_measure": "Guidance is live on both sites",
            "owner": "T0",
            "due": "2031-11-25",
        }
        data = data_of(asked, "action.create")
        return await self.bot.press("action.create", data | given | inputs, who)

    async def record(self) -> MeetingRecord:
        """What is recorded of it."""
        found = await self.bot.read(lambda snapshot: snapshot.sittings.record(self.ref))
        assert isinstance(found, MeetingRecord)
        return found

    async def meeting(self) -> Meeting:
        """The meeting as the database has it."""
        found = await self.bot.read(lambda snapshot: snapshot.meetings.get(self.ref))
        assert isinstance(found, Meeting)
        return found

    def posts(self, where: Place) -> list[Call]:
        """What was posted in a channel since the last look."""
        return self.tracker.posted(where)

    async def last_post(self, where: Place) -> Any:
        """The card of the last post in a channel, once all is sent."""
        await self.bot.settled(within=20)
        return card_of(self.posts(where)[-1].body)


def data_of(card: Any, verb: str) -> dict[str, Any]:
    """What the button of a verb carries."""
    for each in elements(card):
        data = dict(each.get("data", {}))
        if each.get("verb") == verb or data.get("verb") == verb:
            return {key: value for key, value in data.items() if key not in {"verb", "msteams"}}
    raise AssertionError(verb)
