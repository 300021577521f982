"""Operating the bot from the command line: backup, restore, a new key, export, doctor."""

import csv
import json
import re
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import machine_now
from bot.opening import open_database
from bot.settings import SettingsError, load_settings
from storage.cipher import Keys
from storage.database import Database
from storage.key_file import Use, add_key, read_key_file
from tests.scenarios.bot import HERE
from tests.scenarios.conftest import Run

CO_CHAIR, TRIAGER = "MEM-01", "MEM-04"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def loaded(mhrmb: Run) -> Run:
    """The program with the sample board."""
    assert mhrmb("load", "--sample").exit_code == 0
    return mhrmb


def opened(var: Path) -> Database:
    return open_database(load_settings({"MHRMB_VAR_DIR": str(var)}))


def subjects(var: Path) -> list[str]:
    """The names that are sealed in the sample."""
    database = opened(var)
    keys = [f"SBJ-{number:02d}" for number in range(1, 37)]
    found = [database.read_now(lambda s, of=key: s.subjects.get(of)) for key in keys]
    database.close_now()
    return [each.full_name for each in found if each]


def production(folder: Path, **more: str) -> dict[str, str]:
    if not (folder / "keys").exists():
        Keys.make(folder / "keys")
    return {
        "MHRMB_APP_ID": "an-app",
        "MHRMB_APP_PASSWORD": "a secret",
        "MHRMB_APP_TENANT_ID": "a-tenant",
        "MHRMB_ADMINISTRATORS": "0f9f1a52-7b53-4a4e-9b0e-2f6f5f6b7a11",
        "MHRMB_ENCRYPTION_KEY_FILE": str(folder / "keys"),
        "MHRMB_LOGIN_URL": "http://127.0.0.1:9",  # nobody listens there
    } | more


# --- backup and restore --------------------------------------------------------------------------


def test_a_backup_is_restored_elsewhere_with_a_copy_of_the_key_file(
    loaded: Run, var: Path, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "board.backup", tmp_path / "elsewhere"
    names = subjects(var)

    made = loaded("backup", str(file))
    elsewhere.mkdir()
    (elsewhere / "keys").write_bytes((var / "keys").read_bytes())
    back = loaded("restore", str(file), MHRMB_VAR_DIR=str(elsewhere))

    assert made.exit_code == back.exit_code == 0, back.output
    assert "It holds no key" in made.output
    assert "mhrmb outbox --state pending" in back.output
    assert len(names) == 36
    assert subjects(elsewhere) == names
    verified = loaded("audit", "verify", MHRMB_VAR_DIR=str(elsewhere)).output
    assert "The audit is whole" in verified
    with zipfile.ZipFile(file) as archive:
        unpacked = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert not [name for name in names if name in unpacked]
    assert (var / "keys").read_text().strip() not in unpacked


def test_a_restore_over_something_is_refused(loaded: Run, var: Path, tmp_path: Path) -> None:
    file = tmp_path / "board.backup"
    loaded("backup", str(file))

    refused = loaded("restore", str(file))

    assert refused.exit_code == 1
    assert "there is something in this database already" in refused.output
    assert len(subjects(var)) == 36


def test_what_cannot_be_restored_or_backed_up_ends_with_a_sentence(
    loaded: Run, var: Path, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "board.backup", tmp_path / "elsewhere"
    loaded("backup", str(file))
    cut = tmp_path / "cut.backup"
    cut.write_bytes(file.read_bytes()[:-100])
    elsewhere.mkdir()
    there = {"MHRMB_VAR_DIR": str(elsewhere)}
    (tmp_path / "other").mkdir()

    for ended, words in (
        (loaded("backup", str(file)), "There is a file of this name already"),
        (loaded("backup", str(tmp_path / "no" / "x")), "cannot be written"),
        (loaded("backup", str(tmp_path / "y"), **there), "there is no key file"),
        (loaded("restore", str(file), **there), "there is no key file"),
        (loaded("restore", str(tmp_path / "nothing")), "no such file"),
        (loaded("restore", str(cut)), "This is not a whole backup"),
    ):
        assert ended.exit_code == 1
        assert words in ended.output
        assert "Traceback" not in ended.output
    Keys.make(elsewhere / "keys")
    stranger = loaded("restore", str(file), **there)
    assert stranger.exit_code == 1
    assert "is not in the key file" in stranger.output
    assert not (elsewhere / "mhrmb.db").exists()
    own = production(tmp_path / "other") | {"MHRMB_ENCRYPTION_KEY_FILE": str(var / "keys")}
    url = f"sqlite:///{tmp_path / 'production.db'}"
    wrong = loaded("restore", str(file), **own, MHRMB_DATABASE_URL=url)
    assert wrong.exit_code == 1
    assert "born for rehearsal, not for production" in wrong.output


def test_a_backup_comes_before_the_upgrade(loaded: Run, var: Path, tmp_path: Path) -> None:
    """Asked of a new program, it leaves the tables as the old one had them."""
    database = sqlite3.connect(var / "mhrmb.db")
    for statement in ("DROP TABLE bookings", "DROP TABLE document_parts", "DROP TABLE documents",
                      "UPDATE alembic_version SET version_num = '0004'"):  # fmt: skip
        database.execute(statement)
    database.commit()

    made = loaded("backup", str(tmp_path / "before.backup"))

    assert "at 0004" in made.output
    assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
    database.close()


# --- the key -------------------------------------------------------------------------------------


def test_a_key_is_rotated_and_the_old_one_taken_out(loaded: Run, var: Path) -> None:
    names, old = subjects(var), Keys.load(var / "keys").writing_id
    database = opened(var)
    database.write_now(lambda unit: unit.audit.seal(), origin=HERE)
    database.close_now()

    rotated = loaded("rotate-key")
    retired = loaded("rotate-key", "--retire")

    assert rotated.exit_code == retired.exit_code == 0, rotated.output + retired.output
    assert f"{old} still reads" in rotated.output
    assert "subjects: 36 rows looked at, 72 sealed anew" in rotated.output
    assert "The old key may now be taken out" in rotated.output
    assert [each.use for each in read_key_file(var / "keys")] == [Use.AUDIT, Use.FULL]
    assert old not in Keys.load(var / "keys").ids
    assert subjects(var) == names
    assert "The audit is whole" in loaded("audit", "verify").output
    assert "There is no old key" in loaded("rotate-key", "--retire").output


def test_cut_off_it_goes_on_without_another_key(loaded: Run, var: Path) -> None:
    """As after a kill between the new key and the last value."""
    add_key(var / "keys", after=bytes.fromhex(Keys.load(var / "keys").writing_id))
    early = loaded("rotate-key", "--retire")
    rotated = loaded("rotate-key")

    assert early.exit_code == 1
    assert "190 values are still sealed under an old key" in early.output
    assert "Going on: 190 values are still sealed under an old key" in rotated.output
    assert len(read_key_file(var / "keys")) == 2
    assert len(subjects(var)) == 36


def test_with_several_replicas_every_machine_has_the_key_before_it_is_used(
    loaded: Run, var: Path
) -> None:
    several = {"MHRMB_REPLICAS": "2"}
    old = Keys.load(var / "keys").writing_id

    refused = loaded("rotate-key", **several)
    prepared = loaded("rotate-key", "--prepare", **several)
    twice = loaded("rotate-key", "--prepare", **several)
    still = Keys.load(var / "keys").writing_id
    rotated = loaded("rotate-key", **several)

    assert refused.exit_code == twice.exit_code == 1
    assert "--prepare first" in refused.output
    assert "Copy the key file to every machine" in prepared.output
    assert "There is a next key already" in twice.output
    assert still == old
    assert rotated.exit_code == 0
    assert "Copy the key file to every machine" in rotated.output
    assert Keys.load(var / "keys").writing_id != old
    assert len(subjects(var)) == 36


# --- export --------------------------------------------------------------------------------------


def test_an_export_is_all_of_it_readable_and_for_its_owner_alone(
    loaded: Run, var: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    (var / "channel-files" / "Registers").mkdir(parents=True)
    (var / "channel-files" / "Registers" / "Action tracker.xlsx").write_bytes(b"a workbook")

    done = loaded("export", str(folder), "--for", CO_CHAIR, "--decrypted")

    assert done.exit_code == 0, done.output
    assert "DECRYPTED" in done.output
    said = (folder / "tables" / "subjects.jsonl").read_text("utf-8").splitlines()
    lines = [json.loads(line) for line in said]
    assert sorted(each["sealed_t3"]["full_name"] for each in lines) == sorted(subjects(var))
    with (folder / "tables" / "actions.csv").open(newline="") as sheet:
        assert len(list(csv.DictReader(sheet))) == 45
    assert "blind_tokens" in (folder / "README.txt").read_text()
    assert (folder / "channel-files" / "Registers" / "Action tracker.xlsx").exists()
    assert not (folder / "tables" / "blind_tokens.jsonl").exists()
    assert folder.stat().st_mode & 0o777 == 0o700
    ours = [each for each in folder.rglob("*") if "channel-files" not in each.parts]
    assert {each.stat().st_mode & 0o077 for each in ours} == {0}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {each["name"] for each in manifest["files"]} >= {"tables/audit_lines.jsonl"}
    audit = (folder / "tables" / "audit_lines.jsonl").read_text()
    assert "BoardExported" in audit
    assert f'"for": "{CO_CHAIR}"' in audit


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--for", CO_CHAIR), "say --decrypted"),
        (("--for", TRIAGER, "--decrypted"), "no member who may have an export"),
        (("--for", "MEM-99", "--decrypted"), "no member who may have an export"),
    ],
)
def test_an_export_that_nobody_answers_for_is_refused(
    loaded: Run, tmp_path: Path, more: tuple[str, ...], words: str
) -> None:
    refused = loaded("export", str(tmp_path / "export"), *more)

    assert refused.exit_code == 1
    assert words in " ".join(refused.output.split())
    assert not (tmp_path / "export").exists()


def test_an_export_goes_into_a_new_folder_only(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()

    refused = loaded("export", str(tmp_path / "export"), "--for", CO_CHAIR, "--decrypted")

    assert refused.exit_code == 1
    assert not list((tmp_path / "export").iterdir())


def test_an_export_that_breaks_off_leaves_nothing_readable_behind(
    loaded: Run, var: Path, tmp_path: Path
) -> None:
    database = sqlite3.connect(var / "mhrmb.db")
    database.execute("UPDATE subjects SET sealed_t4 = sealed_t3 WHERE key = 'SBJ-07'")
    database.commit()
    database.close()

    refused = loaded("export", str(tmp_path / "export"), "--for", CO_CHAIR, "--decrypted")

    assert refused.exit_code == 1
    assert "Nothing was exported" in refused.output
    assert sorted(each.name for each in tmp_path.iterdir()) == ["var"]


def test_a_cell_is_never_a_formula(loaded: Run, tmp_path: Path, var: Path) -> None:
    database = sqlite3.connect(var / "mhrmb.db")
    database.execute("UPDATE actions SET title = '=1+1' WHERE ref = 'ACT-2026-0001'")
    database.commit()
    database.close()

    loaded("export", str(tmp_path / "export"), "--for", CO_CHAIR, "--decrypted")

    tables = tmp_path / "export" / "tables"
    with (tables / "actions.csv").open(newline="") as sheet:
        titles = {each["ref"]: each["title"] for each in csv.DictReader(sheet)}
    assert titles["ACT-2026-0001"] == "'=1+1"
    assert '"title": "=1+1"' in (tables / "actions.jsonl").read_text()


# --- doctor --------------------------------------------------------------------------------------


def told(output: str) -> dict[str, tuple[str, str]]:
    """What was said of each thing looked at, by its name."""
    found = {}
    for line in output.splitlines():
        result, _, rest = line.partition("  ")
        name, _, said = rest.strip().partition("  ")
        found[name.strip()] = (result.strip(), said.strip())
    return found


def test_a_bot_that_is_well_is_called_well(loaded: Run, var: Path) -> None:
    database = opened(var)
    database.write_now(lambda unit: unit.settings.note_tick(machine_now()), origin=HERE)
    database.close_now()

    looked = loaded("doctor")

    assert looked.exit_code == 0, looked.output
    assert {name: result for name, (result, _) in told(looked.output).items()} == {
        "settings": "ok", "key file": "ok", "database": "ok", "audit": "ok", "outbox": "ok",
        "last tick": "ok", "disk": "ok", "clock": "-", "folder": "ok", "login": "-",
    }  # fmt: skip


def test_each_thing_that_is_wrong_is_told_with_its_fix(loaded: Run, var: Path) -> None:
    database = opened(var)
    database.write_now(
        lambda unit: unit.settings.note_tick(machine_now() - timedelta(hours=1)), origin=HERE
    )
    database.write_now(lambda unit: unit.audit.seal(), origin=HERE)
    database.close_now()
    raw = sqlite3.connect(var / "mhrmb.db")
    raw.execute("UPDATE audit_lines SET about = 'another' WHERE number = 1")
    raw.execute(
        "INSERT INTO intents (key, kind, recipient, about, lane, state, not_before, attempts, "
        "created_at) VALUES ('k', 'k', 'r', 'a', 'teams', 'dead', 0, 9, 0)"
    )
    raw.commit()
    raw.close()
    (var / "keys").chmod(0o644)

    looked = loaded("doctor")
    found = told(looked.output)

    assert looked.exit_code == 1
    for name, words in (
        ("key file", "chmod 600"),
        ("audit", "Broken at line 1 (changed)"),
        ("outbox", "See mhrmb outbox"),
        ("last tick", "60 min ago"),
    ):
        assert found[name][0] == "FAIL"
        assert words in found[name][1]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE alembic_version SET version_num = '0004'", "mhrmb backup, then mhrmb migrate"),
        ("UPDATE alembic_version SET version_num = '9999'", "A newer program"),
        ("UPDATE settings SET value = 'production' WHERE name = 'birth'", "born for production"),
    ],
)
def test_a_database_that_does_not_fit_is_told_and_not_touched(
    loaded: Run, var: Path, statement: str, words: str
) -> None:
    raw = sqlite3.connect(var / "mhrmb.db")
    raw.execute(statement)
    raw.commit()

    looked = loaded("doctor")

    assert looked.exit_code == 1
    assert words in told(looked.output)["database"][1]
    assert told(looked.output)["disk"][0] == "ok"
    if "alembic" in statement:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone()[0] in statement
    raw.close()


def test_it_looks_on_where_the_database_does_not_open(mhrmb: Run, var: Path) -> None:
    var.mkdir()
    Keys.make(var / "keys")
    (var / "mhrmb.db").write_bytes(b"this is no database, whatever it is called" * 100)
    spoilt = mhrmb("doctor")
    away = mhrmb("doctor", MHRMB_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/board")
    (var / "mhrmb.db").unlink()
    none = mhrmb("doctor")

    assert "no database of the bot" in told(spoilt.output)["database"][1]
    assert "Start the database, or mend MHRMB_DATABASE_URL" in told(away.output)["database"][1]
    assert "mhrmb migrate makes it" in told(none.output)["database"][1]
    assert spoilt.exit_code == away.exit_code == 1
    assert none.exit_code == 0
    assert not (var / "mhrmb.db").exists()
    for each in (spoilt, away, none):
        assert told(each.output)["disk"][0] == "ok"


@pytest.mark.parametrize("damage", ["missing", "broken"])
def test_a_key_file_that_is_wrong_is_told_in_production(
    mhrmb: Run, tmp_path: Path, damage: str
) -> None:
    given = production(tmp_path)
    keys = tmp_path / "keys"
    keys.unlink() if damage == "missing" else keys.write_text("AAAA\n")

    looked = mhrmb("doctor", **given)

    assert looked.exit_code == 1
    assert "Bring the key file back from its safe copy" in told(looked.output)["key file"][1]
    assert told(looked.output)["clock"][0] == "FAIL"


def test_settings_that_make_no_sense_are_all_there_is_to_say(mhrmb: Run) -> None:
    looked = mhrmb("doctor", MHRMB_PROT="1")

    assert looked.exit_code == 1
    assert "did you mean MHRMB_PORT" in told(looked.output)["settings"][1]
    assert len(looked.output.splitlines()) == 1


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_a_certificate_that_is_not_there_or_none_is_named(
    mhrmb: Run, tmp_path: Path, command: str, content: bytes | None
) -> None:
    """What a start refuses, the doctor has found."""
    path = tmp_path / "bot.pem"
    if content is not None:
        path.write_bytes(content)
    given = {**production(tmp_path), "MHRMB_APP_PASSWORD": ""}

    ended = mhrmb(command, **given, MHRMB_APP_CERTIFICATE_FILE=str(path))

    assert ended.exit_code == 1
    assert "MHRMB_APP_CERTIFICATE_FILE has to name one PEM file" in ended.output
    assert "Traceback" not in ended.output
    assert command == "serve" or told(ended.output)["certificate"][0] == "FAIL"


def test_the_login_is_tried_and_said_where_nobody_answers(mhrmb: Run, tmp_path: Path) -> None:
    looked = mhrmb("doctor", **production(tmp_path))

    result, said = told(looked.output)["login"]
    assert result == "FAIL"
    assert "Let this machine reach the authority" in said


# --- what a start refuses in production ----------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"MHRMB_REPLICAS": "2"}, "REPLICAS is more than 1, but the database is SQLite"),
        (
            {"MHRMB_REPLICAS": "2", "MHRMB_DATABASE_URL": "postgresql+psycopg://db.example.org/b"},
            "REPLICAS is more than 1, but GRAPH_CLIENT_ID is missing",
        ),
        ({"MHRMB_APP_TENANT_ID": ""}, "APP_TENANT_ID is missing"),
        ({"MHRMB_ADMINISTRATORS": ""}, "ADMINISTRATORS is missing"),
        ({"MHRMB_ENCRYPTION_KEY_FILE": ""}, "ENCRYPTION_KEY_FILE is missing"),
        ({"MHRMB_ENCRYPTION_KEY_FILE": "/nowhere/keys"}, "there is no key file at"),
        ({"MHRMB_PUBLIC_HOST": "http://bot.example.org"}, "MHRMB_PUBLIC_HOST"),
        ({"MHRMB_PUBLIC_HOST": "bot.example.org/path"}, "reached by https"),
        ({"MHRMB_REPLICAS": "0"}, "MHRMB_REPLICAS"),
    ],
    ids=lambda each: None if isinstance(each, dict) else each[:20],
)
def test_serve_refuses_what_is_not_fit_for_production(
    mhrmb: Run, tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    refused = mhrmb("serve", **{**production(tmp_path), **changes})

    assert refused.exit_code == 1
    assert words in refused.output
    assert len(refused.output.strip().splitlines()) == 1
    assert not (tmp_path / "var" / "mhrmb.db").exists()


@pytest.fixture
def before_tls() -> Iterator[int]:
    """The port of a server that speaks TLS, as far as libpq looks for its roots: no further."""

    def answer() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    client.recv(8)
                    client.sendall(b"S")
                    client.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "command", [("serve",), ("migrate",), ("who",), ("backup", "x.backup"), ("doctor",)]
)
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("127.0.0.1:9/board", "Connection refused"),
        ("there@nowhere.invalid/board", "not known"),
        ("127.0.0.1:{port}/board?sslmode=verify-full&sslrootcert=/no/roots.crt",
         'root certificate file "/no/roots.crt" does not exist'),
        ("there@127.0.0.1:x/board", "cannot be read as an address"),
    ],
)  # fmt: skip
def test_a_database_that_cannot_be_reached_is_said_with_its_reason_and_no_secret(
    mhrmb: Run, tmp_path: Path, before_tls: int, command: tuple[str, ...], url: str, reason: str
) -> None:
    """`there@` is the end of a password that holds an @: it looks like the host."""
    given = f"postgresql+psycopg://bot:hidden@{url.format(port=before_tls)}"

    ended = mhrmb(*command, **production(tmp_path, MHRMB_DATABASE_URL=given))

    assert ended.exit_code == 1
    said = told(ended.output)["database"][1] if command == ("doctor",) else ended.output
    assert reason in said
    assert "MHRMB_DATABASE_URL" in said
    assert command == ("doctor",) or len(ended.output.strip().splitlines()) == 1
    assert "hidden" not in ended.output
    assert "there@" not in ended.output


def test_the_database_url_of_the_guide_finds_the_roots_it_names(
    mhrmb: Run, tmp_path: Path, before_tls: int
) -> None:
    """Without sslrootcert the driver looks for a file in a home folder that is not there."""
    guide = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    (options,) = re.findall(r"azure\.com/mhrmb\?([\w=&/.-]+)\"", guide)
    url = f"postgresql+psycopg://bot@127.0.0.1:{before_tls}/board?{options}"

    ended = mhrmb("migrate", **production(tmp_path, MHRMB_DATABASE_URL=url))

    assert "sslrootcert=/etc/ssl/certs/ca-certificates.crt" in options
    assert "root certificate" not in ended.output
    assert "test -s /etc/ssl/certs/ca-certificates.crt" in (ROOT / "Containerfile").read_text()


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor"])
def test_a_key_file_or_a_folder_that_cannot_be_used_is_named_as_what_it_is(
    mhrmb: Run, tmp_path: Path, command: str
) -> None:
    given = production(tmp_path)
    (tmp_path / "file").write_text("no folder")

    folder = mhrmb(command, **{**given, "MHRMB_ENCRYPTION_KEY_FILE": str(tmp_path)})
    var = mhrmb(command, **{**given, "MHRMB_VAR_DIR": str(tmp_path / "file" / "var")})

    assert folder.exit_code == var.exit_code == 1
    assert f"{tmp_path} is a folder: name the key file in it" in folder.output
    assert "MHRMB_VAR_DIR" in var.output
    for each in (folder, var):
        assert command == "doctor" or len(each.output.strip().splitlines()) == 1
        assert "listen" not in each.output


def test_serve_refuses_a_database_of_a_rehearsal(loaded: Run, var: Path, tmp_path: Path) -> None:
    given = {**production(tmp_path), "MHRMB_ENCRYPTION_KEY_FILE": str(var / "keys")}

    refused = loaded("serve", **given)

    assert refused.exit_code == 1
    assert "born for rehearsal, not for production" in refused.output


@pytest.mark.parametrize(
    "given", ["bot.example.org", "https://bot.example.org/", "Bot.Example.org"]
)
def test_the_public_host_is_kept_as_a_plain_name(given: str) -> None:
    assert load_settings({"MHRMB_PUBLIC_HOST": given}).public_host == "bot.example.org"


def test_several_replicas_on_postgresql_that_file_in_one_place_are_fit(tmp_path: Path) -> None:
    url = "postgresql+psycopg://bot@db.example.org/board"
    filing = {"MHRMB_GRAPH_CLIENT_ID": "an-app", "MHRMB_TEAM_ID": "t", "MHRMB_CHANNEL_ID": "c"}
    given = production(tmp_path, MHRMB_REPLICAS="3", MHRMB_DATABASE_URL=url, **filing)

    assert load_settings(given).replicas == 3
    with pytest.raises(SettingsError):
        load_settings({**given, "MHRMB_DATABASE_URL": ""})


def test_the_first_key_file_is_its_owners_alone_and_is_never_overwritten(
    mhrmb: Run, tmp_path: Path
) -> None:
    file = tmp_path / "keys" / "keys"

    made = mhrmb("make-key", str(file))
    kept = file.read_bytes()
    again = mhrmb("make-key", str(file))

    assert made.exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(read_key_file(file)) == 1
    assert again.exit_code == 1
    assert "there already" in again.output
    assert file.read_bytes() == kept
