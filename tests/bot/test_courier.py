"""What the courier does with intents, on a real database and a stand-in of Teams."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import select

from board.calendar import Calendar
from board.errors import BoardError
from board.facts import Fact, Notice
from board.tiers import Tier
from bot.clock import BoardClock
from bot.courier import Courier
from bot.router import Router
from bot.teams.connector import Connector
from bot.teams.credentials import NoCredentials
from bot.teams.hosts import LOOPBACK_HOSTS, ServiceHosts
from bot.teams.references import Reference
from bot.turn import Office
from cards.views import Sentence, View
from storage.cipher import Keys
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import ATTEMPTS, UPDATE, redraw
from storage.posts import Post
from storage.tables.ledger import INTENTS
from storage.unit import Origin, Snapshot, Unit
from tests.fakes.channel import Channel, Json, Reply

HERE = Origin("test", "")
LEASE = timedelta(seconds=30)


class Shaky:
    """A database on which what a test names fails, once or as often as it says."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.fails: dict[str, list[Exception]] = {}

    async def write(self, work: Any, *, origin: Origin, name: str = "") -> Any:
        self._fail(name)
        return await self.database.write(work, origin=origin, name=name)

    async def read(self, work: Any, *, name: str = "") -> Any:
        self._fail(name)
        return await self.database.read(work, name=name)

    def _fail(self, name: str) -> None:
        if planned := self.fails.get(name):
            raise planned.pop()


@dataclass
class Round:
    """A courier, what it works on, and the machine's clock."""

    channel: Channel
    database: Database
    shaky: Shaky
    now: datetime = field(default_factory=lambda: datetime.now(UTC))  # noqa: TID251
    says: Callable[[str], View | None] = Sentence
    noted: list[tuple[str, str, datetime]] = field(default_factory=list)
    note_fails: bool = False
    courier: Courier = field(init=False)
    started: float = field(default_factory=perf_counter)

    def machine_now(self) -> datetime:
        """The machine's time: it passes by itself, and a test moves it on."""
        return self.now + timedelta(seconds=perf_counter() - self.started)

    async def tell(self, *whom: str, kind: str = "greeting", about: str = "") -> None:
        """Have something told to these people, in this order."""
        told = [
            Notice(kind, f"person:{one}" if kind != UPDATE else f"post:{about}",
                   about or f"{number} for {one}", f"{kind} {number} {one} {self.now}")
            for number, one in enumerate(whom)
        ]  # fmt: skip
        for one in whom:
            await self.can_reach(one)
        fact = Fact(name="Told", about="it", by="test", at=self.now, tier=Tier.T0)
        await self.database.write(lambda unit: unit.record(fact, tell=told), origin=HERE)

    async def can_reach(self, one: str) -> None:
        """Give somebody a chat with the bot."""
        reference = Reference(
            service_url=self.channel.service_url,
            conversation=f"chat-{one}",
            kind="personal",
            bot_id="28:bot",
        )
        await self.database.write(
            lambda unit: unit.places.keep_reference(f"person:{one}", reference.to_json(), self.now),
            origin=HERE,
        )

    async def posted(self, thing: str, whom: str) -> None:
        """A message that stands in somebody's chat."""
        post = Post(thing=thing, place=f"person:{whom}", conversation="c", activity="1", version=1)
        await self.database.write(lambda unit: unit.posts.put(post), origin=HERE)

    async def intents(self) -> list[Json]:
        """Every intent, oldest first."""
        wanted = select(INTENTS).order_by(INTENTS.c.id)

        def look(snapshot: Snapshot) -> list[Json]:
            return [dict(row) for row in snapshot._connection.execute(wanted).mappings()]

        return await self.database.read(look)

    async def states(self) -> list[str]:
        """The state of each."""
        return [each["state"] for each in await self.intents()]

    @asynccontextmanager
    async def going(self) -> AsyncIterator[None]:
        """Let it go round, and stop it in order."""
        stopping = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.courier.run(stopping))
            try:
                yield
            finally:
                stopping.set()
                self.courier.wake()

    async def until(self, found: Callable[[list[Json]], bool], within: float = 5) -> list[Json]:
        """Wait until the intents are like that, waking it as commits do."""
        async with asyncio.timeout(within):
            while not found(intents := await self.intents()):
                self.courier.wake()
                await asyncio.sleep(0.005)
        return intents

    async def once(self) -> None:
        """Go round until whatever is due has been dealt with."""
        async with self.going():
            for _ in range(2):  # what has just been claimed may not be held yet
                await self.until(lambda all_: not any(self._is_due(each) for each in all_))
                await asyncio.sleep(0.01)

    def _is_due(self, intent: Json) -> bool:
        now = self.machine_now()
        again = intent["retry_at"] is None or intent["retry_at"] <= now
        free = intent["lease_until"] is None or intent["lease_until"] <= now
        return bool(intent["state"] == "pending" and again and free) or bool(self.courier._held)

    @property
    def arrived(self) -> list[str]:
        """To whom something has been said, in order."""
        return [call.conversation.removeprefix("chat-") for call in self.channel.said("send")]


@pytest.fixture
async def round_(tmp_path: Path) -> AsyncIterator[Round]:
    async with Channel() as channel:
        channel.expects_token = False
        keys = Keys.make(tmp_path / "keys")
        database = Database.open(
            f"sqlite:///{tmp_path / 'mhrmb.db'}",
            keys,
            machine_now=lambda: made.machine_now(),  # noqa: PLW0108 - it is made below
        )
        database.migrate()
        made = Round(channel, database, Shaky(database))
        router = Router()

        def note(_unit: Unit, about: str, to: str, now: datetime, *, office: Office) -> None:
            assert not office.rehearsal
            made.noted.append((about, to, now))
            if made.note_fails:
                raise ZeroDivisionError

        @router.notice("greeting", thing="form", sent=note)
        def load(_snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
            return made.says(about)

        made.courier = Courier(
            database=made.shaky,  # type: ignore[arg-type]
            connector=Connector(
                channel.session,
                NoCredentials(),
                ServiceHosts.of(LOOPBACK_HOSTS),
                made.machine_now,
            ),
            router=router,
            office=Office(Calendar(frozenset()), "", rehearsal=False),
            clock=BoardClock(),
            machine_now=made.machine_now,
        )
        yield made
        await database.close()


async def test_a_slow_send_holds_up_nobody_else(round_: Round):
    round_.channel.next_answers(Reply(silent=0.5))
    await round_.tell("slow", "b", "c", "d", "e")

    async with round_.going():
        await round_.until(lambda all_: [each["state"] for each in all_].count("sent") == 4)
        states = await round_.states()

    assert sorted(states) == ["pending", "sent", "sent", "sent", "sent"]
    assert await round_.states() == ["sent"] * 5


async def test_one_person_is_told_one_thing_after_the_other(round_: Round):
    round_.channel.next_answers(Reply(delay=0.1))
    await round_.tell("a", "a", "a")

    await round_.once()

    said = [str(call.body) for call in round_.channel.said("send")]
    assert ["0 for a" in said[0], "1 for a" in said[1], "2 for a" in said[2]] == [True] * 3


async def test_a_crowd_for_one_person_stands_in_nobodys_way(round_: Round):
    await round_.tell(*["crowd"] * 40, "other")

    async with round_.going():
        await round_.until(lambda all_: all_[-1]["state"] == "sent")

    intents = await round_.intents()
    put_off = [each for each in intents if each["error"] == "pace"]
    assert 4 <= round_.arrived.count("crowd") <= 6
    assert put_off
    assert all(each["attempts"] == 0 and each["lease_until"] is None for each in put_off)


async def test_what_piled_up_behind_a_slow_send_does_not_go_out_in_one_heap(round_: Round):
    """Their turns have come meanwhile, but Teams counts when they arrive."""
    round_.channel.next_answers(Reply(delay=3))
    await round_.tell(*["a"] * 8)

    async with round_.going():
        await round_.until(
            lambda all_: [each["state"] for each in all_].count("sent") == 8, within=15
        )

    times = [call.at for call in round_.channel.said("send")]
    assert max(sum(0 <= one - other < 1 for one in times) for other in times) <= 7
    assert max(sum(0 <= one - other < 2 for one in times) for other in times) <= 8


async def test_a_crowd_in_one_channel_under_several_names_keeps_to_one_pace(round_: Round):
    """Redraws of many things all go to one chat: it is the chat that Teams counts."""
    for number in range(9):
        await round_.posted(f"form:{number}", "a")
    await round_.can_reach("a")
    redraws = [redraw(f"form:{number}") for number in range(9)]

    await round_.database.write(lambda unit: unit.tell(redraws, round_.now), origin=HERE)
    async with round_.going():
        await round_.until(lambda all_: all(each["state"] == "sent" for each in all_), within=15)

    times = [call.at for call in round_.channel.said("update")]
    assert max(sum(0 <= one - other < 1 for one in times) for other in times) <= 7
    assert max(sum(0 <= one - other < 2 for one in times) for other in times) <= 8


async def test_told_to_come_again_nothing_else_is_sent_there_meanwhile(round_: Round):
    round_.channel.rate_limit(seconds=60)
    await round_.tell("a")
    await round_.once()

    round_.now += timedelta(seconds=2)
    await round_.tell("a", "b")
    await round_.once()

    assert sorted(await round_.states()) == ["pending", "pending", "sent"]
    assert round_.arrived == ["b"]


async def test_a_stop_gives_back_what_still_waits(round_: Round):
    await round_.tell(*["a"] * 7)

    async with round_.going():
        await round_.until(lambda all_: sum(each["state"] == "sent" for each in all_) == 4)

    waiting = [each for each in await round_.intents() if each["state"] == "pending"]
    assert len(waiting) == 3
    assert {(each["attempts"], each["lease_until"]) for each in waiting} == {(0, None)}


async def test_a_cancelled_courier_leaves_no_task_and_no_intent_behind(round_: Round):
    round_.channel.next_answers(Reply(silent=60))
    await round_.tell("a")
    running = asyncio.ensure_future(round_.courier.run(asyncio.Event()))
    await round_.channel.wait_for(1)

    running.cancel()
    await asyncio.wait([running])

    assert running.cancelled()
    assert not round_.courier._held
    (intent,) = await round_.intents()
    assert intent["state"] == "pending"
    assert intent["lease_until"] < round_.now + LEASE


async def test_an_intent_that_breaks_us_dies_and_the_others_live(round_: Round):
    def says(about: str) -> View:
        if "for poison" in about:
            raise ZeroDivisionError
        return Sentence(about)

    round_.says = says
    await round_.tell("poison", "a")

    for _ in range(ATTEMPTS + 1):
        await round_.once()
        round_.now += LEASE

    (poison, other) = await round_.intents()
    assert (poison["state"], poison["error"]) == ("dead", "attempts_spent")
    assert other["state"] == "sent"


async def test_what_is_no_longer_true_is_not_said(round_: Round):
    def says(about: str) -> View | None:
        if "for b" in about:
            raise BoardError("draft_gone")
        return None

    round_.says = says
    await round_.tell("a", "b")

    await round_.once()

    assert await round_.states() == ["cancelled", "cancelled"]
    assert not round_.channel.calls


async def test_too_many_requests_waits_as_told_and_counts_no_attempt(round_: Round):
    round_.channel.rate_limit(seconds=7)
    await round_.tell("a")

    await round_.once()
    (waiting,) = await round_.intents()
    round_.now += timedelta(seconds=10)
    await round_.once()

    assert (waiting["state"], waiting["attempts"]) == ("pending", 0)
    assert waiting["retry_at"] >= round_.now - timedelta(seconds=3)
    assert await round_.states() == ["sent"]


async def test_a_message_that_may_have_arrived_is_never_repeated(round_: Round):
    round_.channel.next_answers(Reply(drop="after"))
    await round_.tell("a")

    await round_.once()
    round_.now += 2 * LEASE
    await round_.once()

    assert await round_.states() == ["unknown"]
    assert round_.arrived == ["a"]


async def test_an_edit_that_may_have_arrived_is_repeated_but_not_for_ever(round_: Round):
    await round_.posted("form:1", "a")
    await round_.can_reach("a")
    await round_.tell("a", kind=UPDATE, about="form:1")
    round_.channel.next_answers(Reply(500), times=ATTEMPTS + 1)

    for _ in range(ATTEMPTS + 1):
        await round_.once()
        round_.now += timedelta(minutes=10)

    (edit,) = await round_.intents()
    assert (edit["state"], len(round_.channel.replies)) == ("dead", 1)


async def test_what_was_sent_in_an_outage_is_not_sent_again_after_it(round_: Round):
    """The database goes away between Teams' answer and our commit, for longer than the lease."""
    round_.shaky.fails["sent"] = [DatabaseUnavailable("gone")]
    await round_.tell("a")

    async with round_.going():
        await round_.channel.wait_for(1)
        round_.shaky.fails["claim"] = [DatabaseUnavailable("gone")] * 3
        round_.now += 2 * LEASE
        await round_.until(lambda all_: all_[0]["state"] == "sent")

    assert round_.arrived == ["a"]


async def test_a_delivery_is_noted_with_the_board_time_of_the_send(round_: Round):
    await round_.tell("a")
    before = BoardClock().now()

    await round_.once()

    ((about, to, at),) = round_.noted
    assert (about, to) == ("0 for a", "person:a")
    assert before <= at <= BoardClock().now()


async def test_a_delivery_is_noted_after_an_outage_with_the_time_of_the_send(round_: Round):
    round_.shaky.fails["sent"] = [DatabaseUnavailable("gone")] * 2
    await round_.tell("a")

    async with round_.going():
        await round_.channel.wait_for(1)
        await asyncio.sleep(0.1)
        sent_by = BoardClock().now()
        await round_.until(lambda all_: all_[0]["state"] == "sent")

    ((_, _, at),) = round_.noted
    assert at <= sent_by
    assert round_.arrived == ["a"]


async def test_a_note_that_fails_leaves_what_was_sent_sent(round_: Round):
    round_.note_fails = True
    await round_.tell("a")

    await round_.once()

    assert await round_.states() == ["sent"]
    assert round_.arrived == ["a"]


async def test_what_was_not_sent_or_only_edited_is_not_noted(round_: Round):
    await round_.posted("form:1", "a")
    await round_.tell("a", kind=UPDATE, about="form:1")
    await round_.tell("b")
    round_.channel.next_answers(Reply(502), times=2)

    await round_.once()
    round_.now += timedelta(minutes=5)
    await round_.once()

    assert await round_.states() == ["sent", "unknown"]
    assert round_.noted == []


async def test_one_redraw_reaches_every_place_where_a_thing_stands(round_: Round):
    for whom in ("a", "b", "c"):
        await round_.posted("form:1", whom)
        await round_.can_reach(whom)

    for _ in range(2):
        await round_.database.write(
            lambda unit: unit.tell([redraw("form:1")], round_.now), origin=HERE
        )
    await round_.once()

    edited = [call.conversation for call in round_.channel.said("update")]
    assert len(edited) == 3
    assert await round_.states() == ["cancelled", "sent", "sent", "sent"]


async def test_one_place_that_cannot_be_reached_holds_up_no_other(round_: Round):
    for whom in ("a", "b"):
        await round_.posted("form:1", whom)
    await round_.can_reach("b")

    await round_.database.write(lambda unit: unit.tell([redraw("form:1")], round_.now), origin=HERE)
    await round_.once()

    assert await round_.states() == ["cancelled", "waiting", "sent"]


async def test_what_changes_while_a_second_post_is_on_its_way_reaches_that_too(round_: Round):
    """The redraw could not know of it yet, and it was drawn before the change."""
    await round_.posted("form:1", "a")
    await round_.can_reach("a")
    round_.channel.next_answers(Reply(delay=0.4))
    await round_.tell("b", about="form:1")

    async with round_.going():
        await asyncio.sleep(0.15)
        await round_.database.write(
            lambda unit: unit.tell([redraw("form:1")], BoardClock().now()), origin=HERE
        )
        await round_.until(lambda all_: [each["state"] for each in all_] == ["sent"] * 3)

    said = [(call.verb, call.conversation) for call in round_.channel.calls]
    assert sorted(said) == [("send", "chat-b"), ("update", "c"), ("update", "chat-b")]


async def test_the_courier_outlives_an_error_of_its_own(round_: Round):
    round_.shaky.fails["claim"] = [ZeroDivisionError()]
    await round_.tell("a")

    async with round_.going():
        await round_.until(lambda all_: all_[0]["state"] == "sent")


async def test_what_waits_too_long_for_a_free_hand_is_taken_again_and_sent_once(round_: Round):
    round_.channel.next_answers(Reply(silent=0.2), times=2)
    await round_.tell("a", "b", "c")

    async with round_.going():
        await round_.channel.wait_for(2)
        round_.now += timedelta(seconds=20)
        await round_.until(lambda all_: all(each["state"] == "sent" for each in all_))

    assert sorted(round_.arrived) == ["a", "b", "c"]


async def test_whoever_can_be_reached_after_all_is_not_left_waiting(round_: Round):
    """The reference is kept between the courier's look and its verdict."""
    await round_.tell("a")
    await round_.database.write(lambda unit: unit.places.drop_reference("person:a"), origin=HERE)
    postman = round_.courier._postman
    ended = postman._end

    async def end(*what: Any) -> None:
        await round_.can_reach("a")
        await ended(*what)

    postman._end = end  # type: ignore[method-assign,assignment]
    await round_.once()

    assert await round_.states() == ["sent"]
