"""Who is let in: the token first, then the body, then whom it is from; then one turn."""

import secrets
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import structlog
from structlog.contextvars import bound_contextvars

from bot.metrics import DoorMetrics
from bot.teams.adapter import Adapter
from bot.teams.hosts import LOOPBACK_HOSTS, ServiceHosts, host_of
from bot.teams.incoming import Incoming, read_activity
from bot.teams.parts import BadBody
from bot.teams.tokens import BadToken, Passport, TokenVerifier

TEAMS: Final = "msteams"

_KINDS: Final = frozenset({"message", "invoke", "conversationUpdate", "installationUpdate"})
_LOOPBACK: Final = ServiceHosts.of(LOOPBACK_HOSTS)

log = structlog.get_logger()


class Refused(Exception):
    """The request is not taken, and nothing was done; `status` is its HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Door:
    """The way in of a bot that Teams calls: only Teams, only with a good token, only our tenants.

    Another channel of the same registration is refused, since there the caller chooses who they
    are. `tenants` are compared without case; none means that any may come.
    """

    adapter: Adapter
    metrics: DoorMetrics
    verifier: TokenVerifier
    tenants: frozenset[str] | None

    async def admit(self, authorization: str | None, _host: str | None) -> Passport:
        """Look at the header, before a byte of the body is read.

        Raises:
            Refused: 401.
        """
        try:
            return await self.verifier.admit(authorization)
        except BadToken as bad:
            raise self._bad_token(bad) from None

    async def take(self, passport: Passport, body: bytes) -> bytes:
        """Take the body through one turn, and give the body of the answer.

        Raises:
            Refused: 400 for what is no activity, 401 where it is not what the token was made for,
                403 for another channel or tenant.
        """
        incoming = read_body(body, self.metrics)
        try:
            passport.check(incoming.service_url, incoming.channel_id)
        except BadToken as bad:
            raise self._bad_token(bad) from None
        if incoming.channel_id != TEAMS:
            raise refused(self.metrics, 403, "channel")
        if not self._serves(incoming.tenant):
            raise refused(self.metrics, 403, "tenant")
        return await turn(self.adapter, self.metrics, incoming)

    def _serves(self, tenant: str | None) -> bool:
        if self.tenants is None:
            return True
        return tenant is not None and tenant.casefold() in {one.casefold() for one in self.tenants}

    def _bad_token(self, bad: BadToken) -> Refused:
        self.metrics.refused_tokens.labels(bad.reason).inc()
        log.warning("token refused", reason=bad.reason)
        return Refused(401, bad.reason)


@dataclass(frozen=True, slots=True)
class RehearsalDoor:
    """The way in of a rehearsal: no tokens, and nobody but this machine."""

    adapter: Adapter
    metrics: DoorMetrics
    passport: Passport = field(default=Passport(None, frozenset()), init=False)

    async def admit(self, _authorization: str | None, host: str | None) -> Passport:
        """Look at the Host header: a page of another site, whatever name it has, is kept out.

        Raises:
            Refused: 403.
        """
        if host_of(host or "") not in LOOPBACK_HOSTS:
            raise refused(self.metrics, 403, "host")
        return self.passport

    async def take(self, _passport: Passport, body: bytes) -> bytes:
        """Take the body through one turn, and give the body of the answer.

        Raises:
            Refused: 400 for what is no activity, 403 for a service URL beyond this machine.
        """
        incoming = read_body(body, self.metrics)
        if not _LOOPBACK.allow(incoming.service_url):
            raise refused(self.metrics, 403, "service_url")
        return await turn(self.adapter, self.metrics, incoming)


def read_body(body: bytes, metrics: DoorMetrics) -> Incoming:
    """Read the activity.

    Raises:
        Refused: 400.
    """
    try:
        return read_activity(body)
    except BadBody as bad:
        raise refused(metrics, 400, bad.reason, where=bad.where) from None


async def turn(adapter: Adapter, metrics: DoorMetrics, incoming: Incoming) -> bytes:
    """Run one turn under a trace reference of its own."""
    trace, started = secrets.token_hex(4), perf_counter()
    with bound_contextvars(trace=trace):
        body, managed = await adapter.answer(incoming, trace)
    result = "done" if managed else "failed"
    metrics.turned(kind_of(incoming), result, perf_counter() - started)
    return body


def kind_of(incoming: Incoming) -> str:
    """Name the turn for the counters, in one of a few words."""
    if incoming.press is not None:
        return incoming.press.kind
    return incoming.type if incoming.type in _KINDS else "other"


def refused(metrics: DoorMetrics, status: int, reason: str, **details: str) -> Refused:
    """Count and log a request that is not taken, without its content."""
    metrics.refused_bodies.labels(reason).inc()
    log.warning("request refused", status=status, reason=reason, **details)
    return Refused(status, reason)
