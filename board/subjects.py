"""A person of concern, as the register of cases holds them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person of concern. All but `key` and `case` is T3 or above and kept sealed."""

    key: str
    case: str
    full_name: str
    born: date | None
    district: str
    sex: str
    ethnic_group: str
    ethnicity_source: str
    support_needs: tuple[str, ...] = ()
