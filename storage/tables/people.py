"""Rows of agencies, members, grants, and of people the register does not know."""

from datetime import date, datetime

from sqlmodel import Field

from storage.tables.base import (
    Row,
    big_id,
    instant,
    json_column,
    maybe_day,
    maybe_instant,
    maybe_words,
    table_of,
    words,
)


class AgencyRow(Row, table=True):
    """An agency."""

    __tablename__ = "agencies"
    key: str = words(key=True)
    name: str = words()
    short_name: str = words()
    type: str = words()
    core: bool
    focus_eligible: bool
    isa_status: str = words()
    isa_signed_on: date | None = maybe_day()
    representative: str | None = maybe_words()
    deputy: str | None = maybe_words()
    champions: list[str] = json_column()
    rungs: list[list[str]] = json_column()
    active: bool
    joined_on: date | None = maybe_day()


class MemberRow(Row, table=True):
    """A member; `account` is the object id in the directory."""

    __tablename__ = "members"
    key: str = words(key=True)
    name: str = words()
    agency: str = Field(foreign_key="agencies.key")
    job: str = words()
    rank: str = words()
    account: str | None = maybe_words(unique=True)
    external: bool
    champion: bool
    expertise: list[str] = json_column()
    vetting_confirmed: bool
    confidentiality_ack_at: datetime | None = maybe_instant()
    active: bool


class GrantRow(Row, table=True):
    """A role given to a member for a time."""

    __tablename__ = "grants"
    id: int | None = big_id()
    member: str = Field(foreign_key="members.key", index=True)
    role: str = words()
    since: datetime = instant()
    until: datetime = instant()


class ContactRow(Row, table=True):
    """What somebody told about themselves whom the register does not know."""

    __tablename__ = "contacts"
    person: str = words(key=True)
    name: str = words()
    agency_name: str = words()
    job: str = words()
    phone: str = words()


AGENCIES = table_of(AgencyRow)
MEMBERS = table_of(MemberRow)
GRANTS = table_of(GrantRow)
CONTACTS = table_of(ContactRow)
