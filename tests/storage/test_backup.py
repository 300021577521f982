"""A backup is one moment, whole, without keys; it comes back into an empty place, or is refused."""

import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect, select, text

from storage.backup import back_up
from storage.backup_file import Manifest, opened_backup, put_manifest
from storage.cipher import KeyMissing, Keys
from storage.database import Database
from storage.engines import make_engines
from storage.errors import (
    BackupDamaged,
    BackupTooNew,
    DatabaseTooNew,
    NoBoard,
    NotEmpty,
    WrongMode,
)
from storage.key_file import add_key
from storage.migrate import config
from storage.restore import restore
from storage.settings import Mode
from storage.tables import METADATA
from tests.postgres import Postgres
from tests.storage.builders import HERE, NOON, a_fact, send
from tests.storage.conftest import Opener
from tests.storage.sealed_board import NAMES, all_opened, sealed_board

Rows = dict[str, set[str]]


@pytest.fixture
def born(url: str, opener: Opener) -> Database:
    """A board for rehearsal with something in every sealed column."""
    database = opener(url)
    database.claim_mode(Mode.REHEARSAL)
    database.write_now(sealed_board, origin=HERE)
    return database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "board.backup"


@pytest.fixture
def another_place(postgres: Postgres, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """An empty place of a kind."""
    made: list[str] = []

    def place(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'elsewhere.db'}"
        made.append(postgres.create())
        return made[-1]

    yield place
    for each in made:
        postgres.drop(each)


def kept(url: str, keys: Keys, file: Path, mode: Mode = Mode.REHEARSAL) -> Manifest:
    return back_up(url, keys, file, mode=mode, made_at=NOON)


def rows_of(database: Database) -> Rows:
    """Every row of every table."""
    return {
        name: {
            repr([_comparable(value) for value in row])
            for row in database.read_now(
                lambda s, of=table: s._connection.execute(select(of)).all()
            )
        }
        for name, table in METADATA.tables.items()
    }


def _comparable(value: Any) -> Any:
    """PostgreSQL puts the keys of JSON in an order of its own."""
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value


def is_empty(url: str) -> bool:
    engines = make_engines(url, writers=1, readers=1)
    with engines[0].connect() as connection:
        names = inspect(connection).get_table_names()
    for each in engines:
        each.dispose()
    return not names


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_comes_back_is_the_same_record_by_record(
    born: Database, url: str, keys: Keys, file: Path, opener: Opener, kind: str,
    another_place: Callable[[str], str],
):  # fmt: skip
    """Also from one kind of database to the other."""
    manifest = kept(url, keys, file)
    place = another_place(kind)

    restore(place, keys, file, mode=Mode.REHEARSAL)

    restored = opener(place)
    assert rows_of(restored) == rows_of(born)
    assert sum(map(len, rows_of(restored).values())) == manifest.rows
    assert restored.read_now(all_opened) == born.read_now(all_opened)
    assert restored.read_now(lambda snapshot: snapshot.is_at_head)


@pytest.mark.usefixtures("born")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_numbers_go_on_above_those_that_came_back(
    url: str, keys: Keys, file: Path, opener: Opener, kind: str,
    another_place: Callable[[str], str],
):  # fmt: skip
    kept(url, keys, file)
    place = another_place(kind)
    restore(place, keys, file, mode=Mode.REHEARSAL)
    restored = opener(place)

    ref = restored.write_now(partial(send, form="form-later"), origin=HERE)
    restored.write_now(lambda unit: unit.record(a_fact("later")), origin=HERE)
    while restored.write_now(lambda unit: unit.audit.seal(), origin=HERE):
        pass

    assert ref == "REF-2026-0003"
    assert restored.read_now(lambda snapshot: snapshot.audit.verify()).is_whole
    assert len(restored.read_now(lambda snapshot: snapshot.audit.lines_about("later"))) == 1


def test_taken_while_others_write_it_is_one_moment(
    born: Database, url: str, keys: Keys, file: Path, opener: Opener,
    another_place: Callable[[str], str],
):  # fmt: skip
    """Each referral comes with its digests, its line of the audit and its intent, or not at all."""
    stop, sent = threading.Event(), [0, 0, 0]

    def clerk(number: int) -> None:
        while not stop.is_set():
            form = f"clerk-{number}-{sent[number]}"
            born.write_now(partial(send, form=form), origin=HERE)
            sent[number] += 1

    clerks = [threading.Thread(target=clerk, args=(number,)) for number in range(len(sent))]
    for each in clerks:
        each.start()
    while min(sent) < 20:
        stop.wait(0.01)
    before = sum(sent)
    kept(url, keys, file)
    after = sum(sent)
    stop.set()
    for each in clerks:
        each.join()
    place = another_place("sqlite" if url.startswith("sqlite") else "postgresql")
    restore(place, keys, file, mode=Mode.REHEARSAL)

    here, there = rows_of(born), rows_of(opener(place))
    referrals = 2 + before, 2 + after + len(sent)
    assert referrals[0] <= len(there["referrals"]) <= referrals[1]
    assert len(there["intents"]) == len(there["referrals"]) - 2
    assert len(there["replays"]) == len(there["intents"])
    assert len(there["audit_lines"]) == len(there["referrals"])
    assert len(there["blind_tokens"]) % len(there["referrals"]) == 0
    for name in set(here) - {"counters"}:
        assert there[name] <= here[name], name
    assert f"['REF-2026', {len(there['referrals'])}]" in there["counters"]
    restored = opener(place)
    for number in range(1, len(there["referrals"]) + 1):
        ref = f"REF-2026-{number:04d}"
        assert restored.read_now(lambda s, of=ref: s.referrals.get(of)).identity


def test_no_name_and_no_key_is_in_the_file(
    born: Database, url: str, keys: Keys, key_file: Path, file: Path
):
    """Neither as its bytes stand nor once they are unpacked."""
    assert born.read_now(all_opened)["subject"].full_name.startswith(NAMES[0])
    kept(url, keys, file)

    with zipfile.ZipFile(file) as archive:
        unpacked = b"".join(archive.read(name) for name in archive.namelist())
    secrets = [word.encode() for word in (*NAMES, "with-a-key", key_file.read_text().strip())]
    assert not [each for each in secrets if each in unpacked or each in file.read_bytes()]
    assert b"REF-2026-0001" in unpacked
    assert file.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in file.parent.iterdir()} <= {file.name, "board.db", "board.db-wal",
                                                             "board.db-shm"}  # fmt: skip


@pytest.mark.usefixtures("born")
def test_the_manifest_says_what_is_in_it(url: str, keys: Keys, file: Path):
    kept(url, keys, file)

    with zipfile.ZipFile(file) as archive:
        said = json.loads(archive.read("manifest.json"))
        lines = archive.read("tables/referrals.jsonl").count(b"\n")

    assert said["format"] == 1
    assert said["birth"] == "rehearsal"
    assert said["keys"] == [keys.writing_id]
    tables = {each["name"]: each for each in said["tables"]}
    assert set(tables) == set(METADATA.tables)
    assert tables["referrals"]["rows"] == lines == 2
    assert all(len(each["sha256"]) == 64 for each in tables.values())


def test_a_place_that_is_not_empty_is_left_as_it_was(
    born: Database, url: str, keys: Keys, file: Path
):
    kept(url, keys, file)
    before = rows_of(born)

    with pytest.raises(NotEmpty):
        restore(url, keys, file, mode=Mode.REHEARSAL)

    assert rows_of(born) == before


@pytest.mark.usefixtures("born")
@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused(
    url: str, keys: Keys, file: Path, empty_url: str, part: float
):
    kept(url, keys, file)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(BackupDamaged):
        restore(empty_url, keys, file, mode=Mode.REHEARSAL)

    assert is_empty(empty_url)


@pytest.fixture(scope="module")
def one_backup(sqlite_template: Path, keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small backup that nobody changes."""
    folder = tmp_path_factory.mktemp("one")
    (folder / "board.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{folder / 'board.db'}"
    database = Database.open(url, keys, machine_now=lambda: NOON)
    database.claim_mode(Mode.PRODUCTION)
    database.write_now(sealed_board, origin=HERE)
    database.close_now()
    kept(url, keys, folder / "board.backup", Mode.PRODUCTION)
    return folder / "board.backup"


@pytest.mark.parametrize("where", [0.02, 0.2, 0.4, 0.6, 0.8])
def test_a_file_with_one_changed_byte_is_refused(
    one_backup: Path, keys: Keys, file: Path, tmp_path: Path, where: float
):
    content = bytearray(one_backup.read_bytes())
    content[int(len(content) * where)] ^= 0x55
    file.write_bytes(content)
    place = f"sqlite:///{tmp_path / 'place.db'}"

    with pytest.raises(BackupDamaged):
        restore(place, keys, file, mode=Mode.PRODUCTION)

    assert is_empty(place)


def rewritten(
    backup: Path, file: Path, keys: Keys, change: Callable[[Manifest], Manifest] | None = None,
    forged: bytes | None = None,
) -> None:  # fmt: skip
    """The backup with other members; a changed manifest is signed, as a newer program would."""
    with opened_backup(backup, keys) as read:
        manifest = read.manifest
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if forged is not None and name == "manifest.json":
                new.writestr(name, forged)
            elif change is None or not name.startswith("manifest"):
                new.writestr(name, old.read(name))
        if change is not None:
            put_manifest(new, change(manifest), keys)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (lambda manifest: replace(manifest, revision="9999"), BackupTooNew),
        (lambda manifest: replace(manifest, format=2), BackupTooNew),
        (lambda manifest: replace(manifest, birth="rehearsal"), WrongMode),
        (lambda manifest: replace(manifest, keys=("00" * 8,)), KeyMissing),
        (lambda manifest: replace(manifest, revision="0004"), BackupDamaged),
        (lambda manifest: replace(manifest, tables=manifest.tables[1:]), BackupDamaged),
    ],
    ids=["newer tables", "newer format", "other mode", "no key", "not its tables", "a table short"],
)
def test_what_this_program_cannot_take_is_refused(
    one_backup: Path, keys: Keys, file: Path, tmp_path: Path, change: Any, refused: Any
):
    rewritten(one_backup, file, keys, change)
    place = f"sqlite:///{tmp_path / 'place.db'}"

    with pytest.raises(refused):
        restore(place, keys, file, mode=Mode.PRODUCTION)

    assert is_empty(place)


def test_nobody_writes_a_role_into_a_backup(
    one_backup: Path, keys: Keys, file: Path, tmp_path: Path
):
    """Without the key neither the rows nor the manifest that vouches for them can be changed."""
    with opened_backup(one_backup, keys) as read:
        forged = asdict(replace(read.manifest, made_at="2026-11-21T12:00:00+00:00"))
    rewritten(one_backup, file, keys, forged=json.dumps(forged).encode())

    with pytest.raises(BackupDamaged, match="manifest"):
        restore(f"sqlite:///{tmp_path / 'place.db'}", keys, file, mode=Mode.PRODUCTION)


def test_a_backup_from_before_a_rotation_needs_the_old_key(
    one_backup: Path, key_file: Path, tmp_path: Path
):
    both = tmp_path / "keys"
    both.write_bytes(key_file.read_bytes())
    add_key(both, after=bytes.fromhex(Keys.load(both).writing_id))
    only_new = tmp_path / "only-new"
    only_new.write_text(both.read_text().splitlines()[1])

    with pytest.raises(KeyMissing):
        restore(f"sqlite:///{tmp_path / 'a.db'}", Keys.load(only_new), one_backup,
                mode=Mode.PRODUCTION)  # fmt: skip

    restore(f"sqlite:///{tmp_path / 'b.db'}", Keys.load(both), one_backup, mode=Mode.PRODUCTION)


def test_a_restore_that_breaks_off_leaves_the_place_empty(
    one_backup: Path, keys: Keys, empty_url: str, monkeypatch: pytest.MonkeyPatch
):
    def power_cut(*_: Any) -> None:
        raise SystemExit

    monkeypatch.setattr("storage.restore._go_on_numbering", power_cut)

    with pytest.raises(SystemExit):
        restore(empty_url, keys, one_backup, mode=Mode.PRODUCTION)

    assert is_empty(empty_url)
    monkeypatch.undo()
    restore(empty_url, keys, one_backup, mode=Mode.PRODUCTION)


def test_a_backup_of_older_tables_is_brought_up(
    empty_url: str, keys: Keys, file: Path, tmp_path: Path, opener: Opener
):
    older = opener(empty_url)
    with older._engine.begin() as connection:
        command.upgrade(config(connection), "0002")
        connection.execute(text("INSERT INTO settings VALUES ('birth', 'rehearsal')"))
        connection.execute(
            text(
                "INSERT INTO actions (ref, version, title, source, owner, owner_agency, "
                "supporting, raised_on, original_due, due, extensions, priority, state, type, "
                "success_measure, evidence, blocker, reason, updates) VALUES ('ACT-2026-0007', 1, "
                "'Do', 'BRD-035', 'M', 'A', '[]', '2026-10-14', '2026-12-18', '2026-12-18', 1, "
                "'standard', 'in_progress', 'policy', 'Done', '', '', '', '[]')"
            )
        )
    kept(empty_url, keys, file)
    place = f"sqlite:///{tmp_path / 'place.db'}"

    manifest = restore(place, keys, file, mode=Mode.REHEARSAL)

    restored = opener(place)
    assert manifest.revision == "0002"
    assert restored.read_now(lambda snapshot: snapshot.is_at_head)
    assert [each.ref for each in restored.read_now(lambda s: s.actions.all())] == ["ACT-2026-0007"]
    assert restored.read_now(lambda s: s.settings.birth) is Mode.REHEARSAL


@pytest.mark.usefixtures("born")
def test_a_backup_is_never_written_over(url: str, keys: Keys, file: Path):
    file.write_bytes(b"an earlier one")

    with pytest.raises(FileExistsError):
        kept(url, keys, file)

    assert file.read_bytes() == b"an earlier one"


def test_what_is_no_board_of_this_mode_is_not_backed_up(
    born: Database, url: str, keys: Keys, file: Path, tmp_path: Path
):
    nowhere = tmp_path / "nowhere.db"
    with pytest.raises(WrongMode):
        kept(url, keys, file, Mode.PRODUCTION)
    with pytest.raises(NoBoard):
        kept(f"sqlite:///{nowhere}", keys, file)
    with born._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew):
        kept(url, keys, file)

    assert not file.exists()
    assert not nowhere.exists()
