"""Filing in Microsoft 365 and in a folder, against a strict stand-in."""
