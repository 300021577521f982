"""Every table there is; the migrations are held against this."""

from storage.tables import (
    actions,
    agendas,
    board,
    cycle,
    documents,
    focus,
    governance,
    ledger,
    minutes,
    people,
    places,
    referrals,
    sittings,
    triage,
)
from storage.tables.base import Row

METADATA = Row.metadata

__all__ = [
    "METADATA",
    "actions",
    "agendas",
    "board",
    "cycle",
    "documents",
    "focus",
    "governance",
    "ledger",
    "minutes",
    "people",
    "places",
    "referrals",
    "sittings",
    "triage",
]
