"""The one spot that everything said passes: the view's tier against who will see it."""

from board.disclosure import Audience
from board.errors import BoardError, Forbidden
from cards.render import Card, render
from cards.views import Surface, View


def draw(view: View, audience: Audience, surface: Surface, *, rehearsal: bool) -> Card:
    """The card of a view. Raises BoardError where its tier is above the audience's ceiling."""
    demand_fit(view, audience)
    return render(view, surface=surface, now=audience.at, rehearsal=rehearsal)


def demand_fit(view: View, audience: Audience) -> None:
    """Raise BoardError where the view holds more than this audience may be shown.

    Raises Forbidden where it is about a record that a person may not know of: a message that
    waited may find its reader without the role they had.
    """
    if view.tier > audience.ceiling:
        raise BoardError("private_only")
    record = getattr(view, "referral", None) or getattr(view, "challenge", None)
    if record is None or audience.person is None:
        return
    if record.tier_for(audience.person, audience.at) is None:
        raise Forbidden
