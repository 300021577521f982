"""Meetings of the board: the next one, the list, and its agenda."""

from board.agenda import AgendaItem
from board.calendar import in_words, short_words
from cards.action_payloads import AddAction
from cards.action_pieces import said, strongly
from cards.buttons import button, rows
from cards.elements import Action, ActionOpenUrl, Container, Element, Fact, FactSet, RichTextBlock
from cards.meeting_payloads import ShowAgenda, ShowMeeting, ShowMeetings
from cards.meeting_views import AgendaShown, MeetingList, MeetingRow, MeetingShown
from cards.pieces import heading, section, small, words
from cards.typed import fit
from cards.views import Surface

_POINTS = 8
"""Lines shown under an item; the paper has them all."""
_POINT_LONGEST = 120
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
        *_about(view.row),
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
                    *_about(each, is_short=True),
                ],
            )
            for each in view.rows
        ),
        *rows([button("Next meeting", ShowMeeting(), surface)]),
    ]


def agenda_card(view: AgendaShown, surface: Surface) -> list[Element]:
    """The agenda as it would go out today, item by item."""
    items = enumerate(view.agenda.items, start=1)
    return [
        heading(f"Agenda {view.row.meeting.ref}"),
        *_about(view.row, is_short=True),
        words("Built from what is true today. The paper is made when the pack goes out."),
        *(_item(number, each) for number, each in items),
        *rows([button("Next meeting", ShowMeeting(), surface)]),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def _about(row: MeetingRow, *, is_short: bool = False) -> list[Element]:
    meeting = row.meeting
    lines = [(in_words(meeting.starts_at), "When"), (meeting.place, "Where")]
    lines += [(row.lead or "not named yet", "Led by"), (row.focus or "not named yet", "Focus on")]
    lines += [(row.facilitator, "Facilitator")] if row.facilitator and not is_short else []
    shown = [each for each in lines if not (is_short and each[1] == "Where")]
    return [said(strongly(f"{title}: "), fit(value), spacing="none") for value, title in shown]


def _item(number: int, item: AgendaItem) -> RichTextBlock:
    minutes = f"{item.minutes} minute{'s' * (item.minutes != 1)}"
    who = f", {item.presenter}" if item.presenter else ""
    points = [fit(each[:_POINT_LONGEST]) for each in item.points[:_POINTS]]
    left = len(item.points) - len(points)
    points += [f"and {left} more"] if left > 0 else []
    below = "".join(f"\n- {each}" for each in points)
    title = strongly(f"{number}. {item.title}")
    return said(title, f"\n{minutes}{fit(who)}{below}", spacing="small")
