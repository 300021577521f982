"""What an agency in focus reports, and what a subgroup's chair reports to the board."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from board.demand import (
    DemandEntry,
    DemandStatus,
    DemandType,
    action_of_entry,
    change_status,
    checked,
    entries_of,
    entry_became_action,
    reported_again,
    risk_of_entry,
    statuses_of,
    trend_of,
)
from board.errors import BoardError, Forbidden, message
from board.focus import (
    Figure,
    FocusAsk,
    FocusReport,
    ReportStatus,
    Said,
    action_of_ask,
    ask_became_action,
    check_report,
    present,
    read_said,
    submit,
    written,
)
from board.subgroup_update import (
    Counts,
    Edited,
    Engagement,
    Share,
    SubgroupUpdate,
    UpdateState,
    approve,
    edit,
    for_pack,
    lines_of,
    redrafted,
    suppressed,
)
from tests.board.cycle_builders import FACILITATOR, MEMBER, POLICE_CHAIR, speaker

NOW = datetime(2026, 11, 13, 12, tzinfo=UTC)
SAMPLE = json.loads((Path(__file__).parents[2] / "bot/sample/board.json").read_text("utf-8"))
REQUESTED = FocusReport(meeting="BRD-036", agency="AG-07")
SAID = Said(
    demand="Attendances are up on last autumn.",
    pressures="Cubicles are used for long waits.",
    figures=(Figure("Waits over 12 hours per week", "21"),),
    blockers=("No space on peak nights",),
    enablers=("Liaison on site all hours",),
    asks=("Agree a handover time with the police", "Share the winter rota"),
    good_practice="Quiet room",
)
SPEAKER = speaker("AG-07")


def sent(said: Said = SAID) -> FocusReport:
    """A report that has come in."""
    report, _ = submit(REQUESTED, said, by=SPEAKER, now=NOW)
    return report


def test_a_report_is_sent_by_who_speaks_for_the_agency_and_presented_at_the_meeting():
    """Or put down for it by the facilitator."""
    report, fact = submit(REQUESTED, SAID, by=SPEAKER, now=NOW)
    presented, _ = present(report, by=FACILITATOR, now=NOW)

    assert not REQUESTED.is_in
    assert report.is_in
    assert (report.submitted_by, report.submitted_at) == ("rep-ag-07", NOW)
    assert (fact.name, fact.details) == ("FocusReportSubmitted", {"agency": "AG-07"})
    assert presented.status is ReportStatus.PRESENTED
    assert submit(REQUESTED, SAID, by=FACILITATOR, now=NOW)[0].is_in
    with pytest.raises(Forbidden):
        submit(REQUESTED, SAID, by=speaker("AG-08"), now=NOW)


def test_a_report_can_be_sent_again_until_it_is_presented():
    """And is presented once."""
    again, _ = submit(sent(), replace(SAID, demand="More."), by=SPEAKER, now=NOW)
    presented, _ = present(again, by=FACILITATOR, now=NOW)

    assert again.demand == "More."
    with pytest.raises(BoardError, match="report_state"):
        submit(presented, SAID, by=SPEAKER, now=NOW)
    for report in (presented, REQUESTED):
        with pytest.raises(BoardError, match="report_state"):
            present(report, by=FACILITATOR, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"demand": "  "}, "demand", "report_empty"),
        ({"demand": "x" * 501}, "demand", "V38"),
        ({"pressures": "x" * 501}, "pressures", "V38"),
        ({"good_practice": "x" * 501}, "good_practice", "V38"),
        ({"blockers": ("x" * 301,)}, "blockers", "V38"),
        ({"asks": tuple(str(n) for n in range(11))}, "asks", "lines_most"),
        ({"figures": (Figure("Beds", "1"),) * 7}, "figures", "report_figures"),
        ({"figures": (Figure("Beds", " "),)}, "figures", "report_figures"),
        ({"figures": (Figure("", "3"),)}, "figures", "report_figures"),
    ],
)
def test_a_report_keeps_to_its_limits(changes, field, code):
    """At most six figures, 500 characters of a text, 300 of a line."""
    said = replace(SAID, **changes)

    faults = check_report(said)

    assert {name: fault.code for name, fault in faults.items()} == {field: code}
    assert message(code, n=faults[field].n)
    with pytest.raises(BoardError, match=code):
        submit(REQUESTED, said, by=SPEAKER, now=NOW)


def test_a_report_at_its_limits_is_sound():
    """Six figures, ten lines."""
    most = replace(
        SAID,
        demand="x" * 500,
        figures=tuple(Figure(f"Figure {n}", "1") for n in range(6)),
        blockers=tuple(f"{n}".ljust(300, "x") for n in range(10)),
    )

    assert check_report(most) == {}


def test_the_samples_reports_are_sound():
    """Every one that the sample board has."""
    for each in SAMPLE["focus_reports"]:
        said = Said(
            demand=each["demand"], pressures=each["pressures"],
            figures=tuple(Figure(f["name"], str(f["value"])) for f in each["figures"]),
            blockers=tuple(each["blockers"]), enablers=tuple(each["enablers"]),
            asks=tuple(each["asks"]), good_practice=each["good_practice"],
        )  # fmt: skip
        assert check_report(said) == {}


def test_an_ask_becomes_an_action_in_one_step_and_once():
    """The form is filled in, and says the ask once; the ask knows its action."""
    form = action_of_ask(sent(), 0)
    became, fact = ask_became_action(sent(), 0, "ACT-2026-0112", by=FACILITATOR, now=NOW)

    assert form == {
        "title": "Agree a handover time with the police",
        "detail": "",
        "source": "BRD-036",
        "source_agency": "AG-07",
    }
    assert became.asks[0] == FocusAsk("Agree a handover time with the police", "ACT-2026-0112")
    assert fact.details == {"agency": "AG-07", "action": "ACT-2026-0112"}
    for step in (action_of_ask, lambda r, n: ask_became_action(r, n, "ACT-1", by=MEMBER, now=NOW)):
        with pytest.raises(BoardError, match="ask_is_action"):
            step(became, 0)
        with pytest.raises(BoardError, match="ask_gone"):
            step(became, 2)
        with pytest.raises(BoardError, match="ask_gone"):
            step(REQUESTED, 0)


def test_an_ask_that_is_too_long_for_a_title_is_left_to_be_worded():
    """Its words are in the detail."""
    form = action_of_ask(sent(replace(SAID, asks=("x" * 101,))), 0)

    assert (form["title"], form["detail"]) == ("", "x" * 101)


def test_an_ask_that_is_an_action_stays_when_the_report_is_sent_again():
    """Though it was taken out of the form."""
    became, _ = ask_became_action(sent(), 1, "ACT-2026-0113", by=FACILITATOR, now=NOW)

    again, _ = submit(became, replace(SAID, asks=("Something else",)), by=SPEAKER, now=NOW)

    assert again.asks == (
        FocusAsk("Share the winter rota", "ACT-2026-0113", number=1),
        FocusAsk("Something else", number=2),
    )
    with pytest.raises(BoardError, match="ask_gone"):
        action_of_ask(again, 0)


def test_what_a_report_says_goes_into_the_register_of_demand():
    """Demand, pressures and blockers are open, enablers in use."""
    entries = list(entries_of(sent(), first=11, now=NOW))

    assert [(each.ref, each.type, each.status) for each in entries] == [
        ("DEM-011", DemandType.DEMAND, DemandStatus.OPEN),
        ("DEM-012", DemandType.PRESSURE, DemandStatus.OPEN),
        ("DEM-013", DemandType.BLOCKER, DemandStatus.OPEN),
        ("DEM-014", DemandType.ENABLER, DemandStatus.IN_USE),
    ]
    assert {(each.agency, each.meeting, each.since) for each in entries} == {
        ("AG-07", "BRD-036", date(2026, 11, 13))
    }


def test_what_is_longer_than_an_entry_is_cut_at_a_word():
    """The report has all of it."""
    report = sent(replace(SAID, demand="word " * 90))

    [demand, *_] = entries_of(report, first=1, now=NOW)

    assert len(demand.text) <= 300
    assert demand.text.endswith("word...")
    assert checked(demand) == demand


def test_the_register_follows_a_report_that_is_sent_again():
    """What it says still is left alone; what not is withdrawn, unless it has become more."""
    first = tuple(entries_of(sent(replace(SAID, blockers=("A", "B", "C"))), first=1, now=NOW))
    by_text = {each.text: each for each in first}
    worked_on = replace(by_text["A"], status=DemandStatus.MITIGATING, version=4)
    action = replace(by_text["C"], action="ACT-2026-0001")
    known = tuple({"A": worked_on, "C": action}.get(each.text, each) for each in first)

    added, changed = reported_again(known, sent(replace(SAID, blockers=("A", "D"))), now=NOW)

    assert [each.text for each in added] == ["D"]
    assert [(each.text, each.status, each.settled_on) for each in changed] == [
        ("B", DemandStatus.WITHDRAWN, date(2026, 11, 13))
    ]
    gone = tuple(changed[0] if each.text == "B" else each for each in known)
    _, back = reported_again(gone, sent(replace(SAID, blockers=("A", "B"))), now=NOW)
    assert [(each.text, each.status, each.settled_on) for each in back] == [
        ("B", DemandStatus.OPEN, None)
    ]


def test_an_entry_is_moved_by_its_agency_and_by_who_runs_meetings():
    """A day is kept on which it was settled, and taken back with it."""
    entry = next(entries_of(sent(), first=1, now=NOW))

    resolved, fact = change_status(entry, DemandStatus.RESOLVED, by=SPEAKER, now=NOW)
    again, _ = change_status(resolved, DemandStatus.OPEN, by=FACILITATOR, now=NOW)

    assert resolved.settled_on == date(2026, 11, 13)
    assert again.settled_on is None
    assert fact.details == {"agency": "AG-07", "status": "resolved"}
    with pytest.raises(Forbidden):
        change_status(entry, DemandStatus.RESOLVED, by=speaker("AG-08"), now=NOW)
    with pytest.raises(BoardError, match="entry_status"):
        change_status(entry, DemandStatus.WITHDRAWN, by=SPEAKER, now=NOW)


def test_an_entry_becomes_an_action_and_a_risk_once_each():
    """An action means that it is worked on."""
    entry = next(entries_of(sent(), first=1, now=NOW))

    acted, _ = entry_became_action(entry, "ACT-2026-0001", by=MEMBER, now=NOW)
    risked, risk, fact = risk_of_entry(acted, "RSK-020", by=MEMBER, now=NOW)

    assert (risked.action, risked.risk) == ("ACT-2026-0001", "RSK-020")
    assert acted.status is DemandStatus.MITIGATING
    assert (risk.title, risk.owner_agency, risk.source) == (entry.text, "AG-07", entry.ref)
    assert fact.details == {"agency": "AG-07", "risk": "RSK-020"}
    for step in (
        lambda: action_of_entry(risked),
        lambda: entry_became_action(risked, "ACT-2", by=MEMBER, now=NOW),
        lambda: risk_of_entry(risked, "RSK-021", by=MEMBER, now=NOW),
    ):
        with pytest.raises(BoardError, match="entry_became"):
            step()
    with pytest.raises(BoardError, match="entry_settled"):
        action_of_entry(replace(entry, status=DemandStatus.RESOLVED))


@pytest.mark.parametrize(
    ("since", "settled", "trend"),
    [
        (date(2026, 9, 1), None, ("level", 1, 1)),
        (date(2026, 11, 1), None, ("up", 1, 0)),
        (date(2026, 9, 1), date(2026, 11, 1), ("down", 0, 1)),
        (date(2026, 9, 1), date(2026, 9, 30), ("level", 0, 0)),
    ],
)
def test_a_trend_is_what_weighs_now_beside_an_earlier_day(since, settled, trend):
    """Enablers weigh on nobody."""
    entry = next(entries_of(sent(), first=1, now=NOW))
    status = DemandStatus.RESOLVED if settled else DemandStatus.OPEN
    weighs = replace(entry, since=since, settled_on=settled, status=status)
    helps = replace(weighs, type=DemandType.ENABLER, status=DemandStatus.IN_USE, settled_on=None)

    found = trend_of([weighs, helps], date(2026, 10, 1))

    assert (found.word, found.now, found.before) == trend


def test_a_form_is_read_as_it_was_written():
    """A figure's name may hold a colon; a line without a value is told."""
    report = sent(replace(SAID, figures=(Figure("Waits: over 12 hours", "21"),)))

    said = read_said(written(report))

    assert said == replace(SAID, figures=report.figures)
    assert check_report(read_said({"demand": "Up", "figures": "no value"})).keys() == {"figures"}


def test_the_samples_register_of_demand_is_sound():
    """Each entry's status fits its type."""
    for each in SAMPLE["demand_entries"]:
        kind, status = DemandType(each["type"]), DemandStatus(each["status"])
        entry = DemandEntry(
            ref=each["id"], agency=each["agency_id"], type=kind, text=each["text"],
            since=date(2026, 10, 14), status=status,
        )  # fmt: skip
        assert checked(entry) == entry


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "entry_empty"),
        ({"text": "x" * 301}, "entry_empty"),
        ({"status": DemandStatus.IN_USE}, "entry_status"),
        ({"type": DemandType.ENABLER}, "entry_status"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(changes, code):
    """A blocker is not in use, an enabler is not open."""
    entry = next(entries_of(sent(), first=1, now=NOW))

    with pytest.raises(BoardError, match=code) as refusal:
        checked(replace(entry, **changes))

    assert refusal.value.sentence
    assert statuses_of(DemandType.PRESSURE) == statuses_of(DemandType.BLOCKER)


# --- the subgroup's update ---------------------------------------------------------------------

COUNTS = Counts(
    meetings=5, referrals=5, cases=13, new=2, reviews=16,
    outcomes={"plan_agreed": 6, "monitoring": 5, "closed": 2},
    engagement={
        "AG-01": Engagement(attended=Share(5, 5)),
        "AG-11": Engagement(attended=Share(12, 7), research=Share(3, 2)),
    },
    plans_active=3, plans_overdue=("PLN-2026-004",),
)  # fmt: skip
DRAFT = SubgroupUpdate(
    board="BRD-036", forum="SUBGROUP-A", chair="mab-member", since=date(2026, 10, 15),
    until=date(2026, 11, 17), counts=COUNTS,
)  # fmt: skip
CHAIR = MEMBER
WORDS = Edited(results=("One person moved to a home",), themes=("Discharge",), blockers="Housing")


def test_only_that_subgroups_chair_edits_and_approves():
    """No co-chair and no facilitator in its place."""
    edited, _ = edit(DRAFT, WORDS, by=CHAIR, now=NOW)
    approved, fact = approve(edited, by=CHAIR, now=NOW)

    assert (approved.approved_by, approved.approved_at) == ("mab-member", NOW)
    assert (fact.name, fact.about) == ("SubgroupUpdateApproved", "BRD-036")
    for other in (FACILITATOR, POLICE_CHAIR):
        with pytest.raises(Forbidden):
            approve(edited, by=other, now=NOW)
        with pytest.raises(Forbidden):
            edit(edited, WORDS, by=other, now=NOW)
    with pytest.raises(BoardError, match="update_approved"):
        approve(approved, by=CHAIR, now=NOW)


def test_it_does_not_enter_the_pack_before_it_is_approved():
    """Nor after it was changed again."""
    approved, _ = approve(DRAFT, by=CHAIR, now=NOW)
    changed, _ = edit(approved, WORDS, by=CHAIR, now=NOW)

    assert for_pack(approved) is approved
    assert (changed.state, changed.approved_by) == (UpdateState.DRAFT, "")
    for update in (DRAFT, changed):
        with pytest.raises(BoardError, match="update_not_approved"):
            for_pack(update)


def test_the_counts_follow_the_records_until_it_is_approved():
    """What was approved is what goes out."""
    fresh = replace(COUNTS, meetings=6)
    edited, _ = edit(DRAFT, WORDS, by=CHAIR, now=NOW)
    approved, _ = approve(edited, by=CHAIR, now=NOW)

    assert redrafted(edited, fresh).counts == fresh
    assert redrafted(edited, fresh).themes == ("Discharge",)
    assert redrafted(approved, fresh) == approved


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (Edited(themes=("a", "b", "c", "d")), "update_themes"),
        (Edited(themes=("x" * 101,)), "V38"),
        (Edited(results=("x" * 501,)), "V38"),
        (Edited(blockers="x" * 501), "V38"),
    ],
)
def test_the_chairs_words_keep_to_their_limits(words, code):
    """At most three themes."""
    with pytest.raises(BoardError, match=code) as refusal:
        edit(DRAFT, words, by=CHAIR, now=NOW)

    assert refusal.value.sentence


def test_the_update_in_words_hides_small_numbers_by_outcome():
    """And percentages of fewer than ten."""
    edited, _ = edit(DRAFT, WORDS, by=CHAIR, now=NOW)

    lines = list(lines_of(edited, {"AG-11": "Housing"}))

    assert ("Cases heard", "13 (2 new, 16 reviews)") in lines
    assert ("Outcome: closed", "fewer than 5") in lines
    assert ("Outcome: monitoring", "not shown") in lines
    assert ("Outcome: plan agreed", "6") in lines
    assert ("Plans", "3 active; review overdue: PLN-2026-004") in lines
    [took_part] = [words for heading, words in lines if heading == "Housing"]
    assert took_part == "attended 58% (7 of 12); research on time 2 of 3"
    assert lines[-2:] == [("Theme", "Discharge"), ("Blockers for the board", "Housing")]


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        ({"a": 0, "b": 5}, {"a": "0", "b": "5"}),
        ({"a": 1, "b": 4, "c": 9}, {"a": "fewer than 5", "b": "fewer than 5", "c": "9"}),
        ({"a": 4, "b": 7, "c": 6}, {"a": "fewer than 5", "b": "7", "c": "not shown"}),
        ({"a": 4}, {"a": "fewer than 5"}),
        ({}, {}),
    ],
)
def test_a_count_that_stands_alone_is_not_given_away_by_the_sum(table, shown):
    """The next smallest is hidden with it."""
    assert suppressed(table) == shown
