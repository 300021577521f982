"""Actions, ladders, absences and what else the tracker keeps come back as they were."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from board.action_counts import AGES, horizon_of
from board.action_filter import ActionFilter
from board.actions import (
    OPEN,
    Action,
    ActionState,
    Asked,
    Brag,
    Priority,
    Request,
    Update,
    brag,
    is_overdue,
    overdue_days,
)
from board.calendar import LONDON, Calendar
from board.dissemination import Delivery
from board.errors import Forbidden, Stale
from board.escalation import USUAL, Answer, Asking, Ladder, LadderState, Policy, Result, Said, Step
from board.facts import Notice
from board.people import Grant, Member, Role
from board.places import Binding, Forum, ForumKind
from board.risks import Risk, RiskState
from board.standing import Ask
from storage.database import Database
from storage.outbox import TEAMS, IntentState
from storage.standing import standing_of
from storage.tracker import MOST
from storage.unit import Unit
from tests.storage.builders import HERE, NOON, NURSE, TRUST, a_fact
from tests.storage.conftest import Opener

T = TypeVar("T")
S = ActionState
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
HELD_ON = date(2026, 11, 25)
CALENDAR = Calendar(frozenset({date(2026, 11, 9)}))
FULL = Action(
    ref="ACT-2026-0007",
    title="Publish the joint guidance",
    detail="With numbers to call",
    source="BRD-036",
    source_agency="AG-01",
    risk="RSK-014",
    owner="MEM-20",
    owner_agency="AG-02",
    supporting=("AG-01",),
    raised_on=date(2026, 11, 18),
    raised_by="MEM-01",
    assigned_on=date(2026, 11, 19),
    original_due=date(2026, 12, 11),
    due=date(2026, 12, 18),
    extensions=1,
    priority=Priority.URGENT,
    state=S.BLOCKED,
    type="policy",
    success_measure="Guidance is live",
    completed_on=date(2026, 11, 20),
    completed_by="MEM-21",
    closed_on=date(2026, 11, 20),
    verified_by="MEM-01",
    evidence="A link",
    blocker="No template",
    needed="A template",
    needed_from="The trust",
    is_at_risk=True,
    reason="Why",
    snoozed_until=date(2026, 12, 1),
    request=Request(
        what=Asked.DATE, by="MEM-20", on=TODAY, reason="Short of people", due=date(2026, 12, 21)
    ),
    due_asked_at=datetime(2026, 11, 20, 9, 0, 1, 5, tzinfo=UTC),
    updates=(
        Update(on=date(2026, 11, 20), by="MEM-20", text="Stuck", kind="block"),
        Update(on=date(2026, 11, 19), by="MEM-20", text="Begun"),
    ),
)
LADDER = Ladder(
    ref="ESC-2026-007",
    action=FULL.ref,
    priority=Priority.URGENT,
    owner_agency="AG-02",
    source_agency="AG-01",
    due=date(2026, 11, 13),
    opened_at=NOON,
    state=LadderState.RESPONDED,
    steps=(
        Step(
            rung=1,
            opened_at=NOON,
            asks=(
                Asking(
                    ask=Ask(to=("mailbox:rung1@AG-02",), recipient="MEM-20", instead="mailbox"),
                    delivered_at=NOON,
                    passed_to="The ward manager",
                ),
            ),
            respond_by=date(2026, 11, 23),
            result=Result.REJECTED,
            ended_on=date(2026, 11, 23),
            said=Said(
                kind=Answer.PLAN, by="MEM-20", at=NOON, text="Next week", due=TODAY, is_late=True
            ),
            note="no date",
            acknowledged=(("MEM-01", NOON),),
        ),
        Step(rung=4, opened_at=NOON, jump_reason="Risk to life"),
    ),
    board_item="BRD-036",
)


def write(database: Database, work: Callable[[Unit], T]) -> T:
    return database.write_now(work, origin=HERE)


def an_action(number: int, **changes: Any) -> Action:
    """A plain action with this number, in progress."""
    plain = Action(
        ref=f"ACT-2026-{number:04d}",
        title="Publish the joint guidance",
        source="BRD-035",
        owner="MEM-20",
        owner_agency="AG-02",
        raised_on=date(2026, 10, 14),
        original_due=TODAY,
        due=TODAY,
        state=S.IN_PROGRESS,
        success_measure="Live",
    )
    return replace(plain, **changes)


def keep(database: Database, *actions: Action) -> None:
    write(database, lambda u: [u.actions.insert(each) for each in actions])


def page(database: Database, wanted: ActionFilter, **more: Any) -> list[str]:
    found = database.read_now(lambda s: s.actions.page(wanted, today=TODAY, **more))
    assert found.refs == tuple(each.ref for each in found.actions)
    return [each.ref[-4:] for each in found.actions]


# --- actions ------------------------------------------------------------------------------------


def test_every_field_of_an_action_comes_back(database: Database):
    keep(database, FULL)

    assert database.read_now(lambda s: s.actions.get(FULL.ref)) == FULL
    plain = an_action(8)
    saved = write(database, lambda u: u.actions.save(replace(plain, ref=FULL.ref)))
    assert database.read_now(lambda s: s.actions.get(FULL.ref)) == saved


def test_what_a_database_cannot_hold_is_replaced_in_lists_too(database: Database):
    words = "nul \0 and half \ud83d a surrogate"
    request = Request(what=Asked.CANCEL, by="MEM-20", on=TODAY, reason=words)
    said = Said(kind=None, by="MEM-20", at=NOON, text=words)
    step = Step(rung=1, opened_at=NOON, said=said, note=words, jump_reason=words)
    lines = (Update(on=TODAY, by="MEM-20", text=words),)

    keep(database, an_action(1, detail=words, updates=lines, request=request))
    write(database, lambda u: u.escalations.insert(replace(LADDER, steps=(step,))))

    action = database.read_now(lambda s: s.actions.get("ACT-2026-0001"))
    assert action.updates[0].text == action.detail
    assert "\0" not in action.detail
    kept = database.read_now(lambda s: s.escalations.get(LADDER.ref)).last
    assert kept.note == kept.jump_reason == action.detail


def test_numbers_go_on_above_those_that_were_loaded(database: Database):
    write(database, lambda u: u.actions.put(an_action(45)))
    keep(database, an_action(12, ref="ACT-2027-0012"))

    given = write(database, lambda u: [u.actions.next_ref(NOON) for _ in range(2)])
    in_new_year = datetime(2026, 12, 31, 23, 59, tzinfo=UTC) + DAY

    assert given == ["ACT-2026-0046", "ACT-2026-0047"]
    assert write(database, lambda u: u.actions.next_ref(in_new_year)) == "ACT-2027-0013"


def test_that_the_owner_was_asked_is_noted_once_and_makes_no_form_stale(database: Database):
    keep(database, an_action(1))
    ref, later = "ACT-2026-0001", NOON + timedelta(hours=3)

    another_due = write(database, lambda u: u.actions.note_due_asked(ref, TODAY + DAY, NOON))
    noted = write(database, lambda u: u.actions.note_due_asked(ref, TODAY, NOON))
    again = write(database, lambda u: u.actions.note_due_asked(ref, TODAY, later))

    assert (another_due, noted, again) == (False, True, False)
    kept = database.read_now(lambda s: s.actions.get(ref))
    assert (kept.due_asked_at, kept.version) == (NOON, 1)


def test_what_is_due_is_live_and_the_first_due_first(database: Database):
    states = (*ActionState,)
    keep(database, *(an_action(n, state=each) for n, each in enumerate(states, 1)))
    keep(
        database,
        an_action(50, due=TODAY + DAY),
        an_action(51, due=TODAY - DAY),
        an_action(52, due=TODAY + 2 * DAY, owner="MEM-21", owner_agency="AG-03"),
    )

    due = database.read_now(lambda s: s.actions.due_until(TODAY + DAY))

    assert [each.ref[-4:] for each in due][::6] == ["0051", "0050"]
    assert {each.state for each in due} == ALIVE
    assert database.read_now(lambda s: s.actions.open_count()) == len(OPEN) + 3
    owned = database.read_now(lambda s: s.actions.open_of_owner("MEM-21"))
    assert [each.ref[-4:] for each in owned] == ["0052"]
    assert database.read_now(lambda s: s.actions.open_of_agency("AG-03")) == owned
    wanted = ["ACT-2026-0052", "ACT-2026-0099", "ACT-2026-0050"]
    found = database.read_now(lambda s: s.actions.of_refs(wanted))
    assert [each.ref for each in found] == [wanted[0], wanted[2]]


ALIVE = OPEN - {S.PROPOSED}


# --- the tracker --------------------------------------------------------------------------------


@pytest.fixture
def filled(database: Database) -> Database:
    keep(
        database,
        an_action(1, due=TODAY + 5 * DAY, owner="MEM-21"),
        an_action(2, due=TODAY - 9 * DAY, owner_agency="AG-03"),
        an_action(3, due=TODAY - DAY, state=S.BLOCKED),
        an_action(4, due=TODAY - 30 * DAY, state=S.VERIFIED),
        an_action(5, title="Train every Custody sergeant", source="LRN-2026-004"),
        an_action(6, due=TODAY - 40 * DAY, state=S.CANCELLED, detail="about 100% of custody"),
        an_action(7, due=TODAY - DAY, state=S.COMPLETED),
    )
    return database


@pytest.mark.parametrize(
    ("wanted", "refs"),
    [
        (ActionFilter(), ["0002", "0003", "0005", "0001"]),
        (ActionFilter(is_overdue=True), ["0002", "0003"]),
        (ActionFilter(agency="AG-03"), ["0002"]),
        (ActionFilter(owner="MEM-21"), ["0001"]),
        (ActionFilter(due_before=TODAY), ["0002", "0003"]),
        (ActionFilter(states=frozenset({S.BLOCKED})), ["0003"]),
        (ActionFilter(states=frozenset({S.BLOCKED, S.PROPOSED})), ["0003"]),
        (ActionFilter(states=frozenset({S.VERIFIED, S.CANCELLED})), ["0006", "0004"]),
        (ActionFilter(states=frozenset({S.VERIFIED, S.BLOCKED})), ["0003", "0004"]),
        (
            ActionFilter(states=frozenset(S)),
            ["0002", "0003", "0006", "0004", "0007", "0005", "0001"],
        ),
        (ActionFilter(states=frozenset({S.VERIFIED}), is_overdue=True), []),
        (ActionFilter(source="LRN-2026-004"), ["0005"]),
        (ActionFilter(text="cUSTODY"), ["0005"]),
        (ActionFilter(text="custody", states=frozenset(S)), ["0006", "0005"]),
        (ActionFilter(text="100%", states=frozenset(S)), ["0006"]),
        (ActionFilter(text="0%0", states=frozenset(S)), []),
        (ActionFilter(text="act-2026-0001"), ["0001"]),
        (ActionFilter(text="guidance", agency="AG-02", is_overdue=True), ["0003"]),
    ],
)
def test_the_tracker_shows_what_was_asked_for_overdue_first(
    filled: Database, wanted: ActionFilter, refs: list[str]
):
    found = filled.read_now(lambda s: s.actions.page(wanted, today=TODAY))

    assert [each.ref[-4:] for each in found.actions] == refs
    assert found.total == len(refs)
    assert found.overdue == sum(is_overdue(each, TODAY) for each in found.actions)
    assert not found.has_more


def test_pages_follow_one_another_and_there_is_always_one(filled: Database):
    every = ActionFilter(states=frozenset(S))
    whole = page(filled, every)

    parts = [page(filled, every, page=number, size=3) for number in (1, 2, 3)]

    assert [ref for part in parts for ref in part] == whole
    assert page(filled, every, page=9, size=3) == parts[2]
    assert page(filled, every, page=-1, size=3) == parts[0]
    nothing = filled.read_now(lambda s: s.actions.page(ActionFilter(agency="AG-9"), today=TODAY))
    assert (nothing.total, nothing.page, nothing.pages, nothing.actions) == (0, 1, 1, ())


def test_more_than_anybody_turns_pages_for_is_not_counted(filled: Database, monkeypatch: Any):
    assert MOST >= 10_000
    monkeypatch.setattr("storage.tracker.MOST", 3)

    found = filled.read_now(lambda s: s.actions.page(ActionFilter(), size=2, today=TODAY))

    assert (found.total, found.has_more, found.overdue, found.pages) == (3, True, 2, 2)


def test_the_chart_changes_its_mind_on_the_same_days_as_the_board(database: Database):
    """Every state on every day around a limit, with and without what makes it amber or red."""
    horizon = horizon_of(TODAY, CALENDAR)
    limits = (*horizon.aged, TODAY, horizon.soon)
    dues = sorted({day + around * DAY for day in limits for around in (-1, 0, 1)})
    quiet = horizon.quiet_since
    told: list[tuple[Update, ...]] = [
        tuple(Update(on=day, by="MEM-20", text="On its way") for day in lines)
        for lines in ((), (quiet - DAY,), (quiet, quiet - DAY))
    ]
    plans: tuple[dict[str, Any], ...] = (
        {},
        {"needed": "A room"},
        {"needed_from": "The trust"},
        {"is_at_risk": True},
        {"extensions": 1},
    )
    every = [
        an_action(number, state=state, due=due, updates=updates, **plan)
        for number, (state, due, updates, plan) in enumerate(product(S, dues, told, plans), 1)
    ]
    keep(database, *every)

    for state in S:
        wanted = ActionFilter(states=frozenset({state}))
        counts = database.read_now(lambda s, w=wanted: s.actions.counts(w, horizon))
        stands = [brag(each, TODAY, CALENDAR) for each in every if each.state is state]
        assert counts.brag == {each: stands.count(each) for each in Brag}, state


days = st.dates(TODAY - 60 * DAY, TODAY + 20 * DAY)
actions = st.lists(
    st.builds(
        lambda **given: an_action(0, **given),
        state=st.sampled_from(S),
        due=days,
        extensions=st.sampled_from([0, 0, 1, 2]),
        is_at_risk=st.sampled_from([False, False, True]),
        needed=st.sampled_from(["", "A room"]),
        needed_from=st.sampled_from(["", "The trust"]),
        owner_agency=st.sampled_from(["AG-02", "AG-03"]),
        updates=st.lists(
            days.map(lambda day: Update(on=day, by="MEM-20", text="On its way")), max_size=2
        ).map(tuple),
    ),
    min_size=4,
    max_size=20,
)
filters = st.builds(
    ActionFilter,
    agency=st.sampled_from(["", "", "AG-03"]),
    states=st.sampled_from(
        [
            OPEN,
            frozenset(S),
            frozenset({S.BLOCKED}),
            frozenset({S.VERIFIED, S.IN_PROGRESS}),
            frozenset(),
        ]
    ),
    is_overdue=st.sampled_from([False, False, False, True]),
    due_before=st.sampled_from([None, None, TODAY, TODAY + 3 * DAY]),
    text=st.sampled_from(["", "joint"]),
)


class Undo(Exception):
    """Ends a unit with nothing kept."""


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(given_actions=actions, wanted=filters, today=st.dates(TODAY - 4 * DAY, TODAY + 4 * DAY))
def test_the_chart_counts_what_the_board_says_of_each_action(
    database: Database, given_actions: list[Action], wanted: ActionFilter, today: date
):
    """The same by SQL as by the rule, for any actions, filter and day; so is the page."""
    numbered = [
        replace(each, ref=f"ACT-2026-{number:04d}") for number, each in enumerate(given_actions, 1)
    ]
    seen: list[Any] = []

    def look(unit: Unit) -> None:
        for each in numbered:
            unit.actions.insert(each)
        seen.append(unit.actions.counts(wanted, horizon_of(today, CALENDAR)))
        seen.append(unit.actions.page(wanted, size=100, today=today))
        raise Undo

    with pytest.raises(Undo):
        write(database, look)

    counts, found = seen
    chosen = [each for each in numbered if _is_wanted(each, wanted, today)]
    assert list(found.actions) == sorted(
        chosen, key=lambda each: (not is_overdue(each, today), each.due, each.ref)
    )
    stands = [brag(each, today, CALENDAR) for each in chosen]
    assert counts.brag == {each: stands.count(each) for each in Brag}
    ages = [_age(overdue_days(each, today, CALENDAR)) for each in chosen if is_overdue(each, today)]
    assert counts.ageing == {each: ages.count(each) for each in AGES}


def _is_wanted(action: Action, wanted: ActionFilter, today: date) -> bool:
    return (
        action.state in wanted.states
        and wanted.agency in {"", action.owner_agency}
        and (not wanted.is_overdue or is_overdue(action, today))
        and (wanted.due_before is None or action.due < wanted.due_before)
    )


def _age(working_days: int) -> str:
    return AGES[sum(working_days > most for most in (5, 10, 20))]


def test_the_usual_looks_read_no_more_actions_than_they_show(sqlite_url: str, opener: Opener):
    """Along an index of open actions, neither sorted nor read whole; on SQLite, which shows it."""
    asked: list[str] = []

    def look(unit: Unit) -> list[str]:
        raw = unit._connection.connection.dbapi_connection
        assert raw is not None
        raw.set_trace_callback(asked.append)
        unit.actions.page(ActionFilter(), today=TODAY)
        unit.actions.page(ActionFilter(agency="AG-03"), today=TODAY)
        unit.actions.counts(ActionFilter(), horizon_of(TODAY, CALENDAR))
        unit.actions.due_until(TODAY)
        raw.set_trace_callback(None)
        plans = (
            unit._connection.execute(text(f"EXPLAIN QUERY PLAN {each}".replace(":", r"\:"))).all()
            for each in asked
            if each.startswith("SELECT")
        )
        return [row[3] for plan in plans for row in plan]

    plans = write(opener(sqlite_url), look)

    assert len(plans) > 10
    for each in plans:
        if "actions" in each:
            assert "INDEX ix_actions_" in each or "sqlite_autoindex_actions" in each, each
    assert sum("TEMP B-TREE" in each for each in plans) <= 2, plans  # the ten of a page, in order


# --- ladders ------------------------------------------------------------------------------------


def test_a_ladder_comes_back_whole_and_goes_stale(database: Database):
    write(database, lambda u: u.escalations.insert(LADDER))

    assert database.read_now(lambda s: s.escalations.get(LADDER.ref)) == LADDER
    saved = write(
        database, lambda u: u.escalations.save(replace(LADDER, state=LadderState.WITHDRAWN))
    )
    assert saved.version == 2
    assert write(database, lambda u: u.escalations.get(LADDER.ref, for_change=True)) == saved
    with pytest.raises(Stale):
        write(database, lambda u: u.escalations.save(LADDER))
    with pytest.raises(Forbidden):
        database.read_now(lambda s: s.escalations.get("ESC-2026-099"))


def test_ladders_are_numbered_above_those_that_were_loaded(database: Database):
    write(database, lambda u: u.escalations.insert(LADDER))

    assert write(database, lambda u: u.escalations.next_ref(NOON)) == "ESC-2026-008"


def test_ladders_are_found_by_what_they_wait_for(database: Database):
    def ladder(number: int, action: int, state: LadderState, days: int = 0) -> Ladder:
        ref, at = f"ESC-2026-{number:03d}", NOON + days * DAY
        return replace(LADDER, ref=ref, action=f"ACT-2026-{action:04d}", state=state, opened_at=at)

    keep(database, an_action(1), an_action(2, state=S.COMPLETED), an_action(3), an_action(4))
    ladders = (
        ladder(1, 1, LadderState.WITHDRAWN, days=1),
        ladder(2, 1, LadderState.OPEN, days=2),
        ladder(3, 2, LadderState.OPEN),
        ladder(4, 3, LadderState.ACCEPTED),
        ladder(5, 4, LadderState.RESPONDED),
    )
    write(database, lambda u: [u.escalations.insert(each) for each in reversed(ladders)])

    numbers = [
        [each.ref[-1] for each in database.read_now(look)]
        for look in (
            lambda s: s.escalations.all(),
            lambda s: s.escalations.running(),
            lambda s: s.escalations.active(),
        )
    ]

    assert numbers == [["1", "2", "3", "4", "5"], ["2", "3", "5"], ["2", "4", "5"]]
    latest = database.read_now(lambda s: s.escalations.latest_of("ACT-2026-0001"))
    assert latest == ladders[1]
    assert database.read_now(lambda s: s.escalations.latest_of("ACT-2026-0009")) is None


def test_the_ladders_times_are_the_usual_ones_until_others_are_set(database: Database):
    quick = Policy(standard=(0, 1, 1, 1, 1, 1), urgent=(0, 0, 0, 0, 0, 0))

    before = database.read_now(lambda s: (s.settings.has_policy, s.settings.policy))
    write(database, lambda u: u.settings.set_policy(quick))

    assert before == (False, USUAL)
    assert database.read_now(lambda s: (s.settings.has_policy, s.settings.policy)) == (True, quick)


# --- who is there -------------------------------------------------------------------------------


def test_an_absence_lasts_from_its_first_to_its_last_day(database: Database):
    set_twice = [
        write(database, lambda u: u.absences.set("MEM-20", TODAY + 2 * DAY, TODAY))
        for _ in range(2)
    ]

    away = [
        database.read_now(lambda s, n=n: s.absences.away_on(TODAY + n * DAY)) for n in (-1, 0, 2, 3)
    ]

    there = {"MEM-20": TODAY + 2 * DAY}
    assert set_twice == [True, False]
    assert away == [{}, there, there, {}]
    assert write(database, lambda u: u.absences.end("MEM-20"))
    assert not write(database, lambda u: u.absences.end("MEM-20"))


def test_the_standing_is_that_of_the_moment(database: Database):
    """Roles that hold now, absences by London's day, who cannot be reached, bound channels."""
    now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # the 2nd of July in London
    soon = now + DAY
    gone = Member(
        key="MEM-03", name="Gwen Gone", agency="AG-02", job="Lead", account="a-3", active=False,
        grants=(Grant(Role.CO_CHAIR, now, soon),),
    )  # fmt: skip
    chairs = [
        Member(
            key=key, name=key, agency="AG-02", job="Lead", account=account,
            grants=(Grant(role, since, soon),),
        )
        for key, account, role, since in (
            ("MEM-09", "a-9", Role.CO_CHAIR, now),
            ("MEM-02", "a-2", Role.CO_CHAIR, now),
            ("MEM-04", "a-4", Role.CO_CHAIR, soon - timedelta(hours=1)),
            ("MEM-05", None, Role.SENIOR_BOARD, now),
        )
    ]  # fmt: skip

    def set_up(unit: Unit) -> None:
        for each in (gone, *chairs):
            unit.people.put_member(each)
        unit.absences.set("MEM-09", date(2026, 7, 2), date(2026, 7, 2))
        notices = [Notice("x", f"person:a-{n}", f"about-{n}") for n in (2, 4, 9)]
        unit.record(a_fact(), tell=[*notices, Notice("x", "person:unknown", "about")])

    write(database, set_up)
    _end(database, "person:a-2", IntentState.DEAD, "ConversationBlockedByUser")
    _end(database, "person:a-4", IntentState.DEAD, "MessageSizeTooBig")
    _end(database, "person:a-9", IntentState.WAITING)

    before = database.read_now(lambda s: standing_of(s, now))
    senior = Binding(Forum(ForumKind.SENIOR), "channel-9", "team-9")
    write(database, lambda u: u.places.bind(senior))
    write(database, lambda u: u.outbox.release("person:a-9"))
    after = database.read_now(lambda s: standing_of(s, now))

    assert before.agencies == {"AG-02": TRUST}
    assert before.members["MEM-20"] == NURSE
    assert before.away == {"MEM-09": date(2026, 7, 2)}
    assert before.co_chairs == ("MEM-02", "MEM-09")
    assert before.senior == ("MEM-05",)
    assert before.unreachable == {"MEM-02", "MEM-05", "MEM-09"}
    assert after.unreachable == {"MEM-02", "MEM-05"}
    assert (before.has_senior_channel, after.has_senior_channel) == (False, True)
    assert now.astimezone(LONDON).date() == date(2026, 7, 2)


def _end(database: Database, recipient: str, state: IntentState, error: str = "") -> None:
    def end(unit: Unit) -> None:
        taken = unit.outbox.claim(
            10, lane=TEAMS, now=NOON, machine_now=NOON, lease=timedelta(seconds=30)
        )
        for each in taken:
            if each.recipient == recipient:
                unit.outbox.finish(each, state, machine_now=NOON, error=error)
            else:
                unit.outbox.postpone(each, NOON)

    write(database, end)


# --- before meetings; risks ---------------------------------------------------------------------


def test_what_was_sent_before_a_meeting_is_noted_once_each(database: Database):
    sent = Delivery(
        key="pack:BRD-036:AG-02", meeting="BRD-036", what="list", agency="AG-02", member="MEM-20",
        held_on=HELD_ON, instead="away", told_at=NOON,
    )  # fmt: skip
    moved = replace(sent, key="pack:BRD-036:AG-02:moved", held_on=HELD_ON + 28 * DAY)
    other = replace(sent, key="pack:BRD-037:AG-02", meeting="BRD-037")
    later = NOON + DAY

    added = [write(database, lambda u: u.dissemination.add([sent, moved, other])) for _ in range(2)]
    noted = [
        (
            write(database, lambda u, at=at: u.dissemination.note_delivered(sent.key, at)),
            write(
                database,
                lambda u, at=at: u.dissemination.note_opened(
                    "BRD-036", HELD_ON, "MEM-20", "list", at
                ),
            ),
            write(
                database,
                lambda u, at=at: u.dissemination.note_answered(
                    "BRD-036", HELD_ON, "MEM-20", "list", at
                ),
            ),
        )
        for at in (NOON, later)
    ]

    assert added == [3, 0]
    assert noted == [(True, True, True), (False, False, False)]
    kept = database.read_now(lambda s: s.dissemination.of_meeting("BRD-036"))
    assert kept == (
        replace(sent, delivered_at=NOON, opened_at=NOON, answered_at=NOON),
        moved,
    )
    assert database.read_now(lambda s: s.dissemination.of_meeting("BRD-037")) == (other,)
    assert not write(
        database, lambda u: u.dissemination.note_opened("BRD-036", HELD_ON, "MEM-21", "list", NOON)
    )


def test_a_risk_is_numbered_above_every_one_that_is_named_anywhere(database: Database):
    first = write(database, lambda u: u.risks.next_ref())
    keep(database, an_action(1, risk="RSK-1003"), an_action(2, risk="RSK-999"))
    keep(database, an_action(3, risk="RSK-old"), an_action(4))

    def add(unit: Unit) -> Risk:
        risk = Risk(
            ref=unit.risks.next_ref(),
            title="Nobody answers",
            state=RiskState.OPEN,
            source="ESC-2026-001",
            reason="Accepted by the co-chairs",
            owner_agency="AG-02",
            raised_on=TODAY,
            raised_by="MEM-01",
        )
        unit.risks.insert(risk)
        return risk

    risk = write(database, add)

    assert (first, risk.ref) == ("RSK-001", "RSK-1004")
    assert database.read_now(lambda s: s.risks.get("RSK-1004")) == risk
    assert write(database, lambda u: u.risks.next_ref()) == "RSK-1005"
    with pytest.raises(Forbidden):
        database.read_now(lambda s: s.risks.get("RSK-777"))
