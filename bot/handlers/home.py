"""The home card, help, and words that were not understood."""

from collections.abc import Iterable

from board.actions import today_of
from board.errors import BoardError
from board.facts import Fact, Result
from board.forums import BOARD
from board.people import Permission
from board.places import PlaceKind
from board.tiers import Tier
from bot.access import is_served, offered_to
from bot.router import Command, Router
from bot.turn import Reply, Turn
from cards.payloads import ShowHelp, ShowSaid
from cards.views import Help, HelpLine, Home, Nearest, Waiting
from storage.unit import Snapshot

GREETINGS = frozenset({"hi", "hello", "hey", "start", "home", "good morning", "good evening"})
LINES = 13
"""Lines of one page of help, its topics counted."""


def help_router(everything: Router) -> Router:
    """The room that explains all others; it needs to see every declaration."""
    router = Router(topic="Help")

    @router.command("help", says="See what I can do here")
    @router.view(ShowHelp)
    def show_help(turn: Turn, asked: object, snapshot: Snapshot) -> Reply:
        """A page of what this person can say in this place, the most usual first."""
        pages = pages_of(_lines(offered_to(everything.commands, turn, snapshot)))
        page = min(max(asked.page if isinstance(asked, ShowHelp) else 1, 1), len(pages))
        view = Help(
            lines=pages[page - 1],
            page=page,
            pages=len(pages),
            is_set_up=snapshot.people.had_co_chairs(turn.now),
        )
        return Reply(view=view, fact=_viewed(turn))

    @router.view(ShowSaid)
    def show_said(turn: Turn, asked: ShowSaid, snapshot: Snapshot) -> Reply:
        """What a suggested command shows; what would do something has to be said."""
        found = everything.find_command(asked.words)
        if found is None or found[0] not in offered_to(everything.commands, turn, snapshot):
            raise BoardError("out_of_date_card")
        command, payload = found
        if not can_be_pressed(command):
            raise BoardError("out_of_date_card")
        return command.route.handler(turn, payload, snapshot)

    @router.command("what is the board", says="Read what the board is for")
    def about(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
        """The board's purpose, in two sentences."""
        pages = pages_of(_lines(offered_to(everything.commands, turn, snapshot)))
        return Reply(view=Help(lines=pages[0], pages=len(pages), about=True), fact=_viewed(turn))

    return router


def not_understood(everything: Router, turn: Turn, words: str, snapshot: Snapshot) -> Reply:
    """A greeting gets the home card; other words the nearest commands, never acted upon."""
    if " ".join(words.casefold().split()).strip(".!?") in GREETINGS:
        return Reply(view=home_of(turn, snapshot), fact=_viewed(turn))
    nearest = everything.nearest(words, offered_to(everything.commands, turn, snapshot))
    view = Help(
        lines=(),
        did_you_mean=tuple(Nearest(each.words, can_be_pressed(each)) for each in nearest),
        understood=False,
        is_set_up=snapshot.people.had_co_chairs(turn.now),
    )
    return Reply(view=view, fact=_viewed(turn))


def can_be_pressed(command: Command) -> bool:
    """It only shows something, and nothing has to be said after its words."""
    needs_more = bool(command.takes) and not command.takes.startswith("(")
    return not (command.route.is_deed or command.route.ask or needs_more)


def home_of(turn: Turn, snapshot: Snapshot) -> Home:
    """The first card: what waits for this person and what they can do."""
    is_private = turn.place.kind is PlaceKind.PERSONAL
    may = turn.person.may if is_served(turn, snapshot) else _nothing
    return Home(
        name=turn.person.name if is_private else "",
        is_team=is_private and may(Permission.REFERRAL_TRIAGE),
        hours=turn.hours,
        waiting=_waiting(turn, snapshot) if is_private else Waiting(),
        is_set_up=snapshot.people.had_co_chairs(turn.now),
        may_set_up=turn.person.may(Permission.BOARD_CONFIGURE),
        tier=Tier.T1 if is_private else Tier.T0,
    )


def _nothing(_permission: Permission) -> bool:
    return False


def _waiting(turn: Turn, snapshot: Snapshot) -> Waiting:
    """Counts of what is this person's own, and of what their roles let them see."""
    may = turn.person.may if is_served(turn, snapshot) else _nothing
    member, today = turn.person.member, today_of(turn.now)
    owned = snapshot.actions.open_of_owner(member.key) if member else ()
    live = [each for each in owned if each.is_live]
    sent = snapshot.referrals.of_referrer(turn.person.id)
    is_on_board = may(Permission.ACTION_VIEW)
    meeting = snapshot.meetings.next_of(BOARD.code, turn.now) if is_on_board else None
    return Waiting(
        referrals=(
            sum(1 for _ in snapshot.referrals.lines()) if may(Permission.REFERRAL_TRIAGE) else None
        ),
        own_referrals=sum(each.is_open for each in sent),
        drafts=len(snapshot.drafts.begun(turn.person.id, turn.now)),
        actions_due=sum(each.due <= today for each in live) if is_on_board or live else None,
        actions_open=len(live),
        meeting=(meeting.ref, meeting.starts_at) if meeting else None,
    )


def pages_of(lines: Iterable[HelpLine]) -> tuple[tuple[HelpLine, ...], ...]:
    """Pages of a screen each; the first has the first lines of every topic."""
    topics: dict[str, list[HelpLine]] = {}
    for each in lines:
        topics.setdefault(each.topic, []).append(each)
    first = _first_of(topics)
    rest = [each for of_topic in topics.values() for each in of_topic if each not in first]
    pages = [tuple(first)]
    while rest:
        page, rest = _screen(rest)
        pages.append(page)
    return tuple(pages)


def _first_of(topics: dict[str, list[HelpLine]]) -> list[HelpLine]:
    """One line of each topic, then the second of each, as far as there is room."""
    room = LINES - len(topics)
    deepest = max((len(each) for each in topics.values()), default=0)
    turns = (each[row] for row in range(deepest) for each in topics.values() if row < len(each))
    chosen = [line for line, _ in zip(turns, range(room), strict=False)]
    return [each for of_topic in topics.values() for each in of_topic if each in chosen]


def _screen(lines: list[HelpLine]) -> tuple[tuple[HelpLine, ...], list[HelpLine]]:
    """As many as one page has room for, and the rest."""
    taken, topic = 0, None
    for number, each in enumerate(lines):
        taken += 1 + (each.topic != topic)
        topic = each.topic
        if taken > LINES:
            return tuple(lines[:number]), lines[number:]
    return tuple(lines), []


def _lines(commands: Iterable[Command]) -> tuple[HelpLine, ...]:
    """What is for few roles first: whoever has one of them came for that."""
    return tuple(
        HelpLine(f"{each.words} {each.takes}".strip(), each.says, each.topic)
        for each in sorted(commands, key=lambda each: each.route.needs is None)
    )


def _viewed(turn: Turn) -> Fact:
    return turn.fact("HelpViewed", "help", Tier.T0, Result.VIEWED)
