"""The two clocks: board time, which rehearsal may move forward, and machine time.

No other module reads a clock.
"""

from datetime import UTC, datetime, timedelta


def machine_now() -> datetime:
    """The machine's time: for leases, pace, expiry of tokens and `recorded_at`."""
    return datetime.now(UTC)


class BoardClock:
    """Board time: the machine's, moved forward by an offset in rehearsal."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    @property
    def offset(self) -> timedelta:
        """How far board time is ahead of the machine's."""
        return self._offset

    def now(self) -> datetime:
        """Board time, aware UTC."""
        return machine_now() + self._offset

    def set_offset(self, offset: timedelta) -> None:
        """Take over an offset that has been committed."""
        self._offset = offset
