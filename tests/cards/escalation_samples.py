"""Views of escalations: each rung's question and post, before and after it is answered."""

from dataclasses import replace
from datetime import UTC, date, datetime

from board.actions import ActionState, Priority
from board.escalation import (
    BOARD_CHANNEL,
    CHOICES,
    SENIOR_CHANNEL,
    Answer,
    Asking,
    Ladder,
    LadderState,
    Result,
    Said,
    Step,
    begin,
)
from board.referral_form import Fault
from board.standing import Ask
from cards.action_views import (
    EscalationAsk,
    EscalationForm,
    EscalationList,
    EscalationPost,
    EscalationRow,
)
from cards.views import Surface
from tests.cards.action_samples import (
    AT,
    EVERYWHERE,
    NAMES,
    OVERDUE,
    OWNERS,
    POSTED,
    RUNS,
    SAFE,
    TODAY,
    Samples,
    action,
    row,
    shown,
)
from tests.cards.referral_samples import PRIVATE

LATE = replace(
    action(
        16,
        title=f"Agree an out-of-area bed escalation with both care boards {SAFE}",
        owner="MEM-17",
        owner_agency="AG-05",
        original_due=date(2026, 11, 6),
        due=date(2026, 11, 6),
        priority=Priority.URGENT,
        success_measure=f"Written escalation agreed {SAFE}",
    ),
    state=ActionState.BLOCKED,
    blocker=f"The other board has not answered {SAFE}",
    needed=f"A named contact {SAFE}",
    needed_from=f"The other board {SAFE}",
)
CHAIR_ACCOUNTS = (
    ("00000000-0000-4000-8000-000000000001", "Odessa Fictonbury"),
    ("00000000-0000-4000-8000-000000000012", "Percival Inventon"),
)


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def _asking(
    to: str, recipient: str = "", instead: str = "", day: int = 9, passed: str = ""
) -> Asking:
    ask = Ask(to=(to,), recipient=recipient or to, instead=instead)
    return Asking(ask=ask, delivered_at=_at(day), passed_to=passed)


FIRST = Step(
    rung=1,
    opened_at=_at(9),
    asks=(_asking("mailbox:rung1@AG-05", "MEM-17", "mailbox", 9, f"Team lead {SAFE}"),),
    respond_by=date(2026, 11, 10),
    result=Result.REJECTED,
    ended_on=date(2026, 11, 10),
    said=Said(
        kind=Answer.CANNOT, by="MEM-17", at=_at(10, 15), text=f"It needs the other board {SAFE}"
    ),
)
SECOND = Step(
    rung=2,
    opened_at=_at(11),
    asks=(_asking("MEM-13", day=11), _asking("MEM-02", day=11)),
    respond_by=date(2026, 11, 12),
    result=Result.TIMED_OUT,
    ended_on=date(2026, 11, 13),
    said=Said(
        kind=Answer.PLAN,
        by="MEM-02",
        at=_at(16, 10),
        text=f"A joint call on Friday {SAFE}",
        due=date(2026, 11, 27),
        is_late=True,
    ),
)
THIRD = Step(
    rung=3,
    opened_at=_at(13),
    result=Result.PASSED_OVER,
    ended_on=date(2026, 11, 13),
)
CHAIRS = ("MEM-01", "MEM-12")
FOURTH = Step(
    rung=4,
    opened_at=_at(18),
    asks=(Asking(ask=Ask(to=CHAIRS, recipient=BOARD_CHANNEL), delivered_at=_at(18)),),
    respond_by=date(2026, 11, 25),
)
SENIORS = ("MEM-07", "MEM-11")
FIFTH = Step(
    rung=5,
    opened_at=AT,
    asks=(
        Asking(ask=Ask(to=SENIORS, recipient=BOARD_CHANNEL), delivered_at=AT),
        Asking(ask=Ask(to=SENIORS, recipient=SENIOR_CHANNEL)),
    ),
)
WAITING_FIRST = replace(FIRST, result=Result.AWAITING, ended_on=None, said=None)
BARE = Ladder(
    ref="ESC-2026-003",
    version=5,
    action=LATE.ref,
    priority=Priority.URGENT,
    owner_agency="AG-05",
    source_agency="AG-01",
    due=date(2026, 11, 6),
    opened_at=_at(9),
)
ON_FIRST = replace(BARE, steps=(WAITING_FIRST,), priority=Priority.STANDARD)
ON_SECOND = replace(
    BARE, steps=(FIRST, replace(SECOND, result=Result.AWAITING, said=None, ended_on=None))
)
ON_THIRD = replace(
    BARE,
    steps=(
        FIRST,
        SECOND,
        Step(rung=3, opened_at=_at(13), asks=(_asking("MEM-12", "MEM-13", "deputy", 13),)),
    ),
)
ON_FOURTH = replace(BARE, steps=(FIRST, SECOND, THIRD, FOURTH), board_item="BRD-036")
SEEN = replace(
    ON_FOURTH,
    steps=(FIRST, SECOND, THIRD, replace(FOURTH, acknowledged=(("MEM-01", _at(18, 12)),))),
)
DIRECTED = replace(
    SEEN,
    state=LadderState.ACCEPTED,
    steps=(
        *SEEN.steps[:-1],
        replace(
            SEEN.last,
            result=Result.ACCEPTED,
            ended_on=TODAY,
            said=Said(
                kind=Answer.DIRECTION,
                by="MEM-12",
                at=AT,
                text=f"Both boards name one contact and meet this week {SAFE}",
                due=date(2026, 12, 4),
            ),
        ),
    ),
)
ON_FIFTH = replace(
    ON_FOURTH,
    steps=(FIRST, SECOND, THIRD, replace(FOURTH, result=Result.TIMED_OUT, ended_on=TODAY), FIFTH),
)
JUMPED = replace(
    BARE,
    priority=Priority.CRITICAL,
    steps=(replace(FOURTH, jump_reason=f"Two patients waited over a day last night {SAFE}"),),
)
RESPONDED = replace(
    ON_SECOND,
    state=LadderState.RESPONDED,
    steps=(FIRST, replace(SECOND, result=Result.ANSWERED, ended_on=None)),
)
SETTLED = replace(RESPONDED, state=LadderState.ACCEPTED, due=date(2026, 12, 4))


def ask(ladder: Ladder, **changes: object) -> EscalationAsk:
    """What the first who was asked on the last rung sees."""
    plain = EscalationAsk(
        ladder=ladder,
        row=row(LATE, ladder.rung),
        rung=ladder.rung,
        asking=ladder.last.asks[0],
        choices=CHOICES[ladder.rung],
        names=NAMES,
        at=AT,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def post(ladder: Ladder, rung: int = 0, **changes: object) -> EscalationPost:
    """The post of its last rung."""
    plain = EscalationPost(
        ladder=ladder,
        row=row(LATE, ladder.rung),
        rung=rung or ladder.rung,
        names=NAMES,
        mentions=CHAIR_ACCOUNTS,
        at=AT,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def form(answer: Answer | None, ladder: Ladder = ON_FOURTH, **changes: object) -> EscalationForm:
    """The boxes of one answer."""
    plain = EscalationForm(
        ladder=ladder,
        action=LATE,
        rung=ladder.rung,
        answer=answer,
        owners=OWNERS if answer is Answer.REASSIGN else (),
        names=NAMES,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def listed(**changes: object) -> EscalationList:
    """The first page of what is escalated."""
    plain = EscalationList(
        rows=tuple(
            EscalationRow(ladder=each, title=LATE.title)
            for each in (ON_FIFTH, ON_FOURTH, RESPONDED, ON_THIRD, ON_FIRST)
        ),
        total=12,
        page=1,
        pages=3,
        by_rung={1: 6, 2: 3, 3: 1, 4: 1, 5: 1},
        pairs=((("AG-05", "AG-01"), 7), (("AG-03", "AG-02"), 5)),
        answered_in={1: (1.0, 14, 3), 2: (3.5, 6, 2), 3: (0.0, 0, 1)},
        names=NAMES,
        at=AT,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


_ONE = (Surface.PERSONAL,)
_THERE = (Surface.CHANNEL,)
OF_ESCALATIONS: Samples = {
    "action_escalated": (
        shown(LATE, *RUNS, row=row(LATE, 4), ladder=ON_FOURTH, may_jump=True),
        POSTED,
    ),
    "action_escalated_answered": (shown(LATE, row=row(LATE, 2), ladder=RESPONDED), _ONE),
    "action_escalated_rests": (shown(LATE, ladder=SETTLED), _ONE),
    "action_escalated_sending": (shown(LATE, row=row(LATE, 5), ladder=ON_FIFTH), _ONE),
    "escalation_mailbox": (ask(ON_FIRST), EVERYWHERE),
    "escalation_mailbox_deputy": (
        ask(
            ON_FIRST,
            asking=_asking("mailbox:rung2@AG-05", "MEM-17", "deputy", 9),
            note="Kept: passed on.",
        ),
        _ONE,
    ),
    "escalation_rung_2": (ask(ON_SECOND), _ONE),
    "escalation_away": (
        ask(ON_SECOND, asking=_asking("MEM-13", "MEM-12", "away", 11)),
        _ONE,
    ),
    "escalation_rung_3": (ask(ON_THIRD), _ONE),
    "escalation_answered": (
        ask(RESPONDED, choices=(), note="You have answered. The answer waits to be accepted."),
        _ONE,
    ),
    "escalation_copy": (ask(ON_SECOND, asking=None, choices=(), is_copy=True), POSTED),
    "escalation_jumped": (ask(JUMPED, choices=(), at_any_hour=True), _ONE),
    "escalation_by_phone": (ask(ON_SECOND, asking=None, is_copy=True, days=2), _ONE),
    "escalation_chairs": (post(ON_FOURTH), POSTED),
    "escalation_chairs_seen": (post(SEEN, note="Acknowledged."), _THERE),
    "escalation_chairs_decided": (post(DIRECTED), _THERE),
    "escalation_chairs_late": (post(ON_FIFTH, 4), _THERE),
    "escalation_chairs_jumped": (post(JUMPED, at_any_hour=True), _THERE),
    "escalation_senior": (post(ON_FIFTH), _THERE),
    "escalation_opened": (post(ON_FOURTH, mentions=()), _ONE),
    **{f"escalation_form_{each}": (form(each), POSTED) for each in Answer},
    "escalation_form_wrong": (
        form(
            Answer.REASSIGN,
            inputs={"owner": "MEM-99", "due": "2026-11-28", "text": f"Ask 01632 960 777 {SAFE}"},
            faults={
                "owner": Fault("V15"),
                "due": Fault("V13"),
                "text": Fault("V23", kind="a phone number"),
            },
            may_override=True,
        ),
        PRIVATE,
    ),
    "escalation_jump": (form(None, begin("", OVERDUE, AT), rung=0, action=OVERDUE), PRIVATE),
    "escalation_jump_wrong": (
        form(
            None,
            ON_SECOND,
            inputs={"rung": "", "reason": f"Soon {SAFE}"},
            faults={"rung": Fault("not_upward"), "reason": Fault("V11")},
        ),
        _ONE,
    ),
    "escalations": (listed(), EVERYWHERE),
    "escalations_next": (listed(page=2), _ONE),
    "escalations_none": (
        listed(rows=(), total=0, pages=1, by_rung={}, pairs=(), answered_in={}),
        _ONE,
    ),
}
