"""Agencies, members, roles and what each role permits."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

GRANT_REVIEW = timedelta(days=183)
"""How long a grant lasts unless an end is given. Source: six-monthly review, board policy."""


class AgencyType(StrEnum):
    """Kinds of agency on the board."""

    POLICE = "police"
    MENTAL_HEALTH_TRUST = "mental_health_trust"
    ACUTE_TRUST = "acute_trust"
    AMBULANCE = "ambulance"
    INTEGRATED_CARE_BOARD = "integrated_care_board"
    ADULT_SOCIAL_CARE = "adult_social_care"
    CHILDREN_SOCIAL_CARE = "children_social_care"
    DISTRICT_HOUSING = "district_housing"
    FIRE_RESCUE = "fire_rescue"
    PROBATION = "probation"
    PRISON = "prison"
    BRITISH_TRANSPORT_POLICE = "british_transport_police"
    VOLUNTARY_SECTOR = "voluntary_sector"
    AMHP_SERVICE = "amhp_service"
    OTHER = "other"


class IsaStatus(StrEnum):
    """Where an agency stands with the information sharing agreement."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    SIGNED = "signed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a member is to the board; grants of roles end."""

    REFERRER = "referrer"
    MH_TEAM = "mh_team"
    MH_TEAM_SUPERVISOR = "mh_team_supervisor"
    SUBGROUP_CHAIR = "subgroup_chair"
    SUBGROUP_MEMBER = "subgroup_member"
    BOARD_MEMBER = "board_member"
    CO_CHAIR = "co_chair"
    SENIOR_BOARD = "senior_board"
    FACILITATOR = "facilitator"
    TACTICAL_LIAISON = "tactical_liaison"
    LIAISON_CONSTABLE = "liaison_constable"
    INFORMATION_GOVERNANCE = "information_governance"
    ADMINISTRATOR = "administrator"
    STRATEGIC_LEAD = "strategic_lead"
    CONTROL_ROOM = "control_room"


class Permission(StrEnum):
    """What a deed, view or command needs beyond being a known place and person."""

    REFERRAL_TRIAGE = "referral_triage"
    REFERRAL_CHECK = "referral_check"
    CHALLENGE_DECIDE = "challenge_decide"
    TEAM_SUPERVISE = "team_supervise"
    ACTION_VIEW = "action_view"
    ACTION_ADD = "action_add"
    ACTION_ASSIGN = "action_assign"
    ACTION_RUN = "action_run"
    ACTION_VERIFY = "action_verify"
    ACTION_CANCEL = "action_cancel"
    ACTION_CHAIR = "action_chair"
    MEETING_VIEW = "meeting_view"
    MEETING_RUN = "meeting_run"
    MEETING_LEAD = "meeting_lead"
    MINUTES_APPROVE = "minutes_approve"
    DELIVERY_RUN = "delivery_run"
    DOCUMENT_FILE = "document_file"
    CHANNEL_BIND = "channel_bind"
    CHANNEL_BIND_ABOVE_T0 = "channel_bind_above_t0"
    GUARD_OVERRIDE = "guard_override"
    DATA_EXPORT = "data_export"
    BOARD_CONFIGURE = "board_configure"


_RUNS_TRACKER = frozenset({Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR, Role.FACILITATOR})
_ON_BOARD = frozenset(Role) - {
    Role.REFERRER,
    Role.INFORMATION_GOVERNANCE,
    Role.ADMINISTRATOR,
    *_RUNS_TRACKER,
}
PERMITS: dict[Permission, frozenset[Role]] = {
    Permission.REFERRAL_TRIAGE: frozenset({Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR}),
    Permission.REFERRAL_CHECK: frozenset(
        {Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR, Role.SUBGROUP_CHAIR}
    ),
    Permission.CHALLENGE_DECIDE: frozenset(
        {Role.MH_TEAM_SUPERVISOR, Role.SUBGROUP_CHAIR, Role.CO_CHAIR, Role.SENIOR_BOARD}
    ),
    Permission.TEAM_SUPERVISE: frozenset({Role.MH_TEAM_SUPERVISOR}),
    Permission.ACTION_VIEW: _ON_BOARD | _RUNS_TRACKER,
    Permission.ACTION_ADD: _ON_BOARD - {Role.CONTROL_ROOM} | _RUNS_TRACKER,
    Permission.ACTION_ASSIGN: _RUNS_TRACKER | {Role.CO_CHAIR, Role.SUBGROUP_CHAIR},
    Permission.ACTION_RUN: _RUNS_TRACKER,
    Permission.ACTION_VERIFY: _RUNS_TRACKER | {Role.CO_CHAIR, Role.SUBGROUP_CHAIR},
    Permission.ACTION_CANCEL: frozenset({Role.CO_CHAIR, Role.SUBGROUP_CHAIR}),
    Permission.ACTION_CHAIR: frozenset({Role.CO_CHAIR}),
    Permission.MEETING_VIEW: _ON_BOARD | _RUNS_TRACKER,
    Permission.MEETING_RUN: _RUNS_TRACKER,
    Permission.MEETING_LEAD: _RUNS_TRACKER | {Role.CO_CHAIR, Role.SUBGROUP_CHAIR},
    Permission.MINUTES_APPROVE: frozenset({Role.CO_CHAIR}),
    Permission.DELIVERY_RUN: frozenset(
        {Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR, Role.FACILITATOR, Role.ADMINISTRATOR}
    ),
    Permission.DOCUMENT_FILE: _ON_BOARD - {Role.CONTROL_ROOM} | _RUNS_TRACKER,
    Permission.CHANNEL_BIND: frozenset({Role.FACILITATOR, Role.ADMINISTRATOR}),
    Permission.CHANNEL_BIND_ABOVE_T0: frozenset({Role.ADMINISTRATOR}),
    Permission.GUARD_OVERRIDE: frozenset({Role.CO_CHAIR}),
    Permission.DATA_EXPORT: frozenset({Role.CO_CHAIR, Role.INFORMATION_GOVERNANCE}),
    Permission.BOARD_CONFIGURE: frozenset({Role.ADMINISTRATOR}),
}
"""Default deny: a role that is not named for a permission does not have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency of the partnership."""

    key: str
    name: str
    short_name: str
    type: AgencyType
    core: bool
    focus_eligible: bool = False
    isa_status: IsaStatus = IsaStatus.NOT_SENT
    isa_signed_on: date | None = None
    representative: str | None = None
    deputy: str | None = None
    champions: tuple[str, ...] = ()
    rungs: tuple[tuple[str, ...], ...] = ()
    active: bool = True
    joined_on: date | None = None
    """When it was added to the board; None for one that was there from the beginning."""

    @property
    def is_in_agreement(self) -> bool:
        """Whether case details may be shared with this agency."""
        return self.active and self.isa_status is IsaStatus.SIGNED


@dataclass(frozen=True, slots=True)
class Grant:
    """A role given to a member for a time."""

    role: Role
    since: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        """The grant has begun and has not ended."""
        return self.since <= now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A professional known to the board; `account` is the object id in the directory."""

    key: str
    name: str
    agency: str
    job: str
    rank: str = ""
    account: str | None = None
    external: bool = False
    champion: bool = False
    expertise: tuple[str, ...] = ()
    vetting_confirmed: bool = False
    confidentiality_ack_at: datetime | None = None
    active: bool = True
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is speaking: known by object id alone, never by name or e-mail.

    `agency_name` and `job` are the register's for a member, and what they told us for
    somebody unknown here, who is outside the agreement and unconfirmed.
    """

    id: str
    name: str
    member: Member | None = None
    agency: Agency | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    agency_name: str = ""
    job: str = ""
    phone: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the register confirms this person."""
        return self.member is not None

    @property
    def is_in_agreement(self) -> bool:
        """Whether this person's agency has signed the information sharing agreement."""
        return self.agency is not None and self.agency.is_in_agreement

    def may(self, permission: Permission) -> bool:
        """Whether any role of this person permits it."""
        return bool(self.roles & PERMITS[permission])
