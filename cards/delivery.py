"""What has not been delivered, for whoever looks after it: why, and what can be done."""

from collections.abc import Mapping
from types import MappingProxyType

from board.calendar import LONDON, in_words, short_words
from cards.buttons import button, rows
from cards.elements import Action, Container, Element, RichTextBlock, TextBlock, TextRun
from cards.payloads import DropDelivery, RetryDelivery, ShowDelivery
from cards.pieces import heading, noted, small, strong, words
from cards.typed import NAME_LONGEST, fit
from cards.views import AskDrop, Delivery, DeliveryLine, Surface

DISABLED = "BotDisabledByAdmin"
_BLOCKED = "They have blocked the bot. They have to unblock it and write to it."
_NOT_THERE = "The app is not there. It goes out by itself once somebody adds the app."
_NO_ANSWER = "Teams gave no clear answer."
_NO_WAY_IN = "Teams cannot be reached. It is tried again by itself."
_WAIT = "Teams asked us to wait. It is tried again by itself."
_CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "channel_not_bound": (
            "No channel is used for this forum. It goes out by itself once somebody says "
            "'use this channel for' there."
        ),
        "not_installed": (
            "They have not added the app. It goes out by itself once they add it or write to it."
        ),
        "blocked": _BLOCKED,
        "BotNotInConversationRoster": _NOT_THERE,
        "ConversationBlockedByUser": _BLOCKED,
        "MessageWritesBlocked": _BLOCKED,
        DISABLED: "An administrator of Teams has switched the bot off.",
        "MessageSizeTooBig": "The message is too large for Teams.",
        "ConversationNotFound": "The chat or channel is no longer there.",
        "attempts_spent": "It was tried 8 times. Something is wrong here: see the log.",
        "file_above": "It holds more than everyone in that channel may read.",
        "file_elsewhere": "It belongs into another channel.",
        "file_name": "It does not have the name of a document of the board.",
        "document_damaged": "What was kept of it is damaged. Have it made again.",
        "after_earlier": "An earlier version of it is filed first.",
        "unknown_kind": "This version of the bot does not know this kind of message.",
        "private_only": "It holds more than may be shown there.",
        "Unauthorized": "Teams did not accept the bot's password or certificate.",
        "ClientConnectorError": _NO_WAY_IN,
        "ConnectionTimeoutError": _NO_WAY_IN,
        "TooManyRequests": _WAIT,
        "PreconditionFailed": _WAIT,
        "rate_limited": _WAIT,
        "pace": "Many messages go to the same place, and Teams takes only so many at a time.",
        "given_back": "The bot was stopped before its turn.",
        "no_post_yet": "What it changes has not been posted yet.",
        "unclear": _NO_ANSWER,
        "too_slow": _NO_ANSWER,
        "ServiceError": _NO_ANSWER,
        "ServerDisconnectedError": _NO_ANSWER,
        "ClientOSError": _NO_ANSWER,
        "ConnectionResetError": _NO_ANSWER,
        "SocketTimeoutError": _NO_ANSWER,
        "TimeoutError": _NO_ANSWER,
        "unreachable": _NO_WAY_IN,
        "gone": "The chat or channel is no longer there.",
        "too_large": "The message is too large for Teams.",
    }
)
STATES: Mapping[str, str] = MappingProxyType(
    {
        "unknown": "In doubt: it may have arrived. Look before you send it again",
        "dead": "Stopped",
        "waiting": "Waiting",
        "pending": "Late",
    }
)
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "update": "Change to a posted card",
        "file": "Document",
        "calendar_event": "Meeting in the calendar",
    }
)
_COUNTED: Mapping[str, str] = MappingProxyType(
    {"unknown": "in doubt", "dead": "stopped", "waiting": "waiting"}
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "arrived": "It has arrived",
        "told": "They were told another way",
        "not_needed": "It is no longer needed",
    }
)


def delivery_card(view: Delivery, surface: Surface) -> list[Element]:
    """What stopped or is late, in doubt first, five a page."""
    if not view.lines:
        return [
            heading("Delivery"),
            *noted(view.note),
            words(_on_the_way(view) or "Everything has been delivered."),
            small(f"As it stood on {in_words(view.at)}."),
        ]
    return [
        heading("Not delivered"),
        *noted(view.note),
        words(f"{_counted(view)}. Page {view.page} of {view.pages}."),
        *_switched_off(view),
        *(_row(each, view.page, surface) for each in view.lines),
        *_turning(view, surface),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def ask_drop_card(view: AskDrop, surface: Surface) -> list[Element]:
    """The reasons, one press each; without one nothing is dropped."""
    line = view.line
    steps = [
        button(said, DropDelivery(intent=line.intent, page=view.page, reason=code), surface)
        for code, said in REASONS.items()
    ]
    steps.append(button("Go back", ShowDelivery(page=view.page), surface))
    return [
        heading("Drop this message?"),
        _to_whom(line),
        *_about(line),
        words("It will never be sent. Say why:"),
        *rows(steps),
    ]


def cause_in_words(cause: str) -> str:
    """Why it has not gone out; a code of Teams that has no words here is told as it is."""
    if not cause:
        return "It has not been tried yet."
    return _CAUSES.get(cause) or f"Teams refused it ({fit(cause[:60])})."


def state_in_words(line: DeliveryLine) -> str:
    """Where it stands; what is tried again at a time of its own says when."""
    if line.state == "pending" and line.next_try is not None:
        here = line.next_try.astimezone(LONDON)
        return f"Not done yet. Next try at {here:%H:%M}"
    return STATES[line.state]


def kind_in_words(kind: str) -> str:
    """What kind of message it is."""
    if kind in _KINDS:
        return _KINDS[kind]
    return kind.replace("_", " ").capitalize()


def _counted(view: Delivery) -> str:
    told = [
        f"{number} {said}" for key, said in _COUNTED.items() if (number := view.counts.get(key))
    ]
    if view.late:
        told.append(f"{view.late} late")
    on_the_way = view.counts.get("pending", 0) - view.late
    return ", ".join(told) + (f"; {on_the_way} more on the way" if on_the_way > 0 else "")


def _on_the_way(view: Delivery) -> str:
    number = view.counts.get("pending", 0)
    messages = "message is" if number == 1 else "messages are"
    return f"Nothing has stopped. {number} {messages} on the way or not yet due." if number else ""


def _switched_off(view: Delivery) -> list[Element]:
    if not view.is_disabled:
        return []
    said = (
        "An administrator of Teams has switched the bot off. Nothing can be sent until they "
        "switch it on again. Then send again what stopped."
    )
    return [Container(style="warning", items=[strong(said)])]


def _row(line: DeliveryLine, page: int, surface: Surface) -> Element:
    tried = "once" if line.attempts == 1 else f"{line.attempts} times"
    since = f"Due {short_words(line.since)}. Tried {tried}. Number {line.intent}."
    state = f"{state_in_words(line)}. {line.said or cause_in_words(line.cause)}"
    return Container(
        separator=True,
        items=[
            _to_whom(line),
            *_about(line),
            TextBlock(text=state, wrap=True, spacing="none"),
            small(since, spacing="none"),
            *rows(_steps(line, page, surface), spacing="small"),
        ],
    )


def _steps(line: DeliveryLine, page: int, surface: Surface) -> list[Action]:
    """What is late is tried by itself; sending again what is in doubt may send it twice."""
    drop = button("Drop", DropDelivery(intent=line.intent, page=page), surface)
    if line.state == "pending" and line.next_try is None:
        return [drop]
    again = RetryDelivery(intent=line.intent, page=page)
    if line.state == "unknown":
        return [button("Send again (maybe twice)", again, surface), drop]
    return [button("Send again", again, surface), drop]


def _to_whom(line: DeliveryLine) -> Element:
    kind = TextRun(text=f"{kind_in_words(line.kind)} ", weight="bolder")
    return RichTextBlock(inlines=[kind, TextRun(text=f"to {fit(line.to[:NAME_LONGEST])}")])


def _about(line: DeliveryLine) -> list[Element]:
    return [TextBlock(text=line.about, wrap=True, spacing="none")] if line.about else []


def _turning(view: Delivery, surface: Surface) -> list[Element]:
    turns: list[Action] = []
    if view.page > 1:
        turns.append(button("Previous page", ShowDelivery(page=view.page - 1), surface))
    if view.page < view.pages:
        turns.append(button("Next page", ShowDelivery(page=view.page + 1), surface))
    turns.append(button("Look again", ShowDelivery(page=view.page), surface))
    return rows(turns)
