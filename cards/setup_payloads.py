"""The buttons of setting a board up."""

from typing import Annotated, Literal

from pydantic import Field

from cards.payloads import Number, Payload

StepName = Literal["", "channels", "agencies", "people", "board"]
Offset = Annotated[Number, Field(ge=0, le=100_000)]


class ShowSetUp(Payload):
    """Where set-up stands, or one of its steps."""

    verb = "setup.show"
    step: StepName = ""
    offset: Offset = 0


class UseChannel(Payload):
    """Use this channel for a forum."""

    verb = "setup.channel"
    forum: Literal["board", "mental_health_team", "senior_board"]


class AddAgencies(Payload):
    """Add the agencies whose names were entered, one input for each kind."""

    verb = "setup.agencies"


class AddPeople(Payload):
    """Register people of the team with the agency and role chosen for each."""

    verb = "setup.people"
    offset: Offset = 0


class NameBoard(Payload):
    """Name the co-chairs, and set the day of the first board."""

    verb = "setup.board"
