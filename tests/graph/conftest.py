"""A stand-in of Microsoft Graph, and a client of the bot that trusts it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.access import Access
from graph.client import GraphClient
from graph.files import GraphFiles
from graph.filing import Channel, Folder, UploadState
from tests.fakes.graph import CHANNEL, CLIENT_ID, SECRET, TEAM, TENANT, GraphServer

NOON = datetime(2026, 12, 29, 12, 0, tzinfo=UTC)
BOARD = Channel(team=TEAM, channel=CHANNEL)
MEETING = Folder(BOARD, ("Meetings", "2027-01-06 BRD-037"))
REGISTERS = Folder(BOARD, ("Registers",))


class Row:
    """Where the queue keeps an upload's state: as JSON, every one that was saved."""

    def __init__(self) -> None:
        self.saved: list[dict[str, Any]] = []

    async def save(self, state: UploadState) -> None:
        self.saved.append(state.to_json())

    @property
    def state(self) -> UploadState | None:
        """What a process that comes after would read."""
        return UploadState.from_json(self.saved[-1]) if self.saved else None


def access_to(graph: GraphServer, **other: Any) -> Access:
    """Give the app's access as it stands in a deployment."""
    given = {
        "client_id": CLIENT_ID, "tenant_id": TENANT, "client_secret": SECRET,
        "base_url": graph.base_url, "authority": graph.authority,
    }  # fmt: skip
    return Access(**given | other)


@pytest.fixture
async def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[GraphServer]:
    """The far end; the test fails on whatever is not in the published description."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with GraphServer(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
        yield server
    assert server.violations == []


@pytest.fixture
async def client(graph: GraphServer) -> AsyncIterator[GraphClient]:
    """The bot's client."""
    made = GraphClient(access_to(graph), lambda: NOON)
    yield made
    await made.close()


@pytest.fixture
def files(client: GraphClient) -> GraphFiles:
    """What files."""
    return GraphFiles(client)


@pytest.fixture
def row() -> Row:
    """Where the state is kept."""
    return Row()
