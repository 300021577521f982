"""Sends, replies, edits and asks for members; what is tried again, and when, is the courier's."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

import aiohttp

from bot.teams.answers import CARD
from bot.teams.credentials import Credentials
from bot.teams.faults import FaultKind, SendFault
from bot.teams.hosts import ServiceHosts
from bot.teams.references import Reference
from bot.teams.wire import Client, Sender

_PAGE: Final = 200
_MOST_PAGES: Final = 100
_MOST_CLIENTS: Final = 100


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A card or a text, never both: Teams splits those in two and names neither.

    `summary` is what notifications show.
    """

    card: Mapping[str, object] | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)
    summary: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if (self.card is None) == (not self.text):
            raise ValueError("either a card or a text")


@dataclass(frozen=True, slots=True)
class Sent:
    """Where it went; `activity` is missing where Teams told no id, and then it cannot be edited."""

    conversation: str
    activity: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """Someone in a chat or team, as Teams knows them."""

    id: str
    aad_object_id: str | None
    name: str | None = field(repr=False)
    email: str | None = field(repr=False)
    is_guest: bool

    @classmethod
    def read(cls, given: Mapping[str, object]) -> Self:
        """Read one entry of a roster; Teams has two names for some fields."""
        role = _text(given, "userRole") or _text(given, "role") or ""
        return cls(
            id=_text(given, "id") or "",
            aad_object_id=_text(given, "aadObjectId") or _text(given, "objectId"),
            name=_text(given, "name"),
            email=_text(given, "email"),
            is_guest=role.casefold() in {"guest", "anonymous"},
        )


class Connector:
    """Everything the bot says without having been asked.

    One client for each service URL, one session for all. Every method raises `SendFault`, and
    calls no host but those allowed.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        credentials: Credentials,
        hosts: ServiceHosts,
        machine_now: Callable[[], datetime],
        *,
        sender: Sender | None = None,
    ) -> None:
        self._hosts = hosts
        self._sender = sender or Sender(session, credentials, machine_now)
        self._clients: dict[str, Client] = {}

    async def send(self, to: Reference, outgoing: Outgoing) -> Sent:
        """Say something new: in a chat at its end, in a channel as a new thread."""
        if to.kind != "channel":
            return await self._post(to, to.conversation, outgoing)
        channel = to.channel or to.conversation
        parameters = {
            "isGroup": True,
            "bot": _bot(to),
            "tenantId": to.tenant,
            "channelData": {"channel": {"id": channel}, "tenant": {"id": to.tenant}},
            "activity": _activity(to, channel, outgoing),
        }
        answer = await self._at(to.service_url).conversations.create_conversation(parameters)
        return Sent(_said(answer, "id") or channel, _said(answer, "activityId"))

    async def reply(self, to: Reference, outgoing: Outgoing) -> Sent:
        """Answer in the reference's thread, or at the end of its chat."""
        return await self._post(to, to.thread or to.conversation, outgoing)

    async def update(
        self, to: Reference, conversation_id: str, activity_id: str, outgoing: Outgoing
    ) -> None:
        """Put something else in place of what was sent."""
        activity = _activity(to, conversation_id, outgoing) | {"id": activity_id}
        await self.put(to.service_url, conversation_id, activity_id, activity)

    async def open_personal(self, of: Reference, account: str, tenant: str) -> Reference:
        """Open somebody's own chat with the bot, by their object id, and give its reference.

        Teams gives the same chat each time, and refuses where the app is not installed for them.
        Source: Microsoft Learn, "Send proactive messages"; MicrosoftDocs/msteams-docs#14079.
        """
        parameters = {
            "isGroup": False,
            "bot": _bot(of),
            "members": [{"id": account}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        answer = await self._at(of.service_url).conversations.create_conversation(parameters)
        opened = _said(answer, "id")
        if opened is None:
            raise SendFault(FaultKind.REFUSED, code="NoConversation")
        return Reference(
            service_url=of.service_url,
            conversation=opened,
            kind="personal",
            bot_id=of.bot_id,
            bot_name=of.bot_name,
            tenant=tenant,
        )

    async def group_of(self, of: Reference, team: str) -> str:
        """Give the Microsoft 365 group behind a team, as which Microsoft Graph knows it.

        Source: Microsoft Learn, "Get Teams specific context for your bot".
        """
        group = _said(await self._at(of.service_url).team(team), "aadGroupId")
        if group is None:
            raise SendFault(FaultKind.REFUSED, code="NoGroup")
        return group

    async def members(self, of: Reference) -> tuple[Member, ...]:
        """Give everyone in the chat, or in the channel's team."""
        return tuple([member async for member in self._members(of)])

    async def post(self, service_url: str, conversation_id: str, activity: object) -> Sent:
        """Send an activity that is JSON already."""
        conversations = self._at(service_url).conversations
        answer = await conversations.send_to_conversation(conversation_id, activity)
        return Sent(conversation_id, _said(answer, "id"))

    async def put(
        self, service_url: str, conversation_id: str, activity_id: str, activity: object
    ) -> None:
        """Replace an activity by one that is JSON already."""
        conversations = self._at(service_url).conversations
        await conversations.update_activity(conversation_id, activity_id, activity)

    async def take_back(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        """Delete what was sent."""
        await self._at(service_url).conversations.delete_activity(conversation_id, activity_id)

    async def _post(self, to: Reference, conversation_id: str, outgoing: Outgoing) -> Sent:
        activity = _activity(to, conversation_id, outgoing)
        return await self.post(to.service_url, conversation_id, activity)

    async def _members(self, of: Reference) -> AsyncIterator[Member]:
        where = (of.team or of.channel or of.conversation) if of.kind == "channel" else None
        conversations, token = self._at(of.service_url).conversations, None
        for _ in range(_MOST_PAGES):
            page: Any = await conversations.get_conversation_paged_members(
                where or of.conversation, _PAGE, token
            )
            listed = page.get("members") if isinstance(page, dict) else None
            for given in listed if isinstance(listed, list) else ():
                if isinstance(given, dict):
                    yield Member.read(given)
            token = _said(page, "continuationToken")
            if not token:
                return
        raise SendFault(FaultKind.REFUSED, code="TooManyPages")

    def _at(self, service_url: str) -> Client:
        client = self._clients.get(service_url)
        if client is None:
            if not self._hosts.allow(service_url):
                raise SendFault(FaultKind.HOST_REFUSED)
            if len(self._clients) >= _MOST_CLIENTS:
                self._clients.pop(next(iter(self._clients)))
            client = self._clients[service_url] = Client(service_url, self._sender)
        return client


def _activity(to: Reference, conversation_id: str, outgoing: Outgoing) -> dict[str, object]:
    written: dict[str, object] = {
        "type": "message",
        "from": _bot(to),
        "conversation": {"id": conversation_id},
    }
    if outgoing.card is not None:
        written["attachments"] = [{"contentType": CARD, "content": outgoing.card}]
    else:
        written["text"] = outgoing.text
        written["textFormat"] = "plain"
    if outgoing.summary:
        written["summary"] = outgoing.summary
    return written


def _bot(to: Reference) -> dict[str, object]:
    return {"id": to.bot_id, "name": to.bot_name} if to.bot_name else {"id": to.bot_id}


def _said(answer: object, key: str) -> str | None:
    return _text(answer, key) if isinstance(answer, Mapping) else None


def _text(given: Mapping[str, object], key: str) -> str | None:
    value = given.get(key)
    return value if isinstance(value, str) and value else None
