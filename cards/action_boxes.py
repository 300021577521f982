"""The inputs of actions and escalations: what each step and each answer asks."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from board.actions import Deed, Priority
from board.escalation import SENIOR, Answer
from board.referral_form import Answers, Fault
from cards.action_words import PRIORITIES, TYPES, rung_in_words
from cards.box_words import NAMES, Box
from cards.boxes import ask_boxes
from cards.elements import Choice, Element, InputChoiceSet, InputToggle
from cards.pieces import strong
from cards.questions import wrong
from cards.size import size
from cards.typed import fit

_NAMES_ROOM = 10_600
"""How large the choice of an owner may be: 200 people with their agencies."""
_NAME_LONGEST, _NAME_SHORTEST = 60, 20

TITLE = Box("title", "What will be done?", "Start with a verb. Up to 100 characters.")
MEASURE = Box("success_measure", "How will we know that it is done?", "Up to 200 characters.")
DUE = Box("due", "Due date", "A working day.", is_date=True)
DETAIL = Box("detail", "Detail (optional)", "Up to 500 characters.", is_area=True)
OVERRIDE = Box(
    "override",
    "Keep these words all the same?",
    "You are a co-chair: say why this is no personal information, in at least 30 characters.",
    is_area=True,
)
WHOM = Box("whom", "Passed to", "Name and role. Up to 100 characters.")
NOTE_WORDS = "What shows it, what is needed, or why"

_NEW_DUE = Box("due", "New due date", "A working day.", is_date=True)
_OTHER_DATE = Box("due", "Another date (optional)", "A working day.", is_date=True)
_LONG = "Up to 500 characters."
_REASON = Box("reason", "Why?", _LONG, is_area=True)
OF_DEED: Mapping[Deed, tuple[Box, ...]] = MappingProxyType(
    {
        Deed.DECLINE: (_REASON,),
        Deed.AT_RISK: (_REASON, _OTHER_DATE),
        Deed.BLOCK: (
            Box("reason", "What holds it up?", _LONG, is_area=True),
            Box("needed", "What is needed?", "Up to 200 characters."),
            Box("needed_from", "From whom?", "A person, team or agency."),
        ),
        Deed.COMPLETE: (Box("evidence", "What shows that it is done?", _LONG, is_area=True),),
        Deed.REOPEN: (Box("reason", "What is still to be done?", _LONG, is_area=True), _NEW_DUE),
        Deed.EXTEND: (_NEW_DUE, _REASON),
        Deed.CANCEL: (_REASON,),
        Deed.ASSIGN: (
            Box("due", "New due date (optional)", "Leave blank to keep it.", is_date=True),
            Box("reason", "Note (optional)", _LONG, is_area=True),
        ),
        Deed.SNOOZE: (
            Box("due", "Remind me again on", "Not later than the due date.", is_date=True),
        ),
        Deed.REFUSE: (_REASON,),
    }
)
"""What each step asks; the owner of an assignment is a choice of its own."""
OF_ANSWER: Mapping[Answer, tuple[Box, ...]] = MappingProxyType(
    {
        Answer.DONE: (Box("text", "What shows that it is done?", _LONG, is_area=True),),
        Answer.PLAN: (Box("text", "What is the plan?", _LONG, is_area=True), _NEW_DUE),
        Answer.REASSIGN: (Box("text", "Why?", _LONG, is_area=True), _NEW_DUE),
        Answer.CANNOT: (Box("text", "Why can it not be done?", _LONG, is_area=True),),
        Answer.RESOLUTION: (
            Box("text", "What have both agencies agreed?", _LONG, is_area=True),
            _NEW_DUE,
        ),
        Answer.DIRECTION: (
            Box("text", "What is to be done?", _LONG, is_area=True),
            Box("due", "By when?", "A working day.", is_date=True),
        ),
        Answer.ACCEPT_RISK: (Box("text", "Why is the risk accepted?", _LONG, is_area=True),),
        Answer.ESCALATE: (Box("text", "Note (optional)", _LONG, is_area=True),),
    }
)
"""What each answer asks; the owner of another owner is a choice of its own."""
JUMP = Box("reason", "Why now?", "At least 30 characters.", is_area=True)


def owner_box(
    owners: Sequence[tuple[str, str]], inputs: Answers, faults: Mapping[str, Fault]
) -> list[Element]:
    """One named owner out of those there are; names are shortened where they are many."""
    chosen = str(inputs.get("owner", ""))
    offered = fitting(owners, chosen)
    left = len(owners) - len(offered)
    told = f"Only {len(offered)} of {len(owners)} people fit here. Ask for an agency by name."
    return [
        *choice_box(
            "owner", "Owner\nOne named person.", offered, inputs, faults, placeholder="Choose one"
        ),
        *([strong(told)] if left else []),
    ]


def priority_box(inputs: Answers, faults: Mapping[str, Fault]) -> list[Element]:
    """How fast it goes up when nobody answers; standard unless chosen."""
    offered = [(str(each), words) for each, words in PRIORITIES.items()]
    kept = inputs if inputs.get("priority") else {**inputs, "priority": str(Priority.STANDARD)}
    return choice_box("priority", "Priority", offered, kept, faults)


def type_box(inputs: Answers, faults: Mapping[str, Fault]) -> list[Element]:
    """What kind of action it is."""
    offered = [(str(each), words) for each, words in TYPES.items()]
    return choice_box("type", "Kind (optional)", offered, inputs, faults, placeholder="General")


def rung_box(above: int, inputs: Answers, faults: Mapping[str, Fault]) -> list[Element]:
    """To which of the rungs above."""
    offered = [(str(each), rung_in_words(each)) for each in range(above + 1, SENIOR + 1)]
    return choice_box("rung", "To which rung?", offered, inputs, faults, placeholder="Choose one")


def wording_box(inputs: Answers, faults: Mapping[str, Fault]) -> list[Element]:
    """To insist on a title that does not look like one."""
    insists = inputs.get("keep_wording") == "true"
    is_asked = "title" in faults and faults["title"].code == "V14"
    if not (is_asked or insists):
        return []
    return [
        InputToggle(
            id="keep_wording",
            label="If it does say what will be done",
            title="Keep my wording: it does say what will be done",
            wrap=True,
            value="true" if insists else "false",
        )
    ]


def override_box(
    inputs: Answers,
    faults: Mapping[str, Fault],
    *,
    may: bool,
    note: str = "",
    room: int = 2_000,
) -> list[Element]:
    """For a co-chair, to answer for words that the guard has held back."""
    is_held = any(each.code == "V23" for each in faults.values())
    if not (may and (is_held or note or "override" in faults or inputs.get("override"))):
        return []
    return ask_boxes([OVERRIDE], inputs, faults, room=room)


def choice_box(
    name: str,
    label: str,
    offered: Sequence[tuple[str, str]],
    inputs: Answers,
    faults: Mapping[str, Fault],
    *,
    placeholder: str | None = None,
) -> list[Element]:
    """A list to open, with what was chosen."""
    fault = faults.get(name)
    chosen = str(inputs.get(name, ""))
    asked = InputChoiceSet(
        id=name,
        label=label,
        style="compact",
        placeholder=placeholder,
        wrap=True,
        choices=[Choice(title=title, value=value) for value, title in offered],
        value=chosen if chosen in {value for value, _ in offered} else None,
        spacing="small" if fault else "large",
    )
    title = "" if name in NAMES else label.partition("\n")[0]
    return [*wrong(name, fault, title), asked]


def fitting(
    owners: Sequence[tuple[str, str]], chosen: str, room: int = _NAMES_ROOM
) -> list[tuple[str, str]]:
    """As many as there is room for, with as much of their names as that leaves; the chosen too."""
    offered: list[tuple[str, str]] = []
    for longest in range(_NAME_LONGEST, _NAME_SHORTEST - 1, -4):
        offered = [(key, fit(_shortened(name, longest)) or "No name") for key, name in owners]
        if _size(offered) <= room:
            return offered
    first = [each for each in offered if each[0] == chosen][:1]
    left = room - _size(first)
    shown = []
    for each in offered:
        left -= _size([each])
        if left < 0:
            break
        if each not in first:
            shown.append(each)
    return [*first, *shown]


def _shortened(name: str, longest: int) -> str:
    """The name, or as much of it as there is room for and a sign that it goes on."""
    if len(name) <= longest:
        return name
    start = name[: longest - 1]
    return f"{start.rpartition(' ')[0] or start}\u2026"


def _size(offered: Sequence[tuple[str, str]]) -> int:
    return size([{"title": title, "value": value} for value, title in offered])
