"""What the papers of a board say: values from the registers, as they stand."""

from collections.abc import Mapping
from datetime import date, datetime

from board.action_lists import overdue_first
from board.actions import Action, brag, overdue_days, today_of
from board.agenda import Agenda, AgendaItem, build_agenda, is_issued
from board.agenda_changes import refreshed
from board.calendar import Calendar, in_words
from board.documents import DocumentKind, register
from board.escalation import Ladder
from board.figures import Standing, performance_lines, standing_figures
from board.forums import record_of
from board.interests import agenda_for
from board.meetings import Meeting
from board.plans import Plan
from board.risks import Risk
from bot.agenda_points import agenda_values
from bot.pack_reports import minutes_of, missing_from, reports_in
from bot.registers import as_read
from bot.subgroups import previous_of
from bot.turning import in_focus
from cards.action_words import RUNGS, STATES
from graph.documents.values import (
    ActionLine,
    AgendaPaper,
    EscalationLine,
    FigureLine,
    Item,
    PackPaper,
    PlanLine,
    RiskLine,
)
from storage.standing import standing_of
from storage.unit import Snapshot


def agenda_paper(
    meeting: Meeting, at: datetime, snapshot: Snapshot, _calendar: Calendar
) -> AgendaPaper:
    """The agenda in its standing order, filled from the registers; all may read it."""
    names = {each.key: each.name for each in snapshot.people.members()}
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    withheld = snapshot.sittings.withheld_from_anybody()
    agenda = agenda_for(agenda_of(meeting, at, snapshot), withheld)
    return AgendaPaper(
        ref=meeting.ref,
        forum="Mental Health Risk Management Board",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        lead=agencies.get(meeting.lead_agency or "", ""),
        focus=" and ".join(agencies[each] for each in in_focus(meeting, snapshot)),
        chairs=tuple(names[each] for each in standing_of(snapshot, at).co_chairs),
        facilitator=names.get(meeting.facilitator or "", ""),
        items=tuple(_item(number, each) for number, each in enumerate(agenda.items, start=1)),
        made_at=at,
    )


def pack_paper(meeting: Meeting, at: datetime, snapshot: Snapshot, calendar: Calendar) -> PackPaper:
    """The cover of the pack: what is missing, the agenda, what came in, and the registers."""
    names = {each.key: each.name for each in snapshot.people.members()}
    agencies = {each.key: each.short_name for each in snapshot.people.agencies()}
    today, kept = today_of(at), snapshot.oversight
    hidden = snapshot.sittings.withheld_from_anybody().refs  # all may read a pack
    running = snapshot.escalations.running()
    ladders = [each for each in running if not hidden & {each.ref, each.action}]
    titles = {
        each.ref: each.title for each in snapshot.actions.of_refs([x.action for x in ladders])
    }
    figures = standing_figures(kept.months(), snapshot.settings.thresholds)
    opened = [each for each in kept.plans() if each.is_open and each.ref not in hidden]
    return PackPaper(
        agenda=agenda_paper(meeting, at, snapshot, calendar),
        missing=missing_from(meeting, at, snapshot),
        papers=_papers(meeting, snapshot),
        reports=reports_in(meeting, at, snapshot),
        actions=tuple(
            _open_action(each, names, agencies, today, calendar)
            for each in overdue_first(snapshot.actions.open_ones(), today)
            if each.ref not in hidden
        ),
        escalations=tuple(_escalation(each, titles.get(each.action, "")) for each in ladders),
        risks=tuple(
            _risk(each, agencies)
            for each in snapshot.risks.open_ones()
            if each.net is not None and each.ref not in hidden
        ),
        plans=tuple(_plan(each, agencies, today) for each in opened),
        figures=tuple(_figure(each) for each in figures),
        performance=tuple(performance_lines(kept.months(), kept.levels())),
        made_at=at,
    )


def agenda_of(meeting: Meeting, at: datetime, snapshot: Snapshot) -> Agenda:
    """The agenda of a meeting as it stands: as it went out, or with what is true today."""
    kept = snapshot.agendas.find(meeting.ref)
    if kept is not None and is_issued(kept, meeting):
        return kept
    kind = record_of(meeting.forum).type
    today = build_agenda(meeting, kind, agenda_values(meeting, at, snapshot))
    return refreshed(kept, today, meeting) if kept is not None else today


def _item(number: int, item: AgendaItem) -> Item:
    return Item(
        number=number,
        title=item.title,
        kind=str(item.kind),
        presenter=item.presenter,
        minutes=item.minutes,
        papers=tuple((f"{each.title}{' (late)' * each.is_late}", each.link)
                     for each in item.papers),
        note="\n".join(item.points),
    )  # fmt: skip


def _papers(meeting: Meeting, snapshot: Snapshot) -> tuple[str, ...]:
    """What stands beside the pack: the registers, and the last minutes."""
    previous = previous_of(meeting, snapshot)
    minutes = minutes_of(previous, snapshot)[-1:] if previous else ()
    registers = [register(DocumentKind.TRACKER, meeting.starts_at).name]
    if snapshot.risks.open_ones():
        registers.append(register(DocumentKind.RISKS, meeting.starts_at).name)
    return (*registers, *(each.name for each in minutes))


def _open_action(
    action: Action,
    names: Mapping[str, str],
    agencies: Mapping[str, str],
    today: date,
    calendar: Calendar,
) -> ActionLine:
    return ActionLine(
        ref=action.ref,
        title=action.title,
        owner=names.get(action.owner, action.owner),
        agency=agencies.get(action.owner_agency, action.owner_agency),
        due=action.due,
        brag=str(brag(action, today, calendar)),
        state=STATES[action.state],
        overdue=overdue_days(action, today, calendar),
    )


def _risk(risk: Risk, agencies: Mapping[str, str]) -> RiskLine:
    return RiskLine(
        ref=risk.ref,
        title=risk.title,
        owner=agencies.get(risk.owner_agency, risk.owner_agency),
        score=risk.score,
        band=risk.net.band if risk.net else "not scored",
        review=risk.next_review,
    )


def _plan(plan: Plan, agencies: Mapping[str, str], today: date) -> PlanLine:
    return PlanLine(
        ref=plan.ref,
        agency=agencies.get(plan.agency, plan.agency),
        state=as_read(plan.state),
        review=plan.review_due,
        outstanding=plan.outstanding,
        is_overdue=plan.is_overdue(today),
    )


def _figure(each: Standing) -> FigureLine:
    return FigureLine(
        title=each.title,
        month=each.month,
        figure=each.figure,
        before=each.before,
        mark=each.mark,
        more=each.more,
        is_passed=each.is_passed,
    )


def _escalation(ladder: Ladder, title: str) -> EscalationLine:
    return EscalationLine(
        ref=ladder.action,
        title=title,
        rung=RUNGS[ladder.rung],
        asked=in_words(ladder.last.sent_at) if ladder.last.sent_at else "",
        respond_by=ladder.last.respond_by,
        state=str(ladder.state).capitalize(),
    )
