"""The triage of one referral: where it stands, the next question, and what may be decided."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from board.calendar import short_words
from board.lifecycle import ROUTED
from board.referral_form import Answers
from board.referrals import Referral, ReferralState, Urgency
from board.triage_file import Decision, Gate, TriageFile
from cards.buttons import alone, button, main_button, rows
from cards.elements import (
    Action,
    ActionToggleVisibility,
    Container,
    Element,
    Fact,
    FactSet,
    TextBlock,
)
from cards.gates import answered, matches, prompts, question
from cards.payloads import (
    AcceptedElsewhere,
    CheckDecision,
    DecideTriage,
    DeclinedElsewhere,
    FillEquality,
    GoOnWithout,
    HandOver,
    OpenReferral,
    ReopenReferral,
    ShowQueue,
    TakeReferral,
)
from cards.pieces import (
    clock,
    heading,
    noted,
    section,
    small,
    state_for_team,
    strong,
    unconfirmed,
    words,
)
from cards.questions import answer_in_words
from cards.queue import may_be_taken
from cards.size import size
from cards.triage_entries import Block, entries, gates_answered
from cards.triage_words import CHANGES, DECISIONS
from cards.typed import NAME_LONGEST, named
from cards.views import Surface, TriagePage
from cards.words import URGENCY

ROOM = 17_500
"""How large the card may grow by lines of the file, which can be read whole elsewhere."""
_MOST = 19_000
"""How large it may be with the referrals alike, which a changed answer brings back too."""
_IN_PART = 300
_SHOWN_LATER = 3
"""Referrals alike that can still be judged once the question about them is answered."""
EQUALITY = ("ethnicity", "support_needs")
_KEY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Person": ("subject_name", "subject_description", "subject_born", "setting"),
        "What happened": ("account",),
        "Why, and how soon": ("indicators", "how_soon"),
        "At risk": ("at_risk", "at_risk_detail"),
        "Mental health": ("conditions",),
    }
)
"""What a triager needs before them, in a few lines; the rest is one press away."""
_ENDS = (Decision.ACCEPT, Decision.ROUTE_MAPPA, Decision.ROUTE_PDP, Decision.SIGNPOST)
_ASIDE = (Decision.MERGE, Decision.ASK, Decision.WITHDRAW)


def triage_card(view: TriagePage, surface: Surface) -> list[Element]:
    """The way of one referral through triage; for a checker of elsewhere, what they check."""
    top = [
        *_top(view),
        *noted(view.note),
        *_waiting(view, surface),
        *(prompts(view) if view.is_team else []),
        *_key_facts(view, surface),
    ]
    if not view.is_team:
        end = _newest(view, most=1) if view.may_check else []
        return [*top, *_gates_only(view), *end]
    middle = [
        *question(view, surface),
        *_decide(view, surface),
        *answered(view, surface),
    ]
    end = _other_steps(view, surface)
    taken = _size([*top, *middle, *end])
    alike = _alike(view, surface)
    if taken + _size(alike) > _MOST:
        alike = []
    left = ROOM - taken - _size(alike)
    return [*top, *middle, *alike, *_file(view, left), *end]


def key_facts(referral: Referral) -> list[Element]:
    """The referral in short."""
    groups = (referral.concern, referral.identity, referral.health)
    answers: Answers = {key: value for each in groups for key, value in (each or {}).items()}
    told = {name: _joined(of, answers) for name, of in _KEY.items()}
    danger = answers.get("danger") == "true"
    reported = [strong("Immediate danger was reported before this was written.")] if danger else []
    return [
        *reported,
        *(named(name, text, _IN_PART) for name, text in told.items() if text),
    ]


def _size(elements: Sequence[Element]) -> int:
    return size([each.render() for each in elements])


def _joined(questions: Iterable[str], answers: Answers) -> str:
    said = (answer_in_words(each, answers.get(each, "")) for each in questions)
    return "; ".join(each for each in said if each)


def _top(view: TriagePage) -> list[Element]:
    referral = view.referral
    is_urgent = referral.urgency is Urgency.URGENT
    said = f"{URGENCY[referral.urgency]}{', repeat' * referral.is_repeat}"
    facts = [Fact(title="State", value=state_for_team(referral))]
    facts += clock(referral)
    return [
        heading(f"Triage of {referral.ref}"),
        TextBlock(text=said, weight="bolder", color="attention" if is_urgent else None, wrap=True),
        FactSet(facts=facts),
        *_people(view),
    ]


def _people(view: TriagePage) -> list[Element]:
    referral = view.referral
    holder = "You" if view.is_mine else referral.holder_name or "Nobody yet"
    said: list[Element] = [named("With", holder)]
    if change := referral.change:
        what = CHANGES.get(change.what, "changed it")
        text = f"{change.by[:NAME_LONGEST]} {what}, {short_words(change.at)}"
        said.append(named("Last change", text, 2 * NAME_LONGEST, spacing="none"))
    return said


def _waiting(view: TriagePage, surface: Surface) -> list[Element]:
    """What has to happen before triage goes on, with its buttons."""
    if view.referral.state is ReferralState.AWAITING_CHECK:
        return _check_wanted(view, surface)
    if not view.is_team:
        return []
    told, steps = _next_of_team(view, surface)
    return [*([words(told)] if told else []), *rows(steps)]


def _next_of_team(view: TriagePage, surface: Surface) -> tuple[str, list[Action]]:
    """What the team waits for in this state, and the steps that end the waiting."""
    referral = view.referral
    ref, version = referral.ref, referral.version
    steps: list[Action] = []
    told = ""
    if may_be_taken(referral):
        steps = [main_button("Take", TakeReferral(ref=ref, version=version), surface)]
    elif referral.state is ReferralState.INFO_REQUESTED:
        told = "You have asked the referrer. Triage goes on when they answer."
        on = GoOnWithout(ref=ref, version=version)
        steps = [button("Go on without an answer", on, surface)]
    elif referral.state in ROUTED:
        told = "It stays open until the receiving service has accepted it."
        accepted = AcceptedElsewhere(ref=ref, version=version)
        declined = DeclinedElsewhere(ref=ref, version=version)
        steps = [
            button("Accepted there", accepted, surface),
            button("Declined there", declined, surface),
        ]
    elif referral.state is ReferralState.CLOSED:
        steps = [button("Reopen", ReopenReferral(ref=ref, version=version), surface)]
    elif referral.state is ReferralState.IN_TRIAGE and not view.is_mine:
        told = "A colleague has this referral. If you answer or decide, it becomes yours."
    return told, steps


def _check_wanted(view: TriagePage, surface: Surface) -> list[Element]:
    if not view.may_check:
        return [
            strong("Somebody who did not decide has to check this. Nothing is sent until then.")
        ]
    check = CheckDecision(ref=view.referral.ref, version=view.referral.version)
    told = strong("A decision waits for your check. Nothing is sent until you agree.")
    return [told, *rows([main_button("Check", check, surface)])]


def _key_facts(view: TriagePage, surface: Surface) -> list[Element]:
    facts = [section("The referral in short"), *key_facts(view.referral)]
    if not view.is_team:
        return facts
    whole = button("Open whole", OpenReferral(ref=view.referral.ref), surface)
    return [*facts, *unconfirmed(view.referral), alone(whole)]


def _gates_only(view: TriagePage) -> list[Element]:
    gates = gates_answered(view.referral)
    return [section("Answered so far"), *gates] if gates else []


def _decide(view: TriagePage, surface: Surface) -> list[Element]:
    """The decision that the answers lead to; the others stand among the other steps."""
    end = [each for each in _ENDS if each in view.decisions]
    if not end:
        return []
    told = words("All questions are answered. This is where they lead.")
    steps = [_decision(view, each, surface, is_main=True) for each in end]
    return [section("Decide"), told, *rows(steps)]


def _decision(
    view: TriagePage, decision: Decision, surface: Surface, *, is_main: bool = False
) -> Action:
    pressed = DecideTriage(ref=view.referral.ref, version=view.referral.version, decision=decision)
    return (main_button if is_main else button)(DECISIONS[decision], pressed, surface)


def _alike(view: TriagePage, surface: Surface) -> list[Element]:
    """Referrals alike, behind a button once the question about them is answered."""
    is_asked = view.gate in {Gate.DANGER, Gate.SAME_PERSON}
    if is_asked or not view.matches or not view.decisions:
        return []
    show = ActionToggleVisibility(title="Referrals alike", target_elements=["alike"])
    shown = matches(view, surface, _SHOWN_LATER)
    return [alone(show), Container(id="alike", is_visible=False, items=shown)]


def _file(view: TriagePage, room: int) -> list[Element]:
    """As many lines of the file as there is room for, the newest first."""
    blocks = entries(view.referral, _IN_PART)
    shown: list[Block] = []
    for block in blocks:
        room -= _size(block)
        if room < 0:
            break
        shown.append(block)
    left = len(blocks) - len(shown)
    more = [small(f"{left} earlier not shown here. Open whole to read all.")] if left else []
    title = [section("File, newest first")] if blocks else []
    return [*title, *(each for block in shown for each in block), *more]


def _newest(view: TriagePage, most: int) -> list[Element]:
    return [each for block in entries(view.referral, _IN_PART)[:most] for each in block]


def _other_steps(view: TriagePage, surface: Surface) -> list[Element]:
    """What can be done beside the way: aside decisions, handing over, what is chased."""
    referral = view.referral
    kept = (referral.triage or TriageFile()).draft
    begun = DECISIONS.get(str(kept.get("decision", "")), "A decision")  # type: ignore[call-overload]
    draft = [strong(f"{begun}: begun and kept. Open its form to go on.")] if kept else []
    steps = [_decision(view, each, surface) for each in _ASIDE if each in view.decisions]
    if referral.state is ReferralState.IN_TRIAGE:
        hand = HandOver(ref=referral.ref, version=referral.version)
        steps.append(button("Hand over", hand, surface))
    told: list[Element] = []
    if referral.health is not None and referral.is_open:
        known = sum(bool(referral.health.get(each)) for each in EQUALITY)
        told.append(words(f"Equality information: {known} of {len(EQUALITY)} answered."))
        fill = FillEquality(ref=referral.ref, version=referral.version)
        steps.append(button("Equality information", fill, surface))
    if surface is Surface.PERSONAL:
        steps.append(button("Back to the queue", ShowQueue(), surface))
    title = [section("Other steps")] if told or draft else []
    return [*title, *draft, *told, *rows(steps)]
