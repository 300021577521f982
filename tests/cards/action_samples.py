"""Views of actions: the tracker, one action in each state, its forms, what is told, the lists.

What a person typed is board-safe and marked (`SAFE`): it may stand on these cards, but never
where Markdown is read.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from board.actions import (
    Action,
    ActionState,
    Asked,
    Brag,
    Deed,
    Request,
    Update,
    brag,
    overdue_days,
)
from board.dissemination import Delivery
from board.meetings import Meeting, MeetingState
from board.referral_form import Fault
from cards.action_views import (
    ActionForm,
    ActionList,
    ActionNotice,
    ActionReminder,
    ActionRow,
    ActionShown,
    ActionStepForm,
    ActionWithheld,
    AgencyActions,
    DailySummary,
    DisseminationLog,
    DueLine,
    DueList,
)
from cards.action_words import HAPPENED
from cards.views import Surface, View
from tests.board.builders import CALENDAR
from tests.cards.referral_samples import FORM, PRIVATE

SAFE = "Vkz"
"""Stands in every text that somebody typed about an action, and nowhere else."""
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
TODAY = date(2026, 11, 23)
EVERYWHERE = tuple(Surface)
POSTED = (Surface.PERSONAL, Surface.CHANNEL)
NAMES = {
    "AG-01": "Police",
    "AG-02": "MH Trust",
    "AG-03": "Adult Social Care",
    "AG-05": "ICB North",
    "AG-10": "Transport Police",
    "AG-12": "Voluntary Sector",
    "MEM-01": "Odessa Fictonbury",
    "MEM-02": "Barnaby Testerfield",
    "MEM-05": "Tabitha Placeholme",
    "MEM-07": "Hesper Imagindale",
    "MEM-11": "Wilhelmina Mythwood",
    "MEM-12": "Percival Inventon",
    "MEM-13": "Saffron Notareal",
    "MEM-14": "Ignatius Madeupson",
    "MEM-17": "Cordelia Figmentson",
    "MEM-24": "Horatio Testrail",
    "MEM-26": "Zebedee Nonesuch",
}
OWNERS = tuple((key, f"{name}, Police") for key, name in NAMES.items() if key.startswith("MEM"))
MEETING = Meeting(
    ref="BRD-037",
    forum="board",
    starts_at=datetime(2027, 1, 6, 10, tzinfo=UTC),
    ends_at=datetime(2027, 1, 6, 12, tzinfo=UTC),
    state=MeetingState.AGENDA_OPEN,
)
HISTORY = (
    Update(on=date(2026, 10, 7), by="MEM-05", text="", kind="assign"),
    Update(on=date(2026, 10, 8), by="MEM-14", text="", kind="accept"),
    Update(on=date(2026, 10, 21), by="MEM-14", text=f"Two of five weekends are covered {SAFE}"),
    Update(on=date(2026, 11, 4), by="MEM-14", text=f"Waiting for the union {SAFE}", kind="at_risk"),
)
_STATE = ActionState
RUNS = frozenset(
    {
        Deed.PROGRESS,
        Deed.AT_RISK,
        Deed.BLOCK,
        Deed.COMPLETE,
        Deed.EXTEND,
        Deed.CANCEL,
        Deed.SNOOZE,
    }
)


def action(number: int = 15, **changes: object) -> Action:
    """An action that is under way and not overdue."""
    plain = Action(
        ref=f"ACT-2026-{number:04d}",
        version=4,
        title=f"Provide AMHP rota cover for weekends {SAFE}",
        source="BRD-035",
        source_agency="AG-01",
        owner="MEM-14",
        owner_agency="AG-03",
        raised_on=date(2026, 10, 7),
        raised_by="MEM-05",
        assigned_on=date(2026, 10, 7),
        original_due=date(2026, 12, 18),
        due=date(2026, 12, 18),
        state=_STATE.IN_PROGRESS,
        success_measure=f"Rota published to March {SAFE}",
        updates=HISTORY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def row(given: Action, rung: int = 0) -> ActionRow:
    """With what is computed of it on the day of the samples."""
    return ActionRow(
        action=given,
        brag=brag(given, TODAY, CALENDAR),
        overdue=overdue_days(given, TODAY, CALENDAR),
        rung=rung,
    )


OVERDUE = action(
    due=date(2026, 11, 6),
    original_due=date(2026, 10, 23),
    extensions=1,
    is_at_risk=True,
)
BLOCKED = action(
    13,
    title=f"Sign the information sharing agreement {SAFE}",
    state=_STATE.BLOCKED,
    owner="MEM-26",
    owner_agency="AG-12",
    due=date(2026, 12, 4),
    success_measure=f"Signed copy received {SAFE}",
    blocker=f"The trustees meet only in December {SAFE}",
    needed=f"An extraordinary meeting of the trustees {SAFE}",
    needed_from=f"Their chair {SAFE}",
)
NEW = action(
    18,
    title=f"Send the transport police risk-sharing contact list {SAFE}",
    state=_STATE.ASSIGNED,
    owner="MEM-24",
    owner_agency="AG-10",
    success_measure=f"List received and tested {SAFE}",
    detail=f"One number for each hub, day and night {SAFE}",
    updates=HISTORY[:1],
)
PROPOSED = replace(NEW, ref="ACT-2026-0046", state=_STATE.PROPOSED, updates=())
DONE = action(
    17,
    state=_STATE.COMPLETED,
    evidence=f"The rota is on both intranets since Monday {SAFE}",
    completed_on=date(2026, 11, 20),
    completed_by="MEM-14",
    risk="RSK-009",
    supporting=("AG-01", "AG-05"),
    updates=(*HISTORY, Update(on=TODAY, by="MEM-14", text=f"Published {SAFE}", kind="complete")),
)
VERIFIED = replace(
    DONE,
    state=_STATE.VERIFIED,
    verified_by="MEM-02",
    closed_on=TODAY,
    updates=(*DONE.updates, Update(on=TODAY, by="MEM-02", text="", kind="verify")),
)
CANCELLED = action(
    16,
    state=_STATE.CANCELLED,
    reason=f"The service has moved to another provider {SAFE}",
    closed_on=TODAY,
    updates=(*HISTORY, Update(on=TODAY, by="MEM-01", text=f"Moved {SAFE}", kind="cancel")),
)
DECLINED = replace(
    NEW,
    state=_STATE.DECLINED,
    reason=f"This is for the operations hub {SAFE}",
    updates=(*HISTORY[:1], Update(on=TODAY, by="MEM-24", text=f"Not ours {SAFE}", kind="decline")),
)
REOPENED = replace(
    DONE,
    state=_STATE.REOPENED,
    updates=(
        *DONE.updates,
        Update(on=TODAY, by="MEM-02", text=f"Two weekends are still open {SAFE}", kind="reopen"),
    ),
)
ASKED = replace(
    OVERDUE,
    request=Request(
        what=Asked.DATE,
        by="MEM-14",
        on=date(2026, 11, 20),
        reason=f"The new team starts on Tuesday {SAFE}",
        due=date(2026, 12, 11),
    ),
)
END_ASKED = action(
    request=Request(
        what=Asked.CANCEL, by="MEM-14", on=TODAY, reason=f"Another service does it {SAFE}"
    )
)
OWNER_ASKED = action(
    request=Request(
        what=Asked.OWNER,
        by="MEM-12",
        on=TODAY,
        reason=f"She runs the rota {SAFE}",
        due=date(2026, 12, 11),
        owner="MEM-13",
    )
)
SILENT = action(19, due=date(2026, 11, 26), original_due=date(2026, 11, 26), updates=HISTORY[:2])
LONG_AGO = action(
    21, updates=tuple(replace(HISTORY[2], text=f"Week {week} {SAFE}") for week in range(14))
)
MORE = action(
    20,
    title=f"Present a case study on discharge notification {SAFE}",
    due=date(2026, 12, 9),
    original_due=date(2026, 11, 25),
    extensions=1,
)
ROWS = (row(OVERDUE, 2), row(BLOCKED), row(SILENT), row(NEW), row(DONE))
BRAGS = {Brag.BLUE: 0, Brag.RED: 6, Brag.AMBER: 11, Brag.GREEN: 28, Brag.NONE: 0}
AGEING = {"1-5": 3, "6-10": 1, "11-20": 2, "over 20": 0}


def shown(given: Action, *deeds: Deed, **changes: object) -> ActionShown:
    """One action as somebody with these steps sees it."""
    plain = ActionShown(
        row=row(given),
        deeds=frozenset(deeds),
        names=NAMES,
        representative="Percival Inventon",
        deputy="Saffron Notareal",
        at=AT,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def listed(**changes: object) -> ActionList:
    """The first page of the tracker."""
    plain = ActionList(
        title="Action tracker",
        rows=ROWS,
        total=45,
        overdue=6,
        page=1,
        pages=9,
        again="",
        brags=BRAGS,
        ageing=AGEING,
        names=NAMES,
        at=AT,
        may_add=True,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def step(given: Action, deed: Deed, **changes: object) -> ActionStepForm:
    """The form of one step."""
    owners = OWNERS if deed is Deed.ASSIGN else ()
    plain = ActionStepForm(action=given, deed=deed, owners=owners, names=NAMES)
    return replace(plain, **changes)  # type: ignore[arg-type]


def agency(what: str = "request", **changes: object) -> AgencyActions:
    """An agency's open actions before a meeting."""
    plain = AgencyActions(
        meeting=MEETING,
        what=what,
        agency="AG-03",
        member="MEM-12",
        rows=(*ROWS[:4], row(MORE)),
        total=5,
        names=NAMES,
        at=AT,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def delivery(what: str, member: str, **changes: object) -> Delivery:
    """A card that was sent before a meeting, delivered but not opened."""
    plain = Delivery(
        key=f"{what}:{member}",
        meeting=MEETING.ref,
        what=what,
        agency="AG-03",
        member=member,
        told_at=AT,
        delivered_at=AT + timedelta(seconds=5),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


WHAT_HAPPENED = {
    "assigned": NEW,
    "proposed": PROPOSED,
    "declined": DECLINED,
    "completed": DONE,
    "verified": VERIFIED,
    "reopened": REOPENED,
    "asked": ASKED,
    "agreed": replace(
        OVERDUE,
        due=date(2026, 12, 11),
        extensions=2,
        updates=(*HISTORY, Update(on=TODAY, by="MEM-05", text="", kind="agree")),
    ),
    "refused": replace(
        OVERDUE,
        updates=(*HISTORY, Update(on=TODAY, by="MEM-05", text=f"Sooner {SAFE}", kind="refuse")),
    ),
    "cancelled": CANCELLED,
    "extended": replace(
        OVERDUE,
        due=date(2026, 12, 11),
        updates=(*HISTORY, Update(on=TODAY, by="MEM-14", text=f"New team {SAFE}", kind="extend")),
    ),
    "sent": OVERDUE,
}
WRONG = {
    "title": f"Consider the rota {SAFE}",
    "success_measure": "",
    "owner": "MEM-14",
    "due": "2026-11-22",
    "detail": f"Call Mrs Ashdale on 01632 960 777 {SAFE}",
}
DUE_LINES = (
    DueLine(
        at=AT + timedelta(days=1),
        ref="ACT-2026-0019",
        what="Reminder, due the next working day",
        to="Ignatius Madeupson",
    ),
    DueLine(
        at=AT + timedelta(days=1),
        ref="ACT-2026-0016",
        what="Rung 5, if nobody answers before",
        to="the board's channel",
    ),
    DueLine(
        at=AT + timedelta(days=2),
        ref="BRD-037",
        what="Update request",
        to="Percival Inventon (Adult Social Care)",
    ),
)
GOOD_DAY = DailySummary(
    on=TODAY, checked=214, sent=3, waiting=0, stopped=0, running=0, unanswered=0
)
Samples = dict[str, tuple[View, tuple[Surface, ...]]]

OF_ACTIONS: Samples = {
    "actions": (listed(), EVERYWHERE),
    "actions_next": (
        listed(page=2, again="agency Police", title="Action tracker: Police", may_add=False),
        (Surface.PERSONAL,),
    ),
    "actions_none": (
        listed(rows=(), total=0, overdue=0, pages=1, brags={}, ageing={}),
        (Surface.PERSONAL,),
    ),
    "actions_mine": (
        listed(title="Your actions", rows=ROWS[:2], total=7, overdue=1, pages=2, again="mine"),
        (Surface.PERSONAL,),
    ),
    "actions_mine_none": (
        listed(title="Your actions", rows=(), total=0, pages=1, again="mine"),
        (Surface.PERSONAL,),
    ),
    "action": (shown(action(), *RUNS), EVERYWHERE),
    "action_overdue": (
        shown(OVERDUE, *RUNS, Deed.ASSIGN, may_jump=True),
        (Surface.PERSONAL,),
    ),
    "action_blocked": (shown(BLOCKED, *RUNS), (Surface.PERSONAL,)),
    "action_new": (shown(NEW, *RUNS, Deed.ACCEPT, Deed.DECLINE), PRIVATE),
    "action_proposed": (shown(PROPOSED, Deed.ASSIGN, Deed.CANCEL), (Surface.PERSONAL,)),
    "action_done": (shown(DONE, Deed.VERIFY, Deed.REOPEN), (Surface.PERSONAL,)),
    "action_verified": (shown(VERIFIED, note="It is closed as done."), (Surface.PERSONAL,)),
    "action_cancelled": (shown(CANCELLED), (Surface.PERSONAL,)),
    "action_asked": (shown(ASKED, Deed.AGREE, Deed.REFUSE), (Surface.PERSONAL,)),
    "action_end_asked": (shown(END_ASKED, Deed.AGREE, Deed.REFUSE), (Surface.PERSONAL,)),
    "action_owner_asked": (shown(OWNER_ASKED, deputy=""), (Surface.PERSONAL,)),
    "action_long": (shown(LONG_AGO, representative=""), (Surface.PERSONAL,)),
    "action_form": (ActionForm(form=FORM, source="BRD-036", owners=OWNERS), EVERYWHERE),
    "action_form_proposal": (
        ActionForm(form=FORM, source="", owners=OWNERS, is_proposal=True),
        (Surface.PERSONAL,),
    ),
    "action_form_wrong": (
        ActionForm(
            form=FORM,
            source="",
            owners=OWNERS,
            inputs=WRONG,
            faults={
                "title": Fault("V14"),
                "success_measure": Fault("V54"),
                "due": Fault("V13"),
                "detail": Fault("V23", kind="a phone number"),
            },
            may_override=True,
        ),
        PRIVATE,
    ),
    **{
        f"action_step_{deed}": (step(OVERDUE, deed), PRIVATE)
        for deed in Deed
        if deed not in {Deed.ACCEPT, Deed.PROGRESS, Deed.VERIFY, Deed.AGREE}
    },
    "action_step_extend_late": (
        step(OVERDUE, Deed.EXTEND, needs_agreement=True),
        (Surface.PERSONAL,),
    ),
    "action_step_extend_third": (
        step(replace(OVERDUE, extensions=2), Deed.EXTEND, needs_agreement=True),
        (Surface.PERSONAL,),
    ),
    "action_step_refuse_asked": (step(ASKED, Deed.REFUSE), (Surface.PERSONAL,)),
    "action_step_wrong": (
        step(
            OVERDUE,
            Deed.BLOCK,
            inputs={"reason": f"Ask Corin Ashdale {SAFE}", "needed": "", "needed_from": ""},
            faults={
                "reason": Fault("V23", kind="a name"),
                "needed": Fault("V56"),
                "needed_from": Fault("V38", 200),
            },
            may_override=True,
        ),
        (Surface.PERSONAL, Surface.CHANNEL),
    ),
    "tracker_withheld": (
        listed(
            title="Due soon or today: how do they stand?",
            withheld=("ACT-2026-0016",),
            may_add=False,
        ),
        (Surface.PERSONAL,),
    ),
    "tracker_all_withheld": (
        listed(
            rows=(),
            total=0,
            overdue=0,
            pages=1,
            brags={},
            ageing={},
            may_add=False,
            withheld=("ACT-2026-0016", "ACT-2026-0017"),
        ),
        (Surface.PERSONAL,),
    ),
    "reminder_today": (
        ActionReminder(row=row(action(due=TODAY, original_due=TODAY)), days=0, names=NAMES, at=AT),
        POSTED,
    ),
    "reminder_tomorrow": (
        ActionReminder(row=row(action(due=TODAY + timedelta(days=1))), days=1, names=NAMES, at=AT),
        (Surface.PERSONAL,),
    ),
    "reminder_monday": (
        ActionReminder(row=row(action(due=TODAY + timedelta(days=3))), days=1, names=NAMES, at=AT),
        (Surface.PERSONAL,),
    ),
    "reminder_week": (
        ActionReminder(row=row(action(due=date(2026, 11, 30))), days=5, names=NAMES, at=AT),
        (Surface.PERSONAL,),
    ),
    "reminder_away": (
        ActionReminder(
            row=row(OVERDUE, 2), days=0, for_owner="Ignatius Madeupson", names=NAMES, at=AT
        ),
        (Surface.PERSONAL,),
    ),
    "reminder_done": (
        ActionReminder(row=row(DONE), days=5, names=NAMES, at=AT),
        (Surface.PERSONAL,),
    ),
    **{
        f"action_notice_{happened}": (
            ActionNotice(row=row(WHAT_HAPPENED[happened]), happened=happened, names=NAMES, at=AT),
            POSTED,
        )
        for happened in HAPPENED
    },
    "action_notice_answered": (
        ActionNotice(row=row(VERIFIED), happened="completed", names=NAMES, at=AT),
        (Surface.PERSONAL,),
    ),
    **{
        f"action_withheld_{happened}": (
            ActionWithheld(
                ref="ACT-2026-0016",
                happened=happened,
                ladder="ESC-2026-003" if happened in {"chairs", "senior"} else "",
                is_for_all=is_for_all,
                mentions=(("00000000-0000-4000-8000-000000000001", "Odessa Fictonbury"),)
                if is_for_all
                else (),
                at=AT,
            ),
            (Surface.CHANNEL if is_for_all else Surface.PERSONAL,),
        )
        for happened, is_for_all in (
            ("asked", True),
            ("chairs", True),
            ("senior", True),
            ("due", False),
            ("rung", False),
        )
    },
    "agency_actions": (agency(page=1, pages=2, total=7), EVERYWHERE),
    "agency_actions_deputy": (
        agency("list", instead_of="Percival Inventon", rows=ROWS[:1], total=1),
        (Surface.PERSONAL,),
    ),
    "agency_actions_own": (agency("own_list", rows=ROWS[:2], total=2), (Surface.PERSONAL,)),
    "agency_actions_none": (agency(rows=(), total=0, note="Kept. Thank you."), (Surface.PERSONAL,)),
    "agency_actions_wrong": (
        agency(
            page=2,
            pages=2,
            rows=ROWS[:2],
            total=7,
            inputs={
                OVERDUE.ref: "at_risk",
                f"{OVERDUE.ref}.note": "",
                BLOCKED.ref: "complete",
                f"{BLOCKED.ref}.note": f"Zoe has it {SAFE}",
            },
            faults={
                f"{OVERDUE.ref}.note": Fault("V57"),
                f"{BLOCKED.ref}.note": Fault("V23", kind="a name"),
                BLOCKED.ref: Fault("V41"),
            },
        ),
        PRIVATE,
    ),
    "daily_summary": (GOOD_DAY, POSTED),
    "daily_summary_bad": (
        replace(GOOD_DAY, sent=1, waiting=2, stopped=2, running=4, unanswered=2, stuck=1),
        POSTED,
    ),
    "due": (
        DueList(lines=DUE_LINES, until=date(2026, 11, 27), page=2, pages=3, total=43, at=AT),
        EVERYWHERE,
    ),
    "due_none": (DueList(lines=(), until=date(2026, 11, 27), at=AT), (Surface.PERSONAL,)),
    "dissemination": (
        DisseminationLog(
            meeting=MEETING,
            rows=(
                delivery("request", "MEM-12", opened_at=AT, answered_at=AT + timedelta(hours=2)),
                delivery("list", "MEM-13", instead="away", opened_at=AT + timedelta(hours=1)),
                delivery("own_list", "MEM-14"),
                delivery("list", "MEM-17", agency="AG-05", delivered_at=None),
            ),
            names=NAMES,
            page=1,
            pages=2,
            total=24,
            at=AT,
        ),
        EVERYWHERE,
    ),
    "dissemination_none": (
        DisseminationLog(meeting=MEETING, rows=(), names=NAMES, at=AT),
        (Surface.PERSONAL,),
    ),
}
