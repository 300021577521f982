"""Whatever is written in a meeting, and however many come, its cards are drawn and taken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from board.attendance import AgencyAttendance
from board.forums import Attended, Quorum
from board.meeting_record import Attendance, Handling, Interest
from board.people import AgencyType
from board.referral_form import Fault
from cards.render import render
from cards.sitting_views import (
    AgencyLine,
    AgencyMissed,
    AttendanceEntry,
    DecisionEntry,
    ItemLine,
    ItemList,
    RaisedAction,
    StatementShown,
    SummaryForm,
)
from cards.size import LIMIT, size
from cards.views import Surface, View
from tests.cards.reading import Node, actions, words
from tests.cards.referral_samples import FORM
from tests.cards.sitting_samples import (
    AT,
    BOARD,
    DECISION,
    FOCUS,
    NEXT,
    attendance,
    close,
    interests,
    report,
    sitting,
    summary,
)
from tests.cards.test_action_extremes import HUGE, LETTERS, text

EVERY = tuple(f"AG-{number:02d}" for number in range(30))
LACKS_ALL = Quorum(is_met=False, lacking=("chair", "further", "core", *AgencyType))


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    content = render(view, surface=surface, now=AT, rehearsal=True).content
    assert size(content) <= LIMIT, type(view).__name__
    return content


def _views(typed: str) -> list[View]:
    item = replace(
        FOCUS, title=typed, summary=typed, presenter=typed, points=(typed,) * 40, minutes=9_999
    )
    decision = replace(DECISION, text=typed, rationale=typed, dissent=typed)
    decisions = tuple(replace(decision, ref=f"BRD-037/D{n:02d}") for n in range(1, 41))
    names = dict.fromkeys((*EVERY, "MEM-01", "MEM-12", "MEM-14"), typed)
    people = tuple(
        Attendance(agency="AG-01", status=each, member=f"MEM-{n}", joined_at=AT, left_at=AT)
        for n, each in enumerate((*Attended, *Attended))
    )
    line = AgencyLine(
        agency="AG-01", name=typed, how=Attended.APOLOGIES, people=people, has_deputy=True
    )
    wrong = {name: Fault("V23", kind="a name") for name in ("text", "rationale", "dissent")}
    typed_in = dict.fromkeys(("text", "rationale", "dissent", "override", "kind"), typed)
    members = tuple((f"MEM-{number:03d}", typed[:80]) for number in range(60))
    interest = Interest(member="MEM-01", item=typed, nature=typed, handling=Handling.STAY)
    following = replace(NEXT, lead=typed, focus=typed)
    rows = tuple(
        AgencyAttendance(
            agency=each,
            meetings=9,
            present=1,
            deputy=2,
            away=tuple(f"BRD-{n:03d}" for n in range(9)),
        )
        for each in EVERY
    )
    return [
        sitting(
            item=item,
            decisions=decisions,
            struck=frozenset({"BRD-037/D40"}),
            raised=tuple(
                RaisedAction(ref=f"ACT-2027-{n:04d}", title=typed, owner="MEM-01", due=AT.date())
                for n in range(60)
            ),
            names={"MEM-01": typed},
            following=typed,
            quorum=LACKS_ALL,
            note="n" * 300,
        ),
        ItemList(
            meeting=BOARD,
            lines=tuple(
                ItemLine(item=replace(item, key=f"added-{n}"), number=n, used=timedelta(hours=n))
                for n in range(1, 41)
            ),
            current="added-3",
            at=AT,
        ),
        SummaryForm(
            meeting=BOARD,
            item=item,
            inputs={"summary": typed, "override": typed},
            faults={"summary": Fault("V38", 2_000), "override": Fault("V11")},
            theirs=typed,
            note="n" * 300,
            may_override=True,
        ),
        DecisionEntry(
            meeting=BOARD,
            item=item,
            form=FORM,
            replaces=decision,
            inputs=typed_in,
            faults=wrong | {"override": Fault("V11")},
            note="n" * 300,
            may_override=True,
        ),
        attendance(
            lines=(line,) * 5, quorum=LACKS_ALL, names=names | {x.member: typed for x in people}
        ),
        AttendanceEntry(
            meeting=BOARD,
            line=line,
            members=members,
            page=1,
            names=names,
            inputs=dict.fromkeys(("how", "member", "observer"), typed),
            faults={"member": Fault("attendance_who"), "how": Fault("V41")},
        ),
        StatementShown(meeting=BOARD, accepted_at=AT, note="n" * 300),
        interests(
            interests=(interest,) * 30,
            items=tuple((f"added-{n}", typed) for n in range(40)),
            members=members,
            names=names,
            inputs=dict.fromkeys(("reference", "nature", "item", "member"), typed),
            faults={"nature": Fault("interest_nature"), "item": Fault("interest_subject")},
        ),
        close(
            not_reached=(typed,) * 40,
            without_words=(typed,) * 40,
            not_noted=(typed,) * 30,
            following=following,
            quorum=LACKS_ALL,
        ),
        summary(
            actions=90,
            refs=tuple(f"ACT-2027-{n:04d}" for n in range(90)),
            attendance=tuple((typed, each) for each in Attended for _ in range(30)),
            not_reached=(typed,) * 40,
            following=following,
        ),
        report(rows=rows, names=names, boards=tuple(f"BRD-{n:03d}" for n in range(30))),
        AgencyMissed(agency=typed, away=("BRD-036",) * 30, representative=typed),
    ]


@pytest.mark.parametrize("letter", LETTERS)
def test_a_hundred_thousand_characters_everywhere_still_make_every_card(letter: str) -> None:
    for view in _views(letter * HUGE):
        for surface in Surface:
            _drawn(view, surface)


@given(typed=text)
def test_any_text_makes_every_card(typed: str) -> None:
    for view in _views(typed):
        _drawn(view)


def test_thirty_agencies_are_all_counted_in_the_report_and_in_the_summary() -> None:
    rows = tuple(AgencyAttendance(agency=each, meetings=6, present=5, deputy=1) for each in EVERY)
    names = {each: f"Agency number {each}" for each in EVERY}

    said = words(_drawn(report(rows=rows, names=names)))
    ended = words(_drawn(summary(attendance=tuple((each, Attended.ABSENT) for each in names))))

    assert all(names[each] in said for each in EVERY)
    assert "absent 30" in ended


def test_a_page_of_attendance_has_its_usual_taps_first_for_every_agency() -> None:
    free = AgencyLine(agency="AG-09", name="Probation", how=None, has_deputy=True)

    titles = [
        each["title"] for each in actions(_drawn(attendance(lines=(free,) * 5, page=1, pages=6)))
    ]

    assert titles[:4] == ["Present", "Deputy", "Apologies", "Other"]
    assert titles.count("Present") == 5
    assert "More agencies" in titles
