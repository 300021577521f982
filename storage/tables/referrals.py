"""Rows of drafts, referrals, their blind index and what was answered to a form."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, false
from sqlmodel import Field

from storage.tables.base import (
    KEYED,
    Row,
    instant,
    json_column,
    maybe_day,
    maybe_instant,
    maybe_json,
    maybe_words,
    sealed,
    table_of,
    words,
)


class DraftRow(Row, table=True):
    """A referral that is being written; what was typed is sealed."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_person_updated_at", "person", "updated_at"),)
    form: str = words(key=True)
    person: str = words()
    place: str = words()
    origin: str = words()
    created_at: datetime = instant()
    updated_at: datetime = instant(index=True)
    screen: str | None = maybe_words()
    danger: bool
    sealed: bytes | None = sealed()
    ref: str | None = maybe_words()


class ReferralRow(Row, table=True):
    """A referral: T1 and T2 in plain columns, T3 and T4 each sealed in one."""

    __tablename__ = "referrals"
    __table_args__ = (
        Index("ix_referrals_state_triage_due", "state", "triage_due"),
        Index("ix_referrals_referrer_submitted_at", "referrer", "submitted_at"),
        Index("ix_referrals_merged_into", "merged_into"),
    )
    ref: str = words(key=True)
    version: int
    state: str = words()
    urgency: str = words()
    source: str = words()
    submitted_at: datetime = instant()
    acknowledged_at: datetime | None = maybe_instant()
    triage_due: datetime = instant()
    referrer: str = words()
    referrer_name: str | None = maybe_words()
    agency: str | None = maybe_words()
    agency_name: str | None = maybe_words()
    job: str | None = maybe_words()
    phone: str | None = maybe_words()
    is_confirmed: bool
    is_in_agreement: bool
    concern: dict[str, Any] = json_column()
    sealed_t3: bytes | None = sealed()
    sealed_t4: bytes | None = sealed()
    withdrawn_at: datetime | None = maybe_instant()
    closed_on: date | None = maybe_day()
    case_ref: str | None = maybe_words()
    holder: str | None = maybe_words()
    holder_name: str | None = maybe_words()
    answer_due: datetime | None = maybe_instant()
    meeting: str | None = maybe_words()
    merged_into: str | None = maybe_words()
    is_repeat: bool = Field(sa_column_kwargs={"server_default": false()})
    is_ethnicity_known: bool = Field(sa_column_kwargs={"server_default": false()})
    change: dict[str, Any] | None = maybe_json()
    sealed_triage: bytes | None = sealed()


class BlindTokenRow(Row, table=True):
    """A keyed digest of something a referral can be recognised by."""

    __tablename__ = "blind_tokens"
    __table_args__ = (Index("ix_blind_tokens_referral_kind", "referral", "kind"), KEYED)
    digest: bytes = Field(sa_type=LargeBinary, primary_key=True)
    referral: str = Field(foreign_key="referrals.ref", primary_key=True)
    kind: str = words()


class CounterRow(Row, table=True):
    """The last number given in a sequence."""

    __tablename__ = "counters"
    __table_args__ = KEYED
    name: str = words(key=True)
    value: int


class ReplayRow(Row, table=True):
    """What a deed left, so that the same press again finds it."""

    __tablename__ = "replays"
    __table_args__ = KEYED
    form: str = words(key=True)
    verb: str = words(key=True)
    person: str = words(key=True)
    reference: str = words()
    kept_at: datetime = instant(index=True)


DRAFTS = table_of(DraftRow)
REFERRALS = table_of(ReferralRow)
BLIND_TOKENS = table_of(BlindTokenRow)
COUNTERS = table_of(CounterRow)
REPLAYS = table_of(ReplayRow)
