"""The settings: what can be set, the lists of agencies and members, and one form for each."""

from collections.abc import Mapping
from types import MappingProxyType

from cards.action_boxes import choice_box, fitting
from cards.action_pieces import said, strongly, turning
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import alone, button, main_button, rows
from cards.elements import Action, Container, Element, InputToggle
from cards.payloads import Payload, Shown
from cards.pieces import heading, noted, problems, small, strong, words
from cards.settings_payloads import (
    ChangeAgency,
    ChangeClocks,
    ChangeDays,
    ChangeForums,
    ChangeLadder,
    ChangeMember,
    ShowAgencies,
    ShowMembers,
    ShowSettings,
)
from cards.settings_views import SettingsForm, SettingsList, SettingsShown
from cards.settings_words import HEADINGS, OF_KIND, Asked, Pick, Tick
from cards.setup_payloads import ShowSetUp
from cards.typed import NAME_LONGEST, fit, typed
from cards.views import Surface

_ROOM = 3_000
_CHOICES_ROOM = 10_000
_SAVES: Mapping[str, type[Shown]] = MappingProxyType(
    {
        "agency": ChangeAgency,
        "member": ChangeMember,
        "ladder": ChangeLadder,
        "clocks": ChangeClocks,
        "forums": ChangeForums,
        "days": ChangeDays,
    }
)
_BACK: Mapping[str, Payload] = MappingProxyType({"agency": ShowAgencies(), "member": ShowMembers()})


def settings_card(view: SettingsShown, surface: Surface) -> list[Element]:
    """What can be set, as buttons."""
    told = (
        (f"{view.reviews} roles end within a month. See Members.",)
        if view.reviews
        else ("No role ends within a month.",)
    )
    return [
        heading("Settings"),
        *([] if view.is_set_up else [strong("The board is not set up yet.")]),
        words(
            f"{view.agencies} agencies, {view.members} members, {view.days_off} days off of your "
            "own."
        ),
        *(words(each) for each in told),
        *rows(
            [
                *([] if view.is_set_up else [main_button("Set up", ShowSetUp(), surface)]),
                button("Agencies", ShowAgencies(), surface),
                button("Members", ShowMembers(), surface),
                button("Forums", ChangeForums(), surface),
                button("Ladder", ChangeLadder(), surface),
                button("Clocks", ChangeClocks(), surface),
                button("Holidays", ChangeDays(), surface),
            ]
        ),
        small("Each change is in the audit. Say 'check' to see that everything works."),
    ]


def settings_list_card(view: SettingsList, surface: Surface) -> list[Element]:
    """Agencies or members, each with its form."""
    is_agencies = view.of == "agencies"
    page = ShowAgencies if is_agencies else ShowMembers
    turns = turning(
        view.page, view.pages, (page(page=view.page - 1), page(page=view.page + 1)), surface
    )
    adds: list[Action] = (
        [button("Add an agency", ChangeAgency(), surface)]
        if is_agencies
        else [button("Add people of the team", ShowSetUp(step="people"), surface)]
    )
    return [
        heading("Agencies" if is_agencies else "Members and roles"),
        small(f"{view.total} in all, page {view.page} of {view.pages}."),
        *(
            _row(each.key, each.name, each.about, view, surface, each.needs_care)
            for each in view.rows
        ),
        *rows([*turns, *adds, button("Settings", ShowSettings(), surface)], spacing="large"),
    ]


def settings_form_card(view: SettingsForm, surface: Surface) -> list[Element]:
    """One form: what stands there now, to be changed."""
    asked = OF_KIND[view.kind]
    saves = _SAVES[view.kind](ref=view.ref, version=view.version, sent=True)
    back = button("Go back", _BACK.get(view.kind, ShowSettings()), surface)
    chairs = [button("Co-chairs", ShowSetUp(step="board"), surface)] * (view.kind == "forums")
    return [
        heading(HEADINGS[view.kind]),
        *([typed(view.name, NAME_LONGEST, spacing="small")] if view.name else []),
        *noted(view.note),
        *problems(view.faults, {each.id: each.words for each in asked}),
        *(said(fit(each), spacing="small") for each in view.about),
        *(element for each in asked for element in _ask(each, view)),
        *rows([main_button("Keep", saves, surface), *chairs, back], spacing="large"),
    ]


def _row(
    key: str,
    name: str,
    about: str,
    view: SettingsList,
    surface: Surface,
    needs_care: bool,  # noqa: FBT001
) -> Element:
    changes = ChangeAgency(ref=key) if view.of == "agencies" else ChangeMember(ref=key)
    told = [said(strongly(fit(name[:NAME_LONGEST]))), said(fit(about))]
    return Container(
        separator=True,
        style="warning" if needs_care else None,
        items=[*told, alone(button("Change", changes, surface, tooltip=f"Change {key}"))],
    )


def _ask(asked: Asked, view: SettingsForm) -> list[Element]:
    if isinstance(asked, Box):
        return ask_boxes([asked], view.inputs, view.faults, room=_ROOM)
    if isinstance(asked, Tick):
        return [_tick(asked, view)]
    return _pick(asked, view)


def _pick(asked: Pick, view: SettingsForm) -> list[Element]:
    given = view.choices.get(asked.id, ())
    if not given:
        return []
    picks = sum(isinstance(each, Pick) for each in OF_KIND[view.kind])
    offered = fitting(given, str(view.inputs.get(asked.id, "")), _CHOICES_ROOM // picks)
    left = len(given) - len(offered)
    told = [small(f"{left} more do not fit here: use mhrmb agency.")] if left else []
    box = choice_box(asked.id, asked.words, offered, view.inputs, view.faults, placeholder="None")
    return [*box, *told]


def _tick(asked: Tick, view: SettingsForm) -> Element:
    is_on = view.inputs.get(asked.id) == "true"
    return InputToggle(
        id=asked.id,
        label=asked.words,
        title=asked.title,
        wrap=True,
        value="true" if is_on else "false",
        spacing="medium",
    )
