"""The house keeps its own rules: floors, clocks, and nothing of one machine in its files."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FLOORS = sorted(
    path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"
)

# What would make the floor of rules look at the world outside.
OUTSIDE = {"asyncio", "io", "os", "pathlib", "random", "socket", "sqlite3", "subprocess", "time"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
          ("time", "time"), ("time", "time_ns")}  # fmt: skip


def modules(*folders: str) -> list[str]:
    """Every module of these folders, by its path from the root."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def tree_of(module: str) -> ast.Module:
    """What a module says."""
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The top names of everything a module imports, wherever it does."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_no_package_is_missing_from_the_contracts_or_from_the_wheel():
    """A new folder at the top has to be told to all of them."""
    tool = PROJECT["tool"]
    told = {
        "import-linter": tool["importlinter"]["root_packages"],
        "the wheel": tool["hatch"]["build"]["targets"]["wheel"]["packages"],
        "coverage": tool["coverage"]["run"]["source"],
    }

    missing = {who: sorted(set(FLOORS) ^ set(packages)) for who, packages in told.items()}

    assert missing == {"import-linter": [], "the wheel": [], "coverage": []}
    assert set(FLOORS) <= set(tool["mypy"]["files"])


def test_every_floor_is_in_the_contract_of_the_floors():
    """Layers that import-linter is not told about are not checked by it."""
    [floors] = [c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["id"] == "floors"]

    named = re.findall(r"\w+", " ".join(floors["layers"]))

    assert sorted(named) == FLOORS


@pytest.mark.parametrize("module", modules("board"))
def test_the_board_stands_on_the_standard_library_alone(module):
    """Rules import nothing that was installed, and nothing that reaches outside the process."""
    names = imported(tree_of(module))

    assert names <= sys.stdlib_module_names | {"board"}
    assert not names & OUTSIDE


@pytest.mark.parametrize("module", modules("board"))
def test_the_board_waits_for_nothing_and_opens_nothing(module):
    """Values in, values out."""
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)

    found = [
        node.lineno
        for node in ast.walk(tree_of(module))
        if isinstance(node, waits)
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"open", "print", "input"}
        )
    ]

    assert found == []


def test_only_one_room_reads_clocks():
    """Ruff says so where it is not told otherwise; this holds without ruff, and for its waivers."""
    found = [
        f"{module}:{node.lineno}"
        for module in modules(*FLOORS)
        if module != "bot/clock.py"
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS
    ]

    assert found == []


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def tracked_files() -> list[Path]:
    """What git knows here, and what it would take: the files that others get."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True,
    ).stdout  # fmt: skip
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_registry_or_a_place_of_one_machine():
    """A clone installs from wherever its user's tools are set up to install from."""
    # In brackets, so that this file does not name what it looks for.
    registry = re.compile(
        rb"https?://[\w.-]*(?:py[p]i|pythonhos[t]ed|npm[j]s|debia[n])", re.IGNORECASE
    )
    place = re.compile(rb"(?:^|[^\w.])/(?:wor[k]|roo[t]|far[m])/", re.MULTILINE)

    found = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if registry.search(content := path.read_bytes()) or place.search(content)
    ]

    assert found == []


def test_the_locks_name_no_address_and_hash_everything():
    """Versions and hashes decide what is installed, whoever serves it."""
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        lines = lock.read_text(encoding="utf-8").splitlines()
        pinned = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]

        assert not [line for line in lines if "://" in line or (re.match(r"\s*-", line)
                    and not line.strip().startswith("--hash=sha256:"))], lock.name  # fmt: skip
        assert pinned
        assert all("==" in lines[number] for number in pinned), lock.name
        assert all("--hash=" in lines[number + 1] for number in pinned), lock.name

    client = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in client
    assert '"integrity": "sha512-' in client
