"""Minutes are read page by page, and nothing of them is lost on the way."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.minutes import ItemText
from board.minutes_content import Content, ContentItem, Raised, Taken
from board.referral_form import Fault
from cards.minutes_notice import TOLD
from cards.minutes_views import (
    CommentList,
    DealForm,
    DecisionList,
    ExtractShown,
    MinutesItemForm,
    MinutesShown,
    Step,
    WordsForm,
)
from cards.render import render
from cards.size import LIMIT, size
from cards.views import Surface, View
from tests.cards.minutes_samples import (
    AT,
    CONTENT,
    DEALT,
    DECISION,
    FINAL,
    FORM,
    NAMES,
    OF_MINUTES,
    REF,
    WITH_MEMBERS,
)
from tests.cards.reading import Node, nodes, words

HUGE = st.text(st.characters(), max_size=30) | st.builds(
    lambda part, times: (part * times)[:times],
    st.text(st.characters(), min_size=1, max_size=5),
    st.integers(0, 50_000),
)


def drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    """The card, which is never too large."""
    content = render(view, surface=surface, now=AT, rehearsal=True).content
    assert size(content) <= LIMIT
    return content


def whole(view: MinutesShown | ExtractShown) -> str:
    """All that the pages say, one after the other."""
    said, page = "", 1
    while True:
        card = drawn(replace(view, page=page))
        said += words(card)
        if not any(each.get("title") == "Next" for each in nodes(card)):
            return said
        page += 1


def long_content() -> Content:
    """Forty items, two with twenty decisions, sixty actions; every text as long as may be."""
    item = ContentItem(
        key="x", number=1, title="T" * 100, summary="S" * 2_000, unresolved="U" * 500
    )
    taken = Taken(ref="", kind="agree", text="D" * 500, rationale="R" * 500, dissent="X" * 300)
    raised = next(iter(CONTENT.actions))
    items = []
    for number in range(1, 41):
        many = 20 if number in {7, 12} else 1
        items.append(
            replace(
                item,
                key=f"item-{number}",
                number=number,
                decisions=tuple(
                    replace(taken, ref=f"BRD-037/D{number}-{at}.") for at in range(many)
                ),
                actions=tuple(
                    replace(raised, ref=f"ACT-2027-{number:02d}{at:02d}", title="A" * 100)
                    for at in range(20 if number == 9 else 1)
                ),
            )
        )
    return replace(CONTENT, items=tuple(items))


def test_every_decision_and_action_of_long_minutes_is_on_one_page() -> None:
    content = long_content()

    said = whole(replace(WITH_MEMBERS, content=content))

    for taken in content.decisions:
        assert said.count(f"Decision {taken.ref},") == 1
    for raised in content.actions:
        assert said.count(f"{raised.ref}:") == 1
    assert said.count("S" * 2_000) == 40
    assert said.count("U" * 500) == 40


def test_each_item_can_be_changed_and_commented_on_once() -> None:
    content, page, seen = long_content(), 1, []
    while True:
        card = drawn(replace(WITH_MEMBERS, content=content, page=page))
        seen += [each["data"]["item"] for each in nodes(card) if each.get("title") == "Comment"]
        if not any(each.get("title") == "Next" for each in nodes(card)):
            break
        page += 1

    assert seen == [each.key for each in content.items]


@pytest.mark.parametrize("page", [0, -3, 999])
def test_a_page_that_is_not_there_shows_one_that_is(page: int) -> None:
    assert "Page " in words(drawn(replace(FINAL, page=page)))


def test_nobody_is_offered_what_they_may_not_do() -> None:
    bare = drawn(replace(FINAL, steps=frozenset()))

    verbs = {str(each.get("verb")) for each in nodes(bare) if each.get("type") == "Action.Execute"}
    assert verbs == {"minutes.show"}


def test_a_withheld_item_has_no_buttons() -> None:
    items = (replace(CONTENT.items[0], is_withheld=True),)
    card = drawn(replace(WITH_MEMBERS, content=replace(CONTENT, items=items)))

    assert not any(each.get("title") in {"Comment", "Change"} for each in nodes(card))


@settings(max_examples=25, deadline=None)
@given(HUGE)
def test_whatever_stands_in_minutes_their_cards_are_drawn(typed: str) -> None:
    raised = Raised(
        ref=typed[:20], title=typed, owner="x", owner_name=typed, agency="x", agency_name=typed,
        due=AT.date(),
    )  # fmt: skip
    item = replace(
        CONTENT.items[0],
        title=typed[:100],
        summary=typed[:2_000],
        unresolved=typed[:500],
        decisions=(Taken(ref="D", kind="agree", text=typed[:500], rationale=typed[:500]),) * 20,
        actions=(replace(raised, title=typed[:100], owner_name=typed[:80],
                         agency_name=typed[:80]),) * 60,
    )  # fmt: skip
    there = replace(CONTENT.attendance[0], agency_name=typed[:80], name=typed[:80])
    content = replace(
        CONTENT,
        items=(item,) * 3,
        attendance=(there,) * 30,
        interests=(replace(CONTENT.interests[0], name=typed[:80], about=typed[:100]),) * 40,
        lead=typed[:80],
        focus=typed[:80],
        place=typed[:200],
    )
    inputs = dict.fromkeys(("summary", "unresolved", "comment", "addendum", "reason"), typed)
    inputs["override"] = typed
    faults = {name: Fault("V23", kind="a name") for name in inputs}
    text = ItemText(key="x", title=typed[:100], summary=typed[:2_000], unresolved=typed[:500])
    comment = replace(DEALT, text=typed[:500], reason=typed[:500])
    decision = replace(DECISION, text=typed[:500], rationale=typed[:500], dissent=typed[:300])
    addenda = tuple(replace(each, text=typed[:1_000]) for each in FINAL.addenda * 9)
    names = dict.fromkeys(NAMES, typed[:80])
    for view in (
        replace(FINAL, content=content, addenda=addenda, names=names, steps=frozenset(Step)),
        replace(FINAL, content=content, page=2, steps=frozenset(Step)),
        ExtractShown(content=content, agency=typed[:80], is_final=True, at=AT),
        MinutesItemForm(meeting=REF, item=text, number=1, theirs=text, inputs=inputs,
                        faults=faults, may_override=True),
        WordsForm(meeting=REF, form=FORM, item="x", title=typed[:100], inputs=inputs,
                  faults=faults, may_override=True),
        DealForm(comment=comment, title=typed[:100], name=typed[:80], inputs=inputs,
                 faults=faults, may_override=True),
        CommentList(meeting=REF, comments=(comment,) * 5, titles={"item-7": typed[:100]},
                    names=names, at=AT),
        DecisionList(decisions=(decision,) * 5, names=names, words=typed[:80], again=typed[:80],
                     pages=5, total=25, at=AT),
    ):  # fmt: skip
        drawn(view)


def test_every_notice_has_a_sample() -> None:
    assert {f"minutes_notice_{each}" for each in TOLD} <= set(OF_MINUTES)
