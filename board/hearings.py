"""Hearings of cases in a subgroup: what is kept of them to be counted, and nothing else."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HearingKind(StrEnum):
    """Whether a case is heard for the first time."""

    NEW = "new"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One hearing (`HRG-043`): a case reference, a day, a decision by its code.

    What was said of the person is no part of it. `forum` is empty where the meeting is not known
    here. The board sees counts of hearings only.
    """

    ref: str
    case: str
    on: date
    kind: HearingKind
    is_held: bool
    forum: str = ""
    meeting: str = ""
    decision: str = ""
