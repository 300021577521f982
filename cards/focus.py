"""Focus reports: the form on three pages, and what the board reads."""

from collections.abc import Iterable, Sequence

from board.actions import today_of
from board.focus import (
    ENTRY_LONGEST,
    NAME_LONGEST,
    TEXT_LONGEST,
    VALUE_LONGEST,
    FocusAsk,
    FocusReport,
    ReportStatus,
)
from cards.action_payloads import AddAction
from cards.action_pieces import as_at, open_action, said, strongly, taken, turning
from cards.action_words import short_day
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Action, Element
from cards.focus_payloads import (
    KeepFocusReport,
    PresentFocusReport,
    ReportPage,
    ShowDemand,
    ShowFocusReport,
    SubmitFocusReport,
    WriteFocusReport,
)
from cards.focus_views import FocusReportForm, FocusReportShown
from cards.paging import Block, page_of
from cards.pieces import heading, noted, problems, section, small, words
from cards.size import LIMIT
from cards.typed import fit
from cards.views import Surface

ROOM = 17_000
_SAFE = "Everyone on the board reads this. Leave out names and details of patients."
_FORM_TAKES = 6_500
"""How large a page of the form is without what was typed."""
_NAME = 80
_LINES = "One on each line, up to 10. Up to 300 characters each."
PAGES: dict[ReportPage, tuple[Box, ...]] = {
    "now": (
        Box("demand", "Current demand", "Up to 500 characters.", is_area=True),
        Box("pressures", "Pressures (optional)", "Up to 500 characters.", is_area=True),
        Box(
            "figures",
            "Figures (optional)",
            "Beds, workforce or capacity. One on each line, up to 6. For example: "
            "Bed occupancy %: 97",
            is_area=True,
        ),
        Box("good_practice", "Good practice (optional)", "Up to 500 characters.", is_area=True),
    ),
    "partners": (
        Box("blockers", "Blockers (optional)", f"What holds you up. {_LINES}", is_area=True),
        Box("enablers", "Enablers (optional)", f"What helps. {_LINES}", is_area=True),
    ),
    "asks": (
        Box(
            "asks",
            "What do you ask of partners? (optional)",
            f"Start each with a verb: it can become an action. {_LINES}",
            is_area=True,
        ),
    ),
}
"""What each page of the form asks."""
_STATES = {
    ReportStatus.REQUESTED: "Not sent yet",
    ReportStatus.SUBMITTED: "Sent",
    ReportStatus.PRESENTED: "Presented at the meeting",
}


def focus_form_card(view: FocusReportForm, surface: Surface) -> list[Element]:
    """One page of the form; every button keeps what was typed."""
    boxes = PAGES[view.page]
    faults = {each.id: view.faults[each.id] for each in boxes if each.id in view.faults}
    number = list(PAGES).index(view.page) + 1
    return [
        heading(f"Focus report for {view.report.meeting}"),
        said(view.agency[:_NAME]),
        small(f"Page {number} of {len(PAGES)}.", spacing="none"),
        *noted(view.note),
        *problems(faults),
        small(_SAFE),
        *ask_boxes(boxes, view.inputs, faults, room=LIMIT - _FORM_TAKES),
        *rows(_form_buttons(view, surface), spacing="large"),
    ]


def _form_buttons(view: FocusReportForm, surface: Surface) -> list[Action]:
    report, pages = view.report, list(PAGES)
    about = {"meeting": report.meeting, "agency": report.agency, "form": view.form}
    at = pages.index(view.page)

    def keep(title: str, to: ReportPage | None, *, is_main: bool = False) -> Action:
        press = KeepFocusReport(**about, version=report.version, page=view.page, to=to or "")
        return (main_button if is_main else button)(title, press, surface)

    steps: list[Action] = []
    if at + 1 < len(pages):
        steps.append(keep("Next", pages[at + 1], is_main=True))
    else:
        send = SubmitFocusReport(**about, version=report.version)
        steps.append(main_button("Send", send, surface))
    if at:
        steps.append(keep("Back", pages[at - 1]))
    return [*steps, keep("Keep for later", None)]


def focus_report_card(view: FocusReportShown, surface: Surface) -> list[Element]:
    """A report as the board reads it, each ask with the way to an action."""
    report = view.report
    top = [
        heading(f"Focus report for {report.meeting}"),
        said(strongly(view.agency[:_NAME])),
        small(_status(report), spacing="none"),
        *noted(view.note),
    ]
    end = [*rows(_buttons(view, surface), spacing="large"), as_at(view.at)]
    shown, page, pages = page_of(_blocks(view, surface), view.page, ROOM - taken([*top, *end]))
    about = {"meeting": report.meeting, "agency": report.agency}
    turns = turning(
        page,
        pages,
        (
            ShowFocusReport(**about, page=max(page - 1, 1)),
            ShowFocusReport(**about, page=page + 1),
        ),
        surface,
    )
    return [*top, *shown, *rows(turns), *end]


def _status(report: FocusReport) -> str:
    on = f" on {short_day(today_of(report.submitted_at))}" if report.submitted_at else ""
    return f"{_STATES[report.status]}{on if report.status is ReportStatus.SUBMITTED else ''}."


def _blocks(view: FocusReportShown, surface: Surface) -> list[Block]:
    report = view.report
    if not report.is_in:
        return [[words("Nothing has come in yet.")]]
    figures = [
        f"{each.name[:NAME_LONGEST]}: {each.value[:VALUE_LONGEST]}" for each in report.figures
    ]
    return [
        _text("Current demand", report.demand),
        *([_text("Pressures", report.pressures)] if report.pressures else []),
        *([_list("Figures", figures)] if figures else []),
        *_asks(view, surface),
        *_lists("Blockers", report.blockers),
        *_lists("Enablers", report.enablers),
        *([_text("Good practice", report.good_practice)] if report.good_practice else []),
    ]


def _asks(view: FocusReportShown, surface: Surface) -> list[Block]:
    asks = view.report.asks
    if not asks:
        return []
    first = section("What it asks of partners")
    return [
        [*([first] if not number else []), *_ask(each, view, surface)]
        for number, each in enumerate(asks)
    ]


def _ask(ask: FocusAsk, view: FocusReportShown, surface: Surface) -> list[Element]:
    report = view.report
    told: list[Element] = [said(f"- {ask.text[:ENTRY_LONGEST]}", spacing="small")]
    if ask.action:
        became = said("Became ", strongly(ask.action), ".")
        return [*told, became, *rows([open_action(ask.action, surface)], spacing="small")]
    if not view.may_add:
        return told
    origin = f"ask:{report.meeting}:{report.agency}:{ask.number}"
    makes = AddAction(source=report.meeting, origin=origin)
    return [*told, *rows([_made(makes, ask, surface)], spacing="small")]


def _made(makes: AddAction, ask: FocusAsk, surface: Surface) -> Action:
    """Its tooltip says of which ask: the button stands there once for each."""
    return button("Make action", makes, surface, tooltip=f"Make action of ask {ask.number + 1}")


def _buttons(view: FocusReportShown, surface: Surface) -> list[Action]:
    about = {"meeting": view.report.meeting, "agency": view.report.agency}
    steps: list[Action] = []
    if view.may_write:
        title = "Change the report" if view.report.is_in else "Write the report"
        title = "Go on with the draft" if view.has_draft else title
        steps.append(main_button(title, WriteFocusReport(**about), surface))
    if view.may_present and view.report.status is ReportStatus.SUBMITTED:
        steps.append(button("It was presented", PresentFocusReport(**about), surface))
    steps.append(button("Demand", ShowDemand(agency=view.report.agency), surface))
    return steps


def _text(title: str, text: str) -> Block:
    return [section(title), said(text[:TEXT_LONGEST])]


def _lists(title: str, lines: Sequence[str]) -> list[Block]:
    """In two blocks where they are many, so that they can stand on two pages."""
    half = 5
    parts = [lines[start : start + half] for start in range(0, len(lines), half)]
    return [_list(title if not number else "", each) for number, each in enumerate(parts)]


def _list(title: str, lines: Iterable[str]) -> Block:
    told = [said(f"- {fit(each[:ENTRY_LONGEST])}", spacing="small") for each in lines]
    return [*([section(title)] if title else []), *told]
