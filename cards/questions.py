"""The questions of the referral form as people read them, and the input of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from board.errors import message
from board.referral_form import BY_ID, FROM_STRANGERS, Answer, Answers, Fault, Kind, Question
from cards.box_words import NAMES
from cards.elements import (
    Choice,
    Element,
    Input,
    InputChoiceSet,
    InputDate,
    InputText,
    InputToggle,
    TextBlock,
)
from cards.typed import is_cut, longest, only_the_first, put_back
from cards.words import CHOICES


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in full, its name in a summary, and what helps to answer it."""

    words: str
    name: str
    hint: str = ""


ASKED: Mapping[str, Asked] = MappingProxyType(
    {
        "account": Asked(
            "What happened, when, and who told you?",
            "What happened",
            "Facts first. Say 'he said...' not 'he is dangerous'. Write dates. "
            "Between 30 and 1,500 characters.",
        ),
        "indicators": Asked("Why are you worried?", "Reasons for worry", "Tick all that apply."),
        "at_risk": Asked("Who may be at risk?", "Who may be at risk", "Tick all that apply."),
        "at_risk_detail": Asked(
            "More about who may be at risk",
            "More about who may be at risk",
            "Up to 200 characters.",
        ),
        "how_soon": Asked("How soon could somebody be harmed?", "How soon"),
        "subject_name": Asked("Person's name", "Name", "Include other names used."),
        "subject_unknown": Asked("If you do not know the name", "Name not known"),
        "subject_description": Asked(
            "Describe the person, if you do not know the name",
            "Description",
            "Up to 200 characters.",
        ),
        "subject_born": Asked(
            "Date of birth or approximate age",
            "Date of birth or age",
            "An estimate helps us find the right person. For example 27/3/1983, or about 40.",
        ),
        "setting": Asked(
            "Where are they now?", "Where they are now", "For example ward, home, custody."
        ),
        "conditions": Asked(
            "Mental health conditions",
            "Mental health conditions",
            "Suspected is fine; tell us which. Tick all that apply.",
        ),
        "mappa_status": Asked(
            "Are they managed under MAPPA?",
            "Managed under MAPPA",
            "Multi-agency public protection arrangements: sexual, violent or terrorist offenders "
            "managed by police, probation, prison.",
        ),
        "person_aware": Asked(
            "Does the person know about this referral?",
            "Knows about this referral",
            "You do not need consent where sharing is necessary to prevent serious harm, "
            "but say why.",
        ),
        "person_aware_detail": Asked(
            "If they do not know, why?", "Why they do not know", "Up to 200 characters."
        ),
        "phone": Asked("Phone for call back", "Phone", "We use this to reply to you."),
        "agency": Asked("Agency you work for", "Agency", "We keep this for next time."),
        "job": Asked("Your job", "Job", "We keep this for next time."),
        "confirmed": Asked("Confirm", "Confirm"),
        "certainty": Asked("How is the condition known?", "How the condition is known"),
        "impact": Asked(
            "How does it affect contact with police or services?",
            "How it affects contact with services",
            "What helps, what makes it worse. Up to 500 characters.",
        ),
        "detention_ends": Asked(
            "If they are detained: discharge date, or end of the section",
            "Discharge or end of section",
            "We will act before this date.",
        ),
        "address": Asked("Address", "Address", "Up to 200 characters."),
        "reference_numbers": Asked(
            "Reference numbers",
            "Reference numbers",
            "NHS, police or local number if you have it.",
        ),
        "other_forums": Asked("Other meetings already involved", "Other meetings involved"),
        "tried": Asked("What has been tried?", "What has been tried", "Up to 500 characters."),
        "would_help": Asked("What would help?", "What would help", "Up to 300 characters."),
        "ethnicity": Asked(
            "Ethnic group",
            "Ethnic group",
            "Helps us check we treat people fairly. Leave blank if you do not know.",
        ),
        "support_needs": Asked("Support they need to take part", "Support needs"),
    }
)
TICKS: Mapping[str, str] = MappingProxyType(
    {
        "subject_unknown": "Name not known",
        "confirmed": "This is true as far as I know, and I share it to prevent serious harm",
    }
)
_NOT_OPTIONAL = frozenset({"how_soon", "subject_unknown", "subject_description", *FROM_STRANGERS})
_COMPACT = frozenset({"setting", "ethnicity"})
_AREA_FROM = 200
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMBIGUOUS = frozenset({"V38", "V41", "V44", "lines_most"})
"""Messages that do not say by themselves which answer they are about."""


def _label(question: Question) -> str:
    asked = ASKED[question.id]
    is_optional = not question.missing and question.id not in _NOT_OPTIONAL
    words = f"{asked.words} (optional)" if is_optional else asked.words
    return f"{words}\n{asked.hint}" if asked.hint else words


_LABELS = {each: _label(BY_ID[each]) for each in ASKED}
_OFFERED = {
    each: [Choice(title=said, value=value) for value, said in offered.items()]
    for each, offered in CHOICES.items()
}


def ask(question: str, answers: Answers, fault: Fault | None = None) -> list[Element]:
    """One question: what is wrong with its answer, then the input with what was typed."""
    answer = answers.get(question, "")
    above = [*wrong(question, fault), *in_part(question, answer)]
    spacing = "small" if above else "large"
    return [*above, _input(BY_ID[question], answer, spacing)]


def wrong(question: str, fault: Fault | None, name: str = "") -> list[Element]:
    """What is wrong with an answer, to stand above its input."""
    if not fault:
        return []
    words = f"Error: {fault_in_words(question, fault, name)}"
    return [TextBlock(text=words, color="attention", weight="bolder", wrap=True, spacing="large")]


def in_part(question: str, answer: Answer) -> list[Element]:
    """That the input below holds only the first part of something huge."""
    is_text = BY_ID[question].kind is Kind.TEXT and isinstance(answer, str)
    if not (is_text and is_cut(question, str(answer))):
        return []
    words = f"{only_the_first(longest(question))} Shorten it and send again."
    kept = "Until you change what is in the box, your draft keeps all of it."
    return [TextBlock(text=f"{words} {kept}", weight="bolder", wrap=True)]


def fault_in_words(question: str, fault: Fault, name: str = "") -> str:
    """The message of a fault, naming the question where the message alone does not.

    `name` is what the question is called where its id has no name of its own.
    """
    words = message(fault.code, n=fault.n, type=fault.kind)
    if fault.code not in _AMBIGUOUS:
        return words
    if question in ASKED:
        return f"{ASKED[question].name}: {words}"
    return f"{name or NAMES[question]}: {words}"


def answer_in_words(question: str, answer: Answer) -> str:
    """An answer as people read it: the words of choices, or what was typed; "" for none."""
    kind = BY_ID[question].kind
    if kind is Kind.TICK:
        return TICKS[question] if answer == "true" else ""
    if kind in {Kind.CHOICE, Kind.SEVERAL}:
        words = CHOICES[question]
        return "; ".join(words[each] for each in _chosen(answer) if each in words)
    said = answer.strip() if isinstance(answer, str) else ""
    return _date_in_words(said) if kind is Kind.DATE else said


def is_iso_date(text: str) -> bool:
    """Whether a date input can show it again."""
    return _ISO.fullmatch(text) is not None


def _date_in_words(said: str) -> str:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return said
    return f"{day.day} {day:%B %Y}"


def _input(asked: Question, answer: Answer, spacing: str) -> Input:
    value = _value(asked, answer) or None
    label = _LABELS[asked.id]
    if asked.kind is Kind.TEXT:
        is_area = True if asked.limit >= _AREA_FROM else None
        return InputText(
            id=asked.id, label=label, is_multiline=is_area, value=value, spacing=spacing
        )
    if asked.kind is Kind.DATE:
        return InputDate(id=asked.id, label=label, value=value, spacing=spacing)
    if asked.kind is Kind.TICK:
        title = TICKS[asked.id]
        return InputToggle(
            id=asked.id, label=label, title=title, wrap=True, value=value, spacing=spacing
        )
    is_compact = asked.id in _COMPACT
    return InputChoiceSet(
        id=asked.id,
        label=label,
        style="compact" if is_compact else "expanded",
        is_multi_select=True if asked.kind is Kind.SEVERAL else None,
        placeholder="Choose one" if is_compact else None,
        wrap=True,
        choices=_OFFERED[asked.id],
        value=value,
        spacing=spacing,
    )


def _value(asked: Question, answer: Answer) -> str:
    if asked.kind in {Kind.CHOICE, Kind.SEVERAL}:
        return ",".join(each for each in _chosen(answer) if each in asked.choices)
    if not isinstance(answer, str):
        return ""
    if asked.kind is Kind.TICK:
        return "true" if answer == "true" else "false"
    if asked.kind is Kind.DATE:
        return answer if is_iso_date(answer) else ""
    return put_back(asked.id, answer)


def _chosen(answer: Answer) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer
