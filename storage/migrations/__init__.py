"""How the tables came to be, one step after another; see `storage.migrate`."""
