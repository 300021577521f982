"""Walks: weeks of board time over the sample board, everything sent held to the rules."""
