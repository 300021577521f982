"""The key file is changed whole, by one at a time, and the running bot takes over what changed."""

from pathlib import Path

import pytest

from board.tiers import Tier
from storage.cipher import KeyFileBroken, KeyMissing, Keys
from storage.key_file import KeyFileChanged, add_key, promote_key, read_key_file, retire_keys

CLEAR = {"subject_name": "Zephyrine"}
WHERE = ("referrals", "REF-2026-0001", Tier.T3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file with one key and a comment."""
    made = tmp_path / "keys"
    Keys.make(made)
    made.write_text(f"# kept by the records manager\n{made.read_text()}")
    return made


def writing(path: Path) -> bytes:
    return bytes.fromhex(Keys.load(path).writing_id)


def test_a_new_key_writes_and_the_old_one_still_reads(path: Path):
    before = Keys.load(path)
    sealed, was = before.seal(*WHERE, CLEAR), before.writing_id

    add_key(path, after=writing(path))

    after = Keys.load(path)
    assert after.writing_id != was
    assert after.open(*WHERE, sealed) == CLEAR
    assert path.read_text().startswith("# kept by the records manager\n")


def test_who_may_read_the_file_stays_the_same_and_nothing_lies_about(path: Path):
    path.chmod(0o440)

    add_key(path, after=writing(path))

    assert path.stat().st_mode & 0o777 == 0o440
    assert [each.name for each in path.parent.iterdir()] == ["keys"]


def test_a_file_that_is_a_link_stays_one(path: Path, tmp_path: Path):
    link = tmp_path / "link"
    link.symlink_to(path)

    add_key(link, after=writing(path))

    assert link.is_symlink()
    assert len(read_key_file(path)) == 2


def test_whoever_comes_second_adds_nothing(path: Path):
    """Two rotations at once: a key of which nobody has a copy would lose what it sealed."""
    seen = writing(path)
    add_key(path, after=seen)
    first = path.read_text()

    with pytest.raises(KeyFileChanged):
        add_key(path, after=seen)

    assert path.read_text() == first


def test_a_running_bot_opens_what_a_key_sealed_that_was_added_since(path: Path):
    running = Keys.load(path)
    was = running.writing_id
    add_key(path, after=writing(path))
    elsewhere = Keys.load(path).seal(*WHERE, CLEAR)

    assert running.open(*WHERE, elsewhere) == CLEAR
    assert running.writing_id == Keys.load(path).writing_id != was


def test_a_running_bot_seals_under_a_new_key_from_the_next_value_on(path: Path):
    running = Keys.load(path)
    add_key(path, after=writing(path))

    sealed = running.seal(*WHERE, CLEAR)

    assert sealed[1:9] == writing(path)
    assert running.blind_key() == Keys.load(path).blind_key()


@pytest.mark.parametrize("damage", ["not a key\n", "", None])
def test_a_running_bot_goes_on_with_its_keys_while_the_file_cannot_be_read(
    path: Path, damage: str | None
):
    running = Keys.load(path)
    sealed, kept = running.seal(*WHERE, CLEAR), path.read_text()
    path.unlink() if damage is None else path.write_text(damage)

    assert running.open(*WHERE, running.seal(*WHERE, CLEAR)) == CLEAR
    assert running.open(*WHERE, sealed) == CLEAR

    path.write_text(kept)
    add_key(path, after=writing(path))
    assert running.writing_id == Keys.load(path).writing_id


def test_a_next_key_reads_and_writes_only_once_it_is_promoted(path: Path):
    """Every machine must have it before anything is sealed under it."""
    old = writing(path)
    add_key(path, after=old, is_next=True)
    prepared = Keys.load(path)
    assert prepared.writing_id == old.hex()
    [next_id] = prepared.ids - {old.hex()}

    promote_key(path, after=old)

    assert Keys.load(path).writing_id == next_id
    sealed = Keys.load(path).seal(*WHERE, CLEAR)
    assert prepared.open(*WHERE, sealed) == CLEAR


def test_a_retired_key_opens_nothing_and_still_verifies_the_audit(path: Path):
    old = writing(path)
    before = Keys.load(path)
    sealed = before.seal(*WHERE, CLEAR)
    add_key(path, after=old)

    retire_keys(path, besides=writing(path), verifying=[old])

    after = Keys.load(path)
    assert after.audit_key(old.hex()) == before.audit_key(old.hex())
    assert old.hex() not in after.ids
    assert len(after.blind_keys()) == 1
    with pytest.raises(KeyMissing):
        after.open(*WHERE, sealed)
    with pytest.raises(KeyMissing):
        after.backup_key(old.hex())


def test_a_key_that_nothing_was_chained_with_goes_altogether(path: Path):
    old = writing(path)
    add_key(path, after=old)

    retire_keys(path, besides=writing(path), verifying=[])

    assert [each.id for each in read_key_file(path)] == [writing(path)]
    assert old.hex() not in path.read_text()


@pytest.mark.parametrize("line", ["next", "audit", "audit 00:AAAA", "next !!", "audit zz:AAAA"])
def test_a_broken_line_of_another_kind_is_named(path: Path, line: str):
    path.write_text(f"{path.read_text()}{line}\n")

    with pytest.raises(KeyFileBroken, match="line 3"):
        Keys.load(path)


def test_a_file_in_which_no_key_writes_is_missing_one(path: Path):
    keys = path.read_text().splitlines()[1]
    path.write_text(f"next {keys}\n")

    with pytest.raises(KeyMissing):
        Keys.load(path)
