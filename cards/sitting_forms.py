"""What is written in a meeting: the summary of an item, and decisions."""

from board.meetings import Meeting, MeetingState
from cards.action_boxes import choice_box, override_box
from cards.action_pieces import said
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Container, Element
from cards.minutes_payloads import ShowMinutes
from cards.payloads import Payload
from cards.pieces import heading, noted, problems, small, strong
from cards.sitting import decision_lines, title_of
from cards.sitting_payloads import RecordDecision, ShowSitting, WriteSummary
from cards.sitting_views import DecisionEntry, SummaryForm
from cards.sitting_words import DECIDED
from cards.typed import typed
from cards.views import Surface

_SAFE = "Everyone on the board can read this. Leave out names and details of patients."
_IN_SUBGROUP = "Write references and decisions only: no names and details of patients."
_SUMMARY = Box(
    "summary",
    "What was said",
    "What matters and why, not word for word. Up to 2,000 characters.",
    is_area=True,
)
_TEXT = Box("text", "What was decided?", "Up to 500 characters.", is_area=True)
_RATIONALE = Box("rationale", "Why? (optional)", "Up to 500 characters.", is_area=True)
_DISSENT = Box(
    "dissent",
    "Dissent (optional)",
    "Which agency would have decided otherwise, and why. Up to 300 characters.",
    is_area=True,
)
_THEIRS_SHOWN = 2_000
_ROOM = 6_000


def summary_form_card(view: SummaryForm, surface: Surface) -> list[Element]:
    """The summary of an item; where somebody else was quicker, both texts."""
    ref, item = view.meeting.ref, view.item
    keep = WriteSummary(ref=ref, item=item.key, version=item.version)
    below = WriteSummary(ref=ref, item=item.key, version=item.version, below=True)
    keeps = [main_button("Keep mine instead" if view.theirs else "Keep", keep, surface)]
    if view.theirs:
        keeps = [
            main_button("Keep both", below, surface),
            button("Keep mine instead", keep, surface),
        ]
    return [
        heading("Summary"),
        said(title_of(item)),
        *noted(view.note),
        *problems(view.faults),
        *_theirs(view),
        small(_safe(view)),
        *ask_boxes([_SUMMARY], view.inputs, view.faults, room=_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override),
        *rows([*keeps, button("Go back", ShowSitting(ref=ref), surface)], spacing="large"),
    ]


def decision_entry_card(view: DecisionEntry, surface: Surface) -> list[Element]:
    """A decision: what kind, what, why, and who would have decided otherwise."""
    ref, item, old = view.meeting.ref, view.item, view.replaces
    keep = RecordDecision(form=view.form, ref=ref, item=item.key, replaces=old.ref if old else "")
    kinds = [(str(each), words) for each, words in DECIDED.items()]
    kept = view.inputs if view.inputs.get("kind") else {**view.inputs, "kind": "agree"}
    return [
        heading("Correct a decision" if old else "Decision"),
        said(title_of(item)),
        *noted(view.note),
        *problems(view.faults),
        *_old(view),
        small(_safe(view)),
        *choice_box("kind", "Kind", kinds, kept, view.faults),
        *ask_boxes([_TEXT, _RATIONALE, _DISSENT], view.inputs, view.faults, room=_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override),
        *rows(
            [
                main_button("Keep this decision", keep, surface),
                button("Go back", back_to(view.meeting), surface),
            ],
            spacing="large",
        ),
    ]


def back_to(meeting: Meeting) -> Payload:
    """The meeting; once it is closed, the minutes from which something in it is put right."""
    is_closed = meeting.state is MeetingState.MINUTES_DRAFT
    return ShowMinutes(ref=meeting.ref) if is_closed else ShowSitting(ref=meeting.ref)


def _theirs(view: SummaryForm) -> list[Element]:
    if not view.theirs:
        return []
    told = [strong("Somebody else has written"), typed(view.theirs, _THEIRS_SHOWN)]
    return [Container(style="emphasis", items=told)]


def _old(view: DecisionEntry) -> list[Element]:
    if view.replaces is None:
        return []
    told = strong("This one is struck, and stays in the record:")
    return [Container(style="emphasis", items=[told, *decision_lines(view.replaces, ())])]


def _safe(view: SummaryForm | DecisionEntry) -> str:
    return _SAFE if view.tier == 0 else _IN_SUBGROUP
