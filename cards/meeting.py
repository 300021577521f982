"""Meetings of the board: the next one, and the list of them."""

from board.calendar import in_words, short_words
from cards.action_payloads import AddAction
from cards.action_pieces import said, strongly
from cards.agenda_payloads import ShowAgenda
from cards.buttons import button, rows
from cards.elements import Action, ActionOpenUrl, Container, Element, Fact, FactSet
from cards.meeting_payloads import ShowMeeting, ShowMeetings
from cards.meeting_views import MeetingList, MeetingRow, MeetingShown
from cards.pieces import heading, section, small, words
from cards.typed import fit
from cards.views import Surface

_STATES = {
    "planned": "Planned",
    "agenda_open": "Agenda open",
    "pack_issued": "Pack issued",
    "in_session": "In session",
    "adjourned_inquorate": "Adjourned without a quorum",
    "minutes_draft": "Minutes in draft",
    "minutes_approved": "Minutes approved",
    "archived": "Closed",
    "postponed": "Postponed",
    "cancelled": "Cancelled",
}


def meeting_card(view: MeetingShown, surface: Surface) -> list[Element]:
    """The next board, and what is due before it."""
    meeting, clocks = view.row.meeting, view.clocks
    due = (
        ("Updates asked for", clocks.updates_requested),
        ("Papers due", clocks.papers_due),
        ("Pack goes out", clocks.pack),
        ("Other business by", clocks.aob_due),
    )
    ahead = [Fact(title=title, value=short_words(at)) for title, at in due if at > view.at]
    steps: list[Action] = [button("Agenda", ShowAgenda(), surface)]
    steps += [ActionOpenUrl(title=title, url=url) for title, url in view.papers if url]
    adds = AddAction(source=meeting.ref)
    steps += [button("Add action", adds, surface)] if view.may_add else []
    steps.append(button("All meetings", ShowMeetings(), surface))
    return [
        heading(f"Next meeting: {meeting.ref}"),
        *about(view.row),
        *([section("Before it"), FactSet(facts=ahead)] if ahead else []),
        *([words(f"Filed: {', '.join(title for title, _ in view.papers)}.")] * bool(view.papers)),
        *rows(steps),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def meeting_list_card(view: MeetingList, surface: Surface) -> list[Element]:
    """Meetings of the board, the ones to come first."""
    return [
        heading("Meetings of the board"),
        *([] if view.rows else [words("No meeting is known yet.")]),
        *(
            Container(
                separator=True,
                items=[
                    said(strongly(each.meeting.ref), f", {_STATES[each.meeting.state].lower()}"),
                    *about(each, is_short=True),
                ],
            )
            for each in view.rows
        ),
        *rows([button("Next meeting", ShowMeeting(), surface)]),
    ]


def about(row: MeetingRow, *, is_short: bool = False) -> list[Element]:
    """When and where it is, and whose turn it is."""
    meeting = row.meeting
    lines = [(in_words(meeting.starts_at), "When"), (meeting.place, "Where")]
    lines += [(row.lead or "not named yet", "Led by"), (row.focus or "not named yet", "Focus on")]
    lines += [(row.facilitator, "Facilitator")] if row.facilitator and not is_short else []
    shown = [each for each in lines if not (is_short and each[1] == "Where")]
    return [said(strongly(f"{title}: "), fit(value), spacing="none") for value, title in shown]
