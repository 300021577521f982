"""What an app package has to hold to, the official schema and what it does not say."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

from jsonschema import Draft6Validator

from manifest.picture import NoPicture, Picture, read_picture

Manifest = Mapping[str, Any]

SCHEMA: Final = "teams-manifest-1.25.json"
MOST_COMMANDS: Final = 10
"""Of one scope; the schema takes 12, those before 1.24 took 10."""
HELP: Final = "help"

_GUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NOBODY: Final = re.compile(r"[0-]+")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{4,253}}$)(?:{_LABEL}\.)+(?=[a-z]){_LABEL}", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}")
_ICONS: Final = {"color": 192, "outline": 32}
_CLEAR: Final = (255, 255, 255)
_HEARS_ALL: Final = frozenset({"ChannelMessage.Read.Group", "ChatMessage.Read.Chat"})
_LONGEST_SAID: Final = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is broken, and how."""

    rule: str
    sentence: str

    def __str__(self) -> str:
        """Give both, as an operator reads them."""
        return f"{self.rule}: {self.sentence}"


def faults_of_settings(app_id: str, host: str) -> tuple[Fault, ...]:
    """Look at what came from the settings, before anything is made of it."""
    found = []
    if not _GUID.fullmatch(app_id) or _NOBODY.fullmatch(app_id):
        found.append(Fault("app id", "MHRMB_APP_ID has to be the GUID of the app registration"))
    if not _HOST.fullmatch(host):
        said = "MHRMB_PUBLIC_HOST has to be a plain host name, as bot.example.org: no https://, "
        found.append(Fault("public host", said + "port, path, address or wildcard"))
    return tuple(found)


def faults_of_package(manifest: Manifest, icons: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """Hold a manifest and its icons, by file name, against all rules; in a fixed order.

    The rules beyond the schema take for granted what the schema holds, so they are asked after it.
    """
    if found := tuple(Fault("schema", sentence) for sentence in _schema(manifest)):
        return found
    asked = chain.from_iterable(
        (Fault(rule, sentence) for sentence in ask(manifest)) for rule, ask in RULES.items()
    )
    return (*asked, *_icons(manifest, icons))


@cache
def _validator() -> Draft6Validator:
    """Read the schema, which says draft 4 and uses a word of draft 6: `const`."""
    return Draft6Validator(json.loads(files("manifest").joinpath(SCHEMA).read_bytes()))


def _schema(manifest: Manifest) -> Iterator[str]:
    errors = _validator().iter_errors(manifest)
    for error in sorted(errors, key=lambda each: (each.json_path, each.message)):
        yield f"{error.json_path}: {error.message[:_LONGEST_SAID]}"


def _strings(value: object) -> Iterator[str]:
    """Every text in it, however deep."""
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)
        case _:
            return


def _blanks(manifest: Manifest) -> Iterator[str]:
    for text in _strings(manifest):
        if "${" in text:
            yield f"{text!r} was not filled in"


def _version(manifest: Manifest) -> Iterator[str]:
    if not _NUMBERS.fullmatch(manifest["version"]):
        yield f"{manifest['version']} has to be three numbers, as 1.2.0"


def _names(manifest: Manifest) -> Iterator[str]:
    if not manifest["name"].get("full", "").strip():
        yield "name.full is missing, and some uploads are refused without it"


def _descriptions(manifest: Manifest) -> Iterator[str]:
    short, full = (_plain(manifest["description"][each]) for each in ("short", "full"))
    if short in full:
        yield "description.full repeats description.short"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _https(manifest: Manifest) -> Iterator[str]:
    for text in _strings(manifest):
        if text.casefold().startswith("http:"):
            yield f"{text} is not https"


def _domains(manifest: Manifest) -> Iterator[str]:
    for domain in manifest.get("validDomains", ()):
        if "*" in domain:
            yield f"{domain} is a wildcard"
        elif not _HOST.fullmatch(domain):
            yield f"{domain} is no plain host name"


def _ids(manifest: Manifest) -> Iterator[str]:
    bots = [each.get("botId") for each in manifest.get("bots", ())]
    of_the_web = manifest.get("webApplicationInfo", {}).get("id", manifest["id"])
    if {*bots, of_the_web} - {manifest["id"]}:
        yield "id, botId and webApplicationInfo.id have to be the same"


def _commands(manifest: Manifest) -> Iterator[str]:
    for bot in manifest.get("bots", ()):
        listed = bot.get("commandLists", ())
        scopes = [scope for each in listed for scope in each["scopes"]]
        if sorted(scopes) != sorted(bot.get("scopes", ())):
            yield "each scope of the bot has to have one list"
        for each in listed:
            yield from _list(each)


def _list(listed: Manifest) -> Iterator[str]:
    titles = [each["title"] for each in listed["commands"]]
    where = ", ".join(listed["scopes"])
    if len(titles) > MOST_COMMANDS:
        yield f"{where}: {len(titles)} commands, at most {MOST_COMMANDS} are shown"
    if len(set(titles)) < len(titles):
        yield f"{where}: the same command twice"
    if HELP not in titles:
        yield f"{where}: {HELP!r} is missing, which leads to all others"


def _consent(manifest: Manifest) -> Iterator[str]:
    permissions = manifest.get("authorization", {}).get("permissions", {})
    names = [each["name"] for each in permissions.get("resourceSpecific", ())]
    if names and not manifest.get("webApplicationInfo", {}).get("resource"):
        yield "permissions for a team need webApplicationInfo with id and resource"
    if len(set(names)) < len(names):
        yield "the same permission twice"
    for name in sorted(_HEARS_ALL.intersection(names)):
        yield f"{name} would let the bot read what was not said to it"


def _channels(manifest: Manifest) -> Iterator[str]:
    if "supportsChannelFeatures" in manifest and "supportedChannelTypes" in manifest:
        yield "supportedChannelTypes is refused beside supportsChannelFeatures"


def _flat(manifest: Manifest) -> Iterator[str]:
    for path in manifest["icons"].values():
        if re.search(r"[/\\:]|^\.", path):
            yield f"{path} is in a folder; all files stand side by side"


RULES: Final[Mapping[str, Callable[[Manifest], Iterator[str]]]] = {
    "nothing left blank": _blanks,
    "version": _version,
    "full name": _names,
    "descriptions": _descriptions,
    "https": _https,
    "domains": _domains,
    "one id": _ids,
    "command lists": _commands,
    "consent": _consent,
    "channels": _channels,
    "no folder": _flat,
}
"""What the schema does not hold, by the name that an operator is told."""


def _icons(manifest: Manifest, icons: Mapping[str, bytes]) -> Iterator[Fault]:
    for name, size in _ICONS.items():
        path = manifest["icons"][name]
        if path not in icons:
            yield Fault("icons", f"{path} is missing")
            continue
        try:
            picture = read_picture(icons[path])
        except NoPicture as problem:
            yield Fault("icons", f"{path}: {problem}")
            continue
        if (picture.width, picture.height) != (size, size):
            was = f"{picture.width} by {picture.height}"
            yield Fault("icons", f"{path} is {was} pixels, and has to be {size} by {size}")
        if name == "outline" and not _is_white_on_clear(picture):
            yield Fault("icons", f"{path} has to be white on transparent, and nothing else")


def _is_white_on_clear(picture: Picture) -> bool:
    dots = picture.dots()
    seen = {dot[:3] for dot in dots if dot[-1]} if picture.has_alpha else set()
    return seen == {_CLEAR} and any(not dot[-1] for dot in dots)
