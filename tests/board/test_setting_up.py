"""What set-up lacks, where people come from, and the first board."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from board.calendar import at_london
from board.clocks import USUAL
from board.configuring import read_agency, read_clock, read_clocks, read_days_off, read_steps
from board.errors import BoardError
from board.people import Agency, AgencyType, Grant, Member, Role
from board.setting_up import (
    Found,
    Step,
    domain_of,
    first_board,
    first_day,
    home_agency,
    lacking,
    next_step,
)
from tests.board.builders import CALENDAR

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
ALWAYS = (NOW - timedelta(days=1), NOW + timedelta(days=180))


def agency(key: str, name: str, kind: AgencyType) -> Agency:
    return Agency(key=key, name=name, short_name=name, type=kind, core=True)


POLICE = agency("AG-01", "Coastshire Police", AgencyType.POLICE)
TRUST = agency("AG-02", "Coastshire Partnership Trust", AgencyType.MENTAL_HEALTH_TRUST)
COUNCIL = agency("AG-03", "Rivershire County Council", AgencyType.ADULT_SOCIAL_CARE)


def member(key: str, of: Agency, *roles: Role) -> Member:
    grants = tuple(Grant(each, *ALWAYS) for each in roles)
    return Member(key=key, name=key, agency=of.key, job="Officer", account=key, grants=grants)


CHAIRS = (member("P", POLICE, Role.CO_CHAIR), member("H", TRUST, Role.CO_CHAIR))
EVERYTHING = Found(
    forums={"board", "mental_health_team"},
    agencies={each.key: each for each in (POLICE, TRUST)},
    members=(*CHAIRS, member("T", POLICE, Role.MH_TEAM)),
    chairs=((CHAIRS[0], POLICE), (CHAIRS[1], TRUST)),
    has_meeting=True,
    now=NOW,
)


def with_(**parts: object) -> Found:
    """Everything but for some parts."""
    values = {name: getattr(EVERYTHING, name) for name in Found.__dataclass_fields__}
    return Found(**{**values, **parts})


def test_where_nothing_is_missing_there_is_no_next_step():
    assert next_step(lacking(EVERYTHING)) is None


@pytest.mark.parametrize(
    ("found", "step", "missing"),
    [
        (with_(forums=()), Step.CHANNELS, ("board_channel", "team_channel")),
        (with_(forums={"board"}), Step.CHANNELS, ("team_channel",)),
        (with_(agencies={TRUST.key: TRUST}), Step.AGENCIES, ("police",)),
        (with_(agencies={POLICE.key: POLICE}), Step.AGENCIES, ("care",)),
        (with_(members=CHAIRS), Step.PEOPLE, ("team_member",)),
        (with_(chairs=()), Step.BOARD, ("co_chairs",)),
        (with_(chairs=(EVERYTHING.chairs[0],) * 2), Step.BOARD, ("co_chairs",)),
        (with_(has_meeting=False), Step.BOARD, ("meeting",)),
    ],
)
def test_what_is_missing_is_the_next_step(found, step, missing):
    lacks = lacking(found)

    assert lacks[step] == missing
    assert next_step(lacks) is step


def test_nothing_waits_for_the_mental_health_teams_own_channel():
    """It is in another team, and often another person adds the app there."""
    lacks = lacking(with_(forums={"board"}, has_meeting=False))

    assert next_step(lacks) is Step.BOARD


def test_a_role_in_the_team_that_has_ended_does_not_count():
    over = Grant(Role.MH_TEAM, NOW - timedelta(days=9), NOW - timedelta(days=1))
    gone = Member(key="T", name="T", agency=POLICE.key, job="Officer", grants=(over,))

    assert lacking(with_(members=(*CHAIRS, gone)))[Step.PEOPLE] == ("team_member",)


@pytest.mark.parametrize(
    ("mail", "domain"),
    [
        ("theo@coastshire.police.example", "coastshire.police.example"),
        ("gwen.guest_trust.example#EXT#@host.example", "trust.example"),
        ("gwen@trust.example#EXT#@host.example", "trust.example"),
        ("", ""),
    ],
)
def test_the_domain_is_that_of_somebodys_own_address(mail, domain):
    assert domain_of(mail) == domain


@pytest.mark.parametrize(
    ("mail", "known", "home"),
    [
        ("theo@coastshire.police.example", {}, "AG-01"),
        ("hester@partnership.example", {}, "AG-02"),
        ("hester@partnership.example", {"partnership.example": "AG-03"}, "AG-03"),
        ("gwen_rivershire.example#EXT#@coastshire.police.example", {}, "AG-03"),
        ("somebody@mail.example", {}, ""),
        ("somebody@coastshire.example", {}, ""),
        ("", {}, ""),
    ],
)
def test_a_home_agency_is_offered_only_where_it_is_clear(mail, known, home):
    assert home_agency(mail, (POLICE, TRUST, COUNCIL), known) == home


def test_the_first_day_offered_is_a_working_wednesday_four_weeks_ahead():
    assert first_day(NOW, CALENDAR) == date(2026, 12, 23)


def test_the_first_board_keeps_its_day_and_time_and_the_next_free_number():
    at = at_london(date(2027, 1, 6), time(14))

    board = first_board(at, NOW, CALENDAR, taken=("BRD-003",))

    assert (board.ref, board.starts_at, board.ends_at - board.starts_at) == (
        "BRD-004",
        at,
        timedelta(hours=2),
    )


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 12, 26), date(2026, 11, 19)])
def test_the_first_board_is_on_a_working_day_to_come(day):
    with pytest.raises(BoardError) as refusal:
        first_board(at_london(day, time(10)), NOW, CALENDAR)

    assert refusal.value.code == "meeting_day"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Coastshire Police", ("Coastshire Police", "Usual")),
        ("  Coastshire   Police (CP) ", ("Coastshire Police", "CP")),
        ("(odd)", ("(odd)", "Usual")),
        ("Trust ()", ("Trust", "Usual")),
    ],
)
def test_an_agency_is_read_with_its_short_name_in_brackets(text, named):
    read = read_agency(text, "Usual")

    assert (read.name, read.short_name) == named


@pytest.mark.parametrize("text", ["A" * 81, f"Police ({'A' * 21})"])
def test_a_name_that_is_too_long_is_refused(text):
    with pytest.raises(BoardError) as refusal:
        read_agency(text, "Usual")

    assert refusal.value.code == "V38"


@pytest.mark.parametrize(("text", "clock"), [("9:05", time(9, 5)), (" 17:00 ", time(17))])
def test_a_time_is_read(text, clock):
    assert read_clock(text) == clock


@pytest.mark.parametrize("text", ["ten", "25:00", "10:61", ""])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(BoardError):
        read_clock(text)


@pytest.mark.parametrize("text", ["0,1,2", "0,2,5,5,5,x", "0,2,5,5,5,91", ""])
def test_a_ladder_has_six_numbers_of_at_most_ninety(text):
    with pytest.raises(BoardError) as refusal:
        read_steps(text)

    assert refusal.value.code == "ladder_days"


def test_clocks_keep_what_was_left_blank_and_name_each_fault():
    read, faults = read_clocks({"pack": "4", "papers": ""}, USUAL)
    kept, wrong = read_clocks({"pack": "4", "papers": "x", "told_at": "noon"}, USUAL)

    assert (read.pack, read.papers, faults) == (4, USUAL.papers, {})
    assert kept == USUAL
    assert wrong == {"papers": "days_number", "told_at": "time_unreadable"}


def test_days_off_are_read_once_each_in_order():
    changes = read_days_off("2026-12-31\n2026-12-24, 2026-12-24", "")

    assert changes.added == (date(2026, 12, 24), date(2026, 12, 31))
    with pytest.raises(BoardError):
        read_days_off("Christmas", "")
