"""Samples of the cards of agendas, of what is asked of them, and of subgroups' updates."""

from dataclasses import replace
from datetime import UTC, date, datetime

from board.agenda import Paper, build_agenda
from board.agenda_asks import AgendaAsk, AskKind, AskState
from board.forums import ForumType
from board.meetings import Meeting, MeetingState
from board.referral_form import Fault
from board.subgroup_update import Counts, Engagement, Share, SubgroupUpdate, UpdateState, lines_of
from board.tiers import Tier
from cards.agenda_views import (
    AgendaForm,
    AgendaMenu,
    AgendaShown,
    AgendaStep,
    AskShown,
    PaperAdded,
    UpdateForm,
    UpdateShown,
)
from cards.meeting_views import MeetingRow
from cards.views import Surface, View
from tests.cards.meeting_samples import AT, BOARD, ROW, VALUES
from tests.cards.referral_samples import FORM

NAMES = {"MEM-01": "Odessa Fictonbury", "MEM-04": "Faye Facilitator", "MEM-09": "Orla Ownwell"}
AGENDA = build_agenda(BOARD, ForumType.BOARD, VALUES)
PAPERED = replace(
    AGENDA,
    version=4,
    issued_for=BOARD.starts_at,
    items=tuple(
        replace(
            each,
            papers=(
                Paper(title="Bed plan for winter", link="https://example.org/beds"),
                Paper(title="Late figures", link="https://example.org/late", is_late=True,
                      agreed_by="MEM-01"),
            ),
        )
        if each.key == "scrutiny"
        else each
        for each in AGENDA.items
    ),
)  # fmt: skip
BUSINESS = AgendaAsk(
    ref="BRD-037/A01", meeting="BRD-037", kind=AskKind.BUSINESS, item="aob",
    title="Parking at the health-based place of safety", by="MEM-09", asked_at=AT,
)  # fmt: skip
PAPER = AgendaAsk(
    ref="BRD-037/A02", meeting="BRD-037", kind=AskKind.LATE_PAPER, item="scrutiny",
    title="Late figures", link="https://example.org/late", by="MEM-04", asked_at=AT,
)  # fmt: skip
AGREED = replace(PAPER, state=AskState.AGREED, settled_by="MEM-01", settled_at=AT)
_SUB = Meeting(
    ref="SUB-20261203", forum="SUBGROUP-A", state=MeetingState.AGENDA_OPEN,
    starts_at=datetime(2026, 12, 3, 14, tzinfo=UTC), ends_at=datetime(2026, 12, 3, 16, tzinfo=UTC),
)  # fmt: skip
COUNTS = Counts(
    meetings=5, referrals=5, cases=13, new=2, reviews=16,
    outcomes={"close": 1, "continue_plan": 9, "monitor": 8},
    engagement={
        "AG-01": Engagement(attended=Share(5, 5)),
        "AG-11": Engagement(attended=Share(5, 2)),
    },
    plans_active=3, plans_overdue=("PLN-2026-004",),
)  # fmt: skip
UPDATE = SubgroupUpdate(
    board="BRD-037", forum="SUBGROUP-A", chair="MEM-02", since=date(2026, 11, 18),
    until=date(2026, 12, 21), counts=COUNTS, version=2, themes=("Discharge planning",),
    results=("Seven linked investigations now have a named officer",),
    blockers="Research returns from two agencies come late.",
)  # fmt: skip
APPROVED = replace(UPDATE, state=UpdateState.APPROVED, approved_by="MEM-01", approved_at=AT)


def agenda_shown(**changes: object) -> AgendaShown:
    """The agenda for whoever runs the meeting."""
    view = AgendaShown(row=ROW, agenda=AGENDA, names=NAMES, at=AT)
    return replace(view, **changes)  # type: ignore[arg-type]


def agenda_form(step: AgendaStep, **changes: object) -> AgendaForm:
    """The form of a step on the item of scrutiny."""
    view = AgendaForm(
        agenda=AGENDA, step=step, form=FORM, item="scrutiny",
        closes=datetime(2027, 1, 4, 17, tzinfo=UTC),
    )  # fmt: skip
    return replace(view, **changes)  # type: ignore[arg-type]


def update_shown(update: SubgroupUpdate = UPDATE, **changes: object) -> UpdateShown:
    """The update for its chair."""
    view = UpdateShown(
        update=update, title="Subgroup A", chair="Barnaby Testerfield", is_mine=True,
        lines=tuple(lines_of(update, {"AG-01": "Police", "AG-11": "Housing"})), names=NAMES,
        counted="0123456789abcdef", due=datetime(2026, 12, 29, 17, tzinfo=UTC), at=AT,
    )  # fmt: skip
    return replace(view, **changes)  # type: ignore[arg-type]


_TYPED = {"item_title": "Zephyr Quillfeather's stay", "minutes": "", "presenter": "Ann"}
_WRONG = {"item_title": Fault("V23", kind="a name"), "minutes": Fault("agenda_minutes")}
_WHERE = (Surface.PERSONAL, Surface.CHANNEL)
OF_AGENDAS: dict[str, tuple[View, tuple[Surface, ...]]] = {
    name: (view, _WHERE)
    for name, view in {
        "agenda": agenda_shown(),
        "agenda_run": agenda_shown(
            may_change=True, may_propose=True, asks=(BUSINESS, PAPER), note="Moved."
        ),
        "agenda_issued": agenda_shown(agenda=PAPERED, is_issued=True, may_change=True),
        "agenda_subgroup": agenda_shown(
            row=MeetingRow(meeting=_SUB),
            agenda=build_agenda(
                _SUB, ForumType.SUBGROUP,
                replace(VALUES, lines={"referrals": ["MHR-YN9PV"], "routed": ["REF-2026-0036"]}),
            ),
            tier=Tier.T1,
        ),
        "agenda_menu": AgendaMenu(agenda=AGENDA, faults={"item": Fault("agenda_item")}),
        "agenda_menu_issued": AgendaMenu(agenda=PAPERED, is_issued=True),
        "agenda_add": agenda_form(AgendaStep.ADD, item=""),
        "agenda_add_wrong": agenda_form(
            AgendaStep.ADD, item="", inputs=_TYPED, faults=_WRONG, may_override=True
        ),
        "agenda_edit": agenda_form(AgendaStep.EDIT),
        "agenda_move": agenda_form(AgendaStep.MOVE),
        "agenda_remove": agenda_form(AgendaStep.REMOVE, item="policies"),
        "agenda_paper": agenda_form(
            AgendaStep.PAPER, documents=(("minutes:BRD-036", "Minutes BRD-036"),)
        ),
        "agenda_late_paper": agenda_form(
            AgendaStep.LATE_PAPER, agenda=PAPERED, faults={"link": Fault("file_link")}
        ),
        "agenda_propose": agenda_form(AgendaStep.PROPOSE, item=""),
        "ask_business": AskShown(
            ask=BUSINESS, item="Any other business", number=16, may_settle=True, names=NAMES, at=AT
        ),
        "ask_paper": AskShown(
            ask=PAPER, item="Standing scrutiny", number=10, may_settle=True, names=NAMES, at=AT
        ),
        "ask_agreed": AskShown(
            ask=AGREED, item="Standing scrutiny", number=10, names=NAMES, at=AT
        ),
        "paper_added": PaperAdded(ask=AGREED, item="Standing scrutiny", names=NAMES, at=AT),
        "subgroup_update": update_shown(),
        "subgroup_update_due": update_shown(is_due=True),
        "subgroup_update_approved": update_shown(APPROVED),
        "subgroup_update_read": update_shown(is_mine=False),
        "subgroup_update_form": UpdateForm(update=UPDATE, title="Subgroup A"),
        "subgroup_update_form_wrong": UpdateForm(
            update=APPROVED, title="Subgroup A", note="Review their change and save again",
            inputs={"results": "a", "themes": "a\nb\nc\nd", "blockers": "Ask Zephyr Quillfeather"},
            faults={"themes": Fault("update_themes"), "blockers": Fault("V23", kind="a name")},
            may_override=True,
        ),
    }.items()
}  # fmt: skip
