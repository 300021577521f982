"""Whatever stands in reports, registers, versions and logs, of any size, their cards are drawn."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.bilaterals import Concern, ConcernStatus
from board.demand import DemandType, Trend
from board.focus import Figure, FocusAsk
from board.governance import SECTIONS, Purpose, VersionState
from board.referral_form import Fault
from cards.focus import PAGES
from cards.focus_views import (
    DemandList,
    DemandOfAgency,
    DemandRow,
    FocusReportForm,
    FocusReportShown,
)
from cards.governance_forms import AGREEMENT as AGREEMENT_BOXES
from cards.governance_views import (
    AgreeForm,
    AgreementForm,
    BilateralForm,
    BilateralList,
    BilateralShown,
    ConcernForm,
    OpenConcern,
    SectionForm,
    VersionShown,
)
from cards.render import render
from cards.size import LIMIT, size
from cards.views import Surface, View
from tests.cards.focus_samples import AT, LONGEST, REPORT, entry
from tests.cards.governance_samples import AGREEMENT, DRAFT, MET, NAMES, TERMS
from tests.cards.reading import Node, actions, inputs, verb, words
from tests.cards.referral_samples import FORM

HUGE = 100_000
LETTERS = ["a", "\U0001f600", "\x00", '"', "\n", "\ud83d", "\u202e"]
text = st.text(st.characters(), max_size=200) | st.builds(
    lambda part, times: (part * times)[:times],
    st.text(st.characters(), min_size=1, max_size=5),
    st.integers(0, HUGE),
)
KINDS = tuple(DemandType)


def _drawn(view: View, surface: Surface = Surface.PERSONAL) -> Node:
    content = render(view, surface=surface, now=AT, rehearsal=True).content
    assert size(content) <= LIMIT
    return content


def _of_focus(typed: str) -> list[View]:
    report = replace(
        REPORT,
        demand=typed,
        pressures=typed,
        figures=(Figure(typed, typed),) * 6,
        blockers=(typed,) * 10,
        enablers=(typed,) * 10,
        asks=tuple(FocusAsk(typed, number=number) for number in range(10)),
        good_practice=typed,
    )
    boxes = {each.id: typed for page in PAGES.values() for each in page}
    faults = {name: Fault("V23", kind="a name") for name in boxes}
    row = DemandRow(key="AG-02", name=typed, report=report, trend=Trend(9, 3), blockers=9)
    entries = tuple(entry(number, text=typed, type=KINDS[number % 4]) for number in range(60))
    return [
        *(
            FocusReportShown(
                report=report, agency=typed, may_write=True, may_present=True, may_add=True,
                page=page, note="n" * 300, at=AT,
            )
            for page in (1, 2, 99)
        ),
        *(
            FocusReportForm(
                form=FORM, report=report, agency=typed, page=page, inputs=boxes, faults=faults,
                note="n" * 300,
            )
            for page in PAGES
        ),
        DemandList(rows=(row,) * 40, trend=Trend(9, 3), at=AT),
        *(
            DemandOfAgency(
                row=row, entries=entries, ended=3, moved=((typed, typed, typed),) * 9,
                may_add=True, may_change=True, page=page, note="n" * 300, at=AT,
            )
            for page in (1, 5)
        ),
    ]  # fmt: skip


def _of_governance(typed: str) -> list[View]:
    signed = ((typed, typed, MET.on),) * 40
    shown = {"signed": signed, "missing": (typed,) * 40, "own": typed, "may_word": True, "at": AT}
    terms = replace(TERMS, sections=dict.fromkeys(SECTIONS, typed))
    draft = replace(DRAFT, sections=dict.fromkeys(SECTIONS, typed))
    agreement = replace(
        AGREEMENT,
        purposes=(Purpose(typed, typed, typed),) * 10,
        categories=(typed,) * 10,
        dpia=typed,
        policy_document=typed,
    )
    boxes = {each.id: typed for each in AGREEMENT_BOXES}
    faults = {name: Fault("V23", kind="a name") for name in boxes}
    wrong = {"text": Fault("V38", 1_000)}
    return [
        VersionShown(document=terms, note="n" * 300, **shown),  # type: ignore[arg-type]
        VersionShown(document=draft, page=3, **shown),  # type: ignore[arg-type]
        VersionShown(document=agreement, page=2, **shown),  # type: ignore[arg-type]
        VersionShown(document=agreement, is_asking=True, has_signed=True, **shown),  # type: ignore[arg-type]
        SectionForm(terms=draft, section="quorum", inputs={"text": typed}, faults=wrong, note="n"),
        AgreementForm(agreement=agreement, inputs=boxes, faults=faults, note="n" * 300),
        AgreeForm(
            document=agreement, meetings=(("BRD-1", "BRD-1, 14 October 2026"),), loses=(typed,) * 40
        ),
    ]


def _of_bilaterals(typed: str) -> list[View]:
    concerns = tuple(
        Concern(typed, typed, status, "ACT-2026-0001" if status is ConcernStatus.ACTION else "")
        for status in ConcernStatus
    )
    met = replace(MET, concerns=concerns * 9, attendees=("MEM-02",) * 40)
    names = dict.fromkeys(NAMES, typed)
    waits = OpenConcern(ref=MET.ref, on=MET.on, number=0, concern=concerns[0], may_settle=True)
    may = {"may_add": True, "note": "n" * 300, "at": AT}
    boxes = dict.fromkeys(("concerns", "concern", "unit", "escalation", "on", "next_on"), typed)
    people = tuple((f"MEM-{number:03d}", typed) for number in range(300))
    return [
        *(
            BilateralList(
                waiting=(waits,) * 30, meetings=(met,) * 30, names=names, may_log=True, page=page,
                **may,  # type: ignore[arg-type]
            )
            for page in (1, 3)
        ),
        BilateralShown(meeting=met, names=names, may_settle=True, **may),  # type: ignore[arg-type]
        BilateralForm(
            form=FORM, people=people, inputs=boxes | {"attendees": typed},
            faults={"concerns": Fault("V23", kind="a name")}, note="n" * 300,
        ),
        ConcernForm(ref=MET.ref, form=FORM, inputs=boxes),
        ConcernForm(ref=MET.ref, number=0, concern=concerns[0], inputs=boxes, note="n" * 300),
    ]  # fmt: skip


def _views(typed: str) -> list[View]:
    return [*_of_focus(typed), *_of_governance(typed), *_of_bilaterals(typed)]


@pytest.mark.parametrize("letter", LETTERS)
def test_a_hundred_thousand_characters_everywhere_still_make_every_card(letter: str) -> None:
    for view in _views(letter * HUGE):
        for surface in (Surface.PERSONAL, Surface.CHANNEL):
            _drawn(view, surface)


@given(typed=text)
def test_any_text_makes_every_card(typed: str) -> None:
    for view in _views(typed):
        _drawn(view)


def test_the_longest_report_that_can_be_sent_is_read_whole_on_its_pages() -> None:
    """Every ask has its button once, and nothing is cut."""
    said, pressed = "", []
    for page in (1, 2, 3):
        view = FocusReportShown(report=LONGEST, agency="A", may_add=True, page=page, at=AT)
        content = _drawn(view)
        said += words(content)
        pressed += [
            each["data"]["origin"] for each in actions(content) if verb(each) == "action.add"
        ]

    wanted = (LONGEST.demand, LONGEST.pressures, LONGEST.good_practice, *LONGEST.blockers,
              *LONGEST.enablers, *(each.text for each in LONGEST.asks))  # fmt: skip
    assert all(each.strip() in said for each in wanted)
    assert set(pressed) == {f"ask:BRD-036:AG-07:{number}" for number in range(10)}


@pytest.mark.parametrize("letter", ["x", "\U0001f600", '"'])
def test_what_may_be_sent_stands_whole_in_its_boxes_again(letter: str) -> None:
    """Also where each character takes two units, with a fault at each box."""
    typed = {each.id: letter * 500 for each in PAGES["now"]}
    lines = "\n".join([letter * 300] * 10)
    typed |= {each.id: lines for page in ("partners", "asks") for each in PAGES[page]}
    faults = {name: Fault("V23", kind="a name") for name in typed}
    for page, boxes in PAGES.items():
        view = FocusReportForm(
            form=FORM, report=REPORT, agency="A" * 80, page=page, inputs=typed, faults=faults
        )
        kept = {each["id"]: each["value"] for each in inputs(_drawn(view))}
        assert kept == {each.id: typed[each.id] for each in boxes}


def test_a_whole_version_is_read_on_its_pages() -> None:
    document = replace(
        TERMS,
        state=VersionState.AGREED,
        sections={key: f"<{key}> ".ljust(1_000, "x") for key in SECTIONS},
    )

    said = "".join(
        words(_drawn(VersionShown(document=document, page=page, at=AT))) for page in (1, 2, 3)
    )

    assert all(f"<{key}>" in said for key in SECTIONS)
