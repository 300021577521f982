"""Agencies, members and their grants; and people the register does not know."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from board.known_names import KnownNames
from board.people import Agency, AgencyType, Grant, IsaStatus, Member, Person, Role
from storage.statements import Prepared, upsert
from storage.tables.board import SETTINGS
from storage.tables.people import AGENCIES, CONTACTS, GRANTS, MEMBERS

_VERSION = "people_version"
_READ_VERSION = Prepared(select(SETTINGS.c.value).where(SETTINGS.c.name == _VERSION))
_SET_VERSION = upsert(SETTINGS, ("name",), update=("value",))
_READ_CONTACT = Prepared(select(CONTACTS).where(CONTACTS.c.person == bindparam("wanted")))
_AGENCY_COLUMNS = tuple(each.name for each in AGENCIES.c if each.name != "key")
_MEMBER_COLUMNS = tuple(each.name for each in MEMBERS.c if each.name != "key")
_CONTACT_COLUMNS = ("name", "agency_name", "job", "phone")
_CHANGED = tuple(name for name in _AGENCY_COLUMNS if name != "joined_on")
"""When an agency was added is never changed."""
_PUT_AGENCY = upsert(AGENCIES, ("key",), update=_CHANGED)
_PUT_MEMBER = upsert(MEMBERS, ("key",), update=_MEMBER_COLUMNS)
_ADD_AGENCY = upsert(AGENCIES, ("key",))
_ADD_MEMBER = upsert(MEMBERS, ("key",))
_PUT_CONTACT = upsert(CONTACTS, ("person",), update=_CONTACT_COLUMNS)
_GRANT = Prepared(insert(GRANTS).inline())


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What somebody unknown to the register told about themselves. T1."""

    person: str
    name: str
    agency_name: str = ""
    job: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Register:
    """All agencies and members as they stood at one version."""

    version: str | None
    agencies: dict[str, Agency]
    members: dict[str, Member]
    by_account: dict[str, Member]

    @cached_property
    def known_names(self) -> KnownNames:
        """The professional names that board-safe texts may hold."""
        return KnownNames.of(
            people=(each.name for each in self.members.values()),
            organisations=(
                name for each in self.agencies.values() for name in (each.name, each.short_name)
            ),
        )

    @cached_property
    def chaired_since(self) -> datetime | None:
        """Since when there have been two co-chairs, whether they still hold the role or not."""
        first = sorted(
            min(each.since for each in member.grants if each.role is Role.CO_CHAIR)
            for member in self.members.values()
            if any(each.role is Role.CO_CHAIR for each in member.grants)
        )
        return first[1] if len(first) > 1 else None


@dataclass(slots=True)
class RegisterCache:
    """The register a process has read last; replaced whole when its version is another."""

    register: Register | None = field(default=None)


class People:
    """Who is who. A person is found by object id, with the roles that hold at that time."""

    def __init__(self, connection: Connection, cache: RegisterCache) -> None:
        self._connection = connection
        self._cache = cache
        self._changed_here = False

    def person(self, account: str, *, name: str, now: datetime) -> Person:
        """The person behind an object id; without `member` where the register has none.

        `name` is what the directory calls them, used only where the register is silent.
        """
        register = self._register()
        if member := register.by_account.get(account):
            return _known(register, member, now)
        contact = self.contact(account)
        if contact is None:
            return Person(id=account, name=name)
        return Person(
            id=account,
            name=name or contact.name,
            agency_name=contact.agency_name,
            job=contact.job,
            phone=contact.phone,
        )

    def person_by_key(self, key: str, now: datetime) -> Person | None:
        """The person of a member's key; `id` is the key where there is no account."""
        register = self._register()
        member = register.members.get(key)
        return _known(register, member, now) if member else None

    def member(self, key: str) -> Member | None:
        """A member with all grants ever given, also one who is no longer active."""
        return self._register().members.get(key)

    def members(self) -> tuple[Member, ...]:
        """All members by key."""
        return tuple(self._register().members.values())

    def agency(self, key: str) -> Agency | None:
        """An agency."""
        return self._register().agencies.get(key)

    def agencies(self) -> tuple[Agency, ...]:
        """All agencies by key."""
        return tuple(self._register().agencies.values())

    def known_names(self) -> KnownNames:
        """The names of members and agencies, for the guard of board-safe texts."""
        return self._register().known_names

    def had_co_chairs(self, now: datetime) -> bool:
        """Whether two co-chairs have been named: a review that was missed takes nothing away."""
        since = self._register().chaired_since
        return since is not None and since <= now

    def contact(self, person: str) -> Contact | None:
        """What somebody unknown told about themselves."""
        row = _READ_CONTACT.one(self._connection, {"wanted": person})
        return Contact(**row) if row else None

    def keep_contact(self, contact: Contact) -> bool:
        """Keep what somebody unknown told; whether that was new."""
        values = {"person": contact.person, "name": contact.name, "phone": contact.phone}
        values |= {"agency_name": contact.agency_name, "job": contact.job}
        return _PUT_CONTACT.one(self._connection, values) is not None

    def add_agency(self, agency: Agency) -> Agency:
        """Add an agency under the next free key; the agency with it."""
        for key in _next_keys("AG", self._register().agencies):
            named = replace(agency, key=key)
            if self._noted(_ADD_AGENCY.one(self._connection, _agency_row(named))):
                return named
        raise AssertionError("keys never end")

    def add_member(self, member: Member) -> Member:
        """Add a member with grants under the next free key; the member with it."""
        for key in _next_keys("MEM", self._register().members):
            named = replace(member, key=key)
            if self._noted(_ADD_MEMBER.one(self._connection, _member_row(named))):
                for each in named.grants:
                    self.grant(key, each)
                return named
        raise AssertionError("keys never end")

    def put_agency(self, agency: Agency) -> bool:
        """Add or change an agency; whether anything changed."""
        return self._noted(_PUT_AGENCY.one(self._connection, _agency_row(agency)))

    def put_member(self, member: Member) -> bool:
        """Add or change a member; whether anything changed.

        Of the grants only those are added whose role this member never had: a grant that was
        revoked or has ended does not come back by loading the same file again.
        """
        changed = self._noted(_PUT_MEMBER.one(self._connection, _member_row(member)))
        had = select(GRANTS.c.role).where(GRANTS.c.member == member.key)
        roles = set(self._connection.execute(had).scalars())
        for each in member.grants:
            if each.role not in roles:
                self.grant(member.key, each)
                changed = True
        return changed

    def grant(self, member: str, grant: Grant) -> None:
        """Give a member a role for a time."""
        values = {"member": member, "role": str(grant.role)}
        times = {"since": grant.since, "until": grant.until}
        _GRANT.run(self._connection, values | times)
        self._noted(grant)

    def note_accepted(self, member: str, now: datetime) -> None:
        """Note when a member last accepted a confidentiality statement."""
        noting = update(MEMBERS).where(MEMBERS.c.key == member).values(confidentiality_ack_at=now)
        self._noted(self._connection.execute(noting).rowcount or None)

    def revoke(self, member: str, role: Role, now: datetime) -> int:
        """End every grant of this role that runs or is to come; how many that were."""
        ending = (
            update(GRANTS)
            .where(GRANTS.c.member == member, GRANTS.c.role == str(role))
            .where(GRANTS.c.until > now)
            .values(until=now)
        )
        ended = self._connection.execute(ending).rowcount
        self._noted(ended or None)
        return ended

    def _noted(self, written: object | None) -> bool:
        if written is None:
            return False
        if not self._changed_here:
            self._changed_here = True
            # Random, not counted: a number could come twice, with a rollback in between.
            fresh = {"name": _VERSION, "value": secrets.token_hex(12)}
            _SET_VERSION.one(self._connection, fresh)
        return True

    def _register(self) -> Register:
        if self._changed_here:
            return _read_register(self._connection, None)
        version = _READ_VERSION.scalar(self._connection)
        cached = self._cache.register
        if cached is None or cached.version != version:
            cached = self._cache.register = _read_register(self._connection, version)
        return cached


def _known(register: Register, member: Member, now: datetime) -> Person:
    account = member.account or member.key
    if not member.active:
        return Person(id=account, name=member.name)
    agency = register.agencies.get(member.agency)
    return Person(
        id=account,
        name=member.name,
        member=member,
        agency=agency,
        roles=frozenset(each.role for each in member.grants if each.holds(now)),
        agency_name=agency.name if agency else "",
        job=member.job,
    )


def _read_register(connection: Connection, version: str | None) -> Register:
    rows = connection.execute(select(AGENCIES).order_by(AGENCIES.c.key)).mappings()
    agencies = {row["key"]: _agency(row) for row in rows}
    rows = connection.execute(select(MEMBERS).order_by(MEMBERS.c.key)).mappings()
    members = {row["key"]: _member(row) for row in rows}
    for row in connection.execute(select(GRANTS).order_by(GRANTS.c.id)).mappings():
        member = members[row["member"]]
        given = Grant(Role(row["role"]), row["since"], row["until"])
        members[member.key] = replace(member, grants=(*member.grants, given))
    by_account = {each.account: each for each in members.values() if each.account}
    return Register(version, agencies, members, by_account)


def _next_keys(start: str, taken: Iterable[str]) -> Iterable[str]:
    """Keys after the highest number there is; another process may have taken the first."""
    numbers = (each.removeprefix(f"{start}-") for each in taken)
    highest = max((int(each) for each in numbers if each.isdecimal()), default=0)
    return (f"{start}-{number:02d}" for number in count(highest + 1))


def _agency_row(agency: Agency) -> dict[str, Any]:
    row = {name: getattr(agency, name) for name in ("key", *_AGENCY_COLUMNS)}
    rungs = [list(each) for each in agency.rungs]
    return row | {"champions": list(agency.champions), "rungs": rungs}


def _agency(row: RowMapping) -> Agency:
    read: dict[str, Any] = {
        "type": AgencyType(row["type"]),
        "isa_status": IsaStatus(row["isa_status"]),
        "champions": tuple(row["champions"]),
        "rungs": tuple(tuple(each) for each in row["rungs"]),
    }
    return Agency(**{**row, **read})


def _member_row(member: Member) -> dict[str, Any]:
    row = {name: getattr(member, name) for name in ("key", *_MEMBER_COLUMNS)}
    return row | {"expertise": list(member.expertise)}


def _member(row: RowMapping) -> Member:
    return Member(**{**row, "expertise": tuple(row["expertise"])})
