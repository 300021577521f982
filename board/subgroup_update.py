"""A subgroup chair's update for the board: drafted from counts, approved by that chair. T0."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from board.actions import key_of
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.people import Person
from board.tiers import Tier

THEMES = 3
THEME_LONGEST = 100
TEXT_LONGEST = 500
SMALL = 5
"""Counts from 1 up to here are not shown in a table by outcome. Source: domain 4.5."""
LEAST_SHARE = 10
"""A percentage of fewer than this is not shown. Source: domain 4.5."""


class UpdateState(StrEnum):
    """Where an update stands."""

    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many: attended of invited, on time of asked."""

    of: int
    met: int

    @property
    def words(self) -> str:
        """As the board sees it: a percentage only of ten or more."""
        if self.of == 0:
            return "none asked"
        if self.of < LEAST_SHARE:
            return f"{self.met} of {self.of}"
        return f"{round(100 * self.met / self.of)}% ({self.met} of {self.of})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """How an agency took part in the period."""

    attended: Share
    research: Share = Share(0, 0)
    contributions: Share = Share(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the records say of the period: hearings by kind and outcome, plans, engagement.

    `cases` are distinct cases; `engagement` is by agency key, `outcomes` and `results` by code.
    Where other subgroups report too (`is_shared`), referrals and plans are of cases heard here.
    """

    meetings: int
    referrals: int
    cases: int
    new: int
    reviews: int
    outcomes: Mapping[str, int] = field(default_factory=dict)
    results: Mapping[str, int] = field(default_factory=dict)
    engagement: Mapping[str, Engagement] = field(default_factory=dict)
    plans_active: int = 0
    plans_overdue: tuple[str, ...] = ()
    is_shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupUpdate:
    """The update of one subgroup for one board; `chair` is a member's key."""

    board: str
    forum: str
    chair: str
    since: date
    until: date
    counts: Counts
    version: int = 1
    state: UpdateState = UpdateState.DRAFT
    results: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    blockers: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None

    @property
    def is_approved(self) -> bool:
        """It may enter the pack."""
        return self.state is UpdateState.APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What the chair adds in words; the caller has found them board-safe."""

    results: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    blockers: str = ""


Stepped = tuple[SubgroupUpdate, Fact]


def redrafted(update: SubgroupUpdate, counts: Counts) -> SubgroupUpdate:
    """A draft with the counts of today; what the chair wrote stays, what is approved too."""
    return update if update.is_approved else replace(update, counts=counts)


def edit(update: SubgroupUpdate, words: Edited, *, by: Person, now: datetime) -> Stepped:
    """The chair's own words; an approved update is a draft again until it is approved anew."""
    _demand_chair(update, by)
    themes = _lines(words.themes)
    results = _lines(words.results)
    blockers = words.blockers.strip()
    if len(themes) > THEMES:
        raise BoardError("update_themes")
    if any(len(each) > THEME_LONGEST for each in themes):
        raise BoardError("V38", n=THEME_LONGEST)
    if any(len(each) > TEXT_LONGEST for each in (*results, blockers)):
        raise BoardError("V38", n=TEXT_LONGEST)
    edited = replace(
        update,
        results=results,
        themes=themes,
        blockers=blockers,
        state=UpdateState.DRAFT,
        approved_by="",
        approved_at=None,
    )
    return edited, _fact("SubgroupUpdateEdited", update, by, now)


def approve(update: SubgroupUpdate, *, by: Person, now: datetime) -> Stepped:
    """That subgroup's chair, and nobody else, lets it into the pack."""
    _demand_chair(update, by)
    if update.is_approved:
        raise BoardError("update_approved")
    approved = replace(update, state=UpdateState.APPROVED, approved_by=key_of(by), approved_at=now)
    return approved, _fact("SubgroupUpdateApproved", update, by, now)


def for_pack(update: SubgroupUpdate) -> SubgroupUpdate:
    """The update as it enters the pack. Raises BoardError until it is approved."""
    if not update.is_approved:
        raise BoardError("update_not_approved")
    return update


def lines_of(update: SubgroupUpdate, agencies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The update as lines of a heading and words, fit for the board; `agencies` are names."""
    counts = update.counts
    yield "Meetings held", str(counts.meetings)
    own = " of cases heard here or to be heard here" if counts.is_shared else ""
    yield "New referrals", f"{counts.referrals}{own}"
    yield "Cases heard", f"{counts.cases} ({counts.new} new, {counts.reviews} reviews)"
    for title, table in (("Outcome", counts.outcomes), ("Result", counts.results)):
        for code, shown in suppressed(table).items():
            yield f"{title}: {code.replace('_', ' ')}", shown
    overdue = ", ".join(counts.plans_overdue) or "none"
    yield "Plans", f"{counts.plans_active} active; review overdue: {overdue}{own and ';'}{own}"
    for key, each in sorted(counts.engagement.items()):
        yield agencies.get(key, key), _took_part(each)
    yield from (("Result", each) for each in update.results)
    yield from (("Theme", each) for each in update.themes)
    if update.blockers:
        yield "Blockers for the board", update.blockers


def _took_part(engagement: Engagement) -> str:
    """How an agency took part, as far as it was asked to."""
    asked = (
        ("research on time", engagement.research),
        ("contributions on time", engagement.contributions),
    )
    said = [f"{words} {share.words}" for words, share in asked if share.of]
    return "; ".join([f"attended {engagement.attended.words}", *said])


def suppressed(table: Mapping[str, int]) -> dict[str, str]:
    """A table as the board may see it: 1 to 4 as 'fewer than 5'.

    Where one count alone is hidden, the next smallest is too: it could be worked out from the sum.
    """
    hidden = {key for key, count in table.items() if 0 < count < SMALL}
    if len(hidden) == 1:
        others = sorted((count, key) for key, count in table.items() if count >= SMALL)
        hidden |= {key for _, key in others[:1]}
    least = {key: _fewer_than(count) for key, count in table.items()}
    return {key: least[key] if key in hidden else str(count) for key, count in table.items()}


def _fewer_than(count: int) -> str:
    return f"fewer than {SMALL}" if count < SMALL else "not shown"


def _demand_chair(update: SubgroupUpdate, by: Person) -> None:
    if key_of(by) != update.chair:
        raise Forbidden


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(each.split()) for each in lines if each.strip()))


def _fact(name: str, update: SubgroupUpdate, by: Person, now: datetime) -> Fact:
    told = {"forum": update.forum}
    return Fact(name=name, about=update.board, by=by.id, at=now, tier=Tier.T0, details=told)
