"""Writes the list of bank holidays anew, from the `holidays` package."""

from pathlib import Path

from holidays import country_holidays

LISTED = Path(__file__).parent.parent / "bot" / "holidays.txt"
FIRST, LAST = 2020, 2045


def main() -> None:
    """Write one date a line."""
    days = country_holidays("GB", subdiv="ENG", years=range(FIRST, LAST + 1))
    LISTED.write_text("".join(f"{day.isoformat()}\n" for day in sorted(days)), "ascii")


if __name__ == "__main__":
    main()
