"""What has not gone out, in words: for the operator's card and for the command line."""

from datetime import datetime

from board import refs
from board.documents import Document
from board.places import Forum, ForumKind
from cards.views import DeliveryLine
from graph.errors import FaultKind, FilingFault
from storage.undelivered import GRAPH, IntentState, Listed
from storage.unit import Snapshot

FILE, BOOK = "file", "calendar_event"
SOMEBODY = "a referrer"
"""Whoever is not in the register: named nowhere but in their own referral."""
_REFS = (refs.REFERRAL, refs.CHALLENGE, refs.ACTION, refs.ESCALATION, refs.RISK)


def line_of(listed: Listed, snapshot: Snapshot, now: datetime) -> DeliveryLine:
    """An intent as an operator reads it; references only, no keys of forms or of people."""
    document = snapshot.documents.get(listed.about) if listed.kind == FILE else None
    is_ref = listed.kind == BOOK or any(each.fullmatch(listed.about) for each in _REFS)
    about = listed.about if is_ref else ""
    return DeliveryLine(
        intent=listed.id,
        state=str(listed.state),
        kind=listed.kind,
        to=_recipient(listed.recipient, snapshot, now),
        about=document.title if document else about,
        since=listed.not_before,
        attempts=document.tries if document else listed.attempts,
        cause=listed.error or "",
        said=_said(listed, document),
        next_try=_next_try(listed, document, now),
    )


def _said(listed: Listed, document: Document | None) -> str:
    """Why it is not in the files, in their own words."""
    if document is not None and listed.error == document.fault:
        return document.said
    if listed.lane == GRAPH and listed.error in set(FaultKind):
        return FilingFault(FaultKind(listed.error)).sentence
    return ""


def _next_try(listed: Listed, document: Document | None, now: datetime) -> datetime | None:
    """When Microsoft 365 is tried again (board time); None for what goes to Teams."""
    if listed.lane != GRAPH or listed.state is not IntentState.PENDING:
        return None
    return (document.next_try if document else None) or now


def _recipient(recipient: str, snapshot: Snapshot, now: datetime) -> str:
    how, _, who = recipient.partition(":")
    if how == "person":
        person = snapshot.people.person(who, name="", now=now)
        return person.name if person.is_known else SOMEBODY
    if how in {"forum", "files"}:
        return _forum(who)
    if how == "channel":
        binding = snapshot.places.binding_of_channel(who)
        return binding.forum.title if binding else "a channel"
    if how == "calendar":
        return "the organiser's calendar"
    thing, _, place = who.partition("@")
    places = (place,) if place else tuple(each.place for each in snapshot.posts.of(thing))
    if len(places) != 1:
        return "where it was posted"
    return _recipient(places[0], snapshot, now)


def _forum(key: str) -> str:
    kind, _, name = key.partition(":")
    return Forum(ForumKind(kind), name.upper()).title if kind in set(ForumKind) else "a forum"
