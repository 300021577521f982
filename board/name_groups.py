"""Words in a row that look like names, and what their neighbours make of them."""

from collections.abc import Iterator, Sequence

from board.context import (
    ABBREVIATED_RANKS,
    BEFORE_PLACES,
    COMES_FROM_PEOPLE,
    DESIGNATORS,
    HAPPENS_TO_PEOPLE,
    HEADS,
    KIN,
    LABELS,
    NAME_LIKE_HEADS,
    NEVER_ALONE,
    NOT_A_FIRST_NAME,
    NOT_BEFORE_PERSONS,
    OF_PEOPLE,
    PLACE_NOUNS,
    RANKS,
    TITLES,
    VERBS_OF_PEOPLE,
    WITH_A_PERSON,
)
from board.known_names import KnownNames
from board.reading import Word
from board.words import GIVEN_NAMES, SURNAMES, Likeness


class Group:
    """A row of words that look like names, between its neighbours."""

    def __init__(self, words: Sequence[Word], first: int, last: int) -> None:
        self.words = [each for each in words[first : last + 1] if each.likeness > Likeness.WORD]
        self.before = words[first - 1] if first and words[first].is_joined else None
        is_row = self.before is not None and self.before.is_joined
        self.before_that = words[first - 2] if is_row and first > 1 else None
        self.rest = list(_row(words, last + 1))
        self.after = self.rest[0] if self.rest else None
        self.next = words[last + 1] if last + 1 < len(words) else None

    def is_name(self, known: KnownNames) -> bool:
        """Whether this is likely a person who is no member."""
        if self._is_known(known):
            return False
        if self._is_introduced():
            return True
        return self._is_full_name() if len(self.words) > 1 else self._is_single_name()

    def _is_known(self, known: KnownNames) -> bool:
        small = [each.small for each in self.words]
        initial = [self.before.small] if self.before and self.before.is_initial else []
        if known.allows(small, initial):
            return True
        begins = self.words[0].is_first and self.words[0].likeness is Likeness.EITHER
        return begins and len(small) > 1 and known.allows(small[1:])

    def _is_introduced(self) -> bool:
        """By a title, a rank or an initial."""
        if not (before := self.before):
            return False
        if before.small in TITLES:
            return True
        is_sure = self._most() >= Likeness.UNKNOWN
        if before.is_initial:
            if self.before_that and self.before_that.small in LABELS:
                return False
            has_dot = "." in self.words[0].gap
            return has_dot or (is_sure and before.small not in {"a", "i"})
        if before.small in ABBREVIATED_RANKS and before.is_capital:
            return not self._is_of_a_place()
        return before.small in RANKS and is_sure and not self._is_of_a_place()

    def _is_full_name(self) -> bool:
        first, last = self.words[0], self.words[-1]
        if self.after and self.after.small in HEADS and self.after.is_capital:
            return False
        if self._most() < Likeness.NAME and self._begins_a_place():
            return False
        if last.small in NAME_LIKE_HEADS:
            return self._is_not_a_place()
        if self._most() is Likeness.EITHER:
            return self._is_pair_of_either()
        if first.is_first and first.likeness is Likeness.UNKNOWN:
            return last.likeness >= Likeness.UNKNOWN or last.small not in NEVER_ALONE
        return True

    def _begins_a_place(self) -> bool:
        """Kelvedon Hatch police station, Hywel Dda Health Board."""
        if self.after and self.after.small in PLACE_NOUNS:
            return True
        return any(each.small in HEADS for each in self.rest if each.is_capital)

    def _is_not_a_place(self) -> bool:
        """Sarah Hill, and not the Sarah Hill or Rose Ward."""
        first = self.words[0]
        if self.before and self._comes_as_a_place(self.before):
            return False
        if self._is_rather_a_ward():
            return False
        if first.likeness is Likeness.UNKNOWN and first.is_first:
            return self._does_something()
        return max(each.likeness for each in self.words[:-1]) >= Likeness.UNKNOWN

    def _is_rather_a_ward(self) -> bool:
        """Wards have all kinds of names; but somebody is met, and something is of somebody."""
        first, last = self.words[0], self.words[-1]
        if last.text != "Ward" or len(self.words) != len((first, last)):
            return False
        before = self.before.small if self.before else "for"
        return first.likeness is Likeness.UNKNOWN and before in {"for", "to", "and", "on", "or"}

    def _is_pair_of_either(self) -> bool:
        """Mark Young: both words are ordinary, and together a name."""
        first, last = self.words[0], self.words[-1]
        if first.small not in GIVEN_NAMES or last.small not in SURNAMES:
            return False
        if not NOT_A_FIRST_NAME.isdisjoint((first.small, last.small)):
            return False
        if self.before and self.before.small in {"the", "in", "at", "near"}:
            return False
        if self.after and self.after.is_capital:
            return False
        return not first.is_first or self._does_something()

    def _is_single_name(self) -> bool:
        [word] = self.words
        if word.likeness is Likeness.NAME:
            return not self._is_of_a_place()
        if word.likeness is Likeness.EITHER and (
            word.small not in GIVEN_NAMES or word.small in NEVER_ALONE
        ):
            return False
        if self._is_surname_first(word) or self._is_family(word):
            return True
        if word.is_first:
            return word.likeness is Likeness.UNKNOWN and self._is_evidently_a_person(word)
        return self._stands_as_a_person(word)

    def _is_surname_first(self, word: Word) -> bool:
        """WELKINFORD, Ostara."""
        if not word.text.isupper() or not self.next or self.next.gap != ", ":
            return False
        return self.next.likeness > Likeness.WORD

    def _is_family(self, word: Word) -> bool:
        """The Welkinford brothers."""
        if word.likeness is not Likeness.UNKNOWN or not self.after:
            return False
        return not self.after.is_capital and self.after.small in KIN

    def _stands_as_a_person(self, word: Word) -> bool:
        """Mid-sentence, where a person would stand and no place or product does."""
        before, after = self.before, self.after
        if not before or before.small in DESIGNATORS or self._comes_as_a_place(before):
            return False
        if before.is_capital and not before.is_first and not self._may_be_given_name(before):
            return False
        if word.is_owner:
            return after is None or after.small in OF_PEOPLE
        return after is None or (not after.is_capital and after.small in WITH_A_PERSON)

    def _comes_as_a_place(self, before: Word) -> bool:
        """From Wexcombe, but not: a call from Ostara."""
        if before.small == "from" and self.before_that:
            return self.before_that.small not in COMES_FROM_PEOPLE
        return before.small in BEFORE_PLACES

    def _may_be_given_name(self, before: Word) -> bool:
        """Thistle in "ask Thistle Welkinford to": a word alone in its capital, and no body's."""
        if before.text.isupper() or before.small in HEADS | NOT_BEFORE_PERSONS:
            return False
        that = self.before_that
        return not that or not that.is_capital or that.is_first

    def _is_evidently_a_person(self, word: Word) -> bool:
        if word.is_owner:
            return self.after is not None and self.after.small in OF_PEOPLE
        return self._does_something()

    def _does_something(self) -> bool:
        small = [each.small for each in self.rest[:3]]
        if not small or small[0] not in VERBS_OF_PEOPLE:
            return False
        return small[0] not in {"was", "is", "has", "had", "will", "to"} or not (
            HAPPENS_TO_PEOPLE.isdisjoint(small[1:])
        )

    def _is_of_a_place(self) -> bool:
        """Wallace ward, Clare's law, Operation Alice, St Peter's."""
        if self.before and self.before.small in DESIGNATORS:
            return True
        if self.after and self.after.small in HEADS:
            return True
        return any(each.small in HEADS for each in self.rest if each.is_capital)

    def _most(self) -> Likeness:
        return max(each.likeness for each in self.words)


def _row(words: Sequence[Word], at: int) -> Iterator[Word]:
    """The words from `at` on that follow each other with only spaces between: four at most."""
    for each in words[at : at + 4]:
        if not each.is_joined:
            return
        yield each
