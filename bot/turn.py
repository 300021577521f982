"""One turn: who speaks, where and when; and what a handler gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from board.calendar import Calendar
from board.disclosure import Audience, Means
from board.documents import Label
from board.facts import Fact, Notice, Result
from board.people import Person
from board.places import Forum, Place, PlaceKind
from board.tiers import Tier
from bot.asked import Roster, Unavailable
from bot.holidays import DaysOff
from cards.views import Hours, Surface, View


@dataclass(frozen=True, slots=True)
class Office:
    """What does not change between turns: working hours, the duty number, rehearsal."""

    calendar: Calendar
    duty_number: str
    rehearsal: bool
    administrators: frozenset[str] = frozenset()
    days_off: DaysOff = field(default_factory=DaysOff)
    """The calendar's own days off, which a setting changes."""

    def hours(self, now: datetime) -> Hours:
        """Whether anybody reads referrals now, when next, and whom to phone meanwhile."""
        calendar = self.calendar
        return Hours(calendar.is_open(now), calendar.next_opening(now), self.duty_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A verified message or press, with one instant of board time for all of it.

    `account` is who really spoke, `person` who they are to the board (another only in
    rehearsal). `delivery` is the id of the activity, `origin` of the post pressed; `asked` is
    what the route asked for from outside.
    """

    person: Person
    account: str
    place: Place
    means: Means
    now: datetime
    office: Office
    words: str = ""
    delivery: str = ""
    origin: str = ""
    asked: Roster | Unavailable | None = None

    @property
    def audience(self) -> Audience:
        """Who will see the reply: a person answered in private, or a whole place."""
        unaddressed = self.means is Means.POST and not self.place.is_private
        return Audience(None if unaddressed else self.person, self.place, self.means, self.now)

    @property
    def is_for_all(self) -> bool:
        """Whether everybody in a channel may read the answer; a dialog is one person's own."""
        return not self.place.is_private and self.means is not Means.DIALOG

    @property
    def surface(self) -> Surface:
        """Where the reply is drawn."""
        if self.means is Means.DIALOG:
            return Surface.DIALOG
        private = self.place.kind is PlaceKind.PERSONAL
        return Surface.PERSONAL if private else Surface.CHANNEL

    @property
    def hours(self) -> Hours:
        """Working hours as they stand now."""
        return self.office.hours(self.now)

    def fact(
        self, name: str, about: str, tier: Tier, result: Result = Result.DONE, **details: str
    ) -> Fact:
        """A fact of this turn's person at this turn's instant."""
        return Fact(
            name=name,
            about=about,
            by=self.person.id,
            at=self.now,
            tier=tier,
            result=result,
            details=details,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFetch:
    """A file that somebody hands over: from where, and what it will be called and belong to.

    The address lets whoever has it read the file: it is never kept, shown or logged.
    """

    url: str = field(repr=False)
    label: Label
    forum: Forum


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a handler gives back: a view to draw, and what goes into the record with it.

    A deed writes its own facts; a view names its access `fact`, which is committed, with
    `tell`, before the card leaves. `ref` is what a deed done once is remembered by;
    `after` is called on the event loop once the unit is durable; `fetch` is fetched then.
    """

    view: View | None = None
    fact: Fact | None = None
    tell: tuple[Notice, ...] = ()
    ref: str = ""
    after: Callable[[], None] | None = None
    fetch: ToFetch | None = None
