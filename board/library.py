"""What the board learns and goes by, as far as an agenda names it: items, messages, policies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningItem:
    """A learning item by its title, which everybody on the board may read. T0."""

    ref: str
    title: str
    state: str
    strand: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Whether a month's communication of a strand has gone out."""

    month: date
    strand: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy and when it is to be reviewed. T0."""

    ref: str
    title: str
    status: str
    owner_agency: str
    version: str = ""
    review_due: date | None = None


_WAITS = {"draft": "draft, to be approved", "approved": "approved, to be published"}


def learning_lines(
    items: Iterable[LearningItem], messages: Iterable[Message], since: date, until: date
) -> list[str]:
    """What waits and what was published since the last board; messages missed or due."""
    lines = []
    for each in sorted(items, key=lambda one: one.ref):
        if each.state in _WAITS:
            lines.append(f"{each.ref}, {each.title}: {_WAITS[each.state]}")
        elif each.published_on and since < each.published_on <= until:
            lines.append(f"{each.ref}, {each.title}: published since the last board")
    first = since.replace(day=1)
    lines += [
        f"Message on {each.strand.replace('_', ' ')} for {each.month:%B %Y}: {each.status}"
        for each in sorted(messages, key=lambda one: (one.month, one.strand))
        if each.status != "published" and first <= each.month <= until
    ]
    return lines


def policy_lines(policies: Sequence[Policy], by: date, names: Mapping[str, str]) -> list[str]:
    """Policies to be agreed, under review, or whose review is due by that day, and their owner."""
    return [
        f"{each.ref}, {each.title} ({names.get(each.owner_agency, each.owner_agency)}): {stands}"
        for each in sorted(policies, key=lambda one: one.ref)
        if (stands := _stands(each, by))
    ]


def _stands(policy: Policy, by: date) -> str:
    """Why the board has to look at it; empty where it need not."""
    if policy.status == "draft":
        return "draft, to be agreed"
    if policy.status == "under_review":
        return "under review"
    day = policy.review_due
    if policy.status != "in_force" or day is None or day > by:
        return ""
    return f"review due {day.day} {day:%B %Y}"
