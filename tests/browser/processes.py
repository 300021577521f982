"""The processes that a browser test talks to: the bot, and a local Teams client for each person."""

import contextlib
import functools
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

START_WITHIN = 90.0  # seconds
END_WITHIN = 15.0


@dataclass
class BotProcess:
    """A bot that listens on a port of its own, with a folder of its own."""

    command: list[str]
    port: int
    metrics_port: int
    var_dir: Path
    log: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """Where a client sends its activities."""
        return f"http://127.0.0.1:{self.port}/api/messages"

    def start(self) -> None:
        """Start it; it is ready then."""
        is_ready = functools.partial(answers, self.port, "/readyz")
        self.process = start(self.command, self.env, self.log, is_ready)

    def close(self) -> None:
        """Ask it to end, and see to it."""
        if self.process is not None:
            _end(self.process)

    def die(self) -> None:
        """End it, and what it has started, as a failure of the machine would: in the middle."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: list[str], env: dict[str, str], log: Path, is_ready: Callable[[], bool]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command until the end of the block; its output goes to a file."""
    process = start(command, env, log, is_ready)
    try:
        yield process
    finally:
        _end(process)


def start(
    command: list[str], env: dict[str, str], log: Path, is_ready: Callable[[], bool]
) -> subprocess.Popen[bytes]:
    """Start a command and wait until it is ready; its output goes to a file.

    Raises:
        RuntimeError: it ended, or was not ready in time; with the end of its output.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=os.environ | env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, cwd=log.parent,
        )  # fmt: skip
    started = time.perf_counter()
    while not is_ready():
        if process.poll() is not None or time.perf_counter() - started > START_WITHIN:
            _end(process)
            message = f"{' '.join(command)} did not start:\n{log.read_text()[-4000:]}"
            raise RuntimeError(message)
        time.sleep(0.05)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    for number, patience in ((signal.SIGTERM, END_WITHIN), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, number)
            process.wait(patience)


def answers(port: int, path: str) -> bool:
    """Whether a web server on this port says that all is well there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
