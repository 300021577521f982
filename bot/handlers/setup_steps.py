"""The deeds of setting the board up: each keeps what it was given, and shows what is next."""

from collections.abc import Mapping
from dataclasses import replace

from board.action_form import read_day
from board.actions import today_of
from board.calendar import at_london
from board.configuring import NamedAgency, read_agency, read_clock
from board.errors import BoardError
from board.forums import BOARD, NO_HEALTH_CO_CHAIR, chairs_in_office, check_co_chairs
from board.governance_due import ends_soon
from board.identifiers import kinds_of_identifier
from board.people import GRANT_REVIEW, Agency, AgencyType, Grant, Member, Permission, Role
from board.places import Forum, ForumKind
from board.referral_form import Fault
from board.setting_up import USUAL_TYPES, Step, domain_of, first_board
from board.tiers import Tier
from bot.asked import InTeam
from bot.handlers.guarding import guarded
from bot.handlers.places import give
from bot.handlers.setup import CONFIGURE, ROSTER, step_view, unregistered
from bot.handlers.triage_page import text_of
from bot.papers import schedule as schedule_meeting
from bot.papers import welcome_of
from bot.router import IN_CHANNELS, Router
from bot.turn import Reply, Turn
from cards.payloads import Payload
from cards.people_words import GIVEN, ROLES, short_of
from cards.setup import LEFT_OUT, people_that_fit
from cards.setup_payloads import AddAgencies, AddPeople, NameBoard, UseChannel
from storage.outbox import GRAPH, redraw
from storage.unit import Unit

router = Router(topic="Looking after it")

_CHAIRS = ("chair_police", "chair_care")
_DEFAULT_START = "10:00"


@router.deed(UseChannel, needs=Permission.CHANNEL_BIND, places=IN_CHANNELS, ask=ROSTER)
def use_channel(turn: Turn, pressed: UseChannel, unit: Unit) -> Reply:
    """Give this channel to a forum, and go on."""
    forum = Forum(ForumKind(pressed.forum))
    if turn.place.forum != forum:
        give(turn, forum, unit)
    here = replace(turn, place=replace(turn.place, forum=forum))
    if not turn.person.may(CONFIGURE):
        return Reply()
    return _go_on(here, unit, f"This channel is now used for {forum.title}.")


@router.deed(AddAgencies, needs=CONFIGURE, ask=ROSTER)
def add_agencies(turn: Turn, pressed: AddAgencies, unit: Unit) -> Reply:
    """Add what has a name and is not there yet."""
    inputs = {f"agency_{kind}": text_of(pressed, f"agency_{kind}") for kind in USUAL_TYPES}
    said = {name: text for name, text in inputs.items() if text.strip()}
    known = {each.name.casefold() for each in unit.people.agencies()}
    faults: dict[str, Fault] = {}
    named: dict[str, NamedAgency] = {}
    for name, text in said.items():
        kind = AgencyType(name.removeprefix("agency_"))
        try:
            named[name] = read_agency(text, short_of(kind))
        except BoardError as refusal:
            faults[name] = Fault(refusal.code, n=_limit_of(refusal))
    faults |= guarded(turn, said, {}, unit)
    if not said and not known:
        faults["agency_police"] = Fault("agency_needed")
    if faults:
        view = step_view(turn, unit, Step.AGENCIES)
        return Reply(view=replace(view, inputs=inputs, faults=faults))
    added = 0
    for name, each in named.items():
        if each.name.casefold() not in known:
            kind = AgencyType(name.removeprefix("agency_"))
            _add_agency(turn, each, kind, unit)
            added += 1
    return _go_on(turn, unit, f"{added} agencies added." if added != 1 else "1 agency added.")


@router.deed(AddPeople, needs=CONFIGURE, ask=ROSTER)
def add_people(turn: Turn, pressed: AddPeople, unit: Unit) -> Reply:
    """Register those of the team who were given an agency; others are left out for now."""
    new = unregistered(turn, unit)
    if new is None:
        raise BoardError("roster_unavailable")
    chosen: dict[str, tuple[InTeam, Agency, Role]] = {}
    faults: dict[str, Fault] = {}
    for each in new:
        agency, role = (text_of(pressed, f"{name}_{each.account}") for name in ("agency", "role"))
        if agency in {"", LEFT_OUT}:
            continue
        found = unit.people.agency(agency)
        if found is None or not found.active:
            faults[f"agency_{each.account}"] = Fault("V41")
        elif role not in set(GIVEN):
            faults[f"role_{each.account}"] = Fault("V41")
        elif kind := next(kinds_of_identifier(each.name), ""):
            faults[f"agency_{each.account}"] = Fault("V23", kind=kind)
        else:
            chosen[each.account] = (each, found, Role(role))
    if faults:
        view = step_view(turn, unit, Step.PEOPLE, offset=pressed.offset)
        return Reply(view=replace(view, inputs=_typed(pressed), faults=faults))
    for someone, of, given in chosen.values():
        _register(turn, someone, of, given, unit)
    return _after_people(turn, pressed, len(new), len(chosen), unit)


@router.deed(NameBoard, needs=CONFIGURE, ask=ROSTER)
def name_board(turn: Turn, pressed: NameBoard, unit: Unit) -> Reply:
    """Name the two co-chairs together, and plan the first board where none is planned."""
    inputs = {name: text_of(pressed, name) for name in (*_CHAIRS, "day", "starts")}
    faults: dict[str, Fault] = {}
    warnings = _name_chairs(turn, inputs, unit, faults)
    has_meeting = unit.meetings.next_of(BOARD.code, turn.now) is not None
    if not has_meeting and not faults:
        _plan(turn, inputs, unit, faults)
    if faults:
        view = step_view(turn, unit, Step.BOARD)
        return Reply(view=replace(view, inputs={**view.inputs, **inputs}, faults=faults))
    note = "Kept."
    if NO_HEALTH_CO_CHAIR in warnings:
        note = "Kept. A co-chair from health is sought; social care is accepted."
    return _go_on(turn, unit, note)


def add_agency(turn: Turn, agency: Agency, unit: Unit) -> Agency:
    """Add an agency, audited."""
    added = unit.people.add_agency(replace(agency, joined_on=today_of(turn.now)))
    unit.record(turn.fact("AgencyAdded", added.key, Tier.T0, type=str(added.type)))
    return added


def _add_agency(turn: Turn, named: NamedAgency, kind: AgencyType, unit: Unit) -> None:
    agency = Agency(
        key="",
        name=named.name,
        short_name=named.short_name,
        type=kind,
        core=True,
        focus_eligible=True,
    )
    add_agency(turn, agency, unit)


def _register(turn: Turn, each: InTeam, agency: Agency, role: Role, unit: Unit) -> None:
    member = unit.people.add_member(
        Member(
            key="",
            name=each.name,
            agency=agency.key,
            job=ROLES[role],
            account=each.account,
            external=each.is_guest,
            grants=(Grant(role, turn.now, turn.now + GRANT_REVIEW),),
        )
    )
    unit.record(turn.fact("MemberAdded", member.key, Tier.T0, agency=agency.key))
    unit.record(turn.fact("RoleGranted", member.key, Tier.T0, role=str(role)))
    domain = domain_of(each.mail)
    domains = unit.settings.domains
    if each.is_guest and domain and domain not in domains:
        unit.settings.set_domains({**domains, domain: agency.key})


def _after_people(turn: Turn, pressed: AddPeople, before: int, added: int, unit: Unit) -> Reply:
    """The next page of the team; after the last one, what is next."""
    page = people_that_fit(step_view(turn, unit, Step.PEOPLE).agencies)
    shown = min(page, before - pressed.offset)
    following = pressed.offset + max(shown - added, 0)
    note = "1 person registered." if added == 1 else f"{added} people registered."
    if following < before - added:
        view = step_view(turn, unit, Step.PEOPLE, offset=following, note=note)
        return Reply(view=view)
    return _go_on(turn, unit, note)


def _name_chairs(
    turn: Turn, inputs: Mapping[str, str], unit: Unit, faults: dict[str, Fault]
) -> tuple[str, ...]:
    """Give the role to these two and to nobody else; the warnings of the pair."""
    agencies = {each.key: each for each in unit.people.agencies()}
    members = {name: unit.people.member(inputs[name]) for name in _CHAIRS}
    pair = []
    for name, member in members.items():
        if member is None or member.agency not in agencies:
            faults[name] = Fault("V41")
        else:
            pair.append((member, agencies[member.agency]))
    if faults:
        return ()
    try:
        warnings = check_co_chairs(pair)
    except BoardError as refusal:
        faults["chair_care"] = Fault(refusal.code)
        return ()
    named = {member.key for member, _ in pair}
    before = {
        member.key for member, _ in chairs_in_office(unit.people.members(), agencies, turn.now)
    }
    for key in sorted(before - named):
        unit.people.revoke(key, Role.CO_CHAIR, turn.now)
        unit.record(turn.fact("RoleRevoked", key, Tier.T0, role=str(Role.CO_CHAIR)))
    # Who stays is given the role anew when it ends soon: both would lose it on the same day.
    chairs = {each.key: each for each, _ in pair}
    stay = {key for key in named & before if ends_soon(chairs[key], turn.now, Role.CO_CHAIR)}
    for key in sorted(named - before | stay):
        unit.people.grant(key, Grant(Role.CO_CHAIR, turn.now, turn.now + GRANT_REVIEW))
        unit.record(turn.fact("RoleGranted", key, Tier.T0, role=str(Role.CO_CHAIR)))
    return warnings


def _plan(turn: Turn, inputs: Mapping[str, str], unit: Unit, faults: dict[str, Fault]) -> None:
    """The first board; the clock fills its turns to lead and to be in focus."""
    day, known = read_day(inputs["day"]), unit.meetings.of_forum(BOARD.code)
    if day is None:
        faults["day"] = Fault("V44")
        return
    forum = unit.forums.get(BOARD.code)
    try:
        at = at_london(day, read_clock(inputs["starts"] or _DEFAULT_START))
        taken = [each.ref for each in known]
        first = first_board(at, turn.now, turn.office.calendar, forum, taken)
    except BoardError as refusal:
        faults["starts" if refusal.code == "time_unreadable" else "day"] = Fault(refusal.code)
        return
    unit.meetings.put(first)
    unit.record(turn.fact("MeetingPlanned", first.ref, Tier.T0))
    unit.tell([schedule_meeting(first, turn.now)], turn.now, lane=GRAPH)


def _go_on(turn: Turn, unit: Unit, note: str) -> Reply:
    """What is next; at the end the welcome says so too."""
    view = step_view(turn, unit, note=note)
    if view.step is None:
        things = (welcome_of(each.channel) for each in unit.places.bindings())
        unit.tell([redraw(each) for each in things if unit.posts.of(each)], turn.now)
    return Reply(view=view)


def _typed(pressed: Payload) -> dict[str, str]:
    starts = ("agency_", "role_")
    return {name: text_of(pressed, name) for name in pressed.inputs if name.startswith(starts)}


def _limit_of(refusal: BoardError) -> int | None:
    limit = refusal.parts.get("n")
    return limit if isinstance(limit, int) else None
