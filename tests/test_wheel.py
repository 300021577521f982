"""What is installed is whole: the wheel alone, in an empty environment, far from the checkout."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("board", "bot", "cards", "graph", "manifest", "storage")


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    """Run a command that has to succeed, and return what it printed."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without asking anybody for anything."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """An empty environment with the wheel in it; what the wheel depends on is lent from here."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    python = folder / "env/bin/python"
    install = ("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, *install, wheel, cwd=folder)
    # As a plain folder on the path: the pointer to this checkout that lies there is not followed.
    [packages] = folder.glob("env/lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_every_file_of_the_floors_is_in_the_wheel(wheel):
    """Templates, icons and migrations are no modules, and are needed all the same."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *FLOORS],
        cwd=ROOT, capture_output=True, check=True,
    ).stdout  # fmt: skip
    ours = {name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()}

    packed = set(zipfile.ZipFile(wheel).namelist())

    assert ours - packed == set()
    assert {name.partition("/")[0] for name in packed if ".dist-info/" not in name} == set(FLOORS)


def test_the_installed_command_migrates_an_empty_database(elsewhere):
    """`mhrmb migrate` finds its migrations in the wheel, and uses no module of the checkout."""
    python = elsewhere / "env/bin/python"
    var_dir = elsewhere / "var"

    home = run(python, "-c", "import bot, storage; print(bot.__file__)", cwd=elsewhere)
    run(elsewhere / "env/bin/mhrmb", "migrate", cwd=elsewhere, MHRMB_VAR_DIR=str(var_dir))

    assert home.startswith(str(elsewhere))
    assert [path for path in var_dir.rglob("*") if path.is_file()]


def test_the_installed_command_makes_the_app_package(elsewhere):
    """Template, icons and schema are found in the wheel."""
    given = {"MHRMB_APP_ID": "1f0c2d3e-4b5a-4697-8879-0a1b2c3d4e5f", "MHRMB_PUBLIC_HOST": "bot.org"}

    run(elsewhere / "env/bin/mhrmb", "package", "--output", "mhrmb.zip", cwd=elsewhere, **given)

    packed = zipfile.ZipFile(elsewhere / "mhrmb.zip").namelist()
    assert packed == ["color.png", "manifest.json", "outline.png"]
