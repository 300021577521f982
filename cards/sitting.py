"""A meeting in session: its start, the current item, and all its items."""

from collections.abc import Iterable, Mapping

from board.calendar import in_words, short_words
from board.errors import message
from board.meeting_deeds import MeetingDeed
from board.meeting_record import Decision, ItemRecord
from board.meetings import TO_COME, MeetingState
from board.referral_form import Answers, Fault
from board.tiers import Tier
from cards.action_boxes import choice_box, fitting
from cards.action_payloads import AddAction
from cards.action_pieces import Block, left_out, said, strongly, who, within
from cards.action_words import short_day
from cards.buttons import button, main_button, rows, step
from cards.cycle_payloads import ReplanMeeting
from cards.cycle_words import BUTTONS
from cards.elements import (
    Action,
    Container,
    Element,
    InputToggle,
    RichTextBlock,
    TextBlock,
    TextRun,
)
from cards.pieces import heading, noted, problems, section, small, strong, words
from cards.questions import wrong
from cards.sitting_payloads import (
    AskClose,
    AskDecision,
    AskStart,
    AskSummary,
    GoToItem,
    NextItem,
    ShowAttendance,
    ShowInterests,
    ShowItems,
    ShowSitting,
    ShowStatement,
    StartSitting,
)
from cards.sitting_views import (
    ItemLine,
    ItemList,
    MeetingOffer,
    RaisedAction,
    SittingShown,
    SittingStart,
)
from cards.sitting_words import (
    DECIDED,
    NOT_RECORDED,
    RECORDED,
    STATEMENT,
    counted,
    quorum_in_words,
    time_in_words,
)
from cards.typed import fit, named
from cards.views import Surface

_TITLE_LONGEST = 100
_OWNER_LONGEST = 60
_POINTS = 6
_POINT_LONGEST = 120
_SUMMARY_SHOWN = 600
_TEXT_SHOWN = 240
_DECISIONS, _RAISED = 5, 6
_ITEMS_ROOM, _CHOICES_ROOM = 12_000, 5_000
_ELSEWHERE = (
    "An interest was declared in this item. Its detail is shown in your own chat only, and is "
    "written there."
)


def sitting_start_card(view: SittingStart, surface: Surface) -> list[Element]:
    """What is read out, what is asked, and Start."""
    meeting = view.meeting
    start = StartSitting(ref=meeting.ref)
    return [
        heading(f"Start {meeting.ref}"),
        words(f"{view.title}, {in_words(meeting.starts_at)}."),
        *problems(view.faults),
        *_lacking(view),
        section("Read out or show to everyone"),
        Container(style="emphasis", items=[words(STATEMENT)]),
        words(RECORDED if view.is_recorded else NOT_RECORDED),
        _tick("statement", "The statement was read out or shown", view.inputs, view.faults),
        section("Ask everyone"),
        words(
            "Has anybody an interest in an item, a case or an action? It is declared now or when "
            "it becomes clear, and the item is then withheld from them."
        ),
        _tick("interests", "Interests were asked for", view.inputs, view.faults),
        *rows([main_button("Start the meeting", start, surface)], spacing="large"),
    ]


def meeting_offer_card(view: MeetingOffer, surface: Surface) -> list[Element]:
    """The online meeting has begun or ended, which is noted; nothing starts by itself."""
    ref = view.meeting.ref
    if view.is_over:
        return [
            heading(f"The online meeting of {ref} has ended"),
            words("Close it here, so that the minutes can be drafted."),
            *rows([button("Close the meeting", AskClose(ref=ref), surface)]),
        ]
    return [
        heading(f"The online meeting of {ref} has begun"),
        words("Start it here to note attendance, decisions and actions."),
        *rows([button("Start the meeting", AskStart(ref=ref), surface)]),
    ]


def sitting_card(view: SittingShown, surface: Surface) -> list[Element]:
    """The current item with what is written under it, and every step from here."""
    meeting = view.meeting
    if view.is_closed or view.item is None:
        return _closed(view, surface)
    return [
        heading(f"{meeting.ref}: item {view.number} of {view.total}"),
        said(strongly(title_of(view.item))),
        *noted(view.note),
        _time(view, view.item),
        _quorum(view),
        *_detail(view, view.item),
        *_steps(view, view.item, surface),
        small(f"{_so_far(view)}. As at {short_words(view.at)}."),
    ]


def item_list_card(view: ItemList, surface: Surface) -> list[Element]:
    """All items with their times; one can be gone to."""
    ref = view.meeting.ref
    choices = [(each.item.key, f"{each.number}. {title_of(each.item)}") for each in view.lines]
    shown, left = within((_line(each, view) for each in view.lines), _ITEMS_ROOM)
    return [
        heading(f"Items of {ref}"),
        *noted(view.note),
        *choice_box(
            "item",
            "Go to item",
            fitting(choices, view.current, _CHOICES_ROOM),
            {"item": view.current},
            {},
        ),
        *rows(
            [
                main_button("Go", GoToItem(ref=ref), surface),
                button("Back to the meeting", ShowSitting(ref=ref), surface),
            ]
        ),
        *shown,
        *left_out(left, "items"),
    ]


def title_of(item: ItemRecord) -> str:
    """An item's title, at most as long as it may be."""
    return fit(item.title[:_TITLE_LONGEST])


def decision_lines(decision: Decision, struck: Iterable[str]) -> list[Element]:
    """A decision with its reference; one that was replaced says so."""
    is_struck = decision.ref in struck
    mark = " (replaced)" if is_struck else ""
    text = decision.text[:_TEXT_SHOWN]
    more = "..." * (len(decision.text) > _TEXT_SHOWN)
    number = decision.ref.rpartition("/")[2]
    lines: list[Element] = [
        said(
            strongly(f"{number} {DECIDED[decision.kind]}{mark}: "),
            TextRun(text=fit(f"{text}{more}") or " ", is_subtle=True if is_struck else None),
            spacing="small",
        )
    ]
    if decision.dissent and not is_struck:
        lines.append(named("Dissent", decision.dissent, _TEXT_SHOWN, spacing="none"))
    return lines


def _lacking(view: SittingStart) -> list[Element]:
    if not view.lacks_pack:
        return []
    told = strong("The pack has not gone out. The meeting can start all the same; this is noted.")
    return [Container(style="warning", items=[told])]


def _tick(name: str, title: str, inputs: Answers, faults: Mapping[str, Fault]) -> Container:
    ticked = inputs.get(name) == "true"
    box = InputToggle(
        id=name,
        label="Tick when it is done",
        title=title,
        wrap=True,
        value="true" if ticked else "false",
    )
    return Container(items=[*wrong(name, faults.get(name)), box])


def _closed(view: SittingShown, surface: Surface) -> list[Element]:
    """A meeting in which nothing is written; one that was adjourned is closed or planned again."""
    meeting, steps = view.meeting, list[Action]()
    became, told = "is closed", "Nothing more can be written here."
    if meeting.state is MeetingState.ADJOURNED_INQUORATE:
        became = "was adjourned without a quorum"
        told = "Close it, so that its minutes can be drafted, or plan it again on another day."
        again = ReplanMeeting(ref=meeting.ref, version=meeting.version)
        steps = [
            step("Close and write up", AskClose(ref=meeting.ref), surface),
            step(BUTTONS[MeetingDeed.REPLAN], again, surface),
            button("Refresh", ShowSitting(ref=meeting.ref), surface),
        ]
    elif meeting.state in TO_COME:
        became = f"is planned again for {in_words(meeting.starts_at)}"
        told = "What was said and decided stays."
    elif not view.is_closed:
        became, told = "is in session", "It has no agenda."
    return [
        heading(f"{meeting.ref} {became}"),
        *noted(view.note),
        small(_so_far(view)),
        words(told),
        *rows(steps),
    ]


def _so_far(view: SittingShown) -> str:
    decisions, actions = view.decisions_so_far, view.actions_so_far
    return f"So far: {counted(decisions, 'decision')}, {counted(actions, 'action')}"


def _time(view: SittingShown, item: ItemRecord) -> RichTextBlock:
    presenter = f"Presented by {item.presenter[:80]}. " if item.presenter else ""
    then = f" Then: {view.following[:_TITLE_LONGEST]}." if view.following else " It is the last."
    told = strongly(f"{time_in_words(view.used, item.minutes)}.")
    return said(presenter, told, then, spacing="small")


def _quorum(view: SittingShown) -> TextBlock:
    told = quorum_in_words(view.quorum)
    return small(told) if view.quorum.is_met else strong(told)


def _detail(view: SittingShown, item: ItemRecord) -> list[Element]:
    if view.is_withheld:
        told = _ELSEWHERE if view.is_for_all else f"{message('withheld')}."
        return [Container(style="emphasis", items=[words(told)])]
    points = "\n".join(f"- {each[:_POINT_LONGEST]}" for each in item.points[:_POINTS])
    left = len(item.points) - _POINTS
    more = f"\n- and {left} more" if left > 0 else ""
    found: list[Element] = [said(f"{points}{more}", spacing="small")] if points else []
    if item.summary:
        found.append(named("Summary", item.summary, _SUMMARY_SHOWN))
    hidden = max(len(view.decisions) - _DECISIONS, 0)
    for each in view.decisions[-_DECISIONS:]:
        found += decision_lines(each, view.struck)
    found += left_out(hidden, "decisions of this item")
    return found + [_raised(each, view) for each in view.raised[-_RAISED:]]


def _raised(action: RaisedAction, view: SittingShown) -> RichTextBlock:
    owner = who(action.owner, view.names)[:_OWNER_LONGEST]
    about = f"{action.title[:_TITLE_LONGEST]}\n{owner}, due {short_day(action.due)}"
    return said(strongly(f"{action.ref}: "), about, spacing="small")


def _steps(view: SittingShown, item: ItemRecord, surface: Surface) -> list[Element]:
    """The three that are pressed most come first; the rest stands below."""
    ref, key = view.meeting.ref, item.key
    writes: list[Action] = []
    if view.following:
        writes.append(main_button("Next item", NextItem(ref=ref, item=key), surface))
    else:
        writes.append(main_button("Close meeting", AskClose(ref=ref), surface))
    if not view.is_withheld:
        if view.tier == Tier.T0:
            # A subgroup's minutes hold references, decisions and actions only.
            writes.append(step("Summary", AskSummary(ref=ref, item=key), surface))
        writes.append(step("Decision", AskDecision(ref=ref, item=key), surface))
    writes.append(step("Add action", AddAction(source=ref, item=key), surface))
    rest = [
        step("I am here", ShowStatement(ref=ref), surface),
        step("Attendance", ShowAttendance(ref=ref), surface),
        step("Interests", ShowInterests(ref=ref), surface),
        step("All items", ShowItems(ref=ref), surface),
        button("Refresh", ShowSitting(ref=ref), surface),
    ]
    if view.following:
        rest.append(step("Close meeting", AskClose(ref=ref), surface))
    return [*rows(writes), *rows(rest, spacing="small"), *_corrections(view, item, surface)]


def _corrections(view: SittingShown, item: ItemRecord, surface: Surface) -> list[Element]:
    """The latest decision of the item can be put right."""
    live = [each for each in view.decisions if each.ref not in view.struck]
    if not live or view.is_withheld:
        return []
    last = live[-1]
    corrects = AskDecision(ref=view.meeting.ref, item=item.key, replaces=last.ref)
    title = f"Correct {last.ref.rpartition('/')[2]}"
    return rows([step(title, corrects, surface)], spacing="small")


def _line(line: ItemLine, view: ItemList) -> Block:
    item = line.item
    now = " (now)" if item.key == view.current else ""
    state = time_in_words(line.used, item.minutes) if item.started_at else "not reached yet"
    if not item.started_at:
        state = f"{item.minutes} minutes, {state}"
    under = [counted(line.decisions, "decision")] if line.decisions else []
    under += [counted(line.actions, "action")] if line.actions else []
    under += ["summary written"] if item.summary else []
    about = ", ".join([state, *under])
    return [said(strongly(f"{line.number}. {title_of(item)}{now}"), f"\n{about}", spacing="small")]
