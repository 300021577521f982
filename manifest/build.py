"""Builds the app package: the template filled in, held against all rules, and zipped."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from string import Template
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from manifest.rules import Fault, faults_of_package, faults_of_settings

TEMPLATE: Final = "manifest.template.json"
MANIFEST: Final = "manifest.json"
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16


class PackageRefused(Exception):
    """The package would not be taken, or should not be; `faults` names each rule."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as Teams offers it: what is written for somebody, and what it does."""

    title: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What one installation puts into its package; the commands by scope, in their order."""

    app_id: str
    host: str
    version: str
    commands: Mapping[str, Sequence[Entry]]


def build_package(app: App, source: Traversable | None = None) -> bytes:
    """Build the zip of a template and the icons beside it: same input, same bytes.

    `source` is the folder they are in; without it, this one. Raises PackageRefused.
    """
    source = source or files("manifest")
    if found := faults_of_settings(app.app_id, app.host):
        raise PackageRefused(found)
    manifest = _filled(json.loads(source.joinpath(TEMPLATE).read_bytes()), app)
    icons = _icons(manifest, source)
    if found := faults_of_package(manifest, icons):
        raise PackageRefused(found)
    written = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return _zipped({**icons, MANIFEST: written.encode()})


def _filled(template: Any, app: App) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    values = {"app_id": app.app_id.lower(), "host": app.host.lower(), "version": app.version}
    manifest: dict[str, Any] = _with(template, values)
    for bot in manifest.get("bots", ()):
        bot["commandLists"] = [
            {"scopes": [scope], "commands": [_written(each) for each in entries]}
            for scope, entries in app.commands.items()
        ]
    return manifest


def _with(value: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - as above
    match value:
        case str():
            return Template(value).safe_substitute(values)
        case dict():
            return {key: _with(each, values) for key, each in value.items()}
        case list():
            return [_with(each, values) for each in value]
        case _:
            return value


def _written(entry: Entry) -> dict[str, str]:
    return {"title": entry.title, "description": entry.description}


def _icons(manifest: Mapping[str, Any], source: Traversable) -> dict[str, bytes]:
    """The icons that the manifest names and the folder has."""
    named = manifest.get("icons")
    names = set(named.values()) if isinstance(named, dict) else set()
    there = [each for each in source.iterdir() if each.is_file() and each.name in names]
    return {each.name: each.read_bytes() for each in there}


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    """Pack files side by side, by name and undated; as they are, so that no packer matters."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name in sorted(contents):
            entry = ZipInfo(name, _NO_DAY)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, contents[name])
    return buffer.getvalue()
