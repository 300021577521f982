"""The mental health team's queue."""

from board.facts import Result
from board.people import Permission
from board.tiers import Tier
from board.triage import queue
from bot.router import Router
from bot.turn import Reply, Turn
from cards.payloads import ShowQueue
from cards.views import Queue
from storage.unit import Snapshot

router = Router()


def _page_said(words: str) -> ShowQueue:
    return ShowQueue(page=int(words) if words.isdecimal() and words.isascii() else 1)


@router.command(
    "triage",
    says="See the referrals that wait for the team, urgent first",
    takes="PAGE",
    needs=Permission.REFERRAL_TRIAGE,
    make=_page_said,
)
@router.view(ShowQueue, needs=Permission.REFERRAL_TRIAGE)
def show_queue(turn: Turn, asked: ShowQueue, snapshot: Snapshot) -> Reply:
    """One page of what waits for the team, without anything of the person referred."""
    waiting = snapshot.referrals.waiting()
    page = queue(waiting, asked.page, now=turn.now, calendar=turn.office.calendar)
    fact = turn.fact("QueueViewed", "triage", Tier.T1, Result.VIEWED, page=str(page.page))
    return Reply(view=Queue(page=page), fact=fact)
