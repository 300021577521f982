"""What people ask of an agenda: other business in time, a late paper that a chair agrees to. T0."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from board.actions import key_of
from board.agenda import TITLE_LONGEST, Agenda, Paper, is_issued
from board.calendar import short_words
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.forums import may_run
from board.meetings import Meeting, MeetingState
from board.people import Permission, Person, Role
from board.tiers import Tier


class AskKind(StrEnum):
    """What is asked."""

    BUSINESS = "business"
    LATE_PAPER = "late_paper"


class AskState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaAsk:
    """Something asked of a meeting's agenda (`BRD-037/A01`), for an item by its key.

    `by` and `settled_by` are members' keys. The caller has found the title board-safe.
    """

    ref: str
    meeting: str
    kind: AskKind
    item: str
    title: str
    link: str = ""
    by: str
    asked_at: datetime
    state: AskState = AskState.WAITING
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Nobody has answered yet."""
        return self.state is AskState.WAITING

    @property
    def paper(self) -> Paper:
        """The paper that is asked for."""
        return Paper(title=self.title, link=self.link, is_late=True)


Asked = tuple[AgendaAsk, Fact]


def propose(
    ref: str, meeting: Meeting, title: str, *, until: datetime, by: Person, now: datetime
) -> Asked:
    """Any member of the board proposes other business, until its clock has passed."""
    if not by.may(Permission.MEETING_VIEW) or by.member is None:
        raise Forbidden
    _demand_to_come(meeting, now)
    if now > until:
        raise BoardError("business_late", closed=short_words(until))
    ask = AgendaAsk(
        ref=ref,
        meeting=meeting.ref,
        kind=AskKind.BUSINESS,
        item="aob",
        title=_title(title),
        by=key_of(by),
        asked_at=now,
    )
    return ask, _fact("BusinessProposed", ask, by, now)


def ask_late_paper(
    ref: str,
    agenda: Agenda,
    meeting: Meeting,
    item: str,
    paper: Paper,
    *,
    until: datetime,
    by: Person,
    now: datetime,
) -> Asked:
    """Whoever runs the meeting asks a chair to agree to a paper after the pack."""
    if not may_run(by):
        raise Forbidden
    _demand_to_come(meeting, now)
    if not is_issued(agenda, meeting):
        raise BoardError("not_late_yet")
    if now > until:
        raise BoardError("paper_too_late", closed=short_words(until))
    if not agenda.number_of(item):
        raise BoardError("agenda_item")
    if not (paper.title.strip() and paper.link.strip()):
        raise BoardError("paper_missing")
    ask = AgendaAsk(
        ref=ref,
        meeting=meeting.ref,
        kind=AskKind.LATE_PAPER,
        item=item,
        title=_title(paper.title),
        link=paper.link,
        by=key_of(by),
        asked_at=now,
    )
    return ask, _fact("LatePaperAsked", ask, by, now)


def settle(ask: AgendaAsk, *, agreed: bool, by: Person, meeting: Meeting, now: datetime) -> Asked:
    """Answer it: other business by whoever runs meetings, a late paper by a chair.

    Nobody agrees to a late paper that they asked for.
    """
    if not may_settle(ask, by, meeting):
        raise Forbidden
    if not ask.waits:
        raise BoardError("ask_settled")
    if ask.kind is AskKind.LATE_PAPER and ask.by == key_of(by):
        raise BoardError("ask_own")
    if agreed:
        _demand_to_come(meeting, now)
    state = AskState.AGREED if agreed else AskState.REFUSED
    settled = replace(ask, state=state, settled_by=key_of(by), settled_at=now)
    words = {AskKind.BUSINESS: "Business", AskKind.LATE_PAPER: "LatePaper"}[ask.kind]
    return settled, _fact(f"{words}{'Agreed' if agreed else 'Refused'}", settled, by, now)


def may_settle(ask: AgendaAsk, person: Person, meeting: Meeting) -> bool:
    """Whether this person is one whom it waits for."""
    if ask.kind is AskKind.BUSINESS:
        return may_run(person)
    if meeting.forum.casefold() == "board":
        return Role.CO_CHAIR in person.roles
    return person.member is not None and person.member.key == meeting.chair


def _demand_to_come(meeting: Meeting, now: datetime) -> None:
    to_come = {MeetingState.PLANNED, MeetingState.AGENDA_OPEN, MeetingState.PACK_ISSUED}
    if meeting.state not in to_come or now >= meeting.starts_at:
        raise BoardError("meeting_state", state=str(meeting.state).replace("_", " "))


def _title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned or len(cleaned) > TITLE_LONGEST:
        raise BoardError("agenda_title")
    return cleaned


def _fact(name: str, ask: AgendaAsk, by: Person, now: datetime) -> Fact:
    told = {"meeting": ask.meeting, "item": ask.item}
    return Fact(name=name, about=ask.ref, by=by.id, at=now, tier=Tier.T0, details=told)
