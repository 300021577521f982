"""What has arrived at the far end, read back: what, about what, to whom, when."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import orjson

from board.calendar import LONDON
from board.people import Member
from tests.fakes.channel import Call, personal
from tests.scenarios.bot import card_of, texts
from tests.walks.ground import CHANNELS, chatter

ASK, COPY, POST, ALERT = (
    "escalation_ask", "escalation_copy", "escalation_post", "escalation_alert"
)  # fmt: skip
RUNGS = (ASK, POST)
OF_LADDERS = (ASK, COPY, POST, ALERT)
REMINDER, SUMMARY = "action_reminder", "actions_today"
LISTS = ("actions_request", "actions_list", "actions_own_list")
_REF = re.compile(r"ACT-\d{4}-\d{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `to` is a member's key or a forum, `names` the actions its card names.

    `says` is what its notification shows.
    """

    at: datetime
    kind: str
    about: str
    to: str
    names: frozenset[str]
    mentions: frozenset[str]
    says: str = ""

    @property
    def day(self) -> date:
        """The day in London."""
        return self.at.astimezone(LONDON).date()

    @property
    def parts(self) -> list[str]:
        """What it is about, taken apart; a post's begins with the word `escalation`."""
        return self.about.removeprefix("escalation:").split(":", 3)

    @property
    def ladder(self) -> str:
        """The escalation it belongs to, or nothing."""
        return self.parts[0] if self.kind in OF_LADDERS else ""

    @property
    def rung(self) -> int:
        """The rung of its ladder; 0 for what belongs to none."""
        return int(self.parts[1]) if self.kind in OF_LADDERS else 0

    @property
    def days(self) -> int | None:
        """How many working days before the due day a reminder comes."""
        return int(self.parts[2]) if self.kind == REMINDER else None

    @property
    def what(self) -> str:
        """What is told apart from everything else that is ever sent."""
        return f"{self.kind} {self.about} to {self.to}"


def messages_of(calls: Iterable[Call], members: Iterable[Member]) -> list[Message]:
    """The new messages among the calls, in the order they were taken."""
    places = {personal(chatter(each)).conversation: each.key for each in members if each.account}
    places |= {str(place.conversation): f"forum:{kind}" for kind, place in CHANNELS.items()}
    return [_message(each, places) for each in calls if each.verb in {"create", "send"}]


def _message(call: Call, places: Mapping[str, str]) -> Message:
    told = orjson.loads(call.token or "{}")
    card = card_of(call.body)
    activity = call.body.get("activity", call.body)
    entities = card.get("msteams", {}).get("entities", ())
    return Message(
        at=datetime.fromisoformat(told["at"]),
        kind=told["kind"],
        about=told["about"],
        to=places[call.conversation.partition(";")[0]],
        names=frozenset(_REF.findall(texts(card))),
        mentions=frozenset(each["mentioned"]["name"] for each in entities),
        says=activity.get("summary", ""),
    )


def listed(messages: Iterable[Message]) -> str:
    """One line for each: when in London, what, about what, on which rung, to whom."""
    return "".join(f"{_line(each)}\n" for each in messages)


def _line(each: Message) -> str:
    here = each.at.astimezone(LONDON)
    words = [f"{here:%Y-%m-%d %a %H:%M}", f"{each.kind:20}", each.to]
    if each.kind in OF_LADDERS:
        words.insert(2, f"{each.ladder} {','.join(sorted(each.names))} rung {each.rung}")
    elif each.kind == REMINDER:
        words.insert(2, f"{each.parts[0]} due {each.parts[1]}, {each.days} days before")
    elif each.kind in LISTS:
        words.insert(2, f"{each.parts[0]} {each.parts[2]}")
    else:
        words.insert(2, each.about)
    return f"{words[0]}  {words[1]} {words[2]:52} {words[3]}".rstrip()
