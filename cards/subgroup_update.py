"""The update of a subgroup's chair: what is counted, and the chair's own words."""

from board.calendar import in_words, short_words
from board.subgroup_update import TEXT_LONGEST, THEME_LONGEST
from cards.action_boxes import override_box
from cards.action_pieces import ROOM, left_out, said, strongly, within
from cards.action_words import short_day
from cards.agenda_payloads import ApproveUpdate, EditUpdate, ShowAgenda, ShowUpdate
from cards.agenda_views import UpdateForm, UpdateShown
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Action, Element, RichTextBlock
from cards.pieces import heading, noted, problems, small, strong, words
from cards.typed import NAME_LONGEST, named
from cards.views import Surface

_BOXES = (
    Box(
        "results",
        "Results (optional)",
        f"One on each line, up to {TEXT_LONGEST} characters each.",
        is_area=True,
    ),
    Box(
        "themes",
        "Themes (optional)",
        f"At most three, one on each line, up to {THEME_LONGEST} characters each.",
        is_area=True,
    ),
    Box(
        "blockers",
        "What the board should unblock (optional)",
        f"Up to {TEXT_LONGEST} characters.",
        is_area=True,
    ),
)


def update_card(view: UpdateShown, surface: Surface) -> list[Element]:
    """What the board will read, and where it stands."""
    update = view.update
    lines, left = within(([_line(title, text)] for title, text in view.lines), ROOM - 3_000)
    period = f"{short_day(update.since)} to {short_day(update.until)}"
    return [
        heading(f"Update of {view.title} for {update.board}"),
        *noted(view.note),
        *([strong("It waits for your approval.")] if view.is_due and not view.note else []),
        named("Period", period),
        named("Chair", view.chair or "not known", spacing="none"),
        strong(_stands(view)),
        *rows(_steps(view, surface)),
        *lines,
        *left_out(left, "lines"),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def update_form_card(view: UpdateForm, surface: Surface) -> list[Element]:
    """The chair's own words; the counts are the bot's."""
    update, inputs = view.update, view.inputs
    kept = inputs or {
        "results": "\n".join(update.results),
        "themes": "\n".join(update.themes),
        "blockers": update.blockers,
    }
    sends = EditUpdate(ref=update.board, forum=update.forum, version=update.version, sent=True)
    again = "It is approved: after a change you approve it again." * update.is_approved
    return [
        heading(f"Update of {view.title}, in your words"),
        *noted(view.note),
        *problems(view.faults),
        small("Everyone on the board can read this. Leave out names and details of patients."),
        *([words(again)] if again else []),
        *ask_boxes(_BOXES, kept, view.faults, room=6_000),
        *override_box(inputs, view.faults, may=view.may_override, note=view.note),
        *rows(
            [
                main_button("Save", sends, surface),
                button("Go back", ShowUpdate(ref=update.board, forum=update.forum), surface),
            ],
            spacing="large",
        ),
    ]


def _line(title: str, text: str) -> RichTextBlock:
    """A heading that may be an agency's name, and words that may be the chair's."""
    return said(strongly(f"{title[:NAME_LONGEST]}: "), text[:TEXT_LONGEST], spacing="small")


def _stands(view: UpdateShown) -> str:
    update = view.update
    if update.is_approved:
        by = view.names.get(update.approved_by, "")
        when = f" on {short_words(update.approved_at)}" if update.approved_at else ""
        return f"Approved{f' by {by}' if by else ''}{when}: it goes into the pack."
    due = f" on {short_words(view.due)}" if view.due else ""
    return f"Draft. Without approval it is left out when the pack goes out{due}."


def _steps(view: UpdateShown, surface: Surface) -> list[Action]:
    update = view.update
    steps: list[Action] = []
    if view.is_mine:
        edits = EditUpdate(ref=update.board, forum=update.forum, version=update.version)
        if not update.is_approved:
            approves = ApproveUpdate(
                ref=update.board, forum=update.forum, version=update.version, counted=view.counted
            )
            steps.append(main_button("Approve", approves, surface))
        steps.append(button("Change the words", edits, surface))
    return [*steps, button("Agenda", ShowAgenda(ref=update.board), surface)]
