"""Referrals that may be of the same person are found by their digests, with nothing opened."""

import hmac
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from board.alike import Alike
from board.matching import MOST_SHOWN, NAMESAKES_SHOWN, Traits, Why, joined_words
from board.referrals import Referral, ReferralState
from storage.blind_index import (
    DIGEST_LENGTH,
    TokenKind,
    mistyped_clues,
    sought_clues,
    written_tokens,
)
from storage.cipher import Keys
from storage.database import Database
from storage.disposal import CONTENT_KEPT, dispose_content
from storage.key_file import add_key
from storage.matching import MOST_WEIGHED
from storage.unit import Unit
from tests.storage.builders import HERE, NOON
from tests.storage.conftest import Opener
from tests.storage.made_up_people import Person, a_referral_of, referral_of

ZEPHYRINE = Person("Zephyrine", "Quillfeather", date(1984, 7, 12), number="9434765919")
SOMEBODY = Person("Orlin", "Maxbury", date(1991, 3, 28))


def keep(database: Database, *people: Person, first: int = 1) -> list[Referral]:
    """A referral of each of these, under references that count up."""

    def insert(unit: Unit) -> list[Referral]:
        kept = [
            a_referral_of(unit, person, f"REF-2026-{number:04d}")
            for number, person in enumerate(people, first)
        ]
        for each in kept:
            unit.referrals.insert(each)
        return kept

    return database.write_now(insert, origin=HERE)


def ask(database: Database, person: Person) -> tuple[Alike, ...]:
    """What comes up for a new referral of this person."""

    def alike(unit: Unit) -> tuple[Alike, ...]:
        return unit.referrals.alike(a_referral_of(unit, person, "REF-2027-0001"))

    return database.write_now(alike, origin=HERE)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (ZEPHYRINE, ["same_number", "same_name", "same_born"]),
        (replace(ZEPHYRINE, first="Quillfeather", last="Zephyrine", number=""),
         ["same_name", "same_born"]),
        (replace(ZEPHYRINE, first="Zefirine", number=""), ["similar_name", "same_born"]),
        (replace(ZEPHYRINE, first="Zehpyrine", last="Quilfeather", number=""),
         ["similar_name", "same_born"]),
        (replace(ZEPHYRINE, middle="Ottoline", born=date(1984, 12, 7), number=""),
         ["same_name", "similar_born"]),
        (replace(ZEPHYRINE, last="Quill-Feather", says_born="about 40", number=""),
         ["same_name", "age_fits"]),
        (replace(ZEPHYRINE, last="Maxbury", number=""), ["part_of_name", "same_born"]),
        (Person("Ives", "Norbeck", SOMEBODY.born, number="NHS 943 476 5919"),
         ["same_number", "different_born"]),
        (replace(ZEPHYRINE, born=date(1951, 2, 3), number=""), ["same_name", "different_born"]),
        (replace(ZEPHYRINE, first="unknown", last="", number=""), ["same_born"]),
    ],
)  # fmt: skip
def test_a_person_written_otherwise_is_found_and_it_is_said_why(
    database: Database, asked: Person, why: list[str]
):
    keep(database, SOMEBODY, ZEPHYRINE, replace(SOMEBODY, first="Wilmot", born=date(1970, 5, 5)))

    found = ask(database, asked)

    assert [(each.referral.ref, [*each.why]) for each in found] == [("REF-2026-0002", why)]


@pytest.mark.parametrize(
    "asked",
    [
        SOMEBODY,
        replace(SOMEBODY, first="Zephyrine"),
        replace(SOMEBODY, born=ZEPHYRINE.born),
        replace(SOMEBODY, first="Zephyrine", says_born="about 42"),
        replace(ZEPHYRINE, first="Zefirine", says_born="about 70", number=""),
        replace(SOMEBODY, first="", last="", number="", says_born="about 42"),
    ],
)
def test_somebody_else_is_not_found(database: Database, asked: Person):
    keep(database, ZEPHYRINE)

    assert ask(database, asked) == ()


def test_two_people_who_are_both_unknown_are_not_alike(database: Database):
    unknown = Person("Unknown", "male", NOON.date(), says_born="about 30")
    keep(database, unknown)

    assert ask(database, unknown) == ()


def test_an_age_finds_a_date_and_a_date_finds_an_age(database: Database):
    by_age = replace(ZEPHYRINE, says_born="approx 40", number="")
    by_date = replace(ZEPHYRINE, number="")
    keep(database, by_age, by_date)

    found = [ask(database, each) for each in (by_age, by_date)]

    assert [{each.referral.ref: each.why for each in one} for one in found] == [
        dict.fromkeys(("REF-2026-0002", "REF-2026-0001"), (Why.SAME_NAME, Why.AGE_FITS)),
        {"REF-2026-0002": (Why.SAME_NAME, Why.SAME_BORN),
         "REF-2026-0001": (Why.SAME_NAME, Why.AGE_FITS)},
    ]  # fmt: skip


def test_nothing_is_opened_and_the_referral_itself_is_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    one, other = keep(database, ZEPHYRINE, ZEPHYRINE)
    monkeypatch.setattr(Keys, "open", None)

    found = database.read_now(lambda s: s.referrals.alike(one))

    unopened = replace(other, identity=None, health=None, additions=None)
    assert [each.referral for each in found] == [unopened]


def test_the_most_alike_come_first_then_the_latest_and_never_too_many(database: Database):
    less = [replace(ZEPHYRINE, first="Zephyrin", number="")] * 3
    keep(database, *less, *[ZEPHYRINE] * (MOST_SHOWN - 1))

    found = [each.referral.ref for each in ask(database, ZEPHYRINE)]

    assert found == [f"REF-2026-{number:04d}" for number in (10, 9, 8, 7, 6, 5, 4, 3)]


def test_namesakes_are_shown_only_while_they_are_few(database: Database):
    born = [ZEPHYRINE.born + timedelta(days=3333 * each) for each in range(1, 9)]
    namesakes = [replace(ZEPHYRINE, born=each, number="") for each in born]
    keep(database, *namesakes[:NAMESAKES_SHOWN])
    few = ask(database, replace(ZEPHYRINE, number=""))

    keep(database, *namesakes[NAMESAKES_SHOWN:], first=NAMESAKES_SHOWN + 1)
    many = ask(database, replace(ZEPHYRINE, number=""))

    assert (len(few), many) == (NAMESAKES_SHOWN, ())


def test_a_name_that_hundreds_bear_leads_to_nobody_but_still_counts(database: Database):
    """Otherwise the commonest names would be the slowest and longest lists."""
    many = [Person("Zephyrine", f"Xq{each:04d}", date(1950, 1, 1)) for each in range(MOST_WEIGHED)]
    keep(database, *many, ZEPHYRINE)

    year_off = replace(ZEPHYRINE, born=date(1985, 7, 12), last="Maxbury", number="")
    found = ask(database, year_off)

    assert [each.why for each in found] == [(Why.PART_OF_NAME, Why.SIMILAR_BORN)]
    assert ask(database, replace(year_off, born=date(1962, 9, 30))) == ()


def test_a_corrected_name_is_found_and_the_wrong_one_no_longer(database: Database):
    [sent] = keep(database, replace(SOMEBODY, number=""))
    corrected = referral_of(sent, replace(ZEPHYRINE, number=""), sent.ref)
    database.write_now(lambda unit: unit.referrals.save(corrected), origin=HERE)

    found = [ask(database, each) for each in (SOMEBODY, ZEPHYRINE)]

    assert [len(each) for each in found] == [0, 1]


def test_what_is_disposed_of_is_not_found(database: Database):
    [sent] = keep(database, ZEPHYRINE)
    closed = replace(sent, state=ReferralState.CLOSED, closed_on=NOON.date())
    database.write_now(lambda unit: unit.referrals.save(closed), origin=HERE)
    later = NOON + CONTENT_KEPT + timedelta(days=2)

    found_before = len(ask(database, ZEPHYRINE))
    database.write_now(lambda unit: dispose_content(unit, later), origin=HERE)

    assert (found_before, ask(database, ZEPHYRINE)) == (1, ())


def test_what_a_former_key_wrote_is_found_with_both(
    url: str, opener: Opener, keys: Keys, key_file: Path, tmp_path: Path
):
    keep(opener(url), ZEPHYRINE)
    both = tmp_path / "both"
    both.write_bytes(key_file.read_bytes())
    add_key(both, after=bytes.fromhex(keys.writing_id))
    renewed = Database.open(url, Keys.load(both), machine_now=lambda: NOON)

    found = ask(renewed, replace(ZEPHYRINE, first="Zephyryne", number=""))
    renewed.close_now()

    assert [each.why for each in found] == [(Why.SIMILAR_NAME, Why.SAME_BORN)]


def test_every_search_goes_by_an_index(sqlite_url: str, opener: Opener):
    database = opener(sqlite_url)
    [sent] = keep(database, ZEPHYRINE)
    asked: list[str] = []

    def watched(unit: Unit) -> list[str]:
        connection = unit.referrals._connection
        raw: Any = connection.connection.dbapi_connection
        raw.set_trace_callback(asked.append)
        unit.referrals.alike(replace(sent, ref="REF-2027-0001"))
        raw.set_trace_callback(None)
        steps = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}") for each in asked]
        return [row[3] for each in steps for row in each if "USING" in row[3] or "_" in row[3]]

    plans = database.write_now(watched, origin=HERE)

    assert len(asked) == 3
    assert not [each for each in plans if each.startswith("SCAN")], plans


# --- the digests --------------------------------------------------------------------------------


def test_digests_are_keyed_short_and_found_after_a_new_key():
    old, new = Keys([b"a" * 32]), Keys([b"a" * 32, b"b" * 32])
    traits = Traits(names=("zephyrine",), numbers=("9434765919",))

    written = written_tokens(old, traits)

    assert {len(digest) for _, digest in written} == {DIGEST_LENGTH}
    assert {digest for _, digest in written} <= sought_clues(new, traits).keys()
    assert not written & written_tokens(new, traits)


def test_a_digest_is_an_ordinary_hmac_cut_short():
    keys = Keys([b"a" * 32])

    written = written_tokens(keys, Traits(numbers=("9434765919",)))

    whole = hmac.digest(keys.blind_key(), b"number\x009434765919", "sha256")
    assert written == {(TokenKind.NUMBER, whole[:DIGEST_LENGTH])}


def test_allowance_for_errors_is_made_in_asking_not_in_what_is_kept(keys: Keys):
    """So the index is small, and tells nobody without the key more than exact matching needs."""
    names = ("mary", "ann", "zephyrine")
    traits = Traits(names=names, joined=joined_words(names), born=NOON.date(), numbers=("12345",))

    kept = Counter(kind for kind, _ in written_tokens(keys, traits))

    assert kept == {
        TokenKind.NAME: 3,
        TokenKind.PHONETIC: 3,
        TokenKind.PAIR: 3,
        TokenKind.JOINED: 2,
        TokenKind.BORN: 1,
        TokenKind.YEAR: 1,
        TokenKind.NUMBER: 1,
    }
    assert len(mistyped_clues(keys, traits)) > 700
