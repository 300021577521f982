"""The channel's files folder and the folders below it, looked up once and made where missing."""

from typing import Final

from graph.client import GraphClient
from graph.errors import FaultKind, FilingFault
from graph.filing import Channel, Folder, FolderIds
from graph.items import Item, look
from graph.names import clean_name
from graph.sdk import load

_REMOVED: Final = (
    "The folder was removed while the document was being filed. Nothing to do: it is made anew at"
    " the next try."
)
_NOT_A_FOLDER: Final = (
    "A file stands where the folder has to be, and it is not overwritten. Rename or move it."
)
_NOT_ASKED: Final = (
    "Microsoft 365 does not let the app ask which folder is the channel's. Ask an administrator to"
    " grant it the application permission Files.Read.All until the folder is known."
)
_MOST_KEPT: Final = 1000


class Folders:
    """Ids of folders, kept for as long as they lead somewhere."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._kept: dict[tuple[str, str, tuple[str, ...]], FolderIds] = {}

    async def files_of(self, channel: Channel) -> FolderIds:
        """Give the channel's files folder; keep it as `Channel.known`, for it does not change.

        Raises:
            FilingFault: `folder_missing` until somebody has opened the Files tab.
        """
        key = (channel.team, channel.channel, ())
        if channel.known is not None:
            return channel.known
        if key not in self._kept:
            self._keep(key, await self._asked(channel))
        return self._kept[key]

    async def of(self, folder: Folder) -> FolderIds:
        """Give the folder, made together with those above it where they are missing.

        Raises:
            FilingFault: it is neither to be found nor to be made.
        """
        here = await self.files_of(folder.channel)
        path: tuple[str, ...] = ()
        for part in map(clean_name, folder.path):
            path = (*path, part)
            key = (folder.channel.team, folder.channel.channel, path)
            if key not in self._kept:
                self._keep(key, await self._found_or_made(here, part))
            here = self._kept[key]
        return here

    def lost(self, folder: Folder, fault: FilingFault) -> FilingFault:
        """Forget a folder that led nowhere, so that the next try looks for it; say so."""
        of_channel = (folder.channel.team, folder.channel.channel)
        for key in [key for key in self._kept if key[:2] == of_channel]:
            del self._kept[key]
        return FilingFault(FaultKind.FOLDER_MISSING, fault.code, fault.status, sentence=_REMOVED)

    def _keep(self, key: tuple[str, str, tuple[str, ...]], ids: FolderIds) -> None:
        if len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = ids

    async def _asked(self, channel: Channel) -> FolderIds:
        try:
            found = await self._client.ask(
                lambda session: (
                    session.service.teams.by_team_id(channel.team)
                    .channels.by_channel_id(channel.channel)
                    .files_folder.get()
                )
            )
        except FilingFault as fault:
            if fault.kind is FaultKind.GONE:
                raise FilingFault(FaultKind.FOLDER_MISSING, fault.code, fault.status) from None
            if fault.kind is FaultKind.FORBIDDEN:
                raise FilingFault(
                    FaultKind.FORBIDDEN, fault.code, fault.status, sentence=_NOT_ASKED
                ) from None
            raise
        item = Item.of(found)
        if not item.drive or not item.id:
            raise FilingFault(FaultKind.UNAVAILABLE, "no_drive")
        return FolderIds(item.drive, item.id)

    async def _found_or_made(self, parent: FolderIds, name: str) -> FolderIds:
        item = await look(self._client, parent, name)
        if item is None:
            try:
                return FolderIds(parent.drive, await self._made(parent, name))
            except FilingFault as fault:
                if fault.kind is FaultKind.GONE:
                    raise FilingFault(
                        FaultKind.FOLDER_MISSING, fault.code, fault.status, sentence=_REMOVED
                    ) from None
                if fault.kind not in {FaultKind.CONFLICT, FaultKind.UNCLEAR}:
                    raise
                item = await look(self._client, parent, name)  # it is there already, or was made
                if item is None:
                    raise
        if not item.is_folder:
            raise FilingFault(FaultKind.CONFLICT, "not_a_folder", sentence=_NOT_A_FOLDER)
        return FolderIds(parent.drive, item.id)

    async def _made(self, parent: FolderIds, name: str) -> str:
        body = load("DriveItem")(
            name=name,
            folder=load("Folder")(),
            additional_data={"@microsoft.graph.conflictBehavior": "fail"},
        )
        made = await self._client.ask(
            lambda session: (
                session.service.drives.by_drive_id(parent.drive)
                .items.by_drive_item_id(parent.item)
                .children.post(body)
            ),
            writes=True,
        )
        return Item.of(made).id
