"""The log of decisions of all meetings, searched by words."""

from collections.abc import Iterator
from itertools import islice

from board.facts import Result
from board.forums import record_of
from board.interests import Withheld
from board.meeting_record import Decision
from board.minutes import reads_subgroups
from board.people import Permission
from board.tiers import Tier
from bot.handlers.forum_access import subgroups_here
from bot.handlers.tracker_views import names_of
from bot.handlers.withholding import withheld_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.minutes_payloads import ShowDecisions
from cards.minutes_views import DecisionList
from storage.unit import Snapshot

router = Router()

MOST = 25
"""Results of one search. Source: acceptance behaviour 22."""
_PER_PAGE = 5
_LONGEST = 80


@router.command(
    "decisions",
    says="See what was decided at any meeting, the latest first; say words to find",
    takes="(WORDS)",
    needs=Permission.MEETING_VIEW,
    make=lambda words: ShowDecisions(words=words[:_LONGEST]),
)
@router.view(ShowDecisions, needs=Permission.MEETING_VIEW)
def decisions(turn: Turn, asked: ShowDecisions, snapshot: Snapshot) -> Reply:
    """One page of at most 25 results, without what is withheld from whoever sees them."""
    found = list(islice(_found(turn, asked.words, snapshot), MOST + 1))
    shown = found[:MOST]
    pages = max(1, -(-len(shown) // _PER_PAGE))
    page = min(max(asked.page, 1), pages)
    # The card would carry typed words on to its next page, where everybody in a channel has them.
    is_carried = not asked.words or turn.place.is_private
    view = DecisionList(
        decisions=tuple(shown[(page - 1) * _PER_PAGE : page * _PER_PAGE]),
        names=names_of(snapshot),
        words=asked.words if turn.place.is_private else "",
        again=asked.words if is_carried else "",
        page=page,
        pages=pages if is_carried else 1,
        total=len(shown),
        is_cut=len(found) > MOST or (not is_carried and pages > 1),
        at=turn.now,
        tier=_tier_of(shown, snapshot),
    )
    details = {"found": str(len(shown)), "words": str(len(asked.words.split()))}
    fact = turn.fact("DecisionsSearched", "decisions", Tier.T0, Result.VIEWED, **details)
    return Reply(view=view, fact=fact)


def _found(turn: Turn, words: str, snapshot: Snapshot) -> Iterator[Decision]:
    withheld = withheld_of(turn, snapshot)
    every = snapshot.minutes.decisions(words, _subgroups(turn, snapshot))
    return (each for each in every if not _is_withheld(each, withheld))


def _is_withheld(decision: Decision, withheld: Withheld) -> bool:
    words = (decision.text, decision.rationale, decision.dissent)
    is_of_item = withheld.hides_item(decision.meeting, decision.item)
    return is_of_item or withheld.hides(decision.ref, *words)


def _subgroups(turn: Turn, snapshot: Snapshot) -> frozenset[str]:
    """Which subgroups' decisions may be seen here: in private all for their own people."""
    return subgroups_here(turn, snapshot) if reads_subgroups(turn.person) else frozenset()


def _tier_of(shown: list[Decision], snapshot: Snapshot) -> Tier:
    tiers = {Tier.T0}
    for ref in {each.meeting for each in shown}:
        meeting = snapshot.meetings.get(ref)
        tiers |= {record_of(meeting.forum).ceiling} if meeting else set()
    return max(tiers)
