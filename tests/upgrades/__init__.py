"""A database of every released version, and what today's program finds in it."""
