"""What can go wrong with storage itself; refusals of the board are in `board.errors`."""


class DatabaseUnavailable(Exception):
    """The database could not be reached or did not confirm; the unit may be tried again.

    Where the connection was lost during the commit itself, the unit may have been kept:
    deeds are remembered by their form id, so that a repeat finds what it did.
    """


class WrongMode(Exception):
    """The database was born in the other mode (rehearsal or production)."""


class DatabaseTooNew(Exception):
    """A newer version of this program has migrated the database; there is no way back."""


class Repeated(Exception):
    """A unit met the finished work of its own twin; it is run again and finds it."""


class BackupDamaged(Exception):
    """A backup is cut short, changed, or none at all."""


class BackupTooNew(Exception):
    """A newer version of this program wrote the backup."""


class NotEmpty(Exception):
    """Where a backup should go there is something already; nothing was done to it."""


class NoBoard(Exception):
    """There is no database, or none with a board in it."""
