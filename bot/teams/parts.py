"""The parts of an activity's JSON, each of the type it has to have."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeGuard

Json = Mapping[str, object]

_LONGEST_ID: Final = 1024


class BadBody(Exception):
    """The body is no activity that we can read; `reason` and `where` hold nothing of it."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(f"{reason} {where}".rstrip())
        self.reason = reason
        self.where = where


def check_instant(raw: Json, key: str) -> None:
    """See that a date, where there is one, is one.

    Raises:
        BadBody: it is none.
    """
    value = raw.get(key)
    if value is None:
        return
    if not isinstance(value, str):
        raise BadBody("wrong_type", key)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise BadBody("wrong_type", key) from None


def object_at(holder: Json, key: str, *, needed: bool = False) -> Json:
    """Give the object there; empty where there is none and none is needed.

    Raises:
        BadBody: it is something else, or missing.
    """
    value = holder.get(key)
    if value is None:
        if needed:
            raise BadBody("missing", key)
        return {}
    if not isinstance(value, dict):
        raise BadBody("wrong_type", key)
    return value


def word_at(holder: Json, key: str) -> str | None:
    """Give the text there, if any.

    Raises:
        BadBody: it is something else.
    """
    value = holder.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadBody("wrong_type", key)


def id_at(holder: Json, key: str, *, needed: bool = False) -> str | None:
    """Give the opaque id there, if any: printable, of 1,024 characters at most, never empty.

    Raises:
        BadBody: it is something else, or missing.
    """
    value = holder.get(key)
    if value is None or value == "":
        if needed:
            raise BadBody("missing", key)
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_ID or not value.isprintable():
        raise BadBody("wrong_type", key)
    return value


def are_objects(value: object) -> TypeGuard[list[dict[str, object]]]:
    """It is a list of objects."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
