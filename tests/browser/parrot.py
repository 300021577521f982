"""A bot that asks one of everything and says back what it heard: for the harness's own test."""

import asyncio
import json
import os
from typing import Any

from aiohttp import ClientSession, web

CARD = "application/vnd.microsoft.card.adaptive"
SENTENCE = "application/vnd.microsoft.activity.message"


def choices(*values: str) -> list[dict[str, str]]:
    """Values, with titles that differ from them."""
    return [{"title": f"The {value}", "value": value} for value in values]


FORM = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "One of everything", "wrap": True},
        {"type": "Input.Text", "id": "name", "label": "Name"},
        {"type": "Input.Text", "id": "account", "label": "Account", "isMultiline": True},
        {"type": "Input.Number", "id": "count", "label": "Count"},
        {"type": "Input.Date", "id": "born", "label": "Born"},
        {"type": "Input.Time", "id": "at", "label": "At"},
        {"type": "Input.ChoiceSet", "id": "one", "label": "One",
         "choices": choices("home", "ward")},
        {"type": "Input.ChoiceSet", "id": "radio", "label": "Radio", "style": "expanded",
         "choices": choices("days", "weeks")},
        {"type": "Input.ChoiceSet", "id": "ticks", "label": "Ticks", "style": "expanded",
         "isMultiSelect": True, "choices": choices("self", "family", "staff")},
        {"type": "Input.ChoiceSet", "id": "found", "label": "Found", "style": "filtered",
         "choices": choices("north", "south")},
        {"type": "Input.ChoiceSet", "id": "many", "label": "Many", "isMultiSelect": True,
         "choices": choices("red", "green", "blue")},
        {"type": "Input.Toggle", "id": "confirmed", "title": "I confirm", "label": "Confirm"},
    ],
    "actions": [
        {"type": "Action.Execute", "title": f"Step {number}", "verb": "step", "data": {"n": number}}
        for number in range(1, 6)
    ] + [
        {"type": "Action.Execute", "title": "Later", "verb": "later"},
        {"type": "Action.Execute", "title": "Send", "verb": "send"},
    ],
}  # fmt: skip


def echo(heard: object) -> dict[str, Any]:
    """A card that says what was heard, as JSON."""
    text = json.dumps(heard, sort_keys=True)
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
        "actions": [{"type": "Action.Execute", "title": "Again", "verb": "again"}],
    }


async def hear(request: web.Request) -> web.Response:
    """Answer a press at once, and a message by a card that is sent."""
    activity = await request.json()
    if activity["type"] == "invoke":
        action = activity["value"]["action"]
        if action["verb"] == "later":
            return web.json_response({"statusCode": 200, "type": SENTENCE, "value": "Not now"})
        answer = echo(action.get("data"))
        return web.json_response({"statusCode": 200, "type": CARD, "value": answer})
    if activity["type"] == "message":
        task = asyncio.create_task(send(activity))
        request.app["tasks"].add(task)
    return web.Response()


async def send(activity: dict[str, Any]) -> None:
    """Send the form, or what was said to us in a channel."""
    await asyncio.sleep(0.05)  # the client loses an answer that is faster than its own page
    in_channel = activity["conversation"]["conversationType"] == "channel"
    card = echo(activity["text"]) if in_channel else FORM
    message = {"type": "message", "attachments": [{"contentType": CARD, "content": card}]}
    conversation = activity["conversation"]["id"]
    url = f"{activity['serviceUrl'].rstrip('/')}/v3/conversations/{conversation}/activities"
    async with ClientSession() as session, session.post(url, json=message) as answer:
        answer.raise_for_status()


async def ready(_request: web.Request) -> web.Response:
    """Say that all is well."""
    return web.Response()


def main() -> None:
    """Listen where the tests want it."""
    app = web.Application()
    app["tasks"] = set()
    app.router.add_post("/api/messages", hear)
    app.router.add_get("/readyz", ready)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["MHRMB_PORT"]), print=None)


if __name__ == "__main__":
    main()
