"""Statements that every turn runs, compiled once; and the upsert that both databases have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Table, and_, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import CompilerElement

Values = Mapping[str, Any]
Kept = dict[str, Any]
_Process = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Ready:
    text: str
    binds: tuple[tuple[str, _Process], ...]
    fixed: Values
    columns: tuple[tuple[str, _Process], ...]

    def bound(self, values: Values) -> list[Any]:
        given = {**self.fixed, **values} if self.fixed else values
        return [
            given[name] if process is None else process(given[name]) for name, process in self.binds
        ]

    def read(self, row: Sequence[Any]) -> Kept:
        return {
            name: value if process is None else process(value)
            for (name, process), value in zip(self.columns, row, strict=True)
        }


class Prepared:
    """A statement, run on a connection with values by name.

    On SQLite, where the unit's own CPU is what it costs, the compiled text goes straight to
    the driver: most of what SQLAlchemy does for each call is saved. On PostgreSQL, where the
    network is, it goes the usual way, which also sees lost connections.
    """

    def __init__(self, statement: Executable | Callable[[str], Executable]) -> None:
        self._make = statement if callable(statement) else lambda _: statement
        self._for: dict[str, Executable] = {}
        self._ready: dict[tuple[str, ...], _Ready] = {}

    def rows(self, connection: Connection, values: Values = {}) -> list[Kept]:  # noqa: B006 - read only
        """All rows, each by column name."""
        if connection.dialect.name != "sqlite":
            found = connection.execute(self._statement(connection), dict(values))
            return [dict(row) for row in found.mappings()]
        ready = self._compiled(connection, values)
        cursor = _driver(connection).execute(ready.text, ready.bound(values))
        return [ready.read(row) for row in cursor.fetchall()]

    def one(self, connection: Connection, values: Values = {}) -> Kept | None:  # noqa: B006 - read only
        """The first row by column name, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def scalar(self, connection: Connection, values: Values = {}) -> Any:  # noqa: ANN401, B006 - any column's
        """The first column of the first row, or None."""
        found = self.one(connection, values)
        return next(iter(found.values())) if found else None

    def run(self, connection: Connection, values: Values) -> int:
        """Run it; how many rows it touched."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement(connection), dict(values)).rowcount
        ready = self._compiled(connection, values)
        touched: int = _driver(connection).execute(ready.text, ready.bound(values)).rowcount
        return touched

    def run_each(self, connection: Connection, values: Sequence[Values]) -> None:
        """Run it once for each of these, which all have the same names."""
        if not values:
            return
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement(connection), [dict(each) for each in values])
            return
        ready = self._compiled(connection, values[0])
        _driver(connection).executemany(ready.text, [ready.bound(each) for each in values])

    def _statement(self, connection: Connection) -> Executable:
        name = connection.dialect.name
        made = self._for.get(name)
        if made is None:
            made = self._for[name] = self._make(name)
        return made

    def _compiled(self, connection: Connection, values: Values) -> _Ready:
        names = tuple(values)
        ready = self._ready.get(names)
        if ready is None:
            ready = _compile(self._statement(connection), names, connection.dialect)
            self._ready[names] = ready
        return ready


def upsert(
    table: Table, key: tuple[str, ...], *, update: tuple[str, ...] = (), newer: str | None = None
) -> Prepared:
    """Insert a row, or update these columns of the one with the same key.

    Without `update` the row there stays as it is. One row comes back where something was
    written and none where not: a row that would not change is left alone, and with `newer`
    so is one whose column of that name is later than the one given.
    """

    def make(dialect: str) -> Executable:
        made = insert_of(dialect, table)
        first = table.c[key[0]]
        if not update:
            return made.on_conflict_do_nothing(index_elements=key).returning(first)
        where = or_(*(table.c[name].is_distinct_from(made.excluded[name]) for name in update))
        if newer is not None:
            where = and_(where, table.c[newer] <= made.excluded[newer])
        taken = {name: made.excluded[name] for name in (*update, *([newer] if newer else ()))}
        return made.on_conflict_do_update(index_elements=key, set_=taken, where=where).returning(
            first
        )

    return Prepared(make)


def insert_of(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert with `on conflict`, which each database has in a module of its own."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3's own connection
    return connection.connection.dbapi_connection


def _compile(statement: Executable, names: tuple[str, ...], dialect: Dialect) -> _Ready:
    if not isinstance(statement, CompilerElement):
        raise TypeError("only what can be compiled can be prepared")
    compiled = statement.compile(dialect=dialect, column_keys=list(names) or None)
    if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params:
        raise TypeError("a statement of varying length cannot be prepared")
    types = {name: bind.type for name, bind in compiled.binds.items()}
    fixed = {name: value for name, value in compiled.params.items() if name not in names}
    columns = getattr(statement, "exported_columns", ())
    return _Ready(
        text=str(compiled),
        binds=tuple(
            (name, types[name].dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ),
        fixed=fixed,
        columns=tuple(
            (each.key, each.type.dialect_impl(dialect).result_processor(dialect, None))
            for each in columns
        ),
    )
