"""What in a text for everyone may lead to one person together with what people know already."""

import re
from collections.abc import Container, Iterator

from board.context import NOT_UNITS
from board.words import PLACES

AGE_WITH_MORE = "an age together with a condition or a district"
UNIT_WITH_DATE = "the name of a unit together with a date"
SMALL_COUNT = "a count below 5"

_DECADE = r"(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
_AGE = re.compile(
    r"\b\d{1,3}[ -]?years?[ -]?old\b|\baged? (?:about |around |of )?\d{1,3}\b|\b\d{1,2} ?y/?o\b"
    rf"|\bin (?:his|her|their) (?:early |mid[ -]|late )?{_DECADE}\b|\b\d{{2}}[ -]?(?:m|f)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:schizo\w+|psychosis|psychotic|bipolar|depress(?:ion|ed|ive)|personality disorder"
    r"|autis\w+|adhd|dementia|alzheimer\w*|ptsd|post[ -]traumatic|learning disabilit\w+"
    r"|eating disorder|anorexi\w+|bulimi\w+|anxiety|paranoi\w+|delusion\w*|mania|manic|ocd"
    r"|brain injury|addict\w+|alcohol\w*|self[ -]harm\w*|suicid\w+)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b[A-Z][\w'-]+ (?:[Ww]ard|[Uu]nit|[Ss]uite|Lodge|House|Centre|Clinic)\b")
_DATE = re.compile(
    r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|last night)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:(?<![\d.,:/-])[1-4]|one|two|three|four|a single|only one)(?: (?!of\b)[a-z-]{3,}){0,2}"
    r" (?:people|persons?|patients?|men|man|women|woman|boys?|girls?|child|children|adults?|cases?"
    r"|detainees|residents?|subjects|victims?|suspects?|detentions?|deaths?)\b",
    re.IGNORECASE,
)


def warnings_of(text: str, *, districts: Container[str] = ()) -> tuple[str, ...]:
    """What to look at again before a text is posted; none of it blocks.

    `districts` are the board's own, in small letters, beside the towns and counties known here.
    """
    return tuple(_cautions(text, districts))


def _cautions(text: str, districts: Container[str]) -> Iterator[str]:
    if _AGE.search(text) and (_CONDITION.search(text) or _names_district(text, districts)):
        yield AGE_WITH_MORE
    if _DATE.search(text) and any(_is_one_unit(found[0]) for found in _UNIT.finditer(text)):
        yield UNIT_WITH_DATE
    if _COUNT.search(text):
        yield SMALL_COUNT


def _names_district(text: str, districts: Container[str]) -> bool:
    capitals = (each.lower() for each in re.findall(r"\b[A-Z][a-z]{2,}\b", text))
    return any(each in districts or (each in PLACES and each != "reading") for each in capitals)


def _is_one_unit(name: str) -> bool:
    return name.partition(" ")[0].lower() not in NOT_UNITS
