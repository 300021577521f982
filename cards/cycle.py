"""The focus rota, and the forms of what is done with a meeting and its turns."""

from collections.abc import Sequence

from board.calendar import in_words
from board.meeting_deeds import MeetingDeed, TurnDeed
from cards.action_boxes import choice_box
from cards.action_pieces import as_at, said, strongly
from cards.action_words import short_day
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.cycle_payloads import MEETING_STEPS, TURN_STEPS
from cards.cycle_views import FocusRota, MeetingStepForm, RotaLine
from cards.cycle_words import BOXES, BUTTONS, MEANS, SENDS, TITLES, TURNS
from cards.elements import Element, InputToggle
from cards.meeting_payloads import ShowMeeting, ShowMeetings
from cards.pieces import heading, noted, problems, section, small, words
from cards.views import Surface

_ROOM = 2_500


def rota_card(view: FocusRota, surface: Surface) -> list[Element]:
    """Who is in focus and who is next, then who was; and where their reports stand."""
    steps = [
        button("Next meeting", ShowMeeting(), surface),
        button("All meetings", ShowMeetings(), surface),
    ]
    return [
        heading("Focus rota"),
        *_part("In focus", view.ahead, "No board to come has its focus yet."),
        *_part("Next, if nothing changes", view.forecast, "Nobody can be named yet."),
        *_part("In focus before", view.past, "Nobody yet."),
        *([section("Latest reports")] if view.reports else []),
        *(said(strongly(f"{agency}: "), told) for agency, told in view.reports),
        *rows(steps),
        as_at(view.at),
    ]


def meeting_step_form_card(view: MeetingStepForm, surface: Surface) -> list[Element]:
    """What one step asks, under the meeting that it is about."""
    meeting, deed = view.row.meeting, view.deed
    shown = {"ref": meeting.ref, "version": meeting.version, "sent": True}
    sends = (
        MEETING_STEPS[deed](**shown)
        if isinstance(deed, MeetingDeed)
        else TURN_STEPS[deed](**shown, agency=view.agency)
    )
    return [
        heading(TITLES[deed]),
        small(meeting.ref, spacing="none"),
        *noted(view.note),
        *problems(view.faults),
        said(strongly("When: "), in_words(meeting.starts_at)),
        *([said(strongly("Agency: "), view.agency_name)] if view.agency_name else []),
        *([words(MEANS[deed])] if deed in MEANS else []),
        *_turns(view),
        *ask_boxes(BOXES.get(deed, ()), view.inputs, view.faults, room=_ROOM),
        *_rest_follows(view),
        *rows(
            [
                main_button(SENDS.get(deed, BUTTONS[deed]), sends, surface),
                button("Go back", ShowMeeting(ref=meeting.ref), surface),
            ],
            spacing="large",
        ),
    ]


def _part(title: str, lines: Sequence[RotaLine], none: str) -> list[Element]:
    return [section(title), *([_line(each) for each in lines] or [words(none)])]


def _line(line: RotaLine) -> Element:
    status = f", {TURNS[line.status]}" if line.status not in {"", "done"} else ""
    report = f". Report: {line.report}" if line.report else ""
    return said(strongly(line.agency), f", {line.meeting}, {short_day(line.on)}{status}{report}")


def _turns(view: MeetingStepForm) -> list[Element]:
    """With whom to swap."""
    if view.deed is not TurnDeed.SWAP:
        return []
    if not view.turns:
        return [words("No other turn of this cycle can be swapped with now.")]
    return choice_box(
        "turn", "Swap with", view.turns, view.inputs, view.faults, placeholder="Choose one"
    )


def _rest_follows(view: MeetingStepForm) -> list[Element]:
    if view.deed is not MeetingDeed.MOVE:
        return []
    is_ticked = view.inputs.get("rest_follows") == "true"
    return [
        InputToggle(
            id="rest_follows",
            label="The meetings after it",
            title="Count the meetings after it from the new day",
            wrap=True,
            value="true" if is_ticked else "false",
        )
    ]
