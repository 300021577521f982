"""Adaptive Cards: pure functions of views, and the payloads their buttons carry."""
