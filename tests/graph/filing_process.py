"""A process that files one document and keeps its state in a file: to be killed in the middle."""

import asyncio
import json
import resource
import sys
from pathlib import Path

from graph.client import GraphClient
from graph.files import GraphFiles
from graph.filing import UploadState
from tests.graph.conftest import MEETING, NOON
from tests.graph.test_crash import WARM_UP, access_of


def kept_in(row: Path) -> UploadState | None:
    """Give what the process before left."""
    return UploadState.from_json(json.loads(row.read_text())) if row.exists() else None


async def main(authority: str, source: Path, row: Path) -> None:
    """File `source`, going on with what `row` holds; print how much memory that took, in KiB."""
    client = GraphClient(access_of(authority), lambda: NOON)
    files = GraphFiles(client)
    await files.file_document(MEETING, "Warm-up.docx", WARM_UP, once=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    state = kept_in(row)

    async def save(now: UploadState) -> None:
        part = row.with_suffix(".part")
        part.write_text(json.dumps(now.to_json()))
        part.replace(row)

    filed = await files.file_document(
        MEETING, "Agenda BRD-037.docx", source, once=True, state=state, save_state=save
    )
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    await client.close()
    print(json.dumps({"item": filed.item_id, "used": used}))  # noqa: T201 - its answer


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
