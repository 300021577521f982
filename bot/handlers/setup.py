"""Where setting the board up stands: the welcome, and one step at a time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from board.facts import Fact, Result
from board.forums import BOARD, chairs_in_office
from board.people import Agency, AgencyType, Member, Permission
from board.setting_up import CHAIRING, Found, Step, first_day, home_agency, lacking, next_step
from board.tiers import Tier
from bot.asked import Ask, InTeam, Roster
from bot.papers import CHECK_LINES, WELCOME, welcome_of
from bot.router import Router
from bot.turn import Office, Reply, Turn
from cards.setup import FORUMS, people_that_fit
from cards.setup_payloads import ShowSetUp
from cards.setup_views import SetUp, TeamRow, Welcome
from cards.views import View
from storage.unit import Snapshot

router = Router(topic="Looking after it")

CONFIGURE = Permission.BOARD_CONFIGURE
ROSTER = Ask.TEAM_ROSTER
Choices = tuple[tuple[str, str], ...]


@router.command(
    "set up",
    says="Set the board up: channels, agencies, people, co-chairs and the first board",
    needs=CONFIGURE,
    ask=ROSTER,
)
@router.view(ShowSetUp, needs=CONFIGURE, ask=ROSTER)
def show_set_up(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """The step that was asked for, else the first that lacks something."""
    step = Step(asked.step) if isinstance(asked, ShowSetUp) and asked.step else None
    offset = asked.offset if isinstance(asked, ShowSetUp) else 0
    return Reply(view=step_view(turn, snapshot, step, offset=offset), fact=_looked(turn))


@router.notice(WELCOME, thing=WELCOME)
def welcome(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """The first post in a team, as things stand."""
    bound = snapshot.places.bindings()
    binding = next((each for each in bound if welcome_of(each.channel) == about), None)
    kept = snapshot.settings.last_check
    return Welcome(
        lacks=lacking(found_in(snapshot, now)),
        checked=CHECK_LINES.validate_json(kept) if kept else (),
        forum=binding.forum.title if binding else "",
        offered=_unbound(snapshot),
    )


def found_in(snapshot: Snapshot, now: datetime) -> Found:
    """What there is, from which follows what set-up still lacks."""
    agencies = {each.key: each for each in snapshot.people.agencies()}
    members = snapshot.people.members()
    return Found(
        forums=frozenset(each.forum.key for each in snapshot.places.bindings()),
        agencies=agencies,
        members=members,
        chairs=chairs_in_office(members, agencies, now),
        has_meeting=snapshot.meetings.next_of(BOARD.code, now) is not None,
        now=now,
    )


def step_view(
    turn: Turn, snapshot: Snapshot, step: Step | None = None, *, offset: int = 0, note: str = ""
) -> SetUp:
    """A step as it stands; without one the first that lacks something."""
    found = found_in(snapshot, turn.now)
    lacks = lacking(found)
    step = step or next_step(lacks)
    meeting = snapshot.meetings.next_of(BOARD.code, turn.now)
    view = SetUp(
        lacks=lacks,
        step=step,
        note=note,
        is_in_channel=turn.place.channel is not None,
        forum=turn.place.forum.title if turn.place.forum else "",
        offered=_unbound(snapshot),
        bound=tuple(sorted(found.forums)),
        agencies=agency_choices(found.agencies.values()),
        chairs=tuple(member.name for member, _ in found.chairs),
        meeting=(meeting.ref, meeting.starts_at) if meeting else None,
    )
    if step is Step.PEOPLE:
        return _with_people(view, turn, snapshot, offset)
    if step is Step.BOARD:
        return _with_board(view, turn, found)
    return view


def agency_choices(agencies: Iterable[Agency]) -> Choices:
    """Active agencies by key and short name, in the order of their names."""
    active = [each for each in agencies if each.active]
    return tuple((each.key, each.short_name) for each in sorted(active, key=lambda a: a.short_name))


def unregistered(turn: Turn, snapshot: Snapshot) -> tuple[InTeam, ...] | None:
    """People of our teams whom the register does not have; None where Teams does not tell."""
    if not isinstance(turn.asked, Roster):
        return None
    known = {each.account for each in snapshot.people.members()}
    return tuple(each for each in turn.asked.people if each.account not in known)


def _with_people(view: SetUp, turn: Turn, snapshot: Snapshot, offset: int) -> SetUp:
    new = unregistered(turn, snapshot)
    if new is None:
        return replace(view, people=None, offset=offset)
    agencies, domains = snapshot.people.agencies(), snapshot.settings.domains
    start = min(len(new), offset)
    shown = new[start : start + people_that_fit(view.agencies)]
    rows = (
        TeamRow(each.account, each.name, home_agency(each.mail, agencies, domains), each.is_guest)
        for each in shown
    )
    return replace(view, people=tuple(rows), offset=start, total=len(new))


def _with_board(view: SetUp, turn: Turn, found: Found) -> SetUp:
    police = _candidates(found, frozenset({AgencyType.POLICE}))
    care = _candidates(found, CHAIRING)
    inputs = {}
    for member, agency in found.chairs:
        name = "chair_police" if agency.type is AgencyType.POLICE else "chair_care"
        inputs[name] = member.key
    first_on = first_day(turn.now, turn.office.calendar)
    return replace(view, police=police, care=care, inputs=inputs, first_on=first_on)


def _candidates(found: Found, kinds: frozenset[AgencyType]) -> Choices:
    """Members of these kinds of agency, by name."""
    theirs = [
        (each, found.agencies[each.agency])
        for each in found.members
        if _is_of(each, found, kinds) and each.account
    ]
    theirs.sort(key=lambda each: each[0].name.casefold())
    return tuple((member.key, f"{member.name}, {agency.short_name}") for member, agency in theirs)


def _is_of(member: Member, found: Found, kinds: frozenset[AgencyType]) -> bool:
    agency = found.agencies.get(member.agency)
    return member.active and agency is not None and agency.active and agency.type in kinds


def _unbound(snapshot: Snapshot) -> tuple[str, ...]:
    bound = {each.forum.key for each in snapshot.places.bindings()}
    return tuple(each for each in FORUMS if each not in bound)


def _looked(turn: Turn) -> Fact:
    return turn.fact("SetUpViewed", "setup", Tier.T0, Result.VIEWED)
