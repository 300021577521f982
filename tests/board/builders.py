"""People, referrals and times for the tests of the domain."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from board.calendar import Calendar
from board.people import Grant, Member, Person, Role
from board.referrals import Referral, ReferralState, Source, Urgency
from board.triage_file import TriageFile

HOLIDAYS = frozenset(
    {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)}
)
CALENDAR = Calendar(HOLIDAYS)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
REASON = "In scope, with a mental health factor and threats: a multi-agency view is needed."


def person(name: str, *roles: Role) -> Person:
    """Somebody with these roles; the same name is the same person."""
    key = name.casefold().replace(" ", "-")
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    grants = tuple(Grant(role, since, until) for role in roles)
    member = Member(key=key, name=name, agency="AG-01", job="Officer", account=key, grants=grants)
    return Person(
        id=key, name=name, member=member, roles=frozenset(roles), agency_name="Coastshire Police"
    )


NURSE = person("Nadia Nurse", Role.REFERRER)
TRIAGER = person("Theo Triager", Role.MH_TEAM)
COLLEAGUE = person("Cora Colleague", Role.MH_TEAM)
SUPERVISOR = person("Sura Supervisor", Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR)
SECOND_SUPERVISOR = person("Silas Supervisor", Role.MH_TEAM_SUPERVISOR)
CHAIR = person("Chester Chair", Role.SUBGROUP_CHAIR)
CO_CHAIR = person("Coral Chair", Role.CO_CHAIR)
SENIOR = person("Sena Senior", Role.SENIOR_BOARD)
OUTSIDER = person("Oona Outsider", Role.BOARD_MEMBER)
EVERYBODY = (
    NURSE, TRIAGER, COLLEAGUE, SUPERVISOR, SECOND_SUPERVISOR, CHAIR, CO_CHAIR, SENIOR, OUTSIDER
)  # fmt: skip


def referral(**changes: Any) -> Referral:
    """An acknowledged referral of the nurse's, sent this Monday at noon."""
    given = Referral(
        ref="REF-2026-0041",
        state=ReferralState.ACKNOWLEDGED,
        urgency=Urgency.STANDARD,
        source=Source.EXTERNAL,
        submitted_at=NOON,
        acknowledged_at=NOON,
        triage_due=datetime(2026, 11, 25, 18, tzinfo=UTC),
        referrer=NURSE.id,
        referrer_name=NURSE.name,
        agency="AG-02",
        agency_name="Trust",
        job="Ward nurse",
        concern={"indicators": ("threats_to_kill",)},
        identity={"subject_name": "Wendelin Quagmirez", "mappa_status": "none"},
        health={"conditions": ("depression",)},
    )
    return replace(given, **changes)


def in_triage(**file: Any) -> Referral:
    """One that Theo has taken, with this triage file."""
    return referral(
        state=ReferralState.IN_TRIAGE,
        holder=TRIAGER.id,
        holder_name=TRIAGER.name,
        triage=TriageFile(**file),
    )
