"""The base of every record of a board's file, and the kinds of text in it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from board.calendar import LONDON


def _aware(given: object) -> object:
    if isinstance(given, str):
        at = datetime.fromisoformat(given)
        return at if at.tzinfo else at.replace(tzinfo=LONDON)
    return given


Key = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=4000)]
Instant = Annotated[datetime, BeforeValidator(_aware)]


class Record(BaseModel):
    """A record: what is not known of it is left out, and never said again in an error."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
