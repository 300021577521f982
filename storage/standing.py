"""Who can be asked at this moment, put together from the register and the outbox."""

from collections.abc import Iterable
from datetime import datetime

from board.actions import today_of
from board.people import Member, Role
from board.places import ForumKind
from board.standing import Standing
from storage.unit import Snapshot

_TO_PERSON = "person:"


def standing_of(snapshot: Snapshot, now: datetime) -> Standing:
    """The register as it stands: roles that hold now, absences of the day in London.

    Out of reach is who has no account or has left the team, or whose messages wait or died.
    """
    members = {each.key: each for each in snapshot.people.members()}
    unreached, left = snapshot.outbox.unreached(), snapshot.settings.left
    return Standing(
        agencies={each.key: each for each in snapshot.people.agencies()},
        members=members,
        away=snapshot.absences.away_on(today_of(now)),
        unreachable=frozenset(
            each.key
            for each in members.values()
            if not each.account
            or each.account in left
            or f"{_TO_PERSON}{each.account}" in unreached
        ),
        co_chairs=_holders(members.values(), Role.CO_CHAIR, now),
        senior=_holders(members.values(), Role.SENIOR_BOARD, now),
        has_senior_channel=(snapshot.places.binding_of_forum(str(ForumKind.SENIOR)) is not None),
    )


def _holders(members: Iterable[Member], role: Role, now: datetime) -> tuple[str, ...]:
    return tuple(
        sorted(
            each.key
            for each in members
            if each.active and any(one.role is role and one.holds(now) for one in each.grants)
        )
    )
