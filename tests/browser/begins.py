"""Let a rehearsal begin on a day that may be over where this runs.

A rehearsal's clock goes forward only: it is put far back while nobody is there yet, and
`mhrmb serve --at` then moves it forward to the day. Run between `mhrmb load` and the bot:

    python -m tests.browser.begins
"""

from datetime import timedelta

from bot.opening import open_database
from bot.settings import load_settings
from storage.unit import Origin

FAR_BACK = timedelta(days=-36_500)


def main() -> None:
    """Put the clock of the database that MHRMB_VAR_DIR names a hundred years back."""
    database = open_database(load_settings())
    try:
        database.write_now(
            lambda unit: unit.settings.set_clock_offset(FAR_BACK),
            origin=Origin(place="start", trace=""),
            name="clock",
        )
    finally:
        database.close_now()


if __name__ == "__main__":
    main()
