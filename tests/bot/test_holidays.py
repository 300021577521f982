"""The bank holidays that are listed are those of the package."""

from datetime import date, timedelta

from bot.holidays import LISTED, bank_holidays, worked_out

NEW_YEAR = date(2020, 1, 1)


def test_the_list_is_what_the_package_says():
    """Where this fails after an upgrade, run `tools/bank_holidays.py`."""
    listed, package = bank_holidays(), worked_out()
    last = date.fromisoformat(LISTED.read_text().splitlines()[-1])
    days = [NEW_YEAR + timedelta(days=each) for each in range((last - NEW_YEAR).days)]

    assert [each for each in days if each in listed] == [each for each in days if each in package]


def test_years_beyond_the_list_are_worked_out():
    assert date(2061, 12, 26) in bank_holidays()
    assert date(2061, 12, 28) not in bank_holidays()
    assert date(2001, 12, 25) in bank_holidays()


def test_an_ordinary_friday_is_none():
    assert date(2026, 11, 20) not in bank_holidays()
    assert date(2026, 12, 28) in bank_holidays()
