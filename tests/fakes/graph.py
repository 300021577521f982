"""A stand-in of Microsoft Graph and its authority over https on loopback.

Every request is held against the published description (`tests/schemas/graph-v1.0-slice.json`):
path, query options, headers, types and writable properties of the body; whatever is not in it is
kept in `violations`, which the fixture asserts to be empty. Permissions are those the description
names, or Sites.Selected where the site is granted. Beyond the description stand, from Microsoft
Learn: path addressing (`items/{id}:/{name}:`), `@microsoft.graph.conflictBehavior`, If-Match on
uploads, what an upload session answers, and the token endpoint.
"""

import asyncio
import hashlib
import itertools
import re
import ssl
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import unquote

import jwt
import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from graph.content import QuickXor

Json = dict[str, Any]

TENANT = "2b6f0c1e-77aa-4d0b-9f43-5e1f5d0c9a11"
CLIENT_ID = "c2f1f0de-1111-4a52-8a3e-40f2b8a1d7e5"
SECRET = "the app's secret for Graph"
RESOURCE = "https://graph.microsoft.com"
TEAM = "7a9d3c52-0b1e-4c9b-8f2d-6f1f1e2d3c4b"
CHANNEL = "19:0a1b2c3d4e5f60718293a4b5c6d7e8f9@thread.tacv2"
ORGANISER = "5d1e2f30-4455-4677-8899-aabbccddeeff"
DRIVE = "b!Zq3-drive_of_the_team"
ROOT = "01FILESFOLDER"
KIB_320 = 320 * 1024
SLICE = Path(__file__).parent.parent / "schemas" / "graph-v1.0-slice.json"
_SIGNS = "a key of the stand-in's authority, long enough for HS256"
_BY_PATH = re.compile(r"(/drives/[^/]+/items/[^/:]+):/([^:]+):(/.*)?")
_FORBIDDEN = re.compile(r'["*:<>?/\\|]|^\s|\s$|\.$')
_SET_BY_SERVICE = {"id", "webUrl", "eTag", "cTag", "createdDateTime", "lastModifiedDateTime",
                   "createdBy", "lastModifiedBy", "webLink", "organizer", "bodyPreview",
                   "isCancelled", "isOrganizer", "onlineMeeting", "onlineMeetingUrl"}  # fmt: skip
_TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "boolean": bool,
}  # fmt: skip
_JOINED = re.compile(r"JoinWebUrl eq '((?:[^']|'')+)'")
_CLASH = "@microsoft.graph.conflictBehavior"
_CONDITIONAL = {"drive_SetItemsContent", "drive.item_createUploadSession"}


@dataclass(frozen=True)
class Fault:
    """How one call is answered instead: refused, or cut off before or after the work."""

    status: int = 0
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: Literal["", "before", "after"] = ""
    body: bytes | None = None


@dataclass(frozen=True)
class Call:
    """One request that came in; `op` as `GraphServer.next` takes it."""

    op: str
    method: str
    path: str
    query: Json
    headers: Mapping[str, str]
    body: Any
    size: int = 0


@dataclass
class Node:
    """A file or folder of the drive; `versions` are (sha256, size), the latest last."""

    id: str
    name: str
    parent: str
    is_folder: bool
    made_by: str
    changed_by: str
    change: int = 1
    versions: list[tuple[str, int]] = field(default_factory=list)
    size: int = 0
    quick_xor: str = ""
    locked: bool = False

    @property
    def etag(self) -> str:
        """The eTag as SharePoint writes it, quotes included."""
        return f'"{{{self.id}}},{self.change}"'

    @property
    def sha256(self) -> str:
        """That of the bytes sent last."""
        return self.versions[-1][0]


@dataclass
class Session:
    """An upload session."""

    id: str
    parent: str
    name: str
    clash: str
    item: str | None
    size: int | None = None
    next: int = 0
    strong: Any = field(default_factory=hashlib.sha256)
    quick: QuickXor = field(default_factory=QuickXor)


class Refused(Exception):
    """Graph says no."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers or {}


class Described:
    """The published description, and what of a request is not in it."""

    def __init__(self) -> None:
        document = orjson.loads(SLICE.read_bytes())
        self._paths = {tuple(path.split("/")): ops for path, ops in document["paths"].items()}
        self._schemas: Json = document["components"]["schemas"]

    def operation(self, method: str, path: str) -> tuple[str, Json, tuple[str, ...]] | None:
        """Find the template, its operation, and the values of its parameters."""
        given = path.split("/")
        for template, ops in self._paths.items():
            if len(template) == len(given) and all(
                part.startswith("{") or part == there
                for part, there in zip(template, given, strict=True)
            ):
                values = tuple(
                    unquote(there)
                    for part, there in zip(template, given, strict=True)
                    if part.startswith("{")
                )
                found = ops.get(method.lower())
                return ("/".join(template), found, values) if isinstance(found, dict) else None
        return None

    def faults_of_query(self, operation: Json, query: Mapping[str, str]) -> list[str]:
        """Options that the operation does not take, and properties that are not there."""
        allowed = set(operation.get("x-query", ()))
        clash = {_CLASH} if operation.get("operationId") == "drive_SetItemsContent" else set()
        faults = [f"query {name}" for name in query if name not in allowed | clash]
        if query.get(_CLASH, "fail") not in {"fail", "replace", "rename"}:
            faults.append(f"{_CLASH}={query[_CLASH]}")
        known = self._schemas.get(str(operation.get("x-type")), {}).get("properties", {})
        selected = query.get("$select", "").split(",") if query.get("$select") else []
        return faults + [f"$select {name}" for name in selected if name not in known]

    def faults_of_body(self, operation: Json, kind: str, body: Any) -> list[str]:
        """What of the body is not described, or is not to be written."""
        content = operation.get("requestBody", {}).get("content", {})
        if not content:
            return ["a body"] if body else []
        if kind not in content:
            return [f"content type {kind}"]
        return [] if kind != "application/json" else self._faults(body, content[kind]["schema"], "")

    def faults_of_answer(self, kind: str, answer: Json) -> list[str]:
        """What the stand-in itself says wrongly."""
        schema = {"$ref": f"#/components/schemas/{kind}"}
        listed = answer["value"] if isinstance(answer.get("value"), list) else [answer]
        return [each for one in listed for each in self._faults(one, schema, "", reading=True)]

    def _faults(self, given: Any, schema: Json, at: str, *, reading: bool = False) -> list[str]:
        if given is None:
            return [f"{at}: null"] if schema.get("nullable") is False else []
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        schema = self._schemas[name] if name else schema
        if "enum" in schema:
            return [] if given in schema["enum"] else [f"{at}: {given} is none of the enum"]
        kind = schema.get("type")
        if not isinstance(given, _TYPES[str(kind)]) or isinstance(given, bool) != (
            kind == "boolean"
        ):
            return [f"{at}: {type(given).__name__} is no {kind}"]
        if isinstance(given, dict):
            return self._faults_of_object(given, schema, name, at, reading=reading)
        if isinstance(given, list):
            items = schema.get("items", {})
            return [x for one in given for x in self._faults(one, items, at, reading=reading)]
        return _faults_of_text(given, schema, at) if isinstance(given, str) else []

    def _faults_of_object(
        self, given: Json, schema: Json, name: str, at: str, *, reading: bool
    ) -> list[str]:
        faults = []
        for key, value in given.items():
            here = f"{at}/{key}"
            if key == "@odata.type":
                told = str(value).removeprefix("#")
                faults += (
                    [] if told in {name, *schema.get("x-derived", ())} else [f"{here} {value}"]
                )
            elif key.startswith("@"):
                faults += [] if key == _CLASH or reading else [here]
            elif key not in schema["properties"]:
                faults.append(f"{here} is not described")
            else:
                inner = schema["properties"][key]
                is_read_only = inner.get("x-doc-readonly") or "x-navigation" in inner
                if not reading and (is_read_only or (not at and key in _SET_BY_SERVICE)):
                    faults.append(f"{here} is not to be written")
                faults += self._faults(value, inner, here, reading=reading)
        return faults


def _faults_of_text(given: str, schema: Json, at: str) -> list[str]:
    if schema.get("format") != "date-time":
        return []
    try:
        return [] if datetime.fromisoformat(given).tzinfo else [f"{at}: no zone"]
    except ValueError:
        return [f"{at}: no date-time"]


@cache
def described() -> Described:
    """Read the description once."""
    return Described()


class GraphServer:
    """The far end. `async with GraphServer(folder) as graph:` starts it on free ports."""

    def __init__(self, folder: Path) -> None:
        self.ca_file = folder / "stand-in.pem"
        self.violations: list[str] = []
        self.calls: list[Call] = []
        # The authority
        self.secret, self.resource = SECRET, RESOURCE
        self.certificate: x509.Certificate | None = None
        self.token_calls: list[Json] = []
        self.token_lasts = 3600
        self.roles = ["Sites.Selected", "Calendars.ReadWrite", "Files.Read.All"]
        # The team
        self.site_granted = True
        self.rsc: set[str] = set()  # the package asks for none that Graph is asked with
        self.files_tab_opened = True
        self.rewrites_office = False
        self.nodes: dict[str, Node] = {
            ROOT: Node(ROOT, "General", "", is_folder=True, made_by="", changed_by="")
        }
        self.sessions: dict[str, Session] = {}
        # The organiser
        self.mailbox_allowed = True
        self.events: dict[str, Json] = {}
        self.online: dict[str, str] = {}  # ids of online meetings by their link
        self.recordings: dict[str, list[Json]] = {}
        self.transcripts: dict[str, list[Json]] = {}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._ids = itertools.count(1)
        self._graph = _server(self._answer)
        self._sharepoint = _server(self._upload)
        self._context = _certified(self.ca_file)

    async def __aenter__(self) -> Self:
        await self._graph.start_server(ssl=self._context)
        await self._sharepoint.start_server(ssl=self._context)
        return self

    async def __aexit__(self, *_details: object) -> None:
        await self._graph.close()
        await self._sharepoint.close()
        await asyncio.sleep(0.05)  # TLS says goodbye on both sides

    # --- what a test says and sees --------------------------------------------------------------

    @property
    def authority(self) -> str:
        """The authority's address."""
        return f"https://127.0.0.1:{self._graph.port}"

    @property
    def base_url(self) -> str:
        """Graph's address."""
        return f"{self.authority}/v1.0"

    @property
    def sharepoint(self) -> str:
        """Where uploads go: another host."""
        return f"https://localhost:{self._sharepoint.port}"

    def next(self, op: str, *faults: Fault) -> None:
        """Answer the next calls of this operation so.

        token, filesFolder, children, item, content, createUploadSession, fragment, session,
        abandon, events, event, cancel.
        """
        self._faults[op].extend(faults)

    def called(self, op: str) -> list[Call]:
        """Every call of this operation."""
        return [call for call in self.calls if call.op == op]

    def at(self, *path: str) -> Node | None:
        """Give what is at this path below the files folder."""
        here: Node | None = self.nodes[ROOT]
        for name in path:
            here = self._child(here.id, name) if here else None
        return here

    def put(self, name: str, content: bytes, *, parent: str = ROOT, by: str = "somebody") -> Node:
        """Have somebody put a file there, or write over it."""
        quick = QuickXor()
        quick.update(content)
        digest = hashlib.sha256(content).hexdigest()
        return self._stored(parent, name, (digest, len(content), quick.base64()), by)

    def make_folder(self, name: str, parent: str = ROOT) -> Node:
        """Have somebody make a folder."""
        node = self._new("F", name, parent, "somebody")
        self.nodes[node.id] = node
        return node

    # --- the authority --------------------------------------------------------------------------

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.token_calls.append(form)
        if fault := self._fault("token"):
            return _refusal(request, fault)
        if request.match_info["tail"] != f"{TENANT}/oauth2/v2.0/token":
            return _no_token("invalid_request", "AADSTS90002")
        if form.get("client_id") != CLIENT_ID:
            return _no_token("unauthorized_client", "AADSTS700016")
        if form.get("scope") != f"{self.resource}/.default":
            return _no_token("invalid_resource", "AADSTS500011")
        if form.get("grant_type") != "client_credentials" or not self._is_proved(form):
            return _no_token("invalid_client", "AADSTS7000215")
        answer = {"token_type": "Bearer", "expires_in": self.token_lasts}
        return web.json_response(answer | {"access_token": self._signed()})

    def _is_proved(self, form: Json) -> bool:
        if self.certificate is None:
            return "client_assertion" not in form and form.get("client_secret") == self.secret
        assertion = form.get("client_assertion", "")
        url = f"{self.authority}/{TENANT}/oauth2/v2.0/token"
        try:
            claims = jwt.decode(
                assertion, self.certificate.public_key(),  # type: ignore[arg-type]
                algorithms=["PS256", "RS256"], audience=url,
                options={"require": ["exp", "nbf", "iss", "sub", "jti"]},
            )  # fmt: skip
        except jwt.PyJWTError:
            return False
        return "client_secret" not in form and claims["iss"] == claims["sub"] == CLIENT_ID

    def _signed(self) -> str:
        ends = _now() + timedelta(seconds=self.token_lasts)
        claims = {"aud": self.resource, "appid": CLIENT_ID, "tid": TENANT, "roles": self.roles}
        return jwt.encode(claims | {"exp": ends}, _SIGNS, algorithm="HS256")

    # --- Graph ----------------------------------------------------------------------------------

    async def _answer(  # noqa: PLR0911 - one for each reason to refuse
        self, request: web.Request
    ) -> web.StreamResponse:
        raw = request.rel_url.raw_path
        if raw.endswith("/oauth2/v2.0/token") and request.method == "POST":
            return await self._token(request)
        if not raw.startswith("/v1.0/"):
            return self._violated(f"{request.method} {raw}")
        raw, name = raw.removeprefix("/v1.0"), ""
        if by_path := _BY_PATH.fullmatch(raw):
            raw, name = by_path[1] + (by_path[3] or ""), unquote(by_path[2])
        found = described().operation(request.method, raw)
        if found is None:
            return self._violated(f"{request.method} {raw} is not described")
        template, operation, values = found
        body, size, faults = await self._read(request, operation)
        op = _op(template)
        self.calls.append(
            Call(op, request.method, raw, dict(request.query), request.headers, body, size)
        )
        if faults:
            return self._violated(f"{request.method} {template}: {', '.join(faults)}")
        try:
            self._let_in(request, template, operation)
            fault = self._fault(op)
            if fault and fault.drop != "after":
                return _refusal(request, fault)
            done = getattr(self, f"_{request.method.lower()}_{op}")
            status, answer = done(values, name, request, body)
        except Refused as refused:
            return _error(refused.status, refused.code, refused.headers)
        if fault:
            return _refusal(request, fault)
        return self._said(status, answer, operation, request)

    async def _read(self, request: web.Request, operation: Json) -> tuple[Any, int, list[str]]:
        """Read the body, and hold the request against its description."""
        bad = described().faults_of_query(operation, request.query)
        allowed = set(operation.get("x-headers", ()))
        if operation.get("operationId") in _CONDITIONAL:
            allowed.add("If-Match")
        bad += ["If-Match"] if "If-Match" in request.headers and "If-Match" not in allowed else []
        if request.method in {"PUT", "POST", "PATCH"} and "Content-Length" not in request.headers:
            bad.append("no Content-Length")
        raw = await request.read()
        is_json = bool(raw) and request.content_type == "application/json"
        body = orjson.loads(raw) if is_json else raw
        kind = request.content_type if raw or request.method == "PUT" else ""
        if raw or "requestBody" in operation:
            bad += described().faults_of_body(operation, kind, body)
        return body, len(raw), bad

    def _let_in(self, request: web.Request, template: str, operation: Json) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(given, _SIGNS, algorithms=["HS256"], audience=self.resource)
        except jwt.PyJWTError:
            raise Refused(401, "InvalidAuthenticationToken") from None
        if template.startswith("/users/") and not self.mailbox_allowed:
            raise Refused(403, "ErrorAccessDenied")
        allowed = set(operation["x-permissions"].get("Application", {}).get("all", ()))
        held = set(claims["roles"])
        if template.startswith("/teams/"):
            held |= self.rsc
        is_granted = "Sites.Selected" in held and self.site_granted
        if not allowed & held and not (template.startswith("/drives/") and is_granted):
            raise Refused(403, "accessDenied")

    def _get_filesFolder(self, values: Any, *_given: Any) -> tuple[int, Json]:  # noqa: N802
        if values != (TEAM, CHANNEL) or not self.files_tab_opened:
            raise Refused(404, "itemNotFound")
        return 200, self._shown(self.nodes[ROOT])

    def _get_item(self, values: Any, name: str, *_given: Any) -> tuple[int, Json]:
        node = self._node(values)
        found = self._child(node.id, name) if name else node
        if found is None:
            raise Refused(404, "itemNotFound")
        return 200, self._shown(found)

    def _post_children(
        self, values: Any, _name: str, _request: Any, body: Json
    ) -> tuple[int, Json]:
        parent = self._node(values)
        name = _good(str(body["name"]))
        if self._child(parent.id, name) is not None:
            raise Refused(409, "nameAlreadyExists")
        node = self.make_folder(name, parent.id)
        node.made_by = node.changed_by = CLIENT_ID
        return 201, self._shown(node)

    def _put_content(
        self, values: Any, name: str, request: web.Request, body: Any
    ) -> tuple[int, Json]:
        parent, item = self._target(values, name, request)
        clash = request.query.get(_CLASH, "replace")
        if item is not None and name and clash == "fail":
            raise Refused(409, "nameAlreadyExists")
        quick = QuickXor()
        quick.update(body)
        content = (hashlib.sha256(body).hexdigest(), len(body), quick.base64())
        stored = self._stored(parent, item.name if item else name, content, CLIENT_ID)
        return 200 if item else 201, self._shown(stored)

    def _post_createUploadSession(  # noqa: N802
        self, values: Any, name: str, request: web.Request, body: Json
    ) -> tuple[int, Json]:
        parent, item = self._target(values, name, request)
        clash = body.get("item", {}).get(_CLASH, "fail")
        if body.get("item", {}).get("name", name) not in {name, item.name if item else name}:
            raise Refused(400, "invalidRequest")
        if item is not None and clash == "fail":
            raise Refused(409, "nameAlreadyExists")
        number = f"s{next(self._ids)}"
        wanted = item.name if item else name
        session = Session(number, parent, wanted, clash, item.id if item else None)
        self.sessions[number] = session
        return 200, {"uploadUrl": f"{self.sharepoint}/up/{number}?tempauth=k"} | _progress(session)

    def _target(self, values: Any, name: str, request: web.Request) -> tuple[str, Node | None]:
        """The folder, and what is written over in it."""
        node = self._node(values)
        item = self._child(node.id, _good(name)) if name else node
        if item is not None:
            if request.headers.get("If-Match", item.etag) != item.etag:
                raise Refused(412, "resourceModified")
            if item.locked:
                raise Refused(423, "resourceLocked")
        return (node.id if name else node.parent), item

    def _get_onlineMeetings(  # noqa: N802
        self, values: Any, _name: str, request: web.Request, _body: Any
    ) -> tuple[int, Json]:
        self._known(values)
        found = _JOINED.fullmatch(request.query.get("$filter", ""))
        if found is None:
            raise Refused(400, "InvalidArgument")
        number = self.online.get(found[1].replace("''", "'"))
        return 200, {"value": [{"id": number, "joinWebUrl": found[1]}] if number else []}

    def _get_recordings(self, values: Any, *_given: Any) -> tuple[int, Json]:
        return 200, {"value": self._of_meeting(values, self.recordings)}

    def _get_transcripts(self, values: Any, *_given: Any) -> tuple[int, Json]:
        return 200, {"value": self._of_meeting(values, self.transcripts)}

    def _of_meeting(self, values: Any, kept: dict[str, list[Json]]) -> list[Json]:
        self._known(values)
        if values[1] not in self.online.values():
            raise Refused(404, "NotFound")
        return kept.get(values[1], [])

    def _get_events(self, values: Any, *_given: Any) -> tuple[int, Json]:
        self._known(values)
        return 200, {"value": list(self.events.values())[:1]}

    def _post_events(self, values: Any, _name: str, _request: Any, body: Json) -> tuple[int, Json]:
        self._known(values)
        for event in self.events.values():
            if event["transactionId"] == body["transactionId"]:
                return 201, event
        number = f"AAMk{next(self._ids)}="
        online = {"joinUrl": f"https://teams.example/l/meetup-join/{number}"}
        event = {key: value for key, value in body.items() if not key.startswith("@")}
        self.events[number] = event | {
            "id": number,
            "webLink": f"https://outlook.example/{number}",
            "onlineMeeting": online if body.get("isOnlineMeeting") else None,
        }
        return 201, self.events[number]

    def _patch_event(self, values: Any, _name: str, _request: Any, body: Json) -> tuple[int, Json]:
        event = self._event(values)
        event |= {key: value for key, value in body.items() if not key.startswith("@")}
        if "body" in body:
            event["onlineMeeting"] = None  # the Teams link went with the old text
        return 200, event

    def _delete_event(self, values: Any, *_given: Any) -> tuple[int, None]:
        del self.events[self._event(values)["id"]]
        return 204, None

    def _post_cancel(self, values: Any, *_given: Any) -> tuple[int, None]:
        event = self._event(values)
        if not event.get("attendees"):
            raise Refused(400, "ErrorInvalidRequest")
        del self.events[event["id"]]
        return 202, None

    def _event(self, values: Any) -> Json:
        self._known(values)
        if values[1] not in self.events:
            raise Refused(404, "ErrorItemNotFound")
        return self.events[values[1]]

    def _known(self, values: Any) -> None:
        if values[0] != ORGANISER:
            raise Refused(404, "ErrorInvalidUser")

    # --- SharePoint -----------------------------------------------------------------------------

    async def _upload(  # noqa: PLR0911 - one for each verb and reason to refuse
        self, request: web.Request
    ) -> web.StreamResponse:
        """An upload session's own address: it wants no token, and must not be given one."""
        if "Authorization" in request.headers or "Cookie" in request.headers:
            return self._violated("an upload address was given a token")
        op = {"PUT": "fragment", "GET": "session", "DELETE": "abandon"}[request.method]
        path = request.rel_url.raw_path
        self.calls.append(
            Call(op, request.method, path, {}, request.headers, None, request.content_length or 0)
        )
        session = self.sessions.get(path.removeprefix("/up/"))
        fault = self._fault(op)
        try:
            if fault and fault.drop == "before" and op == "fragment":
                await request.content.readexactly((request.content_length or 2) // 2)
            if fault and fault.drop != "after":
                return _refusal(request, fault)
            if session is None:
                return _error(404, "itemNotFound", {})
            if op == "abandon":
                del self.sessions[session.id]
                return web.Response(status=204)
            if op == "session":
                return web.json_response(_progress(session))
            answer = await self._fragment(request, session)
        except Refused as refused:
            return _error(refused.status, refused.code, refused.headers)
        return _refusal(request, fault) if fault else answer

    async def _fragment(self, request: web.Request, session: Session) -> web.Response:
        start, end, size = _range(request.headers.get("Content-Range", ""))
        length = end - start + 1
        if request.content_length != length or (length % KIB_320 and end != size - 1):
            self.violations.append(f"fragment of {length} bytes")
            raise Refused(400, "invalidRequest")
        if session.size not in {None, size}:
            raise Refused(400, "invalidRequest")
        if start != session.next:
            raise Refused(416, "invalidRange")
        piece = await request.content.readexactly(length)
        session.size, session.next = size, end + 1
        session.strong.update(piece)
        session.quick.update(piece)
        if session.next < size:
            return web.json_response(_progress(session), status=202)
        del self.sessions[session.id]
        taken = self._child(session.parent, session.name)
        if taken is not None and session.clash == "fail":
            raise Refused(409, "nameAlreadyExists")
        content = (session.strong.hexdigest(), size, session.quick.base64())
        node = self._stored(session.parent, session.name, content, CLIENT_ID)
        return web.json_response(self._shown(node), status=200 if taken else 201)

    # --- the drive ------------------------------------------------------------------------------

    def _node(self, values: Any) -> Node:
        drive, item = values[:2]
        if drive != DRIVE or item not in self.nodes:
            raise Refused(404, "itemNotFound")
        return self.nodes[item]

    def _new(self, letter: str, name: str, parent: str, by: str) -> Node:
        number = f"01{letter}{next(self._ids):04d}"
        return Node(number, name, parent, is_folder=letter == "F", made_by=by, changed_by=by)

    def _child(self, parent: str, name: str) -> Node | None:
        for node in self.nodes.values():
            if node.parent == parent and node.name.casefold() == name.casefold():
                return node
        return None

    def _stored(self, parent: str, name: str, content: tuple[str, int, str], by: str) -> Node:
        digest, size, quick = content
        node = self._child(parent, name)
        if node is None:
            node = self._new("I", name, parent, by)
            self.nodes[node.id] = node
        if self.rewrites_office and name.endswith((".docx", ".xlsx")):
            size, quick = size + 812, quick[::-1]
        node.change, node.changed_by = node.change + 1, by
        node.size, node.quick_xor = size, quick
        node.versions.append((digest, content[1]))
        return node

    def _shown(self, node: Node) -> Json:
        at = "2026-12-29T17:00:00Z"
        shown: Json = {
            "id": node.id, "name": node.name, "size": node.size, "eTag": node.etag,
            "webUrl": f"https://team.example/Shared/{node.id}",
            "createdDateTime": at, "lastModifiedDateTime": at,
            "createdBy": _by(node.made_by), "lastModifiedBy": _by(node.changed_by),
            "parentReference": {"driveId": DRIVE, "id": node.parent},
        }  # fmt: skip
        if node.is_folder:
            return shown | {"folder": {"childCount": 0}}
        given = {"hashes": {"quickXorHash": node.quick_xor}} if node.size else {}
        return shown | {"file": {"mimeType": "application/octet-stream"} | given}

    def _said(
        self, status: int, answer: Json | None, operation: Json, request: web.Request
    ) -> web.Response:
        if answer is None:
            return web.Response(status=status)
        kind = str(operation.get("x-type", "microsoft.graph.driveItem"))
        wrong = described().faults_of_answer(kind, answer)
        self.violations += [f"answered: {each}" for each in wrong]
        chosen = request.query.get("$select")
        if chosen and "value" not in answer:
            answer = {key: answer[key] for key in chosen.split(",") if key in answer}
        return web.json_response(answer, status=status)

    def _fault(self, op: str) -> Fault | None:
        return self._faults[op].popleft() if self._faults[op] else None

    def _violated(self, what: str) -> web.Response:
        self.violations.append(what)
        return _error(400, "violation", {})


def certificate_for(name: str) -> tuple[bytes, x509.Certificate]:
    """Make a certificate with its key as one PEM text."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)  # noqa: FBT003
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - timedelta(days=1))
        .not_valid_after(_now() + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM) + private, made


@cache
def _stand_in() -> tuple[bytes, x509.Certificate]:
    return certificate_for("the stand-in")


def _certified(path: Path) -> ssl.SSLContext:
    """Write the stand-in's certificate, and give the server its key."""
    pem, made = _stand_in()
    both = path.with_suffix(".key")
    both.write_bytes(pem)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context


def _server(handler: Any) -> TestServer:
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{tail:.*}", handler)
    return TestServer(app, scheme="https", host="127.0.0.1")


def _op(template: str) -> str:
    last = template.rpartition("/")[2]
    return {"{driveItem-id}": "item", "{event-id}": "event"}.get(last, last)


def _range(header: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", header)
    if found is None:
        raise Refused(400, "invalidRange")
    return int(found[1]), int(found[2]), int(found[3])


def _progress(session: Session) -> Json:
    """Both forms occur: with and without an end."""
    last = "" if session.size is None or session.next % 2 else str(session.size - 1)
    ends = (_now() + timedelta(days=1)).isoformat()
    return {"expirationDateTime": ends, "nextExpectedRanges": [f"{session.next}-{last}"]}


def _by(who: str) -> Json:
    who_kind = "application" if who == CLIENT_ID else "user"
    return {who_kind: {"id": who or "system", "displayName": "shown"}}


def _good(name: str) -> str:
    if not name or _FORBIDDEN.search(name) or len(name) > 255:
        raise Refused(400, "invalidRequest")
    return name


def _error(status: int, code: str, headers: Mapping[str, str]) -> web.Response:
    error = {"error": {"code": code, "message": "told by the stand-in"}}
    return web.json_response(error, status=status, headers=dict(headers))


def _refusal(request: web.Request, fault: Fault) -> web.Response:
    if fault.drop:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    if fault.body is not None:
        return web.Response(
            status=fault.status, body=fault.body, headers={"Content-Type": "text/html"}
        )
    return _error(fault.status, fault.code, fault.headers)


def _no_token(error: str, code: str) -> web.Response:
    answer = {"error": error, "error_description": f"{code}: told by the stand-in"}
    return web.json_response(answer, status=401 if error == "invalid_client" else 400)


def _now() -> datetime:
    """Certificates and tokens are checked by libraries that read the real clock."""
    return datetime.now(UTC)  # noqa: TID251
