"""Referrals that are being written, sealed, for as long as they are kept."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from board.drafts import KEPT, Draft
from board.referral_form import Answers, Screen
from board.tiers import Tier
from storage.cipher import Keys
from storage.content import answers_from
from storage.statements import Kept, Prepared, Values
from storage.tables.referrals import DRAFTS

REMEMBERED = timedelta(days=37)
"""How long it is remembered whose an emptied draft was: a month beyond what was typed."""
_OF_FORM = select(DRAFTS).where(DRAFTS.c.form == bindparam("wanted"))
_READ = Prepared(_OF_FORM)
_READ_LOCKED = Prepared(_OF_FORM.with_for_update())
_AT_ONCE = 20
_OF_PERSON = select(DRAFTS).where(DRAFTS.c.person == bindparam("owner")).limit(1)
_BEGUN = Prepared(
    select(DRAFTS)
    .where(DRAFTS.c.person == bindparam("owner"), DRAFTS.c.updated_at > bindparam("after"))
    .where(DRAFTS.c.ref.is_(None), DRAFTS.c.screen.is_not(None))
    .order_by(DRAFTS.c.updated_at.desc())
    .limit(_AT_ONCE)
)
_LATEST = Prepared(
    _OF_PERSON.where(DRAFTS.c.ref.is_(None), DRAFTS.c.updated_at > bindparam("after")).order_by(
        DRAFTS.c.updated_at.desc()
    )
)
_FROM_ORIGIN = Prepared(
    _OF_PERSON.where(DRAFTS.c.origin == bindparam("post")).order_by(DRAFTS.c.created_at.desc())
)
_SENT_AS = Prepared(select(DRAFTS).where(DRAFTS.c.ref == bindparam("ref")))
_INSERT = Prepared(insert(DRAFTS).inline())
_UPDATE = Prepared(update(DRAFTS).where(DRAFTS.c.form == bindparam("wanted")))


class Drafts:
    """Drafts by form id. What was typed is gone from here once the draft has been sent."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def get(self, form: str, *, for_change: bool = False) -> Draft | None:
        """The draft of a form id, whoever's it is."""
        return self._one(_READ_LOCKED if for_change else _READ, {"wanted": form})

    def latest(self, person: str, now: datetime) -> Draft | None:
        """What this person wrote at last and has not sent, unless it has expired."""
        return self._one(_LATEST, {"owner": person, "after": now - KEPT})

    def begun(self, person: str, now: datetime) -> tuple[Draft, ...]:
        """What this person has begun to write and not sent, the latest first."""
        rows = _BEGUN.rows(self._connection, {"owner": person, "after": now - KEPT})
        return tuple(self._draft(row) for row in rows)

    def from_origin(self, person: str, origin: str) -> Draft | None:
        """The latest draft this person opened from that post."""
        return self._one(_FROM_ORIGIN, {"owner": person, "post": origin})

    def sent_as(self, ref: str) -> Draft | None:
        """The draft that became this referral, as long as its opener is remembered."""
        return self._one(_SENT_AS, {"ref": ref})

    def insert(self, draft: Draft) -> None:
        """Keep a new draft."""
        _INSERT.run(self._connection, self._row(draft))

    def save(self, draft: Draft) -> None:
        """Keep what has been written; the last one to write wins."""
        row = self._row(draft)
        del row["person"], row["created_at"]
        row["wanted"] = row.pop("form")
        _UPDATE.run(self._connection, row)

    def delete(self, form: str) -> None:
        """Throw a draft away."""
        self._connection.execute(delete(DRAFTS).where(DRAFTS.c.form == form))

    def dispose(self, now: datetime) -> tuple[str, ...]:
        """Empty what nobody has touched for as long as drafts are kept; their form ids.

        Whose they were is kept a while longer, so that an old card can say what has become
        of them.
        """
        old = delete(DRAFTS).where(DRAFTS.c.updated_at <= now - REMEMBERED)
        self._connection.execute(old)
        expired = (
            update(DRAFTS)
            .where(DRAFTS.c.updated_at <= now - KEPT, DRAFTS.c.sealed.is_not(None))
            .values(sealed=None)
            .returning(DRAFTS.c.form)
        )
        return tuple(self._connection.execute(expired).scalars())

    def _one(self, statement: Prepared, values: Values) -> Draft | None:
        row = statement.one(self._connection, values)
        return self._draft(row) if row else None

    def _row(self, draft: Draft) -> dict[str, Any]:
        sealed = None
        if draft.ref is None:
            sealed = self._keys.seal("drafts", draft.form, Tier.T4, draft.answers)
        return {
            "form": draft.form,
            "person": draft.person,
            "place": draft.place,
            "origin": draft.origin,
            "created_at": draft.created_at,
            "updated_at": draft.updated_at,
            "screen": draft.screen and str(draft.screen),
            "danger": draft.danger,
            "sealed": sealed,
            "ref": draft.ref,
        }

    def _draft(self, row: Kept) -> Draft:
        answers: Answers = {}
        if row["sealed"] is not None:
            opened = self._keys.open("drafts", row["form"], Tier.T4, row["sealed"])
            answers = answers_from(opened)
        kept = {key: value for key, value in row.items() if key != "sealed"}
        screen = Screen(row["screen"]) if row["screen"] else None
        return Draft(**{**kept, "screen": screen, "answers": answers})
