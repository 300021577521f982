"""Referrals: T1 and T2 in plain columns, T3 and T4 sealed, digests beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from board.alike import Alike
from board.calendar import LONDON
from board.errors import Forbidden, Stale
from board.people import IsaStatus
from board.queue import Line
from board.referral_form import Answer
from board.referrals import (
    ASKED,
    ENDED,
    IN_QUEUE,
    Addition,
    Change,
    Referral,
    ReferralState,
    Source,
    Urgency,
    traits_of,
)
from board.refs import referral_ref, year_of
from board.tiers import Tier
from board.triage_file import TriageFile
from storage.blind_index import written_tokens
from storage.cipher import Keys
from storage.content import addition_from, addition_to_json, answers_from
from storage.matching import alike
from storage.numbers import next_number, raise_number
from storage.statements import Kept, Prepared
from storage.tables.people import AGENCIES
from storage.tables.referrals import BLIND_TOKENS, REFERRALS

_TABLE = "referrals"
_TRIAGE = "referrals.triage"
_SEALED = frozenset({"sealed_t3", "sealed_t4", "sealed_triage"})
_FILE = TypeAdapter(TriageFile)
_CHANGE = TypeAdapter(Change | None)
_OWN_FORM = frozenset({"case_ref", "change", "is_ethnicity_known"})
_PLAIN = tuple(each for each in REFERRALS.c if each.name not in _SEALED)
# The agreement holds or not as its agency stands now, not as it stood when the referral was sent.
_STANDS = (
    select(AGENCIES.c.active & (AGENCIES.c.isa_status == str(IsaStatus.SIGNED)))
    .where(AGENCIES.c.key == REFERRALS.c.agency)
    .scalar_subquery()
)
_IN_AGREEMENT = type_coerce(func.coalesce(_STANDS, REFERRALS.c.is_in_agreement), Boolean())
_EVERY = tuple(
    _IN_AGREEMENT.label(each.name) if each.name == "is_in_agreement" else each
    for each in REFERRALS.c
)
_SHOWN = tuple(each for each in _EVERY if each.name not in _SEALED)
_OF_REF = select(*_EVERY).where(REFERRALS.c.ref == bindparam("wanted"))
_READ = Prepared(_OF_REF)
_READ_LOCKED = Prepared(_OF_REF.with_for_update(of=REFERRALS))
_INSERT = Prepared(insert(REFERRALS).inline())
_INSERT_TOKEN = Prepared(insert(BLIND_TOKENS).inline())
_UPDATE = Prepared(
    update(REFERRALS).where(
        REFERRALS.c.ref == bindparam("wanted"), REFERRALS.c.version == bindparam("expected")
    )
)
_WAITING = (
    select(*_SHOWN)
    .where(REFERRALS.c.state.in_(sorted(IN_QUEUE)))
    .order_by(REFERRALS.c.triage_due, REFERRALS.c.ref)
)
_LINES = Prepared(
    select(
        REFERRALS.c.ref,
        REFERRALS.c.state,
        REFERRALS.c.urgency,
        REFERRALS.c.triage_due,
        REFERRALS.c.answer_due,
        REFERRALS.c.is_ethnicity_known,
    ).where(or_(*(REFERRALS.c.state == str(each) for each in sorted(IN_QUEUE))))
)
_OF_REFS = select(*_SHOWN).where(REFERRALS.c.ref.in_(bindparam("refs", expanding=True)))
_OF_REFERRER = (
    select(*_SHOWN)
    .where(REFERRALS.c.referrer == bindparam("person"))
    .order_by(REFERRALS.c.submitted_at.desc(), REFERRALS.c.ref.desc())
)
_MERGED_INTO = select(*_SHOWN).where(REFERRALS.c.merged_into == bindparam("into"))
_SIGNPOSTED = select(*_SHOWN).where(REFERRALS.c.state == str(ReferralState.SIGNPOSTED))
_COUNT_OF_REFERRER = select(func.count()).where(
    REFERRALS.c.referrer == bindparam("person"), REFERRALS.c.submitted_at > bindparam("after")
)


class Referrals:
    """Referrals by reference, waiting, and by referrer."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._opened: dict[str, Referral] = {}
        self._given = ""

    def find(self, ref: str, *, for_change: bool = False) -> Referral | None:
        """A referral with all its content, or None."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": ref})
        if row is None:
            return None
        referral = self._opened[ref] = self._referral(row)
        return referral

    def get(self, ref: str, *, for_change: bool = False) -> Referral:
        """A referral with all its content. Raises Forbidden where there is none."""
        referral = self.find(ref, for_change=for_change)
        if referral is None:
            raise Forbidden
        return referral

    def waiting(self) -> tuple[Referral, ...]:
        """What waits for the mental health team, the first due first; nothing is opened."""
        return self._unopened(_WAITING, {})

    def lines(self) -> Iterator[Line]:
        """What waits for the mental health team, as far as its order needs it."""
        for row in _LINES.rows(self._connection):
            asked = row["answer_due"] if row["state"] in ASKED else None
            yield Line(
                ref=row["ref"],
                urgency=Urgency(row["urgency"]),
                clock=asked or row["triage_due"],
                is_ethnicity_known=row["is_ethnicity_known"],
            )

    def of_refs(self, refs: Sequence[str]) -> tuple[Referral, ...]:
        """These referrals; nothing is opened."""
        return self._unopened(_OF_REFS, {"refs": list(refs)})

    def of_referrer(self, person: str) -> tuple[Referral, ...]:
        """What a person has sent, the latest first; nothing is opened."""
        return self._unopened(_OF_REFERRER, {"person": person})

    def merged_into(self, ref: str) -> tuple[Referral, ...]:
        """Referrals joined with this one; nothing is opened."""
        return self._unopened(_MERGED_INTO, {"into": ref})

    def signposted(self) -> tuple[Referral, ...]:
        """Signposts that have not closed yet; nothing is opened."""
        return self._unopened(_SIGNPOSTED, {})

    def sent_since(self, person: str, after: datetime) -> int:
        """How many a person has sent after this instant."""
        values = {"person": person, "after": after}
        return self._connection.execute(_COUNT_OF_REFERRER, values).scalar_one()

    def count_received(self, since: datetime, until: datetime) -> int:
        """How many came in from `since` up to, but not at, `until`."""
        sent = REFERRALS.c.submitted_at
        counted = select(func.count()).select_from(REFERRALS).where(sent >= since, sent < until)
        return int(self._connection.execute(counted).scalar_one())

    def placed_of(self, since: datetime, until: datetime) -> tuple[tuple[str, str], ...]:
        """Case and meeting of each that came in then, empty where it has none."""
        sent = REFERRALS.c.submitted_at
        wanted = select(REFERRALS.c.case_ref, REFERRALS.c.meeting).where(
            sent >= since, sent < until
        )
        rows = self._connection.execute(wanted)
        return tuple((case or "", meeting or "") for case, meeting in rows)

    def next_ref(self, now: datetime) -> str:
        """The next reference of the year in London.

        Others who want one wait until this unit ends; if it is undone, so is the number.
        """
        year = year_of(now)
        self._given = referral_ref(year, next_number(self._connection, f"REF-{year}"))
        return self._given

    def insert(self, referral: Referral) -> None:
        """Keep a new referral under its reference, which is never given again."""
        row = _plain_row(referral) | self._sealed_row(referral)
        _INSERT.run(self._connection, row)
        self._write_tokens(referral)
        if referral.ref != self._given:
            sequence, _, number = referral.ref.rpartition("-")
            raise_number(self._connection, sequence, int(number))

    def save(self, referral: Referral) -> Referral:
        """Keep a changed referral, one version on. Raises Stale where another was quicker.

        Content that is None (withheld from a view, or disposed of) is left as it is.
        """
        before = self._opened.get(referral.ref)
        row = _plain_row(referral) | {"version": referral.version + 1}
        is_new = before is None or _content(before) != _content(referral)
        if is_new:
            row |= self._sealed_row(referral)
        row |= {"wanted": referral.ref, "expected": referral.version}
        if not _UPDATE.run(self._connection, row):
            raise Stale
        if is_new and referral.identity is not None:
            self._replace_tokens(referral)
        known = row.get("is_ethnicity_known", referral.is_ethnicity_known)
        saved = replace(referral, version=referral.version + 1, is_ethnicity_known=known)
        self._opened[referral.ref] = saved
        return saved

    def alike(self, referral: Referral) -> tuple[Alike, ...]:
        """Earlier and later referrals that may be of the same person, the most alike first.

        This one has been opened; of those found nothing is.
        """
        found = dict(alike(self._connection, self._keys, traits_of(referral), besides=referral.ref))
        if not found:
            return ()
        unopened = self._unopened(_OF_REFS, {"refs": list(found)})
        of_ref = {each.ref: each for each in unopened}
        return tuple(Alike(of_ref[ref], each.why) for ref, each in found.items())

    def rebuild_index(self, ref: str) -> None:
        """Make the digests of a referral anew, under the key that writes."""
        referral = self.find(ref)
        if referral is not None and referral.identity is not None:
            self._replace_tokens(referral)

    def dispose_content(self, ended_before: datetime) -> tuple[str, ...]:
        """Empty the sealed columns and digests of what ended before then; their references.

        What remains is T1 and T2: counts, times and the way it went.
        """
        due = (
            select(REFERRALS.c.ref)
            .where(REFERRALS.c.state.in_(sorted(ENDED)), REFERRALS.c.sealed_t3.is_not(None))
            .where(_ended_before(ended_before))
            .with_for_update(skip_locked=True)  # another replica may be at it
        )
        refs = tuple(self._connection.execute(due).scalars())
        if refs:
            self._connection.execute(delete(BLIND_TOKENS).where(BLIND_TOKENS.c.referral.in_(refs)))
            emptied = update(REFERRALS).where(REFERRALS.c.ref.in_(refs))
            self._connection.execute(
                emptied.values(sealed_t3=None, sealed_t4=None, sealed_triage=None)
            )
        return refs

    def _unopened(self, statement: Select[Any], values: dict[str, Any]) -> tuple[Referral, ...]:
        rows = self._connection.execute(statement, values).mappings()
        return tuple(_referral(dict(row)) for row in rows)

    def _replace_tokens(self, referral: Referral) -> None:
        of_this = BLIND_TOKENS.c.referral == referral.ref
        self._connection.execute(delete(BLIND_TOKENS).where(of_this))
        self._write_tokens(referral)

    def _write_tokens(self, referral: Referral) -> None:
        rows = [
            {"kind": str(kind), "digest": digest, "referral": referral.ref}
            for kind, digest in written_tokens(self._keys, traits_of(referral))
        ]
        _INSERT_TOKEN.run_each(self._connection, rows)

    def _sealed_row(self, referral: Referral) -> dict[str, bytes]:
        row = {}
        if referral.identity is not None:
            added = [addition_to_json(each) for each in referral.additions or ()]
            held = {"identity": referral.identity, "additions": added}
            row["sealed_t3"] = self._keys.seal(_TABLE, referral.ref, Tier.T3, held)
        if referral.health is not None:
            row["sealed_t4"] = self._keys.seal(_TABLE, referral.ref, Tier.T4, referral.health)
        if referral.triage is not None:
            file = _FILE.dump_python(referral.triage, mode="json")
            row["sealed_triage"] = self._keys.seal(_TRIAGE, referral.ref, Tier.T4, file)
        return row

    def _referral(self, row: Kept) -> Referral:
        identity = additions = health = triage = None
        if row["sealed_t3"] is not None:
            held = self._keys.open(_TABLE, row["ref"], Tier.T3, row["sealed_t3"])
            identity = answers_from(held["identity"])
            additions = tuple(addition_from(each) for each in held["additions"])
        if row["sealed_t4"] is not None:
            opened = self._keys.open(_TABLE, row["ref"], Tier.T4, row["sealed_t4"])
            health = answers_from(opened)
        if row["sealed_triage"] is not None:
            opened = self._keys.open(_TRIAGE, row["ref"], Tier.T4, row["sealed_triage"])
            triage = _FILE.validate_python(opened)
        return replace(_referral(row, identity, additions, health), triage=triage)


def _content(referral: Referral) -> tuple[object, ...]:
    return referral.identity, referral.additions, referral.health, referral.triage


def _ended_before(instant: datetime) -> ColumnElement[bool]:
    day = instant.astimezone(LONDON).date()
    withdrawn = and_(REFERRALS.c.closed_on.is_(None), REFERRALS.c.withdrawn_at < instant)
    return or_(REFERRALS.c.closed_on < day, withdrawn)


def _plain_row(referral: Referral) -> dict[str, Any]:
    row = {each.name: getattr(referral, each.name) for each in _PLAIN if each.name not in _OWN_FORM}
    row["case_ref"] = referral.case
    row["change"] = _CHANGE.dump_python(referral.change, mode="json")
    if referral.health is not None:
        row["is_ethnicity_known"] = referral.health.get("ethnicity", "not_known") != "not_known"
    if referral.concern is None:
        del row["concern"]
    return row


def _referral(
    row: Kept,
    identity: Mapping[str, Answer] | None = None,
    additions: tuple[Addition, ...] | None = None,
    health: Mapping[str, Answer] | None = None,
) -> Referral:
    held = {key: value for key, value in row.items() if key not in _SEALED}
    held |= {
        "state": ReferralState(row["state"]),
        "urgency": Urgency(row["urgency"]),
        "source": Source(row["source"]),
        "concern": answers_from(row["concern"]),
        "case": held.pop("case_ref"),
        "change": _CHANGE.validate_python(row["change"]),
    }
    return Referral(**held, identity=identity, additions=additions, health=health)
