"""A file that somebody hands over for the next board, in their own chat: may they, and as what."""

from dataclasses import dataclass

from board.anonymity import PersonalText
from board.documents import handed
from board.errors import BoardError
from board.facts import Result
from board.people import Permission
from board.places import Forum, ForumKind
from board.tiers import Tier
from bot.papers import names_in_files
from bot.router import IN_PRIVATE, Route
from bot.teams.incoming import OfferedFile
from bot.turn import Reply, ToFetch, Turn
from cards.views import Sentence
from storage.unit import Snapshot

_BOARD = Forum(ForumKind.BOARD)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What it is, in the words of whoever sends it, and the one file that came with them."""

    title: str
    file: OfferedFile | None


def hand_over(turn: Turn, given: HandedOver, snapshot: Snapshot) -> Reply:
    """Name it by its title, for the next board's folder; its own name is not used."""
    if given.file is None:
        raise BoardError("file_one")
    meetings = snapshot.meetings
    meeting = meetings.next_of("BOARD", turn.now) or meetings.last_of("BOARD")
    if meeting is None:
        raise BoardError("no_meeting", forum=_BOARD.title)
    try:
        label = handed(
            meeting, given.title, given.file.ending, known_names=names_in_files(snapshot)
        )
    except PersonalText as found:
        fact = turn.fact("PersonalTextRefused", "file", Tier.T0, Result.DENIED, kind=found.kind)
        return Reply(view=Sentence(found.sentence), fact=fact)
    said = f"I am fetching it for {meeting.ref}. I say here when I have it."
    fetch = ToFetch(url=given.file.url, label=label, forum=_BOARD)
    return Reply(view=Sentence(said), fetch=fetch)


HAND_OVER = Route(
    name="file attachment",
    handler=hand_over,
    is_deed=False,
    needs=Permission.DOCUMENT_FILE,
    places=IN_PRIVATE,
)
"""Reached by a file that comes with the words `file WHAT IT IS`, not by a button or a command."""
