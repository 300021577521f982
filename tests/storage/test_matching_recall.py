"""Of 5,000 made-up people, those referred again with a slip are found, and few others are."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from board.referrals import Referral
from storage.database import Database
from storage.unit import Snapshot, Unit
from tests.storage.builders import HERE
from tests.storage.conftest import Opener
from tests.storage.made_up_people import (
    SLIPS,
    SLIPS_TOGETHER,
    People,
    Person,
    Slip,
    a_referral_of,
    of_age_only,
    referral_of,
)

NUMBER = 5_000
OF_EACH_SLIP = 50
OF_EACH_TWO = 25
RECALL = 0.95
FALSE_MATCHES = 1.0


@dataclass
class Measured:
    """Of how many asked for, how many were found, found first, and how many others came up."""

    asked: int = 0
    found: int = 0
    first: int = 0
    others: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.asked

    @property
    def false_matches(self) -> float:
        return self.others / self.asked

    def __add__(self, more: "Measured") -> "Measured":
        return Measured(
            self.asked + more.asked,
            self.found + more.found,
            self.first + more.first,
            self.others + more.others,
        )

    def __str__(self) -> str:
        found, first = self.recall, self.first / self.asked
        return f"{found:8.1%}{first:8.1%}{self.false_matches:8.2f}"


def ref_of(number: int) -> str:
    return f"REF-2026-{number + 1:04d}"


@dataclass(frozen=True)
class Register:
    """Everybody has been referred once; 1 in 25 by their age alone."""

    database: Database
    people: People
    everybody: tuple[Person, ...]
    form: Referral

    def measure(self, slip: Slip, number_of: int) -> Measured:
        measured = Measured()
        while measured.asked < number_of:
            number = self.people.random.randrange(NUMBER)
            asked = slip(self.everybody[number], self.people)
            if asked is not None:
                measured += self._ask(asked, ref_of(number))
        return measured

    def _ask(self, asked: Person, ref: str) -> Measured:
        new = referral_of(self.form, asked, ref_of(NUMBER))

        def alike(snapshot: Snapshot) -> list[str]:
            return [each.referral.ref for each in snapshot.referrals.alike(new)]

        found = self.database.read_now(alike)
        is_found = ref in found
        return Measured(1, is_found, found[:1] == [ref], len(found) - is_found)


@pytest.fixture
def register(sqlite_url: str, opener: Opener) -> Register:
    database, people = opener(sqlite_url), People()
    everybody = tuple(people.some(NUMBER))

    def keep(unit: Unit) -> Referral:
        form = a_referral_of(unit, everybody[0], ref_of(0))
        for number, person in enumerate(everybody):
            told = of_age_only(person, people) if number % 25 == 0 else person
            unit.referrals.insert(referral_of(form, told, ref_of(number)))
        return form

    return Register(database, people, everybody, database.write_now(keep, origin=HERE))


def measure_all(register: Register, slips: Mapping[str, Slip], of_each: int) -> dict[str, Measured]:
    measured = {name: register.measure(slip, of_each) for name, slip in slips.items()}
    lines = [f"{name:32}{each}" for name, each in measured.items()]
    lines.append(f"{'all':32}{sum(measured.values(), Measured())}")
    print("", f"{'':32}   found   first  others", *lines, sep="\n")  # noqa: T201 - the measure
    return measured


def test_people_referred_again_with_a_slip_are_found_and_few_others(register: Register):
    one_slip = measure_all(register, SLIPS, OF_EACH_SLIP)
    measure_all(register, SLIPS_TOGETHER, OF_EACH_TWO)

    altogether = sum(one_slip.values(), Measured())
    assert {name for name, each in one_slip.items() if each.recall < RECALL} == set()
    assert altogether.false_matches < FALSE_MATCHES
