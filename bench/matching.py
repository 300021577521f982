"""Who may be the same person: one search among 50,000 referrals, on SQLite.

`python -m bench.matching` takes about half a minute, most of it to write the referrals. CPU is
that of the database thread alone. Target: 5 ms at the median.
"""

import statistics
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from board.referrals import Referral
from bot.clock import machine_now
from storage.cipher import Keys
from storage.database import Database
from storage.unit import Snapshot, Unit
from tests.storage.builders import HERE, people
from tests.storage.made_up_people import SLIPS, People, Person, a_referral_of, referral_of

ALL, AT_ONCE = 50_000, 500
OF_EACH_SLIP = 20


def main() -> None:
    """Print what a search takes, and how large the index is."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "board.db"
        keys = Keys.make(Path(folder) / "keys")
        database = Database.open(f"sqlite:///{path}", keys, machine_now=machine_now)
        database.migrate()
        database.write_now(people, origin=HERE)
        _measure(database, People())
        database.close_now()


def _measure(database: Database, made_up: People) -> None:
    everybody = made_up.some(ALL)
    form = database.write_now(lambda unit: a_referral_of(unit, everybody[0], ""), origin=HERE)
    for first in range(0, ALL, AT_ONCE):
        some = everybody[first : first + AT_ONCE]
        database.write_now(partial(_fill, form=form, first=first, some=some), origin=HERE)
    asked = [
        referral_of(form, changed, "REF-2027-0001")
        for slip in SLIPS.values()
        for each in made_up.random.sample(everybody, OF_EACH_SLIP)
        if (changed := slip(each, made_up))
    ]
    took = [database.read_now(partial(_search, referral=each)) for each in asked][20:]
    percentile = statistics.quantiles(took, n=100)[98]
    print(f"who may be the same person, among {ALL:,} referrals, by {len(took)} searches:")
    print(f"  median {statistics.median(took):6.2f} ms   99th percentile {percentile:6.2f} ms")
    print(f"  {database.read_now(_tokens) / ALL:.1f} digests kept for each referral")
    print("  target 5 ms of CPU at the median")


def _fill(unit: Unit, *, form: Referral, first: int, some: list[Person]) -> None:
    for number, person in enumerate(some, first + 1):
        unit.referrals.insert(referral_of(form, person, f"REF-2026-{number:04d}"))


def _search(snapshot: Snapshot, *, referral: Referral) -> float:
    started = time.thread_time()
    snapshot.referrals.alike(referral)
    return (time.thread_time() - started) * 1000


def _tokens(snapshot: Snapshot) -> int:
    counted = snapshot.referrals._connection.exec_driver_sql("SELECT count(*) FROM blind_tokens")  # noqa: SLF001
    number: int = counted.scalar_one()
    return number


if __name__ == "__main__":
    main()
