"""Bank holidays of England and Wales, from the `holidays` package."""

from collections.abc import Container
from datetime import date

import holidays


def bank_holidays() -> Container[date]:
    """The bank holidays of any year, worked out as they are asked for."""
    return holidays.country_holidays("GB", subdiv="ENG")
