"""The states a referral may go through, and the one way from each to the next."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from board.errors import BoardError
from board.referrals import Referral, state_in_words
from board.referrals import ReferralState as State

ROUTED = frozenset({State.ROUTE_MAPPA, State.ROUTE_PDP})
"""Sent to another body that has not answered yet."""
DECIDED = frozenset(
    {State.ACCEPTED_SUBGROUP, State.ROUTE_MAPPA, State.ROUTE_PDP, State.SIGNPOSTED, State.MERGED}
)
"""What a triage decision leads to."""
STATE_CHALLENGED = frozenset({State.SIGNPOSTED, State.CLOSED, *ROUTED})
"""States that a challenge suspends; any other outcome is challenged beside its course."""

LEADS_TO: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.SUBMITTED: frozenset({State.ACKNOWLEDGED, State.WITHDRAWN}),
        State.ACKNOWLEDGED: frozenset({State.IN_TRIAGE, State.WITHDRAWN}),
        State.IN_TRIAGE: DECIDED | {State.AWAITING_CHECK, State.INFO_REQUESTED, State.WITHDRAWN},
        State.AWAITING_CHECK: DECIDED | {State.IN_TRIAGE},
        State.INFO_REQUESTED: frozenset({State.IN_TRIAGE, State.WITHDRAWN}),
        State.ACCEPTED_SUBGROUP: frozenset({State.SCHEDULED}),
        State.SCHEDULED: frozenset({State.HEARD}),
        State.HEARD: frozenset({State.PLAN_ACTIVE, State.MONITORING}),
        State.PLAN_ACTIVE: frozenset({State.CLOSED}),
        State.MONITORING: frozenset({State.CLOSED}),
        State.ROUTE_MAPPA: frozenset(
            {State.ROUTE_ACCEPTED, State.ROUTE_DECLINED, State.CHALLENGED}
        ),
        State.ROUTE_PDP: frozenset({State.ROUTE_ACCEPTED, State.ROUTE_DECLINED, State.CHALLENGED}),
        State.ROUTE_ACCEPTED: frozenset({State.CLOSED}),
        State.ROUTE_DECLINED: frozenset({State.IN_TRIAGE}),
        State.SIGNPOSTED: frozenset({State.CLOSED, State.CHALLENGED}),
        State.MERGED: frozenset({State.CLOSED}),
        State.WITHDRAWN: frozenset(),
        State.CLOSED: frozenset({State.REOPENED, State.CHALLENGED}),
        State.REOPENED: frozenset({State.IN_TRIAGE}),
        State.CHALLENGED: STATE_CHALLENGED | {State.IN_TRIAGE},
    }
)
"""Source: referral lifecycle, domain 2.6."""


def may_become(referral: Referral, to: State) -> bool:
    """Whether there is a way from where the referral stands to there."""
    return to in LEADS_TO[referral.state]


def move(referral: Referral, *to: State) -> Referral:
    """The referral some steps on. Raises BoardError where there is no way."""
    for each in to:
        if not may_become(referral, each):
            raise BoardError("closed_already", state=state_in_words(referral.state))
        referral = replace(referral, state=each)
    return referral
