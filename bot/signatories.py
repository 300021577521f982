"""Agencies stand with the sharing agreement as its signatures say: one source of truth."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from board.facts import Fact
from board.governance import InformationSharingAgreement, in_force, standing_with
from board.people import Agency, IsaStatus
from board.tiers import Tier
from storage.unit import Unit


def as_signed(agency: Agency, versions: Iterable[InformationSharingAgreement]) -> Agency:
    """The agency with the standing that the signatures give it.

    Before any version has come into force, the register's own word counts.
    """
    known = tuple(versions)
    live = in_force(known)
    if live is None:
        return agency
    status = standing_with(agency.key, known)
    signature = live.signature_of(agency.key)
    return replace(
        agency,
        isa_status=status,
        isa_signed_on=signature.on if signature and status is IsaStatus.SIGNED else None,
    )


def settle_signatories(unit: Unit, *, by: str, now: datetime) -> tuple[str, ...]:
    """Let every agency stand as it has signed, at once; whose standing that changed."""
    versions = unit.governance.agreements()
    changed = []
    for agency in unit.people.agencies():
        stands = as_signed(agency, versions)
        if stands == agency:
            continue
        unit.people.put_agency(stands)
        if stands.isa_status is not agency.isa_status:
            changed.append(agency.key)
            details = {"status": str(stands.isa_status), "before": str(agency.isa_status)}
            unit.record(
                Fact(
                    name="AgreementStanding",
                    about=agency.key,
                    by=by,
                    at=now,
                    tier=Tier.T0,
                    details=details,
                )
            )
    return tuple(changed)
