"""Loading a board from a file: all of it is checked first, then applied in one unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from board.actions import Action, ActionState, Priority, Update
from board.calendar import LONDON, Calendar, at_london
from board.facts import Fact
from board.meetings import Meeting, MeetingState
from board.people import GRANT_REVIEW, Agency, AgencyType, Grant, IsaStatus, Member, Role
from board.referral_form import Answer
from board.referrals import Referral, ReferralState, Source, Urgency
from board.refs import REFERRAL
from board.subjects import Subject
from board.tiers import Tier
from board.vocabulary import Aware, Certainty, Condition, Indicator, Mappa, Setting
from storage.unit import Unit

SAMPLE = Path(__file__).parent / "sample" / "board.json"
"""The fictitious board that comes with the bot."""
LOADED = ("agencies", "members", "frontline_referrers", "subjects", "referrals", "actions")
MEETINGS = ("board_meetings", "subgroup_meetings")
_NOT_RECORDS = frozenset({"meta", "settings", "bank_holidays", "expected_metrics"})
_LASTS = timedelta(hours=2)
_MOST_FAULTS = 200


class LoadError(Exception):
    """The file cannot be loaded and nothing was changed; `faults` names everything wrong."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


def _aware(given: object) -> object:
    if isinstance(given, str):
        at = datetime.fromisoformat(given)
        return at if at.tzinfo else at.replace(tzinfo=LONDON)
    return given


Key = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=4000)]
Instant = Annotated[datetime, BeforeValidator(_aware)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Agency(_Read):
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


class _Member(_Read):
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


class _Frontline(_Read):
    id: Key
    name: Line
    agency_id: Key
    job_title: Line


class _Subject(_Read):
    id: Key
    case_ref: Key
    full_name: Line
    date_of_birth: date | None = None
    district: Text = ""
    sex: Text = ""
    ethnic_group: Text = ""
    ethnicity_source: Text = ""
    support_needs: tuple[Text, ...] = ()


class _Condition(_Read):
    condition: Condition
    certainty: Certainty | None = None
    impact_on_interactions: Text | None = None


class _Referrer(_Read):
    id: Key
    name: Line
    agency_id: Key
    job_title: Line


class _Ended(_Read):
    on: date


class _Referral(_Read):
    ref: Annotated[str, StringConstraints(pattern=rf"^{REFERRAL.pattern}$")]
    case_ref: Key | None = None
    subject_id: Key
    submitted_at: Instant
    acknowledged_at: Instant | None = None
    channel: Source
    referrer: _Referrer
    urgency: Urgency
    current_setting: Setting
    indicators: tuple[Indicator, ...]
    conditions: tuple[_Condition, ...]
    mappa_status: Mappa
    concern: Text
    tried: Text = ""
    person_aware: Aware
    triage_due: date
    state: ReferralState
    closed_on: date | None = None
    withdrawn: _Ended | None = None


class _Update(_Read):
    on: date
    by: Key
    text: Text


class _Action(_Read):
    ref: Annotated[str, StringConstraints(pattern=r"^ACT-\d{4}-\d{4}$")]
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
    completed_on: date | None = None
    closed_on: date | None = None
    verified_by: Key | None = None
    evidence: Text = ""
    blocked_reason: Text = ""
    cancel_reason: Text = ""
    decline_reason: Text = ""
    updates: tuple[_Update, ...] = ()


class _Attendance(_Read):
    agency_id: Key
    status: Literal["present", "deputy_present", "apologies", "absent", "part"]


class _Meeting(_Read):
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
    attendance: tuple[_Attendance, ...] = ()


_KINDS: dict[str, type[_Read]] = {
    "agencies": _Agency,
    "members": _Member,
    "frontline_referrers": _Frontline,
    "subjects": _Subject,
    "referrals": _Referral,
    "actions": _Action,
    "board_meetings": _Meeting,
    "subgroup_meetings": _Meeting,
}


@dataclass(frozen=True, slots=True)
class BoardFile:
    """A file that has been read and found sound; `left_out` counts kinds not loaded yet."""

    records: Mapping[str, tuple[Any, ...]]
    left_out: Mapping[str, int]


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
    if not faults:
        faults += _loose_ends(records)
    if faults:
        raise LoadError(faults[:_MOST_FAULTS])
    left_out = {
        kind: len(value) if isinstance(value, list) else 1
        for kind, value in raw.items()
        if kind not in _KINDS and kind not in _NOT_RECORDS
    }
    return BoardFile(records, left_out)


def _read_all(kind: str, given: object, faults: list[str]) -> tuple[_Read, ...]:
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
    accounts = [each.teams_user_id.lower() for each in records["members"] if each.teams_user_id]
    doubled = sorted({each for each in accounts if accounts.count(each) > 1})
    return faults + [f"members: the account {each} belongs to two people" for each in doubled]


def apply_board(file: BoardFile, unit: Unit, *, at: datetime, calendar: Calendar) -> Loaded:
    """Write a sound file into the database; what is there already stays as it is.

    Raises LoadError where an account of the file already belongs to somebody else here.
    """
    if faults := _taken_accounts(file, unit):
        raise LoadError(faults)
    done = Loaded(left_out=file.left_out)
    records = file.records
    people, referrals = unit.people, unit.referrals
    done.count("agencies", (people.put_agency(_agency(each)) for each in records["agencies"]))
    done.count("members", (people.put_member(_member(each, at)) for each in records["members"]))
    done.count(
        "frontline_referrers",
        (people.put_member(_frontline(each)) for each in records["frontline_referrers"]),
    )
    done.count("subjects", (unit.subjects.put(_subject(each)) for each in records["subjects"]))
    known = {each.id: each for each in records["subjects"]}
    agencies = {each.id: each for each in records["agencies"]}
    accounts = {each.id: each.teams_user_id for each in records["members"]}

    def insert(each: _Referral) -> bool:
        if referrals.find(each.ref) is not None:
            return False
        person = accounts.get(each.referrer.id) or each.referrer.id
        agency = agencies[each.referrer.agency_id]
        referrals.insert(_referral(each, known[each.subject_id], agency, person, calendar))
        return True

    done.count("referrals", (insert(each) for each in records["referrals"]))
    actions = (each for each in records["actions"] if unit.actions.find(each.ref) is None)
    new = [unit.actions.put(_action(each)) for each in actions]
    done.count("actions", [*new, *([False] * (len(records["actions"]) - len(new)))])
    for kind in MEETINGS:
        done.count(kind, (unit.meetings.put(_meeting(each)) for each in records[kind]))
    if any(done.changed.values()):
        details = {kind: str(number) for kind, number in done.changed.items()}
        fact = Fact(
            name="BoardLoaded", about="board", by="cli", at=at, tier=Tier.T4, details=details
        )
        unit.record(fact)
    return done


def _taken_accounts(file: BoardFile, unit: Unit) -> list[str]:
    holders = {each.account: each.key for each in unit.people.members() if each.account}
    faults = []
    for each in file.records["members"]:
        holder = holders.get((each.teams_user_id or "").lower(), each.id)
        if holder != each.id:
            faults.append(f"members {each.id}: the account already belongs to {holder}")
    return faults


def _agency(each: _Agency) -> Agency:
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


def _member(each: _Member, at: datetime) -> Member:
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


def _frontline(each: _Frontline) -> Member:
    return Member(
        key=each.id, name=each.name, agency=each.agency_id, job=each.job_title, external=True
    )


def _subject(each: _Subject) -> Subject:
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
    each: _Referral, subject: _Subject, agency: _Agency, person: str, calendar: Calendar
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
    )


def _action(each: _Action) -> Action:
    return Action(
        ref=each.ref,
        title=each.title,
        source=each.source_ref,
        risk=each.risk_ref,
        owner=each.owner_id,
        owner_agency=each.owner_agency,
        supporting=each.supporting_agencies,
        raised_on=each.raised_on,
        original_due=each.original_due,
        due=each.due,
        extensions=each.extensions,
        priority=each.priority,
        state=each.state,
        type=each.type,
        success_measure=each.success_measure,
        completed_on=each.completed_on,
        closed_on=each.closed_on,
        verified_by=each.verified_by,
        evidence=each.evidence,
        blocker=each.blocked_reason,
        reason=each.cancel_reason or each.decline_reason,
        updates=tuple(Update(on=one.on, by=one.by, text=one.text) for one in each.updates),
    )


def _meeting(each: _Meeting) -> Meeting:
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
