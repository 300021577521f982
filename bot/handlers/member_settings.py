"""Members in the settings: the list with the roles' reviews, and the form of one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from board.action_form import read_day
from board.actions import today_of
from board.calendar import LONDON, at_london
from board.configuring import JOB_LONGEST
from board.errors import BoardError
from board.facts import Result
from board.governance_due import ROLES_END, ends_soon
from board.people import GRANT_REVIEW, Agency, Grant, Member, Role
from board.referral_form import Fault
from board.tiers import Tier
from bot.handlers.guarding import guarded
from bot.handlers.settings_forms import (
    CONFIGURE,
    NONE,
    asked_only,
    mark_of,
    page_of,
    stale,
    ticked,
    typed_of,
    with_none,
    wrong,
)
from bot.handlers.setup import agency_choices
from bot.router import Router, Said
from bot.turn import Office, Reply, Turn
from cards.people_words import GIVEN, ROLES
from cards.settings_payloads import ChangeMember, ShowMembers
from cards.settings_views import SettingsForm, SettingsList, SettingsRow
from cards.views import Sentence, View
from storage.unit import Snapshot, Unit

router = Router(topic="Looking after it")

_LEFT = "Has left the board's team. If that is no longer so, say 'mhrmb member {key} --active'."


@router.command(
    "members",
    says="See and change the members, their roles and when these are reviewed",
    takes="(NAME)",
    needs=CONFIGURE,
)
@router.view(ShowMembers, needs=CONFIGURE)
def show_members(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """A page of the members, those whose roles end soon first."""
    name = asked.words.casefold() if isinstance(asked, Said) else ""
    found = [each for each in snapshot.people.members() if name in each.name.casefold()]
    found.sort(key=lambda each: (not ends_soon(each, turn.now), each.name.casefold()))
    rows, page, pages = page_of(found, asked.page if isinstance(asked, ShowMembers) else 1)
    names = {each.key: each for each in snapshot.people.agencies()}
    view = SettingsList(
        of="members",
        rows=tuple(_row(each, names, turn.now) for each in rows),
        page=page,
        pages=pages if not name else 1,
        total=len(found),
        at=turn.now,
    )
    return Reply(view=view, fact=turn.fact("SettingsViewed", "members", Tier.T0, Result.VIEWED))


@router.deed(ChangeMember, needs=CONFIGURE)
def change_member(turn: Turn, pressed: ChangeMember, unit: Unit) -> Reply:
    """The form of a member; sent, it is kept."""
    member = unit.people.member(pressed.ref)
    if member is None:
        raise BoardError("no_member")
    form = _form(member, unit, turn.now)
    if asked_only(pressed, form):
        return Reply(view=form)
    typed = typed_of(pressed, form)
    if (again := stale(pressed, form, typed)) is not None:
        return Reply(view=again)
    faults = _check(typed, form, turn.now)
    if typed["job"] != member.job:
        faults |= guarded(turn, {"job": typed["job"]}, {}, unit)
    if faults:
        return Reply(view=wrong(form, typed, faults))
    _keep(turn, member, typed, unit)
    kept = unit.people.member(member.key) or member
    return Reply(view=replace(_form(kept, unit, turn.now), note="Kept."))


@router.notice(ROLES_END, in_hours=True)
def roles_end(snapshot: Snapshot, _about: str, now: datetime, _office: Office) -> View | None:
    """How many roles end soon; nothing where each was given anew meanwhile."""
    members = [each for each in snapshot.people.members() if ends_soon(each, now)]
    if not members:
        return None
    chairs = sum(ends_soon(each, now, Role.CO_CHAIR) for each in members)
    number = len(members)
    whose = "one person" if number == 1 else f"{number} people"
    also = f", {chairs} of them co-chair{'s' * (chairs > 1)}" if chairs else ""
    return Sentence(
        f"Roles of {whose} end within a month{also}. What nobody gives anew ends by itself. An "
        "administrator looks at them under 'members', and at the co-chairs under 'set up'."
    )


def _row(member: Member, agencies: Mapping[str, Agency], now: datetime) -> SettingsRow:
    agency = agencies.get(member.agency)
    place = agency.short_name if agency else member.agency
    roles = [f"{ROLES[each.role]} until {_day(each.until)}" for each in _held(member, now)]
    state = "" if member.active else ". Not active"
    about = f"{place}: {', '.join(roles) or 'no roles'}{state}"
    return SettingsRow(member.key, member.name, about, ends_soon(member, now))


def _held(member: Member, now: datetime) -> list[Grant]:
    """The latest grant of each role that holds."""
    held: dict[Role, Grant] = {}
    for each in member.grants:
        if each.holds(now) and (each.role not in held or held[each.role].until < each.until):
            held[each.role] = each
    return list(held.values())


def _day(at: datetime) -> str:
    here = at.astimezone(LONDON)
    return f"{here.day} {here:%B %Y}"


def _form(member: Member, snapshot: Snapshot, now: datetime) -> SettingsForm:
    held = _held(member, now)
    away = snapshot.absences.away_on(today_of(now)).get(member.key)
    agencies = dict(agency_choices(snapshot.people.agencies()))
    if (own := snapshot.people.agency(member.agency)) is not None:
        agencies.setdefault(own.key, own.short_name)
    about = tuple(f"{ROLES[each.role]} until {_day(each.until)}" for each in held)
    gone = member.account in snapshot.settings.left
    return SettingsForm(
        kind="member",
        ref=member.key,
        version=mark_of((member, away)),
        name=member.name,
        about=(*about, *([_LEFT.format(key=member.key)] if gone else [])),
        choices={
            "agency": tuple(agencies.items()),
            "role": with_none((str(each), ROLES[each]) for each in GIVEN),
            "end_role": with_none((str(each.role), ROLES[each.role]) for each in held),
        },
        inputs={
            "agency": member.agency,
            "job": member.job,
            "role": NONE,
            "end_role": NONE,
            "away": away.isoformat() if away else "",
            "champion": ticked(member.champion),
            "active": ticked(member.active),
        },
    )


def _check(typed: Mapping[str, str], form: SettingsForm, now: datetime) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    today = today_of(now)
    for name, code in (("until", "grant_end"), ("away", "away_until")):
        day = read_day(typed[name])
        if typed[name] and (day is None or day < today or (name == "until" and day == today)):
            faults[name] = Fault(code)
    if len(typed["job"]) > JOB_LONGEST:
        faults["job"] = Fault("V38", n=JOB_LONGEST)
    for name, offered in form.choices.items():
        if typed[name] and typed[name] not in {value for value, _ in offered}:
            faults[name] = Fault("V41")
    return faults


def _keep(turn: Turn, member: Member, typed: Mapping[str, str], unit: Unit) -> None:
    changed = replace(
        member,
        agency=typed["agency"] or member.agency,
        job=typed["job"] or member.job,
        champion=typed["champion"] == "true",
        active=typed["active"] == "true",
    )
    if unit.people.put_member(changed):
        unit.record(turn.fact("MemberChanged", member.key, Tier.T0))
    if typed["end_role"] not in {"", NONE}:
        unit.people.revoke(member.key, Role(typed["end_role"]), turn.now)
        unit.record(turn.fact("RoleRevoked", member.key, Tier.T0, role=typed["end_role"]))
    if typed["role"] not in {"", NONE}:
        day = read_day(typed["until"])
        until = at_london(day, time()) if day else turn.now + GRANT_REVIEW
        unit.people.grant(member.key, Grant(Role(typed["role"]), turn.now, until))
        unit.record(turn.fact("RoleGranted", member.key, Tier.T0, role=typed["role"]))
    _keep_absence(turn, member, read_day(typed["away"]), unit)


def _keep_absence(turn: Turn, member: Member, until: date | None, unit: Unit) -> None:
    today = today_of(turn.now)
    before = unit.absences.away_on(today).get(member.key)
    if until == before:
        return
    if until is None:
        unit.absences.end(member.key)
        unit.record(turn.fact("AbsenceEnded", member.key, Tier.T0))
    else:
        unit.absences.set(member.key, until, today)
        fact = turn.fact("AbsenceNoted", member.key, Tier.T0, until=until.isoformat())
        unit.record(fact)
