"""Recordings and transcripts of online meetings: where they are, as soon as Graph has them.

It needs an application access policy, and Teams may have none: nothing depends on it.
"""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from graph.client import GraphClient
from graph.errors import FaultKind, FilingFault

_FILTERED: Final = {"filter": "%24filter"}


@dataclass(frozen=True, slots=True)
class Found:
    """A recording or transcript; `url` is Graph's own, which asks for a token."""

    id: str
    kind: Literal["recording", "transcript"]
    url: str = field(repr=False)


class Recordings:
    """Recordings of meetings that the organiser's account has arranged."""

    def __init__(self, client: GraphClient, organiser: str) -> None:
        self._client = client
        self._organiser = organiser

    async def of(self, join_url: str) -> tuple[Found, ...]:
        """Everything there is of the meeting with this link; empty where there is nothing yet.

        Raises:
            FilingFault: Graph does not say.
        """
        await self._client.warm()
        meeting = await self._meeting(join_url)
        if not meeting:
            return ()
        return (*await self._recordings(meeting), *await self._transcripts(meeting))

    async def _meeting(self, join_url: str) -> str:
        """The online meeting's id; empty where Graph knows none of this link."""
        quoted = join_url.replace("'", "''")
        query = _Filter(f"JoinWebUrl eq '{quoted}'")
        found = await self._asked(
            lambda session: self._meetings(session).get(session.configured(query=query))
        )
        return next((each.id for each in found if each.id), "")

    async def _recordings(self, meeting: str) -> list[Found]:
        found = await self._asked(lambda session: self._one(session, meeting).recordings.get())
        urls = ((each.id, each.recording_content_url) for each in found)
        return [Found(name, "recording", url) for name, url in urls if name and url]

    async def _transcripts(self, meeting: str) -> list[Found]:
        found = await self._asked(lambda session: self._one(session, meeting).transcripts.get())
        urls = ((each.id, each.transcript_content_url) for each in found)
        return [Found(name, "transcript", url) for name, url in urls if name and url]

    async def _asked(self, call: Any) -> list[Any]:  # noqa: ANN401 - see graph.sdk
        """The values of a list; nothing where there is no such meeting."""
        try:
            answer: Any = await self._client.ask(call)
        except FilingFault as fault:
            if fault.kind is FaultKind.GONE:
                return []
            raise
        return list(answer.value or [])

    def _meetings(self, session: Any) -> Any:  # noqa: ANN401 - see graph.sdk
        return session.service.users.by_user_id(self._organiser).online_meetings

    def _one(self, session: Any, meeting: str) -> Any:  # noqa: ANN401 - see graph.sdk
        return self._meetings(session).by_online_meeting_id(meeting)


@dataclass
class _Filter:
    """Query options: one filter."""

    filter: str

    def get_query_parameter(self, name: str) -> str:
        """Give the option's name in the SDK's address template."""
        return _FILTERED[name]
