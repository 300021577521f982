"""Upload sessions: a large document in fragments, resumed from wherever it was cut off.

The SDK's own LargeFileUploadTask is not used: it never finished cleanly (msgraph-core 1.5.2).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, Final

from graph.client import GraphClient
from graph.content import Document
from graph.errors import FaultKind, FilingFault
from graph.filing import SaveState, UploadState
from graph.items import Item
from graph.sdk import load

FRAGMENT: Final = 16 * 320 * 1024
"""Bytes: a multiple of 320 KiB, as sessions demand.

Source: Microsoft Learn, "driveItem: createUploadSession".
"""
_PIECE: Final = 256 * 1024
_INTERRUPTIONS: Final = 2
_RANGE_WRONG: Final = 416
_CUT: Final = {FaultKind.UNCLEAR, FaultKind.UNAVAILABLE}


class Upload:
    """One document on its way through one session; `state` is always what was last saved."""

    def __init__(
        self, client: GraphClient, document: Document, state: UploadState, save: SaveState
    ) -> None:
        self._client = client
        self._document = document
        self.state = state
        self._save = save
        self._left = _INTERRUPTIONS

    async def run(self, target: str, name: str, headers: Mapping[str, str], clash: str) -> Item:
        """Send what is missing to the item at the address `target`.

        Raises:
            FilingFault: cut off; `session_gone` where the session is no longer there.
        """
        try:
            if self.state.url:
                await self._ask_where()
            else:
                await self._open(target, name, headers, clash)
            while True:
                item = await self._one_more()
                if item is not None:
                    return item
        except FilingFault as fault:
            raise await self._ended(fault) from None

    async def abandon(self) -> None:
        """Give the session up, so that what it holds of the folder's room is free."""
        if self.state.url:
            url, self.state = self.state.url, replace(self.state, url="", next=0, expires="")
            await self._save(self.state)
            await self._client.fetch("DELETE", url)

    async def _open(self, target: str, name: str, headers: Mapping[str, str], clash: str) -> None:
        annotation = {"@microsoft.graph.conflictBehavior": clash}
        item = load("DriveItemUploadableProperties")(name=name, additional_data=annotation)
        body = load("CreateUploadSessionPostRequestBody")(item=item)
        answer = await self._client.ask(
            lambda session: (
                session.service.drives.by_drive_id("-")
                .items.by_drive_item_id("-")
                .create_upload_session.with_url(f"{target}/createUploadSession")
                .post(body, session.configured(headers))
            )
        )
        ends = answer.expiration_date_time
        expires = ends.isoformat() if ends else ""
        await self._keep(url=answer.upload_url or "", next=0, expires=expires)

    async def _one_more(self) -> Item | None:
        """Send the next fragment; give the item once it is whole."""
        start, size = self.state.next, self._document.size
        end = min(start + FRAGMENT, size)
        if end == size and not self.state.in_doubt:
            await self._keep(in_doubt=True)
        headers = {
            "Content-Range": f"bytes {start}-{end - 1}/{size}",
            "Content-Length": str(end - start),
        }
        pieces = self._pieces(start, end)
        try:
            _, answer = await self._client.fetch(
                "PUT", self.state.url, body=pieces, headers=headers
            )
        except FilingFault as fault:
            is_cut = fault.kind in _CUT and fault.status is None
            if not (is_cut or fault.status == _RANGE_WRONG) or not self._left:
                raise
            self._left -= 1
            await self._ask_where()
            return None
        if "id" in answer:
            return Item.read(answer)
        await self._go_on(answer, start)
        return None

    async def _pieces(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Read the fragment while it is sent: held whole, it would be there several times over."""
        for at in range(start, end, _PIECE):
            yield await self._document.read(at, min(_PIECE, end - at))

    async def _ask_where(self) -> None:
        _, answer = await self._client.fetch("GET", self.state.url)
        await self._go_on(answer, -1)

    async def _go_on(self, answer: dict[str, Any], start: int) -> None:
        """Keep the first byte still wanted: only the number before "-" is to be relied on."""
        wanted = _first_wanted(answer)
        if wanted is None or wanted >= self._document.size or wanted <= start:
            if not self._left:
                raise FilingFault(FaultKind.UNAVAILABLE, "no_progress")
            self._left -= 1
        if wanted is None or wanted >= self._document.size:
            # All of it is there, and no item yet: the end is sent again, which is answered by one.
            wanted = max(0, (self._document.size - 1) // FRAGMENT * FRAGMENT)
        await self._keep(next=wanted)

    async def _keep(self, **changes: Any) -> None:  # noqa: ANN401 - fields of the state
        self.state = replace(self.state, **changes)
        await self._save(self.state)

    async def _ended(self, fault: FilingFault) -> FilingFault:
        if fault.kind is not FaultKind.GONE or not self.state.url:
            return fault
        await self._keep(url="", next=0, expires="")
        return FilingFault(FaultKind.SESSION_GONE, fault.code, fault.status)


def _first_wanted(answer: dict[str, Any]) -> int | None:
    ranges = answer.get("nextExpectedRanges")
    first = ranges[0] if isinstance(ranges, list) and ranges else ""
    number = str(first).partition("-")[0]
    return int(number) if number.isdecimal() else None
