"""What happens in meetings: attendance, interests, items, decisions and actions raised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, or_, select, update

from board.errors import Stale
from board.forums import Attended
from board.interests import REFERENCE, Withheld
from board.meeting_record import (
    Attendance,
    Decision,
    DecisionKind,
    Handling,
    Interest,
    ItemRecord,
    MeetingRecord,
)
from board.sittings import Sitting
from storage.numbers import next_number, raise_number
from storage.statements import Kept, Prepared, upsert
from storage.tables.base import keepable
from storage.tables.board import ACTIONS, MEETINGS
from storage.tables.sittings import (
    ACCEPTANCES,
    ATTENDANCE,
    DECISIONS,
    INTERESTS,
    RAISED,
    SITTING_ITEMS,
    SITTINGS,
)


def _of_meeting(table: Table, *order: str) -> Prepared:
    found = select(table).where(table.c.meeting == bindparam("wanted"))
    return Prepared(found.order_by(*(table.c[name] for name in order)))


def _columns(table: Table, *key: str) -> tuple[str, ...]:
    return tuple(each.name for each in table.c if each.name not in key)


_SITTING = _of_meeting(SITTINGS)
_OF_ONLINE = Prepared(
    select(SITTINGS.c.meeting).where(
        SITTINGS.c.online == bindparam("wanted"), SITTINGS.c.online != ""
    )
)
_ATTENDANCE = _of_meeting(ATTENDANCE, "agency", "is_observer", "member")
_ACCEPTED = _of_meeting(ACCEPTANCES, "member")
_INTERESTS = _of_meeting(INTERESTS, "declared_at", "member", "item")
_ITEMS = _of_meeting(SITTING_ITEMS, "position")
_DECISIONS = _of_meeting(DECISIONS, "at", "ref")
_RAISED = _of_meeting(RAISED, "noted_at", "action")
_OF_FORM = Prepared(
    select(DECISIONS).where(
        DECISIONS.c.meeting == bindparam("wanted"), DECISIONS.c.form == bindparam("form")
    )
)
_TOLD = Prepared(select(MEETINGS.c.attendance).where(MEETINGS.c.ref == bindparam("wanted")))
_BEGIN = upsert(SITTINGS, ("meeting",))
_SAVE = upsert(SITTINGS, ("meeting",), update=_columns(SITTINGS, "meeting"))
_ADD_ITEM = upsert(SITTING_ITEMS, ("meeting", "key"))
_WHO_CAME = ("meeting", "agency", "member")
_PUT_ATTENDANCE = upsert(ATTENDANCE, _WHO_CAME, update=_columns(ATTENDANCE, *_WHO_CAME, "by_self"))
_PUT_OWN_WORD = upsert(ATTENDANCE, _WHO_CAME, update=_columns(ATTENDANCE, *_WHO_CAME))
_ACCEPT = upsert(ACCEPTANCES, ("meeting", "member"))
_DECLARE = upsert(
    INTERESTS, ("meeting", "member", "item"), update=("nature", "handling", "declared_at")
)
_DECIDE = Prepared(insert(DECISIONS).inline())
_RAISE = upsert(RAISED, ("meeting", "action"))
_MINE = Prepared(select(INTERESTS).where(INTERESTS.c.member == bindparam("wanted")))
_LEAVING = INTERESTS.c.handling == str(Handling.LEAVE_FOR_ITEM)
_EVERYBODYS = Prepared(select(INTERESTS).where(_LEAVING))
_IN_DECISION = tuple(each.name for each in fields(Decision))
_IN_ITEM = tuple(each.name for each in fields(ItemRecord) if each.name != "spent")
_OF_AGENDA = ("title", "minutes", "presenter", "points")
"""What an item has from the agenda."""
_IN_SITTING = tuple(each.name for each in fields(Sitting))


class Sittings:
    """Everything recorded in meetings, by the reference of the meeting.

    Whoever writes has locked the meeting first (`meetings.get(ref, for_change=True)`).
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, meeting: str) -> MeetingRecord:
        """Everything recorded of one meeting; empty where it has not begun.

        Agencies of which only a board's file tells how they were there come as it says.
        """
        wanted = {"wanted": meeting}
        there = tuple(_attendance(row) for row in _ATTENDANCE.rows(self._connection, wanted))
        raised = _RAISED.rows(self._connection, wanted)
        return MeetingRecord(
            meeting=meeting,
            attendance=there or self._told(meeting),
            interests=self.interests(meeting),
            items=tuple(_item(row) for row in _ITEMS.rows(self._connection, wanted)),
            decisions=tuple(_decision(row) for row in _DECISIONS.rows(self._connection, wanted)),
            actions=tuple((row["item"], row["action"]) for row in raised),
        )

    def get(self, meeting: str) -> Sitting | None:
        """How the meeting stands that is in session, or was."""
        row = _SITTING.one(self._connection, {"wanted": meeting})
        return Sitting(**{name: row[name] for name in _IN_SITTING}) if row else None

    def of_online(self, online: str) -> frozenset[str]:
        """The meetings that Teams has told of by this id: a series keeps one for all of them."""
        rows = _OF_ONLINE.rows(self._connection, {"wanted": online})
        return frozenset(row["meeting"] for row in rows)

    def begin(self, sitting: Sitting, items: Sequence[ItemRecord]) -> None:
        """Keep that it has begun, with its items in their order; what is there stays."""
        _BEGIN.one(self._connection, _row_of(sitting))
        for position, each in enumerate(items, start=1):
            row = _item_row(sitting.meeting, each) | {"position": position}
            _ADD_ITEM.one(self._connection, row)

    def begin_again(self, sitting: Sitting, items: Sequence[ItemRecord]) -> None:
        """Begin a meeting that was adjourned on an earlier day, with its agenda as it is now.

        Nobody is there yet, and what was accepted then does not count; what was said, decided
        and raised under an item stays, also where the agenda has that item no longer.
        """
        meeting = sitting.meeting
        accepted_then = ACCEPTANCES.c.accepted_at <= sitting.ended_at
        for gone in (
            delete(ATTENDANCE).where(ATTENDANCE.c.meeting == meeting),
            delete(ACCEPTANCES).where(ACCEPTANCES.c.meeting == meeting, accepted_then),
        ):
            self._connection.execute(gone)
        self.begin(sitting, items)
        given = {each.key: each for each in items}
        known = [_item(row) for row in _ITEMS.rows(self._connection, {"wanted": meeting})]
        ordered = [*items, *(each for each in known if each.key not in given)]
        for position, each in enumerate(ordered, start=1):
            row = _item_row(meeting, each)
            of_agenda = {name: row[name] for name in _OF_AGENDA} | {"position": position}
            ours = (SITTING_ITEMS.c.meeting == meeting, SITTING_ITEMS.c.key == each.key)
            self._connection.execute(update(SITTING_ITEMS).where(*ours).values(of_agenda))

    def save(self, sitting: Sitting) -> None:
        """Keep how it stands now."""
        _SAVE.one(self._connection, _row_of(sitting))

    def put_attendance(
        self, meeting: str, attendance: Attendance, now: datetime, *, by_self: bool = False
    ) -> None:
        """Note how somebody of an agency is there, instead of what was noted of them.

        That somebody has said so themselves stays known.
        """
        names = (each.name for each in fields(Attendance))
        row: dict[str, Any] = {name: getattr(attendance, name) for name in names}
        row |= {"meeting": meeting, "status": str(attendance.status)}
        put = _PUT_OWN_WORD if by_self else _PUT_ATTENDANCE
        put.one(self._connection, row | {"by_self": by_self, "noted_at": now})

    def drop_attendance(self, meeting: str, agency: str, *, keep_own_word: bool = False) -> None:
        """Forget what was noted of an agency; observers stay.

        With `keep_own_word` those stay too who have said themselves that they are there.
        """
        gone = delete(ATTENDANCE).where(
            ATTENDANCE.c.meeting == meeting,
            ATTENDANCE.c.agency == agency,
            ATTENDANCE.c.is_observer.is_(False),
        )
        if keep_own_word:
            gone = gone.where(ATTENDANCE.c.by_self.is_(False))
        self._connection.execute(gone)

    def accept(self, meeting: str, member: str, now: datetime) -> bool:
        """Note that a member accepts the confidentiality statement; whether that is new."""
        row = {"meeting": meeting, "member": member, "accepted_at": now}
        return _ACCEPT.one(self._connection, row) is not None

    def accepted(self, meeting: str) -> dict[str, datetime]:
        """Who has accepted the statement of this meeting, and when."""
        rows = _ACCEPTED.rows(self._connection, {"wanted": meeting})
        return {row["member"]: row["accepted_at"] for row in rows}

    def declare(self, meeting: str, interest: Interest) -> None:
        """Keep a declared interest, instead of what this member declared about the same."""
        row: dict[str, Any] = {each.name: getattr(interest, each.name) for each in fields(Interest)}
        row |= {"meeting": meeting, "handling": str(interest.handling)}
        _DECLARE.one(self._connection, row)

    def interests(self, meeting: str) -> tuple[Interest, ...]:
        """The interests declared at a meeting, in the order in which they were."""
        rows = _INTERESTS.rows(self._connection, {"wanted": meeting})
        return tuple(_interest(row) for row in rows)

    def save_summary(self, meeting: str, item: ItemRecord) -> ItemRecord:
        """Keep an item's summary alone, one version on. Raises Stale where another was quicker."""
        row = {"summary": item.summary, "override": item.override, "version": item.version + 1}
        ours = (
            SITTING_ITEMS.c.meeting == meeting,
            SITTING_ITEMS.c.key == item.key,
            SITTING_ITEMS.c.version == item.version,
        )
        if not self._connection.execute(update(SITTING_ITEMS).where(*ours).values(row)).rowcount:
            raise Stale
        return replace(item, version=item.version + 1)

    def clock_item(self, meeting: str, item: ItemRecord) -> None:
        """Keep an item's times alone: whoever is writing its summary is not disturbed."""
        ours = (SITTING_ITEMS.c.meeting == meeting, SITTING_ITEMS.c.key == item.key)
        seconds = item.spent // timedelta(seconds=1)
        times = {"started_at": item.started_at, "ended_at": item.ended_at}
        clocked = update(SITTING_ITEMS).where(*ours).values(times | {"spent_seconds": seconds})
        self._connection.execute(clocked)

    def add_decision(self, decision: Decision, form: str) -> Decision:
        """Keep a decision, once for each form id; with a reference where it has none."""
        known = _OF_FORM.one(self._connection, {"wanted": decision.meeting, "form": form})
        if known is not None:
            return _decision(known)
        sequence = f"decision:{decision.meeting}"
        if decision.ref:
            number = decision.ref.rpartition("/D")[2]
            raise_number(self._connection, sequence, int(number) if number.isdigit() else 0)
        else:
            number = f"{next_number(self._connection, sequence):02d}"
            decision = replace(decision, ref=f"{decision.meeting}/D{number}")
        row: dict[str, Any] = {name: getattr(decision, name) for name in _IN_DECISION}
        _DECIDE.run(self._connection, row | {"kind": str(decision.kind), "form": form})
        return decision

    def note_action(self, meeting: str, item: str, action: str, now: datetime) -> None:
        """Keep under which item an action was raised."""
        row = {"meeting": meeting, "item": item, "action": action, "noted_at": now}
        _RAISE.one(self._connection, row)

    def withheld_from(self, member: str) -> Withheld:
        """What is withheld from a member, of every meeting there was."""
        rows = _MINE.rows(self._connection, {"wanted": member})
        return self._withheld(row for row in rows if row["handling"] == Handling.LEAVE_FOR_ITEM)

    def withheld_from_anybody(self) -> Withheld:
        """What is withheld from somebody, and therefore from a place where all may read."""
        return self._withheld(_EVERYBODYS.rows(self._connection))

    def _withheld(self, interests: Iterable[Kept]) -> Withheld:
        """The items and references declared, and what hangs on them."""
        declared = {(row["meeting"], row["item"]) for row in interests}
        if not declared:
            return Withheld()
        keys = sorted({item for _, item in declared})
        refs = {each for each in keys if REFERENCE.fullmatch(each)}
        raised = select(RAISED.c.meeting, RAISED.c.item, RAISED.c.action)
        decided = select(DECISIONS.c.meeting, DECISIONS.c.item, DECISIONS.c.ref)
        for found, column in ((raised, RAISED.c.item), (decided, DECISIONS.c.item)):
            rows = self._connection.execute(found.where(column.in_(keys)))
            refs |= {ref for meeting, item, ref in rows if (meeting, item) in declared}
        about = or_(ACTIONS.c.risk.in_(sorted(refs)), ACTIONS.c.source.in_(sorted(refs)))
        refs |= set(self._connection.execute(select(ACTIONS.c.ref).where(about)).scalars())
        return Withheld(items=frozenset(declared), refs=frozenset(refs))

    def _told(self, meeting: str) -> tuple[Attendance, ...]:
        told: Mapping[str, str] = _TOLD.scalar(self._connection, {"wanted": meeting}) or {}
        return tuple(
            Attendance(agency=agency, status=Attended(how)) for agency, how in sorted(told.items())
        )


def _row_of(sitting: Sitting) -> Kept:
    return {name: getattr(sitting, name) for name in _IN_SITTING}


def _attendance(row: Kept) -> Attendance:
    read = {each.name: row[each.name] for each in fields(Attendance)}
    return Attendance(**{**read, "status": Attended(row["status"])})


def _interest(row: Kept) -> Interest:
    read = {each.name: row[each.name] for each in fields(Interest)}
    return Interest(**{**read, "handling": Handling(row["handling"])})


def _item_row(meeting: str, item: ItemRecord) -> Kept:
    row = {name: getattr(item, name) for name in _IN_ITEM}
    row |= {"points": [keepable(each) for each in item.points]}
    return row | {"meeting": meeting, "spent_seconds": item.spent // timedelta(seconds=1)}


def _item(row: Kept) -> ItemRecord:
    read = {name: row[name] for name in _IN_ITEM} | {"points": tuple(row["points"])}
    return ItemRecord(**read, spent=timedelta(seconds=row["spent_seconds"]))


def _decision(row: Kept) -> Decision:
    read = {name: row[name] for name in _IN_DECISION}
    return Decision(**{**read, "kind": DecisionKind(row["kind"])})
