"""A meeting of an invented board, with everything that goes into its documents."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from board.minutes_content import Content, ContentItem, Declared, Raised, Taken, There, hash_of
from graph.documents.values import (
    ActionLine,
    AddendumPaper,
    AgendaPaper,
    AttendanceSheet,
    EscalationLine,
    FigureLine,
    Item,
    MinutesPaper,
    PackPaper,
    PlanLine,
    RegisterRow,
    RegisterSheet,
    Report,
    RiskLine,
    SummaryPaper,
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
        papers=((paper, link),),
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
        plans=(
            PlanLine(ref="PLN-2026-005", agency="Probation", state="Active",
                     review=date(2027, 1, 6)),
            PlanLine(ref="PLN-2026-004", agency="Police", state="Active",
                     review=date(2026, 11, 13), is_overdue=True),
            PlanLine(ref="PLN-2026-008", state="Contributions requested", outstanding=2),
        ),
        figures=(
            FigureLine(title="Section 135 backlog", month="November 2026",
                       figure="17 outstanding", before="20", more="oldest 28 days, 26 executed",
                       mark="within the threshold of 20"),
            FigureLine(title="Bed availability", month="November 2026",
                       figure="2.4 free at the morning call on average", before="3.5",
                       mark="BELOW the threshold of 3", is_passed=True),
            FigureLine(title="Firearms backlog", figure="No figures yet"),
        ),
        performance=("Section 136, November 2026: 57 detentions (94 a year before)",),
        made_at=MADE,
    )  # fmt: skip


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


def a_content() -> Content:
    """What the minutes of that meeting say: four decisions, one of them struck, three actions."""
    people = ("Inspector Ola Fenn", "Manager Noor Dell", "Director Mara Quill")
    actions = [
        Raised(
            ref=f"ACT-2027-{number:04d}",
            title=title,
            owner=f"MEM-{number:02d}",
            owner_name=people[number % 3],
            agency=f"AG-{number:02d}",
            agency_name=("Police", "Ambulance Service", "Adult Social Care")[number % 3],
            due=date(2027, 1, 20) + timedelta(days=7 * number),
        )
        for number, title in enumerate(
            ("Agree an out-of-area escalation", "Publish the figures", "Ask for a nurse at night"),
            1,
        )
    ]
    decisions = [
        Taken(
            ref=f"BRD-037/D{number:02d}",
            kind=kind,
            text=text,
            rationale="The full cycle takes 72 weeks at present.",
            dissent="One agency asked for more time." if number == 2 else "",
            is_struck=number == 1,
        )
        for number, (kind, text) in enumerate(
            (
                ("agree", "Try one focus agency at each meeting"),
                ("agree", "Try two focus agencies at each meeting"),
                ("approve", "Tolerate the staffing risk for twelve months"),
                ("refer", "Take the commissioning option to the senior board"),
            ),
            1,
        )
    ]
    said = (
        "Bed occupancy was 97 per cent over the summer, and 23 people were ready to leave.\n"
        "The bed call twice a day has made the day's pressure visible to all."
    )
    items = [
        ContentItem(key=f"item-{number}", number=number, title=title)
        for number, (title, _, _, _) in enumerate(_ITEMS, 1)
    ]
    items[6] = _with(items[6], summary=said, decisions=decisions[:2], actions=actions[:2])
    items[8] = _with(items[8], decisions=decisions[2:], actions=actions[2:])
    items[7] = _with(items[7], unresolved="Who pays for the beds out of area.")
    return Content(
        meeting="BRD-037",
        forum="BOARD",
        title="Mental Health Risk Management Board",
        starts_at=datetime(2027, 1, 6, 10, tzinfo=UTC),
        ends_at=datetime(2027, 1, 6, 12, tzinfo=UTC),
        place="Microsoft Teams",
        lead="Adult Social Care",
        focus="Ambulance Service",
        chair="Superintendent Ash Corrie",
        facilitator="Inspector Ola Fenn",
        is_quorate=True,
        attendance=(
            There(agency="AG-01", agency_name="Police", name=people[0], status="present"),
            There(agency="AG-02", agency_name="Ambulance Service", status="apologies",
                  information_sent=True),
            There(agency="AG-03", agency_name="Housing", name=people[1], status="part",
                  is_observer=True),
        ),
        interests=(
            Declared(name=people[1], about="Multi-agency risk register",
                     handling="leave_for_item"),
        ),
        items=tuple(items),
        following="BRD-038",
        following_at=datetime(2027, 2, 17, 10, tzinfo=UTC),
        following_lead="Police",
        following_focus="Housing",
    )  # fmt: skip


def _with(item: ContentItem, **more: object) -> ContentItem:
    held = {name: tuple(each) if isinstance(each, list) else each for name, each in more.items()}
    return replace(item, **held)  # type: ignore[arg-type]


def the_minutes() -> MinutesPaper:
    """The minutes as they were approved."""
    content = a_content()
    return MinutesPaper(
        content=content,
        stage="final",
        approved="by both co-chairs between meetings",
        sha256=hash_of(content),
        made_at=MADE,
    )


def a_summary(agency: str = "") -> SummaryPaper:
    """What came of it, for all or for one agency."""
    return SummaryPaper(content=a_content(), agency=agency, made_at=MADE)


def an_attendance() -> AttendanceSheet:
    """Who was there."""
    return AttendanceSheet(content=a_content(), made_at=MADE)


def an_addendum() -> AddendumPaper:
    """What was added later."""
    return AddendumPaper(
        ref="BRD-037", forum="Mental Health Risk Management Board", number=1,
        by="Director Mara Quill", at=MADE, text="The figures were those of September.",
        made_at=MADE,
    )  # fmt: skip


def a_register() -> RegisterSheet:
    """Three risks: one extreme that has come down, one not scored yet, one closed."""
    return RegisterSheet(
        name="BRD-037",
        rows=(
            RegisterRow(
                ref="RSK-004", title="=1+1 too few beds at night", agency="Integrated Care Board",
                state="Open", raised_on=date(2026, 2, 4),
            ),
            RegisterRow(
                ref="RSK-011", title="Warrants under section 135 wait too long",
                owner="Inspector Ola Fenn", agency="Police", state="Treating", gross=20, net=16,
                band="Extreme", trend="Down", target=9, target_by=date(2027, 3, 31),
                review=date(2027, 1, 6), treatment="Treat", proximity="Imminent",
                category="Demand capacity", raised_on=date(2026, 2, 4),
            ),
            RegisterRow(
                ref="RSK-018", title="Several helplines", agency="Trust", state="Closed", gross=6,
                net=4, band="Moderate", trend="Down", target=2,
            ),
        ),
        made_at=MADE,
    )  # fmt: skip
