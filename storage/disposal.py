"""What is thrown away when its time has come; a hold stops all of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from board.facts import Fact, Notice
from board.tiers import Tier
from storage.outbox import UPDATE
from storage.unit import Unit

CONTENT_KEPT = timedelta(days=365)
"""How long a referral that has ended keeps its content. Source: retention, domain 4.7."""
AUDIT_KEPT = timedelta(days=6 * 365 + 2)
"""How long audit lines are kept. Source: retention, domain 4.7."""
BY_ITSELF = "system"


def dispose_drafts(unit: Unit, now: datetime) -> int:
    """Empty drafts nobody has touched for as long as they are kept; how many.

    Their openers are redrawn, so that none offers to go on with what is gone.
    """
    if unit.settings.hold:
        return 0
    posts = [f"form:{form}" for form in unit.drafts.dispose(now)]
    if posts:
        fact = _fact("DraftsDisposed", "drafts", now, Tier.T4, {"count": str(len(posts))})
        unit.record(fact, tell=[Notice(UPDATE, f"post:{each}", each) for each in posts])
    reports = unit.focus_reports.dispose_drafts(now)
    if reports:
        details = {"count": str(reports)}
        unit.record(_fact("ReportDraftsDisposed", "drafts", now, Tier.T3, details))
    return len(posts) + reports


def dispose_replays(unit: Unit, now: datetime) -> int:
    """Forget what deeds left more than a day ago; how many."""
    return _counted(unit, "AnswersDisposed", "answers", now, unit.replays.dispose)


def dispose_content(unit: Unit, now: datetime) -> int:
    """Empty the sealed columns of referrals that ended long enough ago; how many.

    Each leaves an audit line of its own.
    """
    if unit.settings.hold:
        return 0
    refs = unit.referrals.dispose_content(now - CONTENT_KEPT)
    for ref in refs:
        unit.record(_fact("ReferralContentDisposed", ref, now, Tier.T4, {}))
    return len(refs)


def dispose_audit(unit: Unit, now: datetime, machine_now: datetime) -> int:
    """Drop audit lines past their time, leaving a signed checkpoint; how many."""
    if unit.settings.hold:
        return 0
    number = unit.audit.dispose(machine_now - AUDIT_KEPT, machine_now)
    if number:
        details = {"count": str(number)}
        unit.record(_fact("AuditDisposed", "audit", now, Tier.T1, details))
    return number


def _counted(
    unit: Unit, name: str, about: str, now: datetime, dispose: Callable[[datetime], int]
) -> int:
    if unit.settings.hold:
        return 0
    number = dispose(now)
    if number:
        unit.record(_fact(name, about, now, Tier.T4, {"count": str(number)}))
    return number


def _fact(name: str, about: str, now: datetime, tier: Tier, details: dict[str, str]) -> Fact:
    return Fact(name=name, about=about, by=BY_ITSELF, at=now, tier=tier, details=details)
