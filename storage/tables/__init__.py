"""Every table there is; the migrations are held against this."""

from storage.tables import actions, board, documents, ledger, people, places, referrals, triage
from storage.tables.base import Row

METADATA = Row.metadata

__all__ = [
    "METADATA",
    "actions",
    "board",
    "documents",
    "ledger",
    "people",
    "places",
    "referrals",
    "triage",
]
