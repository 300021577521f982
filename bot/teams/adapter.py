"""Our adapter: the SDK's pipeline and turn context around our own reading, answers and sender."""

import traceback
from collections.abc import Callable
from typing import Any, Final, Protocol

import structlog
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from bot.teams.activities import sdk_activity
from bot.teams.answers import Answer, Nothing, SentenceAnswer, body_of, fits, fitting
from bot.teams.connector import Connector
from bot.teams.incoming import Incoming

_DEEPEST: Final = 12
_UNSENT: Final = frozenset({"delay", "invokeResponse", "trace"})

log = structlog.get_logger()


class Application(Protocol):
    """What the adapter speaks to."""

    async def hear(self, incoming: Incoming) -> Answer | None:
        """Take one activity; a press that waits for its answer is given one."""


class Adapter(BotAdapter):  # type: ignore[misc]
    """Runs an activity through the SDK's middleware to the application, and gives the answer.

    Nothing that the application raises gets past it: it is logged once, by its type and place in
    the code, and answered with a short apology that holds the trace reference.
    """

    def __init__(
        self, application: Application, connector: Connector, apologise: Callable[[str], str]
    ) -> None:
        super().__init__()
        self._application = application
        self._connector = connector
        self._apologise = apologise

    async def answer(self, incoming: Incoming, trace: str) -> tuple[bytes, bool]:
        """Give the body of the HTTP 200, and whether the application managed it."""
        try:
            context = TurnContext(self, sdk_activity(incoming))
            answer = await self.run_pipeline(context, lambda _: self._application.hear(incoming))
            return _written(incoming, answer), True
        except Exception as error:  # noqa: BLE001  (the outermost place of a turn)
            # Without the exception's own text: it may hold what somebody typed.
            log.error(  # noqa: TRY400
                "turn failed", error=type(error).__name__, at=places(error)
            )
            return self._apology(incoming, trace), False

    def _apology(self, incoming: Incoming, trace: str) -> bytes:
        press = incoming.press
        if press is None or not incoming.is_invoke:
            return b""
        return body_of(fitting(SentenceAnswer(self._apologise(trace)), press))

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send what middleware or an SDK handler has to say, in the order it was said."""
        sent = []
        for activity in activities:
            if activity.type in _UNSENT:
                sent.append(ResourceResponse())
                continue
            there: Any = activity.conversation or context.activity.conversation
            url = activity.service_url or context.activity.service_url
            told = await self._connector.post(url, there.id, activity.serialize())
            sent.append(ResourceResponse(id=told.activity))
        return sent

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Put an activity of the SDK in place of another."""
        there: Any = activity.conversation or context.activity.conversation
        url = activity.service_url or context.activity.service_url
        await self._connector.put(url, there.id, activity.id, activity.serialize())

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Take an activity back."""
        there: Any = reference.conversation or context.activity.conversation
        url = reference.service_url or context.activity.service_url
        await self._connector.take_back(url, there.id, reference.activity_id)


def places(error: BaseException) -> list[str]:
    """Where it was raised, outermost first: files, lines and functions, and no values."""
    frames = traceback.walk_tb(error.__traceback__)
    found = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in frames
    ]
    return found[-_DEEPEST:]


def _written(incoming: Incoming, answer: Answer | None) -> bytes:
    """Write the answer in the shape the press can show.

    Raises:
        TypeError: the press waits for an answer, and this is none that it can show.
    """
    answer = Nothing() if answer is None else answer
    if not incoming.is_invoke:
        return b""
    if incoming.press is not None:
        answer = fitting(answer, incoming.press)
        if not fits(answer, incoming.press):
            raise TypeError(f"{type(answer).__name__} for {incoming.press.kind}")
    return body_of(answer)
