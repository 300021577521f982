"""Changing an agenda: freely until the pack is issued, then late papers by agreement only."""

from dataclasses import dataclass, replace
from datetime import datetime

from board.agenda import (
    CLOSING,
    OPEN,
    OPENING,
    TITLE_LONGEST,
    Agenda,
    AgendaItem,
    ItemKind,
    Paper,
    allotted,
    is_issued,
    order_of,
    over_time,
)
from board.calendar import short_words
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.forums import ForumType, may_run
from board.meetings import Meeting, MeetingState
from board.people import Person, Role
from board.tiers import Tier

BUSINESS = "aob"
_ADDED = "added-"
_FIXED = frozenset({*OPENING, CLOSING})
Changed = tuple[Agenda, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item somebody wants on the agenda; the caller has found its words board-safe."""

    title: str
    kind: ItemKind
    minutes: int
    presenter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What becomes of an item; what is None stays. The caller has found its words board-safe."""

    title: str | None = None
    kind: ItemKind | None = None
    minutes: int | None = None
    presenter: str | None = None


def add_item(
    agenda: Agenda, meeting: Meeting, wanted: NewItem, *, at: int, by: Person, now: datetime
) -> Changed:
    """Put in an item as number `at`, between the opening items and the close.

    The others give up time for it. Raises BoardError where the meeting is too short.
    """
    _demand_open(agenda, meeting, by)
    item = AgendaItem(
        key=_new_key(agenda),
        title=_title(wanted.title),
        kind=wanted.kind,
        minutes=_minutes(wanted.minutes),
        is_set=True,
        is_titled=True,
        is_led=True,
        presenter=_presenter(wanted.presenter),
    )
    items = _inserted(agenda.items, item, at)
    return _changed(agenda, items, "AgendaItemAdded", item.key, by, now)


def move_item(
    agenda: Agenda, meeting: Meeting, key: str, *, to: int, by: Person, now: datetime
) -> Changed:
    """Make an item number `to`; the opening items and the close keep their places."""
    _demand_open(agenda, meeting, by)
    item = _item(agenda, key)
    if key in _FIXED:
        raise BoardError("agenda_fixed")
    rest = tuple(each for each in agenda.items if each.key != key)
    return _changed(agenda, _inserted(rest, item, to), "AgendaItemMoved", key, by, now)


def change_item(
    agenda: Agenda, meeting: Meeting, key: str, wanted: ItemChange, *, by: Person, now: datetime
) -> Changed:
    """Give an item another title, kind, presenter or length; what is None stays."""
    _demand_open(agenda, meeting, by)
    item = _item(agenda, key)
    if wanted.title is not None and wanted.title.strip() != item.title:
        item = replace(item, title=_title(wanted.title), is_titled=True)
    if wanted.kind is not None:
        item = replace(item, kind=wanted.kind)
    if wanted.minutes is not None and wanted.minutes != item.minutes:
        item = replace(item, minutes=_minutes(wanted.minutes), is_set=True)
    if wanted.presenter is not None and wanted.presenter.strip() != item.presenter:
        item = replace(item, presenter=_presenter(wanted.presenter), is_led=True)
    return _changed(agenda, _with(agenda, item), "AgendaItemChanged", key, by, now)


def remove_item(
    agenda: Agenda, meeting: Meeting, key: str, *, by: Person, now: datetime
) -> Changed:
    """Take off an item that is not required; its time goes to the others."""
    _demand_open(agenda, meeting, by)
    item = _item(agenda, key)
    if item.is_required:
        raise BoardError("agenda_required", title=item.title)
    rest = tuple(each for each in agenda.items if each.key != key)
    return _changed(agenda, rest, "AgendaItemRemoved", key, by, now)


def add_paper(
    agenda: Agenda, meeting: Meeting, key: str, paper: Paper, *, by: Person, now: datetime
) -> Changed:
    """Put a paper to an item before the pack is issued."""
    _demand_open(agenda, meeting, by)
    return _papered(agenda, key, replace(paper, is_late=False, agreed_by=""), by, now)


def add_late_paper(
    agenda: Agenda,
    meeting: Meeting,
    key: str,
    paper: Paper,
    *,
    agreed_by: Person | None,
    until: datetime,
    by: Person,
    now: datetime,
) -> Changed:
    """Put a paper to an item after the pack has gone out, marked late.

    Raises BoardError without a co-chair's agreement, or after `until` (the clock of late papers).
    """
    if not may_run(by):
        raise Forbidden
    if not is_issued(agenda, meeting):
        raise BoardError("not_late_yet")
    if meeting.state not in {*OPEN, MeetingState.PACK_ISSUED} or now > until:
        raise BoardError("paper_too_late", closed=short_words(until))
    if agreed_by is None or not _may_agree(agenda, meeting, agreed_by):
        raise BoardError("paper_agreement")
    agreed = agreed_by.member.key if agreed_by.member else agreed_by.id
    return _papered(agenda, key, replace(paper, is_late=True, agreed_by=agreed), by, now)


def refreshed(agenda: Agenda, today: Agenda, meeting: Meeting) -> Agenda:
    """The agenda as people have changed it, with the points of one built today.

    Once the pack is issued it stands as it is.
    """
    if is_issued(agenda, meeting):
        return agenda
    live = {each.key: each for each in today.items}

    def fresh(item: AgendaItem) -> AgendaItem:
        now = live.get(item.key)
        if now is None:
            return item
        return replace(
            item,
            points=now.points,
            is_required=now.is_required,
            title=item.title if item.is_titled else now.title,
            presenter=item.presenter if item.is_led else now.presenter,
        )

    there = {each.key for each in agenda.items}
    items = tuple(fresh(each) for each in agenda.items)
    for at, each in enumerate(today.items, 1):
        if each.is_required and each.key not in there:
            items = _inserted(items, each, at)
    length = today.minutes
    return replace(agenda, minutes=length, items=allotted(items, length), issued_for=None)


def issued(agenda: Agenda, meeting: Meeting) -> Agenda:
    """The agenda as its pack goes out: from now on it stands."""
    return replace(agenda, issued_for=meeting.starts_at)


def add_business(agenda: Agenda, line: str, *, by: Person, now: datetime) -> Changed:
    """Other business that was proposed in time and accepted: a line under that item.

    It may come after the pack too; where the item was taken off, it is there again.
    """
    if not may_run(by):
        raise Forbidden
    items = agenda.items
    if not any(each.key == BUSINESS for each in items):
        standing = next(each for each in order_of(agenda.forum) if each.key == BUSINESS)
        items = _inserted(items, replace(standing, presenter=""), len(items))
        items = allotted(items, agenda.minutes)
    items = tuple(
        replace(each, points=(*each.points, line))
        if each.key == BUSINESS and line not in each.points
        else each
        for each in items
    )
    changed = replace(agenda, items=items)
    return changed, _fact("BusinessAdded", agenda, BUSINESS, by, now)


def _papered(agenda: Agenda, key: str, paper: Paper, by: Person, now: datetime) -> Changed:
    item = _item(agenda, key)
    if not (paper.title.strip() and paper.link.strip()):
        raise BoardError("paper_missing")
    _title(paper.title)
    with_paper = replace(item, papers=(*item.papers, paper))
    name = "LatePaperAdded" if paper.is_late else "PaperAdded"
    return _changed(agenda, _with(agenda, with_paper), name, key, by, now)


def _may_agree(agenda: Agenda, meeting: Meeting, person: Person) -> bool:
    """A co-chair; in another forum its own chair."""
    if agenda.forum is ForumType.BOARD:
        return Role.CO_CHAIR in person.roles
    return person.member is not None and person.member.key == meeting.chair


def _demand_open(agenda: Agenda, meeting: Meeting, by: Person) -> None:
    if not may_run(by):
        raise Forbidden
    if is_issued(agenda, meeting):
        raise BoardError("agenda_closed")


def _inserted(items: tuple[AgendaItem, ...], item: AgendaItem, at: int) -> tuple[AgendaItem, ...]:
    """With an item as number `at`, or as near to it as the fixed items allow."""
    first = sum(each.key in OPENING for each in items)
    last = len(items) - sum(each.key == CLOSING for each in items)
    place = min(max(at - 1, first), last)
    return (*items[:place], item, *items[place:])


def _changed(
    agenda: Agenda,
    items: tuple[AgendaItem, ...],
    name: str,
    key: str,
    by: Person,
    now: datetime,
) -> Changed:
    changed = replace(agenda, items=allotted(items, agenda.minutes))
    if (over := over_time(changed)) > 0:
        raise BoardError("agenda_too_long", over=over)
    return changed, _fact(name, agenda, key, by, now)


def _fact(name: str, agenda: Agenda, key: str, by: Person, now: datetime) -> Fact:
    told = {"item": key}
    return Fact(name=name, about=agenda.meeting, by=by.id, at=now, tier=Tier.T0, details=told)


def _item(agenda: Agenda, key: str) -> AgendaItem:
    found = next((each for each in agenda.items if each.key == key), None)
    if found is None:
        raise BoardError("agenda_item")
    return found


def _with(agenda: Agenda, item: AgendaItem) -> tuple[AgendaItem, ...]:
    return tuple(item if each.key == item.key else each for each in agenda.items)


def _new_key(agenda: Agenda) -> str:
    """A key that no item of this agenda has, for example `added-3`."""
    given = [
        int(each.key.removeprefix(_ADDED)) for each in agenda.items if each.key.startswith(_ADDED)
    ]
    return f"{_ADDED}{max(given, default=0) + 1}"


def _title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned or len(cleaned) > TITLE_LONGEST:
        raise BoardError("agenda_title")
    return cleaned


def _presenter(words: str) -> str:
    cleaned = " ".join(words.split())
    if len(cleaned) > TITLE_LONGEST:
        raise BoardError("agenda_presenter")
    return cleaned


def _minutes(minutes: int) -> int:
    if minutes < 1:
        raise BoardError("agenda_minutes")
    return minutes
