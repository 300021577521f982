"""Bytes arrive whole, under their name, once."""

import asyncio
import hashlib

import pytest

from graph.errors import FaultKind, FilingFault
from graph.files import GraphFiles
from graph.filing import FolderIds
from tests.fakes.graph import CLIENT_ID, DRIVE, KIB_320, ROOT, Fault
from tests.graph.conftest import BOARD, MEETING, REGISTERS

MIB = 1024 * 1024
AGENDA = "Agenda BRD-037.docx"
PATH = (*MEETING.path, AGENDA)


def bytes_of(size):
    """Bytes that are nowhere alike."""
    return hashlib.shake_128(b"agenda").digest(size)


@pytest.mark.parametrize("size", [0, 1, 4 * MIB, 4 * MIB + 1, 12 * MIB, 60 * MIB])
async def test_a_file_of_any_size_arrives_whole(graph, files, row, tmp_path, size):
    source = tmp_path / "agenda"
    source.write_bytes(bytes_of(size))

    filed = await files.file_document(MEETING, AGENDA, source, once=True, save_state=row.save)

    node = graph.at(*PATH)
    assert node.sha256 == filed.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (filed.item_id, filed.etag, filed.size) == (node.id, node.etag, size)
    assert filed.web_url
    assert filed.is_exact
    assert len(graph.called("content")) == (size <= 4 * MIB)
    assert all(call.size % KIB_320 == 0 for call in graph.called("fragment")[:-1])


async def test_the_same_again_is_filed_already(graph, files):
    first = await files.file_document(MEETING, AGENDA, b"agenda", once=True)
    again = await files.file_document(MEETING, AGENDA, b"agenda", once=True)

    assert again == first
    assert len(graph.called("content")) == 1
    assert len(graph.at(*PATH).versions) == 1


@pytest.mark.parametrize("size", [10, 5 * MIB])
async def test_another_document_of_the_same_name_is_never_overwritten(graph, files, size):
    await files.file_document(MEETING, AGENDA, b"agenda", once=True)

    with pytest.raises(FilingFault) as fault:
        await files.file_document(MEETING, AGENDA, bytes_of(size), once=True)

    assert fault.value.kind is FaultKind.CONFLICT
    assert "Rename" in fault.value.sentence
    assert graph.at(*PATH).sha256 == hashlib.sha256(b"agenda").hexdigest()


@pytest.mark.parametrize("size", [10, 5 * MIB])
async def test_a_register_becomes_a_new_version(graph, files, size):
    first = await files.file_document(REGISTERS, "Actions.xlsx", b"before", once=False)
    second = await files.file_document(REGISTERS, "Actions.xlsx", bytes_of(size), once=False)

    node = graph.at("Registers", "Actions.xlsx")
    assert second.item_id == first.item_id
    assert [each[1] for each in node.versions] == [6, size]
    sent = [call for call in graph.calls if "If-Match" in call.headers]
    assert [call.headers["If-Match"] for call in sent] == [first.etag]


async def test_folders_are_made_once_and_looked_up_once(graph, files):
    await files.file_document(MEETING, AGENDA, b"1", once=True)
    await files.file_document(MEETING, "Pack BRD-037.docx", b"2", once=True)

    assert [call.body["name"] for call in graph.called("children")] == list(MEETING.path)
    assert len(graph.called("filesFolder")) == 1


async def test_a_folder_that_somebody_made_meanwhile_is_used(graph, files):
    """Between our look and our making of it: 409 means that it is there."""
    made = graph.make_folder("Meetings")
    graph.next("item", Fault(404, "itemNotFound"))

    await files.file_document(MEETING, AGENDA, b"1", once=True)

    assert graph.at(*MEETING.path).parent == made.id
    assert len([each for each in graph.nodes.values() if each.name == "Meetings"]) == 1


async def test_a_folder_whose_making_was_not_answered_is_found(graph, files):
    graph.next("children", Fault(drop="after"))

    await files.file_document(MEETING, AGENDA, b"1", once=True)

    assert len([each for each in graph.nodes.values() if each.name == "Meetings"]) == 1


async def test_a_file_where_a_folder_should_be_stays(graph, files):
    graph.put("Meetings", b"somebody's")

    with pytest.raises(FilingFault) as fault:
        await files.file_document(MEETING, AGENDA, b"1", once=True)

    assert fault.value.kind is FaultKind.CONFLICT
    assert graph.at("Meetings").size == 10


async def test_known_ids_need_no_leave_of_the_team(graph, client):
    """With Sites.Selected alone the team cannot be asked for its folder."""
    graph.roles = ["Sites.Selected"]
    known = FolderIds(DRIVE, ROOT)
    place = MEETING.__class__(BOARD.__class__(team="x", channel="y", known=known), MEETING.path)

    await GraphFiles(client).file_document(place, AGENDA, b"1", once=True)

    assert graph.called("filesFolder") == []
    assert graph.at(*PATH)


async def test_ids_of_the_folder_can_be_kept(files):
    assert await files.folders.files_of(BOARD) == FolderIds(DRIVE, ROOT)


@pytest.mark.parametrize(
    ("given", "there"),
    [
        ("50% of #1 & 'more' + é.docx", "50% of #1 & 'more' + é.docx"),
        ('Terms: "draft" <2>?.docx', "Terms draft 2 .docx"),
        ("100%25 %2F.docx", "100%25 %2F.docx"),
        (" a~b;c=d@e!$(f),[g].docx ", "a~b;c=d@e!$(f),[g].docx"),
        ("Überblick - Januar.", "Überblick - Januar"),
    ],
)
async def test_names_arrive_as_they_are_or_as_sharepoint_takes_them(graph, files, given, there):
    filed = await files.file_document(MEETING, given, b"1", once=True)
    again = await files.file_document(MEETING, given, b"1", once=True)

    assert filed.name == there
    assert again.item_id == filed.item_id
    assert graph.at(*MEETING.path, there).size == 1


async def test_many_at_once_arrive_each_once(files):
    names = [f"Paper {number:02d}.docx" for number in range(12)]
    filing = [files.file_document(MEETING, name, name.encode(), once=True) for name in names]

    filed = await asyncio.gather(*filing)

    assert [each.name for each in filed] == names
    assert len({each.item_id for each in filed}) == 12


async def test_what_sharepoint_wrote_into_is_said_to_be_inexact(graph, files):
    graph.rewrites_office = True

    filed = await files.file_document(MEETING, AGENDA, b"agenda", once=True)

    assert not filed.is_exact
    assert filed.size == 6 + 812
    assert graph.at(*PATH).made_by == CLIENT_ID


async def test_the_name_of_a_folder_is_not_taken_for_the_document(graph, files):
    await files.folders.of(MEETING)
    graph.make_folder(AGENDA, graph.at(*MEETING.path).id)

    for once in (True, False):
        with pytest.raises(FilingFault) as fault:
            await files.file_document(MEETING, AGENDA, b"", once=once)
        assert fault.value.kind is FaultKind.CONFLICT
