"""Rows of the terms of reference, the sharing agreement, bilateral meetings and invitations."""

from datetime import date
from typing import Any

from sqlalchemy import Date
from sqlmodel import Field

from storage.tables.base import Row, json_column, maybe_day, table_of, words


class VersionRow(Row, table=True):
    """A version of the terms or of the agreement; `content` is what only one of them has."""

    __tablename__ = "governance_versions"
    kind: str = words(key=True)
    version: str = words(key=True)
    edition: int
    wording: int
    state: str = words()
    effective_from: date | None = maybe_day()
    review_due: date | None = maybe_day()
    agreed_at: str = words()
    signatures: list[Any] = json_column()
    content: dict[str, Any] = json_column()


class BilateralRow(Row, table=True):
    """A bilateral meeting with its concerns."""

    __tablename__ = "bilaterals"
    ref: str = words(key=True)
    version: int
    held_on: date = Field(sa_type=Date, index=True)
    attendees: list[str] = json_column()
    concerns: list[Any] = json_column()
    next_on: date | None = maybe_day()


class InvitationRow(Row, table=True):
    """The latest request to an agency to take part."""

    __tablename__ = "invitations"
    agency: str = words(key=True)
    sponsor: str = words()
    sent_on: date = Field(sa_type=Date)
    response: str = words()
    answered_on: date | None = maybe_day()


VERSIONS = table_of(VersionRow)
INVITATIONS = table_of(InvitationRow)
BILATERALS = table_of(BilateralRow)
