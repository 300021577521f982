"""Minutes with their items, comments, editions and addenda; and the log of decisions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from board.errors import Forbidden, Stale
from board.meeting_record import Decision, DecisionKind
from board.minutes import (
    Addendum,
    Approval,
    Comment,
    ItemText,
    Minutes,
    MinutesState,
    Outcome,
)
from board.minutes_content import Content, Edition
from storage.numbers import next_number
from storage.statements import Kept, Prepared, upsert
from storage.tables.board import MEETINGS
from storage.tables.minutes import (
    MINUTES,
    MINUTES_ADDENDA,
    MINUTES_COMMENTS,
    MINUTES_EDITIONS,
    MINUTES_ITEMS,
)
from storage.tables.sittings import DECISIONS, SITTINGS

_OF = select(MINUTES).where(MINUTES.c.meeting == bindparam("wanted"))
_READ = Prepared(_OF)
_READ_LOCKED = Prepared(_OF.with_for_update())
_I, _C, _E, _A = (each.c for each in (MINUTES_ITEMS, MINUTES_COMMENTS, MINUTES_EDITIONS,
                                      MINUTES_ADDENDA))  # fmt: skip
_ITEMS = Prepared(
    select(MINUTES_ITEMS).where(_I.meeting == bindparam("wanted")).order_by(_I.position)
)
_COMMENTS = Prepared(
    select(MINUTES_COMMENTS).where(_C.meeting == bindparam("wanted")).order_by(_C.at, _C.ref)
)
_COMMENT = Prepared(select(MINUTES_COMMENTS).where(_C.ref == bindparam("wanted")))
_EDITIONS = Prepared(
    select(MINUTES_EDITIONS).where(_E.meeting == bindparam("wanted")).order_by(_E.made_at, _E.name)
)
_EDITION = Prepared(
    select(MINUTES_EDITIONS).where(_E.meeting == bindparam("wanted"), _E.name == bindparam("named"))
)
_ADDENDA = Prepared(
    select(MINUTES_ADDENDA).where(_A.meeting == bindparam("wanted")).order_by(_A.number)
)
_ADD = upsert(MINUTES, ("meeting",))
_ADD_ITEM = upsert(MINUTES_ITEMS, ("meeting", "key"))
_ADD_EDITION = upsert(MINUTES_EDITIONS, ("meeting", "name"))
_ADD_COMMENT = Prepared(insert(MINUTES_COMMENTS).inline())
_ADD_ADDENDUM = Prepared(insert(MINUTES_ADDENDA).inline())
_APPROVALS = TypeAdapter(tuple[Approval, ...])
_CONTENT = TypeAdapter(Content)
_ENDED = str(MinutesState.FINAL)


class MinutesKept:
    """Minutes by the reference of their meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, meeting: str, *, for_change: bool = False) -> Minutes | None:
        """The minutes of a meeting, or None."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": meeting})
        if row is None:
            return None
        items = _ITEMS.rows(self._connection, {"wanted": meeting})
        return _minutes(row, tuple(_item(each) for each in items))

    def running(self) -> tuple[Minutes, ...]:
        """Minutes that are not final, without their items."""
        found = select(MINUTES).where(MINUTES.c.state != _ENDED).order_by(MINUTES.c.meeting)
        rows = self._connection.execute(found).mappings()
        return tuple(_minutes(dict(row), ()) for row in rows)

    def missing(self, state: str) -> tuple[str, ...]:
        """Meetings in this state that were run with the bot, and have no minutes here."""
        was_run = select(SITTINGS.c.meeting).where(SITTINGS.c.meeting == MEETINGS.c.ref).exists()
        none = ~select(MINUTES.c.meeting).where(MINUTES.c.meeting == MEETINGS.c.ref).exists()
        found = select(MEETINGS.c.ref).where(MEETINGS.c.state == state, was_run, none)
        return tuple(self._connection.execute(found.order_by(MEETINGS.c.ref)).scalars())

    def add(self, minutes: Minutes) -> bool:
        """Keep new minutes with their items; False where there are minutes of this meeting."""
        if _ADD.one(self._connection, _row(minutes)) is None:
            return False
        for position, each in enumerate(minutes.items, start=1):
            row = {name: getattr(each, name) for name in ItemText.__dataclass_fields__}
            row |= {"meeting": minutes.meeting, "position": position}
            _ADD_ITEM.one(self._connection, row)
        return True

    def save(self, minutes: Minutes) -> Minutes:
        """Keep how they stand now, one version on; items by `save_item`.

        Raises Stale where another was quicker.
        """
        row = _row(minutes) | {"version": minutes.version + 1}
        ours = (MINUTES.c.meeting == minutes.meeting, MINUTES.c.version == minutes.version)
        if not self._connection.execute(update(MINUTES).where(*ours).values(row)).rowcount:
            raise Stale
        return replace(minutes, version=minutes.version + 1)

    def save_item(self, meeting: str, item: ItemText) -> None:
        """Keep a changed item, whose rule has set its next version. Raises Stale."""
        row = {name: getattr(item, name) for name in ItemText.__dataclass_fields__}
        ours = (_I.meeting == meeting, _I.key == item.key, _I.version == item.version - 1)
        if not self._connection.execute(update(MINUTES_ITEMS).where(*ours).values(row)).rowcount:
            raise Stale

    def comments(self, meeting: str) -> tuple[Comment, ...]:
        """The comments on the minutes of a meeting, the first first."""
        rows = _COMMENTS.rows(self._connection, {"wanted": meeting})
        return tuple(_comment(row) for row in rows)

    def comment(self, ref: str) -> Comment:
        """One comment. Raises Forbidden where there is none."""
        row = _COMMENT.one(self._connection, {"wanted": ref})
        if row is None:
            raise Forbidden
        return _comment(row)

    def add_comment(self, comment: Comment, form: str) -> Comment:
        """Keep a comment, once for each form id, under the next reference."""
        wanted = select(MINUTES_COMMENTS).where(_C.meeting == comment.meeting, _C.form == form)
        known = self._connection.execute(wanted).mappings().first()
        if known is not None:
            return _comment(dict(known))
        number = next_number(self._connection, f"comment:{comment.meeting}")
        named = replace(comment, ref=f"{comment.meeting}/C{number:02d}")
        _ADD_COMMENT.run(self._connection, _comment_row(named) | {"form": form})
        return named

    def deal_with(self, comment: Comment) -> None:
        """Keep what became of a comment. Raises Stale where somebody has said so already."""
        row = _comment_row(comment)
        dealt = {name: row[name] for name in ("outcome", "reason", "dealt_by", "dealt_at")}
        ours = (_C.ref == comment.ref, _C.outcome == "")
        if not self._connection.execute(
            update(MINUTES_COMMENTS).where(*ours).values(dealt)
        ).rowcount:
            raise Stale

    def editions(self, meeting: str) -> tuple[Edition, ...]:
        """Every edition of the minutes of a meeting, the first first."""
        rows = _EDITIONS.rows(self._connection, {"wanted": meeting})
        return tuple(_edition(row) for row in rows)

    def edition(self, meeting: str, name: str) -> Edition | None:
        """One edition."""
        row = _EDITION.one(self._connection, {"wanted": meeting, "named": name})
        return _edition(row) if row else None

    def add_edition(self, edition: Edition) -> bool:
        """Keep an edition as it was sent out; False where there is one of this name."""
        row = {name: getattr(edition, name) for name in Edition.__dataclass_fields__}
        row |= {"content": _CONTENT.dump_python(edition.content, mode="json")}
        return _ADD_EDITION.one(self._connection, row) is not None

    def addenda(self, meeting: str) -> tuple[Addendum, ...]:
        """What was added to the minutes of a meeting, in order."""
        rows = _ADDENDA.rows(self._connection, {"wanted": meeting})
        return tuple(_addendum(row) for row in rows)

    def add_addendum(self, addendum: Addendum, form: str) -> Addendum:
        """Keep an addendum, once for each form id."""
        wanted = select(MINUTES_ADDENDA).where(_A.meeting == addendum.meeting, _A.form == form)
        known = self._connection.execute(wanted).mappings().first()
        if known is not None:
            return _addendum(dict(known))
        row = {name: getattr(addendum, name) for name in Addendum.__dataclass_fields__}
        _ADD_ADDENDUM.run(self._connection, row | {"form": form, "file_sha256": ""})
        return addendum

    def without_file(self) -> tuple[tuple[Edition, ...], tuple[Addendum, ...]]:
        """Editions and addenda of which no Word file has been made, the oldest first."""
        editions = select(MINUTES_EDITIONS).where(_E.file_sha256 == "").order_by(_E.made_at)
        addenda = select(MINUTES_ADDENDA).where(_A.file_sha256 == "").order_by(_A.at)
        rows = self._connection.execute(editions).mappings()
        added = self._connection.execute(addenda).mappings()
        return (
            tuple(_edition(dict(each)) for each in rows),
            tuple(_addendum(dict(each)) for each in added),
        )

    def note_file(self, made: Edition | Addendum, sha256: str) -> None:
        """Keep the hash of the Word file that was made of it."""
        if isinstance(made, Edition):
            ours = and_(_E.meeting == made.meeting, _E.name == made.name)
            change = update(MINUTES_EDITIONS).where(ours)
        else:
            ours = and_(_A.meeting == made.meeting, _A.number == made.number)
            change = update(MINUTES_ADDENDA).where(ours)
        self._connection.execute(change.values(file_sha256=sha256))

    def decisions(self, words: str, subgroups: Collection[str] | None) -> Iterator[Decision]:
        """Decisions that have all these words, the latest first; what was replaced is left out.

        Of subgroups' decisions only those of `subgroups` (codes of forums), or all for None.
        """
        columns = (DECISIONS.c.text, DECISIONS.c.rationale, DECISIONS.c.dissent, DECISIONS.c.ref)
        later = DECISIONS.alias()
        replaced = select(later.c.ref).where(later.c.replaces == DECISIONS.c.ref).exists()
        found = select(DECISIONS).join(MEETINGS, MEETINGS.c.ref == DECISIONS.c.meeting)
        found = found.where(~replaced)
        for word in words.casefold().split():
            like = f"%{_escaped(word)}%"
            found = found.where(or_(*(func.lower(x).like(like, escape="\\") for x in columns)))
        if subgroups is not None:
            is_other = MEETINGS.c.forum.not_like("SUBGROUP%")
            found = found.where(or_(is_other, MEETINGS.c.forum.in_(sorted(subgroups))))
        ordered = found.order_by(DECISIONS.c.at.desc(), DECISIONS.c.ref.desc())
        names = tuple(Decision.__dataclass_fields__)
        for row in self._connection.execute(ordered).mappings():
            read = {name: row[name] for name in names} | {"kind": DecisionKind(row["kind"])}
            yield Decision(**read)


def _escaped(word: str) -> str:
    for mark in ("\\", "%", "_"):
        word = word.replace(mark, f"\\{mark}")
    return word


def _row(minutes: Minutes) -> dict[str, Any]:
    row = {name: getattr(minutes, name) for name in MINUTES.c.keys()}  # noqa: SIM118 - columns
    approvals = _APPROVALS.dump_python(minutes.approvals, mode="json")
    return row | {"state": str(minutes.state), "approvals": approvals}


def _minutes(row: Kept, items: tuple[ItemText, ...]) -> Minutes:
    read: dict[str, Any] = {**row, "state": MinutesState(row["state"]), "items": items}
    return Minutes(**{**read, "approvals": _APPROVALS.validate_python(row["approvals"])})


def _item(row: Mapping[str, Any]) -> ItemText:
    return ItemText(**{name: row[name] for name in ItemText.__dataclass_fields__})


def _comment_row(comment: Comment) -> dict[str, Any]:
    row = {name: getattr(comment, name) for name in Comment.__dataclass_fields__}
    return row | {"outcome": str(comment.outcome or "")}


def _comment(row: Mapping[str, Any]) -> Comment:
    read = {name: row[name] for name in Comment.__dataclass_fields__}
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    return Comment(**read | {"outcome": outcome})


def _edition(row: Mapping[str, Any]) -> Edition:
    read = {name: row[name] for name in Edition.__dataclass_fields__}
    return Edition(**read | {"content": _CONTENT.validate_python(row["content"])})


def _addendum(row: Mapping[str, Any]) -> Addendum:
    return Addendum(**{name: row[name] for name in Addendum.__dataclass_fields__})
