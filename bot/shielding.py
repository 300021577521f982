"""Messages about an action that is withheld from a reader: they say its reference alone."""

from datetime import datetime

from board.escalation import CHAIRS
from board.places import Place
from cards.action_views import (
    ActionNotice,
    ActionReminder,
    ActionWithheld,
    EscalationAsk,
    EscalationPost,
)
from cards.views import View
from storage.unit import Snapshot

_Told = ActionNotice | ActionReminder | EscalationAsk | EscalationPost


def shielded(view: View, place: Place, snapshot: Snapshot, now: datetime) -> View:
    """The message as it is, or no more of it than that there is one: none is lost.

    In a channel for what is withheld from anybody, in private for what is withheld from its
    reader, unless it is theirs to do.
    """
    if not isinstance(view, _Told):
        return view
    action, ladder = view.row.action, getattr(view, "ladder", None)
    about = {action.ref} | ({ladder.ref} if ladder is not None else set())
    if not about & _withheld(action.owner, place, snapshot, now):
        return view
    is_post = isinstance(view, EscalationPost)
    return ActionWithheld(
        ref=action.ref,
        happened=_happened(view),
        ladder=ladder.ref if is_post and ladder is not None else "",
        is_for_all=not place.is_private,
        mentions=getattr(view, "mentions", ()),
        at=now,
        tier=view.tier,
    )


def _withheld(owner: str, place: Place, snapshot: Snapshot, now: datetime) -> frozenset[str]:
    if not place.is_private:
        return snapshot.sittings.withheld_from_anybody().refs
    account = place.key.partition(":")[2]
    member = snapshot.people.person(account, name="", now=now).member
    if member is None or member.key == owner:
        return frozenset()
    return snapshot.sittings.withheld_from(member.key).refs


def _happened(view: _Told) -> str:
    match view:
        case ActionNotice():
            return view.happened
        case ActionReminder():
            return "due"
        case EscalationAsk():
            return "rung"
        case EscalationPost():
            return "chairs" if view.rung == CHAIRS else "senior"
