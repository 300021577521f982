"""`mhrmb` at the command line, on a database of its own."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from board.facts import Notice
from bot.board_file import SAMPLE
from bot.clock import machine_now
from bot.opening import open_database
from bot.settings import load_settings
from storage.cipher import Keys
from storage.outbox import TEAMS, IntentState
from storage.unit import Unit
from tests.scenarios.bot import HERE, captured_logs
from tests.scenarios.conftest import Run

TRIAGER_OF_THE_SAMPLE = "MEM-04"
COUNTS = {
    "agencies": 12,
    "members": 28,
    "frontline_referrers": 12,
    "subjects": 36,
    "referrals": 40,
    "actions": 45,
    "escalations": 7,
    "escalation_policy": 1,
    "terms_of_reference": 1,
    "information_sharing_agreement": 1,
    "focus_reports": 4,
    "demand_entries": 10,
    "bilaterals": 3,
    "board_meetings": 4,
    "subgroup_meetings": 10,
    "senior_board": 1,
    "task_finish_groups": 1,
    "rotas": 16,
    "hearings": 68,
    "tactical_plans": 8,
    "risks": 18,
    "subgroup_updates": 1,
    "s136_monthly": 12,
    "sla": 4,
    "learning_items": 10,
    "communications": 20,
    "policies": 5,
}


def board(**changes: Any) -> dict[str, Any]:
    """The sample with some kinds replaced."""
    given: dict[str, Any] = json.loads(SAMPLE.read_bytes())
    return given | changes


def write(folder: Path, content: object) -> str:
    path = folder / "given.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_the_sample_is_loaded_whole_and_what_is_not_loaded_yet_is_counted(mhrmb: Run) -> None:
    loaded = mhrmb("load", "--sample")

    assert loaded.exit_code == 0, loaded.output
    for kind, count in COUNTS.items():
        assert f"{kind}: {count} read, {count} new or changed" in loaded.output
    for kind in ("trigger_events", "bed_calls", "change_reports"):
        assert re.search(rf"^{kind}: \d+ not loaded yet$", loaded.output, re.MULTILINE)


def test_loading_twice_changes_nothing_and_leaves_no_line_in_the_audit(mhrmb: Run) -> None:
    mhrmb("load", "--sample", "--at", "2026-11-20T09:00:00+00:00")

    again = mhrmb("load", "--sample", "--at", "2026-11-21T09:00:00+00:00")

    for kind, count in COUNTS.items():
        assert f"{kind}: {count} read, 0 new or changed" in again.output
    assert "1 still to seal" in mhrmb("audit", "verify").output


def test_a_role_that_was_revoked_does_not_come_back_with_the_next_load(mhrmb: Run) -> None:
    mhrmb("load", "--sample")
    role = _roles(mhrmb)[0]
    assert "no longer" in mhrmb("revoke", TRIAGER_OF_THE_SAMPLE, role).output

    mhrmb("load", "--sample")

    assert role not in _roles(mhrmb)


def test_a_bad_file_changes_nothing_and_names_every_fault(mhrmb: Run, tmp_path: Path) -> None:
    given = board()
    given["agencies"][0]["type"] = "guild"
    given["members"][1]["roles"] = ["emperor"]
    given["members"][2]["display_name"] = ""
    given["referrals"][0]["ref"] = "31"
    given["referrals"][1]["indicators"] = ["bad_mood"]
    given["referrals"].append(given["referrals"][5])
    given["actions"][0]["due"] = "soon"
    given["escalations"][0]["steps"][0]["result"] = "new date accepted tomorrow"
    given["escalations"][1]["steps"][0]["result"] = "shrugged"
    given["settings"]["escalation_working_days"]["urgent"] = [0, 1, -1]

    refused = mhrmb("load", write(tmp_path, given))

    assert refused.exit_code == 1
    for words in ("Nothing was loaded", "AG-01: type", "MEM-02: roles", "MEM-03: display_name",
                  "31: ref", "indicators", "stands twice", "ACT-2026-0001: due",
                  "ESC-2026-001: steps.0.result", "ESC-2026-002: steps.0.result",
                  "escalation_working_days: urgent"):  # fmt: skip
        assert words in refused.output, words
    assert mhrmb("who").output == ""


def test_loose_ends_are_faults_too(mhrmb: Run, tmp_path: Path) -> None:
    given = board()
    given["members"][0]["agency_id"] = "AG-99"
    given["referrals"][0]["subject_id"] = "SBJ-99"
    given["actions"][0]["owner_id"] = "MEM-99"
    given["escalations"][0]["action_ref"] = "ACT-2026-0999"
    given["escalations"][1]["steps"][1]["to"] = ["MEM-98", "mailbox:rung2@AG-77"]
    given["escalations"][2]["current_rung"] = 2
    given["escalations"][3]["steps"].reverse()
    given["members"][2]["teams_user_id"] = given["members"][1]["teams_user_id"].upper()

    refused = mhrmb("load", write(tmp_path, given))

    for words in ("AG-99 is no agency", "SBJ-99 is no subject", "MEM-99 is no person",
                  "belongs to two people", "ESC-2026-001: ACT-2026-0999 is no action",
                  "ESC-2026-002: MEM-98 is no person", "mailbox:rung2@AG-77 is no person",
                  "ESC-2026-003: current_rung", "ESC-2026-004: its steps must go up"):  # fmt: skip
        assert words in refused.output, words
    assert mhrmb("who").output == ""


def test_what_board_papers_will_say_may_name_nobody(mhrmb: Run, tmp_path: Path) -> None:
    """The words are not said again: the fault names the record and what kind of thing it is."""
    given = board()
    given["learning_items"][0]["title"] = "Wendelin Quagmirez was not told of the threat"
    given["sla"][3]["latest"]["breach_reason"] = "Crews waited at 12 Quarry Road"
    given["subgroup_updates"][0]["results"][0] = "Helped Wendelin Quagmirez to move"

    refused = mhrmb("load", write(tmp_path, given))

    assert refused.exit_code == 1
    for words in ("learning_items LRN-2026-001: title: looks like personal information (a name)",
                  "sla SLA-4: breach_reason", "subgroup_updates SGU-036: results 1"):  # fmt: skip
        assert words in refused.output, words
    assert "Quagmirez" not in refused.output
    assert mhrmb("who").output == ""


def test_what_names_a_meeting_or_an_agency_that_is_not_there_is_a_fault(
    mhrmb: Run, tmp_path: Path
) -> None:
    given = board()
    given["hearings"][67]["meeting_id"] = "SUB-20990101"
    given["tactical_plans"][0]["lead_agency"] = "AG-99"
    given["risks"][0]["owner_agency"] = "AG-98"
    given["risks"][1]["net"]["likelihood"] = 6
    given["s136_monthly"][0]["month"] = "later"

    refused = mhrmb("load", write(tmp_path, given))

    assert "risks RSK-002: net.likelihood" in refused.output
    assert "s136_monthly 1: month" in refused.output
    given["risks"][1]["net"]["likelihood"] = 3
    given["s136_monthly"][0]["month"] = "2025-11"
    refused = mhrmb("load", write(tmp_path, given))
    for words in ("HRG-068: SUB-20990101 is no subgroup", "PLN-2026-001: AG-99 is no agency",
                  "RSK-001: AG-98 is no agency"):  # fmt: skip
        assert words in refused.output, words


def test_an_account_that_already_belongs_to_somebody_else_here_is_a_fault(
    mhrmb: Run, tmp_path: Path
) -> None:
    mhrmb("load", "--sample")
    given = board()
    given["members"] = [given["members"][0] | {"id": "MEM-90"}]
    emptied = (
        "referrals",
        "actions",
        "escalations",
        "board_meetings",
        "subgroup_meetings",
        "hearings",
        "subgroup_updates",
    )
    for kind in (*emptied, "task_finish_groups", "bilaterals"):
        given[kind] = []
    for kind in ("focus_rota", "chair_rota", "senior_board"):
        given[kind] = None
    for each in given["agencies"]:
        each["representative_id"] = each["deputy_id"] = None
        each["champion_ids"] = []

    refused = mhrmb("load", write(tmp_path, given))

    assert refused.exit_code == 1
    assert "MEM-90" in refused.output
    assert "already belongs to MEM-01" in refused.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{ not json", "is not JSON"),
        ("[]", "does not hold an object of lists"),
        ('{"agencies": 3}', "agencies: must be a list"),
        ('{"agencies": [1, null, "x", []]}', "agencies 4"),
    ],
)
def test_a_file_that_is_none_is_named_as_such(
    mhrmb: Run, tmp_path: Path, content: str, words: str
) -> None:
    refused = mhrmb("load", write(tmp_path, content))

    assert refused.exit_code == 1
    assert words in refused.output


def test_a_file_that_is_not_there_is_named(mhrmb: Run, tmp_path: Path) -> None:
    refused = mhrmb("load", str(tmp_path / "nowhere.json"))

    assert refused.exit_code == 1
    assert "cannot read" in refused.output


def test_people_without_an_account_are_loaded_as_such(mhrmb: Run) -> None:
    mhrmb("load", "--sample")

    assert "(no account): no roles" in mhrmb("who", "FR-01").output


def test_the_sample_is_for_rehearsal_only(mhrmb: Run, tmp_path: Path) -> None:
    refused = mhrmb("load", "--sample", **_production(tmp_path))

    assert refused.exit_code == 1
    assert "for rehearsal only" in refused.output


def test_a_grant_is_given_for_a_time_and_taken_back(mhrmb: Run) -> None:
    mhrmb("load", "--sample", "--at", "2026-11-20T09:00:00+00:00")

    granted = mhrmb("grant", "MEM-20", "administrator", "--until", "2040-01-31T12:00:00+00:00")
    listed = mhrmb("who", "mem-20")
    revoked = mhrmb("revoke", "MEM-20", "administrator")
    again = mhrmb("revoke", "MEM-20", "administrator")

    assert "is administrator until Tuesday 31 January 2040 at 12:00" in granted.output
    assert "administrator until 31 January 2040" in listed.output
    assert "is no longer administrator" in revoked.output
    assert "Nothing to revoke" in again.output
    assert "administrator" not in mhrmb("who", "MEM-20").output
    assert "3 still to seal" in mhrmb("audit", "verify").output


def test_there_are_two_co_chairs_of_the_police_and_of_care_however_the_role_is_given(
    mhrmb: Run,
) -> None:
    mhrmb("load", "--sample", "--at", "2026-11-20T09:00:00+00:00")
    care, police, other_police = "Odessa Fictonbury", "Percival Inventon", "MEM-20"

    third = mhrmb("grant", other_police, "co_chair")
    mhrmb("revoke", care, "co_chair")
    alike = mhrmb("grant", other_police, "co_chair")
    by_the_way = mhrmb("member", other_police, "--role", "co_chair")
    back = mhrmb("grant", care, "co_chair")

    assert "exactly two co-chairs" in third.output
    assert "Revoke the role" in third.output
    assert "co_chair" not in mhrmb("who", other_police).output
    assert alike.exit_code == by_the_way.exit_code == 1
    assert "co-chair" in by_the_way.output
    assert back.exit_code == 0, back.output
    assert police in mhrmb("who", police).output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grant", "Nobody At All", "mh_team"), "There is no member Nobody At All"),
        (("grant", "MEM-01", "emperor"), "emperor"),
        (("grant", "MEM-01", "mh_team", "--until", "2020-01-01"), "must be in the future"),
        (("grant", "MEM-01", "mh_team", "--until", "soon"), "2026-12-01T09:00"),
        (("load",), "Name a file, or say --sample"),
        (("load", "x.json", "--sample"), "Name a file, or say --sample"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(
    mhrmb: Run, arguments: tuple[str, ...], words: str
) -> None:
    mhrmb("load", "--sample")

    ended = mhrmb(*arguments)

    assert ended.exit_code != 0
    assert words in ended.output
    assert "Traceback" not in ended.output


def test_a_name_that_two_people_share_is_not_enough_to_grant_a_role(
    mhrmb: Run, tmp_path: Path
) -> None:
    given = board()
    name = given["members"][4]["display_name"]
    given["members"][5]["display_name"] = name
    mhrmb("load", write(tmp_path, given))

    refused = mhrmb("grant", name, "mh_team")

    assert refused.exit_code == 1
    assert "MEM-05" in refused.output
    assert "MEM-06" in refused.output


def test_the_audit_is_verified_and_a_changed_line_is_named(mhrmb: Run, tmp_path: Path) -> None:
    mhrmb("load", "--sample")
    mhrmb("grant", "MEM-20", "administrator")
    _seal(tmp_path)
    assert "The audit is whole: 2 lines sealed" in mhrmb("audit", "verify").output

    database = sqlite3.connect(tmp_path / "var" / "mhrmb.db")
    database.execute("UPDATE audit_lines SET about = 'MEM-21' WHERE number = 2")
    database.commit()
    database.close()

    broken = mhrmb("audit", "verify")
    assert broken.exit_code == 1
    assert "line 2 (changed)" in broken.output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MHRMB_PROT", "3978", "MHRMB_PROT is not a setting; did you mean MHRMB_PORT?"),
        ("MHRMB_APP_PASWORD", "x", "did you mean MHRMB_APP_PASSWORD"),
        ("MHRMB_PORT", "many", "MHRMB_PORT"),
        ("MHRMB_HOST", "0.0.0.0", "HOST must be 127.0.0.1"),
        ("MHRMB_ADMINISTRATORS", "somebody@example.org", "must be an object id. It stands in"),
        ("MHRMB_LOG_LEVEL", "LOUD", "MHRMB_LOG_LEVEL"),
        ("MHRMB_OPENS", "19:00", "OPENS must be before CLOSES"),
        ("MHRMB_LOGIN_URL", "http://login.example.org", "must be https"),
        ("MHRMB_APP_ID", "an-app", "APP_TENANT_ID is missing"),
        ("MHRMB_APP_PASSWORD_FILE", "/nowhere", "cannot read /nowhere"),
        ("MHRMB_DATABASE_URL", "nonsense", "MHRMB_DATABASE_URL"),
        ("MHRMB_DATABASE_URL", "mysql://localhost/board", "MHRMB_DATABASE_URL"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_and_nothing_is_done(
    mhrmb: Run, tmp_path: Path, name: str, value: str, words: str
) -> None:
    ended = mhrmb("migrate", **{name: value})

    assert ended.exit_code == 1
    assert words in ended.output
    assert "Traceback" not in ended.output
    assert not (tmp_path / "var").exists()


def test_a_secret_is_never_told_back(mhrmb: Run, tmp_path: Path) -> None:
    secret = "correct horse battery staple"
    wrong = {**_production(tmp_path)} | {"MHRMB_APP_PASSWORD": secret, "MHRMB_APP_TYPE": secret}

    ended = mhrmb("migrate", **wrong)

    assert ended.exit_code == 1
    assert secret not in ended.output


def test_every_setting_is_listed_with_what_it_is_for(mhrmb: Run) -> None:
    listed = mhrmb("settings").output.splitlines()

    assert len(listed) > 20
    assert all(re.match(r"MHRMB_[A-Z_]+: \S", line) for line in listed)
    assert not [line for line in listed if "(default )" in line]


def test_the_program_starts_as_a_process_of_its_own(tmp_path: Path) -> None:
    """Not only within this one: its output, its exit code, its key file."""
    environment = {**os.environ, "MHRMB_VAR_DIR": str(tmp_path / "var")}

    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli import app; app()", "migrate"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "up to date" in done.stdout
    assert (tmp_path / "var" / "keys").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var" / "mhrmb.db").stat().st_mode & 0o777 == 0o600


def _roles(mhrmb: Run) -> list[str]:
    line = mhrmb("who", TRIAGER_OF_THE_SAMPLE).output
    return re.findall(r"(\w+) until", line)


def _production(folder: Path) -> Mapping[str, str]:
    Keys.make(folder / "keys")
    return {
        "MHRMB_APP_ID": "an-app",
        "MHRMB_APP_PASSWORD": "a secret",
        "MHRMB_APP_TENANT_ID": "a-tenant",
        "MHRMB_ADMINISTRATORS": "0f9f1a52-7b53-4a4e-9b0e-2f6f5f6b7a11",
        "MHRMB_ENCRYPTION_KEY_FILE": str(folder / "keys"),
    }


def _seal(folder: Path) -> None:
    database = open_database(load_settings({"MHRMB_VAR_DIR": str(folder / "var")}))
    database.write_now(lambda unit: unit.audit.seal(), origin=HERE)
    database.close_now()


def test_a_hold_stops_disposal_until_it_is_lifted(mhrmb: Run) -> None:
    """For an inquest or inquiry; both are in the audit."""
    assert "What is due is disposed of" in mhrmb("hold").output

    assert "Nothing is disposed of" in mhrmb("hold", "on").output
    assert "Nothing is disposed of" in mhrmb("hold").output
    assert "What is due is disposed of" in mhrmb("hold", "off").output
    assert mhrmb("hold", "perhaps").exit_code == 2


def stuck(mhrmb: Run, folder: Path) -> dict[str, int]:
    """Four intents in the states an operator deals with; their numbers by state."""
    mhrmb("load", "--sample")
    with captured_logs():
        database = open_database(load_settings({"MHRMB_VAR_DIR": str(folder / "var")}))
    states = [IntentState.WAITING, IntentState.DEAD, IntentState.UNKNOWN, IntentState.SENT]
    to = "person:somebody-not-in-the-register"
    notices = [Notice("referral_outcome", to, f"REF-2026-000{n}") for n in range(len(states))]

    def work(unit: Unit) -> dict[str, int]:
        now = machine_now()
        unit.tell(notices, now)
        taken = unit.outbox.claim(
            9, lane=TEAMS, now=now, machine_now=now, lease=timedelta(minutes=1)
        )
        for intent, state in zip(taken, states, strict=True):
            unit.outbox.finish(intent, state, machine_now=now, error="ServiceError")
        return {str(state): intent.id for intent, state in zip(taken, states, strict=True)}

    numbers = database.write_now(work, origin=HERE)
    database.close_now()
    return numbers


def test_the_outbox_is_listed_without_naming_anybody_unknown(mhrmb: Run, tmp_path: Path) -> None:
    numbers = stuck(mhrmb, tmp_path)

    listed = mhrmb("outbox").output.splitlines()
    sent = mhrmb("outbox", "--state", "sent").output.splitlines()

    assert listed[0].split() == [
        "id",
        "state",
        "kind",
        "recipient",
        "about",
        "tried",
        "due",
        "cause",
    ]
    assert [line.split()[:2] for line in listed[1:]] == [
        [str(numbers[state]), state] for state in ("unknown", "dead", "waiting")
    ]
    assert all("Referral outcome  a referrer  REF-2026-000" in line for line in listed[1:])
    assert [line.split()[0] for line in sent[1:]] == [str(numbers["sent"])]


def test_an_operator_sends_again_what_stopped_and_is_audited(mhrmb: Run, tmp_path: Path) -> None:
    numbers = stuck(mhrmb, tmp_path)

    doubtful = mhrmb("outbox", "retry", str(numbers["unknown"]))
    dead = mhrmb("outbox", "retry", str(numbers["dead"]))
    twice = mhrmb("outbox", "retry", str(numbers["dead"]))
    nothing = mhrmb("outbox", "retry", "999")

    assert "it will be there twice" in doubtful.output
    assert dead.output == "It is sent again.\n"
    assert (twice.exit_code, nothing.exit_code) == (1, 1)
    assert "There is no message 999." in nothing.output
    assert [line.split()[1] for line in mhrmb("outbox").output.splitlines()[1:]] == ["waiting"]
    assert "The audit is whole" in mhrmb("audit", "verify").output


def test_an_operator_drops_for_a_reason_and_nothing_without_one(mhrmb: Run, tmp_path: Path) -> None:
    numbers = stuck(mhrmb, tmp_path)

    without = mhrmb("outbox", "drop", str(numbers["dead"]))
    wordy = mhrmb("outbox", "drop", str(numbers["dead"]), "--reason", "because Jo said so")
    dropped = mhrmb("outbox", "drop", str(numbers["dead"]), "--reason", "told")
    ended = mhrmb("outbox", "drop", str(numbers["sent"]), "--reason", "told")

    assert (without.exit_code, wordy.exit_code, dropped.exit_code) == (2, 2, 0)
    assert (ended.exit_code, "ended already" in ended.output) == (1, True)
    states = [line.split()[1] for line in mhrmb("outbox").output.splitlines()[1:]]
    assert states == ["unknown", "waiting"]
    assert mhrmb("outbox", "--state", "dead").output == "Nothing to show.\n"
