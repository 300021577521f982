"""A board with a tracker, in rehearsal, so that its clock can be moved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from board.actions import Action
from board.people import Agency, AgencyType, Grant, IsaStatus, Member, Role
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Call, Person, channel_of, person
from tests.scenarios.bot import TEAM_CHANNEL, Bot, button, card_of, texts

NINE = datetime(2031, 11, 18, 9, tzinfo=UTC)  # a Tuesday, and winter in London
SENIOR_CHANNEL = channel_of("Senior Board")
OWNER = person("Ottilie Ownwell")
MANAGER = person("Maxim Manageby")
REPRESENTATIVE = person("Rowena Repsley")
DEPUTY = person("Dorian Depworth")
HEAD = person("Hesper Headley")
TEAM = person("Theo Triager")
SUPERVISOR = person("Sura Supervisor")
COUNTERPART = person("Corin Counterby")
POLICE_CHAIR = person("Petronel Chairley")
CARE_CHAIR = person("Cassia Chairwood")
CHIEF = person("Chester Chiefton")
OUTSIDER = person("Oona Outsider")
ADMINISTRATOR = person("Adel Administrator")

_PEOPLE: tuple[tuple[str, Person, str, tuple[Role, ...]], ...] = (
    ("T0", OWNER, "TRU", (Role.BOARD_MEMBER,)),
    ("T1", MANAGER, "TRU", (Role.BOARD_MEMBER,)),
    ("TR", REPRESENTATIVE, "TRU", (Role.BOARD_MEMBER,)),
    ("TD", DEPUTY, "TRU", (Role.BOARD_MEMBER,)),
    ("T3", HEAD, "TRU", (Role.BOARD_MEMBER,)),
    ("P0", TEAM, "POL", (Role.MH_TEAM, Role.FACILITATOR)),
    ("P1", SUPERVISOR, "POL", (Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR)),
    ("P2", COUNTERPART, "POL", (Role.BOARD_MEMBER,)),
    ("P3", POLICE_CHAIR, "POL", (Role.CO_CHAIR, Role.BOARD_MEMBER)),
    ("C2", CARE_CHAIR, "COU", (Role.CO_CHAIR, Role.BOARD_MEMBER)),
    ("P5", CHIEF, "POL", (Role.SENIOR_BOARD,)),
    ("C0", OUTSIDER, "COU", (Role.BOARD_MEMBER,)),
    ("A0", ADMINISTRATOR, "POL", (Role.ADMINISTRATOR,)),
)
_AGENCIES: tuple[tuple[str, str, AgencyType, str | None, str | None, tuple[str, ...]], ...] = (
    ("POL", "Police", AgencyType.POLICE, "P3", "P2", ("P1", "P2", "P3", "", "P5")),
    ("TRU", "MH Trust", AgencyType.MENTAL_HEALTH_TRUST, "TR", "TD",
     ("T1", "mailbox:rung2@TRU", "T3", "", "")),
    ("COU", "Adult Social Care", AgencyType.ADULT_SOCIAL_CARE, "C2", None,
     ("mailbox:rung1@COU", "C2", "C2", "", "C2")),
)  # fmt: skip


def board(unit: Unit, *, now: datetime) -> None:
    """Three agencies with ladders, and their people."""
    for key, name, kind, representative, deputy, rungs in _AGENCIES:
        unit.people.put_agency(
            Agency(
                key=key, name=f"Coastshire {name}", short_name=name, type=kind, core=True,
                isa_status=IsaStatus.SIGNED, representative=representative, deputy=deputy,
                rungs=tuple((each,) if each else () for each in rungs),
            )
        )  # fmt: skip
    for key, someone, agency, roles in _PEOPLE:
        unit.people.put_member(
            Member(
                key=key, name=someone.name, agency=agency, job="Officer",
                account=someone.aad_object_id,
                grants=tuple(
                    Grant(role, now - timedelta(days=9), now + timedelta(days=900))
                    for role in roles
                ),
            )
        )  # fmt: skip


@dataclass
class Tracker:
    """A rehearsal with that board: all have spoken to the bot, its channels are bound."""

    bot: Bot

    @classmethod
    async def of(cls, bot: Bot) -> "Tracker":
        """Fill in the board, greet the bot as everybody, bind the channels."""
        await bot.write(partial(board, now=NINE))
        for _, someone, _, _ in _PEOPLE:
            await bot.ask("help", someone)
        await bot.ask("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)
        await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
        await bot.settled()
        bot.channel.calls.clear()
        return cls(bot)

    async def add(self, who: Person = TEAM, **inputs: str) -> Any:
        """Fill in the form of a new action and keep it; the card of the answer."""
        form = await self.bot.ask("new action", who)
        data = _button(form, "action.create")
        given = {
            "title": "Publish the joint guidance",
            "success_measure": "Guidance is live on both sites",
            "owner": "T0",
            "due": "2031-11-25",
        }
        return await self.bot.press("action.create", data | given | inputs, who)

    async def action(self, ref: str) -> Action:
        """The action as the database has it."""
        found = await self.bot.read(lambda snapshot: snapshot.actions.get(ref))
        assert isinstance(found, Action)
        return found

    async def ladder(self, ref: str) -> Any:
        """The latest ladder of an action."""
        return await self.bot.read(lambda snapshot: snapshot.escalations.latest_of(ref))

    async def step(self, verb: str, ref: str, who: Person = OWNER, **data: Any) -> Any:
        """Press the button of a step on the action as it stands now."""
        version = (await self.action(ref)).version
        return await self.bot.press(verb, {"ref": ref, "version": version, **data}, who)

    async def at(self, day: str, clock: str = "09:00") -> None:
        """Move the clock to that time in London, and let everything that is due happen."""
        await self.bot.ask(f"clock {day} {clock}", ADMINISTRATOR)
        for _ in range(3):
            await self.bot.house.ticker.tick()
            self.bot.house.courier.wake()
            await self.bot.settled(within=20)

    def posted(self, where: Any) -> list[Call]:
        """What was posted or edited in a chat or a channel since the last look, in order."""
        there = where.conversation if hasattr(where, "conversation") else where
        return [
            each
            for each in self.bot.channel.calls
            if each.verb in {"send", "create", "update", "reply"}
            and "attachments" in each.body.get("activity", each.body)
            and each.conversation.startswith(there)
        ]

    def words(self, where: Any) -> str:
        """All that these posts say."""
        return "\n".join(texts(card_of(each.body)) for each in self.posted(where))

    def forget(self) -> None:
        """Look only at what comes from now on."""
        self.bot.channel.calls.clear()


def _button(card: Any, verb: str) -> dict[str, Any]:
    return dict(button(card, verb)["data"])


def day(text: str) -> date:
    """A day in ISO form."""
    return date.fromisoformat(text)
