"""The one spot that everything said or filed passes: its tier against who will see it."""

from board.disclosure import Audience
from board.documents import Document, demand_fit_name
from board.errors import BoardError, Forbidden
from board.known_names import KnownNames
from board.places import Forum
from board.tiers import Tier
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


def demand_fit_file(document: Document, forum: Forum | None, *, known_names: KnownNames) -> None:
    """Raise BoardError where a document may not be put into this forum's files.

    It is the forum's own, no higher than its channel's ceiling, and named by the board's words.
    """
    if forum is None or document.forum != forum.key:
        raise BoardError("file_elsewhere")
    if document.tier > min(forum.ceiling, Tier.T1):
        raise BoardError("file_above")
    demand_fit_name(document, known_names=known_names)
