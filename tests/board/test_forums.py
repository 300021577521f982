"""Forums: who may chair them together, and when they may decide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.errors import BoardError
from board.forums import (
    BILATERAL,
    BOARD,
    NO_HEALTH_CO_CHAIR,
    SENIOR,
    TASK_FINISH,
    Attended,
    chairs_in_office,
    check_co_chairs,
    demand_quorum,
    is_kept_from,
    may_see,
    quorum_of,
    subgroup,
)
from board.people import AgencyType as T
from board.people import Grant, Member, Role
from board.places import Forum, ForumKind, Place, PlaceKind
from board.tiers import Tier
from tests.board.builders import person
from tests.board.cycle_builders import agency

POLICE, TRUST, CARE = agency("P", T.POLICE), agency("M", T.MENTAL_HEALTH_TRUST), agency(
    "A", T.ADULT_SOCIAL_CARE
)  # fmt: skip
FIRE, RAIL = agency("F", T.FIRE_RESCUE), agency("B", T.BRITISH_TRANSPORT_POLICE)
HOUSING = agency("H", T.DISTRICT_HOUSING)
ALL = {each.key: each for each in (POLICE, TRUST, CARE, FIRE, RAIL, HOUSING)}


def chair(name: str, **changes):
    """A member who is to chair."""
    member = person(name).member
    assert member is not None
    return replace(member, **changes)


def test_each_forum_has_its_cadence_and_its_ceiling():
    """42, 7 and 91 days; only a subgroup goes beyond T0."""
    forums = (BOARD, subgroup("A"), SENIOR, TASK_FINISH, BILATERAL)

    assert [each.cadence_days for each in forums] == [42, 7, 91, None, None]
    assert [each.ceiling for each in forums] == [Tier.T0, Tier.T1, Tier.T0, Tier.T0, Tier.T0]
    assert BOARD.length == timedelta(hours=2)


def test_a_subgroup_is_for_those_of_any_subgroup_until_its_members_are_named():
    """A chair who is named sees it too, and shuts nobody out."""
    named, other = (
        person("Nora Named", Role.BOARD_MEMBER),
        person("Ola Other", Role.SUBGROUP_MEMBER),
    )
    team, member = person("Theo Triager", Role.MH_TEAM), person("Mo Member", Role.BOARD_MEMBER)
    everyone, chaired = subgroup("B"), replace(subgroup("B"), chairs=("nora-named",))
    closed = replace(chaired, members=("mo-member",))

    seen = [
        [may_see(each, who) for who in (named, other, team, member)]
        for each in (everyone, chaired, closed)
    ]

    assert seen == [
        [False, True, True, False],
        [True, True, True, False],
        [True, False, True, True],
    ]


def test_what_a_subgroup_speaks_of_stays_in_its_own_channel():
    """In private it is read by its own people; the board's is read everywhere."""
    private = Place(kind=PlaceKind.PERSONAL, key="p")
    group = Place(kind=PlaceKind.GROUP, key="g")
    own, other, board, team = (
        Place(kind=PlaceKind.CHANNEL, key=forum.key, forum=forum)
        for forum in (
            Forum(ForumKind.SUBGROUP, "B"),
            Forum(ForumKind.SUBGROUP, "A"),
            Forum(ForumKind.BOARD),
            Forum(ForumKind.MENTAL_HEALTH_TEAM),
        )
    )
    places = (private, own, other, board, team, group)

    assert [is_kept_from(subgroup("B"), each) for each in places] == [
        False, False, True, True, True, True,
    ]  # fmt: skip
    assert not any(is_kept_from(BOARD, each) for each in places)


def test_two_subgroups_of_one_day_have_references_of_their_own():
    """The first keeps the plain one; each has its own channel."""
    day = datetime(2026, 11, 26, tzinfo=UTC).date()

    refs = [subgroup(name).ref(day) for name in ("A", "b")]

    assert refs == ["SUB-20261126", "SUB-20261126-B"]
    assert subgroup("b").code == "SUBGROUP-B"
    assert [subgroup("B").channel, BOARD.channel, SENIOR.channel] == [
        "forum:subgroup:b", "forum:board", "forum:senior_board"
    ]  # fmt: skip


def test_police_and_health_chair_together_without_a_warning():
    """As the board's sources would have it."""
    assert check_co_chairs([(chair("Ada"), POLICE), (chair("Bea"), TRUST)]) == ()


def test_social_care_in_the_place_of_health_is_accepted_with_a_warning():
    """A co-chair from health is still sought."""
    warnings = check_co_chairs([(chair("Ada"), POLICE), (chair("Bea"), CARE)])

    assert warnings == (NO_HEALTH_CO_CHAIR,)


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        ([(chair("Ada"), POLICE), (chair("Bea"), agency("P2", T.POLICE))], "co_chairs_mix"),
        ([(chair("Ada"), POLICE), (chair("Bea"), POLICE)], "co_chairs_agency"),
        ([(chair("Ada"), POLICE)], "co_chairs_two"),
        ([(chair("Ada"), POLICE), (chair("Ada"), CARE)], "co_chairs_two"),
        ([(chair("Ada"), POLICE), (chair("Bea", active=False), CARE)], "co_chairs_two"),
        ([(chair("Ada"), POLICE), (chair("Bea"), replace(CARE, active=False))], "co_chairs_two"),
        ([(chair("Ada"), TRUST), (chair("Bea"), CARE)], "co_chairs_mix"),
        ([(chair("Ada"), POLICE), (chair("Bea"), FIRE)], "co_chairs_mix"),
        ([(chair("Ada"), RAIL), (chair("Bea"), TRUST)], "co_chairs_mix"),
        (
            [(chair("Ada"), POLICE), (chair("Bea"), TRUST), (chair("Cyd"), CARE)],
            "co_chairs_two",
        ),
    ],
)
def test_any_other_pair_is_refused(pair, code):
    """Two police co-chairs above all."""
    with pytest.raises(BoardError) as refusal:
        check_co_chairs(pair)

    assert refusal.value.code == code
    assert refusal.value.sentence


def test_co_chairs_are_those_whose_grant_holds_now():
    """By key, with their agencies."""
    now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    holds = Grant(Role.CO_CHAIR, now - timedelta(days=1), now + timedelta(days=1))
    over = Grant(Role.CO_CHAIR, now - timedelta(days=2), now)
    members = [
        Member(key=key, name=key, agency=home, job="Chief", grants=grants)
        for key, home, grants in (
            ("m2", "M", (holds,)), ("m1", "P", (holds,)), ("m3", "A", (over,)),
            ("m4", "X", (holds,)),
        )
    ]  # fmt: skip

    found = chairs_in_office(members, ALL, now)

    assert [(member.key, agency.key) for member, agency in found] == [("m1", "P"), ("m2", "M")]


def test_the_board_has_a_quorum_with_its_three_and_half_of_the_core():
    """A deputy counts like the representative."""
    there = {"P": Attended.PRESENT, "M": Attended.DEPUTY_PRESENT, "A": Attended.PRESENT}

    quorum = quorum_of(BOARD.quorum, there, ALL, is_chaired=True)

    assert quorum.is_met
    demand_quorum(quorum)


@pytest.mark.parametrize(
    ("there", "is_chaired", "lacking"),
    [
        (("P", "M", "A"), False, ("chair",)),
        (("M", "A", "F"), True, ("police",)),
        (("P", "A", "F"), True, ("mental_health_trust",)),
        (("B", "M", "A"), True, ("police",)),
        (("P", "M"), True, ("adult_social_care", "core")),
    ],
)
def test_the_board_says_what_it_lacks(there, is_chaired, lacking):
    """The transport police do not stand in for the force."""
    attendance = dict.fromkeys(there, "present")

    quorum = quorum_of(BOARD.quorum, attendance, ALL, is_chaired=is_chaired)

    assert quorum.lacking == lacking
    with pytest.raises(BoardError, match="V28"):
        demand_quorum(quorum)


@pytest.mark.parametrize("how", ["apologies", "absent", "part", "unheard of"])
def test_who_was_not_there_all_the_time_makes_no_quorum(how):
    """Apologies are good manners only."""
    attendance = {"P": "present", "M": "present", "A": how, "F": "present", "H": "present"}

    assert not quorum_of(BOARD.quorum, attendance, ALL, is_chaired=True).is_met


def test_agencies_that_have_left_are_not_counted():
    """Neither among those who are there nor among the core."""
    fewer = ALL | {key: replace(ALL[key], active=False) for key in ("F", "B")}
    there = dict.fromkeys(("P", "M", "F", "gone"), "present")

    assert quorum_of(BOARD.quorum, there, fewer, is_chaired=True).lacking == ("adult_social_care",)


@pytest.mark.parametrize(
    ("there", "lacking"),
    [
        (("P",), ("mental_health_trust", "further")),
        (("P", "M"), ("further",)),
        (("P", "M", "H"), ()),
    ],
)
def test_a_subgroup_needs_the_police_the_trust_and_one_more(there, lacking):
    """The police alone are not a subgroup."""
    attendance = dict.fromkeys(there, "present")

    quorum = quorum_of(subgroup("A").quorum, attendance, ALL, is_chaired=True)

    assert quorum.lacking == lacking
