"""A stand-in of Teams' far end on loopback: identity provider, login service, connector, clients.

Shapes are those of Microsoft Learn: "Authenticate requests with the Bot Connector API" (tokens,
metadata, endorsements), "Send and receive messages" and "Conversation events in your Teams bot"
(activities), "Universal Actions for Adaptive Cards" (adaptiveCard/action), "Use dialogs with bots"
(task/fetch, task/submit), "Send proactive messages" (create conversation), "Get Teams context"
(pagedmembers). The clientInfo entity, and a guest's `live:` id, are as clients send them.
"""

import asyncio
import base64
import itertools
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, Self

import aiohttp
import jwt
import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

Json = dict[str, Any]

APP_ID = "7f1d9a52-3c55-4f0e-9b1a-0d6a5c1f2b30"
TENANT = "5a3c8e10-9b7d-4c1e-8f20-6d1f4b7a9c55"
PASSWORD = "the bot's own secret"
BOT_NAME = "MHRMB"
TOKEN_OF_THE_BOT = "a-token-for-the-connector"


@dataclass(frozen=True)
class Person:
    """Someone with a Teams client."""

    name: str
    aad_object_id: str
    id: str
    guest: bool = False
    phone: bool = False


@dataclass(frozen=True)
class Place:
    """Somewhere in Teams: a personal chat, or a channel of a team."""

    kind: Literal["personal", "channel", "groupChat"]
    conversation: str
    team: str | None = None
    team_name: str | None = None
    channel: str | None = None
    channel_name: str | None = None
    thread: str | None = None

    def in_thread(self, message: str) -> "Place":
        """Give the same channel, in the thread that this message began."""
        return replace(self, thread=message)

    @property
    def conversation_id(self) -> str:
        """The id as an activity carries it."""
        return f"{self.conversation};messageid={self.thread}" if self.thread else self.conversation


def person(
    name: str, *, guest: bool = False, phone: bool = False, aad: str | None = None
) -> Person:
    """Make up someone; the same name is the same person."""
    known = aad or str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
    opaque = base64.urlsafe_b64encode(uuid.uuid5(uuid.NAMESPACE_URL, known).bytes * 3).decode()
    return Person(name, known, f"live:{opaque[:16]}" if guest else f"29:1{opaque}", guest, phone)


def personal(someone: Person) -> Place:
    """Give that person's own chat with the bot."""
    key = uuid.uuid5(uuid.NAMESPACE_OID, someone.id).hex
    return Place("personal", f"a:1{key}")


def channel_of(team: str, channel: str = "General") -> Place:
    """Make up a channel; General has the team's id."""
    team_id = _thread_id(team)
    channel_id = team_id if channel == "General" else _thread_id(f"{team}/{channel}")
    return Place(
        "channel", channel_id, team_id, team, channel_id, None if channel == "General" else channel
    )


def _thread_id(name: str) -> str:
    return f"19:{uuid.uuid5(uuid.NAMESPACE_DNS, name).hex}@thread.tacv2"


NURSE = person("Nadia Nurse")
TRIAGER = person("Theo Triager")
GUEST = person("Gwen Guest", guest=True)
ON_PHONE = person("Petra Phone", phone=True)
BOARD_CHANNEL = channel_of("Risk Board")
TRIAGE_CHANNEL = channel_of("Mental Health Team", "Triage")
OTHER_TEAM = channel_of("Somebody Else", "Lobby")


@dataclass(frozen=True)
class Call:
    """One request that the connector took in."""

    verb: Literal["create", "open", "send", "reply", "update", "delete", "members"]
    conversation: str
    activity: str | None
    body: Json
    token: str | None
    at: float
    path: str


@dataclass(frozen=True)
class Reply:
    """How the connector answers one call instead of taking it."""

    status: int = 200
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: Literal["", "before", "after"] = ""
    delay: float = 0.0
    silent: float = 0.0
    """Seconds between taking the call and answering it."""


class Channel:
    """The far end. `async with Channel() as channel:` starts it on a free port of loopback."""

    def __init__(self, machine_now: Callable[[], datetime] | None = None) -> None:
        self.machine_now = machine_now or _now
        self.app_id = APP_ID
        self.tenant = TENANT
        self.issuer = "https://api.botframework.com"
        # Identity provider
        self.signing = [_signing_key(0)]
        self.endorsements: list[str] | None = ["msteams"]
        self.identity_down = False
        self.identity_delay = 0.0
        self.metadata_calls = 0
        self._next_key = itertools.count(1)
        # Login service
        self.password = PASSWORD
        self.certificate_key: Any = None
        self.login_down = False
        self.login_delay = 0.0
        self.login_calls: list[dict[str, str]] = []
        self.token_lasts = 3600
        # Connector
        self.calls: list[Call] = []
        self.replies: deque[Reply] = deque()
        self.replies_in: dict[str, deque[Reply]] = {}
        self.members: dict[str, list[Json]] = {}
        self.members_refused = False
        self.installed_for: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        self.page_size = 200
        self.expects_token = True
        self.delivered = 0
        self._one_more = asyncio.Event()
        self._ids = itertools.count(1_700_000_000_000)
        self._server = TestServer(self._app())
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_details: object) -> None:
        await self.session.close()
        await self._server.close()

    # --- addresses --------------------------------------------------------------------------

    @property
    def session(self) -> aiohttp.ClientSession:
        """The clients' own session."""
        assert self._session is not None
        return self._session

    @property
    def url(self) -> str:
        """Where all of it is."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def service_url(self) -> str:
        """What activities carry as `serviceUrl`."""
        return f"{self.url}/emea/"

    @property
    def metadata_url(self) -> str:
        """The OpenID metadata document."""
        return f"{self.url}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        """The login service's authority."""
        return f"{self.url}/{TENANT}"

    # --- tokens -----------------------------------------------------------------------------

    def rotate_keys(self) -> None:
        """Sign with a new key from now on; the old one is withdrawn."""
        self.signing = [_signing_key(next(self._next_key))]

    def token(self, *, headers: Json | None = None, key: Any = None, **claims: Any) -> str:
        """Sign a token as the Bot Connector does; a claim given as None is left out.

        `headers` overrides the header (`kid`, `alg`), `key` the key it is signed with.
        """
        now = int(self.machine_now().timestamp())
        signing = self.signing[-1]
        payload = {
            "serviceurl": self.service_url,
            "nbf": now - 10,
            "exp": now + 3600,
            "iss": self.issuer,
            "aud": self.app_id,
        } | claims
        payload = {name: value for name, value in payload.items() if value is not None}
        header: Json = {"kid": signing.kid, "x5t": signing.kid} | (headers or {})
        algorithm = header.pop("alg", "RS256")
        header = {name: value for name, value in header.items() if value is not None}
        return jwt.encode(
            payload, signing.key if key is None else key, algorithm=algorithm, headers=header
        )

    # --- activities -------------------------------------------------------------------------

    def message(
        self, text: str, person: Person = NURSE, place: Place | None = None, **more: Any
    ) -> Json:
        """Someone types; in a channel they have to name the bot."""
        place = place or personal(person)
        if place.kind == "personal":
            return self._activity("message", person, place, text=text, textFormat="plain") | more
        mention = f"<at>{BOT_NAME}</at>"
        entity = {
            "type": "mention",
            "mentioned": {"id": f"28:{self.app_id}", "name": BOT_NAME},
            "text": mention,
        }
        given = self._activity(
            "message", person, place, text=f"{mention} {text}\n", textFormat="plain"
        )
        given["entities"].append(entity)
        return given | more

    def execute(
        self,
        verb: str,
        data: Json | None = None,
        person: Person = NURSE,
        place: Place | None = None,
        *,
        on: str | None = None,
        **more: Any,
    ) -> Json:
        """Someone presses an Action.Execute, on the card sent as `on`."""
        action = {"type": "Action.Execute", "id": "", "verb": verb, "data": data or {}}
        return self._invoke(
            "adaptiveCard/action", {"action": action, "trigger": "manual"}, person, place, on, more
        )

    def fetch(
        self,
        verb: str,
        data: Json | None = None,
        person: Person = NURSE,
        place: Place | None = None,
        **more: Any,
    ) -> Json:
        """Someone presses a button that opens a dialog."""
        carried = {"msteams": {"type": "task/fetch"}, "verb": verb} | (data or {})
        value = {"data": carried, "context": {"theme": "default"}}
        return self._invoke("task/fetch", value, person, place, None, more)

    def submit(
        self,
        verb: str,
        data: Json | None = None,
        person: Person = NURSE,
        place: Place | None = None,
        **more: Any,
    ) -> Json:
        """Someone presses a button inside a dialog."""
        value = {"data": {"verb": verb} | (data or {}), "context": {"theme": "default"}}
        return self._invoke("task/submit", value, person, place, None, more)

    def submit_message(
        self,
        verb: str,
        data: Json | None = None,
        person: Person = NURSE,
        place: Place | None = None,
        **more: Any,
    ) -> Json:
        """Someone presses a plain Action.Submit: a message without text."""
        place = place or personal(person)
        carried = {"verb": verb} | (data or {})
        return self._activity("message", person, place, value=carried, replyToId="1") | more

    def installed(
        self, person: Person = NURSE, place: Place | None = None, action: str = "add"
    ) -> Json:
        """The app is added, removed or upgraded."""
        place = place or personal(person)
        return self._activity("installationUpdate", person, place, action=action)

    def joined(self, *members: Person, place: Place = BOARD_CHANNEL, left: bool = False) -> Json:
        """People come into a team or go; without any, the bot itself does."""
        listed = [{"id": one.id, "aadObjectId": one.aad_object_id} for one in members]
        key = "membersRemoved" if left else "membersAdded"
        whom = {key: listed or [{"id": f"28:{self.app_id}"}]}
        given = self._activity(
            "conversationUpdate", members[0] if members else NURSE, place, **whom
        )
        given["channelData"]["eventType"] = "teamMemberRemoved" if left else "teamMemberAdded"
        return given

    def channel_event(
        self, event: str, place: Place = TRIAGE_CHANNEL, person: Person = NURSE
    ) -> Json:
        """A channel is deleted, renamed, restored: the conversation is then the team's."""
        given = self._activity("conversationUpdate", person, place)
        given["channelData"]["eventType"] = event
        given["conversation"]["id"] = place.team
        return given

    def _invoke(
        self,
        name: str,
        value: Json,
        person: Person,
        place: Place | None,
        on: str | None,
        more: Json,
    ) -> Json:
        place = place or personal(person)
        given = self._activity("invoke", person, place, name=name, value=value)
        given["channelData"]["source"] = {"name": "message"}
        if on is not None:
            given["replyToId"] = on
        return given | more

    def _activity(self, kind: str, person: Person, place: Place, **parts: Any) -> Json:
        now = self.machine_now()
        if place.kind == "channel" and place.thread is None and kind in {"message", "invoke"}:
            place = place.in_thread(str(next(self._ids)))
        extra: Json = {"tenant": {"id": self.tenant}}
        if place.kind == "channel":
            extra["team"] = {"id": place.team, "name": place.team_name}
            extra["channel"] = {"id": place.channel}
            if place.channel_name:
                extra["channel"]["name"] = place.channel_name
            extra["teamsTeamId"], extra["teamsChannelId"] = place.team, place.channel
        conversation: Json = {
            "id": place.conversation_id,
            "conversationType": place.kind,
            "tenantId": self.tenant,
        }
        if place.kind != "personal":
            conversation["isGroup"] = True
        platform = "Android" if person.phone else "Web"
        return {
            "type": kind,
            "id": f"f:{uuid.uuid4()}" if kind != "message" else str(next(self._ids)),
            "timestamp": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "7Z",
            "localTimestamp": now.isoformat(),
            "localTimezone": "Europe/London",
            "locale": "en-GB",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {
                "id": person.id,
                "name": f"{person.name} (Guest)" if person.guest else person.name,
                "aadObjectId": person.aad_object_id,
            },
            "recipient": {"id": f"28:{self.app_id}", "name": BOT_NAME},
            "conversation": conversation,
            "channelData": extra,
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": "en-GB",
                    "country": "GB",
                    "platform": platform,
                    "timezone": "Europe/London",
                }
            ],
        } | parts

    async def post(
        self,
        url: str,
        activity: Json | bytes,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Deliver an activity with a good token (or the one given; "" for none).

        Gives the status and the body: JSON where it is some, else text.
        """
        self.delivered += 1
        body = activity if isinstance(activity, bytes) else orjson.dumps(activity)
        sent = {"Content-Type": "application/json"}
        if token != "":
            sent["Authorization"] = f"Bearer {token or self.token()}"
        async with self.session.post(
            url, data=body, headers=sent | dict(headers or {})
        ) as response:
            answer = await response.read()
            if answer and response.content_type == "application/json":
                return response.status, orjson.loads(answer)
            return response.status, answer.decode()

    # --- switches of the connector ----------------------------------------------------------

    def next_answers(self, reply: Reply, times: int = 1) -> None:
        """Have the connector answer its next calls so, then take them again."""
        self.replies.extend([reply] * times)

    def answer_in(self, where: Place, reply: Reply) -> None:
        """Have the connector answer the next call for this chat or channel so."""
        self.replies_in.setdefault(where.conversation, deque()).append(reply)

    def rate_limit(self, seconds: int = 1, times: int = 1, status: int = 429) -> None:
        """Have the next calls told to come again."""
        headers = {"Retry-After": str(seconds)} if status == 429 else {}
        self.next_answers(Reply(status, "TooManyRequests", headers), times)

    def _reply_for(self, conversation: str, body: Json) -> Reply | None:
        """What was arranged for this call: for its place first, else for whichever comes."""
        channel = body.get("channelData", {}).get("channel", {}).get("id", "")
        for where, replies in self.replies_in.items():
            if replies and (channel == where or conversation.startswith(where)):
                return replies.popleft()
        return self.replies.popleft() if self.replies else None

    def installs(self, *people: Person) -> None:
        """Have the app installed for these people, without telling the bot of it."""
        for one in people:
            chat = personal(one).conversation
            self.installed_for |= {one.id: chat, one.aad_object_id: chat}

    def roster(self, place: Place, *people: Person) -> None:
        """Say who is in a chat or team."""
        self.members[place.team or place.conversation] = [
            {
                "id": one.id,
                "name": one.name,
                "objectId": one.aad_object_id,
                "aadObjectId": one.aad_object_id,
                "userPrincipalName": f"{one.name.replace(' ', '.').lower()}@example.org",
                "tenantId": self.tenant,
                "userRole": "guest" if one.guest else "user",
            }
            for one in people
        ]

    def said(self, verb: str | None = None) -> list[Call]:
        """Give the calls taken, of one verb or all."""
        return [call for call in self.calls if verb is None or call.verb == verb]

    async def wait_for(
        self, count: int, verb: str | None = None, within: float = 2.0
    ) -> list[Call]:
        """Wait until that many calls have been taken."""
        async with asyncio.timeout(within):
            while len(self.said(verb)) < count:
                self._one_more.clear()
                await self._one_more.wait()
        return self.said(verb)

    # --- the server -------------------------------------------------------------------------

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=2**20)
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/.well-known/keys", self._keys)
        app.router.add_post(f"/{TENANT}/oauth2/v2.0/token", self._login)
        app.router.add_post("/emea/v3/conversations", self._create)
        one = "/emea/v3/conversations/{conversation:[^/]+}"
        app.router.add_post(f"{one}/activities", self._send)
        app.router.add_post(f"{one}/activities/{{activity:[^/]+}}", self._reply)
        app.router.add_put(f"{one}/activities/{{activity:[^/]+}}", self._update)
        app.router.add_delete(f"{one}/activities/{{activity:[^/]+}}", self._delete)
        app.router.add_get(f"{one}/pagedmembers", self._members)
        app.router.add_get("/emea/v3/teams/{team:[^/]+}", self._team)
        return app

    async def _team(self, request: web.Request) -> web.Response:
        """What Teams says of a team: its group, where the test has told it."""
        group = self.groups.get(request.match_info["team"])
        if group is None:
            return web.json_response({"error": {"code": "NotFound"}}, status=404)
        return web.json_response({"id": request.match_info["team"], "aadGroupId": group})

    async def _metadata(self, _request: web.Request) -> web.Response:
        self.metadata_calls += 1
        await asyncio.sleep(self.identity_delay)
        if self.identity_down:
            return web.Response(status=503)
        algorithms = {"id_token_signing_alg_values_supported": ["RS256"]}
        keys = {"issuer": self.issuer, "jwks_uri": f"{self.url}/v1/.well-known/keys"}
        return web.json_response(keys | algorithms)

    async def _keys(self, _request: web.Request) -> web.Response:
        if self.identity_down:
            return web.Response(status=503)
        return web.json_response({"keys": [key.public(self.endorsements) for key in self.signing]})

    async def _login(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.login_calls.append(form)
        await asyncio.sleep(self.login_delay)
        if self.login_down:
            return web.Response(status=503, text="<html>try later</html>")
        if not self._may_log_in(form):
            wrong = {"error": "invalid_client", "error_codes": [7000215]}
            return web.json_response(wrong, status=401)
        return web.json_response(
            {
                "token_type": "Bearer",
                "expires_in": self.token_lasts,
                "access_token": f"{TOKEN_OF_THE_BOT}-{len(self.login_calls)}",
            }
        )

    def _may_log_in(self, form: Mapping[str, str]) -> bool:
        if form.get("client_id") != self.app_id or form.get("grant_type") != "client_credentials":
            return False
        if form.get("scope") != "https://api.botframework.com/.default":
            return False
        if "client_assertion" not in form:
            return form.get("client_secret") == self.password
        claims = jwt.decode(
            form["client_assertion"],
            self.certificate_key,
            algorithms=["PS256"],
            audience=f"{self.login_url}/oauth2/v2.0/token",
        )
        return bool(claims["iss"] == claims["sub"] == self.app_id)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await _json(request)
        wanted = body.get("channelData", {}).get("channel", {}).get("id")
        if not wanted:
            return await self._open(request, body)
        message = str(next(self._ids))
        made: Json = {"id": f"{wanted};messageid={message}", "activityId": message}
        return await self._taken(request, "create", made["id"], message, body, 201, made)

    async def _open(self, request: web.Request, body: Json) -> web.StreamResponse:
        """Somebody's own chat: the same each time, and only where the app is installed."""
        chat = self.installed_for.get(str(body["members"][0]["id"]))
        if chat is None and not self.replies:
            self.replies.append(Reply(403, "BotNotInConversationRoster"))
        return await self._taken(request, "open", chat or "", None, body, 201, {"id": chat})

    async def _send(self, request: web.Request) -> web.StreamResponse:
        return await self._said(request, "send")

    async def _reply(self, request: web.Request) -> web.StreamResponse:
        return await self._said(request, "reply")

    async def _said(
        self, request: web.Request, verb: Literal["send", "reply"]
    ) -> web.StreamResponse:
        body = await _json(request)
        message = str(next(self._ids))
        split = bool(body.get("text")) and bool(body.get("attachments"))
        made: Json = {} if split else {"id": message}
        return await self._taken(request, verb, None, message, body, 202 if split else 201, made)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        message = request.match_info["activity"]
        body = await _json(request)
        return await self._taken(request, "update", None, message, body, 200, {"id": message})

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        message = request.match_info["activity"]
        return await self._taken(request, "delete", None, message, {}, 200, None)

    async def _members(self, request: web.Request) -> web.StreamResponse:
        if self.members_refused:
            return web.json_response({"error": {"code": "ForbiddenByPolicy"}}, status=403)
        listed = self.members.get(request.match_info["conversation"], [])
        start = int(request.query.get("continuationToken", "0"))
        end = start + min(self.page_size, int(request.query.get("pageSize", "200")))
        page: Json = {"members": listed[start:end]}
        if end < len(listed):
            page["continuationToken"] = str(end)
        return await self._taken(request, "members", None, None, {}, 200, page)

    async def _taken(
        self,
        request: web.Request,
        verb: Any,
        conversation: str | None,
        activity: str | None,
        body: Json,
        status: int,
        answer: Json | None,
    ) -> web.StreamResponse:
        """Record the call and answer it, or do as the switches say."""
        given = request.headers.get("Authorization", "")
        token = given.removeprefix("Bearer ") or None
        if self.expects_token and not (token or "").startswith(TOKEN_OF_THE_BOT):
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        named = conversation or request.match_info.get("conversation", "")
        reply = self._reply_for(named, body)
        if reply is not None:
            await asyncio.sleep(reply.delay)
            if reply.drop != "after" and (reply.drop or reply.status >= 300):
                return _refusal(request, reply)
        where = conversation or request.match_info["conversation"]
        at = asyncio.get_running_loop().time()
        self.calls.append(Call(verb, where, activity, body, token, at, request.path))
        self._one_more.set()
        if reply is not None and reply.silent:
            await asyncio.sleep(reply.silent)
        if reply is not None and reply.drop:
            return _refusal(request, reply)
        if answer is None:
            return web.Response(status=status)
        return web.json_response(answer, status=status)


@dataclass(frozen=True)
class Signing:
    """A key of the identity provider."""

    kid: str
    key: rsa.RSAPrivateKey

    def public(self, endorsements: list[str] | None) -> Json:
        """Give it as the key set lists it."""
        jwk = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        listed = {} if endorsements is None else {"endorsements": endorsements}
        return {**jwk, "use": "sig", "kid": self.kid, "x5t": self.kid} | listed


@cache
def _signing_key(number: int) -> Signing:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Signing(f"key-{number}", key)


def stranger_key() -> rsa.RSAPrivateKey:
    """Give a key that no identity provider knows."""
    return _signing_key(-1).key


def _refusal(request: web.Request, reply: Reply) -> web.Response:
    if reply.drop:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    error = {"error": {"code": reply.code, "message": "told by the stand-in"}}
    return web.json_response(error, status=reply.status, headers=dict(reply.headers))


async def _json(request: web.Request) -> Json:
    given: Json = orjson.loads(await request.read())
    return given


def _now() -> datetime:
    """Tokens of a test that does not care about the time are good now."""
    return datetime.now(UTC)  # noqa: TID251
