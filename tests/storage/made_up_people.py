"""Made-up people as a register has them: names with real frequencies, dates, numbers; and slips.

All names are put together from syllables, short and like one another as names are. A few are
borne by many and most by few: the commonest first name by 1 in 40, the commonest last name by 1 in
120, which is about what registers of births count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from board.referrals import Referral, submit
from storage.unit import Unit
from tests.storage.builders import CALENDAR, NOON, a_draft

_ONSETS = (*"bcdfghjklmnprstvwz", "br", "ch", "cl", "dr", "fr", "gr", "ph", "sh", "st", "th")
_VOWELS = (*"aaeeiioou", "ai", "ea", "ee", "ie", "ou")
_CODAS = (*"nrls", "ck", "ll", "nd", "rt", "ss", "tt", "x", "ng", "", "", "", "", "", "", "")
_ENDINGS = (*"aaeyns", "ie", "an", "in", "on", "er", "ton", "ley", "man", "ford", "ez", "", "")


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist, as a form would describe them."""

    first: str
    last: str
    born: date
    middle: str = ""
    number: str = ""
    says_born: str = ""

    @property
    def name(self) -> str:
        return " ".join(each for each in (self.first, self.middle, self.last) if each)


@dataclass
class People:
    """The people of one seed, with the names they are drawn from."""

    random: Random = field(default_factory=lambda: Random(20261120))  # noqa: S311 - the same each time

    def __post_init__(self) -> None:
        self.firsts = self._names(800, syllables=(1, 1, 2))
        self.lasts = self._names(6_000, syllables=(1, 1, 2, 2))
        self._first_weights = [1 / (rank + 8) ** 0.95 for rank in range(len(self.firsts))]
        self._last_weights = [1 / (rank + 12) ** 0.8 for rank in range(len(self.lasts))]

    def some(self, number: int) -> list[Person]:
        return [self.one() for _ in range(number)]

    def one(self) -> Person:
        last = self.last()
        if self.random.random() < 0.06:
            last = f"{last}-{self.last()}"
        middle = self.first() if self.random.random() < 0.35 else ""
        number = f"{self.random.randrange(10**9, 10**10)}" if self.random.random() < 0.5 else ""
        return Person(self.first(), last, self.born(), middle, number)

    def first(self) -> str:
        return self.random.choices(self.firsts, self._first_weights)[0]

    def last(self) -> str:
        return self.random.choices(self.lasts, self._last_weights)[0]

    def born(self) -> date:
        """Most are adults between 18 and 60; the day is the first of January for 2 in 100."""
        age = self.random.triangular(14, 90, 32)
        born = NOON.date() - timedelta(days=round(age * 365.25))
        return born.replace(month=1, day=1) if self.random.random() < 0.02 else born

    def _names(self, number: int, syllables: tuple[int, ...]) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < number:
            name = "".join(self._syllable() for _ in range(self.random.choice(syllables)))
            name = (name + self.random.choice(_ENDINGS)).capitalize()
            if 3 <= len(name) <= 11:
                made[name] = None
        return list(made)

    def _syllable(self) -> str:
        return "".join(self.random.choice(each) for each in (_ONSETS, _VOWELS, _CODAS))


def a_referral_of(unit: Unit, person: Person, ref: str) -> Referral:
    """A referral of this person, not kept."""
    nurse = unit.people.person("account-nurse", name="", now=NOON)
    referral = submit(a_draft(), ref, by=nurse, now=NOON, calendar=CALENDAR)
    return referral_of(referral, person, ref)


def referral_of(form: Referral, person: Person, ref: str) -> Referral:
    """The same referral, of this person."""
    identity = {
        **(form.identity or {}),
        "subject_name": person.name,
        "subject_born": person.says_born or person.born.isoformat(),
        "reference_numbers": person.number,
    }
    return replace(form, ref=ref, identity=identity)


# --- slips --------------------------------------------------------------------------------------

Slip = Callable[[Person, People], Person | None]
"""How somebody else writes the same person; None where this cannot happen to them."""

_SPELLINGS = (
    ("ph", "f"), ("ck", "k"), ("ie", "y"), ("ee", "ea"), ("ai", "ay"), ("ou", "u"), ("ss", "s"),
    ("ll", "l"), ("tt", "t"), ("c", "k"), ("x", "ks"), ("sh", "sch"), ("w", "v"), ("z", "s"),
    ("th", "t"), ("ch", "tch"), ("ey", "y"), ("er", "or"), ("i", "y"), ("son", "sen"),
)  # fmt: skip


def _respelt(name: str, people: People) -> str | None:
    """One habit of spelling exchanged for another, wherever it is in the name."""
    both = (*_SPELLINGS, *((other, one) for one, other in _SPELLINGS))
    fit = [(one, other) for one, other in both if one in name.casefold()]
    if not fit:
        return None
    one, other = people.random.choice(fit)
    return name.casefold().replace(one, other, 1)


def _typed(word: str, kind: str, people: People) -> str:
    """The word with one slip of the finger, not in its first letter."""
    at = people.random.randrange(1, len(word))
    letter = people.random.choice("abcdefghijklmnopqrstuvwxyz")
    if kind == "insertion":
        return word[:at] + letter + word[at:]
    if kind == "deletion":
        return word[:at] + word[at + 1 :]
    if kind == "substitution":
        return word[:at] + letter + word[at + 1 :]
    at = max(1, at - 1)
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def _typed_anywhere(kind: str) -> Slip:
    def slip(person: Person, people: People) -> Person:
        if people.random.random() < 0.5:
            return replace(person, first=_typed(person.first, kind, people))
        return replace(person, last=_typed(person.last, kind, people))

    return slip


def _as_it_is(person: Person, _: People) -> Person:
    return person


def _spelt_otherwise(person: Person, people: People) -> Person | None:
    first, last = (_respelt(each, people) for each in (person.first, person.last))
    if people.random.random() < 0.5:
        return replace(person, first=first) if first else None
    return replace(person, last=last) if last else None


def _both_spelt_otherwise(person: Person, people: People) -> Person | None:
    first, last = (_respelt(each, people) for each in (person.first, person.last))
    return replace(person, first=first, last=last) if first and last else None


def _swapped(person: Person, _: People) -> Person:
    return replace(person, first=person.last, last=person.first)


def _middle_more(person: Person, people: People) -> Person | None:
    return None if person.middle else replace(person, middle=people.first())


def _middle_less(person: Person, _: People) -> Person | None:
    return replace(person, middle="") if person.middle else None


def _barrel_lost(person: Person, people: People) -> Person | None:
    parts = person.last.split("-")
    return replace(person, last=people.random.choice(parts)) if len(parts) > 1 else None


def _barrel_gained(person: Person, people: People) -> Person | None:
    if "-" in person.last:
        return None
    return replace(person, last=f"{person.last}-{people.last()}")


def _barrel_joined(person: Person, people: People) -> Person | None:
    if "-" not in person.last:
        return None
    return replace(person, last=person.last.replace("-", people.random.choice(("", " "))))


def _both_mistyped(person: Person, people: People) -> Person:
    kinds = ("insertion", "deletion", "substitution", "transposition")
    first, last = (people.random.choice(kinds) for _ in range(2))
    return replace(
        person,
        first=_typed(person.first, first, people),
        last=_typed(person.last, last, people),
    )


def _last_name_changed(person: Person, people: People) -> Person:
    return replace(person, last=people.last())


def _day_for_month(person: Person, _: People) -> Person | None:
    if person.born.day > 12 or person.born.day == person.born.month:
        return None
    return replace(person, born=date(person.born.year, person.born.day, person.born.month))


def _one_digit(person: Person, people: People) -> Person | None:
    digits = list(f"{person.born:%d%m%Y}")
    at = people.random.choice((0, 1, 2, 3, 6, 7))
    digits[at] = people.random.choice("0123456789".replace(digits[at], ""))
    typed = "".join(digits)
    try:
        born = date(int(typed[4:]), int(typed[2:4]), int(typed[:2]))
    except ValueError:
        return None
    return replace(person, born=born) if born < NOON.date() else None


def _year_off(person: Person, people: People) -> Person | None:
    if (person.born.month, person.born.day) == (2, 29):
        return None
    year = person.born.year + people.random.choice((-1, 1))
    return replace(person, born=person.born.replace(year=year))


def of_age_only(person: Person, people: People) -> Person:
    age = (NOON.date() - person.born).days // 365 + people.random.randint(-2, 2)
    return replace(person, says_born=f"about {age}")


def _number_spaced(person: Person, people: People) -> Person | None:
    """The number is all that is right: the name is an alias, the age a guess."""
    if not person.number:
        return None
    n = person.number
    typed = people.random.choice(
        (f"NHS {n[:3]} {n[3:6]} {n[6:]}", f"{n[:3]}-{n[3:6]}-{n[6:]}", f"NHS{n}", f"nhs no. {n} ")
    )
    other = people.one()
    return replace(other, number=typed, says_born="30")


def _then(*slips: Slip) -> Slip:
    def slip(person: Person, people: People) -> Person | None:
        changed: Person | None = person
        for each in slips:
            changed = each(changed, people) if changed else None
        return changed

    return slip


SLIPS: Mapping[str, Slip] = {
    "nothing changed": _as_it_is,
    "one name spelt otherwise": _spelt_otherwise,
    "both names spelt otherwise": _both_spelt_otherwise,
    "first and last name swapped": _swapped,
    "middle name added": _middle_more,
    "middle name left out": _middle_less,
    "half of a double name left out": _barrel_lost,
    "double name gained": _barrel_gained,
    "double name joined or apart": _barrel_joined,
    "letter too many": _typed_anywhere("insertion"),
    "letter missing": _typed_anywhere("deletion"),
    "wrong letter": _typed_anywhere("substitution"),
    "letters changed about": _typed_anywhere("transposition"),
    "both names mistyped": _both_mistyped,
    "last name changed": _last_name_changed,
    "day and month swapped": _day_for_month,
    "one digit of the date wrong": _one_digit,
    "year off by one": _year_off,
    "age only": of_age_only,
    "number spaced otherwise": _number_spaced,
}
"""One slip each: what the promise is about."""

SLIPS_TOGETHER: Mapping[str, Slip] = {
    "swapped, age only": _then(_swapped, of_age_only),
    "spelt otherwise, age only": _then(_spelt_otherwise, of_age_only),
    "wrong letter, age only": _then(_typed_anywhere("substitution"), of_age_only),
    "swapped, day and month swapped": _then(_swapped, _day_for_month),
    "spelt otherwise, digit wrong": _then(_spelt_otherwise, _one_digit),
    "letter missing, digit wrong": _then(_typed_anywhere("deletion"), _one_digit),
    "both mistyped, digit wrong": _then(_both_mistyped, _one_digit),
    "both mistyped, age only": _then(_both_mistyped, of_age_only),
    "last name changed, digit wrong": _then(_last_name_changed, _one_digit),
}
"""Two slips at once: measured, and not promised."""
