"""What minutes say: header, attendance, interests, items with decisions and actions. T0 or T1.

Composed from the record, the register and the texts; frozen with each edition that is sent out.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from board.actions import Action
from board.calendar import in_words
from board.errors import message
from board.forums import ForumType, record_of
from board.interests import Withheld, open_words
from board.meeting_record import MeetingRecord
from board.meetings import Meeting
from board.minutes import Addendum, ItemText, Minutes
from board.sittings import not_reached
from board.tiers import Tier

EVERYONE = "Members and deputies of the forum"
FINAL = "final"
NOT_REACHED = "Not reached: carried to the next meeting."


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A decision as minutes give it; one that a later one replaced is struck."""

    ref: str
    kind: str
    text: str
    rationale: str = ""
    dissent: str = ""
    is_struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An action as it stood when the minutes were made; keys beside names, for extracts."""

    ref: str
    title: str
    owner: str
    owner_name: str
    agency: str
    agency_name: str
    due: date
    supporting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """How somebody of an agency was at the meeting."""

    agency: str
    agency_name: str
    name: str = ""
    status: str
    information_sent: bool = False
    is_observer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Who declared an interest in what, and how it was handled; never its nature."""

    name: str
    about: str
    handling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentItem:
    """One item; `version` is that of its text while it is a draft."""

    key: str
    number: int
    title: str
    summary: str = ""
    unresolved: str = ""
    decisions: tuple[Taken, ...] = ()
    actions: tuple[Raised, ...] = ()
    is_withheld: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that minutes say."""

    meeting: str
    forum: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    distribution: str = EVERYONE
    lead: str = ""
    focus: str = ""
    chair: str = ""
    facilitator: str = ""
    is_quorate: bool | None = None
    attendance: tuple[There, ...] = ()
    interests: tuple[Declared, ...] = ()
    items: tuple[ContentItem, ...] = ()
    following: str = ""
    following_at: datetime | None = None
    following_lead: str = ""
    following_focus: str = ""
    tier: int = Tier.T0

    @property
    def decisions(self) -> Iterator[Taken]:
        """Every decision, in the order of the items."""
        return (each for item in self.items for each in item.decisions)

    @property
    def actions(self) -> Iterator[Raised]:
        """Every action raised, in the order of the items."""
        return (each for item in self.items for each in item.actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The minutes as they were sent out once: `draft 1`, `draft 2`, ..., `final`.

    `file_sha256` (hex) is that of its Word file, empty until that has been made.
    """

    meeting: str
    name: str
    made_at: datetime
    content: Content
    text_sha256: str
    file_sha256: str = ""

    @property
    def is_final(self) -> bool:
        """These are the minutes for good."""
        return self.name == FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """What minutes are composed from; `names` and `agencies` are display names by key."""

    meeting: Meeting
    minutes: Minutes
    record: MeetingRecord
    actions: Sequence[Action] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    following: Meeting | None = None


def compose(given: Ingredients) -> Content:
    """The minutes as they stand: each recorded decision and action once, under its item.

    What was recorded under an item that the minutes do not have stands under the last one.
    """
    meeting, following, agencies = given.meeting, given.following, given.agencies
    forum = record_of(meeting.forum)
    return Content(
        meeting=meeting.ref,
        forum=meeting.forum,
        title=forum.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        lead=agencies.get(meeting.lead_agency or "", ""),
        focus=agencies.get(meeting.focus_agency or "", ""),
        chair=given.names.get(meeting.chair or "", ""),
        facilitator=given.names.get(meeting.facilitator or "", ""),
        is_quorate=meeting.quorate,
        attendance=_attendance(given),
        interests=_interests(given),
        items=_items(given, has_texts=forum.type is not ForumType.SUBGROUP),
        following=following.ref if following else "",
        following_at=following.starts_at if following else None,
        following_lead=agencies.get(following.lead_agency or "", "") if following else "",
        following_focus=agencies.get(following.focus_agency or "", "") if following else "",
        tier=forum.ceiling,
    )


def texts_from(record: MeetingRecord, planned: Iterable[tuple[str, str]]) -> tuple[ItemText, ...]:
    """The texts that a draft begins with: what was said, and what was not reached.

    `planned` are keys and titles of the agenda, for a meeting of which no item was recorded.
    """
    if not record.items:
        return tuple(ItemText(key=key, title=title) for key, title in planned)
    was_held = any(each.is_reached for each in record.items)
    carried = {each.key for each in not_reached(record)} if was_held else set()
    return tuple(
        ItemText(
            key=each.key,
            title=each.title,
            summary=each.summary,
            unresolved=NOT_REACHED if each.key in carried else "",
        )
        for each in record.items
    )


def open_copy(content: Content, withheld: Withheld) -> Content:
    """The minutes without what is withheld; its items keep their titles, and say so."""
    if not withheld:
        return content
    items = tuple(_open_item(content.meeting, each, withheld) for each in content.items)
    return replace(content, items=items)


def open_addendum(added: Addendum, withheld: Withheld) -> Addendum:
    """What was added, or that it is withheld."""
    return replace(added, text=open_words(added.text, withheld))


def extract_of(content: Content, agency: str, agency_name: str) -> Content:
    """What concerns one agency: its own actions, and decisions where it has any or is named."""
    items = []
    for item in content.items:
        actions = tuple(
            each for each in item.actions if agency == each.agency or agency in each.supporting
        )
        decisions = tuple(
            each
            for each in item.decisions
            if actions
            or _names(each, agency_name)
            or (item.key == "focus" and content.focus == agency_name)
        )
        if actions or decisions:
            kept = replace(item, summary="", unresolved="", actions=actions, decisions=decisions)
            items.append(kept)
    return replace(content, items=tuple(items), attendance=(), interests=())


def next_edition(content: Content, editions: Sequence[Edition], now: datetime) -> Edition | None:
    """The next draft to be sent out; None where the last one says the same."""
    digest = hash_of(content)
    if editions and editions[-1].text_sha256 == digest:
        return None
    name = f"draft {len(editions) + 1}"
    return Edition(
        meeting=content.meeting, name=name, made_at=now, content=content, text_sha256=digest
    )


def final_edition(content: Content, now: datetime) -> Edition:
    """The minutes for good."""
    return Edition(
        meeting=content.meeting,
        name=FINAL,
        made_at=now,
        content=content,
        text_sha256=hash_of(content),
    )


def text_of(content: Content) -> str:
    """All of the minutes as plain text, always alike: what their hash is taken of."""
    return "\n".join(_lines(content)) + "\n"


def hash_of(content: Content) -> str:
    """The sha256 (hex) of the minutes' text."""
    return hashlib.sha256(text_of(content).encode("utf-8", "surrogatepass")).hexdigest()


def _attendance(given: Ingredients) -> tuple[There, ...]:
    found = (
        There(
            agency=each.agency,
            agency_name=given.agencies.get(each.agency, each.agency),
            name=given.names.get(each.member, ""),
            status=str(each.status),
            information_sent=each.information_sent,
            is_observer=each.is_observer,
        )
        for each in given.record.attendance
    )
    return tuple(sorted(found, key=lambda x: (x.is_observer, x.agency_name.casefold(), x.name)))


def _interests(given: Ingredients) -> tuple[Declared, ...]:
    titles = {each.key: each.title for each in given.minutes.items}
    return tuple(
        Declared(
            name=given.names.get(each.member, ""),
            about=titles.get(each.item, each.item),
            handling=str(each.handling),
        )
        for each in given.record.interests
    )


def _items(given: Ingredients, *, has_texts: bool) -> tuple[ContentItem, ...]:
    texts = given.minutes.items or (ItemText(key="record", title="Decisions and actions"),)
    keys = {each.key for each in texts}
    last = texts[-1].key
    actions = {each.ref: each for each in given.actions}
    struck = given.record.struck
    return tuple(
        ContentItem(
            key=text.key,
            number=number,
            title=text.title,
            summary=text.summary if has_texts else "",
            unresolved=text.unresolved if has_texts else "",
            decisions=tuple(
                Taken(
                    ref=each.ref,
                    kind=str(each.kind),
                    text=each.text,
                    rationale=each.rationale,
                    dissent=each.dissent,
                    is_struck=each.ref in struck,
                )
                for each in given.record.decisions
                if (each.item if each.item in keys else last) == text.key
            ),
            actions=tuple(
                _raised(actions[ref], given)
                for item, ref in given.record.actions
                if ref in actions and (item if item in keys else last) == text.key
            ),
            version=text.version,
        )
        for number, text in enumerate(texts, start=1)
    )


def _raised(action: Action, given: Ingredients) -> Raised:
    return Raised(
        ref=action.ref,
        title=action.title,
        owner=action.owner,
        owner_name=given.names.get(action.owner, action.owner),
        agency=action.owner_agency,
        agency_name=given.agencies.get(action.owner_agency, action.owner_agency),
        due=action.due,
        supporting=tuple(action.supporting),
    )


def _open_item(meeting: str, item: ContentItem, withheld: Withheld) -> ContentItem:
    if withheld.hides_item(meeting, item.key):
        return replace(
            item,
            summary=message("withheld_here"),
            unresolved="",
            decisions=(),
            actions=(),
            is_withheld=True,
        )
    return replace(
        item,
        summary=open_words(item.summary, withheld),
        unresolved=open_words(item.unresolved, withheld),
        decisions=tuple(
            each
            for each in item.decisions
            if not withheld.hides(each.ref, each.text, each.rationale, each.dissent)
        ),
        actions=tuple(each for each in item.actions if not withheld.hides(each.ref, each.title)),
    )


def _names(taken: Taken, agency_name: str) -> bool:
    said = f"{taken.text} {taken.rationale} {taken.dissent}".casefold()
    return bool(agency_name) and agency_name.casefold() in said


def _lines(content: Content) -> Iterator[str]:
    yield f"{content.title}: minutes of {content.meeting}"
    yield f"{Tier(content.tier).marking}. For: {content.distribution}"
    yield f"{in_words(content.starts_at)} to {in_words(content.ends_at)}, {content.place}"
    for name, value in (
        ("Led by", content.lead),
        ("Focus on", content.focus),
        ("Chair", content.chair),
        ("Facilitator", content.facilitator),
    ):
        yield f"{name}: {value}"
    yield f"Quorum: {content.is_quorate}"
    for there in content.attendance:
        sent = ", information sent" * there.information_sent
        seat = ", observer" * there.is_observer
        yield f"{there.agency_name}: {there.name}, {there.status}{sent}{seat}"
    for declared in content.interests:
        yield f"Interest: {declared.name}, {declared.about}, {declared.handling}"
    for item in content.items:
        yield f"{item.number}. {item.title}"
        yield item.summary
        for taken in item.decisions:
            struck = " (replaced)" * taken.is_struck
            yield f"{taken.ref} {taken.kind}{struck}: {taken.text}"
            yield f"Reasons: {taken.rationale}. Dissent: {taken.dissent}"
        for raised in item.actions:
            owner = f"{raised.owner_name}, {raised.agency_name}"
            yield f"{raised.ref}: {raised.title}. {owner}, due {raised.due.isoformat()}"
        yield f"Unresolved: {item.unresolved}"
    at = in_words(content.following_at) if content.following_at else ""
    yield f"Next: {content.following} {at} {content.following_lead} {content.following_focus}"
