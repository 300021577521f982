"""Referrals that may be of the same person, by what their digests share; nothing is opened.

Names of thousands must not make the search slow: first each digest is counted, then the rarest
lead to a few hundred referrals, and of these alone everything they share is weighed.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from sqlalchemy import (
    ARRAY,
    Connection,
    FromClause,
    LargeBinary,
    Select,
    bindparam,
    case,
    column,
    func,
    literal,
    or_,
    select,
)

from board.matching import BornFit, Evidence, Likeness, Traits, best, likeness
from storage.blind_index import DIGEST_LENGTH, Clue, Clues, TokenKind, mistyped_clues, sought_clues
from storage.cipher import Keys
from storage.statements import Kept, Prepared
from storage.tables.referrals import BLIND_TOKENS

MOST_WEIGHED = 200
"""So many referrals are led to, at most, by digests that several share."""
_LEADING = frozenset(
    {TokenKind.NAME, TokenKind.JOINED, TokenKind.PHONETIC}
    | {TokenKind.PAIR, TokenKind.BORN, TokenKind.NUMBER}
)
_BORN_FITS = {
    (TokenKind.BORN, True): BornFit.SAME,
    (TokenKind.BORN, False): BornFit.CLOSE,
    (TokenKind.YEAR, True): BornFit.AGE,
    (TokenKind.AGED, True): BornFit.AGE,
}


def alike(
    connection: Connection, keys: Keys, traits: Traits, *, besides: str
) -> tuple[tuple[str, Likeness], ...]:
    """References of referrals that may be of the same person, the most alike first."""
    clues = sought_clues(keys, traits)
    leads = _leads(connection, clues)
    if not leads:
        return ()
    led_to = _KEPT_BY.rows(connection, {"digests": _packed(connection, leads)})
    everything = {**mistyped_clues(keys, traits), **clues}
    words = len({at for clue in clues.values() for at in clue.words})
    weighed = {each["ref"]: _weigh(each, everything, words) for each in led_to}
    return best({ref: each for ref, each in weighed.items() if each and ref != besides})


def _leads(connection: Connection, clues: Clues) -> list[bytes]:
    """The digests to follow: the rarest, as long as few referrals share them altogether."""
    leading = [digest for digest, clue in clues.items() if clue.kind in _LEADING]
    if not leading:
        return []
    found = _SHARED_BY.rows(connection, {"digests": _packed(connection, leading)})
    found.sort(key=lambda each: each["number"])
    led_to = accumulate(each["number"] for each in found)
    return [
        bytes(each["digest"])
        for each, number in zip(found, led_to, strict=True)
        if number <= MOST_WEIGHED
    ]


def _weigh(kept: Kept, clues: Clues, words: int) -> Likeness | None:
    digests = bytes.fromhex(kept["digests"])
    cut = (digests[at : at + DIGEST_LENGTH] for at in range(0, len(digests), DIGEST_LENGTH))
    found = [clue for clue in map(clues.get, cut) if clue]
    if len(found) == 1 and not found[0].is_exact:
        return None  # of most of them this is all: the sum would only cost time
    exact = {at for clue in found if clue.is_exact for at in clue.words}
    similar = {at for clue in found for at in clue.words} - exact
    return likeness(
        Evidence(
            words=words,
            kept_words=kept["words"],
            same=len(exact),
            similar=len(similar),
            born=_born_fit(found, is_dated=bool(kept["is_dated"])),
            numbers=sum(clue.kind is TokenKind.NUMBER for clue in found),
        )
    )


def _born_fit(clues: Iterable[Clue], *, is_dated: bool) -> BornFit:
    fits = {_BORN_FITS.get((clue.kind, clue.is_exact)) for clue in clues}
    for fit in (BornFit.SAME, BornFit.CLOSE, BornFit.AGE):
        if fit in fits:
            return fit
    return BornFit.APART if is_dated else BornFit.UNKNOWN


def _sought(dialect: str) -> FromClause:
    """The digests asked for, as a table: one parameter, however many there are."""
    if dialect == "postgresql":
        digests = bindparam("digests", type_=ARRAY(LargeBinary))
        return func.unnest(digests).table_valued(column("digest", LargeBinary)).render_derived()
    packed = bindparam("digests", type_=LargeBinary)
    start = select(literal(1).label("at")).cte("start", recursive=True)
    start = start.union_all(
        select(start.c.at + DIGEST_LENGTH).where(start.c.at + DIGEST_LENGTH < func.length(packed))
    )
    digest = func.substr(packed, start.c.at, DIGEST_LENGTH, type_=LargeBinary)
    return select(digest.label("digest")).subquery("sought")


def _shared_by(dialect: str) -> Select[tuple[bytes, int]]:
    """How many referrals share each of these digests, of those that any has.

    Nobody counts on where they are too many to follow.
    """
    sought = _sought(dialect)
    sharing = select(literal(1)).where(BLIND_TOKENS.c.digest == sought.c.digest)
    few = sharing.limit(MOST_WEIGHED + 1).correlate(sought).subquery("few")
    number = select(func.count()).select_from(few).scalar_subquery()
    counted = select(sought.c.digest, number.label("number")).subquery("counted")
    return select(counted.c.digest, counted.c.number).where(counted.c.number > 0)


def _kept_by(dialect: str) -> Select[tuple[str, int, int, str]]:
    """Of the referrals that share one of these digests all that is kept, a row for each."""
    sought = select(_sought(dialect).c.digest)
    sharing = select(BLIND_TOKENS.c.referral).where(BLIND_TOKENS.c.digest.in_(sought))
    kind, digest = BLIND_TOKENS.c.kind, BLIND_TOKENS.c.digest
    is_dated = or_(kind == TokenKind.BORN, kind == TokenKind.AGED)
    if dialect == "postgresql":
        in_hex = func.string_agg(func.encode(digest, "hex"), "")
    else:
        in_hex = func.group_concat(func.hex(digest), "")
    return (
        select(
            BLIND_TOKENS.c.referral.label("ref"),
            func.sum(case((kind == TokenKind.NAME, 1), else_=0)).label("words"),
            func.max(case((is_dated, 1), else_=0)).label("is_dated"),
            in_hex.label("digests"),
        )
        .where(BLIND_TOKENS.c.referral.in_(sharing), kind != TokenKind.PAIR)
        .group_by(BLIND_TOKENS.c.referral)
    )


def _packed(connection: Connection, digests: Sequence[bytes]) -> bytes | list[bytes]:
    return list(digests) if connection.dialect.name == "postgresql" else b"".join(digests)


_SHARED_BY = Prepared(_shared_by)
_KEPT_BY = Prepared(_kept_by)
