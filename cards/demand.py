"""The register of demand: across agencies, and of one agency with its steps."""

from board.demand import DemandEntry, DemandStatus, DemandType, Trend
from board.focus import ENTRY_LONGEST, NAME_LONGEST, VALUE_LONGEST
from cards.action_payloads import AddAction
from cards.action_pieces import as_at, open_action, said, strongly, taken, turning
from cards.action_words import count, short_day
from cards.buttons import button, rows
from cards.elements import Action, Element
from cards.focus_payloads import ChangeDemand, MakeRisk, ShowDemand, ShowFocusReport
from cards.focus_views import DemandList, DemandOfAgency, DemandRow
from cards.paging import Block, page_of
from cards.pieces import heading, noted, section, small, words
from cards.typed import fit
from cards.views import Surface

ROOM = 17_000
_NAME = 80
_TYPES = {
    DemandType.BLOCKER: "Blockers",
    DemandType.PRESSURE: "Pressures",
    DemandType.DEMAND: "Demand",
    DemandType.ENABLER: "What helps",
}
_STATUSES = {
    DemandStatus.OPEN: "Open",
    DemandStatus.MITIGATING: "Being worked on",
    DemandStatus.RESOLVED: "Resolved",
    DemandStatus.IN_USE: "In use",
    DemandStatus.WITHDRAWN: "No longer reported",
}
_STEPS = (
    (DemandStatus.MITIGATING, "Being worked on"),
    (DemandStatus.RESOLVED, "Resolved"),
)


def demand_list_card(view: DemandList, surface: Surface) -> list[Element]:
    """Every agency with its latest report, its open blockers and which way it goes."""
    top = [
        heading("Demand across agencies"),
        words(f"{_weighs(view.trend)}." if view.rows else "Nothing has been reported yet."),
        small("Counted are demand, pressures and blockers that are open.", spacing="none"),
    ]
    end = [as_at(view.at)]
    blocks = [_row(each, surface) for each in view.rows]
    shown, page, pages = page_of(blocks, view.page, ROOM - taken([*top, *end]))
    turns = turning(
        page, pages, (ShowDemand(page=max(page - 1, 1)), ShowDemand(page=page + 1)), surface
    )
    return [*top, *shown, *rows(turns), *end]


def demand_card(view: DemandOfAgency, surface: Surface) -> list[Element]:
    """What weighs on an agency: blockers first, each with its steps."""
    row = view.row
    top = [
        heading("Demand"),
        said(strongly(row.name[:_NAME])),
        words(f"{_weighs(row.trend)}."),
        *noted(view.note),
        *_moved(view),
    ]
    end = [*rows(_ways(row, surface), spacing="large"), as_at(view.at)]
    blocks = list(_entries(view, surface)) or [[words("Nothing is open.")]]
    if view.ended:
        blocks.append([small(f"{count(view.ended, 'more entry', 'more entries')} not open.")])
    shown, page, pages = page_of(blocks, view.page, ROOM - taken([*top, *end]))
    turns = turning(
        page,
        pages,
        (
            ShowDemand(agency=row.key, page=max(page - 1, 1)),
            ShowDemand(agency=row.key, page=page + 1),
        ),
        surface,
    )
    return [*top, *shown, *rows(turns), *end]


def _weighs(trend: Trend) -> str:
    if trend.word == "level":
        return f"{trend.now} open, as six weeks ago"
    return f"{trend.now} open, {trend.word} from {trend.before} six weeks ago"


def _row(row: DemandRow, surface: Surface) -> Block:
    report = row.report
    told = f"Last report: {report.meeting}" if report else "No report yet"
    blockers = count(row.blockers, "open blocker")
    return [
        said(strongly(row.name[:_NAME]), spacing="medium"),
        _below(f"{told}. {blockers}. {_weighs(row.trend)}."),
        *rows(
            [button("Open", ShowDemand(agency=row.key), surface, tooltip=f"Demand {row.key}")],
            spacing="small",
        ),
    ]


def _below(text: str) -> Element:
    """A sentence right under a name."""
    return small(text, spacing="none")


def _moved(view: DemandOfAgency) -> list[Element]:
    if not view.moved:
        return []
    lines = (
        f"- {fit(name[:NAME_LONGEST])}: {fit(now[:VALUE_LONGEST])}, "
        f"before {fit(before[:VALUE_LONGEST])}"
        for name, now, before in view.moved[:6]
    )
    return [section("Figures of the last two reports"), *(said(each) for each in lines)]


def _entries(view: DemandOfAgency, surface: Surface) -> list[Block]:
    blocks: list[Block] = []
    for kind, title in _TYPES.items():
        of_kind = [each for each in view.entries if each.type is kind]
        for number, each in enumerate(of_kind):
            first = [section(title)] if not number else []
            blocks.append([*first, *_entry(each, view, surface)])
    return blocks


def _entry(entry: DemandEntry, view: DemandOfAgency, surface: Surface) -> list[Element]:
    became = [each for each in (entry.action, entry.risk) if each]
    linked = f" Became {' and '.join(became)}." if became else ""
    since = f"{entry.ref}. {_STATUSES[entry.status]}, since {short_day(entry.since)}."
    return [
        said(strongly(entry.text[:ENTRY_LONGEST]), spacing="small"),
        said(f"{since}{linked}"),
        *rows(_steps(entry, view, surface), spacing="small"),
    ]


def _steps(entry: DemandEntry, view: DemandOfAgency, surface: Surface) -> list[Action]:
    steps: list[Action] = []
    if entry.action:
        steps.append(open_action(entry.action, surface))
    if not entry.is_unsettled:
        return steps
    if view.may_add and not entry.action:
        makes = AddAction(source=entry.ref, origin=f"demand:{entry.ref}")
        steps.append(button("Make action", makes, surface))
    if view.may_add and not entry.risk:
        risk = MakeRisk(ref=entry.ref, version=entry.version)
        steps.append(button("Make risk", risk, surface))
    if view.may_change:
        steps += [
            button(
                title,
                ChangeDemand(ref=entry.ref, version=entry.version, status=status),
                surface,
            )
            for status, title in _STEPS
            if status is not entry.status
        ]
    return steps


def _ways(row: DemandRow, surface: Surface) -> list[Action]:
    ways: list[Action] = []
    if row.report is not None:
        shown = ShowFocusReport(meeting=row.report.meeting, agency=row.key)
        ways.append(button("Last report", shown, surface))
    ways.append(button("All agencies", ShowDemand(), surface))
    return ways
