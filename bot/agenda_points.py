"""What the items of an agenda say today: references, counts and titles from the registers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

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
from board.meetings import Meeting, MeetingState
from board.plans import Plan, PlanState
from board.risks import EXTREME, Risk, by_score, is_for_agenda, is_review_due, score_in_words
from bot.subgroups import previous_of, subgroups_at
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


def reports_of(_meeting: Meeting, _snapshot: Snapshot) -> tuple[FocusReport, ...]:
    """The focus reports for a meeting, in whatever state they are."""
    return ()


def withheld_from(_member: str, _meeting: Meeting, _snapshot: Snapshot) -> frozenset[str]:
    """Items of a meeting in which this member has declared an interest."""
    return frozenset()


def agenda_values(meeting: Meeting, at: datetime, snapshot: Snapshot) -> AgendaValues:
    """What the agenda's items say, from the registers as they stand."""
    if record_of(meeting.forum).type is ForumType.SUBGROUP:
        return _of_subgroup(meeting, at, snapshot)
    today = today_of(at)
    listed = overdue_first(snapshot.actions.open_ones(), today)
    ladders = snapshot.escalations.running()
    challenged = len(snapshot.challenges.open_ones())
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    previous = previous_of(meeting, snapshot)
    following = snapshot.meetings.next_of(meeting.forum, meeting.starts_at)
    return AgendaValues(
        overdue_actions=[each.ref for each in listed if is_overdue(each, today)],
        other_actions=_others(listed, today),
        escalations=[f"{each.ref}: {each.action}, {RUNGS[each.rung].lower()}" for each in ladders],
        challenges=[f"{challenged} open challenge{'s' * (challenged > 1)}"] if challenged else [],
        plan_reviews=_plan_reviews(snapshot.oversight.plans(), meeting.day),
        risk_reviews=_risk_reviews(snapshot.risks.open_ones(), meeting.day),
        focus=[agencies[meeting.focus_agency]] if meeting.focus_agency in agencies else [],
        previous=previous.ref if previous else "",
        following=following,
        following_lead=agencies.get((following.lead_agency if following else None) or "", ""),
        following_focus=[
            agencies[key]
            for key in ([following.focus_agency] if following else [])
            if key in agencies
        ],
        lines=_board_lines(meeting, previous, at, snapshot, agencies),
        presenters=_presenters(meeting, at, snapshot, agencies),
    )


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
    meeting: Meeting,
    previous: Meeting | None,
    at: datetime,
    snapshot: Snapshot,
    agencies: Mapping[str, str],
) -> dict[str, list[str]]:
    """The sentences under the items that have no list of their own."""
    kept, day = snapshot.oversight, meeting.day
    since = previous.day if previous else day
    months = kept.months()
    names = {each.key: each.name for each in snapshot.people.members()}
    figures = standing_figures(months, snapshot.settings.thresholds)
    return {
        "minutes": _minutes(previous),
        "subgroups": _updates(meeting, at, snapshot),
        "plans": _plans(kept.plans()),
        "focus": _focus(meeting, snapshot, agencies),
        "scrutiny": standing_lines(figures),
        "performance": performance_lines(months, kept.levels()),
        "risks": _high_risks(snapshot.risks.open_ones(), day),
        "learning": learning_lines(kept.learning(), kept.messages(), since, today_of(at)),
        "policies": policy_lines(kept.policies(), day, agencies),
        "aob": said_business(snapshot.agendas.asks_of(meeting.ref), names),
    }


def _others(listed: Sequence[Action], today: date) -> list[str]:
    left = sum(not is_overdue(each, today) for each in listed)
    return [f"{left} more open action{'s' * (left != 1)}"]


def _presenters(
    meeting: Meeting, at: datetime, snapshot: Snapshot, agencies: Mapping[str, str]
) -> dict[str, str]:
    names = {each.key: each.name for each in snapshot.people.members()}
    chairs = (names.get(each.chair, "") for each in subgroups_at(snapshot, at))
    return {
        Presenter.LEAD: agencies.get(meeting.lead_agency or "", names.get(meeting.chair or "", "")),
        Presenter.FACILITATOR: names.get(meeting.facilitator or "", ""),
        Presenter.FOCUS: agencies.get(meeting.focus_agency or "", ""),
        Presenter.SUBGROUP_CHAIR: ", ".join(dict.fromkeys(each for each in chairs if each)),
        Presenter.CHAIR: names.get(meeting.chair or "", ""),
    }


def _minutes(previous: Meeting | None) -> list[str]:
    if previous is None:
        return ["This is the first meeting known: there are no minutes to approve"]
    if previous.state in _APPROVED:
        return [f"Minutes of {previous.ref}: approved"]
    if previous.state is MeetingState.MINUTES_DRAFT:
        return [f"Minutes of {previous.ref}: draft, to be approved"]
    return [f"Minutes of {previous.ref}: not written yet"]


def _updates(meeting: Meeting, at: datetime, snapshot: Snapshot) -> list[str]:
    """Whether each subgroup's update is in; what it says stands in the pack."""
    kept = {each.forum: each for each in snapshot.subgroup_updates.of_board(meeting.ref)}
    lines = []
    for each in subgroups_at(snapshot, at):
        update = kept.get(each.code)
        is_in = update is not None and update.is_approved
        lines.append(f"{each.title}: update {'approved' if is_in else 'not approved yet'}")
    return lines


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


def _focus(meeting: Meeting, snapshot: Snapshot, agencies: Mapping[str, str]) -> list[str]:
    focus = meeting.focus_agency or ""
    if focus not in agencies:
        return []
    came = {each.agency for each in reports_of(meeting, snapshot) if each.is_in}
    name = agencies[focus]
    if focus in came:
        return [f"Report of {name}: in the pack"]
    return [f"Report of {name}: not in yet"]


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


def _of_subgroup(meeting: Meeting, at: datetime, snapshot: Snapshot) -> AgendaValues:
    """By reference only: what is said of a case is read elsewhere, by those invited to it."""
    today = today_of(at)
    theirs = [each for each in snapshot.actions.open_ones() if each.source.startswith("SUB-")]
    due = [each for each in overdue_first(theirs, today) if each.due <= meeting.day]
    heard = snapshot.oversight.hearings_at(meeting.ref)
    routed = (each for each in snapshot.referrals.waiting() if each.state in ROUTED)
    following = snapshot.meetings.next_of(meeting.forum, meeting.starts_at)
    return AgendaValues(
        overdue_actions=[each.ref for each in due if is_overdue(each, today)],
        other_actions=[each.ref for each in due if not is_overdue(each, today)],
        following=following,
        lines={
            "referrals": [each.case for each in heard if each.kind is HearingKind.NEW],
            "reviews": [each.case for each in heard if each.kind is HearingKind.REVIEW],
            "routed": sorted(
                f"{each.ref}{_answer_due(each.answer_due, meeting.day)}" for each in routed
            ),
        },
        presenters=_presenters(meeting, at, snapshot, {}),
    )


def _answer_due(due: datetime | None, by: date) -> str:
    is_late = due is not None and due.astimezone(LONDON).date() < by
    return ": answer overdue" if is_late else ""
