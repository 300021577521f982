"""People come into a team of ours or leave it; the register keeps them until somebody decides."""

from datetime import datetime

from board.actions import today_of
from board.facts import Notice
from board.people import Member
from board.places import MH_TEAM, Binding, ForumKind
from board.tiers import Tier
from bot.handlers.installation import Installation
from bot.router import Router
from bot.turn import Office, Reply, Turn
from cards.views import Sentence, View
from storage.unit import Snapshot, Unit

router = Router()

LEFT = "member_left"
_BOARD = str(ForumKind.BOARD)


def joined(turn: Turn, told: Installation, unit: Unit) -> Reply:
    """Whoever left the board's team and is back is written to again."""
    if _BOARD not in _forums_of(turn, unit):
        return Reply()
    for account in _accounts(told, unit):
        if unit.settings.note_back(account):
            unit.outbox.release(f"person:{account}")
            unit.record(turn.fact("MemberCameBack", _key_of(account, turn, unit), Tier.T0))
    return Reply()


def left(turn: Turn, told: Installation, unit: Unit) -> Reply:
    """The Mental Health Team is told once; what the board would send them stops."""
    bound = _forums_of(turn, unit)
    before = unit.settings.left
    gone = before
    for account in _accounts(told, unit):
        member = unit.people.person(account, name="", now=turn.now).member
        if member is None or not bound:
            continue
        if _BOARD in bound:
            if account in before:
                continue
            gone |= {account}
        for binding in bound.values():
            about = f"{member.key}:{binding.forum.key}"
            key = f"{LEFT}:{about}:{today_of(turn.now)}"
            fact = turn.fact("MemberLeft", member.key, Tier.T0, forum=binding.forum.key)
            unit.record(fact, tell=[Notice(LEFT, f"forum:{MH_TEAM}", about, key)])
    if gone != before:
        unit.settings.set_left(gone)
    return Reply()


@router.notice(LEFT)
def has_left(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
    """Who has left which team, and what that means."""
    key, _, forum = about.partition(":")
    member = snapshot.people.member(key)
    binding = snapshot.places.binding_of_forum(forum)
    is_back = forum == _BOARD and member and member.account not in snapshot.settings.left
    if member is None or binding is None or is_back:
        return None
    return Sentence(_sentence(member, binding, snapshot), tier=Tier.T1)


def _sentence(member: Member, binding: Binding, snapshot: Snapshot) -> str:
    agency = snapshot.people.agency(member.agency)
    whom = f"{member.name} ({agency.short_name})" if agency else member.name
    said = f"{whom} has left the team of {binding.forum.title}."
    if binding.forum.key == _BOARD:
        said += " Reminders and escalations go to whoever stands in for them."
    return f"{said} Their roles stay until an administrator ends them: 'settings'."


def _forums_of(turn: Turn, unit: Unit) -> dict[str, Binding]:
    """The forums that have a channel in the team this happened in."""
    return {each.forum.key: each for each in unit.places.bindings() if each.team == turn.place.team}


def _accounts(told: Installation, unit: Unit) -> tuple[str, ...]:
    """Object ids; Teams may name only its own ids, which private chats tell."""
    if told.accounts:
        return told.accounts
    found = [unit.places.person_of(each) for each in told.users]
    return tuple(each for each in found if each)


def _key_of(account: str, turn: Turn, unit: Unit) -> str:
    member = unit.people.person(account, name="", now=turn.now).member
    return member.key if member else account
