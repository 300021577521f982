"""The board's domain: what is true, what is allowed, what is due. Standard library only."""
