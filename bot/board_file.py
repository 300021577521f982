"""A board as a file: its format, and everything that can be wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import orjson
from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from board.actions import ActionState, Priority
from board.escalation import LadderState
from board.meeting_record import Handling
from board.meetings import MeetingState
from board.people import AgencyType, IsaStatus, Role
from board.referrals import ReferralState, Source, Urgency
from board.refs import ACTION, ESCALATION, REFERRAL
from board.standing import MAILBOX
from board.vocabulary import Aware, Certainty, Condition, Indicator, Mappa, Setting
from bot.cycle_file import SINGLE as OF_CYCLE
from bot.cycle_file import GroupRecord, loose_cycle
from bot.governance_file import KINDS as OF_GOVERNANCE
from bot.governance_file import SINGLE as OF_GOVERNANCE_ONE
from bot.governance_file import loose_governance
from bot.oversight_records import OVERSIGHT, ThresholdRecord, loose_oversight
from bot.records import Instant, Key, Line, Record, Text

SAMPLE = Path(__file__).parent / "sample" / "board.json"
"""The fictitious board that comes with the bot."""
_NOT_RECORDS = frozenset({"meta", "settings", "bank_holidays", "expected_metrics"})
_MOST_FAULTS = 200
RecordT = TypeVar("RecordT", bound=Record)


class LoadError(Exception):
    """The file cannot be loaded and nothing was changed; `faults` names everything wrong."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


class AgencyRecord(Record):
    """An agency."""

    id: Key
    name: Line
    short_name: Line
    type: AgencyType
    core: bool
    focus_eligible: bool = False
    isa_status: IsaStatus = IsaStatus.NOT_SENT
    isa_signed_on: date | None = None
    representative_id: Key | None = None
    deputy_id: Key | None = None
    champion_ids: tuple[Key, ...] = ()
    rank_ladder: Mapping[str, str | tuple[str, ...] | None] = {}
    active: bool = True


class MemberRecord(Record):
    """A member with an account."""

    id: Key
    display_name: Line
    agency_id: Key
    job_title: Line
    grade_or_rank: Text = ""
    roles: tuple[Role, ...] = ()
    teams_user_id: Key | None = None
    external: bool = False
    champion: bool = False
    expertise: tuple[Text, ...] = ()
    vetting_confirmed: bool = False
    confidentiality_ack_at: Instant | None = None
    active: bool = True


class FrontlineRecord(Record):
    """Somebody who refers and has no account yet."""

    id: Key
    name: Line
    agency_id: Key
    job_title: Line


class SubjectRecord(Record):
    """A person of concern."""

    id: Key
    case_ref: Key
    full_name: Line
    date_of_birth: date | None = None
    district: Text = ""
    sex: Text = ""
    ethnic_group: Text = ""
    ethnicity_source: Text = ""
    support_needs: tuple[Text, ...] = ()


class ConditionRecord(Record):
    """A condition and how it is known."""

    condition: Condition
    certainty: Certainty | None = None
    impact_on_interactions: Text | None = None


class ReferrerRecord(Record):
    """Who sent a referral."""

    id: Key
    name: Line
    agency_id: Key
    job_title: Line


class EndedRecord(Record):
    """When something ended."""

    on: date


class RouteRecord(Record):
    """Where a referral was routed, and the answer."""

    to: Line
    sent_on: date
    response_due: date
    response: Literal["awaiting", "accepted", "declined"] = "awaiting"
    responded_on: date | None = None


class DecisionRecord(Record):
    """A triage decision, and the one after it."""

    decision: Literal["accepted_subgroup", "route_mappa", "route_pdp", "signposted", "merged"]
    decided_by: Key
    decided_at: date
    second_check_by: Key | None = None
    rationale: Text = ""
    route: RouteRecord | None = None
    signposted_to: Text = ""
    then: "DecisionRecord | None" = None


class RequestRecord(Record):
    """A question to the referrer."""

    asked_on: date
    asked_by: Key
    question: Text
    reply_due: date


class ReferralRecord(Record):
    """A referral."""

    ref: Annotated[str, StringConstraints(pattern=rf"^{REFERRAL.pattern}$")]
    case_ref: Key | None = None
    subject_id: Key
    submitted_at: Instant
    acknowledged_at: Instant | None = None
    channel: Source
    referrer: ReferrerRecord
    urgency: Urgency
    current_setting: Setting
    indicators: tuple[Indicator, ...]
    conditions: tuple[ConditionRecord, ...]
    mappa_status: Mappa
    concern: Text
    tried: Text = ""
    person_aware: Aware
    triage_due: date
    state: ReferralState
    closed_on: date | None = None
    withdrawn: EndedRecord | None = None
    repeat_within_12_months: bool = False
    triage: DecisionRecord | None = None
    information_request: RequestRecord | None = None


class UpdateRecord(Record):
    """What an owner reported."""

    on: date
    by: Key
    text: Text


class ActionRecord(Record):
    """An action."""

    ref: Annotated[str, StringConstraints(pattern=rf"^{ACTION.pattern}$")]
    title: Line
    source_ref: Key
    risk_ref: Key | None = None
    owner_id: Key
    owner_agency: Key
    supporting_agencies: tuple[Key, ...] = ()
    raised_on: date
    original_due: date
    due: date
    extensions: int = 0
    priority: Priority = Priority.STANDARD
    state: ActionState
    type: Key = "general"
    success_measure: Text = ""
    detail: Text = ""
    source_agency: Key | None = None
    raised_by: Key | None = None
    assigned_on: date | None = None
    completed_on: date | None = None
    completed_by: Key | None = None
    closed_on: date | None = None
    verified_by: Key | None = None
    evidence: Text = ""
    blocked_reason: Text = ""
    needed: Text = ""
    needed_from: Text = ""
    is_at_risk: bool = False
    snoozed_until: date | None = None
    cancel_reason: Text = ""
    decline_reason: Text = ""
    updates: tuple[UpdateRecord, ...] = ()


def _result(words: str) -> str:
    """What became of a rung, in words that can be read."""
    if words in {"awaiting", "timed_out", "withdrawn"}:
        return words
    if words.startswith(("rejected", "escalated", "done with evidence")):
        return words
    offered = words.removeprefix("new date accepted ").removeprefix("new date offered ")
    if offered == words:
        raise ValueError("is no result of a rung")
    date.fromisoformat(offered.partition(",")[0].strip())
    return words


class StepRecord(Record):
    """One rung of an escalation: who was asked, and what became of it."""

    rung: Annotated[int, Field(ge=1, le=5)]
    to: Annotated[tuple[Key, ...], Field(min_length=1)]
    sent_on: date
    respond_by: date
    responded_on: date | None = None
    result: Annotated[Line, AfterValidator(_result)]
    jump_reason: Text = ""


class EscalationRecord(Record):
    """An escalation with its rungs so far."""

    id: Annotated[str, StringConstraints(pattern=rf"^{ESCALATION.pattern}$")]
    action_ref: Key
    priority: Priority = Priority.STANDARD
    current_rung: int
    state: LadderState
    steps: Annotated[tuple[StepRecord, ...], Field(min_length=1)]
    board_item: Key | None = None


_Days = Annotated[int, Field(ge=0, le=260)]
_Rungs = tuple[_Days, _Days, _Days, _Days, _Days, _Days]


class PolicyRecord(Record):
    """Working days that each rung of an escalation has, from 0 to 5."""

    standard: _Rungs
    urgent: _Rungs


class AttendanceRecord(Record):
    """An agency at a meeting."""

    agency_id: Key
    status: Literal["present", "deputy_present", "apologies", "absent", "part"]


class MeetingDecisionRecord(Record):
    """A decision of a meeting; `item` is its number on the agenda."""

    id: Annotated[str, StringConstraints(pattern=r"^DEC-\d{3,}-\d{1,3}$")]
    item: Annotated[int, Field(ge=1, le=60)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    rationale: Annotated[str, StringConstraints(max_length=500)] | None = None
    dissent: Annotated[str, StringConstraints(max_length=300)] | None = None


class MinutesRecord(Record):
    """The minutes of a meeting as one text, its items numbered."""

    status: Literal["draft", "final"] = "draft"
    prepared_on: date
    text: Annotated[str, StringConstraints(max_length=60_000)]


class InterestRecord(Record):
    """An interest that a member declared: in an item of the agenda by number, or in a case."""

    member_id: Key
    item: Annotated[int, Field(ge=1, le=60)] | None = None
    case_ref: Key | None = None
    nature: Annotated[str, StringConstraints(max_length=200)] = ""
    handling: Handling = Handling.LEAVE_FOR_ITEM


class MeetingRecord(Record):
    """A meeting."""

    id: Annotated[str, StringConstraints(pattern=r"^(BRD-\d{3,}|(SUB|SEN)-\d{8})$")]
    forum: Key
    date: date
    start: time
    end: time | None = None
    place: Text = "Microsoft Teams"
    state: MeetingState
    lead_agency: Key | None = None
    focus_agency: Key | None = None
    chaired_by: Key | None = None
    chair_id: Key | None = None
    facilitator_id: Key | None = None
    quorate: bool | None = None
    attendance: tuple[AttendanceRecord, ...] = ()
    decisions: tuple[MeetingDecisionRecord, ...] = ()
    interests_declared: tuple[InterestRecord, ...] = ()
    minutes: MinutesRecord | None = None


_KINDS: dict[str, type[Record]] = {
    "agencies": AgencyRecord,
    "members": MemberRecord,
    "frontline_referrers": FrontlineRecord,
    "subjects": SubjectRecord,
    "referrals": ReferralRecord,
    "actions": ActionRecord,
    "escalations": EscalationRecord,
    "board_meetings": MeetingRecord,
    "task_finish_groups": GroupRecord,
    "subgroup_meetings": MeetingRecord,
    **OF_GOVERNANCE,
    **OVERSIGHT,
}


@dataclass(frozen=True, slots=True)
class BoardFile:
    """A file that has been read and found sound; `left_out` counts kinds not loaded yet."""

    records: Mapping[str, tuple[Any, ...]]
    left_out: Mapping[str, int]
    policy: PolicyRecord | None = None
    single: Mapping[str, Any] = field(default_factory=dict)
    """Parts that are one record each: see `bot.cycle_file.SINGLE`."""
    thresholds: ThresholdRecord | None = None


def read_board(path: Path) -> BoardFile:
    """Read and check a whole file. Raises LoadError naming every fault."""
    try:
        raw = orjson.loads(path.read_bytes())
    except OSError as error:
        raise LoadError([f"cannot read {path} ({error.strerror})"]) from None
    except orjson.JSONDecodeError as error:
        raise LoadError([f"{path.name} is not JSON (line {error.lineno})"]) from None
    if not isinstance(raw, dict):
        raise LoadError([f"{path.name} does not hold an object of lists"])
    faults: list[str] = []
    records = {kind: _read_all(kind, raw.get(kind, []), faults) for kind in _KINDS}
    records |= {kind: _read_one(kind, raw.get(kind), faults) for kind in OF_GOVERNANCE_ONE}
    single = {
        kind: one for kind in OF_CYCLE if (one := _read_single(kind, raw, faults)) is not None
    }
    settings = raw.get("settings")
    policy = _read_setting("escalation_working_days", PolicyRecord, settings, faults)
    thresholds = _read_setting("scrutiny_thresholds", ThresholdRecord, settings, faults)
    if not faults:
        faults += [*_loose_ends(records), *loose_cycle(records, single)]
    if faults:
        raise LoadError(faults[:_MOST_FAULTS])
    left_out = {
        kind: len(value) if isinstance(value, list) else 1
        for kind, value in raw.items()
        if kind not in {*_KINDS, *OF_CYCLE, *OF_GOVERNANCE_ONE, *_NOT_RECORDS}
    }
    return BoardFile(records, left_out, policy, single, thresholds)


def _read_all(kind: str, given: object, faults: list[str]) -> tuple[Record, ...]:
    if not isinstance(given, list):
        faults.append(f"{kind}: must be a list")
        return ()
    records, seen = [], set[str]()
    for number, each in enumerate(given, start=1):
        name = each.get("ref", each.get("id")) if isinstance(each, dict) else None
        where = f"{kind} {name if isinstance(name, str) else number}"
        if isinstance(name, str) and name in seen:
            faults.append(f"{where}: stands twice")
        seen.add(str(name))
        try:
            records.append(_KINDS[kind].model_validate(each))
        except ValidationError as error:
            faults += [f"{where}: {_path(fault)}: {fault['msg']}" for fault in error.errors()]
        except (ValueError, TypeError) as error:
            faults.append(f"{where}: {type(error).__name__}")
    return tuple(records)


def _read_one(kind: str, given: object, faults: list[str]) -> tuple[Record, ...]:
    """The one record of such a kind, or none."""
    if given is None:
        return ()
    try:
        return (OF_GOVERNANCE_ONE[kind].model_validate(given),)
    except ValidationError as error:
        faults += [f"{kind}: {_path(fault)}: {fault['msg']}" for fault in error.errors()]
        return ()


def _read_single(kind: str, raw: Mapping[str, Any], faults: list[str]) -> Record | None:
    if raw.get(kind) is None:
        return None
    try:
        return OF_CYCLE[kind].model_validate(raw[kind])
    except ValidationError as error:
        faults += [f"{kind}: {_path(fault)}: {fault['msg']}" for fault in error.errors()]
        return None


def _read_setting(
    name: str, kind: type[RecordT], settings: object, faults: list[str]
) -> RecordT | None:
    """One of the file's settings, where it has it."""
    given = settings.get(name) if isinstance(settings, dict) else None
    if given is None:
        return None
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        where = f"settings {name}"
        faults += [f"{where}: {_path(fault)}: {fault['msg']}" for fault in error.errors()]
        return None


def _path(fault: Any) -> str:  # noqa: ANN401 - pydantic's own error mapping
    return ".".join(str(part) for part in fault["loc"]) or "record"


def _loose_ends(records: Mapping[str, tuple[Any, ...]]) -> list[str]:
    agencies = {each.id for each in records["agencies"]}
    people = {each.id for each in (*records["members"], *records["frontline_referrers"])}
    subjects = {each.id for each in records["subjects"]}
    faults = []

    def demand(where: str, name: str | None, known: set[str], what: str) -> None:
        if name is not None and name not in known:
            faults.append(f"{where}: {name} is no {what} of this file")

    for each in records["agencies"]:
        for name in (each.representative_id, each.deputy_id, *each.champion_ids):
            demand(f"agencies {each.id}", name, people, "person")
    for each in (*records["members"], *records["frontline_referrers"]):
        demand(f"people {each.id}", each.agency_id, agencies, "agency")
    for each in records["referrals"]:
        demand(f"referrals {each.ref}", each.subject_id, subjects, "subject")
        demand(f"referrals {each.ref}", each.referrer.id, people, "person")
        demand(f"referrals {each.ref}", each.referrer.agency_id, agencies, "agency")
    for each in records["actions"]:
        demand(f"actions {each.ref}", each.owner_id, people, "person")
        demand(f"actions {each.ref}", each.owner_agency, agencies, "agency")
        demand(f"actions {each.ref}", each.source_agency, agencies, "agency")
    faults += _loose_ladders(records, people, agencies)
    faults += loose_governance(records, people, agencies)
    faults += loose_oversight(records, people, agencies)
    accounts = [each.teams_user_id.lower() for each in records["members"] if each.teams_user_id]
    doubled = sorted({each for each in accounts if accounts.count(each) > 1})
    return faults + [f"members: the account {each} belongs to two people" for each in doubled]


def _loose_ladders(
    records: Mapping[str, tuple[Any, ...]], people: set[str], agencies: set[str]
) -> Iterable[str]:
    actions = {each.ref for each in records["actions"]}
    mailboxes = {f"{MAILBOX}rung{rung}@{key}" for key in agencies for rung in range(1, 6)}
    for each in records["escalations"]:
        where = f"escalations {each.id}"
        if each.action_ref not in actions:
            yield f"{where}: {each.action_ref} is no action of this file"
        for name in sorted({one for step in each.steps for one in step.to}):
            if name not in people and name not in mailboxes:
                yield f"{where}: {name} is no person or mailbox of this file"
        rungs = [step.rung for step in each.steps]
        if rungs != sorted(set(rungs)):
            yield f"{where}: its steps must go up, one for each rung"
        elif rungs[-1] != each.current_rung:
            yield f"{where}: current_rung is not that of its last step"
