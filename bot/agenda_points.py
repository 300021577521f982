"""What the items of an agenda say today: references, counts and titles from the registers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from board.action_lists import overdue_first
from board.actions import Action, is_overdue, today_of
from board.agenda import AgendaValues, Presenter
from board.agenda_asks import AgendaAsk, AskKind, AskState
from board.calendar import LONDON
from board.figures import performance_lines, standing_figures, standing_lines
from board.focus import FocusReport
from board.forums import ForumType, record_of
from board.hearings import HearingKind
from board.library import learning_lines, policy_lines
from board.lifecycle import ROUTED
from board.meetings import CALLED_OFF, HELD, Meeting, MeetingState
from board.plans import Plan, PlanState
from board.risks import EXTREME, Risk, by_score, is_for_agenda, is_review_due, score_in_words
from board.sittings import not_reached
from bot.subgroups import Subgroup, before, subgroups_at
from bot.turning import in_focus
from cards.action_words import RUNGS
from storage.unit import Snapshot

_APPROVED = frozenset({MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED})
_PLANS = {
    PlanState.ACTIVE: "active",
    PlanState.TRIGGERED: "triggered",
    PlanState.UNDER_REVIEW: "under review",
    PlanState.AGREED: "agreed, not active yet",
    PlanState.CONTRIBUTIONS_REQUESTED: "waiting for contributions",
    PlanState.DRAFT: "in draft",
}


def reports_of(meeting: Meeting, snapshot: Snapshot) -> tuple[FocusReport, ...]:
    """The focus reports for a meeting, in whatever state they are."""
    return snapshot.focus_reports.of_meeting(meeting.ref)


@dataclass(frozen=True, slots=True)
class _Known:
    """What several items need, looked up once."""

    meeting: Meeting
    at: datetime
    snapshot: Snapshot
    subgroups: tuple[Subgroup, ...]
    agencies: Mapping[str, str]
    names: Mapping[str, str]
    focus: tuple[str, ...]
    """The agencies in focus."""

    @classmethod
    def of(cls, meeting: Meeting, at: datetime, snapshot: Snapshot) -> Self:
        return cls(
            meeting,
            at,
            snapshot,
            subgroups_at(snapshot, at),
            {each.key: each.name for each in snapshot.people.agencies()},
            {each.key: each.name for each in snapshot.people.members()},
            in_focus(meeting, snapshot),
        )


def agenda_values(meeting: Meeting, at: datetime, snapshot: Snapshot) -> AgendaValues:
    """What the agenda's items say, from the registers as they stand."""
    known = _Known.of(meeting, at, snapshot)
    if record_of(meeting.forum).type is ForumType.SUBGROUP:
        return _of_subgroup(known)
    today, agencies = today_of(at), known.agencies
    listed = overdue_first(snapshot.actions.open_ones(), today)
    ladders = snapshot.escalations.running()
    challenged = len(snapshot.challenges.open_ones())
    own = snapshot.meetings.of_forum(meeting.forum)
    previous, following = before(meeting, own), _after(meeting, own)
    risks, plans = snapshot.risks.open_ones(), snapshot.oversight.plans()
    return AgendaValues(
        overdue_actions=[each.ref for each in listed if is_overdue(each, today)],
        other_actions=_others(listed, today),
        escalations=[
            *(f"{each.ref}: {each.action}, {RUNGS[each.rung].lower()}" for each in ladders),
            *_concerns(meeting, own, snapshot),
        ],
        challenges=[f"{challenged} open challenge{'s' * (challenged > 1)}"] if challenged else [],
        plan_reviews=_plan_reviews(plans, meeting.day),
        risk_reviews=_risk_reviews(risks, meeting.day),
        focus=_named(known.focus, agencies),
        previous=previous.ref if previous else "",
        following=following,
        following_lead=agencies.get(following.lead_agency or "", "") if following else "",
        following_focus=_named(in_focus(following, snapshot), agencies) if following else [],
        lines=_board_lines(known, previous, plans, risks),
        presenters=_presenters(known),
    )


def _concerns(meeting: Meeting, own: Sequence[Meeting], snapshot: Snapshot) -> list[str]:
    """Concerns of bilateral meetings that were put on this agenda, or on one called off before."""
    off = (each.ref for each in own if each.state in CALLED_OFF and _after(each, own) == meeting)
    refs = (meeting.ref, *off)
    found = (each for ref in refs for each in snapshot.bilaterals.escalated_to(ref))
    return [f"{ref}: {concern.text}" for ref, concern in found]


def said_business(asks: Sequence[AgendaAsk], names: Mapping[str, str]) -> list[str]:
    """Other business that was accepted, each with who raised it."""
    return [
        business_line(each, names)
        for each in asks
        if each.kind is AskKind.BUSINESS and each.state is AskState.AGREED
    ]


def business_line(ask: AgendaAsk, names: Mapping[str, str]) -> str:
    """How other business stands on the agenda."""
    raised = names.get(ask.by, "")
    return f"{ask.title} (raised by {raised})" if raised else ask.title


def _board_lines(
    known: _Known, previous: Meeting | None, plans: Sequence[Plan], risks: Sequence[Risk]
) -> dict[str, list[str]]:
    """The sentences under the items that have no list of their own."""
    meeting, snapshot = known.meeting, known.snapshot
    kept, day = snapshot.oversight, meeting.day
    since = previous.day if previous else day
    months, today = kept.months(), today_of(known.at)
    figures = standing_figures(months, snapshot.settings.thresholds)
    return {
        "minutes": _minutes(previous),
        "matters": _carried(previous, snapshot),
        "subgroups": _updates(known),
        "plans": _plans(plans),
        "focus": _focus(known),
        "scrutiny": standing_lines(figures),
        "performance": performance_lines(months, kept.levels()),
        "risks": _high_risks(risks, day),
        "learning": learning_lines(kept.learning(), kept.messages(), since, today),
        "policies": policy_lines(kept.policies(), day, known.agencies),
        "aob": said_business(snapshot.agendas.asks_of(meeting.ref), known.names),
    }


def _carried(previous: Meeting | None, snapshot: Snapshot) -> list[str]:
    """What the meeting before this one did not reach."""
    if previous is None or previous.state not in HELD:
        return []
    missed = not_reached(snapshot.sittings.record(previous.ref))
    return [f"Carried from {previous.ref}: {each.title}" for each in missed]


def _after(meeting: Meeting, own: Sequence[Meeting]) -> Meeting | None:
    """The forum's next meeting after this one, which was not called off."""
    held = (each for each in own if each.state not in CALLED_OFF)
    later = (each for each in held if each.starts_at > meeting.starts_at)
    return min(later, key=lambda each: each.starts_at, default=None)


def _named(wanted: Sequence[str], agencies: Mapping[str, str]) -> list[str]:
    return [agencies[each] for each in wanted if each in agencies]


def _others(listed: Sequence[Action], today: date) -> list[str]:
    left = sum(not is_overdue(each, today) for each in listed)
    return [f"{left} more open action{'s' * (left != 1)}"]


def _presenters(known: _Known) -> dict[str, str]:
    meeting, names = known.meeting, known.names
    chairs = (names.get(each.chair, "") for each in known.subgroups)
    chair = names.get(meeting.chair or "", "")
    return {
        Presenter.LEAD: known.agencies.get(meeting.lead_agency or "", "") or chair,
        Presenter.FACILITATOR: names.get(meeting.facilitator or "", ""),
        Presenter.FOCUS: " and ".join(_named(known.focus, known.agencies)),
        Presenter.SUBGROUP_CHAIR: ", ".join(dict.fromkeys(each for each in chairs if each)),
        Presenter.CHAIR: chair,
    }


def _minutes(previous: Meeting | None) -> list[str]:
    if previous is None:
        return ["This is the first meeting known: there are no minutes to approve"]
    if previous.state in _APPROVED:
        return [f"Minutes of {previous.ref}: approved"]
    if previous.state is MeetingState.MINUTES_DRAFT:
        return [f"Minutes of {previous.ref}: draft, to be approved"]
    return [f"Minutes of {previous.ref}: not written yet"]


def _updates(known: _Known) -> list[str]:
    """Whether each subgroup's update is in; what it says stands in the pack."""
    kept = known.snapshot.subgroup_updates.of_board(known.meeting.ref)
    approved = {each.forum for each in kept if each.is_approved}
    return [
        f"{each.title}: update {'approved' if each.code in approved else 'not approved yet'}"
        for each in known.subgroups
    ]


def _plan_reviews(plans: Sequence[Plan], by: date) -> list[str]:
    """Plans whose review falls before the end of the meeting's day, the longest due first."""
    due = [each for each in plans if each.is_review_due(by)]
    return [each.ref for each in sorted(due, key=lambda one: (one.review_due or by, one.ref))]


def _plans(plans: Sequence[Plan]) -> list[str]:
    counted = Counter(each.state for each in plans if each.is_open)
    stand = [f"{counted[state]} {words}" for state, words in _PLANS.items() if counted[state]]
    waiting = [f"{each.ref} ({each.outstanding})" for each in plans
               if each.is_open and each.outstanding]  # fmt: skip
    lines = [f"Plans: {', '.join(stand) or 'none open'}"]
    return [*lines, *([f"Contributions outstanding: {', '.join(waiting)}"] if waiting else [])]


def _focus(known: _Known) -> list[str]:
    came = {each.agency for each in reports_of(known.meeting, known.snapshot) if each.is_in}
    return [
        f"Report of {known.agencies[each]}: {'in the pack' if each in came else 'not in yet'}"
        for each in known.focus
        if each in known.agencies
    ]


def _risk_reviews(risks: Sequence[Risk], by: date) -> list[str]:
    due = (each for each in risks if is_review_due(each, by))
    return [f"{each.ref} ({score_in_words(each)})" for each in by_score(due)]


def _high_risks(risks: Sequence[Risk], by: date) -> list[str]:
    """Those that are listed whatever their review."""
    also = (each for each in risks if is_for_agenda(each, by) and not is_review_due(each, by))
    return [
        f"{each.ref} ({score_in_words(each)}): "
        f"{f'net score {EXTREME} or more' if each.score >= EXTREME else 'gone up by 5 or more'}"
        for each in by_score(also)
    ]


def _of_subgroup(known: _Known) -> AgendaValues:
    """By reference only: what is said of a case is read elsewhere, by those invited to it."""
    meeting, snapshot, today = known.meeting, known.snapshot, today_of(known.at)
    theirs = [each for each in snapshot.actions.open_ones() if each.source.startswith("SUB-")]
    due = [each for each in overdue_first(theirs, today) if each.due <= meeting.day]
    heard = snapshot.oversight.hearings_at(meeting.ref)
    routed = (each for each in snapshot.referrals.waiting() if each.state in ROUTED)
    return AgendaValues(
        overdue_actions=[each.ref for each in due if is_overdue(each, today)],
        other_actions=[each.ref for each in due if not is_overdue(each, today)],
        following=_after(meeting, snapshot.meetings.of_forum(meeting.forum)),
        lines={
            "referrals": [each.case for each in heard if each.kind is HearingKind.NEW],
            "reviews": [each.case for each in heard if each.kind is HearingKind.REVIEW],
            "routed": sorted(
                f"{each.ref}{_answer_due(each.answer_due, meeting.day)}" for each in routed
            ),
        },
        presenters=_presenters(known),
    )


def _answer_due(due: datetime | None, by: date) -> str:
    is_late = due is not None and due.astimezone(LONDON).date() < by
    return ": answer overdue" if is_late else ""
