"""`kill -9` of the bot in the middle of an upload: it goes on from there, and files it once."""

import asyncio
import hashlib

import pytest
from sqlalchemy import select, update

from board.places import Binding, Forum, ForumKind
from bot.clock import machine_now
from bot.papers import file_large
from storage.documents import PART
from storage.tables.documents import DOCUMENT_PARTS, DOCUMENTS
from storage.tables.ledger import INTENTS
from tests.crash.conftest import HERE, Ground
from tests.crash.serving import serving
from tests.fakes.channel import BOARD_CHANNEL
from tests.fakes.graph import GraphServer
from tests.graph.conftest import graph as _stand_in
from tests.scenarios.filing import AGENDA, MIB, agenda, bytes_of, graph_settings

pytestmark = pytest.mark.timeout(240)
graph = _stand_in
SIZE = 60 * MIB


async def filing(ground: Ground, content: bytes) -> None:
    """A large agenda waits to be filed."""
    board = Binding(Forum(ForumKind.BOARD), BOARD_CHANNEL.channel or "", BOARD_CHANNEL.team or "")
    await ground.write(lambda unit: unit.places.bind(board))
    document = agenda(content, made_at=machine_now())
    assert await file_large(ground.database, document, content, machine_now(), origin=HERE)


@pytest.mark.parametrize("at", [2, 9])
async def test_killed_in_mid_upload_the_bot_goes_on_and_files_it_once(
    own_ground: Ground, graph: GraphServer, at: int
) -> None:
    content = bytes_of(SIZE)
    await filing(own_ground, content)
    folder = graph.ca_file.parent
    database = own_ground.settings["MHRMB_DATABASE_URL"]
    settings = graph_settings(own_ground.channel, graph, folder, MHRMB_DATABASE_URL=database)
    async with serving(settings, own_ground.channel) as first:
        async with asyncio.timeout(60):
            while len(graph.called("fragment")) < at:  # noqa: ASYNC110 - another process is at it
                await asyncio.sleep(0.001)
        await first.kill()
    sent = len(graph.called("fragment"))
    [before] = await own_ground.rows(select(DOCUMENTS))
    assert before["state"] == "waiting"

    async with serving(settings, own_ground.channel):
        # As if the rest of the lease had gone by.
        await own_ground.write(
            lambda unit: unit._connection.execute(
                update(INTENTS).where(INTENTS.c.lane == "graph").values(lease_until=machine_now())
            )
        )
        async with asyncio.timeout(90):
            while (await own_ground.rows(select(DOCUMENTS)))[0]["state"] != "filed":  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)

    node = graph.at(*AGENDA)
    assert node is not None
    assert node.versions == [(hashlib.sha256(content).hexdigest(), SIZE)]
    assert len(graph.called("createUploadSession")) == 1
    assert len(graph.called("fragment")) - sent <= 12 - at + 2
    assert not await own_ground.rows(select(DOCUMENT_PARTS.c.number))
    told = await own_ground.rows(select(INTENTS).where(INTENTS.c.kind == "file_filed"))
    assert len(told) == 1
    assert SIZE // PART == 60
