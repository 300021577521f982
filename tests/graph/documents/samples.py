"""A meeting of an invented board, with everything that goes into its documents."""

from datetime import UTC, date, datetime, timedelta

from graph.documents.values import (
    ActionLine,
    AgendaPaper,
    EscalationLine,
    Item,
    PackPaper,
    Report,
    RiskLine,
    TrackerRow,
    TrackerSheet,
)

MADE = datetime(2026, 12, 29, 17, tzinfo=UTC)
HOLIDAYS = (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))
_ITEMS = (
    ("Welcome, introductions and apologies", "Information", "Director Mara Quill", 5),
    ("Confidentiality statement and recording notice", "Information", "Inspector Ola Fenn", 3),
    ("Declarations of interest", "Discussion", "Director Mara Quill", 2),
    ("Minutes of BRD-036", "Decision", "Director Mara Quill", 5),
    ("Action tracker, overdue first", "Decision", "Inspector Ola Fenn", 20),
    ("Subgroup chair's update", "Information", "Sergeant Ife Brand", 10),
    ("Focus on: Ambulance Service", "Discussion", "Manager Noor Dell", 25),
    ("Section 135 backlog, beds and firearms licensing", "Discussion", "", 20),
    ("Multi-agency risk register", "Decision", "Inspector Ola Fenn", 20),
    ("Date, lead and focus of the next meeting", "Decision", "Director Mara Quill", 0),
)


def an_agenda() -> AgendaPaper:
    """Ten items, two with papers, one that nobody leads yet and one without minutes."""
    items = [
        Item(number=number, title=title, kind=kind, presenter=presenter, minutes=minutes)
        for number, (title, kind, presenter, minutes) in enumerate(_ITEMS, 1)
    ]
    items[3] = _with_paper(items[3], "Minutes BRD-036", "https://files.example/minutes")
    items[8] = _with_paper(items[8], "Risk register as on 29 December", "")
    return AgendaPaper(
        ref="BRD-037",
        forum="Mental Health Risk Management Board",
        starts_at=datetime(2027, 1, 6, 10, tzinfo=UTC),
        ends_at=datetime(2027, 1, 6, 12, tzinfo=UTC),
        place="Microsoft Teams",
        lead="Adult Social Care",
        focus="Ambulance Service",
        chairs=("Superintendent Ash Corrie", "Director Mara Quill"),
        facilitator="Inspector Ola Fenn",
        items=tuple(items),
        made_at=MADE,
    )


def _with_paper(item: Item, paper: str, link: str) -> Item:
    return Item(
        number=item.number,
        title=item.title,
        kind=item.kind,
        presenter=item.presenter,
        minutes=item.minutes,
        paper=paper,
        link=link,
        note="Taken as read.",
    )


def a_pack() -> PackPaper:
    """A pack that lacks two things, with nine open actions, two escalations and three risks."""
    return PackPaper(
        agenda=an_agenda(),
        missing=(
            "The focus report of the Ambulance Service, asked for on 9 December 2026.",
            "Minutes of BRD-036: still a draft.",
        ),
        papers=("Action tracker BRD-037.xlsx", "Risk register BRD-037.xlsx"),
        reports=(
            Report(
                title="Subgroup chair's update",
                by="Sergeant Ife Brand, approved on 21 December 2026",
                parts=(
                    ("Since the last board", ("6 meetings held", "14 cases heard, 9 of them new")),
                    ("Blockers for the board", ("Research returns from two agencies come late.",)),
                ),
            ),
        ),
        actions=tuple(
            ActionLine(
                ref=row.ref,
                title=row.title,
                owner=row.owner,
                agency=row.agency,
                due=row.due,
                brag=row.brag,
                state=row.state,
                overdue=overdue,
            )
            for row, overdue in zip(rows(), OVERDUE, strict=True)
            if row.is_open
        ),
        escalations=(
            EscalationLine(
                ref="ACT-2026-0103",
                title="Agree one form for reporting a missing patient",
                rung="Rung 2: agency representative",
                asked="Manager Noor Dell",
                respond_by=date(2027, 1, 4),
                state="No answer yet",
            ),
            EscalationLine(ref="ACT-2026-0107", rung="Rung 1: line manager", state="Answered"),
        ),
        risks=(
            RiskLine(ref="RSK-004", title="Too few beds at night", score=9, band="high"),
            RiskLine(
                ref="RSK-011",
                title="Warrants under section 135 wait too long",
                owner="Police",
                score=16,
                band="extreme",
                review=date(2027, 1, 6),
            ),
            RiskLine(ref="RSK-012", title="Late research returns", score=4, band="moderate"),
        ),
        made_at=MADE,
    )


OVERDUE = (0, 12, 3, 0, 0, 0, 0, 0, 0, 0)
_TITLES = (
    "Publish joint guidance on assaults in health settings",
    "Agree the officer-hours figure used in the hours-saved measure",
    "Agree one form for reporting a missing patient",
    "Train the control room on the right person to send",
    "Map what every unit does when somebody is missing",
    "Write to all units about the new contact for liaison",
    "Count warrants that wait longer than four weeks",
    "Name a champion in each agency",
    "Review the joint policy on conveyance",
    "Tell ambulance crews how to reach the bed manager",
)
_AGENCIES = ("Police", "Mental Health Trust", "Ambulance Service", "Adult Social Care")
_OWNERS = ("Inspector Ola Fenn", "Nurse Tam Osei", "Manager Noor Dell", "Director Mara Quill")
_STANDS = (
    ("Green", "Under way"), ("Red", "Under way"), ("Red", "Blocked"), ("Amber", "Under way"),
    ("Green", "Accepted"), ("Green", "Under way"), ("Amber", "Under way"), ("Green", "Accepted"),
    ("Green", "Assigned, not accepted yet"), ("Blue", "Done and confirmed"),
)  # fmt: skip
_DUE = (
    date(2027, 1, 15), date(2026, 12, 9), date(2026, 12, 22), date(2027, 1, 5), date(2027, 2, 1),
    date(2027, 1, 29), date(2027, 1, 4), date(2027, 3, 1), date(2027, 2, 12), date(2026, 12, 1),
)  # fmt: skip


def rows() -> tuple[TrackerRow, ...]:
    """Ten actions: two overdue, by 12 and 3 working days, and one that is done."""
    return tuple(
        TrackerRow(
            ref=f"ACT-2026-{number + 101:04d}",
            title=title,
            owner=_OWNERS[number % 4],
            agency=_AGENCIES[number % 4],
            due=_DUE[number],
            brag=_STANDS[number][0],
            state=_STANDS[number][1],
            is_open=_STANDS[number][0] != "Blue",
            escalated_to="Rung 2: agency representative" if number == 2 else "",
            priority="Standard",
            measure="Published, and read by every team that it names",
            updated_on=date(2026, 12, 14),
            update="Draft with partners; two have answered." if number % 2 else "On plan.",
            source="BRD-036",
            raised_on=date(2026, 11, 25),
            original_due=_DUE[number] - timedelta(days=14 * (number % 2)),
            extensions=number % 2,
            risk="RSK-011" if number == 6 else "",
            supporting="Probation Service" if number == 4 else "",
            closed_on=date(2026, 12, 1) if number == 9 else None,
        )
        for number, title in enumerate(_TITLES)
    )


def a_tracker() -> TrackerSheet:
    """The tracker as on the day of the pack."""
    return TrackerSheet(name="BRD-037", rows=rows(), holidays=HOLIDAYS, made_at=MADE)
