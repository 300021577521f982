"""What is noted when a message about an action has arrived, or an operator says so."""

from datetime import datetime

from board.action_lists import LIST, OWN_LIST, REQUEST
from board.action_reminders import REMINDER
from bot.handlers.action_lists import kind_of, note_list
from bot.handlers.action_notices import note_reminder
from bot.handlers.escalation_notices import ASK, POST, note_asked
from bot.router import Noter
from bot.turn import Office
from storage.outbox import Listed
from storage.unit import Unit

_NOTERS: dict[str, Noter] = {
    REMINDER: note_reminder,
    ASK: note_asked,
    POST: note_asked,
    **{kind_of(each): note_list for each in (REQUEST, LIST, OWN_LIST)},
}


def note_arrived(unit: Unit, found: Listed, now: datetime, office: Office) -> None:
    """An operator gives a message up: it arrived, was told, or is not needed.

    Whatever the reason, what waits for its delivery goes on from here.
    """
    if noter := _NOTERS.get(found.kind):
        noter(unit, found.about, found.recipient, now, office=office)
