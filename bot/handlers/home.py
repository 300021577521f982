"""Help, and words that were not understood."""

from board.facts import Fact, Result
from board.people import Permission
from board.tiers import Tier
from bot.router import Router, offered_to
from bot.turn import Reply, Turn
from cards.payloads import ShowHelp
from cards.views import Help, HelpLine, Home
from storage.unit import Snapshot

GREETINGS = frozenset({"hi", "hello", "hey", "start", "home", "good morning", "good evening"})


def help_router(everything: Router) -> Router:
    """The room that explains all others; it needs to see every declaration."""
    router = Router()

    @router.command("help", says="See what I can do here")
    @router.view(ShowHelp)
    def show_help(turn: Turn, _asked: object, _snapshot: Snapshot) -> Reply:
        """What this person can say in this place."""
        return Reply(view=Help(lines=_lines(everything, turn)), fact=_viewed(turn))

    @router.command("what is the board", says="Read what the board is for")
    def about(turn: Turn, _asked: object, _snapshot: Snapshot) -> Reply:
        """The board's purpose, in two sentences."""
        return Reply(view=Help(lines=_lines(everything, turn), about=True), fact=_viewed(turn))

    return router


def not_understood(everything: Router, turn: Turn, words: str, _snapshot: Snapshot) -> Reply:
    """A greeting gets the home card; other words the nearest commands, never acted upon."""
    if " ".join(words.casefold().split()).strip(".!?") in GREETINGS:
        return Reply(view=home_of(turn), fact=_viewed(turn))
    offered = offered_to(everything.commands, turn)
    view = Help(
        lines=_lines(everything, turn),
        did_you_mean=everything.nearest(words, offered),
        understood=False,
    )
    return Reply(view=view, fact=_viewed(turn))


def home_of(turn: Turn) -> Home:
    """The first card: what this person can do."""
    return Home(
        name=turn.person.name if turn.place.is_private else "",
        is_team=turn.person.may(Permission.REFERRAL_TRIAGE) and turn.place.is_private,
        hours=turn.hours,
        tier=Tier.T1 if turn.place.is_private else Tier.T0,
    )


def _lines(everything: Router, turn: Turn) -> tuple[HelpLine, ...]:
    return tuple(
        HelpLine(f"{each.words} {each.takes}".strip(), each.says)
        for each in offered_to(everything.commands, turn)
    )


def _viewed(turn: Turn) -> Fact:
    return turn.fact("HelpViewed", "help", Tier.T0, Result.VIEWED)
