"""The referral form: its questions in order, how answers are read, and what is wrong with them.

An answer arrives from a client that we do not control: any text, size or type. It is read
into a string or a tuple of choices, kept as typed, and checked here alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from board.calendar import LONDON
from board.tiers import Tier
from board.vocabulary import (
    AtRisk,
    Aware,
    Certainty,
    Condition,
    EthnicGroup,
    HowSoon,
    Indicator,
    Mappa,
    OtherForum,
    Setting,
    SupportNeed,
)

ACCOUNT_SHORTEST = 30
ACCOUNT_LONGEST = 1500
OLDEST = 120
BORN_LONGEST = 60
"""Anything longer is no date; the patterns below are not meant for it."""


class Screen(StrEnum):
    """The pages of the form; `MORE` is optional and stands beside the way to sending."""

    WHAT = "what"
    WHO = "who"
    CHECK = "check"
    MORE = "more"


class Kind(StrEnum):
    """How an answer is given."""

    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    TICK = "tick"
    DATE = "date"


Answer = str | tuple[str, ...]
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """One input: its id, page, kind, tier, limit of characters or fixed choices."""

    id: str
    screen: Screen
    kind: Kind
    tier: Tier
    limit: int = 0
    choices: tuple[str, ...] = ()
    missing: str = ""
    """Code of the message where an answer is demanded and not given."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one answer: a message code, and what it names if anything.

    `n` is a limit; `kind` what sort of personal information was found (V23).
    """

    code: str
    n: int | None = None
    kind: str = ""


Faults = Mapping[str, Fault]


def _choices(of: Iterable[StrEnum]) -> tuple[str, ...]:
    return tuple(str(each) for each in of)


_WHAT, _WHO, _CHECK, _MORE = Screen.WHAT, Screen.WHO, Screen.CHECK, Screen.MORE
_TEXT, _CHOICE, _SEVERAL = Kind.TEXT, Kind.CHOICE, Kind.SEVERAL
_T1, _T2, _T3, _T4 = Tier.T1, Tier.T2, Tier.T3, Tier.T4

QUESTIONS: tuple[Question, ...] = (
    Question("account", _WHAT, _TEXT, _T3, ACCOUNT_LONGEST, missing="V39"),
    Question("indicators", _WHAT, _SEVERAL, _T2, 0, _choices(Indicator), "V06"),
    Question("at_risk", _WHAT, _SEVERAL, _T3, 0, _choices(AtRisk), "V35"),
    Question("at_risk_detail", _WHAT, _TEXT, _T3, 200),
    Question("how_soon", _WHAT, _CHOICE, _T2, 0, _choices(HowSoon)),
    Question("subject_name", _WHO, _TEXT, _T3, 100, missing="V02"),
    Question("subject_unknown", _WHO, Kind.TICK, _T3),
    Question("subject_description", _WHO, _TEXT, _T3, 200),
    Question("subject_born", _WHO, _TEXT, _T3, BORN_LONGEST, missing="V33"),
    Question("setting", _WHO, _CHOICE, _T3, 0, _choices(Setting), "V34"),
    Question("conditions", _WHO, _SEVERAL, _T4, 0, _choices(Condition), "V40"),
    Question("mappa_status", _WHO, _CHOICE, _T3, 0, _choices(Mappa), "V08"),
    Question("person_aware", _CHECK, _CHOICE, _T3, 0, _choices(Aware), "V36"),
    Question("person_aware_detail", _CHECK, _TEXT, _T3, 200),
    Question("phone", _CHECK, _TEXT, _T1, 20),
    Question("agency", _CHECK, _TEXT, _T1, 80),
    Question("job", _CHECK, _TEXT, _T1, 80),
    Question("confirmed", _CHECK, Kind.TICK, _T1, missing="V37"),
    Question("certainty", _MORE, _CHOICE, _T4, 0, _choices(Certainty)),
    Question("impact", _MORE, _TEXT, _T4, 500),
    Question("detention_ends", _MORE, Kind.DATE, _T3, 10),
    Question("address", _MORE, _TEXT, _T3, 200),
    Question("reference_numbers", _MORE, _TEXT, _T3, 40),
    Question("other_forums", _MORE, _SEVERAL, _T3, 0, _choices(OtherForum)),
    Question("tried", _MORE, _TEXT, _T3, 500),
    Question("would_help", _MORE, _TEXT, _T3, 300),
    Question("ethnicity", _MORE, _CHOICE, _T4, 0, _choices(EthnicGroup)),
    Question("support_needs", _MORE, _SEVERAL, _T4, 0, _choices(SupportNeed)),
)
BY_ID: Mapping[str, Question] = MappingProxyType({each.id: each for each in QUESTIONS})
FROM_STRANGERS: Mapping[str, str] = MappingProxyType({"agency": "V42", "job": "V43"})
"""Asked, and demanded, only of somebody the register does not know."""


def questions_on(screen: Screen) -> tuple[Question, ...]:
    """The questions of one page, in order."""
    return tuple(each for each in QUESTIONS if each.screen is screen)


_ON = {screen: questions_on(screen) for screen in Screen}


def read_answers(screen: Screen, raw: Mapping[str, object]) -> dict[str, Answer]:
    """What arrived for one page, in our own types.

    A client sends only the inputs that hold something, so where any of the page arrived, the
    others were emptied; where none did, they were lost on the way and nothing is read.
    """
    if not any(raw.get(each.id) is not None for each in _ON[screen]):
        return {}
    return {each.id: _read(each, raw.get(each.id, "")) for each in _ON[screen]}


def _read(question: Question, given: object) -> Answer:
    if question.kind is Kind.TICK:
        return "true" if given is True or str(given).strip().casefold() == "true" else "false"
    if question.kind is Kind.SEVERAL:
        return _several(given)
    if question.kind is Kind.CHOICE:
        return ",".join(_several(given))
    if isinstance(given, str):
        return given if question.kind is Kind.TEXT else given.strip()
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    return ""


def _several(given: object) -> tuple[str, ...]:
    given = "" if given is None else given
    parts: Iterable[object] = given if isinstance(given, list | tuple) else str(given).split(",")
    words = (str(each).strip() for each in parts)
    return tuple(dict.fromkeys(each for each in words if each))


def check_screen(
    screen: Screen, answers: Answers, now: datetime, *, stranger: bool = False
) -> dict[str, Fault]:
    """What is wrong with the answers of one page, by input id, in the page's order."""
    faults: dict[str, Fault] = {}
    for question in _ON[screen]:
        if fault := _check(question, answers, now, stranger=stranger):
            faults[question.id] = fault
    return faults


def check_all(answers: Answers, now: datetime, *, stranger: bool) -> dict[str, Fault]:
    """What is wrong anywhere in the form, by input id, in the form's order."""
    faults: dict[str, Fault] = {}
    for screen in Screen:
        faults |= check_screen(screen, answers, now, stranger=stranger)
    return faults


def first_screen_of(faults: Faults) -> Screen:
    """The page to show for these faults: the first that has one."""
    return next(each.screen for each in QUESTIONS if each.id in faults)


def _check(question: Question, answers: Answers, now: datetime, *, stranger: bool) -> Fault | None:
    answer = answers.get(question.id, "")
    if question.id == "subject_name" and _is_described(answers):
        return None if answer == "" else _too_long(question, answer)
    if _is_empty(question, answer):
        missing = question.missing
        if stranger and question.id in FROM_STRANGERS:
            missing = FROM_STRANGERS[question.id]
        return Fault(missing) if missing else None
    if question.choices:
        chosen = answer if isinstance(answer, tuple) else (answer,)
        return None if all(each in question.choices for each in chosen) else Fault("V41")
    if not isinstance(answer, str):
        return Fault("V41")
    return _check_text(question, answer, now)


def _check_text(question: Question, answer: str, now: datetime) -> Fault | None:
    if question.id == "account":
        return check_account(answer)
    if question.id == "subject_born":
        return _check_born(answer, now)
    if question.kind is Kind.DATE:
        return None if _iso_date(answer) else Fault("V44")
    return _too_long(question, answer)


def check_account(answer: str) -> Fault | None:
    """Whether an account of what happened says enough and not too much (V04, V05)."""
    length = len(answer.strip())
    if length < ACCOUNT_SHORTEST:
        return Fault("V04")
    return Fault("V05") if length > ACCOUNT_LONGEST else None


def _is_empty(question: Question, answer: Answer) -> bool:
    if question.kind is Kind.TICK:
        return answer != "true"
    return not (answer.strip() if isinstance(answer, str) else answer)


def _too_long(question: Question, answer: Answer) -> Fault | None:
    too_long = question.limit and len(str(answer).strip()) > question.limit
    return Fault("V38", question.limit) if too_long else None


def _is_described(answers: Answers) -> bool:
    described = str(answers.get("subject_description", "")).strip()
    return answers.get("subject_unknown") == "true" and bool(described)


@dataclass(frozen=True, slots=True)
class Born:
    """A date of birth, or an age in years that is an estimate."""

    on: date | None = None
    age: int | None = None


_AGE = re.compile(
    r"(?:(?:about|around|approx\.?|approximately|roughly|circa|c\.?|age|aged|~)\s*)*"
    r"(\d{1,3})\s*(?:years?(?:\s+old)?|yrs?|y/?o)?\.?",
    re.IGNORECASE,
)
_UK_DATE = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
_WORD_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 100


def read_born(text: str, today: date) -> Born | None:
    """A date of birth (ISO, UK or in words) or an age, as people type it; None if unreadable.

    A date in the future or an impossible age is still read: the check tells what is wrong.
    """
    text = text.strip()
    if not text.isascii() or len(text) > BORN_LONGEST:
        return None
    if found := _AGE.fullmatch(text):
        return Born(age=int(found[1]))
    on = _iso_date(text) or _uk_date(text, today) or _word_date(text)
    return Born(on=on) if on else None


def _check_born(answer: str, now: datetime) -> Fault | None:
    today = now.astimezone(LONDON).date()
    born = read_born(answer, today)
    if born is None:
        return Fault("V33")
    if born.age is not None:
        return Fault("V03") if born.age > OLDEST else None
    is_past = born.on is not None and born.on < today
    return None if is_past and age_of(born, today) <= OLDEST else Fault("V03")


def age_of(born: Born, today: date) -> int:
    """Age in years on that day."""
    if born.on is None:
        return born.age or 0
    birthday_to_come = (today.month, today.day) < (born.on.month, born.on.day)
    return today.year - born.on.year - birthday_to_come


def _iso_date(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip(), re.ASCII)
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _uk_date(text: str, today: date) -> date | None:
    if not (found := _UK_DATE.fullmatch(text)):
        return None
    year = int(found[3])
    if len(found[3]) == len("yy"):
        year += today.year // _CENTURY * _CENTURY
        year -= _CENTURY if year > today.year else 0
    return _date(year, int(found[2]), int(found[1]))


def _word_date(text: str) -> date | None:
    found = _WORD_DATE.fullmatch(text)
    if not found or found[2][:3].casefold() not in _MONTHS:
        return None
    return _date(int(found[3]), _MONTHS.index(found[2][:3].casefold()) + 1, int(found[1]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
