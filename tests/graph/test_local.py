"""Without Microsoft 365 the same documents stand in a folder, under the same names."""

import asyncio
import errno
import hashlib
import os
from dataclasses import replace

import pytest

from graph.errors import FaultKind, FilingFault
from graph.filing import Folder
from graph.local import LocalFiles
from tests.graph.conftest import BOARD, MEETING, REGISTERS

AGENDA = "Agenda BRD-037.docx"


@pytest.fixture
def files(tmp_path) -> LocalFiles:
    return LocalFiles(tmp_path)


@pytest.fixture
def folder(files):
    return files.root.joinpath(*MEETING.path)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("size", [0, 1, 3 * 1024 * 1024 + 7])
async def test_a_document_arrives_whole(files, folder, tmp_path, size):
    source = tmp_path / "source"
    source.write_bytes(os.urandom(size))

    filed = await files.file_document(MEETING, AGENDA, source, once=True)

    assert (folder / AGENDA).read_bytes() == source.read_bytes()
    assert filed.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert filed.item_id == f"Meetings/2027-01-06 BRD-037/{AGENDA}"
    assert filed.web_url == f"file://{folder}/{AGENDA}".replace(" ", "%20")
    assert names(folder) == [AGENDA]


async def test_the_same_again_is_filed_already(files, folder):
    first = await files.file_document(MEETING, AGENDA, b"agenda", once=True)
    for once in (True, False):
        assert await files.file_document(MEETING, AGENDA, b"agenda", once=once) == first

    assert names(folder) == [AGENDA]


@pytest.mark.parametrize("other", [b"others", b"longer than that"])
async def test_another_document_is_never_overwritten(files, folder, other):
    await files.file_document(MEETING, AGENDA, b"agenda", once=True)

    with pytest.raises(FilingFault) as fault:
        await files.file_document(MEETING, AGENDA, other, once=True)

    assert fault.value.kind is FaultKind.CONFLICT
    assert (folder / AGENDA).read_bytes() == b"agenda"
    assert names(folder) == [AGENDA]


async def test_a_register_keeps_its_name_and_its_earlier_versions(files):
    for content in (b"first", b"second", b"third"):
        await files.file_document(REGISTERS, "Actions.xlsx", content, once=False)

    folder = files.root / "Registers"
    assert (folder / "Actions.xlsx").read_bytes() == b"third"
    assert (folder / "Actions (version 1).xlsx").read_bytes() == b"first"
    assert (folder / "Actions (version 2).xlsx").read_bytes() == b"second"
    assert len(names(folder)) == 3


async def test_many_at_once_leave_one(files, folder):
    contents = [f"agenda {number}".encode() for number in range(8)]
    filing = [files.file_document(MEETING, AGENDA, each, once=True) for each in contents]

    done = await asyncio.gather(*filing, return_exceptions=True)

    filed = [each for each in done if not isinstance(each, FilingFault)]
    assert len(filed) == 1
    assert contents[done.index(filed[0])] == (folder / AGENDA).read_bytes()
    assert names(folder) == [AGENDA]


async def test_another_channel_has_a_folder_of_its_own(files):
    subgroup = Folder(replace(BOARD, label="High Intensity: North"), ("Meetings",))

    await files.file_document(subgroup, AGENDA, b"1", once=True)

    assert (files.root / "High Intensity North" / "Meetings" / AGENDA).exists()


@pytest.mark.parametrize("name", ["../../out.docx", "..", "a/../../b.docx", "\\\\host\\x.docx"])
async def test_no_name_leads_out_of_the_folder(files, name):
    try:
        await files.file_document(Folder(BOARD, ("..", "Meetings")), name, b"1", once=True)
    except ValueError:
        pass
    else:
        pytest.fail("a folder called .. has no name")
    try:
        filed = await files.file_document(MEETING, name, b"1", once=True)
    except ValueError:
        return

    assert "/.." not in filed.item_id
    assert (files.root / filed.item_id).exists()


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, FaultKind.FULL), (errno.EACCES, FaultKind.FORBIDDEN),
     (errno.EIO, FaultKind.UNAVAILABLE)],
)  # fmt: skip
async def test_a_disk_that_refuses_leaves_nothing_behind(files, folder, monkeypatch, number, kind):
    def refuse(_descriptor):
        raise OSError(number, "refused")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse)
        with pytest.raises(FilingFault) as fault:
            await files.file_document(MEETING, AGENDA, b"agenda", once=True)
    await files.file_document(MEETING, AGENDA, b"agenda", once=True)

    assert fault.value.kind is kind
    assert "channel-files" in fault.value.sentence or "disk" in fault.value.sentence
    assert names(folder) == [AGENDA]


async def test_what_a_killed_process_left_half_written_is_not_in_the_way(files, folder):
    folder.mkdir(parents=True)
    half = folder / f".{hashlib.sha256(b'agenda').hexdigest()[:16]}.part"
    half.write_bytes(b"age")

    await files.file_document(MEETING, AGENDA, b"agenda", once=True)

    assert (folder / AGENDA).read_bytes() == b"agenda"
    assert names(folder) == [AGENDA]


async def test_a_folder_of_that_name_is_left_alone(files, folder):
    (folder / AGENDA).mkdir(parents=True)

    with pytest.raises(FilingFault) as fault:
        await files.file_document(MEETING, AGENDA, b"agenda", once=False)

    assert fault.value.kind is FaultKind.CONFLICT
