"""Versions of the terms of reference and of the sharing agreement, with their signatures."""

from dataclasses import fields, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select, update

from board.errors import Forbidden, Stale
from board.governance import (
    InformationSharingAgreement,
    Purpose,
    Signed,
    SignOff,
    TermsOfReference,
    VersionState,
)
from storage.statements import Kept, Prepared, upsert
from storage.tables.base import keepable
from storage.tables.governance import VERSIONS

TERMS, AGREEMENT = "terms", "agreement"
_V = VERSIONS.c
_SHARED = tuple(each.name for each in fields(Signed))
_OF_KEY = select(VERSIONS).where(
    _V.kind == bindparam("of_kind"), _V.version == bindparam("of_version")
)
_READ = Prepared(_OF_KEY)
_READ_LOCKED = Prepared(_OF_KEY.with_for_update())
_OF_KIND = select(VERSIONS).where(_V.kind == bindparam("of_kind")).order_by(_V.version)
_PUT = upsert(VERSIONS, ("kind", "version"))
_SIGNATURES = TypeAdapter(tuple[SignOff, ...])
_PURPOSES = TypeAdapter(tuple[Purpose, ...])
_Document = TypeVar("_Document", bound=Signed)


class Governance:
    """Versions by kind and number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def terms(self) -> tuple[TermsOfReference, ...]:
        """Every version of the terms of reference."""
        return tuple(_terms(row) for row in self._rows(TERMS))

    def agreements(self) -> tuple[InformationSharingAgreement, ...]:
        """Every version of the sharing agreement."""
        return tuple(_agreement(row) for row in self._rows(AGREEMENT))

    def get_terms(self, version: str, *, for_change: bool = False) -> TermsOfReference:
        """A version of the terms. Raises Forbidden where there is none."""
        return _terms(self._row(TERMS, version, for_change))

    def get_agreement(
        self, version: str, *, for_change: bool = False
    ) -> InformationSharingAgreement:
        """A version of the agreement. Raises Forbidden where there is none."""
        return _agreement(self._row(AGREEMENT, version, for_change))

    def put(self, document: Signed) -> bool:
        """Keep a version where there is none of its number; whether that was so."""
        return _PUT.one(self._connection, _row(document)) is not None

    def save(self, document: _Document) -> _Document:
        """Keep a changed version, one edition on. Raises Stale where another was quicker."""
        row = _row(document) | {"edition": document.edition + 1}
        ours = (
            _V.kind == row["kind"],
            _V.version == document.version,
            _V.edition == document.edition,
        )
        if not self._connection.execute(update(VERSIONS).where(*ours).values(row)).rowcount:
            raise Stale
        return replace(document, edition=document.edition + 1)

    def _rows(self, kind: str) -> list[Kept]:
        found = self._connection.execute(_OF_KIND, {"of_kind": kind}).mappings()
        return [dict(row) for row in found]

    def _row(self, kind: str, version: str, for_change: bool) -> Kept:  # noqa: FBT001
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"of_kind": kind, "of_version": version})
        if row is None:
            raise Forbidden
        return row


def _row(document: Signed) -> dict[str, Any]:
    row = {name: getattr(document, name) for name in _SHARED}
    row["signatures"] = _SIGNATURES.dump_python(document.signatures, mode="json")
    if isinstance(document, TermsOfReference):
        sections = {key: keepable(text) for key, text in document.sections.items()}
        return row | {"kind": TERMS, "content": {"sections": sections}}
    if not isinstance(document, InformationSharingAgreement):
        raise TypeError(type(document).__name__)
    purposes = tuple(
        Purpose(*(keepable(part) for part in (each.code, each.text, each.basis)))
        for each in document.purposes
    )
    content = {
        "purposes": _PURPOSES.dump_python(purposes, mode="json"),
        "categories": [keepable(each) for each in document.categories],
        "dpia": keepable(document.dpia),
        "policy_document": keepable(document.policy_document),
    }
    return row | {"kind": AGREEMENT, "content": content}


def _shared(row: Kept) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _SHARED},
        "state": VersionState(row["state"]),
        "signatures": _SIGNATURES.validate_python(row["signatures"]),
    }


def _terms(row: Kept) -> TermsOfReference:
    return TermsOfReference(**_shared(row), sections=row["content"]["sections"])


def _agreement(row: Kept) -> InformationSharingAgreement:
    content = row["content"]
    return InformationSharingAgreement(
        **_shared(row),
        purposes=_PURPOSES.validate_python(content["purposes"]),
        categories=tuple(content["categories"]),
        dpia=content["dpia"],
        policy_document=content["policy_document"],
    )
