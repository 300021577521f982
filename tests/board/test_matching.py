"""Names, dates and numbers are compared in normal form, and it is said what they amount to."""

from dataclasses import replace
from datetime import date

import pytest

from board.matching import (
    MOST_SHOWN,
    MOST_WORDS,
    NAMESAKES_SHOWN,
    BornFit,
    Evidence,
    Likeness,
    Why,
    best,
    joined_words,
    likeness,
    misdated,
    mistyped,
    name_tokens,
    number_tokens,
    years_within,
)

FULL_NAME = Evidence(words=2, kept_words=2, same=2)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Zephyrine O'QUILLFEATHER-Mbéki", "zephyrine oquillfeather mbeki"),
        ("Mr Łukasz Sørensen-Þór", "lukasz sorensen thor"),
        ("Dr. Anna B. Maxbury (also known as Annie)", "anna maxbury annie"),
        ("Anna Anna", "anna"),
        ("UNKNOWN male, not known", ""),
        ("Юлия", "юлия"),
        ("", ""),
    ],
)
def test_a_name_is_its_words_without_marks_titles_and_fillers(typed: str, words: str):
    assert name_tokens(typed) == tuple(words.split())


def test_of_a_long_list_of_names_only_some_are_compared():
    assert len(name_tokens(" ".join(f"name{each}" for each in range(50)))) == MOST_WORDS


def test_neighbouring_words_are_also_one_but_not_first_and_last_name():
    assert joined_words(("mary", "ann", "maxbury")) == (("mary", "ann"), ("ann", "maxbury"))
    assert joined_words(("ann", "maxbury")) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NHS 943 476 5919", "9434765919"),
        ("nhs no.943-476-5919", "NHS9434765919"),
        ("PNC 12/345678A", "12 345678 a"),
        ("42LZ/12345/26", "42 LZ 12345 26"),
        ("9434765919, PNC 12/345678A", "PNC 12345678A"),
        ("RX 1234", "rx1234"),
    ],
)
def test_a_number_is_the_same_however_it_is_spaced(one: str, other: str):
    assert set(number_tokens(one)) & set(number_tokens(other))


@pytest.mark.parametrize("text", ["", "none", "2 of 3", "flat 12", "not known"])
def test_what_is_too_short_is_no_reference_number(text: str):
    assert number_tokens(text) == ()


@pytest.mark.parametrize("other", ["zephyrin", "zephyrinee", "zephirine", "zehpyrine", "ephyrine"])
def test_one_slip_of_the_finger_goes_both_ways(other: str):
    assert other in mistyped("zephyrine")
    assert "zephyrine" in mistyped(other)


def test_short_words_are_not_like_every_other():
    assert "ann" not in mistyped("ann")
    assert "anne" in mistyped("ann")
    assert "ian" not in mistyped("ann")
    assert "ann" in mistyped("anne")
    assert mistyped("al") == frozenset()
    assert mistyped("a" * 60) == frozenset()


@pytest.mark.parametrize(
    "other",
    [date(1984, 12, 7), date(1985, 7, 12), date(1983, 7, 12), date(1994, 7, 12),
     date(1984, 7, 13), date(1984, 1, 12), date(1948, 7, 12), date(1984, 7, 21)],
)  # fmt: skip
def test_one_slip_in_a_date_goes_both_ways(other: date):
    assert other in misdated(date(1984, 7, 12))
    assert date(1984, 7, 12) in misdated(other)


def test_slips_in_dates_are_few_and_real():
    for born in (date(1984, 7, 12), date(2000, 2, 29), date(1, 1, 1), date(9999, 12, 31)):
        assert born not in misdated(born)
        assert len(misdated(born)) < 60


@pytest.mark.parametrize(("age", "years"), [(0, 2), (16, 2), (24, 3), (40, 5), (80, 10)])
def test_an_estimated_age_is_trusted_less_the_older_somebody_is(age: int, years: int):
    assert years_within(age) == years


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (Evidence(numbers=1), "same_number"),
        (Evidence(words=2, kept_words=2, born=BornFit.APART, numbers=2),
         "same_number different_born"),
        (FULL_NAME, "same_name"),
        (replace(FULL_NAME, born=BornFit.SAME, numbers=1), "same_number same_name same_born"),
        (replace(FULL_NAME, same=1, similar=1), "similar_name"),
        (replace(FULL_NAME, same=0, similar=2), ""),
        (replace(FULL_NAME, same=0, similar=2, born=BornFit.AGE), "similar_name age_fits"),
        (replace(FULL_NAME, same=0, similar=2, born=BornFit.CLOSE), "similar_name similar_born"),
        (replace(FULL_NAME, same=0, similar=1, born=BornFit.SAME), "part_of_name same_born"),
        (replace(FULL_NAME, same=1, born=BornFit.CLOSE), "part_of_name similar_born"),
        (replace(FULL_NAME, same=0, similar=1, born=BornFit.CLOSE), ""),
        (replace(FULL_NAME, same=1, born=BornFit.AGE), ""),
        (replace(FULL_NAME, same=1), ""),
        (replace(FULL_NAME, same=0, born=BornFit.SAME), ""),
        (replace(FULL_NAME, same=0, words=0, born=BornFit.SAME), "same_born"),
        (replace(FULL_NAME, same=0, words=0, born=BornFit.CLOSE), ""),
        (replace(FULL_NAME, born=BornFit.APART), "same_name different_born"),
        (replace(FULL_NAME, same=1, similar=1, born=BornFit.APART), ""),
        (Evidence(words=3, kept_words=3, same=2, born=BornFit.APART), ""),
        (Evidence(words=3, kept_words=2, same=2, born=BornFit.AGE), "same_name age_fits"),
        (Evidence(words=3, kept_words=3, same=2, born=BornFit.AGE), "part_of_name age_fits"),
        (Evidence(words=1, kept_words=2, same=1, born=BornFit.AGE), ""),
        (Evidence(words=1, kept_words=2, same=1, born=BornFit.SAME), "same_name same_born"),
        (Evidence(), ""),
    ],
)  # fmt: skip
def test_what_the_evidence_amounts_to(evidence: Evidence, why: str):
    found = likeness(evidence)

    assert [str(each) for each in (found.why if found else ())] == why.split()


def test_more_in_common_counts_for_more():
    in_order = [
        replace(FULL_NAME, born=BornFit.APART),
        replace(FULL_NAME, same=0, similar=2, born=BornFit.AGE),
        replace(FULL_NAME, born=BornFit.AGE),
        replace(FULL_NAME, born=BornFit.CLOSE),
        replace(FULL_NAME, same=1, similar=1, born=BornFit.SAME),
        replace(FULL_NAME, born=BornFit.SAME),
        Evidence(words=3, kept_words=3, same=3, born=BornFit.SAME),
        replace(FULL_NAME, born=BornFit.SAME, numbers=1),
    ]

    points = [each.points for each in map(likeness, in_order) if each]

    assert points == sorted(set(points))
    assert len(points) == len(in_order)


def test_the_best_are_shown_first_then_the_latest_and_never_too_many():
    found = {f"REF-2026-{each:04d}": Likeness(7, (Why.SAME_NAME,)) for each in range(9995, 10_010)}
    found["REF-2025-0001"] = Likeness(9, (Why.SAME_NAME, Why.SAME_BORN))

    refs = [ref for ref, _ in best(found)]

    assert refs[:3] == ["REF-2025-0001", "REF-2026-10009", "REF-2026-10008"]
    assert len(refs) == MOST_SHOWN


def test_namesakes_are_shown_only_while_they_are_few():
    namesake = Likeness(4, (Why.SAME_NAME, Why.DIFFERENT_BORN))
    likely = {"REF-2026-0099": Likeness(11, (Why.SAME_NAME, Why.SAME_BORN))}
    few = {f"REF-2026-{each:04d}": namesake for each in range(NAMESAKES_SHOWN)}

    assert len(best(likely | few)) == 1 + NAMESAKES_SHOWN
    assert len(best(likely | few | {"REF-2026-0050": namesake})) == 1
