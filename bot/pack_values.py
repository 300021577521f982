"""What the papers of a board say: values from the registers, as they stand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from board.actions import Action, Brag, brag, is_overdue, overdue_days, today_of
from board.agenda import Agenda, AgendaItem, AgendaValues, Presenter, build_agenda
from board.calendar import Calendar, in_words
from board.escalation import Ladder
from board.forums import record_of
from board.meetings import Meeting
from cards.action_words import RUNGS, STATES
from graph.documents.values import (
    ActionLine,
    AgendaPaper,
    EscalationLine,
    Item,
    PackPaper,
    TrackerRow,
    TrackerSheet,
)
from storage.standing import standing_of
from storage.unit import Snapshot

_HOLIDAYS_AHEAD = timedelta(days=800)


def agenda_paper(
    meeting: Meeting, at: datetime, snapshot: Snapshot, _calendar: Calendar
) -> AgendaPaper:
    """The agenda in its standing order, filled from the registers."""
    names = {each.key: each.name for each in snapshot.people.members()}
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    agenda = agenda_of(meeting, at, snapshot)
    return AgendaPaper(
        ref=meeting.ref,
        forum="Mental Health Risk Management Board",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        lead=agencies.get(meeting.lead_agency or "", ""),
        focus=agencies.get(meeting.focus_agency or "", ""),
        chairs=tuple(names[each] for each in standing_of(snapshot, at).co_chairs),
        facilitator=names.get(meeting.facilitator or "", ""),
        items=tuple(_item(number, each) for number, each in enumerate(agenda.items, start=1)),
        made_at=at,
    )


def pack_paper(meeting: Meeting, at: datetime, snapshot: Snapshot, calendar: Calendar) -> PackPaper:
    """The cover of the pack: what is missing, the agenda, what is open and what is escalated."""
    names = {each.key: each.name for each in snapshot.people.members()}
    agencies = {each.key: each.short_name for each in snapshot.people.agencies()}
    today = today_of(at)
    ladders = snapshot.escalations.running()
    titles = {
        each.ref: each.title for each in snapshot.actions.of_refs([x.action for x in ladders])
    }
    return PackPaper(
        agenda=agenda_paper(meeting, at, snapshot, calendar),
        missing=_missing(meeting),
        actions=tuple(
            ActionLine(
                ref=each.ref,
                title=each.title,
                owner=names.get(each.owner, each.owner),
                agency=agencies.get(each.owner_agency, each.owner_agency),
                due=each.due,
                brag=str(brag(each, today, calendar)),
                state=STATES[each.state],
                overdue=overdue_days(each, today, calendar),
            )
            for each in _overdue_first(_open(snapshot), today)
        ),
        escalations=tuple(_escalation(each, titles.get(each.action, "")) for each in ladders),
        made_at=at,
    )


def tracker_sheet(
    meeting: Meeting, at: datetime, snapshot: Snapshot, calendar: Calendar
) -> TrackerSheet:
    """Every action there is, open ones first."""
    names = {each.key: each.name for each in snapshot.people.members()}
    agencies = {each.key: each.short_name for each in snapshot.people.agencies()}
    today = today_of(at)
    rungs = {each.action: RUNGS[each.rung] for each in snapshot.escalations.running()}
    listed = _overdue_first(snapshot.actions.all(), today)
    return TrackerSheet(
        name=meeting.ref,
        rows=tuple(
            _row(each, names, agencies, rungs.get(each.ref, ""), brag(each, today, calendar))
            for each in listed
        ),
        holidays=_holidays(at, calendar),
        made_at=at,
    )


def agenda_of(meeting: Meeting, at: datetime, snapshot: Snapshot) -> Agenda:
    """The agenda of a meeting as it stands."""
    kind = record_of(meeting.forum).type
    return build_agenda(meeting, kind, agenda_values(meeting, at, snapshot))


def agenda_values(meeting: Meeting, at: datetime, snapshot: Snapshot) -> AgendaValues:
    """What the agenda's items say, from the registers as they stand."""
    today = today_of(at)
    listed = _overdue_first(_open(snapshot), today)
    ladders = snapshot.escalations.running()
    challenged = len(snapshot.challenges.open_ones())
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    names = {each.key: each.name for each in snapshot.people.members()}
    chair = names.get(meeting.chair or "", "")
    return AgendaValues(
        overdue_actions=[each.ref for each in listed if is_overdue(each, today)],
        other_actions=[f"{sum(not is_overdue(each, today) for each in listed)} more open actions"],
        escalations=[f"{each.ref}: {each.action}, {RUNGS[each.rung].lower()}" for each in ladders],
        challenges=[f"{challenged} open challenge{'s' * (challenged > 1)}"] if challenged else [],
        focus=[agencies[meeting.focus_agency]] if meeting.focus_agency in agencies else [],
        following=snapshot.meetings.next_of("BOARD", meeting.starts_at),
        presenters={
            Presenter.LEAD: agencies.get(meeting.lead_agency or "", chair),
            Presenter.FACILITATOR: names.get(meeting.facilitator or "", ""),
            Presenter.FOCUS: agencies.get(meeting.focus_agency or "", ""),
        },
    )


def _item(number: int, item: AgendaItem) -> Item:
    return Item(
        number=number,
        title=item.title,
        kind=str(item.kind),
        presenter=item.presenter,
        minutes=item.minutes,
        note="\n".join(item.points),
    )


def _missing(meeting: Meeting) -> tuple[str, ...]:
    """What a pack goes out without: it is never held back for it."""
    said = []
    if not meeting.lead_agency:
        said.append("No agency has been named to lead this meeting.")
    if not meeting.focus_agency:
        said.append("No agency has been named for the focus, and there is no focus report.")
    said.append("The minutes of the previous meeting are not in this pack.")
    said.append("The risk register and the standing figures are not in this pack.")
    return tuple(said)


def _escalation(ladder: Ladder, title: str) -> EscalationLine:
    return EscalationLine(
        ref=ladder.action,
        title=title,
        rung=RUNGS[ladder.rung],
        asked=in_words(ladder.last.sent_at) if ladder.last.sent_at else "",
        respond_by=ladder.last.respond_by,
        state=str(ladder.state).capitalize(),
    )


def _row(
    action: Action, names: dict[str, str], agencies: dict[str, str], rung: str, colour: Brag
) -> TrackerRow:
    last = max(action.updates, key=lambda each: each.on, default=None)
    return TrackerRow(
        ref=action.ref,
        title=action.title,
        owner=names.get(action.owner, action.owner),
        agency=agencies.get(action.owner_agency, action.owner_agency),
        due=action.due,
        brag=str(colour),
        state=STATES[action.state],
        is_open=action.is_open,
        escalated_to=rung,
        priority=str(action.priority).capitalize(),
        measure=action.success_measure,
        updated_on=last.on if last else None,
        update=last.text if last else "",
        source=action.source,
        raised_on=action.raised_on,
        original_due=action.original_due,
        extensions=action.extensions,
        risk=action.risk or "",
        supporting=", ".join(agencies.get(each, each) for each in action.supporting),
        closed_on=action.closed_on,
    )


def _open(snapshot: Snapshot) -> list[Action]:
    return [each for each in snapshot.actions.all() if each.is_open]


def _overdue_first(actions: Iterable[Action], today: date) -> list[Action]:
    return sorted(
        actions,
        key=lambda each: (not each.is_open, not is_overdue(each, today), each.due, each.ref),
    )


def _holidays(at: datetime, calendar: Calendar) -> tuple[date, ...]:
    first = today_of(at) - _HOLIDAYS_AHEAD
    days = (first + timedelta(days=number) for number in range(2 * _HOLIDAYS_AHEAD.days))
    return tuple(each for each in days if each in calendar.holidays)
