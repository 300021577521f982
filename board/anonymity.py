"""The anonymity guard: nothing that leads to a person goes into a text that everyone may see.

It helps, and proves nothing: the chair approves what is board-safe.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from board.errors import BoardError, Forbidden
from board.identifiers import kinds_of_identifier
from board.known_names import KnownNames
from board.names import holds_name
from board.people import Permission, Person

A_NAME = "a name"
SHORTEST_REASON = 30
_SAME = str.maketrans(
    dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}`", "'")
    | dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
_SPACES = re.compile(r"[ \t\u2028\u2029]{2,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What kind of personal information stands in which field; never the words themselves."""

    field: str
    kind: str


@dataclass(frozen=True, slots=True)
class Override:
    """A co-chair's word that a text is board-safe all the same."""

    by: Person
    reason: str


class PersonalText(BoardError):
    """A text for everyone holds what looks like personal information."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        super().__init__("V23", type=first.kind)
        self.findings = findings
        self.field = first.field
        self.kind = first.kind


def find_personal(text: str, *, known_names: KnownNames) -> tuple[str, ...]:
    """The kinds of personal information in a text, each once."""
    plain = _plain(text)
    return tuple(dict.fromkeys(_kinds(plain, known_names)))


def findings_in(texts: Mapping[str, str], *, known_names: KnownNames) -> tuple[Finding, ...]:
    """What is found in which of the texts, by the name of the field."""
    return tuple(
        Finding(field, kind)
        for field, text in texts.items()
        for kind in find_personal(text, known_names=known_names)
    )


def demand_board_safe(
    texts: Mapping[str, str], *, known_names: KnownNames, override: Override | None = None
) -> bool:
    """Refuse texts that seem to hold personal information; whether an override was needed.

    Raises PersonalText for what is found; with an override, Forbidden where it is not a
    co-chair's and BoardError (V11) where its reason is short. The caller audits an override
    that was used, and every refusal.
    """
    findings = findings_in(texts, known_names=known_names)
    if not findings:
        return False
    if override is None:
        raise PersonalText(findings)
    if not override.by.may(Permission.GUARD_OVERRIDE):
        raise Forbidden
    if len(override.reason.strip()) < SHORTEST_REASON:
        raise BoardError("V11")
    return True


def _kinds(plain: str, known: KnownNames) -> Iterator[str]:
    yield from kinds_of_identifier(plain)
    if holds_name(plain, known):
        yield A_NAME


def _plain(text: str) -> str:
    """The text with one kind of space, dash and apostrophe, and nothing invisible."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SAME)
    return _SPACES.sub(" ", text)
