"""Challenging a decision: the form, a challenge with its steps, the list, and what is told."""

from collections.abc import Mapping
from types import MappingProxyType

from board.calendar import in_words, short_words
from board.challenges import NO_DETRIMENT, Challenge, Finding, Ruling, Step
from board.errors import message
from board.referrals import Urgency
from cards.action_payloads import AddAction
from cards.box_words import REASONS, WANTED, WHY_CHALLENGE
from cards.boxes import ask_boxes
from cards.buttons import alone, button, main_button, open_buttons, rows
from cards.elements import (
    Action,
    ActionToggleVisibility,
    Choice,
    Container,
    Element,
    Fact,
    FactSet,
    InputChoiceSet,
    InputToggle,
    RichTextBlock,
    TextBlock,
    TextRun,
)
from cards.payloads import (
    AcceptRuling,
    OpenChallenge,
    OpenReferral,
    RuleChallenge,
    ShowChallenge,
    ShowChallenges,
    TakeFurther,
)
from cards.pieces import heading, noted, problems, section, small, strong, words
from cards.questions import wrong
from cards.size import size
from cards.triage_words import CHALLENGED, FINDINGS, STEPS
from cards.typed import NAME_LONGEST, fit, named
from cards.views import ChallengeForm, ChallengeList, ChallengeNotice, ChallengeShown, Surface
from cards.words import URGENCY

ROWS = 10
"""Challenges on one card."""
_REASON_LONGEST, _WANTED_LONGEST = 1_000, 300
_RULING_LONGEST, _RULING_IN_PART, _RULINGS_ROOM = 1_000, 300, 6_000
_BOX_ROOM = 4_200
_CARE = "A challenge never holds up anything done to keep people safe."
HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "opened": "A decision has been challenged",
        "ruled": "A challenge has been decided",
        "further": "A challenge has been taken further",
        "late": "A challenge waits past its time",
        "asked": "A challenge for you to open",
    }
)


def challenge_form_card(view: ChallengeForm, surface: Surface) -> list[Element]:
    """Why, and what should happen; where it is late, whether the risk has changed."""
    send = OpenChallenge(ref=view.ref, form=view.form)
    return [
        heading("Challenge a decision"),
        small(f"Referral {view.ref}"),
        *problems(view.faults),
        strong(NO_DETRIMENT),
        words(f"{_CARE} The team's supervisor talks to you first, within 2 working days."),
        *(_risk_changed(view) if view.is_late else []),
        *ask_boxes([WHY_CHALLENGE, WANTED], view.inputs, view.faults),
        *rows(
            [
                main_button("Send the challenge", send, surface),
                button("Go back", OpenReferral(ref=view.ref), surface),
            ],
            spacing="large",
        ),
    ]


def challenge_card(view: ChallengeShown, surface: Surface) -> list[Element]:
    """One challenge: what it is about, its steps with their clocks, and what can be done."""
    challenge = view.challenge
    return [
        heading(f"Challenge {challenge.ref}"),
        *noted(view.note),
        *problems(view.faults),
        _facts(challenge),
        *_what(challenge),
        section("Steps"),
        *(each for step in Step for each in _step(view, step)),
        strong(NO_DETRIMENT),
        small(_CARE),
        *_ruling_form(view, surface),
        *_of_challenger(view, surface),
        *rows(_leave(view, surface), spacing="large"),
    ]


def challenge_list_card(view: ChallengeList, surface: Surface) -> list[Element]:
    """Challenges that concern somebody, open ones first."""
    left = len(view.challenges) - ROWS
    ordered = sorted(view.challenges, key=lambda each: not each.is_open)
    return [
        heading("Challenges"),
        *([] if ordered else [words("There is no challenge that concerns you.")]),
        *(_listed(each, view, surface) for each in ordered[:ROWS]),
        *([small(f"{left} more not shown.")] if left > 0 else []),
        small(NO_DETRIMENT),
    ]


def challenge_notice_card(view: ChallengeNotice, surface: Surface) -> list[Element]:
    """What happened to a challenge: reference, step and clock; the rest is opened."""
    challenge = view.challenge
    is_urgent = challenge.urgency is Urgency.URGENT
    return [
        TextBlock(
            text=f"{HAPPENED[view.happened]}{': urgent' if is_urgent else ''}",
            style="heading",
            size="medium",
            weight="bolder",
            color="attention" if is_urgent else None,
            wrap=True,
        ),
        strong(challenge.ref),
        _facts(challenge),
        *_further(view),
        *rows(open_buttons(challenge.ref, surface, ShowChallenge(ref=challenge.ref))),
    ]


def _facts(challenge: Challenge) -> Element:
    facts = [
        Fact(title="About", value=f"{challenge.subject}: {CHALLENGED[challenge.kind].lower()}"),
        Fact(title="Urgency", value=URGENCY[challenge.urgency]),
        Fact(title="Opened", value=in_words(challenge.opened_at)),
        Fact(title="Stands", value=_stands(challenge)),
    ]
    return FactSet(facts=facts)


def _stands(challenge: Challenge) -> str:
    step = f"step {int(challenge.step)} of {len(Step)}"
    if challenge.closed_at:
        end = FINDINGS[challenge.finding].partition(":")[0] if challenge.finding else "Ended"
        return f"{end}, closed {short_words(challenge.closed_at)}"
    if challenge.is_ruled:
        return f"Decided at {step}, the challenger's turn"
    return f"{step.capitalize()}, due {short_words(challenge.due)}"


def _what(challenge: Challenge) -> list[Element]:
    by = ", ".join(each for each in (challenge.challenger_name, challenge.agency_name) if each)
    said: list[Element] = [named("Challenged by", by, 2 * NAME_LONGEST)] if by else []
    if challenge.reason is not None:
        said.append(named("Reason", challenge.reason, _REASON_LONGEST))
    if challenge.wanted is not None:
        said.append(named("What should happen", challenge.wanted, _WANTED_LONGEST))
    return said


def _step(view: ChallengeShown, step: Step) -> list[Element]:
    """One step of the five: who decides, and what became of it or when it is due."""
    challenge = view.challenge
    ruling = next((each for each in challenge.rulings or () if each.step is step), None)
    title = f"{int(step)}. {STEPS[step]}"
    is_now = step is challenge.step and challenge.is_open and not challenge.is_ruled
    stands = ""
    if is_now:
        late = challenge.is_overdue(view.at)
        stands = f"{'Was due' if late else 'Decides'} by {in_words(challenge.due)}"
    elif ruling is None and step < challenge.step:
        stands = "Did not decide in time"
    elif step is challenge.step and challenge.finding:
        stands = FINDINGS[challenge.finding]
    runs = [TextRun(text=title, weight="bolder" if is_now else None)]
    runs += [TextRun(text=f"\n{stands}")] if stands and not ruling else []
    told = _ruling(ruling, _most(challenge)) if ruling else []
    return [RichTextBlock(spacing="small", inlines=runs), *told]


def _most(challenge: Challenge) -> int:
    """How much of each ruling's reasons is shown: all, unless they are huge together."""
    taken = sum(size(fit(each.reasons[:_RULING_LONGEST])) for each in challenge.rulings or ())
    return _RULING_LONGEST if taken <= _RULINGS_ROOM else _RULING_IN_PART


def _ruling(ruling: Ruling, most: int) -> list[Element]:
    by = f"{FINDINGS[ruling.finding]}. {ruling.by_name[:NAME_LONGEST]}, {short_words(ruling.at)}"
    said = RichTextBlock(spacing="none", inlines=[TextRun(text=fit(by))])
    return [said, named("Reasons", ruling.reasons, most, spacing="none")]


def _ruling_form(view: ChallengeShown, surface: Surface) -> list[Element]:
    if not view.may_rule:
        return []
    challenge = view.challenge
    rules = RuleChallenge(ref=challenge.ref, version=challenge.version)
    return [
        section("Decide this step"),
        words("You must not have made or checked the decision that is challenged."),
        *_finding(view),
        *ask_boxes([REASONS], view.inputs, view.faults, room=_BOX_ROOM),
        *rows([main_button("Decide", rules, surface)], spacing="large"),
    ]


def _finding(view: ChallengeShown) -> list[Element]:
    fault = view.faults.get("finding")
    chosen = str(view.inputs.get("finding", ""))
    asked = InputChoiceSet(
        id="finding",
        label="What do you decide?\nWhat was sent elsewhere, signposted or closed and is changed "
        "goes back to triage.",
        style="expanded",
        wrap=True,
        choices=[Choice(title=said, value=each) for each, said in FINDINGS.items()],
        value=chosen if chosen in set(Finding) else None,
        spacing="small" if fault else "large",
    )
    return [*wrong("finding", fault), asked]


def _of_challenger(view: ChallengeShown, surface: Surface) -> list[Element]:
    challenge = view.challenge
    if not (view.is_challenger and challenge.is_open):
        return []
    may_go_on = challenge.is_ruled or challenge.is_overdue(view.at)
    steps: list[Action] = []
    said: list[Element] = []
    if may_go_on and challenge.step < Step.SENIOR_BOARD:
        following = STEPS[Step(challenge.step + 1)]
        said.append(words(f"You can ask the next step to decide: {_lower(following)}."))
        steps.append(main_button("Take it further", TakeFurther(ref=challenge.ref), surface))
    accept = AcceptRuling(ref=challenge.ref)
    if challenge.is_ruled:
        steps.append(button("Accept this decision", accept, surface))
        return [*said, *rows(steps)]
    steps.append(ActionToggleVisibility(title="Take it back", target_elements=["back"]))
    sure = [words("End this challenge? The decision stays as it is.")]
    sure.append(alone(button("Yes, take it back", accept, surface)))
    hidden = Container(id="back", is_visible=False, style="emphasis", items=sure)
    return [*said, *rows(steps), hidden]


def _lower(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def _leave(view: ChallengeShown, surface: Surface) -> list[Action]:
    challenge = view.challenge
    if surface is not Surface.PERSONAL:
        return []
    opens = OpenReferral(ref=challenge.subject)
    adds = AddAction(source=challenge.ref)
    return [
        button("Open the referral", opens, surface),
        *([button("Add action", adds, surface)] if view.may_add else []),
        button("All challenges", ShowChallenges(), surface),
    ]


def _listed(challenge: Challenge, view: ChallengeList, surface: Surface) -> Element:
    late = ", late" * challenge.is_overdue(view.at)
    said = [
        strong(f"{challenge.ref}{late}"),
        small(f"About {challenge.subject}. {_stands(challenge)}.", spacing="none"),
    ]
    opens = open_buttons(challenge.ref, surface, ShowChallenge(ref=challenge.ref))
    return Container(separator=True, items=[*said, *rows(opens, spacing="small")])


def _further(view: ChallengeNotice) -> list[Element]:
    if view.happened != "late":
        return []
    return [words("The challenger may take it to the next step, or wait.")]


def _risk_changed(view: ChallengeForm) -> list[Element]:
    fault = view.faults.get("risk_changed")
    said = words(f"{message('challenge_late')}.")
    ticked = "true" if view.inputs.get("risk_changed") == "true" else "false"
    asked = InputToggle(
        id="risk_changed",
        label="Has the risk changed since the decision?",
        title="Yes, the risk has changed",
        wrap=True,
        value=ticked,
        spacing="small" if fault else "large",
    )
    return [*wrong("risk_changed", fault), *([] if fault else [said]), asked]
