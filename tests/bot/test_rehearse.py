"""`make run`: two processes that start together, end together, and say what went wrong."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30  # seconds

# What `mhrmb` is for the rehearsal: it loads, then answers on its port until it is ended.
STAND_IN = """
import http.server, os, pathlib, sys
if sys.argv[1] == "load":
    assert sys.argv[2:] == ["--sample", "--if-empty"]
    print("agencies: 12 read", flush=True)
    pathlib.Path(os.environ["MHRMB_VAR_DIR"], "mhrmb.db").touch()
    sys.exit(int(os.environ.get("LOAD_ENDS_WITH", "0")))
assert sys.argv[1:] == ["serve", "--at", "2026-12-01T09:00:00+00:00"], sys.argv
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/end": os._exit(3)
        self.send_response(200); self.end_headers()
    do_POST = do_GET
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["MHRMB_PORT"])), Page).serve_forever()
"""

REHEARSE = """
import sys
from pathlib import Path
from bot.rehearse import rehearse
port, client_port, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
sys.exit(rehearse(
    at="2026-12-01T09:00:00+00:00", port=port, playground_port=client_port, var_dir=folder,
    command=[sys.executable, str(folder / "mhrmb.py")],
))
"""


class Rehearsal:
    """A rehearsal under way, and all it has said."""

    def __init__(self, folder: Path, **env: str) -> None:
        (folder / "mhrmb.py").write_text(STAND_IN, encoding="utf-8")
        self.port, self.client_port = free_port(), free_port()
        self.output = folder / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", REHEARSE, str(self.port), str(self.client_port), folder],
                cwd=ROOT,
                env=os.environ | env,
                stdout=output,
                stderr=output,
            )

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, pattern: str) -> str:
        started = time.perf_counter()
        while not (found := re.search(pattern, self.said)):
            assert time.perf_counter() - started < PATIENCE, self.said
            assert self.process.poll() is None, self.said
            time.sleep(0.05)
        return found[0]

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def is_over(self) -> bool:
        """Nobody listens any more, neither the bot nor the client."""
        return not listens(self.port) and not listens(self.client_port)


@pytest.fixture
def rehearsal(tmp_path):
    """Start one, and see that it does not outlive its test."""
    started = []

    def start(**env):
        started.append(Rehearsal(tmp_path, **env))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_says_what_to_open_and_type_and_ctrl_c_ends_both(rehearsal):
    """One command, one address, one key to end it."""
    running = rehearsal()

    address = running.wait_for(r"http://localhost:\d+")
    running.wait_for("type:  refer")
    both = listens(running.port), listens(running.client_port)
    code = running.end()

    assert address == f"http://localhost:{running.client_port}"
    assert both == (True, True)
    assert code == 0
    assert running.is_over()
    assert running.said.endswith("Ended.\n")


def test_when_the_bot_ends_the_client_is_ended_too(rehearsal):
    """Half a rehearsal would only puzzle people; its exit code is the bot's."""
    running = rehearsal()
    running.wait_for("Ctrl-C ends it")

    with socket.create_connection(("127.0.0.1", running.port)) as caller:
        caller.sendall(b"GET /end HTTP/1.0\r\n\r\n")
        code = running.process.wait(PATIENCE)

    assert code == 3
    assert "The bot ended by itself (exit code 3), and so the other was ended too." in running.said
    assert running.is_over()


def test_without_node_the_bot_runs_alone_and_says_so(rehearsal, tmp_path):
    """Node is only for the local client."""
    running = rehearsal(PATH=str(tmp_path))

    running.wait_for("Node 20 or newer is not installed: the bot runs alone")
    running.wait_for(f"The bot listens on  http://127.0.0.1:{running.port}/api/messages")

    assert running.end() == 0
    assert running.is_over()


def test_a_board_that_does_not_load_ends_it(rehearsal):
    """Nothing is started on half a board."""
    running = rehearsal(LOAD_ENDS_WITH="4")

    assert running.process.wait(PATIENCE) == 4
    assert "agencies: 12 read" in running.said
    assert "could not be loaded" in running.said
    assert running.is_over()


def test_the_board_is_loaded_once_and_again_when_its_database_is_gone(rehearsal, tmp_path):
    """A second start is fast; deleting the database is how one starts afresh."""
    loaded = []
    for deleted in (False, False, True):
        if deleted:
            (tmp_path / "mhrmb.db").unlink()
        running = rehearsal()
        running.wait_for("Ctrl-C ends it")
        running.end()
        loaded.append("Loading the fictitious board" in running.said)

    assert loaded == [True, False, True]


def test_a_taken_port_is_named(rehearsal, tmp_path):
    """The person is told which port, and how to choose another."""
    first = rehearsal()
    first.wait_for("Ctrl-C ends it")
    again = [sys.executable, "-c", REHEARSE, str(first.port), str(free_port()), tmp_path]

    done = subprocess.run(again, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"Port {first.port} is taken" in done.stdout
