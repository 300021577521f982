"""Who can be asked: holders of rungs, representatives, deputies, and who is away or gone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from board.people import Agency, Member

MAILBOX = "mailbox:"
_COUNTED_RUNGS = (1, 2, 3, 5)
"""Rungs that say how senior somebody is in their own agency. Source: domain 2.9."""
_IN_AGENCY = 3
"""The highest rung that an agency's own people answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Somebody to be asked: the holders, and the member (or forum) whom the message reaches.

    `instead` says why it reaches another than the holder: `mailbox`, `deputy`, `away`.
    """

    to: tuple[str, ...]
    recipient: str
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The register as it stands: who is there, who is away until when, who is out of reach."""

    agencies: Mapping[str, Agency]
    members: Mapping[str, Member]
    away: Mapping[str, date] = field(default_factory=dict)
    unreachable: Collection[str] = frozenset()
    co_chairs: tuple[str, ...] = ()
    senior: tuple[str, ...] = ()
    has_senior_channel: bool = False

    def is_here(self, key: str | None) -> bool:
        """A member who is active, not away, and whom a message can reach."""
        member = self.members.get(key or "")
        return (
            member is not None
            and member.active
            and member.key not in self.away
            and member.key not in self.unreachable
        )

    def level(self, key: str) -> int:
        """The highest of rungs 1, 2, 3 or 5 that somebody holds in their own agency, else 0."""
        member = self.members.get(key)
        agency = self.agencies.get(member.agency) if member else None
        held = (number for number in _COUNTED_RUNGS if key in _rung(agency, number))
        return max(held, default=0)

    def speaker(self, agency_key: str, *, but: Collection[str] = ()) -> Ask | None:
        """The agency's representative, or its deputy, leaving somebody out; None for nobody."""
        agency = self.agencies.get(agency_key)
        if agency is None:
            return None
        representative, deputy = agency.representative, agency.deputy
        if representative and representative not in but and self.is_here(representative):
            return Ask(to=(representative,), recipient=representative)
        if deputy and deputy not in but and self.is_here(deputy):
            return Ask(to=(representative or deputy,), recipient=deputy, instead="deputy")
        return None

    def for_owner(self, owner: str, agency: str) -> Ask | None:
        """The owner, or whoever speaks for the agency while the owner is away or gone."""
        if self.is_here(owner):
            return Ask(to=(owner,), recipient=owner)
        found = self.speaker(agency, but=(owner,))
        return Ask(to=(owner,), recipient=found.recipient, instead="away") if found else None

    def holder(
        self, agency_key: str, rung: int, *, owner: str, asked: Collection[str]
    ) -> Ask | None:
        """Whoever answers this rung for the agency: the holder, or the next person up.

        Never the owner, nobody junior to the owner, nobody of `asked`; a role mailbox by way
        of the representative. None where nobody of the agency's own rungs can be reached.
        """
        agency = self.agencies.get(agency_key)
        for number in range(rung, _IN_AGENCY + 1):
            for each in _rung(agency, number):
                if each in asked:
                    continue
                if found := self._reached(each, agency_key, owner):
                    return found
        return None

    def _reached(self, holder: str, agency: str, owner: str) -> Ask | None:
        is_mailbox = holder.startswith(MAILBOX)
        if not is_mailbox:
            if not self._is_known(holder) or self._is_junior(holder, owner):
                return None
            if self.is_here(holder):
                return Ask(to=(holder,), recipient=holder)
        speaks = self.speaker(agency, but=(owner, holder))
        if speaks is None or self._is_junior(speaks.recipient, owner):
            return None
        instead = speaks.instead or "mailbox" if is_mailbox else "away"
        return Ask(to=(holder,), recipient=speaks.recipient, instead=instead)

    def _is_known(self, key: str) -> bool:
        member = self.members.get(key)
        return member is not None and member.active

    def _is_junior(self, key: str, owner: str) -> bool:
        return key == owner or self.level(key) < self.level(owner)

    def co_chairs_for(self, owner: str) -> tuple[str, ...]:
        """The co-chairs who may decide about this owner's action.

        About a co-chair's own the other decides, whatever their levels.
        """
        if owner in self.co_chairs:
            return tuple(each for each in self.co_chairs if each != owner)
        return tuple(each for each in self.co_chairs if not self._is_junior(each, owner))

    def senior_for(self, owner: str) -> tuple[str, ...]:
        """The senior board's members who may decide about this owner's action."""
        return tuple(each for each in self.senior if not self._is_junior(each, owner))


def _rung(agency: Agency | None, number: int) -> tuple[str, ...]:
    if agency is None or len(agency.rungs) < number:
        return ()
    return agency.rungs[number - 1]
