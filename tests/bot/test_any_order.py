"""Any order of presses by several people leaves every decision and action exactly once."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.calendar import Calendar
from board.disclosure import Means
from board.errors import BoardError
from board.meeting_record import MeetingRecord
from board.meetings import Meeting, MeetingState
from board.minutes_content import Content
from board.places import Place, PlaceKind
from bot.minute_values import content_of
from bot.turn import Office, Reply, Turn
from bot.wiring import all_rooms
from storage.cipher import Keys
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit
from tests.scenarios.tracker import NINE, board

HERE = Origin(place="test", trace="")
OFFICE = Office(calendar=Calendar(frozenset()), duty_number="", rehearsal=True)
ROUTER = all_rooms()
PEOPLE = ("P0", "P1", "P3", "C2")
ITEMS = ("welcome", "focus", "risks")
NUMBERS = itertools.count(100)

people = st.sampled_from(PEOPLE)
items = st.sampled_from(ITEMS)
forms = st.integers(0, 4)
presses = st.one_of(
    st.tuples(st.just("next"), people, items),
    st.tuples(st.just("go"), people, items),
    st.tuples(st.just("decide"), people, items, forms),
    st.tuples(st.just("correct"), people, items, forms),
    st.tuples(st.just("action"), people, items, forms),
    st.tuples(st.just("write"), people, items, st.integers(0, 3)),
    st.tuples(st.just("leave"), people, items),
    st.tuples(st.just("close"), people, items),
    st.tuples(
        st.just("mark"),
        people,
        st.sampled_from(("POL", "TRU", "COU")),
        st.sampled_from(("present", "part", "absent")),
    ),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A board's database."""
    folder: Path = tmp_path_factory.mktemp("order")
    Keys.make(folder / "keys")
    opened = Database.open(
        f"sqlite:///{folder / 'board.db'}", Keys.load(folder / "keys"), machine_now=lambda: NINE
    )
    opened.migrate()
    opened.write_now(partial(board, now=NINE), origin=HERE)
    yield opened
    opened.close_now()


class Session:
    """A board in session; what was taken of it is counted by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ref = f"BRD-{next(NUMBERS)}"
        self.minutes = 0
        self.decided: dict[tuple[str, str], str] = {}
        self.raised: dict[tuple[str, str], str] = {}
        self.texts: dict[str, list[str]] = {}
        database.write_now(self._plan, origin=HERE)
        ticked = {"statement": "true", "interests": "true"}
        self.press("sitting.start", "P0", **ticked)
        for agency in ("POL", "TRU", "COU"):
            self.press("attendance.mark", "P0", agency=agency, how="present")

    def _plan(self, unit: Unit) -> None:
        start = NINE + timedelta(hours=1)
        unit.meetings.put(
            Meeting(
                ref=self.ref, forum="BOARD", starts_at=start, ends_at=start + timedelta(hours=2),
                state=MeetingState.PACK_ISSUED, lead_agency="COU", pack_issued_at=NINE,
            )
        )  # fmt: skip

    def press(self, verb: str, who: str, **data: Any) -> Reply | None:
        """A press as it arrives: done once for a form, and None where it is refused."""
        self.minutes += 1
        route = ROUTER.routes[verb]
        assert route.payload is not None
        given = {"ref": self.ref, **data} if verb != "action.create" else data
        payload = route.payload.model_validate(given)

        def work(unit: Unit) -> Reply:
            turn = self._turn(who, unit)
            form = getattr(payload, "form", "")
            key = (form, verb, turn.person.id)
            if payload.once and form and unit.replays.find(*key) is not None:
                return Reply()
            reply = route.handler(turn, payload, unit)
            if payload.once and form and reply.ref:
                unit.replays.keep(*key, reply.ref, turn.now)
            return reply

        try:
            return self.database.write_now(work, origin=HERE)
        except BoardError:
            return None

    def _turn(self, who: str, unit: Unit) -> Turn:
        now = NINE + timedelta(minutes=self.minutes)
        person = unit.people.person_by_key(who, now)
        assert person is not None
        place = Place(kind=PlaceKind.PERSONAL, key=f"person:{person.id}")
        return Turn(
            person=person, account=person.id, place=place, means=Means.ANSWER, now=now,
            office=OFFICE,
        )  # fmt: skip

    def record(self) -> MeetingRecord:
        """What is recorded."""
        return self.database.read_now(lambda snapshot: snapshot.sittings.record(self.ref))

    def content(self) -> Content:
        """What its minutes say, once it is closed."""
        self.press("sitting.close", "P0")

        def look(snapshot: Snapshot) -> Content:
            meeting, minutes = snapshot.meetings.get(self.ref), snapshot.minutes.find(self.ref)
            assert meeting is not None
            assert minutes is not None
            return content_of(meeting, minutes, snapshot)

        return self.database.read_now(look)

    def do(self, what: str, who: str, item: str, more: Any = None) -> None:
        """One press of those that people make."""
        match what:
            case "next":
                self.press("sitting.next", who, item=item)
            case "go":
                self.press("sitting.go", who, item=item)
            case "close":
                self.press("sitting.close", who)
            case "mark":
                self.press("attendance.mark", who, agency=item, how=more)
            case "leave":
                self.press(
                    "interest.declare", who, item=item, nature="A relative",
                    handling="leave_for_item",
                )  # fmt: skip
            case "write":
                self._write(who, item, more)
            case "action":
                self._raise(who, item, more)
            case "decide" | "correct":
                self._decide(who, item, more, corrects=what == "correct")
            case _:
                raise AssertionError(what)

    def _write(self, who: str, item: str, version: int) -> None:
        text = f"Line {self.minutes}"
        reply = self.press(
            "sitting.summarise", who, item=item, version=version, summary=text, below=True
        )
        if reply is not None and type(reply.view).__name__ == "SittingShown":
            self.texts.setdefault(item, []).append(text)

    def _decide(self, who: str, item: str, form: int, *, corrects: bool) -> None:
        key = f"decision-{self.ref}-{form:04d}"
        replaces = ""
        if corrects:
            record = self.record()
            live = [x.ref for x in record.decisions_of(item) if x.ref not in record.struck]
            replaces = live[-1] if live else ""
        text = f"Fund post {self.minutes}"
        reply = self.press(
            "sitting.decide", who, item=item, form=key, replaces=replaces, kind="agree", text=text
        )
        if reply is not None and reply.ref and (key, "") not in self.decided:
            self.decided[key, ""] = text

    def _raise(self, who: str, item: str, form: int) -> None:
        key = f"action-{self.ref}-{form:06d}"
        reply = self.press(
            "action.create", who, form=key, source=self.ref, item=item,
            title="Publish the joint guidance", success_measure="It is live", owner="T0",
            due="2031-11-25",
        )  # fmt: skip
        if reply is not None and reply.ref:
            self.raised[key, who] = reply.ref


@pytest.mark.timeout(240)
@settings(max_examples=40, deadline=None)
@given(order=st.lists(presses, max_size=25))
def test_any_order_of_presses_keeps_each_decision_and_action_once(
    database: Database, order: list[tuple[Any, ...]]
) -> None:
    """Forms are sent again, items left and taken, the quorum lost, interests declared meanwhile.

    Somebody may close it before: whatever is kept all the same stands in the minutes, once.
    """
    session = Session(database)

    for what, who, item, *more in order:
        session.do(what, who, item, *more)

    record = session.record()
    assert sorted(x.text for x in record.decisions) == sorted(session.decided.values())
    assert len({each.ref for each in record.decisions}) == len(record.decisions)
    assert len(record.struck) == sum(bool(each.replaces) for each in record.decisions)
    assert sorted(ref for _, ref in record.actions) == sorted(session.raised.values())
    kept = database.read_now(lambda snapshot: snapshot.actions.all())
    assert sorted(x.ref for x in kept if x.source == session.ref) == sorted(session.raised.values())
    for item in (each for each in record.items if each.key in ITEMS):
        assert item.summary.splitlines() == session.texts.get(item.key, [])
    said = session.content()
    assert sorted(x.ref for x in said.decisions) == sorted(x.ref for x in record.decisions)
    assert sorted(x.ref for x in said.actions) == sorted(session.raised.values())
    spent = sum((each.spent for each in record.items), timedelta())
    assert spent <= timedelta(minutes=session.minutes)


def test_the_session_of_this_test_takes_what_it_is_given(database: Database) -> None:
    """Otherwise all orders would leave nothing, and the same."""
    session = Session(database)

    session.do("decide", "P0", "focus", 1)
    session.do("decide", "P0", "focus", 1)
    session.do("correct", "P1", "focus", 2)
    session.do("action", "P0", "risks", 1)
    session.do("write", "P0", "focus", 1)
    session.do("write", "P1", "focus", 1)
    session.do("close", "P1", "focus")
    session.do("correct", "P0", "focus", 3)
    session.do("action", "P0", "focus", 2)

    record = session.record()
    assert (len(record.decisions), len(record.struck), len(record.actions)) == (3, 2, 2)
    assert len(list(session.content().actions)) == 2
    written = [each.summary for each in record.items if each.key in ITEMS and each.summary]
    assert written == [session.texts["focus"][0]]
    assert replace(record.decisions[0], replaces="").item == "focus"
