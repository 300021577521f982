"""What has not gone out: shown to whoever runs the board, sent again, or dropped."""

from board.errors import BoardError
from board.facts import Fact, Result
from board.people import Permission
from board.places import ForumKind
from board.tiers import Tier
from bot.clock import machine_now
from bot.handlers.arrivals import note_arrived
from bot.papers import FILE, drop_document
from bot.router import IN_CHANNELS, IN_PRIVATE, Router
from bot.stuck import line_of
from bot.turn import Reply, Turn
from cards.delivery import DISABLED
from cards.payloads import DropDelivery, RetryDelivery, ShowDelivery
from cards.views import AskDrop, Delivery
from storage.outbox import IntentState, Listed
from storage.unit import Snapshot, Unit

router = Router(topic="Looking after it")

A_PAGE = 5
_NEEDS = Permission.DELIVERY_RUN
_PLACES = IN_PRIVATE | IN_CHANNELS
_GONE = "That has changed meanwhile: this is how things stand now."
_AGAIN = "It is being sent again."
_MAYBE_TWICE = "It is being sent again. If it had arrived after all, it is there twice now."


def _page_said(words: str) -> ShowDelivery:
    return ShowDelivery(page=int(words) if words.isdecimal() and words.isascii() else 1)


@router.command(
    "delivery",
    says="See what could not be delivered, and send it again",
    takes="(PAGE)",
    needs=_NEEDS,
    places=_PLACES,
    make=_page_said,
)
@router.view(ShowDelivery, needs=_NEEDS, places=_PLACES)
def show_delivery(turn: Turn, asked: ShowDelivery, snapshot: Snapshot) -> Reply:
    """One page of what stopped or is late."""
    _demand_place(turn)
    view = _page(turn, snapshot, asked.page)
    fact = turn.fact("DeliveryViewed", "delivery", Tier.T1, Result.VIEWED, page=str(view.page))
    return Reply(view=view, fact=fact)


@router.deed(RetryDelivery, needs=_NEEDS, places=_PLACES)
def retry(turn: Turn, pressed: RetryDelivery, unit: Unit) -> Reply:
    """Let something that stopped go once more; the courier looks again before it sends."""
    _demand_place(turn)
    found = unit.outbox.find(pressed.intent)
    if found is None or not unit.outbox.retry(pressed.intent):
        return Reply(view=_page(turn, unit, pressed.page, note=_GONE))
    unit.record(_fact(turn, "DeliveryRetried", found))
    unit.has_told = True
    note = _MAYBE_TWICE if found.state is IntentState.UNKNOWN else _AGAIN
    return Reply(view=_page(turn, unit, pressed.page, note=note))


@router.deed(DropDelivery, needs=_NEEDS, places=_PLACES)
def drop(turn: Turn, pressed: DropDelivery, unit: Unit) -> Reply:
    """Ask why; then never send it."""
    _demand_place(turn)
    found = unit.outbox.find(pressed.intent)
    if found is None or found.state in {IntentState.SENT, IntentState.CANCELLED}:
        return Reply(view=_page(turn, unit, pressed.page, note=_GONE))
    if not pressed.reason:
        return Reply(view=AskDrop(line=line_of(found, unit, turn.now), page=pressed.page))
    if not unit.outbox.drop(pressed.intent, machine_now=machine_now()):
        return Reply(view=_page(turn, unit, pressed.page, note=_GONE))
    if found.kind == FILE:
        drop_document(unit, found.about)
    note_arrived(unit, found, turn.now, turn.office)
    unit.record(_fact(turn, "DeliveryDropped", found, reason=pressed.reason))
    return Reply(view=_page(turn, unit, pressed.page, note="It will not be sent."))


def _demand_place(turn: Turn) -> None:
    """Names and references are for the team that runs this, in its channel or in private."""
    forum = turn.place.forum
    if turn.place.is_private or (forum and forum.kind is ForumKind.MENTAL_HEALTH_TEAM):
        return
    raise BoardError("not_here", where="your own chat with me")


def _page(turn: Turn, snapshot: Snapshot, wanted: int, *, note: str = "") -> Delivery:
    outbox, now, machine = snapshot.outbox, turn.now, machine_now()
    counted: dict[str, int] = {}
    for (_, state), number in outbox.counts().items():
        counted[str(state)] = counted.get(str(state), 0) + number
    late = outbox.count_late(now, machine)
    total = sum(counted.values()) - counted.get("pending", 0) + late
    pages = max(1, -(-total // A_PAGE))
    page = min(max(1, wanted), pages)
    found = outbox.undelivered(now, machine, limit=A_PAGE, offset=(page - 1) * A_PAGE)
    return Delivery(
        lines=tuple(line_of(each, snapshot, now) for each in found),
        counts=counted,
        late=late,
        page=page,
        pages=pages,
        at=now,
        is_disabled=outbox.has_stopped_by(DISABLED),
        note=note,
    )


def _fact(turn: Turn, name: str, found: Listed, **more: str) -> Fact:
    told = {"intent": str(found.id), "kind": found.kind, "was": str(found.state)}
    return turn.fact(name, found.about[:80] or "delivery", Tier.T1, Result.DONE, **told, **more)
