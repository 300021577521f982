"""The steps of an action: each press changes it by its rule, and its ladder follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from board import action_steps as rules
from board.action_form import read_day, too_long
from board.action_steps import Stepped, Told
from board.actions import Action, Deed, asks_chairs, may_agree, today_of
from board.errors import BoardError, Forbidden
from board.escalation import Ladder, follow
from board.facts import Fact, Notice
from board.places import MH_TEAM
from board.referral_form import Fault
from bot.handlers.actions import told_of_new
from bot.handlers.guarding import guarded, overridden
from bot.handlers.tracker_views import account_of, may_override, shown_of, step_form
from bot.handlers.triage_page import text_of
from bot.handlers.withholding import demand_not_withheld
from bot.router import Handler, Router
from bot.turn import Reply, Turn
from cards.action_payloads import STEPS
from cards.payloads import Payload
from storage.outbox import redraw
from storage.unit import Snapshot, Unit

router = Router()

COMPLETED = "action_completed"
DECLINED = "action_declined"
ASKED = "action_asked"
ANSWERED = "action_answered"
CHANGED = "action_changed"
_TEXTS = ("reason", "evidence", "needed", "needed_from")
_BOXES = (*_TEXTS, "due", "owner", "override")


@dataclass(frozen=True, slots=True)
class _Box:
    """What one step asks for: the box of its text, those it cannot do without, and its rule."""

    rule: Callable[..., Stepped]
    text: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()


_STEPS: dict[Deed, _Box] = {
    Deed.ACCEPT: _Box(rules.accept),
    Deed.DECLINE: _Box(rules.decline, "reason", {"reason": "V57"}, ("reason",)),
    Deed.PROGRESS: _Box(rules.progress, "reason"),
    Deed.AT_RISK: _Box(rules.at_risk, "reason", {"reason": "V57"}, ("reason", "due")),
    Deed.BLOCK: _Box(
        rules.block,
        "reason",
        {"reason": "V57", "needed": "V56", "needed_from": "V56"},
        ("reason", "needed", "needed_from"),
    ),
    Deed.COMPLETE: _Box(rules.complete, "evidence", {"evidence": "V55"}, ("evidence",)),
    Deed.VERIFY: _Box(rules.verify, "reason"),
    Deed.REOPEN: _Box(rules.reopen, "reason", {"reason": "V57"}, ("reason", "due")),
    Deed.EXTEND: _Box(rules.extend, "reason", {"reason": "V57", "due": "V13"}, ("reason", "due")),
    Deed.CANCEL: _Box(rules.cancel, "reason", {"reason": "V57"}, ("reason",)),
    Deed.ASSIGN: _Box(rules.assign, "reason", {"owner": "V15"}, ("owner",)),
    Deed.SNOOZE: _Box(rules.snooze, "", {"due": "V13"}, ("due",)),
    Deed.AGREE: _Box(rules.agree, "reason"),
    Deed.REFUSE: _Box(rules.refuse, "reason", {"reason": "V57"}, ("reason",)),
}
_DATED = frozenset({Deed.EXTEND, Deed.REOPEN, Deed.SNOOZE, Deed.ASSIGN})
_AS_SHOWN = frozenset({Deed.AGREE, Deed.VERIFY})
"""What somebody says yes to has to be what their card showed."""


def _deed(deed: Deed) -> Handler:
    box = _STEPS[deed]

    def step(turn: Turn, pressed: Payload, unit: Unit) -> Reply:
        """Ask for what the step needs; then take it."""
        action = unit.actions.get(getattr(pressed, "ref", ""), for_change=True)
        demand_not_withheld(turn, action.ref, action.owner, unit)
        inputs = {name: text_of(pressed, name) for name in _BOXES}
        is_asked = bool(box.asks) and pressed.asks(*box.asks)  # type: ignore[attr-defined]
        form = step_form(turn, action, deed, unit, inputs)
        if is_asked:
            demand_offered(turn, action, deed)
            return Reply(view=form)
        faults = faults_of_step(turn, deed, inputs, unit)
        if faults:
            view = replace(form, faults=faults, may_override=may_override(turn.person))
            return Reply(view=view)
        if _is_stale(action, pressed):
            note = BoardError("V30").sentence
            if box.asks:
                return Reply(view=replace(form, note=note))
            if deed in _AS_SHOWN:
                return Reply(view=shown_of(turn, action, unit, note=note))
        try:
            saved = take_step(turn, action, deed, inputs, unit)
        except Forbidden:
            raise
        except BoardError as refusal:
            if not box.asks:
                raise
            return Reply(view=replace(form, note=refusal.sentence))
        return Reply(view=shown_of(turn, saved, unit, note=_said(deed, saved)))

    return step


def take_step(
    turn: Turn, action: Action, deed: Deed, inputs: Mapping[str, str], unit: Unit
) -> Action:
    """The step by its rule; its ladder follows, and whoever has to know is told."""
    ladder = unit.escalations.latest_of(action.ref, for_change=True)
    changed, fact = _by_rule(turn, action, deed, inputs, ladder, unit)
    changed = replace(changed, updates=(*changed.updates, *overridden(turn, inputs)))
    saved = unit.actions.save(changed)
    tell = told_of(deed, action, saved, unit)
    unit.record(fact, tell=[*tell, *follow_up(ladder, action, saved, unit, turn)])
    return saved


def follow_up(
    ladder: Ladder | None, before: Action, after: Action, unit: Unit, turn: Turn
) -> list[Notice]:
    """Let the ladder follow its action; its posts in channels are drawn again."""
    if ladder is None:
        return []
    moved = follow(ladder, before, after, today_of(turn.now))
    if moved is not ladder:
        unit.escalations.save(moved)
    return redrawn(moved)


def redrawn(ladder: Ladder) -> list[Notice]:
    """Every post of a ladder in a channel, drawn again."""
    things = dict.fromkeys(
        f"escalation:{ladder.ref}:{step.rung}:{each.ask.recipient}"
        for step in ladder.steps
        for each in step.asks
        if each.ask.recipient.startswith("forum:")
    )
    return [redraw(thing) for thing in things]


def demand_offered(turn: Turn, action: Action, deed: Deed) -> None:
    """Raise what the rule would say to somebody who may not take this step at all."""
    if deed in {Deed.AGREE, Deed.REFUSE}:
        if action.request is not None and not may_agree(action, turn.person):
            rules.refuse(action, Told(), by=turn.person, now=turn.now)
        return
    rules.demand_step(action, deed, turn.person)


def _by_rule(
    turn: Turn,
    action: Action,
    deed: Deed,
    inputs: Mapping[str, str],
    ladder: Ladder | None,
    unit: Unit,
) -> tuple[Action, Fact]:
    box, due = _STEPS[deed], read_day(inputs.get("due", ""))
    told = Told(
        text=inputs.get(box.text, ""),
        due=due,
        needed=inputs.get("needed", ""),
        needed_from=inputs.get("needed_from", ""),
        owner=unit.people.member(inputs.get("owner", "")),
    )
    more: dict[str, object] = {}
    is_running = ladder is not None and ladder.is_running
    if deed is Deed.AT_RISK and due is not None:
        deed, box = Deed.EXTEND, _STEPS[Deed.EXTEND]
    if deed in _DATED:
        more["calendar"] = turn.office.calendar
    if deed in {Deed.EXTEND, Deed.DECLINE}:
        more["is_escalated"] = is_running
    if deed is Deed.AGREE and action.request is not None:
        more["owner"] = unit.people.member(action.request.owner)
    return box.rule(action, told, by=turn.person, now=turn.now, **more)


def faults_of_step(
    turn: Turn, deed: Deed, inputs: Mapping[str, str], unit: Unit
) -> dict[str, Fault]:
    """What is wrong with the boxes of a step, for a place where all may read them."""
    needs = _STEPS[deed].needs
    faults = {name: Fault(code) for name, code in needs.items() if not inputs[name].strip()}
    if inputs["due"].strip() and read_day(inputs["due"]) is None:
        faults["due"] = Fault("V13")
    faults |= too_long(inputs, _TEXTS)
    return faults | guarded(turn, {name: inputs[name] for name in _TEXTS}, inputs, unit)


def _is_stale(action: Action, pressed: Payload) -> bool:
    version = getattr(pressed, "version", 0)
    return bool(version) and version != action.version


def told_of(deed: Deed, before: Action, after: Action, snapshot: Snapshot) -> list[Notice]:
    """Who hears of a step: the owner of what others did, the team of what waits for it."""
    key = f"{after.ref}:{after.version}"
    team, board = f"forum:{MH_TEAM}", "forum:board"
    if deed is Deed.ASSIGN:
        return told_of_new(after.ref, after.version, after.owner, snapshot, is_assigned=True)
    if deed is Deed.COMPLETE:
        return [Notice(COMPLETED, team, after.ref, f"{COMPLETED}:{key}")]
    if deed is Deed.DECLINE:
        return [Notice(DECLINED, team, after.ref, f"{DECLINED}:{key}")]
    if after.request is not None and after.request != before.request:
        to = board if asks_chairs(after) else team
        return [Notice(ASKED, to, after.ref, f"{ASKED}:{key}")]
    if deed in {Deed.AGREE, Deed.REFUSE, Deed.VERIFY, Deed.REOPEN} or (
        deed in {Deed.EXTEND, Deed.CANCEL} and before.updates != after.updates
    ):
        return _changed(deed, before, after, snapshot)
    return []


def _changed(deed: Deed, before: Action, after: Action, snapshot: Snapshot) -> list[Notice]:
    """The owner, a new owner, and whoever had asked; nobody of what they did themselves."""
    key, by = f"{after.ref}:{after.version}", after.updates[-1].by if after.updates else ""
    if after.owner != before.owner:
        told = told_of_new(after.ref, after.version, after.owner, snapshot, is_assigned=True)
        heard = {before.owner}
    else:
        told, heard = [], {after.owner}
    heard |= {before.request.by} if before.request is not None else set()
    for each in sorted(heard - {by}):
        to = f"person:{account_of(snapshot, each)}"
        told.append(Notice(CHANGED, to, f"{after.ref}:{deed}", f"{CHANGED}:{key}:{each}"))
    return told


def _said(deed: Deed, action: Action) -> str:
    """What has just happened, at the top of the action."""
    if action.request is not None and deed in {Deed.EXTEND, Deed.CANCEL, Deed.AT_RISK}:
        return "Kept. It waits for agreement; until then nothing changes."
    return "Kept."


# An owner may have no role on the board: the rules say who may take which step.
for _each, _payload in STEPS.items():
    router.deed(_payload)(_deed(_each))
