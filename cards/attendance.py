"""Who is at a meeting, the statement that each accepts, and attendance over the last boards."""

from board.attendance import AgencyAttendance
from board.calendar import short_words
from board.forums import IN_THE_ROOM, Attended
from board.meeting_record import Attendance
from board.meetings import MeetingState
from cards.action_boxes import choice_box, fitting
from cards.action_pieces import Block, as_at, joined, left_out, said, strongly, who, within
from cards.buttons import button, main_button, rows
from cards.elements import Action, Container, Element, InputToggle, TextBlock
from cards.pieces import heading, noted, problems, small, strong, words
from cards.sitting_forms import back_to
from cards.sitting_payloads import (
    AcceptStatement,
    AdjournSitting,
    AskAttendance,
    MarkAttendance,
    SaveAttendance,
    ShowAttendance,
    ShowInterests,
    ShowSitting,
)
from cards.sitting_views import (
    AgencyLine,
    AgencyMissed,
    AttendanceEntry,
    AttendanceList,
    AttendanceReport,
    Names,
    StatementShown,
)
from cards.sitting_words import HOW, STATEMENT, counted, quorum_in_words
from cards.typed import fit
from cards.views import Surface

_NAME_LONGEST = 60
_PEOPLE = 4
_MEMBERS_ROOM = 8_000
_REPORT_ROOM = 15_000
_BOARDS = 8
_TAPS = {
    Attended.PRESENT: "Present",
    Attended.DEPUTY_PRESENT: "Deputy",
    Attended.APOLOGIES: "Apologies",
}


def attendance_card(view: AttendanceList, surface: Surface) -> list[Element]:
    """A page of agencies, each with one tap for what is usual."""
    ref = view.meeting.ref
    turns: list[Action] = []
    if view.page < view.pages:
        turns.append(button("More agencies", ShowAttendance(ref=ref, page=view.page + 1), surface))
    if view.page > 1:
        turns.append(button("Back a page", ShowAttendance(ref=ref, page=view.page - 1), surface))
    is_closed = view.meeting.state is MeetingState.MINUTES_DRAFT
    back = "Back to the minutes" if is_closed else "Back to the meeting"
    turns.append(button(back, back_to(view.meeting), surface))
    if view.may_adjourn:
        turns.append(button("Adjourn", AdjournSitting(ref=ref), surface))
    return [
        heading(f"Attendance {ref}"),
        *noted(view.note),
        _quorum(view),
        small(_left(view)),
        *(each for line in view.lines for each in _agency(line, view, surface)),
        *rows(turns, spacing="large"),
    ]


def attendance_entry_card(view: AttendanceEntry, surface: Surface) -> list[Element]:
    """One agency in full: who came, for how long, or what it has sent."""
    ref, line = view.meeting.ref, view.line
    how = [(str(each), text) for each, text in HOW.items()]
    save = SaveAttendance(ref=ref, agency=line.agency, page=view.page)
    kept = view.inputs if view.inputs.get("how") else {**view.inputs, "how": "present"}
    return [
        heading("Attendance"),
        said(strongly(line.name[:_NAME_LONGEST])),
        *problems(view.faults),
        *_people(line, view.names),
        *choice_box("how", "How is the agency there?", how, kept, view.faults),
        *choice_box(
            "member",
            "Who came, or sent apologies?",
            fitting(view.members, str(view.inputs.get("member", "")), _MEMBERS_ROOM),
            view.inputs,
            view.faults,
            placeholder="The representative",
        ),
        _tick("information_sent", "With apologies", "Information was sent instead", view),
        _tick("observer", "Somebody who watches", "Only observes, not part of the quorum", view),
        *rows(
            [
                main_button("Keep", save, surface),
                button("Go back", ShowAttendance(ref=ref, page=view.page), surface),
            ],
            spacing="large",
        ),
    ]


def statement_card(view: StatementShown, surface: Surface) -> list[Element]:
    """The statement, to be accepted by each person for this meeting."""
    ref = view.meeting.ref
    steps: list[Action] = []
    if view.accepted_at is None or not view.is_noted:
        steps.append(main_button("Accept, I am here", AcceptStatement(ref=ref), surface))
    steps += [
        button("Declare an interest", ShowInterests(ref=ref), surface),
        button("The meeting", ShowSitting(ref=ref), surface),
    ]
    accepted = view.accepted_at
    told = [small(f"Accepted on {short_words(accepted)}.")] if accepted else []
    return [
        heading(f"Confidentiality, {ref}"),
        *noted(view.note),
        Container(style="emphasis", items=[words(STATEMENT)]),
        *told,
        *rows(steps),
    ]


def attendance_report_card(view: AttendanceReport, _surface: Surface) -> list[Element]:
    """Attendance by agency, those that stay away first."""
    boards = joined(view.boards[-_BOARDS:])
    shown, left = within((_row(each, view) for each in view.rows), _REPORT_ROOM)
    about = said(f"Boards counted: {boards}." if view.boards else "No board has been held yet.")
    return [
        heading("Attendance by agency"),
        about,
        small("Present or by deputy, out of the boards held since the agency joined."),
        *shown,
        *left_out(left, "agencies"),
        as_at(view.at),
    ]


def agency_missed_card(view: AgencyMissed, _surface: Surface) -> list[Element]:
    """For a co-chair: an agency has stayed away twice running."""
    name = view.representative[:_NAME_LONGEST]
    speaks = f" Its representative is {name}." if name else ""
    return [
        heading("An agency has stayed away"),
        said(
            strongly(view.agency[:_NAME_LONGEST]),
            f" was not at {joined(view.away[-_BOARDS:])}, neither by its representative nor by a "
            f"deputy, and sent no information.{fit(speaks)}",
        ),
        words("You may want to call its chief officers. Only the co-chairs are told."),
    ]


def _quorum(view: AttendanceList) -> TextBlock:
    told = quorum_in_words(view.quorum)
    return words(told) if view.quorum.is_met else strong(told)


def _left(view: AttendanceList) -> str:
    noted_yet = f"{view.left} not noted yet" if view.left else "Every agency is noted"
    if not view.not_accepted:
        return f"{noted_yet}."
    people = f"{view.not_accepted} {'person' if view.not_accepted == 1 else 'people'}"
    return f"{noted_yet}. {people} who came must still accept the statement ('I am here')."


def _agency(line: AgencyLine, view: AttendanceList, surface: Surface) -> list[Element]:
    ref, name = view.meeting.ref, fit(line.name[:_NAME_LONGEST])
    how = HOW[line.how] if line.how else "Not noted"
    taps = [
        button(
            title,
            MarkAttendance(ref=ref, agency=line.agency, how=each, page=view.page),
            surface,
            tooltip=f"{name}: {title.lower()}",
        )
        for each, title in _TAPS.items()
        if each is not line.how and (each is not Attended.DEPUTY_PRESENT or line.has_deputy)
    ]
    if line.how in IN_THE_ROOM:
        left = MarkAttendance(ref=ref, agency=line.agency, how=Attended.PART, page=view.page)
        taps = [button("Left early", left, surface, tooltip=f"{name}: left early")]
    other = AskAttendance(ref=ref, agency=line.agency, page=view.page)
    taps.append(button("Other", other, surface, tooltip=f"{name}: somebody else, or otherwise"))
    title = said(strongly(f"{name}: "), how, spacing="medium")
    return [title, *_people(line, view.names), *rows(taps, spacing="small")]


def _people(line: AgencyLine, names: Names) -> list[Element]:
    """Who is noted of an agency, each with what is particular."""
    named_ = [each for each in line.people if each.member]
    shown = [_person(each, line, names) for each in named_[:_PEOPLE]]
    more = [f"and {len(named_) - _PEOPLE} more"] if len(named_) > _PEOPLE else []
    if not shown:
        return []
    return [said(f"{', '.join([*shown, *more])}", spacing="none")]


def _person(each: Attendance, line: AgencyLine, names: Names) -> str:
    name = who(each.member, names)[:_NAME_LONGEST]
    if each.is_observer:
        return f"{name} (observes)"
    if each.status is Attended.APOLOGIES:
        return f"{name} ({'information sent' if each.information_sent else 'sent none'})"
    if each.status is Attended.PART and each.left_at:
        return f"{name} (left {short_words(each.left_at).rpartition(' ')[2]})"
    return name if each.status is line.how else f"{name} ({HOW[each.status].lower()})"


def _tick(name: str, label: str, title: str, view: AttendanceEntry) -> InputToggle:
    ticked = view.inputs.get(name) == "true"
    return InputToggle(
        id=name, label=label, title=title, wrap=True, value="true" if ticked else "false"
    )


def _row(row: AgencyAttendance, view: AttendanceReport) -> Block:
    counts = [f"{row.present} present", f"{row.deputy} by deputy"]
    counts += [f"{row.part} for a part"] if row.part else []
    counts += [f"{row.apologies} apologies"] if row.apologies else []
    about = f"{row.percent}% of {counted(row.meetings, 'board')}: {', '.join(counts)}"
    missed = f"\nNot at the last {len(row.away)}: {joined(row.away[-_BOARDS:])}"
    return [
        said(
            strongly(who(row.agency, view.names)[:_NAME_LONGEST]),
            f"\n{about}{missed * row.is_missed}",
            spacing="small",
        )
    ]
