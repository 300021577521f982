"""Words beside a name that tell a person from a place, a law or a product."""

import re
from importlib import resources

_FILE = resources.files("board").joinpath("context_words.txt").read_text("utf-8")
_SECTIONS = {
    found[1]: frozenset(found[2].split())
    for found in re.finditer(r"^\[([a-z -]+)\]\n([^\[]*)", _FILE, re.MULTILINE)
}

TITLES = _SECTIONS["titles"]
ABBREVIATED_RANKS = _SECTIONS["abbreviated ranks"]
RANKS = ABBREVIATED_RANKS | _SECTIONS["ranks"]
"""What a person is, before the name: officer, patient, mother."""
LABELS = _SECTIONS["labels"]
"""Before a single letter that is no initial: annex, unit, option."""
PARTICLES = _SECTIONS["particles"]
"""Within a name: van, de, bin."""
DESIGNATORS = _SECTIONS["designators"]
"""Before the name of something: operation, storm, saint."""
HEADS = _SECTIONS["heads"]
"""After the name of a place or of what is called after somebody: ward, law, protocol."""
NAME_LIKE_HEADS = _SECTIONS["name-like heads"]
"""Heads that are surnames too: hill, park, ward."""
BEFORE_PLACES = _SECTIONS["before places"]
"""Before a lone name that is rather a place's: in, near, the, north."""
COMES_FROM_PEOPLE = _SECTIONS["comes from people"]
"""What is from a person rather than from a place: call, letter."""
NOT_BEFORE_PERSONS = _SECTIONS["not before persons"]
"""Words that begin an organisation's name whose last word is a place."""
NOT_A_FIRST_NAME = _SECTIONS["months"] | _SECTIONS["not a first name"]
NEVER_ALONE = NOT_A_FIRST_NAME | _SECTIONS["never alone"]
"""Words that are no sign of a person where they stand alone, capitalised or not."""
VERBS_OF_PEOPLE = _SECTIONS["verbs of people"]
"""What a person does, after the name: was, said, lives."""
HAPPENS_TO_PEOPLE = _SECTIONS["happens to people"]
"""What makes `was` and the like a sign of a person: arrested, seen, at."""
OF_PEOPLE = _SECTIONS["of people"]
"""What somebody has: mother, medication, address."""
WITH_A_PERSON = _SECTIONS["with a person"]
"""Words that may follow where a lone name stands for a person."""
POSTCODE_AREAS = _SECTIONS["postcode areas"]
NOT_UNITS = _SECTIONS["not units"]
"""Before ward or unit, where no single one is meant: acute, each, mental."""
PLACE_NOUNS = _SECTIONS["place nouns"]
"""After the name of a place, in small letters: police station, hospital."""
ANY_SURNAME_AFTER = _SECTIONS["any surname after"]
OFFICES = _SECTIONS["offices"]
"""After Mr or Madam, and no name: chair, mayor."""
KIN = _SECTIONS["kin"]
"""After a surname that stands for a family: the ... brothers."""
