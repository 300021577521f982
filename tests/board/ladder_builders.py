"""Agencies, owners and actions for the tests of the tracker and its ladder."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from board.actions import Action, ActionState
from board.people import Agency, AgencyType, Grant, Member, Person, Role
from board.standing import Standing

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


def member(key: str, agency: str, *roles: Role) -> Member:
    """A member with an account, called after the key."""
    grants = tuple(Grant(role, SINCE, UNTIL) for role in roles)
    return Member(
        key=key, name=f"{key} Inventon", agency=agency, job="Officer", account=f"acc-{key}",
        grants=grants,
    )  # fmt: skip


def agency(key: str, kind: AgencyType, **more: Any) -> Agency:
    """A core agency."""
    return Agency(key=key, name=f"Agency {key}", short_name=key, type=kind, core=True, **more)


MEMBERS = {
    each.key: each
    for each in (
        member("P1", "POL", Role.MH_TEAM, Role.MH_TEAM_SUPERVISOR),
        member("P2", "POL", Role.MH_TEAM_SUPERVISOR),
        member("P3", "POL", Role.CO_CHAIR, Role.BOARD_MEMBER),
        member("P5", "POL", Role.SENIOR_BOARD),
        member("T0", "TRU", Role.BOARD_MEMBER),
        member("T1", "TRU", Role.BOARD_MEMBER),
        member("TR", "TRU", Role.BOARD_MEMBER),
        member("TD", "TRU", Role.BOARD_MEMBER),
        member("T3", "TRU", Role.BOARD_MEMBER),
        member("C2", "COU", Role.CO_CHAIR, Role.SENIOR_BOARD),
        member("C0", "COU", Role.BOARD_MEMBER),
    )
}
AGENCIES = {
    each.key: each
    for each in (
        agency(
            "POL", AgencyType.POLICE, representative="P3", deputy="P2",
            rungs=(("P1",), ("P2",), ("P3",), ("P3", "C2"), ("P5",)),
        ),
        agency(
            "TRU", AgencyType.MENTAL_HEALTH_TRUST, representative="TR", deputy="TD",
            rungs=(("T1",), ("mailbox:rung2@TRU",), ("T3",), ("P3", "C2"), ("mailbox:rung5@TRU",)),
        ),
        agency(
            "COU", AgencyType.ADULT_SOCIAL_CARE, representative="C2", deputy=None,
            rungs=(("mailbox:rung1@COU",), ("C2",), ("C2",), ("P3", "C2"), ("C2",)),
        ),
    )
}  # fmt: skip


def standing(**changes: Any) -> Standing:
    """Everybody is there."""
    usual = Standing(
        agencies=AGENCIES, members=MEMBERS, co_chairs=("C2", "P3"), senior=("C2", "P5")
    )
    return replace(usual, **changes)


def somebody(key: str) -> Person:
    """A member as the person who presses."""
    found = MEMBERS[key]
    roles = frozenset(each.role for each in found.grants)
    return Person(
        id=found.account or key, name=found.name, member=found, agency=AGENCIES[found.agency],
        roles=roles, agency_name=found.agency,
    )  # fmt: skip


def action(**changes: Any) -> Action:
    """An action of the trust's T0, asked for by the police, due on Friday 27 November 2026."""
    usual = Action(
        ref="ACT-2026-0100",
        title="Publish the joint guidance",
        source="BRD-036",
        source_agency="POL",
        owner="T0",
        owner_agency="TRU",
        raised_on=date(2026, 11, 2),
        assigned_on=date(2026, 11, 2),
        original_due=date(2026, 11, 27),
        due=date(2026, 11, 27),
        state=ActionState.IN_PROGRESS,
        success_measure="Guidance is live on both sites",
    )
    return replace(usual, **changes)
