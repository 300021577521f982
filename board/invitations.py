"""Partners who are asked to take part, in the name of somebody senior; and their champions.

Source: domain 2.1 and rows 18 and 19.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from board.actions import today_of
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.forums import may_run
from board.people import Agency, Member, Person, Role
from board.tiers import Tier

SENIOR = frozenset({Role.CO_CHAIR, Role.SENIOR_BOARD})
"""Whose name carries a request to another agency's senior officers."""


class Response(StrEnum):
    """What a partner has answered."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The latest request to an agency, by the keys of agency and sponsor."""

    agency: str
    sponsor: str
    sent_on: date
    response: Response = Response.PENDING
    answered_on: date | None = None


Invited = tuple[Invitation, Fact]


def may_sponsor(member: Member, now: datetime) -> bool:
    """Whether somebody is senior enough to ask in their name."""
    senior = (each for each in member.grants if each.role in SENIOR)
    return member.active and any(each.holds(now) for each in senior)


def invite(agency: Agency, sponsor: Member | None, *, by: Person, now: datetime) -> Invited:
    """Ask an agency to take part. Raises BoardError without a senior sponsor."""
    if not may_run(by):
        raise Forbidden
    if sponsor is None or not may_sponsor(sponsor, now):
        raise BoardError("sponsor_needed")
    made = Invitation(agency=agency.key, sponsor=sponsor.key, sent_on=today_of(now))
    return made, _fact("PartnerInvited", made, by, now)


def is_same(made: Invitation, known: Invitation | None) -> bool:
    """Sent twice it is one: an answer that has come meanwhile stays."""
    return known is not None and replace(known, response=made.response, answered_on=None) == made


def answer(invitation: Invitation, response: Response, *, by: Person, now: datetime) -> Invited:
    """Note what the partner has answered; another answer later takes its place."""
    if not may_run(by):
        raise Forbidden
    answered = replace(invitation, response=response, answered_on=today_of(now))
    return answered, _fact("PartnerAnswered", answered, by, now)


def _fact(name: str, invitation: Invitation, by: Person, now: datetime) -> Fact:
    told = {"response": str(invitation.response)}
    return Fact(name=name, about=invitation.agency, by=by.id, at=now, tier=Tier.T0, details=told)
