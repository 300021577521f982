"""Whatever stands in actions and escalations, of any size, their cards are drawn and taken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.actions import Asked, Deed, Request, Update
from board.escalation import Answer, Asking, Result, Said, Step
from board.referral_form import Fault
from board.standing import Ask
from cards.action_boxes import OF_DEED
from cards.action_views import (
    ActionForm,
    ActionNotice,
    ActionReminder,
    DisseminationLog,
    DueLine,
    DueList,
    EscalationRow,
)
from cards.action_words import HAPPENED
from cards.render import render
from cards.size import LIMIT, size
from cards.views import Surface, View
from tests.cards.action_samples import (
    AT,
    MEETING,
    NAMES,
    TODAY,
    action,
    agency,
    delivery,
    listed,
    row,
    shown,
    step,
)
from tests.cards.escalation_samples import BARE, CHAIR_ACCOUNTS, ask, form, post
from tests.cards.escalation_samples import listed as escalated
from tests.cards.reading import Node, inputs, words
from tests.cards.referral_samples import FORM

HUGE = 100_000
LETTERS = ["a", "\U0001f600", "\x00", '"', "\n", "\ud83d", "\u202e"]
text = st.text(st.characters(), max_size=200) | st.builds(
    lambda part, times: (part * times)[:times],
    st.text(st.characters(), min_size=1, max_size=5),
    st.integers(0, HUGE),
)
MANY_OWNERS = tuple(
    (f"MEM-{number:03d}", f"Somebody{number} Inventon, Police") for number in range(200)
)


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    content = render(view, surface=surface, now=AT, rehearsal=True).content
    assert size(content) <= LIMIT
    return content


def _views(typed: str) -> list[View]:
    names = dict.fromkeys(NAMES, typed)
    line = Update(on=TODAY, by="MEM-14", text=typed, kind="block")
    request = Request(
        what=Asked.OWNER, by="MEM-14", on=TODAY, reason=typed, due=TODAY, owner="MEM-13"
    )
    huge = action(
        title=typed,
        detail=typed,
        success_measure=typed,
        evidence=typed,
        blocker=typed,
        needed=typed,
        needed_from=typed,
        reason=typed,
        source=typed,
        risk=typed,
        supporting=("MEM-01", "MEM-02", "MEM-05"),
        completed_by="MEM-14",
        completed_on=TODAY,
        verified_by="MEM-02",
        closed_on=TODAY,
        extensions=9,
        request=request,
        updates=(line,) * 300,
    )
    said = Said(
        kind=Answer.PLAN, by="MEM-02", at=AT, text=typed, due=TODAY, owner="MEM-13", is_late=True
    )
    asking = Asking(
        ask=Ask(to=("MEM-01", "mailbox:rung2@AG-05"), recipient="MEM-13", instead="mailbox"),
        delivered_at=AT,
        passed_to=typed,
    )
    steps = tuple(
        Step(
            rung=rung,
            opened_at=AT,
            asks=(asking, replace(asking, ask=replace(asking.ask, recipient="MEM-12"))),
            respond_by=TODAY,
            result=Result.TIMED_OUT if rung < 4 else Result.AWAITING,
            said=said if rung < 4 else None,
            note=typed,
            jump_reason=typed,
            acknowledged=tuple((key, AT) for key in NAMES),
        )
        for rung in (1, 2, 3, 4)
    )
    ladder = replace(BARE, steps=steps, board_item=typed[:20])
    accounts = tuple((account, typed) for account, _ in CHAIR_ACCOUNTS)
    rows = (row(huge, 4),) * 5
    distinct = tuple(
        replace(each, action=replace(huge, ref=f"ACT-2026-{number:04d}"))
        for number, each in enumerate(rows)
    )
    notes = {f"{each.action.ref}.note": typed for each in distinct}
    faults = {name: Fault("V38", 200) for name in notes}
    boxes = {"reason": typed, "needed": typed, "needed_from": typed, "evidence": typed}
    wrong = {name: Fault("V23", kind="a name") for name in boxes}
    return [
        listed(rows=distinct, names=names, title="Action tracker", again="x" * 500),
        shown(
            huge,
            *Deed,
            names=names,
            representative=typed,
            deputy=typed,
            ladder=ladder,
            may_jump=True,
            note="n" * 300,
        ),
        *(
            step(huge, deed, names=names, inputs=boxes, faults=wrong, may_override=True)
            for deed in (*OF_DEED, Deed.AGREE)
        ),
        *(ActionNotice(row=row(huge), happened=each, names=names, at=AT) for each in HAPPENED),
        ActionReminder(row=row(huge, 3), days=5, for_owner=typed, names=names, at=AT),
        agency(rows=distinct, names=names, instead_of=typed, inputs=notes, faults=faults),
        ask(ladder, row=row(huge, 4), names=names, asking=asking, note="n" * 300),
        post(ladder, row=row(huge, 4), names=names, mentions=accounts, note="n" * 300),
        *(form(each, ladder, action=huge, names=names, inputs={"text": typed}) for each in Answer),
        form(None, ladder, action=huge, names=names, inputs={"reason": typed}),
        escalated(rows=(EscalationRow(ladder=ladder, title=typed),) * 30, names=names),
        DueList(
            lines=(DueLine(at=AT, ref="ACT-2026-0001", what=typed, to=typed),) * 60,
            until=TODAY,
            at=AT,
        ),
        DisseminationLog(
            meeting=MEETING,
            rows=(delivery("list", "MEM-12", instead="deputy"),) * 80,
            names=names,
            at=AT,
        ),
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


@pytest.mark.parametrize("name", ["title", "success_measure", "detail"])
def test_a_form_with_two_hundred_owners_and_huge_answers_is_drawn(name: str) -> None:
    inputs_ = {name: "\U0001f600" * HUGE, "override": "o" * HUGE, "owner": "MEM-199"}
    faults = {name: Fault("V38", 100), "title": Fault("V14"), "due": Fault("V23", kind="a name")}
    view = ActionForm(
        form=FORM, source="", owners=MANY_OWNERS, inputs=inputs_, faults=faults, may_override=True
    )

    content = _drawn(view)

    [owner] = [each for each in inputs(content) if each["id"] == "owner"]
    assert [each["value"] for each in owner["choices"]] == [key for key, _ in MANY_OWNERS]
    assert owner["value"] == "MEM-199"


def test_more_owners_than_fit_are_told_and_the_chosen_one_stays() -> None:
    keys = tuple((f"{number:08d}-0000-4000-8000-000000000000", "N" * 80) for number in range(900))
    view = step(action(), Deed.ASSIGN, owners=keys, inputs={"owner": keys[-1][0]})

    content = _drawn(view)

    [owner] = [each for each in inputs(content) if each["id"] == "owner"]
    assert owner["value"] == keys[-1][0]
    assert f"Only {len(owner['choices'])} of 900 people fit here." in words(content)


def test_ten_lines_of_a_long_history_are_shown_and_the_rest_counted() -> None:
    lines = tuple(
        Update(on=TODAY + timedelta(days=number), by="MEM-14", text=f"<{number}>".ljust(500, "x"))
        for number in range(40)
    )

    said = words(_drawn(shown(action(updates=lines))))

    assert "<39>" in said
    assert "<30>" in said
    assert "<29>" not in said
    assert "30 more lines not shown here." in said


def test_what_a_list_cannot_hold_is_counted() -> None:
    lines = (DueLine(at=AT, ref="ACT-2026-0001", what="w" * 200, to="t" * 200),) * 90

    said = words(_drawn(DueList(lines=lines, until=TODAY, at=AT)))

    assert "more messages not shown here." in said
