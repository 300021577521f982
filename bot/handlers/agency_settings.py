"""Agencies in the settings: the list, and the form of one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from board.configuring import NAME_LONGEST, SHORT_LONGEST
from board.errors import BoardError
from board.facts import Result
from board.people import Agency, AgencyType, IsaStatus, Member
from board.referral_form import Fault
from board.standing import MAILBOX
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
from bot.handlers.setup_steps import add_agency
from bot.router import Router
from bot.turn import Reply, Turn
from cards.people_words import AGREEMENT, TYPES
from cards.settings_payloads import ChangeAgency, ShowAgencies
from cards.settings_views import SettingsForm, SettingsList, SettingsRow
from storage.unit import Snapshot, Unit

router = Router(topic="Looking after it")

_RUNGS = (1, 2, 3, 5)
_NEW = Agency(key="", name="", short_name="", type=AgencyType.OTHER, core=True, focus_eligible=True)


@router.command("agencies", says="See and change the agencies of the board", needs=CONFIGURE)
@router.view(ShowAgencies, needs=CONFIGURE)
def show_agencies(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """A page of the agencies, each with who speaks for it."""
    found = sorted(snapshot.people.agencies(), key=lambda each: each.name.casefold())
    wanted = asked.page if isinstance(asked, ShowAgencies) else 1
    rows, page, pages = page_of(found, wanted)
    view = SettingsList(
        of="agencies",
        rows=tuple(_row(each, snapshot) for each in rows),
        page=page,
        pages=pages,
        total=len(found),
        at=turn.now,
    )
    return Reply(view=view, fact=turn.fact("SettingsViewed", "agencies", Tier.T0, Result.VIEWED))


@router.deed(ChangeAgency, needs=CONFIGURE)
def change_agency(turn: Turn, pressed: ChangeAgency, unit: Unit) -> Reply:
    """The form of an agency; sent, it is kept."""
    agency = unit.people.agency(pressed.ref) if pressed.ref else _NEW
    if agency is None:
        raise BoardError("no_agency")
    form = _form(agency, unit)
    if asked_only(pressed, form):
        return Reply(view=form)
    typed = typed_of(pressed, form)
    if (again := stale(pressed, form, typed)) is not None:
        return Reply(view=again)
    faults = _check(agency, typed, form, unit)
    guarding = {name: typed[name] for name in ("name", "short_name")}
    if any(typed[name] != getattr(agency, name) for name in guarding):
        faults |= guarded(turn, guarding, {}, unit)
    if faults:
        return Reply(view=wrong(form, typed, faults))
    kept = _keep(turn, _changed(agency, typed), unit)
    _keep_domain(kept.key, typed["domain"].casefold(), unit)
    return Reply(view=replace(_form(kept, unit), note="Kept."))


def _keep(turn: Turn, changed: Agency, unit: Unit) -> Agency:
    if not changed.key:
        return add_agency(turn, changed, unit)
    if unit.people.put_agency(changed):
        unit.record(turn.fact("AgencyChanged", changed.key, Tier.T0))
    return changed


def _keep_domain(key: str, domain: str, unit: Unit) -> None:
    before = unit.settings.domains
    others = {each: agency for each, agency in before.items() if agency != key}
    after = {**others, domain: key} if domain else others
    if after != before:
        unit.settings.set_domains(after)


def _row(agency: Agency, snapshot: Snapshot) -> SettingsRow:
    names = [
        snapshot.people.member(each) for each in (agency.representative, agency.deputy) if each
    ]
    speak = ", ".join(each.name for each in names if each) or "nobody speaks for it"
    state = "" if agency.active else ". Not active"
    about = (
        f"{TYPES[agency.type]}, agreement {AGREEMENT[agency.isa_status].lower()}: {speak}{state}"
    )
    return SettingsRow(agency.key, agency.name, about, agency.active and not agency.representative)


def _form(agency: Agency, snapshot: Snapshot) -> SettingsForm:
    people = with_none(_people(agency, snapshot))
    domains = snapshot.settings.domains
    held = {number: (*agency.rungs, *([()] * 5))[number - 1] for number in _RUNGS}
    choices = {
        "type": tuple((str(each), words) for each, words in TYPES.items()),
        "isa_status": tuple((str(each), words) for each, words in AGREEMENT.items()),
        "representative": people,
        "deputy": people,
    }
    inputs = {
        "name": agency.name,
        "short_name": agency.short_name,
        "type": str(agency.type),
        "core": ticked(agency.core),
        "focus_eligible": ticked(agency.focus_eligible),
        "isa_status": str(agency.isa_status),
        "representative": agency.representative or NONE,
        "deputy": agency.deputy or NONE,
        "domain": next((each for each, key in domains.items() if key == agency.key), ""),
        "active": ticked(agency.active),
    }
    for number, holders in held.items():
        mailbox = f"{MAILBOX}rung{number}@{agency.key}"
        choices[f"rung{number}"] = (*people, (mailbox, "A role mailbox"))
        inputs[f"rung{number}"] = holders[0] if holders else NONE
    if not agency.key:
        choices = {name: choices[name] for name in ("type", "isa_status")}
    return SettingsForm(
        kind="agency",
        ref=agency.key,
        version=mark_of((agency, domains)) if agency.key else 0,
        name=agency.name,
        choices=choices,
        inputs=inputs,
    )


def _people(agency: Agency, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Active members of the agency, and whoever is chosen now."""
    chosen = {agency.representative, agency.deputy, *(who for each in agency.rungs for who in each)}

    def is_offered(each: Member) -> bool:
        return each.key in chosen or (each.active and each.agency == agency.key)

    found = sorted(filter(is_offered, snapshot.people.members()), key=lambda each: each.name)
    return [(each.key, each.name) for each in found]


def _check(
    agency: Agency, typed: Mapping[str, str], form: SettingsForm, snapshot: Snapshot
) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    for name, longest in (("name", NAME_LONGEST), ("short_name", SHORT_LONGEST)):
        if len(typed[name]) > longest:
            faults[name] = Fault("V38", n=longest)
    if not typed["name"]:
        faults["name"] = Fault("agency_name")
    same = typed["name"].casefold()
    others = [each for each in snapshot.people.agencies() if each.key != agency.key]
    if any(each.name.casefold() == same for each in others):
        faults["name"] = Fault("agency_twice")
    for name, offered in form.choices.items():
        if typed[name] and typed[name] not in {value for value, _ in offered}:
            faults[name] = Fault("V41")
    return faults


def _changed(agency: Agency, typed: Mapping[str, str]) -> Agency:
    """The agency as the form has it; a choice that did not arrive stays as it was."""

    def person(name: str, before: str | None) -> str | None:
        return {"": before, NONE: None}.get(typed[name], typed[name])

    kind = AgencyType(typed["type"] or agency.type)
    return replace(
        agency,
        name=typed["name"],
        short_name=typed["short_name"] or typed["name"][:SHORT_LONGEST],
        type=kind,
        core=typed["core"] == "true",
        focus_eligible=typed["focus_eligible"] == "true",
        isa_status=IsaStatus(typed["isa_status"] or agency.isa_status),
        representative=person("representative", agency.representative),
        deputy=person("deputy", agency.deputy),
        rungs=_rungs(agency, typed),
        active=typed["active"] == "true",
    )


def _rungs(agency: Agency, typed: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Each rung's holder; further holders of a rung stay while the first one does."""
    held = [*agency.rungs, *([()] * 5)][:5]
    for number in _RUNGS:
        chosen, before = typed[f"rung{number}"], held[number - 1]
        if chosen == NONE:
            held[number - 1] = ()
        elif chosen and before[:1] != (chosen,):
            held[number - 1] = (chosen,)
    return tuple(held)
