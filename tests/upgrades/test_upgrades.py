"""A database of every version that was ever released is read by today's program, all of it."""

import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from storage.cipher import Keys
from storage.database import Database
from storage.migrate import config
from tests.storage.builders import NOON, TYPED
from tests.upgrades.holding import held_by

HERE = Path(__file__).parent
RELEASES = sorted(path.parent for path in HERE.glob("*/held.json"))


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_database_of_a_release_is_migrated_and_everything_in_it_is_found(
    release: Path, tmp_path: Path
):
    """Every line of `held.json` was said by the release itself."""
    held: dict[str, Any] = json.loads((release / "held.json").read_text("utf-8"))
    path = tmp_path / "board.db"
    path.write_bytes(lzma.decompress((release / "board.db.xz").read_bytes()))
    keys = Keys.load(release / "keys")
    database = Database.open(f"sqlite:///{path}", keys, machine_now=lambda: NOON)

    try:
        before = database.read_now(lambda snapshot: snapshot.revision)
        database.migrate()
        found = database.read_now(lambda snapshot: held_by(snapshot, held))
        with database._engine.connect() as connection:
            command.check(config(connection))
    finally:
        database.close_now()

    assert before == held["revision"]
    assert {name: held[name] for name in found if name in held} == {
        name: found[name] for name in found if name in held
    }
    assert found["referral opened"]["name"] == TYPED["name"]
    assert found["found again"]


def test_what_is_kept_is_small_and_no_release_is_missing():
    sizes = [path.stat().st_size for path in HERE.glob("*/board.db.xz")]

    assert "0.1.0" in {path.name for path in RELEASES}
    assert len(sizes) == len(RELEASES)
    assert max(sizes) < 1_000_000
