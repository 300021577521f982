"""A unit of work and a snapshot: every repository on one connection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from board.facts import Fact, Notice
from storage.absences import Absences
from storage.acting import Acting
from storage.actions import Actions
from storage.agendas import Agendas
from storage.audit import Audit
from storage.bilaterals import Bilaterals
from storage.bookings import Bookings
from storage.challenges import Challenges
from storage.cipher import Keys
from storage.demand import Demand
from storage.dissemination import Dissemination
from storage.documents import Documents
from storage.drafts import Drafts
from storage.duty import Duty
from storage.escalations import Escalations
from storage.focus_reports import FocusReports
from storage.forums import Forums
from storage.governance import Governance
from storage.invitations import Invitations
from storage.meetings import Meetings
from storage.migrate import is_at_head, revision_of
from storage.minutes import MinutesKept
from storage.outbox import TEAMS, Outbox
from storage.oversight import Oversight
from storage.people import People, RegisterCache
from storage.places import Places
from storage.posts import Posts
from storage.recordings import Recordings
from storage.referrals import Referrals
from storage.replays import Replays
from storage.risks import Risks
from storage.rotas import Rotas
from storage.sealed import SealedValues
from storage.settings import Settings
from storage.sittings import Sittings
from storage.subgroup_updates import SubgroupUpdates
from storage.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a unit comes from: the place as the audit names it, and the trace of its turn."""

    place: str
    trace: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What all units of a process share."""

    keys: Keys
    machine_now: Callable[[], datetime]
    register_cache: RegisterCache = field(default_factory=RegisterCache)


class Snapshot:
    """One consistent view of everything; its database refuses to write."""

    def __init__(self, connection: Connection, shared: Shared) -> None:
        self._connection = connection
        self._shared = shared

    @property
    def is_at_head(self) -> bool:
        """Whether the tables are those of this program."""
        return is_at_head(self._connection)

    @property
    def revision(self) -> str | None:
        """The revision of the tables; None where there are none yet."""
        return revision_of(self._connection)

    @cached_property
    def people(self) -> People:
        """Agencies, members, grants, contacts."""
        return People(self._connection, self._shared.register_cache)

    @cached_property
    def places(self) -> Places:
        """Bound channels and conversation references."""
        return Places(self._connection)

    @cached_property
    def posts(self) -> Posts:
        """Where things are posted."""
        return Posts(self._connection)

    @cached_property
    def drafts(self) -> Drafts:
        """Referrals that are being written."""
        return Drafts(self._connection, self._shared.keys)

    @cached_property
    def referrals(self) -> Referrals:
        """Referrals that have been sent."""
        return Referrals(self._connection, self._shared.keys)

    @cached_property
    def challenges(self) -> Challenges:
        """Challenges of decisions."""
        return Challenges(self._connection, self._shared.keys)

    @cached_property
    def duty(self) -> Duty:
        """Who of the team is on duty."""
        return Duty(self._connection)

    @cached_property
    def replays(self) -> Replays:
        """What deeds left."""
        return Replays(self._connection)

    @cached_property
    def meetings(self) -> Meetings:
        """Meetings."""
        return Meetings(self._connection)

    @cached_property
    def sittings(self) -> Sittings:
        """What happens in meetings."""
        return Sittings(self._connection)

    @cached_property
    def minutes(self) -> MinutesKept:
        """Minutes, and the log of decisions."""
        return MinutesKept(self._connection)

    @cached_property
    def recordings(self) -> Recordings:
        """Where recordings of meetings are."""
        return Recordings(self._connection)

    @cached_property
    def forums(self) -> Forums:
        """The forums there are."""
        return Forums(self._connection)

    @cached_property
    def rotas(self) -> Rotas:
        """Turns in focus and turns to lead."""
        return Rotas(self._connection)

    @cached_property
    def actions(self) -> Actions:
        """Actions."""
        return Actions(self._connection)

    @cached_property
    def escalations(self) -> Escalations:
        """Ladders of actions that are not progressed."""
        return Escalations(self._connection)

    @cached_property
    def absences(self) -> Absences:
        """Who is away."""
        return Absences(self._connection)

    @cached_property
    def dissemination(self) -> Dissemination:
        """What was sent out before meetings."""
        return Dissemination(self._connection)

    @cached_property
    def documents(self) -> Documents:
        """Documents that are filed or wait for it."""
        return Documents(self._connection, self._shared.keys)

    @cached_property
    def bookings(self) -> Bookings:
        """Board meetings in the organiser's calendar."""
        return Bookings(self._connection)

    @cached_property
    def risks(self) -> Risks:
        """Risks of the partnership."""
        return Risks(self._connection)

    @cached_property
    def focus_reports(self) -> FocusReports:
        """What agencies in focus report."""
        return FocusReports(self._connection, self._shared.keys)

    @cached_property
    def demand(self) -> Demand:
        """The register of demand."""
        return Demand(self._connection)

    @cached_property
    def governance(self) -> Governance:
        """Terms of reference and the sharing agreement."""
        return Governance(self._connection)

    @cached_property
    def invitations(self) -> Invitations:
        """Partners who were asked to take part."""
        return Invitations(self._connection)

    @cached_property
    def bilaterals(self) -> Bilaterals:
        """Bilateral meetings."""
        return Bilaterals(self._connection)

    @cached_property
    def agendas(self) -> Agendas:
        """Agendas that were changed or have gone out, and what is asked of them."""
        return Agendas(self._connection)

    @cached_property
    def subgroup_updates(self) -> SubgroupUpdates:
        """Subgroup chairs' updates for the board."""
        return SubgroupUpdates(self._connection)

    @cached_property
    def oversight(self) -> Oversight:
        """Hearings, plans, figures, learning and policies, by count and reference."""
        return Oversight(self._connection)

    @cached_property
    def subjects(self) -> Subjects:
        """People of concern."""
        return Subjects(self._connection, self._shared.keys)

    @cached_property
    def acting(self) -> Acting:
        """In rehearsal, as whom an account speaks."""
        return Acting(self._connection)

    @cached_property
    def settings(self) -> Settings:
        """Marks of the database."""
        return Settings(self._connection)

    @cached_property
    def sealed_values(self) -> SealedValues:
        """What is sealed, by key."""
        return SealedValues(self._connection, self._shared.keys)

    @cached_property
    def audit(self) -> Audit:
        """The audit."""
        return Audit(self._connection, self._shared.keys)

    @cached_property
    def outbox(self) -> Outbox:
        """The outbox."""
        return Outbox(self._connection)


class Unit(Snapshot):
    """Everything one deed writes: kept whole, or not at all."""

    def __init__(self, connection: Connection, shared: Shared, origin: Origin) -> None:
        super().__init__(connection, shared)
        self._origin = origin
        self.has_told = False

    def tell(self, notices: Iterable[Notice], now: datetime, *, lane: str = TEAMS) -> int:
        """Have something told that is due by itself, once for each key; how many are new."""
        told = self.outbox.add(notices, now=now, machine_now=self._shared.machine_now(), lane=lane)
        self.has_told = self.has_told or told > 0
        return told

    def burn(self, notices: Iterable[Notice], now: datetime, *, error: str) -> int:
        """Let these never be told, under their keys for ever; how many had not been known."""
        machine_now = self._shared.machine_now()
        return self.outbox.burn(notices, error=error, now=now, machine_now=machine_now)

    def record(self, fact: Fact, tell: Iterable[Notice] = (), *, lane: str = TEAMS) -> None:
        """Write the audit line of a fact and the intents to tell it, in this transaction."""
        machine_now = self._shared.machine_now()
        self.audit.append(
            fact,
            recorded_at=machine_now,
            place=self._origin.place,
            trace=self._origin.trace,
        )
        if self.outbox.add(tell, now=fact.at, machine_now=machine_now, lane=lane):
            self.has_told = True
