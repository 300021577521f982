"""The escalation ladder: who is asked when, by the calendar and for any history of edits."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.actions import Action, ActionState, Priority, today_of
from board.calendar import at_london
from board.errors import BoardError
from board.escalation import (
    BOARD_CHANNEL,
    SENIOR_CHANNEL,
    Answer,
    Ladder,
    LadderState,
    Policy,
    Result,
    Said,
    answer,
    begin,
    delivered,
    jump,
    next_move,
    not_agreed,
    resumed,
    settled,
    wants_ladder,
    withdrawn,
)
from board.standing import Standing
from tests.board.builders import CALENDAR
from tests.board.ladder_builders import AGENCIES, action, standing

USUAL = Policy()


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time in London."""
    return at_london(day, time(hour, minute))


def asked(owned: Action) -> Action:
    """Its owner was asked on the due day."""
    return replace(owned, due_asked_at=at(owned.due))


def arrived(ladder: Ladder, when: datetime, policy: Policy = USUAL) -> Ladder:
    """Every message of the last rung has arrived."""
    for each in ladder.last.asks:
        ladder = delivered(
            ladder, ladder.rung, each.ask.recipient, when, policy=policy, calendar=CALENDAR
        )
    return ladder


def climbed(owned: Action, there: Standing, until: date) -> list[tuple[date, Ladder]]:
    """What happens day by day where nobody answers."""
    ladder: Ladder | None = None
    seen = []
    day = owned.due
    while day < until:
        day += timedelta(days=1)
        before = ladder or begin("ESC-2026-100", owned, at(day))
        if ladder is None and not wants_ladder(owned, there, at(day), CALENDAR):
            continue
        moved = next_move(owned, before, there, at(day), CALENDAR, USUAL)
        if moved is not None:
            ladder = arrived(moved, at(day)) if moved.last.result is Result.AWAITING else moved
            seen.append((day, ladder))
    return seen


def test_an_action_nobody_answers_for_climbs_from_the_line_manager_to_the_senior_board():
    """Rungs 1 to 5 of the standard ladder, each after its working days, at 09:00."""
    seen = climbed(asked(action()), standing(), date(2027, 2, 28))

    days = {ladder.rung: day for day, ladder in seen if ladder.last.result is Result.AWAITING}
    assert days == {
        1: date(2026, 11, 30),
        2: date(2026, 12, 3),
        3: date(2026, 12, 11),
        4: date(2026, 12, 21),
        5: date(2026, 12, 31),
    }
    to = {step.rung: {x.ask.to for x in step.asks} for step in seen[-1][1].steps}
    assert to[1] == {("T1",)}
    assert to[2] == {("mailbox:rung2@TRU",), ("P2",)}
    assert to[3] == {("T3",), ("P3",)}
    assert to[4] == {("C2", "P3")}
    assert to[5] == {("C2", "P5")}
    assert seen[-1][1].last.result is Result.TIMED_OUT


def test_an_urgent_action_climbs_faster():
    """1, 1, 2, 2 and 3 working days."""
    owned = asked(action(priority=Priority.URGENT))

    seen = climbed(owned, standing(), date(2026, 12, 31))

    days = [day for day, ladder in seen if ladder.last.result is Result.AWAITING]
    assert days == [
        date(2026, 11, 30),
        date(2026, 12, 2),
        date(2026, 12, 4),
        date(2026, 12, 9),
        date(2026, 12, 14),
    ]


def test_nothing_moves_before_nine_or_on_a_weekend_or_bank_holiday():
    """At 08:59, on Saturday and on Christmas Day nobody hears of it."""
    owned = asked(action(due=date(2026, 12, 24)))

    for moment in (at(date(2026, 12, 25)), at(date(2026, 12, 26)), at(date(2026, 12, 28))):
        assert not wants_ladder(owned, standing(), moment, CALENDAR)
    assert not wants_ladder(owned, standing(), at(date(2026, 12, 29), 8, 59), CALENDAR)
    assert wants_ladder(owned, standing(), at(date(2026, 12, 29)), CALENDAR)


def test_a_critical_action_moves_on_a_weekend_too():
    """Every day counts for it."""
    owned = asked(action(priority=Priority.CRITICAL))
    saturday = at(date(2026, 11, 28))

    first = next_move(owned, begin("ESC-1", owned, saturday), standing(), saturday, CALENDAR)

    assert first is not None
    assert first.rung == 1
    sunday = arrived(first, saturday)
    assert sunday.last.respond_by == date(2026, 11, 29)


def test_the_owner_is_asked_before_anybody_else():
    """Nobody hears of it while the owner has not been asked on the due day."""
    monday = at(date(2026, 11, 30))

    assert not wants_ladder(action(), standing(), monday, CALENDAR)
    late = replace(action(), due_asked_at=monday)
    assert not wants_ladder(late, standing(), at(date(2026, 11, 30), 15), CALENDAR)
    assert wants_ladder(late, standing(), at(date(2026, 12, 1)), CALENDAR)


def test_time_runs_from_the_delivery_and_not_before():
    """After an outage of three weeks the rung that was never delivered still has its days."""
    owned, monday = asked(action()), at(date(2026, 11, 30))
    ladder = next_move(owned, begin("ESC-1", owned, monday), standing(), monday, CALENDAR)
    assert ladder is not None

    assert next_move(owned, ladder, standing(), at(date(2026, 12, 21)), CALENDAR) is None
    late = arrived(ladder, at(date(2026, 12, 21)))
    assert late.last.respond_by == date(2026, 12, 23)
    assert next_move(owned, late, standing(), at(date(2026, 12, 23)), CALENDAR) is None
    after = next_move(owned, late, standing(), at(date(2026, 12, 24)), CALENDAR)
    assert after is not None
    assert after.rung == 2


def test_a_message_that_does_not_arrive_goes_to_whoever_can_be_reached():
    """The line manager's chat is closed: the representative is asked in the manager's place."""
    owned, monday = asked(action()), at(date(2026, 11, 30))
    ladder = next_move(owned, begin("ESC-1", owned, monday), standing(), monday, CALENDAR)
    assert ladder is not None
    gone = standing(unreachable=frozenset({"T1"}))

    again = next_move(owned, ladder, gone, at(date(2026, 12, 1)), CALENDAR)

    assert again is not None
    assert again.rung == 1
    assert again.last.recipients == {"TR"}
    assert again.last.asks[0].ask.instead == "away"


def test_a_role_mailbox_is_reached_by_way_of_the_representative_and_the_deputy():
    """The deputy where the representative is away."""
    ladder = climbed(asked(action()), standing(), date(2026, 12, 4))[-1][1]
    mailbox = next(each for each in ladder.last.asks if each.ask.to[0].startswith("mailbox"))
    assert (mailbox.ask.recipient, mailbox.ask.instead) == ("TR", "mailbox")

    away = standing(away={"TR": date(2027, 1, 1)})
    ladder = climbed(asked(action()), away, date(2026, 12, 4))[-1][1]
    mailbox = next(each for each in ladder.last.asks if each.ask.to[0].startswith("mailbox"))
    assert (mailbox.ask.recipient, mailbox.ask.instead) == ("TD", "deputy")


def test_a_rung_that_the_owner_holds_goes_to_the_next_person_up():
    """The trust's first rung owns it: nobody junior and not the owner is asked."""
    ladder = climbed(asked(action(owner="T1")), standing(), date(2026, 12, 1))[-1][1]

    first = next(step for step in ladder.steps if step.result is not Result.PASSED_OVER)
    assert "T1" not in {who for each in first.asks for who in each.ask.to}
    assert all(standing().level(each.ask.recipient) >= 1 for each in first.asks)


def test_a_co_chair_who_owns_it_is_not_asked_on_rung_four():
    """The other decides."""
    owned = asked(action(owner="P3", owner_agency="POL", source_agency="COU"))

    ladder = climbed(owned, standing(), date(2027, 3, 1))[-1][1]

    fourth = next(step for step in ladder.steps if step.rung == 4)
    assert fourth.asks[0].ask.to == ("C2",)
    assert fourth.recipients == {BOARD_CHANNEL}


def test_a_co_chair_of_a_higher_level_does_not_go_past_the_other_co_chair():
    """The council's director holds its rung 5; rung 4 still goes to the police's co-chair."""
    owned = asked(action(owner="C2", owner_agency="COU", source_agency="POL"))

    ladder = climbed(owned, standing(), date(2027, 3, 1))[-1][1]

    fourth = next(step for step in ladder.steps if step.rung == 4)
    assert [each.ask.to for each in fourth.asks] == [("P3",)]


def test_the_senior_board_is_asked_in_its_own_channel_too_where_it_has_one():
    """Rung 5 stands in the board's channel and in the senior board's."""
    there = standing(has_senior_channel=True)
    ladder = climbed(asked(action()), there, date(2027, 1, 5))[-1][1]

    assert ladder.rung == 5
    assert ladder.last.recipients == {BOARD_CHANNEL, SENIOR_CHANNEL}


def test_an_accepted_date_rests_the_ladder_which_goes_on_one_rung_higher_if_missed():
    """Rung 1 agrees a date; it passes; rung 2 is next."""
    owned, monday = asked(action()), at(date(2026, 11, 30))
    ladder = next_move(owned, begin("ESC-1", owned, monday), standing(), monday, CALENDAR)
    assert ladder is not None
    said = Said(kind=Answer.PLAN, by="T1", at=at(date(2026, 12, 1)), due=date(2026, 12, 9))
    answered = answer(arrived(ladder, monday), 1, said)
    assert answered.state is LadderState.RESPONDED
    assert next_move(owned, answered, standing(), at(date(2026, 12, 4)), CALENDAR) is None

    rests = settled(answered, date(2026, 12, 9), date(2026, 12, 1))
    owned = asked(replace(owned, due=date(2026, 12, 9)))
    assert rests.state is LadderState.ACCEPTED
    assert next_move(owned, rests, standing(), at(date(2026, 12, 9)), CALENDAR) is None
    higher = next_move(owned, rests, standing(), at(date(2026, 12, 10)), CALENDAR)
    assert higher is not None
    assert (higher.rung, higher.due) == (2, date(2026, 12, 9))


def test_what_is_not_accepted_goes_up_on_the_next_working_day():
    """Not on the day of the refusal itself."""
    owned, monday = asked(action()), at(date(2026, 11, 30))
    ladder = next_move(owned, begin("ESC-1", owned, monday), standing(), monday, CALENDAR)
    assert ladder is not None
    said = Said(kind=Answer.PLAN, by="T1", at=monday, due=date(2026, 12, 9))
    refused = not_agreed(answer(arrived(ladder, monday), 1, said), date(2026, 12, 1))

    assert refused.last.result is Result.REJECTED
    assert next_move(owned, refused, standing(), at(date(2026, 12, 1), 15), CALENDAR) is None
    up = next_move(owned, refused, standing(), at(date(2026, 12, 2)), CALENDAR)
    assert up is not None
    assert up.rung == 2


def test_a_late_answer_counts_and_the_rung_stays_timed_out():
    """Rung 1 answers while rung 2 is asked."""
    ladder = climbed(asked(action()), standing(), date(2026, 12, 4))[-1][1]
    assert ladder.rung == 2

    late = answer(ladder, 1, Said(kind=Answer.PLAN, by="T1", at=at(date(2026, 12, 4))))

    assert late.steps[0].result is Result.TIMED_OUT
    assert late.steps[0].said is not None
    assert late.steps[0].said.is_late
    assert late.state is LadderState.RESPONDED
    with pytest.raises(BoardError):
        answer(late, 1, Said(kind=Answer.PLAN, by="T1", at=at(date(2026, 12, 4))))


def test_a_supervisor_jumps_upward_only():
    """From rung 1 to 4 at once; not down, and not where it stands."""
    owned = asked(action())
    ladder = climbed(owned, standing(), date(2026, 12, 1))[-1][1]
    saturday = at(date(2026, 12, 5), 3)

    up = jump(owned, ladder, 4, "Somebody may come to harm if we wait.", standing(), saturday)

    assert [each.result for each in up.steps] == [Result.JUMPED, Result.AWAITING]
    assert (up.rung, up.last.jump_reason[:8]) == (4, "Somebody")
    for rung in (1, 4, 6):
        with pytest.raises(BoardError):
            jump(owned, up, rung, "Somebody may come to harm if we wait.", standing(), saturday)


def test_an_agency_with_nobody_to_ask_is_passed_over_and_that_is_written_down():
    """The owner is the only one of the agency; the counterpart is asked, then the chairs."""
    lonely = replace(AGENCIES["TRU"], representative="T0", deputy=None, rungs=((), (), (), (), ()))
    there = standing(agencies={**AGENCIES, "TRU": lonely})

    seen = climbed(asked(action()), there, date(2026, 12, 2))

    steps = seen[0][1].steps
    assert [(each.rung, each.result) for each in steps] == [
        (1, Result.PASSED_OVER),
        (2, Result.AWAITING),
    ]
    assert steps[1].recipients == {"P2"}


def test_a_date_of_the_senior_boards_that_is_missed_is_asked_of_it_again():
    """There is no rung above; nothing is silently at rest."""
    owned = asked(action())
    ladder = climbed(owned, standing(), date(2027, 1, 5))[-1][1]
    assert ladder.rung == 5
    rests = settled(ladder, date(2027, 1, 8), date(2027, 1, 5))
    owned = asked(replace(owned, due=date(2027, 1, 8)))

    again = next_move(owned, rests, standing(), at(date(2027, 1, 11)), CALENDAR)

    assert again is not None
    assert [each.rung for each in again.steps][-2:] == [5, 5]
    assert again.last.result is Result.AWAITING


def test_where_nobody_is_left_it_waits_for_somebody_to_be_appointed():
    """No holders, no co-chairs, no senior board; then there are co-chairs."""
    lonely = replace(AGENCIES["TRU"], representative="T0", deputy=None, rungs=((),) * 5)
    bare = replace(AGENCIES["POL"], representative=None, deputy=None, rungs=((),) * 5)
    there = standing(agencies={**AGENCIES, "TRU": lonely, "POL": bare}, co_chairs=(), senior=())
    monday = at(date(2026, 11, 30))
    stuck = next_move(asked(action()), begin("ESC-1", action(), monday), there, monday, CALENDAR)
    assert stuck is not None
    assert {each.result for each in stuck.steps} == {Result.PASSED_OVER}
    assert next_move(asked(action()), stuck, there, at(date(2026, 12, 1)), CALENDAR) is None
    with pytest.raises(BoardError):
        jump(asked(action()), begin("ESC-1", action(), monday), 4, "x", there, monday)

    appointed = replace(there, co_chairs=("C2",))
    again = next_move(asked(action()), stuck, appointed, at(date(2026, 12, 2)), CALENDAR)

    assert again is not None
    assert (again.rung, again.last.asks[0].ask.to) == (4, ("C2",))


KEYS = ("T0", "T1", "TR", "TD", "T3", "P1", "P2", "P3", "C2", "C0")
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("day"), st.integers(1, 9)),
        st.tuples(st.just("due"), st.integers(1, 30)),
        st.tuples(st.just("owner"), st.sampled_from(KEYS)),
        st.tuples(st.just("deputy"), st.sampled_from(KEYS)),
        st.tuples(st.just("away"), st.sampled_from(KEYS)),
        st.tuples(st.just("back"), st.sampled_from(KEYS)),
        st.tuples(st.just("policy"), st.integers(0, 6)),
        st.tuples(st.just("lost"), st.booleans()),
        st.tuples(st.just("answer"), st.sampled_from(["plan", "cannot"])),
        st.tuples(st.just("settle"), st.booleans()),
        st.tuples(st.just("done"), st.booleans()),
    ),
    max_size=60,
)


class _Walk:
    """One action through any history, its messages delivered unless they are lost."""

    def __init__(self) -> None:
        self.day = date(2026, 11, 27)
        self.action = action()
        self.ladder: Ladder | None = None
        self.there = standing()
        self.policy = USUAL
        self.is_lost = False
        self.sent: list[tuple[str, date, int, str]] = []

    def do(self, event: str, value: object) -> None:
        """One event of the history."""
        getattr(self, f"_{event}")(value)

    def _day(self, days: int) -> None:
        for _ in range(days):
            self.day += timedelta(days=1)
            self._tick()

    def _tick(self) -> None:
        now = at(self.day)
        is_due = self.day >= self.action.due and CALENDAR.is_open(now)
        owner = self.there.for_owner(self.action.owner, self.action.owner_agency)
        if is_due and self.action.due_asked_at is None and owner and not self.is_lost:
            self.action = replace(self.action, due_asked_at=now)
        begun = self.ladder
        if begun is None:
            if not wants_ladder(self.action, self.there, now, CALENDAR):
                return
            begun = begin("ESC-2026-100", self.action, now)
        moved = next_move(self.action, begun, self.there, now, CALENDAR, self.policy)
        self.ladder = moved or self.ladder
        if self.ladder and self.ladder.is_running:
            self._post(now)

    def _post(self, now: datetime) -> None:
        ladder = self.ladder
        assert ladder is not None
        if ladder.last.result is not Result.AWAITING or self.is_lost:
            return
        for each in ladder.last.asks:
            if each.delivered_at is None:
                key = (ladder.ref, ladder.due, ladder.rung, each.ask.recipient)
                self.sent.append(key)
                owner = self.action.owner
                assert owner != each.ask.recipient
                assert owner not in each.ask.to
                if ladder.rung < 4:
                    assert self.there.level(each.ask.recipient) >= self.there.level(owner)
                ladder = delivered(
                    ladder, ladder.rung, each.ask.recipient, now,
                    policy=self.policy, calendar=CALENDAR,
                )  # fmt: skip
        self.ladder = ladder

    def _due(self, days: int) -> None:
        due = CALENDAR.add_working_days(self.day, days)
        self.action = replace(self.action, due=due, due_asked_at=None)
        if self.ladder and self.ladder.is_running:
            self.ladder = settled(self.ladder, due, self.day)

    def _owner(self, key: str) -> None:
        if self.ladder is None and self.day <= self.action.due:
            agency = self.there.members[key].agency
            self.action = replace(self.action, owner=key, owner_agency=agency, due_asked_at=None)

    def _deputy(self, key: str) -> None:
        trust = replace(self.there.agencies["TRU"], deputy=key)
        agencies = {**self.there.agencies, "TRU": trust}
        self.there = replace(self.there, agencies=agencies)

    def _away(self, key: str) -> None:
        self.there = replace(self.there, away={**self.there.away, key: date(2029, 1, 1)})

    def _back(self, key: str) -> None:
        away = {who: until for who, until in self.there.away.items() if who != key}
        self.there = replace(self.there, away=away)

    def _policy(self, days: int) -> None:
        self.policy = Policy(standard=(0, *[days] * 5), urgent=(0, *[days] * 5))

    def _lost(self, is_lost: bool) -> None:  # noqa: FBT001 - the strategy's own value
        self.is_lost = is_lost

    def _answer(self, kind: str) -> None:
        ladder = self.ladder
        if ladder is None or not ladder.is_running or ladder.rung > 2 or not ladder.last.sent_at:
            return
        if ladder.last.said is None and ladder.last.result is Result.AWAITING:
            said = Said(kind=Answer(kind), by="X", at=at(self.day, 12))
            self.ladder = answer(ladder, ladder.rung, said)

    def _settle(self, is_agreed: bool) -> None:  # noqa: FBT001 - the strategy's own value
        if self.ladder is None or self.ladder.state is not LadderState.RESPONDED:
            return
        if is_agreed:
            due = CALENDAR.add_working_days(self.day, 4)
            self.action = replace(self.action, due=due, due_asked_at=None)
            self.ladder = settled(self.ladder, due, self.day)
        else:
            self.ladder = not_agreed(self.ladder, self.day)

    def _done(self, is_reopened: bool) -> None:  # noqa: FBT001 - the strategy's own value
        if self.ladder is None:
            return
        self.ladder = withdrawn(self.ladder, self.day)
        due = CALENDAR.add_working_days(self.day, 3)
        if is_reopened:
            self.action = replace(self.action, due=due, due_asked_at=None)
            self.ladder = resumed(self.ladder, due)
        else:
            self.action = replace(self.action, state=ActionState.COMPLETED)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(EVENTS)
def test_no_history_sends_a_rung_twice_or_passes_over_somebody_who_was_not_asked(events):
    """Whatever is edited in between: due days, owners, deputies, absences, timers, answers."""
    walk = _Walk()

    for event, value in events:
        walk.do(event, value)

    assert len(walk.sent) == len(set(walk.sent))
    steps = walk.ladder.steps if walk.ladder else ()
    for before, after in pairwise(steps):
        assert after.rung == min(before.rung + 1, 5)
        was_asked = before.sent_at is not None and today_of(before.sent_at) < today_of(
            after.opened_at
        )
        assert was_asked or before.result in {Result.PASSED_OVER, Result.WITHDRAWN, Result.ACCEPTED}
