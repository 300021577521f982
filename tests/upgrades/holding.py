"""What a database of a release holds: filled through the repositories, and read by them again."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from board.calendar import Calendar
from board.documents import Document, DocumentKind, of_meeting
from board.places import Forum, ForumKind
from bot.board_file import SAMPLE, read_board
from bot.holidays import bank_holidays
from bot.loading import apply_board
from storage.cipher import Keys
from storage.database import Database
from storage.settings import Mode
from storage.unit import Snapshot, Unit
from tests.storage.builders import HERE, NOON, a_draft, people, send

PAPER = b"An agenda, as bytes. " * 500
UNSENT = "form-unsent"


def fill(url: str, keys: Keys) -> dict[str, Any]:
    """Migrate a new database, load the sample board and do a few deeds; what it holds then."""
    database = Database.open(url, keys, machine_now=lambda: NOON)
    try:
        database.migrate()
        database.claim_mode(Mode.REHEARSAL)
        board, calendar = read_board(SAMPLE), Calendar(bank_holidays())
        database.write_now(
            lambda unit: apply_board(board, unit, at=NOON, calendar=calendar), origin=HERE
        )
        earlier, ref = database.write_now(_deeds, origin=HERE)
        while database.write_now(lambda unit: unit.audit.seal(), origin=HERE):
            pass
        named = {"earlier": earlier, "referral": ref, "draft": UNSENT}
        named["paper"] = _paper_key(database)
        return named | database.read_now(lambda snapshot: held_by(snapshot, named))
    finally:
        database.close_now()


def held_by(snapshot: Snapshot, named: Mapping[str, str]) -> dict[str, Any]:
    """What the repositories say. A later version may say more; never less, or something else."""
    return {name: say(snapshot, named) for name, say in _SAID.items()}


def _deeds(unit: Unit) -> tuple[str, str]:
    people(unit)
    refs = send(unit, "form-earlier"), send(unit, "form-sent")
    unit.drafts.insert(a_draft(UNSENT))
    meeting = unit.meetings.of_forum("BOARD")[-1]
    label = of_meeting(DocumentKind.AGENDA, meeting)
    unit.documents.put(Document.of(label, PAPER, forum=Forum(ForumKind.BOARD), made_at=NOON), PAPER)
    return refs


def _paper_key(database: Database) -> str:
    return database.read_now(lambda snapshot: snapshot.documents.waiting())[0].key


def _referral_opened(snapshot: Snapshot, named: Mapping[str, str]) -> dict[str, Any]:
    referral = snapshot.referrals.get(named["referral"])
    identity, health = referral.identity or {}, referral.health or {}
    return {"state": referral.state, "name": identity["subject_name"], "health": sorted(health)}


def _paper_opened(snapshot: Snapshot, named: Mapping[str, str]) -> str:
    document = snapshot.documents.get(named["paper"])
    return hashlib.sha256(snapshot.documents.bytes_of(document)).hexdigest() if document else ""


def _is_found_again(snapshot: Snapshot, named: Mapping[str, str]) -> bool:
    """By the blind index; who else is found may change with the rules of matching."""
    found = snapshot.referrals.alike(snapshot.referrals.get(named["referral"]))
    return named["earlier"] in {each.referral.ref for each in found}


def _audit(snapshot: Snapshot, _: Mapping[str, str]) -> dict[str, Any]:
    verdict = snapshot.audit.verify()
    if not verdict.is_whole or verdict.head is None:
        raise RuntimeError(f"the audit is broken: {verdict.broken} at {verdict.at}")
    return {"number": verdict.head.number, "mac": verdict.head.mac, "checked": verdict.checked}


def _draft_opened(snapshot: Snapshot, named: Mapping[str, str]) -> dict[str, Any]:
    draft = snapshot.drafts.get(named["draft"])
    return {"person": draft.person, "account": draft.answers["account"]} if draft else {}


_SAID: Mapping[str, Callable[[Snapshot, Mapping[str, str]], Any]] = {
    "birth": lambda snapshot, _: snapshot.settings.birth,
    "agencies": lambda snapshot, _: [each.name for each in snapshot.people.agencies()],
    "members": lambda snapshot, _: [
        f"{each.key} {each.name}: {len(each.grants)}" for each in snapshot.people.members()
    ],
    "actions": lambda snapshot, _: [
        f"{each.ref} {each.state} {each.due}" for each in snapshot.actions.all()
    ],
    "meetings": lambda snapshot, _: [
        f"{each.ref} {each.starts_at.isoformat()}" for each in snapshot.meetings.of_forum("BOARD")
    ],
    "waiting referrals": lambda snapshot, _: [
        f"{each.ref} {each.urgency}" for each in snapshot.referrals.waiting()
    ],
    "referral opened": _referral_opened,
    "found again": _is_found_again,
    "draft opened": _draft_opened,
    "paper opened": _paper_opened,
    "audit": _audit,
}
