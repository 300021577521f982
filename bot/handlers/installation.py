"""The app is added to a chat or a team, or taken away."""

from board.tiers import Tier
from bot.handlers.home import home_of
from bot.turn import Reply, Turn
from storage.unit import Unit


def installation(turn: Turn, action: str, unit: Unit) -> Reply:
    """Greet where the app was added; forget how to speak where it was removed."""
    if action.startswith("remove"):
        unit.places.drop_reference(turn.place.key)
        unit.record(turn.fact("AppRemoved", str(turn.place.kind), Tier.T0))
        return Reply()
    unit.outbox.release(turn.place.key)
    unit.record(turn.fact("AppInstalled", str(turn.place.kind), Tier.T0))
    return Reply(view=home_of(turn))
