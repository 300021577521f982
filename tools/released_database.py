"""Keep a small database as this version leaves it, for the upgrade test of every later one.

Run it at a release: `python tools/released_database.py`. It fills tests/upgrades/VERSION, and
refuses a folder that is there: what was released does not change.
"""

import hashlib
import json
import lzma
import sys
import tempfile
import tomllib
from base64 import b64encode
from pathlib import Path

from storage.cipher import Keys
from storage.migrate import head
from tests.upgrades.holding import fill

ROOT = Path(__file__).resolve().parent.parent
NOTE = "# Test only: made from words that everybody can read, so it protects nothing.\n"


def main() -> None:
    """Make the database of this version, and write down what is in it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    folder = ROOT / "tests" / "upgrades" / version
    if folder.exists():
        sys.exit(f"{folder.relative_to(ROOT)} is there already: a release is kept once.")
    folder.mkdir(parents=True)
    secret = hashlib.sha256(f"upgrade test of {version}".encode()).digest()
    (folder / "keys").write_text(f"{NOTE}{b64encode(secret).decode()}\n", "ascii")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "board.db"
        held = fill(f"sqlite:///{path}", Keys.load(folder / "keys"))
        (folder / "board.db.xz").write_bytes(lzma.compress(path.read_bytes(), preset=9))
    written = json.dumps({"revision": head(), **held}, indent=2, ensure_ascii=False)
    (folder / "held.json").write_text(written + "\n", "utf-8")
    print(f"{folder.relative_to(ROOT)}: {(folder / 'board.db.xz').stat().st_size} bytes")


if __name__ == "__main__":
    main()
