"""What a board oversees beside its registers: hearings, plans, figures, learning, policies.

All of it is kept as it comes from a board's file, to be counted and named by reference.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from board.figures import Month, ServiceLevel
from board.hearings import Hearing, HearingKind
from board.library import LearningItem, Message, Policy
from board.plans import Plan, PlanState
from storage.statements import Kept, Prepared, upsert
from storage.tables.agendas import (
    COMMUNICATIONS,
    FIGURES,
    HEARINGS,
    LEARNING,
    PLANS,
    POLICIES,
    SERVICE_LEVELS,
)


class _Shelf:
    """One table: what comes is put by its key, and read whole in that order."""

    def __init__(self, table: Table) -> None:
        key = tuple(each.name for each in table.primary_key)
        rest = tuple(each.name for each in table.c if each.name not in key)
        self._put = upsert(table, key, update=rest)
        self._all = Prepared(select(table).order_by(*table.primary_key))

    def put(self, connection: Connection, row: Mapping[str, Any]) -> bool:
        """Add or overwrite it; whether anything changed."""
        return self._put.one(connection, row) is not None

    def all(self, connection: Connection) -> list[Kept]:
        """Every row."""
        return self._all.rows(connection)


_H = HEARINGS.c
_OF_FORUM = Prepared(
    select(HEARINGS)
    .where(
        _H.forum == bindparam("wanted"),
        _H.held_on >= bindparam("since", type_=_H.held_on.type),
        _H.held_on <= bindparam("until", type_=_H.held_on.type),
    )
    .order_by(_H.ref)
)
_OF_MEETING = Prepared(
    select(HEARINGS).where(_H.meeting == bindparam("wanted")).order_by(_H.case_ref)
)
_HOMES = Prepared(select(_H.case_ref, _H.forum).where(_H.forum != "").order_by(_H.held_on, _H.ref))
_HEARINGS, _PLANS, _FIGURES = _Shelf(HEARINGS), _Shelf(PLANS), _Shelf(FIGURES)
_LEVELS, _LEARNING = _Shelf(SERVICE_LEVELS), _Shelf(LEARNING)
_MESSAGES, _POLICIES = _Shelf(COMMUNICATIONS), _Shelf(POLICIES)


class Oversight:
    """What agenda and pack name or count."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_hearing(self, hearing: Hearing) -> bool:
        """Keep a hearing as a file has it; whether anything changed."""
        return _HEARINGS.put(
            self._connection,
            {
                "ref": hearing.ref,
                "case_ref": hearing.case,
                "held_on": hearing.on,
                "kind": str(hearing.kind),
                "is_held": hearing.is_held,
                "forum": hearing.forum,
                "meeting": hearing.meeting,
                "decision": hearing.decision,
            },
        )

    def hearings_of(self, forum: str, since: date, until: date) -> tuple[Hearing, ...]:
        """A subgroup's hearings from day to day, both counted in."""
        asked = {"wanted": forum, "since": since, "until": until}
        return tuple(_hearing(row) for row in _OF_FORUM.rows(self._connection, asked))

    def hearings_at(self, meeting: str) -> tuple[Hearing, ...]:
        """What is heard at a meeting, by case reference."""
        return tuple(
            _hearing(row) for row in _OF_MEETING.rows(self._connection, {"wanted": meeting})
        )

    def forums_of_cases(self) -> dict[str, str]:
        """By case, the forum in which it was heard or is to be heard last."""
        rows = _HOMES.rows(self._connection)
        return {row["case_ref"]: row["forum"] for row in rows}

    def put_plan(self, plan: Plan) -> bool:
        """Keep a plan as a file has it; whether anything changed."""
        return _PLANS.put(
            self._connection,
            {
                "ref": plan.ref,
                "case_ref": plan.case,
                "state": str(plan.state),
                "agency": plan.agency,
                "review_due": plan.review_due,
                "outstanding": plan.outstanding,
            },
        )

    def plans(self) -> tuple[Plan, ...]:
        """Every plan, by reference."""
        return tuple(
            Plan(
                ref=row["ref"],
                case=row["case_ref"],
                state=PlanState(row["state"]),
                agency=row["agency"],
                review_due=row["review_due"],
                outstanding=row["outstanding"],
            )
            for row in _PLANS.all(self._connection)
        )

    def put_month(self, month: Month) -> bool:
        """Keep a month's figures; whether anything changed."""
        row = {"month": month.on, "figures": dict(month.figures)}
        return _FIGURES.put(self._connection, row)

    def months(self) -> tuple[Month, ...]:
        """Every month there are figures of, the first first."""
        return tuple(Month(row["month"], row["figures"]) for row in _FIGURES.all(self._connection))

    def put_level(self, level: ServiceLevel) -> bool:
        """Keep a service level; whether anything changed."""
        row = {each.name: getattr(level, each.name) for each in SERVICE_LEVELS.c}
        return _LEVELS.put(self._connection, row | {"parties": list(level.parties)})

    def levels(self) -> tuple[ServiceLevel, ...]:
        """Every service level, by reference."""
        return tuple(
            ServiceLevel(**{**row, "parties": tuple(row["parties"])})
            for row in _LEVELS.all(self._connection)
        )

    def put_learning(self, item: LearningItem) -> bool:
        """Keep a learning item; whether anything changed."""
        return _LEARNING.put(self._connection, _plain(item, LEARNING))

    def learning(self) -> tuple[LearningItem, ...]:
        """Every learning item, by reference."""
        return tuple(LearningItem(**row) for row in _LEARNING.all(self._connection))

    def put_message(self, message: Message) -> bool:
        """Keep what became of a month's communication; whether anything changed."""
        return _MESSAGES.put(self._connection, _plain(message, COMMUNICATIONS))

    def messages(self) -> tuple[Message, ...]:
        """Every communication, by month and strand."""
        return tuple(Message(**row) for row in _MESSAGES.all(self._connection))

    def put_policy(self, policy: Policy) -> bool:
        """Keep a policy; whether anything changed."""
        return _POLICIES.put(self._connection, _plain(policy, POLICIES))

    def policies(self) -> tuple[Policy, ...]:
        """Every policy, by reference."""
        return tuple(Policy(**row) for row in _POLICIES.all(self._connection))


def _plain(thing: object, table: Table) -> dict[str, Any]:
    return {each.name: getattr(thing, each.name) for each in table.c}


def _hearing(row: Kept) -> Hearing:
    return Hearing(
        ref=row["ref"],
        case=row["case_ref"],
        on=row["held_on"],
        kind=HearingKind(row["kind"]),
        is_held=row["is_held"],
        forum=row["forum"],
        meeting=row["meeting"],
        decision=row["decision"],
    )
