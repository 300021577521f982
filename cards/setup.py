"""The welcome in a team, and the steps of setting a board up."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from board.calendar import in_words
from board.setting_up import USUAL_TYPES, Step
from cards.action_boxes import choice_box, fitting
from cards.action_pieces import joined, said, strongly
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Action, Container, Element, InputDate
from cards.filing import check_lines
from cards.filing_views import CheckLine
from cards.people_words import GIVEN, ROLES, TYPES
from cards.pieces import heading, noted, problems, section, small, strong, words
from cards.questions import is_iso_date, wrong
from cards.setup_payloads import AddAgencies, AddPeople, NameBoard, ShowSetUp, UseChannel
from cards.setup_views import SetUp, TeamRow, Welcome
from cards.size import size
from cards.typed import fit, mention_name
from cards.views import Surface

STEPS: Mapping[Step, str] = MappingProxyType(
    {
        Step.CHANNELS: "Channels",
        Step.AGENCIES: "Agencies",
        Step.PEOPLE: "People",
        Step.BOARD: "Co-chairs and first board",
    }
)
LACKS: Mapping[str, str] = MappingProxyType(
    {
        "board_channel": "The board has no channel yet.",
        "team_channel": (
            "The Mental Health Team has no channel yet. It needs a team of its own: add the app "
            "there, and choose it on the welcome."
        ),
        "police": "The police are missing.",
        "care": "An agency of health or social care is missing.",
        "police_member": "Nobody of the police is registered yet.",
        "care_member": "Nobody of health or social care is registered yet.",
        "team_member": "Nobody of the Mental Health Team is registered yet.",
        "co_chairs": "The two co-chairs are not named yet.",
        "meeting": "The first board has no date yet.",
    }
)
FORUMS: Mapping[str, str] = MappingProxyType(
    {
        "board": "The board",
        "mental_health_team": "Mental Health Team",
        "senior_board": "Senior board",
    }
)
NAME_SHOWN = 60
LEFT_OUT = "none"
"""The choice of no agency for somebody of the team."""
_AGENCIES_ROOM, _CHAIRS_ROOM = 5_000, 5_000
_PEOPLE_ROOM = 13_000
_MOST_PEOPLE = 8
_AGENCY_HINT = "For another short name, put it in brackets at the end."
_NO_SUCH = "Leave blank what does not take part. More can be added later."


def welcome_card(view: Welcome, surface: Surface) -> list[Element]:
    """What I am, what the check found, and the way to set the board up."""
    steps = [STEPS[step].lower() for step, codes in view.lacks.items() if codes]
    todo = f"Still to do: {joined(steps)}." if steps else "The board is set up."
    return [
        heading("Mental Health Risk Management Board"),
        words(
            "I take referrals, keep the action tracker and prepare the board. I post nothing "
            "about a person here, and I decide nothing: people do."
        ),
        *([strong(f"This channel is used for {view.forum}.")] if view.forum else []),
        section("Check"),
        *_checked(view.checked),
        section("Set-up"),
        words(todo),
        *_channel_choice(view.offered if not view.forum else (), surface),
        *rows([main_button("Set up", ShowSetUp(), surface)] if steps else []),
        small("Setting up is for the administrators that the service was given."),
    ]


def _checked(lines: Sequence[CheckLine]) -> list[Element]:
    """What is to be put right, each with its fix; the rest in one line."""
    well = [each.name for each in lines if each.passed]
    wrong = [each for each in lines if each.passed is False]
    said = f"Well: {', '.join(well)}." if well else ""
    return [*check_lines(wrong), *([words(said)] if said else [])]


def set_up_card(view: SetUp, surface: Surface) -> list[Element]:
    """The step that is next, or was asked for, and the way to the others."""
    if view.step is None:
        return _done(view, surface)
    number = list(Step).index(view.step) + 1
    return [
        heading(f"Set up {number} of {len(Step)}: {STEPS[view.step]}"),
        *noted(view.note),
        *problems(view.faults, _names(view)),
        *_BODIES[view.step](view, surface),
        *rows(_others(view, surface), spacing="large"),
        small("You can stop at any time: say 'set up' and go on here."),
    ]


def _done(view: SetUp, surface: Surface) -> list[Element]:
    meets = []
    if view.meeting is not None:
        ref, starts_at = view.meeting
        meets = [said(strongly("First board: "), f"{ref}, {in_words(starts_at)}")]
    return [
        heading("The board is set up"),
        *noted(view.note),
        said(strongly("Co-chairs: "), joined(fit(each[:NAME_SHOWN]) for each in view.chairs)),
        *meets,
        words(
            "From now on the cycle goes by itself: reminders, papers and the next board. Say "
            "'settings' to change anything."
        ),
        *rows(_others(view, surface)),
    ]


def _channels(view: SetUp, surface: Surface) -> list[Element]:
    bound = joined(FORUMS.get(each, each) for each in view.bound) if view.bound else "none yet"
    here = _channel_choice(view.offered, surface) if view.is_in_channel and not view.forum else []
    told = [words(LACKS[each]) for each in view.lacks[Step.CHANNELS]]
    if not here and not view.forum:
        told.append(words("Say 'set up' in the channel that you want to use."))
    uses = [strong(f"This channel is used for {view.forum}.")] if view.forum else []
    return [said(strongly("With a channel: "), bound, spacing="medium"), *uses, *told, *here]


def _channel_choice(offered: Sequence[str], surface: Surface) -> list[Element]:
    if not offered:
        return []
    chosen = [
        button(FORUMS[each], UseChannel.model_validate({"forum": each}), surface)
        for each in FORUMS
        if each in offered
    ]
    return [words("Use this channel for:"), *rows(chosen, spacing="small")]


def _agencies(view: SetUp, surface: Surface) -> list[Element]:
    there = joined(fit(name) for _, name in view.agencies) if view.agencies else "none yet"
    boxes = [Box(f"agency_{kind}", f"{TYPES[kind]}: full name") for kind in USUAL_TYPES]
    missing = [words(LACKS[each]) for each in view.lacks[Step.AGENCIES]]
    return [
        said(strongly("On the board: "), there, spacing="medium"),
        *missing,
        small(f"{_NO_SUCH} {_AGENCY_HINT}"),
        *ask_boxes(boxes, view.inputs, view.faults, room=3_000),
        *rows([main_button("Keep and go on", AddAgencies(), surface)], spacing="large"),
    ]


def people_that_fit(agencies: Sequence[tuple[str, str]]) -> int:
    """How many people of the team one card can ask about."""
    somebody = TeamRow("0" * 36, "n" * NAME_SHOWN, is_guest=True)
    view = SetUp(lacks={}, step=Step.PEOPLE, agencies=tuple(agencies))
    one = size(_row(somebody, view).render())
    return max(1, min(_MOST_PEOPLE, _PEOPLE_ROOM // one))


def _people(view: SetUp, surface: Surface) -> list[Element]:
    missing = [words(LACKS[each]) for each in view.lacks[Step.PEOPLE]]
    again = ShowSetUp(step="people", offset=view.offset)
    if view.people is None:
        told = words("Teams does not tell me who is in the team just now. Nothing is lost.")
        return [*missing, told, *rows([main_button("Try again", again, surface)])]
    if not view.people:
        told = words("Everybody in the team is registered, or was looked at.")
        start = button("Look again", ShowSetUp(step="people"), surface)
        return [*missing, told, *rows([start])]
    last = view.offset + len(view.people)
    return [
        *missing,
        small(
            f"People of the team who are not registered: {view.offset + 1} to {last} of "
            f"{view.total}. Whoever has no agency chosen is left out."
        ),
        *(_row(each, view) for each in view.people),
        *rows(
            [
                main_button("Keep and go on", AddPeople(offset=view.offset), surface),
                *_leave_out(view, last, surface),
            ],
            spacing="large",
        ),
    ]


def _leave_out(view: SetUp, last: int, surface: Surface) -> list[Action]:
    if last >= view.total:
        return []
    return [button("Leave all out", ShowSetUp(step="people", offset=last), surface)]


def _row(row: TeamRow, view: SetUp) -> Element:
    return Container(separator=True, spacing="large", items=_person(row, view))


def _person(row: TeamRow, view: SetUp) -> list[Element]:
    name = mention_name(row.name[:NAME_SHOWN])
    agency, role = f"agency_{row.account}", f"role_{row.account}"
    offered = [(LEFT_OUT, "Leave out"), *fitting(view.agencies, row.agency, _AGENCIES_ROOM)]
    roles = [(str(each), ROLES[each]) for each in GIVEN]
    shown = {agency: row.agency or LEFT_OUT, role: str(GIVEN[0]), **view.inputs}
    guest = [small("Guest", spacing="none")] if row.is_guest else []
    return [
        *guest,
        *choice_box(agency, f"Agency of {name}", offered, shown, view.faults),
        *choice_box(role, f"Role of {name}", roles, shown, view.faults),
    ]


def _board(view: SetUp, surface: Surface) -> list[Element]:
    lacks = view.lacks[Step.BOARD]
    named = joined(fit(each[:NAME_SHOWN]) for each in view.chairs) if view.chairs else "nobody yet"
    chosen = (str(view.inputs.get("chair_police", "")), str(view.inputs.get("chair_care", "")))
    police = fitting(view.police, chosen[0], _CHAIRS_ROOM)
    care = fitting(view.care, chosen[1], _CHAIRS_ROOM)
    return [
        *([] if view.police and view.care else [words(_NOBODY_TO_CHOOSE)]),
        said(strongly("Co-chairs: "), named, spacing="medium"),
        *choice_box(
            "chair_police", "Co-chair from the police", police, view.inputs, view.faults,
            placeholder="Choose one",
        ),
        *choice_box(
            "chair_care", "Co-chair from health or social care", care, view.inputs,
            view.faults, placeholder="Choose one",
        ),
        *(_first_board(view) if "meeting" in lacks else []),
        *rows([main_button("Keep", NameBoard(), surface)], spacing="large"),
    ]  # fmt: skip


_NOBODY_TO_CHOOSE = "Register somebody of the police and somebody of health or social care first."
_STARTS = Box("starts", "When does it start?", "London time, for example 10:00.")


def _first_board(view: SetUp) -> list[Element]:
    typed_day = str(view.inputs.get("day", ""))
    offered = view.first_on.isoformat() if view.first_on else None
    day = typed_day if is_iso_date(typed_day) else offered
    fault = view.faults.get("day")
    inputs = {"starts": "10:00", **view.inputs}
    label = "First board\nA working day. The next ones follow every six weeks."
    return [
        *wrong("day", fault, "First board"),
        InputDate(id="day", label=label, value=day, spacing="small" if fault else "large"),
        *ask_boxes([_STARTS], inputs, view.faults),
    ]


def _others(view: SetUp, surface: Surface) -> list[Action]:
    """The other steps: what is done can be looked at again."""
    return [
        button(STEPS[each], ShowSetUp.model_validate({"step": str(each)}), surface)
        for each in Step
        if each is not view.step
    ]


def _names(view: SetUp) -> dict[str, str]:
    """What the inputs are called that are there once for each kind or person."""
    names = {f"agency_{kind}": TYPES[kind] for kind in USUAL_TYPES}
    for each in view.people or ():
        name = mention_name(each.name[:NAME_SHOWN])
        names |= {f"agency_{each.account}": name, f"role_{each.account}": name}
    return names | {
        "chair_police": "Co-chair from the police",
        "chair_care": "Co-chair from health or social care",
        "day": "First board",
        "starts": "Start",
    }


_BODIES = MappingProxyType(
    {
        Step.CHANNELS: _channels,
        Step.AGENCIES: _agencies,
        Step.PEOPLE: _people,
        Step.BOARD: _board,
    }
)
