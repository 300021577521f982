"""Agendas of meetings as people have changed them, and what was asked of them."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select, update

from board.agenda import Agenda, AgendaItem
from board.agenda_asks import AgendaAsk, AskKind, AskState
from board.errors import Forbidden, Stale
from board.forums import ForumType
from storage.numbers import next_number
from storage.statements import Kept, Prepared, upsert
from storage.tables.agendas import AGENDA_ASKS, AGENDAS
from storage.tables.base import keepable

_A, _Q = AGENDAS.c, AGENDA_ASKS.c
_OF = select(AGENDAS).where(_A.meeting == bindparam("wanted"))
_READ, _READ_LOCKED = Prepared(_OF), Prepared(_OF.with_for_update())
_ADD = upsert(AGENDAS, ("meeting",))
_ITEMS = TypeAdapter(tuple[AgendaItem, ...])
_ASK = select(AGENDA_ASKS).where(_Q.ref == bindparam("wanted"))
_READ_ASK, _READ_ASK_LOCKED = Prepared(_ASK), Prepared(_ASK.with_for_update())
_ASKS = Prepared(
    select(AGENDA_ASKS).where(_Q.meeting == bindparam("wanted")).order_by(_Q.asked_at, _Q.ref)
)
_ADD_ASK = upsert(AGENDA_ASKS, ("ref",))
_ASK_COLUMNS = tuple(each.name for each in _Q)


class Agendas:
    """Agendas by the reference of their meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, meeting: str, *, for_change: bool = False) -> Agenda | None:
        """The agenda that was kept for a meeting, or None where nobody has changed it yet."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": meeting})
        return _agenda(row) if row else None

    def add(self, agenda: Agenda) -> bool:
        """Keep the first one of a meeting; False where another was quicker."""
        return _ADD.one(self._connection, _row(agenda)) is not None

    def save(self, agenda: Agenda) -> Agenda:
        """Keep a changed agenda, one version on. Raises Stale where another was quicker."""
        row = _row(agenda) | {"version": agenda.version + 1}
        ours = (_A.meeting == agenda.meeting, _A.version == agenda.version)
        if not self._connection.execute(update(AGENDAS).where(*ours).values(row)).rowcount:
            raise Stale
        return replace(agenda, version=agenda.version + 1)

    def next_ask(self, meeting: str) -> str:
        """The reference of the next thing asked of a meeting's agenda, like BRD-037/A01."""
        return f"{meeting}/A{next_number(self._connection, f'ASK-{meeting}'):02d}"

    def ask(self, ref: str, *, for_change: bool = False) -> AgendaAsk:
        """Something that was asked. Raises Forbidden where there is none."""
        statement = _READ_ASK_LOCKED if for_change else _READ_ASK
        row = statement.one(self._connection, {"wanted": ref})
        if row is None:
            raise Forbidden
        return _ask(row)

    def asks_of(self, meeting: str) -> tuple[AgendaAsk, ...]:
        """Everything asked of a meeting's agenda, the oldest first."""
        return tuple(_ask(row) for row in _ASKS.rows(self._connection, {"wanted": meeting}))

    def add_ask(self, ask: AgendaAsk) -> None:
        """Keep something that is asked."""
        _ADD_ASK.one(self._connection, _ask_row(ask))

    def settle(self, ask: AgendaAsk) -> None:
        """Keep its answer. Raises Stale where somebody has answered it meanwhile."""
        ours = (_Q.ref == ask.ref, _Q.state == str(AskState.WAITING))
        changed = update(AGENDA_ASKS).where(*ours).values(_ask_row(ask))
        if not self._connection.execute(changed).rowcount:
            raise Stale


def _row(agenda: Agenda) -> dict[str, Any]:
    items = tuple(_keepable(each) for each in agenda.items)
    return {
        "meeting": agenda.meeting,
        "version": agenda.version,
        "forum": str(agenda.forum),
        "minutes": agenda.minutes,
        "items": _ITEMS.dump_python(items, mode="json"),
        "issued_for": agenda.issued_for,
    }


def _keepable(item: AgendaItem) -> AgendaItem:
    papers = tuple(
        replace(each, title=keepable(each.title), link=keepable(each.link)) for each in item.papers
    )
    return replace(
        item,
        title=keepable(item.title),
        presenter=keepable(item.presenter),
        points=tuple(map(keepable, item.points)),
        papers=papers,
        outcome=keepable(item.outcome),
    )


def _agenda(row: Kept) -> Agenda:
    read: dict[str, Any] = {
        "forum": ForumType(row["forum"]),
        "items": _ITEMS.validate_python(row["items"]),
    }
    return Agenda(**{**row, **read})


def _ask_row(ask: AgendaAsk) -> dict[str, Any]:
    row = {name: getattr(ask, name) for name in _ASK_COLUMNS}
    return row | {"kind": str(ask.kind), "state": str(ask.state)}


def _ask(row: Kept) -> AgendaAsk:
    read: dict[str, Any] = {"kind": AskKind(row["kind"]), "state": AskState(row["state"])}
    return AgendaAsk(**{**row, **read})
