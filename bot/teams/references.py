"""Where something is to be said: our own JSON, kept by us and outliving the SDK."""

from dataclasses import dataclass, field, replace
from typing import Self, get_args

import orjson

from bot.teams.incoming import Incoming, PlaceKind


@dataclass(frozen=True, slots=True)
class Reference:
    """A chat or a channel that the bot may speak in.

    `conversation` is the chat or the channel itself; `thread` is the channel conversation with its
    `;messageid=N`, where an answer belongs into one. `user_id` is the person of a personal chat,
    by the id that only this bot knows.
    """

    service_url: str
    conversation: str
    kind: PlaceKind
    bot_id: str
    bot_name: str | None = field(default=None, repr=False)
    tenant: str | None = None
    team: str | None = None
    channel: str | None = None
    user_id: str | None = None
    thread: str | None = None

    def to_json(self) -> str:
        """Write it for the database."""
        return orjson.dumps(self).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it did not.
        """
        given = orjson.loads(text)
        if not isinstance(given, dict) or given.get("kind") not in get_args(PlaceKind):
            raise ValueError("not a reference")
        try:
            return cls(**given)
        except TypeError:
            raise ValueError("not a reference") from None


def reference_of(incoming: Incoming) -> Reference:
    """Give the person's chat, or the channel itself, as this activity shows it."""
    in_channel = incoming.conversation.kind == "channel"
    root = incoming.conversation.thread_root
    return Reference(
        service_url=incoming.service_url,
        conversation=(incoming.channel or root) if in_channel else incoming.conversation.id,
        kind=incoming.conversation.kind,
        bot_id=incoming.bot.id,
        bot_name=incoming.bot.name,
        tenant=incoming.tenant,
        team=incoming.team_id,
        channel=incoming.channel if in_channel else None,
        user_id=incoming.sender.id if incoming.conversation.kind == "personal" else None,
    )


def thread_of(incoming: Incoming) -> Reference:
    """Give the very thread that the activity belongs to."""
    return replace(reference_of(incoming), thread=incoming.conversation.id)
