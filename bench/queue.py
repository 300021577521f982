"""The mental health team's queue: 200 waiting among 50,000 referrals, with its audit.

`python -m bench.queue` takes about half a minute, most of it to write the referrals. Each turn is
the press of *Next page* through the whole application: who and where, the snapshot, the audit
line committed, the card. Target: 15 ms at the 99th percentile.
"""

import asyncio
import statistics
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from board.referrals import Referral, ReferralState, Source, Urgency
from bot.clock import BoardClock, machine_now
from bot.dispatch import Dispatcher
from bot.fetching import Fetcher
from bot.opening import office_of
from bot.settings import load_settings
from bot.teams.answers import CardAnswer
from bot.teams.connector import Connector
from bot.teams.credentials import NoCredentials
from bot.teams.hosts import ServiceHosts
from bot.teams.incoming import read
from bot.wiring import all_rooms
from storage.cipher import Keys
from storage.database import Database
from storage.unit import Unit
from tests.fakes.channel import TRIAGER, Channel
from tests.scenarios.bot import HERE, register, settings_for

ALL, WAITING = 50_000, 200
TURNS = 400


async def main() -> None:
    """Print the median and the 99th percentile of one page of the queue."""
    async with Channel() as channel:
        with TemporaryDirectory() as folder:
            await _measure(channel, Path(folder))


async def _measure(channel: Channel, folder: Path) -> None:
    settings = load_settings(settings_for(channel, folder))
    database = Database.open(
        settings.database, Keys.load(settings.key_file), machine_now=machine_now
    )
    database.migrate()
    await database.write(register, origin=HERE)
    for start in range(0, ALL, 500):
        await database.write(lambda unit, start=start: _fill(unit, start), origin=HERE)  # type: ignore[misc]
    hosts, clock = ServiceHosts.of(("127.0.0.1",)), BoardClock()
    dispatcher = Dispatcher(
        database=database,
        router=all_rooms(),
        connector=Connector(channel.session, NoCredentials(), hosts, machine_now),
        office=office_of(settings),
        clock=clock,
        fetcher=Fetcher(database, channel.session, hosts, clock),
    )
    took = [await _turn(dispatcher, channel) for _ in range(TURNS)][20:]
    await database.close()
    percentile = statistics.quantiles(took, n=100)[98]
    print(f"queue of {WAITING} among {ALL:,} referrals, one page with its audit:")
    print(f"  median {statistics.median(took):6.2f} ms   99th percentile {percentile:6.2f} ms")
    print("  target 15 ms at the 99th percentile")


async def _turn(dispatcher: Dispatcher, channel: Channel) -> float:
    activity = read(channel.execute("triage.queue", {"page": 2}, TRIAGER))
    started = time.perf_counter()
    answer = await dispatcher.hear(activity)
    took = (time.perf_counter() - started) * 1000
    if not isinstance(answer, CardAnswer):
        raise TypeError(answer)
    return took


def _fill(unit: Unit, start: int) -> None:
    now = machine_now()
    for number in range(start, start + 500):
        waits = number % (ALL // WAITING) == 0
        unit.referrals.insert(
            Referral(
                ref=f"REF-2026-{number + 1:05d}",
                state=ReferralState.IN_TRIAGE if waits else ReferralState.CLOSED,
                urgency=Urgency.URGENT if number % 3 == 0 else Urgency.STANDARD,
                source=Source.INTERNAL,
                submitted_at=now - timedelta(minutes=number),
                acknowledged_at=now - timedelta(minutes=number),
                triage_due=now + timedelta(hours=number % 60 - 20),
                referrer=f"person-{number % 500}",
                referrer_name="Somebody",
                agency="AG-02",
                agency_name="Coastshire Mental Health Trust",
                job="Ward nurse",
                concern={"indicators": ("weapons",)},
                identity={"subject_name": f"Made Up{number}", "subject_born": "1980-01-01"},
                health={"conditions": ("not_known",)},
            )
        )


if __name__ == "__main__":
    asyncio.run(main())
