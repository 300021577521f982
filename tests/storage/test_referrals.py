"""Referrals are kept sealed, numbered without gaps, and can be told apart unopened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from board.errors import Forbidden
from board.referrals import (
    Referral,
    ReferralState,
    add_information,
    complete,
    withdraw,
)
from storage.database import Database
from storage.disposal import CONTENT_KEPT, dispose_content, dispose_drafts, dispose_replays
from storage.drafts import REMEMBERED
from storage.tables import METADATA
from storage.unit import Unit
from tests.storage.builders import HERE, NOON, TYPED, a_draft, a_referral, send

LATER = NOON + CONTENT_KEPT + timedelta(days=2)


def test_a_referral_comes_back_as_it_was_sent(database: Database):
    sent = database.write_now(a_referral, origin=HERE)

    assert database.read_now(lambda s: s.referrals.get(sent.ref)) == sent


def test_changes_and_additions_are_kept(database: Database):
    sent = database.write_now(a_referral, origin=HERE)
    nurse = database.read_now(lambda s: s.people.person("account-nurse", name="", now=NOON))

    def change(unit: Unit) -> Referral:
        referral = unit.referrals.get(sent.ref, for_change=True)
        more, _ = add_information(referral, "He has a knife.", by=nurse, now=NOON)
        more, _ = complete(more, {"tried": "Talking", "ethnicity": "roma"}, by=nurse, now=NOON)
        gone, _ = withdraw(more, by=nurse, now=NOON)
        return unit.referrals.save(gone)

    saved = database.write_now(change, origin=HERE)
    kept = database.read_now(lambda s: s.referrals.get(sent.ref))
    assert kept == saved
    assert kept.version == 2
    assert kept.additions is not None
    assert kept.additions[0].text == "He has a knife."
    assert kept.identity == {**(sent.identity or {}), "tried": "Talking"}


def test_saving_a_view_without_content_leaves_the_content(database: Database):
    sent = database.write_now(a_referral, origin=HERE)
    view = replace(sent, concern=None, identity=None, health=None, additions=None, case="MHR-1")

    database.write_now(lambda unit: unit.referrals.save(view), origin=HERE)

    kept = database.read_now(lambda s: s.referrals.get(sent.ref))
    assert kept == replace(sent, case="MHR-1", version=2)


def test_lists_are_read_without_opening_anything(database: Database):
    sent = [database.write_now(a_referral, origin=HERE) for _ in range(3)]
    closed = replace(sent[0], state=ReferralState.CLOSED)
    database.write_now(lambda unit: unit.referrals.save(closed), origin=HERE)

    waiting = database.read_now(lambda s: s.referrals.waiting())
    own = database.read_now(lambda s: s.referrals.of_referrer("account-nurse"))

    assert [each.ref for each in waiting] == [sent[1].ref, sent[2].ref]
    assert [each.ref for each in own] == [each.ref for each in reversed(sent)]
    assert {each.identity for each in (*waiting, *own)} == {None}
    assert database.read_now(lambda s: s.referrals.of_referrer("somebody-else")) == ()


def test_what_a_person_sent_is_counted_since_an_instant(database: Database):
    database.write_now(lambda u: a_referral(u, at=NOON - timedelta(days=2)), origin=HERE)
    database.write_now(a_referral, origin=HERE)

    day = NOON - timedelta(days=1)
    assert database.read_now(lambda s: s.referrals.sent_since("account-nurse", day)) == 1


def test_a_number_that_was_not_used_is_given_again(database: Database):
    def give_up(unit: Unit) -> None:
        a_referral(unit)
        raise Forbidden

    with pytest.raises(Forbidden):
        database.write_now(give_up, origin=HERE)

    assert database.write_now(a_referral, origin=HERE).ref == "REF-2026-0001"


def test_numbers_begin_again_with_the_year_in_london(database: Database):
    new_year = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
    summer = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)

    database.write_now(a_referral, origin=HERE)
    refs = [
        database.write_now(lambda u, at=at: u.referrals.next_ref(at), origin=HERE)
        for at in (new_year, summer)
    ]

    assert refs == ["REF-2027-0001", "REF-2027-0002"]


def test_numbers_go_on_above_those_that_were_loaded(database: Database):
    sent = database.write_now(a_referral, origin=HERE)
    for ref in ("REF-2026-0040", "REF-2026-0017"):
        loaded = replace(sent, ref=ref)
        database.write_now(lambda u, r=loaded: u.referrals.insert(r), origin=HERE)

    assert database.write_now(a_referral, origin=HERE).ref == "REF-2026-0041"


def stored(url: str, database: Database) -> bytes:
    """Every byte there is: SQLite's files, or PostgreSQL's rows as text."""
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        return b"".join(path.read_bytes() for path in folder.glob("board.db*"))
    with database._engine.connect() as connection:
        rows = [
            connection.execute(text(f"SELECT t::text FROM {name} t")).scalars().all()  # noqa: S608
            for name in METADATA.tables
        ]
        return str(rows).encode()


def names_in(content: bytes) -> list[str]:
    """Which typed words stand there in clear, whole or one by one."""
    words = [
        *TYPED.values(),
        "Zephyrine",
        "Quillfeather",
        "Mbeki",
        "burn the kitchen",
        "9434765919",
    ]
    return [word for word in words if word.casefold().encode() in content.lower()]


async def test_no_typed_name_is_in_the_bytes_nor_sealed_ones_after_disposal(
    url: str, database: Database
):
    await database.write(lambda unit: unit.drafts.insert(a_draft("draft")), origin=HERE)
    await database.write(lambda unit: unit.drafts.insert(a_draft("form-1")), origin=HERE)
    ref = await database.write(lambda unit: send(unit, "form-1"), origin=HERE)
    nurse = await database.read(lambda s: s.people.person("account-nurse", name="", now=NOON))
    after_sending = stored(url, database)
    row = text("SELECT sealed_t3, sealed_t4 FROM referrals")
    with database._engine.connect() as connection:
        seals = [bytes(each) for each in connection.execute(row).one()]

    def end(unit: Unit) -> None:
        gone, fact = withdraw(unit.referrals.get(ref, for_change=True), by=nurse, now=NOON)
        unit.referrals.save(gone)
        unit.record(fact)

    await database.write(end, origin=HERE)
    early = await database.write(lambda unit: dispose_content(unit, NOON), origin=HERE)
    disposed = await database.write(lambda unit: dispose_content(unit, LATER), origin=HERE)
    await database.write(lambda unit: dispose_drafts(unit, LATER), origin=HERE)
    await database.scrub()

    after_disposal = stored(url, database)
    kept = await database.read(lambda s: s.referrals.get(ref))
    assert names_in(after_sending) == []
    assert names_in(after_disposal) == []
    assert (early, disposed) == (0, 1)
    assert (kept.identity, kept.health, kept.additions) == (None, None, None)
    assert kept.concern
    with database._engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM blind_tokens")).scalar_one() == 0
    if url.startswith("sqlite"):
        assert all(seal in after_sending for seal in seals)
        assert not any(seal in after_disposal for seal in seals)


def test_an_open_referral_is_never_disposed_of(database: Database):
    sent = database.write_now(a_referral, origin=HERE)

    assert database.write_now(lambda u: dispose_content(u, LATER), origin=HERE) == 0
    assert database.read_now(lambda s: s.referrals.get(sent.ref)).identity


def test_drafts_and_answers_are_disposed_of_in_their_time(database: Database):
    day, week = timedelta(days=1), timedelta(days=7)
    database.write_now(lambda unit: unit.drafts.insert(a_draft("old")), origin=HERE)
    database.write_now(lambda u: u.drafts.insert(a_draft("new", at=NOON + day)), origin=HERE)
    database.write_now(lambda u: u.replays.keep("old", "v", "p", "R", NOON), origin=HERE)

    drafts = [
        database.write_now(lambda u, at=at: dispose_drafts(u, at), origin=HERE)
        for at in (NOON + week - timedelta(seconds=1), NOON + week)
    ]
    answers = [
        database.write_now(lambda u, at=at: dispose_replays(u, at), origin=HERE)
        for at in (NOON + day - timedelta(seconds=1), NOON + day)
    ]

    lines = database.read_now(lambda s: s.audit.lines_about("drafts"))
    assert (drafts, answers) == ([0, 1], [0, 1])
    old, new = (database.read_now(lambda s, f=form: s.drafts.get(f)) for form in ("old", "new"))
    assert old == replace(a_draft("old"), answers={})
    assert new == a_draft("new", at=NOON + day)
    database.write_now(lambda u: dispose_drafts(u, NOON + REMEMBERED), origin=HERE)
    assert database.read_now(lambda s: s.drafts.get("old")) is None
    assert [(each["name"], each["details"]) for each in lines] == [
        ("DraftsDisposed", {"count": "1"})
    ]


def test_a_hold_stops_every_disposal(database: Database):
    database.write_now(lambda unit: unit.drafts.insert(a_draft()), origin=HERE)
    database.write_now(lambda unit: unit.settings.set_hold(on=True), origin=HERE)

    held = [
        database.write_now(lambda u, d=dispose: d(u, LATER), origin=HERE)
        for dispose in (dispose_drafts, dispose_replays, dispose_content)
    ]
    database.write_now(lambda unit: unit.settings.set_hold(on=False), origin=HERE)

    assert held == [0, 0, 0]
    expired = NOON + timedelta(days=7)
    assert database.write_now(lambda u: dispose_drafts(u, expired), origin=HERE) == 1
