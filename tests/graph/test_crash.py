"""`kill -9` in the middle of an upload, and little memory for much to file."""

import asyncio
import hashlib
import json
import sys

import pytest

from graph.access import Access
from tests.fakes.graph import CLIENT_ID, SECRET, TENANT
from tests.graph.test_files import MIB, PATH, bytes_of

WARM_UP = bytes(4 * MIB + 1)
pytestmark = pytest.mark.timeout(120)


def access_of(authority: str) -> Access:
    """Give a process of its own access to the stand-in."""
    return Access(
        client_id=CLIENT_ID, tenant_id=TENANT, client_secret=SECRET,
        base_url=f"{authority}/v1.0", authority=authority,
    )  # fmt: skip


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "agenda"
    path.write_bytes(bytes_of(60 * MIB))
    return path


async def filing(graph, source, row):
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.graph.filing_process", graph.authority, str(source), str(row),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


def fragments(graph):
    return [call for call in graph.called("fragment") if call.size != len(WARM_UP)]


@pytest.mark.parametrize("at", [1, 6, 11])
async def test_killed_in_mid_upload_it_goes_on_and_arrives_once(graph, source, tmp_path, at):
    row = tmp_path / "row"
    first = await filing(graph, source, row)
    async with asyncio.timeout(60):
        while len(fragments(graph)) < at:  # noqa: ASYNC110 - another process is at it
            await asyncio.sleep(0.001)
    first.kill()
    await first.wait()
    sent = len(fragments(graph))

    second = await filing(graph, source, row)
    said, _ = await second.communicate()

    node = graph.at(*PATH)
    assert first.returncode == -9
    assert json.loads(said)["item"] == node.id
    assert node.versions == [(hashlib.sha256(source.read_bytes()).hexdigest(), 60 * MIB)]
    assert len(graph.called("createUploadSession")) == 2
    assert len(fragments(graph)) - sent <= 12 - at + 2


async def test_filing_60_mib_takes_less_than_30_mib(graph, source, tmp_path):
    process = await filing(graph, source, tmp_path / "row")
    said, _ = await process.communicate()

    assert graph.at(*PATH).size == 60 * MIB
    assert json.loads(said)["used"] < 30 * 1024
