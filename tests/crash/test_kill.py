"""`kill -9` of the real thing: nothing acknowledged is lost, nothing is there twice."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.clock import machine_now
from storage.tables.ledger import AUDIT_LINES, INTENTS
from storage.tables.referrals import REFERRALS
from tests.crash.conftest import Ground
from tests.crash.serving import Serving, serving, waiting_for_an_end
from tests.fakes.channel import Channel, Person, Reply

pytestmark = pytest.mark.timeout(240)  # a start takes seconds where much else goes on
WITHIN = timedelta(seconds=30)
ENOUGH = 40


async def test_whatever_was_acknowledged_is_there_once_after_a_kill(ground: Ground):
    """Sixteen refer at once, form after form, and the process goes away in the middle."""
    forms = await ground.drafts(160)
    async with serving(ground.settings, ground.channel) as first:
        acknowledged = await killed_in_the_middle(first, forms)

    async with serving(ground.settings, ground.channel) as second:
        presses = [second.send(clerk, form) for form, clerk in forms.items()]
        again = dict(zip(forms, await asyncio.gather(*presses), strict=True))
        once_more = [await second.send(forms[form], form) for form in list(forms)[:16]]
        assert await second.stop() == 0

    numbers = [f"REF-{machine_now():%Y}-{number:04d}" for number in range(1, len(forms) + 1)]
    assert len(forms) > len(acknowledged) >= ENOUGH
    assert acknowledged.items() <= again.items()
    assert once_more == list(again.values())[:16]
    assert sorted(again.values()) == numbers
    assert [
        each["ref"] for each in await ground.rows(select(REFERRALS.c.ref).order_by("ref"))
    ] == numbers
    told = await ground.rows(select(INTENTS).where(INTENTS.c.kind == "referral_received"))
    assert sorted(each["about"] for each in told) == numbers
    assert {each["state"] for each in told} <= {"pending", "sent"}
    lines = select(AUDIT_LINES).where(AUDIT_LINES.c.name == "ReferralSubmitted")
    assert sorted(each["about"] for each in await ground.rows(lines)) == numbers
    assert (await ground.database.read(lambda snapshot: snapshot.audit.verify())).is_whole


async def test_every_notice_arrives_and_only_what_was_in_flight_arrives_twice(ground: Ground):
    """A send cut off by the crash is tried again as soon as its lease is over, within 30 s."""
    channel = ground.channel
    forms = await ground.drafts(4)
    async with serving(ground.settings, channel) as first:
        channel.next_answers(Reply(silent=60), times=2)
        refs = [await first.send(clerk, form) for form, clerk in forms.items()]
        await channel.wait_for(2, within=20)  # they have arrived, and the bot does not know
        await first.kill()
    killed_at = machine_now()
    leased = await ground.rows(select(INTENTS).where(INTENTS.c.lease_until.is_not(None)))
    assert len(leased) >= 2
    assert max(each["lease_until"] for each in leased) < killed_at + WITHIN

    async with serving(ground.settings, channel):
        # As if the rest of the lease had gone by.
        await ground.write(
            lambda unit: unit._connection.execute(update(INTENTS).values(lease_until=killed_at))
        )
        await settled(ground)

    notices, edits = notices_on(channel), [call.activity for call in channel.said("update")]
    assert set(notices) == set(refs)
    assert set(edits) == {f"opener-{form}" for form in forms}
    assert len(notices) + len(edits) == len(refs) + len(forms) + 2


async def killed_in_the_middle(running: Serving, forms: dict[str, Person]) -> dict[str, str]:
    """Each clerk sends one form after the other until the process is killed; the receipts."""
    acknowledged: dict[str, str] = {}
    enough = asyncio.Event()
    of_clerk: dict[Person, list[str]] = {}
    for form, clerk in forms.items():
        of_clerk.setdefault(clerk, []).append(form)

    async def refer(clerk: Person) -> None:
        for form in of_clerk[clerk]:
            ref = await waiting_for_an_end(asyncio.ensure_future(running.send(clerk, form)))
            if ref is None:
                return
            acknowledged[form] = ref
            if len(acknowledged) >= ENOUGH:
                enough.set()

    async with asyncio.TaskGroup() as clerks:
        for clerk in of_clerk:
            clerks.create_task(refer(clerk))
        await enough.wait()
        await running.kill()
    return acknowledged


def notices_on(channel: Channel) -> list[str]:
    """The references of the notices that have arrived in the team's channel."""
    found = (re.search(r"REF-\d+-\d+", str(call.body)) for call in channel.said("create"))
    return [each[0] for each in found if each]


async def settled(ground: Ground) -> None:
    """Wait until nothing is pending."""
    pending = select(INTENTS.c.id).where(INTENTS.c.state == "pending")
    async with asyncio.timeout(60):
        while await ground.rows(pending):  # noqa: ASYNC110 - another process is at it
            await asyncio.sleep(0.05)
