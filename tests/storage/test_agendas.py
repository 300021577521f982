"""Agendas, what is asked of them, updates, and what they are built from: on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from board.agenda import Agenda, AgendaItem, ItemKind, Paper
from board.agenda_asks import AgendaAsk, AskKind, AskState
from board.errors import Forbidden, Stale
from board.figures import Month, ServiceLevel, Thresholds
from board.forums import ForumType
from board.hearings import Hearing, HearingKind
from board.library import LearningItem, Message, Policy
from board.plans import Plan, PlanState
from board.risks import Risk, RiskState, Score
from board.subgroup_update import Counts, Engagement, Share, SubgroupUpdate, UpdateState
from storage.database import Database
from tests.storage.builders import HERE, NOON

AGENDA = Agenda(
    meeting="BRD-037",
    forum=ForumType.BOARD,
    minutes=120,
    items=(
        AgendaItem(key="welcome", title="Welcome", kind=ItemKind.DISCUSSION, minutes=5,
                   is_required=True),
        AgendaItem(
            key="added-1", title="Beds \N{SNOWMAN}", kind=ItemKind.DECISION, minutes=9, is_set=True,
            is_titled=True, is_led=True, presenter="Ann", points=("RSK-004: review due",),
            papers=(Paper(title="Plan", link="https://a.example/b", is_late=True,
                          agreed_by="MEM-01"),),
        ),
    ),
    issued_for=datetime(2027, 1, 6, 10, tzinfo=UTC),
)  # fmt: skip
ASK = AgendaAsk(ref="BRD-037/A01", meeting="BRD-037", kind=AskKind.LATE_PAPER, item="added-1",
                title="Plan", link="https://a.example/b", by="MEM-04", asked_at=NOON)  # fmt: skip
UPDATE = SubgroupUpdate(
    board="BRD-037", forum="SUBGROUP-A", chair="MEM-02", since=date(2026, 11, 18),
    until=date(2026, 12, 28), results=("One", "Two"), themes=("Discharge",), blockers="None",
    counts=Counts(meetings=5, referrals=5, cases=13, new=2, reviews=16, outcomes={"monitor": 9},
                  engagement={"AG-01": Engagement(attended=Share(5, 4), research=Share(3, 2))},
                  plans_active=3, plans_overdue=("PLN-2026-004",)),
    state=UpdateState.APPROVED, approved_by="MEM-02", approved_at=NOON,
)  # fmt: skip


async def test_an_agenda_is_kept_as_it_is_and_each_change_is_a_version(database: Database):
    added = await database.write(lambda u: u.agendas.add(AGENDA), origin=HERE)
    again = await database.write(lambda u: u.agendas.add(replace(AGENDA, minutes=1)), origin=HERE)

    kept = await database.read(lambda s: s.agendas.find("BRD-037"))
    assert kept is not None
    saved = await database.write(lambda u: u.agendas.save(kept), origin=HERE)

    assert (added, again) == (True, False)
    assert kept == AGENDA
    assert saved == replace(AGENDA, version=2)
    with pytest.raises(Stale):
        await database.write(lambda u: u.agendas.save(kept), origin=HERE)
    assert await database.read(lambda s: s.agendas.find("BRD-038")) is None


async def test_what_a_database_cannot_hold_does_not_break_an_agenda(database: Database):
    odd = replace(AGENDA.items[1], title="a\0b", presenter="\ud83d", points=("\0",))

    await database.write(lambda u: u.agendas.add(replace(AGENDA, items=(odd,))), origin=HERE)

    kept = await database.read(lambda s: s.agendas.find("BRD-037"))
    assert kept is not None
    assert "\0" not in str(kept)
    assert kept.items[0].title == "a\N{REPLACEMENT CHARACTER}b"


async def test_what_is_asked_is_numbered_by_meeting_and_answered_once(database: Database):
    refs = await database.write(
        lambda u: [u.agendas.next_ask(m) for m in ("BRD-037", "BRD-037", "BRD-038")], origin=HERE
    )
    await database.write(lambda u: u.agendas.add_ask(ASK), origin=HERE)
    agreed = replace(ASK, state=AskState.AGREED, settled_by="MEM-01", settled_at=NOON)
    await database.write(lambda u: u.agendas.settle(agreed), origin=HERE)

    assert refs == ["BRD-037/A01", "BRD-037/A02", "BRD-038/A01"]
    assert await database.read(lambda s: s.agendas.ask(ASK.ref)) == agreed
    assert await database.read(lambda s: s.agendas.asks_of("BRD-037")) == (agreed,)
    with pytest.raises(Stale):
        await database.write(
            lambda u: u.agendas.settle(replace(agreed, state=AskState.REFUSED)), origin=HERE
        )
    with pytest.raises(Forbidden):
        await database.read(lambda s: s.agendas.ask("BRD-037/A99"))


async def test_an_update_is_kept_by_board_and_subgroup(database: Database):
    earlier = replace(UPDATE, board="BRD-036", until=date(2026, 11, 17))
    other = replace(UPDATE, forum="SUBGROUP-B", until=date(2027, 1, 1))
    for each in (UPDATE, earlier, other):
        await database.write(lambda u, each=each: u.subgroup_updates.add(each), origin=HERE)

    saved = await database.write(
        lambda u: u.subgroup_updates.save(replace(UPDATE, blockers="Beds")), origin=HERE
    )

    find = await database.read(lambda s: s.subgroup_updates.find("BRD-037", "SUBGROUP-A"))
    assert find == saved == replace(UPDATE, version=2, blockers="Beds")
    assert await database.read(lambda s: s.subgroup_updates.of_board("BRD-037")) == (saved, other)
    last = await database.read(lambda s: s.subgroup_updates.last_before("SUBGROUP-A", "BRD-037"))
    assert last == earlier
    with pytest.raises(Stale):
        await database.write(lambda u: u.subgroup_updates.save(UPDATE), origin=HERE)


async def test_hearings_are_found_by_subgroup_and_day_and_by_meeting(database: Database):
    day = date(2026, 11, 12)
    of = [
        Hearing(ref=f"HRG-{number}", case=f"MHR-{number}", on=day + timedelta(days=number),
                kind=HearingKind.NEW, is_held=True, forum=forum, meeting=f"SUB-{number}",
                decision="monitor")
        for number, forum in enumerate(("SUBGROUP-A", "SUBGROUP-A", "SUBGROUP-B"))
    ]  # fmt: skip
    new = await database.write(
        lambda u: [u.oversight.put_hearing(each) for each in (*of, of[0])], origin=HERE
    )

    assert new == [True, True, True, False]
    found = await database.read(
        lambda s: s.oversight.hearings_of("SUBGROUP-A", day, day + timedelta(days=1))
    )
    assert found == (of[0], of[1])
    assert await database.read(lambda s: s.oversight.hearings_at("SUB-2")) == (of[2],)
    only = await database.read(lambda s: s.oversight.hearings_of("SUBGROUP-A", day, day))
    assert only == (of[0],)


async def test_what_a_board_oversees_comes_back_as_it_was(database: Database):
    plan = Plan(ref="PLN-2026-004", case="MHR-1", state=PlanState.ACTIVE, agency="AG-01",
                review_due=NOON.date(), outstanding=2)  # fmt: skip
    month = Month(date(2026, 10, 1), {"volume": 57, "mean_beds_available_am": 3.4})
    level = ServiceLevel(
        ref="SLA-1", name="Decision", measure="In 30 minutes", target=91.5,
        month=date(2026, 10, 1), met=52, measured=57, parties=("AG-01",),
    )  # fmt: skip
    item = LearningItem(ref="LRN-1", title="Ask relatives", state="published", strand="both",
                        published_on=NOON.date())  # fmt: skip
    message = Message(month=date(2026, 11, 1), strand="missing_persons", status="due")
    policy = Policy(ref="POL-1", title="Escalation", status="in_force", owner_agency="AG-02",
                    version="3.0", review_due=NOON.date())  # fmt: skip

    def put(unit):
        kept = unit.oversight
        return [
            kept.put_plan(plan),
            kept.put_month(month),
            kept.put_level(level),
            kept.put_learning(item),
            kept.put_message(message),
            kept.put_policy(policy),
        ]

    assert await database.write(put, origin=HERE) == [True] * 6
    assert await database.write(put, origin=HERE) == [False] * 6
    kept = await database.read(
        lambda s: (s.oversight.plans(), s.oversight.months(), s.oversight.levels(),
                   s.oversight.learning(), s.oversight.messages(), s.oversight.policies())
    )  # fmt: skip
    assert kept == ((plan,), (month,), (level,), (item,), (message,), (policy,))


async def test_a_risk_keeps_its_scores_and_one_without_has_none(database: Database):
    scored = Risk(
        ref="RSK-001", title="Beds", state=RiskState.TREATING, owner_agency="AG-02", owner="MEM-09",
        raised_on=NOON.date(), category="demand_capacity", gross=Score(5, 4), net=Score(4, 4),
        target=Score(3, 3), target_by=date(2027, 3, 31), net_before=20, proximity="imminent",
        treatment="treat", next_review=date(2026, 11, 25),
    )  # fmt: skip
    bare = Risk(ref="RSK-002", title="Late", owner_agency="AG-01", raised_on=NOON.date())
    closed = replace(bare, ref="RSK-003", state=RiskState.CLOSED)

    def put(unit):
        return [unit.risks.put(each) for each in (scored, bare, closed, replace(bare, title="X"))]

    assert await database.write(put, origin=HERE) == [True, True, True, False]
    assert await database.read(lambda s: s.risks.all()) == (scored, bare, closed)
    assert await database.read(lambda s: s.risks.open_ones()) == (scored, bare)


async def test_thresholds_are_the_usual_ones_until_others_are_set(database: Database):
    assert await database.read(lambda s: s.settings.thresholds) == Thresholds()

    other = Thresholds(s135=10, beds=4.5, firearms=0)
    await database.write(lambda u: u.settings.set_thresholds(other), origin=HERE)

    assert await database.read(lambda s: s.settings.thresholds) == other
