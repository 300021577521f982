"""The rotas of focus and lead: fair over years, whatever agencies do."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board import focus_rota, lead_rota
from board.errors import BoardError, Forbidden
from board.focus_rota import choose_focus, focus_before_lead, forecast
from board.lead_rota import ask_lead, assigned, choose_lead, settle, volunteer, whose_turn
from board.people import AgencyType
from board.rotas import (
    FocusSlot,
    LeadSlot,
    Opening,
    SlotStatus,
    Swap,
    TurnTaker,
    focus_agencies,
    lead_agencies,
    moved,
    openings_of,
)
from board.turns import Turns, without_left
from tests.board.cycle_builders import FACILITATOR, MEMBER, agency, at, board, speaker, takers

S = SlotStatus
START = date(2026, 1, 7)
NOW = at(date(2026, 1, 2))
SAMPLE = json.loads((Path(__file__).parents[2] / "bot/sample/board.json").read_text("utf-8"))


def run(count: int, **more) -> tuple[Opening, ...]:
    """So many boards, six weeks apart."""
    meetings = [(f"BRD-{at:03d}", START + timedelta(days=42) * at) for at in range(count)]
    return tuple(replace(each, **more) for each in openings_of(meetings))


def names(slots) -> list[str]:
    """The agencies of turns, in their order."""
    return [each.agency for each in slots]


# --- focus -------------------------------------------------------------------------------------


def test_never_focused_agencies_begin_by_the_day_they_joined_then_by_name():
    """The first cycle has no history."""
    agencies = (
        TurnTaker(key="C", name="Zeta", joined=date(2025, 1, 1)),
        TurnTaker(key="B", name="Beta", joined=date(2025, 2, 1)),
        TurnTaker(key="A", name="Alpha", joined=date(2025, 2, 1)),
        TurnTaker(key="D", name="Aardvark", joined=None),
    )

    assert names(forecast(run(4), (), agencies, NOW)) == ["C", "A", "B", "D"]


def test_each_agency_has_its_turn_once_before_any_repeats():
    """Twelve agencies take 72 weeks, and then the order begins again."""
    agencies = takers("ABCDEFGHIJKL")

    turns = names(forecast(run(24), (), agencies, NOW))

    assert turns[:12] == turns[12:] == list("ABCDEFGHIJKL")


def test_two_for_each_meeting_finish_the_cycle_in_half_the_time():
    """Six meetings, 36 weeks."""
    turns = forecast(run(6), (), takers("ABCDEFGHIJKL"), NOW, seats=2)

    assert names(turns) == list("ABCDEFGHIJKL")
    assert {each.meeting for each in turns} == {each.meeting for each in run(6)}


def test_a_new_agency_joins_at_the_end_of_the_cycle_that_is_under_way():
    """After the ones that wait, before any repeats."""
    openings = run(8)
    old = takers("ABCD", joined=date(2025, 1, 1))
    begun = forecast(openings[:2], (), old, NOW)
    new = TurnTaker(key="N", name="Aardvark", joined=START)

    turns = forecast(openings[2:], begun, (*old, new), NOW)

    assert names(turns) == ["C", "D", "N", "A", "B", "C"]


def test_it_waits_for_agencies_that_have_been_in_focus_before():
    """In a later cycle too: never in focus is not longest since."""
    openings = run(12)
    old = takers("ABCD", joined=date(2025, 1, 1))
    begun = forecast(openings[:4], (), old, NOW)
    begun += forecast(openings[4:6], begun, old, at(openings[4].on))
    new = TurnTaker(key="N", name="Aardvark", joined=openings[5].on)

    turns = forecast(openings[6:], begun, (*old, new), at(openings[6].on))

    assert names(turns) == ["C", "D", "N", "A", "B", "C"]


def test_an_agency_that_leaves_is_passed_over_and_one_that_comes_back_has_waited_longest():
    """B is away for a cycle."""
    openings = run(9)
    begun = forecast(openings[:4], (), takers("ABCD"), NOW)
    without = forecast(openings[4:7], begun, takers("ACD"), NOW)

    back = forecast(openings[7:], begun + without, takers("ABCD"), NOW)

    assert names(without) == ["A", "C", "D"]
    assert names(back) == ["B", "A"]


def test_the_agency_that_leads_is_not_in_focus_and_has_the_next_turn():
    """It keeps its place in the cycle."""
    first, second, *_ = run(4)

    led = choose_focus(replace(first, lead="A"), (), takers("ABC"), NOW)
    following = choose_focus(second, led, takers("ABC"), NOW)

    assert (names(led), names(following)) == (["B"], ["A"])


def test_where_only_the_lead_is_left_in_the_cycle_the_lead_gives_way():
    """Otherwise the cycle would stand still, or somebody would come twice."""
    first, second, _ = run(3)
    begun = choose_focus(first, (), takers("AB"), NOW)
    led = replace(second, lead="B")

    assert choose_focus(led, begun, takers("AB"), NOW) == ()
    found, gives_way = focus_before_lead(led, begun, takers("AB"), NOW)

    assert (names(found), gives_way) == (["B"], True)


def test_one_agency_alone_is_in_focus_at_every_second_meeting_only():
    """Never two meetings running."""
    turns = forecast(run(5), (), takers("A"), NOW)

    assert [each.meeting for each in turns] == ["BRD-000", "BRD-002", "BRD-004"]


def test_one_co_chair_stays_out_of_focus_to_lead():
    """With two seats A and B would otherwise share a meeting."""
    openings = run(3, co_chairs=("A", "B"))

    turns = forecast(openings, (), takers("ABCD"), NOW, seats=2)

    assert [(each.meeting[-1], each.agency) for each in turns] == [
        ("0", "A"), ("0", "C"), ("1", "B"), ("1", "D"), ("2", "A"), ("2", "C"),
    ]  # fmt: skip


def test_a_deferral_gives_the_meeting_to_the_next_and_takes_the_turn_after():
    """Once in a cycle."""
    first, second, third, *_ = run(6)
    agencies = takers("ABC")
    slots = choose_focus(first, (), agencies, NOW)

    slots, fact = focus_rota.defer(slots[0], slots, first, agencies, by=speaker("A"), now=NOW)
    slots += choose_focus(second, slots, agencies, NOW)
    slots += choose_focus(third, slots, agencies, NOW)

    assert [(each.agency, each.status) for each in slots] == [
        ("A", S.DEFERRED), ("B", S.OFFERED), ("A", S.OFFERED), ("C", S.OFFERED),
    ]  # fmt: skip
    assert (fact.name, fact.details) == ("FocusDeferred", {"agency": "A", "instead": "B"})
    with pytest.raises(BoardError, match="deferred_already"):
        focus_rota.defer(slots[2], slots, second, agencies, by=speaker("A"), now=NOW)


def test_the_last_of_a_cycle_cannot_defer():
    """Somebody else would come twice before it: it can swap."""
    first, second, *_ = run(3)
    slots = forecast((first, second), (), takers("AB"), NOW)

    with pytest.raises(BoardError, match="nobody_instead"):
        focus_rota.defer(slots[1], slots, second, takers("AB"), by=speaker("B"), now=NOW)


def test_the_last_of_a_cycle_cannot_defer_though_the_next_cycle_has_agencies_to_offer():
    """A would come again before C had its turn."""
    openings = run(4)
    slots = forecast(openings[:3], (), takers("ABC"), NOW)

    with pytest.raises(BoardError, match="nobody_instead"):
        focus_rota.defer(slots[2], slots, openings[2], takers("ABC"), by=speaker("C"), now=NOW)


def test_a_turn_put_off_comes_before_an_agency_that_has_waited_longer():
    """A was away and comes back: B was promised the next turn."""
    openings = run(9)
    begun = forecast(openings[:3], (), takers("ABC"), NOW)
    begun += forecast(openings[3:4], begun, takers("BC"), NOW)
    slots, _ = focus_rota.defer(
        begun[3], begun, openings[3], takers("BCD"), by=speaker("B"), now=NOW
    )

    turns = forecast(openings[4:7], slots, takers("ABCD"), NOW)

    assert [each.agency for each in slots if each.on == openings[3].on] == ["B", "D"]
    assert names(turns) == ["B", "A", "C"]


def test_a_turn_is_accepted_by_who_speaks_for_the_agency():
    """Or noted by the facilitator; not by just any member."""
    slots = choose_focus(run(1)[0], (), takers("A"), NOW)

    for by in (speaker("A"), FACILITATOR):
        accepted, _ = focus_rota.accept(slots[0], slots, by=by, now=NOW)
        assert accepted[0].status is S.ACCEPTED
    for by in (speaker("B"), MEMBER):
        with pytest.raises(Forbidden):
            focus_rota.accept(slots[0], slots, by=by, now=NOW)


def swapped(slots, one: int, other: int, openings, consents=("A", "B", "C", "D")):
    """Two turns exchanged."""
    wanted = Swap(slots[one], openings[one], slots[other], openings[other])
    return focus_rota.swap(wanted, slots, consents=consents, by=FACILITATOR, now=NOW)


def test_two_agencies_swap_with_both_their_consents():
    """The history keeps what was; the cycle goes on by what is."""
    openings = run(8)
    slots = forecast(openings[:4], (), takers("ABCD"), NOW)

    after, fact = swapped(slots, 0, 1, openings, {"A", "B"})

    held = sorted((each for each in after if each.is_held), key=lambda each: each.on)
    assert names(held) == ["B", "A", "C", "D"]
    assert [each.agency for each in after if each.status is S.SWAPPED] == ["A", "B"]
    assert fact.details == {"agency": "A", "other": "B", "meeting": "BRD-001"}
    assert names(forecast(openings[4:], after, takers("ABCD"), NOW)) == ["B", "A", "C", "D"]


def test_a_swap_without_both_consents_is_refused():
    """One agency cannot give another's turn away."""
    openings = run(2)
    slots = forecast(openings, (), takers("AB"), NOW)

    with pytest.raises(BoardError, match="swap_consent"):
        swapped(slots, 0, 1, openings, {"A"})


def test_a_swap_is_refused_where_it_is_not_fair():
    """Across cycles, twice running, or with the lead of that meeting."""
    openings = list(run(8))
    slots = forecast(openings, (), takers("ABCD"), NOW)

    with pytest.raises(BoardError, match="swap_cycle"):
        swapped(slots, 0, 5, openings)
    with pytest.raises(BoardError, match="swap_running"):
        swapped(slots, 4, 7, openings)  # D at 3 and 4
    openings[1] = replace(openings[1], lead="A")
    with pytest.raises(BoardError, match="V29"):
        swapped(slots, 0, 1, openings)


def test_a_turn_of_a_meeting_that_is_called_off_was_not_had():
    """Its agency comes next."""
    first, second, *_ = run(3)
    slots = choose_focus(first, (), takers("AB"), NOW)

    slots, _ = focus_rota.withdraw(slots[0], slots, by=None, now=NOW)

    assert names(choose_focus(second, slots, takers("AB"), NOW)) == ["A"]
    assert names(choose_focus(first, slots, takers("AB"), NOW)) == ["A"]


def test_a_turn_that_was_had_cannot_be_changed():
    """Nor one that is not in the rota."""
    opening = run(1)[0]
    slots = choose_focus(opening, (), takers("AB"), NOW)
    over, _ = focus_rota.done(slots[0], slots, by=None, now=NOW)

    for slot, there in ((over[0], over), (slots[0], over)):
        with pytest.raises(BoardError, match="slot_gone"):
            focus_rota.defer(slot, there, opening, takers("AB"), by=speaker("A"), now=NOW)


def test_turns_move_with_their_meeting():
    """Longest since is counted from the day it was."""
    slots = forecast(run(2), (), takers("AB"), NOW)

    later = moved(slots, "BRD-001", date(2026, 3, 1))

    assert [each.on for each in later] == [START, date(2026, 3, 1)]


def test_only_active_core_agencies_that_are_eligible_take_turns():
    """Associates where that is wanted."""
    agencies = (
        agency("A", isa_signed_on=date(2026, 1, 9)),
        agency("B", active=False),
        agency("C", focus_eligible=False),
        agency("D", core=False, joined_on=START, isa_signed_on=date(2027, 1, 9)),
    )

    assert [each.key for each in focus_agencies(agencies)] == ["A"]
    with_associates = focus_agencies(agencies, with_associates=True)
    assert [(each.key, each.joined) for each in with_associates] == [
        ("A", date(2026, 1, 9)), ("D", START)
    ]  # fmt: skip
    assert [each.key for each in lead_agencies(agencies)] == ["A", "C", "D"]


# --- fairness, for any years ---------------------------------------------------------------------


@dataclass
class Years:
    """Boards one after another, and agencies that join, leave, defer, swap and volunteer."""

    chance: Random
    seats: int
    openings: tuple[Opening, ...]
    there: dict[str, date] = field(default_factory=dict)
    always: frozenset[str] = frozenset()
    slots: tuple[FocusSlot, ...] = ()
    leads: tuple[LeadSlot, ...] = ()
    eligible: list[frozenset[str]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    made: int = 0

    @property
    def co_chairs(self) -> tuple[str, str]:
        first, second = sorted(self.always)[:2]
        return first, second

    @property
    def agencies(self) -> tuple[TurnTaker, ...]:
        return tuple(TurnTaker(key=k, name=f"Agency {k}", joined=j) for k, j in self.there.items())

    def live(self) -> None:
        for number, opening in enumerate(self.openings):
            now = at(opening.on - timedelta(days=35))
            self.come_and_go(now.date())
            for later in self.openings[number + 2 : number + 3]:
                self.volunteer(later, now)
            self.fill(number, now)
            self.defer(number, now)
            self.swap(number, now)
            self.lead(self.with_turns(opening), now)
            self.eligible.append(frozenset(self.there))

    def come_and_go(self, today: date) -> None:
        if self.chance.random() < 0.08:
            self.made += 1
            self.there[f"N{self.made:02d}"] = today
        leaving = sorted(set(self.there) - self.always)
        if leaving and self.chance.random() < 0.06:
            gone = self.chance.choice(leaving)
            del self.there[gone]
            self.take_back(gone, today)

    def take_back(self, gone: str, today: date) -> None:
        """The turns of an agency that has left are free, by the rule of the live rotas."""
        boards = [board(o.on, o.meeting) for o in self.openings if o.on >= today]
        left = agency(gone, active=False)
        turns, facts = without_left(Turns(self.slots, self.leads), boards, [left], at(today))
        self.slots, self.leads = turns.focus, turns.lead
        self.log += ["left with a turn" for each in facts if each.name == "FocusWithdrawn"]

    def with_turns(self, opening: Opening) -> Opening:
        focus = [s.agency for s in self.slots if s.is_held and s.meeting == opening.meeting]
        lead = [
            s.agency
            for s in self.leads
            if s.meeting == opening.meeting and s.status in {S.ACCEPTED, S.DONE}
        ]
        return replace(
            opening, focus=tuple(focus), lead=next(iter(lead), ""), co_chairs=self.co_chairs
        )

    def volunteer(self, opening: Opening, now: datetime) -> None:
        """Some offer to lead before the focus is known."""
        here = self.with_turns(opening)
        deadline = now + timedelta(days=120)
        for key in self.chance.sample(sorted(self.there), self.chance.choice((0, 0, 1, 2))):
            if key not in here.focus:
                self.leads, _ = volunteer(here, self.leads, key, by=FACILITATOR, now=now,
                                          deadline=deadline)  # fmt: skip
        if any(each.meeting == opening.meeting for each in self.leads):
            self.leads = ask_lead(here, self.leads, self.agencies, now)

    def fill(self, number: int, now: datetime) -> None:
        for opening in self.openings[number : number + 2]:
            here = self.with_turns(opening)
            found, gives_way = focus_before_lead(here, self.slots, self.agencies, now,
                                                 seats=self.seats)  # fmt: skip
            if gives_way:
                self.log.append("gave way")
                own = next(
                    s for s in self.leads
                    if s.meeting == opening.meeting and s.status is S.ACCEPTED
                )  # fmt: skip
                self.leads, _ = lead_rota.release(own, self.leads, by=None, now=now)
            self.slots += found

    def ahead(self, opening: Opening) -> list[FocusSlot]:
        return [s for s in self.slots if s.is_held and s.meeting == opening.meeting]

    def defer(self, number: int, now: datetime) -> None:
        opening = self.openings[number]
        for slot in self.ahead(opening):
            if self.chance.random() < 0.15:
                try:
                    self.slots, _ = focus_rota.defer(
                        slot, self.slots, self.with_turns(opening), self.agencies,
                        by=FACILITATOR, now=now,
                    )  # fmt: skip
                    self.log.append("deferred")
                except BoardError as refusal:
                    self.log.append(refusal.code)

    def swap(self, number: int, now: datetime) -> None:
        pair = self.openings[number : number + 2]
        if len(pair) < 2 or self.chance.random() > 0.2:
            return
        first, second = self.ahead(pair[0]), self.ahead(pair[1])
        if first and second:
            one, other = self.chance.choice(first), self.chance.choice(second)
            wanted = Swap(one, self.with_turns(pair[0]), other, self.with_turns(pair[1]))
            try:
                self.slots, _ = focus_rota.swap(
                    wanted, self.slots, consents={one.agency, other.agency}, by=FACILITATOR,
                    now=now,
                )  # fmt: skip
                self.log.append("swapped")
            except BoardError as refusal:
                self.log.append(refusal.code)

    def lead(self, here: Opening, now: datetime) -> None:
        self.leads = ask_lead(here, self.leads, self.agencies, now)
        for slot in self.leads:
            if slot.meeting != here.meeting or slot.status is not S.OFFERED:
                continue
            deadline = now + timedelta(days=20)
            if not slot.volunteered and self.chance.random() < 0.5:
                self.leads, _ = lead_rota.accept(
                    slot, self.leads, here, by=FACILITATOR, now=now, deadline=deadline
                )
        late = now + timedelta(days=21)
        self.leads = settle(here, self.leads, self.co_chairs, now=late,
                            deadline=now + timedelta(days=20))  # fmt: skip


def years(seed: int, count: int, seats: int, meetings: int = 200) -> Years:
    """So many meetings, with at least `count` agencies that stay."""
    keys = [f"A{number:02d}" for number in range(count)]
    life = Years(
        chance=Random(seed),  # noqa: S311 - invented years, no secrets
        seats=seats, openings=run(meetings),
        there=dict.fromkeys(keys, date(2025, 1, 1)), always=frozenset(keys),
    )  # fmt: skip
    life.live()
    return life


ANY_YEARS = given(seed=st.integers(0, 2**32), count=st.integers(2, 12), seats=st.integers(1, 2))
SLOW = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # each example is 24 years


@ANY_YEARS
@SLOW
def test_over_200_meetings_the_focus_is_fair(seed, count, seats):
    """Once in each cycle, never twice running, everybody before anybody again."""
    life = years(seed, count, seats)
    held = sorted((s for s in life.slots if s.is_held), key=lambda each: (each.on, each.cycle))
    by_meeting = {o.meeting: {s.agency for s in held if s.meeting == o.meeting}
                  for o in life.openings}  # fmt: skip

    turns = [(each.cycle, each.agency) for each in held]

    assert len(set(turns)) == len(turns), "twice in one cycle"
    cycles = [cycle for cycle, _ in turns]
    assert cycles == sorted(cycles), "a cycle began before the one before it was over"
    for earlier, later in pairwise(by_meeting.values()):
        assert not earlier & later, "two meetings running"
    assert all(len(there) <= seats for there in by_meeting.values())
    counts = dict.fromkeys(life.always, 0)
    for opening in life.openings:
        for each in by_meeting[opening.meeting] & life.always:
            counts[each] += 1
        spread = max(counts.values()) - min(counts.values())
        assert spread <= 1, "an agency that was always there fell behind"
    for one, other in pairwise(sorted(set(cycles))):
        begins, ends = (min(s.on for s in held if s.cycle == cycle) for cycle in (one, other))
        had = {s.agency for s in held if s.cycle == one}
        meetings = [at for at, o in enumerate(life.openings) if begins <= o.on <= ends]
        stayed = frozenset.intersection(*(life.eligible[at] for at in meetings))
        assert stayed <= had, "a cycle ended before everybody had a turn"


@ANY_YEARS
@SLOW
def test_over_200_meetings_nobody_leads_while_in_focus(seed, count, seats):
    """Every meeting has exactly one lead, which is on the board and not in focus."""
    life = years(seed, count, seats)

    for number, opening in enumerate(life.openings):
        here = life.with_turns(opening)
        own = [s for s in life.leads if s.meeting == opening.meeting and s.is_held]
        leading = [s for s in own if s.status is S.ACCEPTED]
        assert len(leading) == 1
        assert here.lead not in here.focus
        assert here.lead in life.eligible[number]


@given(seed=st.integers(0, 2**32), count=st.integers(3, 12))
@settings(max_examples=10, deadline=None)
def test_the_same_years_have_the_same_turns(seed, count):
    """In whatever order agencies and history are given."""
    life = years(seed, count, 1, meetings=40)
    opening = replace(life.openings[-1], meeting="BRD-900", on=START + timedelta(days=42 * 50))
    mixed = life.agencies[::-1]

    again = years(seed, count, 1, meetings=40)

    assert (again.slots, again.leads) == (life.slots, life.leads)
    usual = choose_focus(opening, life.slots, life.agencies, NOW)
    assert choose_focus(opening, life.slots[::-1], mixed, NOW) == usual
    lead = choose_lead(opening, life.leads, life.agencies)
    assert choose_lead(opening, life.leads[::-1], mixed) == lead


def test_the_years_have_in_them_what_is_to_be_survived():
    """Otherwise the fairness above would say little."""
    logs = [each for seed in range(6) for each in years(seed, 5, 1 + seed % 2).log]

    assert {"deferred", "swapped", "gave way", "deferred_already", "nobody_instead"} <= set(logs)
    assert {"swap_cycle", "swap_running", "V29", "left with a turn"} <= set(logs)


# --- lead --------------------------------------------------------------------------------------

DEADLINE = at(START - timedelta(days=14), 17)
BEFORE, LATE = DEADLINE - timedelta(days=5), DEADLINE + timedelta(minutes=1)
CO_CHAIRS = ("A", "B")


def led(agency_key: str, weeks_ago: int, **changes) -> LeadSlot:
    """A lead that was."""
    on = START - timedelta(weeks=weeks_ago)
    usual = LeadSlot(meeting=f"BRD-{on:%Y%m%d}", on=on, agency=agency_key, status=S.DONE, since=NOW)
    return replace(usual, **changes)


OPENING = run(1)[0]


def key_of(chosen: TurnTaker | None) -> str:
    """Who was chosen."""
    return chosen.key if chosen else "nobody"


def test_the_agency_with_the_fewest_leads_in_a_year_is_asked():
    """Then the one for which it is longest ago; a year and a day is not counted."""
    history = (led("A", 60), led("A", 54), led("B", 40), led("C", 30))

    assert key_of(choose_lead(OPENING, history, takers("ABC"))) == "A"
    assert key_of(choose_lead(OPENING, (*history, led("A", 20)), takers("ABC"))) == "B"


def test_the_focus_agency_and_who_declined_are_not_asked():
    """The next one is; nobody where there is nobody."""
    focused = replace(OPENING, focus=("A",))
    asked = ask_lead(focused, (), takers("ABC"), BEFORE)
    declined, _ = lead_rota.decline(asked[0], asked, by=speaker("B"), now=BEFORE)

    again = ask_lead(focused, declined, takers("ABC"), BEFORE)

    assert [(each.agency, each.status) for each in again] == [
        ("B", S.DECLINED), ("C", S.OFFERED)
    ]  # fmt: skip
    assert ask_lead(focused, again, takers("ABC"), BEFORE) == again
    assert choose_lead(focused, declined, takers("AB")) is None
    assert ask_lead(focused, declined, takers("AB"), BEFORE) == declined


def test_of_those_who_volunteer_the_one_with_fewest_leads_leads():
    """Without being asked again."""
    slots: tuple[LeadSlot, ...] = (led("C", 12), led("C", 6), led("B", 18))
    for key in ("C", "B"):
        slots, _ = volunteer(OPENING, slots, key, by=speaker(key), now=BEFORE, deadline=DEADLINE)

    slots = ask_lead(OPENING, slots, takers("ABC"), BEFORE)

    assert [(s.agency, s.status) for s in slots if s.meeting == OPENING.meeting] == [
        ("C", S.OFFERED), ("B", S.ACCEPTED)
    ]  # fmt: skip
    assert assigned(board(START, "BRD-000"), (), slots[-1]).lead_agency == "B"


def test_a_lead_is_accepted_ten_working_days_before_or_a_co_chair_leads():
    """On the minute it is still in time."""
    asked = ask_lead(OPENING, (), takers("CD"), BEFORE)
    by = speaker("C")

    accepted, _ = lead_rota.accept(asked[0], asked, OPENING, by=by, now=DEADLINE, deadline=DEADLINE)

    assert settle(OPENING, accepted, CO_CHAIRS, now=LATE, deadline=DEADLINE) == accepted
    assert settle(OPENING, asked, CO_CHAIRS, now=DEADLINE, deadline=DEADLINE) == asked
    with pytest.raises(BoardError, match="lead_late"):
        lead_rota.accept(asked[0], asked, OPENING, by=by, now=LATE, deadline=DEADLINE)
    with pytest.raises(BoardError, match="lead_late"):
        volunteer(OPENING, (), "D", by=speaker("D"), now=LATE, deadline=DEADLINE)
    fallen = settle(OPENING, asked, CO_CHAIRS, now=LATE, deadline=DEADLINE)
    assert [(each.agency, each.status, each.as_co_chair) for each in fallen] == [
        ("C", S.WITHDRAWN, False), ("A", S.ACCEPTED, True)
    ]  # fmt: skip


def test_the_co_chairs_alternate():
    """By their turns as co-chairs; a lead that the agency volunteered for is not one."""
    turns: list[str] = []
    slots: tuple[LeadSlot, ...] = (led("B", 3),)
    for opening in run(6):
        slots = settle(opening, slots, CO_CHAIRS, now=LATE + timedelta(days=400), deadline=DEADLINE)
        turns.append(slots[-1].agency)

    assert turns == ["A", "B", "A", "B", "A", "B"]
    assert whose_turn(OPENING, (led("A", 9), led("B", 3, volunteered=True)), CO_CHAIRS) == "A"
    default = (led("A", 9, as_co_chair=True), led("B", 3, volunteered=True))
    assert whose_turn(OPENING, default, CO_CHAIRS) == "B"


def test_a_co_chair_in_focus_does_not_lead():
    """The other does; with both in focus nobody could."""
    assert whose_turn(replace(OPENING, focus=("A",)), (), CO_CHAIRS) == "B"
    with pytest.raises(BoardError, match="no_lead"):
        whose_turn(replace(OPENING, focus=("A", "B")), (), CO_CHAIRS)


def test_the_focus_agency_neither_volunteers_nor_accepts():
    """V29, also where its turn in focus came later."""
    asked = ask_lead(OPENING, (), takers("C"), BEFORE)
    focused = replace(OPENING, focus=("C",))
    by = speaker("C")

    with pytest.raises(BoardError, match="V29"):
        lead_rota.accept(asked[0], asked, focused, by=by, now=BEFORE, deadline=DEADLINE)
    with pytest.raises(BoardError, match="V29"):
        volunteer(focused, (), "C", by=by, now=BEFORE, deadline=DEADLINE)
    accepted, _ = lead_rota.accept(asked[0], asked, OPENING, by=by, now=BEFORE, deadline=DEADLINE)
    focus = choose_focus(OPENING, (), takers("C"), NOW)
    with pytest.raises(BoardError, match="V29"):
        assigned(board(START, "BRD-000"), focus, accepted[0])
    assert settle(focused, accepted, CO_CHAIRS, now=LATE, deadline=DEADLINE)[-1].agency == "A"


def test_nobody_volunteers_twice_or_for_others():
    """Only who speaks for the agency."""
    slots, _ = volunteer(OPENING, (), "C", by=speaker("C"), now=BEFORE, deadline=DEADLINE)

    with pytest.raises(BoardError, match="slot_gone"):
        volunteer(OPENING, slots, "C", by=speaker("C"), now=BEFORE, deadline=DEADLINE)
    with pytest.raises(Forbidden):
        volunteer(OPENING, (), "D", by=speaker("C"), now=BEFORE, deadline=DEADLINE)


def test_a_deputy_is_recorded_and_the_turn_stays_the_agencys():
    """Only for who leads."""
    asked = ask_lead(OPENING, (), takers("C"), BEFORE)
    accepted, _ = lead_rota.accept(
        asked[0], asked, OPENING, by=speaker("C"), now=BEFORE, deadline=DEADLINE
    )

    stood_in, _ = lead_rota.deputise(accepted[0], accepted, "MEM-9", by=FACILITATOR, now=NOW)
    over, _ = lead_rota.done(stood_in[0], stood_in, by=None, now=NOW)

    assert (over[0].deputy, over[0].agency, over[0].status) == ("MEM-9", "C", S.DONE)
    with pytest.raises(BoardError, match="slot_gone"):
        lead_rota.deputise(asked[0], asked, "MEM-9", by=FACILITATOR, now=NOW)
    with pytest.raises(Forbidden):
        lead_rota.deputise(accepted[0], accepted, "MEM-9", by=MEMBER, now=NOW)


# --- the sample board --------------------------------------------------------------------------


def sample_agencies():
    """The sample's agencies as they take turns."""
    return [
        agency(
            each["id"], AgencyType(each["type"]), core=each["core"],
            focus_eligible=each["focus_eligible"], active=each["active"],
            isa_signed_on=each["isa_signed_on"] and date.fromisoformat(each["isa_signed_on"]),
        )
        for each in SAMPLE["agencies"]
    ]  # fmt: skip


def sample_slots() -> tuple[FocusSlot, ...]:
    """Its history: twelve turns of cycle 3."""
    last = date(2026, 11, 25)
    return tuple(
        FocusSlot(
            meeting=f"BRD-{each['board_number']:03d}", agency=each["agency_id"],
            on=last - timedelta(days=42) * (36 - each["board_number"]), status=S.DONE,
            since=at(last - timedelta(days=42) * (37 - each["board_number"])), cycle=3,
        )
        for each in SAMPLE["focus_rota"]["history"]
    )  # fmt: skip


NEXT = openings_of(
    [("BRD-036", date(2026, 11, 25)), ("BRD-037", date(2027, 1, 6)), ("BRD-038", date(2027, 2, 17))]
)[1:]


def test_the_rota_gives_the_samples_next_turns_with_its_associate_agency():
    """The sample counts AG-12, an associate, among its twelve."""
    taking = focus_agencies(sample_agencies(), with_associates=True)

    turns = forecast(NEXT, sample_slots(), taking, NOW)

    expected = [each["agency_id"] for each in SAMPLE["focus_rota"]["next"]]
    assert names(turns) == expected == ["AG-12", "AG-01"]
    assert {each.cycle for each in turns} == {SAMPLE["focus_rota"]["cycle"] + 1}


def test_with_core_agencies_only_the_sample_goes_on_with_the_police():
    """As the rule of the policy has it."""
    turns = forecast(NEXT, sample_slots(), focus_agencies(sample_agencies()), NOW)

    assert names(turns) == ["AG-01", "AG-08"]


@pytest.mark.parametrize("focus", ["AG-12", "AG-01"])
def test_the_rota_asks_the_agency_to_lead_that_the_sample_asks(focus):
    """AG-02 has not led, and was first to join of those who have not."""
    days = {each["id"]: date.fromisoformat(each["date"]) for each in SAMPLE["board_meetings"]}
    history = tuple(
        LeadSlot(meeting=each["meeting"], on=days[each["meeting"]], agency=each["lead"],
                 status=S.DONE, since=NOW)
        for each in SAMPLE["chair_rota"]["history"]
    )  # fmt: skip

    chosen = choose_lead(
        replace(NEXT[0], focus=(focus,)), history, lead_agencies(sample_agencies())
    )

    assert key_of(chosen) == SAMPLE["chair_rota"]["next"][0]["lead"] == "AG-02"
