"""The end of a meeting: what is unfinished, and what it came to."""

from collections import Counter
from collections.abc import Iterable

from board.calendar import in_words
from board.forums import Attended
from cards.action_payloads import ShowActions
from cards.action_pieces import joined, said, strongly
from cards.buttons import button, main_button, rows
from cards.elements import Container, Element
from cards.pieces import heading, noted, strong
from cards.sitting_payloads import (
    CloseSitting,
    ShowAttendance,
    ShowAttendanceReport,
    ShowItems,
    ShowSitting,
)
from cards.sitting_views import CloseForm, FollowingMeeting, MeetingSummary
from cards.sitting_words import HOW, counted, quorum_in_words
from cards.typed import fit
from cards.views import Surface

_SHOWN = 12
_LONGEST = 80
_ACTIONS = 30


def close_card(view: CloseForm, surface: Surface) -> list[Element]:
    """What is unfinished, and Close."""
    ref = view.meeting.ref
    return [
        heading(f"Close {ref}"),
        said(
            f"{counted(view.decisions, 'decision').capitalize()} and "
            f"{counted(view.actions, 'action')} are recorded."
        ),
        *([] if view.quorum.is_met else [strong(quorum_in_words(view.quorum))]),
        *_listed("Not reached: carried to the next meeting", view.not_reached),
        *_listed("Discussed, with nothing written", view.without_words),
        *_listed("Not noted: will be absent", view.not_noted),
        *_next(view.following),
        *rows(
            [
                main_button("Close the meeting", CloseSitting(ref=ref), surface),
                button("Go back", ShowSitting(ref=ref), surface),
                button("All items", ShowItems(ref=ref), surface),
                button("Attendance", ShowAttendance(ref=ref), surface),
            ],
            spacing="large",
        ),
    ]


def meeting_summary_card(view: MeetingSummary, surface: Surface) -> list[Element]:
    """What a meeting came to: counts, references, agencies, and the next one."""
    named = [fit(each[:20]) for each in view.refs[:_ACTIONS]]
    left = view.actions - len(named) if named else 0
    refs = [*named, *([f"{left} more"] if left > 0 else [])]
    return [
        heading(f"{view.meeting.ref} has ended"),
        *noted(view.note),
        said(
            strongly(counted(view.decisions, "decision").capitalize()),
            " and ",
            strongly(counted(view.actions, "action")),
            ". The minutes are being drafted.",
        ),
        *([said(strongly("Actions: "), joined(refs))] if refs else []),
        *_attendance(view.attendance),
        *_listed("Carried to the next meeting", view.not_reached),
        *_next(view.following),
        *rows(
            [
                button("Actions from it", ShowActions(words=f"from {view.meeting.ref}"), surface),
                button("Attendance by agency", ShowAttendanceReport(), surface),
            ]
        ),
    ]


def _listed(title: str, names: Iterable[str]) -> list[Element]:
    listed = [fit(each[:_LONGEST]) for each in names]
    if not listed:
        return []
    more = [f"and {len(listed) - _SHOWN} more"] if len(listed) > _SHOWN else []
    lines = "".join(f"\n- {each}" for each in [*listed[:_SHOWN], *more])
    return [said(strongly(f"{title}:"), lines, spacing="medium")]


def _attendance(attendance: tuple[tuple[str, Attended], ...]) -> list[Element]:
    """How many agencies were there how, and which were not."""
    if not attendance:
        return []
    counts = Counter(how for _, how in attendance)
    told = [f"{HOW[how].lower()} {counts[how]}" for how in Attended if counts[how]]
    lines: list[Element] = [
        said(strongly("Agencies: "), ", ".join(told), spacing="medium"),
    ]
    for how in (Attended.DEPUTY_PRESENT, Attended.PART, Attended.APOLOGIES, Attended.ABSENT):
        names = [fit(name[:_LONGEST]) for name, one in attendance if one is how]
        if names:
            more = [f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
            shown = joined([*names[:_SHOWN], *more])
            lines.append(said(strongly(f"{HOW[how]}: "), shown, spacing="none"))
    return lines


def _next(following: FollowingMeeting | None) -> list[Element]:
    if following is None:
        return []
    at = f"{following.ref}, {in_words(following.starts_at)}"
    led = f"\nLed by {fit(following.lead[:_LONGEST])}" if following.lead else ""
    focus = f"\nFocus on {fit(following.focus[:_LONGEST])}" if following.focus else ""
    return [
        Container(separator=True, items=[said(strongly("Next meeting: "), f"{at}{led}{focus}")])
    ]
