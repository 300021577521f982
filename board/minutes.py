"""Minutes from draft to final: who may change, comment on and approve them, and when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from board.errors import BoardError, Forbidden, Stale
from board.facts import Fact
from board.forums import CO_CHAIRS, ForumType, may_run, record_of
from board.meeting_record import SUMMARY_LONGEST
from board.meetings import Meeting
from board.people import Permission, Person, Role
from board.tiers import Tier

UNRESOLVED_LONGEST = 500
COMMENT_LONGEST = 500
REASON_LONGEST = 500
ADDENDUM_LONGEST = 1_000
"""Characters."""
_OF_SUBGROUPS = frozenset(
    {
        Role.MH_TEAM,
        Role.MH_TEAM_SUPERVISOR,
        Role.FACILITATOR,
        Role.SUBGROUP_CHAIR,
        Role.SUBGROUP_MEMBER,
        Role.CO_CHAIR,
    }
)


class MinutesState(StrEnum):
    """Where minutes stand. Source: domain 2.3; issue 6."""

    DRAFT = "draft"
    WITH_CHAIR = "with_chair"
    WITH_MEMBERS = "with_members"
    FINAL = "final"


class Outcome(StrEnum):
    """What became of a comment."""

    TAKEN = "taken"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """What the minutes say under one item, in its own version; decisions stand in the record."""

    key: str
    title: str
    summary: str = ""
    unresolved: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Approval:
    """A co-chair has approved the minutes as they stood then: `sha256` is that of their text."""

    member: str
    at: datetime
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a member says about an item, and how it was dealt with; `ref` like `BRD-037/C01`."""

    ref: str
    meeting: str
    item: str
    by: str
    at: datetime
    text: str
    outcome: Outcome | None = None
    reason: str = ""
    dealt_by: str = ""
    dealt_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Nobody has dealt with it yet."""
        return self.outcome is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """What was added to final minutes; the minutes themselves stay as they are."""

    meeting: str
    number: int
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of a meeting; `version` grows with each change of them or of their items."""

    meeting: str
    state: MinutesState = MinutesState.DRAFT
    begun_at: datetime
    items: tuple[ItemText, ...] = ()
    approvals: tuple[Approval, ...] = ()
    with_chair_at: datetime | None = None
    with_members_at: datetime | None = None
    final_at: datetime | None = None
    approved_by: str = ""
    """The meeting that approved them, or `out_of_committee`."""
    version: int = 1

    @property
    def is_final(self) -> bool:
        """Nothing in them changes any more."""
        return self.state is MinutesState.FINAL

    def item(self, key: str) -> ItemText:
        """One item. Raises BoardError where there is none."""
        found = next((each for each in self.items if each.key == key), None)
        if found is None:
            raise BoardError("agenda_item")
        return found

    def approvers_of(self, sha256: str) -> frozenset[str]:
        """The members who have approved them as they stand, with a text of this hash."""
        return frozenset(each.member for each in self.approvals if each.sha256 == sha256)


Stepped = tuple[Minutes, Fact]


def may_read(meeting: Meeting, state: MinutesState, person: Person) -> bool:
    """Whether this person may read the minutes of a meeting as they stand.

    Drafts are for those who run or lead; a subgroup's for its own people.
    """
    if not is_of_forum(meeting, person):
        return False
    if state in {MinutesState.DRAFT, MinutesState.WITH_CHAIR}:
        return may_lead(meeting, person)
    return True


def is_of_forum(meeting: Meeting, person: Person) -> bool:
    """Whether what a meeting decided is for this person: a subgroup's is for its own people."""
    if not person.may(Permission.MEETING_VIEW):
        return False
    return not is_subgroup(meeting) or reads_subgroups(person)


def reads_subgroups(person: Person) -> bool:
    """Whether references and decisions of subgroups are for this person."""
    return bool(person.roles & _OF_SUBGROUPS)


def may_lead(meeting: Meeting, person: Person) -> bool:
    """Whether this person runs the meetings, or leads this one."""
    is_chair = person.member is not None and person.member.key == meeting.chair
    return may_run(person) or is_chair or _is_co_chair(person)


def is_subgroup(meeting: Meeting) -> bool:
    """A subgroup's minutes hold references and decisions only."""
    return record_of(meeting.forum).type is ForumType.SUBGROUP


def change_item(
    minutes: Minutes,
    meeting: Meeting,
    wanted: ItemText,
    *,
    by: Person,
    now: datetime,
) -> Stepped:
    """Keep what the minutes say under an item; approvals of another text no longer count.

    Raises Stale where somebody else changed the item since `wanted.version`.
    """
    _demand_lead(meeting, by)
    _demand_not_final(minutes)
    kept = minutes.item(wanted.key)
    if kept.version != wanted.version:
        raise Stale
    if is_subgroup(meeting):
        raise BoardError("minutes_references")
    if len(wanted.summary) > SUMMARY_LONGEST or len(wanted.unresolved) > UNRESOLVED_LONGEST:
        raise BoardError("V38", n=SUMMARY_LONGEST)
    changed = replace(
        kept,
        summary=wanted.summary.strip(),
        unresolved=wanted.unresolved.strip(),
        version=kept.version + 1,
    )
    items = tuple(changed if each.key == kept.key else each for each in minutes.items)
    fact = _fact("MinutesItemChanged", minutes, by, now, item=kept.key)
    return replace(minutes, items=items), fact


def send_to_chair(minutes: Minutes, meeting: Meeting, *, by: Person, now: datetime) -> Stepped:
    """The draft is ready for the chair. Source: 5 working days after, domain 5.1."""
    if not may_run(by):
        raise Forbidden
    _demand_state(minutes, {MinutesState.DRAFT})
    sent = replace(minutes, state=MinutesState.WITH_CHAIR, with_chair_at=now)
    return sent, _fact("MinutesSentToChair", minutes, by, now, forum=meeting.forum)


def send_to_members(minutes: Minutes, meeting: Meeting, *, by: Person, now: datetime) -> Stepped:
    """The chair has seen the draft: members may comment now. Source: 10 working days after."""
    _demand_lead(meeting, by)
    _demand_state(minutes, {MinutesState.WITH_CHAIR})
    sent = replace(minutes, state=MinutesState.WITH_MEMBERS, with_members_at=now)
    return sent, _fact("MinutesSentToMembers", minutes, by, now, forum=meeting.forum)


def comment(
    minutes: Minutes, meeting: Meeting, item: str, text: str, *, by: Person, now: datetime
) -> tuple[Comment, Fact]:
    """A member comments on an item under their own name; the reference comes when it is kept."""
    if by.member is None or not is_of_forum(meeting, by):
        raise Forbidden
    _demand_state(minutes, {MinutesState.WITH_MEMBERS})
    minutes.item(item)
    words = _needed(text, COMMENT_LONGEST, "minutes_comment")
    said = Comment(ref="", meeting=meeting.ref, item=item, by=by.member.key, at=now, text=words)
    return said, _fact("MinutesCommented", minutes, by, now, item=item)


def deal_with(
    given: Comment, meeting: Meeting, outcome: Outcome, reason: str, *, by: Person, now: datetime
) -> tuple[Comment, Fact]:
    """Say what became of a comment; one that is not taken has a reason."""
    _demand_lead(meeting, by)
    if not given.is_open:
        raise BoardError("comment_dealt")
    if len(reason) > REASON_LONGEST:
        raise BoardError("V38", n=REASON_LONGEST)
    if outcome is Outcome.NOT_TAKEN and not reason.strip():
        raise BoardError("V57")
    dealt = replace(given, outcome=outcome, reason=reason.strip(), dealt_by=_key(by), dealt_at=now)
    fact = Fact(
        name="MinutesCommentDealtWith", about=given.ref, by=by.id, at=now, tier=Tier.T0,
        details={"outcome": str(outcome)},
    )  # fmt: skip
    return dealt, fact


def approve(
    minutes: Minutes,
    meeting: Meeting,
    comments: Iterable[Comment],
    *,
    sha256: str,
    by: Person,
    now: datetime,
) -> Stepped:
    """A co-chair approves them as they stand, once every comment has been dealt with.

    `sha256` is the hash of what they say: of another text the approval does not count.
    """
    if by.member is None or not _is_co_chair(by) or is_subgroup(meeting):
        raise Forbidden
    demand_settled(minutes, comments)
    key = by.member.key
    if key in minutes.approvers_of(sha256):
        raise BoardError("minutes_approved_already")
    others = (each for each in minutes.approvals if each.member != key)
    approvals = (*others, Approval(key, now, sha256))
    return replace(minutes, approvals=approvals), _fact("MinutesAgreed", minutes, by, now)


def has_both(minutes: Minutes, co_chairs: Collection[str], sha256: str) -> bool:
    """Both co-chairs in office have approved them as they stand, with a text of this hash."""
    return len(minutes.approvers_of(sha256) & set(co_chairs)) >= CO_CHAIRS


def lapsed(minutes: Minutes, sha256: str) -> tuple[Approval, ...]:
    """Approvals of a text that the minutes no longer have: whoever gave them is asked again."""
    return tuple(each for each in minutes.approvals if each.sha256 != sha256)


def finalise(minutes: Minutes, approved_by: str, now: datetime) -> Minutes:
    """From now on only an addendum can be made."""
    return replace(minutes, state=MinutesState.FINAL, final_at=now, approved_by=approved_by)


def demand_settled(minutes: Minutes, comments: Iterable[Comment]) -> None:
    """Raise BoardError unless they are with the members and no comment waits."""
    _demand_state(minutes, {MinutesState.WITH_MEMBERS})
    waiting = sum(each.is_open for each in comments)
    if waiting:
        raise BoardError("minutes_comments_open", n=waiting)


def add_to(
    minutes: Minutes, meeting: Meeting, text: str, number: int, *, by: Person, now: datetime
) -> tuple[Addendum, Fact]:
    """Add to final minutes; whoever runs or leads the meetings may."""
    _demand_lead(meeting, by)
    if not minutes.is_final:
        raise BoardError("minutes_not_final")
    words = _needed(text, ADDENDUM_LONGEST, "minutes_addendum")
    added = Addendum(meeting=meeting.ref, number=number, by=_key(by), at=now, text=words)
    return added, _fact("MinutesAddendumAdded", minutes, by, now, number=str(number))


def _needed(text: str, longest: int, code: str) -> str:
    if not text.strip():
        raise BoardError(code)
    if len(text) > longest:
        raise BoardError("V38", n=longest)
    return text.strip()


def _key(by: Person) -> str:
    return by.member.key if by.member else by.id


def _is_co_chair(person: Person) -> bool:
    return Role.CO_CHAIR in person.roles


def _demand_lead(meeting: Meeting, by: Person) -> None:
    if not may_lead(meeting, by):
        raise Forbidden


def _demand_not_final(minutes: Minutes) -> None:
    if minutes.is_final:
        raise BoardError("minutes_are_final")


def _demand_state(minutes: Minutes, states: Collection[MinutesState]) -> None:
    if minutes.is_final and MinutesState.FINAL not in states:
        raise BoardError("minutes_are_final")
    if minutes.state not in states:
        raise BoardError("minutes_state", state=str(minutes.state).replace("_", " the "))


def _fact(name: str, minutes: Minutes, by: Person, now: datetime, **details: str) -> Fact:
    return Fact(name=name, about=minutes.meeting, by=by.id, at=now, tier=Tier.T0, details=details)
