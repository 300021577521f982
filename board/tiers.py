"""Tiers of disclosure and the marking each one carries."""

from enum import IntEnum


class Tier(IntEnum):
    """How closely something is held; a higher tier may be seen by fewer people."""

    T0 = 0  # board-safe: nobody can be identified
    T1 = 1  # contact and administrative
    T2 = 2  # pseudonymous case facts
    T3 = 3  # identifiable, criminal offence data
    T4 = 4  # special category

    @property
    def marking(self) -> str:
        """The security marking shown at the top of whatever carries this tier."""
        return "OFFICIAL" if self <= Tier.T1 else "OFFICIAL-SENSITIVE"
