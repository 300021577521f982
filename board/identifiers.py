"""Numbers, addresses and dates in a text that lead to one person."""

import re
from collections.abc import Callable, Iterator
from re import Match, Pattern

from board.context import POSTCODE_AREAS

LAST_BIRTH_YEAR = 2015
"""A full date of a later year is taken for the board's own business, not for a birthday."""

# Patterns begin with a digit where they can: a search then skips all letters at once. Those that
# need a word (born, crime, PNC) are tried only where it occurs.
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)[0-9]{2}"
_WORDED_DAY = rf"{_DAY}(?:st|nd|rd|th)?(?: of)?"
_DATE = (
    rf"[0-9](?<![0-9/.-][0-9])[0-9]?(?:(?:st|nd|rd|th)?(?: of)?[ -]?"
    rf"{_MONTHS},?[ -]?(?P<a>{_YEAR}|'?[0-9]{{2}}(?=$|[.,;)!?\n]))"
    rf"|[./ -]{_MONTH}[./ -](?P<b>{_YEAR})|([/-]){_MONTH}\3(?P<c>[0-9]{{2}})"
    rf"|\.[0-9]{{2}}\.(?P<d>[0-9]{{2}}))(?![0-9])"
)
_MARK = r"(?:born|d\.? ?o\.? ?b\b\.?|dates? of birth|birth ?dates?|birthdays?)"
_BETWEEN = r"(?:\W{1,3}(?:is|was|of|on|in|given as|recorded as|the|around|about|circa)){0,2}\W{0,3}"
_BIRTH_TOLD = (
    rf"\b{_MARK}{_BETWEEN}(?:\d{{1,2}}\W{{1,2}}\d{{1,2}}\W{{1,2}}\d{{2}}|{_YEAR}(?!\d)|\d{{6}}(?!\d)"
    rf"|\d{{8}}(?!\d)|{_WORDED_DAY} {_MONTHS}\b|{_MONTHS} (?:19|20)?\d\d)"
)
_YEAR_FIRST = rf"(?P<a>[12][0-9]{{3}})(?<![0-9/.-][0-9]{{4}})[./-]{_MONTH}[./-]{_DAY}(?![0-9])"
_MONTH_FIRST = rf"\b{_MONTHS} {_DAY}(?:st|nd|rd|th)?,? (?P<a>{_YEAR})(?![0-9])"
_STREETS = (
    r"street|st|road|rd|avenue|ave|lane|ln|close|drive|court|ct|crescent|cres|way|place|terrace"
    r"|gardens|gdns|grove|square|hill|row|mews|walk|rise|view|green|parade|wharf|quay|broadway"
)
_PLAIN_STREETS = r"street|road|rd|avenue|ave|lane|crescent|terrace|mews|gardens|grove|close|drive"
_SMALL_STREET_ENDS = (
    r"(?=\s*(?:$|[.,;:)!?\n-]|(?:in|at|on|and|to|for|with|is|was|has|where|near|after|by|before|who"
    r"|again|since|until|from|as|[a-z]+ly)\b))"
)
_NOT_STREETS = frozenset({"new", "more", "main", "per", "extra", "live", "off", "of", "the", "a",
                          "an", "joint", "rural", "busy", "further", "different", "other", "local",
                          "our", "your", "side", "along", "to", "at", "after", "before", "within",
                          "hours", "hour", "days", "day", "weeks", "week", "months", "month",
                          "years", "year", "minutes", "minute", "beds", "staff", "people",
                          "actions", "cases", "and", "or", "will", "on", "in", "for", "not",
                          "mile", "miles", "magistrates", "magistrates'"})  # fmt: skip
_COURTS = frozenset({"crown", "magistrates", "magistrates'", "county", "high", "youth", "family",
                     "supreme"})  # fmt: skip
_ORDINAL = re.compile(r"1st|2nd|3rd|[04-9]th|\dhr")
_CUE = r"(?:ref(?:erence)?|number|num|no|nr|report|record|log|urn|id)"


def kinds_of_identifier(text: str) -> Iterator[str]:
    """What kinds of number, address or date stand in a plain text, the surest first."""
    if "@" in text and _EMAIL.search(text):
        yield "an email address"
    if not _DIGIT.search(text):
        return
    small = text.lower()
    for kind, cues, pattern, holds in _KINDS:
        if cues and not any(cue in small for cue in cues):
            continue
        if any(holds(found) for found in pattern.finditer(text)):
            yield kind


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (modulus 11)."""
    total = sum(int(each) * weight for each, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def _always(_found: Match[str]) -> bool:
    return True


def _is_nhs(found: Match[str]) -> bool:
    """Ten digits with a right check digit, or any ten that are called an NHS number."""
    before = found.string[max(0, found.start() - 16) : found.start()].lower()
    if _NHS_CUE.search(before):
        return True
    is_own = _OWN_REFERENCE.search(before) or _BOARD_DATE.match(found[0])
    return not is_own and is_nhs_number(re.sub(r"\D", "", found[0]))


def _is_postcode(found: Match[str]) -> bool:
    """What stands before the last three is the first half of one, and they are no 2nd or 4hr."""
    outward = _OUTWARD.search(found.string[max(0, found.start() - 7) : found.start()])
    if not outward or outward[1].lower() not in POSTCODE_AREAS:
        return False
    return not _ORDINAL.fullmatch(found[1])


def _is_phone(found: Match[str]) -> bool:
    """Freephone and 03 numbers are an organisation's: helplines are fit for a board."""
    national = re.sub(r"\D", "", re.sub(r"^(?:\+|00)44\D*(?:\(0\))?", "0", found[0]))
    return not national.startswith(("03", "0800", "0808"))


def _is_birth(found: Match[str]) -> bool:
    year = next(each for each in found.groupdict().values() if each).lstrip("'")
    if len(year) == len("84"):
        return int(year) <= LAST_BIRTH_YEAR % 100 or int(year) >= 40  # noqa: PLR2004 - 1940 to 1999
    return int(year) <= LAST_BIRTH_YEAR


def _is_street(found: Match[str]) -> bool:
    words = found["name"].split()
    is_of_law = found["way"].lower() == "court" and words[-1].lower() in _COURTS
    return not found["of"] and not is_of_law and _NOT_STREETS.isdisjoint(words)


_EMAIL = re.compile(r"[^\s@]@[^\s@.]+\.[^\s@]")
_DIGIT = re.compile(r"[0-9]")
_NHS_CUE = re.compile(r"\bnhs\W{0,2}(?:number|num|no|nr)?(?:\W{1,3}is)?\W{0,3}$")
_OWN_REFERENCE = re.compile(r"[a-z]{3}-$")
_BOARD_DATE = re.compile(r"20\d\d-\d\d-\d\d")
_NHS = r"[0-9](?<![0-9][0-9])(?:[ .-]{0,2}[0-9]){9}(?![0-9:])"
_PHONE = (
    r"[+(07](?<![0-9/.-][+(07])(?:(?:(?<=\+)|(?<=0)0)44[ .-]?(?:\(0\))?[ .-]?|(?<=0) ?|(?<=\()0 ?)"
    r"[1-9](?:[ .()-]{0,2}[0-9]){8,9}(?![0-9])"
)
_BARE_MOBILE = r"7(?<![0-9/.-]7)[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}(?![0-9])"
_POLICE = r"[0-9](?<![0-9A-Za-z][0-9])[0-9](?:[0-9]{2})? ?/ ?[0-9]{4,7} ?[A-Za-z]\b"
_POLICE_SHORT = r"[0-9](?<![0-9A-Za-z][0-9])[0-9]{2,5}/[0-9]{2}[A-Za-z]\b"
_PNC = r"\bPNC(?:[ -]?id)?\W{0,3}(?:number|no)?\W{0,3}(?:19|20)?\d\d\W?\d{1,7}[A-Z]?\b"
_CRIME = (
    r"[0-9](?<![0-9A-Za-z][0-9])(?:[0-9][A-Za-z]{0,3} ?/ ?[0-9]{3,7} ?/ ?[0-9]{2}(?:[0-9]{2})?"
    r"|[0-9]{4,6}/[0-9]{2})(?![0-9])"
)
_CRIME_TOLD = (
    rf"\b(?:crime|offence|incident|occurrence|custody|cad|storm) {_CUE}\b"
    rf"(?:[ .:#]{{1,3}}{_CUE}\b){{0,2}}[ .:#]{{0,3}}(?:is )?(?:[A-Z]{{1,4}}[/ -]?)?"
    r"\d[\dA-Z/-]{3,}|\bCAD[ #:]{0,2}\d{3,5}\b|\bCRI?/[\dA-Z]"
)
_INWARD = r"([0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![0-9A-Za-z])"
_OUTWARD = re.compile(r"(?:^|[^\w-])([A-Z]{1,2})[0-9][A-Z0-9]? {0,2}$", re.IGNORECASE)
_STREET = (
    rf"[0-9](?<![0-9A-Za-z-][0-9])[0-9]{{0,2}}[A-Za-z]?,? (?P<name>(?:[A-Z][\w'-]* ){{1,3}})"
    rf"(?P<way>(?i:{_STREETS}))\b\.?(?P<of> of\b| [Tt]riage\b)?"
)
_SMALL_STREET = (
    rf"[0-9](?<![0-9A-Za-z-][0-9])[0-9]{{0,2}}[a-z]?,? (?P<name>(?:[a-z'-]{{3,}} ){{1,2}}?)"
    rf"(?P<way>{_PLAIN_STREETS})\b(?P<of>){_SMALL_STREET_ENDS}"
)
_BORN = ("born", "birth", "dob", "d.o.b", "d o b", "d. o. b", "d.o b")
_CRIMES = ("crime", "offence", "incident", "occurrence", "custody", "cad", "storm", "cr/", "cri/")
_I = re.IGNORECASE
_KINDS: tuple[tuple[str, tuple[str, ...], Pattern[str], Callable[[Match[str]], bool]], ...] = (
    ("an NHS number", (), re.compile(_NHS), _is_nhs),
    ("a phone number", (), re.compile(_PHONE), _is_phone),
    ("a phone number", (), re.compile(_BARE_MOBILE), _always),
    ("a police reference", ("/",), re.compile(_POLICE), _always),
    ("a police reference", ("/",), re.compile(_POLICE_SHORT), _always),
    ("a police reference", ("pnc",), re.compile(_PNC, _I), _always),
    ("a crime reference", ("/",), re.compile(_CRIME), _always),
    ("a crime reference", _CRIMES, re.compile(_CRIME_TOLD, _I), _always),
    ("a date of birth", _BORN, re.compile(_BIRTH_TOLD, _I), _always),
    ("a date of birth", _BORN, re.compile(rf"{_DATE}(?=\W{{1,3}}{_MARK})", _I), _always),
    ("a date of birth", (), re.compile(_DATE, _I), _is_birth),
    ("a date of birth", ("19", "20"), re.compile(_YEAR_FIRST), _is_birth),
    ("a date of birth", ("19", "200", "201"), re.compile(_MONTH_FIRST, _I), _is_birth),
    ("a postcode", (), re.compile(_INWARD), _is_postcode),
    ("an address", (), re.compile(_STREET), _is_street),
    ("an address", (), re.compile(_SMALL_STREET, _I), _is_street),
)
