"""The agenda of a meeting: its standing order, filled from what is true today. Board-safe, T0."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from board.calendar import in_words
from board.forums import ForumType
from board.meetings import Meeting, MeetingState

TITLE_LONGEST = 100


class ItemKind(StrEnum):
    """What an item is for."""

    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"


class Presenter(StrEnum):
    """Who presents a standing item, by what they are to the meeting."""

    LEAD = "lead"
    FACILITATOR = "facilitator"
    SUBGROUP_CHAIR = "subgroup_chair"
    FOCUS = "focus"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper of an item; late ones say who agreed to them (a member's key)."""

    title: str
    link: str
    is_late: bool = False
    agreed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """An item; `points` are the lines under it, by reference and count only.

    `key` says which item it is, whatever its title; the place in the agenda is its number.
    """

    key: str
    title: str
    kind: ItemKind
    minutes: int
    is_required: bool = False
    is_set: bool = False
    """The facilitator has given it these minutes, which stay."""
    is_titled: bool = False
    is_led: bool = False
    """Somebody has given it this title, this presenter: they no longer follow the meeting."""
    presenter: str = ""
    points: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The items of a meeting in their order.

    `issued_for` is when the meeting was to start as its pack went out: one that is put off to
    another day has its agenda open again.
    """

    meeting: str
    forum: ForumType
    minutes: int
    items: tuple[AgendaItem, ...]
    version: int = 1
    issued_for: datetime | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of required items that are not on it."""
        there = {each.key for each in self.items}
        return tuple(
            each.title
            for each in order_of(self.forum)
            if each.is_required and each.key not in there
        )

    def number_of(self, key: str) -> int:
        """An item's number, from 1; 0 where it is not on the agenda."""
        return next((at for at, each in enumerate(self.items, 1) if each.key == key), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaValues:
    """What the agenda is built from: references and lines from the registers, as they stand.

    `lines` are the points of items by their key; `presenters` the names by item key or by
    `Presenter`. The lists come in the order in which they are to be discussed.
    """

    overdue_actions: Sequence[str] = ()
    other_actions: Sequence[str] = ()
    escalations: Sequence[str] = ()
    challenges: Sequence[str] = ()
    plan_reviews: Sequence[str] = ()
    risk_reviews: Sequence[str] = ()
    focus: Sequence[str] = ()
    previous: str = ""
    following: Meeting | None = None
    following_lead: str = ""
    following_focus: Sequence[str] = ()
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    presenters: Mapping[str, str] = field(default_factory=dict)


def _item(
    key: str, title: str, kind: ItemKind, minutes: int, by: Presenter, *, required: bool = True
) -> AgendaItem:
    return AgendaItem(
        key=key, title=title, kind=kind, minutes=minutes, presenter=by, is_required=required
    )


_TELL, _TALK, _SETTLE = ItemKind.INFORMATION, ItemKind.DISCUSSION, ItemKind.DECISION
_P = Presenter
STANDING_BOARD = (
    _item("welcome", "Welcome, introductions and apologies", _TALK, 5, _P.LEAD),
    _item("confidentiality", "Confidentiality statement and recording notice", _TELL, 2, _P.LEAD),
    _item("interests", "Declarations of interest", _TALK, 2, _P.LEAD),
    _item("minutes", "Minutes of the previous meeting", _SETTLE, 3, _P.LEAD),
    _item(
        "matters", "Matters arising not on the tracker", _TALK, 3, _P.FACILITATOR, required=False
    ),
    _item("actions", "Action tracker: overdue first", _TALK, 15, _P.FACILITATOR),
    _item("subgroups", "Subgroup chair update", _TALK, 12, _P.SUBGROUP_CHAIR),
    _item("plans", "Tactical plan oversight", _TALK, 8, _P.SUBGROUP_CHAIR),
    _item("focus", "Focus on", _TALK, 20, _P.FOCUS),
    _item(
        "scrutiny",
        "Standing scrutiny: section 135 backlog, bed availability, firearms backlog",
        _TELL,
        10,
        _P.FACILITATOR,
    ),
    _item(
        "performance",
        "Section 135 and 136 performance and service level breaches",
        _TALK,
        8,
        _P.FACILITATOR,
    ),
    _item("risks", "Multi-agency risk register", _SETTLE, 12, _P.FACILITATOR),
    _item("escalations", "Escalations and challenges", _SETTLE, 6, _P.LEAD, required=False),
    _item("learning", "Learning, communications and training", _TALK, 6, _P.FACILITATOR),
    _item("policies", "Policies and national guidance", _TALK, 3, _P.FACILITATOR, required=False),
    _item("aob", "Any other business", _TALK, 3, _P.LEAD, required=False),
    _item("next", "Next meeting: date, lead agency and focus", _TELL, 2, _P.LEAD),
)
"""The board's standing order and minutes, 120 in all. Source: domain 2.3."""
STANDING_SUBGROUP = (
    _item("welcome", "Apologies", _TALK, 3, _P.CHAIR),
    _item("confidentiality", "Confidentiality statement", _TELL, 2, _P.CHAIR),
    _item("interests", "Declarations of interest", _TALK, 2, _P.CHAIR),
    _item("urgent", "Urgent updates", _TALK, 8, _P.CHAIR),
    _item("actions", "Actions due", _TALK, 10, _P.FACILITATOR),
    _item("referrals", "New referrals", _SETTLE, 40, _P.FACILITATOR),
    _item("reviews", "Reviews due", _SETTLE, 30, _P.FACILITATOR),
    _item("discharges", "Discharge and relocation notices", _TALK, 6, _P.FACILITATOR),
    _item("routed", "Routed cases awaiting acceptance", _TALK, 5, _P.FACILITATOR),
    _item("closures", "Closures", _SETTLE, 6, _P.CHAIR),
    _item("learning", "Learning", _TALK, 5, _P.CHAIR),
    _item("next", "Date of next meeting", _TELL, 3, _P.CHAIR),
)
"""A subgroup's order, 120 minutes in all. Source: domain 2.3."""
OPENING = ("welcome", "confidentiality", "interests")
CLOSING = "next"
"""Items that keep their place at the beginning and at the end."""


OPEN = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN})
"""States in which an agenda may still be changed, unless its pack has been made already."""


def is_issued(agenda: Agenda, meeting: Meeting) -> bool:
    """Whether the pack has gone out, so that the agenda stands."""
    return meeting.state not in OPEN or agenda.issued_for == meeting.starts_at


def order_of(forum: ForumType) -> tuple[AgendaItem, ...]:
    """The standing order of a forum; other forums open and close like the board."""
    if forum is ForumType.SUBGROUP:
        return STANDING_SUBGROUP
    if forum is ForumType.BOARD:
        return STANDING_BOARD
    kept = {*OPENING, "minutes", "actions", "escalations", "aob", CLOSING}
    return tuple(each for each in STANDING_BOARD if each.key in kept)


def build_agenda(meeting: Meeting, forum: ForumType, values: AgendaValues) -> Agenda:
    """The agenda as it is today; its minutes come to the length of the meeting."""
    length = (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1)
    items = tuple(_filled(each, forum, values) for each in order_of(forum))
    return Agenda(meeting=meeting.ref, forum=forum, minutes=length, items=allotted(items, length))


def allotted(items: Sequence[AgendaItem], total: int) -> tuple[AgendaItem, ...]:
    """The items with minutes that come to `total`: in proportion, and at least 1 each.

    Minutes that were set stay. Where even 1 each is too much, the sum is more than the total.
    """
    free = [each for each in items if not each.is_set]
    left = max(total - sum(each.minutes for each in items if each.is_set), len(free))
    asked = sum(each.minutes for each in free)
    if asked == left or not free:
        return tuple(items)
    shares = {each.key: divmod(each.minutes * left, max(asked, 1)) for each in free}
    minutes = _fitted({key: max(whole, 1) for key, (whole, _) in shares.items()}, left)
    nearest = sorted((key for key in shares if shares[key][0]), key=lambda key: -shares[key][1])
    for key in nearest[: left - sum(minutes.values())]:
        minutes[key] += 1
    return tuple(replace(each, minutes=minutes.get(each.key, each.minutes)) for each in items)


def _fitted(minutes: Mapping[str, int], most: int) -> dict[str, int]:
    """The minutes, the longest shortened until they come to no more than `most`."""
    fitted = dict(minutes)
    while sum(fitted.values()) > most:
        fitted[max(fitted, key=lambda key: fitted[key])] -= 1
    return fitted


def over_time(agenda: Agenda) -> int:
    """Minutes that the items need beyond the meeting's length; negative where time is left."""
    return sum(each.minutes for each in agenda.items) - agenda.minutes


def _filled(item: AgendaItem, forum: ForumType, values: AgendaValues) -> AgendaItem:
    """A standing item with its live points, title and presenter."""
    points = (*_live_points(item.key, values), *values.lines.get(item.key, ()))
    names = values.presenters
    presenter = names.get(item.key) or names.get(item.presenter, "")
    title, must = item.title, item.is_required
    if item.key == "focus" and values.focus:
        title = f"Focus on: {' and '.join(values.focus)}"
    if item.key == "minutes" and values.previous:
        title = f"Minutes of the previous meeting, {values.previous}"
    if item.key == "escalations" and forum is not ForumType.SUBGROUP:
        must = must or bool(values.escalations or values.challenges)
    return replace(item, title=title, presenter=presenter, points=points, is_required=must)


def _live_points(key: str, values: AgendaValues) -> Iterable[str]:
    """What the registers say of an item: what is most pressing comes first."""
    if key == "actions":
        yield from (f"{each}: overdue" for each in values.overdue_actions)
        yield from values.other_actions
    elif key == "escalations":
        yield from values.escalations
        yield from values.challenges
    elif key == "plans":
        yield from (f"{each}: review due" for each in values.plan_reviews)
    elif key == "risks":
        yield from (f"{each}: review due" for each in values.risk_reviews)
    elif key == CLOSING and values.following is not None:
        yield f"{values.following.ref}, {in_words(values.following.starts_at)}"
        if values.following_lead:
            yield f"Lead: {values.following_lead}"
        if values.following_focus:
            yield f"Focus: {' and '.join(values.following_focus)}"
