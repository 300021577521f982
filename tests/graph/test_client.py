"""The bot proves who it is, and its token goes to Graph alone."""

import asyncio
import logging
import subprocess
import sys
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from graph.access import Access
from graph.client import GraphClient
from graph.errors import FaultKind, FilingFault
from graph.files import GraphFiles
from tests.fakes.graph import CLIENT_ID, TENANT, Fault, certificate_for
from tests.graph.conftest import BOARD, MEETING, NOON, access_to
from tests.graph.test_files import AGENDA, MIB, bytes_of


@pytest.fixture
async def client_of(graph):
    """Give a client with other access, closed in the end."""
    made = []

    def build(**other):
        made.append(GraphClient(access_to(graph, **other), lambda: NOON))
        return made[-1]

    yield build
    for each in made:
        await each.close()


async def fault_of(call):
    with pytest.raises(FilingFault) as raised:
        await call
    return raised.value


async def test_a_secret_proves_the_app(graph, client):
    identity = await client.identity()

    assert (identity.app_id, identity.tenant) == (CLIENT_ID, TENANT)
    assert identity.roles == {"Sites.Selected", "Calendars.ReadWrite", "Files.Read.All"}
    assert graph.token_calls[0]["scope"] == "https://graph.microsoft.com/.default"


async def test_a_certificate_signs_for_the_app(graph, client_of, tmp_path):
    pem, graph.certificate = certificate_for("mhrmb")
    path = tmp_path / "app.pem"
    path.write_bytes(pem)

    identity = await client_of(client_secret="", certificate_file=path).identity()

    assert identity.app_id == CLIENT_ID
    assert "client_secret" not in graph.token_calls[0]


async def test_a_strangers_certificate_is_refused(graph, client_of, tmp_path):
    _, graph.certificate = certificate_for("mhrmb")
    path = tmp_path / "app.pem"
    path.write_bytes(certificate_for("a stranger")[0])

    fault = await fault_of(client_of(client_secret="", certificate_file=path).identity())

    assert fault.kind is FaultKind.UNAUTHORISED


@pytest.mark.parametrize("text", [b"", b"nothing"])
async def test_a_certificate_that_cannot_be_read_is_named(client_of, tmp_path, text):
    path = tmp_path / "app.pem"
    if text:
        path.write_bytes(text)

    fault = await fault_of(client_of(client_secret="", certificate_file=path).warm())

    assert fault.kind is FaultKind.UNAUTHORISED
    assert "MHRMB_GRAPH_CERTIFICATE_FILE" in fault.sentence
    assert str(tmp_path) not in fault.sentence


async def test_the_machines_identity_needs_no_secret(graph, client_of, monkeypatch):
    asked = []

    async def endpoint(request: web.Request) -> web.Response:
        asked.append((request.headers["X-IDENTITY-HEADER"], dict(request.query)))
        answer = {"access_token": graph._signed(), "expires_on": "4102444800", "resource": "r",
                  "token_type": "Bearer"}  # fmt: skip
        return web.json_response(answer)

    app = web.Application()
    app.router.add_get("/msi/token", endpoint)
    async with TestServer(app) as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.port}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "from the platform")
        files = GraphFiles(client_of(client_secret=""))
        await files.file_document(MEETING, AGENDA, b"1", once=True)

    assert asked[0][0] == "from the platform"
    assert asked[0][1]["client_id"] == CLIENT_ID
    assert graph.token_calls == []


@pytest.mark.parametrize(
    ("other", "names"),
    [
        ({"client_secret": "old"}, "MHRMB_GRAPH_CLIENT_SECRET"),
        ({"client_id": "another"}, "MHRMB_GRAPH_CLIENT_ID"),
        ({"tenant_id": "nowhere"}, "MHRMB_GRAPH_TENANT_ID"),
        ({"scope": "https://elsewhere.example"}, "MHRMB_GRAPH_SCOPE"),
    ],
)
async def test_what_the_authority_refuses_is_named_by_its_setting(graph, client_of, other, names):
    fault = await fault_of(GraphFiles(client_of(**other)).folders.files_of(BOARD))

    assert fault.kind is FaultKind.UNAUTHORISED
    assert names in fault.sentence
    assert fault.code.startswith("AADSTS")
    assert graph.calls == []
    assert len(graph.token_calls) == 1


async def test_nobody_at_the_other_end_is_no_answer(client_of):
    """Neither of them is asked for longer than it takes."""
    nowhere = "https://127.0.0.1:9"

    graph_down = await fault_of(
        GraphFiles(client_of(base_url=f"{nowhere}/v1.0")).folders.files_of(BOARD)
    )
    authority_down = await fault_of(client_of(authority=nowhere).identity())

    assert graph_down.kind is authority_down.kind is FaultKind.UNAVAILABLE


async def test_a_certificate_nobody_vouches_for_ends_it(client_of, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)

    fault = await fault_of(client_of().identity())

    assert fault.kind is FaultKind.UNAVAILABLE


@pytest.mark.parametrize("scope", ["https://graph.example", "https://graph.example/.default"])
def test_a_scope_is_taken_with_or_without_its_end(scope):
    access = Access(client_id="x", scope=scope)

    assert access.scopes == ["https://graph.example/.default"]


@pytest.mark.parametrize(
    ("authority", "known"),
    [("https://login.microsoftonline.com", True), ("https://127.0.0.1:8443", False)],
)
def test_only_microsofts_own_authorities_are_discovered(authority, known):
    assert Access(client_id="x", authority=authority).is_known_cloud is known


async def test_the_token_goes_nowhere_else(graph, client):
    """The same name on another port is another place; so is the host of an upload."""

    async def elsewhere(session):
        url = graph.base_url.replace(str(graph._graph.port), str(graph._sharepoint.port))
        return await session.service.drives.by_drive_id("d").with_url(f"{url}/drives/d").get()

    fault = await fault_of(client.ask(elsewhere))
    await GraphFiles(client).file_document(MEETING, AGENDA, bytes_of(5 * MIB), once=True)

    assert (fault.kind, fault.code) == (FaultKind.REFUSED, "foreign_host")
    uploads = graph.called("fragment")
    assert uploads
    assert not [call for call in uploads if "Authorization" in call.headers]
    assert all("Authorization" in call.headers for call in graph.called("content"))


async def test_an_upload_address_without_tls_is_not_used(graph, client, monkeypatch):
    monkeypatch.setattr(type(graph), "sharepoint", property(lambda _self: "http://localhost:1"))

    fault = await fault_of(
        GraphFiles(client).file_document(MEETING, AGENDA, bytes_of(5 * MIB), once=True)
    )

    assert (fault.kind, fault.code) == (FaultKind.REFUSED, "not_https")


async def test_a_redirect_is_not_followed(graph, client):
    graph.next("filesFolder", Fault(302, headers={"Location": f"{graph.sharepoint}/up/1"}))

    fault = await fault_of(GraphFiles(client).folders.files_of(BOARD))

    assert (fault.kind, fault.code) == (FaultKind.REFUSED, "redirect")
    assert graph.called("session") == []


async def test_the_sdk_tries_nothing_again_by_itself(graph, client):
    """With Retry-After it would sleep that long inside the call, however long it is."""
    graph.next("filesFolder", Fault(429, headers={"Retry-After": "100"}))
    loop = asyncio.get_running_loop()
    await client.warm()
    began = loop.time()

    fault = await fault_of(GraphFiles(client).folders.files_of(BOARD))

    assert fault.retry_after == timedelta(seconds=100)
    assert loop.time() - began < 5
    assert len(graph.called("filesFolder")) == 1


async def test_no_address_of_an_upload_is_logged(client, caplog):
    caplog.set_level(logging.DEBUG)

    await GraphFiles(client).file_document(MEETING, AGENDA, bytes_of(5 * MIB), once=True)

    ours = [record for record in caplog.records if record.name != "aiohttp.access"]
    assert ours
    assert not [record for record in ours if "/up/" in record.getMessage()]


async def test_one_token_serves_many_calls(graph, client):
    files = GraphFiles(client)
    for number in range(3):
        await files.file_document(MEETING, f"{number}.docx", b"1", once=True)

    assert len(graph.token_calls) == 1


async def test_secrets_are_kept_out_of_what_is_shown(graph):
    assert "secret for Graph" not in repr(access_to(graph))


async def test_a_token_that_says_nothing_is_no_fault(client, monkeypatch):
    """Only people read it: nothing is decided by what it says."""
    session = await client.session()

    async def token(_self):
        return "opaque"

    monkeypatch.setattr(type(session), "token", token)

    assert (await client.identity()).roles == frozenset()


async def test_it_can_be_closed_and_used_again(graph, client):
    await client.identity()
    await client.close()
    await client.close()

    await client.identity()

    assert len(graph.token_calls) == 2


def test_nothing_of_the_sdk_is_loaded_until_it_is_used():
    """It takes a second and 45 MB: where Graph is not configured, neither is spent."""
    names = "access calendar check client content errors files filing folders items local names"
    imports = "; ".join(f"import graph.{name}" for name in names.split())
    code = f"import sys; {imports}; print([n for n in sys.modules if n.startswith(('msgraph', "
    code += "'azure', 'kiota', 'httpx', 'msal'))])"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert said.stdout.strip() == "[]"


async def test_warming_leaves_nothing_to_load_to_the_first_request(graph):
    """In a process of its own: here much is loaded already."""
    code = """
import asyncio, sys
from pathlib import Path
from graph.files import GraphFiles
from graph.client import GraphClient
from tests.graph.conftest import NOON, MEETING
from tests.graph.test_crash import access_of
async def main():
    client = GraphClient(access_of(sys.argv[1]), lambda: NOON)
    await client.warm()
    before = set(sys.modules)
    await GraphFiles(client).file_document(MEETING, "a.docx", bytes(5 * 1024 * 1024), once=True)
    late = {n for n in set(sys.modules) - before if n.startswith(("msgraph", "kiota"))}
    await client.close()
    print(sorted(late))
asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, graph.authority, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()

    assert process.returncode == 0
    late = said.decode().strip().strip("[]").split(", ")
    assert len(late) <= 3, late
