"""The one spot that everything said passes: the view's tier against who will see it."""

from board.disclosure import Audience
from board.errors import BoardError
from cards.render import Card, render
from cards.views import Surface, View


def draw(view: View, audience: Audience, surface: Surface, *, rehearsal: bool) -> Card:
    """The card of a view. Raises BoardError where its tier is above the audience's ceiling."""
    demand_fit(view, audience)
    return render(view, surface=surface, now=audience.at, rehearsal=rehearsal)


def demand_fit(view: View, audience: Audience) -> None:
    """Raise BoardError where the view holds more than this audience may be shown."""
    if view.tier > audience.ceiling:
        raise BoardError("private_only")
