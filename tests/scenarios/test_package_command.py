"""`mhrmb package` at the command line: two settings, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app_package import app_of
from bot.cli import app
from manifest.build import build_package
from tests.manifest.packages import APP_ID, HOST

Package = Callable[..., Result]
OLDER = b"the package of last year"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where the package is to be."""
    return tmp_path / "mhrmb.zip"


@pytest.fixture
def package(output: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Package:
    """The command, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(app_id: str = APP_ID, host: str = HOST, to: Path = output, **more: str) -> Result:
        environment = {"MHRMB_APP_ID": app_id, "MHRMB_PUBLIC_HOST": host} | more
        return CliRunner(env=environment).invoke(app, ["package", "--output", str(to)])

    return run


def test_two_settings_are_enough(package: Package, output: Path, tmp_path: Path) -> None:
    """No tenant, no key and no database: nothing but the package is made."""
    done = package()

    assert done.exit_code == 0, done.output
    assert output.read_bytes() == build_package(app_of(APP_ID, HOST))
    assert list(tmp_path.iterdir()) == [output]


def test_a_host_copied_with_https_before_it_is_the_same_host(
    package: Package, output: Path
) -> None:
    """As every other command reads it."""
    done = package(host=f"https://{HOST.upper()}/")

    assert done.exit_code == 0, done.output
    assert output.read_bytes() == build_package(app_of(APP_ID, HOST))


def test_what_else_is_set_does_not_matter(package: Package, output: Path) -> None:
    """Secrets are not read, so it can be built where they are not."""
    more = {"MHRMB_APP_PASSWORD_FILE": "/nowhere", "MHRMB_DATABASE_URL": "postgresql+psycopg://x"}

    done = package(**more)

    assert done.exit_code == 0, done.output
    assert output.exists()


@pytest.mark.parametrize(
    ("app_id", "host", "named"),
    [
        ("", HOST, {"MHRMB_APP_ID"}),
        (APP_ID, "", {"MHRMB_PUBLIC_HOST"}),
        (" ", "", {"MHRMB_APP_ID", "MHRMB_PUBLIC_HOST"}),
    ],
)
def test_what_is_missing_is_told_in_one_sentence(
    package: Package, output: Path, app_id: str, host: str, named: set[str]
) -> None:
    done = package(app_id, host)

    [said] = done.output.splitlines()
    assert done.exit_code == 1
    assert said.startswith("Set ")
    assert {each for each in ("MHRMB_APP_ID", "MHRMB_PUBLIC_HOST") if each in said} == named
    assert not output.exists()


def test_a_refusal_names_each_rule_and_leaves_what_was_there(
    package: Package, output: Path
) -> None:
    output.write_bytes(OLDER)

    done = package("an-app", f"https://{HOST}:443/bot")

    assert done.exit_code == 1
    assert [line.split(":")[0].strip() for line in done.output.splitlines()] == [
        "Nothing was written", "app id", "public host"
    ]  # fmt: skip
    assert output.read_bytes() == OLDER


def test_a_place_that_cannot_be_written_is_named(package: Package, tmp_path: Path) -> None:
    done = package(to=tmp_path / "nowhere" / "mhrmb.zip")

    assert done.exit_code == 1
    assert "Cannot write" in done.output
    assert "Traceback" not in done.output
