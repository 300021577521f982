"""How kinds of agency, roles and the agreement's states are called."""

from collections.abc import Mapping
from types import MappingProxyType

from board.people import AgencyType, IsaStatus, Role

TYPES: Mapping[AgencyType, str] = MappingProxyType(
    {
        AgencyType.POLICE: "Police",
        AgencyType.MENTAL_HEALTH_TRUST: "Mental health trust",
        AgencyType.ACUTE_TRUST: "Acute hospital trust",
        AgencyType.AMBULANCE: "Ambulance",
        AgencyType.INTEGRATED_CARE_BOARD: "Integrated care board",
        AgencyType.ADULT_SOCIAL_CARE: "Adult social care",
        AgencyType.CHILDREN_SOCIAL_CARE: "Children's social care",
        AgencyType.DISTRICT_HOUSING: "District council, housing",
        AgencyType.FIRE_RESCUE: "Fire and rescue",
        AgencyType.PROBATION: "Probation",
        AgencyType.PRISON: "Prison",
        AgencyType.BRITISH_TRANSPORT_POLICE: "British Transport Police",
        AgencyType.VOLUNTARY_SECTOR: "Voluntary sector",
        AgencyType.AMHP_SERVICE: "AMHP service",
        AgencyType.OTHER: "Other",
    }
)
SHORT: Mapping[AgencyType, str] = MappingProxyType(
    {
        AgencyType.MENTAL_HEALTH_TRUST: "MH Trust",
        AgencyType.ACUTE_TRUST: "Acute Trust",
        AgencyType.INTEGRATED_CARE_BOARD: "ICB",
        AgencyType.CHILDREN_SOCIAL_CARE: "Children's Care",
        AgencyType.DISTRICT_HOUSING: "Housing",
        AgencyType.BRITISH_TRANSPORT_POLICE: "BTP",
    }
)
"""Short names that differ from the name of the kind; at most 20 characters."""
ROLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.BOARD_MEMBER: "Board member",
        Role.MH_TEAM: "Mental Health Team",
        Role.MH_TEAM_SUPERVISOR: "Mental Health Team, supervisor",
        Role.FACILITATOR: "Facilitator",
        Role.STRATEGIC_LEAD: "Strategic lead",
        Role.SENIOR_BOARD: "Senior board",
        Role.SUBGROUP_CHAIR: "Subgroup chair",
        Role.SUBGROUP_MEMBER: "Subgroup member",
        Role.CONTROL_ROOM: "Control room",
        Role.TACTICAL_LIAISON: "Tactical liaison",
        Role.LIAISON_CONSTABLE: "Liaison constable",
        Role.INFORMATION_GOVERNANCE: "Information governance",
        Role.ADMINISTRATOR: "Administrator",
        Role.CO_CHAIR: "Co-chair",
        Role.REFERRER: "Referrer only",
    }
)
GIVEN: tuple[Role, ...] = tuple(each for each in ROLES if each is not Role.CO_CHAIR)
"""Roles that are given to one person; co-chairs are named together."""
AGREEMENT: Mapping[IsaStatus, str] = MappingProxyType(
    {
        IsaStatus.NOT_SENT: "Not sent",
        IsaStatus.SENT: "Sent",
        IsaStatus.SIGNED: "Signed",
        IsaStatus.EXPIRED: "Expired",
        IsaStatus.WITHDRAWN: "Withdrawn",
    }
)


def short_of(kind: AgencyType) -> str:
    """The short name an agency of this kind has unless it is given another."""
    return SHORT.get(kind, TYPES[kind])
