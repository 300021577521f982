"""The base of every row, and the column types that behave alike on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(SQLModel):
    """A row of ours; rows never leave this folder."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware instant as microseconds since 1970 (UTC): exact, sortable, alike everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses a naive datetime with a TypeError."""
        del dialect
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Always UTC."""
        del dialect
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text of any origin: what a database cannot hold (NUL, half a surrogate) is replaced."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Plain text passes as it is."""
        del dialect
        return None if value is None else keepable(value)


def keepable(words: str) -> str:
    """Text as a database can hold it; what is in JSON has to be made so before it is kept."""
    if "\0" in words:
        words = words.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return words if words.isascii() else words.encode("utf-8", "replace").decode()


KEYED = {"sqlite_with_rowid": False}
"""For small rows that are only found by key: one tree on SQLite instead of two."""
_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
BIG_ID = BigInteger().with_variant(Integer, "sqlite")


def words(*, key: bool = False, index: bool = False, unique: bool = False) -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A text column."""
    return Field(sa_type=Words, primary_key=key, index=index, unique=unique)


def later_words() -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A text column of a table that had rows before it: empty in those."""
    return Field(sa_type=Words, sa_column_kwargs={"server_default": text("''")})


def maybe_words(*, unique: bool = False) -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A text column that may be empty (NULL)."""
    return Field(default=None, sa_type=Words, nullable=True, unique=unique)


def instant(*, index: bool = False) -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A column of an instant."""
    return Field(sa_type=Instant, index=index)


def maybe_instant() -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A column of an instant that may not have come."""
    return Field(default=None, sa_type=Instant, nullable=True)


def maybe_day() -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A column of a date that may not be known."""
    return Field(default=None, sa_type=Date, nullable=True)


def sealed() -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A column of sealed bytes, NULL once disposed of."""
    return Field(default=None, sa_type=LargeBinary, nullable=True)


def json_column() -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A column of JSON."""
    return Field(sa_type=_JSON)


def maybe_json() -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A column of JSON that may be empty (NULL)."""
    return Field(default=None, sa_type=_JSON, nullable=True)


def big_id() -> Any:  # noqa: ANN401 - SQLModel declares columns by such
    """A numbered primary key."""
    return Field(default=None, primary_key=True, sa_type=BIG_ID)


def table_of(row: type[SQLModel]) -> Table:
    """The Core table of a row class, for statements that are built once."""
    return cast("Table", inspect(row).local_table)
