"""The SDK's own activity, built straight from the JSON: msrest would take ten times as long."""

from collections.abc import Mapping
from datetime import datetime

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, Entity

from bot.teams.incoming import Incoming
from bot.teams.parts import Json


def sdk_activity(incoming: Incoming) -> Activity:
    """Give the activity that a `TurnContext` is made of.

    `deliveryMode` is left out: with `expectReplies` the SDK would keep back what we send.
    """
    raw = incoming.raw
    return Activity(
        type=incoming.type,
        id=incoming.id or None,
        timestamp=_instant(raw.get("timestamp")),
        local_timestamp=_instant(raw.get("localTimestamp")),
        service_url=incoming.service_url,
        channel_id=incoming.channel_id or None,
        from_property=_account(raw.get("from")),
        recipient=_account(raw.get("recipient")),
        conversation=_conversation(raw.get("conversation")),
        channel_data=raw.get("channelData"),
        entities=_entities(raw.get("entities")),
        members_added=_accounts(raw.get("membersAdded")),
        members_removed=_accounts(raw.get("membersRemoved")),
        locale=raw.get("locale"),
        text=raw.get("text"),
        text_format=raw.get("textFormat"),
        name=incoming.name,
        value=raw.get("value"),
        action=raw.get("action"),
        reply_to_id=incoming.reply_to,
    )


def _account(given: object) -> ChannelAccount | None:
    if not isinstance(given, Mapping):
        return None
    return ChannelAccount(
        id=given.get("id"),
        name=given.get("name"),
        aad_object_id=given.get("aadObjectId"),
        role=given.get("role"),
    )


def _accounts(given: object) -> list[ChannelAccount | None] | None:
    return [_account(one) for one in given] if isinstance(given, list) else None


def _conversation(given: object) -> ConversationAccount | None:
    if not isinstance(given, Mapping):
        return None
    return ConversationAccount(
        id=given.get("id"),
        name=given.get("name"),
        is_group=given.get("isGroup"),
        conversation_type=given.get("conversationType"),
        tenant_id=given.get("tenantId"),
    )


def _entities(given: object) -> list[Entity] | None:
    return [_entity(one) for one in given] if isinstance(given, list) else None


def _entity(given: Json) -> Entity:
    entity = Entity(type=given.get("type"))
    entity.additional_properties = {key: given[key] for key in given if key != "type"}
    return entity


def _instant(given: object) -> datetime | None:
    return datetime.fromisoformat(given) if isinstance(given, str) else None
