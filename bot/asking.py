"""Asking Teams who is in a team, before the unit that needs it."""

import asyncio
from collections.abc import Collection, Iterable

import structlog

from bot.asked import InTeam, Roster, Unavailable
from bot.teams.connector import Connector, Member
from bot.teams.faults import SendFault
from bot.teams.references import Reference

log = structlog.get_logger()

WITHIN = 2.0
"""Seconds; a press has to be answered in three."""
_TEAMS_KEPT = 50
_NAME_LONGEST = 80


class Asker:
    """Reads rosters; what a team's was last is used where Teams does not answer."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._last: dict[str, tuple[Member, ...]] = {}

    async def roster(self, ways: Collection[Reference]) -> Roster | Unavailable:
        """Everybody in the teams of these channels, each once."""
        teams = {each.team or each.conversation: each for each in ways}
        read = await asyncio.gather(*(self._team(key, way) for key, way in teams.items()))
        known = [members for members in read if members is not None]
        return Roster(_people(known)) if known else Unavailable()

    async def _team(self, key: str, way: Reference) -> tuple[Member, ...] | None:
        try:
            async with asyncio.timeout(WITHIN):
                members = await self._connector.members(way)
        except (SendFault, TimeoutError) as fault:
            code = (fault.code or str(fault.kind)) if isinstance(fault, SendFault) else "timeout"
            log.warning("roster not read", fault=type(fault).__name__, code=code)
            return self._last.get(key)
        if len(self._last) >= _TEAMS_KEPT:
            self._last.pop(next(iter(self._last)))
        self._last[key] = members
        return members


def _people(teams: Iterable[tuple[Member, ...]]) -> tuple[InTeam, ...]:
    found = {
        each.aad_object_id.lower(): InTeam(
            account=each.aad_object_id.lower(),
            name=" ".join((each.name or "").split())[:_NAME_LONGEST] or "No name",
            mail=each.email or "",
            is_guest=each.is_guest,
        )
        for members in teams
        for each in members
        if each.aad_object_id
    }
    return tuple(sorted(found.values(), key=lambda each: (each.name.casefold(), each.account)))
