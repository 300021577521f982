"""What people type after `actions` becomes a filter, or a sentence that helps."""

from datetime import date

import pytest

from board.action_counts import horizon_of
from board.action_filter import ActionFilter, read_filter
from board.actions import OPEN, ActionState, working_days
from board.calendar import Calendar
from board.errors import BoardError
from board.people import Agency, AgencyType, Member

S = ActionState
AGENCIES = [
    Agency(key=key, name=name, short_name=short, type=AgencyType.OTHER, core=True)
    for key, name, short in (
        ("AG-02", "Invented Mental Health NHS Trust", "MH Trust"),
        ("AG-04", "Invented Ambulance Service", "Ambulance"),
        ("AG-05", "Invented Ambulance Service South", "Ambulance South"),
    )
]
MEMBERS = [
    Member(key=key, name=name, agency="AG-02", job="Lead")
    for key, name in (
        ("MEM-01", "Jane Doe-Testcase"),
        ("MEM-02", "Jane Mockwell"),
        ("MEM-03", "Wim van der Fictie"),
    )
]
EVERYTHING = (
    "state all agency MH Trust owner jane mockwell from SUB-20261112 overdue "
    "due before 2026-12-01 ward"
)


def read(words: str) -> ActionFilter:
    return read_filter(words, agencies=AGENCIES, members=MEMBERS)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", ActionFilter()),
        ("  ", ActionFilter()),
        ("overdue", ActionFilter(is_overdue=True)),
        ("OVERDUE agency ambulance", ActionFilter(is_overdue=True, agency="AG-04")),
        ("agency Ambulance South overdue", ActionFilter(is_overdue=True, agency="AG-05")),
        ("agency: Invented Ambulance Service, overdue", ActionFilter(
            is_overdue=True, agency="AG-04")),
        ('agency "MH Trust"', ActionFilter(agency="AG-02")),
        ("agency ag-02", ActionFilter(agency="AG-02")),
        ("owner jane mockwell", ActionFilter(owner="MEM-02")),
        ("owner Mockwell guidance", ActionFilter(owner="MEM-02", text="guidance")),
        ("owner wim van der fictie", ActionFilter(owner="MEM-03")),
        ("owner MEM-01", ActionFilter(owner="MEM-01")),
        ("due before 2026-12-01", ActionFilter(due_before=date(2026, 12, 1))),
        ("due before 1/12/2026, overdue", ActionFilter(
            due_before=date(2026, 12, 1), is_overdue=True)),
        ("state blocked", ActionFilter(states=frozenset({S.BLOCKED}))),
        ("state In Progress", ActionFilter(states=frozenset({S.IN_PROGRESS}))),
        ("state in_progress", ActionFilter(states=frozenset({S.IN_PROGRESS}))),
        ("state all", ActionFilter(states=frozenset(S))),
        ("state closed", ActionFilter(states=frozenset(S) - OPEN)),
        ("from BRD-035", ActionFilter(source="BRD-035")),
        ("from brd 35 custody", ActionFilter(source="BRD-035", text="custody")),
        ("source lrn-2026-008", ActionFilter(source="LRN-2026-008")),
        ("Joint  Guidance", ActionFilter(text="Joint Guidance")),
        ("due in custody", ActionFilter(text="due in custody")),
        (EVERYTHING, ActionFilter(
             states=frozenset(S), agency="AG-02", owner="MEM-02", source="SUB-20261112",
             is_overdue=True, due_before=date(2026, 12, 1), text="ward")),
    ],
)  # fmt: skip
def test_words_become_a_filter(words: str, wanted: ActionFilter):
    assert read(words) == wanted
    assert read(words).is_usual == (wanted == ActionFilter())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("agency", "filter_agency"),
        ("agency Navy", "filter_agency"),
        ("owner", "filter_owner"),
        ("owner Nobody At All", "filter_owner"),
        ("owner Jane", "filter_owner"),
        ("due before", "filter_date"),
        ("due before soon", "filter_date"),
        ("due before 2026-02-30", "filter_date"),
        ("state furious", "filter_state"),
        ("from", "filter_source"),
        ("from wards", "filter_source"),
    ],
)
def test_what_names_nobody_and_nothing_is_refused_in_words_that_help(words: str, code: str):
    with pytest.raises(BoardError) as refusal:
        read(words)

    assert refusal.value.code == code
    assert "actions" in refusal.value.sentence
    assert "{" not in refusal.value.sentence


def test_the_ages_of_a_chart_begin_where_the_working_days_are_so_many():
    """On working days, at weekends and after bank holidays alike."""
    calendar = Calendar(frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}))
    for today in (date(2026, 11, 20), date(2026, 12, 27), date(2026, 12, 28), date(2027, 1, 3)):
        for most, first in zip((5, 10, 20), horizon_of(today, calendar).aged, strict=True):
            assert working_days(first, today, calendar) == most
            the_day_before = date.fromordinal(first.toordinal() - 1)
            assert working_days(the_day_before, today, calendar) == most + 1
