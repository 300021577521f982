"""What a person sees when something cannot be done; all of it in one place."""

from board.errors import BoardError, Forbidden, message
from bot.turn import Turn


class RefusedTurn(Exception):
    """A refusal on its way out of a unit, which is rolled back; it still knows whose it was."""

    def __init__(self, turn: Turn, refusal: BoardError) -> None:
        super().__init__(refusal.code)
        self.turn = turn
        self.refusal = refusal

    @property
    def is_denied(self) -> bool:
        """Whether it is about what the person may do or see, and so is audited."""
        return isinstance(self.refusal, Forbidden)


def apology(trace: str) -> str:
    """For a fault of ours: what to do, and the trace reference for whoever looks into it."""
    return (
        "Sorry, something went wrong here and it has been logged. Nothing was lost that was "
        f"saved before. Try again in a minute. If it goes on, quote {trace}."
    )


def out_of_date() -> str:
    """For a button that does not read as one of ours."""
    return message("out_of_date_card")


def unavailable() -> str:
    """For a store that cannot be reached just now."""
    return message("unavailable")
