"""Every open action of an agency before a meeting, each answered where it stands."""

from collections.abc import Mapping
from types import MappingProxyType

from board.action_lists import LIST, OWN_LIST, REQUEST
from board.actions import Deed
from board.calendar import LONDON
from board.meetings import Meeting
from board.referral_form import Fault
from cards.action_boxes import NOTE_WORDS
from cards.action_payloads import ShowAgencyActions, UpdateActions
from cards.action_pieces import (
    as_at,
    brag_line,
    left_out,
    owner_of,
    pages_in_words,
    said,
    taken,
    title,
    turning,
    who,
    within,
)
from cards.action_views import ActionRow, AgencyActions
from cards.action_words import DEEDS, count, day_words, short_day
from cards.boxes import put_back_all
from cards.buttons import main_button, rows
from cards.elements import (
    Action,
    Choice,
    Container,
    Element,
    InputChoiceSet,
    InputText,
    TextBlock,
    TextRun,
)
from cards.pieces import noted, strong, words
from cards.questions import fault_in_words
from cards.size import LIMIT
from cards.typed import NAME_LONGEST, fit, only_the_first
from cards.views import Surface

NOTE = ".note"
OFFERED = (Deed.PROGRESS, Deed.COMPLETE, Deed.BLOCK, Deed.CANCEL, Deed.AT_RISK)
_ROOM = LIMIT - 1_000
_NOTES_ROOM = 5_000
_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        REQUEST: "Please update your agency's actions",
        LIST: "Your agency's actions",
        OWN_LIST: "Your actions",
    }
)
_WANTED: Mapping[str, str] = MappingProxyType(
    {
        REQUEST: "Updates are wanted before the pack goes out.",
        LIST: "This is how they stand in the pack. Updates still reach the meeting.",
        OWN_LIST: "This is how they stand in the pack. Updates still reach the meeting.",
    }
)


def agency_actions_card(view: AgencyActions, surface: Surface) -> list[Element]:
    """The open actions one below the other, each with its answer, and one button for all."""
    top = [*_top(view), *_problems(view)]
    end = [*rows(_steps(view, surface), spacing="large"), as_at(view.at)]
    kept = put_back_all(_notes(view), _NOTES_ROOM)
    listed = (_row(each, view, kept) for each in view.rows)
    shown, left = within(listed, _ROOM - taken([*top, *end]))
    return [*top, *shown, *left_out(left, "actions"), *end]


def meeting_in_words(meeting: Meeting) -> str:
    """'BRD-037 on Wednesday 6 January 2027'."""
    return f"{meeting.ref} on {day_words(meeting.starts_at.astimezone(LONDON).date())}"


def _top(view: AgencyActions) -> list[Element]:
    away = view.instead_of[:NAME_LONGEST]
    listed = count(view.total or len(view.rows), "open action")
    agency = who(view.agency, view.names)
    told = pages_in_words(f": {listed}", view.page, view.pages)
    return [
        TextBlock(
            text=f"{_HEADINGS[view.what]} before {meeting_in_words(view.meeting)}",
            style="heading",
            size="medium",
            weight="bolder",
            wrap=True,
        ),
        *noted(view.note),
        *([said(f"You get this because {away} is away.", spacing="small")] if away else []),
        said(TextRun(text=fit(agency), weight="bolder"), told, spacing="small"),
        *([words(_WANTED[view.what])] if view.rows else []),
        *([] if view.rows else [words("Nothing is open: there is nothing to update.")]),
    ]


def _problems(view: AgencyActions) -> list[Element]:
    """What is wrong, each with the action it is about."""
    if not view.faults:
        return []
    told = [
        TextBlock(text=f"- {_ref(name)}: {_fault(name, fault)}", wrap=True, spacing="small")
        for name, fault in view.faults.items()
    ]
    first = TextBlock(text="There is a problem", style="heading", weight="bolder", wrap=True)
    return [Container(style="attention", items=[first, *told])]


def _ref(name: str) -> str:
    return name.removesuffix(NOTE)


def _fault(name: str, fault: Fault) -> str:
    return fault_in_words("note" if name.endswith(NOTE) else "answer", fault)


def _notes(view: AgencyActions) -> dict[str, str]:
    names = [f"{each.action.ref}{NOTE}" for each in view.rows]
    return {name: str(view.inputs.get(name) or "") for name in names}


def _row(row: ActionRow, view: AgencyActions, kept: Mapping[str, str]) -> list[Element]:
    action, note = row.action, f"{row.action.ref}{NOTE}"
    typed = str(view.inputs.get(note) or "")
    in_part = f"{only_the_first(len(kept[note]))} Shorten it and send again."
    chosen = str(view.inputs.get(action.ref, ""))
    asked = [
        brag_line(row, starts=f"{action.ref} \u00b7 "),
        title(action),
        said(
            TextRun(text=fit(owner_of(action, view.names))),
            TextRun(text=f", due {short_day(action.due)}", is_subtle=True),
        ),
        *_wrong(action.ref, view),
        InputChoiceSet(
            id=action.ref,
            label=f"How does {action.ref} stand?",
            style="compact",
            placeholder="Choose",
            wrap=True,
            choices=[Choice(title=DEEDS[each], value=str(each)) for each in OFFERED],
            value=chosen if chosen in OFFERED else None,
            spacing="small",
        ),
        *_wrong(note, view),
        *([strong(in_part)] if len(kept[note]) < len(typed) else []),
        InputText(id=note, label=NOTE_WORDS, value=kept[note] or None, spacing="small"),
    ]
    return [Container(separator=True, spacing="large", items=asked)]


def _wrong(name: str, view: AgencyActions) -> list[Element]:
    fault = view.faults.get(name)
    if fault is None:
        return []
    text = f"Error: {_fault(name, fault)}"
    return [TextBlock(text=text, color="attention", weight="bolder", wrap=True, spacing="small")]


def _steps(view: AgencyActions, surface: Surface) -> list[Action]:
    here = {"meeting": view.meeting.ref, "what": view.what, "agency": view.agency}
    shown = {each.action.ref: each.action.version for each in view.rows}
    sends = UpdateActions.model_validate({**here, "page": view.page, "versions": shown})
    before = ShowAgencyActions.model_validate({**here, "page": max(view.page - 1, 1)})
    after = ShowAgencyActions.model_validate({**here, "page": view.page + 1})
    turns = turning(view.page, view.pages, (before, after), surface)
    send = [main_button("Send updates", sends, surface)] if view.rows else []
    return [*send, *turns]
