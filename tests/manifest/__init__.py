"""Tests of the floor of the app package."""
