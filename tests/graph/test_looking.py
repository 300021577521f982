"""A file that was filed is looked at again: is it still what was put there?"""

from functools import partial

import pytest

from graph.content import Document, document_of
from graph.errors import FaultKind, FilingFault
from graph.filing import Filed
from graph.local import LocalFiles
from tests.fakes.graph import Fault
from tests.graph.conftest import MEETING

NAME = "Minutes BRD-037 final.docx"
WORDS = b"What was decided on the sixth of January."


async def _filed(files) -> tuple[Filed, Document]:
    filed = await files.file_document(MEETING, NAME, WORDS, once=True)
    return filed, await document_of(WORDS)


@pytest.mark.parametrize("rewrites", [False, True])
async def test_what_nobody_has_touched_is_as_filed(graph, files, *, rewrites: bool):
    """SharePoint's own properties in an Office file are nobody's change."""
    graph.rewrites_office = rewrites
    filed, document = await _filed(files)

    looked = await files.look_at(MEETING, filed.item_id, filed.etag, document)

    assert looked.is_as_filed
    assert not looked.is_gone


async def test_properties_that_somebody_sets_are_no_change_of_the_text(graph, files):
    filed, document = await _filed(files)
    node = graph.nodes[filed.item_id]
    node.change, node.changed_by = node.change + 1, "somebody"

    looked = await files.look_at(MEETING, filed.item_id, filed.etag, document)

    assert looked.is_as_filed


@pytest.mark.parametrize("rewrites", [False, True])
async def test_what_somebody_writes_over_it_is_seen(graph, files, *, rewrites: bool):
    graph.rewrites_office = rewrites
    filed, document = await _filed(files)
    graph.put(NAME, b"What nobody decided", parent=graph.nodes[filed.item_id].parent)

    looked = await files.look_at(MEETING, filed.item_id, filed.etag, document)

    assert not looked.is_as_filed
    assert looked.etag == graph.nodes[filed.item_id].etag != filed.etag


async def test_what_is_gone_is_seen_and_what_is_not_known_is_no_change(graph, files):
    filed, document = await _filed(files)
    graph.next("item", Fault(503, "serviceNotAvailable"))

    with pytest.raises(FilingFault) as fault:
        await files.look_at(MEETING, filed.item_id, filed.etag, document)
    del graph.nodes[filed.item_id]
    looked = await files.look_at(MEETING, filed.item_id, filed.etag, document)

    assert fault.value.kind is FaultKind.UNAVAILABLE
    assert looked.is_gone
    assert not looked.is_as_filed


async def test_on_this_machine_it_is_the_bytes_that_count(tmp_path):
    files = LocalFiles(tmp_path)
    filed, document = await _filed(files)
    path = files.root / filed.item_id
    look = partial(files.look_at, MEETING, filed.item_id, filed.etag, document)

    first = await look()
    path.write_bytes(b"What nobody decided")
    changed = await look()
    path.unlink()
    gone = await look()

    assert [first.is_as_filed, changed.is_as_filed, gone.is_gone] == [True, False, True]
    assert changed.etag != first.etag
