"""What arrived from Teams, read strictly into values of our own."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

import orjson

from bot.teams.parts import (
    BadBody,
    Json,
    are_objects,
    check_instant,
    id_at,
    object_at,
    word_at,
)
from bot.teams.words import spoken_to

PlaceKind = Literal["personal", "channel", "group"]
PressKind = Literal["execute", "fetch", "submit"]

_PLACED = frozenset({"message", "invoke", "conversationUpdate", "installationUpdate"})
_INSTANTS = ("timestamp", "localTimestamp", "expiration")
_THREAD = ";messageid="
TEXT_OF_A_MESSAGE = frozenset({"text/html", "text/plain"})
"""Kinds of attachment that are the message's own text, which Teams sends along."""


@dataclass(frozen=True, slots=True)
class Sender:
    """An account of the channel: `id` belongs to this bot only, `aad_object_id` to the person."""

    id: str
    aad_object_id: str | None = None
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat or a channel thread; a channel's id carries `;messageid=N` and is kept whole."""

    id: str
    kind: PlaceKind

    @property
    def thread_root(self) -> str:
        """The id without its thread: the channel itself, or the chat."""
        return self.id.partition(_THREAD)[0]


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed: `data` is what it carried and what was typed, and nothing in it is trusted.

    `verb` is empty where the button carried none.
    """

    kind: PressKind
    verb: str
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One activity as we use it; what people typed stays out of its `repr`, and so out of logs."""

    id: str
    type: str
    name: str | None
    service_url: str
    channel_id: str
    tenant: str | None
    sender: Sender
    bot: Sender
    conversation: Conversation
    team_id: str | None
    team_name: str | None = field(repr=False)
    channel: str | None
    channel_name: str | None = field(repr=False)
    text: str = field(repr=False)
    press: Press | None
    reply_to: str | None
    members_added: tuple[str, ...]
    members_removed: tuple[str, ...]
    accounts: tuple[str, ...]
    """Object ids of those who were added or removed, where Teams names them."""
    install_action: str | None
    event: str | None
    online: str
    """Teams' id of the online meeting that an event is about."""
    raw: Json = field(repr=False, compare=False)

    @property
    def is_invoke(self) -> bool:
        """It waits for its answer in the HTTP response."""
        return self.type == "invoke"


FILE_OFFERED = "application/vnd.microsoft.teams.file.download.info"
"""The kind of attachment that a file is, which somebody sends in a chat of their own."""


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file somebody sent: where it can be fetched for a while, and the ending of its name."""

    url: str = field(repr=False)
    ending: str


def offered_file(incoming: Incoming) -> OfferedFile | None:
    """The one file that came with a message; None where there is none, or more than one."""
    given = incoming.raw.get("attachments")
    listed = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    files = [each for each in listed if each.get("contentType") == FILE_OFFERED]
    rest = {str(each.get("contentType")) for each in listed} - {FILE_OFFERED} - TEXT_OF_A_MESSAGE
    if len(files) != 1 or rest:
        return None
    content = files[0].get("content")
    content = content if isinstance(content, dict) else {}
    url, ending = content.get("downloadUrl"), content.get("fileType")
    if not (isinstance(url, str) and isinstance(ending, str)):
        return None
    return OfferedFile(url, ending.strip(". ").casefold()[:10])


def read_activity(body: bytes) -> Incoming:
    """Read the bytes of one activity; fields and types unknown to us are let pass.

    Raises:
        BadBody: it is no JSON object, has no type, lacks what its type needs, or has a part that
            we read of the wrong type.
    """
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadBody("not_json") from None
    if not isinstance(raw, dict):
        raise BadBody("not_object")
    return read(raw)


def read(raw: Json) -> Incoming:
    """Read one activity from its JSON.

    Raises:
        BadBody: as `read_activity`.
    """
    kind = word_at(raw, "type")
    if not kind:
        raise BadBody("no_type")
    placed = kind in _PLACED
    for instant in _INSTANTS:
        check_instant(raw, instant)
    sender = _account(raw, "from", needed=placed)
    bot = _account(raw, "recipient", needed=False)
    extra = object_at(raw, "channelData")
    team, channel = object_at(extra, "team"), object_at(extra, "channel")
    conversation, tenant = _conversation(raw, extra, needed=placed)
    channel_id = id_at(channel, "id") or id_at(extra, "teamsChannelId")
    if channel_id is None and conversation.kind == "channel":
        channel_id = conversation.thread_root
    return Incoming(
        id=id_at(raw, "id") or "",
        type=kind,
        name=word_at(raw, "name"),
        service_url=_service_url(raw),
        channel_id=id_at(raw, "channelId") or "",
        tenant=tenant,
        sender=sender,
        bot=bot,
        conversation=conversation,
        team_id=id_at(team, "id") or id_at(extra, "teamsTeamId"),
        team_name=word_at(team, "name"),
        channel=channel_id,
        channel_name=word_at(channel, "name"),
        text=_text(raw, bot),
        press=_press(kind, raw),
        reply_to=id_at(raw, "replyToId"),
        members_added=_members(raw, "membersAdded"),
        members_removed=_members(raw, "membersRemoved"),
        accounts=(*_accounts(raw, "membersAdded"), *_accounts(raw, "membersRemoved")),
        install_action=word_at(raw, "action") if kind == "installationUpdate" else None,
        event=word_at(extra, "eventType"),
        online=id_at(object_at(extra, "meeting"), "id") or "",
        raw=raw,
    )


def _press(kind: str, raw: Json) -> Press | None:
    """A button arrives in four shapes, and leaves here in one."""
    if kind == "message":
        data = object_at(raw, "value")
        return _pressed("execute", data) if "verb" in data else None
    if kind != "invoke":
        return None
    match raw.get("name"):
        case "adaptiveCard/action":
            action = object_at(object_at(raw, "value", needed=True), "action", needed=True)
            data = object_at(action, "data")
            verb = word_at(action, "verb")
            return _pressed("execute", data) if not verb else Press("execute", verb, _own(data))
        case "task/fetch":
            return _pressed("fetch", object_at(object_at(raw, "value", needed=True), "data"))
        case "task/submit":
            return _pressed("submit", object_at(object_at(raw, "value", needed=True), "data"))
        case _:
            return None


def _pressed(kind: PressKind, data: Json) -> Press:
    verb = word_at(data, "verb") or ""
    return Press(kind, verb, {key: data[key] for key in _own(data) if key != "verb"})


def _own(data: Json) -> Json:
    """What we put there, without what the Teams client reads."""
    return {key: value for key, value in data.items() if key != "msteams"}


def _conversation(raw: Json, extra: Json, *, needed: bool) -> tuple[Conversation, str | None]:
    given = object_at(raw, "conversation", needed=needed)
    key = id_at(given, "id", needed=needed) or ""
    in_team = bool(extra.get("team") or extra.get("channel") or extra.get("teamsChannelId"))
    kind = _kind(word_at(given, "conversationType"), in_team=in_team, grouped=_grouped(given))
    here, there = id_at(object_at(extra, "tenant"), "id"), id_at(given, "tenantId")
    if here and there and here.casefold() != there.casefold():
        raise BadBody("tenants_differ")
    return Conversation(key, kind), here or there


def _grouped(conversation: Json) -> bool:
    value = conversation.get("isGroup")
    if value is not None and not isinstance(value, bool):
        raise BadBody("wrong_type", "isGroup")
    return value is True


def _kind(said: str | None, *, in_team: bool, grouped: bool) -> PlaceKind:
    """Where the activity contradicts itself, the place that more people see is believed."""
    if said == "channel" or in_team:
        return "channel"
    if grouped or said not in {None, "personal"}:
        return "group"
    return "personal"


def _account(raw: Json, key: str, *, needed: bool) -> Sender:
    given = object_at(raw, key, needed=needed)
    return Sender(
        id=id_at(given, "id", needed=needed) or "",
        aad_object_id=id_at(given, "aadObjectId"),
        name=word_at(given, "name"),
    )


def _members(raw: Json, key: str) -> tuple[str, ...]:
    value = raw.get(key)
    if value is None:
        return ()
    if not are_objects(value):
        raise BadBody("wrong_type", key)
    return tuple(id_at(member, "id", needed=True) or "" for member in value)


def _accounts(raw: Json, key: str) -> tuple[str, ...]:
    value = raw.get(key)
    named = [id_at(each, "aadObjectId") for each in value] if are_objects(value) else []
    return tuple(each.lower() for each in named if each)


def _text(raw: Json, bot: Sender) -> str:
    text = word_at(raw, "text")
    entities = raw.get("entities")
    if entities is not None and not are_objects(entities):
        raise BadBody("wrong_type", "entities")
    mentions = set()
    for entity in entities or ():
        if word_at(entity, "type") == "mention":
            said, who = word_at(entity, "text"), word_at(object_at(entity, "mentioned"), "id")
            if said and who and who == bot.id:
                mentions.add(said)
    return spoken_to(text, bot_name=bot.name, bot_mentions=mentions) if text else ""


def _service_url(raw: Json) -> str:
    url = id_at(raw, "serviceUrl", needed=True) or ""
    if not _is_http(url):
        raise BadBody("wrong_type", "serviceUrl")
    return url


@lru_cache(maxsize=256)
def _is_http(url: str) -> bool:
    """It is the address of a server; a bot sees very few of them."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
