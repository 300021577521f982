"""Several processes at one database, and one that is killed in the middle."""

from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep

from storage.outbox import IntentState
from tests.storage import worker
from tests.storage.builders import HERE, NOON, send
from tests.storage.conftest import Opener


def ended(process: BaseProcess, said: Path) -> list[str]:
    """Every line it said."""
    process.join(40)
    assert process.exitcode == 0
    return said.read_text().splitlines()


def test_what_was_acknowledged_survives_a_kill(
    url: str, key_file: Path, opener: Opener, tmp_path: Path
):
    said = tmp_path / "said"
    process = worker.start(worker.refer, url, key_file, said, "form", 100_000)
    until = monotonic() + 20
    while said.read_text().count("\n") < 60 and monotonic() < until:
        sleep(0.01)
    process.kill()
    process.join(20)

    acknowledged = dict(line.split() for line in said.read_text().splitlines())
    database = opener(url)
    kept = {
        each.ref for each in database.read_now(lambda s: s.referrals.of_referrer("account-nurse"))
    }
    intents = database.read_now(lambda s: s.outbox.counts())
    again = {form: database.write_now(lambda u, f=form: send(u, f), origin=HERE)
             for form in acknowledged}  # fmt: skip
    assert len(acknowledged) >= 60
    assert again == acknowledged
    assert kept == {f"REF-2026-{number:04d}" for number in range(1, len(kept) + 1)}
    assert intents == {("teams", IntentState.PENDING): len(kept)}


def test_two_processes_never_give_a_reference_twice(url: str, key_file: Path, tmp_path: Path):
    said = {name: tmp_path / name for name in ("one", "two")}
    processes = {
        name: worker.start(worker.refer, url, key_file, path, name, 50)
        for name, path in said.items()
    }

    lines = [line for name, path in said.items() for line in ended(processes[name], path)]

    refs = sorted(line.split()[1] for line in lines)
    assert refs == [f"REF-2026-{number:04d}" for number in range(1, 101)]


def test_two_processes_never_take_an_intent_twice(
    url: str, key_file: Path, opener: Opener, tmp_path: Path
):
    database = opener(url)
    refs = [database.write_now(lambda u, n=n: send(u, f"f-{n}"), origin=HERE) for n in range(60)]

    said = [tmp_path / name for name in ("one", "two")]
    processes = [worker.start(worker.deliver, url, key_file, path) for path in said]
    taken = [line for each, path in zip(processes, said, strict=True) for line in ended(each, path)]

    assert sorted(taken) == sorted(refs)
    assert database.read_now(lambda s: s.outbox.oldest_due(NOON)) is None


def test_processes_that_migrate_at_once_do_not_meet(empty_url: str, key_file: Path, tmp_path: Path):
    said = [tmp_path / name for name in ("one", "two", "three")]

    processes = [worker.start(worker.migrate, empty_url, key_file, path) for path in said]

    lines = [ended(each, path) for each, path in zip(processes, said, strict=True)]
    assert lines == [["ready"]] * 3
