"""Before filing, each thing that is missing is named with its fix."""

import pytest

from graph.check import check
from graph.client import GraphClient
from tests.fakes.graph import CLIENT_ID, ORGANISER, Fault
from tests.graph.conftest import BOARD, NOON, access_to


def failed(findings):
    return {each.name: each.sentence for each in findings if not each.passed}


async def test_all_is_well(graph, client):
    findings = await check(client, BOARD, ORGANISER)

    assert [each.name for each in findings] == ["identity", "permissions", "folder", "organiser"]
    assert failed(findings) == {}
    assert graph.at("Meetings").made_by == CLIENT_ID


async def test_without_an_organiser_none_is_asked_for(graph, client):
    graph.roles = ["Sites.Selected", "Files.Read.All"]

    findings = await check(client, BOARD)

    assert [each.name for each in findings] == ["identity", "permissions", "folder"]
    assert failed(findings) == {}


async def test_without_a_token_nothing_else_can_be_looked_at(graph):
    client = GraphClient(access_to(graph, client_secret="old"), lambda: NOON)
    findings = await check(client, BOARD, ORGANISER)
    await client.close()

    assert list(failed(findings)) == ["identity"]
    assert "MHRMB_GRAPH_CLIENT_SECRET" in findings[0].sentence
    assert "AADSTS7000215" in findings[0].sentence


async def test_permissions_that_are_missing_are_named(graph, client):
    graph.roles = []

    found = failed(await check(client, BOARD, ORGANISER))

    assert set(found) == {"permissions", "folder", "organiser"}
    assert "Sites.Selected and Calendars.ReadWrite" in found["permissions"]
    assert "administrator" in found["folder"]
    assert "Grant the app Calendars.ReadWrite" in found["organiser"]


async def test_a_permission_for_every_site_passes_with_advice(graph, client):
    graph.roles = ["Sites.ReadWrite.All", "Calendars.ReadWrite", "Files.Read.All"]

    findings = await check(client, BOARD, ORGANISER)

    assert failed(findings) == {}
    assert "take Sites.ReadWrite.All away" in findings[1].sentence


@pytest.mark.parametrize(
    ("opened", "granted", "says"),
    [(False, True, "Open the Files tab"), (True, False, "Sites.Selected, role write")],
)
async def test_a_folder_that_cannot_be_written_says_why(graph, client, opened, granted, says):
    graph.files_tab_opened, graph.site_granted = opened, granted

    found = failed(await check(client, BOARD, ORGANISER))

    assert list(found) == ["folder"]
    assert says in found["folder"]


@pytest.mark.parametrize(
    ("organiser", "allowed", "says"),
    [("nobody", True, "MHRMB_ORGANISER_ID"), (ORGANISER, False, "application access policy")],
)
async def test_an_organiser_that_cannot_be_used_says_why(graph, client, organiser, allowed, says):
    graph.mailbox_allowed = allowed

    found = failed(await check(client, BOARD, organiser))

    assert list(found) == ["organiser"]
    assert says in found["organiser"]


async def test_a_service_that_is_away_is_no_fault_of_the_setup(graph, client):
    graph.next("events", Fault(503))

    found = failed(await check(client, BOARD, ORGANISER))

    assert "does not answer" in found["organiser"]
