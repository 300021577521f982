"""Processes that stop in order, run side by side, and lose their database for a while."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import func, select

from board.errors import message
from storage.tables.ledger import INTENTS
from storage.tables.referrals import REFERRALS
from tests.crash.conftest import Ground
from tests.crash.serving import serving, waiting_for_an_end
from tests.crash.test_kill import notices_on, settled
from tests.postgres import Postgres

pytestmark = pytest.mark.timeout(240)  # a start takes seconds where much else goes on
AT_MOST = timedelta(seconds=8)


async def test_sigterm_finishes_what_is_under_way_and_ends_well(own_ground: Ground):
    forms = await own_ground.drafts(64)
    async with serving(own_ground.settings, own_ground.channel) as running:
        presses = [
            asyncio.ensure_future(
                waiting_for_an_end(asyncio.ensure_future(running.send(clerk, form)))
            )
            for form, clerk in forms.items()
        ]
        await asyncio.wait(presses, return_when=asyncio.FIRST_COMPLETED)
        asked = monotonic()

        code = await running.stop()

        took = timedelta(seconds=monotonic() - asked)
        receipts = {each.result() for each in presses if await each}
    kept = {each["ref"] for each in await own_ground.rows(select(REFERRALS.c.ref))}
    assert code == 0
    assert took < AT_MOST
    assert receipts
    assert receipts == kept
    assert running.lines[-1]["event"] == "stopped"


async def test_a_taken_port_is_said_in_one_sentence(own_ground: Ground):
    async with serving(own_ground.settings, own_ground.channel) as running:
        taken = own_ground.settings | {"MHRMB_PORT": str(running.port)}

        async with serving(taken, own_ground.channel, listens=False) as second:
            code = await second.process.wait()

    assert code == 1
    (sentence,) = [each["said"] for each in second.lines if "said" in each]
    assert sentence.startswith("cannot listen: ")
    assert "MHRMB_PORT" in sentence


async def test_two_processes_lose_no_notice_and_send_none_twice(shared_ground: Ground):
    forms = await shared_ground.drafts(12)
    async with AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(serving(shared_ground.settings, shared_ground.channel))
            for _ in range(2)
        ]
        presses = [
            both[number % 2].send(clerk, form) for number, (form, clerk) in enumerate(forms.items())
        ]
        refs = await asyncio.gather(*presses)
        await settled(shared_ground)

    edits = [call.activity for call in shared_ground.channel.said("update")]
    assert sorted(notices_on(shared_ground.channel)) == sorted(refs)
    assert sorted(map(str, edits)) == sorted(f"opener-{form}" for form in forms)
    assert len(set(refs)) == len(forms)


async def test_the_same_press_at_two_processes_is_one_referral(shared_ground: Ground):
    forms = await shared_ground.drafts(8)
    async with AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(serving(shared_ground.settings, shared_ground.channel))
            for _ in range(2)
        ]
        presses = [one.send(clerk, form) for form, clerk in forms.items() for one in both]

        refs = await asyncio.gather(*presses)

    assert refs[::2] == refs[1::2]
    assert len(set(refs)) == len(forms)
    told = select(func.count()).where(INTENTS.c.kind == "referral_received")
    assert [each["count_1"] for each in await shared_ground.rows(told)] == [len(forms)]


async def test_an_outage_of_the_database_is_said_and_passes(
    shared_ground: Ground, postgres: Postgres, postgres_url: str
):
    forms = await shared_ground.drafts(6)
    before, during = list(forms)[:3], list(forms)[3:]
    async with serving(shared_ground.settings, shared_ground.channel) as running:
        refs = [await running.send(forms[form], form) for form in before]

        postgres.cut_off(postgres_url)
        said = [await running.send(forms[form], form) for form in during]
        ready = await running.is_ready()
        postgres.let_in(postgres_url)

        async with asyncio.timeout(30):
            while not await running.is_ready():  # noqa: ASYNC110 - another process is at it
                await asyncio.sleep(0.05)
        again = [await running.send(forms[form], form) for form in forms]
        await settled(shared_ground)
        assert await running.stop() == 0

    assert said == [message("unavailable")] * len(during)
    assert not ready
    assert again[: len(before)] == refs
    assert sorted(notices_on(shared_ground.channel)) == sorted(again)
