"""Whole deeds through the HTTP door."""
