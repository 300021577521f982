"""What is sealed opens only where it belongs, under the key it names."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.tiers import Tier
from storage.cipher import KeyFileBroken, KeyMissing, Keys, SealBroken

CLEAR = {"subject_name": "Zephyrine", "conditions": ["bipolar"], "half": "\ud800", "nul": "\0"}
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def line(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def test_what_was_sealed_opens_as_it_was():
    keys = Keys([OLD])

    sealed = keys.seal("referrals", "REF-2026-0001", Tier.T3, CLEAR)

    assert keys.open("referrals", "REF-2026-0001", Tier.T3, sealed) == CLEAR
    assert b"Zephyrine" not in sealed


@pytest.mark.parametrize(
    "place",
    [
        ("drafts", "REF-2026-0001", Tier.T3),
        ("referrals", "REF-2026-0002", Tier.T3),
        ("referrals", "REF-2026-0001", Tier.T4),
        ("referralsREF", "-2026-0001", Tier.T3),
    ],
)
def test_it_opens_nowhere_else(place: tuple[str, str, Tier]):
    keys = Keys([OLD])
    sealed = keys.seal("referrals", "REF-2026-0001", Tier.T3, CLEAR)

    with pytest.raises(SealBroken):
        keys.open(*place, sealed)


@given(where=st.integers(0, 200), by=st.integers(1, 255))
def test_any_changed_byte_breaks_the_seal(where: int, by: int):
    keys = Keys([OLD])
    sealed = bytearray(keys.seal("referrals", "R", Tier.T3, CLEAR))
    sealed[where % len(sealed)] ^= by

    with pytest.raises((SealBroken, KeyMissing)):
        keys.open("referrals", "R", Tier.T3, bytes(sealed))


@given(length=st.integers(0, 60))
def test_a_seal_cut_short_is_broken(length: int):
    keys = Keys([OLD])
    sealed = keys.seal("referrals", "R", Tier.T3, CLEAR)[:length]

    with pytest.raises(SealBroken):
        keys.open("referrals", "R", Tier.T3, sealed)


def test_the_same_value_is_never_sealed_alike():
    keys = Keys([OLD])

    assert len({keys.seal("t", "r", Tier.T3, CLEAR) for _ in range(20)}) == 20


def test_the_last_key_writes_and_every_key_reads():
    before = Keys([OLD]).seal("t", "r", Tier.T3, CLEAR)
    after = Keys([OLD, NEW]).seal("t", "r", Tier.T3, CLEAR)

    assert Keys([OLD, NEW]).open("t", "r", Tier.T3, before) == CLEAR
    assert Keys([NEW]).open("t", "r", Tier.T3, after) == CLEAR
    with pytest.raises(KeyMissing):
        Keys([NEW]).open("t", "r", Tier.T3, before)


def test_keys_of_different_use_are_different():
    keys = Keys([OLD])

    assert keys.blind_key() != keys.audit_key(keys.writing_id)
    assert OLD not in {keys.blind_key(), keys.audit_key(keys.writing_id)}


def test_a_key_file_may_have_comments_and_empty_lines(tmp_path: Path):
    path = tmp_path / "keys"
    path.write_text(f"# made by hand\n\n{line(OLD)}  # of 2026\n   \n{line(NEW)}\n")

    keys = Keys.load(path)

    assert keys.writing_id == Keys([NEW]).writing_id
    assert len(keys.blind_keys()) == 2


@pytest.mark.parametrize("bad", ["not base64!", line(b"short"), line(OLD) + line(NEW)])
def test_a_broken_line_is_named_and_not_shown(tmp_path: Path, bad: str):
    path = tmp_path / "keys"
    path.write_text(f"{line(OLD)}\n{bad}\n")

    with pytest.raises(KeyFileBroken, match="line 2") as broken:
        Keys.load(path)

    assert bad not in str(broken.value)


def test_a_file_without_keys_or_no_file_is_missing(tmp_path: Path):
    empty = tmp_path / "keys"
    empty.write_text("# nothing yet\n")

    with pytest.raises(KeyMissing):
        Keys.load(empty)
    with pytest.raises(KeyMissing):
        Keys.load(tmp_path / "none")


def test_a_file_that_is_no_text_is_named(tmp_path: Path):
    path = tmp_path / "keys"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(KeyFileBroken):
        Keys.load(path)


def test_a_new_key_file_is_its_owners_alone_and_never_overwritten(tmp_path: Path):
    path = tmp_path / "keys"

    made = Keys.make(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert Keys.load(path).writing_id == made.writing_id
    with pytest.raises(FileExistsError):
        Keys.make(path)
    assert [each.name for each in tmp_path.iterdir()] == ["keys"]


def test_nothing_shows_a_key():
    assert line(OLD) not in repr(Keys([OLD])) + repr(Keys([OLD])._ring)
    assert repr(OLD)[2:10] not in repr(Keys([OLD])._ring)
