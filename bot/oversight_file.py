"""What a board oversees, as a file has it: kept by count and reference, its words looked at."""

from collections.abc import Callable, Iterable, Mapping
from datetime import time
from typing import Any

from board.anonymity import findings_in
from board.calendar import at_london
from board.figures import Month, ServiceLevel, Thresholds
from board.hearings import Hearing
from board.library import LearningItem, Message, Policy
from board.plans import Plan
from board.risks import Risk, Score
from board.subgroup_update import Counts, Engagement, Share, SubgroupUpdate, UpdateState
from bot.oversight_records import (
    CommunicationRecord,
    HearingRecord,
    LearningRecord,
    LevelRecord,
    MonthRecord,
    PlanRecord,
    PolicyRecord,
    RiskRecord,
    ScoreRecord,
    SubgroupUpdateRecord,
    ThresholdRecord,
)
from storage.unit import Unit

_NOON = time(12)
Count = Callable[[str, Iterable[bool]], None]


def put_oversight(records: Mapping[str, tuple[Any, ...]], unit: Unit, count: Count) -> None:
    """Keep everything; `count` is told of each kind how many were new or changed."""
    forums = {each.id: each.forum for each in records["subgroup_meetings"]}
    kept, updates = unit.oversight, unit.subgroup_updates
    count("hearings", [kept.put_hearing(_hearing(each, forums)) for each in records["hearings"]])
    count("tactical_plans", [kept.put_plan(_plan(each)) for each in records["tactical_plans"]])
    count("risks", [unit.risks.put(_risk(each)) for each in records["risks"]])
    count("subgroup_updates", [updates.add(_update(each)) for each in records["subgroup_updates"]])
    count("s136_monthly", [kept.put_month(_month(each)) for each in records["s136_monthly"]])
    count("sla", [kept.put_level(_level(each)) for each in records["sla"]])
    count("learning_items", [kept.put_learning(_item(each)) for each in records["learning_items"]])
    count("communications", [kept.put_message(_message(x)) for x in records["communications"]])
    count("policies", [kept.put_policy(_policy(each)) for each in records["policies"]])


def personal_oversight(records: Mapping[str, tuple[Any, ...]], unit: Unit) -> list[str]:
    """What of it looks like personal information, by record: board papers show its words."""
    texts: dict[str, str] = {}
    for kind in ("risks", "learning_items", "policies"):
        texts |= {f"{kind} {each.id}: title": each.title for each in records[kind]}
    for each in records["sla"]:
        texts |= {f"sla {each.id}: name": each.name, f"sla {each.id}: measure": each.measure}
        if each.latest is not None:
            texts[f"sla {each.id}: breach_reason"] = each.latest.breach_reason
    for each in records["subgroup_updates"]:
        where = f"subgroup_updates {each.id}"
        texts[f"{where}: blockers"] = each.blockers
        for name in ("results", "themes"):
            texts |= {f"{where}: {name} {n}": text for n, text in enumerate(getattr(each, name), 1)}
    found = findings_in(texts, known_names=unit.people.known_names())
    return [f"{each.field}: looks like personal information ({each.kind})" for each in found]


def thresholds_of(record: ThresholdRecord) -> Thresholds:
    """The thresholds of standing scrutiny."""
    return Thresholds(s135=record.s135, beds=record.beds, firearms=record.firearms)


def _hearing(each: HearingRecord, forums: Mapping[str, str]) -> Hearing:
    return Hearing(
        ref=each.id,
        case=each.case_ref,
        on=each.date,
        kind=each.kind,
        is_held=each.status == "held",
        forum=forums.get(each.meeting_id or "", ""),
        meeting=each.meeting_id or "",
        decision=each.decision or "",
    )


def _plan(each: PlanRecord) -> Plan:
    return Plan(
        ref=each.ref,
        case=each.case_ref,
        state=each.state,
        agency=each.lead_agency,
        review_due=each.review_due,
        outstanding=sum(one.status == "requested" for one in each.contributions),
    )


def _risk(each: RiskRecord) -> Risk:
    nets = [one.net_score for one in sorted(each.history, key=lambda one: one.on)]
    return Risk(
        ref=each.id,
        title=each.title,
        state=each.status,
        source=each.raised_at or "",
        owner_agency=each.owner_agency,
        owner=each.owner_id or "",
        raised_on=each.raised_on,
        category=each.category,
        gross=_score(each.gross),
        net=_score(each.net),
        target=_score(each.target) if each.target else None,
        target_by=each.target.by if each.target else None,
        net_before=nets[-2] if len(nets) > 1 else 0,
        proximity=each.proximity,
        treatment=each.treatment,
        next_review=each.next_review,
    )


def _score(each: ScoreRecord) -> Score:
    return Score(each.likelihood, each.impact)


def _update(each: SubgroupUpdateRecord) -> SubgroupUpdate:
    approved = each.approved_on
    engagement = {
        agency: Engagement(attended=Share(of=times.invited, met=times.attended))
        for agency, times in each.engagement.items()
    }
    return SubgroupUpdate(
        board=each.board,
        forum=each.forum,
        chair=each.approved_by,
        since=each.period_from,
        until=each.period_to,
        counts=Counts(
            meetings=each.meetings_held,
            referrals=each.referrals_received_in_period,
            cases=each.cases_heard_distinct,
            new=each.new,
            reviews=each.reviews,
            engagement=engagement,
            plans_active=sum(n for state, n in each.plans.items() if state == "active"),
            plans_overdue=each.plans_review_overdue,
        ),
        state=UpdateState.APPROVED if approved else UpdateState.DRAFT,
        results=each.results,
        themes=each.themes,
        blockers=each.blockers,
        approved_by=each.approved_by if approved else "",
        approved_at=at_london(approved, _NOON) if approved else None,
    )


def _month(each: MonthRecord) -> Month:
    return Month(each.month, each.figures)


def _level(each: LevelRecord) -> ServiceLevel:
    latest = each.latest
    return ServiceLevel(
        ref=each.id,
        name=each.name,
        measure=each.measure,
        target=each.target_pct,
        month=latest.month if latest else None,
        met=latest.met if latest else 0,
        measured=latest.measured if latest else 0,
        reason=latest.breach_reason if latest else "",
        parties=each.parties,
    )


def _item(each: LearningRecord) -> LearningItem:
    return LearningItem(
        ref=each.id,
        title=each.title,
        state=each.state,
        strand=each.strand,
        published_on=each.published_on,
    )


def _message(each: CommunicationRecord) -> Message:
    return Message(month=each.month, strand=each.strand, status=each.status)


def _policy(each: PolicyRecord) -> Policy:
    return Policy(
        ref=each.id,
        title=each.title,
        status=each.status,
        owner_agency=each.owner_agency,
        version=each.version,
        review_due=each.review_due,
    )
