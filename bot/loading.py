"""Loading a board that was read from a file: applied in one unit, twice changes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from board.actions import Action, Update, today_of
from board.calendar import Calendar, at_london
from board.facts import Fact
from board.meetings import Meeting
from board.people import GRANT_REVIEW, Agency, Grant, IsaStatus, Member, Role
from board.referral_form import Answer
from board.referrals import Referral, ReferralState
from board.subjects import Subject
from board.tiers import Tier
from board.triage_file import Decided, Decision, Outcome, Request, TriageFile
from bot.board_file import (
    ActionRecord,
    AgencyRecord,
    BoardFile,
    DecisionRecord,
    FrontlineRecord,
    LoadError,
    MeetingRecord,
    MemberRecord,
    ReferralRecord,
    SubjectRecord,
)
from bot.cycle_file import put_forums, put_rotas
from bot.governance_file import (
    DemandRecord,
    agreement_of,
    bilateral_of,
    entry_of,
    report_of,
    terms_of,
)
from bot.ladder_file import policy_of, put_ladder
from bot.minutes_file import put_interests, put_minutes
from bot.oversight_file import personal_oversight, put_oversight, thresholds_of
from bot.signatories import as_signed
from storage.unit import Unit

MEETINGS = ("board_meetings", "subgroup_meetings")
_LASTS = timedelta(hours=2)
_NOON = time(12)
_DECISIONS = {
    "accepted_subgroup": Decision.ACCEPT,
    "route_mappa": Decision.ROUTE_MAPPA,
    "route_pdp": Decision.ROUTE_PDP,
    "signposted": Decision.SIGNPOST,
    "merged": Decision.MERGE,
}


@dataclass(slots=True)
class Loaded:
    """What a load did: by kind, how many records were new or changed, of how many."""

    changed: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def count(self, kind: str, changed: Iterable[bool]) -> None:
        """Note what became of the records of one kind."""
        outcomes = list(changed)
        self.changed[kind] = sum(outcomes)
        self.total[kind] = len(outcomes)


def apply_board(file: BoardFile, unit: Unit, *, at: datetime, calendar: Calendar) -> Loaded:
    """Write a sound file into the database; what is there already stays as it is.

    Raises LoadError where an account of the file already belongs to somebody else here, or where
    what goes into board papers looks like personal information.
    """
    if faults := _taken_accounts(file, unit):
        raise LoadError(faults)
    done = Loaded(left_out=file.left_out)
    records = file.records
    people, referrals = unit.people, unit.referrals
    _load_versions(file, unit, done, today_of(at))
    signed = unit.governance.agreements()
    done.count(
        "agencies",
        (people.put_agency(as_signed(_agency(each), signed)) for each in records["agencies"]),
    )
    done.count("members", (people.put_member(_member(each, at)) for each in records["members"]))
    done.count(
        "frontline_referrers",
        (people.put_member(_frontline(each)) for each in records["frontline_referrers"]),
    )
    done.count("subjects", (unit.subjects.put(_subject(each)) for each in records["subjects"]))
    known = {each.id: each for each in records["subjects"]}
    agencies = {each.id: each for each in records["agencies"]}
    accounts = {each.id: each.teams_user_id for each in records["members"]}

    names = {
        each.id: (each.teams_user_id or each.id, each.display_name) for each in records["members"]
    }

    def insert(each: ReferralRecord) -> bool:
        if referrals.find(each.ref) is not None:
            return False
        person = accounts.get(each.referrer.id) or each.referrer.id
        agency = agencies[each.referrer.agency_id]
        referrals.insert(_referral(each, known[each.subject_id], agency, person, calendar, names))
        return True

    done.count("referrals", (insert(each) for each in records["referrals"]))
    actions = (each for each in records["actions"] if unit.actions.find(each.ref) is None)
    team = _team_agency(records["members"])
    new = [unit.actions.put(_action(each, team)) for each in actions]
    done.count("actions", [*new, *([False] * (len(records["actions"]) - len(new)))])
    asked = {each.key: each for each in people.agencies()}
    done.count("escalations", (put_ladder(each, asked, unit) for each in records["escalations"]))
    if file.policy is not None:
        is_new = not unit.settings.has_policy
        done.count("escalation_policy", [is_new])
        if is_new:
            unit.settings.set_policy(policy_of(file.policy))
    for kind in MEETINGS:
        done.count(kind, (unit.meetings.put(_meeting(each)) for each in records[kind]))
        declared = [each for each in records[kind] if each.interests_declared]
        done.count(f"{kind}_interests", (put_interests(each, unit) for each in declared))
        done.count(
            f"{kind}_minutes", (put_minutes(each, unit) for each in records[kind] if each.minutes)
        )
    _load_governance(file, unit, done, today_of(at))
    senior, groups = put_forums(file.single, records["task_finish_groups"], unit)
    done.count("senior_board", senior)
    done.count("task_finish_groups", groups)
    done.count("rotas", put_rotas(file.single, unit, at))
    _load_oversight(file, unit, done)
    if any(done.changed.values()):
        details = {kind: str(number) for kind, number in done.changed.items()}
        fact = Fact(
            name="BoardLoaded", about="board", by="cli", at=at, tier=Tier.T4, details=details
        )
        unit.record(fact)
    return done


def _load_versions(file: BoardFile, unit: Unit, done: Loaded, today: date) -> None:
    """Terms and agreement, before the agencies: they stand as they have signed."""
    agencies = {each.id: each for each in file.records["agencies"]}
    governance = unit.governance
    done.count(
        "terms_of_reference",
        (governance.put(terms_of(each)) for each in file.records["terms_of_reference"]),
    )
    done.count(
        "information_sharing_agreement",
        (
            governance.put(agreement_of(each, agencies, today))
            for each in file.records["information_sharing_agreement"]
        ),
    )


def _load_governance(file: BoardFile, unit: Unit, done: Loaded, today: date) -> None:
    """Focus reports, the register of demand, bilaterals; what is here already stays."""
    records = file.records
    days = {each.id: each.date for each in records["board_meetings"]}
    done.count(
        "focus_reports",
        (unit.focus_reports.put(report_of(each)) for each in records["focus_reports"]),
    )

    def insert(each: DemandRecord) -> bool:
        if unit.demand.find(each.id) is not None:
            return False
        unit.demand.insert(entry_of(each, days, today))
        return True

    done.count("demand_entries", (insert(each) for each in records["demand_entries"]))
    done.count(
        "bilaterals", (unit.bilaterals.put(bilateral_of(each)) for each in records["bilaterals"])
    )


def _load_oversight(file: BoardFile, unit: Unit, done: Loaded) -> None:
    """What board papers show; checked once the register is there, which knows its names."""
    if faults := personal_oversight(file.records, unit):
        raise LoadError(faults)
    put_oversight(file.records, unit, done.count)
    if file.thresholds is not None:
        unit.settings.set_thresholds(thresholds_of(file.thresholds))


def _taken_accounts(file: BoardFile, unit: Unit) -> list[str]:
    holders = {each.account: each.key for each in unit.people.members() if each.account}
    faults = []
    for each in file.records["members"]:
        holder = holders.get((each.teams_user_id or "").lower(), each.id)
        if holder != each.id:
            faults.append(f"members {each.id}: the account already belongs to {holder}")
    return faults


def _agency(each: AgencyRecord) -> Agency:
    rungs = (each.rank_ladder.get(f"rung{number}") for number in range(1, 6))
    return Agency(
        key=each.id,
        name=each.name,
        short_name=each.short_name,
        type=each.type,
        core=each.core,
        focus_eligible=each.focus_eligible,
        isa_status=each.isa_status,
        isa_signed_on=each.isa_signed_on,
        representative=each.representative_id,
        deputy=each.deputy_id,
        champions=each.champion_ids,
        rungs=tuple((rung,) if isinstance(rung, str) else tuple(rung or ()) for rung in rungs),
        active=each.active,
    )


def _member(each: MemberRecord, at: datetime) -> Member:
    return Member(
        key=each.id,
        name=each.display_name,
        agency=each.agency_id,
        job=each.job_title,
        rank=each.grade_or_rank,
        account=each.teams_user_id.lower() if each.teams_user_id else None,
        external=each.external,
        champion=each.champion,
        expertise=each.expertise,
        vetting_confirmed=each.vetting_confirmed,
        confidentiality_ack_at=each.confidentiality_ack_at,
        active=each.active,
        grants=tuple(Grant(role, at, at + GRANT_REVIEW) for role in each.roles),
    )


def _frontline(each: FrontlineRecord) -> Member:
    return Member(
        key=each.id, name=each.name, agency=each.agency_id, job=each.job_title, external=True
    )


def _subject(each: SubjectRecord) -> Subject:
    return Subject(
        key=each.id,
        case=each.case_ref,
        full_name=each.full_name,
        born=each.date_of_birth,
        district=each.district,
        sex=each.sex,
        ethnic_group=each.ethnic_group,
        ethnicity_source=each.ethnicity_source,
        support_needs=each.support_needs,
    )


def _referral(
    each: ReferralRecord,
    subject: SubjectRecord,
    agency: AgencyRecord,
    person: str,
    calendar: Calendar,
    names: Mapping[str, tuple[str, str]],
) -> Referral:
    born = subject.date_of_birth.isoformat() if subject.date_of_birth else ""
    first = each.conditions[0] if each.conditions else None
    health: dict[str, Answer] = {
        "conditions": tuple(str(one.condition) for one in each.conditions),
        "certainty": str(first.certainty) if first and first.certainty else "",
        "impact": (first.impact_on_interactions or "") if first else "",
    }
    identity: dict[str, Answer] = {
        "subject_name": subject.full_name,
        "subject_born": born,
        "setting": str(each.current_setting),
        "mappa_status": str(each.mappa_status),
        "account": each.concern,
        "tried": each.tried,
        "person_aware": str(each.person_aware),
    }
    withdrawn = at_london(each.withdrawn.on, time(12)) if each.withdrawn else None
    return Referral(
        ref=each.ref,
        state=each.state,
        urgency=each.urgency,
        source=each.channel,
        submitted_at=each.submitted_at.astimezone(UTC),
        acknowledged_at=each.acknowledged_at.astimezone(UTC) if each.acknowledged_at else None,
        triage_due=calendar.end_of_working_day(each.triage_due),
        referrer=person,
        referrer_name=each.referrer.name,
        agency=agency.id,
        agency_name=agency.name,
        job=each.referrer.job_title,
        is_confirmed=True,
        is_in_agreement=agency.isa_status is IsaStatus.SIGNED,
        concern={"indicators": tuple(str(one) for one in each.indicators)},
        identity={key: value for key, value in identity.items() if value},
        health={key: value for key, value in health.items() if value},
        withdrawn_at=withdrawn,
        closed_on=each.closed_on,
        case=each.case_ref,
        is_repeat=each.repeat_within_12_months,
        answer_due=_answer_due(each, calendar),
        triage=_triage(each, calendar, names),
    )


def _answer_due(each: ReferralRecord, calendar: Calendar) -> datetime | None:
    """The clock of whoever is asked, where the referral waits for them."""
    if each.state is ReferralState.INFO_REQUESTED and each.information_request:
        return calendar.end_of_working_day(each.information_request.reply_due)
    is_routed = each.state in {ReferralState.ROUTE_MAPPA, ReferralState.ROUTE_PDP}
    if is_routed and each.triage and each.triage.route:
        return calendar.end_of_working_day(each.triage.route.response_due)
    return None


def _triage(
    each: ReferralRecord, calendar: Calendar, names: Mapping[str, tuple[str, str]]
) -> TriageFile | None:
    """What triage has put down: its decisions in order, and a question that waits."""
    decisions = []
    record = each.triage
    while record is not None:
        decisions.append(_decided(record, names))
        record = record.then
    requests = []
    if asked := each.information_request:
        due = calendar.end_of_working_day(asked.reply_due)
        at = at_london(asked.asked_on, _NOON)
        _, by = names.get(asked.asked_by, ("", asked.asked_by))
        requests.append(Request(at=at, by=by, question=asked.question, due=due))
    if not decisions and not requests:
        return None
    return TriageFile(decided=tuple(decisions), requests=tuple(requests))


def _decided(record: DecisionRecord, names: Mapping[str, tuple[str, str]]) -> Decided:
    at = at_london(record.decided_at, _NOON)
    by, by_name = names.get(record.decided_by, (record.decided_by, ""))
    checker = record.second_check_by or ""
    checked_by, checked_by_name = names.get(checker, (checker, ""))
    decided = Decided(
        kind=_DECISIONS[record.decision],
        rationale=record.rationale,
        by=by,
        by_name=by_name,
        at=at,
        service=record.signposted_to,
        checked_by=checked_by,
        checked_by_name=checked_by_name,
        checked_at=at if checker else None,
    )
    if (route := record.route) is None:
        return decided
    answered = {"accepted": Outcome.ACCEPTED, "declined": Outcome.DECLINED}
    return replace(
        decided,
        sent_to=route.to,
        sent_on=route.sent_on,
        outcome=answered.get(route.response),
        outcome_on=route.responded_on,
    )


def _team_agency(members: Iterable[MemberRecord]) -> str:
    """Where most of the mental health team is: whose actions those without a source are."""
    team = Counter(each.agency_id for each in members if Role.MH_TEAM in each.roles)
    return team.most_common(1)[0][0] if team else ""


def _action(each: ActionRecord, team: str) -> Action:
    return Action(
        ref=each.ref,
        title=each.title,
        detail=each.detail,
        source=each.source_ref,
        source_agency=each.source_agency or team,
        risk=each.risk_ref,
        owner=each.owner_id,
        owner_agency=each.owner_agency,
        supporting=each.supporting_agencies,
        raised_on=each.raised_on,
        raised_by=each.raised_by or "",
        assigned_on=each.assigned_on,
        original_due=each.original_due,
        due=each.due,
        extensions=each.extensions,
        priority=each.priority,
        state=each.state,
        type=each.type,
        success_measure=each.success_measure,
        completed_on=each.completed_on,
        completed_by=each.completed_by or (each.owner_id if each.completed_on else None),
        closed_on=each.closed_on,
        verified_by=each.verified_by,
        evidence=each.evidence,
        blocker=each.blocked_reason,
        needed=each.needed,
        needed_from=each.needed_from,
        is_at_risk=each.is_at_risk,
        snoozed_until=each.snoozed_until,
        reason=each.cancel_reason or each.decline_reason,
        updates=tuple(Update(on=one.on, by=one.by, text=one.text) for one in each.updates),
    )


def _meeting(each: MeetingRecord) -> Meeting:
    starts = at_london(each.date, each.start)
    ends = at_london(each.date, each.end) if each.end else starts + _LASTS
    return Meeting(
        ref=each.id,
        forum=each.forum,
        starts_at=starts,
        ends_at=ends,
        state=each.state,
        place=each.place,
        lead_agency=each.lead_agency,
        focus_agency=each.focus_agency,
        chair=each.chaired_by or each.chair_id,
        facilitator=each.facilitator_id,
        quorate=each.quorate,
        attendance={one.agency_id: one.status for one in each.attendance},
    )
