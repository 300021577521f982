"""Everything else comes back as it was kept, and knows when nothing changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from board.actions import Action, ActionState, Priority, Update
from board.errors import Stale
from board.meetings import Meeting, MeetingState
from board.people import Grant, Permission, Role
from board.places import Binding, Forum, ForumKind
from board.referral_form import Screen
from board.subjects import Subject
from storage.database import Database
from storage.people import Contact
from storage.posts import Post
from storage.unit import Unit
from tests.storage.builders import HERE, NOON, NURSE, TRUST, a_draft, people
from tests.storage.conftest import Opener

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TEAM_GRANT = Grant(Role.MH_TEAM, NOON, NOON + DAY)
MEETING = Meeting(
    ref="BRD-036",
    forum="board",
    starts_at=NOON,
    ends_at=NOON + 2 * HOUR,
    state=MeetingState.PLANNED,
    lead_agency="AG-02",
    attendance={"AG-02": "present"},
)
ACTION = Action(
    ref="ACT-2026-0001",
    title="Publish the joint guidance",
    source="BRD-036",
    risk=None,
    owner="MEM-20",
    owner_agency="AG-02",
    supporting=("AG-01",),
    raised_on=date(2026, 11, 18),
    original_due=date(2026, 12, 18),
    due=date(2026, 12, 18),
    extensions=0,
    priority=Priority.URGENT,
    state=ActionState.ACCEPTED,
    type="policy",
    success_measure="Guidance is live",
    updates=(Update(on=date(2026, 11, 19), by="MEM-20", text="Begun"),),
)
SUBJECT = Subject(
    key="SBJ-01",
    case="MHR-9HK3W",
    full_name="Zephyrine Quillfeather",
    born=date(1984, 7, 12),
    district="Northvale",
    sex="female",
    ethnic_group="roma",
    ethnicity_source="observed",
    support_needs=("easy_read",),
)


def write(database: Database, work: object) -> object:
    return database.write_now(work, origin=HERE)  # type: ignore[arg-type]


def test_agencies_and_members_come_back_and_loading_twice_changes_nothing(database: Database):
    again = write(database, lambda u: (u.people.put_agency(TRUST), u.people.put_member(NURSE)))

    assert again == (False, False)
    assert database.read_now(lambda s: s.people.agencies()) == (TRUST,)
    assert database.read_now(lambda s: s.people.members()) == (NURSE,)
    assert database.read_now(lambda s: s.people.agency("AG-02")) == TRUST
    assert database.read_now(lambda s: s.people.member("MEM-20")) == NURSE


def test_a_member_is_found_by_account_with_the_roles_that_hold_now(database: Database):
    write(database, lambda u: u.people.grant("MEM-20", TEAM_GRANT))

    def roles(at: timedelta) -> frozenset[Role]:
        person = database.read_now(
            lambda s: s.people.person("account-nurse", name="", now=NOON + at)
        )
        return person.roles

    assert roles(-HOUR) == {Role.REFERRER}
    assert roles(timedelta(0)) == {Role.REFERRER, Role.MH_TEAM}
    assert roles(DAY) == {Role.REFERRER}
    assert roles(timedelta(days=400)) == frozenset()


def test_a_person_of_the_register_has_its_words_not_the_directorys(database: Database):
    person = database.read_now(
        lambda s: s.people.person("account-nurse", name="Somebody Else", now=NOON)
    )

    assert (person.name, person.job, person.agency_name) == (NURSE.name, NURSE.job, TRUST.name)
    assert person.is_known
    assert person.is_in_agreement


def test_somebody_unknown_has_no_role_and_only_what_they_told(database: Database):
    contact = Contact(person="new", name="A Stranger", agency_name="A Charity", job="Adviser")

    before = database.read_now(lambda s: s.people.person("new", name="A Stranger", now=NOON))
    kept = [write(database, lambda u: u.people.keep_contact(contact)) for _ in range(2)]
    after = database.read_now(lambda s: s.people.person("new", name="", now=NOON))

    assert (before.agency_name, before.is_known) == ("", False)
    assert kept == [True, False]
    assert (after.name, after.agency_name, after.job) == ("A Stranger", "A Charity", "Adviser")
    assert (after.member, after.roles) == (None, frozenset())
    assert not after.may(Permission.REFERRAL_TRIAGE)


def test_a_member_who_left_is_unknown_again(database: Database):
    write(database, lambda u: u.people.put_member(replace(NURSE, active=False)))

    person = database.read_now(lambda s: s.people.person("account-nurse", name="", now=NOON))

    assert not person.is_known
    assert person.roles == frozenset()


def test_a_revoked_role_is_gone_at_once_in_every_process(url: str, opener: Opener):
    one, other = opener(url), opener(url)
    write(one, lambda u: u.people.grant("MEM-20", TEAM_GRANT))

    def may(database: Database) -> bool:
        person = database.read_now(
            lambda s: s.people.person("account-nurse", name="", now=NOON + HOUR)
        )
        return person.may(Permission.REFERRAL_TRIAGE)

    before = may(one), may(other)
    ended = write(one, lambda u: u.people.revoke("MEM-20", Role.MH_TEAM, NOON + HOUR))

    assert before == (True, True)
    assert ended == 1
    assert (may(one), may(other)) == (False, False)


def test_a_revoked_role_does_not_come_back_by_loading_again(database: Database):
    write(database, lambda u: u.people.revoke("MEM-20", Role.REFERRER, NOON))

    write(database, people)

    person = database.read_now(lambda s: s.people.person("account-nurse", name="", now=NOON))
    assert person.roles == frozenset()


def test_people_of_a_unit_that_was_undone_are_nobodys(database: Database):
    """Neither the unit's own view nor another's is kept beyond what was committed."""

    def undone(unit: Unit) -> None:
        unit.people.put_member(replace(NURSE, name="Never"))
        assert unit.people.person("account-nurse", name="", now=NOON).name == "Never"
        raise KeyError

    with pytest.raises(KeyError):
        write(database, undone)

    person = database.read_now(lambda s: s.people.person("account-nurse", name="", now=NOON))
    assert person.name == NURSE.name


def test_a_member_without_an_account_can_be_acted_as(database: Database):
    write(database, lambda u: u.people.put_member(replace(NURSE, key="FR-01", account=None)))
    write(database, lambda u: u.acting.begin("tester", "FR-01"))

    key = database.read_now(lambda s: s.acting.of("tester"))
    person = database.read_now(lambda s: s.people.person_by_key(key or "", NOON))
    write(database, lambda u: u.acting.end("tester"))

    assert person is not None
    assert (person.id, person.name) == ("FR-01", NURSE.name)
    assert database.read_now(lambda s: s.acting.of("tester")) is None
    assert database.read_now(lambda s: s.people.person_by_key("none", NOON)) is None


def test_a_channel_has_one_forum_and_a_forum_one_channel(database: Database):
    binding = Binding(Forum(ForumKind.SUBGROUP, "A"), "channel-1", "team-1")

    bound = [write(database, lambda u: u.places.bind(binding)) for _ in range(2)]
    with pytest.raises(Exception, match=r"(?i)unique"):
        write(database, lambda u: u.places.bind(replace(binding, channel="channel-2")))
    found = database.read_now(lambda s: s.places.binding_of_forum("subgroup:a"))
    unbound = write(database, lambda u: u.places.unbind("channel-1"))

    assert bound == [True, False]
    assert found == unbound == binding
    assert database.read_now(lambda s: s.places.binding_of_channel("channel-1")) is None
    assert database.read_now(lambda s: s.places.bindings()) == ()


def test_the_newest_verified_reference_wins(database: Database):
    def keep(reference: str, at: timedelta) -> object:
        return write(database, lambda u: u.places.keep_reference("person:x", reference, NOON + at))

    kept = [keep("one", HOUR), keep("one", 2 * HOUR), keep("two", 3 * HOUR), keep("old", HOUR)]

    assert kept == [True, False, True, False]
    assert database.read_now(lambda s: s.places.reference("person:x")) == "two"
    write(database, lambda u: u.places.drop_reference("person:x"))
    assert database.read_now(lambda s: s.places.reference("person:x")) is None


def test_a_post_is_where_it_was_put_last(database: Database):
    post = Post(thing="REF-1", place="p", conversation="c", activity="a", version=1)
    moved = replace(post, activity="b", version=2)

    write(database, lambda u: (u.posts.put(post), u.posts.put(moved)))

    assert database.read_now(lambda s: s.posts.get("REF-1", "p")) == moved
    assert database.read_now(lambda s: s.posts.of("REF-1")) == (moved,)
    write(database, lambda u: u.posts.forget("REF-1", "p"))
    assert database.read_now(lambda s: s.posts.get("REF-1", "p")) is None


def test_a_draft_is_found_again_until_it_is_sent(database: Database):
    draft = replace(a_draft(), origin="post-1")
    older = a_draft("form-0", at=NOON - DAY)
    write(database, lambda u: (u.drafts.insert(draft), u.drafts.insert(older)))

    def latest(at: timedelta) -> object:
        return database.read_now(lambda s: s.drafts.latest("account-nurse", NOON + at))

    open_ones = latest(HOUR), latest(8 * DAY)
    changed = replace(draft, screen=Screen.MORE, danger=True, updated_at=NOON + HOUR)
    write(database, lambda u: u.drafts.save(changed))
    kept = database.read_now(lambda s: s.drafts.get("form-1"))
    write(database, lambda u: u.drafts.save(replace(changed, ref="REF-2026-0001")))

    sent = database.read_now(lambda s: s.drafts.from_origin("account-nurse", "post-1"))
    assert open_ones == (draft, None)
    assert kept == changed
    assert sent == replace(changed, ref="REF-2026-0001", answers={})
    assert latest(HOUR) == older
    assert database.read_now(lambda s: s.drafts.from_origin("somebody", "post-1")) is None


def test_meetings_come_back_and_loading_twice_changes_nothing(database: Database):
    put = [write(database, lambda u: u.meetings.put(MEETING)) for _ in range(2)]

    assert put == [True, False]
    assert database.read_now(lambda s: s.meetings.get("BRD-036")) == MEETING
    assert database.read_now(lambda s: s.meetings.starting(NOON, NOON + HOUR)) == (MEETING,)
    assert database.read_now(lambda s: s.meetings.starting(NOON + HOUR, NOON + DAY)) == ()


def test_actions_come_back_by_owner_and_go_stale(database: Database):
    put = [write(database, lambda u: u.actions.put(ACTION)) for _ in range(2)]
    saved = write(
        database, lambda u: u.actions.save(replace(ACTION, state=ActionState.IN_PROGRESS))
    )

    assert put == [True, False]
    assert database.read_now(lambda s: s.actions.of_owner("MEM-20")) == (saved,)
    assert database.read_now(lambda s: s.actions.all()) == (saved,)
    assert saved == replace(ACTION, state=ActionState.IN_PROGRESS, version=2)
    with pytest.raises(Stale):
        write(database, lambda u: u.actions.save(ACTION))


def test_subjects_are_sealed_and_loading_twice_changes_nothing(database: Database):
    put = [write(database, lambda u: u.subjects.put(SUBJECT)) for _ in range(2)]

    assert put == [True, False]
    assert database.read_now(lambda s: s.subjects.get("SBJ-01")) == SUBJECT
    unknown = replace(SUBJECT, born=None)
    assert write(database, lambda u: u.subjects.put(unknown))
    assert database.read_now(lambda s: s.subjects.get("SBJ-01")) == unknown


def test_the_clock_of_a_rehearsal_is_kept(url: str, opener: Opener):
    offset = timedelta(days=7, hours=3, microseconds=5)

    before = opener(url).read_now(lambda s: s.settings.clock_offset)
    write(opener(url), lambda u: u.settings.set_clock_offset(offset))

    assert before == timedelta(0)
    assert opener(url).read_now(lambda s: s.settings.clock_offset) == offset


@pytest.mark.parametrize("words", ["nul \0 in it", "half \ud83d a surrogate", "\0", "emoji 🚓 é"])
def test_any_words_can_be_kept(database: Database, words: str):
    """What a database cannot hold is replaced, rather than failing the turn."""
    contact = Contact(person=words, name=words, job=words)

    write(database, lambda u: u.people.keep_contact(contact))
    draft = replace(a_draft(), answers={"account": words})
    write(database, lambda u: u.drafts.insert(draft))

    kept = database.read_now(lambda s: s.people.contact(words))
    assert kept is not None
    assert len(kept.name) == len(words)
    assert database.read_now(lambda s: s.drafts.get(words)) is None
    assert database.read_now(lambda s: s.drafts.get("form-1")) == draft
