"""Numbers without gaps or doubles: one locked row for each sequence."""

from sqlalchemy import Connection, Executable

from storage.statements import Prepared, insert_of
from storage.tables.referrals import COUNTERS


def _counting(dialect: str) -> Executable:
    made = insert_of(dialect, COUNTERS)
    counted = {"value": COUNTERS.c.value + 1}
    return made.on_conflict_do_update(index_elements=["name"], set_=counted).returning(
        COUNTERS.c.value
    )


def _raising(dialect: str) -> Executable:
    made = insert_of(dialect, COUNTERS)
    return made.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": made.excluded.value},
        where=COUNTERS.c.value < made.excluded.value,
    )


_COUNT = Prepared(_counting)
_RAISE = Prepared(_raising)


def next_number(connection: Connection, sequence: str) -> int:
    """The next number; its row stays locked until the unit ends, which may give it back."""
    number: int = _COUNT.scalar(connection, {"name": sequence, "value": 1})
    return number


def raise_number(connection: Connection, sequence: str, least: int) -> None:
    """Let the sequence go on above a number that came from elsewhere."""
    _RAISE.run(connection, {"name": sequence, "value": least})
