"""The rehearsal: the bot and the local Teams client, started together and ended together."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

LOOK_EVERY = 0.1  # seconds
READY_WITHIN = 60.0
END_WITHIN = 25.0
LEAST_NODE = 20


@dataclass(frozen=True)
class Person:
    """Somebody of the fictitious board, as the local client knows them."""

    name: str
    object_id: str

    @property
    def word(self) -> str:
        """Their name in one word, for ids that nobody reads."""
        return self.name.lower().replace(" ", "-")


TABITHA = Person("Tabitha Placeholme", "00000000-0000-4000-8000-000000000005")
ODESSA = Person("Odessa Fictonbury", "00000000-0000-4000-8000-000000000001")
BARNABY = Person("Barnaby Testerfield", "00000000-0000-4000-8000-000000000002")
PERCIVAL = Person("Percival Inventon", "00000000-0000-4000-8000-000000000012")
GIDEON = Person("Gideon Mockingham", "00000000-0000-4000-8000-000000000027")
AURELIA = Person("Aurelia Nonperson", "00000000-0000-4000-8000-000000000901")

PEOPLE = (TABITHA, ODESSA, BARNABY, PERCIVAL, GIDEON, AURELIA)
"""The local client wants six. Aurelia is a ward nurse whom the board does not know."""

BOT_NAME = "MHRMB"
TEAM = "Mental Health Risk Management Board"
CHANNEL = "Mental Health Team"

TRY_FIRST = f"""
  1. In Personal Chat, type:  refer
  2. In the channel {CHANNEL}, type @ and choose {BOT_NAME} from the list. After it, type:
     use this channel for mental health team
  3. In Personal Chat, type:  triage

  Type  help  for what else can be said. To see it as somebody else, type:
  act as Barnaby Testerfield  (mhrmb who lists everybody); to be yourself again:  act as myself
  To let time pass, type:  clock +1d

  In a channel press Send me the form, or Send it to my chat: what opens a dialog in Teams
  does nothing in this client."""


# --- the local client ----------------------------------------------------------------------------


def playground_config(current: Person) -> dict[str, object]:
    """The local client's world, seen by one person: its format is strict, every field is wanted."""
    tenant = "00000000-0000-4000-8000-00000000aaaa"
    team = "19:rehearsal-team@thread.tacv2"
    others = [person for person in PEOPLE if person != current]
    return {
        "version": "0.1.1",
        "tenantId": tenant,
        "bot": {"id": "28:mhrmb-rehearsal", "name": BOT_NAME},
        "currentUser": _user(current),
        "users": [_user(person) for person in others[:5]],
        # Several clients may talk to one bot: each has a personal chat of its own.
        "personalChat": {"id": f"a:personal-{current.word}"},
        "groupChat": {"id": "19:rehearsal-group@thread.v2", "name": "Rehearsal group"},
        "team": {
            "id": team,
            "name": TEAM,
            "aadGroupId": "00000000-0000-4000-8000-00000000bbbb",
            "channels": [{"id": "19:rehearsal-mental-health-team@thread.tacv2", "name": CHANNEL}],
        },
    }


def _user(person: Person) -> dict[str, str]:
    given, _, surname = person.name.partition(" ")
    address = f"{person.word.replace('-', '.')}@board.invalid"
    return {
        "id": f"29:{person.word}",
        "name": person.name,
        "userPrincipleName": address,  # their spelling
        "aadObjectId": person.object_id,
        "givenName": given,
        "surname": surname,
        "email": address,
    }


def write_playground_config(path: Path, current: Person = TABITHA) -> Path:
    """Write the local client's world to a file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(playground_config(current), indent=1) + "\n", encoding="utf-8")
    return path


def find_playground() -> Path | None:
    """The local client that `npm ci` put into the project, or None."""
    for root in (Path.cwd(), Path(__file__).resolve().parent.parent):
        script = root / "node_modules/@microsoft/m365agentsplayground/cli.js"
        if script.is_file():
            return script
    return None


def find_node() -> str | None:
    """Node, if it is new enough for the local client."""
    node = shutil.which("node")
    if node is None:
        return None
    answer = subprocess.run(  # noqa: S603 - the node on the path, asked for its version
        [node, "--version"], capture_output=True, text=True, check=False
    ).stdout
    major = answer.strip().removeprefix("v").partition(".")[0]
    return node if major.isdigit() and int(major) >= LEAST_NODE else None


def playground_command(node: str, script: Path, *, endpoint: str, port: int) -> list[str]:
    """Start the local client as Teams, without telemetry."""
    return [node, str(script), "-e", endpoint, "-c", "msteams", "-p", str(port), "--dt"]


# --- two processes -------------------------------------------------------------------------------


@dataclass
class Part:
    """One process of the rehearsal, in a group of its own, so that its children end with it."""

    name: str
    process: subprocess.Popen[str]
    port: int | None = None
    said: list[str] = field(default_factory=list)

    @classmethod
    def start(
        cls,
        name: str,
        command: Sequence[str],
        env: dict[str, str],
        *,
        heard_in: Path | None = None,
        output: IO[str] | None = None,
    ) -> Self:
        """Start it: its output goes where ours goes, to a file, or (started in a folder) to us."""
        process = subprocess.Popen(  # noqa: S603 - our own commands
            list(command),
            env=env,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if heard_in else output,
            stderr=subprocess.STDOUT if heard_in or output else None,
            cwd=heard_in,
            start_new_session=True,
        )
        part = cls(name, process)
        if process.stdout is not None:
            threading.Thread(target=part.hear, args=(process.stdout,), daemon=True).start()
        return part

    def hear(self, output: IO[str]) -> None:
        """Find the port the local client took (it takes another when the wanted one is busy)."""
        for line in output:
            text = line.strip()
            port = text.removeprefix("Listening on ")
            if port != text and port.isdigit():
                self.port = int(port)
            elif text:
                self.said.append(text)
                print(f"{self.name}: {text}", flush=True)

    @property
    def ended(self) -> bool:
        """It has ended, by itself or by us."""
        return self.process.poll() is not None

    def end(self) -> None:
        """Ask it to stop, and its children; after 25 seconds do not ask."""
        if not self.ended:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(END_WITHIN)
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def rehearse(
    *,
    at: str | None = None,
    host: str = "127.0.0.1",
    port: int = 3978,
    playground_port: int = 56150,
    var_dir: Path = Path("var"),
    command: Sequence[str] | None = None,
) -> int:
    """Run the bot and the local client until Ctrl-C or until one of them ends; the exit code.

    `command` is what `mhrmb` is called by; `at` is passed on to `mhrmb serve`.
    """
    mhrmb = list(command) if command is not None else [_mhrmb()]
    env = os.environ | {
        "MHRMB_HOST": host,
        "MHRMB_PORT": str(port),
        "MHRMB_VAR_DIR": str(var_dir),
    }
    # Whoever sits in front of it may set everything up, and reads what goes wrong only.
    env.setdefault("MHRMB_ADMINISTRATORS", TABITHA.object_id)
    env.setdefault("MHRMB_LOG_LEVEL", "WARNING")
    if _is_taken(host, port):
        _say(
            f"Port {port} is taken by another program. End that one, or choose another port: "
            "MHRMB_PORT=3979 make run"
        )
        return 1
    stop = _stop_on_signals()
    parts: list[Part] = []
    try:
        return _run(parts, stop, mhrmb, env, at, playground_port)
    finally:
        for part in reversed(parts):
            part.end()


def _run(
    parts: list[Part],
    stop: threading.Event,
    mhrmb: list[str],
    env: dict[str, str],
    at: str | None,
    playground_port: int,
) -> int:
    code = _load_board(parts, stop, mhrmb, env)
    if code or stop.is_set():
        return code

    bot = Part.start("bot", [*mhrmb, "serve", *(["--at", at] if at else [])], env)
    parts.append(bot)
    client = _start_client(env, playground_port)
    if client is not None:
        parts.append(client)

    address = (env["MHRMB_HOST"], int(env["MHRMB_PORT"]))
    in_time = _wait(
        stop,
        lambda: (
            any(part.ended for part in parts)
            or (_is_ready(*address) and (client is None or client.port is not None))
        ),
        READY_WITHIN,
    )
    if in_time and not stop.is_set() and not any(part.ended for part in parts):
        _welcome(address, client)
        _wait(stop, lambda: any(part.ended for part in parts))
    return _how_it_ended(stop, parts)


def _load_board(
    parts: list[Part], stop: threading.Event, mhrmb: list[str], env: dict[str, str]
) -> int:
    """Load the fictitious board where there is none; later starts do not ask again."""
    folder = Path(env["MHRMB_VAR_DIR"])
    loaded = folder / "client" / "board-loaded"
    if loaded.exists() and any(folder.glob("*.db")) and "MHRMB_DATABASE_URL" not in env:
        return 0
    _say("Loading the fictitious board ...")
    report = folder / "client" / "board-report"
    report.parent.mkdir(parents=True, exist_ok=True)
    with report.open("w", encoding="utf-8") as output:
        command = [*mhrmb, "load", "--sample", "--if-empty"]
        loading = Part.start("load", command, env, output=output)
    parts.append(loading)
    _wait(stop, lambda: loading.ended)
    if stop.is_set():
        return 0
    parts.remove(loading)
    if loading.process.returncode:
        _say(report.read_text(encoding="utf-8").strip())
        _say("The fictitious board could not be loaded: see above.")
    else:
        loaded.touch()
    return loading.process.returncode


def _start_client(env: dict[str, str], port: int) -> Part | None:
    node, script = find_node(), find_playground()
    if node is None:
        _say(f"Node {LEAST_NODE} or newer is not installed: the bot runs alone, without a client.")
        return None
    if script is None:
        _say("The local client is not installed (npm ci does it): the bot runs alone.")
        return None
    folder = Path(env["MHRMB_VAR_DIR"]).resolve() / "client"  # where it writes its own log
    config = write_playground_config(folder / "config.json")
    endpoint = f"http://{env['MHRMB_HOST']}:{env['MHRMB_PORT']}/api/messages"
    return Part.start(
        "client",
        playground_command(node, script, endpoint=endpoint, port=port),
        env | {"M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config)},
        heard_in=folder,
    )


def _how_it_ended(stop: threading.Event, parts: list[Part]) -> int:
    if stop.is_set():
        _say("Ended.")
        return 0
    for part in parts:
        if part.ended:
            name = {"bot": "The bot", "client": "The local client"}[part.name]
            others = ", and so the other was ended too" if len(parts) > 1 else ""
            _say(f"{name} ended by itself (exit code {part.process.returncode}){others}.")
            return part.process.returncode or 1
    _say(f"Not ready within {READY_WITHIN:.0f} seconds: ended.")
    return 1


def _welcome(address: tuple[str, int], client: Part | None) -> None:
    host, port = address
    lines = ["", "The board is open in rehearsal: everything in it is fictitious.", ""]
    if client is None:
        lines.append(f"  The bot listens on  http://{host}:{port}/api/messages")
    else:
        lines.append(f"  Open  http://localhost:{client.port}  as {TABITHA.name}. Then:")
        lines.append(TRY_FIRST)
    _say("\n".join([*lines, "", "Ctrl-C ends it.", ""]))


# --- small things --------------------------------------------------------------------------------


def _mhrmb() -> str:
    beside = Path(sys.executable).with_name("mhrmb")
    return str(beside) if beside.exists() else shutil.which("mhrmb") or "mhrmb"


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _wait(stop: threading.Event, until: Callable[[], bool], at_most: float | None = None) -> bool:
    """Whether it came true in time; a signal ends the waiting, as if it had."""
    turns = 0
    while not stop.is_set() and not until():
        stop.wait(LOOK_EVERY)
        turns += 1
        if at_most is not None and turns * LOOK_EVERY > at_most:
            return False
    return True


def _is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _say(text: str) -> None:
    print(text, flush=True)
