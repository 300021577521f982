"""Board meetings as events with a Teams link, in the organiser's own calendar.

A group's calendar refuses applications, so somebody who consents is the organiser.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from graph.client import GraphClient
from graph.errors import FaultKind, FilingFault
from graph.sdk import load

_LONDON: Final = ZoneInfo("Europe/London")
_WINDOWS_NAME: Final = "GMT Standard Time"
"""London's time, summer time included, as Outlook calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A meeting to be held: times are aware, `guests` are mail addresses.

    The same `transaction` (at most 64 characters) is the same event however often it is sent.
    """

    transaction: str
    subject: str
    starts: datetime
    ends: datetime
    text: str = ""
    guests: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An event in the calendar; `join_url` is empty where Teams has not made one yet."""

    event_id: str
    join_url: str
    web_url: str


class Meetings:
    """The organiser's calendar; `organiser` is an object id."""

    def __init__(self, client: GraphClient, organiser: str) -> None:
        self._client = client
        self._organiser = organiser

    async def create(self, invitation: Invitation) -> Scheduled:
        """Put the meeting into the calendar, once.

        Raises:
            FilingFault: it is not there, or that is not known; create it again.
        """
        await self._client.warm()
        event = _event(invitation)
        made = await self._client.ask(
            lambda session: self._events(session).post(event), writes=True
        )
        return _scheduled(made)

    async def move(self, event_id: str, starts: datetime, ends: datetime) -> Scheduled:
        """Move it; the text is left alone, or its Teams link would go with it.

        Raises:
            FilingFault: `gone` where somebody deleted it.
        """
        await self._client.warm()
        change = load("Event")(start=_moment(starts), end=_moment(ends))
        moved = await self._client.ask(
            lambda session: self._events(session).by_event_id(event_id).patch(change), writes=True
        )
        return _scheduled(moved)

    async def cancel(self, event_id: str, comment: str) -> None:
        """Cancel it and tell those invited; one that is gone is cancelled already.

        Raises:
            FilingFault: it still stands, or that is not known.
        """
        await self._client.warm()
        body = load("CancelPostRequestBody")(comment=comment)
        try:
            await self._client.tell(
                lambda session: self._events(session).by_event_id(event_id).cancel.post(body)
            )
        except FilingFault as fault:
            if fault.kind is FaultKind.REFUSED:  # nobody is invited, so there is nobody to tell
                await self._delete(event_id)
            elif fault.kind is not FaultKind.GONE:
                raise

    async def reach(self) -> None:
        """Read one event: the organiser is there, and the calendar may be used.

        Raises:
            FilingFault: `gone` where there is no such person, `forbidden` where it is not allowed.
        """
        await self._client.ask(
            lambda session: self._events(session).get(session.configured(query=_One()))
        )

    async def _delete(self, event_id: str) -> None:
        try:
            await self._client.tell(
                lambda session: self._events(session).by_event_id(event_id).delete()
            )
        except FilingFault as fault:
            if fault.kind is not FaultKind.GONE:
                raise

    def _events(self, session: Any) -> Any:  # noqa: ANN401 - see graph.sdk
        return session.service.users.by_user_id(self._organiser).events


@dataclass
class _One:
    """Query options: one event, and of it only its id."""

    top: int = 1
    select: list[str] = field(default_factory=lambda: ["id"])

    def get_query_parameter(self, name: str) -> str:
        """Give the option's name in the SDK's address template."""
        return f"%24{name}"


def _event(invitation: Invitation) -> Any:  # noqa: ANN401 - see graph.sdk
    optional = load("AttendeeType").Required
    guests = [
        load("Attendee")(email_address=load("EmailAddress")(address=guest), type=optional)
        for guest in invitation.guests
    ]
    return load("Event")(
        subject=invitation.subject,
        body=load("ItemBody")(content=invitation.text, content_type=load("BodyType").Text),
        start=_moment(invitation.starts),
        end=_moment(invitation.ends),
        attendees=guests,
        is_online_meeting=True,
        online_meeting_provider=load("OnlineMeetingProviderType").TeamsForBusiness,
        transaction_id=invitation.transaction,
    )


def _moment(at: datetime) -> Any:  # noqa: ANN401 - see graph.sdk
    local = at.astimezone(_LONDON).replace(tzinfo=None).isoformat(timespec="seconds")
    return load("DateTimeTimeZone")(date_time=local, time_zone=_WINDOWS_NAME)


def _scheduled(event: Any) -> Scheduled:  # noqa: ANN401 - see graph.sdk
    join_url = getattr(event.online_meeting, "join_url", None)
    return Scheduled(event.id or "", join_url or "", event.web_link or "")
