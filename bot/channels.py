"""Which folder of Microsoft 365, or of this machine, has the files of a forum."""

from typing import Final

import structlog

from board.places import Binding, Forum, ForumKind
from bot.settings import Settings
from bot.teams.connector import Connector
from bot.teams.faults import SendFault
from bot.teams.references import Reference
from graph.errors import FaultKind, FilingFault
from graph.filing import Channel, FolderIds

log = structlog.get_logger()

_NO_GROUP: Final = (
    "Teams does not say which Microsoft 365 group this team is. Nothing to do: it is asked again"
    " at the next try."
)


class Channels:
    """The board's channel is set; a subgroup's is the one bound to it, in its own team."""

    def __init__(self, settings: Settings, connector: Connector) -> None:
        self._settings = settings
        self._connector = connector
        self._groups: dict[str, str] = {}

    def is_set(self, forum: Forum) -> bool:
        """Whether this forum's files are found without a binding."""
        return not self._settings.files_in_graph or forum.kind is ForumKind.BOARD

    async def of(
        self, forum: Forum, binding: Binding | None, reference: str | None, kept: str | None
    ) -> Channel:
        """Give the channel whose files are the forum's; `kept` are the ids of its folder.

        Raises:
            FilingFault: it cannot be known now.
        """
        if not self._settings.files_in_graph:
            label = "" if forum.kind is ForumKind.BOARD else forum.title.removeprefix("the ")
            return Channel(team="", channel="", label=label[:1].upper() + label[1:])
        known = FolderIds.read(kept)
        if forum.kind is ForumKind.BOARD:
            return Channel(
                team=self._settings.team_id, channel=self._settings.channel_id, known=known
            )
        if binding is None or reference is None:
            raise FilingFault(FaultKind.NOT_CONFIGURED, "no_channel")
        if binding.channel == self._settings.channel_id:
            raise FilingFault(FaultKind.REFUSED, "boards_channel")
        group = await self._group(binding.team, Reference.from_json(reference))
        return Channel(team=group, channel=binding.channel, known=known)

    def id_of(self, forum: Forum, binding: Binding | None) -> str:
        """The channel's id, by which the ids of its folder are kept."""
        if forum.kind is ForumKind.BOARD:
            return self._settings.channel_id
        return binding.channel if binding else ""

    async def _group(self, team: str, reference: Reference) -> str:
        if team not in self._groups:
            try:
                self._groups[team] = await self._connector.group_of(reference, team)
            except SendFault as fault:
                code = fault.code or str(fault.kind)
                raise FilingFault(FaultKind.UNAVAILABLE, code, sentence=_NO_GROUP) from None
        return self._groups[team]
