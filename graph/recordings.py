"""Recordings and transcripts of online meetings: where they are, as soon as Graph has them.

It needs an application access policy, and Teams may have none: nothing depends on it.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from graph.client import GraphClient
from graph.errors import FaultKind, FilingFault

_FILTERED: Final = {"filter": "%24filter"}


@dataclass(frozen=True, slots=True)
class Found:
    """A recording or transcript; its content's address asks for a token, and opens for nobody."""

    id: str
    kind: Literal["recording", "transcript"]


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
        recordings = await self._recordings(meeting)
        try:
            return (*recordings, *await self._transcripts(meeting))
        except FilingFault:
            if not recordings:
                raise
            return tuple(recordings)

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
        return [Found(each.id, "recording") for each in found
                if each.id and each.recording_content_url]  # fmt: skip

    async def _transcripts(self, meeting: str) -> list[Found]:
        found = await self._asked(lambda session: self._one(session, meeting).transcripts.get())
        return [Found(each.id, "transcript") for each in found
                if each.id and each.transcript_content_url]  # fmt: skip

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
