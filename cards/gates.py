"""The questions of triage: those answered, each with *Change*, and the next one."""

from collections.abc import Sequence

from board.calendar import LONDON
from board.referral_form import Answer, Answers
from board.referrals import ReferralState, state_in_words
from board.triage import is_repeat_of
from board.triage_file import Gate, TriageFile, Verdict
from cards.buttons import alone, button, main_button, rows
from cards.elements import (
    Action,
    ActionToggleVisibility,
    Choice,
    Column,
    ColumnSet,
    Container,
    Element,
    InputChoiceSet,
    RichTextBlock,
    TextBlock,
    TextRun,
)
from cards.payloads import AnswerGate, JudgeMatch, OpenReferral
from cards.pieces import section, small, strong, words
from cards.triage_entries import answers_in_words, duties_of
from cards.triage_words import ALIKE, ANSWERS, DUTIES, DUTIES_NOW, GATES, PROMPTS, VERDICTS
from cards.typed import fit, named
from cards.views import Match, Surface, TriagePage
from cards.words import CHOICES

MATCHES = 6
"""Referrals compared on one card; those after them come up once these have been judged."""
_WHY_LONGEST = 200
_WHY = {str(each): said for each, said in ALIKE.items()}
_UNDECIDED = frozenset(
    {ReferralState.IN_TRIAGE, ReferralState.INFO_REQUESTED, ReferralState.AWAITING_CHECK}
)
_TOLD = CHOICES["mappa_status"]


def answered(view: TriagePage, surface: Surface) -> list[Element]:
    """Every answer with a way to change it."""
    gates = _gates(view)
    if not gates:
        return []
    can_change = view.gate is not None or bool(view.decisions)
    rows_ = [each for gate in Gate if gate in gates for each in _row(view, gate, surface)]
    caution = small("A changed answer asks the questions after it again.", spacing="none")
    return [section("Answered so far"), *([caution] if can_change else []), *rows_]


def prompts(view: TriagePage) -> list[Element]:
    """What has to be done because of the answers so far, whatever is decided."""
    gates = _gates(view) if view.referral.state in _UNDECIDED else {}
    told = [each for gate in Gate if gate in gates for each in _prompts(gate, gates[gate])]
    return [Container(style="warning", items=told)] if told else []


def question(view: TriagePage, surface: Surface) -> list[Element]:
    """The next question in plain words, with its answers as buttons."""
    gate = view.gate
    if gate is None:
        return []
    asked = GATES[gate]
    number = f"Question {list(Gate).index(gate) + 1} of {len(Gate)}"
    above = [small(number, spacing="large")]
    if gate is Gate.DUTIES:
        return [*above, *_answers(view, gate, surface, chosen=view.duties)]
    above.append(
        TextBlock(
            text=asked.words,
            style="heading",
            size="medium",
            weight="bolder",
            wrap=True,
            spacing="none",
        )
    )
    above += [words(asked.hint)] if asked.hint else []
    told = [strong(f"The referrer said: {_TOLD[view.mappa_told]}.")] if _is_told(view, gate) else []
    alike = matches(view, surface, MATCHES) if gate is Gate.SAME_PERSON else []
    return [*above, *told, *alike, *_answers(view, gate, surface)]


def matches(view: TriagePage, surface: Surface, most: int) -> list[Element]:
    """Referrals that may be about the same person: why, and what was said of each."""
    if not view.matches:
        return [words("I found no referral of anybody alike. Answer from what you know.")]
    judged = sorted(view.matches, key=lambda each: bool(each.verdict))
    left = len(judged) - most
    told = f"{left} more will show once these have been judged."
    return [
        words("These may be about the same person. Open each, then say what it is."),
        *(_match(view, each, surface) for each in judged[:most]),
        *([small(told)] if left > 0 else []),
    ]


def _is_told(view: TriagePage, gate: Gate) -> bool:
    return gate is Gate.MAPPA and view.mappa_told in _TOLD


def _gates(view: TriagePage) -> Answers:
    return (view.referral.triage or TriageFile()).gates


def _row(view: TriagePage, gate: Gate, surface: Surface) -> list[Element]:
    answer = _gates(view)[gate]
    said = named(GATES[gate].name, answers_in_words(gate, answer), spacing="none")
    if view.gate is None and not view.decisions:
        return [said]
    hidden = f"change-{gate}"
    change = ActionToggleVisibility(
        title="Change", tooltip=f"Change: {GATES[gate].name}", target_elements=[hidden]
    )
    row = ColumnSet(
        spacing="small",
        columns=[
            Column(width="stretch", vertical_content_alignment="center", items=[said]),
            Column(width="auto", items=[alone(change)]),
        ],
    )
    others = _answers(view, gate, surface, chosen=duties_of(answer), but=answer)
    buttons = Container(id=hidden, is_visible=False, items=others)
    return [row, buttons]


def _prompts(gate: Gate, answer: Answer) -> list[Element]:
    if gate is Gate.DUTIES:
        duties = [words(f"- {DUTIES[each]}") for each in duties_of(answer)]
        return [strong(DUTIES_NOW), *duties] if duties else []
    prompt = PROMPTS.get((gate, str(answer)))
    return [words(prompt)] if prompt else []


def _answers(
    view: TriagePage,
    gate: Gate,
    surface: Surface,
    *,
    chosen: Sequence[str] = (),
    but: Answer | None = None,
) -> list[Element]:
    """The answers to a gate as buttons, without the one given; of duties a list to tick."""
    ref, version = view.referral.ref, view.referral.version
    if gate is Gate.DUTIES:
        save = AnswerGate(ref=ref, version=version, gate=gate)
        return [_duties(view, chosen), *rows([main_button("Save duties", save, surface)])]
    return rows(
        button(
            said,
            AnswerGate(ref=ref, version=version, gate=gate, answer=value),
            surface,
            tooltip=f"{GATES[gate].name}: {said}",
        )
        for value, said in ANSWERS[gate].items()
        if value != but
    )


def _duties(view: TriagePage, chosen: Sequence[str]) -> Element:
    asked = GATES[Gate.DUTIES]
    is_next = view.gate is Gate.DUTIES
    suggested = " Those the referral points to are ticked." if is_next and chosen else ""
    return InputChoiceSet(
        id="duties",
        label=f"{asked.words}\n{asked.hint}{suggested}",
        style="expanded",
        is_multi_select=True,
        wrap=True,
        choices=[Choice(title=said, value=each) for each, said in DUTIES.items()],
        value=",".join(chosen) or None,
    )


def _match(view: TriagePage, match: Match, surface: Surface) -> Element:
    other = match.referral
    why = "; ".join(_WHY.get(each, each) for each in match.why)[:_WHY_LONGEST]
    sent = other.submitted_at.astimezone(LONDON)
    title = TextRun(text=other.ref, weight="bolder")
    said = TextRun(text=fit(f"\n{_stands(match)}. Sent {sent.day} {sent:%B %Y}.\nAlike: {why}."))
    steps = _verdicts(view, match, surface)
    return Container(
        separator=True,
        items=[RichTextBlock(inlines=[title, said]), *rows(steps, spacing="small")],
    )


def _stands(match: Match) -> str:
    state = state_in_words(match.referral.state).capitalize()
    return f"{state}. You said: {_said(match.verdict).lower()}" if match.verdict else state


def _said(verdict: str) -> str:
    return VERDICTS[Verdict(verdict)] if verdict in set(Verdict) else verdict[:_WHY_LONGEST]


def _verdicts(view: TriagePage, match: Match, surface: Surface) -> list[Action]:
    referral, other = view.referral, match.referral
    steps = [button("Open", OpenReferral(ref=other.ref), surface, tooltip=f"Open {other.ref}")]
    for verdict, said in VERDICTS.items():
        is_late = verdict is Verdict.REPEAT and not is_repeat_of(referral, other)
        if is_late or verdict == match.verdict:
            continue
        pressed = JudgeMatch(
            ref=referral.ref, version=referral.version, other=other.ref, verdict=verdict
        )
        steps.append(button(said, pressed, surface, tooltip=f"{other.ref}: {said}"))
    return steps
